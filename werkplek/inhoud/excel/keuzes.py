"""Cells that choose: codes of other parts, the choices of a field, ja or nee."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms

from core import dutch
from core.spreadsheet import Value, text_of

_MAX_TOLD = 20
_JA_NEE = (("True", "ja"), ("False", "nee"))


@dataclass(frozen=True)
class Optie:
    """`sleutel`: what the form takes; `tekst`: what the cell says, and means; `namen`: what is understood too."""

    sleutel: str
    tekst: str
    betekenis: str = ""
    namen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Keuzelijst:
    """`meer`: several at once, with a comma between them. `leeg`: what an empty cell stands for."""

    opties: Sequence[Optie]
    meer: bool = False
    leeg: tuple[str, ...] = ()
    verplicht: bool = False

    @cached_property
    def _codes(self) -> dict[tuple[str, ...], str]:
        return {_words(optie.tekst): optie.sleutel for optie in self.opties}

    @cached_property
    def _namen(self) -> dict[tuple[str, ...], str]:
        """What one option is called and no other. A code is always itself."""
        owners: dict[tuple[str, ...], set[str]] = {}
        for optie in self.opties:
            for naam in optie.namen:
                owners.setdefault(_words(naam), set()).add(optie.sleutel)
        owners.pop((), None)
        return {words: owner for words, (owner, *others) in owners.items() if not others} | self._codes

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._namen), default=0)

    def write(self, sleutels: Collection[str]) -> str:
        return ", ".join(optie.tekst for optie in self.opties if optie.sleutel in sleutels)

    def read(self, value: Value) -> list[str]:
        """The sleutels that a cell names, in the order of the list. Raises ValueError with a Dutch message."""
        if self.meer and isinstance(value, Decimal | dt.date | dt.time):
            raise ValueError(
                "Excel heeft hier een getal of een datum van gemaakt. "
                "Geef de cel de opmaak Tekst, en schrijf de codes opnieuw met een komma ertussen."
            )
        text = text_of(value)
        found = set(self._found(text))
        if len(found) > 1 and not self.meer:
            raise ValueError(f"Kies er één: {self.write(found)}.")
        return [optie.sleutel for optie in self.opties if optie.sleutel in found] or list(self.leeg)

    def _found(self, text: str) -> list[str]:
        words = _words(text)
        if self.meer and all((word,) in self._codes for word in words):
            return [self._codes[word,] for word in words]
        found = []
        while words:
            # A name may be of several words, also with a comma in it: the longest that fits.
            for length in range(min(len(words), self._longest), 0, -1):
                if (sleutel := self._namen.get(words[:length])) is not None:
                    found.append(sleutel)
                    words = words[length:]
                    break
            else:
                raise ValueError(f"“{self._piece(text, words[0])}” is onbekend. {self._expected}")
        return found

    def _piece(self, text: str, word: str) -> str:
        """The part of `text` that has the unknown word, as it was written."""
        pieces = re.split(r"[,;\n]", text) if self.meer else [text]
        return next((piece for piece in pieces if word in _words(piece)), text).strip()[:40]

    @property
    def _expected(self) -> str:
        options = [optie.tekst for optie in self.opties][:_MAX_TOLD]
        options += ["…"] * (len(self.opties) > _MAX_TOLD) + ["leeg"] * (not self.verplicht)
        return f"Verwacht: {dutch.listing(options, word='of')}."


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\s,;]+", text.casefold()))


def choices_of(field: forms.Field) -> Keuzelijst | None:
    """What a cell for this field of a form chooses from; None when it may hold anything."""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        opties = [Optie(str(row.pk), str(row.verwijscode), str(row), _names(row)) for row in field.queryset]
        return Keuzelijst(opties, meer=isinstance(field, forms.ModelMultipleChoiceField), verplicht=field.required)
    if isinstance(field, forms.BooleanField):
        leeg = () if isinstance(field, forms.NullBooleanField) else ("False",)
        return Keuzelijst([Optie(*pair) for pair in _JA_NEE], leeg=leeg)
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        opties = [Optie(str(value), str(label), namen=(str(value),)) for value, label in choices if value]
        return Keuzelijst(opties, verplicht=field.required)
    return None


def _names(row: Any) -> tuple[str, ...]:
    return (str(row), *(getattr(row, name) for name in ("naam", "label") if hasattr(row, name)))
