"""Who may open what: every address of the portal, visited by every role, a neighbour and a visitor.

An address that is not in the table fails the test, so that nobody adds a screen without saying who may see it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from core.moment import Moment
from proces.models import Bijeenkomst, Document, Kengetal, Mijlpaal
from segments.models import Inkoop
from tests.adressen import INKOOP, RONDE, ROUTES, TARIEF, VERSIE, fill_in, public_address, workplace
from tests.core.everything import everything
from tests.overleg.factories import published_nota
from tests.overleg.gevraagd import told_in_nota
from tests.werkplek.conftest import client_of
from tests.werkplek.versies import approved, published

IEDEREEN = "iedereen"  # no login
INGELOGD = "ingelogd"  # staff of any regio, who see what is theirs
LEZEN = "lezen"  # every role of the regio
BEWERKEN = "bewerken"
INDIENEN = "indienen"
BEOORDELEN = "beoordelen"
PUBLICEREN = "publiceren"
NALEZEN = "nalezen"  # who writes or reviews
BEHEREN = "beheren"
BEGINNEN = "beginnen"  # who writes or manages in any regio
NIEMAND = "niemand"
ELDERS = "tests/accounts/test_aanmelden.py"  # who may there depends on what somebody has
LOKET = "tests/overleg/test_loket.py"  # for who has the address of what she sent

REGIO = {"contractmanager", "beoordelaar", "beheerder", "lezer"}
#: Which of the cast have the right. Everybody else of the regio gets 403, the neighbour 404, the visitor the login page.
MAG = {
    IEDEREEN: {*REGIO, "buur", "bezoeker"},
    INGELOGD: {*REGIO, "buur"},
    LEZEN: REGIO,
    BEWERKEN: {"contractmanager"},
    INDIENEN: {"contractmanager"},
    BEOORDELEN: {"beoordelaar"},
    PUBLICEREN: {"contractmanager", "beoordelaar"},
    NALEZEN: {"contractmanager", "beoordelaar"},
    BEHEREN: {"beheerder"},
    BEGINNEN: {"contractmanager", "beheerder", "buur"},
    NIEMAND: set(),
}

TEKST = f"{INKOOP}tekst/<slug:soort>/<slug:code>/<slug:rubriek>/"
DOCUMENT = f"{INKOOP}document/"
RONDOM = f"{INKOOP}rondom/"
REACTIES = f"{INKOOP}reacties/"
REAGEREN = "inkoop/<slug:slug>/reageren/"
EIGEN_REACTIE = ("", "vragen/", "bijlagen/", "link/", "versturen/", "intrekken/")
RIJ = "<path:object_id>/"
VASTGELEGD = (
    "publicaties/publicatie",
    "publicaties/onderdeel",
    "publicaties/wijziging",
    "publicaties/bestand",
    "publicaties/opmerking",
    "publicaties/afweging",
    "publicaties/intrekverzoek",
    "publicaties/gebeurtenis",
    "proces/aantekening",
)
#: Her own account: how she logs in; and what of it is there only for who has such a thing.
ACCOUNT = ("email", "sessies", "bevestigen", "tweede-stap/app", "tweede-stap/passkeys/nieuw")
EIGEN = (
    "bevestigen/code",
    "bevestigen/passkey",
    "bevestigen/organisatie",
    "tweede-stap/app/weg",
    "tweede-stap/passkeys",
    "tweede-stap/passkeys/<int:pk>/weg",
    "tweede-stap/herstelcodes",
    "tweede-stap/herstelcodes/nieuw",
)
#: On the way in: for who has the link of a mail, or a regio with a provider.
MET_LINK = (
    "adres/<str:key>/",
    "uitnodiging/<str:token>/",
    r"^wachtwoord/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
    "via/mislukt/",
    "via/<slug:provider_id>/",
    "via/<slug:provider_id>/terug/",
)
#: Route → who may open it, or both who may open it and who may POST there. When the second is left out they are the same people,
#: and nobody if opening is for readers.
TABEL: dict[str, str | tuple[str, str]] = {
    # everybody
    **dict.fromkeys(["", "zoeken/", "contact/", "cookies/", "over/", "privacy/", "toegankelijkheid/"], IEDEREEN),
    **dict.fromkeys([".well-known/security.txt", "robots.txt", "sitemap.xml"], IEDEREEN),
    "past-dit-bij-ons/": IEDEREEN,
    "vergelijken/": IEDEREEN,
    # Answered and forgotten: ADR 29.
    **dict.fromkeys(
        [
            f"inkoop/<slug:slug>/{versie}{soort}/<slug:code>/toegang/"
            for versie in ("", "versie/<int:nummer>/")
            for soort in ("percelen", "producten")
        ],
        (IEDEREEN, IEDEREEN),
    ),
    "inrichten/": (IEDEREEN, IEDEREEN),
    REAGEREN: (IEDEREEN, IEDEREEN),
    **{f"{REAGEREN}<str:toegang>/{page}": (LOKET, LOKET) for page in EIGEN_REACTIE},
    f"{REAGEREN}bevestigen/<str:toegang>/": (LOKET, LOKET),
    **dict.fromkeys(["inloggen/", "uitloggen/", "admin/logout/"], (IEDEREEN, IEDEREEN)),
    "admin/login/": BEHEREN,  # everybody else goes to the one page to log in
    # by its own sum: tests/catalogus
    "inkoop/<slug:slug>/versie/<int:nummer>/bestanden/<slug:sha256>.pdf": (ELDERS, ELDERS),
    "inkoop/<slug:slug>/volgen/": (IEDEREEN, IEDEREEN),
    "inkoop/<slug:slug>/vragen/": (IEDEREEN, IEDEREEN),
    "inkoop/<slug:slug>/vragen/bevestigen/<str:toegang>/": (ELDERS, ELDERS),
    "inkoop/<slug:slug>/vragen/mijn/<str:toegang>/": (ELDERS, ELDERS),
    # only for who has the link of a mail: tests/overleg
    "inkoop/<slug:slug>/volgen/bevestigen/<str:toegang>/": (ELDERS, ELDERS),
    "inkoop/<slug:slug>/volgen/<str:toegang>/": (ELDERS, ELDERS),
    # content
    "beheer/": INGELOGD,
    "beheer/account/": (INGELOGD, INGELOGD),
    "beheer/account/logboek/<slug:regio>/": (BEHEREN, BEHEREN),
    "beheer/account/mails/": (INGELOGD, INGELOGD),
    "beheer/account/punten/": INGELOGD,
    "beheer/account/wachtwoord/": (INGELOGD, INGELOGD),
    "beheer/account/tweede-stap/": INGELOGD,
    **dict.fromkeys([f"beheer/account/{page}/" for page in ACCOUNT], (INGELOGD, INGELOGD)),
    **dict.fromkeys([f"beheer/account/{page}/" for page in EIGEN], (ELDERS, ELDERS)),
    **dict.fromkeys([f"inloggen/{page}" for page in MET_LINK], (ELDERS, ELDERS)),
    "beheer/nieuw/": (BEGINNEN, BEGINNEN),
    f"{INKOOP}begin/": LEZEN,
    "beheer/gebeurtenissen/<int:pk>/gezien/": (LEZEN, LEZEN),
    INKOOP: LEZEN,
    f"{INKOOP}stand/": LEZEN,
    f"{INKOOP}aandacht/": LEZEN,
    f"{INKOOP}gegevens/": BEWERKEN,
    f"{INKOOP}gegevens/gemeenten/": BEWERKEN,
    f"{INKOOP}hoofdstukken/<slug:sleutel>/": LEZEN,
    f"{INKOOP}segmenten/<slug:code>/": LEZEN,
    f"{INKOOP}percelen/<slug:nummer>/": LEZEN,
    f"{INKOOP}percelen/<slug:nummer>/kenmerken/": BEWERKEN,
    f"{INKOOP}producten/<slug:code>/": LEZEN,
    f"{INKOOP}producten/<slug:code>/voorwaarden/": BEWERKEN,
    f"{INKOOP}producten/<slug:code>/voorwaarden/<int:pk>/": BEWERKEN,
    f"{INKOOP}grondslagen/": LEZEN,
    f"{INKOOP}grondslagen/<slug:code>/": LEZEN,
    f"{INKOOP}eisen/": LEZEN,
    f"{INKOOP}eisen/<slug:code>/": LEZEN,
    f"{INKOOP}begrippen/": LEZEN,
    f"{INKOOP}matrix/": (LEZEN, BEWERKEN),
    TEKST: LEZEN,
    f"{INKOOP}plakken/": BEWERKEN,
    f"{TEKST}bewerken/": BEWERKEN,
    f"{TEKST}geschiedenis/": (LEZEN, BEWERKEN),
    f"{TEKST}vergelijken/": (LEZEN, LEZEN),  # with what is being typed; saves nothing
    f"{TEKST}elders/": (LEZEN, BEWERKEN),
    f"{TEKST}aantekeningen/": (LEZEN, LEZEN),  # whoever reads along may say something of it
    f"{INKOOP}aantekeningen/": LEZEN,
    f"{INKOOP}gegevens/<slug:soort>/<slug:code>/": BEWERKEN,
    f"{INKOOP}toevoegen/<slug:soort>/": BEWERKEN,
    f"{INKOOP}kopieren/<slug:soort>/": BEWERKEN,
    f"{INKOOP}onderdelen/<slug:soort>/": (LEZEN, BEWERKEN),
    f"{INKOOP}onderdelen/<slug:soort>/<slug:code>/": LEZEN,
    f"{INKOOP}onderdelen/<slug:soort>/<slug:code>/archiveren/": BEWERKEN,
    f"{INKOOP}onderdelen/<slug:soort>/<slug:code>/terughalen/": BEWERKEN,
    f"{INKOOP}excel/": LEZEN,
    f"{INKOOP}excel/<slug:soort>.xlsx": LEZEN,
    f"{INKOOP}excel/sjabloon/<slug:soort>.xlsx": LEZEN,
    f"{INKOOP}excel/<slug:soort>/": BEWERKEN,
    f"{INKOOP}vragen/": LEZEN,
    f"{INKOOP}vragen/vragen.xlsx": LEZEN,
    f"{INKOOP}vragen/nota/": PUBLICEREN,
    f"{INKOOP}vragen/<int:pk>/": (LEZEN, BEWERKEN),
    f"{INKOOP}vragen/<int:pk>/nagelezen/": (LEZEN, NALEZEN),
    RONDOM: LEZEN,
    REACTIES: LEZEN,
    f"{REACTIES}reacties.xlsx": LEZEN,
    f"{REACTIES}onderwerpen/<int:pk>/": (LEZEN, BEWERKEN),
    f"{REACTIES}onderwerpen/<int:pk>/samen/": BEWERKEN,
    f"{REACTIES}afzenders/<int:pk>/": LEZEN,
    f"{REACTIES}afzenders/<int:pk>/bijlage/<int:nummer>/": LEZEN,
    f"{REACTIES}rondes/toevoegen/": BEWERKEN,
    f"{REACTIES}rondes/<int:pk>/": BEWERKEN,
    f"{REACTIES}rondes/<int:pk>/openen/": INDIENEN,
    f"{REACTIES}rondes/<int:pk>/nota/": INDIENEN,
    f"{REACTIES}bewaartermijn/": BEWERKEN,
    f"{REACTIES}notas/<int:pk>/": (LEZEN, BEOORDELEN),  # to publish; who drew it up may take it away: tests/overleg
    f"{RONDOM}<slug:soort>/": (LEZEN, BEWERKEN),
    f"{RONDOM}<slug:soort>/toevoegen/": BEWERKEN,
    f"{RONDOM}<slug:soort>/geschiedenis/": LEZEN,
    f"{RONDOM}<slug:soort>/<int:pk>/": BEWERKEN,
    f"{RONDOM}<slug:soort>/<int:pk>/verwijderen/": BEWERKEN,
    f"{RONDOM}<slug:soort>/<int:pk>/geschiedenis/": LEZEN,
    f"{RONDOM}<slug:soort>/<int:pk>/bestand/": LEZEN,
    DOCUMENT: BEWERKEN,
    f"{DOCUMENT}<int:pk>/": BEWERKEN,
    f"{DOCUMENT}<int:pk>/stuk/<int:nummer>/": BEWERKEN,
    f"{DOCUMENT}<int:pk>/weggooien/": BEWERKEN,
    # versions, whatever step of their road they are at
    f"{INKOOP}publicatie/": LEZEN,
    f"{INKOOP}publicatie/nieuw/": INDIENEN,
    VERSIE: LEZEN,
    f"{VERSIE}gegevens/": INDIENEN,
    f"{VERSIE}weggooien/": INDIENEN,
    f"{VERSIE}problemen/": (LEZEN, INDIENEN),
    f"{VERSIE}wijzigingen/": (LEZEN, INDIENEN),
    f"{VERSIE}indienen/": INDIENEN,
    f"{VERSIE}terugnemen/": INDIENEN,
    f"{VERSIE}beoordelen/": (LEZEN, BEOORDELEN),
    f"{VERSIE}beoordelen/document.pdf": LEZEN,
    f"{VERSIE}opmerkingen/<int:opmerking>/": INDIENEN,
    f"{VERSIE}opmerkingen/<int:opmerking>/antwoord/": INDIENEN,
    f"{VERSIE}uitbrengen/": PUBLICEREN,
    f"{VERSIE}voortgang/": LEZEN,
    f"{VERSIE}intrekken/": PUBLICEREN,
    f"{INKOOP}publicatie/terugzetten/<int:nummer>/": BEWERKEN,
    f"{INKOOP}publicatie/doorvoeren/<int:nummer>/": INDIENEN,
    f"{INKOOP}publicatie/voorbeeld/": LEZEN,
    f"{INKOOP}publicatie/voorbeeld/document/": LEZEN,
    f"{INKOOP}publicatie/voorbeeld/document.pdf": LEZEN,
    f"{INKOOP}publicatie/voorbeeld/werktekst.docx": LEZEN,
    f"{INKOOP}publicatie/voorbeeld/werktekst.odt": LEZEN,
    f"{INKOOP}publicatie/voorbeeld/<slug:soort>/<slug:code>/": LEZEN,
    f"{INKOOP}publicatie/voorbeeld/<slug:soort>/<slug:code>.pdf": LEZEN,
    # tarieven
    f"{INKOOP}tarieven/": LEZEN,
    f"{INKOOP}tarieven/cel/<slug:code>/": (LEZEN, BEWERKEN),
    f"{TARIEF}beeindigen/": BEWERKEN,
    f"{TARIEF}verwijderen/": BEWERKEN,
    f"{TARIEF}kostprijs/": (LEZEN, BEWERKEN),
    f"{INKOOP}tarieven/tarieven.<str:formaat>": LEZEN,
    f"{INKOOP}tarieven/sjabloon.xlsx": LEZEN,
    f"{INKOOP}tarieven/inlezen/": BEWERKEN,
    f"{INKOOP}tarieven/plakken/": BEWERKEN,
    f"{INKOOP}tarieven/bevestigen/": BEWERKEN,
    f"{INKOOP}tarieven/indexatie/": LEZEN,
    f"{INKOOP}tarieven/indexatie/nieuw/": BEWERKEN,
    RONDE: LEZEN,
    f"{RONDE}cijfers/": BEWERKEN,
    f"{RONDE}toepassen/": BEWERKEN,
    f"{RONDE}ongedaan/": BEWERKEN,
    f"{RONDE}weggooien/": BEWERKEN,
    # what not even the beheerder does in the admin: a version has a road of its own, and some rows are not of one regio
    **{f"admin/{model}/add/": NIEMAND for model in VASTGELEGD},
    **{f"admin/{model}/{RIJ}change/": (BEHEREN, NIEMAND) for model in VASTGELEGD},
    **{f"admin/{model}/{RIJ}delete/": NIEMAND for model in VASTGELEGD},
    "admin/post/mail/add/": NIEMAND,
    f"admin/post/mail/{RIJ}change/": (BEHEREN, NIEMAND),
    f"admin/post/mail/{RIJ}delete/": NIEMAND,
    "admin/segments/regio/add/": NIEMAND,
    **{f"admin/{model}/{RIJ}delete/": NIEMAND for model in ("segments/regio", "segments/gemeente", "accounts/user")},
    **{f"admin/accounts/{model}/add/": NIEMAND for model in ("user", "inlogdienst")},
    **{f"admin/accounts/{model}/{RIJ}change/": (BEHEREN, NIEMAND) for model in ("uitnodiging", "inlogdienst")},
    f"admin/accounts/inlogdienst/{RIJ}delete/": NIEMAND,
    "admin/(?P<url>.*)$": NIEMAND,  # every other address
}
#: Whole branches: what stands below them is for the same people.
TAKKEN = {
    "inkoop/": IEDEREEN,
    "huisstijl/": IEDEREEN,
    "inloggen/": (IEDEREEN, IEDEREEN),
    "admin/django_tasks_database/": NIEMAND,  # the inside of what went wrong, of every regio: superusers
    "admin/": BEHEREN,  # rows of the neighbour: tests/core/test_admin.py
}


def who(route: str) -> tuple[str, str] | None:
    """Who may GET and who may POST. Where everybody looks, nobody changes anything unless the table says so."""
    mag = TABEL.get(route) or next((mag for tak, mag in TAKKEN.items() if route.startswith(tak)), None)
    return (mag, NIEMAND if mag in {IEDEREEN, INGELOGD, LEZEN} else mag) if isinstance(mag, str) else mag


def test_every_address_says_who_may_open_it() -> None:
    assert [route for route in ROUTES if who(route) is None] == []


def test_the_table_has_no_address_that_is_gone() -> None:
    assert sorted(set(TABEL) - set(ROUTES)) == []


# --- visiting -------------------------------------------------------------------------------------------------------

LOGIN = "login"
#: What someone gets who may: a page, the way on, or an empty form with what is wrong with it.
GOED: dict[str, set[int | str]] = {"get": {200, 302}, "post": {200, 302, 409, 422}}
#: Shows nothing itself, or only a part of a page to htmx.
STUURT_DOOR = (
    f"/{RIJ}",
    "/process_import/",
    "/login/",
    "/logout/",
    "/stand/",
    "/aandacht/",
    "/punten/",
    "uitloggen/",
    "/verder/",
    "/registreren/",
    "/password_change/",
    "/tweede-stap/",
    "inloggen/passkey/",
    "inrichten/",  # there are people already: tests/werkplek/test_inrichten.py
    "/grondslagen/<slug:code>/",
    "/eisen/<slug:code>/",
    TEKST,
)


@pytest.fixture(autouse=True)
def _quick_and_quiet(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Who may have a file does not depend on what is in it; of answers only the errors are worth telling."""
    for maker in ("publicaties.document.render_pdf", "overleg.notabestanden.render_pdf", "inlezen.documentvorm.make"):
        monkeypatch.setattr(maker, lambda *args, **kwargs: b"%PDF-1.7")
    caplog.set_level("ERROR", "django.request")


