"""Old addresses: a part that changed its code is found by its identity, and the reader hears that it is called otherwise now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from catalogus.adressen import below
from catalogus.versie import Versie
from core.deel import DeelInhoud
from core.fields import is_slug
from publicaties.models import Onderdeel


def code_now(versie: Versie, soort: str, code: str) -> str | None:
    """What `versie` calls the part that another version calls `code`; None when there is no such part. One query, and a snapshot."""
    versies = {row.pk: row for row, _ in versie.alle}
    had = Onderdeel.objects.filter(publicatie__in=versies, soort=soort, code=code).order_by("-publicatie__volgnummer")
    identities: dict[str, str] = {
        deel.identiteit: deel.deelcode for deel in versie.snapshot.delen(soort) if deel.identiteit
    }
    for pk in had.values_list("publicatie", flat=True):
        was = versie.other(versies[pk].volgnummer or 0).snapshot.vind(soort, code)
        if was is not None and was.identiteit in identities:
            return identities[was.identiteit]
    return None


def forward(request: HttpRequest, versie: Versie, soort: str, code: str, *, pdf: bool = False) -> HttpResponse | None:
    """The way to what `code` is called now; a pinned address stays what it is, and None: nothing is.

    Who follows a link to a PDF in a browser gets the page, which says what happened; a program gets the PDF.
    """
    now = None if versie.vast else code_now(versie, soort, code)
    if now is None:
        return None
    address = versie.pad + below(soort, now)
    if not pdf:
        return redirect(f"{address}?{urlencode({'was': code})}")
    reads = "text/html" in request.headers.get("Accept", "")
    response = redirect(f"{address}?{urlencode({'was': code})}" if reads else f"{address.rstrip('/')}.pdf")
    patch_vary_headers(response, ["Accept"])
    return response


def former(request: HttpRequest, versie: Versie, deel: DeelInhoud) -> str:
    """The code by which the reader came here, when that is another one of the same part."""
    was = request.GET.get("was", "")[:60]
    return (
        was if is_slug(was) and was != deel.deelcode and code_now(versie, deel.soortnaam, was) == deel.deelcode else ""
    )
