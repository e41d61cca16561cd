"""One cell of the matrix: its periods, a new amount that is shown back before it is saved, ending and removing."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import Recht
from core import dutch
from percelen.models import Perceel
from producten.models import Grondslag, Product
from segments.models import Inkoop
from tarieven import actions
from tarieven.bedragen import percent_difference
from tarieven.fouten import TariefFout
from tarieven.inrichting import cell_name
from tarieven.matrix import year_before
from tarieven.models import Tarief
from werkplek.inhoud.pagina import is_htmx, staff
from werkplek.tarieven.forms import CelForm, CelPaginaForm, EindeForm
from werkplek.tarieven.overzicht import cell_address, cell_id, eenheid_of, matrix_context
from werkplek.tarieven.pagina import day_asked, show
from werkplek.toegang import load_inkoop, user_of

page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Plek:
    """Which cell: a product, a grondslag (or none) and a perceel (or all)."""

    inkoop: Inkoop
    product: Product
    grondslag: Grondslag | None
    perceel: Perceel | None

    @property
    def id(self) -> str:
        return cell_id(self.product, self.grondslag, self.perceel)

    @property
    def naam(self) -> str:
        return cell_name(self.product, self.grondslag, self.perceel)

    def adres(self, day: dt.date) -> str:
        return cell_address(self.inkoop, self.product, self.grondslag, self.perceel, day)

    def matrix(self, day: dt.date) -> str:
        return f"{reverse('werkplek:tarieven:matrix', args=[self.inkoop.slug])}?dag={day.isoformat()}#{self.id}"

    @property
    def per(self) -> str:
        return eenheid_of(self.product)

    def tarieven(self) -> list[Tarief]:
        rows = Tarief.objects.filter(product=self.product, grondslag=self.grondslag, perceel=self.perceel)
        return list(rows.select_related("indexatie", "kostprijsopbouw").order_by("ingangsdatum", "pk"))


@dataclass(frozen=True)
class Gevolg:
    """What saving would do, shown back before it happens."""

    bedrag: Decimal
    per: str
    vanaf: dt.date
    oud: Decimal | None
    procent: Decimal | None
    procent_jaar: Decimal | None
    let_op: bool


def _find(request: HttpRequest, slug: str, code: str, recht: Recht) -> Plek:
    inkoop = load_inkoop(request, slug, recht)
    product = get_object_or_404(inkoop.producten.active(), code=code)
    product.inkoop = inkoop
    asked = request.GET
    grondslag = (
        get_object_or_404(inkoop.grondslagen.active(), code=asked["grondslag"]) if asked.get("grondslag") else None
    )
    perceel = get_object_or_404(inkoop.percelen.active(), nummer=asked["perceel"]) if asked.get("perceel") else None
    return Plek(inkoop, product, grondslag, perceel)


@staff
@page
def cel(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    plek = _find(request, slug, code, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    day, _ = day_asked(request)
    if request.method == "POST":
        return _change(request, plek, day)
    if is_htmx(request) and "lezen" in request.GET:
        return _matrix(request, plek, day)
    running = _on(plek.tarieven(), day)
    initial = {"vanaf": day, "gezien": running.bedrag if running else "", "btw": running.btw if running else ""}
    form = _form_class(request)(initial=initial)
    return _show(request, plek, day, form)


def _form_class(request: HttpRequest) -> type[CelForm]:
    return CelForm if is_htmx(request) else CelPaginaForm


def _show(
    request: HttpRequest,
    plek: Plek,
    day: dt.date,
    form: CelForm,
    *,
    status: int = 200,
    gevolg: Gevolg | None = None,
) -> HttpResponse:
    rows = plek.tarieven()
    context: dict[str, Any] = {
        "plek": plek,
        "dag": day,
        "adres": plek.adres(day),
        "terug": plek.matrix(day),
        "form": form,
        "gevolg": gevolg,
        "per": plek.per,
        "nu": _on(rows, day),
        "tarieven": [] if is_htmx(request) else rows,
    }
    return show(request, "cel", plek.inkoop, "cel", fragment="_celformulier.html", status=status, **context)


def _change(request: HttpRequest, plek: Plek, day: dt.date) -> HttpResponse:
    form = _form_class(request)(request.POST)
    if not form.is_valid():
        return _show(request, plek, day, form, status=422)
    gevolg = _gevolg(plek, form)
    if request.POST.get("wat") != "opslaan" or form.cleaned_data["gecontroleerd"] != form.fingerprint():
        return _show(request, plek, day, _checked(request, form), gevolg=gevolg)
    try:
        actions.set_tarief(
            product=plek.product,
            grondslag=plek.grondslag,
            perceel=plek.perceel,
            bedrag=form.cleaned_data["bedrag"],
            vanaf=form.cleaned_data["vanaf"],
            btw=form.cleaned_data.get("btw") or None,
            seen=form.gezien_bedrag() if form.cleaned_data["vanaf"] == day else None,
            by=user_of(request),
        )
    except TariefFout as fout:
        form.add_error(None, str(fout))
        return _show(request, plek, day, form, status=409 if "Iemand anders" in str(fout) else 422)
    told = f"Opgeslagen: {plek.naam}, {dutch.amount(gevolg.bedrag)} vanaf {dutch.day(gevolg.vanaf)}"
    if is_htmx(request):
        response = _matrix(request, plek, day)
        response["HX-Trigger"] = _trigger(told)
        return response
    messages.success(request, f"{told}.")
    return redirect(plek.matrix(gevolg.vanaf))


def _trigger(told: str) -> str:
    return json.dumps({"wmo:melding": told})


def _matrix(request: HttpRequest, plek: Plek, day: dt.date) -> HttpResponse:
    """The whole matrix: a cell for all percelen shows in others too."""
    response = show(
        request,
        "matrix",
        plek.inkoop,
        "matrix",
        fragment="matrix.html#matrix",
        fout="",
        **matrix_context(plek.inkoop, day, focus=plek.id, every_perceel=plek.perceel is not None),
    )
    response["HX-Retarget"] = "#matrix"
    response["HX-Reswap"] = "outerHTML show:none"
    return response


def _checked(request: HttpRequest, form: CelForm) -> CelForm:
    """The same form, with what is shown back in `gecontroleerd`."""
    data = request.POST.copy()
    data["gecontroleerd"] = form.fingerprint()
    checked = type(form)(data)
    checked.is_valid()
    return checked


def _gevolg(plek: Plek, form: CelForm) -> Gevolg:
    rows = plek.tarieven()
    bedrag: Decimal = form.cleaned_data["bedrag"]
    vanaf: dt.date = form.cleaned_data["vanaf"]
    old = _on(rows, vanaf)
    last_year = _on(rows, year_before(vanaf))
    percent = percent_difference(old.bedrag, bedrag) if old else None
    yearly = percent_difference(last_year.bedrag, bedrag) if last_year else None
    strange = [value for value in (percent, yearly) if value is not None and (abs(value) > 25 or value < 0)]
    return Gevolg(bedrag, plek.per, vanaf, old.bedrag if old else None, percent, yearly, bool(strange))


def _on(rows: list[Tarief], day: dt.date) -> Tarief | None:
    return next(
        (row for row in rows if row.ingangsdatum <= day and (row.einddatum is None or day <= row.einddatum)), None
    )


def find_tarief(request: HttpRequest, slug: str, pk: int, recht: Recht) -> tuple[Plek, Tarief]:
    inkoop = load_inkoop(request, slug, recht)
    tarief: Tarief = get_object_or_404(Tarief.objects.for_inkoop(inkoop).for_list(), pk=pk)
    tarief.product.inkoop = inkoop
    return Plek(inkoop, tarief.product, tarief.grondslag, tarief.perceel), tarief


@staff
@page
def beeindigen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plek, tarief = find_tarief(request, slug, pk, Recht.BEWERKEN)
    form = EindeForm(request.POST if request.method == "POST" else None, initial={"tot": tarief.einddatum})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.end_tarief(tarief=tarief, tot=form.cleaned_data["tot"], by=user_of(request))
            except TariefFout as fout:
                form.add_error("tot", str(fout))
            else:
                messages.success(request, f"De einddatum van {plek.naam} is opgeslagen.")
                return redirect(plek.adres(tarief.ingangsdatum))
    terug = plek.adres(tarief.ingangsdatum)
    return show(
        request, "beeindigen", plek.inkoop, "cel", form=form, plek=plek, tarief=tarief, terug=terug, status=status
    )


@staff
@page
def verwijderen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plek, tarief = find_tarief(request, slug, pk, Recht.BEWERKEN)
    day = tarief.ingangsdatum
    fout = ""
    if request.method == "POST":
        try:
            actions.remove_tarief(
                tarief=tarief, extend_previous=bool(request.POST.get("verlengen")), by=user_of(request)
            )
        except TariefFout as refused:
            fout = str(refused)
        else:
            messages.success(request, f"Het tarief van {plek.naam} vanaf {dutch.day(day)} is verwijderd.")
            return redirect(plek.adres(day))
    before = [row for row in plek.tarieven() if row.einddatum == day - dt.timedelta(days=1)]
    return show(
        request,
        "verwijderen",
        plek.inkoop,
        "cel",
        plek=plek,
        tarief=tarief,
        vorige=before[0] if before else None,
        terug=plek.adres(day),
        fout=fout,
        status=422 if fout else 200,
    )
