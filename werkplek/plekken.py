"""From a place in the document to where it is edited, and back to its name."""

from __future__ import annotations

from django.urls import reverse

from core.plek import Plek
from publicaties.models import OnderdeelSoort
from publicaties.snapshot import Snapshot


def deel_url(slug: str, soort: str, code: str) -> str:
    """The page on which a part is read and edited."""
    if soort == "rubriek":
        return reverse("werkplek:onderdelen", args=[slug, "rubriek"])
    if soort in {"grondslag", "leefgebied"}:
        return reverse("werkplek:grondslagen", args=[slug])
    if soort in {"begrip", "begrippen"}:
        return reverse("werkplek:begrippen", args=[slug])
    if soort in {"product", "perceel", "segment", "hoofdstuk"} and code:
        return reverse(f"werkplek:{soort}", args=[slug, code])
    return reverse("werkplek:inkoop", args=[slug])


def adres(slug: str, plek: Plek) -> str:
    """Where this place is edited in the workplace."""
    if plek.soort == OnderdeelSoort.TARIEVEN or plek.rubriek == "tarieven":
        return reverse("werkplek:tarieven:matrix", args=[slug])
    anchor = f"#{plek.rubriek}" if plek.code and plek.rubriek else ""
    return deel_url(slug, plek.soort, plek.code) + anchor


def plekken(snapshot: Snapshot) -> list[Plek]:
    """The places that a remark can be about, in document order."""
    return [
        *(Plek(soort=OnderdeelSoort.HOOFDSTUK, code=row.sleutel, naam=row.titel) for row in snapshot.hoofdstukken),
        *(Plek(soort=OnderdeelSoort.SEGMENT, code=row.code, naam=row.volledig) for row in snapshot.segmenten),
        *(Plek(soort=OnderdeelSoort.PRODUCT, code=row.code, naam=row.naam) for row in snapshot.producten),
        *(
            Plek(soort=OnderdeelSoort.PERCEEL, code=row.nummer, naam=f"Perceel {row.nummer} {row.naam}")
            for row in snapshot.percelen
        ),
        *([Plek(soort=OnderdeelSoort.TARIEVEN, naam="Tarieven")] if snapshot.tarieven else []),
    ]


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
    match plek.soort:
        case OnderdeelSoort.PRODUCT if product := snapshot.product.get(plek.code):
            return product.afkorting or product.naam
        case OnderdeelSoort.PERCEEL:
            return f"perceel {plek.code}"
        case OnderdeelSoort.SEGMENT:
            return f"segment {plek.code}"
        case OnderdeelSoort.GRONDSLAG if grondslag := snapshot.grondslag.get(plek.code):
            return grondslag.label
        case OnderdeelSoort.HOOFDSTUK:
            return next((row.titel for row in snapshot.hoofdstukken if row.sleutel == plek.code), plek.code)
        case OnderdeelSoort.TARIEVEN:
            return "tarieven"
        case "inkoop":
            return "de inkoop"
        case "begrip" | "leefgebied":
            return f"{plek.soort} {plek.code}"
        case "rubriek":
            return next(
                (
                    f"rubriek {row.naam} ({row.soort})"
                    for row in snapshot.rubrieken
                    if f"{row.soort}/{row.sleutel}" == plek.code
                ),
                plek.code,
            )
    return plek.code or plek.soort


def _rubriek(plek: Plek, snapshot: Snapshot) -> str:
    return next((row.naam for row in snapshot.rubrieken_of(plek.soort) if row.sleutel == plek.rubriek), plek.rubriek)
