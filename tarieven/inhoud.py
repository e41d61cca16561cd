"""How tarieven, their kostprijsopbouw and the indexatierondes describe themselves in a snapshot."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import Prefetch

from core.inhoud import Inhoud
from segments.models import Inkoop
from tarieven.models import Indexcomponent, Kostenregel, Kostprijsopbouw, Tarief


class KostenregelInhoud(Inhoud):
    element: str
    bedrag: Decimal | None
    niet_van_toepassing: str


class OpbouwInhoud(Inhoud):
    """Amounts in euros per unit, percentages such as 12.5 for 12.5%."""

    bron: str
    schaal: str
    bruto_uurloon: Decimal | None
    toeslagen_percentage: Decimal | None
    betaalde_uren: Decimal = Decimal(1878)
    productieve_uren: Decimal | None
    overhead_percentage: Decimal | None
    reiskosten: Decimal | None
    risico_percentage: Decimal | None
    uren_per_eenheid: Decimal = Decimal(1)
    clienten: Decimal = Decimal(1)
    regels: list[KostenregelInhoud]


class TariefInhoud(Inhoud):
    """`bedrag` in euros per unit of the product; `grondslag` None: one tarief; `perceel` None: all percelen."""

    product: str
    grondslag: str | None
    perceel: str | None
    bedrag: Decimal
    ingangsdatum: dt.date
    einddatum: dt.date | None
    btw: str
    opbouw: OpbouwInhoud | None

    def is_valid_on(self, day: dt.date) -> bool:
        return self.ingangsdatum <= day and (self.einddatum is None or day <= self.einddatum)


class ComponentInhoud(Inhoud):
    naam: str
    gewicht: Decimal
    vorig_voorlopig: Decimal
    vorig_definitief: Decimal
    voorlopig: Decimal
    bron: str


class IndexatieInhoud(Inhoud):
    """An applied indexation round, so that a reader can work the figures out again."""

    jaar: int
    ingangsdatum: dt.date
    methode: str
    basis: str
    percentage_decimalen: int
    toelichting: str
    componenten: list[ComponentInhoud]


def rows(inkoop: Inkoop) -> models.QuerySet[Tarief]:
    """The tarieven that a snapshot describes, in document order."""
    return (
        Tarief.objects.for_inkoop(inkoop)
        .filter(product__gearchiveerd_op=None)
        .select_related("product", "grondslag", "perceel", "kostprijsopbouw")
        .prefetch_related(Prefetch("kostprijsopbouw__regels", Kostenregel.objects.order_by("element")))
        .order_by(
            "product__volgorde",
            "product__pk",
            "grondslag__volgorde",
            "grondslag__pk",
            "perceel__volgorde",
            "perceel__pk",
            "ingangsdatum",
            "pk",
        )
    )


def describe_tarief(row: Tarief) -> TariefInhoud:
    return TariefInhoud(
        product=row.product.code,
        grondslag=row.grondslag.code if row.grondslag else None,
        perceel=row.perceel.nummer if row.perceel else None,
        bedrag=row.bedrag,
        ingangsdatum=row.ingangsdatum,
        einddatum=row.einddatum,
        btw=row.btw,
        opbouw=_describe_opbouw(row),
    )


def describe_tarieven(inkoop: Inkoop) -> list[TariefInhoud]:
    return [describe_tarief(row) for row in rows(inkoop)]


def _describe_opbouw(tarief: Tarief) -> OpbouwInhoud | None:
    opbouw: Kostprijsopbouw | None = getattr(tarief, "kostprijsopbouw", None)
    if opbouw is None:
        return None
    plain = {name: getattr(opbouw, name) for name in OpbouwInhoud.model_fields if name != "regels"}
    regels = [
        KostenregelInhoud(element=regel.element, bedrag=regel.bedrag, niet_van_toepassing=regel.niet_van_toepassing)
        for regel in opbouw.regels.all()
    ]
    return OpbouwInhoud(**plain, regels=regels)


def describe_indexaties(inkoop: Inkoop) -> list[IndexatieInhoud]:
    rows = (
        inkoop.indexaties.filter(toegepast_op__isnull=False)
        .prefetch_related(Prefetch("componenten", Indexcomponent.objects.order_by("pk")))
        .order_by("ingangsdatum")
    )
    return [
        IndexatieInhoud(
            jaar=row.jaar,
            ingangsdatum=row.ingangsdatum,
            methode=row.methode,
            basis=row.basis,
            percentage_decimalen=row.percentage_decimalen,
            toelichting=row.toelichting,
            componenten=[
                ComponentInhoud(**{name: getattr(component, name) for name in ComponentInhoud.model_fields})
                for component in row.componenten.all()
            ],
        )
        for row in rows
    ]
