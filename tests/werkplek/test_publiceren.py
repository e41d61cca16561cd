from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import Lidmaatschap, Rol, User
from producten.models import ProductTekst
from publicaties import actions, intrekken
from publicaties.document import Drukwerk
from publicaties.fouten import CannotPublish, IncompleteInput, NotExplained
from publicaties.models import Publicatie, Status
from publicaties.snapshot import Snapshot, take
from segments.models import Inkoop
from taken.models import Taak
from taken.werker import take_over, work_off
from tarieven.models import Tarief
from tests.accounts.factories import UserFactory
from tests.werkplek.conftest import basis_of, send
from tests.werkplek.versies import add_product, approved, change_text, concept, fill, published, submitted


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publicaties.document.render_bestanden", lambda publicatie, snapshot: iter(()))


def url(name: str, inkoop: Inkoop, *args: object) -> str:
    return reverse(f"werkplek:publiceren:{name}", args=[inkoop.slug, *args])


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- who may come where ---------------------------------------------------------------------------------------------


def test_buttons_that_a_person_may_not_use_are_not_shown(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, lezer: User
) -> None:
    fill(inkoop)
    versie = submitted(inkoop, contractmanager)
    page = url("beoordelen", inkoop, versie.pk)
    assert "Goedkeuren" in logged_in(beoordelaar).get(page).text
    for user in (contractmanager, lezer):
        text = logged_in(user).get(page).text
        assert "Goedkeuren" not in text
        assert "Teruggeven met" not in text
    assert "Nieuwe versie voorbereiden" not in logged_in(lezer).get(url("overzicht", inkoop)).text


def test_pages_are_private_and_not_kept(inkoop: Inkoop, contractmanager: User) -> None:
    fill(inkoop)
    versie = concept(inkoop, contractmanager)
    for name, args in (("versie", [versie.pk]), ("voorbeeld_onderdeel_pdf", ["product", "product-0"])):
        response = logged_in(contractmanager).get(url(name, inkoop, *args))
        assert response["Cache-Control"] == "private, no-store"


# --- beginning ------------------------------------------------------------------------------------------------------


def test_a_concept_begins_with_a_dutch_date(inkoop: Inkoop, contractmanager: User) -> None:
    data = {"versienaam": "Zomer", "ingangsdatum": "1 juni 2026", "soort": "definitief", "toelichting": ""}
    response = logged_in(contractmanager).post(url("start", inkoop), data)
    versie = Publicatie.objects.get()
    assert response.status_code == 302
    assert (versie.versienaam, versie.ingangsdatum.isoformat(), versie.status) == ("Zomer", "2026-06-01", "concept")


def test_a_wrong_form_answers_422_with_input_kept_and_a_summary(inkoop: Inkoop, contractmanager: User) -> None:
    data = {"versienaam": "", "ingangsdatum": "eind mei", "soort": "definitief", "toelichting": "Bewaar dit."}
    response = logged_in(contractmanager).post(url("start", inkoop), data)
    assert response.status_code == 422
    assert "er zijn 2 fouten" in response.text
    assert 'href="#id_ingangsdatum"' in response.text
    assert "“eind mei” is geen datum" in response.text
    assert "Bewaar dit." in response.text
    assert 'aria-describedby="id_ingangsdatum_helptext id_ingangsdatum_error"' in response.text


def test_a_second_concept_is_refused_with_the_name_of_the_first(inkoop: Inkoop, contractmanager: User) -> None:
    concept(inkoop, contractmanager, "De eerste")
    data = {"versienaam": "De tweede", "ingangsdatum": "1-6-2026", "soort": "definitief"}
    response = logged_in(contractmanager).post(url("start", inkoop), data)
    assert response.status_code == 409
    assert "De eerste" in response.text
    assert "De tweede" in response.text


def test_a_concept_is_changed_and_thrown_away(inkoop: Inkoop, contractmanager: User) -> None:
    versie = concept(inkoop, contractmanager)
    client = logged_in(contractmanager)
    data = {"versienaam": "Anders", "ingangsdatum": "1-7-2026", "soort": "consultatie", "toelichting": ""}
    assert send(client, url("gegevens", inkoop, versie.pk), data).status_code == 302
    versie.refresh_from_db()
    assert (versie.versienaam, versie.soort) == ("Anders", "consultatie")
    assert client.get(url("weggooien", inkoop, versie.pk)).status_code == 200
    assert send(client, url("weggooien", inkoop, versie.pk)).status_code == 302
    assert not Publicatie.objects.exists()


