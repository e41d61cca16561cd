"""From a place in the document to where it is edited, and back to its name."""

from __future__ import annotations

from django.urls import reverse

from core.plek import Plek
from proces.soort import RONDOM
from publicaties.models import OnderdeelSoort
from publicaties.problemen import VERSIE
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN

#: The kinds of which all parts are read on one page: what that is called.
BIJEEN = {"grondslag": "grondslagen", "leefgebied": "grondslagen", "eis": "eisen", "begrip": "begrippen"}
#: What has no text of its own has no page for each.
APART = {naam for naam, soort in SOORTEN.items() if not soort.in_document}
#: What has no screen for each, but one for all of its kind.
_SAMEN: dict[str, tuple[str, ...]] = {
    **{soort: ("werkplek:onderdelen", soort) for soort in APART},
    **{soort: (f"werkplek:{pagina}",) for soort, pagina in BIJEEN.items()},
    "begrippen": ("werkplek:begrippen",),
    **{soort: ("werkplek:rondom:lijst", soort) for soort in RONDOM},
}

#: What is edited on a screen of its own, whichever part it is of, and what that is called.
_SCHERMEN: dict[str, tuple[str, str]] = {
    "tarieven": ("werkplek:tarieven:matrix", "tarieven"),
    "matrix": ("werkplek:matrix", "producten per perceel"),
    "gemeenten": ("werkplek:gemeenten", "deelnemende gemeenten"),
}


def deel_url(slug: str, soort: str, code: str) -> str:
    """The page on which a part is read and edited."""
    if soort in _SAMEN:
        name, *args = _SAMEN[soort]
        return reverse(name, args=[slug, *args])
    if soort in SOORTEN and code:
        return reverse(f"werkplek:{soort}", args=[slug, code])
    if soort in SOORTEN:
        return reverse("werkplek:onderdelen", args=[slug, soort])
    return reverse("werkplek:inkoop", args=[slug])


def anker(soort: str, code: str, rubriek: str) -> str:
    """Where a text stands on its page, by the id of its heading: with the code where more parts stand there."""
    return f"{rubriek}-{code}" if soort in BIJEEN else rubriek


def adres(slug: str, plek: Plek) -> str:
    """Where this place is edited in the workplace."""
    if plek.soort == VERSIE:
        return reverse("werkplek:publiceren:doorvoeren", args=[slug, plek.code])
    if (scherm := plek.rubriek or plek.soort) in _SCHERMEN:
        return reverse(_SCHERMEN[scherm][0], args=[slug])
    anchor = f"#{anker(plek.soort, plek.code, plek.rubriek)}" if plek.code and plek.rubriek else ""
    return deel_url(slug, plek.soort, plek.code) + anchor


def plekken(snapshot: Snapshot) -> list[Plek]:
    """The places that a remark can be about, in document order."""
    delen = [deel for soort in SOORTEN if soort not in _SAMEN for deel in snapshot.delen(soort)]
    tarieven = [Plek(soort=OnderdeelSoort.TARIEVEN, naam="Tarieven")] if snapshot.tarieven else []
    return [*(deel.plek().model_copy(update={"naam": deel.volledig}) for deel in delen), *tarieven]


def naam(plek: Plek, snapshot: Snapshot) -> str:
    """ "BGI, Opleidingsniveau": a place as readers know it."""
    return ", ".join(filter(None, [plek.naam or _naam(plek, snapshot), _rubriek(plek, snapshot)]))


def read_plek(pad: str) -> Plek:
    """The place that a remark stores ("product/bgi/opleidingsniveau")."""
    soort, _, rest = pad.partition("/")
    if soort not in OnderdeelSoort.values:  # has no rubrieken: the rest is its code ("rubriek/product/doelgroep")
        return Plek(soort=soort, code=rest)
    code, _, rubriek = rest.partition("/")
    return Plek(soort=soort, code=code, rubriek=rubriek)


def _naam(plek: Plek, snapshot: Snapshot) -> str:
    if plek.soort in SOORTEN:
        deel = snapshot.vind(plek.soort, plek.code)
        return deel.kort if deel else f"{plek.soort} {plek.code}"
    return {"inkoop": "de inkoop"}.get(plek.soort, plek.code or plek.soort)


def _rubriek(plek: Plek, snapshot: Snapshot) -> str:
    if plek.rubriek in _SCHERMEN:
        return _SCHERMEN[plek.rubriek][1] if plek.soort in SOORTEN else ""
    return next((row.naam for row in snapshot.rubrieken_of(plek.soort) if row.sleutel == plek.rubriek), plek.rubriek)
