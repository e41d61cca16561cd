"""What is promised of an inkoop, it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from publicaties import samenhang
from publicaties.snapshot import Snapshot
from tests.publicaties.demo import changed, demo_snapshots, mlw_mer, named


def said(snapshot: Snapshot) -> dict[str, str]:
    return dict(samenhang.uitleg(snapshot))


def test_what_every_part_has_is_promised() -> None:
    found = said(mlw_mer()[2])
    assert list(found) == ["perceel", "product", "grondslag"]
    assert found["perceel"] == (
        "is het deel waarop u als aanbieder inschrijft. Deze inkoop heeft 6 percelen. Per perceel staat om welke ondersteuning het "
        "gaat, voor wie het is, welke producten erin voorkomen en hoe lang een toewijzing duurt."
    )
    assert found["product"].endswith(
        "Per product staat wat het inhoudt, voor wie het is, wat declarabel is, aan welke eisen u voldoet en wat het tarief is."
    )
    assert found["grondslag"].endswith("Bij sommige producten bepaalt de grondslag het tarief.")


def test_what_is_not_there_is_not_promised() -> None:
    kampen, limburg = said(demo_snapshots("kampen-2026")[0]), said(demo_snapshots("limburg-noord-2022")[0])
    assert list(kampen) == ["segment", "product"]
    assert kampen["product"].endswith("Deze inkoop heeft 4 producten. Per product staat wat het inhoudt.")
    # Four percelen of segment 1b and 2a name no products; none has a duration.
    assert limburg["perceel"].endswith("Per perceel staat om welke ondersteuning het gaat.")
    assert "tarief" not in said(mlw_mer()[0])["grondslag"]


def test_what_only_some_parts_have_is_not_promised() -> None:
    def forget(data: dict[str, Any]) -> None:
        del named(data["producten"], "kdv")["teksten"]["declaratie"]
        named(data["percelen"], "3").update(toewijzing_min_maanden=None, toewijzing_max_maanden=None)

    found = said(changed(mlw_mer()[2], forget))
    assert "declarabel" not in found["product"]
    assert "toewijzing" not in found["perceel"]


def test_a_tarief_of_every_product_is_promised_and_not_of_some() -> None:
    def forget(data: dict[str, Any]) -> None:
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] != "kdv"]

    assert "wat het tarief is" not in said(changed(mlw_mer()[2], forget))["product"]


def test_the_grondslag_decides_when_a_product_with_two_of_them_has_amounts_of_its_own() -> None:
    """Not when the amounts are not there, the amount is one, or there is nothing to choose."""

    def amounts(data: dict[str, Any]) -> None:
        data["tarieven"] = []

    def one_amount(data: dict[str, Any]) -> None:
        for product in data["producten"]:
            product["tarief_per_grondslag"] = False

    def number(count: int) -> Callable[[dict[str, Any]], None]:
        def keep(data: dict[str, Any]) -> None:
            for product in data["producten"]:
                product["grondslagen"] = product["grondslagen"][:count]

        return keep

    def decides(change: Callable[[dict[str, Any]], None]) -> bool:
        return "bepaalt de grondslag het tarief" in said(changed(mlw_mer()[2], change))["grondslag"]

    assert [decides(change) for change in (amounts, one_amount, number(1), number(2))] == [False, False, False, True]


def test_a_document_is_called_after_what_it_holds() -> None:
    assert samenhang.beschrijvingen(mlw_mer()[2]) == "Perceel- en productbeschrijvingen"
    assert samenhang.beschrijvingen(demo_snapshots("kampen-2026")[0]) == "Segment- en productbeschrijvingen"
    limburg = demo_snapshots("limburg-noord-2022")[0]
    assert samenhang.beschrijvingen(limburg) == "Segment-, perceel- en productbeschrijvingen"


def test_one_gemeente_is_not_called_gemeenten() -> None:
    assert "waarvoor de gemeente op een eigen manier inkoopt." in said(demo_snapshots("kampen-2026")[0])["segment"]
    assert (
        "waarvoor de gemeenten op een eigen manier inkopen." in said(demo_snapshots("limburg-noord-2022")[0])["segment"]
    )


def test_the_kinds_of_pages_that_an_inkoop_has() -> None:
    assert samenhang.onderdelen(demo_snapshots("kampen-2026")[1]) == ["segmenten", "producten", "eisen"]
    assert samenhang.onderdelen(mlw_mer()[3]) == ["percelen", "producten", "grondslagen", "eisen", "tarieven"]
    kampen = demo_snapshots("kampen-2026")[0]
    both = [kampen.segment["ouderen"], kampen.segment["tijdelijk"]]
    assert samenhang.over(kampen, both[:1]) == ["doelgroep", "toelichting"]
    assert samenhang.over(kampen, both[1:]) == [
        "doelgroep", "toelichting", "contractvorm", "aanbieders", "bekostiging", "uitvoeringsvariant", "producten",
    ]  # fmt: skip
    assert samenhang.over(kampen, both) == ["doelgroep", "toelichting"]


def test_of_segmenten_only_what_each_of_them_says_is_promised() -> None:
    def full(data: dict[str, Any]) -> None:
        for segment in data["segmenten"]:
            segment.update(doelgroep="<p>Wie.</p>", contractvorm="a", bekostiging="p × t")
            segment.update(leveranciersmanagement="<p>Zo.</p>", toegangsmanagement="<p>Zo.</p>")

    def promised(**values: str) -> list[str]:
        def edit(data: dict[str, Any]) -> None:
            full(data)
            data["segmenten"][0].update(values)

        snapshot = changed(demo_snapshots("kampen-2026")[0], edit)
        return samenhang.over(snapshot, snapshot.segmenten)

    fields = ["doelgroep", "leveranciersmanagement", "toegangsmanagement", "contractvorm", "bekostiging"]
    everything = promised()
    assert [naam for naam in everything if naam in fields] == fields
    for veld in fields:
        toelichting = {"contractvorm_toelichting": ""} if veld == "contractvorm" else {}
        assert promised(**{veld: "", **toelichting}) == [naam for naam in everything if naam != veld]
    assert promised(contractvorm="", contractvorm_toelichting="<p>Zo.</p>") == everything
    assert samenhang.over(mlw_mer()[2], []) == []


# --- a text that only points --------------------------------------------------------------------------------------------


def pointing(tekst: str, **values: Any) -> dict[str, str]:
    """Of perceel 5, which holds KDV alone: the rubrieken that only point at the product, with the code of it."""

    def edit(data: dict[str, Any]) -> None:
        first = next(row for row in data["rubrieken"] if row["soort"] == "perceel" and row["bron"] == "tekst")
        data["rubrieken"].append(first | {"sleutel": "eigen", "naam": "Eigen", "verplicht": False})
        teksten = {"doelgroep": tekst, "eigen": "<p>Zie het product.</p>"}  # the product has no rubriek of that name
        named(data["percelen"], "5").update({"teksten": teksten, **values})

    snapshot = changed(mlw_mer()[2], edit)
    found = samenhang.ingevoegd(snapshot, snapshot.perceel["5"])
    return {sleutel: product.code for sleutel, (product, rij) in found.items() if rij.sleutel == sleutel}


@pytest.mark.parametrize(
    ("tekst", "points"),
    [
        ("<p>Zie het product KDV.</p>", True),
        ("<p>Product KDV zegt het.</p>", True),
        ("<p>Zie de producten.</p>", False),
        ("<p>Voor wie het nodig heeft.</p>", False),
        ("", False),
        (f"<p>Zie het product {'x' * 124}</p>", True),  # 140 characters
        (f"<p>Zie het product {'x' * 125}</p>", False),
    ],
)
def test_a_short_text_that_names_the_product_only_points_at_it(tekst: str, points: bool) -> None:
    assert pointing(tekst) == ({"doelgroep": "kdv"} if points else {})


@pytest.mark.parametrize("codes", [[], ["kdv", "bgi"], ["weg"]])
def test_a_perceel_with_more_products_or_none_points_at_nothing(codes: list[str]) -> None:
    links = [{"code": code, "van": None, "tot": None, "in_beginsel": False} for code in codes]
    assert pointing("<p>Zie het product KDV.</p>", producten=links) == {}


# --- what a text names ----------------------------------------------------------------------------------------------------


def names(snapshot: Snapshot, tekst: str, deel: Any = None) -> list[str]:
    """What the text names, in its order, each place once."""
    found = samenhang.genoemd(snapshot, deel)
    hits = [(match.start(), one.plek.pad) for one in found for match in re.finditer(one.pattern, tekst)]
    return list(dict.fromkeys(pad for _, pad in sorted(hits)))


@pytest.mark.parametrize(
    ("tekst", "found"),
    [
        ("Zie perceel 1.", ["perceel/1"]),
        ("Perceel 6 begint later.", ["perceel/6"]),
        ("Zie percelen 1 en 2, of perceel 1 en 2.", []),
        ("Zie dit perceel 1 en per perceel 1.", []),
        ("Zie perceel 1.5 en perceel 12.", []),
        ("Bij BGI geldt dit.", ["product/bgi"]),
        ("Bij BGI complex geldt dit.", ["product/bgi", "product/bgi-complex"]),
        ("Wij regelen vervoer en Vervoer.", []),
        ("Zie het product Vervoer.", ["product/vervoer"]),
        ("Zie Kortdurend verblijf (KDV).", ["product/kdv"]),
        ("Zie het product voor meer.", []),
    ],
)
def test_a_text_names_a_part_when_no_other_can_be_meant(tekst: str, found: list[str]) -> None:
    assert names(mlw_mer()[2], tekst) == found


def test_in_a_perceel_with_one_product_the_product_is_that_one() -> None:
    june = mlw_mer()[2]
    assert names(june, "Zie het product voor meer.", june.perceel["5"]) == ["product/kdv"]
    assert names(june, "Zie het product Iets anders.", june.perceel["5"]) == []
    assert names(june, "Zie het product voor meer.", june.perceel["1"]) == []
    gone = changed(june, lambda data: named(data["percelen"], "5")["producten"][0].update(code="weg"))
    assert names(gone, "Zie het product voor meer.", gone.perceel["5"]) == []


def test_two_products_of_one_name_are_not_told_apart() -> None:
    same = changed(mlw_mer()[2], lambda data: named(data["producten"], "kdv").update(afkorting="BGI"))
    assert names(same, "Bij BGI geldt dit.") == []


def test_the_longest_name_comes_first() -> None:
    lengths = [len(one.pattern) for one in samenhang.genoemd(mlw_mer()[2])]
    assert lengths == sorted(lengths, reverse=True)


def test_an_inkoop_without_parts_has_a_document() -> None:
    empty = changed(
        mlw_mer()[2], lambda data: data.update(producten=[], percelen=[], voorwaarden=[], eisen=[], tarieven=[])
    )
    assert samenhang.beschrijvingen(empty) == "Beschrijvingen"
    assert samenhang.onderdelen(empty) == ["grondslagen"]
