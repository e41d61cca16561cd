"""What every part of a document has in common: a code, an identity, and names."""

from __future__ import annotations

from typing import Any, ClassVar

from core.inhoud import Inhoud
from core.plek import Plek, Zin, zin


class DeelInhoud(Inhoud):
    """A part of a document. Its identity outlives a change of its code, and is no content: equal parts may differ in it."""

    soortnaam: ClassVar[str]
    codevelden: ClassVar[tuple[str, ...]] = ("code",)

    #: Empty in what was published before parts had one.
    identiteit: str = ""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self.deelcode)

    def _content(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "identiteit"}

    @property
    def deelcode(self) -> str:
        """The stable code, as addresses and differences use it: "bgi", "product/doelgroep"."""
        return "/".join(str(getattr(self, name)) for name in self.codevelden)

    @property
    def verwijscode(self) -> Any:
        """How other parts of the same document point at it."""
        return getattr(self, self.codevelden[0]) if len(self.codevelden) == 1 else self.deelcode

    @property
    def volledig(self) -> str:
        """As a title: "Begeleiding Individueel (BGI)"."""
        raise NotImplementedError

    @property
    def kort(self) -> str:
        """As a place inside a sentence: "BGI", "perceel 6", "hoofdstuk 'Inleiding'"."""
        return f"{self.soortnaam} '{self.volledig}'"

    def plek(self, rubriek: str = "") -> Plek:
        """Where it stands in the document."""
        return Plek(soort=self.soortnaam, code=self.deelcode, naam=self.kort, rubriek=rubriek)

    def zin(self) -> Zin:
        """Its short name, with a link to it."""
        return zin(self.kort, self.plek())
