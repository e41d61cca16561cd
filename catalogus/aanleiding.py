"""What changed because of what people said: from a place in a nota to the change, and from a change to the nota."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import NamedTuple

from catalogus.versie import Versie
from catalogus.wijzigingsoverzicht import Aanleiding, anchor, places
from core.plek import Plek
from overleg.inhoud import OnderwerpInhoud, VraagInhoud


class NotaAntwoord(NamedTuple):
    """Of a nota; `over_versie`: the version that was read by who asked for it."""

    aanleiding: Aanleiding
    over_versie: int
    plekken: tuple[Plek, ...]


def changes_since(versie: Versie, nummer: int) -> dict[str, tuple[int, str]]:
    """Of each place: the first version after `nummer` that changed it, and the anchor of that change."""
    found: dict[str, tuple[int, str]] = {}
    later = sorted(row.volgnummer or 0 for row in versie.gepubliceerd if (row.volgnummer or 0) > nummer)
    for other in later:
        for wijziging, _ in versie.other(other).wijzigingen:
            for pad in places(wijziging):
                found.setdefault(pad, (other, anchor(wijziging)))
    return found


def because(versie: Versie) -> dict[str, list[Aanleiding]]:
    """Of each place: which answers of which nota's led to a change in this version. The nota's came along with the versions: no query."""
    if not versie.heeft_nota:
        return {}
    found: dict[str, list[Aanleiding]] = {}
    here = versie.publicatie.volgnummer or 0
    since = cache(partial(changes_since, versie))
    for one in _answers(versie):
        if not one.plekken or one.over_versie >= here:
            continue
        first = since(one.over_versie)
        for plek in one.plekken:
            if first.get(plek.pad, (0, ""))[0] == here:
                found.setdefault(plek.pad, []).append(one.aanleiding)
    return found


def _answers(versie: Versie) -> Iterator[NotaAntwoord]:
    """In the order of the nota's: of reacties first."""
    for nota in versie.notas("reactienotas"):
        for one in map(OnderwerpInhoud.model_validate, nota["antwoorden"]):
            adres = f"{versie.basis}reactienota/{nota['nummer']}/#onderwerp-{one.nummer}"
            naam = f"reactienota {nota['nummer']}, onderwerp {one.nummer}"
            yield NotaAntwoord(Aanleiding("reacties", naam, adres), nota["over_versie"], one.veranderd)
    for nota in versie.notas("vragennotas"):
        for vraag in map(VraagInhoud.model_validate, nota["antwoorden"]):
            adres = f"{versie.basis}vragen/{nota['nummer']}/#vraag-{vraag.nummer}"
            naam = f"nota van inlichtingen {nota['nummer']}, vraag {vraag.nummer}"
            places = (vraag.veranderd,) if vraag.veranderd else ()
            yield NotaAntwoord(Aanleiding("vragen", naam, adres), vraag.over_versie, places)
