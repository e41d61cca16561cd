"""What the rows around the text are made of, in the order of forms, sheets and lists. No version holds them: they go on after it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from core.deel import DeelInhoud
from core.moment import Moment


class MijlpaalInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "mijlpaal"
    codevelden: ClassVar[tuple[str, ...]] = ("titel",)

    titel: str
    moment: Moment
    tijd: dt.time | None
    omschrijving: str
    segment: str | None
    sluit: str
    stand: str
    eerder: Moment | None
    reden: str
    voorlopig: bool
    openbaar: bool


class BijeenkomstInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "bijeenkomst"
    codevelden: ClassVar[tuple[str, ...]] = ("sleutel",)

    titel: str
    sleutel: str
    soort: str
    datum: dt.date
    tijd: dt.time | None
    eindtijd: dt.time | None
    plaats: str
    link: str
    segmenten: list[str]
    percelen: list[str]


class DocumentInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "document"
    codevelden: ClassVar[tuple[str, ...]] = ("sleutel",)

    titel: str
    sleutel: str
    soort: str
    bijlagenummer: str
    versie: str
    moment: Moment | None
    link: str
    omschrijving: str
    segment: str | None
    perceel: str | None
    bijeenkomst: str | None
    bij_versie: int | None
    vervangt: str | None
    openbaar: bool


class KengetalInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "kengetal"
    codevelden: ClassVar[tuple[str, ...]] = ("naam",)

    naam: str
    jaar: int
    omzet: int | None
    aantal: int | None
    is_totaal: bool
    toelichting: str
    openbaar: bool
