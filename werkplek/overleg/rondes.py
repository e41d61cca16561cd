"""Rounds: plan one, open it; and how long it stays known who reacted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht
from overleg.models import Bewaartermijn, Reactieronde
from overleg.reacties import open_ronde, save_ronde, until
from segments.bewerking import editing, fingerprint_of_rows, fresh
from segments.models import Inkoop
from werkplek.formulier import WerkplekForm, attempt, posted
from werkplek.overleg.forms import BewaartermijnForm, ReactierondeForm
from werkplek.pagina import done, page, show
from werkplek.toegang import load_inkoop, user_of


def _load(inkoop: Inkoop, pk: int) -> Reactieronde:
    rows = Reactieronde.objects.filter(inkoop=inkoop).select_related("mijlpaal", "publicatie", "inkoop__regio")
    found: Reactieronde = get_object_or_404(rows, pk=pk)
    return found


@page
def ronde(request: HttpRequest, slug: str, pk: int = 0) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    row = _load(inkoop, pk) if pk else None
    form = ReactierondeForm(
        posted(request), instance=row, inkoop=inkoop,
        nu=(lambda: fingerprint_of_rows(fresh(row))) if row else None, vast=[row] if row else [],
    )  # fmt: skip
    if form.is_valid():
        with attempt(form):
            save_ronde(ronde=form.instance, vragen=form.regels, by=user_of(request))
            return done(request, reverse("werkplek:overleg:ronde", args=[slug, form.instance.pk]), "Opgeslagen")
    return show(
        request, "overleg/ronde", inkoop, form=form, row=row, tot=until(row) if row else "",
        is_open=bool(row and row.is_open(timezone.now())),
    )  # fmt: skip


@page
def openen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A last look at what cannot be changed afterwards."""
    inkoop = load_inkoop(request, slug, Recht.INDIENEN)
    row = _load(inkoop, pk)
    form = WerkplekForm(posted(request), nu=lambda: fingerprint_of_rows(fresh(row)), vast=[row])
    if form.is_valid():
        with attempt(form):
            open_ronde(ronde=row, by=user_of(request), at=timezone.now())
            return done(request, reverse("werkplek:overleg:lijst", args=[slug]), "De ronde is open")
    vragen = list(row.vragen.order_by("volgorde", "pk"))
    return show(request, "overleg/openen", inkoop, form=form, row=row, vragen=vragen, tot=until(row))


@page
def bewaartermijn(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    row = Bewaartermijn.objects.filter(inkoop=inkoop).first()
    form = BewaartermijnForm(
        posted(request), instance=row or Bewaartermijn(inkoop=inkoop),
        nu=lambda: fingerprint_of_rows(fresh(row)) if row else "eerste", vast=[inkoop],
    )  # fmt: skip
    if form.is_valid():
        with attempt(form), editing(user_of(request), inkoop):
            form.save()
            return done(request, reverse("werkplek:overleg:lijst", args=[slug]), "Opgeslagen")
    return show(request, "overleg/bewaartermijn", inkoop, form=form)
