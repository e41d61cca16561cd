"""What a question finds in the index of published text: how many of what, and which of them come first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.db.models.functions import Length

from publicaties.models import SCHEIDING, ZOEKCONFIG, Onderdeel, Woord

#: One look at the index for both answers. `%s` are the versions to look in, the rows to pass over and the most to give.
#: "+ 0": so that the text index chooses the rows, and not the index of versions, which would read every page of each.
LOOK = """
    WITH treffers AS MATERIALIZED (SELECT * FROM ({treffers}) treffer WHERE publicatie_id + 0 = ANY(%s::bigint[])),
    per_versie AS (SELECT soort, grondslagen, publicatie_id, count(*) AS aantal FROM treffers GROUP BY 1, 2, 3),
    groepen AS (
        SELECT soort, grondslagen, json_agg(publicatie_id) AS versies, json_agg(aantal) AS aantallen
        FROM per_versie GROUP BY 1, 2
    ),
    eerste AS (
        SELECT id FROM treffers WHERE past
        ORDER BY precies DESC, rang DESC, publicatie_id, volgorde, id OFFSET %s LIMIT %s
    )
    SELECT
        (SELECT json_agg(json_build_array(soort, grondslagen, versies, aantallen)) FROM groepen),
        (SELECT array_agg(id) FROM eerste)
"""


@dataclass(frozen=True)
class Treffers:
    """`groepen`: every hit as (soort, grondslagen, versions, how many in each); `eerste`: keys of those that pass, in order."""

    groepen: Sequence[tuple[str, list[str], list[int], list[int]]]
    eerste: Sequence[int]


def find(
    query: SearchQuery, *, versies: Sequence[int], past: Q, codes: Sequence[str], vanaf: int, aantal: int
) -> Treffers:
    """Hits in these versions, in the order of their title and names; `past` is what the filters let through."""
    hits = (
        Onderdeel.objects.filter(zoekvector=query)
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
        cursor.execute(LOOK.format(treffers=sql), [*params, list(versies), vanaf, aantal])
        groepen, eerste = cursor.fetchone()
    return Treffers(groepen or [], eerste or [])


def is_code(codes: Sequence[str]) -> Case:
    """Whether this is the page of which the very code was typed."""
    return _is(Q(code__in=codes))


def _is(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


#: A hyphen between two parts of a word.
_JOINED = re.compile(r"(?<=\w)-(?=\w)")
#: Every hyphen but one at the begin of a word, which asks to leave that word out.
_NO_MINUS = re.compile(r"(?<=\S)-|-(?=\s|-|$)")


def apart(text: str) -> str:
    """What was typed, with a space for each sign that joins words or stands by itself."""
    return " ".join(_NO_MINUS.sub(" ", text).translate(dict.fromkeys(map(ord, SCHEIDING), " ")).split())


def joined(text: str) -> str:
    """With each word that a hyphen divides as one word."""
    return _JOINED.sub("", text)


def tsquery(text: str) -> SearchQuery:
    """Words, "a phrase", -without and or, as on the web; the last word also as the beginning of a longer one.

    Words that a sign joins are words apart, as they are in the index; what a hyphen joins may also be one word: BG-I, BGI.
    """
    whole, text = text, apart(text)
    query = SearchQuery(text, config=ZOEKCONFIG, search_type="websearch")
    if (one := apart(joined(whole))) != text:
        query = query | SearchQuery(one, config=ZOEKCONFIG, search_type="websearch")
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
