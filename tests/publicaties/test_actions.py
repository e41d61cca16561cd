from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from core.fouten import Conflict, NotAllowed
from publicaties import actions, intrekken
from publicaties.document import Drukwerk
from publicaties.fouten import (
    AlreadyOpen,
    CannotApprove,
    IncompleteInput,
    PublicatieFout,
    SnapshotBroken,
    WrongDate,
    WrongStatus,
)
from publicaties.models import (
    Bestand,
    BestandSoort,
    GebeurtenisSoort,
    Intrekbesluit,
    Publicatie,
    PublicatieSoort,
    Status,
)
from publicaties.snapshot import Snapshot, read, take
from segments.models import Inkoop
from taken.models import Taak
from taken.werk import ONZE_FOUT
from taken.werker import work_off
from tests.accounts.factories import UserFactory
from tests.producten.factories import ProductFactory
from tests.publicaties.factories import AT, fill, make_approved, make_published, make_submitted, withdraw
from tests.segments.factories import HoofdstukFactory

DAY = dt.timedelta(days=1)


pytestmark = pytest.mark.usefixtures("small_files")


@pytest.fixture
def collega(regio: object) -> User:
    """A second beoordelaar."""
    return UserFactory(username="collega", regio=regio, rol="beoordelaar")


def test_the_whole_road(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    fill(inkoop)
    publicatie = actions.start_concept(
        inkoop=inkoop, versienaam=" Eerste versie ", ingangsdatum=dt.date(2026, 6, 1), by=contractmanager, at=AT
    )
    assert (publicatie.status, publicatie.versienaam) == (Status.CONCEPT, "Eerste versie")
    actions.submit(publicatie=publicatie, by=contractmanager, at=AT)
    assert publicatie.status == Status.TER_BEOORDELING
    assert read(publicatie.inhoud) == take(inkoop)
    assert publicatie.sha256 == take(inkoop).sha256
    actions.approve(publicatie=publicatie, by=beoordelaar, at=AT + DAY, sha256=publicatie.sha256)
    assert publicatie.status == Status.GOEDGEKEURD
    actions.publish(publicatie=publicatie, by=contractmanager, at=AT + 2 * DAY)
    stored = Publicatie.objects.get()
    assert (stored.status, stored.volgnummer, stored.gepubliceerd_op) == (Status.GEPUBLICEERD, 1, AT + 2 * DAY)
    assert [row.titel for row in stored.onderdelen.order_by("volgorde")] == [inkoop.titel, "Inleiding"]
    bestand = stored.bestanden.get()
    assert bestand.sha256 == hashlib.sha256(b"%PDF van versie 1").hexdigest()
    assert bestand.grootte == len(bytes(bestand.inhoud))


def test_numbers_follow_each_other(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    numbers = [
        make_published(inkoop, by=contractmanager, approver=beoordelaar, soort=soort).volgnummer
        for soort in (PublicatieSoort.CONSULTATIE, PublicatieSoort.DEFINITIEF, PublicatieSoort.DEFINITIEF)
    ]
    assert numbers == [1, 2, 3]


def test_work_goes_on_while_a_version_is_reviewed(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    publicatie = make_submitted(inkoop, by=contractmanager)
    HoofdstukFactory(inkoop=inkoop, titel="Later geschreven")
    actions.approve(publicatie=publicatie, by=beoordelaar, at=AT)
    actions.publish(publicatie=publicatie, by=beoordelaar, at=AT)
    assert not publicatie.onderdelen.filter(titel="Later geschreven").exists()


# --- rights ---


def test_who_may_submit(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, beheerder: User, lezer: User, buur: User
) -> None:
    fill(inkoop)
    for stranger in (beoordelaar, beheerder, lezer, buur):
        with pytest.raises(NotAllowed, match="niet in deze regio"):
            actions.start_concept(
                inkoop=inkoop, versienaam="Versie", ingangsdatum=dt.date(2026, 6, 1), by=stranger, at=AT
            )
    publicatie = actions.start_concept(
        inkoop=inkoop, versienaam="Versie", ingangsdatum=dt.date(2026, 6, 1), by=contractmanager, at=AT
    )
    for stranger in (beoordelaar, beheerder, lezer, buur):
        with pytest.raises(NotAllowed):
            actions.submit(publicatie=publicatie, by=stranger, at=AT)


def test_who_may_approve(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, beheerder: User, lezer: User, buur: User
) -> None:
    publicatie = make_submitted(inkoop, by=contractmanager)
    for stranger in (contractmanager, beheerder, lezer, buur):
        with pytest.raises(CannotApprove):
            actions.approve(publicatie=publicatie, by=stranger, at=AT)
        with pytest.raises(NotAllowed):
            actions.return_with_remarks(publicatie=publicatie, opmerkingen=[("", "Nee")], by=stranger, at=AT)
    actions.approve(publicatie=publicatie, by=beoordelaar, at=AT)
    for stranger in (beheerder, lezer, buur):
        with pytest.raises(NotAllowed):
            actions.publish(publicatie=publicatie, by=stranger, at=AT)
        with pytest.raises(NotAllowed):
            actions.plan(publicatie=publicatie, gepland_op=AT + DAY, by=stranger, at=AT)


def test_who_submitted_cannot_approve_whatever_the_rights(inkoop: Inkoop, regio: object) -> None:
    both = UserFactory(username="beide", regio=regio, rol="contractmanager")
    both.lidmaatschappen.create(regio=inkoop.regio, rol="beoordelaar")
    publicatie = make_submitted(inkoop, by=both)
    with pytest.raises(CannotApprove, match="zelf ingediend"):
        actions.approve(publicatie=publicatie, by=both, at=AT)


def test_four_eyes_in_the_database(inkoop: Inkoop, contractmanager: User) -> None:
    publicatie = make_submitted(inkoop, by=contractmanager)
    with pytest.raises(IntegrityError, match="publicatie_vier_ogen"), transaction.atomic():
        Publicatie.objects.filter(pk=publicatie.pk).update(
            status=Status.GOEDGEKEURD, goedgekeurd_op=AT, goedgekeurd_door=contractmanager
        )


def test_approving_something_else_than_was_looked_at(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    publicatie = make_submitted(inkoop, by=contractmanager)
    seen = publicatie.sha256
    actions.return_with_remarks(publicatie=publicatie, opmerkingen=[("", "Graag anders")], by=beoordelaar, at=AT)
    HoofdstukFactory(inkoop=inkoop)
    actions.submit(publicatie=publicatie, by=contractmanager, at=AT)
    with pytest.raises(CannotApprove, match="opnieuw ingediend"):
        actions.approve(publicatie=publicatie, by=beoordelaar, at=AT, sha256=seen)


def test_submitting_something_else_than_was_looked_at(inkoop: Inkoop, contractmanager: User) -> None:
    fill(inkoop)
    publicatie = actions.start_concept(
        inkoop=inkoop, versienaam="Versie", ingangsdatum=dt.date(2026, 6, 1), by=contractmanager, at=AT
    )
    seen = take(inkoop)
    HoofdstukFactory(inkoop=inkoop)
    for looked_at in ({"sha256": seen.sha256}, {"vorm": seen}):
        with pytest.raises(Conflict):
            actions.submit(publicatie=publicatie, by=contractmanager, at=AT, **looked_at)
    now = take(inkoop)
    actions.submit(publicatie=publicatie, by=contractmanager, at=AT, sha256=now.sha256, vorm=now)
    assert publicatie.status == Status.TER_BEOORDELING


# --- status ---


def test_steps_in_the_wrong_order_are_refused(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, collega: User
) -> None:
    fill(inkoop)
    publicatie = actions.start_concept(
        inkoop=inkoop, versienaam="Versie", ingangsdatum=dt.date(2026, 6, 1), by=contractmanager, at=AT
    )
    with pytest.raises(WrongStatus, match="deze versie is concept"):
        actions.approve(publicatie=publicatie, by=beoordelaar, at=AT)
    with pytest.raises(WrongStatus):
        actions.publish(publicatie=publicatie, by=contractmanager, at=AT)
    with pytest.raises(WrongStatus):
        intrekken.ask_to_withdraw(publicatie=publicatie, reden="Fout", by=contractmanager, at=AT)
    actions.submit(publicatie=publicatie, by=contractmanager, at=AT)
    with pytest.raises(WrongStatus, match=r"al ter beoordeling, door contractmanager op 20 mei 2026 om 11.00 uur"):
        actions.submit(publicatie=publicatie, by=contractmanager, at=AT)
    actions.approve(publicatie=publicatie, by=beoordelaar, at=AT)
    with pytest.raises(WrongStatus, match="al goedgekeurd, door beoordelaar"):
        actions.approve(publicatie=publicatie, by=collega, at=AT)
    actions.publish(publicatie=publicatie, by=contractmanager, at=AT)
    with pytest.raises(WrongStatus, match="al gepubliceerd"):
        actions.publish(publicatie=publicatie, by=contractmanager, at=AT)


def test_a_stale_instance_is_read_again(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, collega: User
) -> None:
    publicatie = make_submitted(inkoop, by=contractmanager)
    stale = Publicatie.objects.get(pk=publicatie.pk)
    actions.approve(publicatie=publicatie, by=beoordelaar, at=AT)
    with pytest.raises(WrongStatus):
        actions.approve(publicatie=stale, by=collega, at=AT)


def test_a_version_that_is_gone(inkoop: Inkoop, contractmanager: User) -> None:
    publicatie = actions.start_concept(
        inkoop=inkoop, versienaam="Versie", ingangsdatum=dt.date(2026, 6, 1), by=contractmanager, at=AT
    )
    other = Publicatie.objects.get(pk=publicatie.pk)
    actions.discard_concept(publicatie=publicatie, by=contractmanager)
    with pytest.raises(WrongStatus, match="bestaat niet meer"):
        actions.submit(publicatie=other, by=contractmanager, at=AT)


def test_one_version_under_way(inkoop: Inkoop, contractmanager: User) -> None:
    make_submitted(inkoop, by=contractmanager, versienaam="Voorjaar")
    with pytest.raises(AlreadyOpen, match="'Voorjaar' \\(ter beoordeling\\)"):
        actions.start_concept(
            inkoop=inkoop, versienaam="Nog een", ingangsdatum=dt.date(2026, 6, 1), by=contractmanager, at=AT
        )


def test_returned_with_remarks_and_submitted_again(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    publicatie = make_submitted(inkoop, by=contractmanager)
    with pytest.raises(IncompleteInput, match="minstens één opmerking"):
        actions.return_with_remarks(publicatie=publicatie, opmerkingen=[("", "  ")], by=beoordelaar, at=AT)
    actions.return_with_remarks(
        publicatie=publicatie, opmerkingen=[("hoofdstuk/inleiding", " Te lang "), ("", "")], by=beoordelaar, at=AT
    )
    assert publicatie.status == Status.TERUGGEGEVEN
    opmerking = publicatie.opmerkingen.get()
    assert (opmerking.plek, opmerking.tekst) == ("hoofdstuk/inleiding", "Te lang")
    actions.resolve_remark(opmerking=opmerking, by=contractmanager, at=AT)
    actions.submit(publicatie=publicatie, by=contractmanager, at=AT + DAY)
    assert publicatie.ingediend_op == AT + DAY


def test_an_approved_version_can_still_be_returned(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    publicatie = make_approved(inkoop, by=contractmanager, approver=beoordelaar)
    actions.plan(publicatie=publicatie, gepland_op=AT + DAY, by=contractmanager, at=AT)
    actions.return_with_remarks(publicatie=publicatie, opmerkingen=[("", "Toch niet")], by=beoordelaar, at=AT)
    publicatie.refresh_from_db()
    assert (publicatie.goedgekeurd_op, publicatie.gepland_op, publicatie.gepland_door) == (None, None, None)


def test_withdrawing_needs_a_reason(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    publicatie = make_published(inkoop, by=contractmanager, approver=beoordelaar)
    with pytest.raises(IncompleteInput, match="reden"):
        withdraw(publicatie, by=contractmanager, other=beoordelaar, reden=" ")
    withdraw(publicatie, by=contractmanager, other=beoordelaar, reden="Tarieven klopten niet")
    assert Publicatie.objects.get().intrekreden == "Tarieven klopten niet"


def test_who_asked_to_withdraw_does_not_decide(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    publicatie = make_published(inkoop, by=contractmanager, approver=beoordelaar)
    with pytest.raises(WrongStatus, match="Er ligt geen verzoek"):
        intrekken.withdraw(publicatie=publicatie, by=beoordelaar, at=AT)
    intrekken.ask_to_withdraw(publicatie=publicatie, reden=" Fout ", by=contractmanager, at=AT)
    with pytest.raises(NotAllowed, match="Een collega besluit"):
        intrekken.withdraw(publicatie=publicatie, by=contractmanager, at=AT)
    with pytest.raises(WrongStatus, match=r"contractmanager vroeg op 20 mei 2026 om 11.00 uur al"):
        intrekken.ask_to_withdraw(publicatie=publicatie, reden="Ook fout", by=beoordelaar, at=AT)
    intrekken.withdraw(publicatie=publicatie, by=beoordelaar, at=AT)
    assert (publicatie.status, publicatie.intrekreden) == (Status.INGETROKKEN, "Fout")


def test_a_request_to_withdraw_is_turned_down_with_a_reason_or_taken_back(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    publicatie = make_published(inkoop, by=contractmanager, approver=beoordelaar)
    asked = {"publicatie": publicatie, "reden": "Fout", "by": contractmanager, "at": AT}
    verzoek = intrekken.ask_to_withdraw(**asked)
    with pytest.raises(IncompleteInput, match="waarom u de versie niet intrekt"):
        intrekken.keep_in_force(publicatie=publicatie, toelichting=" ", by=beoordelaar, at=AT)
    intrekken.keep_in_force(publicatie=publicatie, toelichting=" Het klopt. ", by=beoordelaar, at=AT)
    own = intrekken.ask_to_withdraw(**asked)
    intrekken.keep_in_force(publicatie=publicatie, toelichting="", by=contractmanager, at=AT)
    rows = publicatie.intrekverzoeken.order_by("pk").values_list("pk", "besluit", "toelichting")
    assert list(rows) == [(verzoek.pk, Intrekbesluit.AFGEWEZEN, "Het klopt."), (own.pk, Intrekbesluit.TERUGGENOMEN, "")]
    told = publicatie.gebeurtenissen.filter(soort=GebeurtenisSoort.INTREKKEN_AFGEWEZEN).order_by("pk")
    assert [row.tekst for row in told] == ["Het klopt.", "Het verzoek is teruggenomen."]
    assert Publicatie.objects.get().status == Status.GEPUBLICEERD


def test_what_cannot_wait_is_withdrawn_by_one_who_says_why(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    first, second = (make_published(inkoop, by=contractmanager, approver=beoordelaar) for _ in range(2))
    at_once = {"by": contractmanager, "at": AT}
    for spoed, reden in ((" ", "Fout"), ("Vandaag nog.", " ")):
        with pytest.raises(IncompleteInput):
            intrekken.withdraw_at_once(publicatie=first, reden=reden, spoed=spoed, **at_once)
    intrekken.withdraw_at_once(publicatie=first, reden=" Fout ", spoed=" Vandaag nog. ", **at_once)
    intrekken.ask_to_withdraw(publicatie=second, reden="Eerst gevraagd", by=contractmanager, at=AT)
    intrekken.withdraw_at_once(publicatie=second, reden="", spoed="Nu ineens.", **at_once)
    assert [(row.status, row.intrekreden) for row in (first, second)] == [
        (Status.INGETROKKEN, "Fout"),
        (Status.INGETROKKEN, "Eerst gevraagd"),
    ]
    assert [row.intrekverzoeken.get().spoed for row in (first, second)] == ["Vandaag nog.", "Nu ineens."]
    soort = GebeurtenisSoort.INGETROKKEN_SPOED
    assert [row.gebeurtenissen.get(soort=soort).tekst for row in (first, second)] == ["Vandaag nog.", "Nu ineens."]


def test_taken_back_by_who_submitted(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    publicatie = make_approved(inkoop, by=contractmanager, approver=beoordelaar)
    other = UserFactory(username="ander", regio=inkoop.regio, rol="contractmanager")
    with pytest.raises(NotAllowed, match="Alleen wie de versie indiende"):
        actions.take_back(publicatie=publicatie, by=other, at=AT)
    actions.take_back(publicatie=publicatie, by=contractmanager, at=AT)
    assert (publicatie.status, publicatie.goedgekeurd_door) == (Status.CONCEPT, None)


def test_a_remark_is_answered_while_the_version_is_changed(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    publicatie = make_submitted(inkoop, by=contractmanager)
    given = [("", "Te lang"), ("", " "), ("", "Te kort")]
    actions.return_with_remarks(publicatie=publicatie, opmerkingen=given, by=beoordelaar, at=AT)
    returned = publicatie.gebeurtenissen.get(soort=GebeurtenisSoort.TERUGGEGEVEN)
    assert returned.tekst == "2 opmerkingen"
    opmerking = publicatie.opmerkingen.order_by("pk")[0]
    actions.answer_remark(opmerking=opmerking, antwoord=" Ingekort. ", by=contractmanager, at=AT + DAY)
    assert (opmerking.antwoord, opmerking.antwoord_op, opmerking.antwoord_door) == (
        "Ingekort.",
        AT + DAY,
        contractmanager,
    )
    actions.answer_remark(opmerking=opmerking, antwoord=" ", by=contractmanager, at=AT + DAY)
    assert (opmerking.antwoord, opmerking.antwoord_op, opmerking.antwoord_door) == ("", None, None)
    actions.submit(publicatie=publicatie, by=contractmanager, at=AT)
    actions.return_with_remarks(publicatie=publicatie, opmerkingen=given[:1], by=beoordelaar, at=AT)
    told = publicatie.gebeurtenissen.filter(soort=GebeurtenisSoort.TERUGGEGEVEN).order_by("pk")
    assert [row.tekst for row in told] == ["2 opmerkingen", "1 opmerking"]


# --- dates ---


def test_an_ingangsdatum_before_that_of_the_current_version(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    make_published(inkoop, by=contractmanager, approver=beoordelaar, ingangsdatum=dt.date(2026, 5, 1))
    with pytest.raises(WrongDate, match=r"30 april 2026 ligt voor .* vanaf 1 mei 2026"):
        make_submitted(inkoop, by=contractmanager, ingangsdatum=dt.date(2026, 4, 30))
    make_submitted(inkoop, by=contractmanager, ingangsdatum=dt.date(2026, 5, 1))


def test_a_consultatieversie_may_have_any_ingangsdatum(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    make_published(inkoop, by=contractmanager, approver=beoordelaar, ingangsdatum=dt.date(2026, 5, 1))
    make_submitted(inkoop, by=contractmanager, soort=PublicatieSoort.CONSULTATIE, ingangsdatum=dt.date(2025, 1, 1))


def test_planning_in_the_past(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    publicatie = make_approved(inkoop, by=contractmanager, approver=beoordelaar)
    with pytest.raises(WrongDate, match=r"19 mei 2026 om 11.00 uur is al voorbij"):
        actions.plan(publicatie=publicatie, gepland_op=AT - DAY, by=contractmanager, at=AT)
    with pytest.raises(WrongDate, match="is al voorbij"):
        actions.plan(publicatie=publicatie, gepland_op=AT, by=contractmanager, at=AT)


def test_a_planned_version_is_not_published_by_hand_before_its_moment(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    publicatie = make_approved(inkoop, by=contractmanager, approver=beoordelaar)
    actions.plan(publicatie=publicatie, gepland_op=AT + DAY, by=contractmanager, at=AT)
    with pytest.raises(WrongDate, match="gepland voor 21 mei 2026"):
        actions.publish(publicatie=publicatie, by=contractmanager, at=AT)
    actions.plan(publicatie=publicatie, gepland_op=None, by=contractmanager, at=AT)
    actions.publish(publicatie=publicatie, by=contractmanager, at=AT)


def test_at_its_planned_moment_a_version_is_published_by_hand_too(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    publicatie = make_approved(inkoop, by=contractmanager, approver=beoordelaar)
    actions.plan(publicatie=publicatie, gepland_op=AT + DAY, by=contractmanager, at=AT)
    actions.publish(publicatie=publicatie, by=contractmanager, at=AT + DAY)
    assert publicatie.status == Status.GEPUBLICEERD


def test_incomplete_input(inkoop: Inkoop, contractmanager: User) -> None:
    with pytest.raises(IncompleteInput, match="naam"):
        actions.start_concept(
            inkoop=inkoop, versienaam=" ", ingangsdatum=dt.date(2026, 6, 1), by=contractmanager, at=AT
        )
    with pytest.raises(IncompleteInput, match="definitieve versie"):
        actions.start_concept(
            inkoop=inkoop, versienaam="V", ingangsdatum=dt.date(2026, 6, 1), soort="anders", by=contractmanager, at=AT
        )


def test_changing_a_concept(inkoop: Inkoop, contractmanager: User) -> None:
    publicatie = actions.start_concept(
        inkoop=inkoop, versienaam="Versie", ingangsdatum=dt.date(2026, 6, 1), by=contractmanager, at=AT
    )
    actions.change_concept(
        publicatie=publicatie,
        versienaam="Zomer",
        ingangsdatum=dt.date(2026, 7, 1),
        soort=PublicatieSoort.CONSULTATIE,
        toelichting="Waarom",
        by=contractmanager,
        at=AT,
    )
    assert Publicatie.objects.get().versienaam == "Zomer"


# --- changes ---


def test_reasons_survive_a_new_submission(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    product = ProductFactory(inkoop=inkoop, naam="Vervoer")
    HoofdstukFactory(inkoop=inkoop, soort="producten")
    inkoop.met_tarieven = False
    inkoop.save()
    make_published(inkoop, by=contractmanager, approver=beoordelaar, ingangsdatum=dt.date(2026, 5, 1))
    product.naam = "Vervoer per dag"
    product.save()
    HoofdstukFactory(inkoop=inkoop, sleutel="nieuw", titel="Nieuw")
    publicatie = actions.start_concept(
        inkoop=inkoop, versienaam="Tweede", ingangsdatum=dt.date(2026, 6, 1), by=contractmanager, at=AT
    )
    actions.update_changes(publicatie=publicatie, by=contractmanager)
    added, renamed = publicatie.wijzigingen.order_by("volgorde")
    assert (added.inhoud["soort"], renamed.inhoud["soort"]) == ("toegevoegd", "hernoemd")
    actions.explain_changes(
        publicatie=publicatie,
        redenen={renamed.sleutel: "Duidelijker"},
        volgorde=[renamed.sleutel, added.sleutel],
        by=contractmanager,
    )
    product.naam = "Vervoer, heen en terug"  # polished after the reason was given
    product.save()
    actions.submit(publicatie=publicatie, by=contractmanager, at=AT)
    rows = [(row.inhoud["soort"], row.reden) for row in publicatie.wijzigingen.order_by("volgorde")]
    assert rows == [("hernoemd", "Duidelijker"), ("toegevoegd", "")]
    with pytest.raises(WrongStatus):
        actions.explain_changes(publicatie=publicatie, redenen={renamed.sleutel: "Anders"}, by=contractmanager)


def test_a_reason_for_a_change_that_is_gone(inkoop: Inkoop, contractmanager: User) -> None:
    publicatie = actions.start_concept(
        inkoop=inkoop, versienaam="Versie", ingangsdatum=dt.date(2026, 6, 1), by=contractmanager, at=AT
    )
    with pytest.raises(WrongStatus, match="niet meer"):
        actions.explain_changes(publicatie=publicatie, redenen={"bestaat-niet": "Waarom"}, by=contractmanager)


def test_what_a_version_is_compared_with(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    consultatie = make_published(inkoop, by=contractmanager, approver=beoordelaar, soort=PublicatieSoort.CONSULTATIE)
    first = make_published(inkoop, by=contractmanager, approver=beoordelaar)
    second = make_published(inkoop, by=contractmanager, approver=beoordelaar)
    again = make_published(inkoop, by=contractmanager, approver=beoordelaar, soort=PublicatieSoort.CONSULTATIE)
    assert [row.vorige for row in (consultatie, first, second, again)] == [None, None, first, second]


def test_the_version_before_was_withdrawn_meanwhile(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    first = make_published(inkoop, by=contractmanager, approver=beoordelaar)
    publicatie = make_submitted(inkoop, by=contractmanager)
    withdraw(first, by=contractmanager, other=beoordelaar)
    with pytest.raises(WrongStatus, match="niet meer de laatste"):
        actions.approve(publicatie=publicatie, by=beoordelaar, at=AT)


# --- all or nothing ---


def test_a_failing_renderer_leaves_nothing(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    publicatie = make_approved(inkoop, by=contractmanager, approver=beoordelaar)

    def fail(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[Drukwerk]:
        yield BestandSoort.DOCUMENT, "", "document.pdf", lambda: b"%PDF"
        raise RuntimeError("lettertype ontbreekt")

    monkeypatch.setattr("publicaties.document.render_bestanden", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.publish(publicatie=publicatie, by=contractmanager, at=AT)
    assert (publicatie.volgnummer, publicatie.gepubliceerd_op) == (None, None)
    stored = Publicatie.objects.get()
    assert (stored.status, stored.volgnummer) == (Status.GOEDGEKEURD, None)
    assert not stored.onderdelen.exists()
    assert not Bestand.objects.exists()


def test_data_that_was_tampered_with_is_not_published(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    publicatie = make_approved(inkoop, by=contractmanager, approver=beoordelaar)
    publicatie.inhoud = publicatie.inhoud | {"hoofdstukken": []}
    with pytest.raises(SnapshotBroken, match="controlegetal"):
        actions.verified_snapshot(publicatie)


# --- planned ---


def test_due_versions_are_published_once(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    publicatie = make_approved(inkoop, by=contractmanager, approver=beoordelaar)
    actions.plan(publicatie=publicatie, gepland_op=AT + DAY, by=beoordelaar, at=AT)
    assert actions.publish_due(at=AT).gevraagd == []
    assert actions.publish_due(at=AT + DAY).gevraagd == [publicatie]
    assert actions.publish_due(at=AT + DAY).gevraagd == []
    work_off()
    assert actions.publish_due(at=AT + DAY).gevraagd == []
    stored = Publicatie.objects.get()
    assert (stored.status, stored.volgnummer, stored.gepubliceerd_door) == (Status.GEPUBLICEERD, 1, beoordelaar)
    assert stored.gepubliceerd_op == Taak.objects.get().begonnen_op


def test_a_due_version_that_fails_does_not_stop_the_others(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.segments.factories import InkoopFactory

    other = InkoopFactory(regio=inkoop.regio)
    broken, whole = (make_approved(row, by=contractmanager, approver=beoordelaar) for row in (inkoop, other))
    for publicatie in (broken, whole):
        actions.plan(publicatie=publicatie, gepland_op=AT + DAY, by=contractmanager, at=AT)

    def render(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[Drukwerk]:
        if publicatie.pk == broken.pk:
            raise RuntimeError("kapot")
        yield BestandSoort.DOCUMENT, "", "document.pdf", lambda: b"%PDF"

    monkeypatch.setattr("publicaties.document.render_bestanden", render)
    assert len(actions.publish_due(at=AT + DAY).gevraagd) == 2
    work_off()
    assert Publicatie.objects.get(pk=whole.pk).status == Status.GEPUBLICEERD
    assert Publicatie.objects.get(pk=broken.pk).status == Status.GOEDGEKEURD
    assert actions.publish_due(at=AT + DAY).mislukt == [(broken, ONZE_FOUT)]


def test_every_error_belongs_to_the_family() -> None:
    for error in (AlreadyOpen, CannotApprove, IncompleteInput, SnapshotBroken, WrongDate, WrongStatus):
        assert issubclass(error, PublicatieFout)
