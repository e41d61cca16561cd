"""What came in: as a list with filters, at one place of the text, and one decision at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Recht, User, who_may
from core.spreadsheet import Column, Sheet, write_xlsx
from overleg import behandelen, plekken, reacties
from overleg.models import Onderwerp, Reactie, Reactiepunt, Reactieronde
from publicaties.snapshot import take
from publicaties.wijzigingen import compare
from segments.bewerking import fingerprint_of_rows, fresh
from segments.models import Inkoop
from werkplek.formulier import WerkplekForm, attempt, posted, status_of
from werkplek.overleg.forms import FilterForm, OnderwerpForm
from werkplek.pagina import button, done, page, show
from werkplek.plekken import adres as edit_address
from werkplek.toegang import load_inkoop, user_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GEEN = "Nog niet besloten"


def rounds(inkoop: Inkoop) -> list[Reactieronde]:
    """Newest first, with how many onderwerpen each has and how many wait for a decision."""
    rows = Reactieronde.objects.filter(inkoop=inkoop).select_related("mijlpaal__segment", "publicatie")
    rows = rows.defer("publicatie__inhoud", "publicatie__teruggegeven_inhoud")
    rows = rows.annotate(
        aantal=Count("onderwerpen", distinct=True),
        te_doen=Count("onderwerpen", filter=Q(onderwerpen__besluit=""), distinct=True),
    )
    return list(rows.order_by("-geopend_op", "-pk"))


def names_of(rondes: Iterable[Reactieronde]) -> dict[int, dict[str, str]]:
    """Of each round what its places are called."""
    publicaties = {row.publicatie_id: row.publicatie for row in rondes}
    known = {pk: plekken.names(reacties.snapshot_of(one)) for pk, one in publicaties.items()}
    return {row.pk: known[row.publicatie_id] for row in rondes}


def _filtered(rows: list[Onderwerp], form: FilterForm) -> list[Onderwerp]:
    asked = form.cleaned_data if form.is_valid() else {}
    ronde, besluit, wie, plek = (asked.get(name, "") for name in ("ronde", "besluit", "wie", "plek"))
    return [
        row
        for row in rows
        if (not ronde or str(row.ronde_id) == ronde)
        and (not besluit or row.besluit == ("" if besluit == "open" else besluit))
        and (not wie or (str(row.toegewezen_id) if row.toegewezen_id else "niemand") == wie)
        and (not plek or row.plek == plek)
    ]


def _people(inkoop: Inkoop) -> QuerySet[User]:
    return who_may(Recht.LEZEN, inkoop.regio_id).order_by("first_name", "last_name", "pk")


@require_safe
def lijst(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug)
    rondes = rounds(inkoop)
    form = FilterForm(request.GET, rondes=rondes, mensen=list(_people(inkoop)))
    known = names_of(rondes)
    rows = _filtered(behandelen.for_list(rondes), form)
    told = [(row, row.vraag.tekst if row.vraag else known[row.ronde_id].get(row.plek, row.plek)) for row in rows]
    now = timezone.now()
    return show(
        request, "overleg/lijst", inkoop, filter=form, regels=told, gevraagd=request.GET.urlencode(),
        rondes=[(row, row.is_open(now), reacties.until(row)) for row in rondes],
        notas=list(inkoop.reactienotas.select_related("ronde").defer("inhoud").order_by("-nummer")),
        plek=form.cleaned_data.get("plek", "") if form.is_valid() else "",
        los=Reactie.objects.filter(ronde__inkoop=inkoop, ingediend_op__isnull=False, bevestigd_op=None).count(),
    )  # fmt: skip


@require_safe
def xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """What the list shows, a punt on each row. Without names and addresses: a file goes further than one thinks."""
    inkoop = load_inkoop(request, slug)
    rondes = rounds(inkoop)
    known = names_of(rondes)
    form = FilterForm(request.GET, rondes=rondes, mensen=list(_people(inkoop)))
    rows = [
        (
            punt.reactie.referentie,
            punt.reactie.afzender.organisatie if punt.reactie.afzender else "",
            row.ronde.titel,
            row.vraag.tekst if row.vraag else known[row.ronde_id].get(row.plek, row.plek),
            punt.tekst,
            str(row.pk),
            row.get_besluit_display() if row.besluit else GEEN,
            row.reden,
            str(row.toegewezen or ""),
        )
        for row in _filtered(behandelen.for_list(rondes), form)
        for punt in row.gezegd  # type: ignore[attr-defined]
    ]
    koppen = (
        "Kenmerk",
        "Organisatie",
        "Ronde",
        "Waar",
        "Reactie",
        "Onderwerp",
        "Besluit",
        "Antwoord en reden",
        "Toegewezen",
    )
    content = write_xlsx([Sheet("Reacties", [Column(kop) for kop in koppen], rows)], title=f"Reacties: {inkoop.titel}")
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{slug}-reacties.xlsx"'
    return response


def _onderwerp(inkoop: Inkoop, pk: int) -> Onderwerp:
    rows = Onderwerp.objects.filter(ronde__inkoop=inkoop).select_related("ronde__publicatie", "vraag")
    found: Onderwerp = get_object_or_404(rows, pk=pk)
    found.ronde.inkoop = inkoop
    return found


def changed_places(ronde: Reactieronde) -> list[tuple[str, str]]:
    """What differs in the text now from the version that was reacted to: (pad, name), each once."""
    changes = compare(reacties.snapshot_of(ronde.publicatie), take(ronde.inkoop))
    names = plekken.names(reacties.snapshot_of(ronde.publicatie))
    found = {plek.pad: names.get(plek.pad) or plek.naam or plek.pad for one in changes for plek in one.plekken}
    return sorted(found.items(), key=lambda one: one[1])


def _address(slug: str, pk: int) -> str:
    return reverse("werkplek:overleg:onderwerp", args=[slug, pk])


def _answer(data: QueryDict | None, row: Onderwerp) -> OnderwerpForm:
    """What is answered, is answered to what was said."""
    return OnderwerpForm(
        data, instance=row, inkoop=row.ronde.inkoop, plaatsen=changed_places(row.ronde),
        nu=lambda: fingerprint_of_rows(fresh(row), row.punten.order_by("pk")), vast=[row.ronde],
    )  # fmt: skip


def _division(data: QueryDict | None, row: Onderwerp) -> WerkplekForm:
    """What goes together and what not: by what was said and decided about this place."""

    def now() -> str:
        fresh(row)
        rows = _same_place(row).order_by("pk")
        return fingerprint_of_rows(rows, Reactiepunt.objects.filter(onderwerp__in=rows).order_by("pk"))

    return WerkplekForm(data, nu=now, vast=[row.ronde])


def _same_place(row: Onderwerp) -> QuerySet[Onderwerp]:
    return Onderwerp.objects.filter(ronde=row.ronde_id, plek=row.plek, vraag=row.vraag_id)


@page
def onderwerp(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was said, and what the regio answers. A punt that says something else gets an onderwerp of its own (`los`)."""
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    row, user = _onderwerp(inkoop, pk), user_of(request)
    los = "los" in request.POST
    form, verdeling = _answer(None if los else posted(request), row), _division(request.POST if los else None, row)
    if verdeling.is_valid():
        with attempt(verdeling):
            punt = get_object_or_404(Reactiepunt, onderwerp=row, pk__in=_keys(request.POST["los"]))
            new = behandelen.split(onderwerp=row, punt=punt, by=user)
            return done(request, _address(slug, new.pk), "Losgemaakt")
    elif form.is_valid():
        with attempt(form):
            values = form.cleaned_data
            behandelen.assign(onderwerp=row, aan=values["toegewezen"], by=user)
            behandelen.decide(
                onderwerp=row, titel=values["titel"], besluit=values["besluit"], reden=values["reden"],
                plekken=values["plekken"], by=user, at=timezone.now(),
            )  # fmt: skip
            return done(request, _address(slug, pk), "Opgeslagen")
    return _show(request, row, form, verdeling)


