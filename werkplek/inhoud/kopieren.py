"""A copy of a part: of this inkoop, of another one of the regio, or of a published version of any regio."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.db.models import EmailField, IntegerField, Q
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import Recht
from core import dutch
from core.deel import DeelInhoud
from core.inhoud import canonical, emptied
from core.soort import Soort
from percelen.actions import copy_texts_below
from publicaties.kopieren import copy, key_of, missing, name_of, places_of
from publicaties.models import BUITEN, Publicatie, Status
from publicaties.snapshot import Snapshot, read, take
from publicaties.soorten import SOORTEN, soort_van
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
    """Choose the source, then the part, then what to call the copy and what comes along with it.

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
        mist = missing(snapshot=snapshot, deel=chosen, inkoop=werkblad.inkoop)
        teksten = _texts_below(chosen, snapshot)
        form = CopyForm(
            posted(request),
            initial=_suggestion(kind, werkblad.inkoop, chosen),
            kind=kind,
            bij=[deel.kort for key in teksten if (deel := werkblad.geheel().deel(chosen.soort, key))],
            mist=[(key_of(deel), name_of(deel)) for deel in mist],
            percelen=_percelen_here(werkblad.inkoop, places_of(snapshot, chosen)),
            nu=lambda: _basis(snapshot, chosen, teksten, werkblad.inkoop),
            vast=[werkblad.inkoop],
        )
        if form.is_valid():
            with attempt(form):
                values = form.cleaned_data
                row, came, left = copy(
                    inkoop=werkblad.inkoop,
                    snapshot=snapshot,
                    deel=chosen,
                    code=values["code"],
                    naam=values.get("naam", ""),
                    mee=values.get("mee", ()),
                    met_koppelingen=bool(values.get("met_koppelingen")),
                    hulp=lambda deel: _hulp(werkblad, bron, deel),
                    by=werkblad.user,
                )
                if values.get("met_teksten"):
                    copy_texts_below(rubriek=row, teksten=teksten, by=werkblad.user)
                if came:
                    messages.success(request, f"Ook meegekomen: {dutch.listing(came)}.")
                if left:
                    told = f"Niet meegekomen, want deze inkoop heeft dat niet: {dutch.listing(left)}."
                    messages.warning(request, told)
                if tarieven := _tarieven(chosen, snapshot):
                    messages.warning(request, f"Niet mee gekopieerd: {tarieven}. Die horen bij de inkoop van de bron.")
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


def _basis(snapshot: Snapshot, chosen: DeelInhoud, teksten: dict[str, str], inkoop: Inkoop) -> str:
    """Of all that the copy would bring."""
    mist = missing(snapshot=snapshot, deel=chosen, inkoop=inkoop)
    percelen = {nummer: repr(cel) for nummer, cel in places_of(snapshot, chosen).items()}
    inhoud = {key_of(deel): canonical(deel.model_dump(mode="json")).decode() for deel in (chosen, *mist)}
    return fingerprint_of({**inhoud, **percelen, "teksten": repr(teksten)})


def _percelen_here(inkoop: Inkoop, nummers: Collection[str]) -> list[str]:
    found = inkoop.percelen.active().filter(nummer__in=nummers).in_order()
    return [row.nummer for row in found]


def _sources(werkblad: Werkblad) -> list[tuple[str, str]]:
    """The working data and the versions of the own regio, and what other regio's have out now."""
    eigen = werkblad.inkoop.regio_id
    inkopen = Inkoop.objects.for_user(werkblad.user).filter(regio_id=eigen).order_by("titel", "pk")
    known = Q(inkoop__in=inkopen, status__in=BUITEN) | (~Q(inkoop__regio=eigen) & Q(status=Status.GEPUBLICEERD))
    versies = (
        Publicatie.objects.filter(known)
        .select_related("inkoop__regio")
        .defer("inhoud")
        .order_by("inkoop__titel", "inkoop_id", "-volgnummer")
    )
    return [
        *((f"inkoop-{row.pk}", f"{row.titel}: werktekst") for row in inkopen),
        *(
            (f"versie-{row.pk}", _version_name(row, eigen))
            for row in sorted(versies, key=lambda row: row.inkoop.regio_id != eigen)
        ),
    ]


