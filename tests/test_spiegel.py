"""The static mirror, served by a web server that knows nothing of the portal: the same texts and bytes, nothing that leads nowhere."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import brotli
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client
from lxml import etree, html

from proces.models import Document
from publicaties.models import Bestand, Publicatie
from segments.models import Regio
from tests.segments.test_admin import PNG
from wmo_portal.spiegel import ZONDER_PORTAAL, Spiegel

MLW = "/inkoop/mlw-mer-2024/"
#: Below an address of its own, so that what is not relative is found.
PAD = "/archief/wmo/"
SHA256SUM = shutil.which("sha256sum") or ""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def map(demo: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with django_db_blocker.unblock():
        Regio.objects.get(slug="mlw-mer").logo.save("logo.png", ContentFile(PNG))
        # Not one that a text of a version leads to: the link would go with it.
        document = Document.objects.get(inkoop__slug="mlw-mer-2024", sleutel="presentatie-14-november-2022")
        document.bestand.save("verslag maart.pdf", ContentFile(b"%PDF-1.7 verslag"))
        folder = tmp_path_factory.mktemp("site") / PAD.strip("/")
        assert run(folder).startswith(f"{folder}: 10 versies; ")
        yield folder


@pytest.fixture(scope="module")
def site(map: Path) -> Iterator[str]:
    """The address of the mirror, on a plain server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(map.parents[1])))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{PAD}"
    server.shutdown()
    server.server_close()


