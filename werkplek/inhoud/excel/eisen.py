"""Eisen in a sheet: as every kind of part, and the weights of what is compared are 100 together when it is taken over."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet

from eisen.inhoud import EisInhoud
from eisen.soort import EIS
from eisen.weging import weegfouten
from werkplek.inhoud.excel.blad import Celwijziging
from werkplek.inhoud.excel.feiten import Feitenblad
from werkplek.inhoud.werkblad import Werkblad


class Eisenblad(Feitenblad):
    def __init__(self, werkblad: Werkblad) -> None:
        super().__init__(EIS, werkblad)

    def check(self, cellen: list[Celwijziging]) -> list[Celwijziging]:
        found = super().check(cellen)
        if any(cel.fout for cel in found):
            return found
        faults = self._weights(found)
        return [replace(cel, fout=faults.get(cel.code, "")) if cel.kolom.veld == "weging" else cel for cel in found]

    def _weights(self, cellen: list[Celwijziging]) -> dict[str, str]:
        """What is wrong with the weights as they would be, by the nummer of each eis that counts in them."""
        changes: dict[str, dict[str, str]] = {}
        for cel in cellen:
            if cel.kolom.veld:
                changes.setdefault(cel.code, {})[cel.kolom.veld] = cel.wordt
        snapshot = self.werkblad.geheel().snapshot
        eisen = {eis.nummer: eis for eis in snapshot.eisen}
        eisen |= {code: self._inhoud(code, changed) for code, changed in changes.items()}
        after = snapshot.model_copy(update={"eisen": list(eisen.values())})
        return weegfouten(after)

    def _inhoud(self, code: str, changes: dict[str, str]) -> EisInhoud:
        """This eis as these cells would make it, but for its text."""
        values = {
            veld: [row.verwijscode for row in value] if isinstance(value, QuerySet) else value
            for veld, value in self._valid(code, changes).values.items()
        }
        return EisInhoud(tekst="", **values)
