"""A live server and a real Chromium, for tests marked `browser`."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import User
from taken.werker import Werker

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: The same browser without a window of its own starts and draws faster; Debian has it beside the other since 2024.
CHROMIUM = next(
    (path for path in map(Path, ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")) if path.exists()), None
)
COLOURS = ["color-contrast", "link-in-text-block"]
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"

# Playwright's synchronous API runs an event loop in this thread; Django would refuse its own queries.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session", autouse=True)
def _static_files_as_they_are() -> None:
    """The live server starts once, before the settings of a test: nothing is collected in `staticfiles/`."""
    settings.WHITENOISE_AUTOREFRESH = True
    settings.WHITENOISE_USE_FINDERS = True


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium-headless-shell)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield chromium
        chromium.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, live_server: Any, client: Any) -> Iterator[Open]:
    """`open_page("/beheer/", user)`: a page in a browser of its own, logged in. Script errors and CSP refusals fail the test.

    `javascript=False` and `width=390` do what they say; other keywords go to the browser context.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_(
        path: str, user: User | None = None, *, javascript: bool = True, width: int = 1280, **options: Any
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            locale="nl-NL",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(8000)
        if user is not None:
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: _note(faults, message.text) if message.type == "error" else None)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    wait_for_quiet()
    assert not faults, faults


def wait_for_quiet() -> None:
    """Until no request reads or writes: a page asks for more by itself, and the database is emptied after the test."""
    until = time.monotonic() + 10
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            quiet = 0 if cursor.fetchone()[0] else quiet + 1
        time.sleep(0.02)


def _note(faults: list[str], text: str) -> None:
    # Chromium and htmx write every 4xx and 5xx answer to the console; those are the business of the test itself.
    if "Failed to load resource" not in text and "Response Status Error Code" not in text:
        faults.append(text)


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """Somebody who does the long work, as beside every portal."""
    werker = Werker(interval=0.1)

    def run() -> None:
        try:
            werker.run_forever()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    werker.running = False
    thread.join(timeout=30)


def fits(page: Page) -> bool:
    """Whether nothing on the page is wider than the window. A click returns before the page it leads to is there."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def unfold(page: Page) -> None:
    """What is folded must be in order too."""
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")


def with_axe(pages: BrowserContext | Page) -> None:
    """Have axe there in every page that follows: for who looks at many, quicker than handing it to each."""
    _check_axe()
    pages.add_init_script(path=AXE)


def _check_axe() -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci)")


def axe(page: Page, *, colours_only: bool = False) -> list[str]:
    """What axe finds on the page: rule, and the elements. Empty when all is well."""
    _check_axe()
    page.wait_for_load_state()
    # Through the debugger, so that our Content-Security-Policy stays as it is.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    # What is still fading in has less contrast than it will have.
    page.evaluate(
        "async () => { await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))) }"
    )
    rules = COLOURS if colours_only else ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    result = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [f"{row['id']}: {', '.join(node['html'][:160] for node in row['nodes'])}" for row in result]
