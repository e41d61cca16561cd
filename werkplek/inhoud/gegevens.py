"""Facts: change them in a form, add a part, conditions to enrol for a product."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from accounts.models import Recht
from core import dutch
from percelen.actions import remove_voorwaarde, save_voorwaarde
from percelen.models import Inschrijfvoorwaarde
from percelen.soort import VOORWAARDE
from segments.actions import add_deel, remove_begrip, save_feiten
from segments.bewerking import BewerkFout, FeitConflict, facts_of, fingerprint_of
from segments.soort import INKOOP
from werkplek.inhoud.forms import FeitenForm, form_of
from werkplek.inhoud.pagina import load_werkblad, show, staff
from werkplek.inhoud.soorten import address_of, find_row, find_soort
from werkplek.inhoud.werkblad import Werkblad
from werkplek.plekken import deel_url
from werkplek.toegang import user_of


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def gegevens(request: HttpRequest, slug: str, soort: str, code: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    kind = find_soort(soort)
    row = find_row(kind, werkblad.inkoop, code)
    titel = f"Gegevens van {row}"
    if request.method == "POST" and "verwijderen" in request.POST and soort == "begrip":
        remove_begrip(begrip=row, by=user_of(request))
        messages.success(request, f"Verwijderd: {row}")
        return redirect("werkplek:begrippen", slug)
    form = form_of(kind)(request.POST or None, instance=row, inkoop=werkblad.inkoop)
    return _handle(request, werkblad, form, row, titel, deel_url(slug, soort, code), soort=soort, code=code)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def inkoop_gegevens(request: HttpRequest, slug: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    form = form_of(INKOOP)(request.POST or None, instance=werkblad.inkoop, inkoop=werkblad.inkoop)
    terug = reverse("werkplek:inkoop", args=[slug])
    return _handle(request, werkblad, form, werkblad.inkoop, "Gegevens van de inkoop", terug, soort="", code="")


def _handle(
    request: HttpRequest,
    werkblad: Werkblad,
    form: FeitenForm,
    row: Any,
    titel: str,
    terug: str,
    *,
    soort: str,
    code: str,
) -> HttpResponse:
    status, ander = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                changed = save_feiten(
                    deel=row,
                    inkoop=werkblad.inkoop,
                    values=form.values,
                    basis=form.cleaned_data["basis"],
                    by=user_of(request),
                )
            except FeitConflict as fout:
                form.add_error(None, str(fout))
                status, ander = 409, _now(form, row)
            except (ValidationError, BewerkFout) as fout:
                form.add_error(None, fout if isinstance(fout, ValidationError) else str(fout))
            else:
                messages.success(request, f"Opgeslagen: {row}" if changed else "Er is niets veranderd")
                new = getattr(form.instance, form.code_field, "") if form.code_field else ""
                return redirect(
                    deel_url(werkblad.slug, soort, str(new)) if new and new != code and soort != "rubriek" else terug
                )
    return show(
        request,
        "gegevens",
        werkblad,
        hier=f"{soort}/{code}",
        status=status,
        form=form,
        titel=titel,
        terug=terug,
        ander=ander,
        soort=soort,
        mag_verwijderen=soort == "begrip",
    )


def _now(form: FeitenForm, row: Any) -> list[str]:
    """After a conflict: what stands there now where it differs from what was typed; the next save starts from that."""
    now = type(row)._default_manager.get(pk=row.pk)
    fresh = type(form)(instance=now, inkoop=form.inkoop)
    assert isinstance(form.data, QueryDict)  # noqa: S101 -- a form that was posted
    data = form.data.copy()
    data["basis"] = fingerprint_of(facts_of(now, form.feiten))
    form.data = data
    return [
        f"{capfirst(veld.label)}: {_shown(veld)}"
        for veld in fresh.velden
        if _keys(form[veld.name].value()) != _keys(veld.value())
    ]


def _keys(value: Any) -> list[str]:
    """The value of a control, or the values of a list of choices, as they compare."""
    values = value if isinstance(value, list | tuple | QuerySet) else [value]
    return sorted(str(getattr(item, "pk", item)) for item in values if item not in (None, ""))


def _shown(veld: django_forms.BoundField) -> str:
    choices = {str(getattr(value, "value", value)): str(label) for value, label in getattr(veld.field, "choices", ())}
    return dutch.listing(choices.get(key, key) for key in _keys(veld.value())) or "(leeg)"


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def toevoegen(request: HttpRequest, slug: str, soort: str) -> HttpResponse:
    """A second click on Opslaan finds the code in use, so there is one new part."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    kind = find_soort(soort)
    form = form_of(kind)(request.POST or None, inkoop=werkblad.inkoop)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            links = {
                name: value for name, value in form.values.items() if form.instance._meta.get_field(name).many_to_many
            }
            try:
                row = add_deel(deel=form.instance, inkoop=werkblad.inkoop, by=user_of(request), links=links)
            except ValidationError as fout:
                form._update_errors(fout)
            else:
                messages.success(request, f"Toegevoegd: {row}")
                return redirect(deel_url(slug, soort, address_of(row)))
    return show(
        request,
        "gegevens",
        werkblad,
        status=status,
        form=form,
        titel=f"{kind.naam.capitalize()} toevoegen",
        terug=deel_url(slug, soort, "")
        if soort not in {"product", "perceel", "segment", "hoofdstuk"}
        else reverse("werkplek:onderdelen", args=[slug, soort]),
        ander=[],
        soort=soort,
        mag_verwijderen=False,
    )


# --- conditions to enrol ----------------------------------------------------------------------------------------------


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def voorwaarden(request: HttpRequest, slug: str, code: str, pk: int | None = None) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    product = find_row(find_soort("product"), werkblad.inkoop, code)
    rows = list(
        Inschrijfvoorwaarde.objects.filter(product=product)
        .select_related("ander_product", "product")
        .order_by("volgorde", "pk")
    )
    current = next((row for row in rows if row.pk == pk), None)
    if pk is not None and current is None:
        raise Http404("Deze voorwaarde bestaat niet.")
    here = redirect("werkplek:voorwaarden", slug, code)
    if request.method == "POST" and "verwijderen" in request.POST and current is not None:
        remove_voorwaarde(voorwaarde=current, by=user_of(request))
        messages.success(request, "Voorwaarde verwijderd")
        return here
    form = form_of(VOORWAARDE)(
        request.POST or None, instance=current or Inschrijfvoorwaarde(product=product), inkoop=werkblad.inkoop
    )
    status, ander = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save_voorwaarde(
                    product=product,
                    voorwaarde=current,
                    values=form.values,
                    basis=form.cleaned_data["basis"],
                    by=user_of(request),
                )
            except FeitConflict as fout:
                form.add_error(None, str(fout))
                status, ander = 409, _now(form, current)
            except ValidationError as fout:
                form.add_error(None, fout)
            else:
                messages.success(request, "Voorwaarde opgeslagen")
                return here
    return show(
        request,
        "voorwaarden",
        werkblad,
        hier=f"product/{code}",
        status=status,
        form=form,
        product=product,
        voorwaarden=rows,
        current=current,
        ander=ander,
    )
