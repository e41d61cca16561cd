"""What goes on around the text, for search: the rows that are openbaar, as they are now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db import connection, models, transaction
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Concat
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
class Bron:
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


BRONNEN: dict[str, Bron] = {
    "mijlpaal": Bron(
        "planning",
        Mijlpaal,
        WOORDEN_MIJLPAAL,
        _joined("omschrijving", "reden"),
        lambda row: row.titel,
        lambda row: dutch.capital(row.moment.label),
        lambda row: f"planning/#mijlpaal-{row.pk}",
    ),
    "bijeenkomst": Bron(
        "bijeenkomst",
        Bijeenkomst,
        WOORDEN_BIJEENKOMST,
        _joined(*map(without_tags, ("omschrijving", "agenda", "verslag"))),
        lambda row: row.titel,
        lambda row: _day(row.datum),
        lambda row: f"bijeenkomsten/{row.sleutel}/",
    ),
    "document": Bron(
        "document",
        Document,
        WOORDEN_DOCUMENT,
        _joined("omschrijving"),
        lambda row: row.titel,
        lambda row: dutch.capital(row.moment.label) if row.moment else "",
        lambda row: f"documenten/#document-{row.sleutel}",
    ),
    "kengetal": Bron(
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


def find(query: SearchQuery, *, inkopen: Collection[int], alle: SearchQuery | None = None) -> list[Vindplaats]:
    """The rows of these inkopen that everybody may see, first the best. One query, inside `by_index`.

    `alle`: what asks for all of the words, when `query` asks for some.
    """
    parts: list[models.QuerySet[Any]] = []
    for soort, bron in BRONNEN.items():
        rows: models.QuerySet[Any] = bron.model._default_manager.all()
        has_all = Case(When(Q(woorden=alle), then=True), default=False) if alle else Value(True)
        parts.append(
            # "+ 0": so that the index on the words chooses the rows; every other one would make the words of all of them.
            rows.annotate(woorden=bron.woorden, van=F("inkoop_id") + 0)
            .filter(openbaar=True, woorden=query, van__in=inkopen)
            .annotate(soort_=Value(soort), alle=has_all, rang=SearchRank(bron.woorden, query))
            .values_list("soort_", "pk", "inkoop_id", "alle", "rang")
        )
    found = parts[0].union(*parts[1:], all=True).order_by("-alle", "-rang", "soort_", "pk")[:MEEST]
    return [Vindplaats(*row) for row in found]


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
