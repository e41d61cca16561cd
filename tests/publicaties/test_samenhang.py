"""What is promised of an inkoop, it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
    assert samenhang.over(kampen, [kampen.segment["tijdelijk"]]) == ["doelgroep", "contractvorm", "bekostiging"]
    assert samenhang.over(kampen, [kampen.segment["ouderen"]]) == ["doelgroep"]
    assert samenhang.over(kampen, [kampen.segment["ouderen"], kampen.segment["tijdelijk"]]) == ["doelgroep"]


def test_an_inkoop_without_parts_has_a_document() -> None:
    empty = changed(
        mlw_mer()[2], lambda data: data.update(producten=[], percelen=[], voorwaarden=[], eisen=[], tarieven=[])
    )
    assert samenhang.beschrijvingen(empty) == "Beschrijvingen"
    assert samenhang.onderdelen(empty) == ["grondslagen"]
