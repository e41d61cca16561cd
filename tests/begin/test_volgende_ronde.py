"""MLW/MER once more, from its own working data: published at once, nothing is missing and nothing changed that nobody changed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User
from begin.actions import begin_inkoop
from begin.bronnen import Tarievenkeuze, earlier
from proces.models import Mijlpaal
from producten.models import Rubriek
from publicaties import actions
from publicaties.models import Publicatie
from publicaties.snapshot import read
from publicaties.wijzigingen import compare
from segments.models import Inkoop

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]
#: What the form asks, and so is changed by hand.
BY_HAND = {("inkoop", "titel"), ("inkoop", "slug"), ("inkoop", "start_contract")}
START = dt.date(2029, 1, 1)


def next_round(tarieven: Tarievenkeuze) -> tuple[Inkoop, Inkoop]:
    source = Inkoop.objects.get(slug="mlw-mer-2024")
    by = User.objects.get(username="contractmanager")
    new = begin_inkoop(
        regio=source.regio,
        titel="Wmo-begeleiding 2029",
        procedure=source.procedure,
        start_contract=START,
        deelnemers=dict(source.deelnemers.order_by("pk").values_list("gemeente_id", "groep")),
        bron=earlier(source, start=START, tarieven=tarieven),
        met_planning=True,
        by=by,
        at=timezone.now(),
    )
    return source, Inkoop.objects.get(pk=new.pk)


def publish(inkoop: Inkoop, monkeypatch: pytest.MonkeyPatch) -> Publicatie:
    monkeypatch.setattr("publicaties.document.render_pdf", lambda *args, **kwargs: b"%PDF-1.7")
    manager, reviewer = (User.objects.get(username=name) for name in ("contractmanager", "beoordelaar"))
    now = timezone.now()
    versie = actions.start_concept(inkoop=inkoop, versienaam="Eerste versie", ingangsdatum=START, by=manager, at=now)
    actions.submit(publicatie=versie, by=manager, at=now)
    actions.approve(publicatie=versie, by=reviewer, at=now)
    actions.publish(publicatie=versie, by=manager, at=now)
    return versie


def test_its_first_version_says_what_the_source_says(monkeypatch: pytest.MonkeyPatch) -> None:
    source, new = next_round(Tarievenkeuze.ZELFDE_DAGEN)
    last = Publicatie.objects.filter(inkoop=source).order_by("-volgnummer")[0]
    was, wordt = read(last.inhoud), read(publish(new, monkeypatch).inhoud)
    changes = compare(was, wordt)
    assert {verschil.pad for change in changes for verschil in change.verschillen} == BY_HAND
    by_hand = {naam: getattr(was.inkoop, naam) for naam in ("titel", "slug", "start_contract")}
    assert wordt.model_copy(update={"inkoop": wordt.inkoop.model_copy(update=by_hand)}) == was


def test_help_for_who_writes_and_the_planning_come_along() -> None:
    source, new = next_round(Tarievenkeuze.ZELFDE_DAGEN)

    def help_of(inkoop: Inkoop) -> set[tuple[str, str, str]]:
        return set(Rubriek.objects.filter(inkoop=inkoop).order_by().values_list("soort", "sleutel", "toelichting"))

    assert help_of(new) == help_of(source)
    was, wordt = (Mijlpaal.objects.filter(inkoop=row).order_by("begin", "pk") for row in (source, new))
    assert [(row.titel, row.begin.replace(year=row.begin.year + 5)) for row in was] == [
        (row.titel, row.begin) for row in wordt
    ]
    assert {(row.openbaar, row.voorlopig) for row in wordt} == {(False, True)}
    assert any("bijeenkomst" in told for told in new.begin.weggelaten)


def test_tarieven_go_on_from_the_new_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that end with the round that they were made for."""
    source, new = next_round(Tarievenkeuze.NIEUWE_START)
    was = read(Publicatie.objects.filter(inkoop=source).order_by("-volgnummer")[0].inhoud).tarieven
    wordt = read(publish(new, monkeypatch).inhoud).tarieven
    last = {
        (row.product, row.grondslag, row.perceel): row.bedrag for row in sorted(was, key=lambda row: row.ingangsdatum)
    }
    assert {(row.product, row.grondslag, row.perceel): row.bedrag for row in wordt} == last
    assert {(row.ingangsdatum, row.einddatum) for row in wordt} == {(START, None)}
