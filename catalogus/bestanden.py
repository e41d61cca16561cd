"""Files of a version: PDF as it was stored, and the data behind it. Strong ETag, ranges, immutable at a pinned address.

A PDF has two addresses. One is named after what it is about, and gives it a cover sheet when its version is withdrawn; the other is named
after its sha256, and gives those bytes for ever.
"""

from __future__ import annotations

import hashlib
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
from catalogus.versie import Versie, find, read_stukken
from opslag.database import STUK
from publicaties.document import render_withdrawn
from publicaties.models import Bestand, BestandSoort, Publicatie, Status

YEAR = 365 * 24 * 3600
EEUWIG = f"public, max-age={YEAR}, immutable"


@require_safe
def pdf(request: HttpRequest, slug: str, soort: str, code: str = "", nummer: int | None = None) -> HttpResponse:
    versie = find(slug, nummer)
    found = _which(versie.publicatie.pk, soort, code)
    if found is None and code and (response := forward(request, versie, soort, code, pdf=True)):
        return response
    if found is None:
        raise Http404(f"Versie {versie.publicatie.volgnummer} heeft deze PDF niet.")
    pk, naam, sha256 = found
    if versie.publicatie.status == Status.INGETROKKEN:
        content, etag = _with_cover(versie.publicatie.pk, versie.publicatie.sha256, soort, code, sha256)
        return serve(request, versie, content, "application/pdf", f"ingetrokken-{naam}", etag, vast=voorraad.VAST)
    return serve(request, versie, _content(pk, sha256), "application/pdf", naam, sha256, vast=voorraad.VAST)


@require_safe
def origineel(request: HttpRequest, slug: str, nummer: int, sha256: str) -> HttpResponse:
    """The very bytes that were published, whatever became of the version: who cites a file by its sum finds it here."""
    versie = find(slug, nummer)
    found = Bestand.objects.filter(publicatie=versie.publicatie.pk, sha256=sha256).values_list("pk", "naam").first()
    if found is None:
        raise Http404(f"Versie {versie.publicatie.volgnummer} heeft geen bestand met dit controlegetal.")
    pk, naam = found
    return serve(request, versie, _content(pk, sha256), "application/pdf", naam, sha256)


@require_safe
def deel(request: HttpRequest, slug: str, soort: str, code: str, nummer: int | None = None) -> HttpResponse:
    """One part as the snapshot has it, as canonical JSON: its sha256 is the one that a page gives to cite the part by."""
    versie = find(slug, nummer)
    found = versie.snapshot.vind(soort, code)
    if found is None:
        raise Http404(f"Versie {versie.publicatie.volgnummer} heeft geen {soort} '{code}'.")
    naam = f"{slug}-versie-{versie.publicatie.volgnummer}-{soort}-{code}.json"
    return serve(request, versie, found.canonical(), "application/json", naam, found.sha256)


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


@lru_cache(maxsize=16)
def _with_cover(pk: int, sha256: str, soort: str, code: str, origineel: str) -> tuple[bytes, str]:
    """A file of a withdrawn version, laid out again with a sheet in front that says so, and its own sha256."""
    publicatie = Publicatie.objects.select_related("inkoop__regio", "vorige").defer("inhoud").get(pk=pk, sha256=sha256)
    content = render_withdrawn(publicatie, read_stukken(pk, sha256).snapshot, BestandSoort(soort), code, origineel)
    return content, hashlib.sha256(content).hexdigest()


def serve(
    request: HttpRequest,
    versie: Versie,
    content: bytes,
    mediatype: str,
    naam: str,
    sha256: str,
    *,
    vast: str = EEUWIG,
) -> HttpResponse:
    """`sha256` of the content is its ETag; a part of it (a range) may be asked. `vast`: how long a pinned address may be kept."""
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
    response["Cache-Control"] = vast if versie.vast else "public, max-age=0, must-revalidate"
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
