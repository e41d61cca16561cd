"""The document around one part: what the other parts are called, and where they meet this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

from django.db.models import F, QuerySet, Value
from pydantic import PrivateAttr

from core.deel import DeelInhoud
from core.inhoud import Inhoud, describe, with_links
from percelen.inhoud import PerceelProductInhoud, describe_voorwaarden
from percelen.models import PerceelProduct
from publicaties.snapshot import Snapshot
from publicaties.soorten import PER_LIJST, SOORTEN
from segments.inhoud import InkoopInhoud
from segments.models import Inkoop

T = TypeVar("T", bound=Inhoud)

#: The kinds of which each part has a page in the workplace, in the order of the outline.
GENOEMD = ("hoofdstuk", "segment", "perceel", "product")


@dataclass(frozen=True)
class Naam:
    """A part of which its code and its names are known, and the key of its row."""

    soort: str
    deel: DeelInhoud
    pk: int


def names_of(inkoop: Inkoop) -> list[Naam]:
    """What every part of `inkoop` is called, in document order. One query."""
    arms: list[QuerySet[Any, Any]] = []
    for place, soort in enumerate(SOORTEN[naam] for naam in GENOEMD):
        velden = [*soort.codevelden, *soort.naamvelden, "", ""][:3]
        columns: dict[str, Any] = {"plaats": Value(place)}
        columns |= {f"naam_{number}": F(veld) if veld else Value("") for number, veld in enumerate(velden)}
        rows = soort.rows(inkoop).active().order_by().annotate(**columns)
        arms.append(rows.values_list(*columns, "volgorde", "pk"))
    found = arms[0].union(*arms[1:], all=True).order_by("plaats", "volgorde", "pk")
    return [_named(GENOEMD[place], names, pk) for place, *names, _, pk in found]


def _named(naam: str, names: list[str], pk: int) -> Naam:
    soort = SOORTEN[naam]
    known = dict(zip([*soort.codevelden, *soort.naamvelden], names, strict=False))
    deel: DeelInhoud = _only(soort.inhoud, **known)  # type: ignore[assignment]
    return Naam(naam, deel, pk)


def _only(inhoud: type[T], **known: Any) -> T:
    """An Inhoud of which this is known. To ask something else of it is an AttributeError: it does not pass for empty."""
    construct: Any = inhoud.model_construct
    found: T = construct(**known)
    return found


class Noemer(Protocol):
    """Who knows the names, or reads them the first time."""

    def genoemd(self, soort: str) -> list[Naam]: ...


class Omgeving(Snapshot):
    """A snapshot that knows of the other parts only what this part says of them; each list is read when it is asked for."""

    _inkoop: Inkoop = PrivateAttr()
    _noemer: Noemer = PrivateAttr()
    _deel: tuple[str, str] = PrivateAttr()

    @classmethod
    def of(cls, inkoop: Inkoop, noemer: Noemer, soort: str, code: str) -> Omgeving:
        found = _only(cls)
        found._inkoop, found._noemer, found._deel = inkoop, noemer, (soort, code)
        return found

    @cached_property
    def _per_code(self) -> Mapping[str, Mapping[Any, Any]]:
        return _PerCode(self)

    def __getattr__(self, name: str) -> Any:
        if name not in {"inkoop", "voorwaarden", *PER_LIJST}:
            return super().__getattr__(name)  # type: ignore[misc]
        self.__dict__[name] = found = self._read(name)
        return found

    def _read(self, name: str) -> Any:
        if name == "inkoop":
            return describe(with_links(Inkoop.objects.filter(pk=self._inkoop.pk), InkoopInhoud).get(), InkoopInhoud)
        if name == "voorwaarden":
            return describe_voorwaarden(self._inkoop)
        soort = PER_LIJST[name]
        if soort.naam not in GENOEMD:
            return soort.describe(self._inkoop)
        return [row.deel.model_copy(update=self._meets(row)) for row in self._noemer.genoemd(soort.naam)]

    def _meets(self, row: Naam) -> dict[str, Any]:
        """What is known of another part besides its name: whether it is in this segment, how this product stands in that perceel."""
        soort, code = self._deel
        match soort, row.soort:
            case "segment", "perceel":
                return {"segment": code if row.pk in self._in_segment["perceel"] else None}
            case "segment", "product":
                return {"segmenten": [code] if row.pk in self._in_segment["product"] else []}
            case "product" | "hoofdstuk", "perceel":
                return {"producten": self._links.get(row.pk, [])}
        return {}

    @cached_property
    def _in_segment(self) -> dict[str, set[int]]:
        here = {"perceel": {"segment__code": self._deel[1]}, "product": {"segmenten__code": self._deel[1]}}
        return {
            soort: set(SOORTEN[soort].rows(self._inkoop).filter(**where).values_list("pk", flat=True))
            for soort, where in here.items()
        }

    @cached_property
    def _links(self) -> dict[int, list[PerceelProductInhoud]]:
        """By perceel: how this product stands in it; around a hoofdstuk, which may list them, how every product does."""
        soort, code = self._deel
        rows = PerceelProduct.objects.filter(perceel__inkoop=self._inkoop, product__gearchiveerd_op=None)
        rows = rows.filter(product__code=code) if soort == "product" else rows
        found: dict[int, list[PerceelProductInhoud]] = {}
        for perceel, product, van, tot, in_beginsel in rows.order_by("product__volgorde", "product__pk").values_list(
            "perceel_id", "product__code", "van", "tot", "in_beginsel"
        ):
            link = _only(PerceelProductInhoud, code=product, van=van, tot=tot, in_beginsel=in_beginsel)
            found.setdefault(perceel, []).append(link)
        return found


class _PerCode(dict[str, Mapping[Any, Any]]):
    """The parts of a kind by their code, once somebody looks for one."""

    def __init__(self, omgeving: Omgeving) -> None:
        super().__init__()
        self.omgeving = omgeving

    def __missing__(self, soort: str) -> Mapping[Any, Any]:
        self[soort] = found = {deel.verwijscode: deel for deel in self.omgeving.delen(soort)}
        return found
