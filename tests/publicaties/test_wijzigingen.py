from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.inhoud import canonical
from publicaties.snapshot import Snapshot
from publicaties.soorten import INKOOP, PER_LIJST
from publicaties.wijzigingen import Tariefwijziging, WijzigingInhoud, WijzigingSoort, apply, compare
from publicaties.wijzigingen.verschil import Verschil, Verschilsoort, apply_differences, difference
from tests.publicaties.demo import changed, demo_snapshots, mlw_mer, named
from tests.publicaties.strategies import SNAPSHOTS, pairs

Change = Callable[[dict[str, Any]], None]
random_snapshots = settings(
    max_examples=25,  # each makes two whole inkopen
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def told(change: Change, *, old: Snapshot | None = None) -> list[WijzigingInhoud]:
    """What is told of a change to the first version of MLW/MER; applying it gives the new version."""
    old = old or mlw_mer()[1]
    new = changed(old, change)
    wijzigingen = compare(old, new)
    assert apply(old, wijzigingen) == new
    return wijzigingen


def only(change: Change, *, old: Snapshot | None = None) -> WijzigingInhoud:
    (wijziging,) = told(change, old=old)
    return wijziging


def test_signs_that_nobody_sees_are_no_change() -> None:
    """What an older version holds of them stays; it is only not told."""

    def invisible(data: dict[str, Any]) -> None:
        product = data["producten"][0]
        product["teksten"] = {
            key: text.replace(" ", "\u00a0", 3).replace("e", "e\u00ad", 1).replace("ë", "e\u0308")
            for key, text in product["teksten"].items()
        }
        product["naam"] = product["naam"].replace(" ", "\u00a0") + "\u200b"
        data["begrippen"][0]["omschrijving"] = "\u200e" + data["begrippen"][0]["omschrijving"]

    new = mlw_mer()[1]
    old = changed(new, invisible)
    assert old != new
    assert old.sha256 != new.sha256
    assert compare(old, new) == compare(new, old) == []


# --- the algebra ---


def content(snapshot: Snapshot) -> bytes:
    """All that it says; which part is which is no content."""
    parts = {name: [row.model_copy(update={"identiteit": ""}) for row in getattr(snapshot, name)] for name in PER_LIJST}
    return canonical(snapshot.model_copy(update=parts).model_dump(mode="json"))


def inverse(verschil: Verschil) -> Verschil:
    turned = {Verschilsoort.ERBIJ: Verschilsoort.WEG, Verschilsoort.WEG: Verschilsoort.ERBIJ}.get(
        verschil.soort, verschil.soort
    )
    return verschil.model_copy(update={"soort": turned, "was": verschil.wordt, "wordt": verschil.was})


@random_snapshots
@given(pairs())
def test_the_changes_lead_from_the_old_to_the_new_and_back(pair: tuple[Snapshot, Snapshot]) -> None:
    """One test for both ways: making the pairs is nearly all of its time."""
    old, new = pair
    wijzigingen = compare(old, new)
    assert content(apply(old, wijzigingen)) == content(new)
    # A changed code is told by the new one: it has no way back of its own.
    one, other = (Snapshot.model_validate_json(content(snapshot)) for snapshot in pair)
    back = [inverse(verschil) for verschil in difference(one, other)]
    assert content(apply_differences(other, back)) == content(one)
    stored = [wijziging.model_dump(mode="json") for wijziging in wijzigingen]
    assert [WijzigingInhoud.model_validate(row) for row in stored] == wijzigingen
    assert len({wijziging.sleutel for wijziging in wijzigingen}) == len(wijzigingen)
    assert all(wijziging.titel and wijziging.verschillen for wijziging in wijzigingen)


@random_snapshots
@given(SNAPSHOTS)
def test_a_snapshot_against_itself_has_no_changes(snapshot: Snapshot) -> None:
    assert compare(snapshot, snapshot.model_copy(deep=True)) == []


def test_any_two_demo_versions_of_whatever_inkoop() -> None:
    slugs = ("limburg-noord-2022", "kampen-2026", "voorbeeldstad-2026")
    all_of_them = [*mlw_mer(), *(snapshot for slug in slugs for snapshot in demo_snapshots(slug))]
    for old in all_of_them:
        for new in all_of_them:
            assert content(apply(old, compare(old, new))) == content(new)


# --- amounts over both axes ---

#: Products that differ by trede and leveringsvorm, by one of them, and by nothing.
PLACES = [("begeleiding", waarde1, waarde2) for waarde1 in ("T1", "T2") for waarde2 in ("zin", "pgb")] + [
    ("dagbesteding", "T1", None),
    ("dagbesteding", "T2", None),
    ("hulp-bij-het-huishouden", None, "zin"),
    ("vervoer", None, None),
]
SPAN = 30
#: Of a line: the days on which an amount begins, and whether the last one ends.
HISTORY = st.tuples(
    st.dictionaries(st.integers(0, SPAN - 1), st.decimals(1, 9, places=2), max_size=3),
    st.none() | st.integers(SPAN, SPAN + 5),
)
TABLES = st.dictionaries(st.sampled_from(PLACES), HISTORY, max_size=len(PLACES))
BEGIN = dt.date(2026, 1, 1)


def day(number: int) -> dt.date:
    return BEGIN + dt.timedelta(days=number)


def with_amounts(table: dict[Any, tuple[dict[int, Decimal], int | None]], labels: dict[str, str]) -> Snapshot:
    rows = []
    for (product, waarde1, waarde2), (amounts, last) in table.items():
        begins = sorted(amounts)
        for begin, following in zip(begins, [*begins[1:], None][: len(begins)], strict=True):
            einde = last if following is None else following - 1
            rows.append(
                {
                    "product": product, "grondslag": None, "perceel": None, "waarde1": waarde1, "waarde2": waarde2,
                    "bedrag": str(amounts[begin]), "ingangsdatum": day(begin).isoformat(),
                    "einddatum": None if einde is None else day(einde).isoformat(), "btw": "vrijgesteld", "opbouw": None,
                }
            )  # fmt: skip

    def change(data: dict[str, Any]) -> None:
        data["tarieven"] = rows
        for code, label in labels.items():
            named(data["aswaarden"], code)["label"] = label

    return changed(demo_snapshots("voorbeeldstad-2026")[0], change)


def amounts_of(table: dict[Any, tuple[dict[int, Decimal], int | None]], place: Any, number: int) -> Decimal | None:
    amounts, last = table.get(place, ({}, None))
    running = [begin for begin in amounts if begin <= number]
    return amounts[max(running)] if running and (last is None or number <= last) else None


@random_snapshots
@given(
    TABLES, TABLES, st.dictionaries(st.sampled_from(["T1", "pgb"]), st.sampled_from(["ruim", "eigen geld"]), max_size=2)
)
def test_over_both_axes_every_amount_that_differs_is_told_once_and_no_other(
    before: dict[Any, Any], after: dict[Any, Any], labels: dict[str, str]
) -> None:
    """Each day on which a line pays something else is in one row, with what it paid and pays; a new label changes no amount."""
    old, new = with_amounts(before, {}), with_amounts(after, labels)
    wijzigingen = compare(old, new)
    assert apply(old, wijzigingen) == new
    told: dict[Any, tuple[Decimal | None, Decimal | None]] = {}
    for wijziging in wijzigingen:
        for row in wijziging.tarieven:
            (product,) = [plek.code for plek in wijziging.plekken]
            for number in range(SPAN + 8):
                if row.vanaf <= day(number) and (row.tot is None or day(number) <= row.tot):
                    key = (product, row.waarden, number)
                    assert key not in told
                    told[key] = (row.was, row.wordt)
    assert told == {
        (place[0], tuple(code for code in place[1:] if code), number): (was, wordt)
        for place in PLACES
        for number in range(SPAN + 8)
        if (was := amounts_of(before, place, number)) != (wordt := amounts_of(after, place, number))
    }


# --- done when ---


def test_the_change_table_of_1_june_2026() -> None:
    """S4 says: perceel 6, BGI complex, regie "at all products", and a sentence that was not replaced. This is what is so."""
    _, first, june, _ = mlw_mer()
    perceel, product, regie, zin = compare(first, june)
    assert (perceel.soort, perceel.titel) == (
        WijzigingSoort.TOEGEVOEGD,
        "Perceel 6 Volwassenen met complexe meervoudige problematiek is toegevoegd",
    )
    assert (product.soort, product.titel) == (
        WijzigingSoort.TOEGEVOEGD,
        "Product Begeleiding Individueel complex (BGI complex) is toegevoegd",
    )
    assert regie.titel == "Opleidingsniveau gewijzigd bij BGI en BGG"
    assert [plek.pad for plek in regie.plekken] == ["product/bgi/opleidingsniveau", "product/bgg/opleidingsniveau"]
    assert regie.opmerkingen == ("BGI complex is nieuw en heeft deze tekst ook.",)
    assert "<ins>" in regie.redline
    assert "Regie betekent hier" in regie.redline
    assert "<del>" not in regie.redline
    assert zin.titel == "De zin over de tarieven is gewijzigd"
    assert [plek.pad for plek in zin.plekken] == ["hoofdstuk/percelen"]
    assert "<del>" in zin.redline
    assert "zijn in alle percelen gelijk" in zin.redline


# --- objects ---


def test_an_object_takes_along_all_that_is_of_it() -> None:
    def without_kdv(data: dict[str, Any]) -> None:
        data["producten"] = [row for row in data["producten"] if row["code"] != "kdv"]
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] != "kdv"]
        named(data["percelen"], "5")["producten"] = []

    wijziging = only(without_kdv)
    assert wijziging.titel == "Product Kortdurend verblijf (KDV) is vervallen"
    assert len(wijziging.verschillen) == 3


