"""Searching everything that is published and current: PostgreSQL full text, facets with counts, help with typing mistakes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Length
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from catalogus.aanbod import Aanbod, Getoond
from catalogus.adressen import below
from publicaties.models import ZOEKCONFIG, Onderdeel, OnderdeelSoort, Woord

MAX_LENGTH = 200
PER_PAGE = 10
MAX_KEUZES = 12
#: So many hits are put in order by all that their pages say; what comes after them by title and names alone.
ORDERED = 200
ORDER = ("-precies", "-rang", "publicatie_id", "volgorde", "pk")
#: Around a hit, until the text is escaped; from the private use area, so that no text of ours has them.
START, STOP = "\ue000", "\ue001"
FACETTEN = {"soort": "Soort", "regio": "Regio", "inkoop": "Inkoop", "grondslag": "Grondslag"}

#: For each word that is on no page people see, words that look like it and are.
SUGGEST = """
    SELECT getikt.woord, anders.woord
    FROM unnest(%(woorden)s::text[]) AS getikt(woord)
    CROSS JOIN LATERAL (
        SELECT woord FROM publicaties_woord
        WHERE woord %% getikt.woord
        ORDER BY similarity(woord, getikt.woord) DESC, woord
        LIMIT 8
    ) anders
    WHERE NOT EXISTS (
        SELECT FROM publicaties_onderdeel
        WHERE publicatie_id = ANY(%(versies)s) AND zoekvector @@ plainto_tsquery(%(config)s::regconfig, getikt.woord)
    ) AND EXISTS (
        SELECT FROM publicaties_onderdeel
        WHERE publicatie_id = ANY(%(versies)s) AND zoekvector @@ plainto_tsquery(%(config)s::regconfig, anders.woord)
    )
"""


@dataclass(frozen=True)
class Vraag:
    """What someone asks. `tekst` is tidy: no control signs, at most 200 signs, single spaces; `gekozen` has no empty lists."""

    tekst: str = ""
    gekozen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    toekomst: bool = False
    pagina: int = 1

    @classmethod
    def read(cls, get: Mapping[str, Sequence[str]]) -> Vraag:
        """From the lists of a query string; whatever stands in it, this is a question that can be asked."""
        pagina = _first(get, "pagina")
        return cls(
            tekst=tidy(_first(get, "q")),
            gekozen={
                name: values
                for name in FACETTEN
                if (values := tuple(dict.fromkeys(tidy(value) for value in get.get(name, [])[:30] if tidy(value))))
            },
            toekomst=_first(get, "toekomst") == "1",
            pagina=int(pagina) if re.fullmatch(r"[0-9]{1,6}", pagina) else 1,
        )

    def address(self, *, pagina: int = 1, without: tuple[str, str] | None = None, tekst: str | None = None) -> str:
        """The address of this question, on another page, without one filter, or with other words."""
        pairs = [("q", self.tekst if tekst is None else tekst)]
        pairs += [
            (name, value) for name, values in self.gekozen.items() for value in values if (name, value) != without
        ]
        if self.toekomst and without != ("toekomst", "1"):
            pairs.append(("toekomst", "1"))
        if pagina > 1:
            pairs.append(("pagina", str(pagina)))
        return f"/zoeken/?{urlencode(pairs)}"

    @property
    def is_filtered(self) -> bool:
        return bool(self.gekozen)


def _first(get: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(get.get(name, [])), "")


def tidy(text: str) -> str:
    """At most 200 signs of one line, without what no text holds (control signs, private use, surrogates)."""
    cleaned = re.sub(r"[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ud800-\udfff]", " ", text[: 4 * MAX_LENGTH])
    return " ".join(cleaned.split())[:MAX_LENGTH].strip()


@dataclass(frozen=True)
class Keuze:
    waarde: str
    label: str
    aantal: int
    gekozen: bool


@dataclass(frozen=True)
class Facet:
    sleutel: str
    naam: str
    keuzes: list[Keuze]


@dataclass(frozen=True)
class Resultaat:
    soort: str
    titel: str
    adres: str
    fragment: SafeString
    versie: Getoond


@dataclass(frozen=True)
class Uitkomst:
    """`totaal` after the filters, `ongefilterd` before them. `bedoelde`: another question that has results, or empty."""

    totaal: int = 0
    ongefilterd: int = 0
    resultaten: Sequence[Resultaat] = ()
    facetten: Sequence[Facet] = ()
    pagina: int = 1
    paginas: int = 1
    bedoelde: str = ""


def search(vraag: Vraag, aanbod: Aanbod) -> Uitkomst:
    """Three queries, also when nothing was found."""
    versies = {row.publicatie.pk: row for row in aanbod.versies if vraag.toekomst or not row.komt}
    if not vraag.tekst or not versies:
        return Uitkomst(facetten=_facets(_Telling(), vraag, versies))
    query = tsquery(vraag.tekst)
    # "+ 0": so that the text index chooses the rows, and not the index of versions, which would read every page of each.
    hits = (
        Onderdeel.objects.filter(zoekvector=query).alias(versie=F("publicatie_id") + 0).filter(versie__in=list(versies))
    )
    with _by_index():
        telling = _count(hits, vraag, versies)
        paginas = max(1, -(-telling.totaal // PER_PAGE))
        pagina = min(max(1, vraag.pagina), paginas)
        resultaten = _page(hits, query, vraag, versies, pagina) if telling.totaal else []
    return Uitkomst(
        totaal=telling.totaal,
        ongefilterd=telling.ongefilterd,
        resultaten=resultaten,
        facetten=_facets(telling, vraag, versies),
        pagina=pagina,
        paginas=paginas,
        bedoelde="" if telling.ongefilterd else suggestion(vraag.tekst, list(versies)),
    )


@contextmanager
def _by_index() -> Iterator[None]:
    """For a common word PostgreSQL would read the vector of every page: it does not count that those stand outside the row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


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
    return (
        Woord.objects.filter(woord__startswith=begin.lower())
        .order_by(Length("woord"), "woord")
        .values_list("woord", flat=True)[:10]
    )


