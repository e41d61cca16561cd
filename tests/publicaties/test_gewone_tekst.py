"""Plain text stays text wherever a version is read: HTML that somebody typed in a field without formatting is shown, and never obeyed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.test import Client

from accounts.models import User
from catalogus import overal, versie, voorraad
from core.fields import CodeField, MomentField, RichTextField
from core.inhoud import relation, velden
from percelen.models import Inschrijfvoorwaarde
from publicaties import snapshot as taken
from publicaties.document import Versiegegevens, document_html, onderdeel_html, render_pakket
from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN
from segments.models import Inkoop
from tarieven.models import Indexatie, Tarief
from tests.catalogus.adressen import LIMBURG, QUESTIONS, SITE, VERSION

#: Longer than any tag of the portal itself, so that it is found whatever stands around it.
TYPED = "<b>getypt</b>"
MODELS: dict[str, type[models.Model]] = {
    **{soort.meervoud: soort.model for soort in SOORTEN.values()},
    "inkoop": Inkoop,
    "voorwaarden": Inschrijfvoorwaarde,
    "tarieven": Tarief,
    "indexaties": Indexatie,
}


def is_plain(field: Any) -> bool:
    """What somebody types as it is: no choice, no code, and no rich text."""
    codes = CodeField, MomentField, RichTextField, models.SlugField
    return isinstance(field, models.CharField | models.TextField) and not isinstance(field, codes) and not field.choices


def typed_in(inhoud: Any, model: type[models.Model]) -> Any:
    """The same, with a tag typed in every field of plain text, those of rows of its own too."""
    changes: dict[str, Any] = {}
    for veld in velden(type(inhoud)):
        link, value = relation(model, veld), getattr(inhoud, veld.naam)
        if veld.item and link is not None and value is not None:
            other = link.related_model
            changes[veld.naam] = (
                [typed_in(one, other) for one in value] if isinstance(value, list) else typed_in(value, other)
            )
        elif link is None and is_plain(model._meta.get_field(veld.naam)):
            changes[veld.naam] = f"{value} {TYPED}".strip()
    return inhoud.model_copy(update=changes)


def everywhere(snapshot: Snapshot) -> Snapshot:
    return Snapshot.model_validate(
        {
            name: [typed_in(one, MODELS[name]) for one in value] if isinstance(value, list) else value
            for name, value in ((name, getattr(snapshot, name)) for name in Snapshot.model_fields)
        }
        | {"inkoop": typed_in(snapshot.inkoop, Inkoop)}
    )


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every version that is read, and the working data, with a tag in each field."""
    read, take = taken.read, taken.take
    monkeypatch.setattr("catalogus.versie.read", lambda inhoud: everywhere(read(inhoud)))
    monkeypatch.setattr("catalogus.overal.read", lambda inhoud: everywhere(read(inhoud)))
    monkeypatch.setattr("werkplek.publiceren.voorbeeld.take", lambda inkoop: everywhere(take(inkoop)))
    forget()


def forget() -> None:
    voorraad.clear()
    versie.read_stukken.cache_clear()
    overal.forget()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo", "typed")
def test_on_public_pages(client: Client) -> None:
    naast = f"/vergelijken/?deel={LIMBURG.split('/')[2]}/{{0}}&deel=kampen-2026/product/begeleiding"
    more = [
        naast.format("product/begeleiding-individueel"),
        "/vergelijken/?deel=mlw-mer-2024/perceel/1&deel=limburg-noord-2022/perceel/1a-regionaal",
    ]
    shown = 0
    try:
        for address in dict.fromkeys([*SITE, *VERSION, *QUESTIONS, *more]):
            page = client.get(address).content.decode()
            assert TYPED not in page, address
            shown += "&lt;b&gt;getypt" in page
    finally:
        forget()
    assert shown > 60


@pytest.mark.django_db
@pytest.mark.usefixtures("demo", "typed")
def test_in_a_preview(client: Client) -> None:
    client.force_login(User.objects.get(username="contractmanager"))
    found = taken.take(Inkoop.objects.get(slug="mlw-mer-2024"))
    base = "/beheer/mlw-mer-2024/publicatie/voorbeeld/"
    parts = [f"{base}{deel.soortnaam}/{deel.deelcode}/" for deel in found.met_pagina]
    for address in [base, f"{base}document/", *parts]:
        page = client.get(address).content.decode()
        assert TYPED not in page, address
        assert "&lt;b&gt;getypt" in page, address


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("slug", ["mlw-mer-2024", "limburg-noord-2022", "kampen-2026"])
def test_on_paper(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    publicatie = Publicatie.objects.filter(inkoop__slug=slug, inhoud__isnull=False).order_by("-volgnummer")[0]
    found = everywhere(taken.read(publicatie.inhoud))
    gegevens = Versiegegevens.of(publicatie, found)
    pages: list[str] = []
    monkeypatch.setattr("publicaties.document.render_pdf", lambda html, **options: pages.append(html) or b"")
    render_pakket(gegevens, found, found.met_pagina[:3], "")
    pages += [document_html(gegevens, found, []), *(onderdeel_html(gegevens, found, deel) for deel in found.met_pagina)]
    assert len(pages) > 5
    assert not [page for page in pages if TYPED in page]
    assert all("&lt;b&gt;getypt" in page for page in pages)
