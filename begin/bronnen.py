"""From what an inkoop can begin, and how much of that comes along. Nothing here is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models

from begin.models import BeginSoort
from core import dutch
from core.fouten import BewerkFout
from core.inhoud import emptied
from percelen.models import Inschrijfvoorwaarde
from producten.models import Rubriek
from publicaties.fouten import StillChanging
from publicaties.lagen import FIXTURES, merge, read_toml, snapshot_of
from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot, freeze, read
from publicaties.soorten import SOORTEN
from segments.models import Domein, Inkoop
from tarieven.herstel import from_day

STANDAARD = FIXTURES / "standaard"
#: Of a version of another regio these facts of the inkoop come along: how it is made up, not what was agreed.
_INDELING = {"domeinen", "cpv", "met_tarieven", "tarief_per_perceel", "kostprijs_verplicht"}


class Tarievenkeuze(StrEnum):
    """What becomes of the tarieven of an earlier inkoop."""

    NIET = "niet"
    NIEUWE_START = "start"
    ZELFDE_DAGEN = "zelfde"


@dataclass(frozen=True)
class Beginbron:
    """`snapshot`: what comes along, without the identities that belong to the source. `toelichtingen`: help for who writes, by rubriek."""

    soort: BeginSoort
    snapshot: Snapshot
    naam: str = ""
    inkoop: Inkoop | None = None
    versie: Publicatie | None = None
    toelichtingen: Mapping[tuple[str, str], str] = field(default_factory=dict)
    weggelaten: Sequence[str] = ()


def _empty() -> Snapshot:
    return snapshot_of({"inkoop": {"domeinen": [Domein.WMO.value]}}, {}, {})


def nothing(soort: BeginSoort = BeginSoort.LEEG) -> Beginbron:
    return Beginbron(soort, _empty())


def standard() -> Beginbron:
    """What most regio's use: rubrieken, hoofdstukken, grondslagen, leefgebieden, begrippen, CPV-codes (fixtures/standaard)."""
    laag = merge({}, STANDAARD)
    toelichtingen = {(row["soort"], row["sleutel"]): row["toelichting"] for row in laag["rubrieken"]}
    snapshot = snapshot_of(read_toml(STANDAARD / "gegevens.toml"), laag, {})
    return Beginbron(BeginSoort.STANDAARD, snapshot, "de standaardset", toelichtingen=toelichtingen)


def earlier(inkoop: Inkoop, *, start: dt.date | None, tarieven: Tarievenkeuze) -> Beginbron:
    """All that an inkoop of the own regio says now. Raises BewerkFout when colleagues keep changing it."""
    try:
        snapshot, weggelaten = freeze(inkoop), []
    except StillChanging as fout:
        raise BewerkFout(str(fout), veld="bron_inkoop") from fout
    if tarieven == Tarievenkeuze.NIEUWE_START and start is not None:
        moved = from_day(snapshot.tarieven, start)
        if gone := len(snapshot.tarieven) - len(moved):
            weggelaten.append(f"{_told(gone, 'tarief', 'tarieven')} van voor {dutch.day(start)}")
        snapshot = snapshot.model_copy(update={"tarieven": moved})
    elif tarieven == Tarievenkeuze.NIET:
        weggelaten += _amounts(snapshot)
        snapshot = snapshot.model_copy(update={"tarieven": []})
    if tarieven != Tarievenkeuze.ZELFDE_DAGEN:
        weggelaten += _rounds(snapshot)
        snapshot = snapshot.model_copy(update={"indexaties": []})
    for soort in SOORTEN.values():
        if soort.archief and (archived := soort.rows(inkoop).exclude(gearchiveerd_op=None).count()):
            weggelaten.append(f"{_told(archived, soort.naam, soort.meervoud)} uit het archief")
    rubrieken = Rubriek.objects.filter(inkoop=inkoop).order_by("pk")
    return Beginbron(
        BeginSoort.INKOOP,
        without_identity(snapshot),
        f"de werktekst van {inkoop.titel} ({inkoop.regio})",
        inkoop=inkoop,
        toelichtingen={(row.soort, row.sleutel): row.toelichting for row in rubrieken},
        weggelaten=weggelaten,
    )


def published(publicatie: Publicatie, *, met_teksten: bool) -> Beginbron:
    """A published version of any regio: what everybody may read. Its amounts and addresses are of that regio, and stay there."""
    assert publicatie.inhoud is not None  # noqa: S101 -- a published version has content
    snapshot = read(publicatie.inhoud)
    weggelaten = [*_amounts(snapshot), *_rounds(snapshot)]
    if any(perceel.contactadres for perceel in snapshot.percelen):
        weggelaten.append("contactadressen van percelen")
    if snapshot.inkoop.looptijd_maanden is not None or snapshot.inkoop.looptijd_toelichting:
        weggelaten.append("de looptijd van de contracten")
    weggelaten.append("de hulp bij rubrieken voor wie schrijft: die staat in geen enkele versie")
    changes: dict[str, Any] = {"tarieven": [], "indexaties": []}
    gone = (models.EmailField,) if met_teksten else (models.EmailField, models.TextField)
    for soort in SOORTEN.values():
        changes[soort.meervoud] = [emptied(row, soort.model, *gone) for row in snapshot.delen(soort.naam)]
    if not met_teksten:
        weggelaten.append("alle teksten, en de begrippen")
        changes["begrippen"] = []
        changes["voorwaarden"] = [emptied(row, Inschrijfvoorwaarde, *gone) for row in snapshot.voorwaarden]
    inkoop = _empty().inkoop.model_copy(update={naam: getattr(snapshot.inkoop, naam) for naam in _INDELING})
    naam = f"versie {publicatie.volgnummer} van {snapshot.inkoop.titel} ({snapshot.inkoop.regio.naam})"
    return Beginbron(
        BeginSoort.VERSIE,
        without_identity(snapshot.model_copy(update={**changes, "inkoop": inkoop})),
        naam,
        versie=publicatie,
        weggelaten=weggelaten,
    )


def without_identity(snapshot: Snapshot) -> Snapshot:
    """The same parts, as new ones: an identity belongs to one row."""
    lists = {
        soort.meervoud: [row.model_copy(update={"identiteit": ""}) for row in snapshot.delen(soort.naam)]
        for soort in SOORTEN.values()
    }
    return snapshot.model_copy(update=lists)


def counted(snapshot: Snapshot) -> list[str]:
    """What a snapshot brings, in words: "15 rubrieken", "1 perceel"."""
    delen = [(len(snapshot.delen(soort.naam)), soort.naam, soort.meervoud) for soort in SOORTEN.values()]
    delen += [(len(snapshot.tarieven), "tarief", "tarieven"), (len(snapshot.inkoop.cpv), "CPV-code", "CPV-codes")]
    return [_told(*row) for row in delen if row[0]]


def _told(aantal: int, enkelvoud: str, meervoud: str) -> str:
    return f"{aantal} {enkelvoud if aantal == 1 else meervoud}"


def _amounts(snapshot: Snapshot) -> list[str]:
    return [_told(len(snapshot.tarieven), "tarief", "tarieven")] if snapshot.tarieven else []


def _rounds(snapshot: Snapshot) -> list[str]:
    return [_told(len(snapshot.indexaties), "indexatieronde", "indexatierondes")] if snapshot.indexaties else []
