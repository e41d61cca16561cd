"""Amounts as people type and paste them. Euros, two decimals, rounded half up (feiten 7)."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from core import dutch

CENT = Decimal("0.01")
#: A budget may be this much; any other tarief less (`MAX_GEWOON`).
MAX_BEDRAG = Decimal("999999999.99")
MAX_GEWOON = Decimal("999999.99")
#: More than this is probably a slip.
WARN_PERCENT = 25

_SPACE = re.compile("[ \t\u00a0\u2007\u2009\u202f]")
_EURO = re.compile(r"^(€|eur|euro)|(€|eur|euro)$", re.IGNORECASE)
_MINUS = "-−–—"
#: Dots between thousands and a decimal comma, the other way round, or spaces between thousands.
_GROUPED = [
    re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)"),
    re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]+)"),
    re.compile(r"([0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]+))?"),
    re.compile(r"([0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:,[0-9]{3}){2,})"),
]


def parse_amount(text: str) -> Decimal:
    """The amount that a person means: "64,80", "€ 64.80", "1.234,50", "64,-". Raises ValueError with a Dutch message.

    "1.234" is refused: it may be 1234 or 1,234.
    """
    shown = text.strip()[:40]
    plain = _EURO.sub("", _SPACE.sub(" ", text).strip()).strip()
    if not plain:
        raise ValueError("Vul een bedrag in, bijvoorbeeld 64,80.")
    if len(plain) > 40:
        raise _not_an_amount(shown)
    if plain[0] in _MINUS:
        raise ValueError(f"“{shown}” is kleiner dan nul. Een tarief is groter dan nul.")
    if match := re.fullmatch(rf"([0-9]+)[.,](?:[{_MINUS}]+|=)", plain):  # 64,-
        plain = match[1]
    if re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", plain):
        whole, mark, rest = re.split(r"([.,])", plain)
        raise ValueError(
            f"“{shown}” is niet eenduidig: {whole}{rest} of {whole}{mark}{rest} met drie decimalen? "
            f"Schrijf {whole}{rest},00, of een bedrag met twee decimalen."
        )
    for grouped in _GROUPED:
        if match := grouped.fullmatch(plain):
            whole, decimals = re.sub("[., ]", "", match[1]), (match.groups()[1] if match.re.groups > 1 else None) or ""
            break
    else:
        if not (match := re.fullmatch(r"([0-9]+)(?:[.,]([0-9]+))?", plain)):
            raise _not_an_amount(shown)
        whole, decimals = match[1], match[2] or ""
    if len(decimals) > 2:
        raise _too_precise(shown)
    return check_amount(Decimal(f"{whole}.{decimals or '0'}"), shown)


def check_amount(amount: Decimal, shown: str = "") -> Decimal:
    """`amount` with two decimals, when it can be a tarief. Raises ValueError with a Dutch message."""
    shown = shown or f"{amount:f}".replace(".", ",")[:40]
    if not amount.is_finite():
        raise _not_an_amount(shown)
    if amount < 0:
        raise ValueError(f"“{shown}” is kleiner dan nul. Een tarief is groter dan nul.")
    if amount > MAX_BEDRAG:
        raise ValueError(f"“{shown}” is te groot: hooguit {dutch.number(MAX_BEDRAG, 2)}.")
    if amount != round_amount(amount):
        raise _too_precise(shown)
    if amount == 0:
        raise ValueError(f"“{shown}” is nul. Een tarief is groter dan nul.")
    return round_amount(amount)


def _not_an_amount(shown: str) -> ValueError:
    return ValueError(f"“{shown}” is geen bedrag. Verwacht: een getal met hooguit twee decimalen, bijvoorbeeld 64,80.")


def _too_precise(shown: str) -> ValueError:
    return ValueError(f"“{shown}” heeft meer dan twee decimalen. Rond het bedrag af op hele centen.")


def round_amount(amount: Decimal) -> Decimal:
    """To whole cents, half up: 64.125 → 64.13."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def in_eurocenten(amount: Decimal) -> int:
    """As amounts travel in iWmo messages: whole eurocents."""
    return int(round_amount(amount) * 100)


def percent_difference(old: Decimal, new: Decimal) -> Decimal:
    """How much `new` differs from `old`, in percent with two decimals: 4.95 for 4.95%."""
    return ((new / old - 1) * 100).quantize(CENT, ROUND_HALF_UP)


def opvallend(bedrag: Decimal, *, nu: Decimal | None, jaar_eerder: Decimal | None) -> list[str]:
    """Why a person should look twice: lower than what holds or held a year earlier, or more than WARN_PERCENT higher."""
    found = []
    for old, when in ((nu, "nu"), (jaar_eerder if jaar_eerder != nu else None, "een jaar eerder")):
        if old is None:
            continue
        percent, is_lower = percent_difference(old, bedrag), bedrag < old
        if is_lower or percent > WARN_PERCENT:
            word = "lager" if is_lower else "hoger"
            found.append(f"{dutch.number(abs(percent), 2)}% {word} dan {when} ({dutch.amount(old)}).")
    return found
