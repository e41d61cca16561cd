"""Measuring the budgets of docs/budgetten.md: what a page costs beside a bare view, and what more data costs.

Everything is a ratio of two measurements that take turns in one run, so that a slow or busy machine slows both.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count

import pgtrigger
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import include, path

from accounts.models import User
from catalogus import voorraad
from catalogus.aanbod import _read
from catalogus.versie import _find, _states, read_stukken
from inlezen import bestand, documentvorm, pandoc
from inlezen.herkennen import recognise
from inlezen.uitkomst import work_out
from publicaties import wijzigingstabel
from publicaties.document import Versiegegevens, document_html, render_document
from publicaties.models import Publicatie
from publicaties.snapshot import read
from segments.models import Inkoop
from werkplek.inhoud import beeld
from wmo_portal import bench_uitgaan, binnen, demo
from wmo_portal.groot import enlarge
from wmo_portal.meting import Meting, ratio

INKOOP = "/inkoop/mlw-mer-2024/"
BEHEER = "/beheer/mlw-mer-2024/"
PAGE = f"{INKOOP}producten/bgi/"
RUBRIEK = f"{BEHEER}tekst/product/bgi/doelgroep/bewerken/"
PDF = f"{INKOOP}versie/3/beschrijvingen.pdf"
PAGES = (
    INKOOP,
    f"{INKOOP}percelen/",
    f"{INKOOP}percelen/1/",
    f"{INKOOP}percelen/6/",
    f"{INKOOP}producten/",
    PAGE,
    f"{INKOOP}producten/kdv/",
    f"{INKOOP}grondslagen/",
    f"{INKOOP}tarieven/",
    f"{INKOOP}begrippen/",
    f"{INKOOP}document/",
    f"{INKOOP}wijzigingen/",
    f"{INKOOP}versies/",
    "/inkoop/limburg-noord-2022/segmenten/1a/",
    "/inkoop/kampen-2026/",
)
SEARCHES = tuple(
    f"/zoeken/?q={words}"
    for words in (
        "begeleiding",
        "02A03",
        "bgi-complex",
        "vervoer&soort=product",
        "%22eigen+regie%22",
        "kortdurend+verblijf",
        "psychische+stoornis",
        "perceel+5",
        "dagbest",
        "begeleiding+-groep&pagina=2",
        "begeleidng",
        "qqxxzz",
    )
)
COPIES = 99
MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"
ROUNDS = 6


# --- bare views: what Django itself costs ---

_bodies: dict[str, tuple[bytes, str]] = {}


def bare(request: HttpRequest, naam: str) -> HttpResponse:
    content, mediatype = _bodies[naam]
    return HttpResponse(content, content_type=mediatype)


def bare_conditional(request: HttpRequest, naam: str) -> HttpResponse:
    """304 for a browser that has it, else the same as `bare` answers."""
    if request.META.get("HTTP_IF_NONE_MATCH") == '"kaal"':
        return HttpResponse(status=304, headers={"ETag": '"kaal"'})
    return bare(request, naam)


def bare_stream(request: HttpRequest, naam: str) -> StreamingHttpResponse:
    content, mediatype = _bodies[naam]
    return StreamingHttpResponse(
        (content[at : at + 65_536] for at in range(0, len(content), 65_536)), content_type=mediatype
    )


urlpatterns = [
    path("kaal/<str:naam>/", bare),
    path("kaal-voorwaardelijk/<str:naam>/", bare_conditional),
    path("kaal-stroom/<str:naam>/", bare_stream),
    path("", include("wmo_portal.urls")),
]


class TimedPortal(binnen.Portal):
    """Answers that are as expected, and how long they take."""

    def get(self, address: str, **headers: str) -> bytes:
        """The body; empty when the answer is 304."""
        answer = self.ask(address, **headers)
        if answer.status != (304 if "HTTP_IF_NONE_MATCH" in headers else 200):
            raise RuntimeError(f"{address}: {answer.status}")
        return answer.body

    def seconds(self, address: str, **headers: str) -> float:
        start = time.perf_counter()
        self.get(address, **headers)
        return time.perf_counter() - start


# --- measuring ---


class Klok:
    """Times of one kind of call, per address."""

    def __init__(self, measure: Callable[[str], float], addresses: Sequence[str], times: int) -> None:
        self.measure, self.addresses, self.times = measure, addresses, times
        self.found: dict[str, list[float]] = {address: [] for address in addresses}

    def round(self) -> None:
        for address in self.addresses:
            self.measure(address)
            self.found[address] += [self.measure(address) for _ in range(self.times)]

    @property
    def p95(self) -> float:
        """Of one call, in seconds. The fastest third counts of each address, so that other work on the machine does not."""
        quick = [time for times in self.found.values() for time in sorted(times)[: max(1, len(times) // 3)]]
        return statistics.quantiles(quick, n=20)[-1]


def growth(
    make: Callable[[], dict[str, Klok]], databases: tuple[str, str], naam: str, grenzen: dict[str, float]
) -> list[Meting]:
    """How many times longer each call takes in the second database than in the first; they take turns. `grenzen`: other than 1.5."""
    small, large = (make() for _ in databases)
    for _ in range(ROUNDS):
        for name, clocks in zip(databases, (small, large), strict=True):
            use(name)
            for clock in clocks.values():
                clock.round()
    return [
        Meting(
            naam.format(what),
            large[what].p95 / before.p95,
            grenzen.get(what, 1.5),
            False,
            f"{before.p95 * 1000:.1f} ms wordt {large[what].p95 * 1000:.1f} ms",
        )
        for what, before in small.items()
    ]


@contextmanager
def scratch() -> Iterator[None]:
    """A database of its own with the demo data, gone afterwards."""
    name = f"{connection.settings_dict['NAME']}_bench"
    connection.settings_dict["TEST"] = {**connection.settings_dict.get("TEST", {}), "NAME": name}
    connection.settings_dict["CONN_MAX_AGE"] = 60  # as in production, whatever DEBUG says
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with override_settings(
            DEBUG=False,
            ROOT_URLCONF="wmo_portal.bench",
            ALLOWED_HOSTS=["localhost"],
            SECURE_SSL_REDIRECT=False,
            VERSIE_ONTHOUDEN=1.0,
        ):
            demo.load(lambda line: None)
            yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


@contextmanager
def larger(fill: Callable[[], None]) -> Iterator[str]:
    """A second database beside the scratch one, with what `fill` adds; its name."""
    small = connection.settings_dict["NAME"]
    name = f"{small}_groot"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{small}"')
    try:
        use(name)
        fill()
        yield name
    finally:
        use(small)
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


def use(name: str) -> None:
    """Go on with another database, and nothing in memory of the one before."""
    connection.close()
    connection.settings_dict["NAME"] = name
    forget()


def multiply(copies: int) -> None:
    """Copy every inkoop with its versions, pages and changes, in the database itself."""
    step = 1_000_000
    with pgtrigger.ignore(), connection.cursor() as cursor:
        for table, own in (
            ("segments_inkoop", {"slug": "slug || '-' || n"}),
            ("publicaties_publicatie", {"inkoop_id": "", "vorige_id": ""}),
            ("publicaties_onderdeel", {"publicatie_id": ""}),
            ("publicaties_wijziging", {"publicatie_id": ""}),
        ):
            cursor.execute(
                "SELECT column_name FROM information_schema.columns "
                "WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
                [table],
            )
            columns = [row[0] for row in cursor.fetchall()]
            shift = {name: expression or f"{name} + n * {step}" for name, expression in own.items()}
            shift["id"] = f"id + n * {step}"
            values = ", ".join(shift.get(column, f'"{column}"') for column in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, generate_series(1, %s) AS n "  # noqa: S608
                f"WHERE id < {step}",
                [copies],
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does after so many new rows


def forget() -> None:
    """Leave nothing in the memory of this process, as if it had just started."""
    voorraad.clear()
    _states.clear()
    _find.cache_clear()
    read_stukken.cache_clear()
    _read.cache_clear()
    beeld.forget()


def rendered(portal: TimedPortal) -> Callable[[str], float]:
    """Seconds of a page that is not in the cache of pages."""

    def measure(address: str) -> float:
        voorraad.clear()
        return portal.seconds(address)

    return measure


def against_bare(portal: TimedPortal, address: str, naam: str, mediatype: str, *, stream: bool) -> float:
    _bodies[naam] = (portal.get(address), mediatype)
    plain = f"/kaal-stroom/{naam}/" if stream else f"/kaal/{naam}/"
    portal.get(plain)
    return ratio(lambda: portal.seconds(address), lambda: portal.seconds(plain), rounds=9, times=60)


def without_middleware() -> TimedPortal:
    """Django alone: a view is found and its bytes are sent."""
    with override_settings(MIDDLEWARE=[]):
        return TimedPortal()


BROWSER = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}


def readers(portal: TimedPortal) -> list[Meting]:
    """What many readers ask: a page, the same page again, a file; beside Django without middleware and database."""
    plain = without_middleware()

    def against(address: str, bare: str, **headers: str) -> float:
        other = {key: '"kaal"' if key == "HTTP_IF_NONE_MATCH" else value for key, value in headers.items()}
        portal.get(address, **headers)
        return ratio(
            lambda: portal.seconds(address, **headers), lambda: plain.seconds(bare, **other), rounds=9, times=200
        )

    found = []
    for naam, headers in (("", {}), (", gecomprimeerd", BROWSER)):
        _bodies["pagina"] = (portal.get(PAGE, **headers), "text/html")
        found.append((f"gepubliceerde pagina{naam}", against(PAGE, "/kaal/pagina/", **headers), 0.8))
    etag = portal.ask(PAGE).headers["ETag"]
    found.append(("dezelfde pagina, 304", against(PAGE, "/kaal-voorwaardelijk/pagina/", HTTP_IF_NONE_MATCH=etag), 0.9))
    _bodies["pdf"] = (portal.get(PDF), "application/pdf")
    found.append((f"opgeslagen PDF van {len(_bodies['pdf'][0]) // 1000} kB", against(PDF, "/kaal-stroom/pdf/"), 0.6))
    return [
        Meting(f"{what}, tegen Django zonder middleware", value, least, True, "verzoeken per seconde")
        for what, value, least in found
    ]


@contextmanager
def collected() -> Iterator[TimedPortal]:
    """A portal with its static files as production has them: named by their content, and compressed beside."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(
            STATIC_ROOT=folder, STORAGES=storages, WHITENOISE_AUTOREFRESH=False, WHITENOISE_USE_FINDERS=False
        ),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        forget()
        yield TimedPortal()
    forget()


