from __future__ import annotations

import datetime as dt

import pytest

from core.moment import Moment
from proces.models import Kengetal, Mijlpaal
from proces.resources import KengetalResource, MijlpaalResource
from segments.models import Inkoop
from tests.core.sheets import csv, run, xlsx

MIJLPAAL = list(MijlpaalResource(regio_ids=None).titles)
KENGETAL = list(KengetalResource(regio_ids=None).titles)


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
    row = ["inkoop-2026", cell, "Start", tijd, "", "ja", "nee"]
    assert run(MijlpaalResource, xlsx(MIJLPAAL, row), name="bestand.xlsx")[1] == []
    mijlpaal = Mijlpaal.objects.get()
    assert mijlpaal.moment == Moment.parse(moment)
    assert (mijlpaal.tijd, mijlpaal.voorlopig, mijlpaal.openbaar) == (dt.time(12, 0) if tijd else None, True, False)


def test_changes_of_a_mijlpaal_are_found_by_its_first_day_and_title(inkoop: Inkoop) -> None:
    run(MijlpaalResource, csv(MIJLPAAL, ["inkoop-2026", "2024-Q3", "Start", "", "", "nee", "nee"]))
    result, _ = run(MijlpaalResource, csv(MIJLPAAL, ["inkoop-2026", "2024-Q3/2024-Q4", "Start", "", "", "nee", "ja"]))
    (row,) = result.rows
    assert [(c.column, c.was, c.wordt) for c in row.diff] == [
        ("moment", "2024-Q3", "2024-Q3/2024-Q4"),
        ("openbaar", "nee", "ja"),
    ]
    assert Mijlpaal.objects.count() == 1


def test_wrong_moment_and_time_are_named(inkoop: Inkoop) -> None:
    _, faults = run(MijlpaalResource, csv(MIJLPAAL, ["inkoop-2026", "najaar", "Start", "noen", "", "nee", "nee"]))
    assert [fault.split(":")[0] for fault in faults] == ["Cel B2 (moment)", "Cel D2 (tijd)"]
    assert "“najaar” is geen moment. Schrijf een dag, maand, kwartaal of jaar" in faults[0]


def test_kengetallen(inkoop: Inkoop) -> None:
    rows = [
        ["inkoop-2026", 2023, "Begeleiding", "3.524.317", 1159, "nee", 1, "", "ja"],
        ["inkoop-2026", 2023, "Totaal", 5234629, 1698, "ja", 9, "-", "ja"],
    ]
    assert run(KengetalResource, xlsx(KENGETAL, *rows), name="bestand.xlsx")[1] == []
    assert Kengetal.objects.get(naam="Begeleiding").omzet == 3_524_317
    assert Kengetal.objects.get(is_totaal=True).aantal == 1698
    _, faults = run(KengetalResource, csv(KENGETAL, [*rows[1][:2], "Nog een totaal", *rows[1][3:]]))
    assert faults == ["Rij 2: Voor dit jaar is er al een totaal."]
    _, faults = run(KengetalResource, csv(KENGETAL, [*rows[0][:3], "1.234", "-1", *rows[0][5:]]))
    assert "dubbelzinnig" in faults[0]
    assert run(KengetalResource, csv(KENGETAL, [*rows[0][:4], "-1", *rows[0][5:]]))[1]
