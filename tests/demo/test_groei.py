"""No staff screen asks the database more for twenty times the demo data than for the demo data itself."""

from __future__ import annotations

import copy
import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from catalogus import voorraad
from core.models import Deel
from percelen.models import Perceel
from producten.models import Product
from publicaties.models import Opmerking, Publicatie, Status
from segments.models import Inkoop
from werkplek.inhoud.beeld import forget

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]

SCREENS = [
    "",
    "stand/",
    "producten/bgi/",
    "percelen/6/",
    "hoofdstukken/inleiding/",
    "grondslagen/",
    "begrippen/",
    "matrix/",
    "onderdelen/product/",
    "onderdelen/perceel/",
    "onderdelen/hoofdstuk/",
    "tekst/product/bgi/opleidingsniveau/bewerken/",
    "tekst/product/bgi/opleidingsniveau/geschiedenis/",
    "tekst/product/bgi/opleidingsniveau/elders/",
    "gegevens/product/bgi/",
    "gegevens/gemeenten/",
    "onderdelen/rubriek/",
    "excel/",
    "excel/product.xlsx",
    "excel/perceel.xlsx",
    "excel/matrix.xlsx",
    "excel/matrix/",
    "publicatie/",
    "publicatie/voorbeeld/",
    "tarieven/",
    "tarieven/plakken/",
    "tarieven/inlezen/",
    "tarieven/indexatie/",
]


def queries(client: Client, path: str) -> int:
    # The tiles of the overview come by themselves, after the page.
    headers = {"HX-Request": "true"} if path.endswith("/stand/") else {}
    cache.clear()
    voorraad.clear()
    forget()
    with CaptureQueriesContext(connection) as context:
        assert client.get(path, headers=headers).status_code == 200, path
    return len(context)


def copies(row: models.Model, count: int, **changes: Any) -> list[models.Model]:
    found = []
    for number in range(count):
        other = copy.copy(row)
        other.pk, other._state = None, models.base.ModelState()
        if isinstance(other, Deel):
            other.identiteit = uuid.uuid4()
        for name, value in changes.items():
            setattr(other, name, value(number) if callable(value) else value)
        found.append(other)
    return found


def multiply(inkoop: Inkoop, times: int) -> None:
    """Every product and perceel of `inkoop` as many times, with texts, links and tarieven."""
    for product in list(inkoop.producten.order_by("pk")):
        for other in copies(product, times - 1, code=lambda number, code=product.code: f"{code}-{number}"):
            other.save()
            other.grondslagen.set(product.grondslagen.all())  # type: ignore[attr-defined]
            for rows in (product.teksten, product.perceelproducten, product.tarieven):
                made = [made for row in rows.order_by("pk") for made in copies(row, 1, product=other)]
                rows.model.objects.bulk_create(made)
    for perceel in list(inkoop.percelen.order_by("pk")):
        for other in copies(perceel, times - 1, nummer=lambda number, nummer=perceel.nummer: f"{nummer}-{number}"):
            other.save()
            for rows in (perceel.teksten, perceel.kenmerken):
                rows.model.objects.bulk_create(
                    made for row in rows.order_by("pk") for made in copies(row, 1, perceel=other)
                )
    for hoofdstuk in list(inkoop.hoofdstukken.order_by("pk")):
        for other in copies(hoofdstuk, times - 1, sleutel=lambda number, code=hoofdstuk.sleutel: f"{code}-{number}"):
            other.save()


def remarks(inkoop: Inkoop, times: int) -> None:
    """Of the beoordelaar, on the open version, at everything that has a page."""
    versie, _ = Publicatie.objects.get_or_create(
        inkoop=inkoop, status=Status.CONCEPT, defaults={"versienaam": "Volgende", "ingangsdatum": dt.date(2027, 1, 1)}
    )
    door = User.objects.get(username="beoordelaar")
    for plek in (
        "",
        "product/bgi",
        "product/bgi/opleidingsniveau",
        "perceel/6",
        "hoofdstuk/inleiding",
        "grondslag/PSY",
        "begrip/KPI",
    ):
        Opmerking.objects.bulk_create(
            Opmerking(publicatie=versie, plek=plek, tekst="Waarom?", door=door, op=timezone.now()) for _ in range(times)
        )


def test_twenty_times_the_data_asks_no_more_of_the_database() -> None:
    client = Client()
    client.force_login(User.objects.get(username="contractmanager"))
    inkoop = Inkoop.objects.get(slug="mlw-mer-2024")
    remarks(inkoop, 1)
    base = f"/beheer/{inkoop.slug}/"
    paths = ["/beheer/", *(base + screen for screen in SCREENS)]
    for path in paths:
        queries(client, path)  # what is asked once per process
    forget()
    picture = queries(client, base)  # and that of the whole, worked out once per state of the data
    before = {path: queries(client, path) for path in paths}
    multiply(inkoop, 20)
    remarks(inkoop, 20)
    assert (Product.objects.filter(inkoop=inkoop).count(), Perceel.objects.filter(inkoop=inkoop).count()) == (100, 120)
    assert queries(client, base) <= picture
    grown = {path: (before[path], now) for path in paths if (now := queries(client, path)) > before[path]}
    assert grown == {}
