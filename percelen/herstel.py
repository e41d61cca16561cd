"""How the parts of a snapshot that `percelen` describes are put back into working rows."""

from __future__ import annotations

from collections.abc import Mapping

from core.herstel import put_back
from percelen.inhoud import PerceelInhoud, VoorwaardeInhoud, describe_voorwaarden
from percelen.models import Inschrijfvoorwaarde, Perceel
from producten.models import Grondslag, Product, Rubriek, RubriekSoort
from segments.models import Inkoop, Segment

_LINKS = {"nummer", "segment", "doorstroom", "producten", "kenmerken", "teksten"}


def restore_percelen(
    inkoop: Inkoop,
    inhoud: list[PerceelInhoud],
    *,
    rubrieken: Mapping[tuple[str, str], Rubriek],
    segmenten: Mapping[str, Segment],
    producten: Mapping[str, Product],
) -> dict[str, Perceel]:
    wanted = {
        row.nummer: row.model_dump(exclude=_LINKS) | {"segment_id": segmenten[row.segment].pk if row.segment else None}
        for row in inhoud
    }
    percelen = put_back(inkoop.percelen.all(), "nummer", wanted, {"inkoop": inkoop})
    for row in inhoud:
        perceel = percelen[row.nummer]
        perceel.doorstroom.set([percelen[nummer] for nummer in row.doorstroom])
        links = {producten[link.code].pk: link.model_dump(exclude={"code"}) for link in row.producten}
        put_back(perceel.perceelproducten.all(), "product_id", links, {"perceel": perceel}, order=False)
        kenmerken = {kenmerk.nummer: kenmerk.model_dump(exclude={"nummer"}) for kenmerk in row.kenmerken}
        put_back(perceel.kenmerken.all(), "nummer", kenmerken, {"perceel": perceel}, order=False)
        teksten = {
            rubrieken[RubriekSoort.PERCEEL, sleutel].pk: {"tekst": tekst} for sleutel, tekst in row.teksten.items()
        }
        put_back(perceel.teksten.all(), "rubriek_id", teksten, {"perceel": perceel}, order=False)
    return percelen


def restore_voorwaarden(
    inkoop: Inkoop,
    inhoud: list[VoorwaardeInhoud],
    *,
    producten: Mapping[str, Product],
    grondslagen: Mapping[str, Grondslag],
    percelen: Mapping[str, Perceel],
) -> None:
    """Conditions have no code of their own: they are replaced as a whole when they differ."""
    if describe_voorwaarden(inkoop) == inhoud:
        return
    Inschrijfvoorwaarde.objects.filter(product__inkoop=inkoop).delete()
    for position, row in enumerate(inhoud, start=1):
        voorwaarde = Inschrijfvoorwaarde.objects.create(
            product=producten[row.product],
            soort=row.soort,
            ander_product=producten[row.ander_product],
            toelichting=row.toelichting,
            volgorde=position * 10,
        )
        voorwaarde.voor_grondslagen.set([grondslagen[code] for code in row.voor_grondslagen])
        voorwaarde.grondslagen.set([grondslagen[code] for code in row.grondslagen])
        voorwaarde.percelen.set([percelen[nummer] for nummer in row.percelen])
