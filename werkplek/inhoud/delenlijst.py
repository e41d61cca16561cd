"""Parts of one kind: their order, archiving and bringing back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Recht
from core.soort import Soort
from producten.models import RubriekSoort
from segments.actions import archive, bring_back, reorder
from segments.bewerking import fingerprint, fingerprint_of_rows, fresh
from segments.models import Inkoop
from werkplek.formulier import WerkplekForm, attempt, posted
from werkplek.inhoud.pagina import load_werkblad
from werkplek.inhoud.soorten import address_of, find_row, find_soort
from werkplek.inhoud.werkblad import Werkblad
from werkplek.pagina import button, done, htmx_of, page, show
from werkplek.plekken import APART, deel_url
from werkplek.toegang import user_of


@dataclass(frozen=True)
class Lijstregel:
    code: str
    naam: str
    sleutel: str


@dataclass(frozen=True)
class Delenlijst:
    """Parts that have one order among each other."""

    naam: str
    titel: str
    regels: list[Lijstregel]


def _lijsten(kind: Soort, inkoop: Inkoop) -> list[Delenlijst]:
    rows = list(kind.rows(inkoop).active())
    if kind.is_kop:
        return [
            Delenlijst(
                soort, titel, [Lijstregel(address_of(row), row.naam, row.sleutel) for row in rows if row.soort == soort]
            )
            for soort, titel in [(one.value, f"Rubrieken van elk {one.label}") for one in RubriekSoort]
        ]
    return [Delenlijst(kind.naam, "", [Lijstregel(address_of(row), str(row), address_of(row)) for row in rows])]


@page
def onderdelen(request: HttpRequest, slug: str, soort: str) -> HttpResponse:
    """The list, and its order: dragged (all codes are sent) or one step with a button."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    kind = find_soort(soort)
    if not kind.volgorde:
        raise Http404
    form = WerkplekForm(posted(request), nu=lambda: _order(kind, werkblad.inkoop), vast=[werkblad.inkoop])
    if form.is_valid():
        codes = request.POST.getlist("volgorde")
        step = next((name for name in ("omhoog", "omlaag") if name in request.POST), "")
        focus, told = "", "Volgorde opgeslagen"
        if step:
            codes, position = _moved(codes, request.POST[step], step)
            focus = f"{step}-{request.POST[step]}"
            told = f"{find_row(kind, werkblad.inkoop, request.POST[step])} staat nu op plaats {position}"
        rows = kind.rows(werkblad.inkoop)
        if len(kind.codevelden) > 1:  # each kind of rubrieken has an order of its own
            rows = rows.filter(soort=request.POST.get("lijst", soort))
            codes = [code.partition("-")[2] for code in codes]
        with attempt(form):
            reorder(inkoop=werkblad.inkoop, rows=rows, key=kind.codevelden[-1], volgorde=codes, by=user_of(request))
            return done(
                request,
                reverse("werkplek:onderdelen", args=[slug, soort]),
                told,
                fresh=lambda: _show(request, werkblad, kind, WerkplekForm(nu=form.nu), focus=focus),
            )
    return _show(request, werkblad, kind, form)


def _show(request: HttpRequest, werkblad: Werkblad, kind: Soort, form: WerkplekForm, focus: str = "") -> HttpResponse:
    archived = kind.rows(werkblad.inkoop).exclude(gearchiveerd_op=None)
    return show(
        request,
        "inhoud/onderdelen",
        werkblad,
        fragment="lijsten",
        form=form,
        kind=kind,
        lijsten=_lijsten(kind, werkblad.inkoop),
        gearchiveerd=[(address_of(row), str(row), row.gearchiveerd_op, fingerprint_of_rows(row)) for row in archived],
        opmerkingen=werkblad.opmerkingen_van(kind.naam) if kind.naam in APART else [],
        focus=focus,
        mee=htmx_of(request),
    )


def _order(kind: Soort, inkoop: Inkoop) -> str:
    """Of the list as it is shown: what is in use, and in which order."""
    return fingerprint("/".join(address_of(row) for row in kind.rows(inkoop).active()))


def _moved(codes: list[str], code: str, step: str) -> tuple[list[str], int]:
    if code not in codes:
        return codes, 0
    index = codes.index(code)
    to = max(0, min(len(codes) - 1, index + (-1 if step == "omhoog" else 1)))
    codes = [item for item in codes if item != code]
    codes.insert(to, code)
    return codes, to + 1


@require_safe
def onderdeel(request: HttpRequest, slug: str, soort: str, code: str) -> HttpResponse:
    """What can be done with a part as a whole."""
    werkblad = load_werkblad(request, slug)
    kind = find_soort(soort)
    row = find_row(kind, werkblad.inkoop, code)
    return show(
        request,
        "inhoud/onderdeel",
        werkblad,
        hier=f"{soort}/{code}",
        kind=kind,
        row=row,
        code=code,
        bron=row.deelcode if kind.vrije_code else code,
        basis=fingerprint_of_rows(row),
        terug=deel_url(slug, soort, code),
    )


def _load(request: HttpRequest, slug: str, soort: str, code: str) -> tuple[Werkblad, Soort, Any]:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    kind = find_soort(soort)
    if not kind.archief:
        raise Http404
    return werkblad, kind, find_row(kind, werkblad.inkoop, code)


@page
def archiveren(request: HttpRequest, slug: str, soort: str, code: str) -> HttpResponse:
    werkblad, kind, row = _load(request, slug, soort, code)
    texts = row.teksten.order_by("pk") if hasattr(row, "teksten") else ()

    def now() -> str:
        return fingerprint_of_rows(fresh(row), texts.all() if texts else ())

    form = WerkplekForm(posted(request), nu=now, vast=[werkblad.inkoop])
    if form.is_valid():
        with attempt(form):
            archive(deel=row, inkoop=werkblad.inkoop, by=user_of(request), at=timezone.now())
            here = reverse("werkplek:onderdelen", args=[slug, soort]) + "#gearchiveerd"
            return done(request, here, f"Gearchiveerd: {row}. U kunt dit hieronder terughalen.")
    published = werkblad.gepubliceerd is not None and werkblad.gepubliceerd.vind(soort, row.verwijscode) is not None
    return show(
        request, "inhoud/archiveren", werkblad, form=form, hier=f"{soort}/{code}", kind=kind, row=row, in_gepubliceerd=published,
        terug=reverse("werkplek:onderdeel", args=[slug, soort, code]),
    )  # fmt: skip


@button
def terughalen(request: HttpRequest, slug: str, soort: str, code: str) -> HttpResponse:
    werkblad, kind, row = _load(request, slug, soort, code)
    form = WerkplekForm(request.POST, nu=lambda: fingerprint_of_rows(fresh(row)), vast=[werkblad.inkoop])
    if form.is_valid():
        with attempt(form):
            bring_back(deel=row, inkoop=werkblad.inkoop, by=user_of(request))
            return done(request, reverse("werkplek:onderdelen", args=[slug, soort]), f"Teruggehaald: {row}")
    return _show(request, werkblad, kind, form)
