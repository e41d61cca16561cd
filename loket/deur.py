"""How a page with a form is answered that anybody may fill in: for this visitor only, and with what she typed when it is refused.

Pages that are only read are for everybody and know no cookie (docs/adr/0015); they link to these (docs/adr/0027).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from catalogus.versie import Versie, find
from catalogus.views import frame
from core.adres import client_address, household
from core.opmaak import Pagina
from overleg import deur
from overleg.models import Wat
from segments.models import Inkoop
from werkplek.formulier import Gezien, WerkplekForm, status_of

#: A cookie of a form page goes to form pages below its own address only: no page that is for everybody ever gets it.
private = cache_control(private=True, no_store=True)


def form_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that shows a form and takes what it sends, in one transaction. Nobody else keeps it, and no search engine."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @private
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic() if request.method == "POST" else nullcontext():
            response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def at_the_door(request: HttpRequest, inkoop: Inkoop, wat: Wat, at: Any) -> None:
    """Count that somebody asks this. Raises TooMuch."""
    deur.count(inkoop=inkoop, wat=wat, vanaf=household(client_address(request.META)), at=at)


def show(
    request: HttpRequest, template: str, slug: str, *, form: Gezien | None = None, status: int = 0, **context: Any
) -> HttpResponse:
    """A page in the frame of the inkoop as visitors see it. Raises Http404 when nothing of it is published."""
    versie: Versie = context.pop("versie", None) or find(slug, None)
    values = {"pagina": Pagina(), "form": form, **context}
    return render(
        request,
        f"loket/{template}.html",
        frame(request, versie, "proces", **values),
        status=status or (status_of(form) if form else 200),
    )


class DeurForm(WerkplekForm):
    """With a field that people do not see, and machines fill in."""

    website = forms.CharField(label="Laat dit veld leeg", required=False, max_length=200)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("Laat het veld ‘website’ leeg. Dan weten wij dat u een mens bent.")
        return ""


class AfzenderForm(DeurForm):
    """Who sends it. `organisatie` may stay empty: a resident may react too."""

    naam = forms.CharField(label="Uw naam", max_length=120, error_messages={"required": "Vul uw naam in."})
    organisatie = forms.CharField(label="Organisatie", max_length=160, required=False)
    email = forms.EmailField(
        label="E-mailadres",
        max_length=254,
        help_text="Hier gaat een mail naartoe waarmee u bevestigt dat u het bent.",
        error_messages={
            "required": "Vul uw e-mailadres in.",
            "invalid": "Dit is geen e-mailadres. Vul het in als naam@voorbeeld.nl.",
        },
    )
