"""Editing producten: their texts per rubriek, the meaning of grondslagen, and copies."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from producten.inhoud import ProductInhoud
from producten.models import Grondslag, Product, ProductTekst, Rubriek, RubriekBron, RubriekSoort
from segments.actions import add_deel
from segments.bewerking import editing, lock, replacement, write_text
from segments.models import Inkoop


def save_producttekst(*, product: Product, rubriek: Rubriek, tekst: str, basis: str, by: User) -> bool:
    """Write one rubriek of a product; empty: the product no longer has it. Returns whether anything changed. Raises BewerkFout."""
    with editing(by, product.inkoop):
        lock(product)
        row = ProductTekst.objects.filter(product=product, rubriek=rubriek).first()
        return write_rubriek(row or ProductTekst(product=product, rubriek=rubriek), rubriek, tekst, basis)


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


def save_definitie(*, grondslag: Grondslag, tekst: str, basis: str, by: User) -> bool:
    with editing(by, grondslag.inkoop):
        return write_text(lock(grondslag), "definitie", tekst, basis)


def copy_product(*, inkoop: Inkoop, inhoud: ProductInhoud, code: str, naam: str, by: User) -> Product:
    """A product of this or another inkoop, or of an earlier version, as a new one.

    What this inkoop does not know (a grondslag, leefgebied, segment or rubriek) is left out.
    """
    facts = inhoud.model_dump(exclude={"code", "naam", "grondslagen", "leefgebieden", "segmenten", "teksten"})
    with editing(by, inkoop, "gekopieerd"):
        product: Product = add_deel(
            deel=Product(**facts, code=code, naam=naam),
            inkoop=inkoop,
            by=by,
            links={
                "grondslagen": inkoop.grondslagen.filter(code__in=inhoud.grondslagen),
                "leefgebieden": inkoop.leefgebieden.filter(nummer__in=inhoud.leefgebieden),
                "segmenten": inkoop.segmenten.filter(code__in=inhoud.segmenten),
            },
        )
        rubrieken = inkoop.rubrieken.active().filter(soort=RubriekSoort.PRODUCT, sleutel__in=inhoud.teksten)
        for rubriek in rubrieken.order_by("pk"):
            ProductTekst.objects.create(product=product, rubriek=rubriek, tekst=inhoud.teksten[rubriek.sleutel])
        return product
