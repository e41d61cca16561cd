"""Whether what is in the database is still what was put there: every hash again, every rule still in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from pgtrigger import registered

from core.migraties import unapplied, unknown
from opslag.models import Bestandsinhoud
from publicaties.models import Bestand, Publicatie
from publicaties.snapshot import stored_sha256


@dataclass
class Controleuitslag:
    """What was looked at (what, how many), and what is wrong, in sentences."""

    bekeken: dict[str, int] = field(default_factory=dict)
    fouten: list[str] = field(default_factory=list)

    def add(self, what: str, number: int, wrong: Iterator[str]) -> None:
        self.bekeken[what] = number
        self.fouten += wrong


def verify() -> Controleuitslag:
    """Reads everything once; changes nothing, and may run beside people at work."""
    uitslag = Controleuitslag()
    migraties = [f"Migratie {name} is nog niet uitgevoerd." for name in unapplied()]
    migraties += [f"Migratie {name} hoort bij een nieuwere versie van het portaal." for name in unknown()]
    uitslag.add("migraties", len(MigrationRecorder(connection).applied_migrations()), iter(migraties))
    if migraties:
        return uitslag  # of another schema nothing else can be said
    frozen = Publicatie.objects.exclude(inhoud=None)
    uitslag.add("versies", frozen.count(), _versions(frozen))
    uitslag.add("bestanden van versies", Bestand.objects.count(), _rows(Bestand, "publicatie_id, naam"))
    uitslag.add("geüploade bestanden", Bestandsinhoud.objects.count(), _rows(Bestandsinhoud, "sha256"))
    uitslag.add("verwijzingen naar bestanden", 0, _references(uitslag))
    uitslag.add("triggers", len(registered()), _triggers())
    uitslag.add("regels van de database", 0, _constraints(uitslag))
    return uitslag


def _versions(rows: models.QuerySet[Publicatie]) -> Iterator[str]:
    known = rows.order_by("pk").values_list("pk", "inkoop__slug", "versienaam", "sha256")
    for pk, slug, naam, sha256 in known:
        inhoud: Any = Publicatie.objects.values_list("inhoud", flat=True).get(pk=pk)
        if stored_sha256(inhoud) != sha256:
            yield f"{slug}: de inhoud van '{naam}' (publicatie {pk}) past niet bij haar controlegetal {sha256}."


def _rows(model: type[models.Model], naming: str) -> Iterator[str]:
    """The database computes: the bytes do not have to travel."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {naming} FROM {model._meta.db_table} "  # noqa: S608 -- our own names
            "WHERE sha256 <> encode(sha256(inhoud), 'hex') OR grootte <> octet_length(inhoud) ORDER BY 1"
        )
        for row in cursor.fetchall():
            yield f"{model._meta.verbose_name} {' '.join(map(str, row))}: de bytes passen niet bij het controlegetal."


def _references(uitslag: Controleuitslag) -> Iterator[str]:
    number = 0
    for model in apps.get_models():
        for column in model._meta.local_fields:
            if not isinstance(column, models.FileField) or hasattr(model, "pgh_obj"):
                continue  # the history may name what is gone
            names = model._default_manager.exclude(**{column.name: ""}).order_by("pk").values_list("pk", column.name)
            for pk, name in names:
                number += 1
                if not default_storage.exists(name):
                    yield f"{model._meta.verbose_name} {pk}: het bestand '{name}' ontbreekt."
    uitslag.bekeken["verwijzingen naar bestanden"] = number


def _triggers() -> Iterator[str]:
    for model, trigger in registered():
        status, enabled = trigger.get_installation_status(model)
        if status != "INSTALLED" or not enabled:
            yield f"Trigger {trigger.name} van {model._meta.db_table} is niet van kracht ({status.lower()}, aan: {enabled})."


def _constraints(uitslag: Controleuitslag) -> Iterator[str]:
    """Checks, unique rules and foreign keys that the models name: there, and true of every row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, convalidated FROM pg_constraint WHERE connamespace = current_schema()::regnamespace "
            "UNION ALL SELECT indexrelid::regclass::text, indisvalid FROM pg_index "
            "WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
        )
        found: dict[str, bool] = {}
        for name, valid in cursor.fetchall():
            found[name] = found.get(name, True) and valid
    wanted = {rule.name: model._meta.db_table for model in apps.get_models() for rule in model._meta.constraints}
    uitslag.bekeken["regels van de database"] = len(found)
    for name, table in sorted(wanted.items()):
        if name not in found:
            yield f"Regel {name} van {table} ontbreekt in de database."
    for name, valid in sorted(found.items()):
        if not valid:
            yield f"Regel {name} is niet nagekeken voor alle rijen."
