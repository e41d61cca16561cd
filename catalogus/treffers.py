"""What a question finds in the index of published text: how many of what, and which of them come first."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import BooleanField, Case, Q, TextField, Value, When
from django.db.models.functions import Cast, Length

from proces import zoeken as rondom
from publicaties.models import SCHEIDING, ZOEKCONFIG, Onderdeel, Woord

#: One look at the index for all answers. `%s` are the versions to look in; the rows to pass over, the most to give; and how many of
#: those are ranked by all that they say.
LOOK = """
    WITH {vraag},
    treffers AS MATERIALIZED (
        SELECT id, publicatie_id, soort, grondslagen, volgorde, past, precies, ts_rank(kopvector, (SELECT query FROM vraag)) AS rang
        FROM ({paginas}) pagina
        WHERE zoekvector @@ (SELECT query FROM vraag) AND publicatie_id = ANY(%s::bigint[])
    ),
    per_versie AS (SELECT soort, grondslagen, publicatie_id, count(*) AS aantal FROM treffers GROUP BY 1, 2, 3),
    groepen AS (
        SELECT soort, grondslagen, json_agg(publicatie_id) AS versies, json_agg(aantal) AS aantallen
        FROM per_versie GROUP BY 1, 2
    ),
    eerste AS (
        SELECT id, publicatie_id, volgorde, precies FROM treffers WHERE past
        ORDER BY precies DESC, rang DESC, publicatie_id, volgorde, id OFFSET %s LIMIT %s
    ),
    beste AS (
        SELECT
            id, eerste.publicatie_id, eerste.volgorde, precies,
            vraag.alle IS NULL OR zoekvector @@ vraag.alle AS alle,
            ts_rank(zoekvector, query) + coalesce(ts_rank(zoekvector, naast), 0) AS rang
        FROM (SELECT * FROM eerste LIMIT %s) eerste JOIN publicaties_onderdeel USING (id), vraag
    )
    SELECT
        (SELECT json_agg(json_build_array(soort, grondslagen, versies, aantallen)) FROM groepen),
        (SELECT array_agg(id) FROM eerste),
        (SELECT json_agg(json_build_array(id, publicatie_id, volgorde, precies, alle, rang)) FROM beste)
