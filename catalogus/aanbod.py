"""What is on offer today: of every inkoop the version that a visitor reads, and those that are still to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models.fields.json import KT, KeyTransform
from django.utils import timezone

from publicaties.models import BUITEN, Publicatie, Status
from publicaties.versies import Label, labels, shown, upcoming


@dataclass(frozen=True)
class Getoond:
    """One version of an inkoop, with what its snapshot says of the inkoop. `komt`: not the one that is read today.

    `verzonnen`: an example, which does not exist.
    """

    publicatie: Publicatie
    label: Label
    slug: str
    titel: str
    regio: str
    regio_slug: str
    website: str
    procedure: str
    grondslagen: Mapping[str, str]
    #: Words that mean the same, in small letters: a begrip and its synonyms.
    synoniemen: tuple[frozenset[str], ...]
    komt: bool
    verzonnen: bool

    @property
    def pad(self) -> str:
        basis = f"/inkoop/{self.slug}/"
        return f"{basis}versie/{self.publicatie.volgnummer}/" if self.komt else basis


@dataclass(frozen=True)
class Aanbod:
    """`versies`: by regio and inkoop; `nieuws`: what was published last, newest first."""

    versies: tuple[Getoond, ...]
    nieuws: tuple[tuple[Publicatie, Label, str], ...]

    @property
    def inkopen(self) -> list[Getoond]:
        return [row for row in self.versies if not row.komt]

    @property
    def voorbeelden(self) -> list[Getoond]:
        """The inkopen that are an example: something of them is invented or rewritten."""
        return [row for row in self.inkopen if row.publicatie.inkoop.voorbeeld]


#: What tells one offer from another. By hand, because every search and every list asks it.
STATE = """
    SELECT
        count(*), max(publicatie.id), max(gepubliceerd_op), count(*) FILTER (WHERE status = %s), count(*) FILTER (WHERE voorbeeld <> '')
    FROM publicaties_publicatie publicatie JOIN segments_inkoop inkoop ON inkoop.id = inkoop_id
    WHERE status = ANY(%s)
"""


def aanbod() -> Aanbod:
    """One query when nothing was published or withdrawn since the last time, else three."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, [Status.INGETROKKEN, [status.value for status in BUITEN]])
        return _read(timezone.localdate(), *cursor.fetchone())


@lru_cache(maxsize=2)
def _read(day: dt.date, *state: object) -> Aanbod:
    rows = list(
        Publicatie.objects.published().select_related("inkoop").defer("inhoud").order_by("inkoop_id", "-volgnummer")
    )
    told: dict[int, Label] = {}
    chosen: list[tuple[Publicatie, bool]] = []
    for _, group in groupby(rows, key=lambda row: row.inkoop_id):
        versies = list(group)
        told.update(zip((row.pk for row in versies), labels(versies, day), strict=True))
        today = shown(versies, day)
        chosen += [(today, False)] if today else []
        chosen += [(row, True) for row in upcoming(versies, day) if row != today]
    said = {row["pk"]: row for row in _say([row.pk for row, _ in chosen])}
    getoond = [_getoond(row, told[row.pk], said[row.pk], komt) for row, komt in chosen]
    titels = {row.publicatie.inkoop_id: row.titel for row in getoond}
    latest = sorted(rows, key=lambda row: (row.gepubliceerd_op, row.pk), reverse=True)[:6]
    return Aanbod(
        versies=tuple(sorted(getoond, key=lambda row: (row.regio, row.titel, row.slug, row.komt))),
        nieuws=tuple((row, told[row.pk], titels[row.inkoop_id]) for row in latest),
    )


def _say(pks: list[int]) -> Any:
    return (
        Publicatie.objects.filter(pk__in=pks)
        .order_by("pk")
        .values(
            "pk",
            titel=KT("inhoud__inkoop__titel"),
            regio=KT("inhoud__inkoop__regio__naam"),
            regio_slug=KT("inhoud__inkoop__regio__slug"),
            website=KT("inhoud__inkoop__regio__website"),
            procedure=KT("inhoud__inkoop__procedure_toelichting"),
            verzonnen=KeyTransform("verzonnen", KeyTransform("inkoop", "inhoud")),
            grondslagen=KeyTransform("grondslagen", "inhoud"),
            begrippen=KeyTransform("begrippen", "inhoud"),
        )
    )


def _getoond(publicatie: Publicatie, label: Label, said: Mapping[str, Any], komt: bool) -> Getoond:
    return Getoond(
        publicatie=publicatie,
        label=label,
        slug=publicatie.inkoop.slug,
        titel=said["titel"],
        regio=said["regio"],
        regio_slug=said["regio_slug"],
        website=said["website"],
        procedure=said["procedure"],
        grondslagen={row["code"]: row["label"] for row in said["grondslagen"]},
        synoniemen=tuple(
            frozenset(word.lower() for word in (row["term"], *row["synoniemen"]))
            for row in said["begrippen"] or ()
            if row.get("synoniemen")
        ),
        komt=komt,
        verzonnen=bool(said["verzonnen"]),
    )
