"""Text has one form: what looks the same is the same, in every field that people write."""

from __future__ import annotations

import unicodedata

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from core.fields import CodeField, MomentField, RegelField, RichTextField, TekstField
from core.letters import comparable, normal

HOUSE = ("segments", "producten", "percelen", "tarieven", "publicaties", "proces", "begin", "inlezen", "post")
#: What the portal writes itself, or what only a fixed set of signs passes.
OWN = {
    "producten.Product.iwmo_code",
    "tarieven.Tarief.iwmo_code",
    "post.Mail.aan",
    "publicaties.Publicatie.sha256",
    "publicaties.Wijziging.sleutel",
    "publicaties.Opmerking.plek",
    "proces.Aantekening.plek",
    "publicaties.Afweging.sleutel",
    "publicaties.Gebeurtenis.ident",
    "publicaties.Gebeurtenis.pad",
    "post.Mail.afmelden",
    "publicaties.Woord.woord",
    *(f"publicaties.Onderdeel.{name}" for name in ("code", "titel", "namen", "feiten", "tekst")),
    *(f"publicaties.Bestand.{name}" for name in ("code", "naam", "sha256")),
    *(f"publicaties.Drukproef.{name}" for name in ("code", "sleutel")),
}


def _text_fields() -> list[tuple[str, models.Field]]:  # type: ignore[type-arg]
    found = []
    for app in HOUSE:
        for model in apps.get_app_config(app).get_models():
            if "Event" in model.__name__:  # history: rows that the database copies
                continue
            for field in model._meta.local_fields:
                one = field.base_field if isinstance(field, ArrayField) else field
                if (
                    isinstance(one, models.CharField | models.TextField)
                    and not isinstance(one, models.URLField | models.EmailField | models.SlugField)
                    and not one.choices
                ):
                    found.append((f"{app}.{model.__name__}.{field.name}", one))
    return found


def test_every_text_that_people_write_is_normalised() -> None:
    normalised = (RegelField, TekstField, RichTextField, CodeField, MomentField)
    assert [name for name, field in _text_fields() if not isinstance(field, normalised) and name not in OWN] == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Ten minste\u00a03\u202fdagen", "Ten minste 3 dagen"),
        ("be\u00adgelei\u200bding\ufeff", "begeleiding"),
        ("we\u0301l", "wél"),
        ("\u202egats\u202c \u2066x\u2069", "gats x"),
        ("a\x0cb\x00c\x1b", "a bc"),
        ("regel\r\nregel\u2028regel", "regel\nregel\nregel"),
        ("24\u2011uurs", "24-uurs"),
        ("– € ² × ’ ½", "– € ² × ’ ½"),
        ("\ud800", ""),
    ],
)
def test_what_nobody_sees_goes(text: str, right: str) -> None:
    assert normal(text) == right
    assert TekstField().to_python(text) == right
    assert RegelField().get_prep_value(text) == right.replace("\n", " ")


@given(st.text(max_size=40))
def test_the_normal_form_is_one(text: str) -> None:
    once = normal(text)
    assert normal(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert comparable(once) == comparable(text)
