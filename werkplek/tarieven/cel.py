"""One cell of the matrix: its periods, a new amount that is shown back before it is saved, ending and removing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Recht
from core import dutch
from core.codelijsten import Tariefsoort, bedragtekst
from producten.models import EIGEN_ASVELDEN
from segments.bewerking import fingerprint_of_rows
from segments.models import Inkoop
from tarieven import actions
from tarieven.bedragen import opvallend, percent_difference
from tarieven.inrichting import Plaats
from tarieven.matrix import year_before
from tarieven.models import Tarief
from werkplek.formulier import attempt, posted
from werkplek.pagina import done, htmx_of, page, show
from werkplek.tarieven.forms import CelForm, CelPaginaForm, EindeForm, VerwijderForm
from werkplek.tarieven.overzicht import cell_address, cell_id, day_asked, matrix_context
from werkplek.toegang import load_inkoop, user_of


@dataclass(frozen=True)
class Tariefplek:
    """Which cell of which inkoop."""

    inkoop: Inkoop
    plaats: Plaats

    @property
    def id(self) -> str:
        return cell_id(self.plaats)

    @property
    def naam(self) -> str:
        return self.plaats.naam

    @property
    def waarden(self) -> list[str]:
        """The values of the axes, in words."""
        return [row.label for row in self.plaats.waarden.values() if row]

    def adres(self, day: dt.date) -> str:
        return cell_address(self.inkoop, self.plaats, day)

    def matrix(self, day: dt.date) -> str:
        return f"{reverse('werkplek:tarieven:matrix', args=[self.inkoop.slug])}?dag={day.isoformat()}#{self.id}"

    @property
    def per(self) -> str:
        return self.plaats.per

    @property
    def carried(self) -> dict[str, Any]:
        """For a form about this cell: what its page shows, and what may not change while it is saved."""
        return {
            "nu": lambda: fingerprint_of_rows(self.tarieven()),
            "vast": [self.inkoop],
            "staat_er_nu": self.zinnen,
        }

    def zinnen(self) -> list[str]:
        """The tarieven of now as people read them."""
        told = [
            f"{bedragtekst(self.plaats.product.tariefsoort, row.bedrag)} {dutch.period(row.ingangsdatum, row.einddatum)}"
            for row in self.tarieven()
        ]
        return told or ["Er is geen tarief."]

    def tarieven(self) -> list[Tarief]:
        rows = Tarief.objects.filter(**self.plaats._asdict())
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
    let_op: list[str]
    tariefsoort: str


def _find(request: HttpRequest, slug: str, code: str, recht: Recht) -> Tariefplek:
    inkoop = load_inkoop(request, slug, recht)
    product = get_object_or_404(inkoop.producten.active(), code=code)
    product.inkoop = inkoop
    asked = request.GET
    grondslag = (
        get_object_or_404(inkoop.grondslagen.active(), code=asked["grondslag"]) if asked.get("grondslag") else None
    )
    perceel = get_object_or_404(inkoop.percelen.active(), nummer=asked["perceel"]) if asked.get("perceel") else None
    waarden = inkoop.aswaarden.active().select_related("tariefas")
    eigen = {
        veld: get_object_or_404(waarden, code=asked[veld], tariefas__plaats=plaats)
        for plaats, veld in enumerate(EIGEN_ASVELDEN, start=1)
        if asked.get(veld)
    }
    return Tariefplek(inkoop, Plaats(product, grondslag, perceel, **eigen))


@page
def cel(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    plek = _find(request, slug, code, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    day, _ = day_asked(request)
    if request.method == "POST":
        return _change(request, plek, day)
    if htmx_of(request) and "lezen" in request.GET:
        return _matrix(request, plek, day)
    running = _on(plek.tarieven(), day)
    form = _form_class(request)(
        initial={
            "vanaf": day,
            "btw": running.btw if running else "",
            "iwmo_code": running.iwmo_code if running else "",
        },
        **plek.carried,
    )
    return _show(request, plek, day, form)


def _form_class(request: HttpRequest) -> type[CelForm]:
    return CelForm if htmx_of(request) else CelPaginaForm


def _show(
    request: HttpRequest, plek: Tariefplek, day: dt.date, form: CelForm, *, gevolg: Gevolg | None = None
) -> HttpResponse:
    if Tariefsoort.of(plek.plaats.product.tariefsoort).is_procent:
        form.fields["bedrag"].label = "Percentage"
    rows = plek.tarieven()
    context: dict[str, Any] = {
        "plek": plek,
        "dag": day,
        "adres": plek.adres(day),
        "terug": plek.matrix(day),
        "gevolg": gevolg,
        "vult_in": gevolg is None,
        "per": plek.per,
        "nu": _on(rows, day),
        "met_percelen": plek.inkoop.percelen.active().exists(),
        "tarieven": [] if htmx_of(request) else rows,
    }
    return show(request, "tarieven/cel", plek.inkoop, hier="cel", fragment="celformulier", form=form, **context)


def _change(request: HttpRequest, plek: Tariefplek, day: dt.date) -> HttpResponse:
    saves = request.POST.get("wat") == "opslaan"
    # Looking at what an amount would do shows what stands there now.
    form = _form_class(request)(request.POST, **(plek.carried if saves else {"nu": plek.carried["nu"]}))
    if not form.is_valid():
        return _show(request, plek, day, form)
    gevolg = _gevolg(plek, form)
    if not saves or form.cleaned_data["gecontroleerd"] != form.typed():
        return _show(request, plek, day, _checked(request, plek, form), gevolg=gevolg)
    with attempt(form):
        actions.set_tarief(
            **plek.plaats._asdict(),
            bedrag=form.cleaned_data["bedrag"],
            vanaf=form.cleaned_data["vanaf"],
            btw=form.cleaned_data.get("btw") or None,
            iwmo_code=form.cleaned_data.get("iwmo_code"),
            by=user_of(request),
        )
        told = (
            f"Opgeslagen: {plek.naam}, {bedragtekst(gevolg.tariefsoort, gevolg.bedrag)} vanaf {dutch.day(gevolg.vanaf)}"
        )
        return done(request, plek.matrix(gevolg.vanaf), told, fresh=lambda: _matrix(request, plek, day))
    return _show(request, plek, day, form)


def _matrix(request: HttpRequest, plek: Tariefplek, day: dt.date) -> HttpResponse:
    """The whole matrix: a cell for all percelen shows in others too."""
    response = show(
        request,
        "tarieven/matrix",
        plek.inkoop,
        hier="matrix",
        fragment="matrix",
        fout="",
        **matrix_context(plek.inkoop, day, focus=plek.id, every_perceel=plek.plaats.perceel is not None),
    )
    response["HX-Retarget"] = "#matrix"
    response["HX-Reswap"] = "outerHTML show:none"
    return response


def _checked(request: HttpRequest, plek: Tariefplek, form: CelForm) -> CelForm:
    """The same form, with what is shown back in `gecontroleerd`."""
    data = request.POST.copy()
    data["gecontroleerd"] = form.typed()
    checked = type(form)(data, **plek.carried)
    checked.is_valid()
    return checked


def _gevolg(plek: Tariefplek, form: CelForm) -> Gevolg:
    rows = plek.tarieven()
    bedrag: Decimal = form.cleaned_data["bedrag"]
    vanaf: dt.date = form.cleaned_data["vanaf"]
    old, last_year = ((row.bedrag if row else None) for row in (_on(rows, vanaf), _on(rows, year_before(vanaf))))
    return Gevolg(
        bedrag,
        plek.per,
        vanaf,
        old,
        percent_difference(old, bedrag) if old else None,
        percent_difference(last_year, bedrag) if last_year else None,
        opvallend(bedrag, nu=old, jaar_eerder=last_year),
        plek.plaats.product.tariefsoort,
    )


def _on(rows: list[Tarief], day: dt.date) -> Tarief | None:
    return next(
        (row for row in rows if row.ingangsdatum <= day and (row.einddatum is None or day <= row.einddatum)), None
    )


def find_tarief(request: HttpRequest, slug: str, pk: int, recht: Recht) -> tuple[Tariefplek, Tarief]:
    inkoop = load_inkoop(request, slug, recht)
    tarief: Tarief = get_object_or_404(Tarief.objects.for_inkoop(inkoop).for_list(), pk=pk)
    tarief.product.inkoop = inkoop
    return Tariefplek(inkoop, Plaats(*(getattr(tarief, veld) for veld in Plaats._fields))), tarief


@page
def beeindigen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plek, tarief = find_tarief(request, slug, pk, Recht.BEWERKEN)
    form = EindeForm(posted(request), initial={"tot": tarief.einddatum}, **plek.carried)
    terug = plek.adres(tarief.ingangsdatum)
    if form.is_valid():
        with attempt(form):
            actions.end_tarief(tarief=tarief, tot=form.cleaned_data["tot"], by=user_of(request))
            return done(request, terug, f"De einddatum van {plek.naam} is opgeslagen.")
    return show(
        request, "tarieven/beeindigen", plek.inkoop, hier="cel", form=form, plek=plek, tarief=tarief, terug=terug
    )


@page
def verwijderen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plek, tarief = find_tarief(request, slug, pk, Recht.BEWERKEN)
    day = tarief.ingangsdatum
    vorige = next((row for row in plek.tarieven() if row.einddatum == day - dt.timedelta(days=1)), None)
    form = VerwijderForm(posted(request), vorige=vorige, **plek.carried)
    if form.is_valid():
        with attempt(form):
            extend = form.cleaned_data.get("verlengen", False)
            actions.remove_tarief(tarief=tarief, extend_previous=extend, by=user_of(request))
            told = f"Het tarief van {plek.naam} vanaf {dutch.day(day)} is verwijderd."
            return done(request, plek.adres(day), told)
    return show(
        request,
        "tarieven/verwijderen",
        plek.inkoop,
        hier="cel",
        form=form,
        plek=plek,
        tarief=tarief,
        terug=plek.adres(day),
    )
