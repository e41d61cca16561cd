"""Questions until a moment of the planning, answered by two people, told to everybody in a nota."""

from __future__ import annotations

import datetime as dt
import io
import re
import threading
from typing import Any

import openpyxl
import pikepdf
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from accounts.models import Rol, User
from actiepunten.bronnen import points_for
from core.fouten import NotAllowed
from core.letters import normal
from core.moment import Moment
from inlezen import pandoc
from overleg import deur, privacy, vragen, vragennota
from overleg.models import Afzender, Vraag, Vragennota
from post.models import Mail
from post.soorten import MailSoort
from post.sturen import switch
from proces.models import Mijlpaal, Sluit
from segments.models import Inkoop
from taken.werker import work_off
from tests.accounts.factories import UserFactory
from tests.clock import later
from tests.overleg.gevraagd import answered, asked, open_for_questions
from tests.overleg.test_volgen import link_in
from tests.overleg.twee_processen import closing_between
from tests.post.conftest import Postbus, postbus
from tests.publicaties.conftest import small_files
from tests.werkplek.conftest import client_of, send
from tests.werkplek.versies import change_text, fill, published
from toezicht.models import Inzage
from toezicht.opruimen import clean_up

__all__ = ["postbus", "small_files"]
pytestmark = pytest.mark.usefixtures("small_files")

BASIS = "/inkoop/inkoop-2026/"
PAGE = f"{BASIS}vragen/"
STAFF = "/beheer/inkoop-2026/vragen/"
DAY = dt.timedelta(days=1)
ASKED = {
    "plek": "product/product-0",
    "tekst": "Mag een <b>zzp’er</b>\r\nook inschrijven? 🙂",
    "naam": "Vera de Vries",
    "organisatie": "Zorg & Co",
    "email": "vera@aanbieder.example",
}


