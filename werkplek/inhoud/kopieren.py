"""A copy of a part: of this inkoop, of another one that the user may see, or of a published version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import Recht
from core import dutch
from core.deel import DeelInhoud
from core.soort import Soort
from percelen.actions import copy_texts_below
from producten.inhoud import ProductInhoud, RubriekInhoud
from producten.models import Rubriek, RubriekSoort
from publicaties import woorden
from publicaties.models import BUITEN, Publicatie
from publicaties.snapshot import Snapshot, read, take
from publicaties.soorten import soort_van
from segments.actions import copy_deel
from segments.bewerking import fingerprint_of
from segments.models import Inkoop
from werkplek.formulier import attempt, posted
from werkplek.inhoud.forms import CopyForm
from werkplek.inhoud.pagina import load_werkblad
from werkplek.inhoud.soorten import address_of, find_soort
from werkplek.inhoud.werkblad import Werkblad
from werkplek.pagina import done, page, show
from werkplek.plekken import deel_url


@page
def kopieren(request: HttpRequest, slug: str, soort: str) -> HttpResponse:
    """Choose the source, then the part, then what to call the copy.

    With a rubriek its texts go along when the user wants so, for what has the same code here as at the source.
    """
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    kind = find_soort(soort)
    bron, code = request.GET.get("bron", ""), request.GET.get("code", "")
    bronnen = _sources(werkblad)
    if bron and bron not in dict(bronnen):
        raise Http404("Deze bron bestaat niet.")
    snapshot = _snapshot_of(werkblad, bron) if bron else None
    delen = {address_of(deel): deel for deel in snapshot.delen(soort)} if snapshot else {}
    chosen = delen.get(code)  # none yet, or one of the source that was chosen before
    if chosen is None and code and request.method == "POST":
        raise Http404("Dit onderdeel staat niet in deze bron.")
    form = None
    if snapshot and chosen:
        teksten = _texts_below(chosen, snapshot)
        bij = [deel.kort for key in teksten if (deel := werkblad.geheel().deel(chosen.soort, key))]
        basis = fingerprint_of({"deel": chosen.model_dump(mode="json"), "teksten": teksten})
        suggestion = _suggestion(kind, werkblad.inkoop, chosen)
        form = CopyForm(posted(request), initial=suggestion, bij=bij, nu=lambda: basis, vast=[werkblad.inkoop])
    if form and form.is_valid():
        with attempt(form):
            row, gone = _copy(werkblad, kind, bron, chosen, teksten, form.cleaned_data)
            if gone:
                told = f"Niet meegekomen, want deze inkoop heeft dat niet: {dutch.listing(gone)}."
                messages.warning(request, told)
            if snapshot and chosen and (around := _around(chosen, snapshot)):
                told = f"Niet mee gekopieerd, want dat hoort niet bij het onderdeel zelf: {dutch.listing(around)}."
                messages.warning(request, told)
            return done(request, deel_url(slug, soort, address_of(row)), f"Gekopieerd: {row}")
    return show(
        request,
        "inhoud/kopieren",
        werkblad,
        kind=kind,
        bronnen=bronnen,
        bron=bron,
        code=code,
        delen=[(key, _label(key, row)) for key, row in delen.items()],
        form=form,
    )


def _copy(
    werkblad: Werkblad, kind: Soort, bron: str, chosen: Any, teksten: dict[str, str], values: dict[str, Any]
) -> tuple[Any, list[str]]:
    """Store the copy; a rubriek with what stands below it, when that is wanted. Returns what was left out."""
    hulp = {"toelichting": _toelichting(bron, chosen)} if isinstance(chosen, RubriekInhoud) else {}
    row, gone = copy_deel(
        soort=kind, inkoop=werkblad.inkoop, inhoud=chosen, code=values["code"], naam=values["naam"], by=werkblad.user, hulp=hulp
    )  # fmt: skip
    if isinstance(row, Rubriek) and values.get("met_teksten"):
        copy_texts_below(rubriek=row, teksten=teksten, by=werkblad.user)
    return row, gone


def _sources(werkblad: Werkblad) -> list[tuple[str, str]]:
    user = werkblad.user
    inkopen = Inkoop.objects.for_user(user).filter(regio_id=werkblad.inkoop.regio_id).order_by("titel", "pk")
    versies = (
        Publicatie.objects.filter(inkoop__in=inkopen, status__in=BUITEN)
        .select_related("inkoop")
        .defer("inhoud")
        .order_by("inkoop__titel", "inkoop_id", "-volgnummer")
    )
    return [
        *((f"inkoop-{row.pk}", f"{row.titel}: werktekst") for row in inkopen),
        *((f"versie-{row.pk}", f"{row.inkoop.titel}: versie {row.volgnummer}") for row in versies),
    ]


def _snapshot_of(werkblad: Werkblad, bron: str) -> Snapshot:
    what, _, pk = bron.partition("-")
    if what == "inkoop":
        if int(pk) == werkblad.inkoop.pk:
            return werkblad.snapshot
        return take(Inkoop.objects.select_related("regio").get(pk=pk))
    inhoud = Publicatie.objects.values_list("inhoud", flat=True).get(pk=pk)
    if inhoud is None:
        raise Http404
    return read(inhoud)


def _label(code: str, row: DeelInhoud) -> str:
    return row.volledig if isinstance(row, RubriekInhoud) else f"{code} – {_name(row)}"


def _name(row: DeelInhoud) -> str:
    return next((str(getattr(row, veld)) for veld in soort_van(row).naamvelden), row.deelcode)


def _suggestion(kind: Soort, inkoop: Inkoop, row: DeelInhoud) -> dict[str, str]:
    """Its own code and name, unless this inkoop has that code already."""
    code, naam = str(getattr(row, kind.codevelden[-1])), _name(row)
    if row.deelcode in [one.deelcode for one in kind.rows(inkoop)]:
        return {"code": f"{code}-kopie", "naam": f"{naam} (kopie)"}
    return {"code": code, "naam": naam}


def _around(row: DeelInhoud, source: Snapshot) -> list[str]:
    """What the source says about this part in other places, which a copy does not have."""
    if not isinstance(row, ProductInhoud):
        return []
    percelen = [perceel.nummer for perceel in woorden.percelen_of(source, row.code)]
    tarieven = sum(tarief.product == row.code for tarief in source.tarieven)
    voorwaarden = sum(row.code in (rij.product, rij.ander_product) for rij in source.voorwaarden)
    counted = [
        (tarieven, "1 tarief" if tarieven == 1 else f"{tarieven} tarieven"),
        (voorwaarden, "1 inschrijfvoorwaarde" if voorwaarden == 1 else f"{voorwaarden} inschrijfvoorwaarden"),
    ]
    places = [f"de plaats in {woorden.percelen(percelen)}"] if percelen else []
    return [*places, *(what for count, what in counted if count)]


# --- what goes along with a rubriek -----------------------------------------------------------------------------------


def _texts_below(row: Any, source: Snapshot) -> dict[str, str]:
    """By code (of a perceel: nummer), what stands below a rubriek of `source`; of other kinds nothing."""
    match row:
        case RubriekInhoud(soort=RubriekSoort.PRODUCT, sleutel=sleutel):
            found = {product.code: product.teksten.get(sleutel, "") for product in source.producten}
        case RubriekInhoud(soort=RubriekSoort.PERCEEL, sleutel=sleutel):
            found = {perceel.nummer: perceel.teksten.get(sleutel, "") for perceel in source.percelen}
        case _:
            found = {}
    return {code: tekst for code, tekst in found.items() if tekst}


def _toelichting(bron: str, rubriek: RubriekInhoud) -> str:
    """The help for who writes is no part of a version: it comes from the working data of the same inkoop."""
    what, _, pk = bron.partition("-")
    rows = Rubriek.objects.filter(soort=rubriek.soort, sleutel=rubriek.sleutel)
    rows = rows.filter(inkoop=int(pk)) if what == "inkoop" else rows.filter(inkoop__publicaties=int(pk))
    return rows.order_by("pk").values_list("toelichting", flat=True).first() or ""
