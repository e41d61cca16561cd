"""What the axes, units and kinds of a tarief forbid: refused in the form, in the sheet and in the import, by line and column."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.codelijsten import Tariefsoort
from producten.models import Aswaarde, Product, Tariefas
from producten.resources import AswaardeResource, ProductResource, TariefasResource
from segments.models import Inkoop
from tarieven.models import Tarief
from tarieven.resources import TariefResource
from tests.core.sheets import csv, run
from tests.producten.factories import AswaardeFactory, ProductFactory, TariefasFactory
from tests.segments.factories import InkoopFactory
from tests.tarieven.factories import TariefFactory
from tests.werkplek.conftest import send
from tests.werkplek.test_excel import append, upload
from tests.werkplek.test_gegevens import fields

BASE = "/beheer/inkoop-2026/"


@pytest.fixture
def hbh(inkoop: Inkoop) -> Product:
    """With a toeslag on it, and that on a discount: the chain that may not close."""
    hbh = ProductFactory(inkoop=inkoop, code="hbh", naam="Hulp bij het huishouden", eenheid="md", volgorde=1)
    avond = ProductFactory(
        inkoop=inkoop, code="avond", naam="Avond", eenheid="04", tariefsoort=Tariefsoort.TOESLAG_PROCENT, volgorde=2
    )
    zzp = ProductFactory(
        inkoop=inkoop, code="zzp", naam="Zzp", eenheid="04", tariefsoort=Tariefsoort.KORTING_PROCENT, volgorde=3
    )
    avond.toeslag_op.set([hbh])
    zzp.toeslag_op.set([avond])
    return hbh


@pytest.fixture
def trede(inkoop: Inkoop) -> Tariefas:
    """An axis with two tarieven, beside one without."""
    trede = TariefasFactory(inkoop=inkoop, code="trede", naam="trede", meervoud="treden", plaats=1)
    TariefasFactory(inkoop=inkoop, code="vorm", naam="leveringsvorm", meervoud="leveringsvormen", plaats=2)
    begeleiding = ProductFactory(inkoop=inkoop, code="bg", naam="Begeleiding")
    for volgorde, code in enumerate(("T1", "T2")):
        waarde = AswaardeFactory(tariefas=trede, code=code, label=f"trede {code}", volgorde=volgorde)
        begeleiding.aswaarden.add(waarde)
        TariefFactory(product=begeleiding, waarde1=waarde)
    return trede


def told(page: Any) -> str:
    """Each fault of a sheet, with its cell."""
    assert page.status_code == 422, page.text
    assert not page.context["kan_opslaan"]
    return " ".join(
        [*(cel.melding for cel in page.context["cellen"]), *(fout for _, fout in page.context["form"].fouten)]
    )


def imported(resource: Any, **values: Any) -> list[str]:
    head = list(resource(regio_ids=None).titles)
    row = {"inkoop": "inkoop-2026", "volgorde": "1", **values}
    return run(resource, csv(head, [row.get(title, "") for title in head]))[1]


# --- producten --------------------------------------------------------------------------------------------------------

KRING = "zou zo een toeslag of korting op zichzelf zijn, of in een kring"
#: The product, the field, its title in the sheet, a wrong value (as people write it in a sheet), and what is said.
PRODUCTEN = [
    (
        "hbh",
        "frequentie",
        "Frequentie (WMO757)",
        "per dag",
        "Deze frequentie past niet bij de eenheid: maand en per dag",
    ),
    ("avond", "toeslag_op", "Toeslag of korting op", "avond", "naar zichzelf verwijzen"),
    ("avond", "toeslag_op", "Toeslag of korting op", "zzp", "Avond " + KRING),
    ("hbh", "toeslag_op", "Toeslag of korting op", "avond", "Kies bij “soort tarief” een toeslag of korting"),
    ("hbh", "iwmo_code", "iWmo-productcode", "07A03", "begint met de cijfers van de gekozen productcategorie"),
]


def stored(inkoop: Inkoop) -> list[Any]:
    rows = Product.objects.filter(inkoop=inkoop).order_by("code")
    return [
        (row.code, row.frequentie, row.iwmo_code, sorted(row.toeslag_op.values_list("code", flat=True))) for row in rows
    ]


@pytest.mark.parametrize(("code", "veld", "titel", "waarde", "melding"), PRODUCTEN)
def test_a_product_in_the_form(
    editor: Client, inkoop: Inkoop, hbh: Product, code: str, veld: str, titel: str, waarde: str, melding: str
) -> None:
    before = stored(inkoop)
    url = f"{BASE}gegevens/product/{code}/"
    asked = fields(editor, url)
    if veld == "toeslag_op" and code == "hbh":
        # Not asked of a product that is no toeslag: what is sent all the same is not taken.
        assert f'name="{veld}"' not in editor.get(url).text
        editor.post(url, asked | {veld: [str(Product.objects.get(code=waarde).pk)]})
    else:
        # A product cannot choose itself.
        melding = "geldige keuze" if code == waarde else melding
        sent: Any = {"frequentie": "1"}.get(veld, waarde)
        sent = [str(Product.objects.get(code=waarde).pk)] if veld == "toeslag_op" else sent
        response = editor.post(url, asked | {veld: sent})
        assert response.status_code == 422
        assert melding in response.text
    assert stored(inkoop) == before


@pytest.mark.parametrize(("code", "veld", "titel", "waarde", "melding"), PRODUCTEN)
def test_a_product_in_the_sheet(
    editor: Client, inkoop: Inkoop, hbh: Product, code: str, veld: str, titel: str, waarde: str, melding: str
) -> None:
    before = stored(inkoop)
    found = told(upload(editor, "product", {(code, titel): waarde}))
    assert melding in found
    assert f"({titel})" in found
    assert stored(inkoop) == before


@pytest.mark.parametrize(("code", "veld", "titel", "waarde", "melding"), PRODUCTEN)
def test_a_product_in_the_import(
    inkoop: Inkoop, hbh: Product, code: str, veld: str, titel: str, waarde: str, melding: str
) -> None:
    before = stored(inkoop)
    row = Product.objects.get(code=code)
    given = {
        "code": code, "naam": row.naam, "eenheid": row.eenheid, "tariefsoort": row.tariefsoort, "volgorde": str(row.volgorde),
        "toeslag_op": ", ".join(row.toeslag_op.values_list("code", flat=True)),
    }  # fmt: skip
    (fault,) = imported(ProductResource, **given | {veld: waarde})
    assert melding in fault
    assert fault.startswith(("Cel ", "Rij 2"))
    assert veld in fault
    assert stored(inkoop) == before


def test_a_code_on_two_producten(editor: Client, inkoop: Inkoop, hbh: Product) -> None:
    """One that exists, and one that stands in the file twice."""
    message = "Er is al een product met deze code"
    url = f"{BASE}gegevens/product/zzp/"
    assert message in editor.post(url, fields(editor, url) | {"code": "hbh"}).text

    def twice(sheet: Any) -> None:
        for naam in ("Logeren", "Logeren lang"):
            append(sheet, Code="logeren", Naam=naam)

    found = told(upload(editor, "product", twice))
    assert "logeren" in found
    assert "cel A6" in found
    head = list(ProductResource(regio_ids=None).titles)
    rows = [{"inkoop": "inkoop-2026", "code": "logeren", "naam": naam, "volgorde": "9"} for naam in ("Een", "Twee")]
    faults = run(ProductResource, csv(head, *([row.get(title, "") for title in head] for row in rows)))[1]
    assert faults == ["Rij 3: Rij 2 heeft hetzelfde in inkoop en code. Verwacht: elk gegeven één keer."]
    assert not Product.objects.filter(code="logeren").exists()


# --- axes -------------------------------------------------------------------------------------------------------------


def test_an_axis_with_tarieven_in_the_screen(editor: Client, trede: Tariefas) -> None:
    for soort, code, message in (
        ("tariefas", "trede", "Voor de treden zijn er 2 tarieven. Verwijder eerst die tarieven."),
        ("aswaarde", "T1", "Voor trede T1 is er 1 tarief. Verwijder eerst die tarieven."),
    ):
        assert message in send(editor, f"{BASE}onderdelen/{soort}/{code}/archiveren/").text
    assert Tariefas.objects.get(pk=trede.pk).gearchiveerd_op is None
    url = f"{BASE}gegevens/aswaarde/T1/"
    other = Tariefas.objects.get(code="vorm")
    response = editor.post(url, fields(editor, url) | {"tariefas": str(other.pk)})
    assert (
        response.status_code,
        "De tariefas kan niet anders worden. Voor trede T1 is er 1 tarief." in response.text,
    ) == (422, True)


def test_an_axis_with_tarieven_in_the_sheet_and_in_the_import(editor: Client, trede: Tariefas) -> None:
    found = told(upload(editor, "aswaarde", {("T1", "Tariefas"): "vorm"}))
    assert "(Tariefas)" in found
    assert "Voor trede T1 is er 1 tarief." in found
    found = told(upload(editor, "tariefas", {("trede", "Plaats"): "tweede"}))
    assert "(Plaats)" in found
    (fault,) = imported(AswaardeResource, code="T1", label="trede T1", tariefas="vorm")
    assert "tariefas" in fault
    assert "Voor trede T1 is er 1 tarief." in fault
    Tariefas.objects.filter(code="vorm").delete()
    (fault,) = imported(TariefasResource, code="trede", naam="trede", meervoud="treden", plaats="tweede")
    assert "plaats" in fault
    assert "Voor de treden zijn er 2 tarieven." in fault
    assert Aswaarde.objects.get(code="T1").tariefas == trede
    assert Tariefas.objects.get(pk=trede.pk).plaats == 1


THIRD = "Een inkoop heeft hooguit twee assen van een tarief, en die zijn er al: trede en leveringsvorm."


def test_a_third_axis_in_the_form(editor: Client, trede: Tariefas) -> None:
    url = f"{BASE}toevoegen/tariefas/"
    response = editor.post(url, fields(editor, url) | {"naam": "afstand", "meervoud": "afstanden", "plaats": "2"})
    assert response.status_code == 422
    assert THIRD in response.text
    assert not Tariefas.objects.filter(naam="afstand").exists()


def test_a_third_axis_in_the_sheet_and_in_the_import(editor: Client, trede: Tariefas) -> None:
    def add(sheet: Any) -> None:
        append(sheet, Code="afstand", Naam="afstand", Meervoud="afstanden", Plaats="eerste")

    found = told(upload(editor, "tariefas", add))
    assert THIRD in found
    assert "Plaats: " in found
    (fault,) = imported(TariefasResource, code="afstand", naam="afstand", meervoud="afstanden", plaats="tweede")
    assert THIRD in fault
    assert "plaats" in fault
    assert Tariefas.objects.count() == 2


def test_an_axis_in_the_archive_holds_its_place_and_is_named(inkoop: Inkoop) -> None:
    TariefasFactory(inkoop=inkoop, code="trede", naam="trede", gearchiveerd_op=timezone.now())
    (fault,) = imported(TariefasResource, code="vorm", naam="vorm", meervoud="vormen", plaats="eerste")
    assert "Op deze plaats staat al trede (in het archief). Kies de tweede plaats." in fault


def test_a_copied_axis_takes_the_place_that_is_free(editor: Client, inkoop: Inkoop, trede: Tariefas) -> None:
    naar = InkoopFactory(regio=inkoop.regio, slug="nieuwe-inkoop", titel="Nieuwe inkoop")
    TariefasFactory(inkoop=naar, code="afstand", naam="afstand", plaats=1)
    url = f"/beheer/nieuwe-inkoop/kopieren/tariefas/?bron=inkoop-{inkoop.pk}&code=trede"
    assert send(editor, url, {"code": "trede", "naam": "trede"}, follow=True).status_code == 200
    assert Tariefas.objects.get(inkoop=naar, code="trede").plaats == 2
    # Of the source there is one left, for which there is no place.
    url = f"/beheer/nieuwe-inkoop/kopieren/tariefas/?bron=inkoop-{inkoop.pk}&code=vorm"
    response = send(editor, url, {"code": "vorm", "naam": "leveringsvorm"})
    assert "hooguit twee assen van een tarief, en die zijn er al: afstand en trede." in response.text
    assert Tariefas.objects.filter(inkoop=naar).count() == 2


def test_a_unit_of_a_value_that_the_frequency_forbids(editor: Client, trede: Tariefas) -> None:
    """From both sides: the value that gets a unit, and the product that gets a frequency or chooses the value."""
    bg = Product.objects.get(code="bg")
    Product.objects.filter(pk=bg.pk).update(eenheid="04", frequentie="2")
    message = "Bij trede T1 hoort de eenheid maand; daarbij past de frequentie van"
    url = f"{BASE}gegevens/aswaarde/T1/"
    response = editor.post(url, fields(editor, url) | {"eenheid": "md"})
    assert (response.status_code, message in response.text) == (422, True)
    assert message in told(upload(editor, "aswaarde", {("T1", "Eigen eenheid"): "maand"}))
    Aswaarde.objects.filter(code="T1").update(eenheid="md")
    response = editor.post(
        f"{BASE}gegevens/product/bg/", fields(editor, f"{BASE}gegevens/product/bg/") | {"afkorting": "BG"}
    )
    assert (response.status_code, message in response.text) == (422, True)
    assert Product.objects.get(pk=bg.pk).afkorting == bg.afkorting


# --- an end before a begin --------------------------------------------------------------------------------------------


def test_an_end_before_the_begin_in_the_import(inkoop: Inkoop, hbh: Product) -> None:
    """In the form: `test_tarieven`; in the sheet of tarieven: `test_spreadsheet`."""
    (fault,) = imported(
        TariefResource,
        product="hbh",
        perceel="alle",
        bedrag="30",
        ingangsdatum="1-6-2026",
        einddatum="31-5-2026",
        btw="vrijgesteld",
    )
    assert "2" in fault
    assert "De einddatum ligt voor de begindatum" in fault
    assert not Tarief.objects.exists()