@pytest.fixture
def out(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> Inkoop:
    fill(inkoop)
    published(inkoop, contractmanager, beoordelaar)
    open_for_questions(inkoop)
    return inkoop


@pytest.fixture
def tweede(regio: Any) -> User:
    return UserFactory(username="tweede", regio=regio, rol=Rol.CONTRACTMANAGER)


def close(inkoop: Inkoop) -> None:
    yesterday = Moment.parse(str(timezone.localdate() - DAY))
    Mijlpaal.objects.filter(inkoop=inkoop, sluit=Sluit.VRAGEN).update(moment=yesterday)


# --- the whole road ---------------------------------------------------------------------------------------------------------


def test_from_a_question_to_a_published_nota(
    out: Inkoop, postbus: Postbus, contractmanager: User, beoordelaar: User
) -> None:
    visitor = Client(enforce_csrf_checks=True)
    page = visitor.get(PAGE).text
    assert "Vragen stellen kan tot" in page
    assert "Product-0" in page or "Begeleiding product-0" in page
    token = {"csrfmiddlewaretoken": visitor.cookies["csrftoken"].value}
    assert "Bekijk uw mail" in visitor.post(PAGE, {**ASKED, **token}).text
    work_off()
    (mail,) = postbus.berichten
    body = mail.get_body(("plain",))
    assert body is not None
    assert "zzp" not in body.get_content()  # nothing that was typed goes to an address that is not confirmed
    confirm = link_in(mail, "vragen/bevestigen/")
    visitor.get(confirm)
    assert not Vraag.objects.confirmed().exists()
    done = visitor.post(confirm, token).text
    row = Vraag.objects.confirmed().get()
    assert row.referentie == f"INKOOP-V-{timezone.localdate().year}-0001"
    assert row.referentie in done
    work_off()
    copy = postbus.berichten[-1].get_body(("plain",))
    assert copy is not None
    assert "zzp’er" in copy.get_content()
    mine = link_in(postbus.berichten[-1], "vragen/mijn/")
    assert "&lt;b&gt;zzp" in visitor.get(mine).text
    # Staff: one answers, another reads it over.
    writer, reader = client_of(contractmanager), client_of(beoordelaar)
    url = f"{STAFF}{row.pk}/"
    shown = writer.get(url).text
    assert "Vera de Vries" in shown
    assert "&lt;b&gt;zzp" in shown
    data = {
        "nota_tekst": "Mag een zzp’er inschrijven?",
        "antwoord": "Ja, dat <i>mag</i>.",
        "veranderd": "product/product-0",
    }
    assert send(writer, url, data).status_code == 302
    assert "leest het niet zelf na" in writer.get(f"{url}nagelezen/").text  # not by who wrote it
    assert reader.post(url, data).status_code == 403
    assert send(reader, f"{url}nagelezen/", {}).status_code == 302
    row.refresh_from_db()
    assert (row.beantwoord_door, row.nagelezen_door) == (contractmanager, beoordelaar)
    assert send(reader, f"{STAFF}nota/", {}).status_code == 302
    # Everybody.
    nota = Vragennota.objects.get()
    everybody = Client()
    assert f'href="{PAGE}1/"' in everybody.get(PAGE).text
    text = everybody.get(f"{PAGE}1/").text
    assert "Mag een zzp’er inschrijven?" in text
    assert "Ja, dat &lt;i&gt;mag&lt;/i&gt;." in text
    assert "Daarom veranderd: PRODUCT-0, in de volgende versie" in " ".join(text.split())
    assert nota.sha256 in text
    for file in ("1/", "1.pdf", "1.docx"):
        answer = everybody.get(f"{PAGE}{file}")
        assert answer["Cache-Control"].startswith("public")
        assert everybody.get(f"{PAGE}{file}", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    pdf = b"".join(everybody.get(f"{PAGE}1.pdf").streaming_content)  # type: ignore[attr-defined]
    docx = b"".join(everybody.get(f"{PAGE}1.docx").streaming_content)  # type: ignore[attr-defined]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "nl-NL" or "nl" in str(document.Root.Lang)
    plain = pandoc.run("--from", "docx", "--to", "plain", "--wrap", "none", invoer=docx).decode()
    assert "Mag een zzp’er inschrijven?" in plain
    feed = everybody.get(f"{BASIS}nieuws.atom").text
    assert "Nota van inlichtingen 1" in feed
    for public in (text, plain, feed, str(nota.inhoud), everybody.get(PAGE).text):
        assert "Vera" not in public
        assert "Zorg &" not in public
        assert "aanbieder.example" not in public
    work_off()
    answer = postbus.berichten[-1]
    assert answer["To"] == ASKED["email"]
    assert "Daarom" not in str(answer)
    assert "vraag 1" in str(answer.get_body(("plain",)))
    assert "als vraag 1" in " ".join(visitor.get(mine).text.split()) or "vraag 1" in visitor.get(mine).text


@pytest.mark.parametrize(
    "kwaad",
    [
        '<script>alert(1)</script>"><img src=x onerror=alert(2)>',
        "{{ 7|add:7 }}{% url 'x' %}",
        "=1+1\u202e\U0001f5f3",
        "\\u0041&lt;b&gt;",
    ],
)
def test_what_anybody_types_is_text_wherever_it_is_shown(
    out: Inkoop, contractmanager: User, beoordelaar: User, kwaad: str
) -> None:
    plain = normal(kwaad)
    page = Client().post(PAGE, ASKED | {"tekst": kwaad, "naam": kwaad, "organisatie": kwaad, "email": "x"})
    assert page.status_code == 422
    assert escape(plain) in page.text or escape(kwaad) in page.text
    Client().post(PAGE, ASKED | {"tekst": kwaad, "naam": kwaad, "organisatie": kwaad})
    row = Vraag.objects.get()
    client = Client()
    client.post(f"{PAGE}bevestigen/{deur.confirmation(row)}/")
    answered(row, contractmanager, kwaad, nota_tekst=kwaad, veranderd="product/product-0", veranderd_naam=kwaad)
    staff = client_of(beoordelaar)
    shown = [staff.get(f"{STAFF}{row.pk}/").text, staff.get(f"{STAFF}{row.pk}/nagelezen/").text, staff.get(STAFF).text]
    vragen.read_over(vraag=row, by=beoordelaar, at=timezone.now())
    shown.append(staff.get(f"{STAFF}nota/").text)
    vragennota.publish(inkoop=out, by=contractmanager, at=timezone.now())
    shown += [client.get(f"{PAGE}1/").text, client.get(deur.address(row)).text]
    for text in shown:
        assert escape(plain) in text
        assert "<script>alert(1)" not in text
        assert "<img src=x" not in text
    docx = b"".join(client.get(f"{PAGE}1.docx").streaming_content)  # type: ignore[attr-defined]
    told = pandoc.run("--from", "docx", "--to", "plain", "--wrap", "none", invoer=docx).decode()
    assert plain in told.replace("\xa0", " ")
    pdf = b"".join(client.get(f"{PAGE}1.pdf").streaming_content)  # type: ignore[attr-defined]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        links = [
            one.A.URI for page in document.pages for one in page.get("/Annots", []) if "/A" in one and "/URI" in one.A
        ]
        assert {str(link) for link in links} == {f"{settings.SITE_ADRES}{PAGE}1/#vraag-1"}


def test_numbers_go_on_over_the_notas_and_what_is_not_read_waits(
    out: Inkoop, contractmanager: User, beoordelaar: User, tweede: User
) -> None:
    rows = [asked(out, f"Vraag {letter}?") for letter in "abc"]
    for row in rows[:2]:
        answered(row, contractmanager)
        vragen.read_over(vraag=row, by=beoordelaar, at=timezone.now())
    first = vragennota.publish(inkoop=out, by=contractmanager, at=timezone.now())
    assert [one.nummer for one in vragennota.read(first).vragen] == [1, 2]
    assert vragennota.read(first).nog_open == 1
    with pytest.raises(vragen.NotYet):
        vragennota.publish(inkoop=out, by=contractmanager, at=timezone.now())
    answered(rows[2], tweede)
    vragen.read_over(vraag=rows[2], by=contractmanager, at=timezone.now())
    second = vragennota.publish(inkoop=out, by=tweede, at=timezone.now())
    assert (second.nummer, [one.nummer for one in vragennota.read(second).vragen]) == (2, [3])
    assert default_storage.exists(str(second.pdf.name))


@pytest.mark.parametrize("plek", ["product/product-0/doelgroep", "product/product-0"])
@pytest.mark.parametrize("nota_first", [True, False])
def test_an_answer_and_the_change_that_came_of_it_lead_to_each_other(
    out: Inkoop, contractmanager: User, beoordelaar: User, plek: str, nota_first: bool
) -> None:
    """Whether the nota or the version comes first; what changed before somebody asked did not come of it."""
    everybody, product = Client(), out.producten.get()
    row = asked(out)
    answered(row, contractmanager, veranderd=plek, veranderd_naam="Doelgroep van product 0")
    vragen.read_over(vraag=row, by=beoordelaar, at=timezone.now())
    change_text(product, "<p>Voor iedereen.</p>")
    if nota_first:
        vragennota.publish(inkoop=out, by=contractmanager, at=timezone.now())
        assert "Doelgroep van product 0, in de volgende versie" in everybody.get(f"{PAGE}1/").text
    preparing = client_of(contractmanager).get("/beheer/inkoop-2026/publicatie/")
    assert preparing.status_code == 200
    published(out, contractmanager, beoordelaar, "Tweede versie")
    if not nota_first:
        vragennota.publish(inkoop=out, by=contractmanager, at=timezone.now())
    address = re.search(rf'href="({BASIS}versie/2/wijzigingen/)#(w-\w+)"', everybody.get(f"{PAGE}1/").text)
    assert address
    table = everybody.get(address[1]).text
    (change,) = re.findall(rf'<article class="wmo-wijziging" id="{address[2]}">.*?</article>', table, re.DOTALL)
    assert "Naar aanleiding van vragen:" in change
    assert f'href="{PAGE}1/#vraag-1"' in change
    assert 'id="vraag-1"' in everybody.get(f"{PAGE}1/").text
    later = asked(out, "En hierna?")
    answered(later, contractmanager, veranderd=plek, veranderd_naam="Doelgroep van product 0")
    vragen.read_over(vraag=later, by=beoordelaar, at=timezone.now())
    vragennota.publish(inkoop=out, by=contractmanager, at=timezone.now())
    assert f"{PAGE}2/#vraag-2" not in everybody.get(address[1]).text
    assert "in de volgende versie" in everybody.get(f"{PAGE}2/").text


def test_whoever_wrote_at_an_answer_does_not_read_it_over_and_a_change_is_read_again(
    out: Inkoop, contractmanager: User, beoordelaar: User, tweede: User, lezer: User
) -> None:
    row = asked(out)
    answered(row, contractmanager)
    answered(row, tweede, "Ja, zeker.")
    for writer in (contractmanager, tweede):
        with pytest.raises(vragen.NotYet, match="Vraag een collega"):
            vragen.read_over(vraag=row, by=writer, at=timezone.now())
    vragen.read_over(vraag=row, by=beoordelaar, at=timezone.now())
    answered(row, contractmanager, "Nee.")
    row.refresh_from_db()
    assert row.nagelezen_op is None
    with pytest.raises(NotAllowed):
        answered(row, lezer)
    with pytest.raises(NotAllowed):
        vragen.read_over(vraag=row, by=lezer, at=timezone.now())


# --- in the database ---------------------------------------------------------------------------------------------------------


def test_the_database_holds_to_two_people_and_to_what_was_read(
    out: Inkoop, contractmanager: User, beoordelaar: User, tweede: User
) -> None:
    row = asked(out)
    answered(row, contractmanager)
    answered(row, tweede, "Ja, zeker.")
    rows = Vraag.objects.filter(pk=row.pk)
    for person in (contractmanager, tweede):
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            rows.update(nagelezen_op=timezone.now(), nagelezen_door=person)
    rows.update(nagelezen_op=timezone.now(), nagelezen_door=beoordelaar)
    with pytest.raises(ProgrammingError, match="an answer that was read"), transaction.atomic():
        rows.update(antwoord="Iets anders")
    vragennota.publish(inkoop=out, by=contractmanager, at=timezone.now())
    for values in (
        {"antwoord": "x"},
        {"nota_tekst": "x"},
        {"nummer": 9},
        {"tekst": "x"},
        {"nota": None, "nummer": None},
    ):
        with pytest.raises(ProgrammingError, match="Cannot change"), transaction.atomic():
            rows.update(**values)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Vragennota.objects.update(sha256="0" * 64)
    with pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute("DELETE FROM overleg_vragennota")
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows.delete()


def test_the_deadline_is_in_the_database_too(out: Inkoop) -> None:
    row = asked(out)
    moment = row.mijlpaal
    close(out)
    now = timezone.now()
    with pytest.raises(ProgrammingError, match="Cannot ask after the closing"), transaction.atomic():
        Vraag.objects.create(inkoop=out, mijlpaal=moment, tekst="x", nota_tekst="x", begonnen_op=now, ingediend_op=now)
    Mijlpaal.objects.filter(pk=moment.pk).update(moment=Moment.parse(str(timezone.localdate() + DAY)), openbaar=False)
    with pytest.raises(ProgrammingError, match="Cannot ask after the closing"), transaction.atomic():
        Vraag.objects.create(inkoop=out, mijlpaal=moment, tekst="x", nota_tekst="x", begonnen_op=now, ingediend_op=now)


def test_until_the_last_second_and_not_a_second_later(out: Inkoop, monkeypatch: pytest.MonkeyPatch) -> None:
    sluit_op = Mijlpaal.objects.get(inkoop=out, sluit=Sluit.VRAGEN).sluit_op
    assert sluit_op is not None
    later(monkeypatch, sluit_op - timezone.now() - dt.timedelta(seconds=5))
    assert Client().post(PAGE, ASKED).status_code == 200
    later(monkeypatch, sluit_op - timezone.now() + dt.timedelta(seconds=1))
    late = Client().post(PAGE, ASKED | {"tekst": "Net te laat?"})
    assert (late.status_code, "Net te laat?" in late.text) == (409, True)
    assert Vraag.objects.count() == 1


@pytest.mark.parametrize("change", [{"openbaar": False}, {"sluit": Sluit.REAGEREN}])
def test_what_closes_while_somebody_asks_is_told_and_not_a_fault(
    out: Inkoop, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    """The page found it open; then a colleague changed the planning."""
    found = vragen.open_moment(out.pk, timezone.now())
    Mijlpaal.objects.filter(inkoop=out).update(**change)
    monkeypatch.setattr(vragen, "open_moment", lambda *_: found)
    page = Client().post(PAGE, ASKED)
    assert page.status_code == 409
    assert "Mag een &lt;b&gt;zzp" in page.text
    assert not Vraag.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_processes_and_a_moment_that_passes(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    fill(inkoop)
    published(inkoop, contractmanager, beoordelaar)
    moment, asks = open_for_questions(inkoop), ["vraag", str(inkoop.pk)]
    assert closing_between(moment, asks, asks) == ("sent", "late")
    assert Vraag.objects.count() == 1


def test_what_was_asked_in_time_is_confirmed_after_the_closing(out: Inkoop) -> None:
    client = Client()
    client.post(PAGE, ASKED)
    row = Vraag.objects.get()
    close(out)
    assert "ontvangen" in client.post(f"{PAGE}bevestigen/{deur.confirmation(row)}/").text
    assert Vraag.objects.confirmed().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_notas_at_the_same_moment_are_one(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    fill(inkoop)
    published(inkoop, contractmanager, beoordelaar)
    open_for_questions(inkoop)
    row = asked(inkoop)
    answered(row, contractmanager)
    vragen.read_over(vraag=row, by=beoordelaar, at=timezone.now())
    told: list[str] = []
    start = threading.Barrier(2)

    def one() -> None:
        start.wait()
        try:
            vragennota.publish(inkoop=inkoop, by=contractmanager, at=timezone.now())
            told.append("ja")
        except vragen.NotYet:
            told.append("nee")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["ja", "nee"]


# --- late, wrong, too much ------------------------------------------------------------------------------------------------------


def test_who_is_late_gets_her_text_back(out: Inkoop) -> None:
    close(out)
    page = Client().post(PAGE, ASKED)
    assert page.status_code == 409
    assert "Uw vraag is te laat" in page.text
    assert "Mag een &lt;b&gt;zzp’er&lt;/b&gt;" in page.text
    assert not Vraag.objects.exists()
    assert "is nu gesloten" in Client().get(PAGE).text


def test_an_inkoop_that_asks_for_no_questions_has_no_form(out: Inkoop) -> None:
    Mijlpaal.objects.filter(inkoop=out).update(openbaar=False)
    page = Client().get(PAGE).text
    assert "nu geen vragen stellen" in page
    assert 'name="tekst"' not in page


@pytest.mark.parametrize(
    "wrong",
    [{"tekst": ""}, {"tekst": "\u200b \u00ad"}, {"tekst": "x" * 4001}, {"naam": ""}, {"email": "x"}, {"plek": "product/geheim"},
     {"website": "https://spam.example"}, {"naam": "x" * 200}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_lost(out: Inkoop, wrong: dict[str, str]) -> None:
    page = Client().post(PAGE, ASKED | wrong)
    assert page.status_code == 422
    assert "Nog niet verstuurd" in page.text
    if "organisatie" not in wrong:
        assert "Zorg &amp; Co" in page.text
    assert not Vraag.objects.exists()


def test_the_same_question_twice_is_one(out: Inkoop) -> None:
    for _ in range(2):
        assert Client().post(PAGE, ASKED).status_code == 200
    assert Vraag.objects.count() == 1
    row = Vraag.objects.get()
    with transaction.atomic():
        vragen.confirm(vraag=row, code=deur.confirmation(row), at=timezone.now())
    assert Client().post(PAGE, ASKED).status_code == 200
    assert Vraag.objects.count() == 1


def test_a_colleague_was_first(out: Inkoop, contractmanager: User, tweede: User) -> None:
    row = asked(out)
    url = f"{STAFF}{row.pk}/"
    client = client_of(contractmanager)
    basis = re.search(r'name="basis" value="([^"]*)"', client.get(url).text)
    assert basis
    answered(row, tweede, "Van een collega.")
    page = client.post(url, {"antwoord": "Mijn tekst", "basis": basis[1]})
    assert page.status_code == 409
    assert "Mijn tekst" in page.text
    assert "Van een collega." in page.text
    row.refresh_from_db()
    assert row.antwoord == "Van een collega."


def test_a_nota_is_of_what_was_shown(out: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    first, second = asked(out), asked(out, "Nog een?")
    for row in (first, second):
        answered(row, contractmanager)
    vragen.read_over(vraag=first, by=beoordelaar, at=timezone.now())
    client, url = client_of(contractmanager), f"{STAFF}nota/"
    basis = re.search(r'name="basis" value="([^"]*)"', client.get(url).text)
    assert basis
    vragen.read_over(vraag=second, by=beoordelaar, at=timezone.now())
    assert client.post(url, {"basis": basis[1]}).status_code == 409
    assert not Vragennota.objects.exists()


# --- who sees what -----------------------------------------------------------------------------------------------------------


def test_staff_finds_filters_and_downloads(out: Inkoop, contractmanager: User, lezer: User, buur: User) -> None:
    row = asked(out, "=1+1")
    other = asked(out, "Anders?")
    answered(other, contractmanager)
    client = client_of(lezer)
    assert row.referentie in client.get(STAFF).text
    assert row.referentie not in client.get(f"{STAFF}?stand=nalezen").text
    assert other.referentie in client.get(f"{STAFF}?stand=nalezen").text
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{STAFF}vragen.xlsx").content))
    cells = [[cell.value for cell in line] for line in book.active.iter_rows()]
    assert cells[1][0] == row.referentie
    assert all(cell.data_type != "f" for line in book.active.iter_rows() for cell in line)
    assert client_of(buur).get(STAFF).status_code == 404
    assert client_of(buur).get(f"{STAFF}{row.pk}/").status_code == 404
    assert [one.pad for one in Inzage.objects.all()] == [f"{STAFF}vragen.xlsx"]  # who asked, stands in it
    client.get(f"{STAFF}{row.pk}/")
    assert Inzage.objects.filter(pad=f"{STAFF}{row.pk}/", gebruiker=lezer).count() == 1


def test_what_waits_is_on_the_start_page(
    out: Inkoop, contractmanager: User, beoordelaar: User, tweede: User, lezer: User
) -> None:
    def lines(user: User) -> list[str]:
        found = points_for(User.objects.get(pk=user.pk), timezone.now())
        return [punt.wat for punt in found if "van aanbieders" in punt.wat]

    row = asked(out)
    assert lines(contractmanager) == lines(tweede) == ["Beantwoord 1 vraag van aanbieders"]
    answered(row, contractmanager, "", toegewezen=tweede)
    assert (lines(contractmanager), lines(tweede)) == ([], ["Beantwoord 1 vraag van aanbieders"])
    answered(row, tweede)
    read = ["Lees het antwoord na op 1 vraag van aanbieders"]
    assert (lines(contractmanager), lines(beoordelaar), lines(tweede), lines(lezer)) == (read, read, [], [])
    vragen.read_over(vraag=row, by=beoordelaar, at=timezone.now())
    assert lines(contractmanager) == ["Publiceer een nota met 1 vraag van aanbieders"]


def test_names_go_and_the_answer_stays(out: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    row = asked(out)
    answered(row, contractmanager)
    vragen.read_over(vraag=row, by=beoordelaar, at=timezone.now())
    vragennota.publish(inkoop=out, by=contractmanager, at=timezone.now() - 400 * DAY)
    never = asked(out, "Nooit beantwoord?", "b@b.example")
    clean_up(at=timezone.now())
    assert [one.email for one in Afzender.objects.all()] == ["b@b.example"]
    assert "a@b.example" in str(Mail.objects.values_list("aan", flat=True))  # mails have a term of their own
    privacy.remove_person(regio=out.regio, email="b@b.example")
    never.refresh_from_db()
    assert (never.afzender, never.tekst) == (None, "Nooit beantwoord?")
    assert "niet meer bekend" in client_of(contractmanager).get(f"{STAFF}{never.pk}/").text
    assert not Mail.objects.filter(soort=MailSoort.VRAAG_BEANTWOORD, aan="b@b.example").exists()


def test_who_is_asked_to_answer_hears_of_it_at_once(
    out: Inkoop, postbus: Postbus, contractmanager: User, tweede: User
) -> None:
    def mails() -> list[tuple[str, str]]:
        work_off()
        return [(mail["To"], mail["Subject"]) for mail in postbus.berichten if mail["Subject"].startswith("Voor u")]

    tweede.email = "tweede@voorbeeld.nl"
    tweede.save()
    row = asked(out)
    answered(row, contractmanager, "", toegewezen=tweede)
    told = [(tweede.email, f"Voor u: vraag {row.referentie}")]
    assert mails() == told
    body = postbus.berichten[-1].get_body(("plain",))
    assert body is not None
    assert f"{STAFF}{row.pk}/" in body.get_content()
    assert "Anna Geheim" not in body.get_content()
    answered(row, contractmanager, "Ja.", toegewezen=tweede)  # she knows
    answered(row, contractmanager, "Ja.", toegewezen=contractmanager)  # took it herself
    assert mails() == told
    switch(tweede, aan=[])
    answered(row, contractmanager, "Ja.", toegewezen=tweede)
    assert mails() == told
