"""Many amounts at once: a template to download, a sheet to read in, a column to paste; first seen, then saved, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Recht
from core.spreadsheet import MAX_BYTES, Celfout
from percelen.models import Perceel
from producten.models import Product
from segments.models import Inkoop
from tarieven import actions
from tarieven.bedragen import parse_amount
from tarieven.fouten import TariefFout
from tarieven.inrichting import Inrichting, cel_of, cell_name, load
from tarieven.matrix import build
from tarieven.perioden import DAY, on
from tarieven.spreadsheet import read, template
from tarieven.voorstel import Invoer, Voorstel, from_json, propose
from werkplek.inhoud.pagina import staff
from werkplek.tarieven.forms import BestandForm, PlakForm
from werkplek.tarieven.pagina import day_asked, show
from werkplek.toegang import load_inkoop, user_of

page = require_http_methods(["GET", "HEAD", "POST"])
SALT = "werkplek.tarieven.voorstel"
#: How long a proposal can be confirmed; saving checks by itself that nobody changed a tarief since.
VALID = dt.timedelta(hours=12)
EEN = "een"


@staff
@require_safe
def sjabloon(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug)
    day, _ = day_asked(request)
    response = HttpResponse(
        template(inkoop, day), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}-tarieven-{day.isoformat()}.xlsx"'
    return response


@staff
@page
def inlezen(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    form = BestandForm(request.POST, request.FILES) if request.method == "POST" else BestandForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            bestand = form.cleaned_data["bestand"]
            if bestand.size and bestand.size > MAX_BYTES:
                form.add_error("bestand", f"Het bestand is te groot: hooguit {MAX_BYTES // 1_000_000} MB.")
            else:
                return _preview(request, inkoop, read(bestand.file, bestand.name or "", inkoop), "inlezen")
    day = next_year(day_asked(request)[0])
    return show(
        request,
        "inlezen",
        inkoop,
        "inlezen",
        form=form,
        status=status,
        dag=day,
        dag_tekst=f"{day.day}-{day.month}-{day.year}",
    )


def next_year(day: dt.date) -> dt.date:
    return dt.date(day.year + 1, 1, 1)


def _preview(request: HttpRequest, inkoop: Inkoop, voorstel: Voorstel, herkomst: str) -> HttpResponse:
    return show(
        request,
        "voorstel",
        inkoop,
        herkomst,
        voorstel=voorstel,
        bewaard=""
        if voorstel.fouten
        else signing.dumps(voorstel.as_json() | {"inkoop": inkoop.pk}, salt=SALT, compress=True),
        status=422 if voorstel.fouten else 200,
        waarschuwingen=sum(bool(regel.waarschuwingen) for regel in voorstel.regels),
        gelijk=len(voorstel.regels) - len(voorstel.changes),
        herkomst=herkomst,
    )


@staff
@require_POST
def bevestigen(request: HttpRequest, slug: str) -> HttpResponse:
    """Save what was previewed. What somebody changed since is found out, and then nothing is saved."""
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    herkomst = "plakken" if request.POST.get("herkomst") == "plakken" else "inlezen"
    try:
        kept = signing.loads(request.POST.get("voorstel", ""), salt=SALT, max_age=VALID)
        if kept["inkoop"] != inkoop.pk:
            raise signing.BadSignature
    except signing.BadSignature:
        messages.error(
            request, "Er is niets opgeslagen: dit voorstel is te oud of niet volledig. Lees het bestand opnieuw in."
        )
        return redirect(f"werkplek:tarieven:{herkomst}", slug)
    voorstel = from_json(inkoop, kept)
    if not voorstel.changes and not voorstel.fouten:
        messages.info(request, "De tarieven staan al zo in het portaal.")  # sent twice
        return redirect("werkplek:tarieven:matrix", slug)
    try:
        count = actions.import_tarieven(voorstel=voorstel, by=user_of(request))
    except TariefFout as fout:
        messages.error(request, str(fout))
        return redirect(f"werkplek:tarieven:{herkomst}", slug)
    messages.success(request, "1 tarief is opgeslagen." if count == 1 else f"{count} tarieven zijn opgeslagen.")
    day = min((item.van for item in voorstel.invoer), default=None)
    response = redirect("werkplek:tarieven:matrix", slug)
    if day:
        response["Location"] += f"?dag={day.isoformat()}"
    return response


# --- pasting a column -------------------------------------------------------------------------------------------------


@staff
@page
def plakken(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    inrichting = load(inkoop)
    day, _ = day_asked(request)
    columns = build(inrichting, day).kolommen
    kolommen = [
        (row.code, f"{row.label} ({row.code})") if row else (EEN, "Producten met één tarief") for row in columns
    ]
    initial = {"ingangsdatum": next_year(day), "kolom": request.GET.get("kolom", "")}
    form = PlakForm(request.POST if request.method == "POST" else None, kolommen=kolommen, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            code = form.cleaned_data["kolom"]
            grondslag = None if code == EEN else code
            faults: list[Celfout] = []
            invoer = list(
                _pasted(inrichting, grondslag, form.cleaned_data["ingangsdatum"], form.cleaned_data["regels"], faults)
            )
            if faults:
                for fault in faults[:20]:
                    form.add_error("regels", f"Regel {fault.row}: {fault.message}" if fault.row else fault.message)
            else:
                voorstel = propose(inkoop, invoer)
                if not voorstel.fouten:
                    return _preview(request, inkoop, voorstel, "plakken")
                for fault in voorstel.fouten[:20]:
                    form.add_error("regels", f"Regel {fault.row}: {fault.message}" if fault.row else fault.message)
    begin = next_year(day)
    if form.is_bound and isinstance(form.cleaned_data.get("ingangsdatum"), dt.date):
        begin = form.cleaned_data["ingangsdatum"]
    volgorde = [
        (name, [cell_name(product, None, perceel) for product, perceel in _cells(inrichting, code, begin)])
        for code, name in kolommen
    ]
    return show(request, "plakken", inkoop, "plakken", form=form, volgorde=volgorde, status=status)


def _cells(inrichting: Inrichting, kolom: str, day: dt.date) -> list[tuple[Product, Perceel | None]]:
    """The rows of a column that should have an amount on `day`, from above: for all percelen together where that is how it runs."""
    code = None if kolom == EEN else kolom
    found: dict[tuple[int, int | None], tuple[Product, Perceel | None]] = {}
    for wanted in inrichting.gewenst:
        if (wanted.grondslag.code if wanted.grondslag else None) != code or not wanted.on(day):
            continue
        together = inrichting.lijnen.get(cel_of(wanted.product, wanted.grondslag, None), ())
        perceel = None if on(together, day) or on(together, day - DAY) else wanted.perceel
        found.setdefault((wanted.product.pk, perceel.pk if perceel else None), (wanted.product, perceel))
    return list(found.values())


def _pasted(
    inrichting: Inrichting, grondslag: str | None, vanaf: dt.date, text: str, faults: list[Celfout]
) -> Iterator[Invoer]:
    """Lines of only an amount, in the order of the column; or product, (perceel,) amount with tabs or semicolons between.

    An empty line leaves its row as it is. What cannot be read joins `faults`.
    """
    cells = _cells(inrichting, grondslag or EEN, vanaf)
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
        name.casefold(): product.code
        for product in inrichting.producten
        for name in (product.code, product.afkorting, product.naam)
        if name
    }
    for number, line in enumerate(lines, start=1):
        parts = [part.strip() for part in line.replace(";", "\t").split("\t")]
        if not any(parts):
            continue
        if named:
            product = by_name.get(parts[0].casefold())
            perceel = parts[1].casefold() if len(parts) > 2 and parts[1].casefold() not in ("", "alle") else None
            if product is None:
                faults.append(Celfout(f"Product “{parts[0][:60]}” bestaat niet in deze inkoop.", number))
                continue
        else:
            found, perceel_row = cells[number - 1]
            product, perceel = found.code, perceel_row.nummer if perceel_row else None
        try:
            amount = parse_amount(parts[-1])
        except ValueError as fout:
            faults.append(Celfout(str(fout), number))
            continue
        yield Invoer(product, grondslag, perceel, amount, vanaf, rij=number)