@pytest.fixture
def cast(
    contractmanager: User, beoordelaar: User, beheerder: User, lezer: User, buur: User, visitor: Client
) -> dict[str, Client]:
    people = (contractmanager, beoordelaar, beheerder, lezer, buur)
    clients = {user.username: client_of(user) for user in people} | {"bezoeker": visitor}
    for client in clients.values():
        client.raise_request_exception = False
    return clients


def visit(client: Client, method: str, path: str) -> int | str:
    """The status of the answer, or that it asks to log in. Nothing stays of the visit."""
    with transaction.atomic():
        response = getattr(client, method)(path)
        response.getvalue()  # closes a file
        transaction.set_rollback(True)
    to_login = response.status_code == 302 and re.match(r"/(inloggen|admin/login)/\?next=", response["Location"])
    return LOGIN if to_login or response.status_code == 401 else int(response.status_code)


def fitting(route: str, method: str, person: str, mag: str) -> set[int | str]:
    """What fits the table."""
    if person in MAG[mag]:
        # A POST that says nothing asks for no moment of the history.
        return GOED[method] | ({404} if (method, route) == ("post", f"{TEKST}geschiedenis/") else set())
    if person == "bezoeker":
        return {LOGIN}
    if not route.startswith("admin/"):
        return {404} if person == "buur" else {403}
    if person != "beheerder":
        return {LOGIN}
    return {302} if route.endswith(STUURT_DOOR) else {403, 404}