# --- counting ---


@dataclass
class _Telling:
    """How many hits there are: before the filters, after them, and per facet for each value what choosing it gives."""

    ongefilterd: int = 0
    totaal: int = 0
    facetten: Mapping[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in FACETTEN})


def _count(hits: QuerySet[Onderdeel], vraag: Vraag, versies: Mapping[int, Getoond]) -> _Telling:
    # As text: the same few lists come back hundreds of times.
    lists = Cast("grondslagen", TextField())
    rows = hits.values_list("publicatie_id", "soort", lists).annotate(aantal=Count("pk")).order_by()
    telling = _Telling()
    for pk, soort, grondslagen, aantal in rows:
        waarden: dict[str, Sequence[str]] = {
            "soort": (soort,),
            "regio": (versies[pk].regio_slug,),
            "inkoop": (versies[pk].slug,),
            "grondslag": _codes(grondslagen),
        }
        misses = [
            name for name, values in vraag.gekozen.items() if not any(waarde in values for waarde in waarden[name])
        ]
        telling.ongefilterd += aantal
        telling.totaal += 0 if misses else aantal
        # What only the choice in one facet keeps away would be added by another choice in that facet.
        for name in misses or FACETTEN if len(misses) < 2 else ():
            for waarde in waarden[name]:
                telling.facetten[name][waarde] += aantal
    return telling


@lru_cache(maxsize=1_000)
def _codes(grondslagen: str) -> tuple[str, ...]:
    return tuple(json.loads(grondslagen))


def _facets(telling: _Telling, vraag: Vraag, versies: Mapping[int, Getoond]) -> list[Facet]:
    """A count says what choosing it gives, with the choices in the other facets as they are."""
    found = []
    for name, title in FACETTEN.items():
        counts, chosen = telling.facetten[name], vraag.gekozen.get(name, ())
        label = _labels(name, versies)
        order = sorted({*counts, *chosen}, key=lambda value: (-counts[value], label(value), value))
        shown = order[:MAX_KEUZES] + [value for value in order[MAX_KEUZES:] if value in chosen]
        # What every hit has gives nothing to choose.
        if chosen or any(counts[value] < telling.totaal for value in order):
            found.append(
                Facet(name, title, [Keuze(value, label(value), counts[value], value in chosen) for value in shown])
            )
    return found


