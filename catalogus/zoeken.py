"""Searching everything that is published and current: PostgreSQL full text, facets with counts, help with typing mistakes."""

from __future__ import annotations

import functools
import operator
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db import connection
from django.db.models import F, Func, Q, TextField, Value
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from catalogus.aanbod import Aanbod, Getoond
from catalogus.adressen import below
from catalogus.site import site
from catalogus.treffers import Treffers, find, some_of, tsquery
from core import dutch
from core.letters import normal
from proces import zoeken as rondom
from proces.zoeken import BRONNEN, Vindplaats
from publicaties.models import SCHEIDING, WOORD, ZOEKCONFIG, Onderdeel, OnderdeelSoort

MAX_LENGTH = 200
PER_PAGE = 10
MAX_KEUZES = 12
#: So many hits are put in order by all that their pages say; what comes after them by title and names alone.
ORDERED = 200
#: With fewer pages that have all of the words, those with some of them follow.
WEINIG = 3
#: Around a hit, until the text is escaped; from the private use area, so that no text of ours has them.
START, STOP = "\ue000", "\ue001"
#: Around a sign that joins words, while PostgreSQL looks for hits: it then sees the words apart, as the index does.
LOS = "\ue002"
#: Who asks so wants a moment.
WANNEER = re.compile(r"(?i)\b(wanneer|datum|deadline|tot hoe lang|hoe laat)\b")
FACETTEN = {"soort": "Soort", "regio": "Regio", "inkoop": "Inkoop", "grondslag": "Grondslag"}

#: For each word that is on no page people see, words that look like it and are.
#: "+ 0": so that the text index is read until one page has the word, and not the index of versions for every word.
SUGGEST = """
    SELECT getikt.woord, anders.woord
    FROM unnest(%(woorden)s::text[]) AS getikt(woord)
    CROSS JOIN LATERAL (
        SELECT woord FROM publicaties_woord
        WHERE woord %% getikt.woord
        ORDER BY similarity(woord, getikt.woord) DESC, woord
        LIMIT 8
    ) anders
    WHERE numnode(plainto_tsquery(%(config)s::regconfig, getikt.woord)) > 0 AND NOT EXISTS (
        SELECT FROM publicaties_onderdeel
        WHERE publicatie_id + 0 = ANY(%(versies)s) AND zoekvector @@ plainto_tsquery(%(config)s::regconfig, getikt.woord)
    ) AND EXISTS (
        SELECT FROM publicaties_onderdeel
        WHERE publicatie_id + 0 = ANY(%(versies)s) AND zoekvector @@ plainto_tsquery(%(config)s::regconfig, anders.woord)
    )
"""


@dataclass(frozen=True)
class Zoekvraag:
    """What someone asks. `tekst` is tidy: no control signs, at most 200 signs, single spaces; `gekozen` has no empty lists."""

    tekst: str = ""
    gekozen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    toekomst: bool = False
    pagina: int = 1

    @classmethod
    def read(cls, get: Mapping[str, Sequence[str]]) -> Zoekvraag:
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
    return " ".join(normal(cleaned).split())[:MAX_LENGTH].strip()


@dataclass(frozen=True)
class Facetkeuze:
    waarde: str
    label: str
    aantal: int
    gekozen: bool


@dataclass(frozen=True)
class Facet:
    sleutel: str
    naam: str
    keuzes: list[Facetkeuze]


@dataclass(frozen=True)
class Resultaat:
    soort: str
    titel: str
    adres: str
    fragment: SafeString
    versie: Getoond
    #: Of what goes on around the text: its moment, or its figures.
    wanneer: str = ""


@dataclass(frozen=True)
class Zoekuitkomst:
    """`totaal` after the filters, `ongefilterd` before them. `bedoelde`: another question that has results, or empty.

    `met_alle`: so few pages have all of the words that those with some of them follow; None when all have all.
    """

    totaal: int = 0
    ongefilterd: int = 0
    resultaten: Sequence[Resultaat] = ()
    facetten: Sequence[Facet] = ()
    pagina: int = 1
    paginas: int = 1
    bedoelde: str = ""
    met_alle: int | None = None


