"""What holds for every address of the workplace: who is not logged in goes to log in first, and nothing of it is kept in a cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from core.fouten import BewerkFout
from publicaties.snapshot import OnbekendSchema
from werkplek.pagina import htmx_of
from werkplek.sessie import log_in_again
from werkplek.toegang import user_of


class WerkplekMiddleware:
    """Stands before the check on CSRF, which would lose what somebody typed whose session has ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_werkplek(request):
            # Working data: for this person only, and htmx gets a part of what a browser gets.
            response.headers.setdefault("Cache-Control", "private, no-store")
            patch_vary_headers(response, ["HX-Request"])
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        # First the address: who is not asked for, leaves no mark on a page that is the same for everybody.
        match = request.resolver_match
        if not is_werkplek(request) and not (match and match.app_names[:1] == ["admin"]):
            return None
        if request.user.is_authenticated:
            return self._demand_second_factor(request)
        if not is_werkplek(request):
            return None
        return (log_in_again(request) if request.method == "POST" else None) or to_login(request)

    def _demand_second_factor(self, request: HttpRequest) -> HttpResponse | None:
        """Her own account is where she makes one."""
        user = user_of(request)
        own_account = request.path.startswith("/beheer/account/")
        if own_account or not user.needs_second_factor() or user.has_second_factor():
            return None
        to = resolve_url("mfa_index")
        return HttpResponseClientRedirect(to) if htmx_of(request) else redirect(to)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What no view answered: a refusal, and a version that this portal cannot read, which is never shown wrongly."""
        if not is_werkplek(request):
            return None
        if isinstance(exception, BewerkFout):
            context = {"titel": "Dit kan niet", "uitleg": str(exception)}
            return render(request, "fout.html", context, status=exception.status)
        if isinstance(exception, OnbekendSchema):
            messages.error(request, str(exception))
            match = request.resolver_match
            return redirect("werkplek:publiceren:overzicht", match.kwargs["slug"] if match else "")
        return None


def is_werkplek(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.route.startswith("beheer/")


def to_login(request: HttpRequest) -> HttpResponse:
    """The login page, also when htmx asks; it leads back to the page where somebody was."""
    htmx = htmx_of(request)
    if not htmx:
        return redirect_to_login(request.get_full_path())
    here = urlsplit(htmx.current_url or "").path or request.path
    return HttpResponseClientRedirect(f"{resolve_url('account_login')}?next={here}")
