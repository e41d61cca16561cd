"""Public pages of a version: read from its snapshot, rendered once per version and day, then served from the cache."""

from __future__ import annotations

import functools
from collections.abc import Callable, Container
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogus import voorraad
from catalogus.aanbieder import voor_aanbieder
from catalogus.aanbod import aanbod
from catalogus.aanleiding import because
from catalogus.adressen import below
from catalogus.citaat import cite
from catalogus.forms import DagForm, EisenForm, VergelijkForm, VersiesForm
from catalogus.overal import has_toegang
from catalogus.site import site
from catalogus.tariefverloop import verloop
from catalogus.vergelijken import compare_facts, compare_rubrieken
from catalogus.verhuisd import former, forward
from catalogus.versie import Versie, find
from catalogus.verwijzingen import links, thuis
from catalogus.wijzigingsoverzicht import Wijzigingsregel, between, groups, on_page, table
from core import dutch
from core.codelijsten import Tariefsoort
from core.opmaak import Pagina, Term
from percelen.inhoud import PerceelInhoud
from proces.planning import first_closings
from producten.inhoud import ProductInhoud
from publicaties import beschrijving, samenhang
from publicaties.eisentabel import eisen_of, eistabellen
from publicaties.feiten import feiten
from publicaties.models import BestandSoort, OnderdeelSoort
from publicaties.snapshot import Snapshot
from segments.inrichten import is_needed
from segments.models import HoofdstukSoort

P = ParamSpec("P")
# Chapters that say something by themselves; the others are pages of their own.
TOELICHTING = {"tekst", "productenlijst", "percelenlijst"}
INSCHRIJVEN = "Voorwaarden om in te schrijven"
#: Where eisen and tarieven stand on the page of a part: a rubriek may be called "eisen".
EISEN = "alle-eisen"
TARIEVEN = "alle-tarieven"


