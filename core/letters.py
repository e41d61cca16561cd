"""Which characters the fonts of the project have, so that a text never depends on the fonts of a machine."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from django.conf import settings
from fontTools.ttLib import TTFont

#: Signs that Word puts in by itself and that no font here has → what stands in the PDF for them.
REPLACED = str.maketrans({"\u2010": "-", "\u2011": "-", "\ufb01": "fi", "\ufb02": "fl"})
#: Spaces, and signs that show nothing themselves.
_UNSEEN = {"Zs", "Zl", "Zp", "Cc", "Cf"}


def unprintable(text: str) -> list[str]:
    """The characters of `text` that cannot be printed, each once."""
    known = _known()
    return [
        sign
        for sign in dict.fromkeys(text.translate(REPLACED))
        if ord(sign) not in known and unicodedata.category(sign) not in _UNSEEN
    ]


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    """Code points of the fonts that `npm run build` put in static/build/fonts; the stylesheet of the PDF names them all."""
    files = sorted((settings.BASE_DIR / "static/build/fonts").glob("*-400-normal.woff2"))
    if not files:
        raise FileNotFoundError("static/build/fonts is leeg. Voer eerst 'npm run build' uit.")
    return frozenset(code for file in files for code in TTFont(file).getBestCmap())
