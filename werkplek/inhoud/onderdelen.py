"""Parts of one kind: their order, archiving and bringing back."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Recht
from core.soort import Soort
from producten.models import RubriekSoort
from segments.actions import archive, bring_back, reorder
from segments.models import Inkoop
from werkplek.inhoud.pagina import is_htmx, load_werkblad, show, staff
from werkplek.inhoud.soorten import address_of, find_row, find_soort
from werkplek.inhoud.werkblad import APART
from werkplek.plekken import deel_url
from werkplek.toegang import user_of


@dataclass(frozen=True)
class Regel:
    code: str
    naam: str
    sleutel: str


@dataclass(frozen=True)
class Lijst:
    """Parts that have one order among each other."""

    naam: str
    titel: str
    regels: list[Regel]


def _lijsten(kind: Soort, inkoop: Inkoop) -> list[Lijst]:
    rows = list(kind.rows(inkoop).active())
    if kind.naam == "rubriek":
        return [
            Lijst(soort, titel, [Regel(address_of(row), row.naam, row.sleutel) for row in rows if row.soort == soort])
            for soort, titel in [(one.value, f"Rubrieken van elk {one.label}") for one in RubriekSoort]
        ]
    return [Lijst(kind.naam, "", [Regel(address_of(row), str(row), address_of(row)) for row in rows])]


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def onderdelen(request: HttpRequest, slug: str, soort: str) -> HttpResponse:
    """The list, and its order: dragged (all codes are sent) or one step with a button."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    kind = find_soort(soort)
    if not kind.volgorde:
        raise Http404
    focus, melding = "", ""
    if request.method == "POST":
        naam = request.POST.get("lijst", soort)
        codes = request.POST.getlist("volgorde")
        step = next((name for name in ("omhoog", "omlaag") if name in request.POST), "")
        if step:
            codes, position = _moved(codes, request.POST[step], step)
            focus, melding = (
                f"{step}-{request.POST[step]}",
                f"{_label(kind, werkblad.inkoop, request.POST[step])} staat nu op plaats {position}",
            )
        else:
            melding = "Volgorde opgeslagen"
        rows = kind.rows(werkblad.inkoop)
        key = kind.codevelden[-1]
        if kind.naam == "rubriek":
            rows = rows.filter(soort=naam)
            codes = [code.partition("-")[2] for code in codes]
        reorder(inkoop=werkblad.inkoop, rows=rows, key=key, volgorde=codes, by=user_of(request))
        if not is_htmx(request):
            messages.success(request, melding)
            return redirect("werkplek:onderdelen", slug, soort)
    return show(
        request,
        "onderdelen",
        werkblad,
        fragment="werkplek/inhoud/onderdelen.html#lijsten",
        melding=melding,
        kind=kind,
        lijsten=_lijsten(kind, werkblad.inkoop),
        gearchiveerd=[
            (address_of(row), str(row), row.gearchiveerd_op)
            for row in kind.rows(werkblad.inkoop).exclude(gearchiveerd_op=None)
        ],
        opmerkingen=werkblad.opmerkingen_van(soort) if soort in APART else [],
        focus=focus,
        mee=is_htmx(request),
    )


def _label(kind: Soort, inkoop: Inkoop, code: str) -> str:
    return str(find_row(kind, inkoop, code))


def _moved(codes: list[str], code: str, step: str) -> tuple[list[str], int]:
    if code not in codes:
        return codes, 0
    index = codes.index(code)
    to = max(0, min(len(codes) - 1, index + (-1 if step == "omhoog" else 1)))
    codes = [item for item in codes if item != code]
    codes.insert(to, code)
    return codes, to + 1


@staff
@require_safe
def onderdeel(request: HttpRequest, slug: str, soort: str, code: str) -> HttpResponse:
    """What can be done with a part as a whole."""
    werkblad = load_werkblad(request, slug)
    kind = find_soort(soort)
    row = find_row(kind, werkblad.inkoop, code)
    return show(
        request,
        "onderdeel",
        werkblad,
        hier=f"{soort}/{code}",
        kind=kind,
        row=row,
        code=code,
        terug=deel_url(slug, soort, code),
    )


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def archiveren(request: HttpRequest, slug: str, soort: str, code: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    kind = find_soort(soort)
    if not kind.archief:
        raise Http404
    row = find_row(kind, werkblad.inkoop, code)
    if request.method == "POST":
        archive(deel=row, inkoop=werkblad.inkoop, by=user_of(request), at=timezone.now())
        messages.success(request, f"Gearchiveerd: {row}. U kunt dit hieronder terughalen.")
        return redirect(reverse("werkplek:onderdelen", args=[slug, soort]) + "#gearchiveerd")
    published = werkblad.gepubliceerd is not None and werkblad.gepubliceerd.vind(soort, row.verwijscode) is not None
    return show(
        request, "archiveren", werkblad, hier=f"{soort}/{code}", kind=kind, row=row, code=code, in_gepubliceerd=published,
        terug=reverse("werkplek:onderdeel", args=[slug, soort, code]),
    )  # fmt: skip


@staff
@require_POST
def terughalen(request: HttpRequest, slug: str, soort: str, code: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    kind = find_soort(soort)
    if not kind.archief:
        raise Http404
    row = find_row(kind, werkblad.inkoop, code)
    bring_back(deel=row, inkoop=werkblad.inkoop, by=user_of(request))
    messages.success(request, f"Teruggehaald: {row}")
    return redirect("werkplek:onderdelen", slug, soort)
