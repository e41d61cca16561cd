"""What a question finds in the index of published text: how many of what, and which of them come first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.db.models.functions import Length

from publicaties.models import ZOEKCONFIG, Onderdeel, Woord

#: One look at the index for both answers; `%%s` are the rows to pass over and the most to give.
LOOK = """
    WITH treffers AS MATERIALIZED ({treffers})
    SELECT
        (SELECT json_agg(json_build_array(publicatie_id, soort, grondslagen, aantal))
         FROM (SELECT publicatie_id, soort, grondslagen, count(*) AS aantal FROM treffers GROUP BY 1, 2, 3) groep),
        (SELECT array_agg(id ORDER BY plaats)
         FROM (SELECT id, row_number() OVER (ORDER BY precies DESC, rang DESC, publicatie_id, volgorde, id) AS plaats
               FROM treffers WHERE past ORDER BY plaats OFFSET %s LIMIT %s) eerste)
"""


@dataclass(frozen=True)
class Treffers:
    """`groepen`: (publicatie, soort, grondslagen, how many hits), of every hit; `eerste`: keys of those that pass, in order."""

    groepen: Sequence[tuple[int, str, list[str], int]]
    eerste: Sequence[int]


def find(
    query: SearchQuery, *, versies: Sequence[int], past: Q, codes: Sequence[str], vanaf: int, aantal: int
) -> Treffers:
    """Hits in these versions, in the order of their title and names; `past` is what the filters let through."""
    # "+ 0": so that the text index chooses the rows, and not the index of versions, which would read every page of each.
    hits = (
        Onderdeel.objects.filter(zoekvector=query)
        .alias(versie=F("publicatie_id") + 0)
        .filter(versie__in=list(versies))
        .annotate(
            past=_is(past) if past else Value(True),
            precies=is_code(codes),
            rang=SearchRank(F("kopvector"), query),
        )
        .values("id", "publicatie_id", "soort", "grondslagen", "volgorde", "past", "precies", "rang")
    )
    sql, params = hits.query.sql_with_params()
    with transaction.atomic(), connection.cursor() as cursor:
        # For a common word PostgreSQL would read the vector of every page: it does not count that those stand outside the row.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(LOOK.format(treffers=sql), [*params, vanaf, aantal])
        groepen, eerste = cursor.fetchone()
    return Treffers(json.loads(groepen) if isinstance(groepen, str) else groepen or [], eerste or [])


def is_code(codes: Sequence[str]) -> Case:
    """Whether this is the page of which the very code was typed."""
    return _is(Q(code__in=codes))


def _is(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def tsquery(text: str) -> SearchQuery:
    """Words, "a phrase", -without and or, as on the web; the last word also as the beginning of a longer one."""
    query = SearchQuery(text, config=ZOEKCONFIG, search_type="websearch")
    match = re.fullmatch(r"(?P<before>(?:.*\s)?)(?P<last>[^\W_]{3,})", text)
    if not match or match["last"].lower() == "or" or text.count('"') % 2:
        return query
    # Only letters and digits, so nothing that to_tsquery() would read as an operator.
    begin = SearchQuery(
        " | ".join([f"{match['last']}:*", *_longer(match["last"])]), config=ZOEKCONFIG, search_type="raw"
    )
    if match["before"].strip():
        return query | (SearchQuery(match["before"].strip(), config=ZOEKCONFIG, search_type="websearch") & begin)
    return query | begin


def _longer(begin: str) -> Iterable[str]:
    """Words that begin so: of "begeleidi" the stem "begeleid" is shorter than what was typed, and no vector holds the rest."""
    found = Woord.objects.filter(woord__startswith=begin.lower()).order_by(Length("woord"), "woord")
    return found.values_list("woord", flat=True)[:10]
