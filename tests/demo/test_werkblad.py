"""A part that is read by itself says the same as in a snapshot of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from publicaties import beschrijving
from publicaties.feiten import feiten
from publicaties.soorten import soort_van
from segments.models import Inkoop
from werkplek import plekken
from werkplek.inhoud.werkblad import Werkblad

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]


def said(werkblad: Werkblad, soort: str, code: str) -> Iterator[Any]:
    """Everything that the screen of a part tells about it."""
    deel: Any = werkblad.deel(soort, code)
    omgeving = werkblad.omgeving(soort, code)
    yield deel
    yield werkblad.blokken(soort, code)
    yield werkblad.gewijzigd(soort, code)
    yield plekken.naam(plekken.read_plek(f"{soort}/{code}/doelgroep"), omgeving)
    if soort_van(deel).met_pagina:
        yield feiten(omgeving, deel)
    if soort == "product":
        yield beschrijving.voorwaardezinnen(omgeving, deel)
    if soort == "hoofdstuk":
        yield beschrijving.perceelzinnen(omgeving)


def test_every_part_of_every_inkoop() -> None:
    user = User.objects.get(username="contractmanager")
    seen = set()
    for inkoop in Inkoop.objects.order_by("pk"):
        geheel = Werkblad(inkoop, user).geheel()
        delen = [(naam.soort, naam.code) for naam in geheel.namen]
        for soort, code in [*delen, *(("grondslag", code) for code in geheel.snapshot.grondslag)]:
            alone = Werkblad(inkoop, user)
            assert list(said(alone, soort, code)) == list(said(geheel, soort, code)), (inkoop.slug, soort, code)
            assert not alone.is_geheel
            seen.add(soort)
    assert seen == {"hoofdstuk", "segment", "perceel", "product", "grondslag"}
