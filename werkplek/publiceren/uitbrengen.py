"""Putting an approved version out, now or at a planned moment."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import Recht
from publicaties import actions
from publicaties.models import Status
from werkplek.formulier import WerkplekForm, attempt, posted, status_of
from werkplek.pagina import done, page, show
from werkplek.publiceren.forms import PlanForm
from werkplek.publiceren.pagina import load_publicatie, picture, version_url
from werkplek.publiceren.stand import Versiepaar
from werkplek.publiceren.voortgang import is_under_way, progress_url
from werkplek.toegang import user_of


# What comes out, stays out: by who is really there.
@reauthentication_required(app="publicaties")  # type: ignore[untyped-decorator]
@page
def uitbrengen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk, Recht.PUBLICEREN)
    user, to = user_of(request), version_url(publicatie)
    wat = request.POST.get("wat")
    carried: dict[str, Any] = {"nu": lambda: picture(publicatie), "vast": [publicatie.inkoop, publicatie]}
    form = PlanForm(
        posted(request) if wat == "plannen" else None,
        initial={"dag": publicatie.ingangsdatum},
        **carried,
    )
    bevestiging = WerkplekForm(None if wat == "plannen" else posted(request), **carried)
    again = publicatie.status == Status.GEPUBLICEERD and publicatie.gepubliceerd_door_id == user.pk
    if form.is_valid():
        with attempt(form):
            actions.plan(publicatie=publicatie, gepland_op=form.moment, by=user, at=timezone.now())
            return done(request, to, "De publicatie is gepland. Tot dat moment kunt u de planning nog weghalen.")
    elif wat == "niet_plannen" and bevestiging.is_valid():
        with attempt(bevestiging):
            actions.plan(publicatie=publicatie, gepland_op=None, by=user, at=timezone.now())
            return done(request, to, "De planning is weggehaald.")
    elif wat == "publiceren" and (again or bevestiging.is_valid()):
        with attempt(bevestiging):
            if not again:
                actions.ask_to_publish(publicatie=publicatie, by=user, at=timezone.now())
            return redirect(progress_url(publicatie))
    elif request.method != "POST" and publicatie.status != Status.GOEDGEKEURD:
        return redirect(to)
    elif request.method != "POST" and is_under_way(publicatie):
        return redirect(progress_url(publicatie))
    publicatie = load_publicatie(request, slug, pk, Recht.PUBLICEREN)
    return show(
        request,
        "publiceren/uitbrengen",
        publicatie,
        hier="uitbrengen",
        form=form,
        bevestiging=bevestiging,
        status=max(status_of(form), status_of(bevestiging)),
        vandaag=timezone.localdate(),
        teruggedraaid=Versiepaar.of(publicatie).teruggedraaid(),
    )
