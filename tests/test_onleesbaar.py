"""What nobody can read never ends in a 500: every query parameter and form field of every address gets what no person types.

Which names an address looks at is found by letting it tell: what it asks of `request.GET` and `request.POST` is written down.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import lxml.html
import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client

from accounts.models import User
from proces.models import Document
from segments.models import Inkoop
from tests.adressen import ROUTES, public_address, workplace
from tests.werkplek.conftest import client_of, compleet, perceel, product
from tests.werkplek.versies import published

__all__ = ["compleet", "perceel", "product"]
pytestmark = pytest.mark.django_db

LONG = "9" * 4_500
NASTY = [
    "\x00", "a\x00b", LONG, f"-{LONG}", "1e999999", "NaN", "-inf", "٣", "²", "-0", "0", "-1", "99999999999999999999",
    "0001-01-01", "9999-12-31", "1-1-0001", "31-12-9999", "31-02-2026", "2026-13-45", "0000-00-00", "1-1-10000",
    "2026-01-01/9999-12-31", "\ud7ff\uffff\ufffe", "\u202e\u200b", "💥" * 50, "%00", "..", "../../etc", "' OR 1=1--",
    "[[", "{}", "null", "x" * 20_000, "<p>" * 3_000, "\r\n", "\t", "",
]  # fmt: skip


class Asked:
    """The names that a view asks of the query and of what was sent."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    @contextmanager
    def listening(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        with monkeypatch.context() as patch:
            for method in ("get", "getlist", "__getitem__", "__contains__", "pop"):
                patch.setattr(QueryDict, method, self._told(getattr(QueryDict, method)))
            yield

    def _told(self, original: Any) -> Any:
        def ask(this: QueryDict, name: str, *args: Any, **kwargs: Any) -> Any:
            if isinstance(name, str):
                self.names.add(name)
            return original(this, name, *args, **kwargs)

        return ask


def fields(page: Any) -> dict[str, Any]:
    """What the forms of a page send as they stand."""
    if "text/html" not in page.headers.get("Content-Type", "") or not page.content:
        return {}
    found: dict[str, list[str]] = {}
    for form in lxml.html.fromstring(page.content.decode()).forms:
        for name, value in form.form_values():
            found.setdefault(name, []).append(value)
        for field in form.xpath(".//*[@name]"):
            found.setdefault(field.get("name"), [])
    return found


def status(client: Client, method: str, path: str, data: Any, **headers: str) -> int:
    with transaction.atomic():
        response = getattr(client, method)(path, data, headers=headers)
        response.getvalue()
        transaction.set_rollback(True)
    return int(response.status_code)


@pytest.fixture
def addresses(
    compleet: Inkoop, contractmanager: User, beoordelaar: User, beheerder: User, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[Client, str, dict[str, Any]]]:
    """(who, path, what its forms and its view look at) of every address."""
    monkeypatch.setattr("publicaties.document.render_pdf", lambda *args, **kwargs: b"%PDF-1.7")
    published(compleet, contractmanager, beoordelaar)
    Document.objects.create(inkoop=compleet, sleutel="verslag", titel="Verslag", openbaar=True)
    below = workplace(compleet, contractmanager, beoordelaar)
    editor, admin, visitor = client_of(contractmanager), client_of(beheerder), Client()
    places = [(visitor, public_address(route)) for route in ROUTES if not route.startswith(("beheer/", "admin/"))]
    places += [
        (editor, path)
        for route in ROUTES
        if route.startswith("beheer/")
        for path in below(route)[: 4 if "/rondom/" in route else 1]
    ]
    places += [(admin, f"/{route}") for route in ROUTES if route.startswith("admin/") and not set("<^(?") & set(route)]
    found = []
    for client, path in places:
        client.raise_request_exception = False
        asked = Asked()
        with asked.listening(monkeypatch), transaction.atomic():
            page = client.get(path)
            client.post(path, fields(page))
            transaction.set_rollback(True)
        found.append((client, path, dict.fromkeys(sorted(asked.names)) | fields(page)))
    return found


def test_no_form_field_and_no_query_parameter_ends_in_a_500(
    addresses: list[tuple[Client, str, dict[str, Any]]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    chance = random.Random(2026)  # noqa: S311 -- the same ones every time
    wrong = set()
    for client, path, names in addresses:
        if path.endswith(("uitloggen/", "logout/")):
            continue
        everything = {name: chance.choice(NASTY) for name in names}
        for method in ("get", "post"):
            if status(client, method, path, everything) >= 500:
                wrong.add((method, path, "all", repr(everything)[:300]))
        # One at a time, beside what the page itself sends: what is wrong in a first field hides a second one.
        for name in chance.sample(sorted(names), min(len(names), 2)):
            value = chance.choice(NASTY)
            sent = {key: item for key, item in names.items() if item} | {name: value}
            for method in ("get", "post"):
                if status(client, method, path, sent if method == "post" else {name: value}) >= 500:
                    wrong.add((method, path, name, repr(value)[:60]))
    assert not wrong, "\n".join(map(str, sorted(wrong)))


@pytest.mark.parametrize("header", ["bytes=" + "9" * 5_000 + "-", "bytes=-" + "9" * 5_000, "bytes=0-" + "9" * 5_000])
def test_a_range_that_is_no_number_gets_the_whole_file(
    compleet: Inkoop, contractmanager: User, beoordelaar: User, header: str
) -> None:
    published(compleet, contractmanager, beoordelaar)
    response = Client().get("/inkoop/inkoop-2026/beschrijvingen.pdf", headers={"Range": header})
    assert response.status_code == 200
    assert response.getvalue().startswith(b"%PDF")


@pytest.mark.parametrize("path", ["/", "/zoeken/?q=x", "/beheer/", "/bestaat-niet", "/inkoop/inkoop-2026/"])
def test_another_host_gets_400(path: str, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.ALLOWED_HOSTS = ["voorbeeld.nl"]
    assert Client(raise_request_exception=False).get(path, headers={"Host": "evil.test"}).status_code == 400
    assert len([record for record in caplog.records if record.levelname != "INFO"]) == 1
