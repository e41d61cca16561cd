"""Publishing in these tests makes one small file; what is in the real files, the tests of the document say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from publicaties.document import Drukwerk
from publicaties.models import BestandSoort, Publicatie
from publicaties.snapshot import Snapshot


def render_small(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[Drukwerk]:
    yield BestandSoort.DOCUMENT, "", "document.pdf", lambda: f"%PDF van versie {publicatie.volgnummer}".encode()


@pytest.fixture
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publicaties.document.render_bestanden", render_small)
