"""The invented gemeente: it says so everywhere, and nothing of it speaks of percelen or grondslagen, which it has not."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pymupdf
import pytest
from django.test import Client

from publicaties import samenhang
from publicaties.models import Bestand, BestandSoort, Publicatie
from publicaties.wijzigingen import compare
from tests.publicaties.demo import demo_snapshots

PAD = "/inkoop/voorbeeldstad-2026/"
#: What it says itself about percelen and grondslagen: that it does not work with them.
ZELF = ("De inkoop is niet verdeeld in percelen", "die niet met percelen en grondslagen werkt")
NIET = re.compile(r"\bperce(?:el|len)|grondslag|leefgebied", re.IGNORECASE)


def words(html: str) -> str:
    """What a reader sees between the menu and the foot."""
    main = html.split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)).replace("\u00a0", " "))


def speaks_of(text: str) -> list[str]:
    for sentence in ZELF:
        text = text.replace(sentence, "")
    return NIET.findall(text)


def addresses(client: Client) -> list[str]:
    found = re.findall(rf"<loc>http://testserver({PAD}[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    assert len(found) > 15
    return [*found, f"{PAD}versie/1/", f"{PAD}vergelijken/?product=begeleiding&product=dagbesteding"]


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
def test_every_page_says_that_it_is_invented_and_speaks_of_nothing_that_is_not_there(client: Client) -> None:
    for page in addresses(client):
        content = client.get(page).content.decode()
        assert "Deze inkoop bestaat niet" in content, page
        assert speaks_of(words(content)) == [], page
    home, found = (client.get(page).content.decode() for page in ("/", "/zoeken/?q=Voorbeeldstad"))
    for content in (home, found):
        assert "Voorbeeldstad (verzonnen)" in content
        assert "(verzonnen voorbeeld)" in content


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
def test_every_file_says_so_too(client: Client) -> None:
    publicaties = Publicatie.objects.filter(inkoop__slug="voorbeeldstad-2026").order_by("volgnummer")
    assert [row.volgnummer for row in publicaties] == [1, 2]
    for row in Bestand.objects.filter(publicatie__in=publicaties).order_by("pk"):
        with pymupdf.open(stream=bytes(row.inhoud), filetype="pdf") as pdf:
            pages = [" ".join(page.get_text().split()) for page in pdf]
        assert all("Verzonnen voorbeeld: deze inkoop bestaat niet" in page for page in pages), row.naam
        # Dutch breaks a word at the end of a line.
        text = " ".join(pages).replace("- ", "")
        # The facts of the inkoop stand in the colophon of the whole document; a part has a head, which is in `pages`.
        assert ("Verzonnen ja, deze inkoop bestaat niet" in text) == (row.soort == BestandSoort.DOCUMENT), row.naam
        assert speaks_of(text) == [], row.naam
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"{PAD}tarieven.csv").content.decode("utf-8-sig")), delimiter=";")
    )
    assert {row["opmerking"] for row in rows} == {"verzonnen bedrag"}
    assert "perceel" not in rows[0]
    assert client.get(f"{PAD}gegevens.json").json()["inkoop"]["verzonnen"] is True


def test_its_second_version_changes_amounts_a_definition_and_an_eis() -> None:
    first, second = demo_snapshots("voorbeeldstad-2026")
    assert [wijziging.titel for wijziging in compare(first, second)] == [
        "Betekenis gewijzigd bij midden (T2)",
        "Tarieven van Begeleiding zijn gewijzigd",
        "Tarieven van Jeugdhulp thuis zijn gewijzigd",
        "Tarieven van HbH zijn gewijzigd",
        "Norm gewijzigd bij eis K1",
    ]
    assert samenhang.onderdelen(second) == ["producten", "eisen", "tarieven"]
    assert samenhang.beschrijvingen(second) == "Productbeschrijvingen"


def test_a_version_from_before_reads_as_one_that_exists() -> None:
    """And what was stored of it says nothing of it."""
    limburg = demo_snapshots("limburg-noord-2022")[0]
    assert not limburg.inkoop.verzonnen
    assert b"verzonnen" not in limburg.canonical()