def check(cast: Mapping[str, Client], chosen: Iterable[str], addresses: Callable[[str], Iterable[str]]) -> None:
    """Everybody visits every address of these routes. A page that is never shown to who may see it is wrong too."""
    wrong = []
    for route in chosen:
        rights = dict(zip(("get", "post"), who(route) or (), strict=True))
        # There may be nothing to GET, and nothing to POST unless the table says who may.
        absent = {"get": {405}, "post": set() if isinstance(TABEL.get(route), tuple) else {405}}
        for person, client in cast.items():
            shown = False
            for path in addresses(route):
                for method, mag in rights.items():
                    answer = visit(client, method, path)
                    shown |= method == "get" and answer in {200, 405}
                    if answer not in fitting(route, method, person, mag) | absent[method]:
                        wrong.append(f"{person} {method.upper()} {path}: {answer}")
            if person in MAG[rights["get"]] and not shown and not route.endswith(STUURT_DOOR):
                wrong.append(f"{person} never saw {route}")
    assert not wrong, "\n".join(wrong)


# --- the workplace --------------------------------------------------------------------------------------------------


def test_the_workplace(cast: dict[str, Client], compleet: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    addresses = workplace(compleet, contractmanager, beoordelaar)
    check(
        cast, [route for route in ROUTES if route.startswith("beheer/") and who(route) != (ELDERS, ELDERS)], addresses
    )


# --- what everybody sees --------------------------------------------------------------------------------------------


@pytest.fixture
def document(inkoop: Inkoop) -> Document:
    document = Document(inkoop=inkoop, sleutel="verslag", titel="Verslag")
    document.bestand.save("verslag.pdf", ContentFile(b"%PDF-1.7"))
    return document


def test_what_is_published_is_for_everybody(
    cast: dict[str, Client], compleet: Inkoop, document: Document, contractmanager: User, beoordelaar: User
) -> None:
    published(compleet, contractmanager, beoordelaar)
    document.inkoop.regio.logo.save("logo.png", ContentFile(b"\x89PNG"))  # after the PDF, which would have to show it
    Document.objects.update(openbaar=True)
    around = {"inkoop": compleet, "openbaar": True}
    Mijlpaal.objects.create(**around, titel="Start", moment=Moment.parse("2026-01-01"))
    Bijeenkomst.objects.create(**around, sleutel="verslag", titel="Sessie", datum=dt.date(2026, 1, 1))
    Kengetal.objects.create(**around, jaar=2025, naam="Begeleiding", omzet=1000)
    published_nota(compleet.publicaties.get(), contractmanager, beoordelaar)
    told_in_nota(compleet, contractmanager, beoordelaar)
    check(cast, [route for route in ROUTES if IEDEREEN in (who(route) or ())], lambda route: [public_address(route)])


def test_what_is_not_published_is_for_nobody(
    cast: dict[str, Client], compleet: Inkoop, document: Document, contractmanager: User, beoordelaar: User
) -> None:
    approved(compleet, contractmanager, beoordelaar)
    Document.objects.update(openbaar=True)  # meant to be seen, once there is a version
    below = [public_address(route) for route in ROUTES if route.startswith("inkoop/")]
    answers = {(person, path): visit(client, "get", path) for person, client in cast.items() for path in below}
    assert {where: answer for where, answer in answers.items() if answer != 404} == {}


# --- the admin ------------------------------------------------------------------------------------------------------


def test_the_admin_is_for_the_beheerder(cast: dict[str, Client], inkoop: Inkoop) -> None:
    rows = [*everything(inkoop, "Eigen").values()]
    rows.append(DBTaskResult.objects.create(task_path="publicaties.werk.meehelpen", args_kwargs={}))
    pks = {row._meta.label_lower.replace(".", "/"): row.pk for row in rows}
    named = {
        "admin/autocomplete/": "admin/autocomplete/?app_label=tarieven&model_name=kostprijsopbouw&field_name=tarief",
        "admin/(?P<url>.*)$": "admin/bestaat-niet",
    }

    def addresses(route: str) -> list[str]:
        pk = pks.get("/".join(route.split("/")[1:3]))
        path = re.sub(r"\^\(\?P<app_label>.*", "producten/", named.get(route, route))
        return [fill_in(path, {"object_id": pk, "id": pk})]

    chosen = [route for route in ROUTES if route.startswith("admin/") and who(route) != (IEDEREEN, IEDEREEN)]
    check(cast, chosen, addresses)
