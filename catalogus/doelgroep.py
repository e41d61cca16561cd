"""For whom a part is: which words its texts name, and the doelgroepen that one can choose from. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from catalogus.site import site


def named(text: str) -> Iterable[str]:
    """Those doelgroepen of the portal that a text names, by one of their words."""
    for groep in site().doelgroepen:
        if any(not missing_words(word, text) for word in groep.woorden):
            yield groep.naam


def missing_words(words: str, text: str) -> list[str]:
    """Those of which no form stands in the text: "oudere" finds "ouderen"."""
    standing = _words_of(text)
    return [word for word in _plain_words(words) if not any(one.startswith(_stem(word)) for one in standing)]


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
