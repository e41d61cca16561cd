"""What readers asked before, ready to be sent again.

An answer that is for everybody says so itself: `Cache-Control: public`. Such an answer gets a strong ETag and is compressed; what a
version says is kept in the memory of the process, in each coding, for as long as the version stands. Who has it already gets 304.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from zlib import compressobj

import brotli
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import has_vary_header, patch_vary_headers
from django.views.decorators.cache import cache_control

from catalogus.versie import Versie, state

#: How much of its memory a process gives to this.
RUIMTE = 64 * 1024 * 1024
#: Below this compressing saves no packet.
KLEIN = 600
TEKST = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")
MINUUT = 60
#: A visit long; no longer, because a page of a version that is withdrawn says so.
VAST = f"public, max-age={10 * MINUUT}, immutable"
NU = f"public, max-age={MINUUT}, stale-while-revalidate={10 * MINUUT}"
#: For a view whose answer is for everybody, and follows what is openbaar at this moment.
for_everybody = cache_control(public=True, max_age=MINUUT, stale_while_revalidate=10 * MINUUT)


@dataclass
class Voorraadantwoord:
    """A whole answer: what every layer of the portal put in its head, and its bytes per coding."""

    digest: str
    headers: list[tuple[str, str]]
    bodies: dict[str, bytes]
    compressible: bool
    #: What it stands on; empty when it is not kept.
    slug: str = ""
    stand: str = ""
    day: dt.date | None = None

    def holds(self) -> bool:
        return self.day == timezone.localdate() and self.stand == state(self.slug)

    def send(self, request: HttpRequest) -> HttpResponse:
        coding = _coding(request.META.get("HTTP_ACCEPT_ENCODING", "")) if self.compressible else ""
        etag = f'"{self.digest}-{coding}"' if coding else f'"{self.digest}"'
        if has(request, self.digest):
            response = HttpResponse(status=304)
            del response["Content-Type"]
            for name, value in self.headers:
                if name in {"Cache-Control", "Vary"}:
                    response[name] = value
        else:
            body = self.bodies.get(coding)
            if body is None:
                body = self.bodies[coding] = CODINGS[coding](self.bodies[""])
            response = HttpResponse(body)
            # As Django stores them; they were looked over when they were set the first time.
            response.headers._store.update((name.lower(), (name, value)) for name, value in self.headers)
            response["Content-Length"] = str(len(body))
            if coding:
                response["Content-Encoding"] = coding
        response["ETag"] = etag
        return response


def has(request: HttpRequest, digest: str) -> bool:
    """Whether the reader has these bytes, in whatever coding (RFC 9110, 13.1.2)."""
    known = request.META.get("HTTP_IF_NONE_MATCH", "")
    return bool(known) and (known == "*" or digest in known)


def _gzip(content: bytes) -> bytes:
    packer = compressobj(9, wbits=31)
    return packer.compress(content) + packer.flush()


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, mode=brotli.MODE_TEXT, quality=9),
    "gzip": _gzip,
}


@lru_cache(maxsize=256)
def _coding(accept: str) -> str:
    """The best one that a reader takes; "" for none."""
    taken = set()
    for part in accept.lower().split(","):
        name, _, weight = part.strip().partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            taken.add(name.strip())
    return next((coding for coding in CODINGS if coding in taken or "*" in taken), "")


# --- what is kept ---


@dataclass
class _Kast:
    """The answers used last, in a fixed space."""

    space: int
    rows: OrderedDict[tuple[str, ...], Voorraadantwoord] = field(default_factory=OrderedDict)
    used: int = 0
    lock: Lock = field(default_factory=Lock)

    def find(self, key: tuple[str, ...]) -> Voorraadantwoord | None:
        with self.lock:
            found = self.rows.get(key)
            if found is not None:
                self.rows.move_to_end(key)
        return found

    def keep(self, key: tuple[str, ...], antwoord: Voorraadantwoord) -> None:
        """Room is counted once for the text and once for all that it may be compressed to."""
        with self.lock:
            old = self.rows.pop(key, None)
            self.used += 2 * len(antwoord.bodies[""]) - (2 * len(old.bodies[""]) if old else 0)
            self.rows[key] = antwoord
            while self.used > self.space and self.rows:
                _, gone = self.rows.popitem(last=False)
                self.used -= 2 * len(gone.bodies[""])

    def clear(self) -> None:
        with self.lock:
            self.rows.clear()
            self.used = 0


_kast = _Kast(RUIMTE)
clear = _kast.clear


def _key(request: HttpRequest) -> tuple[str, ...] | None:
    """What tells one kept answer from another; None for what is never kept. Only a host that was allowed ever got in."""
    meta = request.META
    if meta["REQUEST_METHOD"] not in {"GET", "HEAD"} or meta.get("QUERY_STRING") or "HTTP_RANGE" in meta:
        return None
    return (
        meta.get("PATH_INFO", ""),
        meta.get("HTTP_HOST", ""),
        meta.get("HTTP_X_FORWARDED_PROTO", ""),
        meta.get("wsgi.url_scheme", ""),
    )


# --- what views say of their answer ---


def of(versie: Versie, response: HttpResponse) -> HttpResponse:
    """This answer is what `versie` says, and stays so as long as the version stands."""
    response.versie = versie  # type: ignore[attr-defined]
    return response


def digest_of(versie: Versie, request: HttpRequest) -> str:
    """Of a page: of all that it is made from, so that a reader who has it is told so before anything is rendered."""
    made_from = f"{build()}|{versie.sleutel}|{request.build_absolute_uri()}"
    return hashlib.sha256(made_from.encode()).hexdigest()


@lru_cache(maxsize=1)
def build() -> str:
    """Differs as soon as code, a template, a stylesheet or a package does: other software may give other bytes."""
    found = hashlib.sha256((settings.BASE_DIR / "requirements" / "prod.txt").read_bytes())
    ours = [Path(config.path) for config in apps.get_app_configs() if settings.BASE_DIR in Path(config.path).parents]
    for folder in sorted({*ours, settings.BASE_DIR / "templates", settings.BASE_DIR / "static" / "build"}):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".svg"}:
                found.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return found.hexdigest()


# --- on the way in and out ---


class Voorraad:
    """Middleware, outside all others of the portal: what is kept passes none of them, and what is kept they all have seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        kept = _kast.find(key) if key else None
        if kept and kept.holds():
            return kept.send(request)
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _for_everybody(response):
            return response
        antwoord = _take(response)
        versie: Versie | None = getattr(response, "versie", None)
        if key and versie:
            antwoord.slug, antwoord.stand, antwoord.day = versie.slug, versie.stand, versie.day
            _kast.keep(key, antwoord)
        return antwoord.send(request)


def _for_everybody(response: HttpResponse) -> bool:
    """Its view said so, and nothing on the way out made it somebody's own."""
    return (
        response.status_code == 200
        and "public" in response.get("Cache-Control", "")
        and not response.cookies
        and not has_vary_header(response, "Cookie")
        and "'nonce-" not in response.get("Content-Security-Policy", "")
    )


def _take(response: HttpResponse) -> Voorraadantwoord:
    compressible = response["Content-Type"].startswith(TEKST) and len(response.content) > KLEIN
    if compressible:
        patch_vary_headers(response, ["Accept-Encoding"])
    digest = response.get("ETag", "").strip('"') or hashlib.sha256(response.content).hexdigest()
    headers = [(name, value) for name, value in response.items() if name not in {"ETag", "Content-Length"}]
    return Voorraadantwoord(digest, headers, {"": response.content}, compressible)
