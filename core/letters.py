"""Which characters the fonts of the project have, so that a text never depends on the fonts of a machine."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from django.conf import settings
from fontTools.ttLib import TTFont

#: Signs that Word puts in by itself and that no font here has → what stands in the PDF for them.
REPLACED = str.maketrans({"\u2010": "-", "\u2011": "-", "\ufb01": "fi", "\ufb02": "fl"})
#: Spaces, and signs that show nothing themselves.
_UNSEEN = {"Zs", "Zl", "Zp", "Cc", "Cf"}


#: What stands in a text where nobody sees it: soft hyphens, zero-width and direction signs, joiners, controls, private use of Word.
_NOTHING = re.compile(
    "[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\x0b\x0c]")
_LINES = re.compile("\r\n?|[\x85\u2028\u2029]")
#: Hyphens that Word makes and that no font of ours has.
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-"})


def normal(text: str) -> str:
    """`text` as it is stored and compared: what looks the same is the same.

    Composed letters (NFC), plain spaces (the house puts in no-break spaces itself, when it shows a text), plain hyphens, new lines as
    \\n, and no signs that nobody sees.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _SPACES.sub(" ", _LINES.sub("\n", _NOTHING.sub("", text))).translate(_HYPHENS)
    return unicodedata.normalize("NFC", text)


def comparable(text: str) -> str:
    """What two texts have in common that look the same, whatever signs an older one still holds."""
    return " ".join(normal(text).split())


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
