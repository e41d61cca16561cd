"""What the database refuses by itself, whatever the road: ORM, raw SQL, cascades."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models.deletion import ProtectedError

from accounts.models import User
from publicaties import actions, intrekken
from publicaties.models import OVERGANGEN, Bestand, GebeurtenisSoort, Onderdeel, Publicatie, Status, Wijziging
from segments.models import Inkoop
from tests.publicaties.factories import AT, PublicatieFactory, make_approved, make_published, make_submitted, withdraw
from tests.segments.factories import HoofdstukFactory, InkoopFactory

pytestmark = pytest.mark.usefixtures("small_files")


def sql(statement: str, *params: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.fixture
def published(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> Publicatie:
    """The second version, so that it has changes."""
    make_published(inkoop, by=contractmanager, approver=beoordelaar)
    HoofdstukFactory(inkoop=inkoop, titel="Erbij")
    publicatie = make_published(inkoop, by=contractmanager, approver=beoordelaar)
    assert publicatie.wijzigingen.exists()
    assert publicatie.bestanden.exists()
    assert publicatie.onderdelen.exists()
    return publicatie


@pytest.fixture
def withdrawn(published: Publicatie, contractmanager: User, beoordelaar: User) -> Publicatie:
    withdraw(published, by=contractmanager, other=beoordelaar)
    return published


# --- a published version ---


@pytest.mark.parametrize(
    "change",
    [
        "versienaam = 'Anders'",
        "inhoud = '{}'",
        "sha256 = repeat('0', 64)",
        "volgnummer = 9",
        "ingangsdatum = '2030-01-01'",
        "status = 'concept', volgnummer = NULL, gepubliceerd_op = NULL, gepubliceerd_door_id = NULL",
        "status = 'goedgekeurd', volgnummer = NULL, gepubliceerd_op = NULL, gepubliceerd_door_id = NULL",
        "toelichting = 'x', status = 'ingetrokken', ingetrokken_op = now(), ingetrokken_door_id = ingediend_door_id, intrekreden = 'x'",
    ],
)
def test_a_published_version_does_not_change(published: Publicatie, change: str) -> None:
    with pytest.raises(DatabaseError, match="Cannot"):
        sql(f"UPDATE publicaties_publicatie SET {change} WHERE id = %s", published.pk)  # noqa: S608


@pytest.mark.parametrize(
    "change", ["intrekreden = 'Anders'", "status = 'gepubliceerd', ingetrokken_op = NULL, ingetrokken_door_id = NULL"]
)
def test_a_withdrawn_version_stays_withdrawn(withdrawn: Publicatie, change: str) -> None:
    with pytest.raises(DatabaseError, match="Cannot update a published version"):
        sql(f"UPDATE publicaties_publicatie SET {change} WHERE id = %s", withdrawn.pk)  # noqa: S608


def test_withdrawing_needs_a_decision(published: Publicatie, contractmanager: User, beoordelaar: User) -> None:
    change = (
        "status = 'ingetrokken', ingetrokken_op = now(), ingetrokken_door_id = ingediend_door_id, intrekreden = 'Fout'"
    )
    with pytest.raises(DatabaseError, match="nobody decided to withdraw"):
        sql(f"UPDATE publicaties_publicatie SET {change} WHERE id = %s", published.pk)  # noqa: S608
    verzoek = intrekken.ask_to_withdraw(publicatie=published, reden="Fout", by=contractmanager, at=AT)
    decide = "UPDATE publicaties_intrekverzoek SET besluit = 'ingetrokken', besloten_op = now(), besloten_door_id = %s WHERE id = %s"
    with pytest.raises(IntegrityError, match="intrekverzoek_vier_ogen"):
        sql(decide, contractmanager.pk, verzoek.pk)
    sql(decide, beoordelaar.pk, verzoek.pk)
    with pytest.raises(DatabaseError, match="Cannot"):
        sql("UPDATE publicaties_intrekverzoek SET reden = 'Anders' WHERE id = %s", verzoek.pk)
    sql(f"UPDATE publicaties_publicatie SET {change} WHERE id = %s", published.pk)  # noqa: S608


def test_what_happened_is_not_told_otherwise(published: Publicatie) -> None:
    gebeurtenis = published.gebeurtenissen.get(soort=GebeurtenisSoort.GEPUBLICEERD)
    for statement in ("UPDATE publicaties_gebeurtenis SET tekst = 'x'", "DELETE FROM publicaties_gebeurtenis"):
        with pytest.raises(DatabaseError, match="Cannot"):
            sql(f"{statement} WHERE id = %s", gebeurtenis.pk)


def test_withdrawing_needs_a_reason_moment_and_person(published: Publicatie, contractmanager: User) -> None:
    verzoek = intrekken.ask_to_withdraw(publicatie=published, reden="Fout", by=contractmanager, at=AT)
    values = "besluit = 'ingetrokken', spoed = 'Nu', besloten_op = now(), besloten_door_id = gevraagd_door_id"
    sql(f"UPDATE publicaties_intrekverzoek SET {values} WHERE id = %s", verzoek.pk)  # noqa: S608
    for change in ("ingetrokken_op = now(), ingetrokken_door_id = ingediend_door_id", "intrekreden = 'Fout'"):
        with pytest.raises(IntegrityError):
            sql(f"UPDATE publicaties_publicatie SET status = 'ingetrokken', {change} WHERE id = %s", published.pk)  # noqa: S608


def test_a_published_version_is_not_deleted(published: Publicatie, withdrawn: Publicatie) -> None:
    with pytest.raises(DatabaseError, match="Cannot delete"):
        sql("DELETE FROM publicaties_publicatie WHERE id = %s", published.pk)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        Publicatie.objects.filter(pk=published.pk).delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        published.inkoop.delete()
    assert Publicatie.objects.filter(pk=published.pk).exists()


def test_parts_of_a_published_version_do_not_change(published: Publicatie) -> None:
    for table, column in (("onderdeel", "titel"), ("wijziging", "reden"), ("bestand", "naam")):
        for statement in (
            f"UPDATE publicaties_{table} SET {column} = 'anders' WHERE publicatie_id = %s",  # noqa: S608
            f"DELETE FROM publicaties_{table} WHERE publicatie_id = %s",  # noqa: S608
        ):
            with pytest.raises(DatabaseError, match="Cannot change rows of a gepubliceerd version"):
                sql(statement, published.pk)


def test_nothing_is_added_to_a_published_version(published: Publicatie) -> None:
    adders: list[Callable[[], object]] = [
        lambda: Onderdeel.objects.create(publicatie=published, soort="hoofdstuk", code="x", titel="X"),
        lambda: Wijziging.objects.create(publicatie=published, sleutel="x", inhoud={}),
        lambda: Bestand.objects.create(
            publicatie=published, soort="document", code="x", naam="x", inhoud=b"", sha256="", grootte=0
        ),
    ]
    for add in adders:
        with pytest.raises(DatabaseError, match="Cannot change rows"), transaction.atomic():
            add()


def test_parts_do_not_move_between_versions(published: Publicatie, inkoop: Inkoop) -> None:
    concept = PublicatieFactory(inkoop=inkoop)
    row = Wijziging.objects.create(publicatie=concept, sleutel="x", inhoud={})
    for target in (published, PublicatieFactory()):
        with pytest.raises(DatabaseError, match="Cannot change rows"):
            sql("UPDATE publicaties_wijziging SET publicatie_id = %s WHERE id = %s", target.pk, row.pk)


def test_parts_of_a_withdrawn_version_do_not_change(withdrawn: Publicatie) -> None:
    with pytest.raises(DatabaseError, match="Cannot change rows of a ingetrokken version"):
        sql("DELETE FROM publicaties_bestand WHERE publicatie_id = %s", withdrawn.pk)


# --- on the road ---


def test_a_version_begins_as_concept(inkoop: Inkoop, contractmanager: User) -> None:
    for status in set(Status.values) - {Status.CONCEPT}:
        with pytest.raises(DatabaseError, match="only concept"), transaction.atomic():
            PublicatieFactory(inkoop=inkoop, status=status)


@pytest.mark.parametrize(
    "status", [Status.CONCEPT, Status.TER_BEOORDELING, Status.TERUGGEGEVEN, Status.GOEDGEKEURD, Status.GEPUBLICEERD]
)
def test_status_does_not_jump(inkoop: Inkoop, contractmanager: User, beoordelaar: User, status: str) -> None:
    publicatie = (
        PublicatieFactory(inkoop=inkoop) if status == Status.CONCEPT else make_submitted(inkoop, by=contractmanager)
    )
    if status == Status.TERUGGEGEVEN:
        actions.return_with_remarks(publicatie=publicatie, opmerkingen=[("", "Anders")], by=beoordelaar, at=AT)
    if status in (Status.GOEDGEKEURD, Status.GEPUBLICEERD):
        actions.approve(publicatie=publicatie, by=beoordelaar, at=AT)
    if status == Status.GEPUBLICEERD:
        actions.publish(publicatie=publicatie, by=contractmanager, at=AT)
    assert publicatie.status == status
    for other in set(Status.values) - {status, *OVERGANGEN[status]}:
        with pytest.raises(DatabaseError, match="Cannot"):
            sql("UPDATE publicaties_publicatie SET status = %s WHERE id = %s", other, publicatie.pk)


@pytest.mark.parametrize(
    "change",
    [
        "inhoud = '{}'",
        "sha256 = repeat('0', 64)",
        "versienaam = 'x'",
        "ingangsdatum = '2030-01-01'",
        "soort = 'consultatie'",
        "toelichting = 'x'",
    ],
)
def test_what_was_submitted_stays_until_it_is_returned(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, change: str
) -> None:
    publicatie = make_submitted(inkoop, by=contractmanager)
    statement = f"UPDATE publicaties_publicatie SET {change} WHERE id = %s"  # noqa: S608
    with pytest.raises(DatabaseError, match="Cannot update a submitted version"):
        sql(statement, publicatie.pk)
    actions.approve(publicatie=publicatie, by=beoordelaar, at=AT)
    with pytest.raises(DatabaseError, match="Cannot update a submitted version"):
        sql(statement, publicatie.pk)
    actions.return_with_remarks(publicatie=publicatie, opmerkingen=[("", "Anders")], by=beoordelaar, at=AT)
    if "inhoud" not in change and "sha256" not in change:
        sql(statement, publicatie.pk)


def test_changes_and_reasons_stay_once_submitted(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    make_published(inkoop, by=contractmanager, approver=beoordelaar)
    HoofdstukFactory(inkoop=inkoop)
    publicatie = make_submitted(inkoop, by=contractmanager)
    with pytest.raises(DatabaseError, match="Cannot change rows of a ter_beoordeling version"):
        sql("UPDATE publicaties_wijziging SET reden = 'x' WHERE publicatie_id = %s", publicatie.pk)
    with pytest.raises(DatabaseError, match="Cannot change rows"):
        sql("DELETE FROM publicaties_wijziging WHERE publicatie_id = %s", publicatie.pk)


def test_who_submitted_or_approved_does_not_change(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, lezer: User
) -> None:
    """The way around the four eyes: submit, then put another name on the submission."""
    publicatie = make_submitted(inkoop, by=contractmanager)
    with pytest.raises(DatabaseError, match="Cannot update a submitted version"):
        sql("UPDATE publicaties_publicatie SET ingediend_door_id = %s WHERE id = %s", lezer.pk, publicatie.pk)
    actions.approve(publicatie=publicatie, by=beoordelaar, at=AT)
    with pytest.raises(DatabaseError, match="Cannot change who approved"):
        sql("UPDATE publicaties_publicatie SET goedgekeurd_door_id = %s WHERE id = %s", lezer.pk, publicatie.pk)


def test_four_eyes_from_sql(inkoop: Inkoop, contractmanager: User) -> None:
    publicatie = make_submitted(inkoop, by=contractmanager)
    with pytest.raises(IntegrityError, match="publicatie_vier_ogen"):
        sql(
            "UPDATE publicaties_publicatie SET status = 'goedgekeurd', goedgekeurd_op = now(), goedgekeurd_door_id = %s WHERE id = %s",
            contractmanager.pk,
            publicatie.pk,
        )


# --- constraints ---


def test_one_open_version_per_inkoop(inkoop: Inkoop) -> None:
    PublicatieFactory(inkoop=inkoop)
    with pytest.raises(ValidationError, match="al een versie in voorbereiding"):
        PublicatieFactory.build(inkoop=inkoop).full_clean()
    with pytest.raises(IntegrityError, match="publicatie_een_open"), transaction.atomic():
        PublicatieFactory(inkoop=inkoop)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"volgnummer": 1}, "publicatie_gepubliceerd_heeft_nummer"),
        ({"gepland_op": AT}, "publicatie_gepland_na_goedkeuring"),
        ({"ingediend_op": AT}, "publicatie_ingediend_paar"),
        ({"goedgekeurd_op": AT}, "publicatie_goedgekeurd_paar"),
        ({"ingetrokken_op": AT}, "publicatie_ingetrokken_heeft_reden"),
    ],
)
def test_impossible_concepts(inkoop: Inkoop, fields: dict[str, object], constraint: str) -> None:
    with pytest.raises(ValidationError):
        PublicatieFactory.build(inkoop=inkoop, **fields).full_clean()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PublicatieFactory(inkoop=inkoop, **fields)


def test_numbers_are_unique_within_an_inkoop(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    first = make_published(inkoop, by=contractmanager, approver=beoordelaar)
    second = make_approved(inkoop, by=contractmanager, approver=beoordelaar)
    with pytest.raises(IntegrityError, match="publicatie_volgnummer"):
        sql(
            "UPDATE publicaties_publicatie SET status = 'gepubliceerd', volgnummer = %s, gepubliceerd_op = now(), "
            "gepubliceerd_door_id = ingediend_door_id WHERE id = %s",
            first.volgnummer,
            second.pk,
        )
    other = InkoopFactory(regio=inkoop.regio)
    assert make_published(other, by=contractmanager, approver=beoordelaar).volgnummer == 1


def test_a_concept_can_go_with_all_that_is_of_it(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    make_published(inkoop, by=contractmanager, approver=beoordelaar)
    HoofdstukFactory(inkoop=inkoop)
    publicatie = actions.start_concept(
        inkoop=inkoop, versienaam="Weg", ingangsdatum=dt.date(2026, 6, 1), by=contractmanager, at=AT
    )
    actions.update_changes(publicatie=publicatie, by=contractmanager)
    assert publicatie.wijzigingen.exists()
    actions.discard_concept(publicatie=publicatie, by=contractmanager)
    assert Wijziging.objects.count() == 0
