"""The cast of every test, and the harness."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, TestCase, TransactionTestCase, override_settings
from pytest_django.live_server_helper import LiveServer

from accounts.adapters import just_logged_in
from accounts.models import Rol, User
from catalogus import voorraad
from segments.gemeenten import add_missing
from segments.models import Gemeente, Inkoop, Regio
from tests import database
from tests.accounts.factories import UserFactory
from tests.harness import FailOnUndefined, shuffle_unordered_querysets
from tests.segments.factories import InkoopFactory, RegioFactory
from werkplek.inhoud import beeld

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("portaal", deadline=None)
hypothesis.settings.load_profile("portaal")
FAST_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
#: What takes longest is begun first (and xdist told not to put files of many tests first): the other way round one process waits
#: for minutes until the last of these, of few tests but long ones, is done. In this order: the first makes the template with the
#: demo, and the second, which does not read it, takes longer than that.
LONG = (
    "tests/browser/test_publiek.py",
    "tests/werkplek/test_rollen.py",
    "tests/test_onleesbaar.py",
    "tests/browser/",
    "tests/test_spiegel.py",
    "tests/test_upgrade.py",
    "tests/demo/",
    "tests/publicaties/test_at_once.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(
        key=lambda item: next((place for place, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG))
    )


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """A database of the tests' own, always.

    The one of pytest-django makes none when no test of the run asks for `db` itself; `demo` would then load into the
    database of the developer.
    """
    with django_db_blocker.unblock():
        name = database.create_migrated()
        before = database.connect(name)
    yield
    with django_db_blocker.unblock():
        database.connect(before)
        database.drop(name)
        database.leave()


@pytest.fixture(scope="session", autouse=True)
def _settings_of_the_tests(django_test_environment: None) -> Iterator[None]:
    """Once: every change of TEMPLATES throws away the templates that were read."""
    templates = [
        dict(engine, OPTIONS={**engine["OPTIONS"], "string_if_invalid": FailOnUndefined()})
        for engine in settings.TEMPLATES
    ]
    with override_settings(TEMPLATES=templates, PASSWORD_HASHERS=FAST_HASHERS):
        yield


@pytest.fixture(scope="session", autouse=True)
def _emptied_after_transactions() -> Iterator[None]:
    """After a test with transactions of its own the database is as the migrations left it: with the gemeenten."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        if isinstance(case, TestCase):
            flush(case)
        else:
            database.delete_rows()
            add_missing(Gemeente)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(scope="session", autouse=True)
def _force_login_is_logging_in() -> Iterator[None]:
    """Whom a test logs in has just proved who she is, as on the login page."""
    force = Client._login

    def log_in(client: Client, user: User, backend: str | None = None) -> None:
        force(client, user, backend)
        session = client.session
        session.update(just_logged_in(user))
        session.save()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "_login", log_in)
        yield


@pytest.fixture(autouse=True)
def _harness(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shuffle_unordered_querysets(monkeypatch)
    cache.clear()
    voorraad.clear()
    beeld.forget()
    yield
    cache.clear()
    voorraad.clear()
    beeld.forget()


@pytest.fixture
def regio(db: None) -> Regio:
    return RegioFactory(naam="Midden-Limburg", slug="midden-limburg")


@pytest.fixture
def buurregio(db: None) -> Regio:
    return RegioFactory(naam="Buurregio", slug="buurregio")


@pytest.fixture
def inkoop(regio: Regio) -> Inkoop:
    return InkoopFactory(regio=regio, slug="inkoop-2026", titel="Inkoop 2026")


@pytest.fixture
def contractmanager(regio: Regio) -> User:
    return UserFactory(username="contractmanager", regio=regio, rol=Rol.CONTRACTMANAGER)


@pytest.fixture
def beoordelaar(regio: Regio) -> User:
    return UserFactory(username="beoordelaar", regio=regio, rol=Rol.BEOORDELAAR)


@pytest.fixture
def beheerder(regio: Regio) -> User:
    return UserFactory(username="beheerder", regio=regio, rol=Rol.BEHEERDER, is_staff=True)


@pytest.fixture
def lezer(regio: Regio) -> User:
    return UserFactory(username="lezer", regio=regio, rol=Rol.LEZER)


@pytest.fixture
def buur(buurregio: Regio) -> User:
    """A contractmanager of the neighbouring regio."""
    return UserFactory(username="buur", regio=buurregio, rol=Rol.CONTRACTMANAGER)


@pytest.fixture
def visitor(db: None) -> Client:
    return Client()


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The real documents, as `make run` loads them: a copy for every file. Tests that use it write nothing that stays."""
    with django_db_blocker.unblock():
        name = database.create_demo()
        before = database.connect(name)
        yield
        database.connect(before)
        database.drop(name)


@pytest.fixture(scope="module")
def portaal(demo: None) -> Iterator[str]:
    """A running portal on the real documents: its address."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()
