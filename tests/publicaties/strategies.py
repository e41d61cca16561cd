"""Random snapshots: every field of the schema, from small stocks of words so that two of them have much in common."""

from __future__ import annotations

import datetime as dt
import types
import typing
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from core.inhoud import Inhoud
from core.letters import comparable
from publicaties.snapshot import Snapshot
from publicaties.soorten import PER_LIJST

CODES = ["bgi", "bgg", "kdv", "1", "2", "1a", "SOM", "PSY"]
WORDS = ["", "a", "b#2", "Kortdurend verblijf", "zorg & <wonen>", "1/2", "€ 64,80", "ë"]
INLINE = st.lists(
    st.sampled_from(
        [
            "de",
            "aanbieder",
            "levert",
            "<strong>altijd</strong>",
            "<em>snel</em>",
            "3 etmalen",
            "4 etmalen",
            "€ 64,80",
            "€ 65,80",
            "1 juni 2026",
            "5%",
            "zorg, en meer",
            "MBO-3",
            "<footnote>zie <em>bijlage</em></footnote>",
            "<footnote>zie de wet</footnote>",
            '<a href="https://voorbeeld.nl">hier</a>',
            "a &amp; b",
            "(KDV)",
            "einde.",
            "m<sup>2</sup>",
        ]
    ),
    min_size=1,
    max_size=7,
).map(" ".join)
ITEMS = st.recursive(
    INLINE,
    lambda inner: st.tuples(INLINE, st.sampled_from(["ul", "ol"]), st.lists(inner, min_size=1, max_size=3)).map(
        lambda parts: f"{parts[0]}<{parts[1]}>{''.join(f'<li>{item}</li>' for item in parts[2])}</{parts[1]}>"
    ),
    max_leaves=4,
)
BLOCK = st.one_of(
    INLINE.map(lambda text: f"<p>{text}</p>"),
    st.deferred(lambda: TABLE),
    st.tuples(
        st.sampled_from(["ul", "ol", 'ol start="3"', 'ol type="a"']), st.lists(ITEMS, min_size=1, max_size=3)
    ).map(lambda parts: f"<{parts[0]}>{''.join(f'<li>{item}</li>' for item in parts[1])}</{parts[0][:2]}>"),
)
_CELL = st.one_of(INLINE, st.just(""))
TABLE = st.tuples(st.integers(1, 3), st.integers(1, 3), st.booleans()).flatmap(
    lambda size: st.lists(st.lists(_CELL, min_size=size[0], max_size=size[0]), min_size=size[1], max_size=size[1]).map(
        lambda rows: "<table>" + "".join(_row(row, size[2]) for row in rows) + "</table>"
    )
)


def _row(cells: list[str], heading: bool) -> str:
    first, *others = cells
    tag = "th scope=row" if heading else "td"
    return f"<tr><{tag}>{first}</{tag[:2]}>{''.join(f'<td>{cell}</td>' for cell in others)}</tr>"


def _clean(parts: list[str]) -> str:
    from core import richtext

    return richtext.clean("".join(parts))


