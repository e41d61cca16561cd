"""For whom a part is: which words its texts name, and the doelgroepen that one can choose from. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from catalogus.site import site


def named(text: str) -> Iterable[str]:
    """Those doelgroepen of the portal that a text names, by one of their words as it stands there: "ouders" are no "ouderen"."""
    standing = _words_of(text)
    for groep in site().doelgroepen:
        if not standing.isdisjoint(groep.woorden):
            yield groep.naam


def missing_words(words: str, text: str) -> list[str]:
    """Those of which no form stands in the text: "oudere" finds "ouderen", but not "ouders"."""
    standing = _words_of(text)
    return [word for word in _plain_words(words) if not any(_is_form(one, word) for one in standing)]


def _is_form(standing: str, word: str) -> bool:
    stem = _stem(word)
    return standing.startswith(stem) and (standing != f"{stem}s" or word.endswith("s"))


@lru_cache(maxsize=8192)
def _words_of(text: str) -> frozenset[str]:
    """The words of a doelgroep, which stay as they are for as long as its version."""
    return frozenset(_plain_words(text))


def _plain_words(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W_]+", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def _stem(word: str) -> str:
    """Without an ending of a plural, as long as enough is left to know it by."""
    for ending in ("eren", "en", "e", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