def _version_name(versie: Publicatie, eigen: int) -> str:
    regio = f" ({versie.inkoop.regio})" if versie.inkoop.regio_id != eigen else ""
    return f"{versie.inkoop.titel}{regio}: versie {versie.volgnummer}"


def _snapshot_of(werkblad: Werkblad, bron: str) -> Snapshot:
    what, _, pk = bron.partition("-")
    if what == "inkoop":
        if int(pk) == werkblad.inkoop.pk:
            return werkblad.snapshot
        return take(Inkoop.objects.select_related("regio").get(pk=pk))
    versie = Publicatie.objects.select_related("inkoop").get(pk=pk)
    if versie.inhoud is None:
        raise Http404
    snapshot = read(versie.inhoud)
    if versie.inkoop.regio_id == werkblad.inkoop.regio_id:
        return snapshot
    # Where to write to about it is of that regio.
    delen = {
        soort.meervoud: [emptied(deel, soort.model, EmailField) for deel in snapshot.delen(soort.naam)]
        for soort in SOORTEN.values()
    }
    return snapshot.model_copy(update=delen)


def _label(code: str, row: DeelInhoud) -> str:
    return row.volledig if len(row.codevelden) > 1 else f"{code} – {_name(row)}"


def _name(row: DeelInhoud) -> str:
    return next((str(getattr(row, veld)) for veld in soort_van(row).naamvelden), row.deelcode)


def _suggestion(kind: Soort, inkoop: Inkoop, row: DeelInhoud) -> dict[str, str]:
    """Its own code and name, unless this inkoop has that code already."""
    code, naam = str(getattr(row, kind.codevelden[-1])), _name(row)
    if row.deelcode in [one.deelcode for one in kind.rows(inkoop)]:
        return {"code": _other_code(kind, inkoop, code), "naam": f"{naam} (kopie)"}
    return {"code": code, "naam": naam}


def _other_code(kind: Soort, inkoop: Inkoop, code: str) -> str:
    field = kind.modelveld(kind.codevelden[-1])
    if isinstance(field, IntegerField):
        return str(max(getattr(row, field.name) for row in kind.rows(inkoop)) + 1)
    if not kind.naamvelden:
        return f"{code} (kopie)"
    return f"{code[:5]}KOPIE" if code.isupper() else f"{code}-kopie"


def _tarieven(row: DeelInhoud, source: Snapshot) -> str:
    """The amounts of a product stay behind: they belong to the inkoop that agreed them."""
    count = sum(tarief.product == row.deelcode for tarief in source.tarieven) if soort_van(row).met_tarieven else 0
    return "" if not count else "1 tarief" if count == 1 else f"{count} tarieven"


# --- what goes along with a rubriek -----------------------------------------------------------------------------------


def _texts_below(row: Any, source: Snapshot) -> dict[str, str]:
    """By code (of a perceel: nummer), what stands below a rubriek of `source`; of other kinds nothing."""
    if not soort_van(row).is_kop:
        return {}
    return {deel.deelcode: tekst for deel in source.delen(row.soort) if (tekst := deel.teksten.get(row.sleutel))}


def _hulp(werkblad: Werkblad, bron: str, deel: DeelInhoud) -> dict[str, str]:
    """The help for who writes is no part of a version: it comes from the working data of the same inkoop, of the own regio."""
    kind = soort_van(deel)
    if not kind.hulp:
        return {}
    what, _, pk = bron.partition("-")
    code = {veld: getattr(deel, veld) for veld in kind.codevelden}
    rows = kind.model._default_manager.filter(**code, inkoop__regio=werkblad.inkoop.regio_id)
    rows = rows.filter(inkoop=int(pk)) if what == "inkoop" else rows.filter(inkoop__publicaties=int(pk))
    return rows.order_by("pk").values(*kind.hulp).first() or {}
