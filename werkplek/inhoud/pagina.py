"""What the content screens share: logging in, answering with a page or a fragment, and the outline."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.models import Recht
from werkplek.inhoud.overzicht import outline
from werkplek.inhoud.werkblad import Tekstblok, Werkblad
from werkplek.toegang import load_inkoop, user_of

View = Callable[..., HttpResponse]


def staff(view: View) -> View:
    """Only for who is logged in. Someone else goes to the login page, also when htmx asks, and comes back here after."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
            # Working data: for this person only, and never from a cache.
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response
        return to_login(request)

    return wrapped


def to_login(request: HttpRequest) -> HttpResponse:
    from django.contrib.auth.views import redirect_to_login

    if not is_htmx(request):
        return redirect_to_login(request.get_full_path())
    here = urlsplit(htmx_of(request).current_url or "").path or request.path
    response = HttpResponseClientRedirect(f"{resolve_url('inloggen')}?next={here}")
    patch_vary_headers(response, ["HX-Request"])
    return response


def htmx_of(request: HttpRequest) -> HtmxDetails:
    return cast(HtmxDetails, request.htmx)  # type: ignore[attr-defined]


def is_htmx(request: HttpRequest) -> bool:
    return bool(htmx_of(request))


def load_werkblad(request: HttpRequest, slug: str, recht: Recht = Recht.LEZEN) -> Werkblad:
    return Werkblad(load_inkoop(request, slug, recht), user_of(request))


def find_blok(werkblad: Werkblad, soort: str, code: str, rubriek: str) -> Tekstblok:
    blok = werkblad.blok(soort, code, rubriek)
    if blok is None:
        raise Http404("Deze rubriek bestaat niet.")
    return blok


def show(
    request: HttpRequest,
    template: str,
    werkblad: Werkblad,
    *,
    hier: str = "",
    fragment: str = "",
    status: int = 200,
    melding: str = "",
    **context: Any,
) -> HttpResponse:
    """The page `template`, or the template `fragment` when htmx asks. `hier`: "soort/code" of the line in the outline."""
    name = fragment if fragment and is_htmx(request) else f"werkplek/inhoud/{template}.html"
    values = {
        "werkblad": werkblad,
        "inkoop": werkblad.inkoop,
        "hier": hier,
        "overzicht": lambda: outline(werkblad),  # not every fragment shows it
        **context,
    }
    response = render(request, name, values, status=status)
    if fragment:
        patch_vary_headers(response, ["HX-Request"])
        if melding:
            response["HX-Trigger"] = json.dumps({"wmo:melding": melding})
    return response
