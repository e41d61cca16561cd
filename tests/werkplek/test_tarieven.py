from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from publicaties import actions
from segments.models import Inkoop
from tarieven.models import Indexatie, Kostprijsopbouw, Tarief
from tests.clock import later
from tests.percelen.factories import PerceelProductFactory
from tests.producten.factories import ProductFactory
from tests.tarieven import conftest as tarieven
from tests.tarieven.conftest import Catalogus
from tests.tarieven.factories import TariefFactory
from tests.werkplek.conftest import basis_of, send

DAY = "2026-06-01"
catalogus = tarieven.catalogus  # the fixture


def url(name: str, inkoop: Inkoop, *args: object, **query: str) -> str:
    from urllib.parse import urlencode

    address = reverse(f"werkplek:tarieven:{name}", args=[inkoop.slug, *args])
    return f"{address}?{urlencode(query)}" if query else address


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client(contractmanager: User) -> Client:
    return logged_in(contractmanager)


def without_token(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


# --- who may come where ---------------------------------------------------------------------------------------------


def test_a_tarief_of_another_inkoop_is_not_found(catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    other = TariefFactory()
    for name in ("beeindigen", "verwijderen", "kostprijs"):
        assert client.get(url(name, inkoop, other.pk)).status_code == 404


# --- the matrix -----------------------------------------------------------------------------------------------------


def test_the_matrix_shows_amounts_last_year_future_ended_and_gaps(
    catalogus: Catalogus, inkoop: Inkoop, client: Client
) -> None:
    catalogus.tarief("bgi", "60.00", van="2025-01-01", tot="2025-12-31", grondslag="som")
    catalogus.tarief("bgi", "63.00", grondslag="som", tot="2026-12-31")
    catalogus.tarief("bgi", "66.00", van="2027-01-01", grondslag="som")
    catalogus.tarief("vervoer", "20.00", van="2025-01-01", tot="2026-03-31")
    text = client.get(url("matrix", inkoop, dag="1-6-2026")).text
    assert "€\u00a063,00" in text
    assert "jaar eerder €\u00a060,00, +5,00%" in text
    assert "vanaf 1-1-2027 €\u00a066,00" in text
    assert "was €\u00a020,00 t/m 31-3-2026" in text
    assert "Dagen zonder tarief" in text
    assert "Geen tarief<" in text
    assert "BGI, PSY" in text


def test_where_no_tarieven_are_published_none_is_missing(catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    catalogus.tarief("bgi", "63.00", grondslag="som")
    inkoop.met_tarieven = False
    inkoop.save()
    text = client.get(url("matrix", inkoop, dag="1-6-2026")).text
    assert "Deze inkoop publiceert geen tarieven." in text
    assert "€\u00a063,00" in text
    assert "Dagen zonder tarief" not in text


def test_the_matrix_tells_what_the_last_publication_said(
    catalogus: Catalogus,
    inkoop: Inkoop,
    client: Client,
    contractmanager: User,
    beoordelaar: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("publicaties.document.render_bestanden", lambda publicatie, snapshot: iter(()))
    monkeypatch.setattr("publicaties.actions.find_problems", lambda *args, **kwargs: [])
    tarief = catalogus.tarief("vervoer", "20.00")
    now = timezone.now()
    versie = actions.start_concept(
        inkoop=inkoop, versienaam="Een", ingangsdatum=dt.date(2026, 1, 1), by=contractmanager, at=now
    )
    actions.submit(publicatie=versie, by=contractmanager, at=now)
    actions.approve(publicatie=versie, by=beoordelaar, at=now)
    actions.publish(publicatie=versie, by=contractmanager, at=now)
    page = url("matrix", inkoop, dag=DAY)
    assert "anders dan versie 1: €" not in client.get(page).text
    Tarief.objects.filter(pk=tarief.pk).update(bedrag=Decimal("21.00"))
    assert "anders dan versie 1: €\u00a020,00" in client.get(page).text


def test_percelen_that_pay_what_all_pay_are_left_out_until_asked(
    catalogus: Catalogus, inkoop: Inkoop, client: Client
) -> None:
    Inkoop.objects.update(tarief_per_perceel=True)
    catalogus.tarief("vervoer", "20.00")
    page = url("matrix", inkoop, dag=DAY)
    assert "cel-vervoer-een-1" not in client.get(page).text
    assert "uit alle percelen" in client.get(f"{page}&percelen=1").text


def test_a_day_that_is_none_is_told_and_today_is_shown(catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    response = client.get(url("matrix", inkoop, dag="gisteren"))
    assert response.status_code == 200
    assert "“gisteren” is geen datum" in response.text


@pytest.mark.parametrize("name", ["matrix", "plakken", "rondes", "ronde", "cel", "kostprijs"])
def test_the_number_of_queries_does_not_grow(name: str, catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    tarief = catalogus.tarief("vervoer", "20.00")
    ronde = Indexatie.objects.create(inkoop=inkoop, jaar=2027, ingangsdatum=dt.date(2027, 1, 1))
    ronde.componenten.create(naam="OVA", gewicht=1, vorig_voorlopig=4, vorig_definitief=5, voorlopig=4)
    args: dict[str, list[object]] = {"ronde": [ronde.pk], "cel": ["vervoer"], "kostprijs": [tarief.pk]}
    page = url(name, inkoop, *args.get(name, []))
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        assert client.get(page).status_code == 200
    for number in range(20):
        product = ProductFactory(inkoop=inkoop, code=f"extra-{number}")
        PerceelProductFactory(perceel=catalogus.p1, product=product)
        TariefFactory(product=product)
        TariefFactory(
            product=catalogus.vervoer,
            ingangsdatum=dt.date(2000 + number, 1, 1),
            einddatum=dt.date(2000 + number, 12, 31),
        )
        Indexatie.objects.create(inkoop=inkoop, jaar=2030 + number, ingangsdatum=dt.date(2030 + number, 1, 1))
    with CaptureQueriesContext(connection) as many:
        assert client.get(page).status_code == 200
    assert len(many) == len(few)


# --- one cell -------------------------------------------------------------------------------------------------------


def post_cell(client: Client, inkoop: Inkoop, *, htmx: bool = False, **data: str) -> Any:
    headers = {"HX-Request": "true"} if htmx else {}
    page = url("cel", inkoop, "bgi", grondslag="SOM", dag=DAY)
    data.setdefault("basis", basis_of(client, page, headers=headers))
    return client.post(page, {"vanaf": "1-6-2026", **data}, headers=headers)


@pytest.mark.parametrize("htmx", [False, True])
def test_an_amount_is_shown_back_before_it_is_saved(
    catalogus: Catalogus, inkoop: Inkoop, client: Client, htmx: bool
) -> None:
    catalogus.tarief("bgi", "60.00", grondslag="som")
    checked = post_cell(client, inkoop, htmx=htmx, bedrag="1.234,50", wat="opslaan")
    assert checked.status_code == 200
    assert "€\u00a01.234,50 per uur" in checked.text
    assert "1.957,50% hoger dan nu" in checked.text
    assert Tarief.objects.get().bedrag == 60
    seen = re.search(r'name="gecontroleerd" value="([^"]+)"', checked.text)[1]  # type: ignore[index]
    saved = post_cell(client, inkoop, htmx=htmx, bedrag="1.234,50", gecontroleerd=seen, wat="opslaan")
    assert saved.status_code == (200 if htmx else 302)
    assert list(Tarief.objects.order_by("ingangsdatum").values_list("bedrag", "ingangsdatum", "einddatum")) == [
        (Decimal("60.00"), dt.date(2026, 1, 1), dt.date(2026, 5, 31)),
        (Decimal("1234.50"), dt.date(2026, 6, 1), None),
    ]
    if htmx:
        assert saved["HX-Retarget"] == "#matrix"
        assert "Opgeslagen: BGI, SOM" in saved["HX-Trigger"]
        fresh = client.get(url("matrix", inkoop, dag=DAY)).text
        assert " ".join(without_token(saved.text).replace("data-wmo-focus", "").split()) in " ".join(
            without_token(fresh).split()
        )


@pytest.mark.parametrize(
    ("typed", "strange"),
    [("75,00", False), ("75,01", True), ("60,01", False), ("60,00", False), ("59,99", True), ("45,00", True)],
)
def test_an_amount_is_strange_beyond_a_quarter_up_and_when_it_falls(
    catalogus: Catalogus, inkoop: Inkoop, client: Client, typed: str, strange: bool
) -> None:
    catalogus.tarief("bgi", "60.00", grondslag="som")
    checked = post_cell(client, inkoop, bedrag=typed, gezien="60.00", wat="opslaan")
    assert ("Klopt dit?" in checked.text) == strange


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1.234", "niet eenduidig"),
        ("-5", "kleiner dan nul"),
        ("12,345", "twee decimalen"),
        ("veel", "geen bedrag"),
        ("", "Vul een bedrag in"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_no_amount_is_refused_and_kept(
    catalogus: Catalogus, inkoop: Inkoop, client: Client, typed: str, message: str, htmx: bool
) -> None:
    response = post_cell(client, inkoop, htmx=htmx, bedrag=typed, wat="controleren")
    assert response.status_code == 422
    assert message in response.text
    assert f'value="{typed}"' in response.text or not typed
    assert 'aria-invalid="true"' in response.text
    assert not Tarief.objects.exists()


def test_another_amount_than_was_checked_is_checked_again(catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    checked = post_cell(client, inkoop, bedrag="61,00", wat="controleren")
    seen = checked.context["form"]["gecontroleerd"].value()
    again = post_cell(client, inkoop, bedrag="16,00", gecontroleerd=seen, wat="opslaan")
    assert "€\u00a016,00" in again.text
    assert not Tarief.objects.exists()


def test_an_amount_that_a_colleague_changed_is_not_written_over(
    catalogus: Catalogus, inkoop: Inkoop, client: Client
) -> None:
    tarief = catalogus.tarief("bgi", "60.00", grondslag="som")
    form = post_cell(client, inkoop, bedrag="62", wat="controleren").context["form"]
    seen = {"basis": form.gezien, "gecontroleerd": form["gecontroleerd"].value()}
    Tarief.objects.filter(pk=tarief.pk).update(bedrag=Decimal("61.00"))
    response = post_cell(client, inkoop, bedrag="62", wat="opslaan", **seen)
    assert response.status_code == 409
    assert "€\u00a061,00 vanaf 1 januari 2026" in response.text
    assert 'value="62"' in response.text
    assert Tarief.objects.get().bedrag == 61


def test_a_tarief_is_ended_and_removed(catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    first = catalogus.tarief("vervoer", "20.00", tot="2026-12-31")
    second = catalogus.tarief("vervoer", "21.00", van="2027-01-01")
    wrong = send(client, url("beeindigen", inkoop, second.pk), {"tot": "1-1-2026"})
    assert wrong.status_code == 422
    assert "ligt voor de ingangsdatum" in wrong.text
    assert send(client, url("beeindigen", inkoop, second.pk), {"tot": "31-12-2027"}).status_code == 302
    assert send(client, url("verwijderen", inkoop, second.pk), {"verlengen": "1"}).status_code == 302
    first.refresh_from_db()
    assert first.einddatum == dt.date(2027, 12, 31)
    assert Tarief.objects.count() == 1


# --- lists ----------------------------------------------------------------------------------------------------------


def sheet(client: Client, inkoop: Inkoop, amounts: dict[str, object]) -> io.BytesIO:
    """The template for 2027 with these new amounts, by product and grondslag."""
    book = load_workbook(io.BytesIO(client.get(url("sjabloon", inkoop, dag="2027-01-01")).content))
    titles = [cell.value for cell in book.active[1]]
    for row in book.active.iter_rows(min_row=2):
        values = dict(zip(titles, row, strict=True))
        name = "/".join(filter(None, [values["product"].value, values["grondslag"].value]))
        values["nieuw bedrag"].value = amounts.get(name)
    content = io.BytesIO()
    book.save(content)
    content.name = "tarieven.xlsx"
    content.seek(0)
    return content


def test_what_a_colleague_changed_since_the_download_is_chosen_per_tarief(
    catalogus: Catalogus, inkoop: Inkoop, client: Client
) -> None:
    tarief = catalogus.tarief("vervoer", "20.00")
    file = sheet(client, inkoop, {"vervoer": 22})
    Tarief.objects.filter(pk=tarief.pk).update(bedrag=Decimal("21.00"))
    preview = client.post(url("inlezen", inkoop), {"bestand": file})
    assert "1 tarief is na het downloaden ook door een" in preview.text
    assert "Toen u downloadde stond er: €\u00a020,00" in preview.text
    data = {"basis": preview.context["form"].gezien, "herkomst": "inlezen"}
    (sleutel,) = re.findall(r'name="mijn" value="([^"]+)"', preview.text)
    unchosen = client.post(url("bevestigen", inkoop), data, follow=True)
    assert "Wat uw collega schreef, blijft staan." in unchosen.text
    assert Tarief.objects.count() == 1
    saved = client.post(url("bevestigen", inkoop), data | {"mijn": sleutel}, follow=True)
    assert "1 tarief is opgeslagen." in saved.text
    assert sorted(Tarief.objects.values_list("bedrag", flat=True)) == [Decimal("21.00"), Decimal("22.00")]


def test_a_long_preview_comes_in_pages_and_a_choice_goes_with_it(
    catalogus: Catalogus, inkoop: Inkoop, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("werkplek.tarieven.lijst.PER_PAGINA", 1)
    tarief = catalogus.tarief("bgi", "60.00", grondslag="som")
    catalogus.tarief("vervoer", "20.00")
    file = sheet(client, inkoop, {"bgi/som": None, "bgi/SOM": 63, "vervoer": 30})
    Tarief.objects.filter(pk=tarief.pk).update(bedrag=Decimal("61.00"))
    preview = client.post(url("inlezen", inkoop), {"bestand": file})
    assert [regel.naam for regel in preview.context["pagina"]] == ["BGI, SOM"]
    (sleutel,) = re.findall(r'name="mijn" value="([^"]+)"', preview.text)
    data = {"basis": preview.context["form"].gezien, "herkomst": "inlezen", "mijn": sleutel}
    second = client.post(url("bevestigen", inkoop), data | {"pagina": "2"})
    assert [regel.naam for regel in second.context["pagina"]] == ["Vervoer"]
    assert f'<input type="hidden" name="mijn" value="{sleutel}">' in second.text
    first = client.post(url("bevestigen", inkoop), data | {"pagina": "1"})
    assert f'value="{sleutel}" checked' in first.text
    assert Tarief.objects.count() == 2
    saved = client.post(url("bevestigen", inkoop), data | {"basis": second.context["form"].gezien}, follow=True)
    assert "2 tarieven zijn opgeslagen." in saved.text


def test_a_sheet_is_previewed_per_cell_and_then_saved_at_once(
    catalogus: Catalogus, inkoop: Inkoop, client: Client
) -> None:
    catalogus.tarief("bgi", "60.00", grondslag="som")
    catalogus.tarief("vervoer", "20.00")
    file = sheet(client, inkoop, {"bgi/som": None, "bgi/SOM": 63, "vervoer": 30})
    preview = client.post(url("inlezen", inkoop), {"bestand": file})
    assert preview.status_code == 200
    assert "+5,00%" in preview.text
    assert "hoger dan nu (€\u00a020,00)" in preview.text
    assert "BGI, PSY" in preview.text  # would have no tarief
    assert Tarief.objects.count() == 2
    data = {"basis": preview.context["form"].gezien, "herkomst": "inlezen"}
    saved = client.post(url("bevestigen", inkoop), data, follow=True)
    assert "2 tarieven zijn opgeslagen." in saved.text
    assert Tarief.objects.valid_on(dt.date(2027, 6, 1)).get(product=catalogus.vervoer).bedrag == 30
    again = client.post(url("bevestigen", inkoop), data, follow=True)
    assert "De tarieven staan al zo in het portaal." in again.text


def test_faults_are_named_by_row_and_column_and_nothing_is_saved(
    catalogus: Catalogus, inkoop: Inkoop, client: Client
) -> None:
    file = sheet(client, inkoop, {"bgi/SOM": 63, "vervoer": "gratis"})
    response = client.post(url("inlezen", inkoop), {"bestand": file})
    assert response.status_code == 422
    assert "(nieuw bedrag): “gratis” is geen bedrag" in response.text, re.findall("Cel .*", response.text)
    assert "opslaan</button>" not in response.text
    assert not Tarief.objects.exists()


def test_a_file_that_is_none_is_refused(catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    assert client.post(url("inlezen", inkoop)).status_code == 422
    broken = io.BytesIO(b"PK nee")
    broken.name = "tarieven.xlsx"
    response = client.post(url("inlezen", inkoop), {"bestand": broken})
    assert response.status_code == 422
    assert "beschadigd" in response.text


def test_a_proposal_that_was_tampered_with_or_is_of_another_inkoop_is_refused(
    catalogus: Catalogus, inkoop: Inkoop, client: Client
) -> None:
    response = client.post(url("bevestigen", inkoop), {"basis": "zelf-bedacht"})
    assert response.status_code == 409
    assert "Er is niets opgeslagen" in response.text


def test_a_proposal_is_refused_when_a_colleague_changed_a_tarief(
    catalogus: Catalogus, inkoop: Inkoop, client: Client
) -> None:
    preview = client.post(
        url("plakken", inkoop), {"kolom": "een", "ingangsdatum": "1-1-2027", "regels": "20,00\n210,00"}
    )
    assert preview.status_code == 200, preview.context["form"].errors
    data = {"basis": preview.context["form"].gezien, "herkomst": "plakken"}
    catalogus.tarief("vervoer", "19.00")
    response = client.post(url("bevestigen", inkoop), data)
    assert response.status_code == 409
    assert "Een collega heeft intussen iets veranderd" in response.text
    assert "+5,26%" in response.text  # what it would do now
    assert Tarief.objects.count() == 1
    client.post(url("bevestigen", inkoop), {"basis": response.context["form"].gezien})
    assert Tarief.objects.count() == 3


@pytest.mark.parametrize(("passed", "saved"), [(dt.timedelta(minutes=30), True), (dt.timedelta(days=1), False)])
def test_a_proposal_is_good_for_a_while(
    catalogus: Catalogus,
    inkoop: Inkoop,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    passed: dt.timedelta,
    saved: bool,
) -> None:
    preview = client.post(
        url("plakken", inkoop), {"kolom": "een", "ingangsdatum": "1-1-2027", "regels": "20,00\n210,00"}
    )
    data = {"basis": re.search(r'name="basis" value="([^"]+)"', preview.text)[1]}  # type: ignore[index]
    later(monkeypatch, passed)
    client.post(url("bevestigen", inkoop), data, follow=True)
    assert Tarief.objects.exists() == saved


def test_a_column_is_pasted_by_order_or_by_code(catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    page = url("plakken", inkoop)
    by_order = client.post(
        page, {"kolom": "een", "ingangsdatum": "1-1-2027", "regels": "€ 20,50\r\n\r\n".strip() + "\r\n198,30\r\n"}
    )
    assert "€\u00a0198,30" in by_order.text
    by_code = client.post(page, {"kolom": "PSY", "ingangsdatum": "1-1-2027", "regels": "BGI\t71,20\nbgi-complex;79,34"})
    assert by_code.status_code == 200
    assert "BGI, PSY" in by_code.text
    assert "€\u00a079,34" in by_code.text
    for regels, message in (
        ("1\n2\n3", "U plakte 3 regels"),
        ("BGI\tveel", "Regel 1: “veel” is geen bedrag"),
        ("XYZ\t1", "bestaat niet"),
    ):
        wrong = client.post(page, {"kolom": "PSY", "ingangsdatum": "1-1-2027", "regels": regels})
        assert wrong.status_code == 422
        assert message in wrong.text
        assert regels.split("\n")[0] in wrong.text
    assert not Tarief.objects.exists()


# --- indexation -----------------------------------------------------------------------------------------------------

#: The example of the VNG (feiten 7).
VNG = {
    "jaar": "2027",
    "ingangsdatum": "1-1-2027",
    "methode": "optellen",
    "rekenbasis": "afgerond",
    "percentage_decimalen": "2",
    "toelichting": "Advies van de VNG",
    "component-TOTAL_FORMS": "3",
    "component-INITIAL_FORMS": "2",
    "component-0-naam": "OVA",
    "component-0-gewicht": "0,9",
    "component-0-vorig_voorlopig": "4,94",
    "component-0-vorig_definitief": "6,00",
    "component-0-voorlopig": "4,18",
    "component-1-naam": "PPC",
    "component-1-gewicht": "0,1",
    "component-1-vorig_voorlopig": "2,51",
    "component-1-vorig_definitief": "3,10",
    "component-1-voorlopig": "1,82",
}


def test_a_round_is_worked_out_applied_and_undone(catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    catalogus.tarief("bgi", "64.80", grondslag="som")
    before = list(Tarief.objects.values("pk", "bedrag", "einddatum"))
    response = client.post(url("ronde_nieuw", inkoop), VNG)
    assert response.status_code == 302
    ronde = Indexatie.objects.get()
    text = client.get(url("ronde", inkoop, ronde.pk)).text
    for figure in (
        "4,697%",
        "5,71%",
        "1,013 procentpunt",
        "3,944%",
        "4,957%, afgerond 4,96%",
        "64,80 × 1,0496 = 68,01408",
        "€\u00a068,01",
    ):
        assert figure in text, figure
    assert Tarief.objects.count() == 1
    page = url("ronde", inkoop, ronde.pk)
    data = {"basis": basis_of(client, page)}
    for _ in range(2):
        applied = client.post(url("ronde_toepassen", inkoop, ronde.pk), data, follow=True)
        assert "utrecht-alert--error" not in applied.text
    assert Tarief.objects.valid_on(dt.date(2027, 1, 1)).get().bedrag == Decimal("68.01")
    assert client.get(url("ronde_cijfers", inkoop, ronde.pk)).status_code == 302
    assert send(client, url("ronde_weggooien", inkoop, ronde.pk), op=page).status_code == 422
    data = {"basis": basis_of(client, page)}
    for _ in range(2):
        client.post(url("ronde_ongedaan", inkoop, ronde.pk), data)
    assert list(Tarief.objects.values("pk", "bedrag", "einddatum")) == before
    send(client, url("ronde_weggooien", inkoop, ronde.pk), op=page)
    assert not Indexatie.objects.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"component-0-gewicht": "0,8"}, "Samen moeten ze 1 zijn"),
        ({"component-0-voorlopig": "veel"}, "“veel” is geen getal"),
        ({"component-1-naam": "ova"}, "dezelfde naam"),
        ({"ingangsdatum": ""}, "Vul een datum in"),
        ({"percentage_decimalen": "9"}, "hooguit 6 decimalen"),
    ],
)
def test_wrong_figures_are_refused_and_kept(
    catalogus: Catalogus, inkoop: Inkoop, client: Client, change: dict[str, str], message: str
) -> None:
    response = client.post(url("ronde_nieuw", inkoop), VNG | change)
    assert response.status_code == 422
    assert message in response.text
    assert "Advies van de VNG" in response.text
    assert not Indexatie.objects.exists()


def test_a_component_is_added_without_losing_what_was_typed(
    catalogus: Catalogus, inkoop: Inkoop, client: Client
) -> None:
    response = client.post(url("ronde_nieuw", inkoop), VNG | {"wat": "erbij"})
    assert response.status_code == 200
    assert 'name="component-3-naam"' in response.text
    assert 'value="4,94"' in response.text
    assert "Niet opgeslagen" not in response.text


# --- build-up -------------------------------------------------------------------------------------------------------


def test_a_build_up_is_worked_out_taken_over_and_saved(catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    tarief = catalogus.tarief("bgi", "64.80", grondslag="som")
    page = url("kostprijs", inkoop, tarief.pk)
    data = {
        "bruto_uurloon": "22,00",
        "toeslagen_percentage": "40",
        "betaalde_uren": "1878",
        "productieve_uren": "1400",
        "overhead_percentage": "20",
        "uren_per_eenheid": "1",
        "clienten": "1",
        "reiskosten": "1,50",
        "risico_percentage": "2",
        "reden_e": "De indexatie volgt in een ronde.",
        "reden_f": "Geen extra verplichtingen.",
    }
    worked_out = client.post(page, data | {"wat": "overnemen"})
    assert worked_out.status_code == 200
    assert "Per productief uur" in worked_out.text
    assert not Kostprijsopbouw.objects.exists()
    form = worked_out.context["form"]
    elements = {f"bedrag_{letter}": form[f"bedrag_{letter}"].value() for letter in "abcd"}
    assert all(elements.values())
    assert send(client, page, data | elements | {"wat": "opslaan"}).status_code == 302
    opbouw = Kostprijsopbouw.objects.get()
    assert opbouw.regels.count() == 6
    text = client.get(page).text
    assert "Verschil" in text
    assert "De indexatie volgt in een ronde." in text


def test_a_build_up_of_six_elements_needs_no_hours(catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    tarief = catalogus.tarief("bgi", "60.00", grondslag="som")
    page = url("kostprijs", inkoop, tarief.pk)
    data = {f"bedrag_{letter}": "10" for letter in "abcdef"} | {"wat": "opslaan"}
    empty = dict.fromkeys(["betaalde_uren", "uren_per_eenheid", "clienten"], "")
    assert send(client, page, data | empty).status_code == 302
    opbouw = Kostprijsopbouw.objects.get()
    assert sum(regel.bedrag or 0 for regel in opbouw.regels.all()) == 60
    assert (opbouw.betaalde_uren, opbouw.uren_per_eenheid, opbouw.clienten) == (1878, 1, 1)


def test_a_flat_percentage_is_one_figure(catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    catalogus.tarief("bgi", "64.80", grondslag="som")
    page = url("ronde_nieuw", inkoop)
    start = {name: value for name, value in VNG.items() if not name.startswith("component-")}
    start |= {"component-TOTAL_FORMS": "2", "component-INITIAL_FORMS": "2"}
    # The advice in the second row is left as it was.
    start |= {"component-1-naam": "PPC", "component-1-gewicht": "0,1"}
    data = start | {"component-0-naam": "Vast", "component-0-gewicht": "1", "component-0-voorlopig": "3"}
    assert client.post(page, data).status_code == 302
    (component,) = Indexatie.objects.get().componenten.all()
    assert (component.vorig_voorlopig, component.vorig_definitief, component.voorlopig) == (0, 0, 3)
    half = data | {"component-0-vorig_definitief": "2"}
    assert "Vul beide cijfers van vorig jaar in" in client.post(page, half | {"jaar": "2031"}).text


def test_an_amount_and_a_reason_at_once_is_refused(catalogus: Catalogus, inkoop: Inkoop, client: Client) -> None:
    tarief = catalogus.tarief("bgi", "64.80", grondslag="som")
    data = {
        "betaalde_uren": "1878",
        "uren_per_eenheid": "1",
        "clienten": "1",
        "bedrag_a": "10",
        "reden_a": "Niet nodig",
    }
    response = client.post(url("kostprijs", inkoop, tarief.pk), data | {"wat": "opslaan"})
    assert response.status_code == 422
    assert "Niet allebei" in response.text
    assert "Niet nodig" in response.text


def test_a_lezer_sees_the_build_up_and_cannot_change_it(catalogus: Catalogus, inkoop: Inkoop, lezer: User) -> None:
    tarief = catalogus.tarief("bgi", "64.80", grondslag="som")
    text = logged_in(lezer).get(url("kostprijs", inkoop, tarief.pk)).text
    assert "disabled" in text
    assert "Opslaan</button>" not in text
