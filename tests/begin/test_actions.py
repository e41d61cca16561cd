"""What comes along when an inkoop begins, and what does not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User
from begin import bronnen
from begin.actions import begin_inkoop
from begin.bronnen import Beginbron, Tarievenkeuze, earlier, nothing, published, standard
from begin.models import BeginSoort
from core.fouten import BewerkFout, NotAllowed
from producten.models import Rubriek
from publicaties.fouten import StillChanging
from publicaties.models import Publicatie
from publicaties.problemen import find_problems
from publicaties.snapshot import Snapshot, take
from segments.models import Gemeente, Inkoop, Regio
from tests.producten.factories import ProductFactory
from tests.segments.factories import InkoopFactory
from tests.werkplek.versies import published as publish_now

START = dt.date(2029, 1, 1)


def begin(regio: Regio, bron: Beginbron, by: User, titel: str = "Wmo 2029", **kwargs: object) -> Inkoop:
    values = {"procedure": "open_house", "start_contract": START, "deelnemers": {}, "at": timezone.now(), **kwargs}
    inkoop = begin_inkoop(regio=regio, titel=titel, bron=bron, by=by, **values)  # type: ignore[arg-type]
    inkoop.refresh_from_db()
    return inkoop


# --- who, and what it is called -----------------------------------------------------------------------------------------


def test_an_inkoop_can_begin_with_nothing(regio: Regio, contractmanager: User) -> None:
    venlo = Gemeente.objects.get(code="0983")
    inkoop = begin(regio, nothing(), contractmanager, deelnemers={venlo.pk: "Noord"})
    assert (inkoop.slug, inkoop.titel, inkoop.start_contract, inkoop.domeinen) == (
        "wmo-2029",
        "Wmo 2029",
        START,
        ["wmo"],
    )
    assert [(row.gemeente, row.groep) for row in inkoop.deelnemers.order_by("pk")] == [(venlo, "Noord")]
    assert not inkoop.rubrieken.exists()
    assert (inkoop.begin.soort, inkoop.begin.door) == (BeginSoort.LEEG, contractmanager)


def test_a_beheerder_may_begin_one_too_and_a_reader_or_a_neighbour_may_not(
    regio: Regio, beheerder: User, lezer: User, beoordelaar: User, buur: User
) -> None:
    begin(regio, nothing(), beheerder)
    for person in (lezer, beoordelaar, buur):
        with pytest.raises(NotAllowed):
            begin(regio, nothing(), person, "Nog een")
    assert Inkoop.objects.count() == 1


def test_the_same_title_twice_is_refused_and_another_regio_may_have_it(
    regio: Regio, buurregio: Regio, contractmanager: User, buur: User
) -> None:
    begin(regio, nothing(), contractmanager)
    with pytest.raises(BewerkFout, match="al een inkoop ‘Wmo 2029’"):
        begin(regio, nothing(), contractmanager)
    assert begin(buurregio, nothing(), buur).slug == "wmo-2029-buurregio"


@pytest.mark.parametrize(
    ("titel", "slug"), [("Nieuw", "nieuw-midden-limburg"), ("’t_Land!", "t-land"), ("…", "midden-limburg")]
)
def test_the_address_is_free_and_fits(regio: Regio, contractmanager: User, titel: str, slug: str) -> None:
    inkoop = begin(regio, nothing(), contractmanager, titel)
    assert inkoop.slug == slug
    inkoop.full_clean()


# --- the standard set ---------------------------------------------------------------------------------------------------


def test_the_standard_set_brings_what_most_regios_use(regio: Regio, contractmanager: User) -> None:
    inkoop = begin(regio, standard(), contractmanager)
    snapshot = take(inkoop)
    assert {row.code for row in snapshot.grondslagen} >= {"SOM", "LG", "PG", "PSY", "VG"}
    assert all(row.definitie for row in snapshot.grondslagen)
    assert len(snapshot.leefgebieden) == 11
    assert len(snapshot.rubrieken_of("product")) == 15
    assert len(snapshot.rubrieken_of("perceel")) == 9
    assert {row.soort for row in snapshot.hoofdstukken} >= {
        "producten",
        "percelen",
        "grondslagen",
        "tarieven",
        "wijzigingen",
    }
    assert snapshot.inkoop.cpv
    assert snapshot.inkoop.met_tarieven
    assert snapshot.begrippen
    assert all(row.toelichting for row in Rubriek.objects.filter(inkoop=inkoop))
    assert [row for row in find_problems(snapshot, previous=None, day=START) if row.blokkeert] == []
    assert "15 rubrieken" not in inkoop.begin.gekomen
    assert "24 rubrieken" in inkoop.begin.gekomen


# --- a published version of any regio -----------------------------------------------------------------------------------


@pytest.fixture
def versie(compleet: Inkoop, contractmanager: User, beoordelaar: User) -> Publicatie:
    compleet.percelen.update(contactadres="inkoop@midden-limburg.example")
    compleet.procedure_toelichting, compleet.looptijd_maanden = "Eerst aanmelden.", 36
    compleet.save()
    return publish_now(compleet, contractmanager, beoordelaar)


def test_a_version_of_another_regio_is_learned_from(versie: Publicatie, buurregio: Regio, buur: User) -> None:
    inkoop = begin(buurregio, published(versie, met_teksten=True), buur)
    source, here = Snapshot.model_validate(versie.inhoud), take(inkoop)
    for lijst in ("rubrieken", "grondslagen", "leefgebieden", "producten", "hoofdstukken", "segmenten", "begrippen"):
        assert getattr(here, lijst) == getattr(source, lijst)
    (perceel,) = here.percelen
    assert perceel == source.percelen[0].model_copy(update={"contactadres": ""})
    assert (source.percelen[0].contactadres, here.tarieven) == ("inkoop@midden-limburg.example", [])
    assert here.inkoop.procedure_toelichting == ""
    assert here.inkoop.regio.naam == "Buurregio"
    assert inkoop.begin.bron_versie == versie
    assert "(Midden-Limburg)" in inkoop.begin.bron
    assert here.inkoop.looptijd_maanden is None
    assert {"1 tarief", "contactadressen van percelen", "de looptijd van de contracten"} <= set(inkoop.begin.weggelaten)
    own = {row.identiteit for soort in ("producten", "percelen") for row in getattr(here, soort)}
    assert own.isdisjoint({row.identiteit for soort in ("producten", "percelen") for row in getattr(source, soort)})


def test_its_structure_comes_without_a_single_sentence(versie: Publicatie, buurregio: Regio, buur: User) -> None:
    inkoop = begin(buurregio, published(versie, met_teksten=False), buur)
    here = take(inkoop)
    assert [row.code for row in here.producten] == ["bgi"]
    assert here.producten[0].grondslagen == ["PSY"]
    assert [row.code for row in here.percelen[0].producten] == ["bgi"]
    assert [row.naam for row in here.percelen[0].kenmerken] == ["Langdurig"]
    assert (here.producten[0].teksten, here.percelen[0].teksten, here.begrippen) == ({}, {}, [])
    assert {row.tekst for row in here.hoofdstukken} == {""}
    assert {row.definitie for row in here.grondslagen} == {""}
    assert "alle teksten, en de begrippen" in inkoop.begin.weggelaten


# --- an earlier inkoop --------------------------------------------------------------------------------------------------


def test_what_is_archived_stays_behind_and_is_named(inkoop: Inkoop, contractmanager: User) -> None:
    ProductFactory(inkoop=inkoop, code="oud", gearchiveerd_op=timezone.now())
    ProductFactory(inkoop=inkoop, code="nieuw")
    new = begin(inkoop.regio, earlier(inkoop, start=START, tarieven=Tarievenkeuze.NIET), contractmanager)
    assert [row.code for row in new.producten.order_by("pk")] == ["nieuw"]
    assert "1 product uit het archief" in new.begin.weggelaten


def test_the_source_may_change_or_go_and_stays_named(inkoop: Inkoop, contractmanager: User) -> None:
    source = InkoopFactory(regio=inkoop.regio, titel="Wmo 2024")
    new = begin(inkoop.regio, earlier(source, start=START, tarieven=Tarievenkeuze.NIET), contractmanager)
    source.delete()
    new.begin.refresh_from_db()
    assert (new.begin.bron, new.begin.bron_inkoop) == ("de werktekst van Wmo 2024 (Midden-Limburg)", None)


def test_a_source_that_does_not_come_to_rest_is_told(inkoop: Inkoop, monkeypatch: pytest.MonkeyPatch) -> None:
    def restless(inkoop: Inkoop) -> Snapshot:
        raise StillChanging("Er wordt nog gewerkt.")

    monkeypatch.setattr(bronnen, "freeze", restless)
    with pytest.raises(BewerkFout, match="Er wordt nog gewerkt"):
        earlier(inkoop, start=START, tarieven=Tarievenkeuze.NIET)
