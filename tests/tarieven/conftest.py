"""A small inkoop: BGI per grondslag, Vervoer with one tarief, KDV in a perceel of its own, BGI complex for two years."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from core.codelijsten import Eenheid
from segments.models import Inkoop
from tarieven.models import Tarief
from tests.percelen.factories import PerceelFactory, PerceelProductFactory
from tests.producten.factories import GrondslagFactory, ProductFactory
from tests.tarieven.factories import TariefFactory


class Catalogus(SimpleNamespace):
    """Rows by short name, and tarieven on one line."""

    def tarief(
        self,
        product: str,
        bedrag: str,
        van: str = "2026-01-01",
        tot: str | None = None,
        grondslag: str | None = None,
        perceel: str | None = None,
        **kwargs: object,
    ) -> Tarief:
        return TariefFactory(
            product=getattr(self, product),
            grondslag=grondslag and getattr(self, grondslag),
            perceel=perceel and getattr(self, perceel),
            bedrag=Decimal(bedrag),
            ingangsdatum=dt.date.fromisoformat(van),
            einddatum=tot and dt.date.fromisoformat(tot),
            **kwargs,
        )


@pytest.fixture
def catalogus(inkoop: Inkoop) -> Catalogus:
    grondslagen = {
        code.lower(): GrondslagFactory(inkoop=inkoop, code=code, label=f"Grondslag {code}", volgorde=volgorde)
        for volgorde, code in enumerate(["SOM", "PSY"])
    }
    percelen = {
        f"p{nummer}": PerceelFactory(inkoop=inkoop, nummer=str(nummer), volgorde=nummer) for nummer in (1, 2, 5, 6)
    }
    bgi = ProductFactory(
        inkoop=inkoop, code="bgi", naam="Begeleiding Individueel", afkorting="BGI", volgorde=1, iwmo_categorie="02",
        iwmo_code="02A03", tarief_per_grondslag=True,
    )  # fmt: skip
    complex_ = ProductFactory(
        inkoop=inkoop, code="bgi-complex", naam="BGI complex", volgorde=2, tarief_per_grondslag=True
    )
    vervoer = ProductFactory(
        inkoop=inkoop, code="vervoer", naam="Vervoer", volgorde=3, eenheid=Eenheid.STUKS_INSPANNING
    )
    kdv = ProductFactory(inkoop=inkoop, code="kdv", naam="Kortdurend verblijf", volgorde=4, eenheid=Eenheid.ETMAAL)
    bgi.grondslagen.set(grondslagen.values())
    complex_.grondslagen.set([grondslagen["psy"]])
    for perceel in ("p1", "p2"):
        for product in (bgi, vervoer):
            PerceelProductFactory(perceel=percelen[perceel], product=product)
    PerceelProductFactory(perceel=percelen["p5"], product=kdv)
    PerceelProductFactory(perceel=percelen["p6"], product=complex_, van=dt.date(2027, 1, 1), tot=dt.date(2028, 12, 31))
    return Catalogus(inkoop=inkoop, bgi=bgi, complex=complex_, vervoer=vervoer, kdv=kdv, **grondslagen, **percelen)
