"""Reading the working data: the dashboard, an inkoop, and its parts as they will be published."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Rol, User
from actiepunten.bronnen import points_for
from actiepunten.punten import told
from begin.actions import regios_of
from begin.models import Begin
from core import dutch
from core.deel import DeelInhoud
from core.inhoud import describe
from eisen.models import Eissoort
from eisen.soort import meervoud
from publicaties import beschrijving
from publicaties.feiten import feiten
from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot
from publicaties.soorten import soort_van
from segments.inhoud import BegripInhoud
from segments.models import HoofdstukSoort, Inkoop
from werkplek.begin.stappen import steps
from werkplek.inhoud.gebeurd import LAATSTE, happened
from werkplek.inhoud.pagina import find_blok, load_werkblad
from werkplek.inhoud.recent import recent_changes
from werkplek.inhoud.werkblad import SAMEN, Werkblad
from werkplek.pagina import htmx_of, show
from werkplek.plekken import deel_url
from werkplek.toegang import user_of

#: How many points in the way the overview shows at once, and how many below a fold; the rest is asked for.
EERST, MEEST = 6, 50


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The same few queries, however many inkopen; what asks for the whole document of one (`stand`) is fetched after."""
    user = user_of(request)
    inkopen = list(Inkoop.objects.for_user(user).order_by("titel", "pk"))
    versies = list(
        Publicatie.objects.filter(inkoop__in=inkopen)
        .defer("inhoud", "teruggegeven_inhoud")
        .order_by("volgnummer", "pk")
    )
    recent = recent_changes(inkopen, 5)
    bladen = [Werkblad(inkoop, user) for inkoop in inkopen]
    for blad in bladen:
        blad.versies = [versie for versie in versies if versie.inkoop_id == blad.inkoop.pk]
        for versie in blad.versies:
            versie.inkoop = blad.inkoop
    kaarten = [{"blad": blad, "recent": recent[blad.inkoop.pk]} for blad in bladen]
    punten = points_for(user, timezone.now())
    values = {
        "kaarten": kaarten,
        "punten": punten,
        "kop": told(punten),
        "gebeurd": happened(inkopen)[:LAATSTE],
        "mag_beginnen": bool(regios_of(user)),
        "beheerders": _beheerders(user) if not inkopen else [],
    }
    return render(request, "werkplek/inhoud/dashboard.html", values)


def _beheerders(user: User) -> list[User]:
    """Whom to ask, for who has nothing here yet."""
    rows = User.objects.filter(lidmaatschappen__rol=Rol.BEHEERDER, lidmaatschappen__regio__in=user.regio_ids())
    return list(rows.filter(is_active=True).exclude(pk=user.pk).distinct().order_by("last_name", "first_name", "pk"))


@require_safe
def punten(request: HttpRequest) -> HttpResponse:
    """How many things ask something of this person, for the menu of every screen; without htmx the page that lists them."""
    if not htmx_of(request):
        return redirect("werkplek:dashboard")
    values = {"punten": points_for(user_of(request), timezone.now())}
    return render(request, "werkplek/inhoud/dashboard.html#aantal-punten", values)


