"""Files of a version: PDF as it was stored, and the data behind it. Strong ETag, ranges, immutable at a pinned address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from django.core.files import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from catalogus import voorraad
from catalogus.verhuisd import forward
from catalogus.versie import Versie, find
from opslag.database import STUK
from publicaties.models import Bestand, BestandSoort

YEAR = 365 * 24 * 3600


@require_safe
def pdf(request: HttpRequest, slug: str, soort: str, code: str = "", nummer: int | None = None) -> HttpResponse:
    versie = find(slug, nummer)
    found = _which(versie.publicatie.pk, soort, code)
    if found is None and code and (response := forward(request, versie, soort, code, pdf=True)):
        return response
    if found is None:
        raise Http404(f"Versie {versie.publicatie.volgnummer} heeft deze PDF niet.")
    pk, naam, sha256 = found
    return serve(request, versie, _content(pk, sha256), "application/pdf", naam, sha256)


@require_safe
def gegevens(request: HttpRequest, slug: str, nummer: int | None = None) -> HttpResponse:
    """The snapshot itself, as canonical JSON: its sha256 is the one in the colofon."""
    versie = find(slug, nummer)
    naam = f"{slug}-versie-{versie.publicatie.volgnummer}.json"
    return serve(request, versie, versie.snapshot.canonical(), "application/json", naam, versie.publicatie.sha256)


@lru_cache(maxsize=512)
def _which(publicatie: int, soort: str, code: str) -> tuple[int, str, str] | None:
    files = Bestand.objects.filter(publicatie=publicatie, soort=BestandSoort(soort), code=code)
    return files.values_list("pk", "naam", "sha256").first()


@lru_cache(maxsize=32)
def _content(pk: int, sha256: str) -> bytes:
    """A file never changes, so each process keeps the ones that it served last."""
    return bytes(Bestand.objects.values_list("inhoud", flat=True).get(pk=pk, sha256=sha256))


def serve(request: HttpRequest, versie: Versie, content: bytes, mediatype: str, naam: str, sha256: str) -> HttpResponse:
    """`sha256` of the content is its ETag; a part of it (a range) may be asked."""
    etag = f'"{sha256}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")) or request.headers.get("If-None-Match") == "*":
        response = HttpResponse(status=304)
    else:
        response = _range(request, content, etag) or HttpResponse(content)
        response["Content-Type"] = mediatype
        # A browser shows a PDF; what it cannot show, it keeps.
        how = "inline" if mediatype == "application/pdf" else "attachment"
        response["Content-Disposition"] = f'{how}; filename="{naam}"'
        response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Cache-Control"] = (
        f"public, max-age={YEAR}, immutable" if versie.vast else "public, max-age=0, must-revalidate"
    )
    return voorraad.of(versie, response)


def stream(request: HttpRequest, file: File[bytes], size: int, etag: str) -> HttpResponseBase:
    """A file as an attachment, piece by piece: the whole of it, or the range that is asked."""
    asked = _asked(request, size, etag)
    if asked is not None and not asked:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = FileResponse(file, as_attachment=True)
    response["Accept-Ranges"] = "bytes"
    if asked:
        file.seek(asked.start)
        response.status_code = 206
        response.streaming_content = _pieces(file, len(asked))
        response["Content-Length"] = str(len(asked))
        response["Content-Range"] = f"bytes {asked.start}-{asked.stop - 1}/{size}"
    return response


def _pieces(file: File[bytes], left: int) -> Iterator[bytes]:
    while left and (piece := file.read(min(left, STUK))):
        left -= len(piece)
        yield piece


def _range(request: HttpRequest, content: bytes, etag: str) -> HttpResponse | None:
    """The part that is asked; None when the whole file is."""
    asked, size = _asked(request, len(content), etag), len(content)
    if asked is None:
        return None
    if not asked:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = HttpResponse(content[asked.start : asked.stop], status=206)
    part["Content-Range"] = f"bytes {asked.start}-{asked.stop - 1}/{size}"
    return part


def _asked(request: HttpRequest, size: int, etag: str) -> range | None:
    """One byte range (RFC 9110, 14), empty when the file has none of it. None: several ranges, a range of another version or one that
    is no number get the whole file."""
    header = request.headers.get("Range", "")
    match = re.fullmatch(r"bytes=([0-9]{0,18})-([0-9]{0,18})", header)
    if not match or not any(match.groups()) or request.headers.get("If-Range", etag) != etag:
        return None
    if match[1]:
        first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    else:
        first, last = max(size - int(match[2]), 0), size - 1
    return range(first, last + 1) if first <= last and first < size else range(0)
