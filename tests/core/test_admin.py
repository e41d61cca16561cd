from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Inlogdienst, Mislukking, MislukteInlog, Rol, User
from actiepunten.models import Dagmail
from core.admin import ReadOnlyAdmin, RegioAdmin
from core.models import Archiveerbaar
from core.spreadsheet_admin import SpreadsheetAdmin
from post.models import Afmelding
from publicaties.models import Drukproef, Woord
from segments.models import Gemeente, Inkoop, Regio
from tarieven.models import Tarief
from tests import database
from tests.accounts.factories import UserFactory
from tests.core.everything import everything
from tests.segments.factories import InkoopFactory, RegioFactory

OWN_APPS = {
    "accounts",
    "segments",
    "producten",
    "percelen",
    "eisen",
    "tarieven",
    "publicaties",
    "proces",
    "post",
}
REGISTERED = sorted(
    (model for model in admin.site._registry if model._meta.app_label in OWN_APPS), key=lambda model: model._meta.label
)
WITH_SHEET = [model for model in REGISTERED if isinstance(admin.site._registry[model], SpreadsheetAdmin)]
SHARED = {Gemeente}
OWN, NEIGHBOUR = "Eigenwaar", "Buurman"
Rows = dict[type[Model], Any]

each_model = pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label_lower)
each_sheet = pytest.mark.parametrize("model", WITH_SHEET, ids=lambda model: model._meta.label_lower)


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture(scope="module", autouse=True)
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Rows, Rows]]:
    """One row of every model of a regio and of its neighbour, in a database of this file: nearly every test asks for them."""

    def fill() -> tuple[Rows, Rows]:
        own, neighbour = RegioFactory(slug="midden-limburg"), RegioFactory(naam=f"{NEIGHBOUR}regio")
        return (
            everything(InkoopFactory(regio=own), OWN),
            everything(InkoopFactory(regio=neighbour, titel=f"{NEIGHBOUR} inkoop"), NEIGHBOUR, number=2),
        )

    with django_db_blocker.unblock(), database.filled(fill) as found:
        yield found


@pytest.fixture
def own(db: None, rows: tuple[Rows, Rows]) -> Rows:
    return rows[0]


@pytest.fixture
def neighbour(db: None, rows: tuple[Rows, Rows]) -> Rows:
    return rows[1]


@pytest.fixture
def inkoop(own: Rows) -> Model:
    return own[Inkoop]


@pytest.fixture
def regio(own: Rows) -> Model:
    return own[Regio]


@pytest.fixture
def manager(client: Client, beheerder: User) -> Client:
    client.force_login(beheerder)
    return client


def test_every_model_has_an_admin_or_is_edited_with_its_parent() -> None:
    inlines = {inline.model for model in REGISTERED for inline in admin.site._registry[model].inlines}
    events = {model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}
    # A word belongs to no regio, and nobody edits it: it follows from what is published. A proof waits for its version.
    # A failure to log in holds fingerprints only, and is gone after a day; what a regio may know of it stands in its logboek.
    # Which mails somebody does not want is her own affair.
    without = {Drukproef, Woord, Mislukking, MislukteInlog, Afmelding, Dagmail}
    models = {model for model in apps.get_models() if model._meta.app_label in OWN_APPS} - events - without
    assert models - inlines - set(REGISTERED) == set()


def test_every_admin_is_scoped() -> None:
    assert [model for model in REGISTERED if not isinstance(admin.site._registry[model], RegioAdmin)] == []


@each_model
def test_ordering_ends_in_a_unique_field(model: type[Model]) -> None:
    last = str(admin.site._registry[model].ordering[-1]).removeprefix("-")
    assert last == "pk" or model._meta.get_field(last).unique


@pytest.fixture(scope="module")
def asked(rows: tuple[Rows, Rows]) -> dict[type[Model], tuple[list[str], list[str]]]:
    """What every list asks the database, with the rows of one inkoop and with those of eleven."""

    def queries(model: type[Model]) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            response = manager.get(address(model, "changelist"))
        assert response.status_code == 200
        assert response.context["cl"].result_count >= 1, model
        return [query["sql"] for query in captured.captured_queries]

    inkoop, manager = rows[0][Inkoop], Client()
    with transaction.atomic():
        manager.force_login(UserFactory(regio=inkoop.regio, rol=Rol.BEHEERDER, is_staff=True))
        for model in REGISTERED:
            queries(model)  # what is asked once is asked now
        few = {model: queries(model) for model in REGISTERED}
        for number in range(2, 8):
            everything(inkoop, OWN, number=number)
        for number in range(8, 12):
            everything(InkoopFactory(regio=inkoop.regio), OWN, number=number)
        many = {model: queries(model) for model in REGISTERED}
        transaction.set_rollback(True)
    return {model: (few[model], many[model]) for model in REGISTERED}


@each_model
def test_list_shows_own_rows_with_the_same_number_of_queries(
    model: type[Model], asked: dict[type[Model], tuple[list[str], list[str]]]
) -> None:
    few, many = asked[model]
    assert len(many) == len(few), "\n".join(query[:300] for query in many)