@require_safe
def stand(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed, what is in the way and what is planned, for the dashboard."""
    werkblad = load_werkblad(request, slug)
    if not htmx_of(request):
        return redirect("werkplek:inkoop", slug)
    return show(request, "inhoud/inkoop", werkblad, fragment="tegels")


@require_safe
def aandacht(request: HttpRequest, slug: str) -> HttpResponse:
    """What asks for attention, for a screen that was shown before it was known: the outline, with `mee` that of the part `hier` too.

    Without htmx: the page of that part, once it is known.
    """
    werkblad = load_werkblad(request, slug)
    hier = request.GET.get("hier", "")
    if not htmx_of(request):
        if not hier:
            return redirect(f"{reverse('werkplek:inkoop', args=[slug])}?aandacht=1#problemen")
        soort, _, code = hier.partition("/")
        page = reverse(f"werkplek:{hier}", args=[slug]) if hier in SAMEN else deel_url(slug, soort, code)
        return redirect(f"{page}?aandacht=1#aandacht")
    werkblad.beeld  # noqa: B018
    return show(
        request, "inhoud/inkoop", werkblad, fragment="mee", hier=hier, mee="mee" in request.GET, **_punten(werkblad)
    )


@require_safe
def inkoop(request: HttpRequest, slug: str) -> HttpResponse:
    werkblad = _load(request, slug)
    return show(
        request,
        "inhoud/inkoop",
        werkblad,
        met_aandacht=True,
        feiten=feiten(werkblad.omgeving(), werkblad.omgeving().inkoop),
        recent=recent_changes([werkblad.inkoop])[werkblad.inkoop.pk],
        stappen=steps(werkblad),
        begin=Begin.objects.filter(inkoop=werkblad.inkoop).first(),
        **_punten(werkblad, alle=request.GET.get("aandacht") == "alle"),
    )


def _punten(werkblad: Werkblad, *, alle: bool = False) -> dict[str, Any]:
    """What is wrong in the whole inkoop, the first of it open and the rest folded. Nothing while that is not known."""
    if not werkblad.bekend_beeld:
        return {}
    shown = werkblad.problemen if alle else werkblad.problemen[:MEEST]
    rest = {"meer_problemen": shown[EERST:], "nog": len(werkblad.problemen) - len(shown), "alle": alle}
    return {"problemen": shown[:EERST], **rest}


@require_safe
def product(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    return _deel(request, slug, "product", code)


@require_safe
def perceel(request: HttpRequest, slug: str, nummer: str) -> HttpResponse:
    return _deel(request, slug, "perceel", nummer)


@require_safe
def segment(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    return _deel(request, slug, "segment", code)


@require_safe
def hoofdstuk(request: HttpRequest, slug: str, sleutel: str) -> HttpResponse:
    return _deel(request, slug, "hoofdstuk", sleutel)


def _load(request: HttpRequest, slug: str) -> Werkblad:
    """With what asks for attention, when the address asks for that (`aandacht`, without JavaScript)."""
    werkblad = load_werkblad(request, slug)
    if "aandacht" in request.GET:
        werkblad.beeld  # noqa: B018
    return werkblad


def _deel(request: HttpRequest, slug: str, soort: str, code: str) -> HttpResponse:
    werkblad = _load(request, slug)
    deel = werkblad.deel(soort, code)
    if deel is None:
        raise Http404(f"Dit onderdeel bestaat niet of is gearchiveerd: {soort} {code}")
    snapshot, kind = werkblad.omgeving(soort, code), soort_van(deel)
    voorwaarden = beschrijving.voorwaardezinnen(snapshot, deel) if kind.in_percelen else []
    changed = werkblad.gewijzigd(soort, code)
    return show(
        request,
        "inhoud/deel",
        werkblad,
        hier=f"{soort}/{code}",
        soort=soort,
        code=code,
        titel=deel.volledig,
        naam=deel.kort,
        kind=kind,
        feiten=feiten(snapshot, deel),
        feiten_gewijzigd="" in changed,
        is_nieuw=changed == {"*"},
        voorwaarden=voorwaarden,
        blokken=werkblad.blokken(soort, code),
        opmerkingen=werkblad.opmerkingen_van(soort, code),
        gemaakt=_generated(werkblad, deel, snapshot),
        met_aandacht=True,
    )


def _generated(werkblad: Werkblad, deel: DeelInhoud, snapshot: Snapshot) -> dict[str, Any]:
    """What a hoofdstuk shows besides its own text, in a few words, with the way to where that is edited."""
    soort = getattr(deel, "soort", "")
    slug = werkblad.slug
    wegen = {
        HoofdstukSoort.PRODUCTENLIJST: ("de lijst van producten", reverse("werkplek:inkoop", args=[slug])),
        HoofdstukSoort.PRODUCTEN: ("de beschrijving van elk product", reverse("werkplek:inkoop", args=[slug])),
        HoofdstukSoort.PERCELENLIJST: (
            "de lijst van percelen met hun producten",
            reverse("werkplek:matrix", args=[slug]),
        ),
        HoofdstukSoort.PERCELEN: ("de beschrijving van elk perceel", reverse("werkplek:inkoop", args=[slug])),
        HoofdstukSoort.SEGMENTEN: ("de beschrijving van elk segment", reverse("werkplek:inkoop", args=[slug])),
        HoofdstukSoort.GRONDSLAGEN: ("de uitleg van elke grondslag", reverse("werkplek:grondslagen", args=[slug])),
        HoofdstukSoort.EISEN: ("het overzicht van de eisen", reverse("werkplek:eisen", args=[slug])),
        HoofdstukSoort.TARIEVEN: ("het overzicht van de tarieven", f"/beheer/{slug}/tarieven/"),
        HoofdstukSoort.WIJZIGINGEN: ("de tabel met wijzigingen", f"/beheer/{slug}/publicatie/"),
    }
    if soort not in wegen:
        return {}
    wat, url = wegen[HoofdstukSoort(soort)]
    zinnen = beschrijving.perceelzinnen(snapshot) if soort == HoofdstukSoort.PERCELENLIJST else []
    return {"wat": wat, "url": url, "zinnen": zinnen}


@require_safe
def grondslagen(request: HttpRequest, slug: str) -> HttpResponse:
    werkblad = _load(request, slug)
    omgeving = werkblad.omgeving()
    rijen = [
        {
            "grondslag": row,
            "feiten": feiten(omgeving, row),
            "blok": find_blok(werkblad, "grondslag", row.code, "definitie"),
            "opmerkingen": werkblad.opmerkingen_van("grondslag", row.code),
        }
        for row in omgeving.grondslagen
    ]
    return show(
        request,
        "inhoud/grondslagen",
        werkblad,
        hier="grondslagen",
        rijen=rijen,
        leefgebieden=werkblad.inkoop.leefgebieden.order_by("nummer", "pk"),
        opmerkingen=werkblad.opmerkingen_van("leefgebied"),
        met_aandacht=True,
    )


@require_safe
def grondslag(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Grondslagen stand on one page; this is the address of one of them."""
    werkblad = load_werkblad(request, slug)
    if werkblad.deel("grondslag", code) is None:
        raise Http404("Deze grondslag bestaat niet.")
    return redirect(reverse("werkplek:grondslagen", args=[slug]) + f"#{code}")


@require_safe
def eisen(request: HttpRequest, slug: str) -> HttpResponse:
    werkblad = _load(request, slug)
    omgeving = werkblad.omgeving()
    groepen: dict[str, list[dict[str, Any]]] = {soort.value: [] for soort in Eissoort}
    for row in omgeving.eisen:
        groepen[row.soort].append(
            {
                "eis": row,
                "feiten": feiten(omgeving, row),
                "blok": find_blok(werkblad, "eis", row.nummer, "tekst"),
                "opmerkingen": werkblad.opmerkingen_van("eis", row.nummer),
            }
        )
    return show(
        request,
        "inhoud/eisen",
        werkblad,
        hier="eisen",
        groepen=[(dutch.capital(meervoud(soort)), rows) for soort, rows in groepen.items() if rows],
        met_aandacht=True,
    )


@require_safe
def eis(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Eisen stand on one page; this is the address of one of them."""
    werkblad = load_werkblad(request, slug)
    if werkblad.deel("eis", code) is None:
        raise Http404("Deze eis bestaat niet.")
    return redirect(reverse("werkplek:eisen", args=[slug]) + f"#{code}")


@require_safe
def begrippen(request: HttpRequest, slug: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug)
    omgeving = werkblad.omgeving()
    rows = [
        (row, feiten(omgeving, describe(row, BegripInhoud), intern=True))
        for row in sorted(werkblad.inkoop.begrippen.all(), key=lambda row: dutch.alphabetical(row.term))
    ]
    opmerkingen = werkblad.opmerkingen_van("begrip")
    return show(request, "inhoud/begrippen", werkblad, hier="begrippen", begrippen=rows, opmerkingen=opmerkingen)
