"""Reading a document in: choose it, look at what it would become, put right what is not, and take over what is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht
from core.inlezen import BestandField
from inlezen import actions, bestand
from inlezen.models import Inlezing
from inlezen.uitkomst import Tekstverschil, Uitkomst, pad_of, places, work_out
from inlezen.voorstel import Stuk, Voorsteldeel, Vorm, Zekerheid
from publicaties.snapshot import take
from segments.bewerking import fingerprint, fingerprint_of_rows, fresh
from taken.models import Taak
from werkplek.formulier import WerkplekForm, attempt, posted, posted_files, status_of
from werkplek.inhoud.pagina import load_werkblad
from werkplek.inhoud.werkblad import Werkblad
from werkplek.pagina import button, done, htmx_of, page, show
from werkplek.toegang import user_of

#: What the list of pieces shows.
TOON = [("aandacht", "Wat aandacht vraagt"), ("alles", "Alles, in de volgorde van het document")]
_KLEUR = {Zekerheid.ZEKER: "safe", Zekerheid.TWIJFEL: "warning", Zekerheid.NIET: "danger"}


class InleesForm(WerkplekForm):
    bestand = BestandField(
        *bestand.SOORTEN,
        max_bytes=bestand.MAX_BYTES,
        label="Document",
        help_text="Een Word-bestand (.docx), een OpenDocument-tekst (.odt) of platte tekst (.txt), van wie dan ook.",
    )


class PlekForm(WerkplekForm):
    plek = forms.ChoiceField(label="Waar hoort dit stuk?", required=False)

    def __init__(self, *args: Any, plekken: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plek = cast("forms.ChoiceField", self.fields["plek"])
        plek.choices = [("", "Nergens, niet overnemen"), *plekken]


@dataclass(frozen=True)
class Stukrij:
    """A piece of the document with the name of its place."""

    stuk: Stuk
    plek: str
    kleur: str

    @property
    def kan_anders(self) -> bool:
        return self.stuk.vorm is Vorm.TEKST


@dataclass(frozen=True)
class Nieuw:
    """A part that would be made: `deel` says how sure that is."""

    pad: str
    naam: str
    soort: str
    deel: Voorsteldeel
    kleur: str
    gekozen: bool


@page
def kiezen(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a document, or go on with one that was left."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    form = InleesForm(*posted_files(request))
    if form.is_bound and form.is_valid():
        with attempt(form):
            upload = form.cleaned_data["bestand"]
            row = actions.begin(
                inkoop=werkblad.inkoop, naam=upload.name, inhoud=upload.read(), by=user_of(request), at=timezone.now()
            )
            return redirect("werkplek:documenten:nakijken", slug, row.pk)
    inlezingen = list(werkblad.inkoop.inlezingen.open().defer("voorstel"))
    return show(request, "documenten/kiezen", werkblad, form=form, inlezingen=inlezingen)


@page
def nakijken(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the document would become; the button takes over what is ticked."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    inlezing = _load(werkblad, pk)
    uitkomst = _uitkomst(werkblad, inlezing)
    if uitkomst is None or inlezing.overgenomen_op is not None:
        return _under_way(request, werkblad, inlezing)
    if htmx_of(request) and request.method == "GET":  # the page that waited for it
        return HttpResponse(headers={"HX-Refresh": "true"})
    form = _take_over(posted(request), uitkomst)
    if form.is_bound:
        with attempt(form):
            actions.accept(
                inlezing=inlezing, gezien=request.POST.get("basis", ""), nieuw=request.POST.getlist("nieuw"),
                teksten=request.POST.getlist("tekst"), by=user_of(request), at=timezone.now(),
            )  # fmt: skip
            return done(request, reverse("werkplek:inkoop", args=[slug]), f"Overgenomen uit {inlezing.naam}")
    return _show(request, werkblad, inlezing, uitkomst, form, _throw_away(None, inlezing))


def _take_over(data: QueryDict | None, uitkomst: Uitkomst) -> WerkplekForm:
    return WerkplekForm(data, nu=lambda: uitkomst.vingerafdruk)


def _throw_away(data: QueryDict | None, inlezing: Inlezing) -> WerkplekForm:
    """What is lost with it is where its pieces were put, not what the inkoop says."""
    return WerkplekForm(data, nu=lambda: fingerprint_of_rows(fresh(inlezing)), vast=[inlezing])


def _show(
    request: HttpRequest,
    werkblad: Werkblad,
    inlezing: Inlezing,
    uitkomst: Uitkomst,
    form: WerkplekForm,
    weg: WerkplekForm,
) -> HttpResponse:
    toon = request.GET.get("toon", "aandacht")
    return show(
        request,
        "documenten/nakijken",
        werkblad,
        form=form,
        weg=weg,
        status=max(status_of(form), status_of(weg)),
        inlezing=inlezing,
        uitkomst=uitkomst,
        voorstel=uitkomst.voorstel,
        nieuw=_new_parts(request, uitkomst),
        verschillen=_differences(request, uitkomst),
        rijen=[rij for rij in _rows(werkblad, uitkomst) if toon == "alles" or rij.stuk.zeker is not Zekerheid.ZEKER],
        toon=toon,
        keuzes=TOON,
    )


@page
def stuk(request: HttpRequest, slug: str, pk: int, nummer: int) -> HttpResponse:
    """Another place for one piece, chosen from a list."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    inlezing = _load(werkblad, pk)
    voorstel = inlezing.read_voorstel()
    if voorstel is None or nummer >= len(voorstel.stukken):
        raise Http404("Dit stuk staat niet in het document.")
    one = voorstel.stukken[nummer]
    form = PlekForm(
        posted(request),
        plekken=places(voorstel, take(werkblad.inkoop)),
        initial={"plek": one.pad},
        nu=lambda: _place_of(fresh(inlezing), nummer),
        vast=[inlezing],
    )
    terug = f"{reverse('werkplek:documenten:nakijken', args=[slug, pk])}#stukken"
    if form.is_bound and form.is_valid():
        with attempt(form):
            actions.choose(inlezing=inlezing, nummer=nummer, pad=form.cleaned_data["plek"], by=user_of(request))
            return done(request, terug, "De plek is veranderd")
    return show(request, "documenten/stuk", werkblad, form=form, inlezing=inlezing, stuk=one, terug=terug)


