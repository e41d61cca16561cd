"""An inkoop of the size that a large region has, to measure with (`make bench`, the growth tests)."""

from __future__ import annotations

import datetime as dt

from percelen.models import Perceel, PerceelProduct, PerceelTekst
from producten.models import Product, ProductTekst, RubriekSoort
from segments.models import Hoofdstuk, Inkoop, Segment

PERCELEN, PRODUCTEN = 60, 50
#: Stands in every text.
ZIN = "De aanbieder werkt volgens het plan van de cliënt."


def enlarge(inkoop: Inkoop, *, percelen: int = PERCELEN, producten: int = PRODUCTEN) -> None:
    """Until there are so many, each with a text for every rubriek; every second product in every perceel, one in 25 for a period."""
    van_product, van_perceel = (
        list(inkoop.rubrieken.filter(soort=soort).order_by("pk"))
        for soort in (RubriekSoort.PRODUCT, RubriekSoort.PERCEEL)
    )
    tekst = "".join(f"<p>{ZIN} Dit is alinea {number} van een tekst van gewone lengte.</p>" for number in range(5))
    new_products = [
        Product(inkoop=inkoop, code=f"groot-{n}", naam=f"Product {n}", volgorde=100 + n)
        for n in range(producten - inkoop.producten.count())
    ]
    for product in Product.objects.bulk_create(new_products):
        ProductTekst.objects.bulk_create(ProductTekst(product=product, rubriek=row, tekst=tekst) for row in van_product)
    new_percelen = [
        Perceel(inkoop=inkoop, nummer=f"{n}-groot", naam=f"Perceel van soort {n}", volgorde=100 + n)
        for n in range(percelen - inkoop.percelen.count())
    ]
    for number, perceel in enumerate(Perceel.objects.bulk_create(new_percelen)):
        PerceelTekst.objects.bulk_create(PerceelTekst(perceel=perceel, rubriek=row, tekst=tekst) for row in van_perceel)
        PerceelProduct.objects.bulk_create(
            PerceelProduct(
                perceel=perceel, product=product, van=dt.date(2027, 1, 1) if (number + column) % 50 == 0 else None
            )
            for column, product in enumerate(inkoop.producten.order_by("pk"))
            if (number + column) % 2 == 0
        )
    Hoofdstuk.objects.bulk_create(
        Hoofdstuk(inkoop=inkoop, sleutel=f"hoofdstuk-{n}", titel=f"Hoofdstuk {n}", tekst=tekst, volgorde=n)
        for n in range(20)
    )
    Segment.objects.bulk_create(
        Segment(inkoop=inkoop, code=f"s{n}", naam=f"Segment {n}", doelgroep=tekst, volgorde=n) for n in range(10)
    )