"""


class Paginatreffer(NamedTuple):
    """A page that was found. `precies`: its very code was typed; `alle`: it has all of the words."""

    pk: int
    versie: int
    volgorde: int
    precies: bool
    alle: bool
    rang: float


@dataclass(frozen=True)
class Treffers:
    """`groepen`: every hit as (soort, grondslagen, versions, how many in each); `eerste`: keys of those that pass, in the order of their
    title and names; `beste`: the first of these, with what all that they say makes of them."""

    groepen: Sequence[tuple[str, list[str], list[int], list[int]]]
    eerste: Sequence[int]
    beste: Sequence[Paginatreffer]


def find(
    query: SearchQuery,
    alle: SearchQuery | None = None,
    *,
    tekst: str,
    versies: Sequence[int],
    past: Q,
    vanaf: int,
    aantal: int,
    beste: int,
) -> Treffers:
    """Hits in these versions; `past` is what the filters let through. One query, inside `by_index`.

    `alle`: what asks for all of the words, when `query` asks for some. Who has the words of `tekst` next to each other ranks higher.
    """
    codes = {code for one in (tekst, joined(tekst)) for code in (one.lower(), one.upper())}
    paginas = Onderdeel.objects.annotate(
        past=_is_true(past) if past else Value(True), precies=_is_true(Q(code__in=codes))
    ).values("id", "publicatie_id", "soort", "grondslagen", "volgorde", "past", "precies", "kopvector", "zoekvector")
    paginas_sql, paginas_params = paginas.query.sql_with_params()
    vraag_sql, vraag_params = rondom.asked(query=query, alle=alle, naast=phrase(tekst))
    with connection.cursor() as cursor:
        cursor.execute(
            LOOK.format(vraag=vraag_sql, paginas=paginas_sql),
            [*vraag_params, *paginas_params, list(versies), vanaf, aantal, beste],
        )
        groepen, eerste, ranked = cursor.fetchone()
    return Treffers(groepen or [], eerste or [], [Paginatreffer(*row) for row in ranked or []])


def _is_true(condition: Q) -> Case:
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


#: What a question is put in, and no page is about. The configuration of PostgreSQL leaves out the rest (de, het, wat, hoe …).
_VRAAGWOORD = re.compile(
    r"welke?|wanneer|waar(?:om|voor|mee)|hoe(?:veel|lang|vaak)|mag|mogen|moeten|kunnen|krijg(?:t|en)?|gaat|geld(?:t|en)|heb(?:t|ben)?"
    r"|nodig|vind(?:en)?|staa[nt]|betekent|bedoel[dt]|graag|precies|eigenlijk|jullie",
    re.IGNORECASE,
)
#: What somebody asks who searches as on the web: then every word is meant as it stands.
_WEB = re.compile(r"\"|(?:^|\s)-\S|\s(?:or|OR)\s")
#: Letters with a number behind them, written as one word.
_LETTERS_NUMBER = re.compile(r"(?<!\w)([^\W\d_]{2,})(\d{1,3})(?!\w)")
#: So many ways to say a question are looked for.
MAX_WIJZEN = 12


def asked(text: str) -> str:
    """Without the words of a question, when something is left."""
    if _WEB.search(text):
        return text
    rest = [word for word in text.replace("?", " ").split() if not _VRAAGWOORD.fullmatch(word)]
    return " ".join(rest) or text


def ways(text: str, synoniemen: Sequence[frozenset[str]]) -> list[str]:
    """The same question in other words: with synonyms, and "mbo3" as "mbo 3". The first is `text`."""
    if _WEB.search(text):
        return [text]
    found = dict.fromkeys([text, _LETTERS_NUMBER.sub(r"\1 \2", text)])
    for groep in synoniemen:
        for woord in sorted(groep):
            here = re.compile(rf"(?<!\w){re.escape(woord)}(?!\w)", re.IGNORECASE)
            for way in [way for way in found if here.search(way)]:
                # Who types all words of a list would else ask for every way to mix them.
                for ander in sorted(groep - {woord})[: MAX_WIJZEN - len(found)]:
                    found.setdefault(here.sub(lambda match, ander=ander: ander, way))  # type: ignore[misc]
                if len(found) >= MAX_WIJZEN:
                    return list(found)
    return list(found)


def tsquery(text: str, synoniemen: Sequence[frozenset[str]] = ()) -> SearchQuery:
    """Words, "a phrase", -without and or, as on the web; the last word also as the beginning of a longer one.

    Words that a sign joins are words apart, as they are in the index; what a hyphen joins may also be one word: BG-I, BGI.
    """
    whole, text = asked(text), apart(asked(text))
    query = _any(_web(way) for way in ways(text, synoniemen))
    if (one := apart(joined(whole))) != text:
        query = query | _web(one)
    match = re.fullmatch(r"(?P<before>(?:.*\s)?)(?P<last>[^\W_]{3,})", text)
    if not match or match["last"].lower() == "or" or text.count('"') % 2:
        return query
    # Only letters and digits, so nothing that to_tsquery() would read as an operator.
    begin = SearchQuery(
        " | ".join(f"{word}:*" for word in dict.fromkeys([match["last"], *_longer(match["last"])])),
        config=ZOEKCONFIG,
        search_type="raw",
    )
    if match["before"].strip():
        return query | (_any(_web(way) for way in ways(match["before"].strip(), synoniemen)) & begin)
    return query | begin


def some_of(text: str, synoniemen: Sequence[frozenset[str]] = ()) -> SearchQuery | None:
    """Any of the words, a compound also as its parts; None for what is asked as on the web. One query."""
    if _WEB.search(text):
        return None
    words = list(dict.fromkeys(word for way in ways(apart(asked(text)), synoniemen) for word in way.split()))[:20]
    found = [*words, *parts_of(words)]
    return _any(map(_web, found)) if len(found) > 1 else None


def parts_of(words: Sequence[str]) -> list[str]:
    """Of each word that no page has, the two words of pages that it is made of ("zaal verhuur"), or the last one of them."""
    splits = {
        word: [
            (word[:at].lower(), rest[len(between) :])
            for at in range(len(word) - 4, 3, -1)
            for rest in [word[at:].lower()]
            for between in ("", "s", "en", "e", "n")
            if rest.startswith(between) and len(rest) - len(between) >= 4
        ]
        for word in words
        if len(word) >= 8 and word.isalpha()
    }
    asked_for = {
        one for word, pairs in splits.items() for one in (word.lower(), *(part for pair in pairs for part in pair))
    }
    known = set(Woord.objects.filter(woord__in=asked_for).values_list("woord", flat=True)) if asked_for else set()
    found = []
    for word, pairs in splits.items():
        if word.lower() in known:
            continue
        both = next((" ".join(pair) for pair in pairs if known.issuperset(pair)), "")
        last = max((rest for _, rest in pairs if rest in known and len(rest) > 5), key=len, default="")
        found += [both or last] if both or last else []
    return found


def phrase(text: str) -> SearchQuery | None:
    """The words of a question next to each other; None for one word."""
    words = apart(asked(text)).replace('"', " ").split()
    return SearchQuery(" ".join(words), config=ZOEKCONFIG, search_type="phrase") if len(words) > 1 else None


def _web(text: str) -> SearchQuery:
    return SearchQuery(text, config=ZOEKCONFIG, search_type="websearch")


def _any(queries: Iterable[SearchQuery]) -> SearchQuery:
    found: SearchQuery = functools.reduce(operator.or_, queries)
    return found


def _longer(begin: str) -> Iterable[str]:
    """Words that begin so: of "begeleidi" the stem "begeleid" is shorter than what was typed, and no vector holds the rest.

    Of each stem one word, the shortest: the index is read once for each.
    """
    stem = Cast(SearchVector("woord", config=ZOEKCONFIG), TextField())
    found = Woord.objects.filter(woord__startswith=begin.lower()).order_by(Length("woord"), "woord")
    return dict(reversed(found.values_list(stem, "woord")[:10])).values()