RICH = st.lists(BLOCK, max_size=4).map(_clean)
#: For the texts of a whole inkoop, a piece at a time: with those of RICH nearly every inkoop is too large to be drawn.
PIECES = (
    "<p>De aanbieder levert <strong>altijd</strong> 3 etmalen.</p>",
    "<p>De aanbieder levert altijd 4 etmalen.</p>",
    "<p>Zorg, en meer: € 64,80. Vanaf 1 juni 2026 € 65,80.</p>",
    "<p>Zorg, en meer: € 65,80. Vanaf 1 juni 2026 5%.</p>",
    "<p>De aanbieder<footnote>zie <em>bijlage</em></footnote> heeft MBO-3 (KDV).</p>",
    "<p>De aanbieder<footnote>zie de wet</footnote> heeft MBO-3.</p>",
    '<p><a href="https://voorbeeld.nl">hier</a> a &amp; b</p>',
    "<ul><li>de</li><li>aanbieder<ul><li>levert</li><li><em>snel</em></li></ul></li></ul>",
    "<ul><li>aanbieder</li><li>de</li></ul>",
    '<ol start="3"><li>m<sup>2</sup></li><li>einde.</li></ol>',
    '<ol type="a"><li>einde.</li></ol>',
    "<table><tr><th scope=row>de</th><td>€ 64,80</td></tr><tr><th scope=row>het</th><td></td></tr></table>",
    "<table><tr><th scope=row>de</th><td>€ 65,80</td></tr></table>",
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=4).map(_clean)
RICH_FIELDS = {
    "tekst",
    "slottekst",
    "definitie",
    "doelgroep",
    "leveranciersmanagement",
    "toegangsmanagement",
    "toelichting",
}
KEY_FIELDS = {
    "code",
    "nummer",
    "sleutel",
    "soort",
    "product",
    "ander_product",
    "grondslag",
    "perceel",
    "tariefas",
    "waarde1",
    "waarde2",
    "term",
    "element",
}
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31)) | st.sampled_from([dt.date(2026, 1, 1), dt.date.max])


def _value(name: str, annotation: Any) -> st.SearchStrategy[Any]:
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(_value(name, part) for part in args))
    if origin is typing.Literal:
        return st.sampled_from(args)
    if origin is list:
        return st.lists(_value(name, args[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(st.sampled_from(["omschrijving", "doelgroep", "duur"]), TEXTS, max_size=3)
    if isinstance(annotation, type) and issubclass(annotation, Inhoud):
        return models(annotation)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: st.integers(0, 40),
        Decimal: st.decimals(0, 200, places=2),
        dt.date: DAYS,
        types.NoneType: st.none(),
    }
    if annotation in simple:
        return simple[annotation]
    if name == "identiteit":
        return st.sampled_from(["", "i1", "i2", "i3", "i4"])
    if name in RICH_FIELDS:
        return TEXTS
    return st.sampled_from(CODES if name in KEY_FIELDS or name.endswith("en") else WORDS)


def models(model: type[Inhoud]) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(model)
    return st.builds(model, **{name: _value(name, hints[name]) for name in model.model_fields})


def _one_of_each(snapshot: Snapshot) -> Snapshot:
    """Two parts of a kind are never the same part, and never have the same code: the database holds them apart."""
    data = snapshot.model_dump(mode="json")
    for naam, soort in PER_LIJST.items():
        identities, codes = {""}, set[tuple[str, ...]]()
        rows = data[naam]
        data[naam] = []
        for row in rows:
            code = tuple(comparable(str(row[veld])) for veld in soort.codevelden)
            if code in codes:
                continue
            if row["identiteit"] in identities:
                row["identiteit"] = ""
            identities.add(row["identiteit"])
            codes.add(code)
            data[naam].append(row)
    return Snapshot.model_validate(data)


SNAPSHOTS: st.SearchStrategy[Snapshot] = models(Snapshot).map(_one_of_each)


def _mixed(random: Random, one: Any, other: Any) -> Any:
    """Something between two values of one shape: items of both lists in a new order, fields of either."""
    if isinstance(one, list) and isinstance(other, list):
        kept = [_mixed(random, item, item) for item in [*one, *other] if random.random() < 0.7]
        random.shuffle(kept)
        return kept
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return {key: _mixed(random, one[key], other[key]) for key in one}
    return one if random.random() < 0.8 else other


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Snapshot, Snapshot]:
    """Two snapshots of which the second holds much of the first, in another order."""
    one, other = draw(SNAPSHOTS), draw(SNAPSHOTS)
    random = draw(st.randoms(use_true_random=False))
    mixed = _mixed(random, one.model_dump(mode="json"), other.model_dump(mode="json"))
    return one, _one_of_each(Snapshot.model_validate(mixed | {"schema_versie": 1}))
