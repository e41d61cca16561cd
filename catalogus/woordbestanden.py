"""The whole document to work on: Word and OpenDocument, made from the snapshot; the same version gives the same bytes."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalogus.bestanden import serve
from catalogus.versie import find, read_stukken
from inlezen import documentvorm
from publicaties.document import Versiegegevens
from publicaties.models import Publicatie


@require_safe
def document(request: HttpRequest, slug: str, formaat: str, nummer: int | None = None) -> HttpResponse:
    versie = find(slug, nummer)
    content, sha256 = _made(versie.publicatie.pk, versie.publicatie.sha256, formaat)
    naam = f"{slug}-versie-{versie.publicatie.volgnummer}.{formaat}"
    return serve(request, versie, content, documentvorm.MEDIATYPES[formaat], naam, sha256)


@lru_cache(maxsize=16)
def _made(pk: int, sha256: str, formaat: str) -> tuple[bytes, str]:
    """The file and its own sha256. It never changes, so each process keeps the ones that it served last."""
    publicatie = Publicatie.objects.select_related("inkoop__regio", "vorige").defer("inhoud").get(pk=pk, sha256=sha256)
    stukken = read_stukken(pk, sha256)
    versie = Versiegegevens.of(publicatie, stukken.snapshot)
    content = documentvorm.make(versie, stukken.snapshot, stukken.wijzigingen, formaat)
    return content, hashlib.sha256(content).hexdigest()