def _labels(name: str, versies: Mapping[int, Getoond]) -> Callable[[str], str]:
    known: dict[str, str]
    match name:
        case "soort":
            known = {value: str(label).capitalize() for value, label in OnderdeelSoort.choices}
        case "regio":
            known = {row.regio_slug: row.regio for row in versies.values()}
        case "inkoop":
            known = {row.slug: row.titel for row in versies.values()}
        case _:
            known = {code: label for row in versies.values() for code, label in row.grondslagen.items()}
    return lambda value: known.get(value, value)


# --- one page of results ---


def _page(
    hits: QuerySet[Onderdeel], query: SearchQuery, vraag: Vraag, versies: Mapping[int, Getoond], pagina: int
) -> list[Resultaat]:
    chosen = vraag.gekozen
    if chosen.get("soort"):
        hits = hits.filter(soort__in=chosen["soort"])
    for name, attribute in (("regio", "regio_slug"), ("inkoop", "slug")):
        if chosen.get(name):
            hits = hits.filter(
                publicatie__in=[pk for pk, row in versies.items() if getattr(row, attribute) in chosen[name]]
            )
    if chosen.get("grondslag"):
        any_of = Q()
        for code in chosen["grondslag"]:
            any_of |= Q(grondslagen__contains=[code])
        hits = hits.filter(any_of)
    precies = Case(
        When(code__in=[vraag.tekst.lower(), vraag.tekst.upper()], then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    first = hits.annotate(precies=precies, rang=SearchRank(F("kopvector"), query)).order_by(*ORDER)
    start, stop = (pagina - 1) * PER_PAGE, pagina * PER_PAGE
    if stop <= ORDERED:
        ordered = (
            Onderdeel.objects.filter(pk__in=first.values("pk")[:ORDERED])
            .annotate(precies=precies, rang=SearchRank(F("zoekvector"), query))
            .order_by(*ORDER)
        )
    else:
        ordered = first
    rows = ordered.annotate(
        fragment=SearchHeadline(
            "tekst",
            query,
            config=ZOEKCONFIG,
            start_sel=START,
            stop_sel=STOP,
            max_fragments=2,
            max_words=24,
            min_words=10,
            fragment_delimiter=" … ",
        ),
    ).values_list("publicatie_id", "soort", "code", "titel", "fragment")[start:stop]
    return [
        Resultaat(
            soort=str(OnderdeelSoort(soort).label).capitalize(),
            titel=titel,
            adres=versies[pk].pad + below(soort, code),
            fragment=marked(fragment),
            versie=versies[pk],
        )
        for pk, soort, code, titel, fragment in rows
    ]


def marked(fragment: str) -> SafeString:
    """Plain text with START and STOP as HTML with <mark>. Everything else is escaped; a lonely sign is dropped."""
    text = re.sub(r"\s*\n\s*", " · ", fragment.strip())
    text = re.sub(f"{START}([^{START}{STOP}]*){STOP}", r'<mark class="utrecht-mark">\1</mark>', escape(text))
    return mark_safe(re.sub(f"[{START}{STOP}]", "", text))  # noqa: S308 - escaped before the marks were put in


# --- typing mistakes ---


def suggestion(text: str, versies: Sequence[int]) -> str:
    """`text` with each word that we do not have replaced by the one of ours that looks like it; empty when there is none."""
    words = list(dict.fromkeys(re.findall(r"[^\W\d_]{4,40}", text.lower())))[:6]
    if not words:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(SUGGEST, {"woorden": words, "versies": list(versies), "config": ZOEKCONFIG})
        found = cursor.fetchall()
    # Trigrams find the words; how many letters differ tells which of them was meant.
    found.sort(key=lambda row: (SequenceMatcher(None, *row).ratio(), row))
    return _replaced(text, dict(found)) if found else ""


def _replaced(text: str, better: Mapping[str, str]) -> str:
    words = "|".join(re.escape(word) for word in better)
    return re.sub(rf"(?<!\w)({words})(?!\w)", lambda match: better[match[1].lower()], text, flags=re.IGNORECASE)


def pages(pagina: int, paginas: int) -> Iterable[int]:
    """The page numbers to show: the first, the last, and those around the current one."""
    return sorted({1, paginas, *range(max(1, pagina - 2), min(paginas, pagina + 2) + 1)})
