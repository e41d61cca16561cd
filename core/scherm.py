"""Which screen of the workplace shows a row of the admin: said once by its ModelAdmin, and followed both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse


@dataclass(frozen=True)
class Scherm:
    """`naam` of the address; `paden`: where a row has each part of it ("inkoop__slug"); `vast`: the parts that are always the same.

    `lijst`: the screen shows all rows of an inkoop together; `anker`: what a row is called on it.
    """

    naam: str
    paden: Mapping[str, str]
    vast: Mapping[str, str]
    lijst: bool
    anker: str

    def adres(self, row: models.Model) -> str:
        delen = {deel: _value(row, pad) for deel, pad in self.paden.items()}
        anker = f"#{_value(row, self.anker)}" if self.anker else ""
        return reverse(self.naam, kwargs={**self.vast, **delen}) + anker

    def toont(self, naam: str, delen: Mapping[str, Any]) -> bool:
        """Whether an address with this name and these parts is of this screen."""
        return (
            naam == self.naam
            and delen.keys() == self.paden.keys() | self.vast.keys()
            and all(delen[deel] == value for deel, value in self.vast.items())
        )

    def rijen(self, rows: models.QuerySet[Any], delen: Mapping[str, Any]) -> models.QuerySet[Any]:
        """The rows that such an address is about."""
        return rows.filter(**{pad: delen[deel] for deel, pad in self.paden.items()})


def scherm(
    naam: str, /, *, lijst: bool = False, anker: str = "", vast: Mapping[str, str] | None = None, **paden: str
) -> Scherm:
    return Scherm(f"werkplek:{naam}", paden, vast or {}, lijst, anker)


def _value(row: Any, pad: str) -> Any:
    for name in pad.split("__"):
        row = getattr(row, name)
    return row
