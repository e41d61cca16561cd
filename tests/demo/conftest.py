"""The real documents, loaded once per file and cleared after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from wmo_portal.demo import load


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The three inkopen of `fixtures/`, as `make run` loads them. Tests that use it read; they write nothing."""
    with django_db_blocker.unblock():
        load(lambda line: None)
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def portaal(demo: None) -> Iterator[str]:
    """A running portal on the demo data: its address."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()
