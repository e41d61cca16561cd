"""The printed document: how the tarieven came about is part of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pymupdf

from accounts.models import User
from publicaties.document import Versiegegevens, document_html, render_document
from publicaties.snapshot import Snapshot, take
from segments.models import Inkoop
from tarieven.models import Indexatie, Indexcomponent, Kostenregel, Kostprijsopbouw
from tests.producten.factories import ProductFactory
from tests.publicaties.demo import demo_snapshots, mlw_mer
from tests.segments.factories import HoofdstukFactory
from tests.tarieven.factories import TariefFactory


def html_of(snapshot: Snapshot, *, consultatie: bool = False) -> str:
    versie = Versiegegevens(
        "Inkoop", "Regio", "Versiegegevens", 1, dt.date(2026, 1, 1), consultatie, None, None, snapshot.sha256
    )
    return document_html(versie, snapshot, [])


def test_an_indexation_round_stands_in_the_document_with_its_sum(inkoop: Inkoop, contractmanager: User) -> None:
    HoofdstukFactory(inkoop=inkoop, soort="tarieven", titel="Tarieven")
    TariefFactory(product=ProductFactory(inkoop=inkoop))
    ronde = Indexatie.objects.create(inkoop=inkoop, jaar=2025, ingangsdatum=dt.date(2025, 1, 1))
    figures = [("OVA", "0.9", "4.94", "6.00", "4.18"), ("PPC", "0.1", "2.51", "3.10", "1.82")]
    for naam, gewicht, vorig, definitief, voorlopig in figures:
        Indexcomponent.objects.create(
            indexatie=ronde,
            naam=naam,
            gewicht=Decimal(gewicht),
            vorig_voorlopig=Decimal(vorig),
            vorig_definitief=Decimal(definitief),
            voorlopig=Decimal(voorlopig),
        )
    # A round that is only prepared says nothing yet.
    assert "Indexatie" not in html_of(take(inkoop))
    ronde.toegepast_op, ronde.toegepast_door = dt.datetime(2024, 11, 1, tzinfo=dt.UTC), contractmanager
    ronde.save()
    html = html_of(take(inkoop))
    assert "Tarieven vanaf 1 januari 2025" in html
    assert "4,96%" in html
    assert "4,94%" in html


def test_a_kostprijsopbouw_is_printed_with_its_six_elements(inkoop: Inkoop) -> None:
    HoofdstukFactory(inkoop=inkoop, soort="tarieven", titel="Tarieven")
    tarief = TariefFactory(product=ProductFactory(inkoop=inkoop, naam="Begeleiding"))
    opbouw = Kostprijsopbouw.objects.create(tarief=tarief, bron="Kostprijsonderzoek 2025")
    for element in "abcde":
        Kostenregel.objects.create(opbouw=opbouw, element=element, bedrag=Decimal("12.96"))
    Kostenregel.objects.create(opbouw=opbouw, element="f", niet_van_toepassing="er zijn geen extra verplichtingen")
    html = html_of(take(inkoop))
    assert "Opbouw van de kostprijs" in html
    assert "niet van toepassing, omdat: er zijn geen extra verplichtingen" in html
    assert "€\u00a064,80" in html
    assert "Bron: Kostprijsonderzoek 2025" in html


def test_without_rounds_and_build_ups_nothing_is_said_of_them(inkoop: Inkoop) -> None:
    HoofdstukFactory(inkoop=inkoop, soort="tarieven", titel="Tarieven")
    TariefFactory(product=ProductFactory(inkoop=inkoop))
    html = html_of(take(inkoop))
    assert "Indexatie" not in html
    assert "Opbouw van de kostprijs" not in html


def test_a_consultatieversie_says_on_no_page_that_it_is_valid() -> None:
    kampen = demo_snapshots("kampen-2026")[0]
    assert 'data-geldigheid="bedoeld voor 1 januari 2026"' in html_of(kampen, consultatie=True)
    assert 'data-geldigheid="geldig vanaf 1 januari 2026"' in html_of(kampen)


def test_a_segment_without_facts_has_no_empty_table() -> None:
    kampen = demo_snapshots("kampen-2026")[0]
    ouderen = html_of(kampen).split('id="segment-ouderen"')[1].split("</article>")[0]
    assert "Feiten" not in ouderen
    assert "Doelgroep" in ouderen


def test_the_facts_of_a_product_tell_its_tarief_on_the_ingangsdatum() -> None:
    html = html_of(mlw_mer()[2])
    assert "€\u00a059,74 tot €\u00a070,86 per uur, per grondslag" in html
    assert "€\u00a021,50 per dag" in html


def test_a_colophon_that_goes_on_behind_the_cover_says_there_too_where_the_text_stands() -> None:
    kampen = demo_snapshots("kampen-2026")[0]
    adres, long = "https://portaal.example/inkoop/kampen-2026/versie/1/", "Een zin die verder gaat. " * 120
    versie = Versiegegevens(
        "Inkoop", "Regio", "Een", 1, dt.date(2026, 6, 1), False, None, None, "0" * 64, adres=adres, voorbeeld=long
    )
    with pymupdf.open(stream=render_document(versie, kampen, []), filetype="pdf") as pdf:
        cover, behind = (pdf[number].get_text() for number in (0, 1))
    assert "Een zin die verder gaat." in behind
    assert adres in behind
    assert "Pagina 2 van" in behind
    assert "Pagina 1 van" not in cover


def test_a_version_that_tells_what_was_chosen_does_not_say_that_it_counts() -> None:
    published = dt.datetime(2020, 7, 9, 9, tzinfo=dt.UTC)
    versie = Versiegegevens("I", "R", "Keuzes", 1, dt.date(2022, 1, 1), False, published, None, "0" * 64)
    assert versie.status == "Geldt vanaf 1 januari 2022"
    stand = replace(versie, op_hoofdlijnen=True)
    assert (stand.status, stand.geldigheid) == (
        "Stand 2020, met ingangsdatum 1 januari 2022",
        "met ingangsdatum 1 januari 2022",
    )
    assert replace(versie, volgnummer=3, versienaam="Versie van 1 juni 2026").naam == "Versie 3, van 1 juni 2026"
