"""Who gets a mail about which step of a version, and that a step that did not happen is told to nobody."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from accounts.models import Rol, User
from post.models import Mail
from post.soorten import ALTIJD, MailSoort
from publicaties import actions
from publicaties.berichten import BERICHTEN
from publicaties.fouten import WrongStatus
from publicaties.intrekken import ask_to_withdraw
from segments.models import Inkoop, Regio
from taken.werker import work_off
from tests.accounts.factories import UserFactory
from tests.publicaties.factories import AT, make_approved
from tests.werkplek.versies import fill, returned, submitted

DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.usefixtures("small_files")


@pytest.fixture(autouse=True)
def team(
    regio: Regio, buurregio: Regio, contractmanager: User, beoordelaar: User, lezer: User, beheerder: User
) -> None:
    """Two of each who has a part in it, and others who have not."""
    for naam, rol, van in (
        ("cm2", Rol.CONTRACTMANAGER, regio),
        ("bo2", Rol.BEOORDELAAR, regio),
        ("bo3", Rol.BEOORDELAAR, buurregio),
    ):
        UserFactory(username=naam, regio=van, rol=rol)
    UserFactory(username="weg", regio=regio, rol=Rol.BEOORDELAAR, is_active=False)
    for user in User.objects.all():
        user.email = f"{user.username}@voorbeeld.nl"
        user.save()


def got(soort: MailSoort) -> set[str]:
    mails = list(Mail.objects.filter(soort=soort))
    assert len({mail.aan for mail in mails}) == len(mails)
    return {mail.aan.partition("@")[0] for mail in mails}


def test_who_submits_calls_the_beoordelaars(inkoop: Inkoop, contractmanager: User) -> None:
    fill(inkoop)
    submitted(inkoop, contractmanager)
    assert got(MailSoort.TER_BEOORDELING) == {"beoordelaar", "bo2"}
    (mail, _) = Mail.objects.order_by("pk")
    assert mail.regio == inkoop.regio
    assert "Versie van juni" in mail.onderwerp


def test_what_comes_back_is_told_to_who_writes(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    fill(inkoop)
    returned(inkoop, contractmanager, beoordelaar, ("", "Dit klopt niet."))
    assert got(MailSoort.TERUGGEGEVEN) == {"contractmanager", "cm2"}
    assert "1 opmerking" in Mail.objects.filter(soort=MailSoort.TERUGGEGEVEN)[0].tekst


def test_publishing_and_withdrawing_is_told_to_who_has_a_part_in_it(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    publicatie = make_approved(inkoop, by=contractmanager, approver=beoordelaar)
    actions.publish(publicatie=publicatie, by=contractmanager, at=AT)
    assert got(MailSoort.GEPUBLICEERD) == {"beoordelaar", "bo2", "cm2"}
    ask_to_withdraw(publicatie=publicatie, reden="Een fout in een tarief.", by=beoordelaar, at=AT)
    assert got(MailSoort.INTREKKEN_GEVRAAGD) == {"contractmanager", "bo2", "cm2"}


def test_a_step_that_is_refused_is_told_to_nobody(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    fill(inkoop)
    publicatie = submitted(inkoop, contractmanager)
    Mail.objects.all().delete()
    with pytest.raises(WrongStatus):
        actions.submit(publicatie=publicatie, by=contractmanager, at=AT)
    with transaction.atomic():
        actions.return_with_remarks(publicatie=publicatie, opmerkingen=[("", "Nee")], by=beoordelaar, at=AT)
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_a_planned_version_that_does_not_come_out_is_told_once(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publicaties.document.render_bestanden", lambda *args: 1 / 0)
    publicatie = make_approved(inkoop, by=contractmanager, approver=beoordelaar)
    actions.ask_to_publish(publicatie=publicatie, by=contractmanager, at=AT)
    work_off()  # this one, somebody waited for
    actions.plan(publicatie=publicatie, gepland_op=AT + DAY, by=contractmanager, at=AT)
    actions.publish_due(at=AT + DAY)
    assert not Mail.objects.filter(soort=MailSoort.NIET_GEPUBLICEERD).exists(), "what failed before, she saw"
    for minutes in (0, 1, 2, 20, 21):
        actions.publish_due(at=AT + DAY + dt.timedelta(minutes=minutes))
        work_off()
    assert got(MailSoort.NIET_GEPUBLICEERD) == {"contractmanager", "cm2", "beoordelaar", "bo2"}
    # Another moment is another promise.
    actions.plan(publicatie=publicatie, gepland_op=AT + 3 * DAY, by=contractmanager, at=AT + 2 * DAY)
    for minutes in (0, 1, 20):
        actions.publish_due(at=AT + 3 * DAY + dt.timedelta(minutes=minutes))
        work_off()
    assert Mail.objects.filter(soort=MailSoort.NIET_GEPUBLICEERD).count() == 8


#: Sent by something else than a step of a version, and by what.
ELDERS = {MailSoort.VRAAGT_IETS: "actiepunten.dagmail", MailSoort.TOEGEWEZEN: "overleg.toewijzen"}


def test_every_kind_that_can_be_switched_off_is_sent_by_something() -> None:
    assert {bericht.soort for bericht in BERICHTEN.values()} == set(MailSoort) - ALTIJD - set(ELDERS)
