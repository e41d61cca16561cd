"""Asking questions until a moment of the planning, and the nota's van inlichtingen that answer them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from catalogus.versie import Versie, find
from core.letters import normal
from loket.deur import AfzenderForm, DeurForm, at_the_door, form_page, show
from overleg import deur, plekken, vragen, vragennota
from overleg.models import Vraag, VraagQuerySet, Vragennota, Wat
from overleg.models.vraag import MAX_TEKST
from publicaties.snapshot import Snapshot
from werkplek.formulier import attempt, posted


class VraagForm(AfzenderForm):
    plek = forms.ChoiceField(label="Waar gaat uw vraag over?", required=False)
    tekst = forms.CharField(
        label="Uw vraag",
        max_length=MAX_TEKST,
        widget=forms.Textarea(attrs={"rows": 6, "class": "wmo-veld--lang"}),
        help_text="Iedereen leest later uw vraag met het antwoord. Zet er dus geen namen in, en niet wie u bent.",
        error_messages={"required": "Schrijf uw vraag."},
    )

    def __init__(self, *args: Any, snapshot: Snapshot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keuze: Any = self.fields["plek"]
        keuze.choices = [("", "Het geheel"), *plekken.groups(snapshot)]

    def clean_tekst(self) -> str:
        if not (tekst := normal(self.cleaned_data["tekst"]).strip()):
            raise forms.ValidationError("Schrijf uw vraag.")
        return tekst


@form_page
def inkoop(request: HttpRequest, slug: str) -> HttpResponse:
    """Until when, the form, and the nota's. Who is late gets her text back."""
    versie, now = find(slug, None), timezone.now()
    inkoop = versie.publicatie.inkoop
    moment = vragen.open_moment(inkoop.pk, now)
    form = VraagForm(posted(request), snapshot=versie.snapshot, initial={"plek": request.GET.get("plek", "")})
    if moment is None and request.method == "POST":
        return _page(request, versie, None, status=409, te_laat=request.POST.get("tekst", "")[: 2 * MAX_TEKST])
    if form.is_valid():
        data = form.cleaned_data
        with attempt(form):
            at_the_door(request, inkoop, Wat.BEGIN, now)
            vragen.ask(
                inkoop=inkoop, plek=data["plek"], plek_naam=plekken.name(versie.snapshot, data["plek"]), tekst=data["tekst"],
                naam=data["naam"], organisatie=data["organisatie"], email=data["email"], at=now,
            )  # fmt: skip
            return show(request, "vraag_verstuurd", slug, versie=versie, email=data["email"])
    return _page(request, versie, form if moment else None, moment=moment)


def _page(
    request: HttpRequest, versie: Versie, form: VraagForm | None, status: int = 0, **context: Any
) -> HttpResponse:
    pk = versie.publicatie.inkoop_id
    moment = context.get("moment")
    last = None if moment else vragen.last_moment(pk)
    rows = Vragennota.objects.filter(inkoop=pk).order_by("-nummer")
    values = {
        "te_laat": "",
        **context,
        "tot": vragen.until(moment) if moment else "",
        "gesloten": vragen.until(last) if last else "",
        "notas": [(row, vragennota.read(row)) for row in rows],
    }
    return show(request, "vragen", versie.slug, versie=versie, form=form, status=status, **values)


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
        return show(request, "vraag_link", slug, uitleg=str(fout), status=200 if already else 410)
    assert row is not None  # noqa: S101 -- checked
    if form.is_valid():
        with attempt(form):
            vragen.confirm(vraag=row, code=toegang, at=now)
            return show(request, "vraag_bevestigd", slug, vraag=row, adres=deur.address(row))
    return show(request, "vraag_bevestigen", slug, form=form)


@form_page
def vraag(request: HttpRequest, slug: str, toegang: str) -> HttpResponse:
    """What somebody asked, and where the answer stands."""
    row = deur.find(_rows(slug), toegang)
    if row is None:
        raise Http404("Deze vraag is er niet (meer).")
    return show(request, "vraag", slug, vraag=row)


def _rows(slug: str) -> VraagQuerySet:
    return Vraag.objects.filter(inkoop__slug=slug).select_related("afzender", "inkoop__regio", "nota")
