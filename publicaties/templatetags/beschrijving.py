"""What a snapshot says in words, for templates of the web and of the PDF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import template

from core import dutch
from core.deel import DeelInhoud
from percelen.inhoud import PerceelInhoud
from producten.inhoud import ProductInhoud
from publicaties import beschrijving, eisentabel, samenhang
from publicaties.feiten import Feit, feiten, untold
from publicaties.snapshot import Snapshot
from publicaties.soorten import soort_van
from publicaties.tarieftabel import tabel
from publicaties.woorden import lijnnaam
from tarieven.indexatie import percentage
from tarieven.inhoud import IndexatieInhoud, KostenregelInhoud, TariefInhoud
from tarieven.kostprijs import Toets, assess
from tarieven.models import Kostenelement

register = template.Library()

register.filter("perceelzinnen", beschrijving.perceelzinnen)
register.filter("tariefzin", beschrijving.tariefzin)
register.filter("uitleg", samenhang.uitleg)
register.filter("rijen", beschrijving.rijen)
register.filter("feiten", feiten)
register.filter("tarieftabel", tabel)
register.filter("eisnummers", eisentabel.genummerd)
register.filter("asuitleg", beschrijving.asuitleg)


@register.filter
def met_tarieven(deel: DeelInhoud) -> bool:
    return soort_van(deel).met_tarieven


@register.filter
def over(snapshot: Snapshot, deel: DeelInhoud) -> str:
    """What a reader finds about this part: "wat het inhoudt, voor wie het is en wat het tarief is"."""
    return dutch.listing(samenhang.over(snapshot, [deel]))


@register.filter
def onderdelen(snapshot: Snapshot) -> str:
    """ "percelen, producten en grondslagen": what this inkoop has."""
    return dutch.listing(samenhang.onderdelen(snapshot))


@register.simple_tag
def overige_feiten(snapshot: Snapshot, deel: DeelInhoud, day: dt.date) -> list[Feit]:
    """The facts that no rubriek of this part already tells, as they are on `day`."""
    return untold(feiten(snapshot, deel, day), (rij.bron for rij in beschrijving.rijen(snapshot, deel)))


@register.simple_tag
def eigen_rijen(snapshot: Snapshot, deel: DeelInhoud, *, los: bool) -> list[beschrijving.Tekstrij]:
    """The texts of a part; in the whole document (not `los`) without those of its segment, which stand there in their place."""
    rijen = beschrijving.rijen(snapshot, deel)
    return rijen if los or not heeft_hoofdstuk(snapshot, "segmenten") else [rij for rij in rijen if not rij.geerfd]


register.filter("voorwaarden", beschrijving.voorwaardezinnen)
register.filter("voorwaarden_in", beschrijving.voorwaarden_in)


@register.filter
def eistabellen(snapshot: Snapshot, deel: DeelInhoud | None = None) -> list[eisentabel.Eistabel]:
    """What an aanbieder of this part must meet; without a part: all that is asked."""
    return eisentabel.eistabellen(snapshot, eisentabel.eisen_of(snapshot, deel) if deel else snapshot.eisen)


@register.filter
def heeft_hoofdstuk(snapshot: Snapshot, soort: str) -> bool:
    """Whether the document has a chapter that is made from these parts."""
    return any(row.soort == soort for row in snapshot.hoofdstukken)


@register.filter
def tarieventabel(snapshot: Snapshot, product: ProductInhoud) -> list[beschrijving.Tariefrij]:
    """Every tarief of this product, whatever the day: a document is read for years."""
    return beschrijving.tarieftabel(snapshot, product, None)


@register.filter
def tarieven_in(snapshot: Snapshot, perceel: PerceelInhoud) -> list[tuple[ProductInhoud, list[beschrijving.Tariefrij]]]:
    """The same of every product of a perceel."""
    return beschrijving.tarieven_in(snapshot, perceel, None)


@register.filter
def opbouwen(snapshot: Snapshot) -> list[Opbouw]:
    """Every tarief with a kostprijsopbouw, in the order of the document, with its elements against the tarief."""
    return [
        Opbouw(
            naam=_name_of(snapshot, row),
            tarief=row,
            toets=assess(row.opbouw.regels, row.bedrag),
            regels=[(str(Kostenelement(regel.element).label), regel) for regel in row.opbouw.regels],
        )
        for row in snapshot.tarieven
        if row.opbouw is not None
    ]


@register.filter
def som(indexatie: IndexatieInhoud) -> str:
    """The sum of an indexation round, so that a reader can do it again."""
    return percentage(indexatie.componenten, methode=indexatie.methode, decimalen=indexatie.percentage_decimalen).som


@dataclass(frozen=True)
class Opbouw:
    naam: str
    tarief: TariefInhoud
    toets: Toets
    regels: list[tuple[str, KostenregelInhoud]]


def _name_of(snapshot: Snapshot, tarief: TariefInhoud) -> str:
    """ "Begeleiding Individueel (BGI), psychische stoornis, perceel 2"."""
    product = snapshot.product.get(tarief.product)
    return ", ".join(filter(None, [product.volledig if product else tarief.product, lijnnaam(snapshot, tarief)]))
