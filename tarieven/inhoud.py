"""How tarieven, their kostprijsopbouw and the indexatierondes describe themselves in a snapshot."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, ClassVar

from django.db import models

from core.inhoud import Bron, Inhoud, describe, with_links
from producten.models import EIGEN_ASVELDEN
from segments.models import Inkoop
from tarieven.models import PLAATS, Tarief


class KostenregelInhoud(Inhoud):
    codevelden: ClassVar[tuple[str, ...]] = ("element",)

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
    uren_per_eenheid: Decimal = Decimal(1)
    clienten: Decimal = Decimal(1)
    reiskosten: Decimal | None
    risico_percentage: Decimal | None
    regels: Annotated[list[KostenregelInhoud], Bron(orde=("element",))]


class TariefInhoud(Inhoud):
    """`bedrag` in euros per unit of the product; `perceel` None: all percelen; `waarde1`, `waarde2`: of the own axes of the inkoop."""

    codevelden: ClassVar[tuple[str, ...]] = ("product", "grondslag", "perceel", "ingangsdatum", *EIGEN_ASVELDEN)

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
    def lijn(self) -> tuple[str | None, ...]:
        """What does not change as periods follow each other (`PLAATS`)."""
        return tuple(getattr(self, veld) for veld in PLAATS)

    def is_valid_on(self, day: dt.date) -> bool:
        return self.ingangsdatum <= day and (self.einddatum is None or day <= self.einddatum)


class ComponentInhoud(Inhoud):
    codevelden: ClassVar[tuple[str, ...]] = ("naam",)

    naam: str
    gewicht: Decimal
    vorig_voorlopig: Decimal
    vorig_definitief: Decimal
    voorlopig: Decimal
    bron: str


class IndexatieInhoud(Inhoud):
    """An applied indexation round, so that a reader can work the figures out again."""

    codevelden: ClassVar[tuple[str, ...]] = ("ingangsdatum",)

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
    orde = (f"{veld}__{naam}" for veld in PLAATS for naam in ("volgorde", "pk"))
    return with_links(found, TariefInhoud).order_by(*orde, "ingangsdatum", "pk")


def describe_tarieven(inkoop: Inkoop) -> list[TariefInhoud]:
    return [describe(row, TariefInhoud) for row in rows(inkoop)]


def describe_indexaties(inkoop: Inkoop) -> list[IndexatieInhoud]:
    found = inkoop.indexaties.filter(toegepast_op__isnull=False).order_by("ingangsdatum")
    return [describe(row, IndexatieInhoud) for row in with_links(found, IndexatieInhoud)]
