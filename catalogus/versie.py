"""Which version a visitor reads, and its snapshot. The only way into the data for a public page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.http import Http404
from django.utils import timezone

from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot, read
from publicaties.versies import Label, labels, shown


@dataclass(frozen=True)
class Versie:
    """A published version as a visitor sees it today; `vast` when its address names it for ever."""

    publicatie: Publicatie
    label: Label
    alle: list[tuple[Publicatie, Label]]
    slug: str
    vast: bool
    day: dt.date

    @property
    def snapshot(self) -> Snapshot:
        return read_snapshot(self.publicatie.pk, self.publicatie.sha256)

    @property
    def basis(self) -> str:
        """The address of the inkoop, whatever the version."""
        return f"/inkoop/{self.slug}/"

    @property
    def pad(self) -> str:
        """The address below which the pages of this version stand."""
        return self.vast_pad if self.vast else self.basis

    @property
    def vast_pad(self) -> str:
        return f"{self.basis}versie/{self.publicatie.volgnummer}/"

    @property
    def nieuwste(self) -> bool:
        """Whether this is what a visitor reads who names no version."""
        return shown([row for row, _ in self.alle], self.day) == self.publicatie

    @property
    def vorige(self) -> Publicatie | None:
        """The version before this one that was published."""
        earlier = [row for row, _ in self.alle if (row.volgnummer or 0) < (self.publicatie.volgnummer or 0)]
        return max(earlier, key=lambda row: row.volgnummer or 0, default=None)


def find(slug: str, nummer: int | None) -> Versie:
    """The version with this number, or the one that counts today. One query. Raises Http404."""
    day = timezone.localdate()
    rows = list(
        Publicatie.objects.known()
        .filter(inkoop__slug=slug)
        .select_related("inkoop__regio")
        .defer("inhoud")
        .newest_first()
    )
    told = list(zip(rows, labels(rows, day), strict=True))
    chosen = shown(rows, day) if nummer is None else next((row for row in rows if row.volgnummer == nummer), None)
    if chosen is None:
        raise Http404(f"Geen gepubliceerde versie van '{slug}'" + (f" met nummer {nummer}" if nummer else ""))
    return Versie(chosen, dict(told)[chosen], told, slug, nummer is not None, day)


@lru_cache(maxsize=64)
def read_snapshot(pk: int, sha256: str) -> Snapshot:
    """A version never changes, so it is read once per process."""
    inhoud = Publicatie.objects.values_list("inhoud", flat=True).get(pk=pk, sha256=sha256)
    if inhoud is None:
        raise Http404("Deze versie heeft geen inhoud.")
    return read(inhoud)
