"""The pages of a government site, their dates, and error pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.checks import ERROR, WARNING
from django.test import Client, RequestFactory

from catalogus.checks import expiring
from catalogus.site import Site, site
from tests.accounts.factories import UserFactory
from wmo_portal import views


def with_dates(*, security: dt.date, statement: dt.date) -> Site:
    facts = site()
    return facts.model_copy(
        update={
            "beveiliging": facts.beveiliging.model_copy(update={"verloopt": security}),
            "toegankelijkheid": facts.toegankelijkheid.model_copy(update={"datum": statement}),
        }
    )


TODAY = dt.date(2027, 1, 1)


@pytest.mark.parametrize(
    ("security", "statement", "levels"),
    [
        (dt.date(2027, 6, 1), dt.date(2026, 11, 1), []),
        (dt.date(2027, 1, 31), dt.date(2026, 11, 1), [WARNING]),
        (dt.date(2027, 2, 1), dt.date(2026, 11, 1), []),
        (dt.date(2027, 1, 1), dt.date(2026, 11, 1), [WARNING]),
        (dt.date(2026, 12, 31), dt.date(2026, 11, 1), [ERROR]),
        (dt.date(2029, 1, 1), dt.date(2026, 11, 1), [WARNING]),
        (dt.date(2027, 6, 1), dt.date(2026, 1, 20), [WARNING]),
    ],
)
def test_check_watches_the_dates(security: dt.date, statement: dt.date, levels: list[int]) -> None:
    found = expiring(with_dates(security=security, statement=statement), TODAY)
    assert [message.level for message in found] == levels


def test_security_txt_expires_within_a_year_and_names_itself(client: Client) -> None:
    text = client.get("/.well-known/security.txt").content.decode()
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"].startswith("mailto:")
    assert dt.datetime.fromisoformat(fields["Expires"]).tzinfo is not None
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"


def test_robots_names_the_sitemap(client: Client) -> None:
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (views.bad_request, 400),
        (views.forbidden, 403),
        (views.csrf_failure, 403),
        (views.not_found, 404),
        (views.server_error, 500),
    ],
)
def test_error_page_is_in_style_and_leads_back(view, status: int, rf: RequestFactory) -> None:  # type: ignore[no-untyped-def]
    response = view(rf.get("/iets/"))
    page = response.content.decode()
    assert response.status_code == status
    assert page.count("<h1") == 1
    assert 'href="/zoeken/"' in page


@pytest.mark.django_db
def test_unknown_page_answers_404(client: Client) -> None:
    assert client.get("/inkoop/bestaat-niet/").status_code == 404
    assert client.get("/bestaat-niet/").status_code == 404


@pytest.mark.django_db
def test_form_without_token_gets_a_dutch_page() -> None:
    response = Client(enforce_csrf_checks=True).post("/inloggen/", {"username": "x"})
    assert response.status_code == 403
    assert "Het formulier is verlopen" in response.content.decode()


@pytest.mark.django_db
def test_empty_portal_has_its_pages(client: Client) -> None:
    UserFactory()  # before anybody has an account it is set up first: tests/werkplek/test_inrichten.py
    for address in ("/", "/zoeken/", "/zoeken/?q=iets", "/sitemap.xml", "/contact/"):
        assert client.get(address).status_code == 200, address