@button
def samen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What says the same gets one answer."""
    row = _onderwerp(load_inkoop(request, slug, Recht.BEWERKEN), pk)
    verdeling = _division(request.POST, row)
    if verdeling.is_valid():
        with attempt(verdeling):
            met = list(_same_place(row).filter(pk__in=_keys(*request.POST.getlist("met"))).order_by("pk"))
            behandelen.group(onderwerp=row, met=met, by=user_of(request))
            return done(request, _address(slug, pk), f"Samengevoegd: {len(met)}")
    return _show(request, row, _answer(None, row), verdeling)


def _keys(*sent: str) -> list[int]:
    return [int(one) for one in sent if one.isascii() and one.isdecimal() and len(one) < 10]


def _show(request: HttpRequest, row: Onderwerp, form: OnderwerpForm, verdeling: WerkplekForm) -> HttpResponse:
    slug = row.ronde.inkoop.slug
    kop = plekken.names(reacties.snapshot_of(row.ronde.publicatie)).get(row.plek, row.plek)
    gekozen = _keys(*request.POST.getlist("met"))
    anderen = _same_place(row).exclude(pk=row.pk).select_related("toegewezen").order_by("pk")
    return show(
        request, "overleg/onderwerp", row.ronde.inkoop, form=form, verdeling=verdeling, gezien=verdeling.gezien, row=row,
        status=max(status_of(form), status_of(verdeling)),
        punten=list(row.punten.select_related("reactie__afzender").order_by("reactie__referentie", "pk")),
        kop=row.vraag.tekst if row.vraag else kop,
        tekst=edit_address(slug, plekken.read(row.plek)) if row.plek else "",
        anderen=[(one, one.pk in gekozen) for one in anderen],
    )  # fmt: skip


@require_safe
def afzender(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One reactie with who sent it. That somebody looked is written down (`toezicht.inzage`)."""
    inkoop = load_inkoop(request, slug)
    row = _reactie(inkoop, pk)
    names = plekken.names(reacties.snapshot_of(row.ronde.publicatie))
    punten = row.punten.select_related("vraag", "onderwerp").order_by("volgorde", "pk")
    told = [(punt, punt.vraag.tekst if punt.vraag else names.get(punt.plek, punt.plek)) for punt in punten]
    return show(
        request,
        "overleg/afzender",
        inkoop,
        reactie=row,
        punten=told,
        bijlagen=list(row.bijlagen.with_sizes().order_by("pk")),
    )


def _reactie(inkoop: Inkoop, pk: int) -> Any:
    rows = Reactie.objects.filter(ronde__inkoop=inkoop, bevestigd_op__isnull=False)
    return get_object_or_404(rows.select_related("afzender", "ronde__publicatie"), pk=pk)


@require_safe
def bijlage(request: HttpRequest, slug: str, pk: int, nummer: int) -> HttpResponseBase:
    """Always as an attachment: what a stranger sent is never shown as a page of ours."""
    inkoop = load_inkoop(request, slug)
    row = get_object_or_404(_reactie(inkoop, pk).bijlagen, pk=nummer)
    try:
        return FileResponse(row.bestand.open("rb"), as_attachment=True)
    except (ValueError, FileNotFoundError) as fout:
        raise Http404("Hier is geen bestand.") from fout
