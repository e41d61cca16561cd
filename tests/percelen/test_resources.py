from __future__ import annotations

import datetime as dt
from typing import Any

from percelen.models import Perceel, PerceelProduct, PerceelTekst
from percelen.resources import PerceelProductResource, PerceelResource, PerceelTekstResource
from producten.models import RubriekSoort
from segments.models import Inkoop
from tests.core.sheets import csv, run, xlsx
from tests.percelen.factories import PerceelFactory
from tests.producten.factories import ProductFactory, RubriekFactory
from tests.segments.factories import SegmentFactory

HEAD = list(PerceelResource(regio_ids=None).titles)


def perceel_row(**values: Any) -> list[Any]:
    given = {"inkoop": "inkoop-2026", "nummer": "1", "naam": "Perceel", "volgorde": 1, **values}
    return [given.get(title, "") for title in HEAD]


def test_percelen_that_point_to_each_other(inkoop: Inkoop) -> None:
    """Number 2 stands further down than the row that flows into it."""
    SegmentFactory(inkoop=inkoop, code="1a")
    rows = [
        perceel_row(nummer=1, segment="1a", bereik="lokaal", doorstroom="2, 3"),
        perceel_row(nummer=2, doorstroom=3),
        perceel_row(nummer=3),
    ]
    assert run(PerceelResource, xlsx(HEAD, *rows), name="bestand.xlsx")[1] == []
    one = Perceel.objects.get(nummer="1")
    assert (one.segment and one.segment.code, one.bereik) == ("1a", "lokaal")
    assert {p.nummer for p in one.doorstroom.all()} == {"2", "3"}
    assert [p.nummer for p in Perceel.objects.get(nummer="2").doorstroom.all()] == ["3"]


def test_doorstroom_to_nowhere_is_refused(inkoop: Inkoop) -> None:
    _, faults = run(PerceelResource, csv(HEAD, perceel_row(), perceel_row(nummer="2", doorstroom="1, 9")))
    assert faults == ["Cel V3 (doorstroom): Perceel “9” is onbekend. Verwacht: 1, 2 of leeg."]
    assert not Perceel.objects.exists()


def test_doorstroom_to_itself_is_refused(inkoop: Inkoop) -> None:
    _, faults = run(PerceelResource, csv(HEAD, perceel_row(doorstroom="1")))
    assert faults == ["Cel V2 (doorstroom): Perceel kan niet naar zichzelf verwijzen. Verwacht: andere codes."]
    assert not Perceel.objects.exists()


def test_minimum_over_maximum_is_refused_in_dutch(inkoop: Inkoop) -> None:
    row = perceel_row(toewijzing_min_maanden=12, toewijzing_max_maanden=6)
    _, faults = run(PerceelResource, csv(HEAD, row))
    assert faults == ["Rij 2: De minimale duur van de toewijzing is langer dan de maximale."]


def test_products_in_percelen_with_a_period(inkoop: Inkoop) -> None:
    PerceelFactory(inkoop=inkoop, nummer="6")
    ProductFactory(inkoop=inkoop, code="bgi-complex")
    head = PerceelProductResource(regio_ids=None).titles
    row = ["inkoop-2026", 6, "bgi-complex", dt.date(2027, 1, 1), "31-12-2028", "ja"]
    assert run(PerceelProductResource, xlsx(head, row), name="bestand.xlsx")[1] == []
    found = PerceelProduct.objects.get()
    assert (found.van, found.tot, found.in_beginsel) == (dt.date(2027, 1, 1), dt.date(2028, 12, 31), True)
    _, faults = run(PerceelProductResource, csv(head, [*row[:3], "2027-01-01", "2026-01-01", "nee"]))
    assert faults == ["Rij 2: De einddatum ligt voor de begindatum. Kies een einddatum op of na de begindatum."]
    _, faults = run(PerceelProductResource, csv(head, [*row[:3], "1-13-2027", "volgend jaar", "nee"]))
    assert [fout.split(":")[0] for fout in faults] == ["Cel D2 (van)", "Cel E2 (tot)"]


def test_texts_by_perceel_and_rubriek(inkoop: Inkoop) -> None:
    PerceelFactory(inkoop=inkoop, nummer="6")
    RubriekFactory(inkoop=inkoop, sleutel="doelgroep", soort=RubriekSoort.PERCEEL)
    head = PerceelTekstResource(regio_ids=None).titles
    assert run(PerceelTekstResource, csv(head, ["inkoop-2026", "6", "doelgroep", "Wie"]))[1] == []
    assert PerceelTekst.objects.get().tekst == "<p>Wie</p>"
