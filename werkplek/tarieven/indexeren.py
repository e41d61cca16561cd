"""Indexation rounds: figures, the sum step by step, what each tarief becomes, applying and undoing."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Recht
from core.fouten import Conflict
from segments.bewerking import fingerprint, fingerprint_of_rows, fresh
from tarieven import actions
from tarieven.fouten import TariefFout
from tarieven.indexatie import Berekening, bereken, percentage
from tarieven.models import Indexatie, Indexcomponent, Methode
from werkplek.formulier import WerkplekForm, attempt, posted
from werkplek.pagina import button, done, page, show
from werkplek.tarieven.forms import ComponentForm, ComponentFormSet, IndexatieForm
from werkplek.tarieven.gepubliceerd import is_published
from werkplek.tarieven.lijst import next_year
from werkplek.toegang import load_inkoop, user_of

MAX_COMPONENTEN = 12
TOEGEPAST = "Deze ronde is toegepast. Maak haar eerst ongedaan als u de cijfers wilt veranderen."


def _load(request: HttpRequest, slug: str, pk: int, recht: Recht = Recht.LEZEN) -> Indexatie:
    inkoop = load_inkoop(request, slug, recht)
    ronde: Indexatie = get_object_or_404(Indexatie.objects.select_related("toegepast_door"), pk=pk, inkoop=inkoop)
    ronde.inkoop = inkoop
    return ronde


def _address(ronde: Indexatie) -> str:
    return reverse("werkplek:tarieven:ronde", args=[ronde.inkoop.slug, ronde.pk])


@require_safe
def rondes(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug)
    rows = inkoop.indexaties.select_related("toegepast_door").order_by("-ingangsdatum")
    return show(request, "tarieven/rondes", inkoop, hier="rondes", rondes=list(rows))


@require_safe
def ronde(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The figures, the sum and what becomes of each tarief."""
    row = _load(request, slug, pk)
    return _show(request, row, _confirmation(request, row))


@dataclass(frozen=True)
class Rondebeeld:
    """What the page of a round shows; `niet`: why it cannot be worked out."""

    ronde: Indexatie
    componenten: list[Indexcomponent]
    berekening: Berekening | None
    niet: str

    @classmethod
    def of(cls, ronde: Indexatie) -> Rondebeeld:
        """As it stands now, whatever was loaded before."""
        now = fresh(ronde)
        now.inkoop = ronde.inkoop
        componenten = list(now.componenten.order_by("pk"))
        try:
            return cls(now, componenten, bereken(now), "")
        except TariefFout as refused:
            return cls(now, componenten, None, str(refused))

    @property
    def fingerprint(self) -> str:
        cellen = self.berekening.cellen if self.berekening else ()
        over = self.berekening.overgeslagen if self.berekening else ()
        told = [*((cel.naam, cel.oud, cel.som, cel.tot) for cel in cellen), *((cel.naam, cel.reden) for cel in over)]
        return fingerprint(f"{fingerprint_of_rows(self.ronde, self.componenten)} {told} {self.niet}")


def _confirmation(request: HttpRequest, ronde: Indexatie) -> WerkplekForm:
    """The buttons below a round: what they do, they do to what the page showed."""
    return WerkplekForm(posted(request), nu=lambda: Rondebeeld.of(ronde).fingerprint, vast=[ronde.inkoop])


def _show(request: HttpRequest, ronde: Indexatie, form: WerkplekForm) -> HttpResponse:
    beeld = Rondebeeld.of(ronde)
    return show(
        request,
        "tarieven/ronde",
        ronde.inkoop,
        hier="rondes",
        form=form,
        ronde=beeld.ronde,
        componenten=[(row, row.gewicht * 100) for row in beeld.componenten],
        berekening=beeld.berekening,
        keten=beeld.ronde.methode == Methode.KETEN,
        niet=beeld.niet,
        gepubliceerd=bool(beeld.ronde.toegepast_op) and is_published(beeld.ronde),
    )


