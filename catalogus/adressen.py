"""Where a place in the document stands on the web."""

from __future__ import annotations

from typing import Protocol

from core.opmaak import begrip_id
from core.plek import Plek
from publicaties.models import OnderdeelSoort
from publicaties.snapshot import Snapshot


class MetPad(Protocol):
    """A version, or what is read of one: something with an address below which its pages stand."""

    @property
    def pad(self) -> str: ...


def address(versie: MetPad, plek: Plek) -> str:
    """Where this place stands in this version."""
    return versie.pad + below(plek.soort, plek.code, plek.rubriek)


#: The page of a part, by its kind; "{0}" is its code.
_PAGINA = {
    OnderdeelSoort.PRODUCT: "producten/{0}/",
    OnderdeelSoort.PERCEEL: "percelen/{0}/",
    OnderdeelSoort.SEGMENT: "segmenten/{0}/",
    OnderdeelSoort.GRONDSLAG: "grondslagen/#grondslag-{0}",
    OnderdeelSoort.EIS: "eisen/#eis-{0}",
    OnderdeelSoort.HOOFDSTUK: "document/#hoofdstuk-{0}",
    OnderdeelSoort.TARIEVEN: "tarieven/",
    "begrip": "begrippen/#{1}",
}


def below(soort: str, code: str, rubriek: str = "") -> str:
    """The address of a page within a version."""
    page = _PAGINA.get(soort, "").format(code, begrip_id(code))
    return f"{page}#{rubriek}" if rubriek and page and "#" not in page and soort in _PAGINA and code else page


def exists(snapshot: Snapshot, plek: Plek) -> bool:
    """Whether this version has a page for this place."""
    if plek.soort == OnderdeelSoort.TARIEVEN:
        return bool(snapshot.tarieven)
    return plek.soort in _PAGINA and snapshot.vind(plek.soort, plek.code) is not None
