"""Atom (RFC 4287): what an inkoop published, and the openbare moments of its planning."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from catalogus.versie import newest
from catalogus.voorraad import for_everybody
from core import dutch
from proces.models import Mijlpaal
from publicaties.models import INTREKKINGEN, OPENBAAR, Gebeurtenis, GebeurtenisSoort


@require_safe
@for_everybody
def nieuws(request: HttpRequest, slug: str) -> HttpResponse:
    versie = newest(slug)
    inkoop = versie.snapshot.inkoop
    root = request.build_absolute_uri("/").rstrip("/")
    gebeurtenissen = list(
        Gebeurtenis.objects.filter(inkoop=versie.publicatie.inkoop_id, soort__in=OPENBAAR)
        .select_related("publicatie")
        .defer("publicatie__inhoud", "publicatie__teruggegeven_inhoud")
        .order_by("op", "pk")
    )
    # Named by what it first told, so that it stays the same feed under another address.
    ident, _, _ = gebeurtenissen[0].ident.partition("/versie/")
    feed = Atom1Feed(
        title=f"{inkoop.titel}: versies en planning",
        link=root + versie.basis,
        description=f"Nieuwe versies en mijlpalen van {inkoop.titel}, {inkoop.regio.naam}.",
        language="nl",
        author_name=inkoop.regio.naam,
        feed_url=request.build_absolute_uri(),
        feed_guid=ident,
    )
    # When a row was put there or changed, its history tells.
    mijlpalen = (
        Mijlpaal.objects.filter(inkoop=versie.publicatie.inkoop_id, openbaar=True)
        .annotate(gewijzigd_op=Max("events__pgh_created_at"))
        .order_by("-begin", "pk")[:50]
    )
    entries = [
        (
            changed,
            changed,
            f"Planning: {mijlpaal.titel} ({mijlpaal.moment.label})",
            f"{versie.basis}planning/#mijlpaal-{mijlpaal.pk}",
            mijlpaal.omschrijving,
            f"{ident}/mijlpaal/{mijlpaal.pk}",
        )
        for mijlpaal in mijlpalen
        for changed in [mijlpaal.gewijzigd_op or _moment(mijlpaal.begin)]
    ]
    # What was told stays the same entry; of a version that was withdrawn it says so from then on, and readers get it again.
    entries += [
        (row.op, row.publicatie.ingetrokken_op or row.op, *_told(row, versie.basis), row.ident)
        for row in gebeurtenissen
    ]
    for moment, changed, title, address, text, unique_id in sorted(
        entries, key=lambda entry: (entry[0], entry[5]), reverse=True
    ):
        feed.add_item(
            title=title,
            link=root + address,
            description=escape(text or title),
            unique_id=unique_id,
            updateddate=changed,
            pubdate=moment,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())


def _told(gebeurtenis: Gebeurtenis, basis: str) -> tuple[str, str, str]:
    """Title, address and text of what happened to a version."""
    row = gebeurtenis.publicatie
    pinned = f"{basis}versie/{row.volgnummer}/"
    if gebeurtenis.pad:
        title = gebeurtenis.tekst.partition(":")[0]
        if gebeurtenis.soort != GebeurtenisSoort.VRAGENNOTA:
            title = f"{row.versienaam}: {gebeurtenis.get_soort_display()}"
        return title, f"{basis}{gebeurtenis.pad}", gebeurtenis.tekst
    if gebeurtenis.soort in INTREKKINGEN:
        return f"Versie {row.volgnummer} is ingetrokken", pinned, f"{row.versienaam}. Reden: {row.intrekreden}"
    text = f"{row.versienaam}, {row.ingaand} {dutch.day(row.ingangsdatum)}. {row.toelichting}".strip()
    title = f"Versie {row.volgnummer} is gepubliceerd"
    if row.ingetrokken_op:
        gone = f"Ingetrokken op {dutch.day(timezone.localdate(row.ingetrokken_op))}. Reden: {row.intrekreden}"
        return f"{title} en later ingetrokken", pinned, f"{gone} {text}"
    return title, f"{pinned}wijzigingen/", text
