"""The admin in the dress of the house: headings, Dutch words and amounts, and the way to and from the workplace."""

from __future__ import annotations

import gettext
import importlib
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse
from lxml import html

from accounts.models import Inlogdienst, Lidmaatschap, Uitnodiging, User
from post.models import Mail
from proces.models import Kengetal
from segments.models import Gemeente, Inkoop
from tarieven.models import Tarief
from tests.accounts.factories import UserFactory
from tests.core.everything import everything
from tests.core.test_admin import REGISTERED, WITH_SHEET, address, each_model
from tests.werkplek.conftest import client_of

#: More fields than this want headings.
MANY = 6


@pytest.fixture
def own(inkoop: Inkoop) -> dict[type[Model], Model]:
    return everything(inkoop, "Eigenwaar")


@pytest.fixture
def superuser(db: None) -> User:
    return UserFactory(username="alles", is_staff=True, is_superuser=True)


def test_nothing_stands_in_the_admin_that_is_not_ours() -> None:
    """What others bring is written for every site, knows no regio's and is half English."""
    folder = Path(settings.BASE_DIR)
    theirs = [model for model in admin.site._registry if not (folder / model.__module__.split(".")[0]).is_dir()]
    assert theirs == []


# --- headings ---------------------------------------------------------------------------------------------------------


@each_model
def test_a_long_form_has_headings(
    model: type[Model], own: dict[type[Model], Model], superuser: User, rf: RequestFactory
) -> None:
    request = rf.get("/admin/")
    request.user = superuser
    model_admin = admin.site._registry[model]
    for row in (own[model], None):
        groups: list[tuple[str | None, Any]] = list(model_admin.get_fieldsets(request, row))
        fields = flatten_fieldsets(groups)
        assert len(fields) == len(set(fields))
        titles = [title for title, _ in groups]
        assert len(fields) <= MANY or len(titles) > 1, f"{len(fields)} fields without a heading: {fields}"
        assert titles.count(None) <= 1
        assert all(title and title[0].isupper() for title in titles[1:])
        loose = [name for title, options in groups if title is None for name in options["fields"]]
        assert len(loose) <= MANY, f"below no heading: {loose}"


@each_model
def test_a_heading_stands_above_a_field_that_is_there(model: type[Model]) -> None:
    model_admin: Any = admin.site._registry[model]
    assert set(model_admin.kopjes.values()) <= set(model_admin._all_fields())


# --- words ------------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
_NO_WORD = re.compile(r"%\([^)]*\)[a-z]|%[a-z]|<[^>]*>|\{[^}]*\}|\b\w+[_.@]\w[\w.]*|https?:\S+")
#: Dutch too, though the catalogue of Django has them only as English; and what a provider calls its claims.
OOK_NEDERLANDS = {"claim", "export", "groups", "label", "out", "reset", "start", "status"}


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(_NO_WORD.sub(" ", text))}


def english_words() -> set[str]:
    """Every word of the English texts of Django, import-export and allauth that their Dutch translations do not have."""
    english, dutch = set[str](), set[str]()
    for package in (
        "django.conf",
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.postgres",
        "import_export",
        "allauth",
    ):
        folder = Path(str(importlib.import_module(package).__file__)).parent
        with (folder / "locale/nl/LC_MESSAGES/django.mo").open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        for key, told in catalogue.items():
            english |= _words(key[0] if isinstance(key, tuple) else key)
            dutch |= _words(told)
    # Headings of tables that nobody translated.
    return (english | {"model", "link", "error"}) - dutch - OOK_NEDERLANDS


def texts(page: bytes) -> Iterator[str]:
    """What somebody sees or hears of a page."""
    for element in html.fromstring(page).iter():
        if element.tag in ("script", "style") or not isinstance(element.tag, str):
            continue
        yield from filter(None, (element.text, element.tail))
        yield from filter(None, (element.get(name) for name in ("title", "aria-label", "placeholder", "alt")))
        if element.tag == "input" and element.get("type") in ("submit", "button", "reset"):
            yield element.get("value", "")


def english_in(page: bytes, words: set[str]) -> dict[str, str]:
    return {
        word: " ".join(text.split())[:80]
        for text in texts(page)
        if "csrfmiddlewaretoken" not in text
        for word in _words(text) & words
    }


def test_english_is_recognised() -> None:
    words = english_words()
    assert len(words) > 500
    page = b"<p title='Add another'>Vul dit in</p><th>Change or view list link</th><input type=submit value='Delete'>"
    assert {"add", "another", "change", "view", "list", "delete"} <= english_in(page, words).keys()


def test_no_page_of_the_admin_speaks_english(superuser: User, own: dict[type[Model], Model]) -> None:
    client, words = client_of(superuser), english_words()
    pages = [reverse("admin:index"), *(reverse("admin:app_list", args=[app]) for app in _apps())]
    for model in REGISTERED:
        pages += [address(model, "changelist"), address(model, "add")]
        pages += [address(model, name, own[model].pk) for name in ("change", "history", "delete")]
        if model in WITH_SHEET:
            pages += [address(model, name) for name in ("import", "export")]
    found = {}
    seen = 0
    for page in pages:
        response = client.get(page)
        if response.status_code == 200:
            seen += 1
            found |= {word: f"{page}: {text}" for word, text in english_in(response.content, words).items()}
    assert found == {}
    assert seen > 4 * len(REGISTERED)


