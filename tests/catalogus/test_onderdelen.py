"""Parts of pages, on data that the demo does not have."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from publicaties.snapshot import take
from segments.models import Inkoop
from tests.producten.factories import ProductFactory, ProductTekstFactory, RubriekFactory

pytestmark = pytest.mark.django_db

VERSIE = SimpleNamespace(pad="/inkoop/inkoop-2026/")


def test_product_without_a_rubriek_omschrijving_has_a_card(inkoop: Inkoop) -> None:
    ProductFactory(inkoop=inkoop, code="dag", naam="Dagbesteding")
    ProductTekstFactory(
        product=ProductFactory(inkoop=inkoop),
        rubriek=RubriekFactory(inkoop=inkoop, sleutel="omschrijving"),
        tekst="<p>De eerste alinea.</p><p>De tweede.</p>",
    )
    html = render_to_string("catalogus/_productlijst.html", {"snapshot": take(inkoop), "versie": VERSIE})
    assert 'href="/inkoop/inkoop-2026/producten/dag/">Dagbesteding</a>' in html
    assert html.count("<p>") == 1
    assert "<p>De eerste alinea.</p>" in html