def _place_of(inlezing: Inlezing, nummer: int) -> str:
    """Fingerprint of where a piece of the document goes now."""
    voorstel = inlezing.read_voorstel()
    one = voorstel.stukken[nummer] if voorstel else None
    return fingerprint(f"{one.pad} {one.zeker}" if one else "")


@button
def weggooien(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    inlezing = _load(werkblad, pk)
    form = _throw_away(request.POST, inlezing)
    if form.is_valid():
        with attempt(form):
            actions.throw_away(inlezing=inlezing, by=user_of(request))
            return done(request, reverse("werkplek:documenten:kiezen", args=[slug]), f"Weggegooid: {inlezing.naam}")
    inlezing = _load(werkblad, pk)
    uitkomst = _uitkomst(werkblad, inlezing)
    if uitkomst is None or inlezing.overgenomen_op is not None:
        return _under_way(request, werkblad, inlezing, form)
    return _show(request, werkblad, inlezing, uitkomst, _take_over(None, uitkomst), form)


def _load(werkblad: Werkblad, pk: int) -> Inlezing:
    rows = Inlezing.objects.filter(inkoop=werkblad.inkoop).select_related("gekozen_door", "overgenomen_door")
    inlezing: Inlezing = get_object_or_404(rows, pk=pk)
    inlezing.inkoop = werkblad.inkoop
    return inlezing


def _uitkomst(werkblad: Werkblad, inlezing: Inlezing) -> Uitkomst | None:
    voorstel = inlezing.read_voorstel()
    return work_out(voorstel, werkblad.snapshot) if voorstel else None


def _under_way(
    request: HttpRequest, werkblad: Werkblad, inlezing: Inlezing, form: WerkplekForm | None = None
) -> HttpResponse:
    """A page that refreshes itself until the document is read. `form`: what was refused, because it tells something else now."""
    taak = Taak.objects.about(inlezing).first()
    return show(
        request, "documenten/voortgang", werkblad, fragment="voortgang", form=form, inlezing=inlezing, taak=taak
    )


def _new_parts(request: HttpRequest, uitkomst: Uitkomst) -> list[Nieuw]:
    delen = {deel.pad: deel for deel in uitkomst.voorstel.onderdelen}
    chosen = request.POST.getlist("nieuw") if request.method == "POST" else None
    found = []
    for row in uitkomst.nieuw:
        pad = pad_of(row)
        ticked = chosen is None or pad in chosen
        found.append(Nieuw(pad, row.volledig, row.soortnaam, delen[pad], _KLEUR[delen[pad].zeker], ticked))
    return found


def _differences(request: HttpRequest, uitkomst: Uitkomst) -> list[tuple[Tekstverschil, bool]]:
    """With whether it is ticked: what a colleague changed here as well, is not by itself."""
    chosen = request.POST.getlist("tekst") if request.method == "POST" else None
    return [(one, not one.botst if chosen is None else one.pad in chosen) for one in uitkomst.verschillen]


def _rows(werkblad: Werkblad, uitkomst: Uitkomst) -> list[Stukrij]:
    names = dict(places(uitkomst.voorstel, werkblad.snapshot))
    delen = {deel.pad: deel.naam for deel in uitkomst.voorstel.onderdelen}
    return [
        Stukrij(
            one, names.get(one.pad) or delen.get(one.pad) or (one.vorm if one.is_geplaatst else ""), _KLEUR[one.zeker]
        )
        for one in uitkomst.voorstel.stukken
    ]
