from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.fields import MAX_RICH_TEXT
from percelen.models import Perceel
from producten.models import Product, ProductTekst
from segments.bewerking import fingerprint
from tests.percelen.factories import PerceelTekstFactory
from tests.werkplek.conftest import client_of, send
from werkplek.inhoud.samenvoegen import merge

PAGE = "/beheer/inkoop-2026/producten/bgi/"
URL = "/beheer/inkoop-2026/tekst/product/bgi/doelgroep/bewerken/"
HTMX = {"HX-Request": "true"}
BEGIN = "<p>De aanbieder werkt volgens het plan van de cliënt.</p>"


def form(tekst: str, *, van: str = BEGIN, vorm: str = "html") -> dict[str, str]:
    return {"tekst": tekst, "basis": fingerprint(van), "vorm": vorm}


def stored(product: Product, rubriek: str = "doelgroep") -> str:
    row = ProductTekst.objects.filter(product=product, rubriek__sleutel=rubriek).first()
    return row.tekst if row else ""


def test_saving_goes_back_to_the_place_on_the_page(editor: Client, perceel: Perceel, product: Product) -> None:
    response = editor.post(URL, form("Nieuwe tekst", vorm="opmaaktekst"))
    assert response.status_code == 302
    assert response["Location"] == f"{PAGE}#tekst-product-bgi-doelgroep"
    assert stored(product) == "<p>Nieuwe tekst</p>"


def test_htmx_gets_the_fresh_block_and_asks_how_the_whole_stands_now(
    editor: Client, perceel: Perceel, product: Product
) -> None:
    response = editor.post(URL, form("<p>Nieuwe tekst</p>"), headers=HTMX)
    body = response.content.decode()
    assert response.status_code == 200
    assert "HX-Request" in response["Vary"]
    assert body.lstrip().startswith("<section")
    assert 'id="beeld" hidden hx-swap-oob="true"' in body
    assert "data-wmo-wacht" in body
    assert "Opgeslagen: Doelgroep van BGI" in response["HX-Trigger"].encode().decode("unicode_escape")


@pytest.mark.parametrize("soort", ["bewerken/", ""])
def test_fragment_is_what_the_page_has(editor: Client, perceel: Perceel, soort: str) -> None:
    url = f"/beheer/inkoop-2026/tekst/product/bgi/doelgroep/{soort}"
    fragment = editor.get(url, headers=HTMX).content.decode()
    page = editor.get(url, follow=True).content.decode()

    def comparable(html: str) -> str:
        import re

        html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html).replace(" data-wmo-focus", "")
        return re.sub(r"\s+", " ", html).strip()

    assert comparable(fragment) in comparable(page)


def test_a_colleague_is_never_overwritten(editor: Client, perceel: Perceel, product: Product) -> None:
    editor.post(URL, form("<p>Van een collega.</p>"))
    response = editor.post(URL, form("<p>Van mij.</p>"), headers=HTMX)
    assert response.status_code == 409
    assert stored(product) == "<p>Van een collega.</p>"
    assert response.context["eigen"].html == "<p>Van mij.</p>"
    assert response.context["ander"].wie == "contractmanager"
    again = {"tekst": "<p>Samen.</p>", "basis": response.context["concept"].basis, "vorm": "html"}
    assert editor.post(URL, again, headers=HTMX).status_code == 200
    assert stored(product) == "<p>Samen.</p>"


def test_changes_in_different_paragraphs_are_put_together(editor: Client, perceel: Perceel, product: Product) -> None:
    editor.post(URL, form("<p>Een.</p><p>Twee.</p><p>Drie.</p>"))
    begin = "<p>Een.</p><p>Twee.</p><p>Drie.</p>"
    editor.post(URL, form("<p>Een anders.</p><p>Twee.</p><p>Drie.</p>", van=begin))
    response = editor.post(URL, form("<p>Een.</p><p>Twee.</p><p>Drie ook.</p>", van=begin), headers=HTMX)
    assert response.status_code == 409
    assert response.context["concept"].html == "<p>Een anders.</p><p>Twee.</p><p>Drie ook.</p>"
    assert stored(product) == "<p>Een anders.</p><p>Twee.</p><p>Drie.</p>"


