"""Changing one cell, and a list of cells."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core.codelijsten import Btw
from core.fouten import NotAllowed
from tarieven.actions import end_tarief, import_tarieven, remove_tarief, save_kostprijsopbouw, set_tarief
from tarieven.fouten import TariefFout
from tarieven.invoer import Invoer
from tarieven.models import Tarief
from tarieven.perioden import Einde
from tarieven.voorstel import Voorstelsoort, from_json, propose
from tests.producten.factories import GrondslagFactory
from tests.tarieven.conftest import Catalogus

JAN26, JUL26, JAN27, JAN28 = (dt.date(year, month, 1) for year, month in ((2026, 1), (2026, 7), (2027, 1), (2028, 1)))
JUL27 = dt.date(2027, 7, 1)
DAY = dt.timedelta(days=1)


def periods(product: str | None = None) -> list[tuple[str, str, str | None]]:
    rows = Tarief.objects.for_list()
    return [
        (str(row.bedrag), row.ingangsdatum.isoformat(), row.einddatum and row.einddatum.isoformat())
        for row in (rows.filter(product__code=product) if product else rows)
    ]


# --- one cell ---------------------------------------------------------------------------------------------------------


def test_a_new_amount_ends_what_runs_the_day_before(catalogus: Catalogus, contractmanager: User) -> None:
    old = catalogus.tarief("vervoer", "20.00", btw=Btw.LAAG)
    new = set_tarief(product=catalogus.vervoer, bedrag=Decimal("21"), vanaf=JAN27, by=contractmanager)
    assert periods() == [("20.00", "2026-01-01", "2026-12-31"), ("21.00", "2027-01-01", None)]
    assert (new.btw, new.bedrag, new.ingangsdatum) == (Btw.LAAG, Decimal("21.00"), JAN27)
    old.refresh_from_db()
    assert old.einddatum == JAN27 - DAY


def test_an_amount_from_the_same_day_replaces_and_keeps_its_row(catalogus: Catalogus, contractmanager: User) -> None:
    old = catalogus.tarief("vervoer", "20.00", tot="2026-12-31")
    new = set_tarief(product=catalogus.vervoer, bedrag=Decimal("21"), vanaf=JAN26, by=contractmanager)
    assert new.pk == old.pk
    assert periods() == [("21.00", "2026-01-01", "2026-12-31")]


def test_later_tarieven_stay(catalogus: Catalogus, contractmanager: User) -> None:
    catalogus.tarief("vervoer", "22.00", "2028-01-01")
    set_tarief(product=catalogus.vervoer, bedrag=Decimal("21"), vanaf=JAN27, by=contractmanager)
    assert periods() == [("21.00", "2027-01-01", "2027-12-31"), ("22.00", "2028-01-01", None)]
    with pytest.raises(TariefFout, match="Op 1 januari 2027 begint al een tarief"):
        set_tarief(product=catalogus.vervoer, bedrag=Decimal("9"), vanaf=JUL26, einde=JAN28, by=contractmanager)
    assert len(periods()) == 2


def test_each_grondslag_and_perceel_has_its_own_amount(catalogus: Catalogus, contractmanager: User) -> None:
    catalogus.inkoop.tarief_per_perceel = True
    catalogus.inkoop.save()
    for grondslag, perceel, bedrag in [("som", "p1", "60"), ("som", "p2", "61"), ("psy", None, "70")]:
        set_tarief(
            product=catalogus.bgi,
            grondslag=getattr(catalogus, grondslag),
            perceel=perceel and getattr(catalogus, perceel),
            bedrag=Decimal(bedrag),
            vanaf=JAN26,
            by=contractmanager,
        )
    assert [period[0] for period in periods()] == ["60.00", "61.00", "70.00"]
    with pytest.raises(TariefFout) as caught:
        set_tarief(product=catalogus.bgi, grondslag=catalogus.som, bedrag=Decimal(1), vanaf=JAN27, by=contractmanager)
    assert str(caught.value) == (
        "Het tarief van €\u00a01,00 (BGI, SOM, alle percelen) vanaf 1 januari 2027 valt samen met dat van €\u00a060,00 "
        "(BGI, SOM, perceel 1) vanaf 1 januari 2026. Beëindig eerst een van beide, of kies een andere periode."
    )
    assert len(periods()) == 3


@pytest.mark.parametrize(
    ("product", "grondslag", "perceel", "bedrag", "message"),
    [
        ("bgi", None, None, "1", "verschilt per grondslag"),
        ("vervoer", "som", None, "1", "één tarief voor alle grondslagen"),
        ("complex", "som", None, "1", "niet voor grondslag SOM"),
        ("vervoer", None, "p1", "1", "geldt een tarief voor alle percelen"),
        ("vervoer", None, None, "0", "is nul"),
        ("vervoer", None, None, "-1", "kleiner dan nul"),
        ("vervoer", None, None, "1.005", "meer dan twee decimalen"),
        ("vervoer", None, None, "1000000", "te groot"),
    ],
)
def test_what_cannot_be_a_tarief_is_refused(
    catalogus: Catalogus,
    contractmanager: User,
    product: str,
    grondslag: str | None,
    perceel: str | None,
    bedrag: str,
    message: str,
) -> None:
    with pytest.raises(TariefFout, match=message):
        set_tarief(
            product=getattr(catalogus, product),
            grondslag=grondslag and getattr(catalogus, grondslag),
            perceel=perceel and getattr(catalogus, perceel),
            bedrag=Decimal(bedrag),
            vanaf=JAN26,
            by=contractmanager,
        )
    assert periods() == []


def test_a_day_that_cannot_be_meant_and_what_is_archived_are_refused(
    catalogus: Catalogus, contractmanager: User
) -> None:
    with pytest.raises(TariefFout, match="Verwacht een jaar tussen 2000 en 2099"):
        set_tarief(product=catalogus.vervoer, bedrag=Decimal(1), vanaf=dt.date(206, 1, 1), by=contractmanager)
    with pytest.raises(TariefFout, match="niet bij dezelfde inkoop"):
        set_tarief(
            product=catalogus.bgi, grondslag=GrondslagFactory(), bedrag=Decimal(1), vanaf=JAN26, by=contractmanager
        )
    catalogus.vervoer.gearchiveerd_op = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with pytest.raises(TariefFout, match="Vervoer is gearchiveerd"):
        set_tarief(product=catalogus.vervoer, bedrag=Decimal(1), vanaf=JAN26, by=contractmanager)


def test_after_a_tarief_that_ended_btw_and_productcode_stay_as_they_were(
    catalogus: Catalogus, contractmanager: User
) -> None:
    catalogus.tarief("bgi", "60.00", tot="2026-12-31", grondslag="som", btw=Btw.LAAG, iwmo_code="02A05")
    proposed = propose(catalogus.inkoop, [row("bgi", "61", JAN28, grondslag="SOM")])
    new = set_tarief(
        product=catalogus.bgi, grondslag=catalogus.som, bedrag=Decimal("61"), vanaf=JAN28, by=contractmanager
    )
    assert (new.btw, new.iwmo_code) == (Btw.LAAG, "02A05")
    new.delete()
    import_tarieven(voorstel=proposed, by=contractmanager)
    assert Tarief.objects.filter(ingangsdatum=JAN28, btw=Btw.LAAG, iwmo_code="02A05").exists()
    asked = {"btw": Btw.HOOG, "iwmo_code": "02A06"}
    new = set_tarief(
        product=catalogus.bgi, grondslag=catalogus.som, bedrag=Decimal("62"), vanaf=JAN28, by=contractmanager, **asked
    )
    assert {"btw": new.btw, "iwmo_code": new.iwmo_code} == asked


def test_ending_opening_and_removing(catalogus: Catalogus, contractmanager: User) -> None:
    first = catalogus.tarief("vervoer", "20.00", tot="2026-12-31")
    second = catalogus.tarief("vervoer", "21.00", "2027-01-01")
    with pytest.raises(TariefFout, match="Kies een einddatum op of voor 31 december 2026"):
        end_tarief(tarief=first, tot=None, by=contractmanager)
    end_tarief(tarief=second, tot=JAN28, by=contractmanager)
    assert periods()[1] == ("21.00", "2027-01-01", "2028-01-01")
    remove_tarief(tarief=second, extend_previous=True, by=contractmanager)
    assert periods() == [("20.00", "2026-01-01", "2028-01-01")]
    with pytest.raises(TariefFout, match="Dit tarief bestaat niet meer"):
        remove_tarief(tarief=second, by=contractmanager)
    end_tarief(tarief=first, tot=None, by=contractmanager)
    assert periods() == [("20.00", "2026-01-01", None)]
    remove_tarief(tarief=first, by=contractmanager)
    assert periods() == []


def test_history_tells_who_changed_what(catalogus: Catalogus, contractmanager: User) -> None:
    row = catalogus.tarief("vervoer", "20.00")
    set_tarief(product=catalogus.vervoer, bedrag=Decimal(21), vanaf=JAN27, by=contractmanager)
    event = row.events.order_by("pgh_id").last()
    assert (event.pgh_label, event.einddatum) == ("update", JAN27 - DAY)
    assert event.pgh_context.metadata["user"] == contractmanager.pk
    assert row.events.count() == 2


def test_only_who_may_edit_in_this_regio_changes_a_tarief(
    catalogus: Catalogus, contractmanager: User, beoordelaar: User, beheerder: User, lezer: User, buur: User
) -> None:
    row = catalogus.tarief("vervoer", "20.00")
    voorstel = propose(catalogus.inkoop, [Invoer("vervoer", None, None, Decimal(9), JAN27)])
    for by in (beoordelaar, beheerder, lezer, buur):
        for change in (
            lambda by=by: set_tarief(product=catalogus.vervoer, bedrag=Decimal(9), vanaf=JAN27, by=by),
            lambda by=by: end_tarief(tarief=row, tot=JAN27, by=by),
            lambda by=by: remove_tarief(tarief=row, by=by),
            lambda by=by: import_tarieven(voorstel=voorstel, by=by),
            lambda by=by: save_kostprijsopbouw(tarief=row, waarden={}, regels={}, by=by),
        ):
            with pytest.raises(NotAllowed):
                change()
    assert periods() == [("20.00", "2026-01-01", None)]
    assert import_tarieven(voorstel=voorstel, by=contractmanager) == 1


CELLS = [("som", None), ("som", "p1"), ("som", "p2"), ("psy", None), ("psy", "p2")]
EDIT = st.tuples(
    st.sampled_from(["set", "set", "set", "end", "remove"]),
    st.sampled_from(CELLS),
    st.integers(0, 40),
    st.none() | st.integers(0, 40),
    st.integers(1, 9),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDIT, max_size=12))
def test_whatever_the_order_of_edits_each_day_has_at_most_one_amount(
    catalogus: Catalogus, contractmanager: User, edits: list[tuple[str, tuple[str, str | None], int, int | None, int]]
) -> None:
    Tarief.objects.all().delete()
    catalogus.inkoop.tarief_per_perceel = True
    catalogus.inkoop.save()
    for kind, (grondslag, perceel), van, tot, bedrag in edits:
        begin, end = JAN26 + van * DAY, None if tot is None else JAN26 + tot * DAY
        row = Tarief.objects.for_list().filter(ingangsdatum__lte=begin).last()
        try:
            if kind == "set":
                set_tarief(
                    product=catalogus.bgi,
                    grondslag=getattr(catalogus, grondslag),
                    perceel=perceel and getattr(catalogus, perceel),
                    bedrag=Decimal(bedrag),
                    vanaf=begin,
                    einde=end or Einde.ZOALS_NU,
                    by=contractmanager,
                )
            elif row and kind == "end":
                end_tarief(tarief=row, tot=end, by=contractmanager)
            elif row:
                remove_tarief(tarief=row, extend_previous=bool(bedrag % 2), by=contractmanager)
        except TariefFout as fout:
            assert "Laad de tarieven opnieuw" not in str(fout)  # noqa: PT017 – refused before the database had to
    rows = list(Tarief.objects.for_list())
    for number in range(42):
        day = JAN26 + number * DAY
        now = [row for row in rows if row.ingangsdatum <= day and (row.einddatum is None or day <= row.einddatum)]
        for grondslag in ("som", "psy"):
            for perceel in ("p1", "p2"):
                holding = [
                    row
                    for row in now
                    if row.grondslag == getattr(catalogus, grondslag)
                    and row.perceel in (None, getattr(catalogus, perceel))
                ]
                assert len(holding) <= 1


# --- a list -----------------------------------------------------------------------------------------------------------


def row(product: str, bedrag: str, van: dt.date, tot: dt.date | None = None, **kwargs: object) -> Invoer:
    return Invoer(
        product, kwargs.pop("grondslag", None), kwargs.pop("perceel", None), Decimal(bedrag), van, tot, **kwargs
    )  # type: ignore[arg-type]


def test_a_proposal_tells_old_new_and_percent_and_saves_nothing(catalogus: Catalogus, contractmanager: User) -> None:
    catalogus.tarief("vervoer", "20.00")
    catalogus.tarief("kdv", "200.00", tot="2026-12-31")
    catalogus.tarief("bgi", "60.00", grondslag="som")
    voorstel = propose(
        catalogus.inkoop,
        [
            row("vervoer", "26.00", JAN27, rij=2),
            row("kdv", "200.00", JAN26, rij=3),
            row("bgi", "59.00", JAN27, grondslag="SOM", rij=4),
            row("bgi", "70.00", JAN27, grondslag="PSY", rij=5),
            row("bgi", "60.00", JAN26, JAN27 - DAY, grondslag="SOM", rij=6),
        ],
    )
    assert [
        (regel.naam, regel.soort, regel.oud, regel.nieuw, regel.procent, list(regel.waarschuwingen))
        for regel in voorstel.regels
    ] == [
        ("Vervoer", Voorstelsoort.NIEUW, 20, 26, 30, ["30,00% hoger dan nu (€\u00a020,00)."]),
        ("Kortdurend verblijf", Voorstelsoort.EINDDATUM, 200, 200, 0, []),
        ("BGI, SOM", Voorstelsoort.NIEUW, 60, 59, Decimal("-1.67"), ["1,67% lager dan nu (€\u00a060,00)."]),
        ("BGI, PSY", Voorstelsoort.NIEUW, None, 70, None, []),
        ("BGI, SOM", Voorstelsoort.EINDDATUM, 60, 60, 0, []),
    ]
    assert voorstel.fouten == []
    assert voorstel.can_be_saved
    assert len(periods()) == 3


@pytest.mark.parametrize(
    ("bedrag", "word"),
    [("25.00", ""), ("25.01", "hoger"), ("15.00", "lager"), ("20.01", ""), ("20.00", ""), ("19.99", "lager")],
)
def test_an_amount_is_strange_beyond_a_quarter_up_and_when_it_falls(
    catalogus: Catalogus, bedrag: str, word: str
) -> None:
    """A year before there was no tarief, so that this is all there is to say."""
    catalogus.tarief("vervoer", "20.00", van="2026-06-01")
    (regel,) = propose(catalogus.inkoop, [row("vervoer", bedrag, JAN27)]).regels
    assert bool(regel.waarschuwingen) == bool(word)
    assert all(word in waarschuwing for waarschuwing in regel.waarschuwingen)


@pytest.mark.parametrize(("bedrag", "strange"), [("20.00", False), ("19.99", True)])
def test_an_amount_below_that_of_a_year_before_is_strange(catalogus: Catalogus, bedrag: str, strange: bool) -> None:
    catalogus.tarief("vervoer", "20.00", tot="2026-06-30")
    (regel,) = propose(catalogus.inkoop, [row("vervoer", bedrag, JAN27)]).regels
    assert bool(regel.waarschuwingen) == strange


def test_a_proposal_is_saved_as_a_whole(catalogus: Catalogus, contractmanager: User) -> None:
    catalogus.tarief("vervoer", "20.00", btw=Btw.LAAG)
    voorstel = propose(
        catalogus.inkoop,
        [
            row("vervoer", "22.00", JAN28),
            row("vervoer", "21.00", JAN27),
            row("kdv", "200.00", JAN27, JAN28 - DAY, btw=Btw.HOOG),
            row("vervoer", "20.00", JAN26),
        ],
    )
    again = from_json(catalogus.inkoop, voorstel.as_json())
    assert again == voorstel
    assert import_tarieven(voorstel=again, by=contractmanager) == 3
    assert periods() == [
        ("20.00", "2026-01-01", "2026-12-31"),
        ("21.00", "2027-01-01", "2027-12-31"),
        ("22.00", "2028-01-01", None),
        ("200.00", "2027-01-01", "2027-12-31"),
    ]
    assert set(Tarief.objects.values_list("product__code", "btw")) == {("vervoer", Btw.LAAG), ("kdv", Btw.HOOG)}


@pytest.mark.parametrize(
    ("rows", "messages"),
    [
        ([row("bgx", "1", JAN27)], ["Rij 2 (product): Product “bgx” bestaat niet in deze inkoop."]),
        (
            [row("bgi", "1", JAN27, grondslag="XX")],
            ["Rij 2 (grondslag): Grondslag “XX” bestaat niet. Verwacht: SOM en PSY."],
        ),
        ([row("bgi", "1", JAN27)], ["verschilt per grondslag"]),
        ([row("vervoer", "1", JAN27, perceel="9")], ["Rij 2 (perceel): Perceel “9” bestaat niet in deze inkoop."]),
        (
            [row("vervoer", "1", JAN27, perceel="1")],
            ["Rij 2 (perceel): In deze inkoop geldt een tarief voor alle percelen"],
        ),
        ([row("vervoer", "1", JAN27, JAN26)], ["Rij 2 (einddatum): De einddatum (1 januari 2026) ligt voor"]),
        ([row("vervoer", "1", dt.date(1927, 1, 1))], ["Rij 2 (ingangsdatum): 1 januari 1927 kan niet."]),
        (
            [row("vervoer", "1", JAN27), row("vervoer", "2", JAN27)],
            ["Rij 3 (ingangsdatum): Deze combinatie staat ook in rij 2, met dezelfde ingangsdatum."],
        ),
        (
            [row("vervoer", "1", JAN27, JAN28), row("vervoer", "2", JAN28)],
            ["Rij 3 (ingangsdatum): Dit tarief begint voordat dat van rij 2 eindigt."],
        ),
        (
            [row("kdv", "1", JUL26, JAN28)],
            ["Rij 2 (einddatum): Op 1 januari 2027 begint al een tarief van €\u00a0200,00"],
        ),
        (
            [row("bgx", "1", JAN27), row("bgi", "1", JAN27, grondslag="XX")],
            ["Rij 2 (product): Product", "Rij 3 (grondslag): Grondslag"],
        ),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column_and_nothing_is_saved(
    catalogus: Catalogus, contractmanager: User, rows: list[Invoer], messages: list[str]
) -> None:
    catalogus.tarief("kdv", "200.00", "2027-01-01")
    numbered = [Invoer(**{**item.__dict__, "rij": number}) for number, item in enumerate(rows, start=2)]
    voorstel = propose(catalogus.inkoop, [*numbered, row("vervoer", "8", JUL26, rij=99)])
    assert not voorstel.can_be_saved
    assert len(voorstel.fouten) == len(messages)
    for fout, message in zip(voorstel.fouten, messages, strict=True):
        assert message in str(fout)
    with pytest.raises(TariefFout, match="Er is niets opgeslagen"):
        import_tarieven(voorstel=voorstel, by=contractmanager)
    assert len(periods()) == 1


def test_a_perceel_against_all_percelen_is_refused_in_a_list(catalogus: Catalogus, contractmanager: User) -> None:
    catalogus.inkoop.tarief_per_perceel = True
    catalogus.inkoop.save()
    catalogus.tarief("vervoer", "20.00")
    voorstel = propose(catalogus.inkoop, [row("vervoer", "21", JAN27, perceel="1", rij=2)])
    (fout,) = voorstel.fouten
    assert str(fout).startswith("Rij 2 (perceel): Het tarief van")
    rows = [
        row("vervoer", "20", JAN26, JAN27 - DAY),
        row("vervoer", "21", JAN27, perceel="1"),
        row("vervoer", "22", JAN27, perceel="2"),
    ]
    assert import_tarieven(voorstel=propose(catalogus.inkoop, rows), by=contractmanager) == 3
    assert [period[0] for period in periods()] == ["20.00", "21.00", "22.00"]


def test_a_combination_that_is_missing_is_a_warning(catalogus: Catalogus) -> None:
    catalogus.tarief("vervoer", "20.00")
    voorstel = propose(catalogus.inkoop, [row("bgi", "60", JAN27, grondslag="SOM")])
    assert voorstel.ontbreekt == [
        "BGI, PSY: geen tarief op 1 januari 2027.",
        "BGI complex, PSY: geen tarief op 1 januari 2027.",
        "Kortdurend verblijf: geen tarief op 1 januari 2027.",
    ]
    assert voorstel.can_be_saved


def test_of_many_gaps_those_of_the_first_days_are_told_and_the_rest_is_counted(catalogus: Catalogus) -> None:
    months = [row("vervoer", str(month), dt.date(2027 + month // 12, month % 12 + 1, 1)) for month in range(13)]
    found = propose(catalogus.inkoop, months[1:]).ontbreekt
    assert len(found) == 48  # BGI twice, BGI complex and KDV, on twelve days
    assert found[-1] == "Kortdurend verblijf: geen tarief op 1 januari 2028."
    assert propose(catalogus.inkoop, months).ontbreekt[-1] == "Kortdurend verblijf: geen tarief op 1 december 2027."
    catalogus.bgi.grondslagen.add(GrondslagFactory(inkoop=catalogus.inkoop, code="VG"))
    assert propose(catalogus.inkoop, months).ontbreekt[-2:] == [
        "Kortdurend verblijf: geen tarief op 1 oktober 2027.",
        "En nog 10.",
    ]


def test_a_proposal_is_saved_on_the_tarieven_of_now(catalogus: Catalogus, contractmanager: User) -> None:
    tarief = catalogus.tarief("vervoer", "20.00")
    voorstel = propose(catalogus.inkoop, [row("kdv", "200", JAN27)])
    kept = voorstel.as_json()
    end_tarief(tarief=tarief, tot=JAN27, by=contractmanager)
    assert from_json(catalogus.inkoop, kept).shown == voorstel.shown
    assert import_tarieven(voorstel=voorstel, by=contractmanager) == 1
    tarief.refresh_from_db()
    assert (tarief.einddatum, len(periods())) == (JAN27, 2)


def test_old_rows_that_no_longer_fit_may_stay_in_the_list(catalogus: Catalogus) -> None:
    catalogus.tarief("bgi", "50.00", "2025-01-01", "2025-12-31")  # before the product had tarieven per grondslag
    voorstel = propose(catalogus.inkoop, [row("bgi", "50", dt.date(2025, 1, 1), dt.date(2025, 12, 31))])
    assert voorstel.fouten == []
    assert voorstel.changes == []
    assert not voorstel.can_be_saved
    for bedrag, tot, otherwise in (
        ("51", dt.date(2025, 12, 31), {}),
        ("50", dt.date(2025, 11, 30), {}),
        ("50", dt.date(2025, 12, 31), {"btw": Btw.HOOG}),
        ("50", dt.date(2025, 12, 31), {"iwmo_code": "02A99"}),
    ):
        changed = propose(catalogus.inkoop, [row("bgi", bedrag, dt.date(2025, 1, 1), tot, **otherwise)])
        assert len(changed.fouten) == 1, (bedrag, tot, otherwise)


def test_a_long_list_takes_seconds_and_few_queries(
    catalogus: Catalogus, contractmanager: User, django_assert_max_num_queries: object
) -> None:
    rows = [row("vervoer", f"{20 + n % 3}", dt.date(2000, 1, 1) + n * 7 * DAY) for n in range(5000)]
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        voorstel = propose(catalogus.inkoop, rows)
        assert import_tarieven(voorstel=voorstel, by=contractmanager) == 5000
    assert Tarief.objects.count() == 5000


# --- build-up ---------------------------------------------------------------------------------------------------------


def test_a_build_up_is_recorded_and_recorded_again(catalogus: Catalogus, contractmanager: User) -> None:
    tarief = catalogus.tarief("vervoer", "20.00")
    save_kostprijsopbouw(
        tarief=tarief,
        waarden={"bron": "Kostprijsonderzoek 2025", "bruto_uurloon": Decimal("20.00")},
        regels={"a": Decimal("15.00"), "f": "Er zijn geen extra verplichtingen.", "b": Decimal("5.00")},
        by=contractmanager,
    )
    save_kostprijsopbouw(
        tarief=tarief,
        waarden={"schaal": "FWG 35"},
        regels={"a": Decimal("16.00"), "b": "Zit in a."},
        by=contractmanager,
    )
    tarief.refresh_from_db()
    opbouw = tarief.kostprijsopbouw
    assert (opbouw.bron, opbouw.schaal) == ("Kostprijsonderzoek 2025", "FWG 35")
    assert list(opbouw.regels.order_by("element").values_list("element", "bedrag", "niet_van_toepassing")) == [
        ("a", Decimal("16.00"), ""),
        ("b", None, "Zit in a."),
    ]


@pytest.mark.parametrize(
    ("waarden", "regels"),
    [
        ({"productieve_uren": Decimal(2000)}, {}),
        ({}, {"a": " "}),
        ({}, {"a": Decimal(-1)}),
        ({}, {"g": Decimal(1)}),
        ({"bruto_uurloon": "veel"}, {}),
    ],
)
def test_a_build_up_that_cannot_be_is_refused(
    catalogus: Catalogus, contractmanager: User, waarden: dict[str, object], regels: dict[str, Decimal | str]
) -> None:
    tarief = catalogus.tarief("vervoer", "20.00")
    with pytest.raises(TariefFout):
        save_kostprijsopbouw(tarief=tarief, waarden=waarden, regels={"b": Decimal(1), **regels}, by=contractmanager)
    assert not hasattr(Tarief.objects.get(pk=tarief.pk), "kostprijsopbouw")


def test_two_people_at_the_same_moment_come_one_after_the_other(
    catalogus: Catalogus, contractmanager: User, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20) as queries:
        set_tarief(product=catalogus.vervoer, bedrag=Decimal(20), vanaf=JAN26, by=contractmanager)
    statements = [query["sql"] for query in queries.captured_queries]
    lock = next(index for index, sql in enumerate(statements) if "FOR NO KEY UPDATE" in sql)
    assert '"segments_inkoop"' in statements[lock]
    assert lock < next(index for index, sql in enumerate(statements) if '"tarieven_tarief"' in sql)


def test_a_tarief_that_is_cut_off_is_told_before_it_happens(catalogus: Catalogus) -> None:
    """A tarief for one day in the middle of one without end leaves nothing after it."""
    day = dt.date(2028, 2, 29)
    catalogus.tarief("vervoer", "21.50")
    one = Invoer("vervoer", None, None, Decimal(70), day, day)
    (regel,) = propose(catalogus.inkoop, [one]).regels
    assert [text for text in regel.waarschuwingen if "liep door zonder einddatum" in text] == [
        "Het tarief van €\u00a021,50 liep door zonder einddatum. Het stopt nu, en na 29 februari 2028 is er geen tarief."
    ]
    follow = Invoer("vervoer", None, None, Decimal("21.50"), dt.date(2028, 3, 1))
    for regel in propose(catalogus.inkoop, [one, follow]).regels:
        assert not [text for text in regel.waarschuwingen if "liep door" in text]


@pytest.mark.parametrize(
    ("tot", "asked", "told"),
    [
        (
            "2027-12-31",
            ("70", JAN27, JUL27),
            "liep door tot en met 31 december 2027. Het stopt nu, en na 1 juli 2027 is",
        ),
        ("2027-07-01", ("70", JAN27, JUL27), ""),
        ("2027-12-31", ("70", JAN27, None), ""),
        ("2027-12-31", ("21.50", JAN26, JUL27), ""),  # another last day, which is what was asked
    ],
)
def test_what_is_cut_off_is_told_only_when_nothing_follows_and_nobody_asked_for_it(
    catalogus: Catalogus, tot: str, asked: tuple[str, dt.date, dt.date | None], told: str
) -> None:
    catalogus.tarief("vervoer", "21.50", tot=tot)
    catalogus.tarief("vervoer", "22.50", "2028-01-01")
    (regel,) = propose(catalogus.inkoop, [row("vervoer", *asked)]).regels
    found = [text for text in regel.waarschuwingen if "liep door" in text]
    assert len(found) == bool(told)
    assert all(told in text for text in found)
