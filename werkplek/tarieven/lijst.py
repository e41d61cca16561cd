"""Many amounts at once: a template to download, a sheet to read in, a column to paste; first seen, then saved, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Recht
from core import dutch
from core.spreadsheet import Celfout
from core.spreadsheet.cells import MAX_TOLD
from segments.bewerking import lock
from segments.models import Inkoop
from tarieven import actions
from tarieven.bedragen import parse_amount
from tarieven.inrichting import Inrichting, Plaats, load
from tarieven.invoer import Invoer
from tarieven.matrix import Matrixkolom, build, split
from tarieven.spreadsheet import read, template
from tarieven.voorstel import Tariefvoorstel, from_json, propose
from werkplek.formulier import attempt, posted, posted_files
from werkplek.inlezen import VoorstelForm
from werkplek.pagina import button, done, page, show
from werkplek.tarieven.forms import BestandForm, PlakForm
from werkplek.tarieven.overzicht import day_asked
from werkplek.toegang import load_inkoop, user_of

#: Rows of a preview on one page.
PER_PAGINA = 100


@require_safe
def sjabloon(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug)
    day, _ = day_asked(request)
    response = HttpResponse(
        template(inkoop, day), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}-tarieven-{day.isoformat()}.xlsx"'
    return response


@page
def inlezen(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    form = BestandForm(*posted_files(request))
    if form.is_bound and form.is_valid():
        bestand = form.cleaned_data["bestand"]
        return _propose(request, inkoop, read(bestand.file, bestand.name or "", inkoop), "inlezen")
    day = next_year(day_asked(request)[0])
    return show(
        request,
        "tarieven/inlezen",
        inkoop,
        hier="inlezen",
        form=form,
        dag=day,
        dag_tekst=f"{day.day}-{day.month}-{day.year}",
    )


def next_year(day: dt.date) -> dt.date:
    return dt.date(day.year + 1, 1, 1)


def _voorstel(request: HttpRequest, inkoop: Inkoop, *, bevestigd: bool = False) -> VoorstelForm[Tariefvoorstel]:
    def again(asked: Any) -> Tariefvoorstel:
        return from_json(inkoop, asked)

    return VoorstelForm(
        request, f"tarieven.{inkoop.pk}", bevestigd=bevestigd, maak=again, toon=lambda voorstel: voorstel.shown
    )


def _preview(
    request: HttpRequest,
    inkoop: Inkoop,
    form: VoorstelForm[Tariefvoorstel],
    voorstel: Tariefvoorstel | None,
    herkomst: str,
) -> HttpResponse:
    mijn = request.POST.getlist("mijn")
    pagina = Paginator(voorstel.regels if voorstel else [], PER_PAGINA).get_page(request.POST.get("pagina"))
    hier = {regel.invoer.sleutel for regel in pagina}
    return show(
        request,
        "tarieven/voorstel",
        inkoop,
        hier=herkomst,
        form=form,
        voorstel=voorstel,
        pagina=pagina,
        mijn=mijn,
        elders=[sleutel for sleutel in mijn if sleutel not in hier],
        status=422 if voorstel and voorstel.fouten else 0,
        waarschuwingen=sum(bool(regel.waarschuwingen) for regel in voorstel.regels) if voorstel else 0,
        gelijk=len(voorstel.regels) - len(voorstel.changes) if voorstel else 0,
        herkomst=herkomst,
    )


def _propose(request: HttpRequest, inkoop: Inkoop, voorstel: Tariefvoorstel, herkomst: str) -> HttpResponse:
    form = _voorstel(request, inkoop)
    form.shows(voorstel.as_json(), voorstel)
    return _preview(request, inkoop, form, voorstel, herkomst)


@button
def bevestigen(request: HttpRequest, slug: str) -> HttpResponse:
    """Save what was previewed; when a colleague changed what it does, that is shown first."""
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    herkomst = "plakken" if request.POST.get("herkomst") == "plakken" else "inlezen"
    form = _voorstel(request, inkoop, bevestigd=True)
    matrix = reverse("werkplek:tarieven:matrix", args=[slug])
    with attempt(form):
        lock(inkoop)
        voorstel = form.confirmed()
        if "pagina" in request.POST:
            return _preview(request, inkoop, form, voorstel, herkomst)
        voorstel = voorstel.chosen(request.POST.getlist("mijn"))
        if not voorstel.changes and not voorstel.fouten:
            messages.info(request, "Er is niets gewijzigd. Wat uw collega schreef, blijft staan.")
            return redirect(matrix)
        count = actions.import_tarieven(voorstel=voorstel, by=user_of(request))
        day = min((item.van for item in voorstel.invoer), default=None)
        told = "1 tarief is opgeslagen." if count == 1 else f"{count} tarieven zijn opgeslagen."
        return done(request, matrix + (f"?dag={day.isoformat()}" if day else ""), told)
    if form.voorstel and not form.voorstel.changes and not form.voorstel.fouten:
        messages.info(request, "De tarieven staan al zo in het portaal.")  # sent twice
        return redirect(matrix)
    return _preview(request, inkoop, form, form.voorstel, herkomst)


# --- pasting a column -------------------------------------------------------------------------------------------------


@page
def plakken(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    inrichting = load(inkoop)
    day, _ = day_asked(request)
    columns = {kolom.sleutel: kolom for kolom in build(inrichting, day).kolommen}
    kolommen = [(sleutel, _kolomnaam(kolom)) for sleutel, kolom in columns.items()]
    initial = {"ingangsdatum": next_year(day), "kolom": request.GET.get("kolom", "")}
    form = PlakForm(posted(request), kolommen=kolommen, initial=initial)
    assen = {inrichting.assen[kolom.veld].naam for kolom in columns.values() if kolom.veld in inrichting.assen}
    form.fields["kolom"].label = dutch.capital(assen.pop()) if len(assen) == 1 else "Matrixkolom"
    if form.is_bound and form.is_valid():
        kolom, vanaf = columns[form.cleaned_data["kolom"]], form.cleaned_data["ingangsdatum"]
        faults: list[Celfout] = []
        invoer = list(_pasted(inrichting, kolom, vanaf, form.cleaned_data["regels"], faults))
        if not faults:
            voorstel = propose(inkoop, invoer)
            if not voorstel.fouten:
                return _propose(request, inkoop, voorstel, "plakken")
            faults = [*voorstel.fouten]
        told = [f"Regel {fault.row}: {fault.message}" if fault.row else fault.message for fault in faults]
        form.add_fout("regels", told[:MAX_TOLD])
    begin = next_year(day)
    if form.is_bound and isinstance(form.cleaned_data.get("ingangsdatum"), dt.date):
        begin = form.cleaned_data["ingangsdatum"]
    volgorde = [
        (_kolomnaam(kolom), [_without(plaats, kolom).naam for plaats in _cells(inrichting, kolom, begin)])
        for kolom in columns.values()
    ]
    return show(request, "tarieven/plakken", inkoop, hier="plakken", form=form, volgorde=volgorde)


def _kolomnaam(kolom: Matrixkolom) -> str:
    if kolom.waarde is None:
        return "Producten met één tarief"
    label, code = kolom.waarde.label, kolom.waarde.code
    return label if label.casefold() == code.casefold() else f"{label} ({code})"


def _without(plaats: Plaats, kolom: Matrixkolom) -> Plaats:
    """The cell without what its column says."""
    own: dict[str, Any] = {kolom.veld: None} if kolom.veld else {}
    return plaats._replace(**own)


def _cells(inrichting: Inrichting, kolom: Matrixkolom, day: dt.date) -> list[Plaats]:
    """The rows of a column that should have an amount on `day`, from above: for all percelen together where that is how it runs."""
    return [inrichting.parts(cel) for cel in inrichting.te_vullen(day) if split(inrichting, cel)[0] == kolom]


def _pasted(
    inrichting: Inrichting, kolom: Matrixkolom, vanaf: dt.date, text: str, faults: list[Celfout]
) -> Iterator[Invoer]:
    """Lines of only an amount, in the order of the column; or product, (values of other axes, perceel,) amount with tabs or
    semicolons between.

    An empty line leaves its row as it is. What cannot be read joins `faults`.
    """
    cells = _cells(inrichting, kolom, vanaf)
    lines = text.replace("\r\n", "\n").rstrip().split("\n")
    named = any("\t" in line or ";" in line for line in lines)
    if not named and len(lines) != len(cells):
        faults.append(
            Celfout(
                f"U plakte {len(lines)} regels; deze kolom heeft {len(cells)} tarieven. Plak er evenveel, of zet de productcode ervoor."
            )
        )
        return
    by_name = {
        name.casefold(): product
        for product in inrichting.producten
        for name in (product.code, product.afkorting, product.naam)
        if name
    }
    across: dict[str, Any] = {kolom.veld: kolom.waarde.code} if kolom.veld and kolom.waarde else {}
    for number, line in enumerate(lines, start=1):
        parts = [part.strip() for part in line.replace(";", "\t").split("\t")]
        if not any(parts):
            continue
        if named:
            product = by_name.get(parts[0].casefold())
            if product is None:
                faults.append(Celfout(f"Product “{parts[0][:60]}” bestaat niet in deze inkoop.", number))
                continue
            velden = [veld for veld in inrichting.assen_of(product) if veld != kolom.veld]
            if len(parts) < 2 + len(velden):
                names = dutch.listing(inrichting.assen[veld].naam for veld in velden if veld in inrichting.assen)
                faults.append(Celfout(f"Zet tussen {product} en het bedrag ook: {names or 'een tab'}.", number))
                continue
            down = {
                veld: code.upper() if veld == "grondslag" else code
                for veld, code in zip(velden, parts[1:], strict=False)
            }
            rest = [part.casefold() for part in parts[1 + len(velden) : -1]]
            perceel = rest[0] if rest and rest[0] not in ("", "alle") else None
            code = product.code
        else:
            plaats = cells[number - 1]
            code, perceel = plaats.product.code, plaats.perceel.nummer if plaats.perceel else None
            down = {veld: row.code for veld, row in _without(plaats, kolom).waarden.items() if row}
        try:
            amount = parse_amount(parts[-1])
        except ValueError as fout:
            faults.append(Celfout(str(fout), number))
            continue
        yield Invoer(
            product=code, perceel=perceel, bedrag=amount, van=vanaf, rij=number, **{"grondslag": None, **down, **across}
        )
