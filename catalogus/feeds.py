"""Atom (RFC 4287): what an inkoop published, and the openbare moments of its planning."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from catalogus.versie import find
from catalogus.voorraad import for_everybody
from core import dutch
from proces.models import Mijlpaal


@require_safe
@for_everybody
def nieuws(request: HttpRequest, slug: str) -> HttpResponse:
    versie = find(slug, None)
    inkoop = versie.snapshot.inkoop
    root = request.build_absolute_uri("/").rstrip("/")
    feed = Atom1Feed(
        title=f"{inkoop.titel}: versies en planning",
        link=root + versie.basis,
        description=f"Nieuwe versies en mijlpalen van {inkoop.titel}, {inkoop.regio.naam}.",
        language="nl",
        author_name=inkoop.regio.naam,
        feed_url=request.build_absolute_uri(),
        feed_guid=f"{root}{versie.basis}nieuws.atom",
    )
    # When a row was put there or changed, its history tells.
    mijlpalen = (
        Mijlpaal.objects.filter(inkoop=versie.publicatie.inkoop_id, openbaar=True)
        .annotate(gewijzigd_op=Max("events__pgh_created_at"))
        .order_by("-begin", "pk")[:50]
    )
    entries = [
        (
            mijlpaal.gewijzigd_op or _moment(mijlpaal.begin),
            f"Planning: {mijlpaal.titel} ({mijlpaal.moment.label})",
            f"{versie.basis}planning/#mijlpaal-{mijlpaal.pk}",
            mijlpaal.omschrijving,
        )
        for mijlpaal in mijlpalen
    ]
    for row in versie.gepubliceerd:
        assert row.gepubliceerd_op is not None  # noqa: S101 -- constraint publicatie_gepubliceerd_heeft_nummer
        what = "bedoeld voor" if row.is_consultatie else "geldt vanaf"
        text = f"{row.versienaam}, {what} {dutch.day(row.ingangsdatum)}. {row.toelichting}".strip()
        address = f"{versie.basis}versie/{row.volgnummer}/wijzigingen/"
        entries.append((row.gepubliceerd_op, f"Versie {row.volgnummer} is gepubliceerd", address, text))
    for moment, title, address, text in sorted(entries, key=lambda entry: (entry[0], entry[2]), reverse=True):
        feed.add_item(
            title=title,
            link=root + address,
            description=escape(text or title),
            unique_id=root + address,
            updateddate=moment,
            pubdate=moment,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
