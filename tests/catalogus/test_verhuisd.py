"""Old addresses and what subscribers hear, on versions that went the whole road."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalogus import voorraad
from producten.models import Product
from publicaties.models import Publicatie
from segments.models import Inkoop
from tests.publicaties.factories import withdraw
from tests.werkplek.versies import fill, published

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def versies(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, monkeypatch: pytest.MonkeyPatch
) -> tuple[Publicatie, Publicatie]:
    """In the second the product is called otherwise."""

    def files(publicatie: Publicatie, snapshot: Any) -> Any:
        yield "document", "", "document.pdf", lambda: b"%PDF"
        for product in snapshot.producten:
            yield "product", product.code, f"{product.code}.pdf", lambda: b"%PDF"

    monkeypatch.setattr("publicaties.document.render_bestanden", files)
    fill(inkoop)
    first = published(inkoop, contractmanager, beoordelaar)
    Product.objects.update(code="product-dag")
    second = published(inkoop, contractmanager, beoordelaar, "Tweede versie")
    voorraad.clear()
    return first, second


BASE = "/inkoop/inkoop-2026/"


def test_an_old_address_leads_to_the_new_one_and_says_so(client: Client, versies: object) -> None:
    response = client.get(f"{BASE}producten/product-0/")
    assert (response.status_code, response.headers["Location"]) == (302, f"{BASE}producten/product-dag/?was=product-0")
    assert "U zocht ‘product-0’" in client.get(response.headers["Location"]).text
    assert "U zocht" not in client.get(f"{BASE}producten/product-dag/").text
    for was in ("verzonnen", "a%00b", "%00", "9" * 4_500):
        assert "U zocht" not in client.get(f"{BASE}producten/product-dag/?was={was}").text
    assert client.get(f"{BASE}producten/verzonnen/").status_code == 404


def test_an_old_pdf_leads_to_the_new_one(client: Client, versies: object) -> None:
    response = client.get(f"{BASE}producten/product-0.pdf")
    assert (response.status_code, response.headers["Location"]) == (302, f"{BASE}producten/product-dag.pdf")
    assert client.get(response.headers["Location"]).status_code == 200
    reader = client.get(f"{BASE}producten/product-0.pdf", headers={"Accept": "text/html,*/*;q=0.8"})
    assert reader.headers["Location"] == f"{BASE}producten/product-dag/?was=product-0"
    assert client.get(f"{BASE}producten/verzonnen.pdf").status_code == 404


def test_pinned_addresses_stay(client: Client, versies: object) -> None:
    for address in ("versie/1/producten/product-0/", "versie/1/producten/product-0.pdf"):
        assert client.get(f"{BASE}{address}").status_code == 200
    for address in (
        "versie/2/producten/product-0/",
        "versie/1/producten/product-dag/",
        "versie/2/producten/product-0.pdf",
    ):
        assert client.get(f"{BASE}{address}").status_code == 404


def entries(client: Client, host: str = "testserver") -> tuple[str, dict[str, tuple[str, str]]]:
    """The id of the feed, and of each entry by its title id and text."""
    feed = ET.fromstring(client.get(f"{BASE}nieuws.atom", headers={"Host": host}).content)  # noqa: S314 -- our own
    found = {
        str(entry.findtext(f"{ATOM}title")): (str(entry.findtext(f"{ATOM}id")), str(entry.findtext(f"{ATOM}summary")))
        for entry in feed.iter(f"{ATOM}entry")
    }
    return str(feed.findtext(f"{ATOM}id")), found


def test_subscribers_hear_that_a_version_was_withdrawn(
    client: Client, versies: tuple[Publicatie, Publicatie], contractmanager: User, beoordelaar: User
) -> None:
    _, before = entries(client)
    for publicatie, reden in zip(versies[::-1], ("Rekenfout.", "Ook een rekenfout."), strict=True):
        withdraw(publicatie, by=contractmanager, other=beoordelaar, reden=reden)
    _, after = entries(client)
    assert {ident for ident, _ in before.values()} <= {ident for ident, _ in after.values()}, "what was told stays told"
    told = ("gepubliceerd en later ingetrokken", "ingetrokken")
    assert set(after) == {f"Versie {number} is {what}" for number in (1, 2) for what in told}
    assert "Reden: Rekenfout." in after["Versie 2 is ingetrokken"][1]


def test_the_ids_do_not_follow_the_host(
    client: Client, versies: tuple[Publicatie, Publicatie], settings: Any, inkoop: Inkoop
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    ident, found = entries(client)
    inkoop.regio.website = "https://www.elders.example/wmo/"
    inkoop.regio.save()
    assert entries(client, "www.ander.example")[0] == ident
    assert entries(client, "www.ander.example")[1] == found
    assert all(one.startswith("tag:") and "testserver" not in one for one, _ in found.values())
    assert found["Versie 1 is gepubliceerd"][0].endswith(":inkoop-2026/versie/1/gepubliceerd")