def search(vraag: Zoekvraag, aanbod: Aanbod) -> Zoekuitkomst:
    """Four queries, and one for each kind of row around the text on the page; up to four more when few pages have all of the words."""
    versies = {row.publicatie.pk: row for row in aanbod.versies if vraag.toekomst or not row.komt}
    if not vraag.tekst or not versies:
        return Zoekuitkomst(facetten=_facets(_Telling(), vraag, versies))
    synoniemen = _synoniemen(versies.values())
    query, start = tsquery(vraag.tekst, synoniemen), (vraag.pagina - 1) * PER_PAGE
    # There may be as many rows around the text before these pages as there can be.
    vanaf = 0 if start < ORDERED + rondom.MEEST else start - rondom.MEEST

    getoond = {row.publicatie.inkoop_id: row for row in versies.values() if not row.komt}

    def look(query: SearchQuery, alle: SearchQuery | None = None) -> tuple[Treffers, list[Vindplaats]]:
        return find(
            query,
            alle,
            tekst=vraag.tekst,
            versies=list(versies),
            past=_past(vraag, versies),
            vanaf=vanaf,
            aantal=ORDERED + rondom.MEEST + PER_PAGE,
            beste=0 if vanaf else ORDERED,
        ), rondom.find(query, alle, inkopen=getoond)

    some = None
    with rondom.by_index():
        treffers, plaatsen = look(query)
        if (met_alle := _number(treffers) + len(plaatsen)) < WEINIG and (some := some_of(vraag.tekst, synoniemen)):
            alle, query = query, query | some
            treffers, plaatsen = look(query, alle)
    treffers = replace(treffers, groepen=[*treffers.groepen, *_groups(plaatsen, getoond)])
    plaatsen = [plaats for plaats in plaatsen if _lets_through(vraag, plaats, getoond[plaats.inkoop])]
    telling = _count(treffers, vraag, versies)
    paginas = max(1, -(-telling.totaal // PER_PAGE))
    if vraag.pagina > paginas:
        return search(replace(vraag, pagina=paginas), aanbod)
    return Zoekuitkomst(
        totaal=telling.totaal,
        ongefilterd=telling.ongefilterd,
        resultaten=_page(_Gevonden(treffers, vanaf, plaatsen, getoond), query, vraag, versies)
        if telling.totaal
        else [],
        facetten=_facets(telling, vraag, versies),
        pagina=vraag.pagina,
        paginas=paginas,
        bedoelde="" if met_alle else suggestion(vraag.tekst, list(versies)),
        met_alle=met_alle if some and met_alle < _number(treffers) else None,
    )


def _groups(
    plaatsen: Sequence[Vindplaats], getoond: Mapping[int, Getoond]
) -> list[tuple[str, list[str], list[int], list[int]]]:
    """Rows around the text, counted as pages are: with the version that is read today."""
    counts = Counter((plaats.soort, getoond[plaats.inkoop].publicatie.pk) for plaats in plaatsen)
    return [(soort, [], [pk], [aantal]) for (soort, pk), aantal in counts.items()]


def _lets_through(vraag: Zoekvraag, plaats: Vindplaats, versie: Getoond) -> bool:
    waarden = {"soort": plaats.soort, "regio": versie.regio_slug, "inkoop": versie.slug}
    return all(waarden.get(name) in chosen for name, chosen in vraag.gekozen.items())


def _number(treffers: Treffers) -> int:
    return sum(sum(aantallen) for *_, aantallen in treffers.groepen)


def _synoniemen(versies: Iterable[Getoond]) -> list[frozenset[str]]:
    groups = [frozenset(word.lower() for word in group) for group in site().zoeken.synoniemen]
    return list(dict.fromkeys([*groups, *(group for versie in versies for group in versie.synoniemen)]))


def _past(vraag: Zoekvraag, versies: Mapping[int, Getoond]) -> Q:
    """What the filters let through."""
    past = Q()
    if soorten := vraag.gekozen.get("soort"):
        past &= Q(soort__in=soorten)
    for name, attribute in (("regio", "regio_slug"), ("inkoop", "slug")):
        if chosen := vraag.gekozen.get(name):
            past &= Q(publicatie__in=[pk for pk, row in versies.items() if getattr(row, attribute) in chosen])
    if grondslagen := vraag.gekozen.get("grondslag"):
        past &= functools.reduce(operator.or_, (Q(grondslagen__contains=[code]) for code in grondslagen))
    return past


# --- counting ---


@dataclass
class _Telling:
    """How many hits there are: before the filters, after them, and per facet for each value what choosing it gives."""

    ongefilterd: int = 0
    totaal: int = 0
    facetten: Mapping[str, dict[str, int]] = field(
        default_factory=lambda: {name: defaultdict(int) for name in FACETTEN}
    )


def _count(treffers: Treffers, vraag: Zoekvraag, versies: Mapping[int, Getoond]) -> _Telling:
    telling = _Telling()
    for soort, grondslagen, pks, aantallen in treffers.groepen:
        for pk, aantal in zip(pks, aantallen, strict=True):
            versie = versies[pk]
            waarden: dict[str, Sequence[str]] = {
                "soort": (soort,),
                "regio": (versie.regio_slug,),
                "inkoop": (versie.slug,),
                "grondslag": grondslagen,
            }
            misses = [name for name, chosen in vraag.gekozen.items() if not set(chosen).intersection(waarden[name])]
            telling.ongefilterd += aantal
            telling.totaal += 0 if misses else aantal
            if len(misses) > 1:
                continue
            # What only the choice in one facet keeps away would be added by another choice in that facet.
            for name in misses or FACETTEN:
                counts = telling.facetten[name]
                for waarde in waarden[name]:
                    counts[waarde] += aantal
    return telling


def _facets(telling: _Telling, vraag: Zoekvraag, versies: Mapping[int, Getoond]) -> list[Facet]:
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
                Facet(name, title, [Facetkeuze(value, label(value), counts[value], value in chosen) for value in shown])
            )
    return found


def _labels(name: str, versies: Mapping[int, Getoond]) -> Callable[[str], str]:
    known: dict[str, str]
    match name:
        case "soort":
            known = {value: str(label).capitalize() for value, label in OnderdeelSoort.choices}
            known |= {soort: dutch.capital(bron.naam) for soort, bron in BRONNEN.items()}
        case "regio":
            known = {row.regio_slug: row.regio for row in versies.values()}
        case "inkoop":
            known = {row.slug: row.titel for row in versies.values()}
        case _:
            known = {code: label for row in versies.values() for code, label in row.grondslagen.items()}
    return lambda value: known.get(value, value)


# --- one page of results ---


@dataclass(frozen=True)
class _Gevonden:
    """Hits in their order as far as it is known: pages of which the first is number `vanaf` of all, and rows around the text."""

    treffers: Treffers
    vanaf: int
    plaatsen: Sequence[Vindplaats]
    getoond: Mapping[int, Getoond]


def _page(gevonden: _Gevonden, query: SearchQuery, vraag: Zoekvraag, versies: Mapping[int, Getoond]) -> list[Resultaat]:
    """What stands on the page that is asked for."""
    marks: dict[str, Any] = {
        "start_sel": START,
        "stop_sel": STOP,
        "max_fragments": 2,
        "max_words": 24,
        "min_words": 10,
        "fragment_delimiter": " … ",
    }
    here = _here(gevonden, vraag, versies)
    signs = "[" + "".join(f"\\{sign}" for sign in f"-{SCHEIDING}") + "]"
    apart = Func(F("tekst"), Value(signs), Value(f"{LOS}\\&{LOS}"), Value("g"), function="regexp_replace")
    apart.output_field = TextField()
    fragment = SearchHeadline(apart, query, config=ZOEKCONFIG, **marks)
    found = Onderdeel.objects.annotate(fragment=fragment).filter(pk__in=[one for one in here if isinstance(one, int)])
    fields = ("pk", "publicatie_id", "soort", "code", "titel", "fragment")
    rows = {row.pk: row for row in found.order_by("pk").values_list(*fields, named=True)}
    around = rondom.shown([one for one in here if isinstance(one, Vindplaats)], query, **marks)
    resultaten = []
    for one in here:
        if isinstance(one, Vindplaats):
            titel, wanneer, plek, tekst = around[one]
            versie, naam = gevonden.getoond[one.inkoop], BRONNEN[one.soort].naam
            adres = f"/inkoop/{versie.slug}/{plek}"
        else:
            row = rows[one]
            titel, wanneer, tekst = row.titel, "", row.fragment
            versie, naam = versies[row.publicatie_id], str(OnderdeelSoort(row.soort).label)
            adres = versie.pad + below(row.soort, row.code)
        resultaten.append(Resultaat(dutch.capital(naam), titel, adres, marked(tekst), versie, wanneer))
    return resultaten


def _here(gevonden: _Gevonden, vraag: Zoekvraag, versies: Mapping[int, Getoond]) -> Sequence[int | Vindplaats]:
    """What the page shows. The first pages of all and the rows around the text are put in order by all that they say."""
    start, extra, eerste = (vraag.pagina - 1) * PER_PAGE, len(gevonden.plaatsen), gevonden.treffers.eerste
    if start >= ORDERED + extra:
        begin = start - extra - gevonden.vanaf
        return eerste[begin : begin + PER_PAGE]
    # An example is no answer while there is a real one.
    order: list[tuple[bool, bool, bool, float, int | Vindplaats]] = [
        *(
            (not versies[row.versie].verzonnen, row.precies, row.alle, row.rang, row.pk)
            for row in sorted(gevonden.treffers.beste, key=lambda row: (row.versie, row.volgorde, row.pk))
        ),
        *(
            (not gevonden.getoond[row.inkoop].verzonnen, False, row.alle, row.rang * _weight(row, vraag.tekst), row)
            for row in gevonden.plaatsen
        ),
    ]
    order.sort(key=lambda row: row[:4], reverse=True)  # of equals, the first stays first
    whole = [*(row[4] for row in order), *eerste[ORDERED : ORDERED + PER_PAGE]]
    return whole[start : start + PER_PAGE]


def _weight(row: Vindplaats, tekst: str) -> float:
    """With some of the words, what the text says comes first: a row is short, and so seems to be about each of its words.

    Not for who asks when.
    """
    return 1.0 if row.alle or (row.soort == "mijlpaal" and WANNEER.search(tekst)) else 0.1


def marked(fragment: str) -> SafeString:
    """Plain text with START and STOP as HTML with <mark>. Everything else is escaped; a lonely sign is dropped.

    Without a hit it is the begin of a text, which may break off.
    """
    text = re.sub(r"\s*\n\s*", " · ", fragment.replace(LOS, "").strip())
    if text and START not in text and not text.endswith("."):
        text += " …"
    text = re.sub(f"{START}([^{START}{STOP}]*){STOP}", r'<mark class="utrecht-mark">\1</mark>', escape(text))
    return mark_safe(re.sub(f"[{START}{STOP}]", "", text))  # noqa: S308 - escaped before the marks were put in


# --- typing mistakes ---


def suggestion(text: str, versies: Sequence[int]) -> str:
    """`text` with each word that we do not have replaced by the one of ours that looks like it; empty when there is none."""
    words = list(dict.fromkeys(WOORD.findall(text.lower())))[:6]
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
    """The page numbers to show: the first, the last, and those around the current one. One alone is not left out."""
    shown = {1, paginas, *range(max(1, pagina - 2), min(paginas, pagina + 2) + 1)}
    return sorted(shown | {number for number in range(1, paginas) if {number - 1, number + 1} <= shown})
