"""The counter: form pages for one visitor beside pages for everybody; what is typed is text, and comes back when it is refused."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from overleg import deur, reacties
from overleg.models import Aanloop, Reactie, Reactiepunt, Reactieronde, Wat
from post.models import Mail
from tests.clock import later
from tests.overleg.factories import PLEK, close, concept, confirmed

BASIS = "/inkoop/inkoop-2026/"
REAGEREN = f"{BASIS}reageren/"
WIE = {"naam": "Anna de Boer", "organisatie": "Zorg & Zo", "email": "anna@zorg.example", "akkoord": "on"}
KWAAD = '<script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7|add:7 }} =1+1 \u202eomgekeerd'


def link_of(soort: str) -> str:
    """The address in the last mail of this kind."""
    mail = Mail.objects.filter(soort=soort).order_by("-pk")[0]
    found = re.search(r"https?://[^/\s]+(/inkoop/\S+)", mail.tekst)
    assert found
    return found[1]


def begin(client: Client, **values: object) -> str:
    response = client.post(REAGEREN, {"plek": PLEK, "tekst": "De doelgroep is te smal.", "website": "", **values})
    assert response.status_code == 302, response.text
    return str(response.url)


def test_the_whole_road_without_a_script(ronde: Reactieronde, visitor: Client) -> None:
    page = visitor.get(f"{BASIS}versie/1/producten/product-0/").text
    assert f'href="{REAGEREN}?plek={PLEK}"' in page
    assert f'value="{PLEK}" selected' in visitor.get(f"{REAGEREN}?plek={PLEK}").text
    own = begin(visitor)
    assert visitor.get(f"{REAGEREN}?plek={PLEK}").url == f"{own}?plek={PLEK.replace('/', '%2F')}"
    visitor.post(own, {"plek": "", "tekst": "En het geheel leest goed."})
    (vraag,) = ronde.vragen.all()
    visitor.post(f"{own}vragen/", {f"vraag-{vraag.pk}": "De aanpak is helder."})
    visitor.post(f"{own}bijlagen/", {"bestand": SimpleUploadedFile("brief.pdf", b"%PDF-1.7 x")})
    page = visitor.get(own).text
    for tekst in ("te smal", "leest goed", "aanpak is helder", "brief.pdf"):
        assert tekst in page
    assert visitor.post(f"{own}versturen/", {**WIE, "akkoord": ""}).status_code == 422
    response = visitor.post(f"{own}versturen/", WIE)
    assert response.url == own
    assert response.cookies["reactie"].value == ""
    assert "bevestig uw e-mailadres" in visitor.get(own).text
    address = link_of("inzending_bevestigen")
    assert visitor.get(address).status_code == 200
    assert not Reactie.objects.confirmed().exists()  # programs that look at links confirm nothing
    assert visitor.post(address).url == own
    assert Reactie.objects.get().referentie in visitor.get(own).text
    again = visitor.post(address)
    assert (again.status_code, "al bevestigd" in again.text) == (410, True)
    assert link_of("inzending_ontvangen") == own
    visitor.post(f"{own}intrekken/")
    assert "ingetrokken" in visitor.get(own).text


def test_pages_for_everybody_know_no_cookie_and_form_pages_are_for_one(ronde: Reactieronde) -> None:
    client = Client()
    own = begin(client)
    for address in (BASIS, f"{BASIS}versie/1/producten/product-0/", f"{BASIS}planning/"):
        response = client.get(address)
        assert response["Cache-Control"].startswith("public")
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies
    for address in (REAGEREN, own, f"{own}versturen/", f"{own}vragen/", f"{own}bijlagen/", f"{own}link/"):
        response = Client().get(address)
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"
    assert client.cookies["reactie"]["path"] == REAGEREN
    assert client.cookies["reactie"]["httponly"]
    assert Client(enforce_csrf_checks=True).post(REAGEREN, {"tekst": "x"}).status_code == 403


def test_the_overview_says_in_one_look_what_is_open_and_where_to_go(ronde: Reactieronde, visitor: Client) -> None:
    page = visitor.get(BASIS).text
    assert f'{REAGEREN}?ronde={ronde.pk}"' in page
    assert "Reageren" in page
    close(ronde)
    assert f"{REAGEREN}?ronde" not in visitor.get(BASIS).text
    assert "Reageer<" not in visitor.get(f"{BASIS}versie/1/producten/product-0/").text


def test_a_second_late_is_refused_and_the_text_comes_back(
    ronde: Reactieronde, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = begin(visitor)
    assert ronde.sluit_op is not None
    later(monkeypatch, ronde.sluit_op - timezone.now() + dt.timedelta(seconds=1))
    response = visitor.post(own, {"plek": "", "tekst": "Te laat geschreven"})
    assert response.status_code == 409
    assert "Te laat geschreven" in response.text
    assert "kopieer het" in response.text
    response = Client().post(REAGEREN, {"plek": "", "tekst": "Ook te laat"})
    assert (response.status_code, "Ook te laat" in response.text) == (409, True)
    response = visitor.post(f"{own}versturen/", WIE)
    assert (response.status_code, "niet verstuurd" in response.text) == (409, True)
    assert "te smal" in visitor.get(own).text  # to read and to copy


def test_what_somebody_types_is_text_everywhere(ronde: Reactieronde, visitor: Client) -> None:
    own = begin(visitor, tekst=KWAAD)
    (vraag,) = ronde.vragen.all()
    visitor.post(f"{own}vragen/", {f"vraag-{vraag.pk}": KWAAD})
    visitor.post(f"{own}versturen/", {**WIE, "naam": KWAAD[:100], "organisatie": KWAAD[:100]})
    page = visitor.get(own).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "\u202e" not in Reactiepunt.objects.order_by("pk")[0].tekst
    visitor.post(link_of("inzending_bevestigen"))
    for bad in ("%s", "x" * 300, "product/niets/niets", "'; DROP TABLE--"):
        assert visitor.get(REAGEREN, {"plek": bad}).status_code == 200
        assert visitor.post(REAGEREN, {"plek": bad, "tekst": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"tekst": ""}, "Schrijf uw reactie."),
        ({"tekst": " \u200b\n "}, "Schrijf uw reactie."),
        ({"tekst": "nul\x00"}, "ekens zijn niet toegestaan"),
        ({"tekst": "a" * 10_001}, "te lang"),
        ({"website": "http://spam.example"}, "website"),
        ({"plek": "product/niets"}, "Kies uit de lijst"),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(
    ronde: Reactieronde, visitor: Client, values: dict[str, str], told: str
) -> None:
    response = visitor.post(REAGEREN, {"plek": PLEK, "tekst": "Mijn tekst", **values})
    assert response.status_code == 422
    assert told in response.text
    assert values.get("tekst", "Mijn tekst")[:500].strip("\u200b \n") in response.text
    assert not Reactie.objects.exists()


def test_an_empty_file_and_a_wrong_one_are_told(ronde: Reactieronde, visitor: Client) -> None:
    own = begin(visitor)
    for bestand in (SimpleUploadedFile("leeg.pdf", b""), SimpleUploadedFile("brief.pdf", b"PK geen pdf")):
        assert visitor.post(f"{own}bijlagen/", {"bestand": bestand}).status_code == 422


def test_a_flood_is_stopped_and_others_go_on(
    ronde: Reactieronde, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(deur.GRENZEN, Wat.BEGIN, deur.Inzendgrens(3, 500, dt.timedelta(hours=1)))
    for _ in range(3):
        begin(Client())
    response = Client().post(REAGEREN, {"plek": "", "tekst": "De vierde"})
    assert (response.status_code, "De vierde" in response.text) == (429, True)
    assert Client(REMOTE_ADDR="192.0.2.7").post(REAGEREN, {"plek": "", "tekst": "Een ander"}).status_code == 302
    assert Aanloop.objects.count() == 4


def test_an_address_of_somebody_else_cannot_be_guessed(ronde: Reactieronde, visitor: Client) -> None:
    row = concept(ronde)
    own = deur.address(row)
    assert visitor.get(own).status_code == 200
    for wrong in (own[:-2] + "x/", f"{REAGEREN}{row.pk}-/", f"{REAGEREN}{row.pk + 1}-{own.rpartition('-')[2]}"):
        assert visitor.get(wrong).status_code == 404


def test_the_log_leaves_out_what_only_the_sender_has(
    ronde: Reactieronde, visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bewaking.verzoeken")
    own = begin(visitor)
    visitor.post(f"{own}versturen/", WIE)
    visitor.post(link_of("inzending_bevestigen"))
    assert "POST /inkoop/inkoop-2026/reageren/…/versturen/" in caplog.text
    assert own.rstrip("/").rpartition("-")[2] not in caplog.text
    assert "anna" not in caplog.text.lower()


def test_a_link_to_go_on_elsewhere_is_mailed(ronde: Reactieronde, visitor: Client) -> None:
    own = begin(visitor)
    assert visitor.post(f"{own}link/", {"email": "anna@zorg.example"}).status_code == 200
    assert link_of("inzending_link") == own
    assert "te smal" in Client().get(link_of("inzending_link")).text


def test_a_punt_is_changed_and_taken_away(ronde: Reactieronde, visitor: Client) -> None:
    own = begin(visitor)
    punt = Reactiepunt.objects.get()
    assert "te smal." in visitor.get(f"{own}?punt={punt.pk}").text
    visitor.post(own, {"plek": "", "tekst": "Anders gezegd", "punt": punt.pk})
    assert Reactiepunt.objects.get().tekst == "Anders gezegd"
    visitor.post(own, {"weg": punt.pk})
    assert not Reactiepunt.objects.exists()
    other = concept(ronde, ("", "Van een ander"))
    visitor.post(own, {"weg": other.punten.get().pk})
    assert other.punten.count() == 1


def test_without_a_round_the_page_says_so(versie: object, visitor: Client) -> None:
    assert "kan nu niet gereageerd worden" in visitor.get(REAGEREN).text
    assert visitor.get("/inkoop/niets/reageren/").status_code == 404


def test_the_page_of_a_sender_shows_nothing_of_others(ronde: Reactieronde, visitor: Client) -> None:
    confirmed(ronde, ("", "Geheim van Bas"), email="bas@elders.example", naam="Bas")
    own = begin(visitor)
    assert "Geheim van Bas" not in visitor.get(own).text
    assert "Bas" not in visitor.get(REAGEREN).text
    assert reacties.open_rounds(ronde.inkoop_id, timezone.now()) == [ronde]