def first_visit() -> Meting:
    """What a browser gets over the wire the first time: the page and all that it names, coded as it is really sent."""
    with collected() as portal:
        text = portal.get(PAGE).decode()
        named = sorted(set(re.findall(r'(?:href|src)="(/(?:static|huisstijl)/[^"]+)"', text)))
        sizes = [len(portal.get(address, **BROWSER)) for address in (PAGE, *named)]
    told = f"kB, pagina {sizes[0] / 1000:.0f} kB en {len(named)} bestanden"
    return Meting("eerste bezoek aan een productpagina", sum(sizes) / 1000, 120, False, told)


def queries(portal: TimedPortal) -> int:
    """The most that any page costs in a process that just started."""
    most = 0
    for address in PAGES:
        forget()
        with CaptureQueriesContext(connection) as found:
            portal.get(address)
        most = max(most, len(found))
    return most


def document_ratio() -> float:
    """The whole document, from snapshot to finished file, against WeasyPrint given the HTML and the stylesheet, already read."""
    from core.pdf import render_plain

    publicatie = Publicatie.objects.get(inkoop__slug="mlw-mer-2024", volgnummer=3)
    snapshot = read(publicatie.inhoud or {})
    versie = Versiegegevens.of(publicatie, snapshot)
    wijzigingen = wijzigingstabel.of_version(publicatie)
    html = document_html(versie, snapshot, wijzigingen)

    def ours() -> float:
        start = time.perf_counter()
        render_document(versie, snapshot, wijzigingen)
        return time.perf_counter() - start

    def theirs() -> float:
        start = time.perf_counter()
        render_plain(html)
        return time.perf_counter() - start

    ours(), theirs()
    return ratio(theirs, ours, rounds=3, times=3)


