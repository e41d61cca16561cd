"""Indexation rounds: figures, the sum step by step, what each tarief becomes, applying and undoing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Recht
from tarieven import actions
from tarieven.fouten import TariefFout
from tarieven.indexatie import bereken, percentage
from tarieven.models import Indexatie, Indexcomponent, Methode
from werkplek.inhoud.pagina import staff
from werkplek.tarieven.forms import ComponentForm, ComponentFormSet, RondeForm
from werkplek.tarieven.gepubliceerd import is_published
from werkplek.tarieven.lijst import next_year
from werkplek.tarieven.pagina import show
from werkplek.toegang import load_inkoop, user_of

page = require_http_methods(["GET", "HEAD", "POST"])
MAX_COMPONENTEN = 12


def _load(request: HttpRequest, slug: str, pk: int, recht: Recht = Recht.LEZEN) -> Indexatie:
    inkoop = load_inkoop(request, slug, recht)
    ronde: Indexatie = get_object_or_404(Indexatie.objects.select_related("toegepast_door"), pk=pk, inkoop=inkoop)
    ronde.inkoop = inkoop
    return ronde


def _to(ronde: Indexatie) -> HttpResponse:
    return redirect("werkplek:tarieven:ronde", ronde.inkoop.slug, ronde.pk)


@staff
@require_safe
def rondes(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug)
    rows = inkoop.indexaties.select_related("toegepast_door").order_by("-ingangsdatum")
    return show(request, "rondes", inkoop, "rondes", rondes=list(rows))


@staff
@require_safe
def ronde(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The figures, the sum and what becomes of each tarief."""
    return _show(request, _load(request, slug, pk))


def _show(request: HttpRequest, ronde: Indexatie, *, status: int = 200, fout: str = "") -> HttpResponse:
    componenten = list(ronde.componenten.order_by("pk"))
    berekening, niet = None, ""
    try:
        berekening = bereken(ronde)
    except TariefFout as refused:
        niet = str(refused)
    return show(
        request,
        "ronde",
        ronde.inkoop,
        "rondes",
        ronde=ronde,
        componenten=[(row, row.gewicht * 100) for row in componenten],
        berekening=berekening,
        keten=ronde.methode == Methode.KETEN,
        niet=niet,
        fout=fout,
        gepubliceerd=bool(ronde.toegepast_op) and is_published(ronde),
        status=status,
    )


