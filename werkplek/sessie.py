"""A session that ended, or a form from before logging in again: what was typed goes along, and is sent with one click."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render, resolve_url

from accounts.models import Inlogdienst
from segments.inrichten import is_needed
from werkplek.aanmelden.forms import InlogForm
from werkplek.pagina import htmx_of, is_own_address

#: No more is shown again: the rest of the form is then in the browser that sent it (concept.js).
MAX_VELDEN, MAX_TEKENS = 5_000, 1_000_000
_EIGEN = {"csrfmiddlewaretoken", "username", "password", "next"}
_BEWAARD = "meegenomen"


@dataclass(frozen=True)
class Meegenomen:
    """What was sent and to where. `bestanden`: those must be chosen again."""

    naar: str
    velden: list[tuple[str, str]]
    bestanden: list[str]

    @classmethod
    def of(cls, request: HttpRequest) -> Meegenomen | None:
        """None: nothing that may be shown again, because another site sent it, or there is too much of it."""
        inloggen = request.path == resolve_url("account_login")
        naar = request.POST.get("next", "") if inloggen else request.get_full_path()
        velden = [
            (naam, waarde)
            for naam, waarden in request.POST.lists()
            if naam not in _EIGEN
            for waarde in waarden
            if isinstance(waarde, str)
        ]
        if (not velden and not request.FILES) or not _own_page(request):
            return None
        if not is_own_address(naar):
            return None
        if len(velden) > MAX_VELDEN or sum(len(naam) + len(waarde) for naam, waarde in velden) > MAX_TEKENS:
            return None
        return cls(naar, velden, [getattr(bestand, "name", "") or naam for naam, bestand in request.FILES.items()])


def _own_page(request: HttpRequest) -> bool:
    """Whether a page of ours sent this. What another site sends never comes on our screen, with a button below it."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    sent_from = request.headers.get("Origin") or request.headers.get("Referer")
    return not sent_from or urlsplit(sent_from).netloc == request.get_host()


def log_in_again(request: HttpRequest) -> HttpResponse | None:
    """For a POST by somebody who is no longer logged in. None: there is nothing to keep."""
    meegenomen = Meegenomen.of(request)
    if meegenomen is None:
        return None
    if htmx_of(request):
        return _in_place(request, "U bent uitgelogd. Wat u heeft ingevuld, is nog niet opgeslagen.")
    context = inlogpagina(request, meegenomen) | {"form": InlogForm(request=request)}
    return render(request, "accounts/inloggen.html", context, status=401)


def send_again(request: HttpRequest) -> HttpResponse | None:
    """For a POST with a token from before logging in. None: there is nothing to keep."""
    meegenomen = Meegenomen.of(request)
    if meegenomen is None:
        return None
    if not request.user.is_authenticated:
        return log_in_again(request)
    if htmx_of(request):
        return _in_place(request, "Dit formulier was verlopen, omdat u opnieuw bent ingelogd.")
    return _one_click(request, meegenomen, status=403)


def _in_place(request: HttpRequest, kop: str) -> HttpResponse:
    """The form stays as it is, on the screen; above it is told what to do."""
    get_token(request)  # in a cookie, for the next try (token.js)
    response = render(request, "accounts/_verlopen.html", {"kop": kop}, status=401)
    response["HX-Retarget"], response["HX-Reswap"] = "#berichten", "innerHTML show:top"
    return response


def _one_click(request: HttpRequest, meegenomen: Meegenomen, *, status: int = 200) -> HttpResponse:
    return render(request, "accounts/opnieuw_opslaan.html", {"meegenomen": meegenomen}, status=status)


def inlogpagina(request: HttpRequest, meegenomen: Meegenomen | None) -> dict[str, Any]:
    """What the login page shows besides its form."""
    return {
        "meegenomen": meegenomen,
        "naar": meegenomen.naar if meegenomen else request.POST.get("next") or request.GET.get("next", ""),
        "diensten": Inlogdienst.objects.select_related("regio").order_by("naam", "pk"),
        "zonder_tweede_factor": not settings.TWEEDE_FACTOR,
    }


class Inloggen(LoginView):
    """Also for who was writing when the session ended: after logging in, what was written is there with a button to save it."""

    template_name = "accounts/inloggen.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("inrichten") if is_needed() else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**inlogpagina(self.request, self._meegenomen), **kwargs)

    def get_success_url(self) -> str:
        return resolve_url("opnieuw_opslaan") if self._meegenomen else super().get_success_url()

    def form_valid(self, form: Any) -> HttpResponse:
        if meegenomen := self._meegenomen:
            self.request.session[_BEWAARD] = asdict(meegenomen)  # there may be a second step
        response = super().form_valid(form)
        return opnieuw_opslaan(self.request) if meegenomen and self.request.user.is_authenticated else response

    @property
    def _meegenomen(self) -> Meegenomen | None:
        return Meegenomen.of(self.request) if self.request.method == "POST" else None


def opnieuw_opslaan(request: HttpRequest) -> HttpResponse:
    """The last step of logging in for who was writing. Once."""
    kept = request.session.pop(_BEWAARD, None) if request.user.is_authenticated else None
    return _one_click(request, Meegenomen(**kept)) if kept else redirect("werkplek:dashboard")
