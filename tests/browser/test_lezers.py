"""What readers come for, with a budget of clicks: a click on a link, button or box; typing and reading are free."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from catalogus.toegang import criteria, judge, together
from tests.catalogus.adressen import MLW
from tests.publicaties.demo import mlw_mer

pytestmark = pytest.mark.browser


class Lezer:
    """Somebody in a browser who counts her clicks."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def link(self, name: str, *, within: str = "body", exact: bool = False) -> None:
        self.clicks += 1
        self.page.locator(within).get_by_role("link", name=name, exact=exact).first.click()

    def box(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_label(name).first.check()

    def button(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role("button", name=name).click()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def lezer(request: pytest.FixtureRequest, browser: Browser, portaal: str) -> Iterator[Lezer]:
    context = browser.new_context(
        locale="nl-NL", base_url=portaal, viewport={"width": 1280, "height": 900}, java_script_enabled=request.param
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield Lezer(page)
    context.close()


def test_which_percelen_fit_takes_three_clicks(lezer: Lezer) -> None:
    lezer.page.goto("/")
    lezer.link("Past dit bij ons?")
    lezer.box("Psychische stoornis")
    lezer.button("Bekijk wat past")
    fits = lezer.page.get_by_role("region", name="Past", exact=True)
    expect(fits.get_by_role("heading", name="Perceel 6")).to_be_visible()
    assert "grondslag=PSY" in lezer.page.url
    assert lezer.clicks <= 3


def test_whether_one_can_enrol_and_until_when_takes_no_click(lezer: Lezer) -> None:
    for address in (MLW, f"{MLW}percelen/6/"):
        lezer.page.goto(address)
        expect(lezer.page.get_by_role("region", name="Voor u als aanbieder")).to_contain_text("gesloten sinds")
    assert lezer.clicks == 0


def test_begeleiding_of_two_regions_side_by_side_takes_three_clicks(lezer: Lezer) -> None:
    lezer.page.goto("/")
    lezer.link("Vergelijken", within="header")
    lezer.link("Begeleiding Individueel (BGI)", within="main")
    lezer.link("Begeleiding individueel", within="main")
    expect(lezer.page.get_by_role("heading", name="Naast elkaar")).to_be_visible()
    heads = lezer.page.locator(".wmo-vergelijk__koppen")
    expect(heads).to_contain_text("Midden-Limburg West en MER")
    expect(heads).to_contain_text("Limburg-Noord")
    assert lezer.clicks <= 3


@pytest.mark.parametrize("start", ["/", MLW])
def test_what_changed_since_2024_takes_two_clicks(lezer: Lezer, start: str) -> None:
    lezer.page.goto(start)
    if start == "/":
        lezer.link("Wmo-begeleiding en kortdurend verblijf 2024, versie 3", within="main")
    else:
        lezer.link("Wijzigingen", within="nav.wmo-inkoopnav")
    lezer.link("versie 2", within="main", exact=True)
    expect(lezer.page.get_by_role("heading", level=1)).to_have_text("Van versie 2 naar versie 3")
    expect(lezer.page.locator("#de-tekst")).to_contain_text("Perceel 6")
    assert lezer.clicks <= 2


def test_citing_a_page_takes_one_click_and_with_script_it_is_copied(lezer: Lezer) -> None:
    lezer.page.goto(f"{MLW}percelen/6/")
    lezer.link("Citeer", exact=True)
    citaat = lezer.page.locator("#citeer-tekst")
    expect(citaat).to_be_in_viewport()
    expect(citaat).to_contain_text("/inkoop/mlw-mer-2024/versie/3/percelen/6/")
    expect(citaat).to_contain_text("sha256")
    assert lezer.clicks <= 1


def test_all_eisen_of_a_perceel_on_one_page_takes_two_clicks(lezer: Lezer) -> None:
    lezer.page.goto(f"{MLW}percelen/6/")
    lezer.link("Eisen, tarieven en grenzen op één pagina")
    expect(lezer.page.get_by_role("heading", name="Begeleiding Individueel complex (BGI complex)")).to_be_visible()
    assert lezer.clicks <= 2


@pytest.mark.parametrize(
    "given", [(4, 5, False), (3, 11, False), (4, 4, False), (5, 11, True), (0, 0, False), (4, 0, False)]
)
def test_the_page_and_the_portal_count_alike_and_with_script_nothing_is_sent(
    lezer: Lezer, given: tuple[int, int, bool], request: pytest.FixtureRequest
) -> None:
    kenmerken, leefgebieden, wlz = given
    names = [f"kenmerk-{number}" for number in range(1, kenmerken + 1)]
    names += [f"leefgebied-{number}" for number in range(1, leefgebieden + 1)] + ["wlz"] * wlz
    snapshot = mlw_mer()[2]
    ticked = dict.fromkeys(names, "1")
    expected = together(judge(one, ticked) for one in criteria(snapshot, snapshot.perceel["6"])) if names else "open"
    page, with_script = lezer.page, "no script" not in request.node.name
    page.goto(f"{MLW}percelen/6/toegang/")
    asked: list[tuple[str, str]] = []  # what the page itself asks for, such as its icon, may come late
    page.on("request", lambda one: asked.append((one.method, one.resource_type)))
    for name in names:
        page.locator(f"#{name}").check()
    if not with_script:
        lezer.button("Bekijk of het past")
    expect(page.locator("[data-wmo-samen]:not([hidden])")).to_have_attribute("data-wmo-samen", expected)
    assert page.url.endswith("/percelen/6/toegang/")
    sent = {(method, kind) for method, kind in asked if method != "GET" or kind in {"document", "fetch", "xhr", "ping"}}
    assert sent == (set() if with_script else {("POST", "document")})


@pytest.mark.parametrize(
    ("week", "weken", "jaar"),
    [("3", "", "42"), ("4", "", "42"), ("7", "6", "42"), ("3", "", "43"), ("3", "", "x"), ("", "", "1")],
)
def test_limits_are_counted_alike(
    lezer: Lezer, week: str, weken: str, jaar: str, request: pytest.FixtureRequest
) -> None:
    if "no script" in request.node.name:
        pytest.skip("tests/catalogus/test_toegang.py asks the portal")
    given = {"kdv-week": week, "kdv-weken": weken, "kdv-jaar": jaar}
    snapshot = mlw_mer()[2]
    expected = [judge(one, given) for one in criteria(snapshot, snapshot.perceel["5"])]
    lezer.page.goto(f"{MLW}percelen/5/toegang/")
    for name, value in given.items():
        lezer.page.locator(f"#{name}").fill(value)
    expect(lezer.page.locator("[data-wmo-samen]:not([hidden])")).to_have_attribute("data-wmo-samen", together(expected))
    shown = [one.get_attribute("id") for one in lezer.page.locator("[data-wmo-fout]:not([hidden])").all()]
    assert shown == [f"{name}-fout" for one in expected for name in one.fouten]


@pytest.mark.parametrize("address", [MLW, f"{MLW}percelen/1/"])
def test_the_first_fact_is_near_the_top_on_a_phone(browser: Browser, portaal: str, address: str) -> None:
    """How far down it may begin is what the head of the page leaves; it must not slide further."""
    context = browser.new_context(base_url=portaal, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address)
    box = page.locator(".wmo-aanbieder").bounding_box()
    assert box is not None
    assert box["y"] < 844
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()
