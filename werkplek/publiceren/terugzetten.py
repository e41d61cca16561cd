"""Setting the working data back to an earlier version, after seeing what that changes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Recht
from publicaties.herstel import restore
from publicaties.models import Publicatie
from publicaties.snapshot import read, take
from publicaties.wijzigingen import compare
from werkplek.publiceren.forms import TerugzetForm
from werkplek.publiceren.pagina import screen, show
from werkplek.toegang import load_inkoop, user_of


@screen
@require_http_methods(["GET", "HEAD", "POST"])
def terugzetten(request: HttpRequest, slug: str, nummer: int) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    publicatie: Publicatie = get_object_or_404(Publicatie.objects.known(), inkoop=inkoop, volgnummer=nummer)
    then = read(publicatie.inhoud or {})
    now = take(inkoop)
    wijzigingen = compare(now, then)
    status, intussen = 200, False
    form = TerugzetForm(request.POST or None, initial={"sha256": now.sha256})
    if request.method == "POST":
        if not wijzigingen:  # sent twice, or a colleague did the same
            messages.info(request, f"De werkgegevens zijn al gelijk aan versie {nummer}.")
            return redirect("werkplek:publiceren:overzicht", slug)
        status = 422
        if form.is_valid():
            if form.cleaned_data["sha256"] == now.sha256:
                reden = f"Teruggezet naar versie {nummer}: {form.cleaned_data['reden']}"
                restore(inkoop=inkoop, snapshot=then, by=user_of(request), at=timezone.now(), reden=reden)
                messages.success(
                    request,
                    f"De werkgegevens zijn teruggezet naar versie {nummer}. De geschiedenis bewaart wat er stond.",
                )
                return redirect("werkplek:publiceren:overzicht", slug)
            # Somebody went on working: show what setting back would change now.
            status, intussen = 409, True
            form = TerugzetForm({"reden": form.cleaned_data["reden"], "sha256": now.sha256})
    return show(
        request,
        "terugzetten",
        inkoop,
        "publicatie",
        form=form,
        versie=publicatie,
        wijzigingen=wijzigingen,
        intussen=intussen,
        status=status,
    )
