"""Following an inkoop: by feed, by calendar, or by mail without an account."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from catalogus.versie import find
from loket.deur import DeurForm, at_the_door, form_page, show
from overleg import deur, volgen
from overleg.models import Volger, VolgerQuerySet, Wat
from werkplek.formulier import attempt, posted


class VolgForm(DeurForm):
    email = forms.EmailField(
        label="E-mailadres",
        max_length=254,
        help_text="U krijgt eerst een mail waarmee u bevestigt dat dit uw adres is.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Vul uw e-mailadres in.",
            "invalid": "Dit is geen e-mailadres. Vul het in als naam@voorbeeld.nl.",
        },
    )


@form_page
def inkoop(request: HttpRequest, slug: str) -> HttpResponse:
    versie, now = find(slug, None), timezone.now()
    form = VolgForm(posted(request))
    if form.is_valid():
        with attempt(form):
            inkoop, email = versie.publicatie.inkoop, form.cleaned_data["email"]
            at_the_door(request, inkoop, Wat.BEGIN, now)
            volgen.ask(inkoop=inkoop, email=email, at=now)
            return show(request, "volgen_gevraagd", slug, versie=versie, email=email)
    return show(request, "volgen", slug, versie=versie, form=form)


@form_page
def bevestigen(request: HttpRequest, slug: str, toegang: str) -> HttpResponse:
    """A page with a button: a program that looks at the links in a mail confirms nothing."""
    now = timezone.now()
    row = deur.find_confirmation(_rows(slug), toegang)
    form = DeurForm(posted(request))
    try:
        deur.check_confirmation(row, toegang, now)
    except deur.UsedLink as fout:
        already = row is not None and row.bevestigd_op is not None
        return show(request, "volgen_link", slug, uitleg="" if already else str(fout), status=200 if already else 410)
    assert row is not None  # noqa: S101 -- checked
    if form.is_valid():
        with attempt(form):
            deur.confirm(row=row, code=toegang, at=now)
            return show(request, "volgen_bevestigd", slug, adres=deur.address(row))
    return show(request, "volgen_bevestigen", slug, form=form)


@csrf_exempt  # a mail program that unsubscribes (RFC 8058) has no token; who has this address may do this
@form_page
def volger(request: HttpRequest, slug: str, toegang: str) -> HttpResponse:
    """One button to stop; also for the button of a mail program. Once gone, it stays gone."""
    row = deur.find(_rows(slug), toegang)
    if request.method == "POST":
        if row is not None:
            volgen.stop(row=row)
        return show(request, "volgen_gestopt", slug)
    if row is None:
        raise Http404("Dit adres volgt deze inkoop niet (meer).")
    return show(request, "volger", slug, form=DeurForm(None))


def _rows(slug: str) -> VolgerQuerySet:
    return Volger.objects.filter(inkoop__slug=slug).select_related("afzender", "inkoop__regio")
