"""Facts: change them in a form, add a part, conditions to enrol for a product."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import Recht
from percelen.actions import remove_voorwaarde, save_voorwaarde
from percelen.models import Inschrijfvoorwaarde
from percelen.soort import VOORWAARDE
from segments.actions import add_deel, remove_begrip, save_feiten
from segments.bewerking import check_unchanged
from segments.soort import BEGRIP, INKOOP
from werkplek.formulier import attempt, posted
from werkplek.inhoud.forms import FeitenForm, form_of
from werkplek.inhoud.overzicht import GROEPEN
from werkplek.inhoud.pagina import load_werkblad
from werkplek.inhoud.soorten import address_of, find_row, find_soort
from werkplek.inhoud.werkblad import Werkblad
from werkplek.pagina import done, page, show
from werkplek.plekken import deel_url
from werkplek.toegang import user_of


@page
def gegevens(request: HttpRequest, slug: str, soort: str, code: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    kind = find_soort(soort)
    row = find_row(kind, werkblad.inkoop, code)
    form = form_of(kind)(posted(request), instance=row, inkoop=werkblad.inkoop)
    form.ask_what_holds()
    terug = deel_url(slug, soort, code)
    weg = kind is BEGRIP
    if "verwijderen" in request.POST and weg:
        with attempt(form):
            check_unchanged(row, form.feiten, request.POST.get("basis", ""))
            remove_begrip(begrip=row, by=user_of(request))
            return done(request, terug, f"Verwijderd: {row}")
    return _edit(request, werkblad, form, row, f"Gegevens van {row}", terug, soort=soort, code=code, weg=weg)


@page
def inkoop_gegevens(request: HttpRequest, slug: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    form = form_of(INKOOP)(posted(request), instance=werkblad.inkoop, inkoop=werkblad.inkoop)
    terug = reverse("werkplek:inkoop", args=[slug])
    return _edit(request, werkblad, form, werkblad.inkoop, "Gegevens van de inkoop", terug, soort="", code="")


def _edit(
    request: HttpRequest,
    werkblad: Werkblad,
    form: FeitenForm,
    row: Any,
    titel: str,
    terug: str,
    *,
    soort: str,
    code: str,
    weg: bool = False,
) -> HttpResponse:
    if "verwijderen" not in request.POST and form.is_valid():
        with attempt(form):
            changed = save_feiten(
                deel=row,
                inkoop=werkblad.inkoop,
                values=form.values,
                basis=form.cleaned_data["basis"],
                by=user_of(request),
            )
            new = str(getattr(form.instance, form.code_field, "")) if form.code_field else ""
            to = deel_url(werkblad.slug, soort, new) if new else terug
            return done(request, to, f"Opgeslagen: {row}" if changed else "Er is niets veranderd")
    return show(
        request, "inhoud/gegevens", werkblad, hier=f"{soort}/{code}", form=form, titel=titel, terug=terug, soort=soort,
        mag_verwijderen=weg,
    )  # fmt: skip


@page
def toevoegen(request: HttpRequest, slug: str, soort: str) -> HttpResponse:
    """A second click on Opslaan finds the code in use, so there is one new part."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    kind = find_soort(soort)
    form = form_of(kind)(posted(request), inkoop=werkblad.inkoop)
    form.ask_what_holds()
    if form.is_valid():
        with attempt(form):
            fields = form.instance._meta
            links = {name: value for name, value in form.values.items() if fields.get_field(name).many_to_many}
            row = add_deel(deel=form.instance, inkoop=werkblad.inkoop, by=user_of(request), links=links)
            return done(request, deel_url(slug, soort, address_of(row)), f"Toegevoegd: {row}")
    apart = soort not in GROEPEN
    return show(
        request,
        "inhoud/gegevens",
        werkblad,
        form=form,
        titel=f"{kind.naam.capitalize()} toevoegen",
        terug=deel_url(slug, soort, "") if apart else reverse("werkplek:onderdelen", args=[slug, soort]),
        soort=soort,
        mag_verwijderen=False,
    )


# --- conditions to enrol ----------------------------------------------------------------------------------------------


@page
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
    here = reverse("werkplek:voorwaarden", args=[slug, code])
    instance = current or Inschrijfvoorwaarde(product=product)
    form = form_of(VOORWAARDE)(posted(request), instance=instance, inkoop=werkblad.inkoop)
    if "verwijderen" in request.POST and current is not None:
        with attempt(form):
            check_unchanged(current, form.feiten, request.POST.get("basis", ""))
            remove_voorwaarde(voorwaarde=current, by=user_of(request))
            return done(request, here, "Voorwaarde verwijderd")
    elif form.is_valid():
        with attempt(form):
            save_voorwaarde(
                product=product,
                voorwaarde=current,
                values=form.values,
                basis=form.cleaned_data["basis"],
                by=user_of(request),
            )
            return done(request, here, "Voorwaarde opgeslagen")
    return show(
        request,
        "inhoud/voorwaarden",
        werkblad,
        hier=f"product/{code}",
        form=form,
        product=product,
        voorwaarden=rows,
        current=current,
    )
