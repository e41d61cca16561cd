"""Every text that a snapshot holds and where it stands: found by walking the declarations, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from django.db import models

from core import dutch
from core.deel import DeelInhoud
from core.fields import CodeField, RichTextField
from core.inhoud import Inhoud, relation, velden
from core.plek import Plek
from core.richtext import plain_text
from percelen.soort import VOORWAARDE
from publicaties.snapshot import Snapshot
from publicaties.soorten import INKOOP, SOORTEN
from tarieven.models import Indexatie, Tarief


@dataclass(frozen=True)
class Tekst:
    """A text of the document as HTML; `waar` says where in words, "BGI, Doelgroep". `rijk`: of several paragraphs; `los`: one word of a
    list, that is no sentence."""

    plek: Plek
    waar: str
    inhoud: str
    rijk: bool = False
    los: bool = False

    @property
    def tekst(self) -> str:
        return plain_text(self.inhoud)


def teksten_van(deel: DeelInhoud) -> dict[str, str]:
    """The rich texts of one part by their place in it: below a rubriek, in a field, or in a row of its own ("kenmerk-2")."""
    soort = SOORTEN[deel.soortnaam]
    own = {veld: getattr(deel, veld) for veld in soort.teksten}
    rows = {
        rij.sleutel(getattr(row, rij.nummer)): getattr(row, rij.tekst)
        for rij in soort.rijen
        for row in getattr(deel, rij.lijst)
    }
    return getattr(deel, "teksten", {}) | own | rows


def rich_texts(snapshot: Snapshot) -> Iterator[Tekst]:
    """Every rich text that holds something, in document order."""
    return (tekst for tekst in all_texts(snapshot) if tekst.rijk)


def all_texts(snapshot: Snapshot) -> Iterator[Tekst]:
    """Every rich text, line and word that a reader may see, and that holds something."""
    return (tekst for tekst in _all(snapshot) if tekst.inhoud)


def _all(snapshot: Snapshot) -> Iterator[Tekst]:
    rubrieken = {(row.soort, row.sleutel): row.naam for row in snapshot.rubrieken}
    yield from _of(snapshot.inkoop, INKOOP.model, Plek(soort="inkoop", naam="het hele document"), "", rubrieken)
    for soort in SOORTEN.values():
        for deel in snapshot.delen(soort.naam):
            yield from _of(deel, soort.model, deel.plek(), deel.kort, rubrieken)
    for voorwaarde in snapshot.voorwaarden:
        product = snapshot.product.get(voorwaarde.product)
        plek = product.plek() if product else Plek(soort="inkoop", naam="het hele document")
        yield from _of(voorwaarde, VOORWAARDE.model, plek, f"een inschrijfvoorwaarde bij {plek.naam}", rubrieken)
    for tarief in snapshot.tarieven:
        product = snapshot.product.get(tarief.product)
        plek = product.plek("tarieven") if product else Plek(soort="tarieven", naam="tarieven")
        yield from _of(tarief, Tarief, plek, f"een tarief van {plek.naam}", rubrieken)
    for ronde in snapshot.indexaties:
        plek = Plek(soort="tarieven", naam="tarieven")
        yield from _of(ronde, Indexatie, plek, f"indexatieronde {ronde.jaar}", rubrieken)


def _of(
    inhoud: Inhoud, model: type[models.Model], plek: Plek, waar: str, rubrieken: dict[tuple[str, str], str]
) -> Iterator[Tekst]:
    """The texts of one Inhoud and of what stands in it."""
    for veld in velden(type(inhoud)):
        value, link = getattr(inhoud, veld.naam), relation(model, veld)
        if veld.is_tekst_per_rubriek:
            for sleutel, tekst in value.items():
                naam = rubrieken.get((plek.soort, sleutel), sleutel)
                yield Tekst(_at(plek, sleutel), f"{waar}, {naam}", tekst, rijk=True)
        elif veld.item and link is not None:
            other = link.related_model
            many = isinstance(value, list)
            for row in value if many else [value]:
                if row is not None:
                    below = f"{other._meta.verbose_name} {getattr(row, velden(veld.item)[0].naam)}" if many else ""
                    there = _at(plek, veld.naam) if many and waar else plek
                    yield from _of(row, other, there, _joined(waar, below), rubrieken)
        elif link is None and (field := _field(model, veld.naam)) is not None and _is_text(field):
            where, rijk = _joined(waar, dutch.capital(str(field.verbose_name))), isinstance(field, RichTextField)
            for one in value if isinstance(value, list) else [value]:
                inside = one if rijk else escape(str(one), quote=False)
                yield Tekst(_at(plek, veld.naam) if rijk else plek, where, inside, rijk, isinstance(value, list))


def _field(model: type[models.Model], naam: str) -> Any:
    return next((one for one in model._meta.fields if one.name == naam), None)


def _is_text(field: Any) -> bool:
    """Whether somebody writes it: no choice from a list, no code that only addresses use."""
    one = getattr(field, "base_field", field)
    return isinstance(one, models.CharField | models.TextField) and not one.choices and not isinstance(one, CodeField)


def _at(plek: Plek, rubriek: str) -> Plek:
    return plek.model_copy(update={"rubriek": rubriek})


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
