"""Who changed what lately, over all tables, from the history that the database keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, models

from core.history import event_model
from core.soort import Soort
from percelen.models import Inschrijfvoorwaarde, Kenmerk, PerceelProduct
from percelen.soort import PERCEEL
from proces.soort import RONDOM
from producten.soort import PRODUCT
from publicaties.soorten import INKOOP, SOORTEN
from segments.models import Deelnemer, Inkoop
from werkplek.inhoud.teksten import names_of
from werkplek.plekken import deel_url

_KORT = "COALESCE(NULLIF(q.afkorting, ''), q.naam)"


def _sources() -> Iterator[str]:
    """For every table whose changes are told the newest of inkoop `i`: all in one query, and the page shows the newest of them."""
    yield _select(INKOOP, INKOOP.model, wat="'gegevens van de inkoop'")
    join = "JOIN segments_gemeente g ON g.id = e.gemeente_id"
    yield _select(INKOOP, Deelnemer, join=join, wat="'gemeente ' || g.naam")
    for soort in (*SOORTEN.values(), *RONDOM.values()):
        yield _select(soort, soort.model)
        if soort.met_rubrieken:
            rubriek = "JOIN producten_rubriek r ON r.id = e.rubriek_id"
            yield _below(soort, soort.model._meta.get_field("teksten").related_model, rubriek, "r.naam")
    product = "JOIN producten_product q ON q.id = e."
    yield _below(PERCEEL, PerceelProduct, f"{product}product_id", f"'Product ' || {_KORT}")
    yield _below(PERCEEL, Kenmerk, "", "'Kenmerk ' || e.nummer")
    yield _below(PRODUCT, Inschrijfvoorwaarde, f"{product}ander_product_id", f"'Inschrijfvoorwaarde over ' || {_KORT}")


def _below(soort: Soort, model: Any, join: str, wat: str) -> str:
    """Rows that are told at the part that they are of."""
    own = f"JOIN {soort.model._meta.db_table} p ON p.id = e.{soort.naam}_id"
    return _select(soort, model, part="p", join=f"{own} {join}", wat=wat)


def _select(soort: Soort, model: type[models.Model], *, part: str = "e", join: str = "", wat: str = "''") -> str:
    """`part`: what holds the names of the part; `wat`: what it is of that part, empty for the part itself."""
    namen = ", ".join(f"{part}.{veld}::text" for veld in _naming(soort))
    pk = "pgh_obj_id" if part == "e" else "id"
    owner = "e.pgh_obj_id" if model is INKOOP.model else f"{'e' if soort is INKOOP else part}.inkoop_id"
    return (
        f"(SELECT '{soort.naam}' AS soort, {part}.{pk} AS deel, ARRAY[{namen}]::text[] AS namen, {wat} AS wat, e.pgh_label,"  # noqa: S608
        f" e.pgh_created_at, e.pgh_context_id FROM {event_model(model)._meta.db_table} e {join} WHERE {owner} = i.pk"
        " ORDER BY e.pgh_created_at DESC, e.pgh_id DESC LIMIT 40)"
    )


def _naming(soort: Soort) -> list[str]:
    """The fields that a part is named by."""
    return [] if soort is INKOOP else list(dict.fromkeys([*soort.codevelden, *soort.naamvelden]))


def _named(naam: str, namen: Sequence[str]) -> tuple[str, str]:
    """The code and the name of a part as it then was."""
    if naam == INKOOP.naam:
        return "", ""
    soort = RONDOM.get(naam) or SOORTEN[naam]
    values = dict(zip(_naming(soort), namen, strict=True))
    if naam in RONDOM:
        return "", f"{naam}: {' '.join(values[veld] for veld in soort.naamvelden)}"
    construct: Any = soort.inhoud.model_construct
    deel = construct(**values)
    return deel.deelcode, deel.kort


_WOORDEN = {"insert": "toegevoegd", "update": "gewijzigd", "delete": "verwijderd"}


@dataclass(frozen=True)
class Bewerking:
    wat: str
    actie: str
    url: str
    wie: str
    op: dt.datetime
    handeling: object  # what was done in one go
    meer: int = 0


def recent_changes(inkopen: Sequence[Inkoop], limit: int = 8) -> dict[int, list[Bewerking]]:
    """By inkoop, the newest first; what one person did in one go is told once. Two queries, however many inkopen."""
    sql = (
        "SELECT i.pk, t.*, c.metadata ->> 'user', c.metadata ->> 'reden' FROM unnest(%s::bigint[]) AS i(pk) "  # noqa: S608
        f"CROSS JOIN LATERAL (SELECT * FROM ({' UNION ALL '.join(_sources())}) u ORDER BY pgh_created_at DESC, soort, deel LIMIT 80) t "
        "LEFT JOIN pghistory_context c ON c.id = t.pgh_context_id ORDER BY t.pgh_created_at DESC, t.soort, t.deel, t.wat"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [[inkoop.pk for inkoop in inkopen]])
        rows = cursor.fetchall()
    names = names_of([int(row[8]) if row[8] else None for row in rows])
    slugs = {inkoop.pk: inkoop.slug for inkoop in inkopen}
    by_inkoop: dict[int, list[tuple[Any, ...]]] = {inkoop.pk: [] for inkoop in inkopen}
    for pk, *row in rows:
        by_inkoop[pk].append(tuple(row))
    return {pk: _told(slugs[pk], found, names)[:limit] for pk, found in by_inkoop.items()}


def _told(slug: str, rows: list[tuple[Any, ...]], names: dict[int, str]) -> list[Bewerking]:
    found: list[Bewerking] = []
    seen: dict[object, set[tuple[object, ...]]] = {}
    for soort, deel, namen, wat, label, op, context, user, reden in rows:
        handeling = context or op
        place, places = (soort, deel, wat), seen.setdefault(handeling, set())
        if place in places:
            continue
        places.add(place)
        if len(places) > 1:
            # One act (an import, a copy, a cell in many percelen) is one line.
            index = next(number for number, row in enumerate(found) if row.handeling == handeling)
            found[index] = replace(found[index], meer=len(places) - 1)
            continue
        code, naam = _named(soort, namen)
        wat = f"{wat} van {naam}" if wat and naam else wat or naam
        actie = reden if reden in {"gearchiveerd", "teruggehaald", "gekopieerd"} else _WOORDEN.get(label, "gewijzigd")
        wie = names.get(int(user), "het portaal") if user else "het portaal"
        found.append(Bewerking(wat[:1].upper() + wat[1:], actie, deel_url(slug, soort, code), wie, op, handeling))
    return found
