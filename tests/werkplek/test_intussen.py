"""What is applied is what was shown: whatever somebody confirms after a colleague changed it, is refused with the new picture.

Each confirmation is in this table, and a test finds the one that is missing.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from accounts.models import User
from inlezen.actions import choose
from inlezen.models import Inlezing
from overleg.behandelen import decide, group
from overleg.models import Bewaartermijn, Onderwerp, Reactieronde, Vraag
from overleg.vragen import read_over
from percelen.models import Inschrijfvoorwaarde, Kenmerk, Perceel, PerceelProduct, PerceelTekst
from proces.models import Document, Mijlpaal
from producten.models import Product, ProductTekst
from publicaties import actions
from publicaties.intrekken import ask_to_withdraw
from publicaties.models import Publicatie
from segments.models import Begrip, Deelnemer, Inkoop
from taken.models import Taak
from tarieven.models import Indexatie, Kostenregel, Tarief
from tests.adressen import ROUTES, around
from tests.inlezen.documenten import one_that_was_read
from tests.overleg.factories import confirmed, reacted
from tests.overleg.factories import ronde as make_ronde
from tests.overleg.gevraagd import answered, asked, open_for_questions
from tests.producten.factories import ProductFactory
from tests.segments.factories import GemeenteFactory
from tests.tarieven.factories import IndexatieFactory, IndexcomponentFactory, KostprijsopbouwFactory
from tests.werkplek.conftest import basis_of, client_of, send
from tests.werkplek.test_gegevens import cell, fields, matrix, rows
from tests.werkplek.test_rollen import (
    ACCOUNT,
    EIGEN,
    EIGEN_REACTIE,
    INKOOP,
    NIEMAND,
    REACTIES,
    REAGEREN,
    RONDE,
    RONDOM,
    TARIEF,
    TEKST,
    VERSIE,
    who,
)
from tests.werkplek.versies import approved, concept, published, returned, submitted, undone

BASE = "/beheer/inkoop-2026/"
DAG = dt.date(2027, 1, 1)

#: POST addresses that apply nothing a colleague can have changed, and why.
ZONDER = {
    "beheer/account/": "is of one person",
    "beheer/account/logboek/<slug:regio>/": "saves nothing",
    "beheer/account/mails/": "is of one person",
    "beheer/account/wachtwoord/": "is of one person; asks for the password of now",
    **dict.fromkeys([f"beheer/account/{page}/" for page in (*ACCOUNT, *EIGEN)], "is of one person"),
    "beheer/nieuw/": "makes something of its own, from the source as it is then",
    f"{TEKST}vergelijken/": "saves nothing",
    f"{TEKST}aantekeningen/": "a remark never changes; to answer one that is dealt with is refused",
    f"{INKOOP}toevoegen/<slug:soort>/": "shows nothing but an empty form; a code that exists is refused",
    f"{INKOOP}producten/<slug:code>/voorwaarden/": "shows nothing but an empty form",
    f"{INKOOP}publicatie/nieuw/": "shows nothing but an empty form; a second version is refused",
    f"{VERSIE}opmerkingen/<int:opmerking>/": "a remark never changes; dealing with it twice changes nothing",
    "beheer/gebeurtenissen/<int:pk>/gezien/": "says that one has read what never changes",
    f"{INKOOP}tarieven/inlezen/": "a preview: saves nothing",
    f"{INKOOP}plakken/": "says what is pasted: saves nothing",
    f"{RONDOM}<slug:soort>/toevoegen/": "shows nothing but an empty form",
    f"{REACTIES}rondes/toevoegen/": "shows nothing but an empty form",
    f"{REACTIES}rondes/<int:pk>/nota/": "draws up what is decided at that moment; a second one is refused",
    f"{REACTIES}notas/<int:pk>/": "what was drawn up never changes; publishing it twice is refused",
    f"{INKOOP}document/": "shows nothing but an empty form; reads a file in beside the inkoop",
    f"{INKOOP}tarieven/plakken/": "a preview: saves nothing",
    f"{INKOOP}tarieven/indexatie/nieuw/": "shows nothing but an empty form",
    # of who has the link: only she changes it, and what is sent stays as it was sent
    **dict.fromkeys([f"{REAGEREN}<str:toegang>/{page}" for page in EIGEN_REACTIE], "is of one person"),
    f"{REAGEREN}bevestigen/<str:toegang>/": "is of one person",
    REAGEREN: "shows nothing but an empty form",
    "inkoop/<slug:slug>/vragen/": "shows nothing but an empty form",
    "inkoop/<slug:slug>/vragen/bevestigen/<str:toegang>/": "is of one person",
    "inkoop/<slug:slug>/vragen/mijn/<str:toegang>/": "is of one person",
    "inkoop/<slug:slug>/versie/<int:nummer>/bestanden/<slug:sha256>.pdf": "saves nothing",
    "inkoop/<slug:slug>/volgen/": "shows nothing but an empty form",
    "inkoop/<slug:slug>/volgen/bevestigen/<str:toegang>/": "is of one person",
    "inkoop/<slug:slug>/volgen/<str:toegang>/": "is of one person",
    **dict.fromkeys([route for route in ROUTES if route.endswith("/toegang/")], "saves nothing"),
    **dict.fromkeys([route for route in ROUTES if route.endswith("/process_import/")], "tests/core/test_basis.py"),
}


@dataclass
class Wereld:
    inkoop: Inkoop
    product: Product
    perceel: Perceel
    manager: Client
    reviewer: Client
    contractmanager: User
    beoordelaar: User

    @property
    def tarief(self) -> Tarief:
        return Tarief.objects.order_by("pk")[0]


@dataclass
class Geval:
    """`url` gets `data` after `intussen`. `getypt`: still on the screen then; `nieuw`: what the page says now."""

    url: str
    data: dict[str, Any]
    intussen: Callable[[], object]
    op: str = ""  # the page with the form, when that is another
    getypt: str = ""
    nieuw: str = ""
    reviewer: bool = False
    basis: str = field(default="", init=False)


Maak = Callable[[Wereld], Geval]
BEVESTIGINGEN: dict[str, tuple[str, Maak]] = {}


def bevestiging(route: str) -> Callable[[Maak], Maak]:
    def add(maak: Maak) -> Maak:
        BEVESTIGINGEN[maak.__name__] = (route, maak)
        return maak

    return add


def rename(product: Product) -> Callable[[], object]:
    return lambda: Product.objects.filter(pk=product.pk).update(naam="Naam van een collega")


def raise_amount(wereld: Wereld) -> Callable[[], object]:
    return lambda: Tarief.objects.filter(pk=wereld.tarief.pk).update(bedrag=Decimal("77.00"))


def retext() -> object:
    return ProductTekst.objects.update(tekst="<p>Tekst van een collega.</p>")


# --- questions --------------------------------------------------------------------------------------------------------


def _vraag(w: Wereld) -> Vraag:
    open_for_questions(w.inkoop)
    row = asked(w.inkoop)
    answered(row, w.contractmanager)
    return row


def _anders() -> object:
    return Vraag.objects.update(antwoord="Van een collega.")


@bevestiging(f"{INKOOP}vragen/<int:pk>/")
def vraag(w: Wereld) -> Geval:
    row = _vraag(w)
    return Geval(
        f"{BASE}vragen/{row.pk}/", {"antwoord": "Van mij."}, _anders, getypt="Van mij.", nieuw="Van een collega."
    )


@bevestiging(f"{INKOOP}vragen/<int:pk>/nagelezen/")
def nagelezen(w: Wereld) -> Geval:
    row = _vraag(w)
    return Geval(f"{BASE}vragen/{row.pk}/nagelezen/", {}, _anders, nieuw="Van een collega.", reviewer=True)


@bevestiging(f"{INKOOP}vragen/nota/")
def vragennota(w: Wereld) -> Geval:
    published(w.inkoop, w.contractmanager, w.beoordelaar)
    row, more = _vraag(w), asked(w.inkoop, "Nog een vraag?")
    answered(more, w.contractmanager)
    read_over(vraag=row, by=w.beoordelaar, at=timezone.now())
    later = lambda: read_over(vraag=more, by=w.beoordelaar, at=timezone.now())  # noqa: E731
    return Geval(f"{BASE}vragen/nota/", {}, later, nieuw="Nog een vraag?")


# --- content ----------------------------------------------------------------------------------------------------------


@bevestiging(f"{INKOOP}gegevens/")
def inkoop_gegevens(w: Wereld) -> Geval:
    url = f"{BASE}gegevens/"
    change = fields(w.manager, url) | {"titel": "Mijn titel"}
    return Geval(url, change, lambda: Inkoop.objects.update(cpv=["85000000"]), getypt="Mijn titel", nieuw="85000000")


@bevestiging(f"{INKOOP}gegevens/<slug:soort>/<slug:code>/")
def gegevens(w: Wereld) -> Geval:
    url = f"{BASE}gegevens/product/bgi/"
    data = fields(w.manager, url) | {"afkorting": "MIJN"}
    return Geval(url, data, rename(w.product), getypt="MIJN", nieuw="Naam van een collega")


@bevestiging(f"{INKOOP}gegevens/<slug:soort>/<slug:code>/")
def begrip_verwijderen(w: Wereld) -> Geval:
    url = f"{BASE}gegevens/begrip/{Begrip.objects.get().pk}/"
    change = lambda: Begrip.objects.update(omschrijving="Van een collega.")  # noqa: E731
    return Geval(url, fields(w.manager, url) | {"verwijderen": "ja"}, change, nieuw="Van een collega.")


@bevestiging(f"{INKOOP}gegevens/gemeenten/")
def gemeenten(w: Wereld) -> Geval:
    url, weert = f"{BASE}gegevens/gemeenten/", GemeenteFactory(naam="Weert")
    data = rows(w.manager, url) | {"form-0-gemeente": str(weert.pk), "form-0-groep": "MIJN"}
    change = lambda: Deelnemer.objects.create(inkoop=w.inkoop, gemeente=GemeenteFactory(naam="Leudal"))  # noqa: E731
    return Geval(url, data, change, getypt="MIJN", nieuw="Leudal (staat niet in uw invoer)")


@bevestiging(f"{INKOOP}percelen/<slug:nummer>/kenmerken/")
def kenmerken(w: Wereld) -> Geval:
    url = f"{BASE}percelen/3/kenmerken/"
    data = rows(w.manager, url) | {"form-0-naam": "Mijn kenmerk"}
    return Geval(url, data, lambda: Kenmerk.objects.update(naam="Anders"), getypt="Mijn kenmerk", nieuw="1. Anders")


def _voorwaarde(w: Wereld) -> tuple[str, Callable[[], object]]:
    row = Inschrijfvoorwaarde.objects.create(product=w.product, ander_product=ProductFactory(inkoop=w.inkoop))
    change = lambda: Inschrijfvoorwaarde.objects.update(toelichting="Van een collega.")  # noqa: E731
    return f"{BASE}producten/bgi/voorwaarden/{row.pk}/", change


@bevestiging(f"{INKOOP}producten/<slug:code>/voorwaarden/<int:pk>/")
def voorwaarde(w: Wereld) -> Geval:
    url, change = _voorwaarde(w)
    data = fields(w.manager, url) | {"toelichting": "Van mij."}
    return Geval(url, data, change, getypt="Van mij.", nieuw="Van een collega.")


@bevestiging(f"{INKOOP}producten/<slug:code>/voorwaarden/<int:pk>/")
def voorwaarde_verwijderen(w: Wereld) -> Geval:
    url, change = _voorwaarde(w)
    return Geval(url, fields(w.manager, url) | {"verwijderen": "ja"}, change, nieuw="Van een collega.")


@bevestiging(f"{INKOOP}matrix/")
def producten_per_perceel(w: Wereld) -> Geval:
    data = matrix(w.manager) | {f"{cell(Perceel.objects.get(), Product.objects.get())}-van": "1-1-2031"}
    change = lambda: PerceelProduct.objects.update(tot=dt.date(2030, 12, 31))  # noqa: E731
    return Geval(f"{BASE}matrix/", data, change, getypt="1-1-2031", nieuw="31-12-2030")


@bevestiging(f"{TEKST}bewerken/")
def tekst(w: Wereld) -> Geval:
    data = {"tekst": "<p>Tekst van mij.</p>", "vorm": "html"}
    url = f"{BASE}tekst/product/bgi/doelgroep/bewerken/"
    return Geval(url, data, retext, getypt="Tekst van mij.", nieuw="Tekst van een collega.")


@bevestiging(f"{TEKST}geschiedenis/")
def eerdere_tekst(w: Wereld) -> Geval:
    url = f"{BASE}tekst/product/bgi/doelgroep/"
    send(w.manager, f"{url}bewerken/", {"tekst": "<p>Tweede.</p>", "vorm": "html"})
    first = w.manager.get(f"{url}geschiedenis/").context["momenten"][-1]
    change = lambda: ProductTekst.objects.get().save() or retext()  # noqa: E731
    return Geval(f"{url}geschiedenis/", {"moment": first.pk}, change, nieuw="van een collega")


@bevestiging(f"{TEKST}elders/")
def zin_elders(w: Wereld) -> Geval:
    zin = ProductTekst.objects.get().tekst
    other = PerceelTekst.objects.get()
    PerceelTekst.objects.update(tekst=zin)
    url = f"{BASE}tekst/product/bgi/doelgroep/"
    send(
        w.manager,
        f"{url}bewerken/",
        {"tekst": "<p>De aanbieder werkt volgens het ondersteuningsplan van de cliënt.</p>", "vorm": "html"},
    )
    [(number, _, [(plaats, basis)])] = w.manager.get(f"{url}elders/").context["wissels"]
    data = {"kies": f"{number}:{plaats.blok.pad}", f"basis:{plaats.blok.pad}": basis}
    change = lambda: PerceelTekst.objects.filter(pk=other.pk).update(tekst=f"{zin}<p>Erbij.</p>")  # noqa: E731
    return Geval(f"{url}elders/", data, change, nieuw="Doelgroep van perceel 3")


@bevestiging(f"{INKOOP}kopieren/<slug:soort>/")
def kopie(w: Wereld) -> Geval:
    url = f"{BASE}kopieren/product/?bron=inkoop-{w.inkoop.pk}&code=bgi"
    return Geval(url, {"code": "bgi-2", "naam": "Mijn kopie"}, retext, getypt="Mijn kopie")


@bevestiging(f"{INKOOP}onderdelen/<slug:soort>/")
def volgorde(w: Wereld) -> Geval:
    ProductFactory(inkoop=w.inkoop, code="kdv", volgorde=99)
    data = {"lijst": "product", "volgorde": ["kdv", "bgi"]}
    change = lambda: ProductFactory(inkoop=w.inkoop, code="vervoer")  # noqa: E731
    return Geval(f"{BASE}onderdelen/product/", data, change, nieuw='value="vervoer"')


@bevestiging(f"{INKOOP}onderdelen/<slug:soort>/<slug:code>/archiveren/")
def archiveren(w: Wereld) -> Geval:
    return Geval(f"{BASE}onderdelen/product/bgi/archiveren/", {}, retext, nieuw="Archiveren")


@bevestiging(f"{INKOOP}onderdelen/<slug:soort>/<slug:code>/terughalen/")
def terughalen(w: Wereld) -> Geval:
    Product.objects.update(gearchiveerd_op=timezone.now())
    url = f"{BASE}onderdelen/product/bgi/"
    return Geval(f"{url}terughalen/", {}, rename(w.product), op=url, nieuw="Naam van een collega")


@bevestiging(f"{INKOOP}excel/<slug:soort>/")
def excel(w: Wereld) -> Geval:
    url = f"{BASE}excel/product/"
    book = openpyxl.load_workbook(io.BytesIO(w.manager.get(f"{BASE}excel/product.xlsx").content))
    titles = [cell.value for cell in book.active[1]]
    book.active.cell(2, titles.index("Naam") + 1).value = "Mijn naam"
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    content.name = "producten.xlsx"
    preview = w.manager.post(url, {"bestand": content})
    geval = Geval(url, {"akkoord": "ja"}, rename(w.product), getypt="Mijn naam", nieuw="Naam van een collega")
    geval.basis = preview.context["voorstel"].gezien
    return geval


# --- versions ---------------------------------------------------------------------------------------------------------


def _versie(versie: Publicatie, wat: str) -> str:
    return f"{BASE}publicatie/{versie.pk}/{wat}/"


@bevestiging(f"{VERSIE}gegevens/")
def versie_gegevens(w: Wereld) -> Geval:
    url = _versie(concept(w.inkoop, w.contractmanager), "gegevens")
    data = fields(w.manager, url) | {"versienaam": "Mijn naam"}
    change = lambda: Publicatie.objects.update(toelichting="Van een collega.")  # noqa: E731
    return Geval(url, data, change, getypt="Mijn naam")


@bevestiging(f"{VERSIE}weggooien/")
def concept_weggooien(w: Wereld) -> Geval:
    url = _versie(concept(w.inkoop, w.contractmanager), "weggooien")
    return Geval(url, {}, lambda: Publicatie.objects.update(versienaam="Van een collega"), nieuw="Van een collega")


@bevestiging(f"{VERSIE}wijzigingen/")
def redenen(w: Wereld) -> Geval:
    published(w.inkoop, w.contractmanager, w.beoordelaar)
    retext()
    versie = concept(w.inkoop, w.contractmanager)
    url = _versie(versie, "wijzigingen")
    sleutel = w.manager.get(url).context["regels"][0].sleutel
    change = lambda: send(w.manager, url, {f"reden-{sleutel}": "Reden van een collega"})  # noqa: E731
    return Geval(
        url, {f"reden-{sleutel}": "Reden van mij"}, change, getypt="Reden van mij", nieuw="Reden van een collega"
    )


@bevestiging(f"{VERSIE}wijzigingen/")
def volgorde_van_wijzigingen(w: Wereld) -> Geval:
    published(w.inkoop, w.contractmanager, w.beoordelaar)
    retext()
    rename(w.product)()
    url = _versie(concept(w.inkoop, w.contractmanager), "wijzigingen")
    first, second = (regel.sleutel for regel in w.manager.get(url).context["regels"])
    change = lambda: send(w.manager, url, {"verplaats": f"omhoog:{second}"})  # noqa: E731
    return Geval(url, {"verplaats": f"omlaag:{first}"}, change)


@bevestiging(f"{VERSIE}indienen/")
def indienen(w: Wereld) -> Geval:
    return Geval(
        _versie(concept(w.inkoop, w.contractmanager), "indienen"), {}, retext, nieuw="Indienen ter beoordeling"
    )


def _resubmit(w: Wereld, versie: Publicatie) -> Callable[[], object]:
    def change() -> None:
        now = timezone.now()
        actions.return_with_remarks(publicatie=versie, opmerkingen=[("", "Anders.")], by=w.beoordelaar, at=now)
        retext()
        actions.submit(publicatie=versie, by=w.contractmanager, at=now)

    return change


@bevestiging(f"{VERSIE}problemen/")
def afwegen(w: Wereld) -> Geval:
    url = _versie(concept(w.inkoop, w.contractmanager), "problemen")
    sleutel = w.manager.get(url).context["waarschuwingen"][0].sleutel
    change = lambda: send(w.manager, url, {f"reden-{sleutel}": "Reden van een collega"})  # noqa: E731
    return Geval(
        url, {f"reden-{sleutel}": "Reden van mij"}, change, getypt="Reden van mij", nieuw="Reden van een collega"
    )


@bevestiging(f"{VERSIE}problemen/")
def reden_bij_wat_weg_is(w: Wereld) -> Geval:
    """What the warning told of is mended by a colleague."""
    ProductTekst.objects.update(tekst="<p>De datum is nog n.t.b.</p>")
    url = _versie(concept(w.inkoop, w.contractmanager), "problemen")
    (row,) = [row for row in w.manager.get(url).context["waarschuwingen"] if "n.t.b." in row.probleem.boodschap]
    return Geval(url, {f"reden-{row.sleutel}": "Reden van mij"}, retext, getypt="Reden van mij")


@bevestiging(f"{VERSIE}terugnemen/")
def terugnemen(w: Wereld) -> Geval:
    versie = submitted(w.inkoop, w.contractmanager)
    approve = lambda: actions.approve(publicatie=versie, by=w.beoordelaar, at=timezone.now())  # noqa: E731
    return Geval(_versie(versie, "terugnemen"), {}, approve, nieuw="De goedkeuring van")


@bevestiging(f"{VERSIE}opmerkingen/<int:opmerking>/antwoord/")
def antwoorden(w: Wereld) -> Geval:
    versie = returned(w.inkoop, w.contractmanager, w.beoordelaar, ("", "Anders."))
    row = versie.opmerkingen.get()
    change = lambda: versie.opmerkingen.update(tekst="Toch niet anders.")  # noqa: E731
    url = _versie(versie, f"opmerkingen/{row.pk}/antwoord")
    return Geval(url, {"antwoord": "Mijn antwoord"}, change, getypt="Mijn antwoord", nieuw="Toch niet anders.")


@bevestiging(f"{VERSIE}beoordelen/")
def goedkeuren(w: Wereld) -> Geval:
    versie = submitted(w.inkoop, w.contractmanager)
    return Geval(
        _versie(versie, "beoordelen"), {"wat": "goedkeuren"}, _resubmit(w, versie), nieuw="Anders.", reviewer=True
    )


@bevestiging(f"{VERSIE}beoordelen/")
def teruggeven(w: Wereld) -> Geval:
    versie = submitted(w.inkoop, w.contractmanager)
    data = {"wat": "teruggeven", "opmerking-algemeen": "Mijn opmerking."}
    return Geval(
        _versie(versie, "beoordelen"),
        data,
        _resubmit(w, versie),
        getypt="Mijn opmerking.",
        nieuw="Anders.",
        reviewer=True,
    )


def _plan(versie: Publicatie, by: User) -> Callable[[], object]:
    moment = dt.datetime(2099, 6, 1, 9, 30, tzinfo=dt.UTC)
    return lambda: actions.plan(publicatie=versie, gepland_op=moment, by=by, at=timezone.now())


@bevestiging(f"{VERSIE}uitbrengen/")
def publiceren(w: Wereld) -> Geval:
    versie = approved(w.inkoop, w.contractmanager, w.beoordelaar)
    change = _plan(versie, w.contractmanager)
    return Geval(_versie(versie, "uitbrengen"), {"wat": "publiceren"}, change, nieuw="1 juni 2099")


@bevestiging(f"{VERSIE}uitbrengen/")
def plannen(w: Wereld) -> Geval:
    versie = approved(w.inkoop, w.contractmanager, w.beoordelaar)
    data = {"wat": "plannen", "dag": "1-7-2098", "tijd": "9.30"}
    return Geval(
        _versie(versie, "uitbrengen"), data, _plan(versie, w.contractmanager), getypt="1-7-2098", nieuw="1 juni 2099"
    )


@bevestiging(f"{VERSIE}uitbrengen/")
def planning_weghalen(w: Wereld) -> Geval:
    versie = approved(w.inkoop, w.contractmanager, w.beoordelaar)
    _plan(versie, w.contractmanager)()
    change = lambda: Publicatie.objects.update(gepland_op=dt.datetime(2098, 3, 4, tzinfo=dt.UTC))  # noqa: E731
    return Geval(_versie(versie, "uitbrengen"), {"wat": "niet_plannen"}, change, nieuw="4 maart 2098")


@bevestiging(f"{VERSIE}intrekken/")
def intrekken(w: Wereld) -> Geval:
    versie = published(w.inkoop, w.contractmanager, w.beoordelaar)

    def change() -> None:
        ask_to_withdraw(publicatie=versie, reden="Van een collega", by=w.beoordelaar, at=timezone.now())

    data = {"wat": "vragen", "reden": "Mijn reden"}
    return Geval(_versie(versie, "intrekken"), data, change, getypt="Mijn reden", nieuw="Van een collega")


@bevestiging(f"{INKOOP}publicatie/doorvoeren/<int:nummer>/")
def doorvoeren(w: Wereld) -> Geval:
    undone(w.inkoop, w.contractmanager, w.beoordelaar)
    change = lambda: Product.objects.update(naam="Naam van een collega")  # noqa: E731
    return Geval(f"{BASE}publicatie/doorvoeren/2/", {}, change, nieuw="Naam van een collega")


@bevestiging(f"{INKOOP}publicatie/terugzetten/<int:nummer>/")
def terugzetten(w: Wereld) -> Geval:
    published(w.inkoop, w.contractmanager, w.beoordelaar)
    ProductTekst.objects.update(tekst="<p>Eerst anders.</p>")
    url = f"{BASE}publicatie/terugzetten/1/"
    return Geval(url, {"reden": "Mijn reden"}, retext, getypt="Mijn reden", nieuw="van een collega")


# --- tarieven ---------------------------------------------------------------------------------------------------------


@bevestiging(f"{INKOOP}tarieven/cel/<slug:code>/")
def bedrag(w: Wereld) -> Geval:
    url = f"{BASE}tarieven/cel/bgi/?dag=2026-06-01"
    data = {"bedrag": "61,37", "vanaf": "1-1-2027"}
    checked = send(w.manager, url, data | {"wat": "controleren"}).context["form"]
    data |= {"wat": "opslaan", "gecontroleerd": checked["gecontroleerd"].value(), "btw": ""}
    return Geval(url, data, raise_amount(w), getypt="61,37", nieuw="77,00")


@bevestiging(f"{TARIEF}beeindigen/")
def beeindigen(w: Wereld) -> Geval:
    url = f"{BASE}tarieven/tarief/{w.tarief.pk}/beeindigen/"
    return Geval(url, {"tot": "31-12-2031"}, raise_amount(w), getypt="31-12-2031", nieuw="77,00")


@bevestiging(f"{TARIEF}verwijderen/")
def tarief_verwijderen(w: Wereld) -> Geval:
    return Geval(f"{BASE}tarieven/tarief/{w.tarief.pk}/verwijderen/", {}, raise_amount(w), nieuw="77,00")


@bevestiging(f"{TARIEF}kostprijs/")
def kostprijs(w: Wereld) -> Geval:
    opbouw = KostprijsopbouwFactory(tarief=w.tarief)
    url = f"{BASE}tarieven/tarief/{w.tarief.pk}/kostprijs/"
    data = fields(w.manager, url) | {"wat": "opslaan", "reden_e": "Mijn uitleg."}
    change = lambda: Kostenregel.objects.create(opbouw=opbouw, element="f", niet_van_toepassing="Van hen.")  # noqa: E731
    return Geval(url, data, change, getypt="Mijn uitleg.", nieuw="Van hen.")


@bevestiging(f"{INKOOP}tarieven/bevestigen/")
def lijst_van_bedragen(w: Wereld) -> Geval:
    data = {"kolom": "een", "ingangsdatum": "1-1-2027", "regels": "bgi;61,37"}
    preview = w.manager.post(f"{BASE}tarieven/plakken/", data)
    geval = Geval(
        f"{BASE}tarieven/bevestigen/", {"herkomst": "plakken"}, raise_amount(w), getypt="61,37", nieuw="77,00"
    )
    geval.basis = preview.context["form"].gezien
    return geval


def _ronde(w: Wereld) -> Indexatie:
    ronde = IndexatieFactory(inkoop=w.inkoop, jaar=2027, ingangsdatum=DAG)
    IndexcomponentFactory(indexatie=ronde)
    return ronde


def _ronde_url(ronde: Indexatie, wat: str = "") -> str:
    return f"{BASE}tarieven/indexatie/{ronde.pk}/{wat}"


@bevestiging(f"{RONDE}cijfers/")
def cijfers(w: Wereld) -> Geval:
    ronde = _ronde(w)
    url = _ronde_url(ronde, "cijfers/")
    data = fields(w.manager, url) | {
        "toelichting": "Mijn bron",
        "component-TOTAL_FORMS": "1",
        "component-INITIAL_FORMS": "1",
        "component-0-naam": "OVA",
        "component-0-gewicht": "1",
        "component-0-vorig_voorlopig": "4",
        "component-0-vorig_definitief": "4",
        "component-0-voorlopig": "4",
    }
    return Geval(url, data, lambda: ronde.componenten.update(voorlopig=9), getypt="Mijn bron", nieuw="9")


@bevestiging(f"{RONDE}cijfers/")
def cijfers_van_een_toegepaste_ronde(w: Wereld) -> Geval:
    geval = cijfers(w)
    ronde = Indexatie.objects.get()
    geval.intussen = lambda: send(w.manager, _ronde_url(ronde, "toepassen/"), op=_ronde_url(ronde))
    geval.nieuw = "Maak haar eerst ongedaan"
    return geval


@bevestiging(f"{RONDE}toepassen/")
def indexatie_toepassen(w: Wereld) -> Geval:
    ronde = _ronde(w)
    return Geval(_ronde_url(ronde, "toepassen/"), {}, raise_amount(w), op=_ronde_url(ronde), nieuw="77,00")


@bevestiging(f"{RONDE}ongedaan/")
def indexatie_ongedaan(w: Wereld) -> Geval:
    ronde = _ronde(w)
    send(w.manager, _ronde_url(ronde, "toepassen/"), op=_ronde_url(ronde))
    return Geval(_ronde_url(ronde, "ongedaan/"), {}, raise_amount(w), op=_ronde_url(ronde), nieuw="77,00")


@bevestiging(f"{RONDE}weggooien/")
def ronde_weggooien(w: Wereld) -> Geval:
    ronde = _ronde(w)
    change = lambda: Indexatie.objects.update(toelichting="Van een collega.")  # noqa: E731
    return Geval(_ronde_url(ronde, "weggooien/"), {}, change, op=_ronde_url(ronde), nieuw="Van een collega.")


# --- the tests --------------------------------------------------------------------------------------------------------


# --- documents --------------------------------------------------------------------------------------------------------


@bevestiging(f"{INKOOP}document/<int:pk>/")
def document_overnemen(w: Wereld) -> Geval:
    inlezing = one_that_was_read(w.inkoop, w.contractmanager)
    change = lambda: ProductFactory(inkoop=w.inkoop, code="tb", naam="Van een collega")  # noqa: E731
    return Geval(f"{BASE}document/{inlezing.pk}/", {"nieuw": ["rubriek/product/kleur", "product/tb"]}, change)


@bevestiging(f"{INKOOP}document/<int:pk>/stuk/<int:nummer>/")
def document_stuk(w: Wereld) -> Geval:
    inlezing = one_that_was_read(w.inkoop, w.contractmanager)
    (loose,) = inlezing.read_voorstel().ongeplaatst
    change = lambda: choose(  # noqa: E731
        inlezing=inlezing, nummer=loose.nummer, pad="product/tb/kleur", by=w.contractmanager
    )
    url = f"{BASE}document/{inlezing.pk}/stuk/{loose.nummer}/"
    return Geval(url, {"plek": "product/tb/doelgroep"}, change, nieuw="Kleur")


def _weggooien(w: Wereld) -> tuple[Inlezing, Geval]:
    inlezing = one_that_was_read(w.inkoop, w.contractmanager)
    op = f"{BASE}document/{inlezing.pk}/"
    geval = Geval(f"{op}weggooien/", {}, lambda: None, op=op)
    geval.basis = w.manager.get(op).context["weg"].gezien
    return inlezing, geval


@bevestiging(f"{INKOOP}document/<int:pk>/weggooien/")
def document_weggooien(w: Wereld) -> Geval:
    inlezing, geval = _weggooien(w)
    (loose,) = inlezing.read_voorstel().ongeplaatst
    geval.intussen = lambda: choose(
        inlezing=inlezing, nummer=loose.nummer, pad="product/tb/kleur", by=w.contractmanager
    )
    geval.nieuw = "Een collega heeft dit intussen veranderd"
    return geval


@bevestiging(f"{INKOOP}document/<int:pk>/weggooien/")
def overgenomen_document_weggooien(w: Wereld) -> Geval:
    _, geval = _weggooien(w)
    seen = {"basis": basis_of(w.manager, geval.op), "nieuw": ["rubriek/product/kleur", "product/tb"]}
    geval.intussen = lambda: w.manager.post(geval.op, seen)
    geval.nieuw = "<strong>Overgenomen</strong> door"
    return geval


@pytest.fixture
def wereld(
    compleet: Inkoop, product: Product, perceel: Perceel, contractmanager: User, beoordelaar: User,
    monkeypatch: pytest.MonkeyPatch,
) -> Wereld:  # fmt: skip
    monkeypatch.setattr("publicaties.document.render_bestanden", lambda publicatie, snapshot: iter(()))
    people = {"contractmanager": contractmanager, "beoordelaar": beoordelaar}
    return Wereld(compleet, product, perceel, client_of(contractmanager), client_of(beoordelaar), **people)


def everything() -> str:
    """All rows of the domain."""
    domain = ("segments", "producten", "percelen", "tarieven", "publicaties", "inlezen", "proces", "overleg")
    models = [
        model for app in domain for model in apps.get_app_config(app).get_models() if "Event" not in model.__name__
    ]
    return repr([(model._meta.label, list(model.objects.order_by("pk").values())) for model in models])


# --- around the text --------------------------------------------------------------------------------------------------


@bevestiging(f"{RONDOM}<slug:soort>/<int:pk>/")
def mijlpaal(wereld: Wereld) -> Geval:
    row = around(wereld.inkoop)["mijlpaal"]
    data = {"titel": "Mijn titel", "moment": "Q3 2027", "stand": "gepland", "sluit": "reageren"}
    rename = lambda: Mijlpaal.objects.update(titel="Titel van een collega")  # noqa: E731
    return Geval(f"{BASE}rondom/mijlpaal/{row.pk}/", data, rename, getypt="Mijn titel", nieuw="Titel van een collega")


@bevestiging(f"{REACTIES}onderwerpen/<int:pk>/")
def besluit(wereld: Wereld) -> Geval:
    row = Onderwerp.objects.get(pk=over(wereld)["onderwerpen"]["pk"])
    data = {"titel": "Te smal", "besluit": "niet", "reden": "Mijn reden", "toegewezen": ""}
    rename = lambda: Onderwerp.objects.update(titel="Van een collega")  # noqa: E731
    return Geval(f"{BASE}reacties/onderwerpen/{row.pk}/", data, rename, getypt="Mijn reden")


def _twee(w: Wereld) -> tuple[Onderwerp, Onderwerp]:
    """Two onderwerpen about the same."""
    ronde = make_ronde(published(w.inkoop, w.contractmanager, w.beoordelaar), w.contractmanager)
    confirmed(ronde, ("", "Te smal."))
    confirmed(ronde, ("", "Veel te smal."), email="bas@elders.example")
    one, other = Onderwerp.objects.order_by("pk")
    return one, other


def _answers(w: Wereld, row: Onderwerp) -> Callable[[], object]:
    return lambda: decide(
        onderwerp=row,
        titel="",
        besluit="niet",
        reden="Van een collega.",
        plekken=[],
        by=w.contractmanager,
        at=timezone.now(),
    )


@bevestiging(f"{REACTIES}onderwerpen/<int:pk>/samen/")
def samenvoegen(w: Wereld) -> Geval:
    one, other = _twee(w)
    op = f"{BASE}reacties/onderwerpen/{one.pk}/"
    return Geval(
        f"{op}samen/", {"met": [other.pk]}, _answers(w, other), op=op, nieuw="Van een collega.", getypt="checked"
    )


@bevestiging(f"{REACTIES}onderwerpen/<int:pk>/")
def losmaken(w: Wereld) -> Geval:
    one, other = _twee(w)
    group(onderwerp=one, met=[other], by=w.contractmanager)
    url = f"{BASE}reacties/onderwerpen/{one.pk}/"
    return Geval(url, {"los": one.punten.order_by("pk")[0].pk}, _answers(w, one), nieuw="Van een collega.")


@bevestiging(f"{REACTIES}onderwerpen/<int:pk>/")
def besluit_over_meer(w: Wereld) -> Geval:
    """What a colleague put with it is seen before it is answered."""
    one, other = _twee(w)
    url = f"{BASE}reacties/onderwerpen/{one.pk}/"
    data = {"titel": "Te smal", "besluit": "niet", "reden": "Mijn reden", "toegewezen": ""}
    with_it = lambda: group(onderwerp=one, met=[other], by=w.contractmanager)  # noqa: E731
    geval = Geval(url, data, with_it, getypt="Mijn reden", nieuw="Veel te smal.")
    geval.basis = w.manager.get(url).context["form"].gezien
    return geval


@bevestiging(f"{REACTIES}rondes/<int:pk>/")
def ronde_wijzigen(wereld: Wereld) -> Geval:
    pk = over(wereld)["rondes"]["pk"]
    rename = lambda: Reactieronde.objects.update(titel="Van een collega")  # noqa: E731
    return Geval(f"{BASE}reacties/rondes/{pk}/", {"titel": "Mijn titel"}, rename, getypt="Mijn titel")


@bevestiging(f"{REACTIES}rondes/<int:pk>/openen/")
def ronde_openen(wereld: Wereld) -> Geval:
    row = make_ronde(
        published(wereld.inkoop, wereld.contractmanager, wereld.beoordelaar), wereld.contractmanager, open=False
    )
    return Geval(f"{BASE}reacties/rondes/{row.pk}/openen/", {}, lambda: Reactieronde.objects.update(op_naam=True))


@bevestiging(f"{REACTIES}bewaartermijn/")
def bewaartermijn(wereld: Wereld) -> Geval:
    Bewaartermijn.objects.create(inkoop=wereld.inkoop, dagen=100)
    return Geval(
        f"{BASE}reacties/bewaartermijn/",
        {"dagen": "200"},
        lambda: Bewaartermijn.objects.update(dagen=300),
        getypt="200",
    )


def over(wereld: Wereld) -> dict[str, dict[str, object]]:
    return reacted(published(wereld.inkoop, wereld.contractmanager, wereld.beoordelaar), wereld.contractmanager)


@bevestiging(f"{RONDOM}<slug:soort>/<int:pk>/verwijderen/")
def mijlpaal_weg(wereld: Wereld) -> Geval:
    row = around(wereld.inkoop)["mijlpaal"]
    return Geval(f"{BASE}rondom/mijlpaal/{row.pk}/verwijderen/", {}, lambda: Mijlpaal.objects.update(titel="Anders"))


@bevestiging(f"{RONDOM}<slug:soort>/")
def volgorde_van_documenten(wereld: Wereld) -> Geval:
    row = around(wereld.inkoop)["document"]
    Document.objects.create(inkoop=wereld.inkoop, sleutel="tweede", titel="Tweede", volgorde=10)
    add = lambda: Document.objects.create(inkoop=wereld.inkoop, sleutel="derde", titel="Derde", volgorde=20)  # noqa: E731
    return Geval(f"{BASE}rondom/document/", {"verplaats": f"omlaag:{row.pk}"}, add, nieuw="Derde")


@pytest.mark.parametrize("naam", BEVESTIGINGEN)
def test_what_a_colleague_changed_is_shown_first(naam: str, wereld: Wereld) -> None:
    geval = BEVESTIGINGEN[naam][1](wereld)
    client = wereld.reviewer if geval.reviewer else wereld.manager
    basis = geval.data.get("basis") or geval.basis or basis_of(client, geval.op or geval.url)
    geval.intussen()
    before = everything()
    response = client.post(geval.url, {**geval.data, "basis": basis})
    assert response.status_code == 409, re.findall(r"<li>.*", response.text)[:40]
    assert everything() == before
    assert geval.getypt in response.text
    assert geval.nieuw in response.text
    assert re.search("intussen|terwijl u eraan werkte", response.text)


@pytest.mark.parametrize("naam", sorted(set(BEVESTIGINGEN) - {"bedrag", "zin_elders"}))
def test_without_what_was_shown_nothing_is_done(naam: str, wereld: Wereld) -> None:
    geval = BEVESTIGINGEN[naam][1](wereld)
    client = wereld.reviewer if geval.reviewer else wereld.manager
    before = everything()
    data = {name: value for name, value in geval.data.items() if name != "basis"}
    assert client.post(geval.url, data).status_code in {409, 422}
    assert everything() == before


@pytest.mark.parametrize("naam", BEVESTIGINGEN)
def test_what_nobody_changed_is_done(naam: str, wereld: Wereld) -> None:
    """The other side: it is the change of the colleague that is refused, not everything."""
    geval = BEVESTIGINGEN[naam][1](wereld)
    client = wereld.reviewer if geval.reviewer else wereld.manager
    basis = geval.data.get("basis") or geval.basis or basis_of(client, geval.op or geval.url)
    before = (everything(), Taak.objects.count())  # what takes long is asked, and done later
    response = client.post(geval.url, {**geval.data, "basis": basis})
    assert response.status_code == 302, re.findall(r"<li>.*", response.text)[:40]
    assert (everything(), Taak.objects.count()) != before


def test_no_confirmation_is_missing() -> None:
    asked = [
        route for route in ROUTES if route.startswith(("beheer/", "inkoop/")) or route.endswith("/process_import/")
    ]
    takes_posts = {route for route in asked if (mag := who(route)) and mag[1] != NIEMAND}
    listed = {route for route, _ in BEVESTIGINGEN.values()} | set(ZONDER)
    assert listed == takes_posts


def test_an_indexation_that_a_colleague_overtook_is_shown_with_the_new_amounts(wereld: Wereld) -> None:
    ronde = _ronde(wereld)
    Tarief.objects.update(bedrag=Decimal("60.00"))
    page = _ronde_url(ronde)
    data = {"basis": basis_of(wereld.manager, page)}
    Tarief.objects.update(bedrag=Decimal("61.00"))
    response = wereld.manager.post(_ronde_url(ronde, "toepassen/"), data)
    assert response.status_code == 409
    new = response.context["berekening"].cellen[0]
    assert (new.oud, f"€\u00a0{new.nieuw}".replace(".", ",") in response.text) == (Decimal("61.00"), True)
    assert list(Tarief.objects.values_list("bedrag", "einddatum")) == [(Decimal("61.00"), None)]
    # Seen now, it is applied as it was shown.
    data = {"basis": basis_of(wereld.manager, page)}
    assert wereld.manager.post(_ronde_url(ronde, "toepassen/"), data).status_code == 302
    assert Tarief.objects.valid_on(DAG).get().bedrag == new.nieuw
