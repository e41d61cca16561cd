"""What the last publication said about tarieven."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from publicaties.models import Publicatie
from publicaties.snapshot import OnbekendSchema, read
from segments.models import Inkoop
from tarieven.inrichting import Plaats
from tarieven.models import PLAATS, Indexatie

#: Codes, in the order of `TariefInhoud.lijn`.
Sleutel = tuple[str | None, ...]


@dataclass(frozen=True)
class Gepubliceerd:
    """`bedragen`: by the codes of a line, on one day. `versie` None: nothing has been published."""

    versie: Publicatie | None = None
    bedragen: Mapping[Sleutel, Decimal] = field(default_factory=dict)


def sleutel_of(plaats: Plaats) -> Sleutel:
    return tuple(row.verwijscode if (row := getattr(plaats, veld)) else None for veld in PLAATS)


def last_said(inkoop: Inkoop, day: dt.date) -> Gepubliceerd:
    """What the last definitive version pays on `day`. One query."""
    versie = Publicatie.objects.published().definitive().filter(inkoop=inkoop).order_by("-volgnummer").first()
    if versie is None or not versie.inhoud:
        return Gepubliceerd()
    try:
        snapshot = read(versie.inhoud)
    except OnbekendSchema:
        return Gepubliceerd()
    return Gepubliceerd(
        versie,
        {row.lijn: row.bedrag for row in snapshot.tarieven if row.is_valid_on(day)},
    )


def is_published(indexatie: Indexatie) -> bool:
    """Some version that is out, or was, tells of this round."""
    said = [{"ingangsdatum": indexatie.ingangsdatum.isoformat()}]
    return Publicatie.objects.known().filter(inkoop_id=indexatie.inkoop_id, inhoud__indexaties__contains=said).exists()
