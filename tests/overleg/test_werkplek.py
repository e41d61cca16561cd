"""Reacties in the workplace: beside the text, as a list, decided, and told in a nota that points at the change and back."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Rol, User
from core.history import within
from overleg.models import Onderwerp, Reactie, Reactienota, Reactieronde
from overleg.reactienota import read
from post.models import Mail
from post.soorten import MailSoort
from proces.models import Mijlpaal
from publicaties.models import Publicatie
from segments.models import Regio
from tests.accounts.factories import UserFactory
from tests.overleg.factories import PLEK, close, confirmed
from tests.werkplek.conftest import basis_of, client_of, send
from tests.werkplek.versies import change_text, published
from toezicht.models import Inzage

BASE = "/beheer/inkoop-2026/reacties/"
PUBLIEK = "/inkoop/inkoop-2026/"


@pytest.fixture
def said(ronde: Reactieronde) -> list[Reactie]:
    return [
        confirmed(ronde, (PLEK, "De doelgroep is te smal."), ("", "=Mooi stuk")),
        confirmed(
            ronde, (PLEK, "Te smal, die doelgroep."), email="bas@elders.example", naam="Bas Vos", organisatie="Elders"
        ),
    ]


def decide(client: Client, row: Onderwerp, **values: object) -> object:
    url = f"{BASE}onderwerpen/{row.pk}/"
    data = {"titel": "Te smal", "besluit": "overgenomen", "reden": "U heeft gelijk.", "toegewezen": "", **values}
    return client.post(url, {**data, "basis": client.get(url).context["form"].gezien})


def test_the_list_tells_what_waits_and_the_file_no_names(editor: Client, said: list[Reactie], lezer: User) -> None:
    page = editor.get(BASE).text
    assert "nog niet besloten" in page
    for secret in ("Anna de Boer", "anna@", "Bas Vos"):
        assert secret not in page
    assert editor.get(BASE, {"plek": PLEK}).context["regels"].__len__() == 2
    assert editor.get(BASE, {"besluit": "niet"}).context["regels"] == []
    assert editor.get(BASE, {"ronde": "x", "wie": "y", "besluit": "z"}).status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(client_of(lezer).get(f"{BASE}reacties.xlsx").content))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert "De doelgroep is te smal." in cells
    assert not any("Anna" in cell or "example" in cell for cell in cells)
    assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)


def test_who_sent_it_is_on_one_page_and_that_somebody_looked_is_kept(editor: Client, said: list[Reactie]) -> None:
    page = editor.get(f"{BASE}afzenders/{said[1].pk}/").text
    assert "Bas Vos" in page
    assert "bas@elders.example" in page
    assert [row.pad for row in Inzage.objects.all()] == [f"{BASE}afzenders/{said[1].pk}/"]


def test_reacties_stand_at_the_text_and_in_the_outline(editor: Client, said: list[Reactie]) -> None:
    page = editor.get("/beheer/inkoop-2026/producten/product-0/").text
    assert "2 reacties" in page
    assert f"{BASE}?plek={PLEK}&amp;besluit=open" in page
    assert "2 react." in page


def test_equal_ones_are_grouped_and_decided_once(editor: Client, said: list[Reactie], contractmanager: User) -> None:
    one, other = Onderwerp.objects.filter(plek=PLEK).order_by("pk")
    here = f"{BASE}onderwerpen/{one.pk}/"
    assert decide(editor, other, reden="Een eigen antwoord.").status_code == 302
    page = editor.get(here)
    assert "Een eigen antwoord." in page.text  # what is lost when it goes into the other is told beside its tick
    met = {"met": [other.pk, "x", "99999999"]}
    assert send(editor, f"{here}samen/", met, op=here).status_code == 422  # decided otherwise
    assert one.punten.count() == 1
    assert decide(editor, other, besluit="", reden="").status_code == 302
    assert send(editor, f"{here}samen/", met, op=here).status_code == 302
    assert one.punten.count() == 2
    assert decide(editor, one, reden="").status_code == 422
    assert decide(editor, one, toegewezen=contractmanager.pk).status_code == 302
    one.refresh_from_db()
    assert (one.besluit, one.besloten_door, one.toegewezen) == ("overgenomen", contractmanager, contractmanager)
    assert decide(editor, one, plekken=["product/niets/x"]).status_code == 422
    labels = [event.pgh_label for event in within(Onderwerp, one.ronde.inkoop.regio).order_by("pgh_id")]
    assert "delete" in labels  # the history keeps the one that went into the other
    assert send(editor, here, {"los": one.punten.order_by("-pk")[0].pk}).status_code == 302
    assert one.punten.count() == 1


def test_who_is_asked_to_decide_hears_of_it_once(editor: Client, said: list[Reactie], regio: Regio) -> None:
    colleague = UserFactory(username="tweede", regio=regio, rol=Rol.CONTRACTMANAGER, email="tweede@voorbeeld.nl")
    one = Onderwerp.objects.filter(plek=PLEK).order_by("pk")[0]
    for _ in range(2):
        assert decide(editor, one, besluit="", reden="", toegewezen=colleague.pk).status_code == 302
    (mail,) = Mail.objects.filter(soort=MailSoort.TOEGEWEZEN)
    assert mail.aan == "tweede@voorbeeld.nl"
    assert f"{BASE}onderwerpen/{one.pk}/" in mail.tekst
    assert "Anna" not in mail.tekst


def test_a_moment_that_closes_a_round_cannot_be_thrown_away(editor: Client, ronde: Reactieronde) -> None:
    url = f"/beheer/inkoop-2026/rondom/mijlpaal/{ronde.mijlpaal_id}/verwijderen/"
    response = editor.post(url, {"basis": basis_of(editor, url)})
    assert (response.status_code, "sluit een ronde" in response.text) == (422, True)
    assert Mijlpaal.objects.filter(pk=ronde.mijlpaal_id).exists()


def test_a_round_is_planned_and_opened(editor: Client, versie: Publicatie) -> None:
    dag = timezone.localdate() + dt.timedelta(days=5)
    mijlpaal = Mijlpaal.objects.create(
        inkoop=versie.inkoop, titel="Reageren", moment=dag, sluit="reageren", openbaar=True
    )
    data = {"titel": "Ronde", "publicatie": versie.pk, "mijlpaal": mijlpaal.pk, "vragen": "Een?\n\nTwee?\nEen?"}
    assert editor.post(f"{BASE}rondes/toevoegen/", {**data, "titel": ""}).status_code == 422
    assert editor.post(f"{BASE}rondes/toevoegen/", data).status_code == 302
    row = Reactieronde.objects.get()
    assert [vraag.tekst for vraag in row.vragen.order_by("volgorde")] == ["Een?", "Twee?"]
    assert editor.post(f"{BASE}rondes/toevoegen/", data).status_code == 422  # one round for a moment
    url = f"{BASE}rondes/{row.pk}/openen/"
    assert editor.post(url, {"basis": basis_of(editor, url)}).status_code == 302
    assert Client().get(f"{PUBLIEK}reageren/").status_code == 200
    url = f"{BASE}rondes/{row.pk}/"
    editor.post(url, {"titel": "Andere naam", "op_naam": "on", "basis": basis_of(editor, url)})
    row.refresh_from_db()
    assert (row.titel, row.op_naam) == ("Andere naam", False)


def test_from_reactie_to_change_to_nota_and_back(
    editor: Client,
    said: list[Reactie],
    ronde: Reactieronde,
    contractmanager: User,
    beoordelaar: User,
    visitor: Client,
) -> None:
    one = Onderwerp.objects.filter(plek=PLEK).order_by("pk")[0]
    change_text(ronde.inkoop.producten.get(), "<p>Voor iedereen die het nodig heeft.</p>")
    assert decide(editor, one, plekken=[PLEK]).status_code == 302
    close(ronde)
    response = editor.post(f"{BASE}rondes/{ronde.pk}/nota/")
    nota = Reactienota.objects.get()
    assert response.url == f"{BASE}notas/{nota.pk}/"
    assert editor.post(f"{BASE}notas/{nota.pk}/").status_code == 403
    assert visitor.get(f"{PUBLIEK}reactienota/1/").status_code == 404
    client_of(beoordelaar).post(f"{BASE}notas/{nota.pk}/")
    page = visitor.get(f"{PUBLIEK}reactienota/1/").text
    assert f"sha256 van de nota: {nota.sha256}" in page
    assert "in de volgende versie" in page
    assert "Nog niet besloten" in page
    assert "Over 2 van de 3 onderwerpen is nog niet besloten." in page
    for secret in ("Anna de Boer", "Bas Vos", "example", "Zorg &amp; Zo"):
        assert secret not in page
    published(ronde.inkoop, contractmanager, beoordelaar, "Tweede versie")
    page = visitor.get(f"{PUBLIEK}reactienota/1/").text
    (nummer,) = [row.nummer for row in read(nota).onderwerpen if row.veranderd]
    assert f'href="{PUBLIEK}versie/2/wijzigingen/#w-' in page
    table = visitor.get(f"{PUBLIEK}versie/2/wijzigingen/").text
    assert "Naar aanleiding van reacties" in table
    assert f'href="{PUBLIEK}reactienota/1/#onderwerp-{nummer}"' in table
    feed = visitor.get(f"{PUBLIEK}nieuws.atom").text
    assert f"{PUBLIEK}reactienota/1/" in feed
    for formaat, begin in (("pdf", b"%PDF-"), ("docx", b"PK")):
        response = visitor.get(f"{PUBLIEK}reactienota/1.{formaat}")
        assert b"".join(response).startswith(begin)
        assert (
            visitor.get(f"{PUBLIEK}reactienota/1.{formaat}", headers={"If-None-Match": response["ETag"]}).status_code
            == 304
        )
    assert "Reactienota 1" in visitor.get(f"{PUBLIEK}reageren/").text