def test_a_grondslag_that_goes_takes_its_tarieven_along() -> None:
    def without_vg(data: dict[str, Any]) -> None:
        data["grondslagen"] = [row for row in data["grondslagen"] if row["code"] != "VG"]
        data["tarieven"] = [row for row in data["tarieven"] if row["grondslag"] != "VG"]
        for row in data["producten"]:
            row["grondslagen"] = [code for code in row["grondslagen"] if code != "VG"]
        for row in data["voorwaarden"]:
            row["voor_grondslagen"] = [code for code in row["voor_grondslagen"] if code != "VG"]

    assert only(without_vg).titel == "Grondslag Verstandelijke handicap (VG) is vervallen"


def test_a_perceel_that_goes_takes_the_way_to_it_along() -> None:
    def without_3(data: dict[str, Any]) -> None:
        data["percelen"] = [row for row in data["percelen"] if row["nummer"] != "3"]
        named(data["percelen"], "2")["doorstroom"] = []

    assert only(without_3).titel == "Perceel 3 Volwassenen gericht op behoud is vervallen"


def test_a_rubriek_that_comes_takes_its_texts_along() -> None:
    def with_taal(data: dict[str, Any]) -> None:
        data["rubrieken"].append(
            {"soort": "product", "sleutel": "taal", "naam": "Taal", "bron": "tekst", "verplicht": False}
        )
        for row in data["producten"]:
            row["teksten"]["taal"] = "<p>Nederlands</p>"

    wijziging = only(with_taal)
    assert wijziging.titel == "Rubriek Taal (product) is toegevoegd"
    assert len(wijziging.verschillen) == 5


