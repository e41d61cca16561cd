"""Facts in sentences: how long, how much, which day. Pure functions on plain text; what is not said is not in the answer."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from inlezen.woorden import GETALLEN, getal

_N = rf"(\d{{1,3}}|{'|'.join(GETALLEN)})"
_MAX = r"(?:maximaal|hooguit|ten hoogste|maximum van|niet meer dan)"
_MAANDEN = {"jaar": 12, "jaren": 12, "maand": 1, "maanden": 1}


def _int(word: str) -> int:
    return getal(word) or 0


def limieten(text: str) -> dict[str, Any]:
    """Of a product: how much of it, and for how long it is granted."""
    found: dict[str, Any] = {}
    if match := re.search(rf"{_MAX} {_N} \w+ per week", text, re.IGNORECASE):
        found["max_per_week"] = _int(match[1])
    if match := re.search(
        rf"(?:{_MAX} {_N} weken aaneen|aaneengesloten periode van {_MAX} {_N} weken)", text, re.IGNORECASE
    ):
        found["max_weken_aaneen"] = _int(match[1] or match[2])
    if match := re.search(rf"{_MAX} {_N} \w+ per jaar", text, re.IGNORECASE):
        found["max_per_jaar"] = _int(match[1])
    if match := re.search(rf"toewijzing[^.;]*{_MAX} {_N} (jaar|jaren|maand|maanden)\b", text, re.IGNORECASE):
        found["max_toewijzing_maanden"] = _int(match[1]) * _MAANDEN[match[2].lower()]
    return found


def toewijzing(text: str) -> dict[str, Any]:
    """Of a perceel: how long a toewijzing is, and may be made longer."""
    found: dict[str, Any] = {}
    if match := re.search(
        rf"(?:{_N} tot {_N} (jaar|maanden)|minimaal {_N} (jaar|maanden) en (?:in beginsel )?maximaal {_N} (jaar|maanden))",
        text,
        re.IGNORECASE,
    ):
        low, of_low, high, of_high = match.group(1, 3, 2, 3) if match[1] else match.group(4, 5, 6, 7)
        found["toewijzing_min_maanden"] = _int(low) * _MAANDEN[of_low.lower()]
        found["toewijzing_max_maanden"] = _int(high) * _MAANDEN[of_high.lower()]
    else:
        for sentence in re.split(r"(?<=[.;])\s", text):
            longer = re.search(r"verleng", sentence, re.IGNORECASE)
            match = re.search(rf"{_MAX} {_N} (jaar|jaren|maand|maanden)\b", sentence, re.IGNORECASE)
            if match and not longer and "toewijzing" in sentence.lower():
                found["toewijzing_max_maanden"] = _int(match[1]) * _MAANDEN[match[2].lower()]
    if found and re.search(r"in (?:principe|beginsel) maximaal", text, re.IGNORECASE):
        found["toewijzing_in_beginsel"] = True
    if match := re.search(
        rf"verleng[^.]*telkens (?:met )?{_MAX} {_N} (jaar|maanden)\b|verlengen kan telkens met {_MAX} {_N} (jaar|maanden)",
        text,
        re.IGNORECASE,
    ):
        number, unit = (match[1], match[2]) if match[1] else (match[3], match[4])
        found["verlenging_max_maanden"] = _int(number) * _MAANDEN[unit.lower()]
    return found


def grens(text: str) -> dict[str, Any]:
    """Of a perceel: whether the border with the Wlz is named, and where a cliënt may go on to."""
    found: dict[str, Any] = {}
    if re.search(r"geen noodzaak voor (?:24[- ]?uurs|ondersteuning die 24 uur)", text, re.IGNORECASE):
        found["geen_24_uur"] = True
    if match := re.search(r"overstap maken naar ([^.]*)\.", text, re.IGNORECASE):
        found["doorstroom"] = re.findall(r"\d+", match[1])
        if re.search(r"beschermd wonen", match[1], re.IGNORECASE):
            found["doorstroom_buiten"] = "beschermd wonen"
    return found


def naast_ander(text: str) -> list[str]:
    """The numbers of the percelen that a cliënt may have beside another one."""
    match = re.search(
        r"meerdere percelen[^.]*met uitzondering van (?:perceel|percelen) ([\d, en]+)", text, re.IGNORECASE
    )
    return re.findall(r"\d+", match[1]) if match else []


def periode(text: str) -> dict[str, Any]:
    """ "in beginsel 2027 en 2028": the first and the last day of a purchase, and whether that is certain."""
    match = re.search(r"(in (?:beginsel|principe)\b[^.\d]*)?\b(20\d\d)(?: (?:en|tot en met|t/m) (20\d\d))?", text)
    if not match:
        return {}
    first, last = int(match[2]), int(match[3] or match[2])
    return {"van": dt.date(first, 1, 1), "tot": dt.date(last, 12, 31), "in_beginsel": bool(match[1])}
