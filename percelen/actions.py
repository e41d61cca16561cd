"""Editing percelen: their kenmerken, which products occur in them, conditions to enrol, and what stands below a copied rubriek."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.db import models

from accounts.models import User
from core.fouten import BewerkFout, Conflict
from core.herstel import restore_row, without_unknown
from percelen.inhoud import PerceelProductInhoud, VoorwaardeInhoud
from percelen.models import Inschrijfvoorwaarde, Kenmerk, Perceel, PerceelProduct
from percelen.soort import PERCEEL
from producten.models import Product, Rubriek
from producten.soort import GRONDSLAG, PRODUCT
from segments.bewerking import editing, fingerprint_of, lock, write_facts, write_text
from segments.models import Inkoop


def save_kenmerktekst(*, kenmerk: Kenmerk, tekst: str, basis: str, by: User) -> bool:
    with editing(by, kenmerk.perceel.inkoop):
        return write_text(lock(kenmerk), "toelichting", tekst, basis)


def kenmerken_of(perceel: Perceel) -> dict[int, tuple[int, str]]:
    """The nummer and naam of each kenmerk, by its key."""
    rows = Kenmerk.objects.filter(perceel=perceel).order_by("nummer")
    return {row.pk: (row.nummer, row.naam) for row in rows}


def save_kenmerken(*, perceel: Perceel, kenmerken: Sequence[tuple[int | None, int, str]], basis: str, by: User) -> bool:
    """Make the kenmerken of `perceel` these: (key of an existing one or None, nummer, naam); one that is not named goes.

    `basis`: fingerprint of the `kenmerken_of` that the editor started from. Returns whether anything changed. Raises Conflict.
    """
    with editing(by, perceel.inkoop):
        lock(perceel)
        now = kenmerken_of(perceel)
        named = {pk for pk, _, _ in kenmerken}
        # A form that is sent again names as new what it added the first time.
        added = {kenmerk: pk for pk, kenmerk in now.items() if pk not in named}
        wanted = [(pk if pk in now else added.get((nummer, naam)), nummer, naam) for pk, nummer, naam in kenmerken]
        if now == {pk: (nummer, naam) for pk, nummer, naam in wanted}:
            return False
        if fingerprint_of(now) != basis:
            raise Conflict
        Kenmerk.objects.filter(perceel=perceel).exclude(pk__in=[pk for pk, _, _ in wanted if pk]).delete()
        # Numbers may change places: first out of the way, then to where they belong.
        for pk, nummer, _ in wanted:
            if pk and now[pk][0] != nummer:
                Kenmerk.objects.filter(pk=pk).update(nummer=now[pk][0] + 10_000)
        for pk, nummer, naam in wanted:
            if pk is None:
                Kenmerk.objects.create(perceel=perceel, nummer=nummer, naam=naam)
            elif now[pk] != (nummer, naam):
                Kenmerk.objects.filter(pk=pk).update(nummer=nummer, naam=naam)
        return True


# --- products in percelen ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plaatsing:
    """A product in a perceel, perhaps for a period only."""

    van: dt.date | None = None
    tot: dt.date | None = None
    in_beginsel: bool = False

    @classmethod
    def of(cls, link: PerceelProduct | PerceelProductInhoud) -> Plaatsing:
        return cls(**{one.name: getattr(link, one.name) for one in fields(cls)})


Kruispunt = tuple[str, str]  # nummer of the perceel, code of the product


def matrix_of(inkoop: Inkoop) -> dict[Kruispunt, Plaatsing]:
    """Which product occurs in which perceel; archived ones too, so that bringing one back brings its links."""
    links = PerceelProduct.objects.filter(perceel__inkoop=inkoop).select_related("perceel", "product").order_by("pk")
    return {(link.perceel.nummer, link.product.code): Plaatsing.of(link) for link in links}


def save_matrix(
    *, inkoop: Inkoop, was: Mapping[Kruispunt, Plaatsing | None], wordt: Mapping[Kruispunt, Plaatsing | None], by: User
) -> int:
    """Apply the cells of `wordt` that differ from `was` (what the editor saw). Returns how many. Raises Conflict."""
    changed = {plaats: cel for plaats, cel in wordt.items() if cel != was.get(plaats)}
    with editing(by, inkoop, "producten per perceel"):
        Inkoop.objects.select_for_update(no_key=True).get(pk=inkoop.pk)
        now = matrix_of(inkoop)
        changed = {plaats: cel for plaats, cel in changed.items() if now.get(plaats) != cel}
        if moved := [plaats for plaats in changed if now.get(plaats) != was.get(plaats)]:
            names = ", ".join(f"perceel {nummer} – {code}" for nummer, code in moved)
            raise Conflict(
                f"Een collega heeft intussen iets veranderd bij: {names}. Controleer die vakjes.", waar=moved
            )
        percelen = {row.nummer: row for row in inkoop.percelen.order_by("pk")}
        producten = {row.code: row for row in inkoop.producten.order_by("pk")}
        for (nummer, code), cel in changed.items():
            if nummer not in percelen or code not in producten:
                raise BewerkFout(f"Perceel {nummer} of product {code} bestaat niet meer. Laad de pagina opnieuw.")
            _set_cell(percelen[nummer], producten[code], cel)
    return len(changed)


def _set_cell(perceel: Perceel, product: Product, cel: Plaatsing | None) -> None:
    if cel is None:
        PerceelProduct.objects.filter(perceel=perceel, product=product).delete()
        return
    link = PerceelProduct.objects.filter(perceel=perceel, product=product).first()
    link = link or PerceelProduct(perceel=perceel, product=product)
    for name, value in asdict(cel).items():
        setattr(link, name, value)
    link.full_clean()
    link.save()


# --- conditions to enrol ----------------------------------------------------------------------------------------------


def save_voorwaarde(
    *, product: Product, voorwaarde: Inschrijfvoorwaarde | None, values: Mapping[str, Any], basis: str | None, by: User
) -> Inschrijfvoorwaarde:
    """Add or change a condition of `product`; `basis` is the fingerprint that the editor started from.

    Raises ValidationError, Conflict.
    """
    with editing(by, product.inkoop):
        lock(product)
        if voorwaarde is None:
            voorwaarde = Inschrijfvoorwaarde(product=product, ander_product=values["ander_product"])
            voorwaarde.volgorde = 10 * (product.inschrijfvoorwaarden.count() + 1)
            voorwaarde.full_clean()
            voorwaarde.save()
            basis = None
        else:
            voorwaarde = lock(voorwaarde)
        write_facts(voorwaarde, values, basis)
        return voorwaarde


def remove_voorwaarde(*, voorwaarde: Inschrijfvoorwaarde, by: User) -> None:
    with editing(by, voorwaarde.product.inkoop):
        voorwaarde.delete()


# --- copies -----------------------------------------------------------------------------------------------------------


def copy_texts_below(*, rubriek: Rubriek, teksten: Mapping[str, str], by: User) -> None:
    """What stands below a heading that was just copied, by the code of the product or perceel; for what is not in use here left out."""
    kind = next(kind for kind in (PRODUCT, PERCEEL) if kind.naam == rubriek.soort)
    with editing(by, rubriek.inkoop, "gekopieerd"):
        for deel in kind.rows(rubriek.inkoop).active():
            if tekst := teksten.get(deel.deelcode):
                deel.teksten.create(rubriek=rubriek, tekst=tekst)


def place_copy(
    *, product: Product, plaatsen: Mapping[str, Plaatsing], voorwaarden: Sequence[VoorwaardeInhoud], by: User
) -> list[str]:
    """Put a product that was just copied in the percelen (by nummer) where its source stands, with the conditions to enrol for it.

    Returns what was left out, in words. A condition comes as a whole, or not.
    """
    inkoop = product.inkoop
    gone: list[str] = []
    with editing(by, inkoop, "gekopieerd"):
        percelen = {row.nummer: row for row in inkoop.percelen.active().order_by("pk")}
        for nummer, cel in plaatsen.items():
            if nummer in percelen:
                _set_cell(percelen[nummer], product, cel)
            else:
                gone.append(f"perceel {nummer}")
        delen: dict[type[models.Model], dict[Any, Any]] = {
            kind.model: {row.verwijscode: row for row in kind.rows(inkoop).active()}
            for kind in (PERCEEL, PRODUCT, GRONDSLAG)
        }
        for place, voorwaarde in enumerate(voorwaarden, start=1):
            whole, missing = without_unknown(
                voorwaarde.model_copy(update={"product": product.code}), Inschrijfvoorwaarde, delen
            )
            if missing or whole.ander_product == product.code:
                gone.append(f"de inschrijfvoorwaarde over product {voorwaarde.ander_product}")
            else:
                restore_row(Inschrijfvoorwaarde(volgorde=place * 10), whole, delen)
    return gone
