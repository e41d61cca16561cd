"""Reacting to a text: a draft at an address of its own, sent, confirmed by mail, to be withdrawn until the closing."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from catalogus.versie import Versie, find
from core.fouten import BewerkFout
from loket.deur import at_the_door, form_page, show
from loket.forms import BijlageForm, LinkForm, PuntForm, VerstuurForm, VragenForm
from overleg import deur, plekken, privacy, reacties
from overleg.models import Reactie, Reactienota, Reactiepunt, Reactieronde, Wat
from publicaties.snapshot import Snapshot
from werkplek.formulier import attempt, posted, posted_files

#: Where this browser left a draft; sent to these pages only, and gone when it is sent.
COOKIE, COOKIE_DAGEN = "reactie", 30


def _rows() -> Any:
    rows = Reactie.objects.select_related("afzender", "inkoop__regio", "ronde__mijlpaal", "ronde__publicatie")
    return rows.defer("ronde__publicatie__inhoud", "ronde__publicatie__teruggegeven_inhoud")


def _load(slug: str, toegang: str) -> Reactie:
    """By its address. Raises Http404: a wrong one and one that is gone look the same."""
    row: Reactie | None = deur.find(_rows().filter(inkoop__slug=slug), toegang)
    if row is None:
        raise Http404("Dit concept is er niet (meer).")
    return row


def _snapshot(slug: str, ronde: Reactieronde) -> Snapshot:
    """Of the version that the round is about."""
    return find(slug, ronde.publicatie.volgnummer).snapshot


def _address(reactie: Reactie) -> str:
    return deur.address(reactie)


@form_page
def ronde(request: HttpRequest, slug: str) -> HttpResponse:
    """What is open and until when; the first remark begins a draft. Who began one goes on with it."""
    versie, now = find(slug, None), timezone.now()
    rondes = reacties.open_rounds(versie.publicatie.inkoop_id, now)
    asked = request.GET.get("ronde", "") or request.POST.get("ronde", "")
    gekozen = next((row for row in rondes if str(row.pk) == asked), rondes[0] if rondes else None)
    if request.method == "GET" and gekozen and (mine := _draft(request, slug, gekozen)):
        plek = request.GET.get("plek", "")
        return redirect(f"{_address(mine)}?{urlencode({'plek': plek})}" if plek else _address(mine))
    if gekozen is None:
        return _closed(request, versie, request.POST.get("tekst", ""), now)
    snapshot = _snapshot(slug, gekozen)
    form = PuntForm(
        posted(request),
        plaatsen=plekken.groups(snapshot),
        initial={"plek": request.GET.get("plek", ""), "ronde": gekozen.pk},
    )
    if form.is_valid():
        with attempt(form):
            at_the_door(request, gekozen.inkoop, Wat.BEGIN, now)
            mine = reacties.begin(ronde=gekozen, at=now)
            reacties.write(
                reactie=mine, tekst=form.cleaned_data["tekst"], plek=form.cleaned_data["plek"], at=now, known=snapshot
            )
            return _remember(redirect(_address(mine)), mine)
    return show(
        request, "reageren", slug, versie=versie, form=form, rondes=rondes, ronde=gekozen,
        tot=reacties.until(gekozen), notas=_notas(versie),
        pinned=f"{versie.basis}versie/{gekozen.publicatie.volgnummer}/",
    )  # fmt: skip


def _closed(request: HttpRequest, versie: Versie, tekst: str, now: dt.datetime) -> HttpResponse:
    """Nothing is open (any longer). What was typed is given back."""
    last = Reactieronde.objects.filter(inkoop=versie.publicatie.inkoop_id, geopend_op__isnull=False)
    row = last.select_related("mijlpaal").order_by("-geopend_op", "pk").first()
    return show(
        request, "gesloten", versie.slug, versie=versie, ronde=row, tot=reacties.until(row) if row else "",
        tekst=tekst, notas=_notas(versie), status=409 if tekst else 200,
    )  # fmt: skip


def _notas(versie: Versie) -> list[Reactienota]:
    rows = Reactienota.objects.filter(inkoop=versie.publicatie.inkoop_id, gepubliceerd_op__isnull=False)
    return list(rows.select_related("ronde").defer("inhoud").order_by("-nummer"))


def _draft(request: HttpRequest, slug: str, ronde: Reactieronde) -> Reactie | None:
    """The draft of this browser, when it is of this round."""
    row = deur.find(_rows().filter(inkoop__slug=slug, ingediend_op=None), request.COOKIES.get(COOKIE, ""))
    return row if row and row.ronde_id == ronde.pk else None


def _remember(response: HttpResponse, reactie: Reactie) -> HttpResponse:
    response.set_cookie(
        COOKIE, deur.access(reactie), max_age=COOKIE_DAGEN * 24 * 3600, path=_cookie_path(reactie.inkoop.slug),
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


def _cookie_path(slug: str) -> str:
    return reverse("loket:reageren", args=[slug])


@form_page
def reactie(request: HttpRequest, slug: str, toegang: str) -> HttpResponse:
    """A draft with its remarks, to which another is added; or what was sent."""
    row, now = _load(slug, toegang), timezone.now()
    if row.ingediend_op is not None:
        return _mine(request, slug, row, now)
    snapshot = _snapshot(slug, row.ronde)
    changing = _punt(row, request.POST.get("punt") or request.GET.get("punt"))
    form = PuntForm(
        posted(request),
        plaatsen=plekken.groups(snapshot),
        initial={"plek": changing.plek, "tekst": changing.tekst, "punt": changing.pk}
        if changing
        else {"plek": request.GET.get("plek", "")},
    )
    if "weg" in request.POST:
        with attempt(form):
            at_the_door(request, row.inkoop, Wat.SCHRIJVEN, now)
            gone = _punt(row, request.POST["weg"])
            if gone:
                reacties.remove_punt(reactie=row, punt=gone.pk, at=now)
            return redirect(_address(row))
    elif form.is_valid():
        with attempt(form):
            at_the_door(request, row.inkoop, Wat.SCHRIJVEN, now)
            reacties.write(
                reactie=row, tekst=form.cleaned_data["tekst"], plek=form.cleaned_data["plek"], punt=changing, at=now,
                known=snapshot,
            )  # fmt: skip
            return redirect(_address(row))
    response = _own(request, "concept", slug, row, now, form=form, wijzigt=changing)
    return _remember(response, row) if row.ronde.is_open(now) else response


def _punt(row: Reactie, pk: object) -> Reactiepunt | None:
    number = int(str(pk)) if str(pk).isascii() and str(pk).isdecimal() and len(str(pk)) < 10 else 0
    return row.punten.filter(pk=number, vraag=None).first() if number else None


def _own(
    request: HttpRequest, template: str, slug: str, row: Reactie, now: dt.datetime, **context: Any
) -> HttpResponse:
    """A page of one reactie: what stands in it, by place, and until when it can be sent."""
    names = plekken.names(_snapshot(slug, row.ronde))
    punten = list(row.punten.select_related("vraag").order_by("volgorde", "pk"))
    told = [(punt, punt.vraag.tekst if punt.vraag else names.get(punt.plek, punt.plek)) for punt in punten]
    values = {
        "reactie": row,
        "toegang": deur.access(row),
        "geweigerd": "",
        "adres": _address(row),
        "punten": told,
        "bijlagen": list(row.bijlagen.with_sizes().order_by("pk")),
        "heeft_vragen": row.ronde.vragen.exists(),
        "tot": reacties.until(row.ronde),
        "open": row.ronde.is_open(now),
        "bewaardagen": privacy.term(row.inkoop).days,
    }
    return show(request, template, slug, **{**values, **context})


def _mine(request: HttpRequest, slug: str, row: Reactie, now: dt.datetime) -> HttpResponse:
    """What was sent is only read: in a form nothing of it changes."""
    return _own(request, "verstuurd", slug, row, now, form=None)


@form_page
def vragen(request: HttpRequest, slug: str, toegang: str) -> HttpResponse:
    row, now = _load(slug, toegang), timezone.now()
    if row.ingediend_op is not None:
        return redirect(_address(row))
    asked = list(row.ronde.vragen.order_by("volgorde", "pk"))
    form = VragenForm(posted(request), vragen=asked, gegeven=list(row.punten.order_by("pk")))
    if form.is_valid():
        with attempt(form):
            at_the_door(request, row.inkoop, Wat.SCHRIJVEN, now)
            for vraag in asked:
                reacties.write(
                    reactie=row, tekst=form.antwoord(vraag), vraag=vraag, at=now, known=_snapshot(slug, row.ronde)
                )
            return redirect(_address(row))
    return _own(request, "reactie_vragen", slug, row, now, form=form)


@form_page
def bijlagen(request: HttpRequest, slug: str, toegang: str) -> HttpResponse:
    row, now = _load(slug, toegang), timezone.now()
    if row.ingediend_op is not None:
        return redirect(_address(row))
    form = BijlageForm(*posted_files(request))
    here = reverse("loket:reactie_bijlagen", args=[slug, toegang])
    if "weg" in request.POST:
        with attempt(form):
            at_the_door(request, row.inkoop, Wat.SCHRIJVEN, now)
            weg = request.POST["weg"]
            reacties.detach(
                reactie=row, bijlage=int(weg) if weg.isascii() and weg.isdecimal() and len(weg) < 10 else 0, at=now
            )
            return redirect(here)
    elif form.is_valid():
        with attempt(form):
            at_the_door(request, row.inkoop, Wat.SCHRIJVEN, now)
            reacties.attach(reactie=row, bestand=form.cleaned_data["bestand"], at=now)
            return redirect(here)
    return _own(request, "bijlagen", slug, row, now, form=form)


@form_page
def link(request: HttpRequest, slug: str, toegang: str) -> HttpResponse:
    """Mail the address of the draft, to go on elsewhere."""
    row, now = _load(slug, toegang), timezone.now()
    if row.ingediend_op is not None:
        return redirect(_address(row))
    form = LinkForm(posted(request), initial={"email": row.afzender.email if row.afzender else ""})
    if form.is_valid():
        with attempt(form):
            deur.mail_link(row=row, email=form.cleaned_data["email"], at=now)
            return _own(request, "link", slug, row, now, form=None, naar=form.cleaned_data["email"])
    return _own(request, "link", slug, row, now, form=form, naar="")


@form_page
def versturen(request: HttpRequest, slug: str, toegang: str) -> HttpResponse:
    """Who sends it; then the mail that confirms."""
    row, now = _load(slug, toegang), timezone.now()
    if row.ingediend_op is not None:
        return redirect(_address(row))
    who = row.afzender
    initial = {"naam": who.naam, "organisatie": who.organisatie, "email": who.email} if who else {}
    form = VerstuurForm(posted(request), initial=initial)
    if form.is_valid():
        with attempt(form):
            at_the_door(request, row.inkoop, Wat.SCHRIJVEN, now)
            values = {name: form.cleaned_data[name] for name in ("naam", "organisatie", "email")}
            deur.set_sender(row=row, **values)
            reacties.submit(reactie=row, at=now)
            response = redirect(_address(row))
            response.delete_cookie(COOKIE, path=_cookie_path(slug))
            return response
    return _own(request, "versturen", slug, row, now, form=form)


@form_page
def bevestigen(request: HttpRequest, slug: str, toegang: str) -> HttpResponse:
    """Where the mail leads: a button, because programs look at links too."""
    row, now = deur.find_confirmation(_rows().filter(inkoop__slug=slug), toegang), timezone.now()
    fout = ""
    try:
        deur.check_confirmation(row, toegang, now)
        assert row is not None  # noqa: S101 -- checked
        if request.method == "POST":
            reacties.confirm(reactie=row, code=toegang, at=now)
            return redirect(_address(row))
    except BewerkFout as refused:
        fout = str(refused)
    adres = _address(row) if row and row.bevestigd_op and deur.is_confirmation(row, toegang) else ""
    return show(request, "bevestigen", slug, fout=fout, adres=adres, status=410 if fout else 200)


@form_page
def intrekken(request: HttpRequest, slug: str, toegang: str) -> HttpResponse:
    row, now = _load(slug, toegang), timezone.now()
    if request.method == "POST":
        try:
            reacties.withdraw(reactie=row, at=now)
        except BewerkFout as fout:
            return _own(request, "verstuurd", slug, row, now, form=None, geweigerd=str(fout), status=fout.status)
        return redirect(_address(row)) if row.pk else redirect("loket:reageren", slug)
    return _own(request, "intrekken", slug, row, now, form=None)
