"""The percentage of a round, the amounts it gives, applying it and undoing it. Figures worked out by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core.codelijsten import Btw
from core.fouten import NotAllowed
from tarieven.actions import (
    apply_indexatie,
    end_tarief,
    remove_tarief,
    save_kostprijsopbouw,
    set_tarief,
    undo_indexatie,
)
from tarieven.fouten import TariefFout
from tarieven.indexatie import bereken, percentage
from tarieven.inhoud import ComponentInhoud, describe_indexaties
from tarieven.models import Basis, Indexatie, Kostenregel, Kostprijsopbouw, Methode, Tarief
from tests.producten.factories import ProductFactory
from tests.tarieven.conftest import Catalogus
from tests.tarieven.factories import IndexatieFactory, IndexcomponentFactory, TariefFactory

JAN27 = dt.date(2027, 1, 1)
NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


def component(gewicht: str, before: str, definitive: str, coming: str) -> ComponentInhoud:
    return ComponentInhoud(
        naam="x",
        gewicht=Decimal(gewicht),
        vorig_voorlopig=Decimal(before),
        vorig_definitief=Decimal(definitive),
        voorlopig=Decimal(coming),
        bron="",
    )


OVA_PPC = [component("0.9", "4.94", "6.00", "4.18"), component("0.1", "2.51", "3.10", "1.82")]


# --- the percentage ---------------------------------------------------------------------------------------------------


def test_the_example_of_the_vng() -> None:
    """Feiten 7: 2024 provisional 4.697, definitive 5.710, correction 1.013; 2025 provisional 3.944; together 4.957."""
    found = percentage(OVA_PPC, methode=Methode.OPTELLEN, decimalen=2)
    assert found.vorig_voorlopig == Decimal("4.697")
    assert found.vorig_definitief == Decimal("5.710")
    assert found.correctie == Decimal("1.013")
    assert found.voorlopig == Decimal("3.944")
    assert found.onafgerond == Decimal("4.957")
    assert found.afgerond == Decimal("4.96")
    assert found.factor == Decimal("1.0496")
    assert found.som == "3,944% + (5,71% − 4,697%) = 4,957%, afgerond 4,96%"


def test_a_chained_round() -> None:
    """1.0302 / 1.02 = 1.01 exactly; 1.01 × 1.025 = 1.03525; 3.525% is rounded half up."""
    found = percentage([component("1", "2.00", "3.02", "2.50")], methode=Methode.KETEN, decimalen=2)
    assert found.correctie == 1
    assert found.onafgerond == Decimal("3.525")
    assert found.afgerond == Decimal("3.53")
    assert found.som == "(1 + 3,02%) / (1 + 2%) × (1 + 2,5%) − 1 = 3,525%, afgerond 3,53%"


def test_the_example_of_the_vng_chained() -> None:
    """1.0571 / 1.04697 = 1.00967554…; × 1.03944 = 1.04949714… → 4.95%."""
    found = percentage(OVA_PPC, methode=Methode.KETEN, decimalen=2)
    assert found.afgerond == Decimal("4.95")
    assert str(found.onafgerond).startswith("4.94971")


@pytest.mark.parametrize(("decimalen", "afgerond"), [(0, "5"), (1, "5.0"), (2, "4.96"), (3, "4.957"), (6, "4.957000")])
def test_the_percentage_is_rounded_as_the_round_says(decimalen: int, afgerond: str) -> None:
    assert str(percentage(OVA_PPC, methode=Methode.OPTELLEN, decimalen=decimalen).afgerond) == afgerond


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([], "Vul ten minste één component in"),
        ([component("0.9", "1", "1", "1"), component("0.05", "1", "1", "1")], "De gewichten tellen op tot 0,95. Samen"),
        ([component("1", "-100", "1", "1")], "kan niet -100% of lager zijn"),
        ([component("1", "0", "0", "-100")], "Een indexatie van -100% kan niet"),
    ],
)
def test_figures_that_cannot_be_are_refused(parts: list[ComponentInhoud], message: str) -> None:
    with pytest.raises(TariefFout, match=message):
        percentage(parts, methode=Methode.KETEN, decimalen=2)


FIGURE = st.decimals("-5", "15", places=2)


@given(st.tuples(FIGURE, FIGURE, FIGURE))
def test_without_a_correction_both_methods_give_the_provisional_figure(figures: tuple[Decimal, ...]) -> None:
    before, _, coming = map(str, figures)
    parts = [component("0.9", before, before, coming), component("0.1", before, before, coming)]
    for methode in Methode:
        assert percentage(parts, methode=methode, decimalen=2).afgerond == Decimal(coming)


# --- the amounts ------------------------------------------------------------------------------------------------------


@pytest.fixture
def ronde(catalogus: Catalogus) -> Indexatie:
    """4.96% from 1 January 2027."""
    row = IndexatieFactory(inkoop=catalogus.inkoop)
    for part in OVA_PPC:
        IndexcomponentFactory(indexatie=row, **part.model_dump(exclude={"naam"}))
    return row


def test_each_amount_comes_with_its_sum(catalogus: Catalogus, ronde: Indexatie) -> None:
    catalogus.tarief("bgi", "64.80", grondslag="som")
    catalogus.tarief("vervoer", "20.00", "2026-01-01", "2026-12-31")
    found = bereken(ronde)
    assert [(item.naam, item.oud, item.nieuw, item.tot) for item in found.cellen] == [
        ("BGI, SOM", Decimal("64.80"), Decimal("68.01"), None),
        ("Vervoer", Decimal("20.00"), Decimal("20.99"), None),
    ]
    assert [item.som for item in found.cellen] == [
        "64,80 × 1,0496 = 68,01408 → 68,01",
        "20,00 × 1,0496 = 20,992 → 20,99",
    ]
    assert found.cellen[0].verschil == Decimal("3.21")
    assert found.overgeslagen == []


def test_amounts_are_rounded_half_up(catalogus: Catalogus) -> None:
    """51.30 × 1.25 = 64.125 → 64.13; half even would give 64.12."""
    ronde = IndexatieFactory(inkoop=catalogus.inkoop)
    IndexcomponentFactory(indexatie=ronde, vorig_voorlopig=0, vorig_definitief=0, voorlopig=25)
    catalogus.tarief("vervoer", "51.30")
    (item,) = bereken(ronde).cellen
    assert item.som == "51,30 × 1,25 = 64,125 → 64,13"


def test_the_next_round_may_start_from_the_unrounded_amount(catalogus: Catalogus, ronde: Indexatie) -> None:
    """64.80 × 1.0496 = 68.01408, and again × 1.0496 = 71.387578…: 71.39; from 68.01 it is 71.383296: 71.38."""
    catalogus.tarief("bgi", "68.01", grondslag="som", bedrag_onafgerond=Decimal("68.01408"))
    assert bereken(ronde).cellen[0].nieuw == Decimal("71.38")
    ronde.basis = Basis.ONAFGEROND
    (item,) = bereken(ronde).cellen
    assert (item.basis, item.nieuw) == (Decimal("68.01408"), Decimal("71.39"))
    assert item.som == "68,01408 × 1,0496 = 71,38757837 → 71,39"
    Tarief.objects.update(
        bedrag=Decimal("69.00")
    )  # somebody set another amount: the unrounded one is not of this tarief
    assert bereken(ronde).cellen[0].basis == Decimal("69.00")


def test_what_is_not_indexed_is_named_with_the_reason(catalogus: Catalogus, ronde: Indexatie) -> None:
    ronde.ingangsdatum = dt.date(2029, 1, 1)
    catalogus.tarief("complex", "90.00", "2027-01-01", "2028-12-31", grondslag="psy")  # not bought after 2028
    catalogus.tarief("vervoer", "20.00", "2026-01-01", "2028-12-31")
    catalogus.tarief("vervoer", "21.00", "2029-01-01")
    catalogus.tarief("kdv", "0.01")
    catalogus.tarief("bgi", "60.00", "2026-01-01", "2026-12-31", grondslag="som")  # ended long ago
    catalogus.tarief("bgi", "60.00", "2030-01-01", grondslag="psy")  # begins later
    weekend = ProductFactory(inkoop=catalogus.inkoop, naam="Weekend", volgorde=5, tariefsoort="toeslag_pct")
    TariefFactory(product=weekend, bedrag=25)
    IndexcomponentFactory(indexatie=ronde, gewicht=0)
    ronde.componenten.filter(gewicht=0).delete()
    ronde.componenten.update(voorlopig=Decimal("-60"), vorig_voorlopig=0, vorig_definitief=0)
    found = bereken(ronde)
    assert [(item.naam, item.reden) for item in found.overgeslagen] == [
        ("BGI complex, PSY", "Het tarief eindigt op 31 december 2028; daarna wordt dit niet ingekocht."),
        ("Vervoer", "Er begint al een tarief op 1 januari 2029: €\u00a021,00."),
        ("Kortdurend verblijf", "“0,00” is nul. Een tarief is groter dan nul."),
        ("Weekend", "Dit is een percentage van een ander tarief: het gaat vanzelf mee."),
    ]
    assert found.cellen == []


def test_a_later_tarief_stays(catalogus: Catalogus, ronde: Indexatie, contractmanager: User) -> None:
    catalogus.tarief("vervoer", "20.00", "2026-01-01", "2026-12-31")
    catalogus.tarief("vervoer", "25.00", "2027-07-01")
    apply_indexatie(indexatie=ronde, by=contractmanager, at=NOW)
    assert rows() == [
        ("20.00", "2026-01-01", "2026-12-31"),
        ("20.99", "2027-01-01", "2027-06-30"),
        ("25.00", "2027-07-01", None),
    ]


# --- applying and undoing ---------------------------------------------------------------------------------------------


def rows() -> list[tuple[str, str, str | None]]:
    return [
        (str(row.bedrag), row.ingangsdatum.isoformat(), row.einddatum and row.einddatum.isoformat())
        for row in Tarief.objects.for_list()
    ]


def everything() -> list[Any]:
    """Every column of every row that a round may touch."""
    return [list(model.objects.order_by("pk").values()) for model in (Tarief, Kostprijsopbouw, Kostenregel)]


def undo(ronde: Indexatie, by: User, published: bool = False) -> None:
    undo_indexatie(indexatie=ronde, is_published=lambda _: published, by=by)


def test_a_round_is_applied_as_new_periods(catalogus: Catalogus, ronde: Indexatie, contractmanager: User) -> None:
    catalogus.tarief("bgi", "64.80", grondslag="som", btw=Btw.LAAG)
    catalogus.tarief("bgi", "70.00", "2026-01-01", "2028-12-31", grondslag="psy")
    before = bereken(ronde)
    assert apply_indexatie(indexatie=ronde, by=contractmanager, at=NOW) == before
    assert rows() == [
        ("64.80", "2026-01-01", "2026-12-31"),
        ("68.01", "2027-01-01", None),
        ("70.00", "2026-01-01", "2026-12-31"),
        ("73.47", "2027-01-01", "2028-12-31"),
    ]
    new = Tarief.objects.get(bedrag=Decimal("68.01"))
    assert (new.btw, new.bedrag_onafgerond, new.indexatie) == (Btw.LAAG, Decimal("68.01408"), ronde)
    assert (ronde.toegepast_op, ronde.toegepast_door) == (NOW, contractmanager)
    assert [row.jaar for row in describe_indexaties(catalogus.inkoop)] == [2027]
    again = bereken(ronde)
    assert [(item.som, item.tot) for item in again.cellen] == [(item.som, item.tot) for item in before.cellen]
    with pytest.raises(TariefFout, match="al toegepast"):
        apply_indexatie(indexatie=ronde, by=contractmanager, at=NOW)


def test_undoing_gives_back_the_same_rows(catalogus: Catalogus, ronde: Indexatie, contractmanager: User) -> None:
    catalogus.tarief("bgi", "64.80", grondslag="som")
    catalogus.tarief("vervoer", "20.00", "2026-01-01", "2026-12-31")
    build_up(catalogus.tarief("kdv", "200.00"), contractmanager)
    before = everything()
    apply_indexatie(indexatie=ronde, by=contractmanager, at=NOW)
    assert everything() != before
    undo(ronde, contractmanager)
    assert everything() == before
    ronde.refresh_from_db()
    assert (ronde.toegepast_op, ronde.toegepast_door, ronde.herstel) == (None, None, [])
    with pytest.raises(TariefFout, match="niet toegepast"):
        undo(ronde, contractmanager)
    apply_indexatie(indexatie=ronde, by=contractmanager, at=NOW)
    assert len(rows()) == 6


PERIOD = st.tuples(
    st.sampled_from(["som", "psy"]), st.integers(0, 30), st.none() | st.integers(1, 30), st.integers(1, 99)
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PERIOD, max_size=6), st.sampled_from(Basis.values), st.integers(0, 30), FIGURE)
def test_apply_and_undo_give_back_the_same_rows(
    catalogus: Catalogus,
    contractmanager: User,
    periods: list[tuple[str, int, int | None, int]],
    basis: str,
    day: int,
    figure: Decimal,
) -> None:
    Tarief.objects.all().delete()
    Indexatie.objects.all().delete()
    first = dt.date(2026, 1, 1)
    ronde = IndexatieFactory(inkoop=catalogus.inkoop, ingangsdatum=first + dt.timedelta(days=day), basis=basis)
    IndexcomponentFactory(indexatie=ronde, voorlopig=figure)
    for grondslag, van, days, bedrag in periods:
        begin = first + dt.timedelta(days=van)
        try:
            set_tarief(
                product=catalogus.bgi,
                grondslag=getattr(catalogus, grondslag),
                bedrag=Decimal(bedrag),
                vanaf=begin,
                by=contractmanager,
                **({"einde": begin + dt.timedelta(days=days)} if days else {}),
            )
        except TariefFout:
            continue
    before = everything()
    try:
        apply_indexatie(indexatie=ronde, by=contractmanager, at=NOW)
    except TariefFout:
        assert everything() == before
    else:
        undo(ronde, contractmanager)
    assert everything() == before


def test_a_published_round_stays(catalogus: Catalogus, ronde: Indexatie, contractmanager: User) -> None:
    catalogus.tarief("vervoer", "20.00")
    apply_indexatie(indexatie=ronde, by=contractmanager, at=NOW)
    applied = everything()
    with pytest.raises(TariefFout, match="gepubliceerde versie"):
        undo(ronde, contractmanager, published=True)
    assert everything() == applied


def test_a_round_that_came_back_with_an_old_version_is_not_undone(
    catalogus: Catalogus, ronde: Indexatie, contractmanager: User
) -> None:
    Indexatie.objects.filter(pk=ronde.pk).update(toegepast_op=NOW, toegepast_door=contractmanager)
    with pytest.raises(TariefFout, match="niet bewaard wat er stond"):
        undo(ronde, contractmanager)


def test_a_round_of_which_something_changed_since_is_not_undone(
    catalogus: Catalogus, ronde: Indexatie, contractmanager: User
) -> None:
    catalogus.tarief("vervoer", "20.00")
    catalogus.tarief("kdv", "200.00")
    apply_indexatie(indexatie=ronde, by=contractmanager, at=NOW)
    new = {"product": catalogus.vervoer, "vanaf": JAN27, "by": contractmanager}
    set_tarief(bedrag=Decimal("21.50"), **new)
    changed = everything()
    with pytest.raises(TariefFout, match=r"Sinds de indexatie is gewijzigd: Vervoer\. Zet dat eerst terug"):
        undo(ronde, contractmanager)
    assert everything() == changed
    set_tarief(bedrag=Decimal("20.99"), **new)
    undo(ronde, contractmanager)
    assert rows() == [("20.00", "2026-01-01", None), ("200.00", "2026-01-01", None)]


def test_a_row_that_was_removed_or_ended_since_is_told(
    catalogus: Catalogus, ronde: Indexatie, contractmanager: User
) -> None:
    for product in ("bgi", "vervoer", "kdv"):
        catalogus.tarief(product, "20.00", grondslag="som" if product == "bgi" else None)
    apply_indexatie(indexatie=ronde, by=contractmanager, at=NOW)
    vervoer, kdv, bgi = (
        Tarief.objects.get(product__code=code, ingangsdatum=JAN27) for code in ("vervoer", "kdv", "bgi")
    )
    remove_tarief(tarief=vervoer, by=contractmanager)
    end_tarief(tarief=kdv, tot=dt.date(2027, 6, 1), by=contractmanager)
    build_up(bgi, contractmanager)
    with pytest.raises(TariefFout, match="BGI, SOM, Vervoer en Kortdurend verblijf"):
        undo(ronde, contractmanager)


def test_a_round_that_changes_nothing_is_refused(
    catalogus: Catalogus, ronde: Indexatie, contractmanager: User, lezer: User, buur: User
) -> None:
    with pytest.raises(TariefFout, match="Er is geen tarief om te indexeren"):
        apply_indexatie(indexatie=ronde, by=contractmanager, at=NOW)
    catalogus.tarief("vervoer", "20.00")
    for by in (lezer, buur):
        with pytest.raises(NotAllowed):
            apply_indexatie(indexatie=ronde, by=by, at=NOW)
        with pytest.raises(NotAllowed):
            undo(ronde, by)
    ronde.componenten.all().delete()
    with pytest.raises(TariefFout, match="Vul ten minste één component in"):
        apply_indexatie(indexatie=ronde, by=contractmanager, at=timezone.now())
    assert len(rows()) == 1


def build_up(tarief: Tarief, by: User) -> None:
    save_kostprijsopbouw(
        tarief=tarief,
        waarden={"bron": "Onderzoek"},
        regels={"a": tarief.bedrag - 1, "b": Decimal(1), "e": "Geldt voor het eerste jaar."},
        by=by,
    )


def test_a_build_up_goes_along_with_the_increase_in_element_e(
    catalogus: Catalogus, ronde: Indexatie, contractmanager: User
) -> None:
    build_up(catalogus.tarief("vervoer", "20.00"), contractmanager)
    apply_indexatie(indexatie=ronde, by=contractmanager, at=NOW)
    opbouw = Kostprijsopbouw.objects.get(tarief__ingangsdatum=JAN27)
    assert opbouw.bron == "Onderzoek; Indexatie 2027 (4,96%)"
    assert [(regel.element, str(regel.bedrag)) for regel in opbouw.regels.order_by("element")] == [
        ("a", "19.00"),
        ("b", "1.00"),
        ("e", "0.99"),
    ]


def test_the_source_of_a_build_up_stays_within_its_length(
    catalogus: Catalogus, ronde: Indexatie, contractmanager: User
) -> None:
    build_up(catalogus.tarief("vervoer", "20.00"), contractmanager)
    Kostprijsopbouw.objects.update(bron="b" * 290)
    apply_indexatie(indexatie=ronde, by=contractmanager, at=NOW)
    assert Kostprijsopbouw.objects.get(tarief__ingangsdatum=JAN27).bron == "b" * 290 + "; Indexati"