@pytest.mark.parametrize(
    ("mine", "theirs", "together"),
    [
        ("<p>a</p><p>b</p><p>x</p>", "<p>y</p><p>b</p><p>c</p>", "<p>y</p><p>b</p><p>x</p>"),
        ("<p>a</p><p>b</p><p>c</p><p>x</p>", "<p>b</p><p>c</p>", "<p>b</p><p>c</p><p>x</p>"),
        ("<p>x</p><p>b</p><p>c</p>", "<p>y</p><p>b</p><p>c</p>", None),
        ("<p>x</p><p>a</p><p>b</p><p>c</p>", "<p>y</p><p>a</p><p>b</p><p>c</p>", None),
        ("<p>a</p><p>b</p><ul><li>x</li></ul>", "<p>a</p><p>b</p><p>c</p><p>y</p>", None),
    ],
)
def test_merge(mine: str, theirs: str, together: str | None) -> None:
    begin = "<p>a</p><p>b</p><p>c</p>"
    assert merge(begin, mine, theirs) == together
    assert merge(begin, theirs, mine) == together


def test_different_rubrieken_never_conflict(editor: Client, perceel: Perceel, product: Product) -> None:
    editor.post(URL, form("<p>Van een collega.</p>"))
    other = URL.replace("doelgroep", "eisen")
    assert editor.post(other, form("<p>Een eis.</p>", van="")).status_code == 302
    assert stored(product, "eisen") == "<p>Een eis.</p>"


def test_sent_twice_is_saved_once(editor: Client, perceel: Perceel, product: Product) -> None:
    for _ in range(2):
        assert editor.post(URL, form("<p>Nieuw.</p>")).status_code == 302
    history = editor.get(URL.replace("bewerken", "geschiedenis")).context["momenten"]
    assert [moment.tekst for moment in history] == ["<p>Nieuw.</p>", BEGIN]


def test_a_verplichte_rubriek_is_not_emptied(editor: Client, perceel: Perceel, product: Product) -> None:
    response = editor.post(URL, form(""), headers=HTMX)
    assert response.status_code == 422
    assert "Deze rubriek is verplicht. Vul een tekst in." in response.content.decode()
    assert stored(product) == BEGIN


def test_another_rubriek_that_is_emptied_is_gone(editor: Client, perceel: Perceel, product: Product) -> None:
    url = URL.replace("doelgroep", "eisen")
    editor.post(url, form("<p>Een eis.</p>", van=""))
    editor.post(url, form("", van="<p>Een eis.</p>"))
    assert not ProductTekst.objects.filter(product=product, rubriek__sleutel="eisen").exists()