def test_renamed_by_stable_code() -> None:
    wijziging = only(lambda data: named(data["producten"], "kdv").update(naam="Logeren", afkorting=""))
    assert wijziging.soort == WijzigingSoort.HERNOEMD
    assert wijziging.titel == "Product 'Kortdurend verblijf (KDV)' heet voortaan 'Logeren'"


def test_moved() -> None:
    def vervoer_first(data: dict[str, Any]) -> None:
        rows = data["producten"]
        rows.insert(0, rows.pop([row["code"] for row in rows].index("vervoer")))
        tarieven = data["tarieven"]  # in the order of the products
        data["tarieven"] = [row for row in tarieven if row["product"] == "vervoer"] + [
            row for row in tarieven if row["product"] != "vervoer"
        ]

    wijziging = only(vervoer_first)
    assert wijziging.soort == WijzigingSoort.VOLGORDE
    assert wijziging.opmerkingen == ("Vervoer staat nu vooraan.",)


# --- text ---


def test_the_same_change_in_texts_that_differ_elsewhere_is_told_once() -> None:
    def replace(data: dict[str, Any]) -> None:
        for code in ("bgi", "bgg"):
            teksten = named(data["producten"], code)["teksten"]
            assert "positieve gezondheid" in teksten["specifieke-eisen"]
            teksten["specifieke-eisen"] = teksten["specifieke-eisen"].replace(
                "positieve gezondheid", "brede gezondheid"
            )

    wijziging = only(replace)
    assert wijziging.titel == "Specifieke eisen gewijzigd bij BGI en BGG"
    assert wijziging.redline.count("<del>") == 1
    assert "verhuurder" not in wijziging.redline  # only the changed blocks


