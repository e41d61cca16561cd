"""Editing what stands below the rubrieken of a product or perceel."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.models import User
from producten.models import Rubriek, RubriekBron
from segments.bewerking import editing, lock, replacement


def save_rubriektekst(*, deel: Any, rubriek: Rubriek, tekst: str, basis: str, by: User) -> bool:
    """Write one rubriek of a product or perceel; empty: it no longer has it. Returns whether anything changed. Raises BewerkFout."""
    with editing(by, deel.inkoop):
        lock(deel)
        rows = deel.teksten
        row = rows.filter(rubriek=rubriek).first() or rows.model(**{rows.field.name: deel}, rubriek=rubriek)
        return write_rubriek(row, rubriek, tekst, basis)


def write_rubriek(row: models.Model, rubriek: Rubriek, tekst: str, basis: str) -> bool:
    """`row` (perhaps not stored yet) has a field `tekst`; its product or perceel is locked, so that there is one row."""
    verplicht = rubriek.verplicht and rubriek.bron == RubriekBron.TEKST
    nieuw = replacement(row.tekst, tekst, basis, verplicht=verplicht)  # type: ignore[attr-defined]
    if nieuw is None:
        return False
    if nieuw:
        row.tekst = nieuw  # type: ignore[attr-defined]
        row.save()
    else:
        row.delete()
    return True
