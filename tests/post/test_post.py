"""Mail: asked for in the transaction of what it tells, sent by a worker through a real server, kept where there is none."""

from __future__ import annotations

import datetime as dt
import socket
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from post.models import Mail, MailStatus
from post.opmaak import as_html
from post.soorten import ALTIJD, MailSoort
from post.sturen import keep, prune, send, switch, switched_off
from post.versturen import OPNIEUW, versturen
from segments.models import Inkoop, Regio
from taken.werker import work_off
from tests.accounts.factories import UserFactory
from tests.post.conftest import Postbus
from tests.werkplek.conftest import client_of

EIGEN = "post.wachtrij.WachtrijBackend"


def one(**kwargs: object) -> Mail:
    values = {"aan": "iemand@voorbeeld.nl", "onderwerp": "Een onderwerp", "tekst": "Een tekst."} | kwargs
    return keep(MailSoort.ACCOUNT, **values)  # type: ignore[arg-type]


def now(mail: Mail) -> Mail:
    mail.refresh_from_db()
    return mail


def next_try(mail: Mail) -> None:
    """The moment has come."""
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    work_off()
    mail.refresh_from_db()


def test_a_mail_arrives_in_text_and_in_html(postbus: Postbus, regio: Regio) -> None:
    mail = one(
        onderwerp="Één ‘vraag’ & meer", tekst="Beste <b>u</b>,\n\nBekijk: https://voorbeeld.nl/a?b=1&c=2", regio=regio
    )
    assert mail.status == MailStatus.WACHT
    work_off()
    (found,) = postbus.berichten
    assert (found["To"], found["Subject"]) == ("iemand@voorbeeld.nl", "Één ‘vraag’ & meer")
    assert found["Auto-Submitted"] == "auto-generated"
    text, html = (found.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r", "").strip() == "Beste <b>u</b>,\n\nBekijk: https://voorbeeld.nl/a?b=1&c=2"
    assert "Beste &lt;b&gt;u&lt;/b&gt;," in html.get_content()
    assert '<a href="https://voorbeeld.nl/a?b=1&amp;c=2"' in html.get_content()
    assert regio.naam in html.get_content()
    assert now(mail).status == MailStatus.VERSTUURD
    assert (mail.tekst, mail.pogingen) == ("", 1)  # what it said is nobody's business any longer
    versturen.func(mail=mail.pk)
    assert len(postbus.berichten) == 1


def test_a_mail_about_what_did_not_happen_is_not_sent(postbus: Postbus) -> None:
    with transaction.atomic():
        one()
        transaction.set_rollback(True)
    work_off()
    assert not postbus.berichten
    assert not Mail.objects.exists()


def test_a_server_that_refuses_for_now_is_asked_again_later(postbus: Postbus) -> None:
    postbus.antwoord = "450 Straks weer"
    mail = one()
    work_off()
    assert now(mail).status == MailStatus.WACHT
    assert mail.volgende_op is not None
    assert mail.volgende_op > timezone.now()
    assert "Straks weer" in mail.melding
    work_off()
    assert now(mail).pogingen == 1  # not before its moment
    postbus.antwoord = "250 OK"
    next_try(mail)
    assert (mail.status, mail.pogingen, mail.melding) == (MailStatus.VERSTUURD, 2, "")
    assert len(postbus.berichten) == 1


def test_it_is_not_tried_for_ever(postbus: Postbus) -> None:
    postbus.antwoord = "450 Straks weer"
    mail = one()
    for _ in range(len(OPNIEUW) + 3):
        next_try(mail)
    assert (mail.status, mail.pogingen) == (MailStatus.MISLUKT, len(OPNIEUW) + 1)
    assert mail.tekst


def test_a_server_that_refuses_for_ever_is_not_asked_again(postbus: Postbus) -> None:
    postbus.antwoord = "550 Onbekend adres"
    mail = one()
    next_try(mail)
    assert (mail.status, mail.pogingen) == (MailStatus.MISLUKT, 1)
    assert "Onbekend adres" in mail.melding


def test_a_server_that_is_away_costs_a_try_and_no_mail(settings: Any, db: None) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taken.getsockname()[1]
        mail = one()
        work_off()
    assert (now(mail).status, mail.pogingen) == (MailStatus.WACHT, 1)


@pytest.mark.parametrize(
    "adres",
    ["", "geen adres", "a@b.nl\nBcc: x@y.nl", "a@b.nl, c@d.nl", "jörg@voorbeeld.nl", "a@b", "x" * 400 + "@b.nl"],
)
def test_what_is_no_address_is_told_and_stops_nothing(postbus: Postbus, adres: str) -> None:
    mail = one(aan=adres)
    assert (mail.status, mail.melding) == (MailStatus.MISLUKT, "Dit is geen adres waar een mail heen kan.")
    work_off()
    assert not postbus.berichten


@pytest.mark.parametrize("adres", ["a.b+c'd@voorbeeld.nl", "iemand@gemeente-één.nl", '"a@b"@voorbeeld.nl'])
def test_an_odd_address_gets_its_mail(postbus: Postbus, adres: str) -> None:
    mail = one(aan=adres)
    work_off()
    assert now(mail).status == MailStatus.VERSTUURD, mail.melding


def test_a_subject_makes_no_header(postbus: Postbus) -> None:
    one(onderwerp="Versie\r\nBcc: ander@voorbeeld.nl\r\n\r\nen tekst", tekst="Een tekst.\r\n.\r\nNog een.")
    work_off()
    (found,) = postbus.berichten
    assert found["Bcc"] is None
    assert found["Subject"] == "Versie Bcc: ander@voorbeeld.nl  en tekst"
    assert "Nog een." in str(found.get_body(("plain",)))


# --- who gets it ------------------------------------------------------------------------------------------------------


def test_without_a_server_it_is_kept_for_the_beheerder(
    inkoop: Inkoop, beheerder: User, lezer: User, postbus: Postbus, settings: Any
) -> None:
    settings.EMAIL_HOST = ""
    mail = one(regio=inkoop.regio, tekst="Wat er in staat.")
    work_off()
    assert now(mail).status == MailStatus.BEWAARD
    page = f"/admin/post/mail/{mail.pk}/change/"
    assert "Wat er in staat." in client_of(beheerder).get(page).text
    assert client_of(lezer).get(page).status_code == 302
    assert "niet afgeleverd" not in client_of(beheerder).get("/beheer/").text


def test_what_was_not_delivered_is_told_to_the_beheerder(
    regio: Regio, buurregio: Regio, beheerder: User, lezer: User
) -> None:
    one(aan="geen adres", regio=buurregio)
    assert "niet afgeleverd" not in client_of(beheerder).get("/beheer/").text
    one(aan="geen adres", regio=regio)
    assert "1 mail is niet afgeleverd" in client_of(beheerder).get("/beheer/").text
    assert "niet afgeleverd" not in client_of(lezer).get("/beheer/").text


def test_a_mail_that_opens_an_account_is_for_its_owner(
    beheerder: User, contractmanager: User, buur: User, settings: Any
) -> None:
    manager = client_of(beheerder)

    def page(mail: Mail) -> str:
        response = manager.get(f"/admin/post/mail/{mail.pk}/change/")
        return response.text if response.status_code == 200 else str(response.status_code)

    kept = one(gebruiker=contractmanager, tekst="Geheime link")
    assert "Geheime link" in page(kept)  # nobody else can bring it
    assert page(one(gebruiker=buur)) == "404"
    assert page(one()) == "404"
    settings.EMAIL_HOST = "127.0.0.1"
    assert "Geheime link" not in page(one(gebruiker=contractmanager, tekst="Geheime link"))
    contractmanager.is_superuser = True
    contractmanager.save()
    assert page(kept) == "404"


def test_who_switched_a_kind_off_does_not_get_it(regio: Regio) -> None:
    off, on, gone, nowhere = (UserFactory(email=f"u{number}@voorbeeld.nl", regio=regio) for number in range(4))
    nowhere.email, gone.is_active = "", False
    switch(off, aan=[MailSoort.TERUGGEGEVEN])
    assert switched_off(off) == set(MailSoort) - ALTIJD - {MailSoort.TERUGGEGEVEN}
    people = [off, on, gone, nowhere, on]
    Mail.objects.all().delete()
    for soort in (MailSoort.TERUGGEGEVEN, MailSoort.GEPUBLICEERD):
        context = {"gebeurtenis": _gebeurtenis(regio)}
        got = send(soort, aan=people, context=context, regio=regio)
        assert [mail.gebruiker for mail in got] == ([off, on] if soort == MailSoort.TERUGGEGEVEN else [on])
    switch(off, aan=MailSoort.values)
    assert switched_off(off) == set()


def test_a_choice_is_made_on_the_page_of_the_account(contractmanager: User) -> None:
    client = client_of(contractmanager)
    assert client.get("/beheer/account/mails/").text.count("checked") == len(MailSoort) - len(ALTIJD)
    response = client.post("/beheer/account/mails/", {"soorten": ["gepubliceerd"]}, follow=True)
    assert "Uw keuze voor mails is opgeslagen" in response.text
    assert client.get("/beheer/account/mails/").text.count("checked") == 1
    assert client.post("/beheer/account/mails/", {"soorten": ["account"]}).status_code == 422


# --- what packages send ----------------------------------------------------------------------------------------------


def test_djangos_own_mail_takes_the_same_road(settings: Any, contractmanager: User, postbus: Postbus) -> None:
    contractmanager.email = "Carla@voorbeeld.nl"
    contractmanager.save()
    message = EmailMessage(
        "Nieuw wachtwoord", "Kies een wachtwoord:\n\nhttps://voorbeeld.nl/x", to=["carla@voorbeeld.nl"], bcc=["b@c.nl"]
    )
    assert get_connection(EIGEN).send_messages([message]) == 1
    assert {(mail.soort, mail.gebruiker) for mail in Mail.objects.order_by("pk")} == {
        ("account", contractmanager),
        ("account", None),
    }
    work_off()
    assert [found["To"] for found in postbus.berichten] == ["carla@voorbeeld.nl", "b@c.nl"]


# --- the words --------------------------------------------------------------------------------------------------------


def _gebeurtenis(regio: Regio) -> object:
    from publicaties.models import Gebeurtenis, Publicatie

    inkoop = Inkoop(pk=1, slug="inkoop-2026", titel="Inkoop & meer", regio=regio)
    publicatie = Publicatie(pk=2, inkoop=inkoop, versienaam="Juni <2026>", volgnummer=3)
    return Gebeurtenis(
        inkoop=inkoop,
        publicatie=publicatie,
        tekst="2 opmerkingen",
        door=User(username="x", first_name="Bram"),
        op=timezone.now(),
    )


#: Of a step of a version. The words of the others: tests/actiepunten, tests/overleg/test_werkplek.py.
VAN_EEN_VERSIE = sorted(set(MailSoort) - ALTIJD - {MailSoort.VRAAGT_IETS, MailSoort.TOEGEWEZEN})


@pytest.mark.parametrize("soort", VAN_EEN_VERSIE)
def test_every_kind_has_its_words(soort: MailSoort, regio: Regio, contractmanager: User) -> None:
    contractmanager.email = "carla@voorbeeld.nl"
    contractmanager.save()
    (mail,) = send(soort, aan=[contractmanager], context={"gebeurtenis": _gebeurtenis(regio)}, regio=regio)
    assert "Juni <2026>" in mail.onderwerp
    assert "Inkoop & meer" in mail.tekst
    assert "http://127.0.0.1:8000/" in mail.tekst
    assert "/beheer/account/" in mail.tekst
    assert '<a href="http://127.0.0.1:8000/' in as_html(mail.onderwerp, mail.tekst, "Regio")
    assert not {"{{", "{%", "&amp;"} & set(mail.tekst.split())


# --- what stays -------------------------------------------------------------------------------------------------------


def test_what_was_sent_long_ago_is_forgotten(postbus: Postbus) -> None:
    waiting, old, fresh = one(), one(), one()
    work_off()
    Mail.objects.filter(pk=waiting.pk).update(status="wacht", tekst="x", verstuurd_op=None)
    Mail.objects.exclude(pk=fresh.pk).update(gemaakt_op=timezone.now() - dt.timedelta(days=31))
    assert prune(at=timezone.now()) == 1
    assert set(Mail.objects.values_list("pk", flat=True)) == {waiting.pk, fresh.pk}
    assert old.pk not in {waiting.pk, fresh.pk}


def test_a_mail_that_was_sent_keeps_no_text(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.create(soort="account", status="verstuurd", aan="a@b.nl", onderwerp="x", tekst="geheim")


def test_a_visitor_sees_no_mail(visitor: Client) -> None:
    assert visitor.get("/admin/post/mail/").status_code == 302