def test_text_that_comes_and_goes() -> None:
    first, second = told(
        lambda data: (
            named(data["percelen"], "3")["teksten"].pop("ontwikkeldoelen"),
            named(data["percelen"], "5")["teksten"].update(nieuw="<p>x</p>"),
        )[0]
    )
    assert {first.titel, second.titel} == {"Ontwikkeldoelen vervallen bij perceel 3", "nieuw toegevoegd bij perceel 5"}


def test_text_of_a_chapter_and_of_a_begrip() -> None:
    wijziging = only(lambda data: named(data["hoofdstukken"], "leeswijzer").update(tekst="<p>Kort.</p>"))
    assert wijziging.titel == "Tekst gewijzigd in hoofdstuk 'Leeswijzer'"
    wijziging = only(lambda data: named(data["begrippen"], "etmaal").update(omschrijving="24 < 25 uur"))
    assert wijziging.titel == "Omschrijving gewijzigd bij begrip 'etmaal'"
    assert "24 &lt; 25" in wijziging.wordt


# --- tarieven ---


def test_indexed_tarieven_with_percentage() -> None:
    def index(data: dict[str, Any]) -> None:
        for row in [row for row in data["tarieven"] if row["product"] == "bgi"]:
            later = row | {
                "ingangsdatum": "2027-01-01",
                "bedrag": str(round(Decimal(row["bedrag"]) * Decimal("1.05"), 2)),
            }
            row["einddatum"] = "2026-12-31"
            data["tarieven"].append(later)

    wijziging = only(index)
    assert wijziging.titel == "Tarieven van BGI zijn gewijzigd"
    assert len(wijziging.tarieven) == 5
    first = wijziging.tarieven[0]
    assert first.zin == (
        "somatische aandoening of beperking: van €\u00a059,74 naar €\u00a062,73 vanaf 1 januari 2027 (+5,01%)"
    )
    assert (first.vanaf, first.tot) == (dt.date(2027, 1, 1), None)