# --- changes --------------------------------------------------------------------------------------------------------


@pytest.fixture
def changed(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> Publicatie:
    """A concept with two changes since the published version."""
    product = fill(inkoop)
    published(inkoop, contractmanager, beoordelaar)
    change_text(product, "<p>Voor wie dit echt nodig heeft.</p>")
    product.max_per_week = 3
    product.save()
    return concept(inkoop, contractmanager)


def keys(response: Any) -> list[str]:
    return [regel.sleutel for regel in response.context["regels"]]


def test_a_reason_and_an_order_are_given_without_javascript(changed: Publicatie, contractmanager: User) -> None:
    client, page = logged_in(contractmanager), url("wijzigingen", changed.inkoop, changed.pk)
    first, second = keys(client.get(page))
    data = {f"reden-{first}": "Vragen van aanbieders", f"was-{first}": "", "verplaats": f"omlaag:{first}"}
    assert send(client, page, data).status_code == 302
    response = client.get(page)
    assert keys(response) == [second, first]
    assert "Vragen van aanbieders" in response.text
    assert changed.wijzigingen.get(sleutel=first).reden == "Vragen van aanbieders"


def test_the_htmx_answer_is_the_fragment_of_the_page(changed: Publicatie, contractmanager: User) -> None:
    client, page = logged_in(contractmanager), url("wijzigingen", changed.inkoop, changed.pk)
    _, second = keys(client.get(page))
    data = {f"reden-{second}": "Omdat het moet", f"was-{second}": "", "verplaats": f"omhoog:{second}"}
    fragment = send(client, page, data, headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert "Staat nu op plaats 1 van 2" in fragment["HX-Trigger"]
    assert "HX-Request" in fragment["Vary"]
    whole = client.get(page).text
    assert without_token(fragment.text).strip() in without_token(whole)


def without_token(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


def test_a_reason_of_a_colleague_is_not_written_over(changed: Publicatie, contractmanager: User) -> None:
    client, page = logged_in(contractmanager), url("wijzigingen", changed.inkoop, changed.pk)
    first, second = keys(client.get(page))
    basis = basis_of(client, page)
    send(client, page, {f"reden-{first}": "Van een collega", f"reden-{second}": "Ook van haar"})
    mine = {f"reden-{first}": "Van mij", f"was-{first}": "", f"reden-{second}": "", f"was-{second}": ""}
    response = client.post(page, {**mine, "basis": basis})
    assert response.status_code == 409
    assert "Van een collega" in response.text
    assert "Van mij" in response.text
    assert changed.wijzigingen.get(sleutel=first).reden == "Van een collega"
    # Seen now, what was typed is saved, and what was not typed here stays.
    fields = dict(re.findall(r'name="(basis|was-\w+)" value="([^"]*)"', response.text))
    (kept,) = re.findall(rf'name="reden-{second}"[^>]*>([^<]*)<', response.text)
    assert client.post(page, {**fields, f"reden-{first}": "Van mij", f"reden-{second}": kept}).status_code == 302
    assert {row.sleutel: row.reden for row in changed.wijzigingen.all()} == {first: "Van mij", second: "Ook van haar"}


def test_a_reason_that_is_too_long_stays_on_the_screen(changed: Publicatie, contractmanager: User) -> None:
    client, page = logged_in(contractmanager), url("wijzigingen", changed.inkoop, changed.pk)
    first, _ = keys(client.get(page))
    response = send(client, page, {f"reden-{first}": "x" * 2001, f"was-{first}": ""})
    assert response.status_code == 422
    assert "x" * 2001 in response.text


def test_a_get_of_the_changes_writes_nothing(
    changed: Publicatie, contractmanager: User, django_assert_num_queries: Any
) -> None:
    logged_in(contractmanager).get(url("wijzigingen", changed.inkoop, changed.pk))
    assert not changed.wijzigingen.exists()


def test_reasons_after_submission_are_refused(changed: Publicatie, contractmanager: User) -> None:
    client, page = logged_in(contractmanager), url("wijzigingen", changed.inkoop, changed.pk)
    first, _ = keys(client.get(page))
    basis = basis_of(client, page)
    actions.submit(publicatie=changed, by=contractmanager, at=timezone.now())
    response = client.post(page, {f"reden-{first}": "Te laat", f"was-{first}": "", "basis": basis})
    assert response.status_code == 409
    assert "al ter beoordeling" in response.text
    assert "Te laat" in response.text  # what was typed is still there to be read
    assert not changed.wijzigingen.exclude(reden="").exists()


# --- submitting -----------------------------------------------------------------------------------------------------


def test_blockers_stop_submission_and_lead_to_their_place(inkoop: Inkoop, contractmanager: User) -> None:
    product = fill(inkoop)
    change_text(product, "<p>Dit is nog n.t.b.</p>")
    versie = concept(inkoop, contractmanager)
    client = logged_in(contractmanager)
    response = client.post(
        url("indienen", inkoop, versie.pk),
        {"basis": client.get(url("indienen", inkoop, versie.pk)).context["form"].gezien},
    )
    assert response.status_code == 422
    assert f"/beheer/{inkoop.slug}/producten/{product.code}/#doelgroep" in response.text
    assert "verbeter eerst 1 punt, of schrijf" in response.text
    assert 'type="submit">Indienen' not in response.text
    versie.refresh_from_db()
    assert versie.status == Status.CONCEPT
    assert "n.t.b." in client.get(url("problemen", inkoop, versie.pk)).text


def test_a_warning_is_overruled_with_a_reason_that_the_beoordelaar_reads(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    product = fill(inkoop)
    change_text(product, "<p>De datum is nog n.t.b.</p>")
    versie = concept(inkoop, contractmanager)
    client, page = logged_in(contractmanager), url("problemen", inkoop, versie.pk)
    (asking,) = [row for row in client.get(page).context["waarschuwingen"] if row.vraagt]
    data = {f"reden-{asking.sleutel}": "De gemeente kiest haar zelf.", f"was-{asking.sleutel}": ""}
    assert send(client, page, data).status_code == 302
    submit = url("indienen", inkoop, versie.pk)
    assert client.post(submit, {"basis": basis_of(client, submit)}).status_code == 302
    assert "De gemeente kiest haar zelf." in logged_in(beoordelaar).get(url("beoordelen", inkoop, versie.pk)).text
    # The reason is of what was told; of something else it is none.
    actions.return_with_remarks(publicatie=versie, opmerkingen=[("", "Anders.")], by=beoordelaar, at=timezone.now())
    change_text(product, "<p>De plaats is nog XX.</p>")
    with pytest.raises(NotExplained, match="XX"):
        actions.submit(publicatie=versie, by=contractmanager, at=timezone.now())


def test_a_blocker_is_not_overruled(inkoop: Inkoop, contractmanager: User) -> None:
    product = fill(inkoop)
    Tarief.objects.all().delete()
    versie = concept(inkoop, contractmanager)
    found = actions.problems_of(versie, take(inkoop), None)
    blocker = next(row for row in found if row.blocks(versie.soort))
    assert product.afkorting in blocker.boodschap
    with pytest.raises(IncompleteInput, match="ook niet met een reden"):
        actions.overrule(publicatie=versie, redenen={blocker: "Komt later"}, by=contractmanager, at=timezone.now())


def test_submitting_twice_is_submitting_once(inkoop: Inkoop, contractmanager: User) -> None:
    fill(inkoop)
    versie = concept(inkoop, contractmanager)
    client = logged_in(contractmanager)
    data = {"basis": basis_of(client, url("indienen", inkoop, versie.pk))}
    for _ in range(2):
        response = client.post(url("indienen", inkoop, versie.pk), data, follow=True)
        assert "is ingediend" in response.text
        assert "utrecht-alert--error" not in response.text
    versie.refresh_from_db()
    assert versie.status == Status.TER_BEOORDELING


# --- reviewing ------------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(changed: Publicatie, contractmanager: User) -> Publicatie:
    actions.submit(publicatie=changed, by=contractmanager, at=timezone.now())
    return changed


def test_the_beoordelaar_sees_the_redline_and_approves_what_she_saw(waiting: Publicatie, beoordelaar: User) -> None:
    client, page = logged_in(beoordelaar), url("beoordelen", waiting.inkoop, waiting.pk)
    response = client.get(page)
    assert "<ins>" in response.text
    assert waiting.sha256 in response.text
    data = {"wat": "goedkeuren", "basis": basis_of(client, page)}
    assert client.post(page, data).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.status, waiting.goedgekeurd_door) == (Status.GOEDGEKEURD, beoordelaar)
    assert client.post(page, data, follow=True).status_code == 200


def test_approving_what_was_submitted_again_is_refused(
    waiting: Publicatie, beoordelaar: User, contractmanager: User
) -> None:
    client, page = logged_in(beoordelaar), url("beoordelen", waiting.inkoop, waiting.pk)
    seen = basis_of(client, page)
    actions.return_with_remarks(publicatie=waiting, opmerkingen=[("", "Anders.")], by=beoordelaar, at=timezone.now())
    ProductTekst.objects.update(tekst="<p>Weer anders.</p>")
    actions.submit(publicatie=waiting, by=contractmanager, at=timezone.now())
    for basis in (seen, ""):
        response = client.post(page, {"wat": "goedkeuren", "basis": basis})
        assert response.status_code == 409
        assert "Een collega heeft dit intussen veranderd" in response.text
        assert "Weer" in response.text
    waiting.refresh_from_db()
    assert waiting.status == Status.TER_BEOORDELING


def test_who_submitted_cannot_approve(waiting: Publicatie, contractmanager: User, inkoop: Inkoop) -> None:
    Lidmaatschap.objects.create(user=contractmanager, regio=inkoop.regio, rol=Rol.BEOORDELAAR)
    client, page = logged_in(contractmanager), url("beoordelen", inkoop, waiting.pk)
    assert 'value="goedkeuren"' not in client.get(page).text
    response = send(client, page, {"wat": "goedkeuren"})
    assert response.status_code == 409
    assert "zelf ingediend" in response.text


def test_a_version_is_returned_with_remarks_at_their_places(
    waiting: Publicatie, inkoop: Inkoop, beoordelaar: User, contractmanager: User
) -> None:
    client, page = logged_in(beoordelaar), url("beoordelen", inkoop, waiting.pk)
    regels = [regel for regel, _ in client.get(page).context["regels"]]
    tekst = next(regel for regel in regels if regel.wijziging.is_tekst)
    data = {
        "wat": "teruggeven",
        f"opmerking-{tekst.sleutel}": "Wie is 'wie'?",
        "erbij": "1",
        "plek-erbij-0": "perceel/1",
        "opmerking-erbij-0": "De naam klopt niet.",
        "opmerking-algemeen": "Verder goed.",
    }
    assert send(client, page, data).status_code == 302
    waiting.refresh_from_db()
    assert waiting.status == Status.TERUGGEGEVEN
    assert set(waiting.opmerkingen.values_list("plek", flat=True)) == {"product/product-0/doelgroep", "perceel/1", ""}
    manager = logged_in(contractmanager)
    screen = manager.get(url("versie", inkoop, waiting.pk)).text
    assert f"/beheer/{inkoop.slug}/producten/product-0/#doelgroep" in screen
    assert "Wie is &#x27;wie&#x27;?" in screen
    assert "Wie is &#x27;wie&#x27;?" in manager.get(url("wijzigingen", inkoop, waiting.pk)).text
    remark = waiting.opmerkingen.get(plek="perceel/1")
    fragment = manager.post(url("oplossen", inkoop, waiting.pk, remark.pk), headers={"HX-Request": "true"})
    assert "Opgeloste opmerkingen (1)" in fragment.text
    assert fragment.text.strip().startswith('<section class="wmo-sectie" id="opmerkingen">')
    assert logged_in(beoordelaar).post(url("oplossen", inkoop, waiting.pk, remark.pk)).status_code == 403


def test_returning_without_a_remark_is_refused(waiting: Publicatie, beoordelaar: User) -> None:
    response = send(logged_in(beoordelaar), url("beoordelen", waiting.inkoop, waiting.pk), {"wat": "teruggeven"})
    assert response.status_code == 422
    assert "Schrijf minstens één opmerking" in response.text


def test_approving_with_a_remark_asks_what_is_meant_and_keeps_it(waiting: Publicatie, beoordelaar: User) -> None:
    data = {"wat": "goedkeuren", "opmerking-algemeen": "Toch iets."}
    response = send(logged_in(beoordelaar), url("beoordelen", waiting.inkoop, waiting.pk), data)
    assert response.status_code == 422
    assert "Toch iets." in response.text


def test_a_remark_at_another_place_keeps_what_was_typed(waiting: Publicatie, beoordelaar: User) -> None:
    data = {"wat": "plek_erbij", "opmerking-algemeen": "Nog niet klaar."}
    page = url("beoordelen", waiting.inkoop, waiting.pk)
    for headers in ({}, {"HX-Request": "true"}):
        response = logged_in(beoordelaar).post(page, data, headers=headers)
        assert response.status_code == 200
        assert "Nog niet klaar." in response.text
        assert 'name="opmerking-erbij-0"' in response.text


def test_two_beoordelaars_at_once_the_second_is_told(waiting: Publicatie, beoordelaar: User, inkoop: Inkoop) -> None:
    other = UserFactory(username="ander", regio=inkoop.regio, rol=Rol.BEOORDELAAR)
    client, page = logged_in(other), url("beoordelen", inkoop, waiting.pk)
    seen = basis_of(client, page)
    actions.approve(publicatie=waiting, by=beoordelaar, at=timezone.now())
    response = client.post(page, {"wat": "goedkeuren", "basis": seen})
    assert response.status_code == 409
    assert "Goedgekeurd" in response.text
    assert "al goedgekeurd, door beoordelaar" in send(client, page, {"wat": "goedkeuren"}).text


def test_a_snapshot_of_an_unknown_schema_is_told_and_never_shown(
    waiting: Publicatie, beoordelaar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publicaties.snapshot.SCHEMA_VERSIE", 99)
    for name in ("versie", "wijzigingen", "beoordelen", "beoordeelde_pdf"):
        response = logged_in(beoordelaar).get(url(name, waiting.inkoop, waiting.pk), follow=True)
        assert "dit portaal leest schema 99" in response.text
        assert "Gepubliceerde versies" in response.text


# --- publishing -----------------------------------------------------------------------------------------------------


@pytest.fixture
def ready(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> Publicatie:
    fill(inkoop)
    return approved(inkoop, contractmanager, beoordelaar)


def test_publishing_twice_publishes_once(ready: Publicatie, contractmanager: User) -> None:
    client, page = logged_in(contractmanager), url("uitbrengen", ready.inkoop, ready.pk)
    data = {"wat": "publiceren", "basis": basis_of(client, page)}
    for _ in range(2):
        response = client.post(page, data, follow=True)
        assert "Deze versie wordt gepubliceerd" in response.text
    assert Taak.objects.count() == 1
    work_off()
    response = client.post(page, data, follow=True)
    assert "Gepubliceerd als versie 1" in response.text
    assert "utrecht-alert--error" not in response.text
    assert Taak.objects.count() == 1


def test_who_asked_to_publish_sees_how_far_it_is(ready: Publicatie, contractmanager: User, lezer: User) -> None:
    client, page = logged_in(contractmanager), url("voortgang", ready.inkoop, ready.pk)
    assert client.get(page).status_code == 302  # nothing was asked
    asked = send(client, url("uitbrengen", ready.inkoop, ready.pk), {"wat": "publiceren"})
    assert asked["Location"] == page
    assert "Het werk begint zo." in client.get(page).text
    taak = Taak.objects.get()
    Taak.objects.update(gedaan=12, totaal=66)
    taak.opdracht.claim("iemand")
    for reader in (client, logged_in(lezer)):
        whole, part = reader.get(page), reader.get(page, headers={"HX-Request": "true"})
        assert "12 van 66 bestanden gemaakt" in whole.text
        assert part.text.strip() in whole.text
        assert 'hx-trigger="every 2s"' in part.text
        assert "HX-Refresh" not in part
        assert "Ververs deze pagina" in part.text
        assert part["Vary"].count("HX-Request") == 1
        assert "12 van 66 bestanden gemaakt" in reader.get(url("versie", ready.inkoop, ready.pk)).text
    # The screen to publish has nothing else to ask now.
    assert client.get(url("uitbrengen", ready.inkoop, ready.pk))["Location"] == page
    take_over()
    work_off()
    part = client.get(page, headers={"HX-Request": "true"})
    assert "Gepubliceerd als versie 1" in part.text
    assert "every 2s" not in part.text
    assert part["HX-Refresh"] == "true"


def test_a_publication_that_failed_is_told_and_tried_again(
    ready: Publicatie, contractmanager: User, lezer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[Drukwerk]:
        raise CannotPublish("Een lettertype ontbreekt.")

    client, page = logged_in(contractmanager), url("uitbrengen", ready.inkoop, ready.pk)
    with monkeypatch.context() as broken:
        broken.setattr("publicaties.document.render_bestanden", fail)
        send(client, page, {"wat": "publiceren"})
        work_off()
    for name in ("voortgang", "versie"):
        told = client.get(url(name, ready.inkoop, ready.pk)).text
        assert "Een lettertype ontbreekt." in told
        assert "Opnieuw proberen" in told
        assert "Opnieuw proberen" not in logged_in(lezer).get(url(name, ready.inkoop, ready.pk)).text
    assert client.get(page).status_code == 200
    send(client, page, {"wat": "publiceren"})
    work_off()
    assert "Gepubliceerd als versie 1" in client.get(url("voortgang", ready.inkoop, ready.pk)).text
    assert "Een lettertype ontbreekt." not in client.get(url("versie", ready.inkoop, ready.pk)).text


def test_a_moment_is_planned_and_taken_away(ready: Publicatie, contractmanager: User) -> None:
    client, page = logged_in(contractmanager), url("uitbrengen", ready.inkoop, ready.pk)
    past = send(client, page, {"wat": "plannen", "dag": "1-1-2020", "tijd": "9.30"})
    assert past.status_code == 422
    assert "al voorbij" in past.text
    assert client.post(page, {"wat": "plannen", "dag": "morgen", "tijd": "25.00"}).status_code == 422
    assert send(client, page, {"wat": "plannen", "dag": "1-6-2099", "tijd": "9.30"}).status_code == 302
    ready.refresh_from_db()
    assert ready.gepland_op is not None
    assert timezone.localtime(ready.gepland_op).isoformat() == "2099-06-01T09:30:00+02:00"
    assert "Gepland voor 1 juni 2099, 9.30 uur" in client.get(page).text
    refused = send(client, page, {"wat": "publiceren"})
    assert "staat gepland" in refused.text
    send(client, page, {"wat": "niet_plannen"})
    ready.refresh_from_db()
    assert ready.gepland_op is None


def test_a_version_is_withdrawn_by_two(ready: Publicatie, contractmanager: User, beoordelaar: User) -> None:
    actions.publish(publicatie=ready, by=contractmanager, at=timezone.now())
    asker, page = logged_in(contractmanager), url("intrekken", ready.inkoop, ready.pk)

    def send(client: Client, **data: str) -> int:
        return client.post(page, {"basis": basis_of(client, page), **data}).status_code

    assert send(asker, wat="vragen", reden=" ") == 422
    assert send(asker, wat="vragen", reden="Rekenfout") == 302
    ready.refresh_from_db()
    assert ready.status == Status.GEPUBLICEERD
    assert send(asker, wat="intrekken") == 403
    decider = logged_in(beoordelaar)
    asked = f"Besluit over intrekken van ‘{ready.versienaam}’"
    assert asked in decider.get("/beheer/").text
    assert asked not in asker.get("/beheer/").text
    data = {"basis": basis_of(decider, page), "wat": "intrekken"}
    assert [decider.post(page, data).status_code for _ in range(2)] == [302, 302]
    ready.refresh_from_db()
    assert (ready.status, ready.intrekreden, ready.ingetrokken_door) == (Status.INGETROKKEN, "Rekenfout", beoordelaar)
    assert "Rekenfout" in asker.get(url("versie", ready.inkoop, ready.pk)).text


def test_a_colleague_keeps_a_version_in_force(ready: Publicatie, contractmanager: User, beoordelaar: User) -> None:
    actions.publish(publicatie=ready, by=contractmanager, at=timezone.now())
    intrekken.ask_to_withdraw(publicatie=ready, reden="Rekenfout", by=contractmanager, at=timezone.now())
    client, page = logged_in(beoordelaar), url("intrekken", ready.inkoop, ready.pk)
    assert client.post(page, {"basis": basis_of(client, page), "wat": "niet"}).status_code == 422
    data = {"basis": basis_of(client, page), "wat": "niet", "toelichting": "Het klopt wel."}
    assert client.post(page, data).status_code == 302
    road = client.get(url("versie", ready.inkoop, ready.pk)).text
    assert road.index("Voorgedragen om in te trekken") < road.index("Niet ingetrokken") < road.index("Het klopt wel.")
    assert not ready.intrekverzoeken.filter(besluit="").exists()


def test_an_emergency_is_told_to_every_colleague_until_read(
    ready: Publicatie, contractmanager: User, beoordelaar: User, lezer: User, buur: User
) -> None:
    actions.publish(publicatie=ready, by=contractmanager, at=timezone.now())
    client, page = logged_in(contractmanager), url("intrekken", ready.inkoop, ready.pk)
    data = {"wat": "spoed", "reden": "Rekenfout", "basis": basis_of(client, page)}
    assert client.post(page, data).status_code == 422
    data = {
        "wat": "spoed",
        "reden": "Rekenfout",
        "spoed": "Morgen sluit de inschrijving.",
        "basis": basis_of(client, page),
    }
    assert client.post(page, data).status_code == 302
    for colleague in (beoordelaar, lezer):
        told = logged_in(colleague).get("/beheer/").text
        assert "met spoed ingetrokken" in told
        assert "Morgen sluit de inschrijving." in told
    assert "Morgen sluit" not in logged_in(buur).get("/beheer/").text
    gebeurtenis = ready.gebeurtenissen.get(soort="ingetrokken_spoed")
    reader = logged_in(lezer)
    reader.post(f"/beheer/gebeurtenissen/{gebeurtenis.pk}/gezien/")
    assert "Morgen sluit" not in reader.get("/beheer/").text
    assert "Morgen sluit" in logged_in(beoordelaar).get("/beheer/").text
    assert logged_in(buur).post(f"/beheer/gebeurtenissen/{gebeurtenis.pk}/gezien/").status_code == 404


# --- back and forth with the beoordelaar ----------------------------------------------------------------------------


def test_who_submitted_takes_it_back(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    fill(inkoop)
    versie = submitted(inkoop, contractmanager)
    client, page = logged_in(contractmanager), url("terugnemen", inkoop, versie.pk)
    assert "Terugnemen" in client.get(url("versie", inkoop, versie.pk)).text
    assert client.post(page, {"basis": basis_of(client, page)}).status_code == 302
    versie.refresh_from_db()
    assert versie.status == Status.CONCEPT
    assert "Teruggenomen door wie haar indiende" in client.get(url("versie", inkoop, versie.pk)).text


def test_what_changed_since_it_was_returned_and_the_answers(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    product = fill(inkoop)
    versie = submitted(inkoop, contractmanager)
    reviewer, review = logged_in(beoordelaar), url("beoordelen", inkoop, versie.pk)
    assert "Veranderd sinds de teruggave" not in reviewer.get(review).text
    remark = [(f"product/{product.code}/doelgroep", "Voor wie precies?")]
    actions.return_with_remarks(publicatie=versie, opmerkingen=remark, by=beoordelaar, at=timezone.now())
    client = logged_in(contractmanager)
    answer = f"{url('versie', inkoop, versie.pk)}opmerkingen/{versie.opmerkingen.get().pk}/antwoord/"
    data = {"basis": basis_of(client, answer), "antwoord": "Voor volwassenen."}
    assert client.post(answer, data).status_code == 302
    change_text(product, "<p>Voor volwassenen.</p>")
    actions.submit(publicatie=versie, by=contractmanager, at=timezone.now())
    page = reviewer.get(review)
    (changed,) = page.context["sinds"]
    assert (changed.was, changed.wordt) == ("<p>Voor wie product-0 nodig heeft.</p>", "<p>Voor volwassenen.</p>")
    assert "Antwoord van contractmanager" in page.text
    road = reviewer.get(url("versie", inkoop, versie.pk)).text
    assert [road.count(f"<strong>{step}") for step in ("Ingediend", "Teruggegeven met opmerkingen")] == [2, 1]


# --- setting back ---------------------------------------------------------------------------------------------------


def test_setting_back_shows_what_changes_and_then_does_it(
    changed: Publicatie, inkoop: Inkoop, contractmanager: User
) -> None:
    client, page = logged_in(contractmanager), url("terugzetten", inkoop, 1)
    response = client.get(page)
    assert len(response.context["wijzigingen"]) == 2
    seen = response.context["form"].gezien
    assert client.post(page, {"basis": seen, "reden": ""}).status_code == 422
    assert client.post(page, {"basis": seen, "reden": "Toch niet"}).status_code == 302
    assert ProductTekst.objects.get().tekst == "<p>Voor wie product-0 nodig heeft.</p>"
    assert "gelijk aan versie 1" in client.post(page, {"basis": seen, "reden": "Toch niet"}, follow=True).text


def test_setting_back_what_somebody_changed_meanwhile_is_shown_again(
    changed: Publicatie, inkoop: Inkoop, contractmanager: User
) -> None:
    client, page = logged_in(contractmanager), url("terugzetten", inkoop, 1)
    seen = basis_of(client, page)
    ProductTekst.objects.update(tekst="<p>Van een collega.</p>")
    response = client.post(page, {"basis": seen, "reden": "Toch niet"})
    assert response.status_code == 409
    assert "Van" in response.text
    assert "Toch niet" in response.text
    assert ProductTekst.objects.get().tekst == "<p>Van een collega.</p>"


# --- previews -------------------------------------------------------------------------------------------------------


def test_every_part_has_a_preview(inkoop: Inkoop, contractmanager: User) -> None:
    fill(inkoop)
    client = logged_in(contractmanager)
    for page in (url("voorbeeld_onderdeel", inkoop, "product", "product-0"), url("voorbeeld_document", inkoop)):
        assert "Voor wie product-0 nodig heeft." in strip_tags(client.get(page).text)
    assert "Volwassenen" in client.get(url("voorbeeld_onderdeel", inkoop, "perceel", "1")).text
    assert client.get(url("voorbeeld_onderdeel", inkoop, "product", "niets")).status_code == 404
    assert client.get(url("voorbeeld_onderdeel", inkoop, "dingen", "1")).status_code == 404


def test_the_preview_pdf_is_marked_concept_and_tells_the_changes(
    changed: Publicatie, inkoop: Inkoop, contractmanager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    def render(versie: Any, snapshot: Any, wijzigingen: Any) -> bytes:
        seen.append((versie, wijzigingen))
        return b"%PDF-"

    client = logged_in(contractmanager)
    page = url("wijzigingen", inkoop, changed.pk)
    first, _ = keys(client.get(page))
    send(client, page, {f"reden-{first}": "Vragen van aanbieders", f"was-{first}": ""})
    content = client.get(url("voorbeeld_document_pdf", inkoop))
    assert content["Content-Type"] == "application/pdf"
    assert content.content.startswith(b"%PDF-")
    monkeypatch.setattr("werkplek.publiceren.voorbeeld.render_document", render)
    client.get(url("voorbeeld_document_pdf", inkoop))
    actions.submit(publicatie=changed, by=contractmanager, at=timezone.now())
    client.get(url("voorbeeld_document_pdf", inkoop))
    (versie, wijzigingen), (later, _) = seen
    assert versie.is_concept
    assert versie.vorige == "versie 1 (Eerste versie)"
    assert [reden for _, reden in wijzigingen].count("Vragen van aanbieders") == 1
    assert len(wijzigingen) == 2
    assert later.goedgekeurd_op is None


def test_the_pdf_of_what_was_submitted_is_for_the_beoordelaar(waiting: Publicatie, beoordelaar: User) -> None:
    response = logged_in(beoordelaar).get(url("beoordeelde_pdf", waiting.inkoop, waiting.pk))
    assert response.content.startswith(b"%PDF-")
    assert response["Cache-Control"] == "private, no-store"


# --- constant number of queries -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["overzicht", "versie", "problemen", "wijzigingen", "indienen", "voorbeeld", "voorbeeld_document", "terugzetten"],
)
def test_the_number_of_queries_does_not_grow(
    name: str, inkoop: Inkoop, contractmanager: User, beoordelaar: User, django_assert_max_num_queries: Any
) -> None:
    fill(inkoop, producten=2)
    published(inkoop, contractmanager, beoordelaar)
    versie = concept(inkoop, contractmanager)
    args = {"overzicht": [], "voorbeeld": [], "voorbeeld_document": [], "terugzetten": [1]}.get(name, [versie.pk])
    client = logged_in(contractmanager)
    client.get(url(name, inkoop, *args))
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(url(name, inkoop, *args)).status_code == 200
    rubriek, perceel = inkoop.rubrieken.get(), inkoop.percelen.get()
    for number in range(20):
        add_product(inkoop, f"extra-{number}", rubriek, perceel)
    with CaptureQueriesContext(connection) as many:
        assert client.get(url(name, inkoop, *args)).status_code == 200
    assert len(many) == len(few)


def test_the_number_of_queries_of_a_review_does_not_grow(
    waiting: Publicatie, inkoop: Inkoop, beoordelaar: User, contractmanager: User
) -> None:
    client, page = logged_in(beoordelaar), url("beoordelen", inkoop, waiting.pk)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        assert client.get(page).status_code == 200
    actions.return_with_remarks(
        publicatie=waiting,
        opmerkingen=[("", f"Punt {number}") for number in range(9)],
        by=beoordelaar,
        at=timezone.now(),
    )
    rubriek, perceel = inkoop.rubrieken.get(), inkoop.percelen.get()
    for number in range(9):
        add_product(inkoop, f"extra-{number}", rubriek, perceel)
    actions.submit(publicatie=waiting, by=contractmanager, at=timezone.now())
    with CaptureQueriesContext(connection) as many:
        assert client.get(page).status_code == 200
    assert len(many) == len(few)
