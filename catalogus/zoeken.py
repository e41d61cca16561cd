"""Searching everything that is published and current: PostgreSQL full text, facets with counts, help with typing mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db import connection
from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Value, When
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from catalogus.aanbod import Aanbod, Getoond
from catalogus.adressen import below
from publicaties.models import ZOEKCONFIG, Onderdeel, OnderdeelSoort

MAX_LENGTH = 200
PER_PAGE = 10
MAX_KEUZES = 12
#: So many versions have every word that people may have meant.
SUGGEST_FROM = 20
#: Around a hit, until the text is escaped; from the private use area, so that no text of ours has them.
START, STOP = "\ue000", "\ue001"
FACETTEN = {"soort": "Soort", "regio": "Regio", "inkoop": "Inkoop", "grondslag": "Grondslag"}

#: For each word that occurs nowhere, words of ours that look like it. The expression is that of an index (migration 0001).
SUGGEST = """
    SELECT getikt.woord, anders.woord, anders.aantal
    FROM unnest(%(woorden)s::text[]) AS getikt(woord)
    CROSS JOIN LATERAL (
        SELECT gevonden.woord, count(*) AS aantal
        FROM (
            SELECT lower(titel || ' ' || namen || ' ' || tekst) AS tekst
            FROM publicaties_onderdeel
            WHERE publicatie_id = ANY(%(versies)s) AND getikt.woord <%% (titel || ' ' || namen || ' ' || tekst)
            LIMIT 30
        ) pagina, regexp_split_to_table(pagina.tekst, '[^[:alnum:]]+') AS gevonden(woord)
        WHERE gevonden.woord %% getikt.woord
        GROUP BY gevonden.woord
        ORDER BY similarity(gevonden.woord, getikt.woord) DESC, count(*) DESC, gevonden.woord
        LIMIT 8
    ) anders
    WHERE NOT EXISTS (
        SELECT FROM publicaties_onderdeel
        WHERE publicatie_id = ANY(%(versies)s) AND zoekvector @@ plainto_tsquery(%(config)s::regconfig, getikt.woord)
    )
