"""A kind of part, declared once by its app: everything that must know what a perceel or product is made of asks it here.

The fields are those of its Inhoud, their labels, choices and rules those of its model; a Soort adds what neither can say. See
docs/uitbreiden.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Protocol

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core import dutch
from core.fields import RichTextField
from core.inhoud import Inhoud, describe, relation, velden, with_links
from core.models import Archiveerbaar, Deel
from core.plek import Zin, listing, named_or_listed, zin


class Geheel(Protocol):
    """What a sentence about one part may ask of the others: a snapshot."""

    @property
    def inkoop(self) -> Any: ...

    def vind(self, soort: str, code: object) -> Any:
        """The part with this code, or None."""

    def delen(self, soort: str) -> Sequence[Any]:
        """All parts of this kind, in order."""


Woorden = Callable[[Any, Any], "Zin | str"]


@dataclass(frozen=True)
class Feitsoort:
    """A fact that is told as one, on a page and in a change table alike.

    `velden`: of which fields it is made; none when it follows from other parts, and then it stands behind the field `na`.
    `woorden(document, part)`: its value; `bij`: a remark in small print. `bron`: what a rubriek that tells it already is made from.
    """

    naam: str
    velden: tuple[str, ...]
    woorden: Woorden
    bij: Woorden | None = None
    bron: str = ""
    na: str = ""
    #: Told when it changes, but no fact that readers look for.
    intern: bool = False
    #: A condition to a toewijzing, which who looks across inkopen must know of.
    voorwaarde: bool = False
    #: On a day it is told in the amounts that count then.
    bedragen: bool = False
    #: What it is called for a part that needs another word.
    noem: Callable[[Any], str] | None = None

    def naam_bij(self, deel: Any) -> str:
        return self.noem(deel) if self.noem else self.naam


@dataclass(frozen=True)
class Rijsoort:
    """Rows of a part with a rich text each: in which list they stand, and which fields hold their number and the text."""

    lijst: str
    model: type[models.Model]
    nummer: str
    tekst: str

    def sleutel(self, nummer: object) -> str:
        """The place of such a text among those of its part: "kenmerk-2"."""
        return f"{self.model._meta.model_name}-{nummer}"

    def nummer_in(self, sleutel: str) -> str:
        """The other way round; empty for the place of another text."""
        number = sleutel.removeprefix(self.sleutel(""))
        return number if number != sleutel and number.isdecimal() else ""


@dataclass(frozen=True, eq=False)
class Soort:
    """`naam` and `meervoud` ("perceel", "percelen") are its words in addresses, in a snapshot and towards people."""

    naam: str
    meervoud: str
    lidwoord: str
    model: type[models.Model]
    inhoud: type[Inhoud]
    #: Facts that are more than one field with its label; every other field is told by itself.
    feiten: tuple[Feitsoort, ...] = ()
    #: Fields that are told when they change, and are no facts for readers.
    intern: tuple[str, ...] = ()
    #: Fields that only a beheerder changes.
    beheer: tuple[str, ...] = ()
    #: Fields that a form asks only where the inkoop wants them (`Inkoop.perceelvelden`): by field, what it chooses there.
    op_verzoek: Mapping[str, str] = field(default_factory=dict)
    #: Which choices of a field go with an inkoop (`past(inkoop, value)`), by field; what was chosen already stays.
    past: Mapping[str, Callable[[Any, str], bool]] = field(default_factory=dict)
    #: Fields for who edits, which no version holds.
    hulp: tuple[str, ...] = ()
    #: The fields that its name is made of; none when its code is its name. The first, with the code, makes a new part.
    naamvelden: tuple[str, ...] = ("naam",)
    #: Plain text of several lines that is told with its changed words marked, as rich text is.
    alineas: tuple[str, ...] = ()
    #: What is wrong with values that belong together, by field: for the form and the sheet alike.
    controle: Callable[[Mapping[str, Any]], Mapping[str, str]] = field(default=lambda values: {})
    #: Makes a copy, not yet saved, fit for its inkoop.
    voor_kopie: Callable[[Any], None] = field(default=lambda row: None)
    #: A new code that was left open follows from the name.
    code_uit_naam: bool = False
    #: Fields that stand beside each other in a form; the rest stands below each other.
    samen: tuple[tuple[str, ...], ...] = ()
    #: Links that a form asks for only when there is something to choose.
    als_er_zijn: tuple[str, ...] = ()
    #: Fields that a form asks only of a row for which this holds.
    alleen_bij: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)
    #: A document tells them in a table with a row for each: found by its number, so that its name is one of its facts.
    in_tabel: bool = False
    #: Its texts stand below the rubrieken of this kind.
    met_rubrieken: bool = False
    #: What a rubriek of this kind says by itself, by its `bron`.
    zinnen: Mapping[str, Callable[[Any, Any], Iterable[Zin | str]]] = field(default_factory=dict)
    #: Whether a reader finds a page about each.
    met_pagina: bool = False
    #: It is paid for: it has tarieven.
    met_tarieven: bool = False
    #: It is bought in percelen, and who enrols for it may have to enrol for another.
    in_percelen: bool = False
    #: It is a heading, below which the texts of other kinds stand: nobody reads one by itself.
    is_kop: bool = False
    #: How a change of its text says where: "bij BGI", "in hoofdstuk 'Inleiding'".
    voorzetsel: str = "bij"
    #: What of it is edited on a screen of its own: the name of that address, and what it is called.
    schermen: tuple[tuple[str, str], ...] = ()
    #: Whether readers are told its facts; of the other kinds they see the name where another part stands below it or names it.
    voor_lezers: bool = True
    sorteer: Callable[[Any], Any] | None = None
    #: Which texts of its own are asked for: by name, whether a part has them at all.
    heeft_tekst: Callable[[Any, str], bool] = field(default=lambda deel, veld: True)

    # --- fields ---

    @cached_property
    def codevelden(self) -> tuple[str, ...]:
        return self.inhoud.codevelden

    def modelveld(self, naam: str) -> Any:
        """The field of the model, or None for what stands in rows of its own."""
        return self._modelvelden.get(naam)

    @cached_property
    def _modelvelden(self) -> dict[str, Any]:
        return {one.name: one for one in self.model._meta.get_fields() if not one.auto_created}

    def label(self, naam: str) -> str:
        """What a field is called: "Contactadres"."""
        return dutch.capital(str(self.modelveld(naam).verbose_name))

    @cached_property
    def teksten(self) -> dict[str, str]:
        """The rich texts of its own, by field: what they are called. Those below rubrieken are not in it."""
        return rich_fields(self.model, self.inhoud)

    @cached_property
    def rijen(self) -> tuple[Rijsoort, ...]:
        """Which rows of its own hold a rich text."""
        links = ((veld, veld.item, relation(self.model, veld)) for veld in velden(self.inhoud))
        return tuple(
            Rijsoort(veld.naam, link.related_model, velden(item)[0].naam, tekst)
            for veld, item, link in links
            if item and link.one_to_many
            for tekst in rich_fields(link.related_model, item)
        )

    def rij(self, sleutel: str) -> Rijsoort | None:
        """Which rows this is the place of a text of: "kenmerk-2"."""
        return next((rij for rij in self.rijen if rij.nummer_in(sleutel)), None)

    @property
    def in_document(self) -> bool:
        """Whether texts of it stand in a document, and come back with it."""
        return self.met_rubrieken or bool(self.teksten)

    @property
    def eigen_tekst(self) -> str:
        """The only text that it can have, so that whatever stands below its name is that; else empty."""
        return next(iter(self.teksten)) if len(self.teksten) == 1 and not self.met_rubrieken else ""

    @cached_property
    def feitvelden(self) -> tuple[str, ...]:
        """The fields that are facts: what stands in the model and is no rich text. With the code."""
        own_rows = {veld.naam for veld in velden(self.inhoud) if veld.item}
        return tuple(veld for veld in self._velden if self.modelveld(veld) and veld not in {*self.teksten, *own_rows})

    @cached_property
    def bewerkvelden(self) -> tuple[str, ...]:
        """What a form asks, in order."""
        return tuple(veld for veld in self.feitvelden if veld not in self.beheer) + self.hulp

    @cached_property
    def kolommen(self) -> tuple[str, ...]:
        """What the admin shows of a row, and what a sheet of all of them holds, besides the inkoop."""
        volgorde = ("volgorde",) if self.volgorde else ()
        rest = tuple(veld for veld in self.feitvelden if veld not in self.codevelden)
        return self.codevelden + rest + self.hulp + volgorde + tuple(self.teksten)

    @cached_property
    def _velden(self) -> tuple[str, ...]:
        return tuple(veld.naam for veld in velden(self.inhoud) if veld.naam != "identiteit")

    @property
    def volgorde(self) -> bool:
        """Whether somebody puts its parts in order."""
        return self.modelveld("volgorde") is not None

    @property
    def vrije_code(self) -> bool:
        return issubclass(self.model, Deel) and self.model.vrije_code

    @property
    def archief(self) -> bool:
        """Whether a part can be taken out of use, and brought back."""
        return issubclass(self.model, Archiveerbaar)

    # --- rows ---

    def rows(self, inkoop: Any) -> Any:
        """All of an inkoop, also what is archived, in document order."""
        return getattr(inkoop, self.meervoud).in_order()

    def describe(self, inkoop: Any, **waar: Any) -> list[Any]:
        """What is in use, as a snapshot says it."""
        rows = with_links(self.rows(inkoop).active().filter(**waar), self.inhoud)
        return [describe(row, self.inhoud) for row in (sorted(rows, key=self.sorteer) if self.sorteer else rows)]

    # --- words ---

    def opgesomd(self, delen: Iterable[Any]) -> Zin:
        """ "percelen 1, 2 en 3", "BGI en BGG": by kind and code where that is what each is called."""
        plekken = [deel.plek() for deel in delen]
        if all(plek.naam.lower() == f"{self.naam} {plek.code}".lower() for plek in plekken):
            return named_or_listed(self.naam, self.meervoud, plekken)
        return listing(zin(plek.naam, plek) for plek in plekken)

    @cached_property
    def feitsoorten(self) -> tuple[Feitsoort, ...]:
        """Every fact of this kind, in the order of its fields; each field but code, name and texts is in one."""
        return tuple(self._feitsoorten())

    def _feitsoorten(self) -> Iterator[Feitsoort]:
        own = {veld: feit for feit in self.feiten for veld in feit.velden}
        told: set[Feitsoort] = set()
        yield from (feit for feit in self.feiten if not feit.velden and not feit.na)
        for veld in self._velden:
            if veld in own:
                if own[veld] not in told:
                    told.add(own[veld])
                    yield own[veld]
            elif veld in self.feitvelden and veld not in {*self.codevelden, *self.naamvelden, *self.alineas}:
                yield Feitsoort(
                    self.label(veld), (veld,), self._plain(veld), intern=not self.voor_lezers or veld in self.intern
                )
            yield from (feit for feit in self.feiten if feit.na == veld)

    def _plain(self, veld: str) -> Woorden:
        model = self.modelveld(veld)
        return lambda document, deel: plain(model, getattr(deel, veld))


@cache
def rich_fields(model: type[models.Model], inhoud: type[Inhoud]) -> dict[str, str]:
    """The fields of an Inhoud that hold rich text, with their labels."""
    found: dict[str, str] = {}
    for veld in velden(inhoud):
        one = next((one for one in model._meta.get_fields() if one.name == veld.naam), None)
        if isinstance(one, RichTextField):
            found[veld.naam] = dutch.capital(str(one.verbose_name))
    return found


def plain(veld: Any, value: Any) -> str:
    """The value of a field of a model in Dutch words: a choice by its label, ja or nee, a day, a list."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list | tuple):
        one = veld.base_field if isinstance(veld, ArrayField) else veld
        return dutch.listing(plain(one, item) for item in value)
    if choices := dict(getattr(veld, "flatchoices", None) or ()):
        return str(choices.get(value, value))
    if isinstance(value, dt.date):
        return dutch.day(value)
    return dutch.number(value) if isinstance(value, int) else str(value)