@pytest.mark.parametrize(
    ("was", "wordt", "tekst"),
    [
        ("64.00", "64.80", "+1,25%"),  # 1.25: half up
        ("64.80", "64.00", "−1,23%"),
        ("59.04", "61.97", "+4,96%"),  # no +5,0%
        ("70.86", "72.63", "+2,5%"),
        ("100.00", "105.00", "+5,0%"),
        ("100.00", "99.96", "−0,04%"),
        ("100.00", "100.00", "0,0%"),
        ("0.00", "1.00", ""),
    ],
)
def test_percentage(was: str, wordt: str, tekst: str) -> None:
    wijziging = Tariefwijziging(
        grondslag=None,
        perceel=None,
        omschrijving="",
        vanaf=dt.date(2027, 1, 1),
        tot=None,
        was=Decimal(was),
        wordt=Decimal(wordt),
    )
    assert wijziging.percentage_tekst == tekst


def test_tarief_that_comes_or_ends() -> None:
    def end(data: dict[str, Any]) -> None:
        next(row for row in data["tarieven"] if row["product"] == "kdv")["einddatum"] = "2026-12-31"

    assert [row.zin for row in only(end).tarieven] == ["vervalt vanaf 1 januari 2027 (was €\u00a0148,75)"]


def test_splitting_a_period_changes_no_amount() -> None:
    def split(data: dict[str, Any]) -> None:
        row = next(row for row in data["tarieven"] if row["product"] == "kdv")
        data["tarieven"].append(row | {"ingangsdatum": "2025-01-01"})
        row["einddatum"] = "2024-12-31"

    wijziging = only(split)
    assert wijziging.tarieven == ()
    assert wijziging.opmerkingen == ("De bedragen veranderen niet; alleen de perioden zijn anders vastgelegd.",)


def test_tarieven_in_another_order_are_told_as_an_order() -> None:
    """Nobody orders tarieven by hand; a version from elsewhere may."""
    wijziging = only(lambda data: data["tarieven"].reverse())
    assert wijziging.soort == WijzigingSoort.VOLGORDE


def test_btw_and_kostprijs() -> None:
    wijziging = only(lambda data: next(r for r in data["tarieven"] if r["product"] == "kdv").update(btw="hoog"))
    assert wijziging.titel == "Gegevens bij de tarieven van KDV zijn gewijzigd"
    assert wijziging.opmerkingen == ("De btw gaat van vrijgesteld naar 21%.",)
    code = only(lambda data: next(r for r in data["tarieven"] if r["product"] == "kdv").update(iwmo_code="44A99"))
    assert code.opmerkingen == ("De productcode gaat van die van het product naar 44A99.",)


# --- facts and links ---


def test_facts_in_words_told_once() -> None:
    def longer(data: dict[str, Any]) -> None:
        for nummer in ("1", "2"):
            named(data["percelen"], nummer).update(toewijzing_max_maanden=36)

    wijziging = only(longer)
    assert wijziging.titel == "Toewijzing gewijzigd bij perceel 1 en perceel 2"
    assert (wijziging.was, wijziging.wordt) == ("in beginsel maximaal 2 jaar", "in beginsel maximaal 3 jaar")


def test_eenheid_grondslagen_and_limits() -> None:
    def change(data: dict[str, Any]) -> None:
        kdv = named(data["producten"], "kdv")
        kdv.update(eenheid="16", max_per_jaar=50)
        kdv["grondslagen"].remove("VG")

    found = {wijziging.titel: (wijziging.was, wijziging.wordt) for wijziging in told(change)}
    assert found["Eenheid gewijzigd bij KDV"] == ("etmaal (landelijke code 14)", "dagdeel (landelijke code 16)")
    was, wordt = found["Hoeveel en hoe lang gewijzigd bij KDV"]
    assert "maximaal 42 etmalen per jaar" in was
    assert "maximaal 50 dagdelen per jaar" in wordt
    assert found["Grondslagen gewijzigd bij KDV"][1].endswith(
        "Psychogeriatrische aandoening of beperking (PG) en Psychische stoornis (PSY)"
    )


