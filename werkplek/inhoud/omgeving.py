"""The document around one part: what the other parts are called, and where they meet this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.db.models import F, Model, QuerySet, Value
from pydantic import PrivateAttr

from core.inhoud import Inhoud
from percelen.inhoud import PerceelInhoud, PerceelProductInhoud, describe_voorwaarden
from percelen.models import Perceel, PerceelProduct
from producten.inhoud import ProductInhoud, describe_grondslagen, describe_leefgebieden, describe_rubrieken
from producten.models import Product
from publicaties.snapshot import Snapshot
from segments.inhoud import HoofdstukInhoud, SegmentInhoud, describe_inkoop
from segments.models import Hoofdstuk, Inkoop, Segment

T = TypeVar("T", bound=Inhoud)

#: The kinds with a page for each part: model, and the fields that hold its code, its name and its short name.
_GENOEMD: dict[str, tuple[type[Model], str, str, str]] = {
    "hoofdstuk": (Hoofdstuk, "sleutel", "titel", ""),
    "segment": (Segment, "code", "naam", "code"),
    "perceel": (Perceel, "nummer", "naam", "nummer"),
    "product": (Product, "code", "naam", "afkorting"),
}


@dataclass(frozen=True)
class Naam:
    soort: str
    code: str
    naam: str
    kort: str
    pk: int


class Noemer(Protocol):
    """Who knows the names, or reads them the first time."""

    def genoemd(self, soort: str) -> list[Naam]: ...


def names_of(inkoop: Inkoop) -> list[Naam]:
    """What every part of `inkoop` is called, in document order. One query."""
    arms: list[QuerySet[Any, Any]] = []
    for place, (model, code, naam, kort) in enumerate(_GENOEMD.values()):
        rows = model._default_manager.filter(inkoop=inkoop, gearchiveerd_op=None)
        columns = {"plaats": Value(place), "van": F(code), "heet": F(naam), "kort": F(kort) if kort else Value("")}
        arms.append(rows.annotate(**columns).values_list(*columns, "volgorde", "pk"))
    found = arms[0].union(*arms[1:], all=True).order_by("plaats", "volgorde", "pk")
    soorten = list(_GENOEMD)
    return [Naam(soorten[place], code, naam, kort, pk) for place, code, naam, kort, _, pk in found]


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

    def _percelen(self) -> list[PerceelInhoud]:
        """Around a product or hoofdstuk with its products, around a segment with whether they are its own."""
        soort, code = self._deel
        names = self._noemer.genoemd("perceel")
        if soort == "segment":
            own = set(self._inkoop.percelen.active().filter(segment__code=code).values_list("nummer", flat=True))
            return [_perceel(row, segment=code if row.code in own else None) for row in names]
        if soort in {"product", "hoofdstuk"}:
            links = self._links(**({"product__code": code} if soort == "product" else {}))
            return [_perceel(row, producten=links.get(row.code, [])) for row in names]
        return [_perceel(row) for row in names]

    def _links(self, **only: Any) -> dict[str, list[PerceelProductInhoud]]:
        """The products of each perceel, or the only one that is asked for."""
        found: dict[str, list[PerceelProductInhoud]] = {}
        rows = PerceelProduct.objects.filter(perceel__inkoop=self._inkoop, product__gearchiveerd_op=None, **only)
        for nummer, code, van, tot, in_beginsel in rows.order_by("product__volgorde", "product__pk").values_list(
            "perceel__nummer", "product__code", "van", "tot", "in_beginsel"
        ):
            link = PerceelProductInhoud.model_construct(code=code, van=van, tot=tot, in_beginsel=in_beginsel)
            found.setdefault(nummer, []).append(link)
        return found

    def _producten(self) -> list[ProductInhoud]:
        soort, code = self._deel
        names = self._noemer.genoemd("product")
        if soort != "segment":
            return [_product(row) for row in names]
        own = set(self._inkoop.producten.active().filter(segmenten__code=code).values_list("code", flat=True))
        return [_product(row, segmenten=[code] if row.code in own else []) for row in names]


def _only(inhoud: type[T], **known: Any) -> T:
    """A part of which only this is known."""
    construct: Any = inhoud.model_construct
    found: T = construct(**known)
    return found


def _perceel(row: Naam, **more: Any) -> PerceelInhoud:
    return _only(PerceelInhoud, nummer=row.code, naam=row.naam, **more)


def _product(row: Naam, **more: Any) -> ProductInhoud:
    return _only(ProductInhoud, code=row.code, naam=row.naam, afkorting=row.kort, **more)


_LEZEN: dict[str, Callable[[Omgeving], Any]] = {
    "inkoop": lambda om: describe_inkoop(om._inkoop),
    "rubrieken": lambda om: describe_rubrieken(om._inkoop),
    "grondslagen": lambda om: describe_grondslagen(om._inkoop),
    "leefgebieden": lambda om: describe_leefgebieden(om._inkoop),
    "voorwaarden": lambda om: describe_voorwaarden(om._inkoop),
    "hoofdstukken": lambda om: [
        _only(HoofdstukInhoud, sleutel=row.code, titel=row.naam) for row in om._noemer.genoemd("hoofdstuk")
    ],
    "segmenten": lambda om: [
        _only(SegmentInhoud, code=row.code, naam=row.naam) for row in om._noemer.genoemd("segment")
    ],
    "percelen": Omgeving._percelen,
    "producten": Omgeving._producten,
}
