"""Who changed what lately, over all tables, from the history that the database keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.db import connection

from segments.models import Inkoop
from werkplek.inhoud.teksten import names_of
from werkplek.plekken import deel_url

#: Event table → how to reach its inkoop, and how to name what changed. All in one query: the dashboard shows the newest of all.
_BRONNEN = (
    ("inkoop", "segments", "InkoopEvent", "e.pgh_obj_id", "", "''", "''", "'gegevens van de inkoop'"),
    ("product", "producten", "ProductEvent", "e.inkoop_id", "", "e.code", "''", "e.naam"),
    (
        "product", "producten", "ProductTekstEvent", "p.inkoop_id",
        "JOIN producten_product p ON p.id = e.product_id JOIN producten_rubriek r ON r.id = e.rubriek_id",
        "p.code", "r.naam", "COALESCE(NULLIF(p.afkorting, ''), p.naam)",
    ),
    ("perceel", "percelen", "PerceelEvent", "e.inkoop_id", "", "e.nummer", "''", "'perceel ' || e.nummer"),
    (
        "perceel", "percelen", "PerceelTekstEvent", "p.inkoop_id",
        "JOIN percelen_perceel p ON p.id = e.perceel_id JOIN producten_rubriek r ON r.id = e.rubriek_id",
        "p.nummer", "r.naam", "'perceel ' || p.nummer",
    ),
    (
        "perceel", "percelen", "PerceelProductEvent", "p.inkoop_id",
        "JOIN percelen_perceel p ON p.id = e.perceel_id JOIN producten_product q ON q.id = e.product_id",
        "p.nummer", "'Product ' || COALESCE(NULLIF(q.afkorting, ''), q.naam)", "'perceel ' || p.nummer",
    ),
    (
        "perceel", "percelen", "KenmerkEvent", "p.inkoop_id", "JOIN percelen_perceel p ON p.id = e.perceel_id",
        "p.nummer", "'Kenmerk ' || e.nummer", "'perceel ' || p.nummer",
    ),
    ("segment", "segments", "SegmentEvent", "e.inkoop_id", "", "e.code", "''", "'segment ' || e.code"),
    ("hoofdstuk", "segments", "HoofdstukEvent", "e.inkoop_id", "", "e.sleutel", "''", "'hoofdstuk ' || e.titel"),
    ("eis", "eisen", "EisEvent", "e.inkoop_id", "", "e.nummer", "''", "'eis ' || e.nummer"),
    ("grondslag", "producten", "GrondslagEvent", "e.inkoop_id", "", "e.code", "''", "'grondslag ' || e.label"),
    ("tariefas", "producten", "TariefasEvent", "e.inkoop_id", "", "e.code", "''", "'tariefas ' || e.naam"),
    ("aswaarde", "producten", "AswaardeEvent", "e.inkoop_id", "", "e.code", "''", "'aswaarde ' || e.label"),
    (
        "inkoop", "segments", "DeelnemerEvent", "e.inkoop_id", "JOIN segments_gemeente g ON g.id = e.gemeente_id",
        "g.code", "''", "'gemeente ' || g.naam",
    ),
    ("begrip", "segments", "BegripEvent", "e.inkoop_id", "", "e.term", "''", "'begrip ' || e.term"),
    ("rubriek", "producten", "RubriekEvent", "e.inkoop_id", "", "e.sleutel", "''", "'rubriek ' || e.naam"),
    # Around the text.
    ("mijlpaal", "proces", "MijlpaalEvent", "e.inkoop_id", "", "e.pgh_obj_id::text", "''", "'planning: ' || e.titel"),
    (
        "bijeenkomst", "proces", "BijeenkomstEvent", "e.inkoop_id", "", "e.pgh_obj_id::text", "''",
        "'bijeenkomst: ' || e.titel",
    ),
    ("document", "proces", "DocumentEvent", "e.inkoop_id", "", "e.pgh_obj_id::text", "''", "'document: ' || e.titel"),
    (
        "kengetal", "proces", "KengetalEvent", "e.inkoop_id", "", "e.pgh_obj_id::text", "''",
        "'kengetal: ' || e.naam || ' ' || e.jaar",
    ),
)  # fmt: skip
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
    parts = []
    for soort, app, model, owner, join, code, rubriek, naam in _BRONNEN:
        table = connection.ops.quote_name(apps.get_model(app, model)._meta.db_table)
        parts.append(
            f"(SELECT '{soort}' AS soort, {code} AS code, {rubriek} AS rubriek, {naam} AS naam, e.pgh_label, e.pgh_created_at,"  # noqa: S608
            f" e.pgh_context_id FROM {table} e {join} WHERE {owner} = i.pk ORDER BY e.pgh_created_at DESC, e.pgh_id DESC LIMIT 40)"
        )
    sql = (
        "SELECT i.pk, t.*, c.metadata ->> 'user', c.metadata ->> 'reden' FROM unnest(%s::bigint[]) AS i(pk) "  # noqa: S608
        f"CROSS JOIN LATERAL (SELECT * FROM ({' UNION ALL '.join(parts)}) u ORDER BY pgh_created_at DESC, soort, code LIMIT 80) t "
        "LEFT JOIN pghistory_context c ON c.id = t.pgh_context_id ORDER BY t.pgh_created_at DESC, t.soort, t.code"
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
    for soort, code, rubriek, naam, label, op, context, user, reden in rows:
        handeling = context or op
        place, places = (soort, code, rubriek), seen.setdefault(handeling, set())
        if place in places:
            continue
        places.add(place)
        if len(places) > 1:
            # One act (an import, a copy, a cell in many percelen) is one line.
            index = next(number for number, row in enumerate(found) if row.handeling == handeling)
            found[index] = replace(found[index], meer=len(places) - 1)
            continue
        wat = f"{rubriek} van {naam}" if rubriek else naam
        actie = reden if reden in {"gearchiveerd", "teruggehaald", "gekopieerd"} else _WOORDEN.get(label, "gewijzigd")
        wie = names.get(int(user), "het portaal") if user else "het portaal"
        found.append(Bewerking(wat[:1].upper() + wat[1:], actie, deel_url(slug, soort, code), wie, op, handeling))
    return found
