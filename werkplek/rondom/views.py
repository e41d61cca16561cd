"""Planning, bijeenkomsten, documenten and kengetallen of an inkoop: lists, forms, their order and history."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Recht
from core import dutch
from core.soort import Soort
from overleg.models import Onderwerp
from proces.actions import remove_row
from proces.soort import RONDOM
from segments.actions import add_deel, reorder, save_feiten
from segments.bewerking import fingerprint, fingerprint_of_rows, fresh
from segments.models import Inkoop
from werkplek.formulier import WerkplekForm, attempt, posted, posted_files
from werkplek.pagina import done, page, show
from werkplek.rondom.forms import row_form
from werkplek.rondom.regels import history, regels, rows_of
from werkplek.toegang import load_inkoop, user_of

#: What a list is called, and how one row of it is.
TITELS = {"mijlpaal": "Planning", "bijeenkomst": "Bijeenkomsten", "document": "Documenten", "kengetal": "Kengetallen"}
_MOMENT = {"mijlpaal": "moment"}


def _soort(naam: str) -> Soort:
    if naam not in RONDOM:
        raise Http404(f"Onbekende soort: {naam}")
    return RONDOM[naam]


def _row(soort: Soort, inkoop: Inkoop, pk: int) -> Any:
    return get_object_or_404(soort.rows(inkoop), pk=pk)


def _show(request: HttpRequest, template: str, inkoop: Inkoop, soort: Soort, **context: Any) -> HttpResponse:
    titel, een = TITELS[soort.naam], _MOMENT.get(soort.naam, soort.naam)
    return show(request, template, inkoop, soort=soort, lijsttitel=titel, een=een, **context)


def _address(slug: str, soort: str) -> str:
    return reverse("werkplek:rondom:lijst", args=[slug, soort])


@require_safe
def overzicht(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug)
    aantallen = [
        (soort, TITELS[soort.naam], rows.count(), rows.filter(openbaar=True).count())
        for soort in RONDOM.values()
        for rows in [soort.rows(inkoop)]
    ]
    aantekeningen = inkoop.aantekeningen.filter(bij=None, opgelost_op=None).count()
    te_besluiten = Onderwerp.objects.filter(ronde__inkoop=inkoop, besluit="").count()
    return show(
        request, "rondom/overzicht", inkoop, aantallen=aantallen, aantekeningen=aantekeningen, te_besluiten=te_besluiten
    )


@page
def lijst(request: HttpRequest, slug: str, soort: str) -> HttpResponse:
    """The list, and where somebody puts it in order, one step up or down."""
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    kind = _soort(soort)

    def order() -> str:
        return fingerprint("/".join(str(pk) for pk in kind.rows(inkoop).values_list("pk", flat=True)))

    form = WerkplekForm(posted(request), nu=order, vast=[inkoop])
    if kind.volgorde and form.is_valid():
        rows = list(kind.rows(inkoop))
        richting, _, sleutel = request.POST.get("verplaats", "").partition(":")
        pks = [str(row.pk) for row in rows]
        with attempt(form):
            if sleutel in pks:
                at = pks.index(sleutel)
                pks.insert(max(0, at + (-1 if richting == "omhoog" else 1)), pks.pop(at))
            reorder(
                inkoop=inkoop,
                rows=kind.model._default_manager.filter(inkoop=inkoop),
                key="pk",
                volgorde=pks,
                by=user_of(request),
            )
            return done(request, _address(slug, soort), "Volgorde opgeslagen")
    return _show(request, "rondom/lijst", inkoop, kind, form=form, regels=regels(rows_of(kind, inkoop)))


@page
def toevoegen(request: HttpRequest, slug: str, soort: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    kind = _soort(soort)
    form = row_form(kind)(*posted_files(request), inkoop=inkoop)
    if form.is_valid():
        with attempt(form):
            fields = form.instance._meta
            links = {name: value for name, value in form.values.items() if fields.get_field(name).many_to_many}
            row = add_deel(deel=form.instance, inkoop=inkoop, by=user_of(request), links=links)
            return done(request, _address(slug, soort), f"Toegevoegd: {row}")
    return _show(
        request,
        "rondom/rij",
        inkoop,
        kind,
        form=form,
        titel=f"{dutch.capital(_MOMENT.get(soort, soort))} toevoegen",
        row=None,
    )


@page
def rij(request: HttpRequest, slug: str, soort: str, pk: int) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    kind = _soort(soort)
    row = _row(kind, inkoop, pk)
    form = row_form(kind)(*posted_files(request), instance=row, inkoop=inkoop)
    if form.is_valid():
        with attempt(form):
            changed = save_feiten(
                deel=row, inkoop=inkoop, values=form.values, basis=form.cleaned_data["basis"], by=user_of(request)
            )
            return done(
                request, _address(slug, soort), f"Opgeslagen: {form.instance}" if changed else "Er is niets veranderd"
            )
    return _show(request, "rondom/rij", inkoop, kind, form=form, titel=str(row), row=row)


@page
def verwijderen(request: HttpRequest, slug: str, soort: str, pk: int) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    kind = _soort(soort)
    row = _row(kind, inkoop, pk)
    form = WerkplekForm(posted(request), nu=lambda: fingerprint_of_rows(fresh(row)), vast=[inkoop])
    if form.is_valid():
        with attempt(form):
            naam = str(row)
            remove_row(row=row, by=user_of(request))
            return done(request, _address(slug, soort), f"Verwijderd: {naam}")
    return _show(request, "rondom/verwijderen", inkoop, kind, form=form, row=row)


@require_safe
def geschiedenis(request: HttpRequest, slug: str, soort: str, pk: int | None = None) -> HttpResponse:
    """Of all rows of a kind, those that are gone too; or of one."""
    inkoop = load_inkoop(request, slug)
    kind = _soort(soort)
    row = _row(kind, inkoop, pk) if pk else None
    return _show(request, "rondom/geschiedenis", inkoop, kind, row=row, gebeurd=history(kind, inkoop, pk))


@require_safe
def bestand(request: HttpRequest, slug: str, soort: str, pk: int) -> HttpResponseBase:
    """The file of a document that need not be openbaar, for who works in the regio."""
    inkoop = load_inkoop(request, slug)
    row = _row(_soort(soort), inkoop, pk)
    try:
        return FileResponse(row.bestand.open("rb"), as_attachment=True)
    except (AttributeError, ValueError, FileNotFoundError) as fout:
        raise Http404("Hier is geen bestand.") from fout
