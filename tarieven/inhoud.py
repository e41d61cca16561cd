"""How tarieven, their kostprijsopbouw and the indexatierondes describe themselves in a snapshot."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from django.db import models

from core.inhoud import Bron, Inhoud, describe, with_links
from segments.models import Inkoop
from tarieven.models import Tarief


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
    regels: Annotated[list[KostenregelInhoud], Bron(orde=("element",))]


class TariefInhoud(Inhoud):
    """`bedrag` in euros per unit of the product; `perceel` None: all percelen; `waarde1`, `waarde2`: of the own axes of the inkoop."""

    product: str
    grondslag: str | None
    perceel: str | None
    waarde1: str | None = None
    waarde2: str | None = None
    bedrag: Decimal
    ingangsdatum: dt.date
    einddatum: dt.date | None
    btw: str
    iwmo_code: str = ""
    opbouw: Annotated[OpbouwInhoud | None, Bron("kostprijsopbouw")]

    @property
    def lijn(self) -> tuple[str, str | None, str | None, str | None, str | None]:
        """What does not change as periods follow each other: product, grondslag, perceel, and the values of the own axes."""
        return self.product, self.grondslag, self.perceel, self.waarde1, self.waarde2

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
    componenten: Annotated[list[ComponentInhoud], Bron(orde=("pk",))]


def rows(inkoop: Inkoop) -> models.QuerySet[Tarief]:
    """The tarieven that a snapshot describes, in document order."""
    found = Tarief.objects.for_inkoop(inkoop).filter(product__gearchiveerd_op=None)
    return with_links(found, TariefInhoud).order_by(
        "product__volgorde", "product__pk", "grondslag__volgorde", "grondslag__pk", "waarde1__volgorde", "waarde1__pk",
        "waarde2__volgorde", "waarde2__pk", "perceel__volgorde", "perceel__pk", "ingangsdatum", "pk",
    )  # fmt: skip


def describe_tarieven(inkoop: Inkoop) -> list[TariefInhoud]:
    return [describe(row, TariefInhoud) for row in rows(inkoop)]


def describe_indexaties(inkoop: Inkoop) -> list[IndexatieInhoud]:
    found = inkoop.indexaties.filter(toegepast_op__isnull=False).order_by("ingangsdatum")
    return [describe(row, IndexatieInhoud) for row in with_links(found, IndexatieInhoud)]
