"""A place in the document: enough to name it and to link to it."""

from __future__ import annotations

from core.inhoud import Inhoud


class Plek(Inhoud):
    """`soort` as in OnderdeelSoort, or "inkoop", "begrip", "rubriek", "leefgebied"; `naam` as readers know it, "BGI" or "perceel 6"."""

    soort: str
    code: str = ""
    naam: str = ""
    rubriek: str = ""

    @property
    def pad(self) -> str:
        """ "product/bgi/opleidingsniveau": how a remark stores its place."""
        return "/".join(part for part in (self.soort, self.code, self.rubriek) if part)
