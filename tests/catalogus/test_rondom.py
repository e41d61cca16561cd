"""The public pages around the text: planning with its picture and calendar, bijeenkomsten, files piece by piece."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from lxml import html

from accounts.models import User
from catalogus import voorraad
from catalogus.planning import MEEST, picture
from core.moment import Moment, Precisie
from proces.models import Bijeenkomst, Document, Mijlpaal, Mijlpaalstand
from segments.models import Inkoop
from tests.werkplek.conftest import compleet, perceel, product
from tests.werkplek.versies import published

__all__ = ["compleet", "perceel", "product"]
BASE = "/inkoop/inkoop-2026/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def openbaar(
    compleet: Inkoop, contractmanager: User, beoordelaar: User, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """What a row needs to be seen; the inkoop has a version that is out."""
    monkeypatch.setattr("publicaties.document.render_pdf", lambda *args, **kwargs: b"%PDF-1.7")
    published(compleet, contractmanager, beoordelaar)
    voorraad.clear()
    return {"inkoop": compleet, "openbaar": True}


def days(number: int) -> str:
    return str(dt.date.today() + dt.timedelta(days=number))  # noqa: DTZ011


def told(client: Client, path: str) -> str:
    page = html.fromstring(client.get(path).content.decode())
    return " ".join(page.xpath("//main")[0].text_content().split())


def test_the_overview_says_what_is_open_until_it_closes(client: Client, openbaar: dict[str, Any]) -> None:
    assert "De planning noemt geen moment om in te schrijven" in told(client, BASE)
    row = Mijlpaal.objects.create(**openbaar, titel="Reactietermijn", moment=Moment.parse(days(3)), sluit="reageren")
    Mijlpaal.objects.create(**openbaar, titel="Nota", moment=Moment.parse(days(30)))
    assert "Reageren: sluit over 3 dagen: tot en met" in told(client, BASE)
    assert "sluit over 3 dagen" in told(client, "/")
    assert "Hierna Reactietermijn" in told(client, BASE)
    Mijlpaal.objects.filter(pk=row.pk).update(moment=Moment.parse(days(-1)))
    assert "Reageren: gesloten sinds" in told(client, BASE)
    assert "Hierna Nota" in told(client, BASE)
    Mijlpaal.objects.update(openbaar=False)
    assert "Reageren" not in told(client, BASE)
    assert "Hierna" not in told(client, BASE)


def test_a_version_by_its_number_says_nothing_of_today(client: Client, openbaar: dict[str, Any]) -> None:
    Mijlpaal.objects.create(**openbaar, titel="Reactietermijn", moment=Moment.parse(days(3)), sluit="reageren")
    assert "Reactietermijn" not in told(client, f"{BASE}versie/1/")


def test_now_is_marked_next_comes_first_and_past_is_folded(client: Client, openbaar: dict[str, Any]) -> None:
    for titel, moment in (
        ("Later", days(60)), ("Straks", days(20)), ("Nu", f"{days(-5)}/{days(5)}"), ("Geweest", days(-20)),
    ):  # fmt: skip
        Mijlpaal.objects.create(**openbaar, titel=titel, moment=Moment.parse(moment))
    Mijlpaal.objects.filter(titel="Later").update(
        stand=Mijlpaalstand.VERSCHOVEN, eerder=Moment.parse("2020-Q1"), reden="Meer <b>tijd</b>"
    )
    page = html.fromstring(client.get(f"{BASE}planning/").content.decode())
    assert [" ".join(one.text_content().split()) for one in page.xpath("//main//ol/li//h3")] == [
        "Nu", "Straks eerstvolgende", "Later verschoven", "Geweest",
    ]  # fmt: skip
    (folded,) = page.xpath("//details[@id='geweest']")
    assert "open" not in folded.attrib
    assert "Stond eerst op 1e kwartaal 2020. Reden: Meer <b>tijd</b>" in " ".join(page.text_content().split())
    (picture_,) = page.xpath("//main//svg[@role='img']")
    assert "met 4 momenten: 1 geweest, 3 nu of later" in picture_.get("aria-label")
    assert len(picture_.xpath(".//*[contains(@class, 'wmo-tijdbeeld__moment--')]")) == 4


def test_a_picture_stays_small_and_inside(inkoop: Inkoop) -> None:
    first = dt.date(2020, 1, 1)
    rows = [
        Mijlpaal(inkoop=inkoop, titel="x" * 200, moment=Moment(first + dt.timedelta(days=40 * number), Precisie.DAG))
        for number in range(60)
    ]
    for row in rows:
        row.__dict__["sluit_op"] = None
    beeld = picture(rows, timezone.now())
    assert len(beeld.tekens) == MEEST
    assert all(0 <= teken.x <= beeld.breed and len(teken.titel) <= 62 for teken in beeld.tekens)


def test_the_calendar_can_be_read_by_others(client: Client, openbaar: dict[str, Any]) -> None:
    Mijlpaal.objects.create(**openbaar, titel="Eén; twee, drie", moment=Moment.parse("2027-Q1"), voorlopig=True)
    Mijlpaal.objects.create(
        **openbaar, titel="Sluit", moment=Moment.parse("2027-07-01"), tijd=dt.time(12), sluit="vragen"
    )
    Bijeenkomst.objects.create(
        **openbaar,
        sleutel="tafel",
        titel="Tafel",
        datum=dt.date(2027, 1, 5),
        tijd=dt.time(9),
        eindtijd=dt.time(10),
        plaats="Zaal",
    )
    Mijlpaal.objects.create(inkoop=openbaar["inkoop"], titel="Verborgen", moment=Moment.parse("2027"))
    response = client.get(f"{BASE}planning.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in response.content
    events: Any = {str(event["summary"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}
    assert sorted(events) == ["Eén; twee, drie", "Sluit", "Tafel"]
    quarter, sluit, tafel = (events[name] for name in sorted(events))
    assert (quarter["dtstart"].dt, quarter["dtend"].dt) == (dt.date(2027, 1, 1), dt.date(2027, 4, 1))
    assert (str(quarter["status"]), str(sluit["status"])) == ("TENTATIVE", "CONFIRMED")
    assert sluit["dtstart"].dt == dt.datetime(2027, 7, 1, 10, tzinfo=dt.UTC)
    assert (tafel["dtend"].dt, str(tafel["location"])) == (dt.datetime(2027, 1, 5, 9, tzinfo=dt.UTC), "Zaal")
    uid = str(quarter["uid"])
    Mijlpaal.objects.filter(voorlopig=True).update(moment=Moment.parse("2028-Q1"))
    again: Any = {
        str(one["uid"]): one for one in Calendar.from_ical(client.get(f"{BASE}planning.ics").content).walk("VEVENT")
    }
    assert again[uid]["dtstart"].dt == dt.date(2028, 1, 1)
    assert int(again[uid]["sequence"]) > int(quarter["sequence"])


def test_a_bijeenkomst_has_a_page_with_its_report(client: Client, openbaar: dict[str, Any]) -> None:
    row = Bijeenkomst.objects.create(
        **openbaar, sleutel="tafel", titel="Overlegtafel", soort="overlegtafel", datum=dt.date(2026, 1, 5), tijd=dt.time(9, 30),
        agenda="<ul><li>Opening</li></ul>", verslag="<p>Besproken.</p>",
    )  # fmt: skip
    Document.objects.create(**openbaar, sleutel="stuk", titel="Stuk", bijeenkomst=row, bijlagenummer="3a")
    page = told(client, f"{BASE}bijeenkomsten/tafel/")
    for words in (
        "5 januari 2026, 9.30 uur",
        "Overlegtafel",
        "AgendaOpening",
        "VerslagBesproken.",
        "Bijlage 3a Stuk",
    ):
        assert words in page
    Bijeenkomst.objects.update(openbaar=False)
    assert client.get(f"{BASE}bijeenkomsten/tafel/").status_code == 404
    assert "Overlegtafel" not in told(client, f"{BASE}documenten/")


def test_what_was_replaced_stands_below_what_came_for_it(client: Client, openbaar: dict[str, Any]) -> None:
    first = Document.objects.create(**openbaar, sleutel="een", titel="Nota 1.0", soort="nota_van_inlichtingen")
    Document.objects.create(
        **openbaar,
        sleutel="twee",
        titel="Nota 2.0",
        soort="nota_van_inlichtingen",
        vervangt=first,
        link="https://voorbeeld.nl/n",
    )
    page = html.fromstring(client.get(f"{BASE}documenten/").content.decode())
    (replaced,) = page.xpath("//main//details[contains(., 'Eerder')]")
    assert "Nota 1.0" in replaced.text_content()
    assert page.xpath("//main//a[@href='https://voorbeeld.nl/n']/@rel") == ["noopener external"]
    Document.objects.filter(pk=first.pk).update(openbaar=False)
    assert "Nota 1.0" not in told(client, f"{BASE}documenten/")


def test_a_file_comes_whole_in_part_or_not_at_all(client: Client, openbaar: dict[str, Any]) -> None:
    content = b"%PDF-" + bytes(range(256)) * 3_000
    row = Document(**openbaar, sleutel="stuk", titel="Stuk")
    row.bestand.save("stuk.pdf", ContentFile(content))
    url = f"{BASE}documenten/stuk/bestand/"

    def get(asked: str) -> tuple[int, str, bytes]:
        response = client.get(url, headers={"Range": asked})
        return response.status_code, response.get("Content-Range", ""), response.getvalue()

    size = len(content)
    assert get("") == (200, "", content)
    assert get("bytes=5-9") == (206, f"bytes 5-9/{size}", content[5:10])
    assert get("bytes=300000-") == (206, f"bytes 300000-{size - 1}/{size}", content[300_000:])
    assert get("bytes=-4") == (206, f"bytes {size - 4}-{size - 1}/{size}", content[-4:])
    assert get(f"bytes={size}-")[:2] == (416, f"bytes */{size}")
    assert get("bytes=9-5")[0] == 416
    assert get("bytes=0-1,3-4")[0] == 200
    whole = client.get(url)
    assert whole.headers["Content-Disposition"] == 'attachment; filename="stuk.pdf"'
    assert client.get(url, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert client.get(url, headers={"Range": "bytes=0-1", "If-Range": '"anders"'}).status_code == 200