def test_product_in_more_percelen_is_told_once() -> None:
    def more(data: dict[str, Any]) -> None:
        for nummer in ("1", "2"):
            named(data["percelen"], nummer)["producten"].append(
                {"code": "kdv", "van": None, "tot": None, "in_beginsel": False}
            )
        named(data["percelen"], "3")["producten"].pop()

    titles = [wijziging.titel for wijziging in told(more)]
    assert titles == [
        "Vervoer komt niet meer voor in perceel 3",
        "KDV komt voortaan voor in percelen 1 en 2",
    ] or titles == [
        "KDV komt voortaan voor in percelen 1 en 2",
        "Vervoer komt niet meer voor in perceel 3",
    ]


def test_period_of_a_product_in_a_perceel() -> None:
    wijziging = only(
        lambda data: named(data["percelen"], "5")["producten"][0].update(
            van="2027-01-01", tot="2028-12-31", in_beginsel=True
        )
    )
    assert wijziging.titel == "De inkoopperiode van KDV in perceel 5 is gewijzigd"
    assert (wijziging.was, wijziging.wordt) == ("de hele looptijd", "in beginsel 2027 en 2028")


def test_conditions() -> None:
    wijziging = only(lambda data: data["voorwaarden"][0].update(toelichting="Anders."))
    assert wijziging.titel == "De inschrijfvoorwaarden bij BGG zijn gewijzigd"
    assert "<ins>" in wijziging.redline


def test_conditions_of_another_product_are_not_told_along() -> None:
    def also(data: dict[str, Any]) -> None:
        data["voorwaarden"].append(
            data["voorwaarden"][0] | {"product": "kdv", "ander_product": "bgi", "toelichting": "Van KDV."}
        )

    old = changed(mlw_mer()[1], also)
    wijziging = only(lambda data: data["voorwaarden"][0].update(toelichting="Anders."), old=old)
    assert "Anders." in wijziging.wordt
    assert "KDV" not in wijziging.was + wijziging.wordt


def test_doorstroom_kenmerken_and_inkoop() -> None:
    june = mlw_mer()[2]
    wijziging = only(lambda data: named(data["percelen"], "6").update(doorstroom=["1", "2"]), old=june)
    assert (wijziging.was, wijziging.wordt) == (
        "naar percelen 1, 2 en 3 of beschermd wonen",
        "naar percelen 1 en 2 of beschermd wonen",
    )
    wijziging = only(lambda data: named(data["percelen"], "6")["kenmerken"][1].update(naam="Anders"), old=june)
    assert wijziging.titel == "Lijst van kenmerken gewijzigd bij perceel 6"
    wijziging = only(lambda data: data["inkoop"].update(looptijd_maanden=36, verlengingen_maanden=[12, 12]))
    assert wijziging.titel == "Looptijd gewijzigd"
    assert wijziging.wordt.startswith(
        "3 jaar, tot en met 31 december 2026. Daarna 2 keer te verlengen met 1 jaar, uiterlijk"
    )


def test_every_field_of_the_schema_has_words() -> None:
    """What `tell_rest` would have to tell by its bare name."""
    for name, soort in {"inkoop": INKOOP, **PER_LIJST}.items():
        told = {veld for feit in soort.feitsoorten for veld in feit.velden}
        known = told | set(soort.codevelden) | set(soort.naamvelden) | set(soort.alineas) | set(soort.teksten)
        links = {"producten"} if name == "percelen" else set()  # tell_links
        assert set(soort.inhoud.model_fields) - known - links - {"identiteit", "teksten"} == set(), name


def test_a_reason_is_kept_when_only_the_words_change() -> None:
    def write(text: str) -> WijzigingInhoud:
        return only(lambda data: named(data["hoofdstukken"], "leeswijzer").update(tekst=f"<p>{text}</p>"))

    assert write("Kort.").sleutel == write("Korter.").sleutel
    other = only(lambda data: named(data["hoofdstukken"], "inleiding").update(tekst="<p>Kort.</p>"))
    assert other.sleutel != write("Kort.").sleutel


# --- identity: what stays the same part when its code changes ---


