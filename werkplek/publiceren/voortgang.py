"""How far the publication is that somebody asked for: a page that refreshes itself, or on a click."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from publicaties.models import Publicatie
from taken.models import Taak
from werkplek.pagina import show
from werkplek.publiceren.pagina import load_publicatie, version_url


def task_of(publicatie: Publicatie) -> Taak | None:
    """What was asked last."""
    return Taak.objects.about(publicatie).first()


def is_under_way(publicatie: Publicatie) -> bool:
    return Taak.objects.about(publicatie).open().exists()


def progress_url(publicatie: Publicatie) -> str:
    return reverse("werkplek:publiceren:voortgang", args=[publicatie.inkoop.slug, publicatie.pk])


@require_safe
def voortgang(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk)
    taak = task_of(publicatie)
    if taak is None:
        return redirect(version_url(publicatie))
    response = show(request, "publiceren/voortgang", publicatie, fragment="voortgang", hier="uitbrengen", taak=taak)
    if not taak.is_open:
        # The status at the head and the screens at the side are others now.
        response["HX-Refresh"] = "true"
    return response