def _apps() -> list[str]:
    return sorted({model._meta.app_label for model in REGISTERED})


@each_model
def test_what_is_wrong_is_told_in_dutch(
    model: type[Model], superuser: User, own: dict[type[Model], Model], rf: RequestFactory
) -> None:
    """A form with nothing in it, and one with nonsense in every field."""
    client, words = client_of(superuser), english_words()
    if client.get(address(model, "add")).status_code != 200:
        return
    form = client.get(address(model, "add")).context["adminform"].form
    nonsense = {form.add_prefix(name): "@ #" for name in form.fields}
    for data in ({}, nonsense):
        response = client.post(address(model, "add"), data)
        if response.status_code != 200:
            continue
        assert english_in(response.content, words) == {}


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if m.__module__.split(".")[0] in {*_apps(), "toezicht"}]
)
def test_a_model_and_its_fields_are_named_by_hand(model: type[Model]) -> None:
    """Not by what Django makes of a class or an attribute: it splits words in two."""
    if hasattr(model, "pgh_tracked_model") or not model.__module__.endswith(".models"):
        return
    assert " " not in str(model._meta.verbose_name) or "verbose_name" in model._meta.original_attrs, model


# --- numbers ----------------------------------------------------------------------------------------------------------


@each_model
def test_no_list_shows_a_bare_amount(model: type[Model], superuser: User, rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.user = superuser
    names = [name for name in admin.site._registry[model].get_list_display(request) if isinstance(name, str)]
    fields = {field.name: field for field in model._meta.fields}
    assert [name for name in names if isinstance(fields.get(name), models.DecimalField | models.BigIntegerField)] == [
        name for name in names if name == "pk"
    ]


def test_amounts_are_written_as_people_write_them(superuser: User, own: dict[type[Model], Any]) -> None:
    Tarief.objects.filter(pk=own[Tarief].pk).update(bedrag=Decimal("1234.50"))
    Kengetal.objects.filter(pk=own[Kengetal].pk).update(omzet=5_234_629, aantal=1_250)
    client = client_of(superuser)
    assert "€\u00a01.234,50" in client.get(address(Tarief, "changelist")).text
    page = client.get(address(Kengetal, "changelist")).text
    assert ">5.234.629<" in page
    assert ">1.250<" in page


# --- to and from the workplace ----------------------------------------------------------------------------------------

#: Of people and mails there is no screen in the workplace, and a gemeente belongs to no inkoop.
WITHOUT_SCREEN = {User, Lidmaatschap, Uitnodiging, Inlogdienst, Mail, Gemeente}


@each_model
def test_a_row_leads_to_its_screen_in_the_workplace_and_back(
    model: type[Model], beheerder: User, own: dict[type[Model], Model]
) -> None:
    client = client_of(beheerder)
    row = own[model]
    model_admin: Any = admin.site._registry[model]
    assert (model_admin.werkplek is None) == (model in WITHOUT_SCREEN)
    if model_admin.werkplek is None:
        return
    screen = model_admin.werkplek.adres(row)
    assert f'href="{screen}"' in client.get(address(model, "changelist")).text
    assert f'<li><a href="{screen}">Openen in de werkplek</a></li>' in client.get(address(model, "change", row.pk)).text
    page = client.get(screen, follow=True)
    assert page.status_code == 200, screen
    back = re.search(r'href="(/admin/[^"]+)">Dit scherm in het beheer<', page.text)
    if back is None:
        assert screen.startswith("/beheer/account/")  # what a regio did is no row
        return
    assert client.get(back[1].replace("&amp;", "&")).status_code == 200


def test_a_screen_leads_to_the_row_that_it_shows(beheerder: User, own: dict[type[Model], Any]) -> None:
    from producten.models import Product, ProductTekst, Rubriek
    from publicaties.models import Publicatie

    client = client_of(beheerder)
    product, tekst, publicatie = own[Product], own[ProductTekst], own[Publicatie]
    slug = product.inkoop.slug
    for screen, to in (
        (f"/beheer/{slug}/", address(Inkoop, "change", product.inkoop.pk)),
        (f"/beheer/{slug}/producten/{tekst.product.code}/", address(Product, "change", tekst.product.pk)),
        (f"/beheer/{slug}/publicatie/{publicatie.pk}/", address(Publicatie, "change", publicatie.pk)),
        (
            f"/beheer/{slug}/onderdelen/rubriek/",
            f"{address(Rubriek, 'changelist')}?inkoop__id__exact={product.inkoop.pk}",
        ),
        (
            f"/beheer/{slug}/tarieven/",
            f"{address(Tarief, 'changelist')}?product__inkoop__id__exact={product.inkoop.pk}",
        ),
    ):
        assert f'href="{to}">Dit scherm in het beheer<' in client.get(screen).text, screen


def test_who_does_not_manage_sees_no_way_to_the_admin(
    contractmanager: User, lezer: User, inkoop: Inkoop, buurregio: Any
) -> None:
    elsewhere = UserFactory(is_staff=True, regio=inkoop.regio, rol="lezer")
    Lidmaatschap.objects.create(user=elsewhere, regio=buurregio, rol="beheerder")
    for user in (contractmanager, lezer, elsewhere):
        assert "in het beheer" not in client_of(user).get(f"/beheer/{inkoop.slug}/").text


def test_the_way_costs_a_visitor_of_the_workplace_nothing(client: Client) -> None:
    assert client.get("/beheer/").status_code == 302
