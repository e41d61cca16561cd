"""A part of a document, copied into an inkoop with what it needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from accounts.models import User
from core import dutch
from core.deel import DeelInhoud
from core.herstel import without_unknown
from percelen.actions import Plaatsing, place_copy
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN, soort_van
from segments.actions import bring_back, copy_deel, known_here
from segments.bewerking import editing
from segments.models import Inkoop

#: Of each model that a part can point at.
_PER_MODEL = {soort.model: soort for soort in SOORTEN.values()}


def key_of(deel: DeelInhoud) -> str:
    return f"{deel.soortnaam}/{deel.deelcode}"


def missing(*, snapshot: Snapshot, deel: DeelInhoud, inkoop: Inkoop) -> list[DeelInhoud]:
    """What `deel` of `snapshot` points at and `inkoop` does not have in use, and what those point at, in document order."""
    found: dict[str, DeelInhoud] = {}
    known: dict[str, Any] = {}  # read once for each kind, however many parts

    def look(one: DeelInhoud) -> None:
        soort = soort_van(one)
        if soort.naam not in known:
            known[soort.naam] = known_here(inkoop, soort)
        for gone in without_unknown(one, soort.model, known[soort.naam])[1]:
            other = _PER_MODEL.get(gone.model)
            if other is None:  # a gemeente takes part, or not
                continue
            code = f"{soort.naam}/{gone.code}" if len(other.codevelden) > 1 else gone.code
            part = snapshot.vind(other.naam, code)
            # One of its own kind (a perceel to move on to) would bring half a document.
            if part is not None and key_of(part) not in found and other is not soort:
                found[key_of(part)] = part
                look(part)

    look(deel)
    return [one for soort in SOORTEN for one in snapshot.delen(soort) if key_of(one) in found]


def name_of(deel: DeelInhoud) -> str:
    """With its kind: "grondslag Psychische stoornis (PSY)", "perceel 3 Gericht op behoud"."""
    naam = dutch.inside(deel.volledig)
    return naam if naam.startswith(deel.soortnaam) else f"{deel.soortnaam} {deel.volledig}"


def places_of(snapshot: Snapshot, deel: DeelInhoud) -> dict[str, Plaatsing]:
    """In which percelen a product stands, by nummer."""
    if not soort_van(deel).in_percelen:
        return {}
    return {
        perceel.nummer: Plaatsing.of(link)
        for perceel in snapshot.percelen
        for link in perceel.producten
        if link.code == deel.deelcode
    }


def copy(
    *,
    inkoop: Inkoop,
    snapshot: Snapshot,
    deel: DeelInhoud,
    code: str,
    naam: str,
    mee: Collection[str],
    met_koppelingen: bool,
    hulp: Callable[[DeelInhoud], Mapping[str, Any]],
    by: User,
) -> tuple[Any, list[str], list[str]]:
    """Copy `deel` of `snapshot`, after those of `missing` that are in `mee`. Returns it, what came along and what was left out, in words.

    `hulp`: for a part, the values that no version holds.
    """
    came: list[str] = []
    with editing(by, inkoop, "gekopieerd"):
        for part in missing(snapshot=snapshot, deel=deel, inkoop=inkoop):
            if key_of(part) in mee:
                _bring(part, inkoop, hulp(part), by)
                came.append(name_of(part))
        row, gone = copy_deel(
            soort=soort_van(deel), inkoop=inkoop, inhoud=deel, code=code, naam=naam, by=by, hulp=hulp(deel)
        )
        left = [str(one) for one in gone]
        if soort_van(deel).in_percelen and met_koppelingen:
            voorwaarden = [one for one in snapshot.voorwaarden if one.product == deel.deelcode]
            left += place_copy(product=row, plaatsen=places_of(snapshot, deel), voorwaarden=voorwaarden, by=by)
    return row, came, left


def _bring(part: DeelInhoud, inkoop: Inkoop, hulp: Mapping[str, Any], by: User) -> None:
    """As a copy under its own code; from the archive when it is there."""
    soort = soort_van(part)
    archived = soort.rows(inkoop).with_code(part.deelcode).first()
    if archived is not None:
        bring_back(deel=archived, inkoop=inkoop, by=by)
    else:
        copy_deel(soort=soort, inkoop=inkoop, inhoud=part, by=by, hulp=hulp)
