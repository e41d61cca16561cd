"""The nota: drawn up by who works with the inkoop, looked at and published by a colleague."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht
from overleg import reactienota
from overleg.models import Reactienota, Reactieronde
from overleg.reactienota import besluit, inleiding
from werkplek.formulier import WerkplekForm, attempt
from werkplek.pagina import button, done, page, show
from werkplek.toegang import load_inkoop, user_of


@button
def opstellen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.INDIENEN)
    ronde = get_object_or_404(
        Reactieronde.objects.filter(inkoop=inkoop).select_related("mijlpaal", "publicatie", "inkoop__regio"), pk=pk
    )
    form = WerkplekForm(request.POST)
    with attempt(form):
        nota = reactienota.draw_up(ronde=ronde, by=user_of(request), at=timezone.now())
        return done(request, reverse("werkplek:overleg:nota", args=[slug, nota.pk]), "De nota is opgesteld")
    return show(request, "overleg/geweigerd", inkoop, form=form, terug=reverse("werkplek:overleg:lijst", args=[slug]))


@page
def nota(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """As it will be read. Who did not draw it up may publish it (BEOORDELEN); who works with the inkoop may take it away."""
    inkoop = load_inkoop(request, slug)
    user = user_of(request)
    rows = Reactienota.objects.filter(inkoop=inkoop)
    row = get_object_or_404(rows.select_related("ronde__publicatie", "inkoop__regio", "opgesteld_door"), pk=pk)
    form = WerkplekForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        here = reverse("werkplek:overleg:lijst", args=[slug])
        with attempt(form):
            if "weg" in request.POST:
                reactienota.discard(nota=row, by=user)
                return done(request, here, "De opgestelde nota is weg. U kunt haar opnieuw opstellen")
            reactienota.publish(nota=row, by=user, at=timezone.now())
            return done(request, here, f"Gepubliceerd: {row}")
    inhoud = reactienota.read(row)
    return show(
        request, "overleg/nota", inkoop, form=form, row=row, nota=inhoud, inleiding=inleiding(inhoud),
        plaatsen=[(plaats, [(one, besluit(one)) for one in plaats.onderwerpen]) for plaats in inhoud.plaatsen],
        mag_publiceren=user.may(Recht.BEOORDELEN, inkoop.regio_id) and row.opgesteld_door_id != user.pk,
    )  # fmt: skip
