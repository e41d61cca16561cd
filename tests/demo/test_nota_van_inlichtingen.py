"""The questions of the demo: invented, answered by two people, and led to a change that leads back to them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from core.history import event_model
from overleg.models import Vraag, Vragennota
from overleg.vragennota import read
from post.models import Mail
from proces.models import Mijlpaal
from proces.vertellen import tell_moments

PAD = "/inkoop/voorbeeldstad-2026/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_the_nota_and_the_changes_lead_to_each_other(client: Client) -> None:
    nota = Vragennota.objects.get(inkoop__slug="voorbeeldstad-2026")
    assert [(one.nummer, one.over_versie) for one in read(nota).vragen] == [(1, 1), (2, 1), (3, 1)]
    page = client.get(f"{PAD}vragen/1/").text
    assert "Deze inkoop bestaat niet" in page
    assert len(re.findall(rf'href="{PAD}versie/2/wijzigingen/#w-\w+"', page)) == 2
    table = client.get(f"{PAD}wijzigingen/").text
    assert re.findall(rf'href="{PAD}vragen/1/#(vraag-\d)"', table) == ["vraag-1", "vraag-2"]
    assert "Verzonnen persoon" not in page
    assert "verzonnen.example" not in page


def test_two_people_answered_and_nobody_hears_of_it_today() -> None:
    rows = Vraag.objects.filter(inkoop__slug="voorbeeldstad-2026").select_related("beantwoord_door", "nagelezen_door")
    assert {(str(row.beantwoord_door), str(row.nagelezen_door)) for row in rows} == {
        ("Demo Indiener", "Demo Beoordelaar")
    }
    assert not Mail.objects.filter(aan__endswith="@verzonnen.example").exists()
    moment = Mijlpaal.objects.get(inkoop__slug="voorbeeldstad-2026", sluit="vragen")
    events = event_model(Mijlpaal).objects.filter(pgh_obj_id=moment.pk)
    assert [(row.pgh_label, str(row.moment)) for row in events] == [("insert", "2026-05-08")]
    assert not [one for one in tell_moments(at=timezone.now()) if "verschoven" in one.soort]