def test_too_long_a_text_is_refused_and_kept_on_screen(editor: Client, perceel: Perceel, product: Product) -> None:
    text = "<p>" + "lang " * (MAX_RICH_TEXT // 5 + 1) + "</p>"
    response = editor.post(URL, form(text), headers=HTMX)
    assert response.status_code == 422
    assert "De tekst is te lang" in response.content.decode()
    assert "lang lang" in response.content.decode()
    assert stored(product) == BEGIN


def test_text_is_sanitised(editor: Client, perceel: Perceel, product: Product) -> None:
    editor.post(URL, form('<p onclick="x()">Veilig<script>alert(1)</script><img src=x></p>'))
    assert stored(product) == "<p>Veilig</p>"


@pytest.mark.parametrize(
    ("pad", "van"),
    [
        ("perceel/3/doelgroep", "<p>Voor wie vaardigheden wil behouden.</p>"),
        ("perceel/3/kenmerk-1", ""),
        ("segment/1a/doelgroep", ""),
        ("hoofdstuk/inleiding/tekst", "<p>Een hoofdstuk met tekst.</p>"),
        ("grondslag/PSY/definitie", ""),
    ],
)
def test_every_kind_of_text_is_saved_with_its_history(editor: Client, perceel: Perceel, pad: str, van: str) -> None:
    url = f"/beheer/inkoop-2026/tekst/{pad}/"
    assert editor.post(f"{url}bewerken/", form("<p>Anders.</p>", van=van)).status_code == 302
    momenten = editor.get(f"{url}geschiedenis/").context["momenten"]
    assert momenten[0].tekst == "<p>Anders.</p>"
    assert momenten[0].wie == "contractmanager"


def test_an_earlier_text_is_put_back(editor: Client, perceel: Perceel, product: Product) -> None:
    editor.post(URL, form("<p>Nieuw.</p>"))
    url = URL.replace("bewerken", "geschiedenis")
    page = editor.get(url)
    first = page.context["momenten"][-1]
    editor.post(url, {"moment": first.pk, "basis": page.context["form"].gezien})
    assert stored(product) == BEGIN


def test_putting_back_does_not_overwrite_a_colleague(editor: Client, perceel: Perceel, product: Product) -> None:
    editor.post(URL, form("<p>Nieuw.</p>"))
    url = URL.replace("bewerken", "geschiedenis")
    page = editor.get(url)
    editor.post(URL, form("<p>Nieuwer.</p>", van="<p>Nieuw.</p>"))
    again = {"moment": page.context["momenten"][-1].pk, "basis": page.context["form"].gezien}
    response = editor.post(url, again)
    assert response.status_code == 409
    assert "Nieuwer" in response.text
    assert stored(product) == "<p>Nieuwer.</p>"


def test_htmx_without_a_session_goes_to_the_login_page(perceel: Perceel, visitor: Client) -> None:
    headers = HTMX | {"HX-Current-URL": f"http://testserver{PAGE}"}
    response = visitor.get(URL, headers=headers)
    assert response["HX-Redirect"] == f"/inloggen/?next={PAGE}"


@pytest.mark.parametrize(
    "pad", ["product/bgi/bestaat-niet", "product/nee/doelgroep", "x/y/z", "perceel/3/kenmerk-9", "perceel/3/kenmerk-x"]
)
def test_what_does_not_exist_is_404(editor: Client, perceel: Perceel, pad: str) -> None:
    assert editor.get(f"/beheer/inkoop-2026/tekst/{pad}/bewerken/").status_code == 404


# --- the same sentence elsewhere --------------------------------------------------------------------------------------


def test_a_changed_sentence_can_be_changed_elsewhere(editor: Client, perceel: Perceel, product: Product) -> None:
    rubriek = perceel.teksten.get().rubriek.__class__.objects.create(
        inkoop=perceel.inkoop, soort="perceel", sleutel="eisen", naam="Eisen"
    )
    other = PerceelTekstFactory(perceel=perceel, rubriek=rubriek, tekst=f"{BEGIN[:-4]} Dat blijft zo.</p>")
    response = editor.post(
        URL, form("<p>De aanbieder werkt volgens het <strong>ondersteuningsplan</strong>.</p>"), headers=HTMX
    )
    assert "nog op andere plekken" in response.content.decode()
    url = reverse("werkplek:elders", args=["inkoop-2026", "product", "bgi", "doelgroep"])
    page = editor.get(url)
    [(number, _wissel, [(plaats, basis)])] = page.context["wissels"]
    assert plaats.blok.titel == "Eisen van perceel 3"
    send(editor, url, {"kies": f"{number}:{plaats.blok.pad}", f"basis:{plaats.blok.pad}": basis})
    other.refresh_from_db()
    assert other.tekst == "<p>De aanbieder werkt volgens het <strong>ondersteuningsplan</strong>. Dat blijft zo.</p>"


def test_changing_elsewhere_is_all_or_nothing(editor: Client, perceel: Perceel, product: Product) -> None:
    other = perceel.teksten.get()
    other.tekst = BEGIN
    other.save()
    editor.post(URL, form("<p>De aanbieder werkt volgens het ondersteuningsplan van nu.</p>"))
    url = reverse("werkplek:elders", args=["inkoop-2026", "product", "bgi", "doelgroep"])
    [(number, _wissel, [(plaats, basis)])] = editor.get(url).context["wissels"]
    other.tekst = f"{BEGIN}<p>Van een collega.</p>"
    other.save()
    response = send(editor, url, {"kies": f"{number}:{plaats.blok.pad}", f"basis:{plaats.blok.pad}": basis})
    assert response.status_code == 409
    other.refresh_from_db()
    assert other.tekst == f"{BEGIN}<p>Van een collega.</p>"


def test_compare_with_the_same_rubriek_elsewhere_and_with_what_is_typed(editor: Client, perceel: Perceel) -> None:
    url = URL.replace("bewerken", "vergelijken")
    response = editor.post(url, form("<p>Getypt.</p>") | {"met": "opgeslagen"}, headers=HTMX)
    assert response.status_code == 200
    assert "<ins>" in response.content.decode()
    assert editor.get(url, {"met": "product/nee/doelgroep"}).status_code == 404


def test_other_roles_cannot_write(
    perceel: Perceel, product: Product, lezer: User, beoordelaar: User, beheerder: User, buur: User
) -> None:
    for user, status in ((lezer, 403), (beoordelaar, 403), (beheerder, 403), (buur, 404)):
        assert client_of(user).post(URL, form("<p>x</p>")).status_code == status
    assert stored(product) == BEGIN


# --- what is pasted, and what is too much -----------------------------------------------------------------------------


def test_what_stands_on_a_clipboard_comes_back_as_rich_text_with_what_is_not_in_it(
    editor: Client, perceel: Perceel, product: Product
) -> None:
    source = "<p style='x'>Binnen <del>tien</del><ins>vijf</ins> dagen</p>"
    answer = editor.post("/beheer/inkoop-2026/plakken/", {"html": source})
    assert answer.json() == {
        "html": "<p>Binnen vijf dagen</p>",
        "gemist": ["1 verwijdering van een bijgehouden wijziging is weggelaten."],
    }
    too_much = editor.post("/beheer/inkoop-2026/plakken/", {"html": "<b>a" * 90_000})
    assert (too_much.status_code, "in delen" in too_much.json()["fout"]) == (422, True)


def test_what_is_struck_never_becomes_text_whatever_the_road(
    editor: Client, perceel: Perceel, product: Product
) -> None:
    editor.post(
        URL,
        form(
            "<p>Binnen <s>tien</s> <span style='text-decoration:line-through'>negen</span>vijf dagen</p>", vorm="html"
        ),
    )
    assert ProductTekst.objects.get(product=product, rubriek__sleutel="doelgroep").tekst == "<p>Binnen vijf dagen</p>"
    row = ProductTekst.objects.get(product=product, rubriek__sleutel="doelgroep")
    row.tekst = "<p>Binnen <del>tien</del>zes <span style='mso-hide:all'>x</span>dagen&shy;</p>"
    row.save()
    row.refresh_from_db()
    assert row.tekst == "<p>Binnen zes dagen</p>"


@pytest.mark.parametrize(
    ("tekst", "told"),
    [
        ("- punt\n" * 2_001, "2001 alinea&#x27;s, punten en rijen"),
        ("\n".join("  " * number + "- diep" for number in range(7)), "7 niveaus diep"),
        ("|" + " a |" * 21 + "\n|" + " b |" * 21, "21 kolommen"),
    ],
)
def test_too_much_is_refused_with_what_to_do(
    editor: Client, perceel: Perceel, product: Product, tekst: str, told: str
) -> None:
    response = editor.post(URL, form(tekst, vorm="opmaaktekst"))
    assert response.status_code == 422
    assert told in response.text


@pytest.mark.parametrize("tekst", ["de ik " * 8_000, "- a b\n" * 2_000, "w" * 49_000])
def test_the_largest_text_is_saved_and_compared_in_seconds(
    editor: Client, perceel: Perceel, product: Product, tekst: str
) -> None:
    """Of this process: what a busy machine does, says nothing."""
    begin = time.process_time()
    saved = editor.post(URL, form(tekst, vorm="opmaaktekst"))
    assert saved.status_code == 302
    assert time.process_time() - begin < 4
    begin = time.process_time()
    other = editor.post(URL.replace("bewerken", "vergelijken"), form("ik ik de " * 5_300, vorm="opmaaktekst"))
    assert other.status_code == 200
    assert time.process_time() - begin < 4


def test_only_what_nobody_sees_is_no_change(editor: Client, perceel: Perceel, product: Product) -> None:
    row = ProductTekst.objects.get(product=product, rubriek__sleutel="doelgroep")
    old = "<p>Ten minste\u00a03\u00a0dagen be\u00adgeleiding.</p>"
    with connection.cursor() as cursor:  # as it was stored before
        cursor.execute("UPDATE producten_producttekst SET tekst = %s WHERE id = %s", [old, row.pk])
    response = editor.post(URL, form("<p>Ten minste 3 dagen begeleiding.</p>", van=old), follow=True)
    assert "Er is niets veranderd" in response.text
    row.refresh_from_db()
    assert row.tekst == old
