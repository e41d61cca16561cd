"""From the address of a text (soort, code, rubriek) to its row, the action that writes it, and its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from percelen.actions import save_kenmerktekst
from percelen.models import Kenmerk
from producten.actions import save_rubriektekst
from producten.models import Rubriek
from publicaties.soorten import SOORTEN
from segments.actions import save_tekst
from segments.models import Inkoop


@dataclass(frozen=True)
class Teksthouder:
    """The row a text belongs to: a part, or a kenmerk of a perceel. `rubriek` is a Rubriek, else the name of a field."""

    deel: Any
    rubriek: Rubriek | str

    @property
    def tekst(self) -> str:
        """As it stands now. A query for what stands below a rubriek."""
        if isinstance(self.rubriek, str):
            return str(getattr(self.deel, self.rubriek))
        return self.deel.teksten.filter(rubriek=self.rubriek).values_list("tekst", flat=True).first() or ""


def find_row(inkoop: Inkoop, soort: str, code: str, rubriek: str) -> Teksthouder:
    """Raises Http404 for what is not in use in this inkoop."""
    kind = SOORTEN.get(soort)
    deel = kind.rows(inkoop).active().with_code(code).select_related("inkoop").first() if kind else None
    found: Rubriek | str | None = None
    if kind and deel:
        if rubriek in kind.teksten and kind.heeft_tekst(deel, rubriek):
            found = rubriek
        elif rij := kind.rij(rubriek):
            rows = getattr(deel, rij.lijst).select_related(f"{kind.naam}__inkoop")
            deel, found = rows.filter(**{rij.nummer: rij.nummer_in(rubriek)}).first(), rij.tekst
        elif kind.met_rubrieken:
            found = inkoop.rubrieken.active().filter(soort=soort, sleutel=rubriek).first()
    if deel is None or found is None:
        raise Http404(f"Deze tekst bestaat niet: {soort}/{code}/{rubriek}")
    return Teksthouder(deel, found)


def save(rij: Teksthouder, *, tekst: str, basis: str, by: User) -> bool:
    """Returns whether anything changed. Raises BewerkFout."""
    if isinstance(rij.rubriek, Rubriek):
        return save_rubriektekst(deel=rij.deel, rubriek=rij.rubriek, tekst=tekst, basis=basis, by=by)
    if isinstance(rij.deel, Kenmerk):
        return save_kenmerktekst(kenmerk=rij.deel, tekst=tekst, basis=basis, by=by)
    return save_tekst(deel=rij.deel, veld=rij.rubriek, tekst=tekst, basis=basis, by=by)


# --- history ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tekststand:
    """A text as it was written: who and when; `was` is what it replaced."""

    pk: int
    op: Any
    wie: str
    was: str
    tekst: str
    reden: str


def events_of(rij: Teksthouder) -> tuple[QuerySet[Any], str]:
    """The events of a text in order of time, and the field that holds it."""
    deel, rubriek = rij.deel, rij.rubriek
    if isinstance(rubriek, Rubriek):
        model, where, veld = (
            deel.teksten.model,
            {deel.teksten.field.attname: deel.pk, "rubriek_id": rubriek.pk},
            "tekst",
        )
    else:
        model, where, veld = type(deel), {"pgh_obj_id": deel.pk}, rubriek
    found = apps.get_model(model._meta.app_label, f"{model.__name__}Event").objects.filter(**where)
    return found.select_related("pgh_context").order_by("pgh_id"), veld


def history(rij: Teksthouder) -> list[Tekststand]:
    """The newest first; changes of other fields of the same row are left out. Two queries."""
    events, veld = events_of(rij)
    rows = list(events)
    names = names_of([user_of_event(row) for row in rows])
    found: list[Tekststand] = []
    was = ""
    for row in rows:
        tekst = "" if row.pgh_label == "delete" else getattr(row, veld)
        if tekst != was:
            metadata = row.pgh_context.metadata if row.pgh_context else {}
            wie = names.get(user_of_event(row) or 0, "het portaal")
            found.append(Tekststand(row.pgh_id, row.pgh_created_at, wie, was, tekst, metadata.get("reden", "")))
        was = tekst
    return found[::-1]


def user_of_event(row: Any) -> int | None:
    user = row.pgh_context.metadata.get("user") if row.pgh_context else None
    return int(user) if user else None


def names_of(keys: list[int | None]) -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(pk__in={key for key in keys if key}).order_by("pk")}
