"""Tarieven to work with: a spreadsheet, CSV and JSON of a version, made from its snapshot; the same version gives the same bytes."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalogus.bestanden import serve
from catalogus.versie import Versie, find, read_stukken
from publicaties import tarieflijst


@lru_cache(maxsize=64)
def _content(pk: int, sha256: str, formaat: str, voorbeeld: str) -> tuple[bytes, str]:
    content = tarieflijst.export(read_stukken(pk, sha256).snapshot, formaat, voorbeeld)
    return content, hashlib.sha256(content).hexdigest()


def _answer(request: HttpRequest, slug: str, nummer: int | None, formaat: str) -> HttpResponse:
    versie: Versie = find(slug, nummer)
    if not versie.snapshot.tarieven:
        raise Http404("Deze versie bevat geen tarieven.")
    content, sha256 = _content(
        versie.publicatie.pk, versie.publicatie.sha256, formaat, versie.publicatie.inkoop.voorbeeld
    )
    naam = f"{slug}-versie-{versie.publicatie.volgnummer}-tarieven.{formaat}"
    return serve(request, versie, content, tarieflijst.MEDIATYPES[formaat], naam, sha256)


@require_safe
def xlsx(request: HttpRequest, slug: str, nummer: int | None = None) -> HttpResponse:
    return _answer(request, slug, nummer, "xlsx")


@require_safe
def csv(request: HttpRequest, slug: str, nummer: int | None = None) -> HttpResponse:
    return _answer(request, slug, nummer, "csv")


@require_safe
def json(request: HttpRequest, slug: str, nummer: int | None = None) -> HttpResponse:
    return _answer(request, slug, nummer, "json")