def staff() -> list[Meting]:
    """What a contractmanager waits for in an inkoop with ten times the parts (60 percelen, 50 producten), against the demo."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="contractmanager"))
    small = connection.settings_dict["NAME"]
    writings = count()

    def opened(address: str) -> float:
        start = time.perf_counter()
        if client.get(address).status_code != 200:
            raise RuntimeError(address)
        return time.perf_counter() - start

    def saved(address: str) -> float:
        form = client.get(address, headers={"HX-Request": "true"}).text
        basis = re.search(r'name="basis" value="([^"]*)"', form)[1]  # type: ignore[index]
        data = {"basis": basis, "vorm": "html", "tekst": f"<p>Wat de aanbieder doet, keer {next(writings)}.</p>"}
        start = time.perf_counter()
        if client.post(address, data, headers={"HX-Request": "true"}).status_code != 200:
            raise RuntimeError(address)
        return time.perf_counter() - start

    def first(address: str) -> float:
        """By somebody who finds no picture of the whole that another request left."""
        beeld.forget()
        return opened(address)

    def clocks() -> dict[str, Klok]:
        return {
            "een onderdeel openen": Klok(opened, [f"{BEHEER}producten/bgi/", f"{BEHEER}percelen/1/"], 3),
            "een rubriek opslaan": Klok(saved, [RUBRIEK], 3),
            "het overzicht": Klok(first, [BEHEER], 3),
        }

    with larger(lambda: enlarge(Inkoop.objects.get(slug="mlw-mer-2024"))) as large:
        found = [
            Meting("matrix van 60 × 50, in kB", len(client.get(f"{BEHEER}matrix/").content) / 1000, 300, False, "")
        ]
        return found + growth(clocks, (small, large), "{}, tien keer zoveel onderdelen", {"het overzicht": 3.0})


def woord_ratio() -> float:
    """Reading a document, working out what it becomes, and writing it again, against Pandoc alone with the same file."""
    publicatie = Publicatie.objects.get(inkoop__slug="mlw-mer-2024", volgnummer=3)
    snapshot = read(publicatie.inhoud or {})
    versie = Versiegegevens.of(publicatie, snapshot)
    content = documentvorm.make(versie, snapshot, [], "docx")

    def ours() -> float:
        start = time.perf_counter()
        uitkomst = work_out(recognise(bestand.read(content), snapshot), snapshot)
        documentvorm.make(versie, uitkomst.snapshot(), [], "docx")
        return time.perf_counter() - start

    def theirs() -> float:
        start = time.perf_counter()
        tree = pandoc.run("--sandbox", "--from", "docx", "--to", "json", invoer=content)
        pandoc.run("--sandbox", "--from", "json", "--to", "docx", "--output", "-", invoer=tree)
        return time.perf_counter() - start

    ours(), theirs()
    return ratio(theirs, ours, rounds=3, times=3)


def measure(report: Callable[[str], None], *, zoeken: bool = False) -> list[Meting]:
    """Everything, or only what search costs with more data."""
    portal = TimedPortal()
    report("Demogegevens laden …")
    with scratch():
        if zoeken:
            return _more_data(portal, report, "zoeken")
        report("Pagina en PDF naast een kale view …")
        found = [
            Meting(
                "gepubliceerde pagina tegen een kale view",
                against_bare(portal, PAGE, "pagina", "text/html", stream=False),
                0.6,
                True,
                "verzoeken per seconde",
            ),
            Meting(
                "opgeslagen PDF tegen een kale view die streamt",
                against_bare(portal, PDF, "pdf", "application/pdf", stream=True),
                0.6,
                True,
                "verzoeken per seconde",
            ),
            Meting("SQL-vragen voor een pagina, net gestart", queries(portal), 3, False, "demogegevens"),
        ]
        report("Veel lezers …")
        found += [*readers(portal), first_visit()]
        report("Een contractmanager aan het werk, en om de beurt hetzelfde met tien keer zoveel onderdelen …")
        found += staff()
        found += _more_data(portal, report, "pagina uit de cache", "pagina die wordt opgemaakt", "zoeken")
        report("Een document in en uit naast Pandoc alleen …")
        found.append(
            Meting("document in en uit tegen Pandoc alleen", woord_ratio(), 3.0, False, "tijd van lezen en schrijven")
        )
        report("De statische spiegel …")
        if bench_uitgaan.nginx():
            with collected():
                found.append(bench_uitgaan.mirror())
        else:
            report("  overgeslagen: nginx staat niet op deze machine.")
        report(f"Een versie met {bench_uitgaan.PERCELEN} percelen uitbrengen …")
        found += bench_uitgaan.publication()
        # Last: a process that serves pages does not have the PDF machinery in memory.
        report("Het hele document naast WeasyPrint alleen …")
        found.append(
            Meting("hele document tegen WeasyPrint alleen", document_ratio(), 1.3, False, "tijd van het opmaken")
        )
    return found


def _more_data(portal: TimedPortal, report: Callable[[str], None], *kinds: str) -> list[Meting]:
    report(f"Pagina's en zoeken, en om de beurt hetzelfde met {COPIES + 1} keer zoveel …")
    small = connection.settings_dict["NAME"]

    def clocks() -> dict[str, Klok]:
        found = _clocks(portal)
        return {kind: found[kind] for kind in kinds}

    with larger(lambda: multiply(COPIES)) as large:
        return [
            Meting("SQL-vragen bij 100 keer zoveel", queries(portal), 3, False, "100 x demo"),
            *growth(clocks, (small, large), "p95 {}, 100 keer zoveel gegevens", {"zoeken": 2.0}),
        ]


def _clocks(portal: TimedPortal) -> dict[str, Klok]:
    return {
        "pagina uit de cache": Klok(portal.seconds, PAGES, 5),
        "pagina die wordt opgemaakt": Klok(rendered(portal), PAGES, 3),
        "zoeken": Klok(portal.seconds, SEARCHES, 5),
    }
