"""What goes on around the text, for search: the rows that are openbaar, as they are now."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db import connection, models, transaction
from django.db.models import F, TextField, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Concat
from django.db.models.sql import Query
from django.utils.text import slugify

from core import dutch
from proces.models import (
    WOORDEN_BIJEENKOMST,
    WOORDEN_DOCUMENT,
    WOORDEN_KENGETAL,
    WOORDEN_MIJLPAAL,
    Bijeenkomst,
    Document,
    Kengetal,
    Mijlpaal,
    Rondom,
    without_tags,
)
from publicaties.models import ZOEKCONFIG

#: No question finds more rows than this; the best ones.
MEEST = 200


@dataclass(frozen=True)
class Zoekbron:
    """A kind of row: the words that it is found by, what of it is shown, and where it stands below the address of its inkoop."""

    naam: str
    model: type[Rondom]
    woorden: CombinedExpression
    tekst: models.Expression
    titel: Callable[[Any], str]
    wanneer: Callable[[Any], str]
    plek: Callable[[Any], str]


def _joined(*parts: str | models.Expression) -> models.Expression:
    space = Value(" ", output_field=TextField())
    texts = [Cast(part, TextField()) for part in parts]
    found: models.Expression = Concat(
        space, *(one for text in texts for one in (text, space)), output_field=TextField()
    )
    return found


def _figures(row: Kengetal) -> str:
    omzet = f"omzet € {dutch.number(row.omzet)}" if row.omzet is not None else ""
    aantal = f"{dutch.number(row.aantal)} indicaties" if row.aantal is not None else ""
    return dutch.capital(", ".join(filter(None, [omzet, aantal])))


def _day(value: dt.date) -> str:
    return dutch.capital(dutch.day(value))


BRONNEN: dict[str, Zoekbron] = {
    "mijlpaal": Zoekbron(
        "planning",
        Mijlpaal,
        WOORDEN_MIJLPAAL,
        _joined("omschrijving", "reden"),
        lambda row: row.titel,
        lambda row: dutch.capital(row.moment.label),
        lambda row: f"planning/#mijlpaal-{row.pk}",
    ),
    "bijeenkomst": Zoekbron(
        "bijeenkomst",
        Bijeenkomst,
        WOORDEN_BIJEENKOMST,
        _joined(*map(without_tags, ("omschrijving", "agenda", "verslag"))),
        lambda row: row.titel,
        lambda row: _day(row.datum),
        lambda row: f"bijeenkomsten/{row.sleutel}/",
    ),
    "document": Zoekbron(
        "document",
        Document,
        WOORDEN_DOCUMENT,
        _joined("omschrijving"),
        lambda row: row.titel,
        lambda row: dutch.capital(row.moment.label) if row.moment else "",
        lambda row: f"documenten/#document-{row.sleutel}",
    ),
    "kengetal": Zoekbron(
        "kengetal",
        Kengetal,
        WOORDEN_KENGETAL,
        _joined("toelichting"),
        lambda row: f"{row.naam}, kengetallen {row.jaar}",
        _figures,
        lambda row: f"kengetallen/#jaar-{row.jaar}-{slugify(row.naam)}",
    ),
}


@dataclass(frozen=True)
class Vindplaats:
    """A row that was found; `alle`: it has all of the words."""

    soort: str
    pk: int
    inkoop: int
    alle: bool
    rang: float


#: `rows` with all of their words, in which those of the question are looked for: worked out once, and in an index (`by_index`).
FIND = """
    WITH {vraag}
    SELECT
        soort, pk, inkoop,
        (SELECT alle IS NULL FROM vraag) OR woorden @@ (SELECT alle FROM vraag) AS alle,
        ts_rank(woorden, (SELECT query FROM vraag)) AS rang
    FROM ({rows}) rij (soort, pk, inkoop, woorden)
    WHERE woorden @@ (SELECT query FROM vraag) AND inkoop = ANY(%s)
    ORDER BY alle DESC, rang DESC, soort, pk LIMIT %s
"""


def find(query: SearchQuery, alle: SearchQuery | None = None, *, inkopen: Collection[int]) -> list[Vindplaats]:
    """The rows of these inkopen that everybody may see, first the best. One query, inside `by_index`.

    `alle`: what asks for all of the words, when `query` asks for some.
    """
    vraag_sql, vraag_params = asked(query=query, alle=alle)
    rows_sql, rows_params = _rows()
    with connection.cursor() as cursor:
        cursor.execute(FIND.format(vraag=vraag_sql, rows=rows_sql), [*vraag_params, *rows_params, list(inkopen), MEEST])
        return [Vindplaats(*row) for row in cursor.fetchall()]


def asked(**queries: SearchQuery | None) -> tuple[str, list[Any]]:
    """`vraag`, for behind WITH: a row with what is asked, so that a query of many parts has it once. NULL for what is not asked."""
    names: list[str] = []
    params: list[Any] = []
    empty = Query(None)
    for name, query in queries.items():
        sql, found = "NULL::tsquery", ()
        if query:
            sql, found = empty.get_compiler(connection=connection).compile(query.resolve_expression(empty))
        names.append(f"{sql} AS {name}")
        params += found
    return f"vraag AS MATERIALIZED (SELECT {', '.join(names)})", params


@functools.cache
def _rows() -> tuple[str, Sequence[Any]]:
    """Every row that is openbaar; the same for each question."""
    parts = [
        # "+ 0": so that the index on the words chooses the rows; every other one would make the words of all of them.
        bron.model._default_manager.filter(openbaar=True)
        .annotate(soort_=Value(soort), inkoop_=F("inkoop_id") + 0, woorden=bron.woorden)
        .values_list("soort_", "pk", "inkoop_", "woorden")
        for soort, bron in BRONNEN.items()
    ]
    found: tuple[str, Sequence[Any]] = parts[0].union(*parts[1:], all=True).query.sql_with_params()
    return found


@contextmanager
def by_index() -> Iterator[None]:
    """Inside, words are looked up in an index, also common ones.

    PostgreSQL does not count what it costs to make the words of a row, nor that those of a page stand outside its row: it would read all.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def shown(found: Sequence[Vindplaats], query: SearchQuery, **marks: Any) -> dict[Vindplaats, tuple[str, str, str, str]]:
    """Of each its title, its moment or figures, its address below the inkoop, and the piece of its text with the words. A query a kind."""
    told = {}
    for soort in sorted({row.soort for row in found}):
        bron, wanted = BRONNEN[soort], {row.pk: row for row in found if row.soort == soort}
        fragment = SearchHeadline(bron.tekst, query, config=ZOEKCONFIG, **marks)
        for row in bron.model._default_manager.filter(pk__in=wanted).annotate(fragment=fragment).order_by("pk"):
            told[wanted[row.pk]] = (bron.titel(row), bron.wanneer(row), bron.plek(row), row.fragment)
    return told