"""


@dataclass(frozen=True)
class Vraag:
    """What someone asks. `tekst` is tidy: no control signs, at most 200 signs, single spaces."""

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
                name: tuple(dict.fromkeys(tidy(value) for value in get.get(name, [])[:30] if tidy(value)))
                for name in FACETTEN
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
        return any(self.gekozen.values())


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
    """Two queries, and at most four more when nothing was found."""
    versies = {row.publicatie.pk: row for row in aanbod.versies if vraag.toekomst or not row.komt}
    if not vraag.tekst or not versies:
        return Uitkomst(facetten=_facets([], vraag, versies))
    query = tsquery(vraag.tekst)
    # "+ 0": so that the text index chooses the rows, and not the index of versions, which would read every page of each.
    hits = (
        Onderdeel.objects.filter(zoekvector=query).alias(versie=F("publicatie_id") + 0).filter(versie__in=list(versies))
    )
    groups = _groups(hits, versies)
    totaal = sum(group.aantal for group in groups if group.fits(vraag.gekozen))
    paginas = max(1, -(-totaal // PER_PAGE))
    pagina = min(max(1, vraag.pagina), paginas)
    return Uitkomst(
        totaal=totaal,
        ongefilterd=sum(group.aantal for group in groups),
        resultaten=_page(hits, query, vraag, versies, pagina) if totaal else [],
        facetten=_facets(groups, vraag, versies),
        pagina=pagina,
        paginas=paginas,
        bedoelde="" if groups else suggestion(vraag.tekst, list(versies)[:SUGGEST_FROM]),
    )


def tsquery(text: str) -> SearchQuery:
    """Words, "a phrase", -without and or, as on the web; the last word also as the beginning of a longer one."""
    query = SearchQuery(text, config=ZOEKCONFIG, search_type="websearch")
    match = re.fullmatch(r"(?P<before>(?:.*\s)?)(?P<last>[^\W_]{3,})", text)
    if not match or match["last"].lower() == "or" or text.count('"') % 2:
        return query
    # Only letters and digits, so nothing that to_tsquery() would read as an operator.
    begin = SearchQuery(f"{match['last']}:*", config=ZOEKCONFIG, search_type="raw")
    if match["before"].strip():
        return query | (SearchQuery(match["before"].strip(), config=ZOEKCONFIG, search_type="websearch") & begin)
    return query | begin


# --- counting ---


@dataclass(frozen=True)
class _Group:
    """Hits that have the same value for every facet."""

    waarden: Mapping[str, frozenset[str]]
    aantal: int

    def fits(self, gekozen: Mapping[str, tuple[str, ...]], *, but: str = "") -> bool:
        return all(
            not values or name == but or self.waarden[name].intersection(values) for name, values in gekozen.items()
        )


def _groups(hits: QuerySet[Onderdeel], versies: Mapping[int, Getoond]) -> list[_Group]:
    rows = (
        hits.values_list("publicatie_id", "soort", "grondslagen")
        .annotate(aantal=Count("pk"))
        .order_by("publicatie_id", "soort", "grondslagen")
    )
    return [
        _Group(
            {
                "regio": frozenset({versies[pk].regio_slug}),
                "inkoop": frozenset({versies[pk].slug}),
                "soort": frozenset({soort}),
                "grondslag": frozenset(grondslagen),
            },
            aantal,
        )
        for pk, soort, grondslagen, aantal in rows
    ]


def _facets(groups: Sequence[_Group], vraag: Vraag, versies: Mapping[int, Getoond]) -> list[Facet]:
    """A count says what choosing it gives, with the choices in the other facets as they are."""
    found = []
    for name, title in FACETTEN.items():
        counts: dict[str, int] = dict.fromkeys(vraag.gekozen.get(name, ()), 0)
        for group in groups:
            if group.fits(vraag.gekozen, but=name):
                for value in group.waarden[name]:
                    counts[value] = counts.get(value, 0) + group.aantal
        label = _labels(name, versies)
        chosen = vraag.gekozen.get(name, ())
        order = sorted(counts, key=lambda value: (value not in chosen, -counts[value], label(value)))
        if len(order) > 1 or chosen:
            keuzes = [Keuze(value, label(value), counts[value], value in chosen) for value in order[:MAX_KEUZES]]
            found.append(Facet(name, title, keuzes))
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
    rows = (
        hits.annotate(
            precies=Case(
                When(code__in=[vraag.tekst.lower(), vraag.tekst.upper()], then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
            rang=SearchRank(F("zoekvector"), query),
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
        )
        .order_by("-precies", "-rang", "publicatie_id", "volgorde", "pk")
        .values_list("publicatie_id", "soort", "code", "titel", "fragment")[(pagina - 1) * PER_PAGE : pagina * PER_PAGE]
    )
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
    better: dict[str, str] = {}
    # First pages with a word that is nearly the same; only for what stays unknown those with one that looks a bit like it.
    for threshold in ("0.8", "0.6"):
        unknown = [word for word in words if word not in better]
        better |= _look_alikes(unknown, versies, threshold) if unknown else {}
    return _replaced(text, better) if better else ""


def _look_alikes(words: Sequence[str], versies: Sequence[int], threshold: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [threshold])
        cursor.execute(SUGGEST, {"woorden": list(words), "versies": list(versies), "config": ZOEKCONFIG})
        found = cursor.fetchall()
    # Trigrams find the words; how many letters differ tells which of them was meant.
    found.sort(key=lambda row: (SequenceMatcher(None, row[0], row[1]).ratio(), row[2], row[1]))
    return {typed: meant for typed, meant, _ in found}


def _replaced(text: str, better: Mapping[str, str]) -> str:
    words = "|".join(re.escape(word) for word in better)
    return re.sub(rf"(?<!\w)({words})(?!\w)", lambda match: better[match[1].lower()], text, flags=re.IGNORECASE)


def pages(pagina: int, paginas: int) -> Iterable[int]:
    """The page numbers to show: the first, the last, and those around the current one."""
    return sorted({1, paginas, *range(max(1, pagina - 2), min(paginas, pagina + 2) + 1)})
