"""What is not openbaar is nowhere outside: on no page, in no feed, not as a file, and in no figure computed from it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db.models import Model
from django.test import Client

from accounts.models import User
from catalogus.urls import rondom
from core.moment import Moment, Precisie
from proces.models import Bijeenkomst, Document, Kengetal, Mijlpaal
from segments.models import Inkoop
from tests.catalogus.adressen import MLW, SITE, VERSION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

DAY = dt.date(2027, 2, 3)
PATHS = [f"{MLW}{path.pattern}" for path in rondom if "<" not in str(path.pattern)]


@pytest.fixture(autouse=True)
def rows(settings: object, tmp_path: Path) -> dict[str, Model]:
    """Of each kind one that is openbaar ("Getoond …") and one that is not ("Verborgen …"); both documents have a file."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    inkoop = Inkoop.objects.get(slug="mlw-mer-2024")
    found: dict[str, Model] = {}
    for word, openbaar in {"getoond": True, "verborgen": False}.items():
        common = {"inkoop": inkoop, "openbaar": openbaar}
        naam = word.capitalize()
        Mijlpaal.objects.create(**common, titel=f"{naam} moment", moment=Moment(DAY, Precisie.DAG))
        Bijeenkomst.objects.create(**common, sleutel=word, titel=f"{naam} overleg", datum=DAY)
        Kengetal.objects.create(**common, jaar=2021, naam=f"{naam} soort", omzet=1000)
        # Both are handed out at a bijeenkomst that everybody sees.
        found[word] = document = Document(**common, sleutel=word, titel=f"{naam} stuk")
        document.bijeenkomst = Bijeenkomst.objects.get(inkoop=inkoop, sleutel="getoond")
        document.bestand.save(f"{word}.pdf", ContentFile(f"%PDF-1.7 {word}".encode()))
    return found


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("planning/", ["moment"]),
        ("bijeenkomsten/", ["overleg", "stuk"]),
        ("documenten/", ["stuk"]),
        ("kengetallen/", ["soort"]),
        ("nieuws.atom", ["moment"]),
    ],
)
def test_only_what_is_openbaar_stands_on_its_page(path: str, titles: list[str], client: Client) -> None:
    content = client.get(f"{MLW}{path}").content.decode()
    for title in titles:
        assert f"Getoond {title}" in content
        assert f"Verborgen {title}" not in content


@pytest.mark.parametrize(
    "path", [*PATHS, *SITE, *VERSION, "/sitemap.xml", "/zoeken/?q=verborgen", "/zoeken/?q=overleg"]
)
def test_no_public_page_names_what_is_not_openbaar(path: str, client: Client) -> None:
    response = client.get(path)
    assert response.status_code == 200
    content = response.content.decode()
    assert not [word for word in ("moment", "overleg", "stuk", "soort") if f"Verborgen {word}" in content]
    assert "verborgen/" not in content


def test_a_file_goes_out_while_its_document_is_openbaar(client: Client, rows: dict[str, Model]) -> None:
    def answer(word: str) -> tuple[int, bytes]:
        response = client.get(f"{MLW}documenten/{word}/bestand/")
        return response.status_code, b"".join(response) if response.streaming else b""

    assert answer("getoond") == (200, b"%PDF-1.7 getoond")
    assert answer("verborgen") == (404, b"")
    client.force_login(User.objects.get(username="contractmanager"))
    assert answer("verborgen") == (404, b"")
    Document.objects.filter(pk=rows["verborgen"].pk).update(openbaar=True)
    assert answer("verborgen") == (200, b"%PDF-1.7 verborgen")


def test_a_share_is_that_of_what_everybody_sees(client: Client) -> None:
    """A hidden figure, and a hidden total, would else be read from the percentages."""
    inkoop = Inkoop.objects.get(slug="mlw-mer-2024")
    Kengetal.objects.create(inkoop=inkoop, openbaar=False, jaar=2021, naam="Totaal", omzet=4000, is_totaal=True)
    jaren = client.get(f"{MLW}kengetallen/").context["jaren"]
    assert [([(row.naam, share) for row, share in rijen], totaal) for jaar, rijen, totaal in jaren if jaar == 2021] == [
        ([("Getoond soort", 100.0)], None)
    ]
