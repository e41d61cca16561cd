"""How a screen of the workplace is answered: a page or the part of it that htmx asks for, and what follows on a change."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.middleware import HtmxDetails

from accounts.models import Recht
from publicaties.models import Publicatie
from segments.models import Inkoop
from werkplek import beheer
from werkplek.formulier import Gezien, status_of
from werkplek.inhoud.overzicht import outline
from werkplek.inhoud.werkblad import Werkblad
from werkplek.toegang import Mag, user_of

View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """A view that shows a form and takes what it sends, in one transaction: what the form found to hold, holds until it is done."""
    return require_http_methods(["GET", "HEAD", "POST"])(_at_once(view))


def button(view: View) -> View:
    """A view that only takes what a button of another page sends."""
    return require_POST(_at_once(view))


def _at_once(view: View) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic() if request.method == "POST" else nullcontext():
            return view(request, *args, **kwargs)

    return wrapped


def htmx_of(request: HttpRequest) -> HtmxDetails:
    return cast(HtmxDetails, request.htmx)  # type: ignore[attr-defined]


def show(
    request: HttpRequest,
    template: str,
    over: Inkoop | Werkblad | Publicatie,
    *,
    fragment: str = "",
    form: Gezien | None = None,
    status: int = 0,
    **context: Any,
) -> HttpResponse:
    """The page `template` about an inkoop, its working data or a version; only its part `fragment` when htmx asks.

    A fragment is named after the DOM id of its root element, or after what stands there before the code of a row.
    The status follows from `form`, unless it is given.
    """
    frame: dict[str, Any]
    match over:
        case Werkblad():
            frame = {"werkblad": over, "overzicht": lambda: outline(over)}  # not every fragment shows it
        case Publicatie():
            frame = {"publicatie": over, "mag": Mag.of(user_of(request), over)}
        case _:
            frame = {"publicatie": None, "mag": Mag()}
    inkoop = over if isinstance(over, Inkoop) else over.inkoop
    name = f"werkplek/{template}.html"
    values = {
        "inkoop": inkoop,
        "hier": "",
        "mag_bewerken": user_of(request).may(Recht.BEWERKEN, inkoop.regio_id),
        **frame,
        "form": form,
        "beheeradres": beheer.adres(request, inkoop),
        **context,
    }
    return render(
        request,
        f"{name}#{fragment}" if fragment and htmx_of(request) else name,
        values,
        status=status or (status_of(form) if form else 200),
    )


#: No address of ours is longer; Django refuses to lead on to a much longer one.
MAX_ADDRESS = 2_000


def is_own_address(address: str) -> bool:
    """A page of this site, as a browser sends it along to come back to."""
    return address.startswith("/") and len(address) <= MAX_ADDRESS and url_has_allowed_host_and_scheme(address, None)


def done(request: HttpRequest, to: Any, told: str, *, fresh: Callable[[], HttpResponse] | None = None) -> HttpResponse:
    """After a change: the way on, or when htmx asks the `fresh` part of the page. Either says what was done.

    The address of the form goes along, so that the browser forgets what it kept of it (concept.js).
    """
    if fresh and htmx_of(request):
        response = fresh()
        response["HX-Trigger"] = json.dumps({"wmo:melding": told, "wmo:opgeslagen": request.get_full_path()})
        return response
    messages.success(request, told, extra_tags=request.get_full_path())
    return redirect(to)
