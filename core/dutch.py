"""How Dutch readers write amounts, durations and lists."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from django.utils.formats import date_format


def amount(value: Decimal) -> str:
    """Euros with two decimals, as in "€ 1.234,50" (with a no-break space)."""
    return f"€\u00a0{number(value, 2)}"


def number(value: Decimal | int, decimals: int = 0) -> str:
    """A number with dots between thousands and a decimal comma: 5.234.629 or 64,80."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


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


def capital(text: str) -> str:
    """The first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def alphabetical(text: str) -> tuple[str, str]:
    """To sort by, as in a dictionary: capitals and accents make no difference."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)), text


def inside(text: str) -> str:
    """As it stands inside a sentence: without its capital, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
