"""What colleagues say to each other about a text: say something, answer, deal with it. Not the remarks of the beoordelaar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.letters import normal
from proces.actions import add_note, resolve_note
from proces.models import Aantekening
from segments.models import Inkoop
from werkplek import plekken
from werkplek.formulier import WerkplekForm, attempt, posted
from werkplek.inhoud.pagina import find_blok, load_werkblad
from werkplek.inhoud.werkblad import Werkblad
from werkplek.pagina import done, page, show
from werkplek.toegang import user_of

#: Of what is dealt with, no more is shown.
LAATSTE = 50


class AantekeningForm(WerkplekForm):
    anders = "tekst"

    tekst = forms.CharField(
        label="Aantekening",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "wmo-veld--lang"}),
        help_text="Voor collega's van de regio. Komt nergens naar buiten.",
        error_messages={"required": "Schrijf een aantekening."},
    )
    bij = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def clean_tekst(self) -> str:
        if not (tekst := normal(self.cleaned_data["tekst"])):
            raise forms.ValidationError("Schrijf een aantekening.")
        return tekst


def _threads(inkoop: Inkoop, **waar: Any) -> QuerySet[Aantekening]:
    """What was said first, with its answers. Two queries."""
    answers = Prefetch("antwoorden", Aantekening.objects.select_related("door").order_by("op", "pk"), to_attr="gezegd")
    rows = Aantekening.objects.filter(inkoop=inkoop, bij=None, **waar)
    return rows.select_related("door", "opgelost_door").prefetch_related(answers)


def _open(inkoop: Inkoop, **waar: Any) -> QuerySet[Aantekening]:
    return _threads(inkoop, opgelost_op=None, **waar).order_by("-op", "pk")


def _opgelost(inkoop: Inkoop, **waar: Any) -> QuerySet[Aantekening]:
    return _threads(inkoop, opgelost_op__isnull=False, **waar).order_by("-opgelost_op", "pk")[:LAATSTE]


@page
def bij(request: HttpRequest, slug: str, soort: str, code: str, rubriek: str) -> HttpResponse:
    """At one rubriek: what is said, with a form for something new and one for an answer below each."""
    werkblad = load_werkblad(request, slug)
    blok = find_blok(werkblad, soort, code, rubriek)
    inkoop, user = werkblad.inkoop, user_of(request)
    form = AantekeningForm(posted(request))
    here = blok.aantekeningen_url
    if "opgelost" in request.POST:
        with attempt(form):
            resolve_note(note=_find(inkoop, blok.pad, request.POST["opgelost"]), by=user, at=timezone.now())
            return done(request, here, "Aantekening opgelost")
    elif form.is_valid():
        to = form.cleaned_data["bij"]
        with attempt(form):
            first = _find(inkoop, blok.pad, to) if to else None
            add_note(
                inkoop=inkoop, plek=blok.pad, tekst=form.cleaned_data["tekst"], by=user, at=timezone.now(), bij=first
            )
            return done(request, here, "Antwoord geplaatst" if first else "Aantekening geplaatst")
    return show(
        request, "inhoud/aantekeningen_bij", werkblad, hier=f"{soort}/{code}", form=form, blok=blok,
        open=_open(inkoop, plek=blok.pad), opgelost=_opgelost(inkoop, plek=blok.pad),
    )  # fmt: skip


def _find(inkoop: Inkoop, plek: str, pk: object) -> Aantekening:
    number = int(str(pk)) if str(pk).isascii() and str(pk).isdecimal() and len(str(pk)) < 10 else 0
    return get_object_or_404(Aantekening.objects.filter(inkoop=inkoop, plek=plek, bij=None), pk=number)


@dataclass(frozen=True)
class Genoteerd:
    """A thread, with the name of its place and the way to it; without one when the text is gone."""

    draad: Aantekening
    plek: str
    adres: str


@require_safe
def alle(request: HttpRequest, slug: str) -> HttpResponse:
    """Of the whole inkoop: what is open, and what was last dealt with."""
    werkblad = load_werkblad(request, slug)
    return show(
        request, "inhoud/aantekeningen", werkblad,
        open=list(_placed(werkblad, _open(werkblad.inkoop))), opgelost=list(_placed(werkblad, _opgelost(werkblad.inkoop))),
    )  # fmt: skip


def _placed(werkblad: Werkblad, rows: QuerySet[Aantekening]) -> Iterator[Genoteerd]:
    geheel = werkblad.geheel()
    for row in rows:
        plek = plekken.read_plek(row.plek)
        blok = geheel.blok(plek.soort, plek.code, plek.rubriek)
        yield Genoteerd(row, plekken.naam(plek, geheel.snapshot), blok.aantekeningen_url if blok else "")