def with_identities(snapshot: Snapshot) -> Snapshot:
    """As if every part had one from the start."""

    def give(data: dict[str, Any]) -> None:
        for name in PER_LIJST:
            for number, row in enumerate(data[name]):
                row["identiteit"] = f"{name}-{number}"

    return changed(snapshot, give)


def test_a_changed_code_is_told_with_the_other_changes_of_the_part() -> None:
    before = with_identities(mlw_mer()[2])

    def edit(data: dict[str, Any]) -> None:
        named(data["producten"], "vervoer").update(code="vervoer-dag", max_per_week=5)
        for row in data["tarieven"]:
            if row["product"] == "vervoer":
                row.update(product="vervoer-dag", bedrag="99.00")
        for perceel in data["percelen"]:
            for link in perceel["producten"]:
                link.update(code="vervoer-dag" if link["code"] == "vervoer" else link["code"])
        for row in data["voorwaarden"]:
            row.update({key: "vervoer-dag" for key in ("product", "ander_product") if row[key] == "vervoer"})
        for row in data["eisen"]:
            row["producten"] = ["vervoer-dag" if code == "vervoer" else code for code in row["producten"]]

    after = changed(before, edit)
    found = compare(before, after)
    assert [(row.soort, row.titel) for row in found] == [
        (WijzigingSoort.CODE, "Vervoer: code gewijzigd van vervoer in vervoer-dag"),
        (WijzigingSoort.TARIEF, "Tarieven van Vervoer zijn gewijzigd"),
        (WijzigingSoort.FEIT, "Hoeveel en hoe lang toegevoegd bij Vervoer"),
    ]
    assert apply(before, found) == after


def test_a_changed_nummer_takes_its_links_along() -> None:
    before = with_identities(mlw_mer()[2])

    def edit(data: dict[str, Any]) -> None:
        for row in data["percelen"]:
            row["nummer"] = "7" if row["nummer"] == "3" else row["nummer"]
            row["doorstroom"] = ["7" if nummer == "3" else nummer for nummer in row["doorstroom"]]
        for row in [*data["voorwaarden"], *data["eisen"]]:
            row["percelen"] = ["7" if nummer == "3" else nummer for nummer in row["percelen"]]

    after = changed(before, edit)
    [found] = compare(before, after)
    assert found.titel == "Perceel 7: nummer gewijzigd van 3 in 7"
    assert [plek.pad for plek in found.plekken] == ["perceel/7"]
    assert apply(before, [found]) == after


def test_a_changed_sleutel_of_a_rubriek_takes_its_texts_along() -> None:
    before = with_identities(mlw_mer()[2])

    def edit(data: dict[str, Any]) -> None:
        for row in data["rubrieken"]:
            if (row["soort"], row["sleutel"]) == ("product", "doelgroep"):
                row["sleutel"] = "voor-wie"
        for row in data["producten"]:
            if "doelgroep" in row["teksten"]:
                row["teksten"] = {
                    "voor-wie" if key == "doelgroep" else key: text for key, text in row["teksten"].items()
                }

    after = changed(before, edit)
    [found] = compare(before, after)
    assert (found.soort, found.titel.split(":")[1]) == (
        WijzigingSoort.CODE,
        " sleutel gewijzigd van doelgroep in voor-wie",
    )
    assert apply(before, [found]) == after


def test_parts_from_before_identities_are_matched_by_code() -> None:
    before = mlw_mer()[2]
    assert compare(before, with_identities(before)) == []
    assert compare(with_identities(before), before) == []


def test_an_added_rubriek_is_no_place_in_the_document() -> None:
    def add(data: dict[str, Any]) -> None:
        data["rubrieken"].append(
            named(data["rubrieken"], "doelgroep") | {"sleutel": "nieuw", "naam": "Nieuw", "identiteit": ""}
        )

    (wijziging,) = told(add)
    assert wijziging.plekken
    assert wijziging.leesbaar == ()
