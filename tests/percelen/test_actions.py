from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from core.fouten import BewerkFout, Conflict, NotAllowed
from percelen.actions import (
    Plaatsing,
    copy_texts_below,
    kenmerken_of,
    matrix_of,
    save_kenmerken,
    save_matrix,
    save_voorwaarde,
)
from percelen.models import Kenmerk, Perceel, PerceelTekst
from producten.actions import save_rubriektekst
from producten.models import ProductTekst
from segments.actions import archive, bring_back, reorder
from segments.bewerking import fingerprint, fingerprint_of
from segments.models import Inkoop
from tests.percelen.factories import PerceelFactory, PerceelProductFactory, PerceelTekstFactory
from tests.producten.factories import ProductFactory, RubriekFactory


@pytest.fixture
def perceel(inkoop: Inkoop) -> Perceel:
    return PerceelFactory(inkoop=inkoop, nummer="1")


def test_matrix_changes_only_what_the_editor_changed(inkoop: Inkoop, perceel: Perceel, contractmanager: User) -> None:
    ProductFactory(inkoop=inkoop, code="a")
    ProductFactory(inkoop=inkoop, code="b")
    year = Plaatsing(dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert save_matrix(inkoop=inkoop, was={}, wordt={("1", "a"): year, ("1", "b"): None}, by=contractmanager) == 1
    assert matrix_of(inkoop) == {("1", "a"): year}
    assert save_matrix(inkoop=inkoop, was={}, wordt={("1", "a"): year}, by=contractmanager) == 0


def test_matrix_refuses_a_cell_that_a_colleague_changed(
    inkoop: Inkoop, perceel: Perceel, contractmanager: User
) -> None:
    PerceelProductFactory(perceel=perceel, product=ProductFactory(inkoop=inkoop, code="a"), van=dt.date(2027, 1, 1))
    with pytest.raises(Conflict) as conflict:
        save_matrix(inkoop=inkoop, was={("1", "a"): Plaatsing()}, wordt={("1", "a"): None}, by=contractmanager)
    assert conflict.value.waar == [("1", "a")]
    assert matrix_of(inkoop)


def test_matrix_with_a_period_that_ends_before_it_begins_changes_nothing(
    inkoop: Inkoop, perceel: Perceel, contractmanager: User
) -> None:
    ProductFactory(inkoop=inkoop, code="a")
    ProductFactory(inkoop=inkoop, code="b")
    wrong = Plaatsing(dt.date(2027, 2, 1), dt.date(2027, 1, 1))
    with pytest.raises(ValidationError):
        save_matrix(inkoop=inkoop, was={}, wordt={("1", "a"): Plaatsing(), ("1", "b"): wrong}, by=contractmanager)
    assert matrix_of(inkoop) == {}


@pytest.mark.parametrize("plaats", [("9", "a"), ("1", "weg")])
def test_matrix_refuses_what_is_no_longer_there(
    inkoop: Inkoop, perceel: Perceel, contractmanager: User, plaats: tuple[str, str]
) -> None:
    ProductFactory(inkoop=inkoop, code="a")
    with pytest.raises(BewerkFout, match="bestaat niet meer"):
        save_matrix(inkoop=inkoop, was={}, wordt={("1", "a"): Plaatsing(), plaats: Plaatsing()}, by=contractmanager)
    assert matrix_of(inkoop) == {}


def test_a_cell_that_gets_another_period_stays_the_same_link(
    inkoop: Inkoop, perceel: Perceel, contractmanager: User
) -> None:
    link = PerceelProductFactory(perceel=perceel, product=ProductFactory(inkoop=inkoop, code="a"))
    year = Plaatsing(dt.date(2027, 1, 1), dt.date(2027, 12, 31), in_beginsel=True)
    assert save_matrix(inkoop=inkoop, was={("1", "a"): Plaatsing()}, wordt={("1", "a"): year}, by=contractmanager) == 1
    assert matrix_of(inkoop) == {("1", "a"): year}
    assert perceel.perceelproducten.get() == link


def rows_of(perceel: Perceel) -> list[tuple[int, str, str]]:
    return list(perceel.kenmerken.order_by("nummer").values_list("nummer", "naam", "toelichting"))


@pytest.fixture
def kept(perceel: Perceel) -> Kenmerk:
    Kenmerk.objects.create(perceel=perceel, nummer=2, naam="Gaat")
    return Kenmerk.objects.create(perceel=perceel, nummer=1, naam="Blijft", toelichting="<p>Tekst.</p>")


def test_kenmerken_that_are_not_named_go_and_keep_their_text_otherwise(
    perceel: Perceel, kept: Kenmerk, contractmanager: User
) -> None:
    basis = fingerprint_of(kenmerken_of(perceel))
    wanted = [(kept.pk, 2, "Blijft"), (None, 1, "Nieuw")]
    assert save_kenmerken(perceel=perceel, kenmerken=wanted, basis=basis, by=contractmanager)
    assert rows_of(perceel) == [(1, "Nieuw", ""), (2, "Blijft", "<p>Tekst.</p>")]
    # Sent again: nothing is added twice, and it is no conflict with oneself.
    assert not save_kenmerken(perceel=perceel, kenmerken=wanted, basis=basis, by=contractmanager)
    assert Kenmerk.objects.get(perceel=perceel, nummer=2).pk == kept.pk


def test_kenmerken_that_a_colleague_changed_are_not_overwritten(
    perceel: Perceel, kept: Kenmerk, contractmanager: User, lezer: User
) -> None:
    basis = fingerprint_of(kenmerken_of(perceel))
    Kenmerk.objects.filter(perceel=perceel, nummer=2).update(naam="Van een collega")
    before = rows_of(perceel)
    for basis_, by, fout in (
        (basis, contractmanager, Conflict),
        ("", contractmanager, Conflict),
        ("", lezer, NotAllowed),
    ):
        with pytest.raises(fout):
            save_kenmerken(perceel=perceel, kenmerken=[(kept.pk, 1, "Anders")], basis=basis_, by=by)
    assert rows_of(perceel) == before


def test_kenmerk_that_a_colleague_removed_is_new_again(perceel: Perceel, kept: Kenmerk, contractmanager: User) -> None:
    key = kept.pk
    kept.delete()
    basis = fingerprint_of(kenmerken_of(perceel))
    save_kenmerken(perceel=perceel, kenmerken=[(key, 1, "Blijft")], basis=basis, by=contractmanager)
    assert rows_of(perceel) == [(1, "Blijft", "")]


def test_kenmerken_may_change_places(perceel: Perceel, kept: Kenmerk, contractmanager: User) -> None:
    other = Kenmerk.objects.get(perceel=perceel, nummer=2)
    basis = fingerprint_of(kenmerken_of(perceel))
    # The same numbers and names, but the text goes with its kenmerk.
    wanted = [(kept.pk, 2, "Gaat"), (other.pk, 1, "Blijft")]
    assert save_kenmerken(perceel=perceel, kenmerken=wanted, basis=basis, by=contractmanager)
    assert rows_of(perceel) == [(1, "Blijft", ""), (2, "Gaat", "<p>Tekst.</p>")]


def test_texts_below_a_copied_rubriek_come_only_for_what_is_in_use(
    inkoop: Inkoop, perceel: Perceel, contractmanager: User, lezer: User
) -> None:
    at = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    PerceelFactory(inkoop=inkoop, nummer="2", gearchiveerd_op=at)
    ProductFactory(inkoop=inkoop, code="1")
    rubriek = RubriekFactory(inkoop=inkoop, soort="perceel")
    teksten = {nummer: f"<p>{nummer}</p>" for nummer in "123"}
    with pytest.raises(NotAllowed):
        copy_texts_below(rubriek=rubriek, teksten=teksten, by=lezer)
    copy_texts_below(rubriek=rubriek, teksten=teksten, by=contractmanager)
    assert list(PerceelTekst.objects.values_list("perceel__nummer", "rubriek", "tekst")) == [
        ("1", rubriek.pk, "<p>1</p>")
    ]
    assert not ProductTekst.objects.exists()


def test_archive_and_bring_back_need_the_right(perceel: Perceel, contractmanager: User, lezer: User) -> None:
    at = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    with pytest.raises(NotAllowed):
        archive(deel=perceel, inkoop=perceel.inkoop, by=lezer, at=at)
    archive(deel=perceel, inkoop=perceel.inkoop, by=contractmanager, at=at)
    perceel.refresh_from_db()
    assert perceel.gearchiveerd_op == at
    bring_back(deel=perceel, inkoop=perceel.inkoop, by=contractmanager)
    perceel.refresh_from_db()
    assert not perceel.is_archived


def test_order_writes_only_what_moves(inkoop: Inkoop, contractmanager: User) -> None:
    for number, nummer in enumerate("abc", start=1):
        PerceelFactory(inkoop=inkoop, nummer=nummer, volgorde=number * 10)
    reorder(inkoop=inkoop, rows=inkoop.percelen.all(), key="nummer", volgorde=["a", "c", "b"], by=contractmanager)
    assert list(inkoop.percelen.order_by("volgorde").values_list("nummer", "volgorde")) == [
        ("a", 10),
        ("c", 20),
        ("b", 30),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_one_saves_and_one_is_told(perceel: Perceel, contractmanager: User) -> None:
    rubriek = RubriekFactory(inkoop=perceel.inkoop, soort="perceel")
    row = PerceelTekstFactory(perceel=perceel, rubriek=rubriek, tekst="<p>Begin.</p>")
    basis, outcomes = fingerprint(row.tekst), []
    together = threading.Barrier(2)

    def save(text: str) -> None:
        together.wait()
        try:
            save_rubriektekst(deel=perceel, rubriek=rubriek, tekst=text, basis=basis, by=contractmanager)
            outcomes.append("saved")
        except Conflict:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(f"<p>Tekst {number}.</p>",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", "told"]
    assert PerceelTekst.objects.filter(perceel=perceel).count() == 1


def test_a_new_voorwaarde_comes_last(inkoop: Inkoop, contractmanager: User) -> None:
    product, *others = ProductFactory.create_batch(3, inkoop=inkoop)
    for other in others:
        save_voorwaarde(
            product=product, voorwaarde=None, values={"ander_product": other}, basis=None, by=contractmanager
        )
    assert [row.ander_product for row in product.inschrijfvoorwaarden.order_by("volgorde")] == others
    assert len({row.volgorde for row in product.inschrijfvoorwaarden.all()}) == 2
