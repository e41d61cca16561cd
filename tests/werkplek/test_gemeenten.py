"""Every gemeente of the country is there from the first migration; one that merged stays where it took part."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from lxml import html

from segments.gemeenten import add_missing, names_of
from segments.models import Gemeente, Inkoop
from tests.segments.factories import DeelnemerFactory, GemeenteFactory
from werkplek.inhoud.lijsten import HOOGUIT

BASE = "/beheer/inkoop-2026/"


@pytest.mark.django_db
def test_all_gemeenten_of_2026_are_there() -> None:
    assert Gemeente.objects.count() == 342
    found = dict(Gemeente.objects.order_by("pk").values_list("code", "naam"))
    assert found == names_of()
    assert (found["0014"], found["1992"], found["0820"]) == (
        "Groningen", "Voorne aan Zee", "Nuenen, Gerwen en Nederwetten",
    )  # fmt: skip
    assert len(set(found.values())) == 342


@pytest.mark.django_db
def test_what_somebody_named_stays_and_what_is_missing_comes() -> None:
    Gemeente.objects.filter(code="0014").update(naam="Stad Groningen")
    Gemeente.objects.filter(code="1992").delete()
    add_missing(Gemeente)
    assert Gemeente.objects.get(code="0014").naam == "Stad Groningen"
    assert Gemeente.objects.get(code="1992").naam == "Voorne aan Zee"


@pytest.mark.django_db
def test_a_gemeente_exists_until_the_day_it_merged() -> None:
    gemeente = GemeenteFactory(opgeheven_op=dt.date(2027, 1, 1))
    assert gemeente in Gemeente.objects.existing_on(dt.date(2026, 12, 31))
    assert gemeente not in Gemeente.objects.existing_on(dt.date(2027, 1, 1))


def test_a_merged_gemeente_is_no_choice_but_stays_where_it_takes_part(editor: Client, inkoop: Inkoop) -> None:
    gone, stays = (GemeenteFactory(naam=naam, opgeheven_op=dt.date(2023, 1, 1)) for naam in ("Oud Weg", "Oud Gebleven"))
    DeelnemerFactory(inkoop=inkoop, gemeente=stays)
    page = editor.get(f"{BASE}gegevens/gemeenten/").text
    assert gone.naam not in page
    assert stays.naam in page
    assert stays.naam in editor.get(BASE).text


def test_who_says_to_send_a_billion_rows_gets_no_more_than_a_list_can_have(editor: Client, inkoop: Inkoop) -> None:
    sent = {"form-TOTAL_FORMS": "999999999", "form-INITIAL_FORMS": "0", "form-0-gemeente": "", "form-0-groep": ""}
    page = editor.post(f"{BASE}gegevens/gemeenten/", sent)
    assert page.status_code == 422
    assert 0 < page.text.count("<select") <= HOOGUIT


def test_a_gemeente_is_chosen_in_the_field_of_the_house(editor: Client, inkoop: Inkoop) -> None:
    own = DeelnemerFactory(inkoop=inkoop).gemeente
    field = html.fromstring(editor.get(f"{BASE}gegevens/gemeenten/").text).xpath("//select[@name='form-0-gemeente']")[0]
    assert "utrecht-select" in field.get("class")
    assert field.get("id") == "id_form-0-gemeente"
    assert field.xpath("option[@selected]/text()") == [own.naam]
    assert len(field.xpath("option")) >= 343
