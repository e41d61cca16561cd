"""How Dutch readers write amounts, durations and lists."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from django.utils.formats import date_format

MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
UNITS = (
    "procentpunt|procent|minuten|minuut|uur|uren|dagdelen|dagdeel|dagen|dag|etmalen|etmaal|weken|week|maanden|maand|kwartalen|kwartaal"
    "|jaren|jaar|euro|km|kilometer|keer|maal|stuks|cliënten|aanbieders|percelen"
)
#: "1 juni 2026", "1e kwartaal 2027", "2 weken", "versie 3", "€ 12", "p × t", "9. Financiën"
_TOGETHER = re.compile(
    rf"\b\d{{1,2}} (?:{MONTHS})\b(?: \d{{4}}\b)?|\b(?:{MONTHS}|\de kwartaal) \d{{4}}\b|\b\d[\d.,]* (?:{UNITS})\b"
    r"|\b(?:versie|perceel|percelen|segment|artikel|bijlage|tabel) \d|€ \d|\b\w × \w\b|(?<![\w.,-])\d{1,2}\. (?=(?-i:[A-ZÀ-Ý]))",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[“‘(\"']?[A-ZÀ-Ý])")


def unbroken(text: str) -> str:
    """With no-break spaces where a line should not end: in a date, between a number and its unit."""
    return _TOGETHER.sub(lambda match: match[0].replace(" ", "\u00a0"), text)


def opening(text: str, words: int) -> str:
    """The first sentences: as many whole ones as fit in so many words, at least one. None that a list must follow."""
    first, *rest = _SENTENCE_END.split(text.strip())
    for sentence in rest:
        if len(f"{first} {sentence}".split()) > words or sentence.endswith(":"):
            break
        first = f"{first} {sentence}"
    return first


def amount(value: Decimal) -> str:
    """Euros with two decimals, as in "€ 1.234,50" (with a no-break space)."""
    return f"€\u00a0{number(value, 2)}"


def number(value: Decimal | int, decimals: int = 0) -> str:
    """A number with dots between thousands and a decimal comma: 5.234.629 or 64,80."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def filesize(size: int) -> str:
    """ "212 kB", "1,4 MB"."""
    kilo = max(1, round(size / 1000))
    return f"{kilo} kB" if kilo < 1000 else f"{number(Decimal(size) / 1_000_000, 1)} MB"


def day(value: dt.date) -> str:
    """ "1 juni 2026"."""
    return date_format(value, "j F Y")


def months(value: int) -> str:
    """A duration given in months: "6 maanden", "1 jaar", "2 jaar"."""
    if value % 12 == 0:
        return f"{value // 12} jaar"
    return "1 maand" if value == 1 else f"{value} maanden"


def listing(words: Iterable[str], *, word: str = "en") -> str:
    """ "a", "a en b", "a, b en c"."""
    parts = list(words)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def period(begin: dt.date | None, end: dt.date | None) -> str:
    """ "vanaf 1 januari 2027", "1 januari 2027 tot en met 31 december 2028", "2027 en 2028" for whole years."""
    if begin and end:
        if (begin.month, begin.day, end.month, end.day) == (1, 1, 12, 31):
            years = [str(year) for year in range(begin.year, end.year + 1)]
            return listing(years) if len(years) < 4 else f"{years[0]} tot en met {years[-1]}"
        return f"{day(begin)} tot en met {day(end)}"
    if begin:
        return f"vanaf {day(begin)}"
    if end:
        return f"tot en met {day(end)}"
    return ""


_PLURAL = {
    "minuut": "minuten",
    "uur": "uren",
    "dagdeel": "dagdelen",
    "dag": "dagen",
    "etmaal": "etmalen",
    "week": "weken",
    "maand": "maanden",
    "jaar": "jaren",
    "stuk": "stuks",
    "euro": "euro's",
    "leefgebied": "leefgebieden",
    "segment": "segmenten",
    "perceel": "percelen",
    "product": "producten",
}
_SAME_AFTER_NUMBER = {"uur", "jaar", "euro"}


def plural(word: str) -> str:
    """ "uren", "dagdelen", "etmalen"; a word that is not known stays as it is."""
    return _PLURAL.get(word, word)


def counted(value: int, word: str) -> str:
    """ "1 etmaal", "3 etmalen", "4 uur"."""
    return f"{number(value)} {word if value == 1 or word in _SAME_AFTER_NUMBER else plural(word)}"


def number_of(value: int, one: str, many: str) -> str:
    """ "1 aantekening", "1.200 aantekeningen"."""
    return f"{number(value)} {one if value == 1 else many}"


def capital(text: str) -> str:
    """The first letter as a capital, the rest as it is; a formula ("p × q") and a name ("iWmo") stay as they are."""
    return text if text[2:3] == "×" or text[1:2].isupper() else text[:1].upper() + text[1:]


def alphabetical(text: str) -> tuple[str, str]:
    """To sort by, as in a dictionary: capitals and accents make no difference."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)), text


def inside(text: str) -> str:
    """As it stands inside a sentence: without its capital, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
