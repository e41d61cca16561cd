"""The document around one part: what the other parts are called, and where they meet this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar

from django.db.models import F, QuerySet, Value
from pydantic import PrivateAttr

from core.inhoud import Inhoud, describe, velden
from core.soort import Soort
from percelen.inhoud import PerceelInhoud, PerceelProductInhoud, describe_voorwaarden
from percelen.models import PerceelProduct
from percelen.soort import PERCEEL
from producten.inhoud import ProductInhoud
from producten.models import Rubriek
from producten.soort import PRODUCT, RUBRIEK
from publicaties.snapshot import Snapshot, describe_inkoop
from publicaties.soorten import SOORTEN
from segments.inhoud import HoofdstukInhoud, SegmentInhoud
from segments.models import Inkoop
from segments.soort import HOOFDSTUK, SEGMENT

T = TypeVar("T", bound=Inhoud)

#: The kinds that have a screen for each part.
GENOEMD = (HOOFDSTUK, SEGMENT, PERCEEL, PRODUCT)


@dataclass(frozen=True)
class Naam:
    soort: str
    code: str
    naam: str
    kort: str
    pk: int


class Noemer(Protocol):
    """Who knows the names and the rubrieken, or reads them the first time."""

    def genoemd(self, soort: str) -> list[Naam]: ...

    @property
    def rubrieken(self) -> list[Rubriek]: ...


def names_of(inkoop: Inkoop) -> list[Naam]:
    """What every part of `inkoop` is called, in document order. One query."""
    arms: list[QuerySet[Any, Any]] = []
    for place, soort in enumerate(GENOEMD):
        code, (naam, *kort) = soort.codevelden[0], soort.naamvelden
        if not kort and not soort.code_uit_naam:
            kort = [code]
        rows: QuerySet[Any, Any] = soort.model._default_manager.filter(inkoop=inkoop, gearchiveerd_op=None)
        columns = {"plaats": Value(place), "van": F(code), "heet": F(naam), "kort": F(kort[0]) if kort else Value("")}
        arms.append(rows.annotate(**columns).values_list(*columns, "volgorde", "pk"))
    found = arms[0].union(*arms[1:], all=True).order_by("plaats", "volgorde", "pk")
    return [Naam(GENOEMD[place].naam, code, naam, kort, pk) for place, code, naam, kort, _, pk in found]


class Omgeving(Snapshot):
    """A snapshot that knows of the other parts only what this part says of them; each list is read when it is asked for.

    A fact that is not read here raises AttributeError: it does not pass for empty.
    """

    _inkoop: Inkoop = PrivateAttr()
    _noemer: Noemer = PrivateAttr()
    _deel: tuple[str, str] = PrivateAttr()

    @classmethod
    def of(cls, inkoop: Inkoop, noemer: Noemer, soort: str, code: str) -> Omgeving:
        found = _only(cls)
        found._inkoop, found._noemer, found._deel = inkoop, noemer, (soort, code)
        return found

    def __getattr__(self, name: str) -> Any:
        if name not in _LEZEN:
            return super().__getattr__(name)  # type: ignore[misc]
        self.__dict__[name] = found = _LEZEN[name](self)
        return found

    @property
    def _blik(self) -> _Blik:
        return _BLIK.get(self._deel[0], _Blik())

    def _percelen(self) -> list[PerceelInhoud]:
        code, names = self._deel[1], self._noemer.genoemd("perceel")
        if self._blik.eigen:
            own = set(self._inkoop.percelen.active().filter(segment__code=code).values_list("nummer", flat=True))
            return [_perceel(row, segment=code if row.code in own else None) for row in names]
        if self._blik.producten:
            links = self._links(**({"product__code": code} if self._blik.alleen else {}))
            return [_perceel(row, producten=links.get(row.code, [])) for row in names]
        return [_perceel(row) for row in names]

    def _links(self, **only: Any) -> dict[str, list[PerceelProductInhoud]]:
        """The products of each perceel, or the only one that is asked for."""
        found: dict[str, list[PerceelProductInhoud]] = {}
        rows = PerceelProduct.objects.filter(perceel__inkoop=self._inkoop, product__gearchiveerd_op=None, **only)
        # Without the percelen and producten themselves, of which there may be thousands.
        columns = {
            veld.naam: "product__code" if veld.pad == "product" else veld.pad for veld in velden(PerceelProductInhoud)
        }
        for nummer, *values in rows.order_by("product__volgorde", "product__pk").values_list(
            "perceel__nummer", *columns.values()
        ):
            link = PerceelProductInhoud.model_construct(**dict(zip(columns, values, strict=True)))
            found.setdefault(nummer, []).append(link)
        return found

    def _segmenten(self) -> list[SegmentInhoud]:
        if self._blik.segmenten:
            return SEGMENT.describe(self._inkoop)
        return [_only(SegmentInhoud, code=row.code, naam=row.naam) for row in self._noemer.genoemd("segment")]

    def _producten(self) -> list[ProductInhoud]:
        code, names = self._deel[1], self._noemer.genoemd("product")
        if not self._blik.eigen:
            return [_product(row) for row in names]
        own = set(self._inkoop.producten.active().filter(segmenten__code=code).values_list("code", flat=True))
        return [_product(row, segmenten=[code] if row.code in own else []) for row in names]


class _Blik(NamedTuple):
    """What a part says of others. `eigen`: which percelen and producten are its own; `producten`: those of each perceel, `alleen`
    itself among them; `segmenten`: what they say, since it takes that from its own."""

    eigen: bool = False
    producten: bool = False
    alleen: bool = False
    segmenten: bool = False


_BLIK = {
    "segment": _Blik(eigen=True),
    "product": _Blik(producten=True, alleen=True),
    "perceel": _Blik(segmenten=True),
    "hoofdstuk": _Blik(producten=True),
}


def _only(inhoud: type[T], **known: Any) -> T:
    """A part of which only this is known."""
    construct: Any = inhoud.model_construct
    found: T = construct(**known)
    # A default is no fact, but for the identity: nobody tells that.
    for naam in found.__dict__.keys() - known.keys() - {"identiteit"}:
        del found.__dict__[naam]
    return found


def _perceel(row: Naam, **more: Any) -> PerceelInhoud:
    return _only(PerceelInhoud, nummer=row.code, naam=row.naam, **more)


def _product(row: Naam, **more: Any) -> ProductInhoud:
    return _only(ProductInhoud, code=row.code, naam=row.naam, afkorting=row.kort, **more)


def _describe(soort: Soort, om: Omgeving) -> Any:
    return soort.describe(om._inkoop)


_LEZEN: dict[str, Callable[[Omgeving], Any]] = {
    "inkoop": lambda om: describe_inkoop(om._inkoop),
    **{soort.meervoud: partial(_describe, soort) for soort in SOORTEN.values() if soort not in GENOEMD},
    "rubrieken": lambda om: [describe(row, RUBRIEK.inhoud) for row in om._noemer.rubrieken],
    "voorwaarden": lambda om: describe_voorwaarden(om._inkoop),
    "hoofdstukken": lambda om: [
        _only(HoofdstukInhoud, sleutel=row.code, titel=row.naam) for row in om._noemer.genoemd("hoofdstuk")
    ],
    "segmenten": Omgeving._segmenten,
    "percelen": Omgeving._percelen,
    "producten": Omgeving._producten,
}