@page
def nieuw(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    begin = next_year(timezone.localdate())
    initial = {"jaar": begin.year, "ingangsdatum": begin}
    # Advice of the VNG (feiten 7).
    start = [{"naam": "OVA", "gewicht": Decimal("0.9")}, {"naam": "PPC", "gewicht": Decimal("0.1")}]
    return _edit(request, Indexatie(inkoop=inkoop), initial, start)


@page
def cijfers(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    ronde = _load(request, slug, pk, Recht.BEWERKEN)
    if ronde.toegepast_op and request.method != "POST":
        messages.error(request, TOEGEPAST)
        return redirect(_address(ronde))
    return _edit(request, ronde, {}, [ComponentForm.initial_of(row) for row in ronde.componenten.order_by("pk")])


def _edit(request: HttpRequest, ronde: Indexatie, initial: dict[str, Any], start: list[dict[str, Any]]) -> HttpResponse:
    data = posted(request)

    def now() -> str:
        row = fresh(ronde)
        if row.toegepast_op:
            raise Conflict(f"{TOEGEPAST} Er is niets opgeslagen: een collega paste haar intussen toe.")
        return fingerprint_of_rows(row, ronde.componenten.order_by("pk"))

    def stands() -> list[str]:
        now()  # raises when there is nothing to fill in any more
        return [f"{row.naam}: {row.voorlopig}% voorlopig" for row in ronde.componenten.order_by("pk")]

    # A new round shows nothing that a colleague can change.
    carried: dict[str, Any] = {"nu": now, "vast": [ronde.inkoop], "staat_er_nu": stands} if ronde.pk else {}
    form = IndexatieForm(data, instance=copy(ronde), initial=initial, **carried)
    componenten = ComponentFormSet(data, initial=start, prefix="component")
    if data is not None and data.get("wat") == "erbij":
        more = data.copy()
        more["component-TOTAL_FORMS"] = str(min(componenten.total_form_count() + 1, MAX_COMPONENTEN))
        form, componenten = (
            IndexatieForm(more, instance=copy(ronde), **carried),
            ComponentFormSet(more, prefix="component"),
        )
        return _show_form(request, ronde, form, componenten, quiet=True)
    if data is not None:
        rows = _filled(componenten)
        # Both, so that everything that is wrong is told at once.
        if form.is_valid() & all(row.is_valid() for row in rows):
            with attempt(form):
                _save(form, [Indexcomponent(**row.cleaned_data) for row in rows])
                told = "De cijfers zijn opgeslagen. Hieronder ziet u wat zij betekenen; er is nog niets toegepast."
                return done(request, _address(form.instance), told)
    return _show_form(request, ronde, form, componenten)


def _filled(componenten: BaseFormSet[ComponentForm]) -> list[ComponentForm]:
    """Rows with a figure in them, and those that somebody began; an advice that was left as it is does not count."""

    def has(row: ComponentForm, *names: str) -> bool:
        return any(row.data.get(row.add_prefix(name), "").strip() for name in names)

    figures = [name for name in ComponentForm.base_fields if name not in ("naam", "gewicht")]
    return [row for row in componenten if has(row, *figures) or (has(row, "naam") and row.has_changed())]


def _save(form: IndexatieForm, parts: list[Indexcomponent]) -> None:
    """Raises TariefFout for figures that make no percentage."""
    if len({part.naam.casefold() for part in parts}) < len(parts):
        raise TariefFout("Twee componenten hebben dezelfde naam. Geef elk een eigen naam.")
    percentage(parts, methode=form.cleaned_data["methode"], decimalen=form.cleaned_data["percentage_decimalen"])
    ronde = form.save()
    ronde.componenten.all().delete()
    for part in parts:
        part.indexatie = ronde
        part.save()


def _show_form(
    request: HttpRequest,
    ronde: Indexatie,
    form: IndexatieForm,
    componenten: BaseFormSet[ComponentForm],
    *,
    quiet: bool = False,
) -> HttpResponse:
    """`quiet`: a row was added, so what is not filled in yet is not wrong yet."""
    filled = [] if quiet else _filled(componenten) if componenten.is_bound else []
    form.bij_rijen = [pair for row in filled for pair in row.fouten]
    form.stil = quiet
    return show(
        request,
        "tarieven/ronde_cijfers",
        ronde.inkoop,
        hier="rondes",
        ronde=ronde if ronde.pk else None,
        form=form,
        componenten=componenten,
        gevuld={row.prefix for row in filled},
        stil=quiet,
        mag_erbij=componenten.total_form_count() < MAX_COMPONENTEN,
    )


@button
def toepassen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    ronde = _load(request, slug, pk, Recht.BEWERKEN)
    user = user_of(request)
    if ronde.toegepast_op and ronde.toegepast_door_id == user.pk:
        return redirect(_address(ronde))  # sent twice
    form = _confirmation(request, ronde)
    if form.is_valid():
        with attempt(form):
            count = len(actions.apply_indexatie(indexatie=ronde, by=user, at=timezone.now()).cellen)
            told = f"De indexatie is toegepast op {'1 tarief' if count == 1 else f'{count} tarieven'}."
            return done(request, _address(ronde), told)
    return _show(request, ronde, form)


@button
def ongedaan(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    ronde = _load(request, slug, pk, Recht.BEWERKEN)
    if not ronde.toegepast_op:
        return redirect(_address(ronde))  # sent twice
    form = _confirmation(request, ronde)
    if form.is_valid():
        with attempt(form):
            actions.undo_indexatie(indexatie=ronde, is_published=is_published, by=user_of(request))
            return done(
                request, _address(ronde), "De indexatie is ongedaan gemaakt. De tarieven zijn weer zoals zij waren."
            )
    return _show(request, ronde, form)


@button
def weggooien(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    ronde = _load(request, slug, pk, Recht.BEWERKEN)
    form = _confirmation(request, ronde)
    if form.is_valid():
        with attempt(form):
            if ronde.toegepast_op:
                raise TariefFout("Deze ronde is toegepast. Maak haar eerst ongedaan.")
            Indexatie.objects.filter(pk=ronde.pk).delete()
            rondes = reverse("werkplek:tarieven:rondes", args=[slug])
            return done(request, rondes, f"De ronde voor {ronde.jaar} is weggegooid.")
    return _show(request, ronde, form)
