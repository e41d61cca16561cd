"""From the address of a text (soort, code, rubriek) to its row, the action that writes it, and its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from percelen.actions import save_kenmerktekst, save_perceeltekst
from percelen.models import Kenmerk, Perceel
from producten.actions import save_definitie, save_producttekst
from producten.models import Grondslag, Product, Rubriek, RubriekSoort
from segments.actions import save_hoofdstuktekst, save_segmenttekst
from segments.models import Hoofdstuk, Inkoop, Segment
from werkplek.inhoud.werkblad import HOOFDSTUKVELDEN, SEGMENTVELDEN


@dataclass(frozen=True)
class Rij:
    """The row a text belongs to. `rubriek` is the Rubriek of a product or perceel, else the name of a field."""

    deel: Product | Perceel | Segment | Hoofdstuk | Grondslag | Kenmerk
    rubriek: Rubriek | str

    @property
    def toelichting(self) -> str:
        return self.rubriek.toelichting if isinstance(self.rubriek, Rubriek) else ""


def find_row(inkoop: Inkoop, soort: str, code: str, rubriek: str) -> Rij:
    """Raises Http404 for what is not in use in this inkoop."""
    match soort:
        case "product":
            product = inkoop.producten.active().filter(code=code).select_related("inkoop").first()
            return _described(product, inkoop, soort, rubriek)
        case "perceel":
            perceel = inkoop.percelen.active().filter(nummer=code).select_related("inkoop").first()
            if perceel is not None and rubriek.startswith("kenmerk-"):
                number = rubriek.removeprefix("kenmerk-")
                rows = perceel.kenmerken.select_related("perceel__inkoop")
                kenmerk = rows.filter(nummer=number).first() if number.isdecimal() else None
                if kenmerk is not None:
                    return Rij(kenmerk, "toelichting")
            return _described(perceel, inkoop, soort, rubriek)
        case "segment" if rubriek in SEGMENTVELDEN:
            segment = inkoop.segmenten.active().filter(code=code).select_related("inkoop").first()
            if segment is not None:
                return Rij(segment, rubriek)
        case "hoofdstuk" if rubriek in HOOFDSTUKVELDEN:
            hoofdstuk = inkoop.hoofdstukken.active().filter(sleutel=code).select_related("inkoop").first()
            if hoofdstuk is not None:
                return Rij(hoofdstuk, rubriek)
        case "grondslag" if rubriek == "definitie":
            grondslag = inkoop.grondslagen.active().filter(code=code).select_related("inkoop").first()
            if grondslag is not None:
                return Rij(grondslag, rubriek)
    raise Http404(f"Deze tekst bestaat niet: {soort}/{code}/{rubriek}")


def _described(deel: Product | Perceel | None, inkoop: Inkoop, soort: str, sleutel: str) -> Rij:
    rubriek = inkoop.rubrieken.active().filter(soort=RubriekSoort(soort), sleutel=sleutel).first()
    if deel is None or rubriek is None:
        raise Http404(f"Deze rubriek bestaat niet: {soort}/{sleutel}")
    return Rij(deel, rubriek)


def save(rij: Rij, *, tekst: str, basis: str, by: User) -> bool:
    """Returns whether anything changed. Raises BewerkFout."""
    deel, rubriek = rij.deel, rij.rubriek
    match deel:
        case Product() if isinstance(rubriek, Rubriek):
            return save_producttekst(product=deel, rubriek=rubriek, tekst=tekst, basis=basis, by=by)
        case Perceel() if isinstance(rubriek, Rubriek):
            return save_perceeltekst(perceel=deel, rubriek=rubriek, tekst=tekst, basis=basis, by=by)
        case Kenmerk():
            return save_kenmerktekst(kenmerk=deel, tekst=tekst, basis=basis, by=by)
        case Segment() if isinstance(rubriek, str):
            return save_segmenttekst(segment=deel, veld=rubriek, tekst=tekst, basis=basis, by=by)
        case Hoofdstuk() if isinstance(rubriek, str):
            return save_hoofdstuktekst(hoofdstuk=deel, veld=rubriek, tekst=tekst, basis=basis, by=by)
        case Grondslag():
            return save_definitie(grondslag=deel, tekst=tekst, basis=basis, by=by)
    raise Http404


# --- history ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """A text as it was written: who and when; `was` is what it replaced."""

    pk: int
    op: Any
    wie: str
    was: str
    tekst: str
    reden: str


def events_of(rij: Rij) -> tuple[QuerySet[Any], str]:
    """The events of a text in order of time, and the field that holds it."""
    deel, rubriek = rij.deel, rij.rubriek
    if isinstance(rubriek, Rubriek):
        app, owner = ("producten", "product") if isinstance(deel, Product) else ("percelen", "perceel")
        model = apps.get_model(app, f"{owner.capitalize()}TekstEvent")
        found = model.objects.filter(**{f"{owner}_id": deel.pk, "rubriek_id": rubriek.pk})
        veld = "tekst"
    else:
        model = apps.get_model(deel._meta.app_label, f"{type(deel).__name__}Event")
        found, veld = model.objects.filter(pgh_obj_id=deel.pk), rubriek
    return found.select_related("pgh_context").order_by("pgh_id"), veld


def history(rij: Rij) -> list[Moment]:
    """The newest first; changes of other fields of the same row are left out. Two queries."""
    events, veld = events_of(rij)
    rows = list(events)
    names = names_of([user_of_event(row) for row in rows])
    found: list[Moment] = []
    was = ""
    for row in rows:
        tekst = "" if row.pgh_label == "delete" else getattr(row, veld)
        if tekst != was:
            metadata = row.pgh_context.metadata if row.pgh_context else {}
            wie = names.get(user_of_event(row) or 0, "het portaal")
            found.append(Moment(row.pgh_id, row.pgh_created_at, wie, was, tekst, metadata.get("reden", "")))
        was = tekst
    return found[::-1]


def user_of_event(row: Any) -> int | None:
    user = row.pgh_context.metadata.get("user") if row.pgh_context else None
    return int(user) if user else None


def names_of(keys: list[int | None]) -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(pk__in={key for key in keys if key}).order_by("pk")}
