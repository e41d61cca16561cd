"""Following an inkoop by mail: asked, confirmed, told what happened once, gone with one click."""

from __future__ import annotations

import datetime as dt
import json
import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from bewaking.management.commands.klok import ELKE_MINUUT
from core.moment import Moment
from overleg import deur, privacy, volgen
from overleg.deur import Inzendgrens
from overleg.models import Afzender, Bewaartermijn, Rondgestuurd, Volger, Wat
from post.models import Mail
from post.soorten import MailSoort
from proces.models import Mijlpaal, Sluit
from proces.vertellen import tell_moments
from publicaties import actions, intrekken
from publicaties.models import Gebeurtenis, GebeurtenisSoort
from segments.models import Inkoop
from taken.werker import work_off
from tests.post.conftest import Postbus, postbus
from tests.publicaties.conftest import small_files
from tests.werkplek.conftest import client_of, send
from tests.werkplek.versies import change_text, fill, publish_from, published
from toezicht.opruimen import clean_up

__all__ = ["postbus", "small_files"]
pytestmark = pytest.mark.usefixtures("small_files")

BASIS = "/inkoop/inkoop-2026/"
PAGE = f"{BASIS}volgen/"
EMAIL = "vera@aanbieder.example"
DAY = dt.timedelta(days=1)


