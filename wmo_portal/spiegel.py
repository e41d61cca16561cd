"""A copy of all that is public, as files that any web server serves as they are; it is also what goes to an archive.

Pages are fetched from the portal itself and followed by their links. What links to elsewhere in the copy becomes relative, so that it
may stand below any address; what only works with the portal behind it (searching, comparing) is left out. The copy remembers the ETag of
every page: the next time only what differs is made and written again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from lxml import html

from catalogus import overheid
from catalogus.voorraad import CODINGS, KLEIN, TEKST
from opslag.database import file_name
from proces.models import Document
from publicaties.models import Publicatie, Status
from publicaties.soorten import SOORTEN
from wmo_portal import mdto
from wmo_portal.binnen import Antwoord, Portal

GEHEUGEN = ".spiegel.json"
SOMMEN = "sha256sums.txt"
#: Addresses that answer a question, or that are not for everybody.
ZONDER = re.compile(
    r"/(zoeken|beheer|admin|inloggen|uitloggen)/|/inkoop/[^/]+/((versie/\d+/)?vergelijken|volgen)/|/(healthz|readyz|metrics)$"
)
TARIEVEN = ("tarieven.xlsx", "tarieven.csv", "tarieven.json")
#: What asks the portal something, and what compares with an earlier visit.
ZONDER_PORTAAL = (
    "//search | //form | //*[@data-wmo-gezien] | //script[contains(@src, 'gezien')] "
    "| //a[contains(@class, 'utrecht-button')][contains(@href, '?') or contains(@href, '/vergelijken/')]"
)
SUFFIX = {"br": ".br", "gzip": ".gz"}


class SpiegelFout(Exception):
    """The copy cannot be made; `str()` says what to do."""


@dataclass
class Spiegeluitslag:
    geschreven: int = 0
    gelijk: int = 0
    weg: int = 0
    versies: int = 0
    fouten: list[str] = field(default_factory=list)


@dataclass
class Spiegel:
    """`site`: the address of the portal itself, which canonical links and feeds name. `inkoop`: only this one."""

    folder: Path
    site: str
    inkoop: str = ""
    #: Where the copy is served, for the one page that is shown at every address: the error page.
    pad: str = "/"
    waardering: str = mdto.ONBEPAALD

    def make(self) -> Spiegeluitslag:
        self.portal = Portal(self.site)
        self.old_files: set[str] = set()
        self.before: dict[str, Any] = self._remembered()
        self.now: dict[str, Any] = {}
        self.uitslag = Spiegeluitslag()
        self.written: set[str] = set()
        if not validate_host(split_domain_port(urlsplit(self.site).netloc)[0], settings.ALLOWED_HOSTS):
            raise SpiegelFout(
                f"{self.site} is geen adres van dit portaal. Kies met --adres een naam uit ALLOWED_HOSTS."
            )
        versies = self._versions()
        if not versies:
            raise SpiegelFout(
                f"Er is geen gepubliceerde versie van '{self.inkoop}'."
                if self.inkoop
                else "Er is nog niets gepubliceerd."
            )
        self.queue = deque(dict.fromkeys(self._seeds(versies)))
        self.known = set(self.queue)
        while self.queue:
            self._page(self.queue.popleft())
        for publicatie in versies:
            self._describe(publicatie)
        self._error_page()
        self._clear_away()
        kept = {"van": [self.site, self.inkoop], "paginas": self.now, "bestanden": sorted(self.written)}
        self._put(GEHEUGEN, json.dumps(kept, indent=0).encode())
        return self.uitslag

    # --- which addresses ---

    def _versions(self) -> list[Publicatie]:
        rows = Publicatie.objects.known().select_related("inkoop__regio").order_by("inkoop__slug", "volgnummer")
        return list(rows.filter(inkoop__slug=self.inkoop) if self.inkoop else rows)

    def _seeds(self, versies: list[Publicatie]) -> Iterator[str]:
        """What no page may have to link to; the rest is found by following links."""
        yield from ("/robots.txt", "/sitemap.xml")
        yield from (path for path, _ in overheid.paths() if self._mirrored(path, ""))
        for publicatie in versies:
            yield from (pad(publicatie) + path for path in overheid.ALWAYS)

    def _mirrored(self, path: str, query: str) -> bool:
        if query or not path.startswith("/") or ZONDER.match(path):
            return False
        return not (self.inkoop and path.startswith("/inkoop/")) or path.startswith(f"/inkoop/{self.inkoop}/")

    # --- one address ---

    def _page(self, path: str) -> None:
        kept = self.before.get(path)
        ask = {"HTTP_IF_NONE_MATCH": kept["etag"]} if kept and (self.folder / kept["bestand"]).is_file() else {}
        answer = self.portal.ask(path, **ask)
        if answer.status == 304 and kept:
            links, bestand = kept["links"], kept["bestand"]
            self._keep(bestand)
        elif answer.status == 200:
            bestand = self.file_of(path)
            content, links = self._rewrite(path, answer)
            self._write(bestand, content, answer.headers["Content-Type"])
        else:
            self.uitslag.fouten.append(f"{path} geeft {answer.status}")
            return
        self.now[path] = {"etag": answer.headers.get("ETag", ""), "bestand": bestand, "links": links}
        for link in links:
            if link not in self.known:
                self.known.add(link)
                self.queue.append(link)

    def file_of(self, path: str) -> str:
        """Where a page stands in the copy. An uploaded file has its own name there, so that a server knows what it is."""
        path = unquote(path)
        with contextlib.suppress(Resolver404):
            match = resolve(path)
            if match.url_name == "documentbestand":
                document = Document.objects.get(inkoop__slug=match.kwargs["slug"], sleutel=match.kwargs["sleutel"])
                return path.lstrip("/") + file_name(document.bestand.name or "")
        return path.lstrip("/") + ("index.html" if path.endswith("/") else "")

    def _rewrite(self, path: str, answer: Antwoord) -> tuple[bytes, list[str]]:
        """The bytes as they stand in the copy, and the addresses that they lead to."""
        mediatype = answer.headers["Content-Type"].partition(";")[0]
        if mediatype == "text/html":
            return self._rewrite_html(answer.body, lambda link: self._relative(path, link))
        if mediatype == "text/css":
            found = re.findall(r"""url\(\s*["']?(?!data:)([^"')]+)""", answer.body.decode())
            return answer.body, [urlsplit(urljoin(path, link)).path for link in found if not link.startswith("#")]
        if mediatype in {"text/javascript", "application/javascript"}:
            found = re.findall(r"""(?:from|import)\s*\(?["'](\.{1,2}/[^"']+)["']""", answer.body.decode())
            return answer.body, [urljoin(path, link) for link in found]
        return answer.body, []

    def _rewrite_html(self, body: bytes, shown: Callable[[str], str]) -> tuple[bytes, list[str]]:
        page: Any = html.document_fromstring(body.decode())
        for element in page.xpath(ZONDER_PORTAAL):
            element.drop_tree()
        links: list[str] = []
        for element, name, link, _ in list(page.iterlinks()):
            parts = urlsplit(link)
            if parts.scheme or not parts.path:
                continue  # of somewhere else, or within the page
            if self._mirrored(parts.path, parts.query):
                links.append(parts.path)
                element.set(name, shown(parts.path) + (f"#{parts.fragment}" if parts.fragment else ""))
            elif element.getparent().tag == "li" and next(element.iterancestors("nav"), None) is not None:
                element.getparent().drop_tree()  # in a menu it would be a word that does nothing
            else:
                element.drop_tag()  # in a sentence the words stay
        text = html.tostring(page, encoding="unicode", doctype="<!doctype html>")
        return text.encode(), list(dict.fromkeys(links))

    def _relative(self, path: str, link: str) -> str:
        """From one page of the copy to another; a folder stays a folder."""
        target = self.file_of(link)
        shown = os.path.relpath(
            f"/{target.removesuffix('index.html')}", str(PurePosixPath(f"/{self.file_of(path)}").parent)
        )
        return quote(shown) + ("/" if target.endswith("index.html") else "")

    # --- what stands beside the pages ---

    def _describe(self, publicatie: Publicatie) -> None:
        """The sha256 of every file of a version, in the form that `sha256sum -c` reads, and its metadata for an archive (MDTO)."""
        folder = pad(publicatie)
        files = publicatie.bestanden.defer("inhoud").order_by("pk")
        # What was withdrawn has a sheet in front; for an archive is what was published.
        withdrawn = publicatie.status == Status.INGETROKKEN
        stored = {
            f"bestanden/{row.sha256}.pdf" if withdrawn else _path(row.soort, row.code): row.sha256 for row in files
        }
        stored["gegevens.json"] = publicatie.sha256
        found = []
        for name in (*stored, *TARIEVEN):
            if name in stored and folder + name not in self.now:
                self._page(folder + name)
            if folder + name not in self.now:
                continue
            content = (self.folder / self.file_of(folder + name)).read_bytes()
            sha256 = hashlib.sha256(content).hexdigest()
            if sha256 != stored.get(name, sha256):
                self.uitslag.fouten.append(f"{folder}{name}: de bytes passen niet bij het controlegetal {stored[name]}")
            found.append(mdto.Archiefbestand(name, len(content), sha256))
        lines = "".join(f"{row.sha256}  {row.naam}\n" for row in found)
        self._write(f"{folder}{SOMMEN}", lines.encode(), "text/plain")
        described = mdto.informatieobject(publicatie, found, site=self.site, waardering=self.waardering)
        self._write(f"{folder}mdto.xml", described, "application/xml")
        for row in found:
            self._write(
                f"{folder}{row.naam}.mdto.xml", mdto.bestand(publicatie, row, site=self.site), "application/xml"
            )
        self.uitslag.versies += 1

    def _error_page(self) -> None:
        """Shown by the server at any address, so its own links are from the root of the copy."""
        body = self.portal.ask("/deze-pagina-bestaat-niet/").body
        content, _ = self._rewrite_html(
            body, lambda link: quote(f"{self.pad.rstrip('/')}/{self.file_of(link).removesuffix('index.html')}")
        )
        self._write("404.html", content, "text/html")

    # --- files ---

    def _keep(self, bestand: str) -> None:
        self.uitslag.gelijk += 1
        self.written.add(bestand)
        self.written |= {bestand + suffix for suffix in SUFFIX.values() if (self.folder / (bestand + suffix)).is_file()}

    def _write(self, bestand: str, content: bytes, mediatype: str = "") -> None:
        bestand = bestand.lstrip("/")
        path = self.folder / bestand
        if path.is_file() and path.read_bytes() == content:
            self._keep(bestand)
            return
        self.uitslag.geschreven += 1
        self._put(bestand, content)
        for coding, pack in CODINGS.items():
            packed = self.folder / (bestand + SUFFIX[coding])
            if mediatype.startswith(TEKST) and len(content) > KLEIN:
                self._put(bestand + SUFFIX[coding], pack(content))
            else:
                packed.unlink(missing_ok=True)

    def _put(self, bestand: str, content: bytes) -> None:
        """Whoever reads it at this moment gets the old one or the new one."""
        path = self.folder / bestand
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.half")
        half.write_bytes(content)
        half.replace(path)
        self.written.add(bestand)

    def _remembered(self) -> dict[str, Any]:
        try:
            kept = json.loads((self.folder / GEHEUGEN).read_text())
        except FileNotFoundError:
            if self.folder.is_dir() and any(self.folder.iterdir()):
                raise SpiegelFout(
                    f"{self.folder} bevat iets anders dan een spiegel. Kies een lege of nieuwe map."
                ) from None
            return {}
        self.old_files = set(kept["bestanden"])
        return dict(kept["paginas"]) if kept["van"] == [self.site, self.inkoop] else {}

    def _clear_away(self) -> None:
        """What stood here and is no longer public. Nothing that somebody else put here."""
        for bestand in self.old_files - self.written:
            (self.folder / bestand).unlink(missing_ok=True)
            self.uitslag.weg += 1


def pad(publicatie: Publicatie) -> str:
    return f"/inkoop/{publicatie.inkoop.slug}/versie/{publicatie.volgnummer}/"


def _path(soort: str, code: str) -> str:
    """Of a stored PDF, below its version."""
    return f"{SOORTEN[soort].meervoud}/{code}.pdf" if code else "beschrijvingen.pdf"
