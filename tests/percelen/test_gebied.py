"""A perceel as an area with facts of its own, or with those of its segment; and an inkoop without percelen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from core.fouten import BewerkFout
from core.templatetags.wmo import voor_pdf
from percelen.models import Perceel
from percelen.resources import PerceelResource
from publicaties import beschrijving
from publicaties.document import Versiegegevens, document_html, onderdeel_html
from publicaties.feiten import feiten
from publicaties.herstel import restore
from publicaties.problemen import find_problems
from publicaties.snapshot import Snapshot, take
from publicaties.wijzigingen import compare
from segments.actions import deelnemers_of, save_deelnemers
from segments.bewerking import fingerprint_of
from segments.models import Deelnemer, Inkoop
from tests.core.sheets import csv, run
from tests.percelen.factories import PerceelFactory
from tests.publicaties.demo import changed, demo_snapshots, named
from tests.segments.factories import GemeenteFactory, SegmentFactory

DAY = dt.date(2026, 6, 1)
VERSIE = Versiegegevens("Inkoop", "Limburg-Noord", "Een", 1, DAY, False, None, None, "0" * 64)


@pytest.fixture
def limburg() -> Snapshot:
    return demo_snapshots("limburg-noord-2022")[0]


def told(snapshot: Snapshot, nummer: str) -> dict[str, str]:
    return {feit.naam: feit.tekst for feit in feiten(snapshot, snapshot.perceel[nummer])}


def test_a_perceel_shows_what_its_segment_says(limburg: Snapshot) -> None:
    regionaal, lokaal, logeren = (told(limburg, nummer) for nummer in ("1a-regionaal", "1a-lokaal", "3b"))
    assert regionaal["Looptijd van de overeenkomst"].startswith("3 jaar, tot en met 31 december 2024. Daarna 2 keer")
    assert regionaal["Tussentijdse toetreding"] == "niet mogelijk (zoals in segment 1a)"
    assert regionaal["Aantal aanbieders"] == "10 tot 20 (zoals in segment 1a)"
    assert lokaal["Aantal aanbieders"] == "maximaal 30 (zoals in segment 1a)"
    assert regionaal["Uitvoeringsvariant"] == "outputgericht (p × t) (zoals in segment 1a)"
    assert regionaal["Bekostiging"].endswith("(zoals in segment 1a)")
    assert logeren["Tussentijdse toetreding"].startswith("mogelijk")
    namen = [rij.naam for rij in beschrijving.rijen(limburg, limburg.perceel["1a-regionaal"])]
    assert namen[-2:] == ["Doelgroep van segment 1a", "Toegang in segment 1a"]


def test_it_stands_in_the_pdf_too(limburg: Snapshot) -> None:
    alone = onderdeel_html(VERSIE, limburg, limburg.perceel["1a-regionaal"])
    for words in ("Looptijd van de overeenkomst", "niet mogelijk (zoals in segment 1a)", "Toegang in segment 1a"):
        assert words in alone

    whole = document_html(VERSIE, limburg, [])
    perceel, segment = (
        whole.partition(f'id="{anchor}"')[2].partition("</article>")[0]
        for anchor in ("perceel-1a-regionaal", "segment-1a")
    )
    for words in ("Looptijd van de overeenkomst", "niet mogelijk (zoals in segment 1a)"):
        assert words in perceel
    # The texts of its segment stand there in their place, once.
    toegang = voor_pdf(limburg.segment["1a"].toegangsmanagement)
    assert toegang in alone
    assert toegang in segment
    assert toegang not in perceel


def test_without_a_chapter_of_segments_a_perceel_says_it_in_the_whole_document(limburg: Snapshot) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["hoofdstukken"] = [row for row in data["hoofdstukken"] if row["soort"] != "segmenten"]

    html = document_html(VERSIE, changed(limburg, edit), [])
    perceel = html.partition('id="perceel-1a-regionaal"')[2].partition("</article>")[0]
    assert "Toegang in segment 1a" in perceel


def test_what_a_perceel_says_itself_comes_first_and_its_change_is_told_as_readers_see_it(limburg: Snapshot) -> None:
    def edit(data: dict[str, Any]) -> None:
        named(data["percelen"], "1a-regionaal").update(
            aanbieders_min=5,
            aanbieders_max=8,
            geraamde_waarde=1250000,
            geraamd_volume="1.200 cliënten",
            cpv=["85312000-9"],
        )

    after = changed(limburg, edit)
    found = told(after, "1a-regionaal")
    assert found["Aantal aanbieders"] == "5 tot 8"
    assert found["Geraamde waarde per jaar"] == "€\u00a01.250.000"
    assert found["Geraamd volume per jaar"] == "1.200 cliënten"
    change = next(row for row in compare(limburg, after) if row.titel.startswith("Aantal"))
    assert change.titel == "Aantal aanbieders gewijzigd bij perceel 1a-regionaal"
    assert (change.was, change.wordt) == ("10 tot 20 (zoals in segment 1a)", "5 tot 8")


def test_aanbieders_of_a_perceel_for_all_of_a_segment_are_those_that_the_segment_does_not_divide(
    limburg: Snapshot,
) -> None:
    def edit(data: dict[str, Any]) -> None:
        for nummer in ("1a-regionaal", "3b"):
            named(data["percelen"], nummer)["bereik"] = ""
        named(data["segmenten"], "1a").update(regionaal_min=10, regionaal_max=20, lokaal_max=30)
        named(data["segmenten"], "3b").update(regionaal_min=None, regionaal_max=None, lokaal_max=30)

    after = changed(limburg, edit)
    assert "Aantal aanbieders" not in told(after, "1a-regionaal")
    assert told(after, "3b")["Aantal aanbieders"] == "maximaal 30 (zoals in segment 3b)"


def test_an_area_names_its_gemeenten(limburg: Snapshot) -> None:
    after = changed(limburg, lambda data: named(data["percelen"], "3b").update(gemeenten=["0983", "0984"]))
    assert told(after, "3b")["Gemeenten"] == "Venlo en Venray"
    assert "Gemeenten" not in told(limburg, "3b")
    assert [row.titel for row in compare(limburg, after)] == ["Gemeenten toegevoegd bij perceel 3b"]


# --- working rows -----------------------------------------------------------------------------------------------------


@pytest.fixture
def gebied(inkoop: Inkoop) -> Perceel:
    """A perceel for one of the two gemeenten that take part."""
    venlo, venray = (
        Deelnemer.objects.create(inkoop=inkoop, gemeente=GemeenteFactory(naam=naam)) for naam in ("Venlo", "Venray")
    )
    perceel: Perceel = PerceelFactory(inkoop=inkoop, nummer="noord", segment=SegmentFactory(inkoop=inkoop, code="1a"))
    perceel.gemeenten.add(venlo)
    assert venray
    return perceel


def test_a_version_holds_the_gemeenten_of_an_area_and_puts_them_back(gebied: Perceel, contractmanager: User) -> None:
    snapshot = take(gebied.inkoop)
    assert snapshot.perceel["noord"].gemeenten == ["0983"]
    gebied.gemeenten.clear()
    restore(
        inkoop=gebied.inkoop,
        snapshot=snapshot,
        by=contractmanager,
        at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        reden="x",
    )
    assert take(gebied.inkoop) == snapshot


def test_a_gemeente_of_an_area_cannot_leave_unnoticed(gebied: Perceel, contractmanager: User) -> None:
    now = deelnemers_of(gebied.inkoop)
    rest = {pk: groep for pk, groep in now.items() if pk != gebied.gemeenten.get().gemeente_id}
    with pytest.raises(BewerkFout, match="Kies eerst bij het perceel andere gemeenten: Venlo in Perceel noord"):
        save_deelnemers(inkoop=gebied.inkoop, deelnemers=rest, basis=fingerprint_of(now), by=contractmanager)
    assert deelnemers_of(gebied.inkoop) == now


def test_an_import_knows_gemeenten_by_their_code(gebied: Perceel) -> None:
    head = list(PerceelResource(regio_ids=None).titles)
    row = {"inkoop": "inkoop-2026", "nummer": "zuid", "naam": "Zuid", "volgorde": 1, "gemeenten": "0983, 0984"}
    assert run(PerceelResource, csv(head, [row.get(title, "") for title in head]))[1] == []
    assert Perceel.objects.get(nummer="zuid").gemeenten.count() == 2
    bad = row | {"nummer": "west", "gemeenten": "0001", "aanbieders_min": 5, "aanbieders_max": 4}
    faults = run(PerceelResource, csv(head, [bad.get(title, "") for title in head]))[1]
    assert any("(gemeenten)" in fout and "0001" in fout for fout in faults)


def test_more_aanbieders_at_least_than_at_most_is_refused(gebied: Perceel) -> None:
    gebied.aanbieders_min, gebied.aanbieders_max = 5, 4
    with pytest.raises(ValidationError, match="Het minimum aantal aanbieders is groter dan het maximum"):
        gebied.full_clean()


# --- without percelen -------------------------------------------------------------------------------------------------


def test_an_inkoop_without_percelen_is_complete() -> None:
    kampen = demo_snapshots("kampen-2026")[0]
    assert kampen.percelen == []
    found = find_problems(kampen, previous=None, day=DAY, contact="inkoopkk@kampen.nl")
    assert [row.boodschap for row in found if row.blokkeert or "perceel" in row.boodschap] == []
