"""The planning of an inkoop: what is now and next, a picture of it, and a calendar to subscribe to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vDuration

from catalogus.stand import milestones
from catalogus.versie import find, newest
from catalogus.views import page
from catalogus.voorraad import for_everybody
from core import dutch
from core.opmaak import Pagina
from proces.models import Bijeenkomst, Mijlpaal, Mijlpaalstand
from proces.planning import Fase, clock, closing, fase, upcoming

_TITELS = {Fase.NU: "Nu", Fase.STRAKS: "Hierna", Fase.GEWEEST: "Geweest"}


@require_safe
@for_everybody
def planning(request: HttpRequest, slug: str) -> HttpResponse:
    versie, now = find(slug, None), timezone.now()
    rows = milestones(versie)
    told = [(row, closing(row, now) if row.sluit else None) for row in rows]
    groepen = [(key, titel, [pair for pair in told if fase(pair[0], now) == key]) for key, titel in _TITELS.items()]
    return page(
        request, "planning", versie, "proces", pagina=Pagina(), onderdeel="planning",
        groepen=[groep for groep in groepen if groep[2]],
        eerstvolgende=upcoming(rows, now),
        beeld=picture(rows, now) if len(rows) > 1 else None,
    )  # fmt: skip


# --- the picture ------------------------------------------------------------------------------------------------------

#: In units of the picture: its width, that of the line of time, the height of a row.
BREED, KANT, RIJ = 1000, 24, 30
#: It shows no more than this: what was longest ago is left out first.
MEEST = 24
_LANG = 62


@dataclass(frozen=True)
class Teken:
    """A moment in the picture: a bar from `x` over `breed`, or a dot when it is too short for a bar."""

    titel: str
    fase: str
    x: float
    breed: float
    y: int
    links: bool

    @property
    def tekst_x(self) -> float:
        return self.x - 14 if self.links else self.x + self.breed + 14


@dataclass(frozen=True)
class Planningsbeeld:
    """`jaren`: place and number of each first of January; `nu`: where today stands, None beyond the ends. `uitleg`: what it shows."""

    tekens: list[Teken]
    jaren: list[tuple[float, int]]
    nu: float | None
    hoog: int
    uitleg: str
    breed: int = BREED


def picture(rows: Sequence[Mijlpaal], at: dt.datetime) -> Planningsbeeld:
    shown = rows[-MEEST:]
    today = timezone.localdate(at)
    first = min(row.moment.begin for row in shown)
    last = max(max(row.moment.last_day for row in shown), first + dt.timedelta(days=30))
    days = (last - first).days

    def place(day: dt.date) -> float:
        return float(round(KANT + (BREED - 2 * KANT) * (day - first).days / days, 1))

    tekens = []
    for number, row in enumerate(shown):
        x, end = place(row.moment.begin), place(row.moment.last_day)
        titel = row.titel if len(row.titel) <= _LANG else f"{row.titel[: _LANG - 1].rstrip()}…"
        # The words stand where there is most room.
        tekens.append(Teken(titel, fase(row, at), x, max(end - x, 0), 44 + number * RIJ, links=x > BREED - end))
    years = [(place(dt.date(year, 1, 1)), year) for year in range(first.year + 1, last.year + 1)]
    geweest = sum(teken.fase == Fase.GEWEEST for teken in tekens)
    uitleg = (
        f"Tijdlijn van {dutch.day(first)} tot en met {dutch.day(last)} met {len(tekens)} momenten: {geweest} geweest, "
        f"{len(tekens) - geweest} nu of later. Vandaag is {dutch.day(today)}. De lijst hieronder noemt elk moment."
    )
    nu = place(today) if first <= today <= last else None
    return Planningsbeeld(tekens, years, nu, 44 + len(tekens) * RIJ, uitleg)


# --- the calendar -----------------------------------------------------------------------------------------------------


@require_safe
@for_everybody
def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """iCalendar (RFC 5545): the planning and the bijeenkomsten, to subscribe to. What was moved keeps its UID."""
    versie = newest(slug)
    inkoop = versie.snapshot.inkoop
    root = request.build_absolute_uri("/").rstrip("/")
    calendar = Calendar()
    calendar.add("prodid", "-//Wmo-inkoopportaal//planning//NL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{inkoop.titel}: planning")
    calendar.add("x-wr-caldesc", f"Planning en bijeenkomsten van {inkoop.titel}, {inkoop.regio.naam}.")
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", vDuration(dt.timedelta(hours=6)), parameters={"value": "DURATION"})
    told = {"gewijzigd_op": Max("events__pgh_created_at"), "keren": Count("events")}
    around = {"inkoop": versie.publicatie.inkoop_id, "openbaar": True}
    for mijlpaal in (
        Mijlpaal.objects.filter(**around).select_related("segment").annotate(**told).order_by("begin", "pk")
    ):
        moment = mijlpaal.moment
        titel = f"{mijlpaal.titel} ({mijlpaal.segment})" if mijlpaal.segment else mijlpaal.titel
        words = [f"{moment.label}{clock(mijlpaal.tijd)}.", mijlpaal.omschrijving]
        if mijlpaal.stand == Mijlpaalstand.VERSCHOVEN:
            words.append(f"Verschoven, stond eerst op {mijlpaal.eerder.label}. {mijlpaal.reden}")
        event = _event(mijlpaal, titel, words, f"{root}{versie.basis}planning/#mijlpaal-{mijlpaal.pk}")
        event.add("status", "TENTATIVE" if mijlpaal.voorlopig else "CONFIRMED")
        _when(event, moment.begin, moment.last_day, None if moment.eind else mijlpaal.tijd, None)
        calendar.add_component(event)
    for row in Bijeenkomst.objects.filter(**around).annotate(**told).order_by("datum", "pk"):
        address = f"{root}{versie.basis}bijeenkomsten/{row.sleutel}/"
        event = _event(row, row.titel, [str(row.get_soort_display()), row.link], address)
        if row.plaats:
            event.add("location", row.plaats)
        _when(event, row.datum, row.datum, row.tijd, row.eindtijd)
        calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="planning-{slug}.ics"'
    return response


def _event(row: Mijlpaal | Bijeenkomst, titel: str, words: Sequence[str], address: str) -> Event:
    event = Event()
    changed = getattr(row, "gewijzigd_op", None) or dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    event.add("uid", str(row.identiteit))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", max(getattr(row, "keren", 1) - 1, 0))
    event.add("summary", titel)
    event.add("description", "\n".join(filter(None, words)))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event


def _when(event: Event, first: dt.date, last: dt.date, tijd: dt.time | None, tot: dt.time | None) -> None:
    """At a time, or whole days; the end of whole days is the day after them."""
    zone = timezone.get_default_timezone()
    if tijd is None:
        event.add("dtstart", first)
        event.add("dtend", last + dt.timedelta(days=1))
        return
    event.add("dtstart", dt.datetime.combine(first, tijd, zone).astimezone(dt.UTC))
    if tot:
        event.add("dtend", dt.datetime.combine(first, tot, zone).astimezone(dt.UTC))
