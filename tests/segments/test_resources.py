from __future__ import annotations

from segments.models import Deelnemer, Gemeente, Inkoop, Regio
from segments.resources import GemeenteResource
from tests.core.sheets import csv, run, xlsx
from tests.segments.factories import GemeenteFactory, InkoopFactory

HEAD = ["code", "naam"]


def test_gemeenten_by_cbs_code(regio: Regio) -> None:
    result, faults = run(GemeenteResource, csv(HEAD, ["0983", "Venlo"], ["9984", "Nieuwstad"]), regio_ids=[regio.pk])
    assert faults == []
    assert (result.totals["new"], result.totals["skip"]) == (1, 1)
    assert Gemeente.objects.get(code="9984").naam == "Nieuwstad"


def test_code_that_lost_its_zero_is_refused(regio: Regio) -> None:
    _, faults = run(GemeenteResource, xlsx(HEAD, [983, "Anders"]), name="bestand.xlsx")
    assert faults == ["Cel A2 (code): Een gemeentecode van het CBS heeft 4 cijfers, met voorloopnul: 0983."]
    assert not Gemeente.objects.filter(naam="Anders").exists()


def test_gemeente_that_another_regio_counts_on_is_left_alone(regio: Regio, buurregio: Regio) -> None:
    gemeente = GemeenteFactory(code="0983", naam="Venlo")
    Deelnemer.objects.create(inkoop=InkoopFactory(regio=buurregio), gemeente=gemeente)
    content = csv(HEAD, ["0983", "Anders"])
    _, faults = run(GemeenteResource, content, regio_ids=[regio.pk])
    assert "doet ook mee in een andere regio" in faults[0]
    assert run(GemeenteResource, content)[1] == []
    gemeente.refresh_from_db()
    assert gemeente.naam == "Anders"


def test_same_code_twice_is_refused(inkoop: Inkoop) -> None:
    _, faults = run(GemeenteResource, csv(HEAD, ["0983", "Anders"], ["0983", "Venray"]))
    assert faults == ["Rij 3: Rij 2 heeft hetzelfde in code. Verwacht: elk gegeven één keer."]
    assert Gemeente.objects.get(code="0983").naam == "Venlo"
