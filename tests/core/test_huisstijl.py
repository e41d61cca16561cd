"""The colours of a regio on paper: those of its pages, as far as paper can show them."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from core.huisstijl import PAPIER, paper

STATIC = settings.BASE_DIR / "static/css"


def test_page_and_paper_have_one_colour() -> None:
    """Without tokens of a regio both have that of the portal."""
    web, pdf = (STATIC / "tokens.css").read_text(), (STATIC / "pdf.css").read_text()
    for naam, token in (
        ("--pdf-accent", "--basis-color-action-1-inverse-bg-default"),
        ("--pdf-tekst", "--basis-color-default-color-document"),
    ):
        (of_paper,), (of_page, *_) = re.findall(rf"{naam}: (#\w+);", pdf), re.findall(rf"{token}: (#\w+);", web)
        assert of_paper == of_page
    assert {naam for naam in PAPIER if f"{naam}: " in pdf} == PAPIER.keys()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", ":root{}"),
        (
            "--utrecht-button-primary-action-background-color: #154273;",
            ":root{--pdf-accent:#154273;--pdf-kleur:#154273;--pdf-op-accent:#ffffff;}",
        ),
        (
            "--blauw: #154273\n--wmo-accent: var(--blauw)",
            ":root{--pdf-accent:#154273;--pdf-kleur:#154273;--pdf-op-accent:#ffffff;}",
        ),
        # Yellow: dark letters on it, and no letters of it on paper.
        (
            "--wmo-accent: #ffd500\n--utrecht-link-color: #333",
            ":root{--pdf-accent:#ffd500;--pdf-kleur:#333;--pdf-op-accent:#000000;}",
        ),
        ("--wmo-accent: #ffd500", ":root{--pdf-accent:#ffd500;--pdf-op-accent:#000000;}"),
        ("--wmo-accent: var(--een)\n--een: var(--wmo-accent)", ":root{}"),
        ("--wmo-accent: color-mix(in srgb, red 10%, blue)", ":root{}"),
        ("--basis-text-font-size-md: 1rem", ":root{}"),
    ],
    ids=["none", "button", "reference", "yellow", "only yellow", "circle", "no plain colour", "no colour"],
)
def test_the_tokens_of_a_regio_colour_its_paper(source: str, said: str) -> None:
    assert paper(source) == said
