"""The editor and the checks before submission say the same of what has no tarief: one reads rows, the other a snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from producten.models import GrondslagStatus
from publicaties.problemen.tarieven import Boek
from publicaties.snapshot import take
from segments.models import Inkoop
from tarieven.dekking import holes
from tarieven.inrichting import load
from tests.producten.factories import AswaardeFactory, ProductFactory, TariefasFactory
from tests.tarieven.conftest import Catalogus, catalogus

__all__ = ["catalogus"]  # the fixture

FROM = dt.date(2026, 1, 1)
Hole = tuple[str, str | None, str | None, str | None, str | None, dt.date, dt.date | None]


def in_the_editor(inkoop: Inkoop) -> set[Hole]:
    found = set()
    inrichting = load(inkoop)
    for hiaat in inrichting.hiaten(FROM):
        product, grondslag, perceel, waarde1, waarde2 = inrichting.parts(hiaat.cel)
        codes = (row.code if row else None for row in (grondslag, waarde1, waarde2))
        found.add((product.code, *codes, perceel.nummer if perceel else None, hiaat.van, hiaat.tot))
    return found


def before_submission(inkoop: Inkoop) -> set[Hole]:
    snapshot = take(inkoop)
    boek = Boek(snapshot)
    lijnen = boek.lijnen(snapshot.tarieven)

    def code(numbers: dict[str, int], number: int | None) -> str | None:
        return next((code for code, one in numbers.items() if one == number), None)

    return {
        (
            product.code,
            code(boek.nummers["grondslag"], hiaat.cel.grondslag),
            code(boek.nummers["waarde1"], hiaat.cel.waarde1),
            code(boek.nummers["waarde2"], hiaat.cel.waarde2),
            code(boek.nummers["perceel"], hiaat.cel.perceel),
            hiaat.van,
            hiaat.tot,
        )
        for product in snapshot.producten
        if product.heeft_bedrag
        for hiaat in holes(boek.gewenst(product, per_perceel=False), lijnen, FROM)
    }


def not_in_use(catalogus: Catalogus) -> None:
    catalogus.psy.status = GrondslagStatus.NIET_INGEKOCHT
    catalogus.psy.save()


def archived(row: str) -> Callable[[Catalogus], None]:
    def change(catalogus: Catalogus) -> None:
        getattr(catalogus, row).gearchiveerd_op = timezone.now()
        getattr(catalogus, row).save()

    return change


def per_perceel(catalogus: Catalogus) -> None:
    catalogus.inkoop.tarief_per_perceel = True
    catalogus.inkoop.save()


def without_grondslag(catalogus: Catalogus) -> None:
    catalogus.bgi.grondslagen.clear()


def own_axes(catalogus: Catalogus) -> None:
    treden, vormen = (TariefasFactory(inkoop=catalogus.inkoop, plaats=plaats) for plaats in (1, 2))
    for product in (catalogus.bgi, catalogus.vervoer):
        product.aswaarden.set(
            AswaardeFactory(inkoop=catalogus.inkoop, tariefas=row) for row in (treden, treden, vormen)
        )
    product = ProductFactory(inkoop=catalogus.inkoop, naam="Een waarde die weg is")
    product.aswaarden.set([AswaardeFactory(inkoop=catalogus.inkoop, tariefas=vormen, gearchiveerd_op=timezone.now())])


@pytest.mark.parametrize(
    "change",
    [
        lambda _: None,
        not_in_use,
        archived("psy"),
        archived("p1"),
        archived("p6"),
        archived("kdv"),
        per_perceel,
        without_grondslag,
        own_axes,
    ],
)
def test_what_is_missing_is_the_same(catalogus: Catalogus, change: Callable[[Catalogus], None]) -> None:
    catalogus.tarief("bgi", "60.00", "2026-01-01", "2026-12-31", grondslag="som")
    catalogus.tarief("vervoer", "20.00", "2027-01-01")
    change(catalogus)
    found = in_the_editor(catalogus.inkoop)
    assert found
    assert found == before_submission(catalogus.inkoop)