@each_model
def test_neighbour_does_not_show_in_list_forms_or_filters(
    model: type[Model],
    manager: Client,
    own: Rows,
    neighbour: Rows,
) -> None:
    model_admin = admin.site._registry[model]
    pages = [
        address(model, "changelist"),
        address(model, "change", own[model].pk),
        address(model, "history", own[model].pk),
    ]
    if not isinstance(model_admin, ReadOnlyAdmin) and model not in {User, Regio, Inlogdienst}:
        pages.append(address(model, "add"))
    if model not in {User, Regio, Inlogdienst, *SHARED}:
        pages.append(address(model, "delete", own[model].pk))
    for page in pages:
        response = manager.get(page)
        if page.endswith("/delete/") and isinstance(model_admin, ReadOnlyAdmin):
            assert response.status_code == 403
            continue
        assert response.status_code == 200, page
        assert NEIGHBOUR.lower() not in response.content.decode().lower(), page
    assert OWN.lower() in manager.get(pages[1]).content.decode().lower() or model in {*SHARED, Regio, Inkoop}


@each_model
def test_row_of_the_neighbour_does_not_exist(model: type[Model], manager: Client, neighbour: Rows) -> None:
    if model in SHARED:
        return
    row = neighbour[model]
    for page in ("change", "delete", "history"):
        for response in (manager.get(address(model, page, row.pk)), manager.post(address(model, page, row.pk), {})):
            assert response.status_code in ({403, 404} if page == "delete" else {404}), page
    assert model.objects.filter(pk=row.pk).exists()


@each_model
def test_row_of_the_neighbour_cannot_be_deleted_from_the_list(
    model: type[Model], manager: Client, neighbour: Rows
) -> None:
    if model in SHARED:
        return
    row = neighbour[model]
    data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    manager.post(address(model, "changelist"), data)
    assert model.objects.filter(pk=row.pk).exists()


@each_model
def test_search_and_unknown_filters_answer(model: type[Model], manager: Client, own: Rows, neighbour: Rows) -> None:
    response = manager.get(address(model, "changelist"), {"q": NEIGHBOUR})
    assert response.status_code == 200
    if model not in SHARED:
        assert response.context["cl"].result_count == 0


@each_model
def test_passwords_and_other_regios_cannot_be_guessed_by_filters(
    model: type[Model], manager: Client, own: object
) -> None:
    for lookup in ("user__password__startswith", "door__password__startswith", "user__lidmaatschappen__regio"):
        response = manager.get(address(model, "changelist"), {lookup: "1"})
        assert response.status_code in {302, 400}


@each_sheet
def test_export_with_a_strange_filter_starts_again(model: type[Model], manager: Client, own: object) -> None:
    response = manager.get(address(model, "export"), {"onzin": "1"})
    assert response.status_code == 302


@each_sheet
def test_export_holds_own_rows_only(model: type[Model], manager: Client, own: Rows, neighbour: Rows) -> None:
    assert manager.get(address(model, "export")).status_code == 200
    response = manager.post(address(model, "export"), {"format": "1", "resource": "0"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig").lower()
    assert len(text.splitlines()) > 1
    assert NEIGHBOUR.lower() not in text


@each_model
def test_superuser_sees_every_regio(model: type[Model], client: Client, own: Rows, neighbour: Rows) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert client.get(address(model, "change", neighbour[model].pk)).status_code == 200


@each_model
def test_staff_without_the_role_finds_nothing(model: type[Model], own: Rows, regio: Regio) -> None:
    client = Client()
    client.force_login(UserFactory(is_staff=True, regio=regio, rol=Rol.CONTRACTMANAGER))
    assert client.get(address(model, "changelist")).status_code == 403
    assert client.get(address(model, "change", own[model].pk)).status_code in {403, 404}
    if model in WITH_SHEET:
        assert client.get(address(model, "import")).status_code == 403
        assert client.get(address(model, "export")).status_code == 403
        assert client.post(address(model, "export"), {"format": "1", "resource": "0"}).status_code == 403


@pytest.mark.parametrize(
    "model",
    [model for model in REGISTERED if issubclass(model, Archiveerbaar)],
    ids=lambda model: model._meta.label_lower,
)
def test_archive_and_restore(model: type[Archiveerbaar], manager: Client, own: Rows) -> None:
    row = own[model]
    manager.post(address(model, "changelist"), {"action": "archive", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.is_archived
    manager.post(address(model, "changelist"), {"action": "restore", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert not row.is_archived
    assert LogEntry.objects.filter(object_id=str(row.pk)).count() == 2


def test_a_row_of_any_kind_has_no_address_on_the_site(manager: Client, inkoop: Inkoop) -> None:
    for kind in ContentType.objects.order_by("pk"):
        assert manager.get(f"/admin/r/{kind.pk}/{inkoop.pk}/").status_code == 404, kind


def test_index_is_dutch(manager: Client) -> None:
    page = manager.get(reverse("admin:index")).content.decode()
    assert "Beheer van het Wmo-inkoopportaal" in page
    assert re.search(r"<html lang=\"nl\"", page)
    assert "Producten" in page


def test_the_admin_wears_the_dress_of_the_house(manager: Client) -> None:
    page = manager.get("/admin/").text
    assert "/build/admin.css" in page
    assert '<a href="/beheer/">Werkplek</a>' in page


def test_the_list_of_tarieven_shows_dutch_amounts(manager: Client, own: Rows) -> None:
    assert "€\u00a064,80" in manager.get(address(Tarief, "changelist")).text
