from __future__ import annotations

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from segments.models import Deelnemer, Gemeente, Inkoop, Regio, Segment
from tests.accounts.factories import UserFactory
from tests.core.adminforms import errors, save
from tests.segments.factories import GemeenteFactory, InkoopFactory, SegmentFactory

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def manager(client: Client, beheerder: User) -> Client:
    client.force_login(beheerder)
    return client


def page(row: Regio | Gemeente | Inkoop | Segment) -> str:
    return reverse(f"admin:segments_{row._meta.model_name}_change", args=[row.pk])


def test_beheerder_keeps_the_data_of_her_regio_but_not_its_code(manager: Client, regio: Regio) -> None:
    assert save(manager, page(regio), contact="Bel ons", slug="anders").status_code == 302
    regio.refresh_from_db()
    assert (regio.contact, regio.slug) == ("Bel ons", "midden-limburg")
    assert manager.get(reverse("admin:segments_regio_add")).status_code == 403
    assert manager.post(reverse("admin:segments_regio_delete", args=[regio.pk]), {"post": "yes"}).status_code == 403


def test_logo_is_checked_by_content(manager: Client, regio: Regio) -> None:
    told = errors(save(manager, page(regio), logo=SimpleUploadedFile("logo.png", b"<script>alert(1)</script>")))
    assert "De inhoud past niet bij de naam" in told[0]
    told = errors(save(manager, page(regio), logo=SimpleUploadedFile("logo.png", PNG[:40])))
    assert "De inhoud past niet bij de naam" in told[0]
    told = errors(save(manager, page(regio), logo=SimpleUploadedFile("logo.png", PNG + b"\0" * 100_000)))
    assert "te groot" in told[0]
    assert save(manager, page(regio), logo=SimpleUploadedFile("logo.png", PNG)).status_code == 302
    assert "logo.png" in manager.get(page(regio)).content.decode()


def test_gemeente_that_another_regio_counts_on_cannot_be_changed(
    manager: Client, client: Client, inkoop: Inkoop, buurregio: Regio
) -> None:
    own, elsewhere = GemeenteFactory(), GemeenteFactory()
    Deelnemer.objects.create(inkoop=inkoop, gemeente=own)
    Deelnemer.objects.create(inkoop=InkoopFactory(regio=buurregio), gemeente=elsewhere)
    assert save(manager, page(own), naam="Weert").status_code == 302
    assert manager.post(page(elsewhere), {"naam": "Weg"}).status_code == 403
    assert manager.post(reverse("admin:segments_gemeente_delete", args=[own.pk]), {"post": "yes"}).status_code == 403
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert save(client, page(elsewhere), naam="Nieuw").status_code == 302


def test_inkoop_is_made_in_own_regio_only(manager: Client, regio: Regio, buurregio: Regio) -> None:
    add = reverse("admin:segments_inkoop_add")
    fields = {
        "slug": "nieuw-2027",
        "titel": "Nieuw",
        "domeinen": ["wmo"],
        "verlengingen_maanden": "",
        "procedure": "open_house",
    }
    assert errors(save(manager, add, regio=buurregio.pk, **fields))
    assert save(manager, add, regio=regio.pk, **fields).status_code == 302
    inkoop = Inkoop.objects.get(slug="nieuw-2027")
    save(manager, page(inkoop), regio=buurregio.pk, titel="Anders")
    inkoop.refresh_from_db()
    assert (inkoop.regio, inkoop.titel) == (regio, "Anders")


def test_deelnemers_are_edited_with_the_inkoop(manager: Client, inkoop: Inkoop) -> None:
    gemeente = GemeenteFactory()
    deelnemer = {"deelnemers-TOTAL_FORMS": 1, "deelnemers-0-gemeente": gemeente.pk, "deelnemers-0-groep": "MLW"}
    assert save(manager, page(inkoop), **deelnemer).status_code == 302
    assert str(inkoop.deelnemers.get()) == f"{gemeente.naam} (MLW)"


def test_constraints_speak_dutch_while_adding_and_changing(manager: Client, inkoop: Inkoop) -> None:
    SegmentFactory(inkoop=inkoop, code="1a")
    add = reverse("admin:segments_segment_add")
    fields = {"inkoop": inkoop.pk, "naam": "Dubbel", "volgorde": 1}
    assert "Er is al een segment met deze code in deze inkoop." in errors(save(manager, add, code="1a", **fields))
    other = SegmentFactory(inkoop=inkoop, code="1b")
    told = errors(save(manager, page(other), code="1a", regionaal_min=5, regionaal_max=2))
    assert "Er is al een segment met deze code in deze inkoop." in told
    assert "Het minimum aantal regionale aanbieders is groter dan het maximum." in told
