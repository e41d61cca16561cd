"""The kinds of parts in the workplace: found by the code in an address."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from core.deel import DeelInhoud
from core.models import Deel
from core.soort import Soort
from publicaties.soorten import SOORTEN
from segments.models import Inkoop


def find_soort(naam: str) -> Soort:
    """Raises Http404."""
    if naam not in SOORTEN:
        raise Http404(f"Onbekende soort: {naam}")
    return SOORTEN[naam]


def address_of(row: Deel | DeelInhoud) -> str:
    """Its code in an address."""
    return str(row.pk) if isinstance(row, Deel) and row.vrije_code else row.deelcode.replace("/", "-", 1)


def find_row(kind: Soort, inkoop: Inkoop, address: str) -> Any:
    """Also what is archived. Raises Http404."""
    rows = kind.rows(inkoop)
    if kind.vrije_code:
        found = rows.filter(pk=int(address)) if address.isdecimal() and len(address) < 10 else rows.none()
    else:
        found = rows.with_code(address.replace("-", "/", 1) if len(kind.codevelden) > 1 else address)
    row = found.first()
    if row is None:
        raise Http404(f"{kind.naam} {address} bestaat niet.")
    return row