@pytest.fixture
def out(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> Inkoop:
    """With a version that everybody reads."""
    fill(inkoop)
    published(inkoop, contractmanager, beoordelaar)
    volgen.tell_followers(at=timezone.now() + DAY)  # nobody followed yet
    return inkoop


@transaction.atomic
def follow(inkoop: Inkoop, email: str = EMAIL) -> Volger:
    """Asked and confirmed."""
    row = volgen.ask(inkoop=inkoop, email=email, at=timezone.now())
    deur.confirm(row=row, code=deur.confirmation(row), at=timezone.now())
    return row


def told(email: str = EMAIL) -> list[Mail]:
    return list(Mail.objects.filter(soort=MailSoort.VOLGEN, aan=email).order_by("pk"))


def tell(at: dt.datetime | None = None) -> int:
    at = at or timezone.now()
    tell_moments(at=at)
    return volgen.tell_followers(at=at + volgen.WACHTEN)


def link_in(message: EmailMessage, part: str) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(rf"http://[^/\s]+({BASIS}{part}\S*)", body.get_content())
    assert found, body.get_content()
    return found[1]


# --- the road of who follows -----------------------------------------------------------------------------------------------


def test_from_the_page_of_the_inkoop_to_a_mail_and_out_again(
    out: Inkoop, postbus: Postbus, contractmanager: User, beoordelaar: User
) -> None:
    visitor = Client(enforce_csrf_checks=True)
    assert f'href="{PAGE}">Volg deze inkoop</a>' in visitor.get(BASIS).text
    page = visitor.get(PAGE)
    assert f'href="{BASIS}nieuws.atom"' in page.text
    assert f'href="{BASIS}planning.ics"' in page.text
    assert (
        page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
        or "no-store" in page["Cache-Control"]
    )
    assert page["X-Robots-Tag"] == "noindex"
    token = visitor.cookies["csrftoken"].value
    asked = visitor.post(PAGE, {"email": EMAIL, "csrfmiddlewaretoken": token})
    assert "Bekijk uw mail" in asked.text
    work_off()
    (mail,) = postbus.berichten
    assert mail["To"] == EMAIL
    confirm = link_in(mail, "volgen/bevestigen/")
    assert "Ja, volg deze inkoop" in visitor.get(confirm).text
    assert not Volger.objects.confirmed().exists()  # looking confirms nothing
    done = visitor.post(confirm, {"csrfmiddlewaretoken": token})
    assert "U volgt deze inkoop" in done.text
    assert visitor.post(confirm, {"csrfmiddlewaretoken": token}).status_code == 200  # a second click
    assert Volger.objects.confirmed().count() == 1
    # Something happens.
    change_text(out.producten.get(), "<p>Anders.</p>")
    publish_from(dt.date(2026, 7, 1), out, contractmanager, beoordelaar)
    assert tell() == 1
    assert tell() == 0
    work_off()
    news = next(one for one in postbus.berichten if one["List-Unsubscribe"])
    assert news["Subject"] == "Inkoop 2026: Versie 2 is gepubliceerd"
    stop = link_in(news, "volgen/")
    assert news["List-Unsubscribe"].strip("<>").endswith(stop)
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Mail.objects.get(soort=MailSoort.VOLGEN).afmelden == ""  # as secret as the text, and gone with it
    # A mail program has no cookie and no token.
    assert "Stop met volgen" in Client().get(stop).text
    gone = Client(enforce_csrf_checks=True).post(
        stop, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert gone.status_code == 200
    assert "niet meer" in gone.text
    assert not Volger.objects.exists()
    assert not Afzender.objects.exists()
    assert Client().get(stop).status_code == 404
    assert Client().post(stop).status_code == 200  # twice does no harm


def test_the_same_address_twice_is_one_and_nobody_sees_from_outside(out: Inkoop) -> None:
    client = Client()
    first = client.post(PAGE, {"email": EMAIL})
    again = client.post(PAGE, {"email": EMAIL.upper()})
    assert Volger.objects.count() == 1
    row = Volger.objects.get()
    deur.confirm(row=row, code=deur.confirmation(row), at=timezone.now())
    third = client.post(PAGE, {"email": EMAIL})
    assert Volger.objects.count() == 1
    assert {first.text.replace(EMAIL, ""), third.text.replace(EMAIL, ""), again.text.replace(EMAIL.upper(), "")} == {
        first.text.replace(EMAIL, "")
    }
    assert "volgt deze inkoop al" in told()[-1].tekst


def test_who_did_not_confirm_hears_nothing(out: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    volgen.ask(inkoop=out, email=EMAIL, at=timezone.now())
    publish_from(dt.date(2026, 7, 1), out, contractmanager, beoordelaar)
    assert tell() == 0


def test_an_older_link_and_a_wrong_one_confirm_nothing(out: Inkoop) -> None:
    row = volgen.ask(inkoop=out, email=EMAIL, at=timezone.now() - DAY)
    old = deur.confirmation(row)
    volgen.ask(inkoop=out, email=EMAIL, at=timezone.now())
    for code in (old, "x", f"{row.pk}-{'0' * 40}", deur.access(row)):
        page = Client().post(f"{PAGE}bevestigen/{code}/")
        assert page.status_code == 410
        assert "Deze link klopt niet" in page.text
    late = deur.confirmation(Volger.objects.get())
    Volger.objects.update(ingediend_op=timezone.now() - 8 * DAY)
    assert Client().post(f"{PAGE}bevestigen/{late}/").status_code == 410
    assert not Volger.objects.confirmed().exists()


# --- what is told ------------------------------------------------------------------------------------------------------------


def test_what_happens_at_one_moment_is_one_mail_and_only_what_came_after_following(
    out: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    follow(out)
    for number, text in enumerate(("<p>Een.</p>", "<p>Twee.</p>"), 1):
        change_text(out.producten.get(), text)
        publish_from(dt.date(2026, 6 + number, 1), out, contractmanager, beoordelaar)
    last = out.publicaties.order_by("-volgnummer")[0]
    intrekken.ask_to_withdraw(publicatie=last, reden="Fout.\r\nBcc: x@y.nl", by=contractmanager, at=timezone.now())
    intrekken.withdraw(publicatie=last, by=beoordelaar, at=timezone.now())
    follow(out, "later@aanbieder.example")
    assert tell() == 1
    (mail,) = told()
    assert mail.onderwerp == "Inkoop 2026: 3 berichten"
    assert [line[:25] for line in mail.tekst.splitlines() if line.startswith("- ")] == [
        "- Versie 2 is gepubliceer", "- Versie 3 is gepubliceer", "- Versie 3 is ingetrokken",
    ]  # fmt: skip
    assert "Eerste versie" not in mail.tekst
    assert told("later@aanbieder.example") == []
    assert Gebeurtenis.objects.filter(soort__in=["gepubliceerd", "ingetrokken"], rondgestuurd=None).count() == 0


def test_a_step_that_is_undone_is_told_to_nobody(out: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    follow(out)
    with transaction.atomic():
        publish_from(dt.date(2026, 7, 1), out, contractmanager, beoordelaar)
        transaction.set_rollback(True)
    actions.start_concept(
        inkoop=out, versienaam="Geheim", ingangsdatum=dt.date(2027, 1, 1), by=contractmanager, at=timezone.now()
    )
    assert tell() == 0


def deadline(inkoop: Inkoop, days: int, **values: Any) -> Mijlpaal:
    day = timezone.localdate() + dt.timedelta(days=days)
    row = {
        "titel": "Vragen stellen",
        "sluit": Sluit.VRAGEN,
        "openbaar": True,
        "moment": Moment.parse(str(day)),
    } | values
    return Mijlpaal.objects.create(inkoop=inkoop, **row)


@pytest.mark.django_db(transaction=True)
def test_a_deadline_that_moves_is_told_whatever_moved_it(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    fill(inkoop)
    published(inkoop, contractmanager, beoordelaar)
    follow(inkoop)
    row = deadline(inkoop, 30, titel="Einde <b>vragen</b>")
    intern = deadline(inkoop, 30, titel="Intern", openbaar=False)
    client, page = client_of(contractmanager), f"/beheer/inkoop-2026/rondom/mijlpaal/{row.pk}/"
    form = client.get(page).context["form"]
    later = timezone.localdate() + 40 * DAY
    values = {name: value if value is not None else "" for name, value in form.initial.items()}
    values |= {
        "moment": str(later),
        "tijd": "",
        "titel": row.titel,
        "sluit": "vragen",
        "stand": "gepland",
        "openbaar": "on",
    }
    assert send(client, page, {name: value for name, value in values.items() if value is not False}).status_code == 302
    Mijlpaal.objects.filter(pk=intern.pk).update(moment=Moment.parse(str(later)))
    Mijlpaal.objects.filter(pk=row.pk).update(omschrijving="Alleen een ander woord")
    Mijlpaal.objects.filter(pk=row.pk).update(moment=Moment.parse(str(later + DAY)))  # as raw SQL would
    now = timezone.now()
    assert tell(now) == 1
    assert tell(now) == 0
    (mail,) = told()
    assert mail.onderwerp == "Inkoop 2026: 2 berichten"
    assert "Vragen stellen kan nu tot en met" in mail.tekst
    assert "Einde <b>vragen</b>" in mail.tekst
    assert "Intern" not in mail.tekst
    kinds = Gebeurtenis.objects.filter(soort=GebeurtenisSoort.MOMENT_VERSCHOVEN)
    assert kinds.count() == 2
    # Not a step of the version, and not twice in the feed.
    assert "verschoven" not in client.get("/beheer/").text.lower()
    assert "kan nu" not in client.get(f"{BASIS}nieuws.atom").text


def test_a_deadline_that_comes_near_is_told_once(out: Inkoop) -> None:
    follow(out)
    deadline(out, 2)
    deadline(out, 9, titel="Later")
    deadline(out, 2, titel="Intern", openbaar=False)
    deadline(out, 2, titel="Sluit niets", sluit="")
    assert tell() == 1
    assert tell() == 0
    assert tell(timezone.now() + DAY) == 0
    (mail,) = told()
    assert "Vragen stellen kan nog tot en met" in mail.tekst
    assert "Later" not in mail.tekst
    assert "Intern" not in mail.tekst


def test_nobody_is_told_of_an_inkoop_without_a_version(inkoop: Inkoop) -> None:
    deadline(inkoop, 2)
    assert tell_moments(at=timezone.now()) == []


def test_the_clock_does_it(out: Inkoop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "volgers" in ELKE_MINUUT
    follow(out)
    deadline(out, 2)
    call_command("volgers")
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + volgen.WACHTEN)
    call_command("volgers")
    call_command("volgers")
    assert len(told()) == 1


def test_what_was_sent_round_is_known_once(out: Inkoop) -> None:
    row = Rondgestuurd.objects.first()
    assert row is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Rondgestuurd.objects.bulk_create([Rondgestuurd(gebeurtenis=row.gebeurtenis, op=timezone.now())])


# --- bad input ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "email", ["", "geen adres", "a@b", "a@b.nl\nBcc: c@d.nl", "<script>@b.nl", "x" * 250 + "@b.nl"]
)
def test_what_is_no_address_is_refused_and_given_back(out: Inkoop, email: str) -> None:
    page = Client().post(PAGE, {"email": email})
    assert page.status_code == 422
    assert "e-mailadres" in page.text
    assert "<script>@" not in page.text
    assert not Volger.objects.exists()
    assert not Mail.objects.filter(soort=MailSoort.INZENDING_BEVESTIGEN).exists()


def test_a_machine_that_fills_in_everything_is_refused(out: Inkoop) -> None:
    assert Client().post(PAGE, {"email": EMAIL, "website": "https://spam.example"}).status_code == 422
    assert not Volger.objects.exists()


def test_a_flood_is_refused_with_what_was_typed(out: Inkoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(deur.GRENZEN, Wat.BEGIN, Inzendgrens(2, 100, dt.timedelta(hours=1)))
    client = Client()
    for number in range(2):
        assert client.post(PAGE, {"email": f"p{number}@aanbieder.example"}).status_code == 200
    page = client.post(PAGE, {"email": "p3@aanbieder.example"})
    assert page.status_code in {409, 422, 429}
    assert "p3@aanbieder.example" in page.text
    assert Volger.objects.count() == 2


def test_nobody_gets_a_heap_of_mail(out: Inkoop) -> None:
    for _ in range(9):
        Client().post(PAGE, {"email": EMAIL})
    assert Mail.objects.filter(aan=EMAIL).count() == deur.GRENZEN[Wat.MAIL].een


# --- what is kept -------------------------------------------------------------------------------------------------------------


def test_followers_go_when_their_term_is_over(out: Inkoop) -> None:
    follow(out)
    volgen.ask(inkoop=out, email="nooit@aanbieder.example", at=timezone.now() - 40 * DAY)
    clean_up(at=timezone.now())
    assert [row.afzender.email for row in Volger.objects.select_related("afzender") if row.afzender] == [EMAIL]
    out.start_contract, out.einde_contract = dt.date(2020, 1, 1), timezone.localdate() - 100 * DAY
    out.save()
    clean_up(at=timezone.now())
    assert Volger.objects.count() == 1
    Bewaartermijn.objects.create(inkoop=out, dagen=90)
    clean_up(at=timezone.now())
    assert not Volger.objects.exists()
    assert not Afzender.objects.exists()


def test_who_asks_hears_what_is_known_and_can_have_it_removed(out: Inkoop, capsys: pytest.CaptureFixture[str]) -> None:
    follow(out)
    call_command("persoonsgegevens", out.regio.slug, EMAIL)
    known = json.loads(capsys.readouterr().out)
    assert [row["soort"] for row in known["inzendingen"]] == ["aanvraag om mail te krijgen"]
    assert known["mails"]
    privacy.remove_person(regio=out.regio, email=EMAIL)
    assert not Volger.objects.exists()
    assert not Mail.objects.filter(aan=EMAIL).exists()
