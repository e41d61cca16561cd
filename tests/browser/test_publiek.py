"""Every kind of public page in a real browser: accessible, never too wide, usable by keyboard and without script, small, and alone."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.conftest import axe, fits, unfold, with_axe
from tests.catalogus.adressen import LIMBURG, MLW, PAGES

pytestmark = pytest.mark.browser

FIRST_VISIT = 120_000
#: The smallest windows, with their height; the second is what is left of 1280 x 1024 when it is enlarged four times.
NARROW = {"320 px": 640, "1280 x 1024 at 400%": 256}
WATCH = """
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (e) => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
"""


@pytest.fixture
def page(browser: Browser, portaal: str) -> Iterator[Page]:
    context = browser.new_context(locale="nl-NL", base_url=portaal, viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(5_000)
    yield page
    context.close()


@dataclass
class Seen:
    """What was met on all the pages; where something was wrong, by address."""

    complaints: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    too_wide: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    violations: dict[str, list[str]] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    policies: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def seen(browser: Browser, portaal: str) -> Seen:
    """Every page, in a window that becomes narrower; the tests below say what has to be so."""
    seen = Seen()

    def look(response: Response) -> None:
        seen.hosts.add(urlsplit(response.url).netloc)
        if response.request.is_navigation_request():
            seen.policies.add(response.headers["content-security-policy"])

    def complain(page: Page, address: str, way: str, *, colours_only: bool = False) -> None:
        if found := axe(page, colours_only=colours_only):
            seen.complaints[way][address] = found

    with browser.new_context(locale="nl-NL", base_url=portaal) as context:
        context.add_init_script(WATCH)
        with_axe(context)
        page = context.new_page()
        page.on("response", look)
        for address in PAGES:
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(address)
            if refused := page.evaluate("window.violations"):
                seen.violations[address] = refused
            unfold(page)
            complain(page, address, "1280-none")
            page.emulate_media(forced_colors="active")
            complain(page, address, "1280-active", colours_only=True)
            page.emulate_media(forced_colors="none")
            page.set_viewport_size({"width": 390, "height": 900})
            complain(page, address, "390-none")
            for way, height in NARROW.items():
                page.set_viewport_size({"width": 320, "height": height})
                if not fits(page):
                    seen.too_wide[way].append(address)
    return seen


@pytest.mark.parametrize("way", ["1280-none", "390-none", "1280-active"])
def test_axe_finds_nothing(seen: Seen, way: str) -> None:
    assert seen.complaints[way] == {}


@pytest.mark.parametrize("way", NARROW)
def test_nothing_is_wider_than_the_window(seen: Seen, way: str) -> None:
    assert seen.too_wide[way] == []


@pytest.mark.parametrize("javascript", [True, False])
def test_menu_of_an_inkoop_folds_on_a_small_screen(browser: Browser, portaal: str, javascript: bool) -> None:
    context = browser.new_context(base_url=portaal, java_script_enabled=javascript)
    page = context.new_page()
    page.set_default_timeout(5_000)
    last = page.locator(".wmo-inkoopnav__link").last
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{MLW}tarieven/")
    expect(last).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 640})
    expect(last).to_be_hidden()
    page.locator(".wmo-inkoopnav summary").click()
    for link in page.locator(".wmo-inkoopnav__link").all():
        box = link.bounding_box()
        assert box
        assert 0 <= box["x"] < box["x"] + box["width"] <= 320
    last.click()
    expect(page.locator("h1")).to_have_text("Versies")
    context.close()


def test_menus_stay_in_place_from_page_to_page(page: Page) -> None:
    places = []
    for address in (f"{MLW}percelen/", f"{MLW}tarieven/"):
        page.goto(address)
        places.append([link.bounding_box() for link in page.locator(".wmo-inkoopnav__link").all()])
    assert places[0] == places[1]


def test_long_list_of_contents_is_within_reach_of_the_keyboard(page: Page) -> None:
    """Its fold closed, as it arrives; above, every fold is open."""
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(f"{MLW}versie/4/wijzigingen/")
    assert axe(page) == []
    links = page.locator(".wmo-inhoud__link")
    expect(links.last).not_to_be_in_viewport()
    links.nth(-2).focus()
    page.keyboard.press("Tab")
    expect(links.last).to_be_focused()
    expect(links.last).to_be_in_viewport()


def test_every_header_leads_to_searching(page: Page) -> None:
    for address in ("/", "/zoeken/", MLW):
        page.goto(address)
        header = page.locator("header")
        assert header.get_by_role("link", name="Zoeken").is_visible() != header.get_by_role("searchbox").is_visible()


def test_percelen_and_products_fit_every_screen(page: Page) -> None:
    """In columns where there is room for all of them, else per perceel."""
    table, per_perceel = page.locator(".wmo-tabelregio:has(.wmo-matrix)"), page.locator(".wmo-matrixlijst")
    page.goto(LIMBURG)
    assert table.evaluate("region => region.scrollWidth <= region.clientWidth")
    expect(per_perceel).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 800})
    expect(table).to_be_hidden()
    expect(per_perceel).to_contain_text("Logeren")


def test_on_paper_everything_is_there_and_nothing_to_click(page: Page, portaal: str) -> None:
    page.set_viewport_size({"width": 658, "height": 900})  # A4 less its margins
    page.emulate_media(media="print")
    page.goto(LIMBURG)
    # Once the letters are there: those that stand in for them are wider.
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert page.locator(".wmo-tabelregio:has(.wmo-matrix)").evaluate(
        "region => region.scrollWidth <= region.clientWidth"
    )
    # A page of a version says on paper where that version stands, the others where they were found.
    of_versions = {
        LIMBURG: f"{LIMBURG}versie/2/",
        f"{MLW}tarieven/": f"{MLW}versie/3/tarieven/",
        f"{MLW}wijzigingen/": f"{MLW}versie/3/wijzigingen/",
    }
    for address in (*of_versions, f"{MLW}planning/", "/zoeken/?q=begeleiding"):
        page.goto(address)
        controls = page.locator("button:not(.wmo-begrip), input, select, nav, .wmo-vouw, .wmo-downloads")
        assert [control.evaluate("one => one.outerHTML") for control in controls.all() if control.is_visible()] == []
        expect(page.locator("footer")).to_contain_text(f"{portaal}{of_versions.get(address, address)}")
    page.goto(f"{MLW}vergelijken/?perceel=1&perceel=2&perceel=3")
    columns = page.locator(".wmo-vergelijk__kolommen").first.locator(".wmo-vergelijk__kolom")
    assert len({column.bounding_box()["y"] for column in columns.all()}) == 1  # type: ignore[index]
    assert "underline" in page.locator(".wmo-verschil").first.evaluate("one => getComputedStyle(one).textDecoration")


def test_no_page_asks_another_host_or_breaks_the_policy(seen: Seen, portaal: str) -> None:
    assert seen.violations == {}
    assert seen.hosts == {urlsplit(portaal).netloc}
    assert not [policy for policy in seen.policies if "unsafe" in policy]


@pytest.mark.parametrize("address", [f"{MLW}producten/bgi/", f"{MLW}percelen/6/", "/", "/past-dit-bij-ons/"])
def test_a_first_visit_is_small(page: Page, address: str) -> None:
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address, wait_until="networkidle")
    weight = {
        urlsplit(response.url).path: len(body if body[:4] == b"wOF2" else gzip.compress(body))
        for response in responses
        for body in [response.body()]
    }
    assert any(path.endswith(".woff2") for path in weight)
    assert sum(weight.values()) <= FIRST_VISIT, weight


def test_nothing_moves_after_the_first_paint(page: Page) -> None:
    for address in (f"{MLW}producten/bgi/", "/", "/zoeken/?q=begeleiding"):
        page.goto(address, wait_until="networkidle")
        shift = page.evaluate(
            """new Promise((done) => {
                let sum = 0;
                new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
                    .observe({type: 'layout-shift', buffered: true});
                setTimeout(() => done(sum), 200);
            })"""
        )
        assert shift == 0, address


def test_keyboard_reaches_everything_in_order(page: Page) -> None:
    """From the skip link on, every link, button and field gets the focus once, and is seen when it has it."""
    page.emulate_media(reduced_motion="reduce")
    for address in (f"{MLW}producten/bgi/", "/zoeken/?q=begeleiding", f"{MLW}vergelijken/?perceel=1&perceel=2"):
        page.goto(address)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#inhoud"
        expected = page.evaluate(
            """[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
                .filter((element) => element.checkVisibility({visibilityProperty: true})).length"""
        )
        seen, hidden = 1, []
        for _ in range(expected + 5):
            page.keyboard.press("Tab")
            state = page.evaluate(
                """(() => {
                    const element = document.activeElement;
                    if (element === document.body) return null;
                    const box = element.getBoundingClientRect();
                    return [element.outerHTML.slice(0, 120), box.width > 0 && box.bottom > 0 && box.top < innerHeight];
                })()"""
            )
            if state is None:
                break
            seen += 1
            if not state[1]:
                hidden.append(state[0])
        assert hidden == [], address
        assert seen >= expected, address


def test_skip_link_and_term_work_by_keyboard(page: Page) -> None:
    page.goto(f"{MLW}producten/bgi/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"
    term = page.locator(".wmo-begrip").first
    term.focus()
    page.keyboard.press("Enter")
    meaning = page.locator(f"#{term.get_attribute('popovertarget')}")
    expect(meaning).to_be_visible()
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()


def test_everything_works_without_script(browser: Browser, portaal: str) -> None:
    context = browser.new_context(base_url=portaal, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(5_000)
    for address in PAGES:
        response = page.goto(address)
        assert response
        assert response.status == 200, address
        assert page.locator("main").inner_text().strip(), address
    page.goto("/")
    page.locator("main input[name=q]").fill("vervoer")
    page.locator("main").get_by_role("button", name="Zoeken").click()
    expect(page.locator("#aantal")).to_contain_text("voor vervoer")
    page.locator("#facet-soort-product").check()
    page.get_by_role("button", name="Filters toepassen").click()
    assert "soort=product" in page.url
    page.goto(f"{MLW}vergelijken/")
    page.locator("#id_perceel_0").select_option("1")
    page.locator("#id_perceel_1").select_option("2")
    page.get_by_role("button", name="Vergelijk").first.click()
    expect(page.locator("h1")).to_have_text("Perceel 1 en perceel 2 vergelijken")
    page.goto(f"{MLW}wijzigingen/")
    page.locator("#id_van").select_option("1")
    page.get_by_role("button", name="Toon verschillen").click()
    expect(page.locator("h1")).to_have_text("Van versie 1 naar versie 3")
    context.close()


def test_results_while_typing(page: Page) -> None:
    page.goto("/zoeken/")
    page.locator("#q").press_sequentially("vervoer", delay=30)
    expect(page.locator("#aantal")).to_contain_text("voor vervoer")
    assert page.url.endswith("/zoeken/?q=vervoer")
    assert page.evaluate("document.activeElement.id") == "q"
    page.locator("#facet-soort-product").check()
    page.wait_for_url("**soort=product")
    assert page.evaluate("document.activeElement.id") == "facet-soort-product"
    shared = page.locator("#resultaten").inner_text()
    page.goto(page.url)
    assert page.locator("#resultaten").inner_text() == shared
    assert page.evaluate("window.violations") == []


def test_typing_leaves_no_trail_for_the_back_button(page: Page) -> None:
    page.goto("/contact/")
    page.goto("/zoeken/")
    steps = page.evaluate("history.length")
    for words in ("verv", "vervo", "vervoer"):
        page.get_by_label("Zoekwoorden").fill(words)
        page.wait_for_url(f"**/zoeken/?q={words}")
    assert page.evaluate("history.length") == steps
    assert page.title().startswith("Zoeken naar “vervoer”")
    with page.expect_response("**/zoeken/?q=vervoer"):
        page.keyboard.press("Enter")  # the same again
    page.get_by_label("Perceel", exact=False).first.check()
    page.wait_for_url("**soort=perceel*")
    assert page.evaluate("history.length") == steps + 1
    page.go_back()
    expect(page).to_have_url(re.compile(r"/zoeken/\?q=vervoer$"))
    expect(page.locator("#aantal")).to_contain_text("voor vervoer")
    page.go_back()
    expect(page).to_have_url(re.compile("/contact/$"))


def test_visitor_hears_of_a_newer_version_once(page: Page) -> None:
    notice = page.locator("[data-wmo-gezien]")
    page.goto(f"{MLW}producten/bgi/")
    expect(notice).to_be_hidden()
    cookie = {item["name"]: item for item in page.context.cookies()}["gezien"]
    assert cookie["value"] == "mlw-mer-2024:3"
    page.context.add_cookies([{**cookie, "value": "kampen-2026:1.mlw-mer-2024:2"}])  # type: ignore[list-item]
    page.goto(f"{MLW}producten/bgi/")
    expect(notice).to_be_visible()
    notice.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("Van versie 2 naar versie 3")
    page.goto(f"{MLW}producten/bgi/")
    expect(notice).to_be_hidden()
    assert [item["value"] for item in page.context.cookies()] == ["kampen-2026:1.mlw-mer-2024:3"]


def test_broken_cookie_breaks_nothing(page: Page, portaal: str) -> None:
    for value in ("onzin", ":::...", "mlw-mer-2024:2;x", "mlw-mer-2024:9999999999"):
        page.context.add_cookies([{"name": "gezien", "value": value.split(";")[0], "url": portaal}])
        page.goto(f"{MLW}producten/bgi/")
        assert page.evaluate("window.violations") == []
