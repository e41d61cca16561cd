"""What changed because of reacties: from a place in a nota to the change, and from a change to the nota."""

from __future__ import annotations

from catalogus.versie import Versie
from catalogus.wijzigingsoverzicht import anchor, places
from overleg.models import Reactienota
from overleg.reactienota import read


def changes_since(versie: Versie, nummer: int) -> dict[str, tuple[int, str]]:
    """Of each place: the first version after `nummer` that changed it, and the anchor of that change."""
    found: dict[str, tuple[int, str]] = {}
    later = sorted(row.volgnummer or 0 for row in versie.gepubliceerd if (row.volgnummer or 0) > nummer)
    for other in later:
        for wijziging, _ in versie.other(other).wijzigingen:
            for pad in places(wijziging):
                found.setdefault(pad, (other, anchor(wijziging)))
    return found


def because(versie: Versie) -> dict[str, list[tuple[int, int]]]:
    """Of each place: which onderwerp of which nota led to a change in this version: (nota, onderwerp). No query without a nota."""
    if not versie.heeft_nota:
        return {}
    rows = Reactienota.objects.filter(inkoop=versie.publicatie.inkoop_id, gepubliceerd_op__isnull=False).order_by(
        "nummer"
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        inhoud = read(row)
        here = versie.publicatie.volgnummer or 0
        if inhoud.over_versie >= here:
            continue
        first = changes_since(versie, inhoud.over_versie)
        for one in inhoud.onderwerpen:
            for plek in one.veranderd:
                if first.get(plek.pad, (0, ""))[0] == here:
                    found.setdefault(plek.pad, []).append((row.nummer, one.nummer))
    return found
