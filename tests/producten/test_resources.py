from __future__ import annotations

from typing import Any

import pytest

from producten.models import Grondslag, Product, ProductTekst, RubriekSoort
from producten.resources import GrondslagResource, ProductResource, ProductTekstResource
from segments.models import Inkoop, Regio
from tests.core.sheets import csv, run, xlsx
from tests.producten.factories import GrondslagFactory, LeefgebiedFactory, ProductFactory, RubriekFactory
from tests.segments.factories import InkoopFactory, SegmentFactory

HEAD = list(ProductResource(regio_ids=None).titles)


def product_row(**values: Any) -> list[Any]:
    given = {"inkoop": "inkoop-2026", "code": "bgi", "naam": "Begeleiding", "volgorde": 1, **values}
    return [given.get(title, "") for title in HEAD]


@pytest.fixture
def lists(inkoop: Inkoop) -> None:
    for code in ("SOM", "PSY"):
        GrondslagFactory(inkoop=inkoop, code=code)
    for nummer in (1, 2):
        LeefgebiedFactory(inkoop=inkoop, nummer=nummer)
    SegmentFactory(inkoop=inkoop, code="1a")


def test_product_with_everything(inkoop: Inkoop, lists: None) -> None:
    row = product_row(
        eenheid="uur",
        iwmo_categorie="02",
        iwmo_code="02A03",
        grondslagen="PSY, SOM",
        leefgebieden="1;2",
        segmenten="1a",
        tarief_per_grondslag="ja",
        max_per_week=3,
        max_per_jaar=42,
    )
    result, faults = run(ProductResource, xlsx(HEAD, row), name="bestand.xlsx")
    assert faults == []
    product = Product.objects.get()
    assert (product.eenheid, product.iwmo_code, product.tarief_per_grondslag) == ("04", "02A03", True)
    assert {g.code for g in product.grondslagen.all()} == {"SOM", "PSY"}
    assert {g.nummer for g in product.leefgebieden.all()} == {1, 2}
    assert {s.code for s in product.segmenten.all()} == {"1a"}
    assert result.totals["new"] == 1


def test_only_what_differs_is_changed(inkoop: Inkoop, lists: None) -> None:
    run(ProductResource, csv(HEAD, product_row(grondslagen="PSY")))
    result, _ = run(ProductResource, csv(HEAD, product_row(grondslagen="SOM", naam="Anders")))
    (row,) = result.rows
    assert [(c.column, c.was, c.wordt) for c in row.diff] == [
        ("naam", "Begeleiding", "Anders"),
        ("grondslagen", "PSY", "SOM"),
    ]
    assert [g.code for g in Product.objects.get().grondslagen.all()] == ["SOM"]


def test_each_fault_names_cell_and_expectation_and_nothing_is_saved(inkoop: Inkoop, lists: None) -> None:
    content = csv(
        HEAD,
        product_row(),
        product_row(code="BGI complex", naam="", eenheid="emmer"),
        product_row(inkoop="onbekend", code="bgg", volgorde="1.234"),
        product_row(code="kdv", grondslagen="PSY, XYZ", max_per_week="veel", tarief_per_grondslag="soms"),
        product_row(code="vervoer", iwmo_categorie="02", iwmo_code="07A03"),
    )
    _, faults = run(ProductResource, content)
    told = "\n".join(faults)
    assert "Cel I3 (eenheid): “emmer” is geen keuze. Verwacht: 01 (minuut), 04 (uur)" in told
    assert "Cel A4 (inkoop): Inkoop “onbekend” is onbekend. Verwacht: inkoop-2026." in told
    assert "Cel U4 (volgorde): “1.234” is dubbelzinnig." in told
    assert "Cel N5 (grondslagen): Grondslag “XYZ” is onbekend. Verwacht: PSY, SOM of leeg." in told
    assert "Cel Q5 (max_per_week): “veel” kan niet. Verwacht: een geheel getal." in told
    assert "Cel E5 (tarief_per_grondslag): “soms” kan niet. Verwacht: ja of nee." in told
    assert "Cel L6 (iwmo_code): De iWmo-productcode begint met de cijfers van de gekozen productcategorie." in told
    assert not Product.objects.exists()


def test_model_rules_name_their_column(inkoop: Inkoop) -> None:
    _, faults = run(ProductResource, csv(HEAD, product_row(code="BGI complex", naam="")))
    assert any(f.startswith("Cel B2 (code): Gebruik alleen kleine letters") for f in faults)
    assert any(f.startswith("Cel C2 (naam): ") for f in faults)


def test_codes_that_excel_made_a_number_of_are_refused(inkoop: Inkoop, lists: None) -> None:
    _, faults = run(ProductResource, xlsx(HEAD, product_row(leefgebieden=1.2)), name="bestand.xlsx")
    assert "is geen lijst van codes" in faults[0]
    assert run(ProductResource, xlsx(HEAD, product_row(leefgebieden=1)), name="bestand.xlsx")[1] == []


def test_codes_count_within_their_own_inkoop(inkoop: Inkoop, regio: Regio) -> None:
    GrondslagFactory(inkoop=InkoopFactory(regio=regio), code="PSY")
    _, faults = run(ProductResource, csv(HEAD, product_row(grondslagen="PSY")))
    assert "Grondslag “PSY” is onbekend" in faults[0]


def test_rows_of_another_regio_are_neither_seen_nor_changed(inkoop: Inkoop, regio: Regio, buurregio: Regio) -> None:
    theirs = ProductFactory(inkoop=InkoopFactory(regio=buurregio, slug="buren"), code="bgi", naam="Van hen")
    _, faults = run(ProductResource, csv(HEAD, product_row(inkoop="buren")), regio_ids=[regio.pk])
    assert faults == ["Cel A2 (inkoop): Inkoop “buren” is onbekend. Verwacht: inkoop-2026."]
    theirs.refresh_from_db()
    assert theirs.naam == "Van hen"


def test_grondslagen(inkoop: Inkoop) -> None:
    head = GrondslagResource(regio_ids=None).titles
    row = ["inkoop-2026", "PSY", "Psychische stoornis", 4, "in gebruik", "CIZ 2022", 4, "Volgens DSM-5"]
    assert run(GrondslagResource, xlsx(head, row), name="bestand.xlsx")[1] == []
    grondslag = Grondslag.objects.get()
    assert (grondslag.status, grondslag.definitie) == ("in_gebruik", "<p>Volgens DSM-5</p>")


def test_texts_by_product_and_rubriek(inkoop: Inkoop) -> None:
    ProductFactory(inkoop=inkoop, code="bgi")
    RubriekFactory(inkoop=inkoop, sleutel="doelgroep")
    RubriekFactory(inkoop=inkoop, sleutel="perceelrubriek", soort=RubriekSoort.PERCEEL)
    head = ProductTekstResource(regio_ids=None).titles
    rows = [["inkoop-2026", "bgi", "doelgroep", "<ul><li>Een</li></ul>"], ["inkoop-2026", "bgi", "perceelrubriek", "x"]]
    _, faults = run(ProductTekstResource, csv(head, *rows))
    assert faults == ["Cel C3 (rubriek): Rubriek “perceelrubriek” is onbekend. Verwacht: doelgroep."]
    assert not ProductTekst.objects.exists()
    assert run(ProductTekstResource, csv(head, rows[0]))[1] == []
    assert ProductTekst.objects.get().tekst == "<ul><li>Een</li></ul>"
