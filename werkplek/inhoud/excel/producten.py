"""Producten in a sheet: as every kind of part, and no toeslag or korting is on itself when it is taken over."""

from __future__ import annotations

from dataclasses import replace

from producten.models import wrong_toeslag
from producten.soort import PRODUCT
from werkplek.inhoud.excel.blad import Celwijziging
from werkplek.inhoud.excel.feiten import Feitenblad
from werkplek.inhoud.werkblad import Werkblad

#: The cells that decide on it; the first that changes tells what is wrong.
_VELDEN = ("toeslag_op", "tariefsoort")


class Productblad(Feitenblad):
    def __init__(self, werkblad: Werkblad) -> None:
        super().__init__(PRODUCT, werkblad)

    def check(self, cellen: list[Celwijziging]) -> list[Celwijziging]:
        found = super().check(cellen)
        if any(cel.fout for cel in found) or not any(cel.kolom.veld in _VELDEN for cel in found):
            return found
        faults = self._toeslagen(found)
        return [replace(cel, fout=faults.get(cel.code, "")) if cel.kolom.veld in _VELDEN else cel for cel in found]

    def _toeslagen(self, cellen: list[Celwijziging]) -> dict[str, str]:
        """What is wrong with each changed product as all of them would be, by its code."""
        changes: dict[str, dict[str, str]] = {}
        for cel in cellen:
            if cel.kolom.veld:
                changes.setdefault(cel.code, {})[cel.kolom.veld] = cel.wordt
        soorten: dict[str, str] = {}
        op: dict[str, list[str]] = {}
        for code, row in self.rows.items():
            if code in changes:
                values = self._valid(code, changes[code]).values
                soorten[code] = values.get("tariefsoort", row.tariefsoort)
                op[code] = [one.code for one in values.get("toeslag_op", ())]
            else:
                soorten[code], op[code] = row.tariefsoort, [one.code for one in row.toeslag_op.all()]
        found = {code: wrong_toeslag(str(self.rows[code]), soorten[code], code, op) for code in changes}
        return {code: fault for code, fault in found.items() if fault}
