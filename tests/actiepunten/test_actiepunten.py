"""What asks something of whom: the same lines on the page, in the mail of the day and in the count of the menu."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Rol, User
from actiepunten.bronnen import points_for
from actiepunten.dagmail import mail_due
from actiepunten.models import Dagmail
from bewaking.management.commands.klok import ELKE_MINUUT
from core.moment import Moment, Precisie
from overleg.models import Onderwerp, Reactieronde
from overleg.reactienota import draw_up
from post.models import Mail, MailStatus
from post.soorten import MailSoort
from post.sturen import keep, switch
from proces.actions import add_note, resolve_note
from proces.models import Aantekening, Mijlpaal, Sluit
from publicaties import actions, intrekken
from segments.models import Inkoop
from taken.werker import work_off
from tests.accounts.factories import UserFactory
from tests.overleg.factories import close, confirmed, ronde
from tests.percelen.factories import PerceelFactory
from tests.producten.factories import ProductFactory
from tests.segments.factories import InkoopFactory
from tests.tarieven.factories import TariefFactory
from tests.werkplek.conftest import client_of
from tests.werkplek.versies import approved, fill, published, returned, submitted

pytestmark = pytest.mark.usefixtures("small_files")
DAY = dt.timedelta(days=1)
#: A Monday and the Tuesday and Saturday after it, in the morning.
MAANDAG = dt.datetime(2026, 11, 30, 8, 30, tzinfo=dt.UTC)


def lines(user: User, at: dt.datetime | None = None) -> list[str]:
    """Asked by somebody who is looked up again, as in a request."""
    return [punt.wat for punt in points_for(User.objects.get(pk=user.pk), at or timezone.now())]


def test_a_version_asks_something_of_who_goes_on_with_it(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, beheerder: User, lezer: User, buur: User
) -> None:
    fill(inkoop)
    versie = submitted(inkoop, contractmanager)
    assert lines(beoordelaar) == ["Beoordeel ‘Versie van juni’"]
    assert [lines(one) for one in (contractmanager, beheerder, lezer, buur)] == [[]] * 4
    remarks = [("", "De naam klopt niet."), ("", "En het jaar ook niet.")]
    actions.return_with_remarks(publicatie=versie, opmerkingen=remarks, by=beoordelaar, at=timezone.now())
    assert lines(contractmanager) == ["Beantwoord 2 opmerkingen bij ‘Versie van juni’"]
    assert lines(beoordelaar) == []
    for opmerking in versie.opmerkingen.order_by("pk"):
        actions.resolve_remark(opmerking=opmerking, by=contractmanager, at=timezone.now())
    assert lines(contractmanager) == ["Dien opnieuw in: ‘Versie van juni’"]
    actions.submit(publicatie=versie, by=contractmanager, at=timezone.now())
    actions.approve(publicatie=versie, by=beoordelaar, at=timezone.now())
    assert lines(contractmanager) == lines(beoordelaar) == ["Publiceer of plan ‘Versie van juni’"]
    actions.plan(publicatie=versie, gepland_op=timezone.now() + DAY, by=contractmanager, at=timezone.now())
    assert lines(contractmanager) == lines(beoordelaar) == []


def test_who_submitted_does_not_review_her_own(inkoop: Inkoop, contractmanager: User, regio: Any) -> None:
    fill(inkoop)
    both = UserFactory(username="beide", regio=regio, rol=Rol.CONTRACTMANAGER)
    both.lidmaatschappen.create(regio=regio, rol=Rol.BEOORDELAAR)
    submitted(inkoop, both)
    assert lines(both) == []


def test_a_publication_that_failed_is_told_to_the_beheerder_too(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, beheerder: User, lezer: User, monkeypatch: Any
) -> None:
    fill(inkoop)
    versie = approved(inkoop, contractmanager, beoordelaar)
    with monkeypatch.context() as patch:
        patch.setattr("publicaties.document.render_bestanden", lambda *args: 1 / 0)
        actions.ask_to_publish(publicatie=versie, by=contractmanager, at=timezone.now())
        assert lines(contractmanager) == []  # somebody asked, and it is under way
        work_off()
    for one in (contractmanager, beoordelaar, beheerder):
        assert lines(one) == ["‘Versie van juni’ kon niet worden gepubliceerd"]
    assert lines(lezer) == []
    actions.ask_to_publish(publicatie=versie, by=contractmanager, at=timezone.now())
    work_off()
    assert lines(beheerder) == []


def test_withdrawing_asks_another_and_an_emergency_everybody(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, lezer: User
) -> None:
    fill(inkoop)
    versie = published(inkoop, contractmanager, beoordelaar)
    intrekken.ask_to_withdraw(publicatie=versie, reden="Fout", by=contractmanager, at=timezone.now())
    assert lines(contractmanager) == []
    assert lines(beoordelaar) == ["Besluit over intrekken van ‘Eerste versie’"]
    intrekken.withdraw(publicatie=versie, by=beoordelaar, at=timezone.now())
    assert lines(beoordelaar) == lines(lezer) == []


def test_an_aantekening_asks_who_did_not_speak_last(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, lezer: User, beheerder: User
) -> None:
    now = timezone.now()
    note = add_note(inkoop=inkoop, plek="product/bgi/doelgroep", tekst="Klopt dit?", by=lezer, at=now)
    question = ["Beantwoord 1 aantekening van collega’s, of los ze op"]
    assert (lines(contractmanager), lines(lezer), lines(beheerder)) == (question, [], [])
    add_note(inkoop=inkoop, plek=note.plek, tekst="Ja.", by=contractmanager, at=now, bij=note)
    assert (lines(contractmanager), lines(lezer), lines(beheerder)) == ([], question, [])
    add_note(inkoop=inkoop, plek=note.plek, tekst="Zeker?", by=beoordelaar, at=now, bij=note)
    assert lines(contractmanager) == lines(lezer) == question
    assert lines(beoordelaar) == []
    resolve_note(note=note, by=lezer, at=now)
    assert lines(contractmanager) == lines(lezer) == []


@pytest.mark.parametrize(("days", "told"), [(-1, False), (1, True), (13, True), (15, False)])
def test_what_closes_soon(inkoop: Inkoop, contractmanager: User, beoordelaar: User, days: int, told: bool) -> None:
    day = timezone.localdate() + dt.timedelta(days=days)
    Mijlpaal.objects.create(
        inkoop=inkoop, moment=Moment(day, Precisie.DAG), titel="Vragen stellen tot", sluit=Sluit.VRAGEN
    )
    assert bool(lines(contractmanager)) == told
    assert lines(beoordelaar) == []
    if told:
        assert lines(contractmanager)[0].startswith("Vragen stellen sluit")


def test_tarieven_that_end_with_nothing_after_them(inkoop: Inkoop, contractmanager: User) -> None:
    today = timezone.localdate()
    begin, end = today - 300 * DAY, today + 30 * DAY
    product, perceel = ProductFactory(inkoop=inkoop), PerceelFactory(inkoop=inkoop)
    rows = [TariefFactory(product=ProductFactory(inkoop=inkoop), ingangsdatum=begin, einddatum=end) for _ in range(2)]
    one = TariefFactory(product=product, perceel=perceel, ingangsdatum=begin, einddatum=end)
    TariefFactory(product=ProductFactory(inkoop=inkoop), ingangsdatum=begin, einddatum=today + 120 * DAY)
    TariefFactory(product=ProductFactory(inkoop=inkoop), ingangsdatum=begin)
    assert [line.partition(" zonder")[0] for line in lines(contractmanager)] == ["3 tarieven"]
    TariefFactory(product=product, ingangsdatum=end + DAY)  # for all percelen, so for this one too
    assert [line.partition(" zonder")[0] for line in lines(contractmanager)] == ["2 tarieven"]
    assert "geëindigd" in lines(contractmanager, timezone.now() + 40 * DAY)[0]
    inkoop.einde_contract = end
    inkoop.start_contract = begin
    inkoop.save()
    assert lines(contractmanager) == []
    assert one.pk
    assert rows


def test_lost_mails_are_for_the_beheerder_of_the_regio(
    inkoop: Inkoop, beheerder: User, contractmanager: User, buur: User
) -> None:
    keep(MailSoort.ACCOUNT, aan="geen adres", onderwerp="x", tekst="y", regio=inkoop.regio)
    assert lines(beheerder) == ["1 mail is niet afgeleverd"]
    assert lines(contractmanager) == lines(buur) == []


def test_the_most_urgent_comes_first(inkoop: Inkoop, contractmanager: User, lezer: User, beoordelaar: User) -> None:
    fill(inkoop)
    returned(inkoop, contractmanager, beoordelaar, ("", "Nee."))
    day = timezone.localdate() + 2 * DAY
    Mijlpaal.objects.create(inkoop=inkoop, moment=Moment(day, Precisie.DAG), titel="Laatste dag", sluit=Sluit.REAGEREN)
    other = InkoopFactory(regio=inkoop.regio)
    TariefFactory(product=ProductFactory(inkoop=other), ingangsdatum=day - 100 * DAY, einddatum=day + 30 * DAY)
    TariefFactory(product=ProductFactory(inkoop=other), ingangsdatum=day - 100 * DAY, einddatum=day - 3 * DAY)
    found = points_for(contractmanager, timezone.now())
    assert [punt.label for punt in found] == ["Nu", "Wacht op u", "Bijna", "Straks"]
    assert len({punt.sleutel for punt in found}) == 4


# --- the page and the menu ------------------------------------------------------------------------------------------------


def test_the_page_lists_them_with_links_that_open(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    fill(inkoop)
    submitted(inkoop, contractmanager)
    client = client_of(beoordelaar)
    page = client.get("/beheer/").text
    (punt,) = points_for(beoordelaar, timezone.now())
    assert f'href="{punt.adres}">{punt.wat}</a>' in page
    assert client.get(punt.adres).status_code == 200
    told = client.get("/beheer/account/punten/", headers={"HX-Request": "true"}).text
    assert "1 punt" in " ".join(told.split())
    assert told.strip() in page
    assert client.get("/beheer/account/punten/")["Location"] == "/beheer/"
    assert 'hx-get="/beheer/account/punten/"' in client.get("/beheer/inkoop-2026/").text


def test_an_empty_page_says_so(lezer: User, inkoop: Inkoop) -> None:
    client = client_of(lezer)
    assert "Niets vraagt nu iets van u" in client.get("/beheer/").text
    assert "punt" not in client.get("/beheer/account/punten/", headers={"HX-Request": "true"}).text.replace(
        "aantal-punten", ""
    )


def test_reacties_of_a_closed_round_wait_and_then_their_nota_for_a_second_person(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    fill(inkoop)
    row = ronde(published(inkoop, contractmanager, beoordelaar), contractmanager, titel="De tekst van 2026")
    confirmed(row, ("", "Te smal."), ("", "Te breed."))
    now = timezone.now()

    def asked(user: User) -> list[str]:
        return [line for line in lines(user, now) if "26’" in line or "reactienota" in line]

    assert asked(contractmanager) == []
    close(row)
    assert asked(contractmanager) == ["Besluit over 2 onderwerpen van ‘De tekst van 2026’"]
    Onderwerp.objects.filter(pk=row.onderwerpen.order_by("pk")[0].pk).update(toegewezen=beoordelaar)
    assert asked(contractmanager) == ["Besluit over 1 onderwerp van ‘De tekst van 2026’"]
    draw_up(ronde=Reactieronde.objects.get(pk=row.pk), by=contractmanager, at=now)
    assert asked(beoordelaar)[-1] == "Lees reactienota 1 na en publiceer haar"
    assert "Lees reactienota 1 na en publiceer haar" not in asked(contractmanager)


def test_the_number_of_queries_stays_the_same(
    inkoop: Inkoop, contractmanager: User, lezer: User, django_assert_num_queries: Any
) -> None:
    def grow() -> None:
        other = InkoopFactory(regio=inkoop.regio)
        add_note(inkoop=other, plek="product/x/y", tekst="?", by=lezer, at=timezone.now())
        Mijlpaal.objects.create(
            inkoop=other, moment=Moment(timezone.localdate() + DAY, Precisie.DAG), titel="x", sluit=Sluit.VRAGEN
        )
        today = timezone.localdate()
        TariefFactory(product=ProductFactory(inkoop=other), ingangsdatum=today - 9 * DAY, einddatum=today + 9 * DAY)

    grow()
    with django_assert_num_queries(14):
        assert len(points_for(User.objects.get(pk=contractmanager.pk), timezone.now())) == 3
    for _ in range(3):
        grow()
    with django_assert_num_queries(14):
        assert len(points_for(User.objects.get(pk=contractmanager.pk), timezone.now())) == 12


# --- the mail of the day ---------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(inkoop: Inkoop, contractmanager: User, beoordelaar: User, lezer: User) -> User:
    for user in (contractmanager, beoordelaar, lezer):
        user.email = f"{user.username}@voorbeeld.nl"
        user.save()
    fill(inkoop)
    submitted(inkoop, contractmanager)
    Mail.objects.all().delete()
    return beoordelaar


def test_one_mail_a_day_and_about_each_thing_once(waiting: User, inkoop: Inkoop, lezer: User) -> None:
    assert mail_due(at=MAANDAG) == 1
    (mail,) = Mail.objects.all()
    assert (mail.aan, mail.soort) == ("beoordelaar@voorbeeld.nl", MailSoort.VRAAGT_IETS)
    assert mail.onderwerp == "1 punt vraagt iets van u"
    assert "- Beoordeel ‘Versie van juni’ (Inkoop 2026)" in mail.tekst
    assert "/beheer/account/" in mail.tekst
    for later in (dt.timedelta(0), dt.timedelta(minutes=1), dt.timedelta(hours=9)):
        assert mail_due(at=MAANDAG + later) == 0
    assert mail_due(at=MAANDAG + DAY) == 0  # nothing new
    add_note(inkoop=inkoop, plek="product/x/y", tekst="?", by=waiting, at=MAANDAG)
    note = Aantekening.objects.get()
    add_note(inkoop=inkoop, plek=note.plek, tekst="Ja.", by=lezer, at=MAANDAG, bij=note)
    assert mail_due(at=MAANDAG + DAY) == 0  # tomorrow
    assert mail_due(at=MAANDAG + 2 * DAY) == 2  # the contractmanager has something new as well
    tekst = Mail.objects.filter(aan=waiting.email).latest("pk").tekst
    assert tekst.index("Beantwoord 1 aantekening") < tekst.index("Beoordeel")  # what is new comes first


@pytest.mark.parametrize(
    "at", [MAANDAG.replace(hour=5), MAANDAG - DAY, MAANDAG - 2 * DAY], ids=["early", "Sunday", "Saturday"]
)
def test_nobody_is_mailed_at_night_or_at_the_weekend(waiting: User, at: dt.datetime) -> None:
    assert mail_due(at=at) == 0
    assert not Dagmail.objects.exists()


def test_who_switched_it_off_gets_none(waiting: User) -> None:
    switch(waiting, aan=set(MailSoort) - {MailSoort.VRAAGT_IETS})
    assert mail_due(at=MAANDAG) == 0
    assert not Mail.objects.exists()
    page = client_of(waiting).get("/beheer/account/mails/").text
    assert "hooguit één mail per werkdag" in page


def test_who_left_or_works_nowhere_is_not_looked_at(waiting: User) -> None:
    waiting.is_active = False
    waiting.save()
    assert mail_due(at=MAANDAG) == 0
    assert not Mail.objects.exists()


def test_many_things_make_a_mail_that_can_be_read(inkoop: Inkoop, contractmanager: User, lezer: User) -> None:
    contractmanager.email = "cm@voorbeeld.nl"
    contractmanager.save()
    for _ in range(25):
        add_note(inkoop=InkoopFactory(regio=inkoop.regio), plek="product/x/y", tekst="?", by=lezer, at=MAANDAG)
    assert mail_due(at=MAANDAG) == 1
    tekst = Mail.objects.get().tekst
    assert tekst.count("\n- ") == 19
    assert "En nog 5 op uw startpagina." in tekst


def test_the_clock_does_it(waiting: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "dagmail" in ELKE_MINUUT
    monkeypatch.setattr(timezone, "now", lambda: MAANDAG)
    call_command("dagmail")
    call_command("dagmail")
    assert Mail.objects.filter(status=MailStatus.BEWAARD, soort=MailSoort.VRAAGT_IETS).count() == 1


def test_the_links_of_the_mail_are_for_who_gets_it(waiting: User, client: Client) -> None:
    mail_due(at=MAANDAG)
    assert "http" in Mail.objects.get().tekst
    assert client.get("/beheer/")["Location"].startswith("/inloggen/")
