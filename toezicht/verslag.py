"""The audit export: what people did in a regio in a period, as tables."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Lidmaatschap, MislukteInlog, User
from core.fouten import BewerkFout
from core.history import Verandering, changes, event_model, tracked_models, within
from core.spreadsheet import Column, Sheet, write_xlsx
from core.spreadsheet.cells import MAX_TEXT
from publicaties.models import Gebeurtenis
from segments.models import Regio
from toezicht.models import Inzage

#: More is no longer something that a person reads, and Excel holds a million.
MAX_REGELS = 100_000


@dataclass(frozen=True)
class Logboektabel:
    naam: str
    kolommen: tuple[str, ...]
    regels: list[tuple[str, ...]]


def tables(regio: Regio, *, van: dt.date, tot: dt.date) -> list[Logboektabel]:
    """Both days included, in the time zone of the portal. Raises BewerkFout when there is too much to read."""
    zone = timezone.get_default_timezone()
    begin = dt.datetime.combine(van, dt.time(), zone)
    einde = dt.datetime.combine(tot + dt.timedelta(days=1), dt.time(), zone)
    period = Q(pgh_created_at__gte=begin, pgh_created_at__lt=einde)
    people = _people(regio)
    about_people: list[Verandering] = []
    about_work: list[Verandering] = []
    for model in tracked_models():
        events = event_model(model).objects.filter(pgh_obj_id__in=people) if model is User else within(model, regio)
        target = about_people if model in {User, Lidmaatschap} else about_work
        target += changes(_bounded(events.filter(period)))
    return [
        Logboektabel("Inloggen", ("Moment", "Wie", "Gebruikersnaam"), _logins(people, period)),
        Logboektabel(
            "Mislukt inloggen", ("Moment", "Wie", "Gebruikersnaam", "Adres", "Wat"), _failures(people, begin, einde)
        ),
        Logboektabel("Accounts en rollen", _KOLOMMEN, _rows(about_people)),
        Logboektabel("Wijzigingen", _KOLOMMEN, _rows(about_work)),
        Logboektabel(
            "Versies", ("Moment", "Wie", "Inkoop", "Versie", "Wat", "Toelichting"), _versions(regio, begin, einde)
        ),
        Logboektabel("Inzage", ("Moment", "Wie", "Pagina"), _looks(people, begin, einde)),
    ]


def as_xlsx(gevonden: list[Logboektabel], titel: str) -> bytes:
    """A text that is too long for Excel is cut off, with a sign that it is; the JSON has it whole."""
    room = MAX_TEXT - 10
    sheets = []
    for tabel in gevonden:
        rows = [[f"{value[:room]} …" if len(value) > room else value for value in row] for row in tabel.regels]
        sheets.append(Sheet(tabel.naam, [Column(kolom) for kolom in tabel.kolommen], rows))
    return write_xlsx(sheets, title=titel)


def as_json(gevonden: list[Logboektabel], titel: str) -> bytes:
    told = {tabel.naam: [dict(zip(tabel.kolommen, row, strict=True)) for row in tabel.regels] for tabel in gevonden}
    return json.dumps({"Titel": titel} | told, ensure_ascii=False, indent=1).encode()


_KOLOMMEN = ("Moment", "Wie", "Soort", "Naam", "Handeling", "Veld", "Was", "Wordt", "Reden")


def _people(regio: Regio) -> list[int]:
    """Who has a role in the regio, or once had one."""
    now = set(Lidmaatschap.objects.filter(regio=regio).values_list("user_id", flat=True))
    return sorted(now | set(within(Lidmaatschap, regio).values_list("user_id", flat=True)))


def _bounded(rows: QuerySet[Any]) -> QuerySet[Any]:
    if rows.count() > MAX_REGELS:
        raise BewerkFout("In deze periode is te veel gebeurd voor één bestand. Kies een kortere periode.", veld="tot")
    return rows


def _rows(gevonden: list[Verandering]) -> list[tuple[str, ...]]:
    gevonden.sort(key=lambda one: (one.op, one.soort, one.naam))
    rows: list[tuple[str, ...]] = []
    for one in gevonden:
        for veld, was, wordt in one.velden:
            rows.append((_moment(one.op), one.door, one.soort, one.naam, one.handeling, veld, was, wordt, one.reden))
    return rows


def _logins(people: list[int], period: Q) -> list[tuple[str, ...]]:
    moments = apps.get_model("accounts", "Inlogmoment").objects.filter(period, pgh_obj_id__in=people)
    rows = _bounded(moments.select_related("pgh_obj").order_by("pgh_created_at", "pgh_id"))
    return [(_moment(row.pgh_created_at), str(row.pgh_obj), row.pgh_obj.username) for row in rows]


def _failures(people: list[int], begin: dt.datetime, einde: dt.datetime) -> list[tuple[str, ...]]:
    """Somebody tried to log in as one of these people. An account that does not exist belongs to no regio, and is not in it."""
    rows = MislukteInlog.objects.filter(user__in=people, op__gte=begin, op__lt=einde)
    return [
        (_moment(row.op), str(row.user), row.user.username, row.adres, row.get_uitslag_display())
        for row in _bounded(rows.select_related("user").order_by("op", "pk"))
    ]


def _versions(regio: Regio, begin: dt.datetime, einde: dt.datetime) -> list[tuple[str, ...]]:
    rows = Gebeurtenis.objects.steps().filter(inkoop__regio=regio, op__gte=begin, op__lt=einde)
    rows = rows.select_related("inkoop", "publicatie", "door").defer(
        "publicatie__inhoud", "publicatie__teruggegeven_inhoud"
    )
    return [
        (
            _moment(row.op),
            str(row.door),
            row.inkoop.titel,
            row.publicatie.versienaam,
            row.get_soort_display(),
            row.tekst,
        )
        for row in _bounded(rows.order_by("op", "pk"))
    ]


def _looks(people: list[int], begin: dt.datetime, einde: dt.datetime) -> list[tuple[str, ...]]:
    rows = Inzage.objects.filter(gebruiker__in=people, op__gte=begin, op__lt=einde)
    found = _bounded(rows.select_related("gebruiker").order_by("op", "pk"))
    return [(_moment(row.op), str(row.gebruiker), row.pad) for row in found]


def _moment(value: dt.datetime) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
