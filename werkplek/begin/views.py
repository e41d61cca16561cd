"""A new inkoop: what it is called and what it begins with; and afterwards what came, what was left out and what to do next."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Recht
from begin.actions import begin_inkoop, regios_of
from begin.models import Begin, BeginSoort
from publicaties.wijzigingen import WijzigingInhoud, compare
from segments.models import Inkoop
from werkplek.begin.forms import NieuweInkoopForm
from werkplek.begin.stappen import steps
from werkplek.formulier import attempt, posted, status_of
from werkplek.inhoud.pagina import load_werkblad
from werkplek.inhoud.werkblad import Werkblad
from werkplek.pagina import done, page, show
from werkplek.toegang import user_of


@page
def nieuw(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    if not regios_of(user):
        raise PermissionDenied
    form = NieuweInkoopForm(posted(request), user=user)
    if form.is_valid():
        with attempt(form):
            values = form.cleaned_data
            inkoop = begin_inkoop(
                regio=values["regio"],
                titel=values["titel"],
                procedure=values["procedure"],
                start_contract=values["start_contract"],
                deelnemers=form.deelnemers(),
                bron=form.bron(),
                met_planning=bool(values.get("met_planning")),
                by=user,
                at=timezone.now(),
            )
            to = reverse("werkplek:begin", args=[inkoop.slug])
            if values["soort"] == BeginSoort.DOCUMENT and user.may(Recht.BEWERKEN, inkoop.regio_id):
                to = reverse("werkplek:documenten:kiezen", args=[inkoop.slug])
            return done(request, to, f"Begonnen: {inkoop}")
    return render(request, "werkplek/begin/nieuw.html", {"form": form}, status=status_of(form))


@require_safe
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug)
    row = (
        Begin.objects.filter(inkoop=werkblad.inkoop)
        .select_related("door", "bron_inkoop", "bron_versie__inkoop")
        .first()
    )
    if row is None:
        raise Http404("Van deze inkoop is niet vastgelegd hoe hij begon.")
    verschillen = _differences(row.bron_inkoop, werkblad) if row.bron_inkoop else []
    return show(request, "begin/begin", werkblad, begin=row, stappen=steps(werkblad), verschillen=verschillen)


def _differences(bron: Inkoop, werkblad: Werkblad) -> list[WijzigingInhoud]:
    """What this round says otherwise than the one it began with: its last version, or its working text when it has none."""
    if bron.regio_id != werkblad.inkoop.regio_id:
        return []
    last = Werkblad(bron, werkblad.user)
    return compare(last.gepubliceerd or last.snapshot, werkblad.snapshot)
