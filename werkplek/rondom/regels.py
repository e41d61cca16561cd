"""What a list of the workplace says of a row around the text, and what its history tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from core import dutch
from core.fields import MomentField
from core.moment import Moment
from core.soort import Soort, plain
from opslag.database import file_name
from proces.models import Bijeenkomst, Document, Kengetal, Mijlpaal, Mijlpaalstand
from proces.planning import clock
from segments.models import Inkoop
from werkplek.inhoud.teksten import names_of

#: Of a history this much is told.
LAATSTE = 200
_ACTIE = {"insert": "toegevoegd", "update": "gewijzigd", "delete": "verwijderd"}


@dataclass(frozen=True)
class Regel:
    """`wanneer` stands before its name, `bij` after it."""

    pk: int
    naam: str
    wanneer: str
    bij: str
    labels: list[str]
    openbaar: bool


def regels(rows: Iterable[Any]) -> list[Regel]:
    return [_REGELS[type(row)](row) for row in rows]


def rows_of(soort: Soort, inkoop: Inkoop) -> QuerySet[Any]:
    """In the order of the list, with what `regels` asks of them."""
    rows: QuerySet[Any] = soort.rows(inkoop)
    linked = [name for name in ("segment", "perceel", "bijeenkomst") if soort.modelveld(name) is not None]
    many = [name for name in ("segmenten", "percelen") if soort.modelveld(name) is not None]
    return rows.select_related(*linked).prefetch_related(*many) if linked else rows.prefetch_related(*many)


def _mijlpaal(row: Mijlpaal) -> Regel:
    labels = [row.get_stand_display()] if row.stand != Mijlpaalstand.GEPLAND else []
    labels += ["voorlopig"] if row.voorlopig else []
    sluit = f"sluit {row.get_sluit_display()}" if row.sluit else ""
    return _made(row, row.titel, row.moment.label + clock(row.tijd), [_naam(row.segment), sluit], labels)


def _bijeenkomst(row: Bijeenkomst) -> Regel:
    voor = dutch.listing(str(one) for one in [*row.segmenten.all(), *row.percelen.all()])
    return _made(
        row, row.titel, dutch.day(row.datum) + clock(row.tijd), [row.get_soort_display(), row.plaats, voor], []
    )


def _document(row: Document) -> Regel:
    where = file_name(row.bestand.name or "") if row.bestand else row.link or "zonder bestand"
    bijlage = f"bijlage {row.bijlagenummer}" if row.bijlagenummer else ""
    bij = [row.get_soort_display(), bijlage, _naam(row.segment), _naam(row.perceel), _naam(row.bijeenkomst), where]
    return _made(row, row.titel, row.moment.label if row.moment else "", bij, [])


def _kengetal(row: Kengetal) -> Regel:
    omzet = f"€ {dutch.number(row.omzet)}" if row.omzet is not None else ""
    aantal = f"{dutch.number(row.aantal)} indicaties" if row.aantal is not None else ""
    return _made(row, row.naam, str(row.jaar), [omzet, aantal], ["totaal"] if row.is_totaal else [])


_REGELS: dict[type[Model], Callable[[Any], Regel]] = {
    Mijlpaal: _mijlpaal,
    Bijeenkomst: _bijeenkomst,
    Document: _document,
    Kengetal: _kengetal,
}


def _made(row: Any, naam: str, wanneer: str, bij: list[str], labels: list[str]) -> Regel:
    return Regel(row.pk, naam, wanneer, ", ".join(filter(None, bij)), labels, row.openbaar)


def _naam(row: Model | None) -> str:
    return str(row) if row else ""


# --- history ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gebeurd:
    """`verschillen`: label, was and wordt of each field that changed."""

    naam: str
    pk: int
    actie: str
    wie: str
    op: dt.datetime
    verschillen: list[tuple[str, str, str]]


def history(soort: Soort, inkoop: Inkoop, pk: int | None = None) -> list[Gebeurd]:
    """Newest first; of one row, or of all of this kind. Three queries."""
    events: Any = apps.get_model("proces", f"{soort.model.__name__}Event")
    rows = events.objects.filter(inkoop_id=inkoop.pk).select_related("pgh_context")
    found = list((rows.filter(pgh_obj_id=pk) if pk else rows).order_by("-pgh_id")[:LAATSTE])
    users = {event.pk: (event.pgh_context.metadata if event.pgh_context else {}).get("user") for event in found}
    names = names_of(list(users.values()))
    before: dict[int, Any] = {}
    told: list[Gebeurd] = []
    for event in reversed(found):
        was = before.get(event.pgh_obj_id)
        before[event.pgh_obj_id] = event
        naam = str(getattr(event, soort.naamvelden[0]))
        wie = names.get(users[event.pk] or 0, "het portaal")
        actie = _ACTIE.get(event.pgh_label, event.pgh_label)
        verschillen = _differences(soort, was, event) if was and actie == "gewijzigd" else []
        told.append(Gebeurd(naam, event.pgh_obj_id, actie, wie, event.pgh_created_at, verschillen))
    return told[::-1]


def _differences(soort: Soort, was: Any, wordt: Any) -> list[tuple[str, str, str]]:
    known = {field.name for field in type(wordt)._meta.concrete_fields}
    names = [name for name in (*soort.bewerkvelden, "bestand") if name in known]
    pairs = [(name, _said(soort, was, name), _said(soort, wordt, name)) for name in names]
    return [(soort.label(name), before, after) for name, before, after in pairs if before != after]


def _said(soort: Soort, event: Any, name: str) -> str:
    field = soort.modelveld(name)
    value = getattr(event, field.attname)
    if field.many_to_one or field.one_to_one:
        return f"nummer {value}" if value else ""
    if name == "bestand":
        return file_name(str(value))
    if isinstance(field, MomentField):
        return value and Moment.parse(str(value)).label
    return plain(field, value)