def of_version(view: Callable[Concatenate[HttpRequest, Versie, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Finds the version that the address names. No page reads a cookie, so it is the same for everybody (`voorraad`)."""

    @require_safe
    @functools.wraps(view)
    def wrapper(
        request: HttpRequest, slug: str, nummer: int | None = None, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        versie = find(slug, nummer)
        digest = voorraad.digest_of(versie, request)
        if voorraad.has(request, digest):
            response = HttpResponse(status=304)
        else:
            response = voorraad.of(versie, view(request, versie, *args, **kwargs))
            if response.status_code != 200:
                return response
        response["ETag"] = f'"{digest}"'
        response["Cache-Control"] = voorraad.VAST if versie.vast else voorraad.NU
        return response

    return wrapper


def page(request: HttpRequest, template: str, versie: Versie, hier: str, **context: Any) -> HttpResponse:
    """A page in the frame of a version; `hier` is its place in the menu."""
    # What is not there is not cited.
    citaat = None if template == "ontbreekt" else cite(request, versie, template, context)
    return render(request, f"catalogus/{template}.html", frame(request, versie, hier, citaat=citaat, **context))


def frame(request: HttpRequest, versie: Versie, hier: str, **context: Any) -> dict[str, Any]:
    """What `catalogus/inkoopbasis.html` asks of the page that extends it."""
    snapshot = versie.snapshot
    return {
        "versie": versie,
        "publicatie": versie.publicatie,
        "snapshot": snapshot,
        "inkoop": snapshot.inkoop,
        "pagina": Pagina(
            _terms(snapshot), links(versie, context.get("perceel") or context.get("product")), thuis(versie)
        ),
        "ingevoegd": {},
        "hier": hier,
        "verhuisd": "",
        "hier_pad": request.path.removeprefix(versie.pad),
        "citaat": None,
        **context,
    }


def _terms(snapshot: Snapshot) -> list[Term]:
    """The words that a version explains, and difficult ones that the portal explains because this version does not."""
    found = [Term(begrip.term, begrip.omschrijving, tuple(begrip.synoniemen)) for begrip in snapshot.begrippen]
    known = {word.lower() for term in found for word in (term.woord, *term.synoniemen)}
    ours = [woord for woord in site().woorden if woord.term.lower() not in known]
    return found + [
        Term(woord.term, f"{woord.uitleg} (Uitleg van dit portaal.)", tuple(woord.vormen)) for woord in ours
    ]


def missing(
    request: HttpRequest, versie: Versie, soort: str, meervoud: str, code: str, known: Container[str]
) -> HttpResponse:
    """The way to what it is called now, or 404 that says where to go on: what was removed still stands in an older version.

    Capitals in an address are forgiven.
    """
    if code.lower() in known:
        return redirect(f"{versie.pad}{meervoud}/{code.lower()}/")
    if response := forward(request, versie, soort, code):
        return response
    response = page(request, "ontbreekt", versie, meervoud, soort=soort, meervoud=meervoud, code=code)
    response.status_code = 404
    return response


@require_safe
@voorraad.for_everybody
def home(request: HttpRequest) -> HttpResponse:
    """Every inkoop with a published version, per regio. An empty portal is set up first."""
    found = aanbod()
    if not found.versies and is_needed():
        return redirect("inrichten")
    sluitingen = first_closings([row.publicatie.inkoop_id for row in found.inkopen], timezone.now())
    inkopen = [(row, sluitingen.get(row.publicatie.inkoop_id)) for row in found.inkopen]
    return render(
        request, "catalogus/home.html", {"inkopen": inkopen, "nieuws": found.nieuws, "voorbeelden": found.voorbeelden}
    )


@of_version
def overzicht(request: HttpRequest, versie: Versie) -> HttpResponse:
    return page(
        request,
        "inkoop",
        versie,
        "overzicht",
        feiten=feiten(versie.snapshot, versie.snapshot.inkoop),
        matrix=_matrix(versie.snapshot),
        document=versie.grootte(BestandSoort.DOCUMENT),
        voor_aanbieder=voor_aanbieder(versie),
    )


def _matrix(snapshot: Snapshot) -> list[tuple[PerceelInhoud, list[tuple[ProductInhoud, str | None]]]]:
    """Per perceel, per product: None when it is not in the perceel, else its period ("" without one)."""
    rows = []
    for perceel in snapshot.percelen:
        links = {link.code: link for link in perceel.producten}
        cells = [
            (product, links[product.code].periode if product.code in links else None) for product in snapshot.producten
        ]
        rows.append((perceel, cells))
    return rows


@of_version
def percelen(request: HttpRequest, versie: Versie) -> HttpResponse:
    return page(request, "percelen", versie, "percelen", matrix=_matrix(versie.snapshot))


@of_version
def perceel(request: HttpRequest, versie: Versie, code: str) -> HttpResponse:
    snapshot = versie.snapshot
    found = snapshot.perceel.get(code)
    if found is None:
        return missing(request, versie, "perceel", "percelen", code, snapshot.perceel)
    return page(
        request,
        "perceel",
        versie,
        "percelen",
        perceel=found,
        voor_aanbieder=voor_aanbieder(versie, found),
        heeft_toegang=has_toegang(snapshot, found),
        verhuisd=former(request, versie, found),
        eisen=(eisen := eistabellen(snapshot, eisen_of(snapshot, found))),
        rijen=(rijen := beschrijving.rijen(snapshot, found)),
        wijzigingen=(wijzigingen := on_page(versie, OnderdeelSoort.PERCEEL, code, [rij.sleutel for rij in rijen])),
        tarieven=(tarieven := beschrijving.tarieven_in(snapshot, found, versie.day)),
        voorwaarden=(voorwaarden := beschrijving.voorwaarden_in(snapshot, found)),
        koppen=[("inschrijven", INSCHRIJVEN, False)] * bool(voorwaarden)
        + _koppen(rijen, wijzigingen.rubrieken, kenmerken="Kenmerken" if found.kenmerken else "")
        + [(TARIEVEN, "Tarieven", False)] * bool(tarieven)
        + [(EISEN, "Eisen", False)] * bool(eisen),
        feiten=feiten(snapshot, found),
        ingevoegd=samenhang.ingevoegd(snapshot, found),
        grootte=versie.grootte(BestandSoort.PERCEEL, code),
        buren=_neighbours([(row.nummer, row.naam) for row in snapshot.percelen], code),
    )


@of_version
def producten(request: HttpRequest, versie: Versie) -> HttpResponse:
    return page(request, "producten", versie, "producten")


@of_version
def product(request: HttpRequest, versie: Versie, code: str) -> HttpResponse:
    snapshot = versie.snapshot
    found = snapshot.product.get(code)
    if found is None:
        return missing(request, versie, "product", "producten", code, snapshot.product)
    return page(
        request,
        "product",
        versie,
        "producten",
        product=found,
        heeft_toegang=has_toegang(snapshot, found),
        verhuisd=former(request, versie, found),
        eisen=(eisen := eistabellen(snapshot, eisen_of(snapshot, found))),
        rijen=(rijen := beschrijving.rijen(snapshot, found)),
        wijzigingen=(wijzigingen := on_page(versie, OnderdeelSoort.PRODUCT, code, [rij.sleutel for rij in rijen])),
        tarieven=(tarieven := beschrijving.tarieftabel(snapshot, found, versie.day)),
        voorwaarden=(voorwaarden := beschrijving.voorwaardezinnen(snapshot, found)),
        koppen=[("tarief", "Tarief", False)] * bool(tarieven)
        + [("inschrijven", INSCHRIJVEN, False)] * bool(voorwaarden)
        + _koppen(rijen, wijzigingen.rubrieken)
        + [(EISEN, "Eisen", False)] * bool(eisen),
        feiten=feiten(snapshot, found, versie.day),
        grootte=versie.grootte(BestandSoort.PRODUCT, code),
        buren=_neighbours([(row.code, row.naam) for row in snapshot.producten], code),
    )


@of_version
def segmenten(request: HttpRequest, versie: Versie) -> HttpResponse:
    return page(request, "segmenten", versie, "segmenten")


@of_version
def segment(request: HttpRequest, versie: Versie, code: str) -> HttpResponse:
    snapshot = versie.snapshot
    found = snapshot.segment.get(code)
    if found is None:
        return missing(request, versie, "segment", "segmenten", code, snapshot.segment)
    return page(
        request,
        "segment",
        versie,
        "segmenten",
        segment=found,
        verhuisd=former(request, versie, found),
        eisen=(eisen := eistabellen(snapshot, eisen_of(snapshot, found))),
        feiten=feiten(snapshot, found),
        rijen=(rijen := beschrijving.rijen(snapshot, found)),
        koppen=_koppen(rijen, ()) + [(EISEN, "Eisen", False)] * bool(eisen),
        grootte=versie.grootte(BestandSoort.SEGMENT, code),
        buren=_neighbours([(row.code, row.naam) for row in snapshot.segmenten], code),
    )


def _koppen(rijen: list[beschrijving.Tekstrij], changed: Container[str], **after: str) -> list[tuple[str, str, bool]]:
    """The on-page contents: (anchor, name, changed) of each rubriek, then of what follows them, when it has a name."""
    rubrieken = [(rij.sleutel, rij.naam, rij.sleutel in changed) for rij in rijen]
    return rubrieken + [(anker, naam, False) for anker, naam in after.items() if naam]


def _neighbours(rows: list[tuple[str, str]], code: str) -> list[tuple[str, str, str, str]]:
    """(rel, word, code, name) of what stands before and after `code` in the document."""
    at = [row[0] for row in rows].index(code)
    found = [("prev", "Vorige", *rows[at - 1])] if at else []
    return found + [("next", "Volgende", *row) for row in rows[at + 1 : at + 2]]


@of_version
def grondslagen(request: HttpRequest, versie: Versie) -> HttpResponse:
    snapshot = versie.snapshot
    rows = [
        (grondslag, [row for row in snapshot.producten if grondslag.code in row.grondslagen])
        for grondslag in snapshot.grondslagen
    ]
    inleiding = next((row for row in snapshot.hoofdstukken if row.soort == HoofdstukSoort.GRONDSLAGEN), None)
    koppen = [(f"grondslag-{grondslag.code}", grondslag.titel, False) for grondslag in snapshot.grondslagen]
    return page(request, "grondslagen", versie, "grondslagen", rijen=rows, inleiding=inleiding, koppen=koppen)


@of_version
def eisen(request: HttpRequest, versie: Versie) -> HttpResponse:
    """What is asked of aanbieders; ?soort=kpi&perceel=1 shows only those that hold there."""
    snapshot = versie.snapshot
    kinds = ("segment", "perceel", "product")
    delen = {soort: rows for soort in kinds if (rows := snapshot.delen(soort))}
    form = EisenForm(request.GET or None, eisen=snapshot.eisen, delen=delen)
    asked = form.cleaned_data if form.is_valid() else {}
    chosen = [snapshot.vind(soort, asked[soort]) for soort in kinds if asked.get(soort)]
    rows = [
        eis
        for eis in snapshot.eisen
        if asked.get("soort") in {None, "", eis.soort}
        and asked.get("moment") in {None, "", eis.moment}
        and all(eis.holds_for(snapshot, deel) for deel in chosen)
    ]
    inleiding = next((row for row in snapshot.hoofdstukken if row.soort == HoofdstukSoort.EISEN), None)
    return page(
        request,
        "eisen",
        versie,
        "eisen",
        form=form,
        tabellen=(tabellen := eistabellen(snapshot, rows)),
        koppen=[(tabel.anker, tabel.naam, False) for tabel in tabellen],
        aantal=len(rows),
        gefilterd=any(asked.values()),
        inleiding=inleiding,
    )


@of_version
def tarieven(request: HttpRequest, versie: Versie) -> HttpResponse:
    """Every tarief on a day: ?dag=2026-06-01, by default today."""
    snapshot = versie.snapshot
    form = DagForm(request.GET or None)
    day = (form.cleaned_data["dag"] if form.is_valid() else None) or versie.day
    rows = []
    for product in snapshot.producten:
        if alle := beschrijving.tarieftabel(snapshot, product, None):
            geldig = [rij for rij in beschrijving.tarieftabel(snapshot, product, day) if rij.geldt]
            rows.append((product, geldig, alle, verloop(alle, versie.day)))
        elif product.tariefsoort == Tariefsoort.OFFERTE:
            rows.append((product, [], [], None))
    return page(request, "tarieven", versie, "tarieven", rijen=rows, dag=day, form=form)


@of_version
def document(request: HttpRequest, versie: Versie) -> HttpResponse:
    koppen = [("samenhang", "Hoe alles samenhangt", False)]
    koppen += [
        (f"hoofdstuk-{row.sleutel}", row.titel, False)
        for row in versie.snapshot.hoofdstukken
        if row.soort in TOELICHTING or row.tekst or row.slottekst
    ]
    return page(
        request,
        "document",
        versie,
        "document",
        koppen=koppen,
        percelenlijst=next((row for row in versie.snapshot.hoofdstukken if row.soort == "percelenlijst"), None),
        document=versie.grootte(BestandSoort.DOCUMENT),
    )


@of_version
def begrippen(request: HttpRequest, versie: Versie) -> HttpResponse:
    rows = sorted(versie.snapshot.begrippen, key=lambda row: dutch.alphabetical(row.term))
    return page(request, "begrippen", versie, "begrippen", begrippen=rows)


@of_version
def versies(request: HttpRequest, versie: Versie) -> HttpResponse:
    return page(request, "versies", versie, "versies")


@of_version
def wijzigingen(request: HttpRequest, versie: Versie) -> HttpResponse:
    """The change table of a version; with ?van=1&tot=3 what changed between any two published ones."""
    before = versie.other(versie.vorige.volgnummer) if versie.vorige and versie.vorige.volgnummer else None
    start = _two_versions(versie, before)
    if not request.GET.keys() & {"van", "tot"}:
        form = VersiesForm(initial=start, versies=versie.gepubliceerd)
        rows = table(versie.wijzigingen, versie, before, because(versie))
        return _changes(request, versie, form, rows, before, computed=False)
    form = VersiesForm(start | request.GET.dict(), versies=versie.gepubliceerd)
    if not form.is_valid():
        return _changes(request, versie, form, [], None, computed=True)
    before, after = versie.other(form.cleaned_data["van"]), versie.other(form.cleaned_data["tot"])
    rows = table([(wijziging, "") for wijziging in between(before, after)], after, before)
    return _changes(request, after, form, rows, before, computed=True)


def _two_versions(versie: Versie, before: Versie | None) -> dict[str, int | None]:
    """What to propose to compare: this version with the one before it; the first one with what is read today."""
    nummers = [row.volgnummer for row in versie.gepubliceerd if row != versie.publicatie]
    if before or not nummers:
        return {"van": before.publicatie.volgnummer if before else None, "tot": versie.publicatie.volgnummer}
    nu = versie.nu.publicatie.volgnummer if versie.nu else None
    return {"van": versie.publicatie.volgnummer, "tot": nu if nu in nummers else nummers[0]}


def _changes(
    request: HttpRequest,
    versie: Versie,
    form: VersiesForm,
    rows: list[Wijzigingsregel],
    before: Versie | None,
    *,
    computed: bool,
) -> HttpResponse:
    return page(
        request,
        "wijzigingen",
        versie,
        "wijzigingen",
        form=form,
        regels=rows,
        groepen=(groepen := groups(rows)),
        koppen=[(groep.anker, groep.naam, False) for groep in groepen]
        or [(row.anker, row.wijziging.titel, False) for row in rows],
        vorige=before,
        berekend=computed,
    )


@of_version
def vergelijken(request: HttpRequest, versie: Versie) -> HttpResponse:
    """Two or three percelen (?perceel=1&perceel=2), producten (?product=bgi&product=bgg) or segmenten side by side."""
    snapshot = versie.snapshot
    keuzes: dict[str, list[tuple[str, str]]] = {}
    for deel in snapshot.met_pagina:
        keuzes.setdefault(deel.soortnaam, []).append((deel.deelcode, deel.volledig))
    keuzes = dict(reversed(keuzes.items()))  # people compare percelen most, segmenten least
    asked = next((veld for veld in keuzes if any(request.GET.getlist(veld))), "")
    forms = [
        VergelijkForm(veld=veld, keuzes=rows, gekozen=request.GET.getlist(veld) if veld == asked else [])
        for veld, rows in keuzes.items()
    ]
    forms = sorted((form for form in forms if len(form.keuzes) > 1), key=lambda form: not form.codes)
    valid = next((form for form in forms if form.is_valid()), None)
    context: dict[str, Any] = {"formulieren": forms, "gekozen": valid, "delen": [], "feiten": [], "rubrieken": []}
    if valid is not None:
        delen = [snapshot.vind(valid.veld, code) for code in valid.cleaned_data["delen"]]
        pagina = Pagina()
        feitrijen = compare_facts(snapshot, delen, versie.day)
        rubriekrijen = compare_rubrieken(versie, delen, pagina)
        context |= {
            "pagina": pagina,
            "iets_gelijk": any(rij.gelijk for rij in feitrijen) or any(rij.gelijk for rij in rubriekrijen),
            "namen": dutch.capital(dutch.listing(deel.kort for deel in delen)),
            "delen": [
                (deel, dutch.capital(deel.kort), deel.naam, below(deel.soortnaam, deel.deelcode)) for deel in delen
            ],
            "feiten": feitrijen,
            "rubrieken": rubriekrijen,
        }
    return page(request, "vergelijken", versie, "vergelijken", **context)
