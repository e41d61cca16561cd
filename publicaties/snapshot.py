"""The frozen data of a version: a typed, versioned schema that is assembled from what each app says of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

from core.inhoud import Inhoud, canonical, describe, with_links
from core.soort import Soort
from eisen.inhoud import EisInhoud
from percelen.inhoud import PerceelInhoud, VoorwaardeInhoud, describe_voorwaarden
from producten.inhoud import (
    AswaardeInhoud,
    GrondslagInhoud,
    LeefgebiedInhoud,
    ProductInhoud,
    RubriekInhoud,
    TariefasInhoud,
)
from publicaties.fouten import StillChanging
from publicaties.soorten import SOORTEN
from segments.inhoud import BegripInhoud, HoofdstukInhoud, InkoopInhoud, SegmentInhoud
from segments.models import Inkoop
from tarieven.inhoud import IndexatieInhoud, TariefInhoud, describe_indexaties, describe_tarieven

SCHEMA_VERSIE = 1
FREEZE_ATTEMPTS = 6


class OnbekendSchema(Exception):
    """The stored snapshot has a schema version that this portal cannot read."""


class Snapshot(Inhoud):
    """Everything that a version of an inkoop says, in document order. See docs/snapshot.md."""

    schema_versie: Literal[1] = 1
    inkoop: InkoopInhoud
    hoofdstukken: list[HoofdstukInhoud]
    segmenten: list[SegmentInhoud]
    rubrieken: list[RubriekInhoud]
    grondslagen: list[GrondslagInhoud]
    tariefassen: list[TariefasInhoud] = []
    aswaarden: list[AswaardeInhoud] = []
    leefgebieden: list[LeefgebiedInhoud]
    producten: list[ProductInhoud]
    voorwaarden: list[VoorwaardeInhoud]
    percelen: list[PerceelInhoud]
    eisen: list[EisInhoud] = []
    tarieven: list[TariefInhoud]
    indexaties: list[IndexatieInhoud]
    begrippen: list[BegripInhoud]

    @cached_property
    def _per_code(self) -> dict[str, Mapping[Any, Any]]:
        """Of each kind that was asked for the parts by the code that others use for them."""
        return {}

    def _coded(self, soort: str) -> Mapping[Any, Any]:
        if soort not in self._per_code:
            delen = self.delen(soort)
            self._per_code[soort] = {deel.deelcode: deel for deel in delen} | {deel.verwijscode: deel for deel in delen}
        return self._per_code[soort]

    def delen(self, soort: str) -> list[Any]:
        found: list[Any] = getattr(self, SOORTEN[soort].meervoud)
        return found

    def vind(self, soort: str, code: object) -> Any:
        return self._coded(soort).get(code)

    @property
    def met_pagina(self) -> list[Any]:
        """Every part that has a page and a document of its own."""
        return [deel for soort in SOORTEN.values() if soort.met_pagina for deel in self.delen(soort.naam)]

    @property
    def product(self) -> Mapping[str, ProductInhoud]:
        return self._coded("product")

    @property
    def perceel(self) -> Mapping[str, PerceelInhoud]:
        return self._coded("perceel")

    @property
    def segment(self) -> Mapping[str, SegmentInhoud]:
        return self._coded("segment")

    @property
    def grondslag(self) -> Mapping[str, GrondslagInhoud]:
        return self._coded("grondslag")

    @property
    def aswaarde(self) -> Mapping[str, AswaardeInhoud]:
        return self._coded("aswaarde")

    def rubrieken_of(self, soort: str) -> list[RubriekInhoud]:
        return [rubriek for rubriek in self.rubrieken if rubriek.soort == soort]


def take(inkoop: Inkoop) -> Snapshot:
    """Freeze the working data of `inkoop` as it stands now."""
    return Snapshot(
        schema_versie=SCHEMA_VERSIE,
        inkoop=describe_inkoop(inkoop),
        voorwaarden=describe_voorwaarden(inkoop),
        tarieven=describe_tarieven(inkoop),
        indexaties=describe_indexaties(inkoop),
        **{soort.meervoud: soort.describe(inkoop) for soort in SOORTEN.values()},
    )


def describe_inkoop(inkoop: Inkoop) -> InkoopInhoud:
    return describe(with_links(Inkoop.objects.filter(pk=inkoop.pk), InkoopInhoud).get(), InkoopInhoud)


def freeze(inkoop: Inkoop) -> Snapshot:
    """`take()`, of one moment: read until two readings in a row are equal, so that a change halfway cannot get in by half.

    Raises StillChanging when the working data does not come to rest.
    """
    before: Snapshot | None = None
    for _ in range(FREEZE_ATTEMPTS):
        now = take(Inkoop.objects.select_related("regio").get(pk=inkoop.pk))
        if now == before:
            return now
        before = now
    raise StillChanging("Er wordt op dit moment nog aan deze inkoop gewerkt. Probeer het zo opnieuw.")


def read(stored: Mapping[str, Any]) -> Snapshot:
    """A stored snapshot, whatever its schema version. Raises OnbekendSchema."""
    _check_schema(stored.get("schema_versie"))
    return Snapshot.model_validate(stored)


def read_delen(schema_versie: object, kind: Soort, rows: Sequence[Mapping[str, Any]]) -> Callable[[str], Any]:
    """The parts of one kind as they are stored: one of them is read when it is asked for, by its `deelcode`. Raises OnbekendSchema."""
    _check_schema(schema_versie)
    stored = {"/".join(str(row[name]) for name in kind.inhoud.codevelden): row for row in rows}
    return lambda code: kind.inhoud.model_validate(stored[code]) if code in stored else None


def _check_schema(versie: object) -> None:
    if versie != SCHEMA_VERSIE:
        raise OnbekendSchema(
            f"Deze versie is opgeslagen met schema {versie!r}; dit portaal leest schema {SCHEMA_VERSIE}. "
            "Vraag de beheerder het portaal bij te werken."
        )


def stored_sha256(stored: Mapping[str, Any]) -> str:
    """The sha256 of a snapshot as it was stored, also of an older schema version."""
    return hashlib.sha256(canonical(stored)).hexdigest()
