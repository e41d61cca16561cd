"""Beginning an inkoop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pghistory
from django.db import transaction
from django.utils.text import slugify

from accounts.models import Recht, User
from begin.bronnen import Beginbron, counted
from begin.models import Begin
from core.fouten import BewerkFout, NotAllowed
from percelen.soort import PERCEEL
from proces.actions import copy_planning, left_behind
from producten.models import Rubriek
from publicaties.herstel import restore
from segments.inhoud import DeelnemerInhoud
from segments.models import VASTE_ADRESSEN, Gemeente, Inkoop, Perceelveld, Regio

#: Whoever has one of these in a regio may begin an inkoop there.
RECHTEN = (Recht.BEWERKEN, Recht.BEHEREN)
_MAX_SLUG = 60


def regios_of(user: User) -> list[int]:
    """The regio's where this person may begin an inkoop."""
    return sorted({regio_id for recht in RECHTEN for regio_id in user.regio_ids(recht)})


@transaction.atomic
def begin_inkoop(
    *,
    regio: Regio,
    titel: str,
    procedure: str,
    start_contract: dt.date | None,
    deelnemers: Mapping[int, str],
    bron: Beginbron,
    met_planning: bool = False,
    by: User,
    at: dt.datetime,
) -> Inkoop:
    """A new inkoop of `regio`, with what `bron` brings. `deelnemers`: the groep of each gemeente, by its key.

    Raises NotAllowed, and BewerkFout when the regio has an inkoop with this title already (a second click, too).
    """
    if regio.pk not in regios_of(by):
        raise NotAllowed("U mag in deze regio geen inkoop beginnen. Vraag de beheerder om dit recht.")
    Regio.objects.select_for_update(no_key=True).get(pk=regio.pk)
    if Inkoop.objects.filter(regio=regio, titel=titel).exists():
        raise BewerkFout(f"Er is al een inkoop ‘{titel}’ in {regio}. Kies een andere titel.", veld="titel")
    with pghistory.context(user=by.pk, reden="begonnen"):
        inkoop = Inkoop.objects.create(
            regio=regio,
            slug=_free_slug(titel, regio),
            titel=titel,
            procedure=procedure,
            perceelvelden=_perceelvelden(bron),
        )
        gemeenten = Gemeente.objects.in_bulk(list(deelnemers))
        facts = {
            "titel": titel,
            "procedure": procedure,
            "start_contract": start_contract,
            "deelnemers": [
                DeelnemerInhoud(code=gemeenten[pk].code, naam=gemeenten[pk].naam, groep=groep)
                for pk, groep in deelnemers.items()
            ],
        }
        codes = {gemeenten[pk].code for pk in deelnemers}
        percelen = [
            row.model_copy(update={"gemeenten": [code for code in row.gemeenten if code in codes]})
            for row in bron.snapshot.percelen
        ]
        away = [
            f"gemeenten van {row.kort} die niet meedoen"
            for row in bron.snapshot.percelen
            if not codes >= {*row.gemeenten}
        ]
        inhoud = bron.snapshot.inkoop.model_copy(update=facts)
        snapshot = bron.snapshot.model_copy(update={"inkoop": inhoud, "percelen": percelen})
        restore(inkoop=inkoop, snapshot=snapshot, by=by, at=at, reden=f"Begonnen met {bron.naam or 'niets'}")
        for (soort, sleutel), toelichting in bron.toelichtingen.items():
            Rubriek.objects.filter(inkoop=inkoop, soort=soort, sleutel=sleutel).update(toelichting=toelichting)
    gekomen, weggelaten = counted(snapshot), [*bron.weggelaten, *away]
    if bron.inkoop is not None:
        planning = copy_planning(van=bron.inkoop, naar=inkoop, by=by) if met_planning else []
        gekomen += [f"planning: {len(planning)} mijlpalen, nog niet openbaar"] if planning else []
        weggelaten += [*([] if met_planning else ["de planning"]), *left_behind(bron.inkoop)]
    Begin.objects.create(
        inkoop=inkoop,
        soort=bron.soort,
        bron=bron.naam,
        bron_inkoop=bron.inkoop,
        bron_versie=bron.versie,
        gekomen=gekomen,
        weggelaten=weggelaten,
        door=by,
        op=at,
    )
    return inkoop


def _perceelvelden(bron: Beginbron) -> list[str]:
    """What was asked of a perceel there, or is filled in; the standard set begins without."""
    asked = set(bron.inkoop.perceelvelden) if bron.inkoop else set()
    for veld, keuze in PERCEEL.op_verzoek.items():
        if any(getattr(perceel, veld) for perceel in bron.snapshot.percelen):
            asked.add(keuze)
    return [keuze for keuze in Perceelveld.values if keuze in asked]


def _free_slug(titel: str, regio: Regio) -> str:
    """From the title; with the regio behind it when another one has it."""
    begin = slugify(titel.replace("_", " "))[:_MAX_SLUG].strip("-") or regio.slug
    options = [begin, f"{begin}-{regio.slug}"[:_MAX_SLUG].strip("-")]
    options += [f"{begin[: _MAX_SLUG - 4].strip('-')}-{number}" for number in range(2, 1000)]
    taken = {*Inkoop.objects.filter(slug__in=options).values_list("slug", flat=True), *VASTE_ADRESSEN}
    return next(slug for slug in options if slug not in taken)
