"""Editing what frames the document: segmenten, hoofdstukken, begrippen, facts of the inkoop; and what all parts share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import Max

from accounts.models import User
from core import dutch
from core.fouten import BewerkFout, Conflict
from core.herstel import LosseVerwijzing, links_of, plain_values, restore_lists, without_unknown
from core.models import Archiveerbaar
from core.soort import Soort
from segments.bewerking import (
    editing,
    fingerprint_of,
    lock,
    put_in_order,
    write_facts,
    write_text,
)
from segments.models import Begrip, Deelnemer, Inkoop

A = TypeVar("A", bound=Archiveerbaar)


def save_tekst(*, deel: Any, veld: str, tekst: str, basis: str, by: User) -> bool:
    """Write a rich text of a part. `basis`: fingerprint of the text the editor started from.

    Returns whether anything changed. Raises BewerkFout.
    """
    with editing(by, deel.inkoop):
        return write_text(lock(deel), veld, tekst, basis)


def save_feiten(*, deel: Any, inkoop: Inkoop, values: Mapping[str, Any], basis: str, by: User) -> bool:
    """Change the facts of a part of `inkoop`, or of itself. Raises Conflict, ValidationError, NotAllowed."""
    with editing(by, inkoop):
        return write_facts(lock(deel), values, basis)


def deelnemers_of(inkoop: Inkoop) -> dict[int, str]:
    """The groep ("" for none) of each gemeente that takes part, by the key of the gemeente."""
    rows = Deelnemer.objects.filter(inkoop=inkoop).order_by("groep", "gemeente__naam", "pk")
    return dict(rows.values_list("gemeente_id", "groep"))


def save_deelnemers(*, inkoop: Inkoop, deelnemers: Mapping[int, str], basis: str, by: User) -> bool:
    """Make these gemeenten, by key with their groep, the ones that take part; who is not named, no longer does.

    `basis`: fingerprint of the `deelnemers_of` that the editor started from. Returns whether anything changed. Raises Conflict.
    """
    with editing(by, inkoop):
        lock(inkoop)
        now = deelnemers_of(inkoop)
        if now == deelnemers:
            return False
        if fingerprint_of(now) != basis:
            raise Conflict
        rows = Deelnemer.objects.filter(inkoop=inkoop)
        gone = rows.exclude(gemeente__in=deelnemers)
        if bound := sorted({f"{row} in {perceel}" for row in gone for perceel in row.percelen.order_by("pk")}):
            # A perceel of which the last gemeente goes, would be of all of them.
            raise BewerkFout(f"Kies eerst bij het perceel andere gemeenten: {dutch.listing(bound)}.")
        gone.delete()
        for gemeente, groep in deelnemers.items():
            if gemeente not in now:
                Deelnemer.objects.create(inkoop=inkoop, gemeente_id=gemeente, groep=groep)
            elif now[gemeente] != groep:
                rows.filter(gemeente=gemeente).update(groep=groep)
        return True


def add_deel(*, deel: Any, inkoop: Inkoop, by: User, links: Mapping[str, Any] | None = None) -> Any:
    """Store a new part at the end of its list. Raises ValidationError when its code exists."""
    with editing(by, inkoop, "toegevoegd"):
        Inkoop.objects.select_for_update(no_key=True).get(pk=inkoop.pk)
        deel.inkoop = inkoop
        if hasattr(deel, "volgorde"):
            deel.volgorde = last_place(type(deel), inkoop) + 10
        deel.full_clean()
        deel.save()
        for name, rows in (links or {}).items():
            getattr(deel, name).set(rows)
        deel.check_links()
        return deel


def last_place(model: Any, inkoop: Inkoop) -> int:
    return int(model.objects.filter(inkoop=inkoop).aggregate(last=Max("volgorde"))["last"] or 0)


def archive(*, deel: A, inkoop: Inkoop, by: User, at: dt.datetime) -> None:
    """Take a part out of use; published versions keep it, and it can be brought back. Raises BewerkFout when something needs it."""
    with editing(by, inkoop, "gearchiveerd"):
        row = lock(deel)
        if reden := row.waarom_niet_weg():
            raise BewerkFout(reden)
        if row.gearchiveerd_op is None:
            row.gearchiveerd_op = at
            row.save(update_fields=["gearchiveerd_op"])


def bring_back(*, deel: A, inkoop: Inkoop, by: User) -> None:
    """Undo `archive`."""
    with editing(by, inkoop, "teruggehaald"):
        row = lock(deel)
        if row.gearchiveerd_op is not None:
            row.gearchiveerd_op = None
            row.save(update_fields=["gearchiveerd_op"])


def reorder(*, inkoop: Inkoop, rows: Any, key: str, volgorde: Sequence[str], by: User) -> None:
    """Put parts (a queryset of one kind) in the order of these codes."""
    with editing(by, inkoop, "volgorde"):
        Inkoop.objects.select_for_update(no_key=True).get(pk=inkoop.pk)
        put_in_order(list(rows.order_by("volgorde", "pk")), volgorde, key)


def copy_deel(
    *, soort: Soort, inkoop: Inkoop, inhoud: Any, by: User, hulp: Mapping[str, Any], code: str = "", naam: str = ""
) -> tuple[Any, list[LosseVerwijzing]]:
    """A part of this or another inkoop, or of a version, as a new one at the end of its list; without `code` under its own.

    Returns it, and what was left out because this inkoop does not know it. `hulp`: values that no version holds.
    """
    names = {soort.codevelden[-1]: code} | dict.fromkeys(soort.naamvelden[:1], naam) if code else {}
    with editing(by, inkoop, "gekopieerd"):
        delen = known_here(inkoop, soort)
        new, gone = without_unknown(inhoud.model_copy(update={"identiteit": str(uuid4()), **names}), soort.model, delen)
        row = soort.model(**plain_values(new, soort.model, delen) | {"inkoop": inkoop}, **hulp)
        soort.voor_kopie(row)
        deel = add_deel(deel=row, inkoop=inkoop, by=by)
        restore_lists(deel, new, delen)
        return deel, gone


def known_here(inkoop: Inkoop, soort: Soort) -> dict[type[models.Model], dict[Any, Any]]:
    """The parts of this inkoop that a part of this kind can point at, by code."""
    found: dict[type[models.Model], dict[Any, Any]] = {}
    for model in links_of(soort.model, soort.inhoud):
        rows: Any = model._default_manager.filter(inkoop=inkoop)  # type: ignore[misc]
        per_soort = soort.met_rubrieken and "soort" in model.codevelden
        rows = rows.active().filter(soort=soort.naam) if per_soort else rows.active()
        found[model] = {row.sleutel if per_soort else row.verwijscode: row for row in rows}
    return found


def remove_begrip(*, begrip: Begrip, by: User) -> None:
    """Begrippen are not archived: the history keeps them."""
    with editing(by, begrip.inkoop, "verwijderd"):
        begrip.delete()
