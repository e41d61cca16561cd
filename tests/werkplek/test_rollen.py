"""Who may open what: every address of the portal, for every role, a neighbour and a visitor.

An address that is not in the table fails the test, so that nobody adds a screen without saying who may see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from percelen.models import Perceel
from publicaties.models import Publicatie
from segments.models import Inkoop
from tests.werkplek.conftest import client_of
from tests.werkplek.versies import fill, published

IEDEREEN = "iedereen"  # no login
LEZEN = "lezen"  # every role of the regio
BEWERKEN = "bewerken"
INDIENEN = "indienen"
BEOORDELEN = "beoordelen"
PUBLICEREN = "publiceren"
ADMIN = "admin"  # tests/core/test_admin.py visits every screen of the admin
ELDERS = "elders"  # covered by the tests of that screen; here only: no neighbour, no visitor

#: Which of the cast have the right. Everybody else of the regio gets 403, the neighbour 404, a visitor the login page.
MAG = {
    LEZEN: {"contractmanager", "beoordelaar", "beheerder", "lezer"},
    BEWERKEN: {"contractmanager"},
    INDIENEN: {"contractmanager"},
    BEOORDELEN: {"beoordelaar"},
    PUBLICEREN: {"contractmanager", "beoordelaar"},
}
CAST = ["contractmanager", "beoordelaar", "beheerder", "lezer"]

INKOOP = "beheer/<slug:slug>/"
TEKST = f"{INKOOP}tekst/<slug:soort>/<slug:code>/<slug:rubriek>/"
#: Route → who may GET it (POST where only that is allowed).
TABEL: dict[str, str] = {
    # everybody
    **dict.fromkeys(["", "zoeken/", "contact/", "cookies/", "privacy/", "toegankelijkheid/"], IEDEREEN),
    **dict.fromkeys(
        [".well-known/security.txt", "robots.txt", "sitemap.xml", "healthz", "inloggen/", "uitloggen/"], IEDEREEN
    ),
    # content
    "beheer/": LEZEN,
    INKOOP: LEZEN,
    f"{INKOOP}stand/": LEZEN,
    f"{INKOOP}gegevens/": BEWERKEN,
    f"{INKOOP}hoofdstukken/<slug:sleutel>/": LEZEN,
    f"{INKOOP}segmenten/<slug:code>/": LEZEN,
    f"{INKOOP}percelen/<slug:nummer>/": LEZEN,
    f"{INKOOP}percelen/<slug:nummer>/kenmerken/": BEWERKEN,
    f"{INKOOP}producten/<slug:code>/": LEZEN,
    f"{INKOOP}producten/<slug:code>/voorwaarden/": BEWERKEN,
    f"{INKOOP}producten/<slug:code>/voorwaarden/<int:pk>/": BEWERKEN,
    f"{INKOOP}grondslagen/": LEZEN,
    f"{INKOOP}grondslagen/<slug:code>/": LEZEN,
    f"{INKOOP}begrippen/": LEZEN,
    f"{INKOOP}matrix/": LEZEN,
    TEKST: LEZEN,
    f"{TEKST}bewerken/": BEWERKEN,
    f"{TEKST}geschiedenis/": LEZEN,
    f"{TEKST}vergelijken/": LEZEN,
    f"{TEKST}elders/": LEZEN,
    f"{INKOOP}gegevens/<slug:soort>/<slug:code>/": BEWERKEN,
    f"{INKOOP}toevoegen/<slug:soort>/": BEWERKEN,
    f"{INKOOP}kopieren/<slug:soort>/": BEWERKEN,
    f"{INKOOP}onderdelen/<slug:soort>/": LEZEN,
    f"{INKOOP}onderdelen/<slug:soort>/<slug:code>/": LEZEN,
    f"{INKOOP}onderdelen/<slug:soort>/<slug:code>/archiveren/": BEWERKEN,
    f"{INKOOP}onderdelen/<slug:soort>/<slug:code>/terughalen/": BEWERKEN,
    f"{INKOOP}excel/": LEZEN,
    f"{INKOOP}excel/<slug:soort>.xlsx": LEZEN,
    f"{INKOOP}excel/<slug:soort>/": BEWERKEN,
    # publications and tariffs: what needs no version, round or tarief of its own
    f"{INKOOP}publicatie/": LEZEN,
    f"{INKOOP}publicatie/nieuw/": INDIENEN,
    f"{INKOOP}publicatie/voorbeeld/": LEZEN,
    f"{INKOOP}publicatie/voorbeeld/document/": LEZEN,
    f"{INKOOP}publicatie/voorbeeld/<slug:soort>/<slug:code>/": LEZEN,
    f"{INKOOP}publicatie/voorbeeld/<slug:soort>/<slug:code>.pdf": LEZEN,
    f"{INKOOP}tarieven/": LEZEN,
    f"{INKOOP}tarieven/tarieven.<str:formaat>": LEZEN,
    f"{INKOOP}tarieven/sjabloon.xlsx": LEZEN,
    f"{INKOOP}tarieven/inlezen/": BEWERKEN,
    f"{INKOOP}tarieven/plakken/": BEWERKEN,
    f"{INKOOP}tarieven/indexatie/": LEZEN,
    f"{INKOOP}tarieven/indexatie/nieuw/": BEWERKEN,
}
#: Whole branches: what stands below them is for the same people.
TAKKEN = {
    "admin/": ADMIN,
    "inkoop/": IEDEREEN,
    "huisstijl/": IEDEREEN,
    f"{INKOOP}publicatie/": ELDERS,
    f"{INKOOP}tarieven/": ELDERS,
}
#: What to fill in.
WAARDEN: dict[str, dict[str, str]] = {
    f"{INKOOP}grondslagen/<slug:code>/": {"code": "PSY"},
    f"{INKOOP}segmenten/<slug:code>/": {"code": "1a"},
}
GEWOON = {
    "slug": "inkoop-2026",
    "sleutel": "inleiding",
    "nummer": "3",
    "soort": "product",
    "code": "bgi",
    "rubriek": "doelgroep",
    "formaat": "xlsx",
}


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


ROUTES = sorted(set(routes()))


def who(route: str) -> str | None:
    if route in TABEL:
        return TABEL[route]
    return next((mag for tak, mag in TAKKEN.items() if route.startswith(tak)), None)


def test_every_address_says_who_may_open_it() -> None:
    assert [route for route in ROUTES if who(route) is None] == []


def test_the_table_has_no_address_that_is_gone() -> None:
    assert sorted(set(TABEL) - set(ROUTES)) == []


@pytest.fixture
def voorwaarde(perceel: Perceel) -> Any:
    from percelen.models import Inschrijfvoorwaarde
    from tests.producten.factories import ProductFactory

    product = perceel.producten.get()
    return Inschrijfvoorwaarde.objects.create(product=product, ander_product=ProductFactory(inkoop=perceel.inkoop))


def address(route: str, pk: int) -> str:
    path = route
    for name, value in (GEWOON | WAARDEN.get(route, {})).items():
        for kind in ("slug", "str"):
            path = path.replace(f"<{kind}:{name}>", value)
    return "/" + path.replace("<int:pk>", str(pk)).replace("<int:nummer>", "1").replace("<int:opmerking>", "1")


def status(client: Client, path: str) -> int:
    response = client.get(path)
    return client.post(path).status_code if response.status_code == 405 else response.status_code


STAFF = [route for route in ROUTES if who(route) in MAG]


@pytest.mark.parametrize("route", STAFF)
def test_roles(
    route: str, perceel: Perceel, voorwaarde: Any, visitor: Client, buur: User, request: pytest.FixtureRequest
) -> None:
    path = address(route, voorwaarde.pk)
    allowed = MAG[str(who(route))]
    for name in CAST:
        expected = {200, 302} if name in allowed else {403}
        assert status(client_of(request.getfixturevalue(name)), path) in expected, name
    neighbour = {200} if route == "beheer/" else {404}
    assert status(client_of(buur), path) in neighbour
    response = visitor.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/inloggen/")


BRANCHES = [route for route in ROUTES if who(route) == ELDERS]


@pytest.mark.parametrize("route", BRANCHES)
def test_no_neighbour_and_no_visitor_in_other_staff_screens(
    route: str, perceel: Perceel, visitor: Client, buur: User
) -> None:
    path = address(route, 1)
    assert status(client_of(buur), path) == 404
    assert status(visitor, path) == 302


@pytest.fixture
def versie(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> Publicatie:
    fill(inkoop)
    return published(inkoop, contractmanager, beoordelaar)


PUBLIC = [route for route in ROUTES if who(route) == IEDEREEN and "documenten/<" not in route and route != "uitloggen/"]


def test_public_addresses_are_open_to_everybody(versie: Publicatie, visitor: Client, buur: User, lezer: User) -> None:
    opened = 0
    for client in (visitor, client_of(buur), client_of(lezer)):
        for route in PUBLIC:
            path = (
                address(route, 1).replace("percelen/bgi", "percelen/1").replace("producten/bgi", "producten/product-0")
            )
            response = client.get(path.replace("huisstijl/inkoop-2026", "huisstijl/midden-limburg"))
            # What this version does not have (segmenten, kengetallen) is 404; nobody is sent to log in.
            assert response.status_code in {200, 404}, path
            opened += response.status_code == 200
    assert opened > 2.5 * len(PUBLIC)