def run(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command("spiegel", str(folder), "--adres", "http://localhost", "--pad", PAD, *options, stdout=out)
    return out.getvalue()


def get(address: str) -> tuple[str, bytes]:
    with urlopen(address) as answer:  # noqa: S310 -- our own server
        return answer.headers["Content-Type"], answer.read()


def crawl(site: str) -> dict[str, tuple[str, bytes]]:
    """Everything that can be reached from the front page: by its address below the mirror."""
    found: dict[str, tuple[str, bytes]] = {}
    todo = [site]
    while todo:
        address = todo.pop()
        path = address.removeprefix(site)
        if path in found:
            continue
        found[path] = get(address)
        if found[path][0].startswith("text/html"):
            for _, _, link, _ in html.document_fromstring(found[path][1].decode()).iterlinks():
                target = urljoin(address, link)
                if not urlsplit(link).scheme and urlsplit(link).path:
                    assert target.startswith(site), f"{path} leads out of the mirror: {link}"
                    todo.append(target.partition("#")[0])
    return found


@pytest.fixture(scope="module")
def pages(site: str) -> dict[str, tuple[str, bytes]]:
    return crawl(site)


def text(page: bytes) -> str:
    tree: Any = html.document_fromstring(page.decode())
    for element in tree.xpath(ZONDER_PORTAAL):
        element.drop_tree()
    return " ".join(tree.find(".//main").text_content().split())


def test_the_mirror_says_what_the_portal_says(pages: dict[str, tuple[str, bytes]]) -> None:
    client = Client(SERVER_NAME="localhost")
    told = {path: page for path, (mediatype, page) in pages.items() if mediatype.startswith("text/html")}
    assert len(told) > 80
    for path, page in told.items():
        assert text(page) == text(client.get(f"/{path}").content), path
        assert b"/zoeken/" not in page
        assert b"<form" not in page
    others = {path: page for path, (mediatype, page) in pages.items() if not mediatype.startswith("text/html")}
    assert {"nieuws.atom", "gegevens.json", "tarieven.xlsx", "portaal.css", "mlw-mer.png"} <= {
        Path(p).name for p in others
    }
    for path, page in others.items():
        # What was uploaded has a name of its own, so that the server knows what it is.
        asked = path.rpartition("/")[0] + "/" if "/bestand/" in path else path
        answer = client.get(f"/{asked}")
        assert page == (b"".join(answer.streaming_content) if answer.streaming else answer.content), path
    assert f"{MLW[1:]}documenten/" in pages
    vragen = "inkoop/voorbeeldstad-2026/vragen/"
    assert {f"{vragen}{page}" for page in ("", "1/", "1.pdf", "1.docx")} <= pages.keys()
    assert [path for path in pages if path.endswith("/bestand/verslag_maart.pdf")]


def test_nothing_of_any_version_is_missing(pages: dict[str, tuple[str, bytes]], map: Path) -> None:
    for publicatie in Publicatie.objects.known().select_related("inkoop"):
        folder = map / f"inkoop/{publicatie.inkoop.slug}/versie/{publicatie.volgnummer}"
        done = subprocess.run(
            [SHA256SUM, "-c", "sha256sums.txt"], cwd=folder, capture_output=True, text=True, check=True
        )
        listed = dict(line.split("  ")[::-1] for line in (folder / "sha256sums.txt").read_text().splitlines())
        assert len(done.stdout.splitlines()) == len(listed)
        assert set(listed.values()) >= {row.sha256 for row in publicatie.bestanden.all()} | {publicatie.sha256}
        assert f"inkoop/{publicatie.inkoop.slug}/versie/{publicatie.volgnummer}/" in pages
    stored = {hashlib.sha256(page).hexdigest() for _, page in pages.values()}
    assert {row.sha256 for row in Bestand.objects.defer("inhoud")} <= stored
    listed_pages = etree.parse(map / "sitemap.xml")
    for loc in listed_pages.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
        assert (map / urlsplit(loc.text or "").path.strip("/") / "index.html").is_file(), loc.text


def test_what_is_compressed_beside_is_the_same(map: Path) -> None:
    packed = [*map.rglob("*.br"), *map.rglob("*.gz")]
    assert len(packed) > 200
    for path in packed:
        unpack = brotli.decompress if path.suffix == ".br" else gzip.decompress
        assert unpack(path.read_bytes()) == path.with_suffix("").read_bytes()
    assert not list(map.rglob("*.pdf.br"))


def test_the_error_page_works_at_every_address(site: str, map: Path) -> None:
    page = html.document_fromstring((map / "404.html").read_text())
    assert "bestaat niet" in page.text_content()
    links = [link for _, _, link, _ in page.iterlinks() if urlsplit(link).path and not urlsplit(link).scheme]
    assert f"{PAD}" in links
    for link in links:
        assert link.startswith(PAD)
        get(urljoin(site, link))
    with pytest.raises(HTTPError):
        get(f"{site}bestaat-niet")


#: Of MDTO 1.0.2: what may follow what. Of these elements the ones with an asterisk are obligatory.
ORDER = {
    "informatieobject": "identificatie* naam* aggregatieniveau classificatie trefwoord omschrijving raadpleeglocatie dekkingInTijd "
    "dekkingInRuimte taal event waardering* bewaartermijn informatiecategorie isOnderdeelVan bevatOnderdeel heeftRepresentatie "
    "aanvullendeMetagegevens gerelateerdInformatieobject archiefvormer* betrokkene activiteit beperkingGebruik*",
    "bestand": "identificatie* naam* omvang* bestandsformaat* checksum* URLBestand isRepresentatieVan*",
    "identificatie": "identificatieKenmerk* identificatieBron*",
    "checksum": "checksumAlgoritme* checksumWaarde* checksumDatum*",
    "event": "eventType* eventTijd eventVerantwoordelijkeActor eventResultaat",
    "dekkingInTijd": "dekkingInTijdType* dekkingInTijdBegindatum* dekkingInTijdEinddatum",
    "begrip": "begripLabel* begripCode begripBegrippenlijst*",
    "verwijzing": "verwijzingNaam* verwijzingIdentificatie",
}
BEGRIPPEN = [
    "aggregatieniveau",
    "waardering",
    "bestandsformaat",
    "checksumAlgoritme",
    "eventType",
    "dekkingInTijdType",
    "beperkingGebruikType",
]
VERWIJZINGEN = [
    "archiefvormer",
    "isOnderdeelVan",
    "heeftRepresentatie",
    "isRepresentatieVan",
    "begripBegrippenlijst",
    "eventVerantwoordelijkeActor",
]


def check_mdto(element: Any) -> None:
    name = element.tag.partition("}")[2]
    kind = "begrip" if name in BEGRIPPEN else "verwijzing" if name in VERWIJZINGEN else name
    kind = "identificatie" if name == "verwijzingIdentificatie" else kind
    children = [child.tag.partition("}")[2] for child in element]
    if kind in ORDER:
        allowed = ORDER[kind].split()
        names = [item.rstrip("*") for item in allowed]
        assert [names.index(child) for child in children] == sorted(names.index(child) for child in children), name
        assert {item[:-1] for item in allowed if item.endswith("*")} <= set(children), name
    if not children:
        assert (element.text or "").strip(), name
    for child in element:
        check_mdto(child)


def test_each_version_and_each_file_has_its_metadata(map: Path) -> None:
    folder = map / f"{MLW[1:]}versie/3"
    for path in [*map.rglob("mdto.xml"), *map.rglob("*.mdto.xml")]:
        root = etree.parse(path).getroot()
        assert root.tag == "{https://www.nationaalarchief.nl/mdto}MDTO"
        assert len(root) == 1
        check_mdto(root[0])
    described = (folder / "producten/bgi.pdf.mdto.xml").read_text()
    content = (folder / "producten/bgi.pdf").read_bytes()
    assert hashlib.sha256(content).hexdigest() in described
    assert f"<omvang>{len(content)}</omvang>" in described
    assert len(list(folder.rglob("*.*.mdto.xml"))) == len((folder / "sha256sums.txt").read_text().splitlines())


def test_the_next_time_only_what_differs_is_written(map: Path) -> None:
    times = {path: path.stat().st_mtime_ns for path in map.rglob("*") if path.is_file()}
    foreign = map / "van-iemand-anders.txt"
    foreign.write_text("x")
    assert ": 10 versies; 0 bestanden geschreven" in run(map)
    document = Document.objects.get(bestand__contains="verslag_maart")
    Document.objects.filter(pk=document.pk).update(openbaar=False)
    try:
        told = run(map)
    finally:
        Document.objects.filter(pk=document.pk).update(openbaar=True)
    assert "1 weggehaald" in told
    changed = {path.relative_to(map) for path in times if not path.exists() or path.stat().st_mtime_ns != times[path]}
    folder = Path(f"{MLW[1:]}documenten")
    assert {folder / "index.html", folder / f"{document.sleutel}/bestand/verslag_maart.pdf"} <= changed
    assert not [path for path in changed if "versie" in path.parts]
    assert foreign.exists()
    run(map)  # as it was


def test_one_inkoop_by_itself(map: Path, tmp_path: Path) -> None:
    run(tmp_path / "een", "--inkoop", "kampen-2026")
    assert [path.name for path in (tmp_path / "een" / "inkoop").iterdir()] == ["kampen-2026"]
    with pytest.raises(CommandError, match="geen gepubliceerde versie van 'bestaat-niet'"):
        run(tmp_path / "geen", "--inkoop", "bestaat-niet")
    with pytest.raises(CommandError, match="ALLOWED_HOSTS"):
        run(tmp_path / "geen", "--adres", "https://elders.example")
    (tmp_path / "vol").mkdir()
    (tmp_path / "vol" / "brief.txt").write_text("van mij")
    with pytest.raises(CommandError, match="iets anders dan een spiegel"):
        run(tmp_path / "vol")


def test_a_stored_file_that_is_not_what_it_was_is_told(
    map: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = Spiegel._rewrite

    def damaged(self: Spiegel, path: str, answer: Any) -> tuple[bytes, list[str]]:
        content, links = take(self, path, answer)
        return (content + b" ", links) if path.endswith("versie/1/beschrijvingen.pdf") else (content, links)

    monkeypatch.setattr(Spiegel, "_rewrite", damaged)
    with pytest.raises(CommandError, match=r"versie/1/beschrijvingen.pdf: de bytes passen niet"):
        run(tmp_path / "stuk", "--inkoop", "kampen-2026")
