"""Reacting: in time and never a second late, once, to be withdrawn; decided, and told in a nota that does not change."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core.fouten import BewerkFout, NotAllowed
from overleg import behandelen, deur, privacy, reactienota, reacties
from overleg.models import Afzender, Bewaartermijn, Onderwerp, Reactie, Reactienota, Reactiepunt, Reactieronde
from post.models import Mail
from publicaties.models import Gebeurtenis, GebeurtenisSoort, Publicatie
from segments.models import Inkoop
from tests.core.test_uploads import document
from tests.overleg.factories import PLEK, close, concept, confirmed
from tests.overleg.factories import ronde as make_ronde
from tests.overleg.twee_processen import closing_between
from tests.werkplek.versies import fill, published

DAY = dt.timedelta(days=1)


def mails(soort: str) -> list[Mail]:
    return list(Mail.objects.filter(soort=soort).order_by("pk"))


# --- the road of a reactie --------------------------------------------------------------------------------------------


def test_a_reactie_counts_once_it_is_confirmed(ronde: Reactieronde) -> None:
    row, now = concept(ronde, (PLEK, "Te smal."), ("", "Mooi stuk.")), timezone.now()
    reacties.submit(reactie=row, at=now)
    assert not Reactie.objects.confirmed().exists()
    (asked,) = mails("inzending_bevestigen")
    assert "Te smal" not in asked.tekst  # whoever has this address did not ask for it
    reacties.confirm(reactie=row, code=deur.confirmation(row), at=now)
    assert row.referentie == f"INKOOP-{timezone.localdate().year}-0001"
    (told,) = mails("inzending_ontvangen")
    assert row.referentie in told.onderwerp
    assert "PRODUCT-0, Doelgroep:\nTe smal." in told.tekst
    assert "De hele tekst:\nMooi stuk." in told.tekst
    assert Onderwerp.objects.filter(ronde=ronde, besluit="").count() == 2


def test_the_link_of_a_mail_works_once_and_for_a_week(ronde: Reactieronde) -> None:
    row, now = concept(ronde), timezone.now()
    reacties.submit(reactie=row, at=now)
    code = deur.confirmation(row)
    with pytest.raises(deur.UsedLink, match="klopt niet"):
        reacties.confirm(reactie=row, code=code[:-1] + "x", at=now)
    with pytest.raises(deur.UsedLink, match="werkte tot"):
        reacties.confirm(reactie=row, code=code, at=now + deur.BEVESTIGEN + DAY)
    reacties.confirm(reactie=row, code=code, at=now)
    with pytest.raises(deur.UsedLink, match="al bevestigd"):
        reacties.confirm(reactie=row, code=code, at=now)
    assert Onderwerp.objects.count() == 1


def test_a_reference_begins_with_a_whole_word_and_its_number_is_given_once(ronde: Reactieronde) -> None:
    """Also when what stands before the number became another: those that were given stay as they are."""
    first = confirmed(ronde)
    for slug, mark in (("voorbeeldstad-2026", "VOORBEELDSTAD"), ("x" * 50, "X" * 24)):
        Inkoop.objects.filter(pk=first.inkoop.pk).update(slug=slug)
        row = confirmed(Reactieronde.objects.get(pk=ronde.pk), email=f"{mark.lower()}@zorg.example")
        assert row.referentie == f"{mark}-{timezone.localdate().year}-{Reactie.objects.confirmed().count():04d}"
        row.full_clean()
    first.refresh_from_db()
    assert first.referentie == f"INKOOP-{timezone.localdate().year}-0001"


def test_what_was_sent_in_time_may_be_confirmed_after_the_closing(ronde: Reactieronde) -> None:
    row = concept(ronde)
    reacties.submit(reactie=row, at=timezone.now())
    close(ronde)
    reacties.confirm(reactie=row, code=deur.confirmation(row), at=timezone.now())
    assert Reactie.objects.confirmed().count() == 1


def test_the_same_reactie_twice_is_one(ronde: Reactieronde) -> None:
    first = confirmed(ronde)
    again = concept(ronde, (PLEK, "De  doelgroep is\nte smal."), email="ANNA@zorg.example")
    with pytest.raises(reacties.AlreadySent, match=first.referentie):
        reacties.submit(reactie=again, at=timezone.now())
    confirmed(ronde, email="bas@zorg.example")  # somebody else who says the same
    with pytest.raises(IntegrityError), transaction.atomic():
        Reactie.objects.filter(pk=again.pk).update(vinger=first.vinger)


def test_a_double_click_sends_one_mail(ronde: Reactieronde) -> None:
    row = concept(ronde)
    for _ in range(2):
        reacties.submit(reactie=row, at=timezone.now())
    assert len(mails("inzending_bevestigen")) == 1


def test_nobody_gets_more_than_six_mails_a_day(ronde: Reactieronde) -> None:
    for number in range(6):
        reacties.submit(reactie=concept(ronde, ("", f"Punt {number}")), at=timezone.now())
    with pytest.raises(deur.TooMuch):
        reacties.submit(reactie=concept(ronde, ("", "Nog een")), at=timezone.now())
    assert len(mails("inzending_bevestigen")) == 6


def test_what_was_sent_does_not_change(ronde: Reactieronde) -> None:
    row = confirmed(ronde)
    with pytest.raises(reacties.AlreadySent):
        reacties.write(reactie=row, tekst="Anders", at=timezone.now(), known=reacties.snapshot_of(ronde.publicatie))
    for change in ({"tekst": "Anders"}, {"plek": ""}):
        with pytest.raises(DatabaseError, match="what was sent"), transaction.atomic():
            Reactiepunt.objects.filter(reactie=row).update(**change)
    with pytest.raises(DatabaseError, match="confirmed"), transaction.atomic():
        Reactie.objects.filter(pk=row.pk).update(referentie="X-1")
    with pytest.raises(DatabaseError), transaction.atomic():
        Reactie.objects.filter(pk=row.pk).delete()


def test_who_withdraws_is_not_decided_about(ronde: Reactieronde) -> None:
    first, second = confirmed(ronde), confirmed(ronde, ("", "Iets anders"), email="bas@zorg.example")
    reacties.withdraw(reactie=first, at=timezone.now())
    assert [row.titel for row in Onderwerp.objects.all()] == ["Iets anders"]
    assert Reactie.objects.confirmed().get() == second
    confirmed(ronde)  # and may send the same again
    close(ronde)
    with pytest.raises(deur.TooLate):
        reacties.withdraw(reactie=second, at=timezone.now())
    with pytest.raises(DatabaseError, match="not open"), transaction.atomic():
        Reactie.objects.filter(pk=second.pk).update(ingetrokken_op=timezone.now())


def test_what_nobody_confirmed_can_be_taken_away_whole(ronde: Reactieronde) -> None:
    row = concept(ronde)
    reacties.submit(reactie=row, at=timezone.now())
    reacties.withdraw(reactie=row, at=timezone.now())
    assert (Reactie.objects.count(), Afzender.objects.count()) == (0, 0)


# --- the deadline -----------------------------------------------------------------------------------------------------


def test_one_second_late_is_late(ronde: Reactieronde) -> None:
    row = concept(ronde)
    assert ronde.sluit_op is not None
    with pytest.raises(deur.TooLate, match="Hieronder staat wat u schreef"):
        reacties.submit(reactie=row, at=ronde.sluit_op)
    reacties.submit(reactie=row, at=ronde.sluit_op - dt.timedelta(microseconds=1))


def test_the_database_refuses_what_is_late_whatever_the_clock_of_the_portal(ronde: Reactieronde) -> None:
    row, before = concept(ronde), timezone.now() - 5 * DAY
    punt = row.punten.get()
    close(ronde)
    with pytest.raises(deur.TooLate):
        reacties.submit(reactie=row, at=before)
    with pytest.raises(DatabaseError, match="not open"), transaction.atomic():
        Reactie.objects.filter(pk=row.pk).update(ingediend_op=before)
    with pytest.raises(DatabaseError, match="not open"), transaction.atomic():
        Reactie.objects.create(ronde=ronde, inkoop=ronde.inkoop, begonnen_op=before)
    with pytest.raises(DatabaseError, match="not open"), transaction.atomic():
        Reactiepunt.objects.create(reactie=row, tekst="Nog iets")
    with pytest.raises(DatabaseError, match="not open"), transaction.atomic():
        Reactiepunt.objects.filter(pk=punt.pk).update(tekst="Anders")


def test_who_moves_the_moment_in_the_planning_moves_the_closing(ronde: Reactieronde) -> None:
    row = concept(ronde)
    close(ronde)
    with pytest.raises(deur.TooLate):
        reacties.submit(reactie=row, at=timezone.now())
    ronde.mijlpaal.moment = make_later(ronde)
    ronde.mijlpaal.save()
    reacties.submit(reactie=row, at=timezone.now())


def make_later(ronde: Reactieronde) -> object:
    from core.moment import Moment, Precisie

    return Moment(timezone.localdate() + 3 * DAY, Precisie.DAG)


@pytest.mark.django_db(transaction=True)
def test_two_processes_and_a_moment_that_passes(contractmanager: User, beoordelaar: User, inkoop: object) -> None:
    """Closing is a moment of the database: the same for every process, to the second, also while they wait for it."""
    fill(inkoop)  # type: ignore[arg-type]
    ronde = make_ronde(published(inkoop, contractmanager, beoordelaar), contractmanager)  # type: ignore[arg-type]
    early, late = concept(ronde, email="a@zorg.example"), concept(ronde, email="b@zorg.example")
    assert closing_between(ronde.mijlpaal, [str(early.pk)], [str(late.pk)]) == ("sent", "late")
    assert list(Reactie.objects.filter(ingediend_op__isnull=False)) == [early]


# --- a round ----------------------------------------------------------------------------------------------------------


def test_what_a_round_promised_stays(ronde: Reactieronde) -> None:
    for change in ({"op_naam": True}, {"geopend_op": None, "geopend_door": None}):
        with pytest.raises(DatabaseError, match="promised"), transaction.atomic():
            Reactieronde.objects.filter(pk=ronde.pk).update(**change)
    with pytest.raises(DatabaseError, match="questions"), transaction.atomic():
        ronde.vragen.create(tekst="Nog een vraag")
    Reactieronde.objects.filter(pk=ronde.pk).update(toelichting="Andere woorden")


def test_a_round_opens_when_visitors_can_read_until_when(
    versie: Publicatie, contractmanager: User, lezer: User
) -> None:
    row = make_ronde(versie, contractmanager, open=False)
    with pytest.raises(NotAllowed):
        reacties.open_ronde(ronde=row, by=lezer, at=timezone.now())
    row.mijlpaal.openbaar = False
    row.mijlpaal.save()
    with pytest.raises(BewerkFout, match="niet openbaar"):
        reacties.open_ronde(ronde=row, by=contractmanager, at=timezone.now())
    row.mijlpaal.openbaar = True
    row.mijlpaal.save()
    reacties.open_ronde(ronde=row, by=contractmanager, at=timezone.now())
    told = Gebeurtenis.objects.get(soort=GebeurtenisSoort.REACTIES_OPEN)
    assert told.ident.endswith(f"inkoop-2026/reageren/#ronde-{row.pk}")
    with pytest.raises(reacties.AlreadySent):
        reacties.open_ronde(ronde=row, by=contractmanager, at=timezone.now())


def test_a_moment_that_closes_something_else_closes_no_round(ronde: Reactieronde, contractmanager: User) -> None:
    ronde.mijlpaal.sluit = "vragen"
    ronde.mijlpaal.save()
    with pytest.raises(ValidationError):
        ronde.full_clean()
    with pytest.raises(deur.TooLate):
        reacties.begin(ronde=ronde, at=timezone.now())


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("naam", "inhoud"),
    [
        ("brief.pdf", b"MZ geen pdf"),
        ("brief.docx", b"%PDF-1.7"),
        ("brief.exe", b"%PDF-1.7"),
        ("leeg.pdf", b""),
        ("groot.pdf", b"%PDF-1.7" + b"0" * 25_000_001),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(ronde: Reactieronde, naam: str, inhoud: bytes) -> None:
    row = concept(ronde)
    with pytest.raises(ValidationError):
        reacties.attach(reactie=row, bestand=SimpleUploadedFile(naam, inhoud), at=timezone.now())


def test_a_small_file_that_unpacks_to_a_very_large_one_is_refused(ronde: Reactieronde) -> None:
    bom = SimpleUploadedFile("brief.docx", document(200_000_000))
    with pytest.raises(ValidationError, match="uitgepakt te groot"):
        reacties.attach(reactie=concept(ronde), bestand=bom, at=timezone.now())


def test_a_name_with_odd_signs_is_stored_as_a_name(ronde: Reactieronde) -> None:
    row = concept(ronde)
    bestand = SimpleUploadedFile("x.pdf", b"%PDF-1.7 inhoud")
    bestand._name = "../../etc/brief\x00\x1b van\nons.pdf"
    reacties.attach(reactie=row, bestand=bestand, at=timezone.now())
    assert str(row.bijlagen.get()) == "brief_van_ons.pdf"
    for number in range(4):
        reacties.attach(reactie=row, bestand=SimpleUploadedFile(f"{number}.pdf", b"%PDF-1.7"), at=timezone.now())
    with pytest.raises(BewerkFout, match="hooguit 5"):
        reacties.attach(reactie=row, bestand=SimpleUploadedFile("6.pdf", b"%PDF-1.7"), at=timezone.now())


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_a_decision_has_a_reason_and_what_is_the_same_has_one_decision(
    ronde: Reactieronde, contractmanager: User, lezer: User
) -> None:
    for email in ("a@zorg.example", "b@zorg.example"):
        confirmed(ronde, email=email)
    one, other = Onderwerp.objects.order_by("pk")
    decided = {"titel": "Te smal", "besluit": "overgenomen", "plekken": [PLEK], "at": timezone.now()}
    with pytest.raises(BewerkFout, match="waarom"):
        behandelen.decide(onderwerp=one, reden=" ", by=contractmanager, **decided)
    with pytest.raises(NotAllowed):
        behandelen.decide(onderwerp=one, reden="Ja", by=lezer, **decided)
    behandelen.decide(onderwerp=one, reden="U heeft gelijk.", by=contractmanager, **decided)
    behandelen.group(onderwerp=one, met=[other], by=contractmanager)
    assert one.punten.count() == 2
    assert not Onderwerp.objects.filter(pk=other.pk).exists()
    new = behandelen.split(onderwerp=one, punt=one.punten.order_by("-pk")[0], by=contractmanager)
    assert (one.punten.count(), new.punten.count(), new.besluit) == (1, 1, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Onderwerp.objects.filter(pk=new.pk).update(besluit="niet")


# --- the nota ---------------------------------------------------------------------------------------------------------


def drawn_up(ronde: Reactieronde, by: User) -> Reactienota:
    close(ronde)
    return reactienota.draw_up(ronde=ronde, by=by, at=timezone.now())


def test_a_nota_tells_everything_and_nobodys_name(
    ronde: Reactieronde, contractmanager: User, beoordelaar: User
) -> None:
    row = confirmed(ronde, (PLEK, "Te smal."), ("", "Met een \U0001f600 en 中."))
    confirmed(ronde, ("", "Iets anders"), email="bas@elders.example", naam="Bas Vos", organisatie="Elders")
    behandelen.decide(
        onderwerp=Onderwerp.objects.get(plek=PLEK), titel="Te smal", besluit="overgenomen", reden="Dat klopt.",
        plekken=[PLEK], by=contractmanager, at=timezone.now(),
    )  # fmt: skip
    nota = drawn_up(ronde, contractmanager)
    with pytest.raises(NotAllowed):
        reactienota.publish(nota=nota, by=contractmanager, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Reactienota.objects.filter(pk=nota.pk).update(gepubliceerd_op=timezone.now(), gepubliceerd_door=contractmanager)
    reactienota.publish(nota=nota, by=beoordelaar, at=timezone.now())
    inhoud = reactienota.read(nota)
    assert [one.besluit for one in inhoud.onderwerpen] == ["", "", "overgenomen"]
    stored = json.dumps(nota.inhoud)
    for secret in ("Anna", "Bas Vos", "example", "Zorg & Zo", "Elders"):
        assert secret not in stored
    assert row.referentie in stored
    assert nota.pdf.open().read().startswith(b"%PDF-")
    assert nota.docx.open().read().startswith(b"PK")
    assert [mail.aan for mail in mails("reactienota")] == ["anna@zorg.example", "bas@elders.example"]
    assert Gebeurtenis.objects.get(soort=GebeurtenisSoort.REACTIENOTA).pad == "reactienota/1/"
    for change in (lambda: nota.delete(), lambda: Reactienota.objects.update(sha256="0" * 64)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_round_by_name_tells_the_organisation(versie: Publicatie, contractmanager: User) -> None:
    ronde = make_ronde(versie, contractmanager, op_naam=True)
    confirmed(ronde)
    stored = json.dumps(drawn_up(ronde, contractmanager).inhoud)
    assert "Zorg & Zo" in stored
    assert "Anna" not in stored
    assert "anna@" not in stored


def test_a_nota_waits_for_the_closing_and_can_be_drawn_up_again(
    ronde: Reactieronde, contractmanager: User, lezer: User
) -> None:
    confirmed(ronde)
    with pytest.raises(reactienota.WrongStep, match="gesloten"):
        reactienota.draw_up(ronde=ronde, by=contractmanager, at=timezone.now())
    nota = drawn_up(ronde, contractmanager)
    with pytest.raises(reactienota.WrongStep, match="al een nota"):
        reactienota.draw_up(ronde=ronde, by=contractmanager, at=timezone.now())
    with pytest.raises(NotAllowed):
        reactienota.discard(nota=nota, by=lezer)
    reactienota.discard(nota=nota, by=contractmanager)
    assert reactienota.draw_up(ronde=ronde, by=contractmanager, at=timezone.now()).nummer == 1


# --- privacy ----------------------------------------------------------------------------------------------------------


def test_who_reacted_is_forgotten_after_the_term_and_what_was_said_is_not(
    ronde: Reactieronde, contractmanager: User, beoordelaar: User
) -> None:
    row = concept(ronde)
    reacties.attach(reactie=row, bestand=SimpleUploadedFile("brief.pdf", b"%PDF-1.7 Anna"), at=timezone.now())
    reacties.submit(reactie=row, at=timezone.now())
    reacties.confirm(reactie=row, code=deur.confirmation(row), at=timezone.now())
    name = row.bijlagen.get().bestand.name
    nota = drawn_up(ronde, contractmanager)
    at = timezone.now()
    reactienota.publish(nota=nota, by=beoordelaar, at=at)
    Bewaartermijn.objects.create(inkoop=ronde.inkoop, dagen=100)
    assert privacy.remove_expired(at=at + 99 * DAY) == 0
    assert privacy.remove_expired(at=at + 100 * DAY) == 1
    row.refresh_from_db()
    assert (row.afzender, Afzender.objects.count(), row.bijlagen.count()) == (None, 0, 0)
    assert row.punten.get().tekst == "De doelgroep is te smal."
    assert row.referentie
    from opslag.models import Bestandsinhoud

    assert not Bestandsinhoud.objects.filter(sha256=name[:64]).exists()
    assert privacy.remove_expired(at=at + 400 * DAY) == 0


def test_without_a_nota_the_term_runs_from_a_year_after_the_closing(ronde: Reactieronde) -> None:
    confirmed(ronde)
    assert ronde.sluit_op is not None
    assert privacy.remove_expired(at=ronde.sluit_op + 729 * DAY) == 0
    assert privacy.remove_expired(at=ronde.sluit_op + 731 * DAY) == 1


def test_a_draft_that_nobody_sent_goes_whole(ronde: Reactieronde) -> None:
    concept(ronde)
    kept = confirmed(ronde, ("", "Iets"), email="b@zorg.example")
    assert privacy.remove_drafts(before=timezone.now()) == 1
    assert list(Reactie.objects.all()) == [kept]
    assert Afzender.objects.count() == 1


def test_a_person_may_ask_what_is_known_and_have_it_removed(
    ronde: Reactieronde, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    from django.core.management import CommandError, call_command

    row = confirmed(ronde)
    confirmed(ronde, ("", "Iets"), email="b@zorg.example", naam="Bas")
    call_command("persoonsgegevens", "midden-limburg", "Anna@zorg.example")
    told = json.loads(capsys.readouterr().out)
    assert told["inzendingen"][0]["naam"] == "Anna de Boer"
    assert told["inzendingen"][0]["kenmerk"] == row.referentie
    assert "Bas" not in json.dumps(told)
    assert len(told["mails"]) == 2
    call_command("persoonsgegevens", "midden-limburg", "anna@zorg.example", "--verwijder")
    out = capsys.readouterr().out
    assert "anna" not in out.lower() + caplog.text.lower()
    row.refresh_from_db()
    assert row.afzender is None
    assert row.punten.exists()
    assert not Mail.objects.filter(aan__iexact="anna@zorg.example").exists()
    assert Afzender.objects.get().naam == "Bas"
    with pytest.raises(CommandError):
        call_command("persoonsgegevens", "elders", "x@y.nl")
