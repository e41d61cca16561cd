from __future__ import annotations

import datetime as dt

import pytest

from core.moment import Moment
from proces.models import Kengetal, Mijlpaal, Sluit
from proces.resources import KengetalResource, MijlpaalResource
from segments.models import Inkoop
from tests.core.sheets import csv, run, xlsx
from tests.segments.factories import SegmentFactory

MIJLPAAL = list(MijlpaalResource(regio_ids=None).titles)
KENGETAL = list(KengetalResource(regio_ids=None).titles)


def mijlpaal_row(**cells: object) -> list[object]:
    plain = dict.fromkeys(MIJLPAAL, "") | {"inkoop": "inkoop-2026", "titel": "Start", "moment": "2024-03-21"}
    return list((plain | {"stand": "gepland", "voorlopig": "nee", "openbaar": "nee"} | cells).values())


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-03-21", "2024-03-21"),
        (dt.date(2024, 3, 21), "2024-03-21"),
        ("2024-Q3", "2024-Q3"),
        ("2024-03", "2024-03"),
        (2024, "2024"),
        ("2022/2023", "2022/2023"),
    ],
)
def test_moment_is_one_column(cell: object, moment: str, inkoop: Inkoop) -> None:
    tijd = "12:00" if moment == "2024-03-21" else ""
    row = mijlpaal_row(moment=cell, tijd=tijd, voorlopig="ja")
    assert run(MijlpaalResource, xlsx(MIJLPAAL, row), name="bestand.xlsx")[1] == []
    mijlpaal = Mijlpaal.objects.get()
    assert mijlpaal.moment == Moment.parse(moment)
    assert (mijlpaal.tijd, mijlpaal.voorlopig, mijlpaal.openbaar) == (dt.time(12, 0) if tijd else None, True, False)


def test_changes_of_a_mijlpaal_are_found_by_its_first_day_and_title(inkoop: Inkoop) -> None:
    run(MijlpaalResource, csv(MIJLPAAL, mijlpaal_row(moment="2024-Q3")))
    result, _ = run(MijlpaalResource, csv(MIJLPAAL, mijlpaal_row(moment="2024-Q3/2024-Q4", openbaar="ja")))
    (row,) = result.rows
    assert [(c.column, c.was, c.wordt) for c in row.diff] == [
        ("moment", "2024-Q3", "2024-Q3/2024-Q4"),
        ("openbaar", "nee", "ja"),
    ]
    assert Mijlpaal.objects.count() == 1


def test_wrong_moment_and_time_are_named(inkoop: Inkoop) -> None:
    _, faults = run(MijlpaalResource, csv(MIJLPAAL, mijlpaal_row(moment="najaar", tijd="noen")))
    assert [fault.split(":")[0] for fault in faults] == ["Cel C2 (moment)", "Cel D2 (tijd)"]
    assert "“najaar” is geen moment. Schrijf een dag, maand, kwartaal of jaar" in faults[0]


def test_segment_closing_and_stand_go_in_and_come_out(inkoop: Inkoop) -> None:
    segment = SegmentFactory(inkoop=inkoop, code="1a")
    SegmentFactory(code="2b")  # of another inkoop
    row = mijlpaal_row(
        moment="2027-03-21", segment="1a", sluit="reageren", stand="verschoven", eerder="2027-03-01", reden="Meer tijd."
    )
    assert run(MijlpaalResource, csv(MIJLPAAL, row))[1] == []
    mijlpaal = Mijlpaal.objects.get()
    assert (mijlpaal.segment, mijlpaal.sluit, mijlpaal.stand) == (segment, Sluit.REAGEREN, "verschoven")
    assert (mijlpaal.eerder, mijlpaal.reden) == (Moment.parse("2027-03-01"), "Meer tijd.")
    assert mijlpaal.sluit_op is not None
    out = MijlpaalResource(regio_ids=None).export(Mijlpaal.objects.all()).dict[0]
    assert [str(out[naam] or "") for naam in MIJLPAAL] == [str(cell) for cell in row]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"segment": "2b"}, "segment"),
        ({"sluit": "alles"}, "sluit"),
        ({"stand": "verschoven"}, "verschoven"),
        ({"eerder": "vroeger"}, "eerder"),
    ],
)
def test_a_wrong_closing_is_refused_and_nothing_is_saved(inkoop: Inkoop, wrong: dict[str, str], said: str) -> None:
    SegmentFactory(code="2b")
    _, faults = run(MijlpaalResource, csv(MIJLPAAL, mijlpaal_row(**wrong)))
    assert said in " ".join(faults).lower()
    assert not Mijlpaal.objects.exists()


def test_kengetallen(inkoop: Inkoop) -> None:
    plain = {"inkoop": "inkoop-2026", "jaar": 2023, "openbaar": "ja", "volgorde": 1}
    begeleiding = plain | {"naam": "Begeleiding", "omzet": "3.524.317", "aantal": 1159, "is_totaal": "nee"}
    totaal = plain | {"naam": "Totaal", "omzet": 5234629, "aantal": 1698, "is_totaal": "ja", "toelichting": "-"}

    def row(cells: dict[str, object]) -> list[object]:
        return [cells.get(title, "") for title in KENGETAL]

    assert run(KengetalResource, xlsx(KENGETAL, row(begeleiding), row(totaal)), name="bestand.xlsx")[1] == []
    assert Kengetal.objects.get(naam="Begeleiding").omzet == 3_524_317
    assert Kengetal.objects.get(is_totaal=True).aantal == 1698
    _, faults = run(KengetalResource, csv(KENGETAL, row(totaal | {"naam": "Nog een totaal"})))
    assert faults == ["Rij 2: Voor dit jaar is er al een totaal."]
    _, faults = run(KengetalResource, csv(KENGETAL, row(begeleiding | {"omzet": "1.234", "aantal": "-1"})))
    assert "dubbelzinnig" in faults[0]
    assert run(KengetalResource, csv(KENGETAL, row(begeleiding | {"aantal": "-1"})))[1]
