"""Rules about single texts: nothing left to fill in, no reference to what is not there, one word for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from core import dutch
from core.fields import MAX_RICH_TEXT
from core.letters import unprintable
from publicaties.problemen.model import Blokkade, Probleem, Waarschuwing
from publicaties.snapshot import Snapshot
from publicaties.teksten import all_texts


def find_texts(snapshot: Snapshot, previous: Snapshot | None) -> Iterator[Probleem]:
    gone = _gone_names(snapshot, previous) if previous else {}
    for tekst in all_texts(snapshot):
        if len(tekst.inhoud) > MAX_RICH_TEXT:
            yield Blokkade(
                tekst.plek,
                f"De tekst in {tekst.waar} heeft {dutch.number(len(tekst.inhoud))} tekens, opmaak meegeteld. "
                f"Er passen er {dutch.number(MAX_RICH_TEXT)}: maak de tekst korter.",
                ook_bij_consultatie=True,
            )
        if tekens := unprintable(tekst.tekst):
            # The PDF would fail, after everybody agreed.
            named = " ".join(f"{teken} (U+{ord(teken):04X})" for teken in tekens)
            yield Blokkade(
                tekst.plek,
                f"In {tekst.waar} staat een teken dat niet in de PDF kan: {named}. Haal het weg of gebruik een woord.",
                ook_bij_consultatie=True,
            )
        for fragment in _once(PLACEHOLDER.findall(tekst.tekst)):
            yield Waarschuwing(
                tekst.plek, f"In {tekst.waar} staat nog '{fragment}'. Vul de tekst aan.", reden_nodig=True
            )
        if tekst.los:
            continue
        for wat in _once([*_unknown(snapshot, tekst.tekst), *_mentioned(gone, tekst.tekst)]):
            yield Waarschuwing(
                tekst.plek,
                f"In {tekst.waar} staat '{wat}', maar dat is er niet in dit document. Verbeter de verwijzing.",
                reden_nodig=True,
            )
        for begrip in snapshot.begrippen:
            if tekst.plek.soort == "begrip" and tekst.plek.code == begrip.term:
                continue
            for woord in _once(found for verboden in begrip.niet_gebruiken for found in uses(tekst.tekst, verboden)):
                yield Waarschuwing(
                    tekst.plek,
                    f"In {tekst.waar} staat '{woord}'. Gebruik daarvoor steeds '{begrip.term}' (begrippenlijst).",
                )


# --- what is left to fill in ------------------------------------------------------------------------------------------

#: Square brackets have no other use in these documents than a footnote number.
PLACEHOLDER = re.compile(
    r"\bX{2,}\b"
    r"|\[(?!\d+\])[^\]\n]{0,60}\]"
    r"|(?<!\w)n\.\s?t\.\s?b\.?|\bntb\b"
    r"|\b(?:nader|nog) (?:te|in te) (?:bepalen|vullen|benoemen|beslissen)\b"
    r"|\blorem\b|\bipsum\b|\bTODO\b"
    r"|\?{3,}|_{4,}|\.{5,}|…{2,}",
    re.IGNORECASE,
)


# --- references -------------------------------------------------------------------------------------------------------

_UNITS = (
    r"uur|uren|dagdel|dagdeel|dag|week|weken|maand|jaar|jaren|etmaal|etmalen|keer|maal|procent|%|euro|aanbieders|punten"
)
_NUMBER = rf"\d+[a-z]?(?:-[a-z]+)?(?![\w,.]*\d)(?!\s?(?:{_UNITS}))"
_JOIN = r"\s*(?:,|/|&|–|-|\ben\b|\bof\b|\ben/of\b|t/m|\btot en met\b)\s*"
#: "in dit perceel 15 aanbieders" names no perceel; "in de percelen 1 en 2" does.
_NOT_A_NAME = "".join(rf"(?<!\b{word} )" for word in ("dit", "het", "elk", "ieder", "per", "een", "één"))
_REFERENCE = re.compile(
    rf"{_NOT_A_NAME}\b(perceel|segment|percelen|segmenten)\s+({_NUMBER}(?:{_JOIN}(?:(?:perceel|segment)\s+)?{_NUMBER})*)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d+)\s*(?:t/m|tot en met|–|-)\s*(\d+)")
_PRODUCT = re.compile(r"\bproduct(?:en)?\s+([A-Z]{2,}[A-Za-z0-9]*)\b")
_IWMO = re.compile(r"\b\d{2}[A-Z]\d{2}\b")


def _unknown(snapshot: Snapshot, tekst: str) -> Iterator[str]:
    """References to a perceel, segment or product code that does not exist, as they stand in the text."""
    for word, numbers in _REFERENCE.findall(tekst):
        kind = "perceel" if word.lower().startswith("perce") else "segment"
        codes = getattr(snapshot, kind)
        if kind == "segment" and not codes:
            continue
        for number in _numbers(numbers):
            if number not in codes and not any(code.startswith(f"{number}-") for code in codes):
                yield f"{kind} {number}"
    short = {product.afkorting.upper() for product in snapshot.producten} | {
        product.code.upper() for product in snapshot.producten
    }
    first_words = {name.split(" ")[0].split("-")[0] for name in short}
    for code in _PRODUCT.findall(tekst):
        if code.upper() not in first_words and any(product.afkorting for product in snapshot.producten):
            yield f"product {code}"
    iwmo = {row.iwmo_code for row in snapshot.producten} | {row.iwmo_code for row in snapshot.tarieven}
    yield from (code for code in _IWMO.findall(tekst) if code not in iwmo and any(iwmo))


def _numbers(text: str) -> Iterator[str]:
    for begin, end in _RANGE.findall(text):
        yield from (str(number) for number in range(int(begin), min(int(end), int(begin) + 99) + 1))
    yield from (number.lower() for number in re.findall(r"\d+[a-z]?(?:-[a-z]+)?", text, re.IGNORECASE))


def _gone_names(snapshot: Snapshot, previous: Snapshot) -> dict[str, re.Pattern[str]]:
    """Names and abbreviations of products that the version before had and this one has not."""
    here = {name for product in snapshot.producten for name in (product.naam, product.afkorting)}
    gone = {
        name
        for product in previous.producten
        if product.code not in snapshot.product
        for name in (product.naam, product.afkorting)
        if len(name) > 2 and name not in here
    }
    return {name: re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])", re.IGNORECASE) for name in sorted(gone)}


def _mentioned(names: dict[str, re.Pattern[str]], tekst: str) -> Iterator[str]:
    return (name for name, pattern in names.items() if pattern.search(tekst))


# --- one word for one thing -------------------------------------------------------------------------------------------


def uses(tekst: str, verboden: str) -> list[str]:
    """How `tekst` uses this word, in whichever form; whole words only, so "contra-indicaties" is no "indicatie"."""
    noun, verb = _patterns(verboden)
    found = [match.group(0) for match in noun.finditer(tekst) if not _is_idiom(tekst, match)]
    if verb is not None:
        found += [match.group(0) for match in verb.finditer(tekst) if not _has_over(tekst, match)]
    return found


@lru_cache(maxsize=512)
def _patterns(verboden: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """For a word as it is, its plurals and diminutives; and for one on -ing the verb that it comes from."""
    word = verboden.strip()
    forms = {word, *_inflected(word)}
    pattern = re.compile(rf"(?<![\w-])(?:{_any(forms)})(?![\w-])", re.IGNORECASE)
    if not word.lower().endswith("ing") or " " in word or len(word) < 6:
        return pattern, None
    return pattern, re.compile(rf"(?<![\w-])(?:{_any(_verb_forms(word))})(?![\w-])", re.IGNORECASE)


def _any(forms: set[str]) -> str:
    return "|".join(r"\s+".join(map(re.escape, form.split())) for form in sorted(forms, key=len, reverse=True))


def _inflected(word: str) -> set[str]:
    """Plural (-en, -s, 's, -ën, doubled or single consonant), diminutive and genitive."""
    forms = {
        f"{word}en",
        f"{word}s",
        f"{word}'s",
        f"{word}’s",
        f"{word}n",
        f"{word}ën",
        f"{word}tje",
        f"{word}je",
        f"{word}jes",
    }
    if re.search(r"[aeiou]{2}[bcdfgklmnprst]$", word) and word[-2] == word[-3]:
        forms.add(f"{word[:-2]}{word[-1]}en")  # perceel, percelen
    if re.search(r"[^aeiou][aeiou][bdfgklmnprst]$", word):
        forms.add(f"{word}{word[-1]}en")  # bed, bedden
    if word.endswith("f"):
        forms.add(f"{word[:-1]}ven")  # tarief, tarieven
    if word.endswith("s"):
        forms.add(f"{word[:-1]}zen")  # prijs, prijzen
    return forms


def _verb_forms(noun: str) -> set[str]:
    """beschikking: beschikken, beschik, beschikt, beschikte, beschikten; toewijzing: toewijzen, toewijst …"""
    root = noun[:-3]
    stem = root[:-1] if len(root) > 2 and root[-1] == root[-2] else root
    stem = {"z": f"{stem[:-1]}s", "v": f"{stem[:-1]}f"}.get(stem[-1], stem)
    endings = ("", "t", "te", "ten", "de", "den")
    return {f"{root}en", *(f"{stem}{ending}" for ending in endings), *(f"ge{stem}{ending}" for ending in ("t", "d"))}


def _is_idiom(tekst: str, match: re.Match[str]) -> bool:
    """ "ter beschikking" means something else than the decision."""
    return re.search(r"\bter\s+$", tekst[: match.start()], re.IGNORECASE) is not None


def _has_over(tekst: str, match: re.Match[str]) -> bool:
    """ "beschikt over" means "has"; the two may stand apart within their part of the sentence."""
    after = re.split(r"[.;:!?\n]", tekst[match.end() :], maxsplit=1)[0]
    before = re.split(r"[.;:!?\n,]", tekst[: match.start()])[-1]
    return bool(re.search(r"\b(?:over|waarover|daarover)\b", f"{before} {after}", re.IGNORECASE))


def _once(found: Iterator[str] | list[str]) -> list[str]:
    return list(dict.fromkeys(found))
