"""Every address of the portal, filled in with what the cast of the tests has."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from django.core.files.base import ContentFile
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import User
from begin.models import Begin, BeginSoort
from core.moment import Moment
from percelen.models import Inschrijfvoorwaarde
from proces.models import Bijeenkomst, Document, Kengetal, Mijlpaal
from segments.models import Inkoop
from tests.inlezen.documenten import one_that_was_read
from tests.overleg.factories import reacted
from tests.overleg.gevraagd import asked, open_for_questions
from tests.producten.factories import ProductFactory
from tests.tarieven.factories import IndexatieFactory, IndexcomponentFactory, KostprijsopbouwFactory
from tests.werkplek.versies import at_each_step, published

INKOOP = "beheer/<slug:slug>/"
VERSIE = f"{INKOOP}publicatie/<int:pk>/"
TARIEF = f"{INKOOP}tarieven/tarief/<int:pk>/"
RONDE = f"{INKOOP}tarieven/indexatie/<int:pk>/"


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


#: Logging out comes last: who visits them all is somebody until then.
ROUTES = sorted(set(routes()), key=lambda route: (route.endswith(("uitloggen/", "logout/")), route))


def fill_in(route: str, waarden: Mapping[str, object]) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(waarden[found[1]]), route)


GEWOON = {"slug": "inkoop-2026", "sleutel": "inleiding", "nummer": "3", "soort": "product", "code": "bgi"}
GEWOON |= {"rubriek": "doelgroep", "formaat": "xlsx", "regio": "midden-limburg"}


def around(inkoop: Inkoop) -> dict[str, Model]:
    """A row of each kind around the text; the document has its file, and nobody outside sees it."""
    document = Document(inkoop=inkoop, sleutel="intern", titel="Intern stuk")
    document.bestand.save("intern.pdf", ContentFile(b"%PDF-1.7 intern"))
    moment = Moment.parse("maart–juni 2027")
    return {
        "document": document,
        "mijlpaal": Mijlpaal.objects.create(inkoop=inkoop, titel="Start", moment=moment, sluit="reageren"),
        "bijeenkomst": Bijeenkomst.objects.create(
            inkoop=inkoop, sleutel="sessie-1", titel="Sessie 1", datum=dt.date(2027, 3, 1)
        ),
        "kengetal": Kengetal.objects.create(inkoop=inkoop, jaar=2026, naam="Begeleiding", omzet=1000),
    }


def workplace(compleet: Inkoop, contractmanager: User, beoordelaar: User) -> Callable[[str], list[str]]:
    """The addresses of a route of the workplace, for every state that what it is about can be in; makes all of that."""
    versie = published(compleet, contractmanager, beoordelaar)
    Begin.objects.create(inkoop=compleet, soort=BeginSoort.LEEG, door=contractmanager, op=timezone.now())
    product = compleet.producten.get()
    tarief = KostprijsopbouwFactory(tarief=product.tarieven.get()).tarief
    ander_product = ProductFactory(inkoop=compleet)
    voorwaarde = Inschrijfvoorwaarde.objects.create(product=product, ander_product=ander_product)
    ronde = IndexatieFactory(inkoop=compleet)
    applied = {"toegepast_op": timezone.now(), "toegepast_door": contractmanager}
    toegepast = IndexatieFactory(inkoop=compleet, jaar=2025, ingangsdatum=dt.date(2025, 1, 1), **applied)
    for row in (ronde, toegepast):
        IndexcomponentFactory(indexatie=row)
    open_for_questions(compleet)
    gevraagd = asked(compleet)
    rondom = [{"soort": soort, "pk": row.pk} for soort, row in around(compleet).items()]
    over = reacted(versie, contractmanager)
    below: dict[str, list[dict[str, object]]] = {
        f"{INKOOP}grondslagen/": [{"code": "PSY"}],
        f"{INKOOP}eisen/": [{"code": "G1"}],
        f"{INKOOP}segmenten/": [{"code": "1a"}],
        f"{INKOOP}producten/": [{"pk": voorwaarde.pk}],
        f"{INKOOP}publicatie/terugzetten/": [{"nummer": versie.volgnummer}],
        f"{INKOOP}publicatie/doorvoeren/": [{"nummer": versie.volgnummer}],
        "beheer/account/": [{"pk": 1}],
        "beheer/gebeurtenissen/": [{"pk": versie.gebeurtenissen.order_by("pk")[0].pk}],
        VERSIE: [
            {"slug": one.inkoop.slug, "pk": one.pk, "opmerking": one.opmerkingen.order_by("pk")[0].pk}
            for one in at_each_step(compleet.regio, contractmanager, beoordelaar)
        ],
        TARIEF: [{"pk": tarief.pk}],
        RONDE: [{"pk": ronde.pk}, {"pk": toegepast.pk}],
        f"{INKOOP}rondom/<slug:soort>/<int:pk>/bestand/": rondom[:1],
        f"{INKOOP}rondom/": rondom,
        f"{INKOOP}vragen/": [{"pk": gevraagd.pk}],
        **{f"{INKOOP}reacties/{part}/": [keys] for part, keys in over.items()},
        f"{INKOOP}document/": [{"pk": one_that_was_read(compleet, contractmanager).pk, "nummer": 0}],
    }

    def addresses(route: str) -> list[str]:
        own = next((rows for begin, rows in below.items() if route.startswith(begin)), [{}])
        return [fill_in(route, {**GEWOON, **row}) for row in own]

    return addresses


def public_address(route: str) -> str:
    codes = {"/percelen/": "3", "/segmenten/": "1a"}
    code = next((code for part, code in codes.items() if part in route), "bgi")
    slug = "midden-limburg" if route.startswith("huisstijl/") else "inkoop-2026"
    mailed = {
        "token": "x",
        "key": "x",
        "toegang": "1-x",
        "volgnummer": "1",
        "formaat": "pdf",
        "uidb36": "1",
        "provider_id": "midden-limburg",
        "pk": 1,
        "sha256": "0" * 64,
    }
    if route.startswith("^"):  # allauth takes two things from one part of the address
        return f"/wachtwoord/{mailed['uidb36']}-{mailed['key']}/"
    asked = f"?perceel={codes['/percelen/']}" if route.endswith("eisenpakket.pdf") else ""
    return fill_in(route, {"slug": slug, "code": code, "nummer": 1, "sleutel": "verslag", **mailed}) + asked
