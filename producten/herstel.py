"""How the parts of a snapshot that `producten` describes are put back into working rows."""

from __future__ import annotations

from collections.abc import Mapping

from core.herstel import put_back
from producten.inhoud import GrondslagInhoud, LeefgebiedInhoud, ProductInhoud, RubriekInhoud
from producten.models import Grondslag, Leefgebied, Product, Rubriek, RubriekSoort
from segments.models import Inkoop, Segment

_LINKS = {"code", "grondslagen", "leefgebieden", "segmenten", "teksten"}


def restore_rubrieken(inkoop: Inkoop, inhoud: list[RubriekInhoud]) -> dict[tuple[str, str], Rubriek]:
    """The rubrieken by (soort, sleutel)."""
    found: dict[tuple[str, str], Rubriek] = {}
    for soort in RubriekSoort.values:
        wanted = {row.sleutel: row.model_dump(exclude={"sleutel", "soort"}) for row in inhoud if row.soort == soort}
        rows = put_back(inkoop.rubrieken.filter(soort=soort), "sleutel", wanted, {"inkoop": inkoop, "soort": soort})
        found |= {(soort, sleutel): row for sleutel, row in rows.items()}
    return found


def restore_grondslagen(inkoop: Inkoop, inhoud: list[GrondslagInhoud]) -> dict[str, Grondslag]:
    return put_back(
        inkoop.grondslagen.all(),
        "code",
        {row.code: row.model_dump(exclude={"code"}) for row in inhoud},
        {"inkoop": inkoop},
    )


def restore_leefgebieden(inkoop: Inkoop, inhoud: list[LeefgebiedInhoud]) -> dict[int, Leefgebied]:
    return put_back(
        inkoop.leefgebieden.all(),
        "nummer",
        {row.nummer: {"naam": row.naam} for row in inhoud},
        {"inkoop": inkoop},
        order=False,
    )


def restore_producten(
    inkoop: Inkoop,
    inhoud: list[ProductInhoud],
    *,
    rubrieken: Mapping[tuple[str, str], Rubriek],
    grondslagen: Mapping[str, Grondslag],
    leefgebieden: Mapping[int, Leefgebied],
    segmenten: Mapping[str, Segment],
) -> dict[str, Product]:
    producten = put_back(
        inkoop.producten.all(), "code", {row.code: row.model_dump(exclude=_LINKS) for row in inhoud}, {"inkoop": inkoop}
    )
    for row in inhoud:
        product = producten[row.code]
        product.grondslagen.set([grondslagen[code] for code in row.grondslagen])
        product.leefgebieden.set([leefgebieden[nummer] for nummer in row.leefgebieden])
        product.segmenten.set([segmenten[code] for code in row.segmenten])
        wanted = {
            rubrieken[RubriekSoort.PRODUCT, sleutel].pk: {"tekst": tekst} for sleutel, tekst in row.teksten.items()
        }
        put_back(product.teksten.all(), "rubriek_id", wanted, {"product": product}, order=False)
    return producten