@staff
@page
def nieuw(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    begin = next_year(timezone.localdate())
    initial = {"jaar": begin.year, "ingangsdatum": begin}
    # Advice of the VNG (feiten 7).
    start = [{"naam": "OVA", "gewicht": "0,9"}, {"naam": "PPC", "gewicht": "0,1"}]
    return _edit(request, Indexatie(inkoop=inkoop), initial, start)


@staff
@page
def cijfers(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    ronde = _load(request, slug, pk, Recht.BEWERKEN)
    if ronde.toegepast_op:
        messages.error(request, "Deze ronde is toegepast. Maak haar eerst ongedaan als u de cijfers wilt veranderen.")
        return _to(ronde)
    return _edit(request, ronde, {}, [ComponentForm.initial_of(row) for row in ronde.componenten.order_by("pk")])


def _edit(request: HttpRequest, ronde: Indexatie, initial: dict[str, Any], start: list[dict[str, Any]]) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = RondeForm(posted, instance=ronde, initial=initial)
    componenten = ComponentFormSet(posted, initial=start, prefix="component")
    wat = request.POST.get("wat", "opslaan")
    status, fout = 200, ""
    if posted is not None and wat == "erbij":
        data = posted.copy()
        data["component-TOTAL_FORMS"] = str(min(componenten.total_form_count() + 1, MAX_COMPONENTEN))
        return _show_form(
            request, ronde, RondeForm(data, instance=ronde), ComponentFormSet(data, prefix="component"), quiet=True
        )
    if posted is not None:
        status = 422
        rows = _filled(componenten)
        # Both, so that everything that is wrong is told at once.
        if form.is_valid() & all(row.is_valid() for row in rows):
            parts = [Indexcomponent(**row.cleaned_data) for row in rows]
            try:
                if len({part.naam.casefold() for part in parts}) < len(parts):
                    raise TariefFout("Twee componenten hebben dezelfde naam. Geef elk een eigen naam.")
                percentage(
                    parts, methode=form.cleaned_data["methode"], decimalen=form.cleaned_data["percentage_decimalen"]
                )
                _save(form, parts, request)
            except TariefFout as refused:
                fout = str(refused)
            else:
                messages.success(
                    request,
                    "De cijfers zijn opgeslagen. Hieronder ziet u wat zij betekenen; er is nog niets toegepast.",
                )
                return _to(form.instance)
    return _show_form(request, ronde, form, componenten, status=status, fout=fout)


def _filled(componenten: BaseFormSet[ComponentForm]) -> list[ComponentForm]:
    """Rows with something in them."""
    names = [name for name in ComponentForm.base_fields if name != "gewicht"]
    return [row for row in componenten if any(row.data.get(row.add_prefix(name), "").strip() for name in names)]


@transaction.atomic
def _save(form: RondeForm, parts: list[Indexcomponent], request: HttpRequest) -> None:
    ronde = form.instance
    if ronde.pk:
        locked = Indexatie.objects.select_for_update().get(pk=ronde.pk)
        if locked.toegepast_op:
            raise TariefFout("Iemand anders heeft deze ronde intussen toegepast. De cijfers staan nu vast.")
    form.save()
    ronde.componenten.all().delete()
    for part in parts:
        part.indexatie = ronde
        part.save()


def _show_form(
    request: HttpRequest,
    ronde: Indexatie,
    form: RondeForm,
    componenten: BaseFormSet[ComponentForm],
    *,
    status: int = 200,
    fout: str = "",
    quiet: bool = False,
) -> HttpResponse:
    """`quiet`: a row was added, so what is not filled in yet is not wrong yet."""
    filled = [] if quiet else _filled(componenten) if componenten.is_bound else []
    fouten = [("", fout)] if fout else []
    if form.is_bound and not quiet:
        fouten += form.fouten + [pair for row in filled for pair in row.fouten]
    return show(
        request,
        "ronde_cijfers",
        ronde.inkoop,
        "rondes",
        ronde=ronde if ronde.pk else None,
        form=form,
        componenten=componenten,
        gevuld={row.prefix for row in filled},
        fouten=fouten,
        stil=quiet,
        mag_erbij=componenten.total_form_count() < MAX_COMPONENTEN,
        status=status,
    )


@staff
@require_POST
def toepassen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    ronde = _load(request, slug, pk, Recht.BEWERKEN)
    user = user_of(request)
    if ronde.toegepast_op and ronde.toegepast_door_id == user.pk:
        return _to(ronde)  # sent twice
    try:
        berekening = actions.apply_indexatie(indexatie=ronde, by=user, at=timezone.now())
    except TariefFout as fout:
        return _show(request, ronde, status=409, fout=str(fout))
    count = len(berekening.cellen)
    messages.success(request, f"De indexatie is toegepast op {'1 tarief' if count == 1 else f'{count} tarieven'}.")
    return _to(ronde)


@staff
@require_POST
def ongedaan(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    ronde = _load(request, slug, pk, Recht.BEWERKEN)
    if not ronde.toegepast_op:
        return _to(ronde)  # sent twice
    try:
        actions.undo_indexatie(indexatie=ronde, is_published=is_published, by=user_of(request))
    except TariefFout as fout:
        return _show(request, ronde, status=409, fout=str(fout))
    messages.success(request, "De indexatie is ongedaan gemaakt. De tarieven zijn weer zoals zij waren.")
    return _to(ronde)


@staff
@require_POST
def weggooien(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    ronde = _load(request, slug, pk, Recht.BEWERKEN)
    with transaction.atomic():
        gone = Indexatie.objects.select_for_update().filter(pk=ronde.pk, toegepast_op=None).first()
        if gone is None:
            messages.error(request, "Deze ronde is toegepast. Maak haar eerst ongedaan.")
            return _to(ronde)
        gone.delete()
    messages.success(request, f"De ronde voor {ronde.jaar} is weggegooid.")
    return redirect("werkplek:tarieven:rondes", slug)
