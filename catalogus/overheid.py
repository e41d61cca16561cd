"""The pages and files that every Dutch government site has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogus.aanbod import Getoond, aanbod
from catalogus.adressen import below
from catalogus.site import site
from catalogus.voorraad import for_everybody
from publicaties.models import Onderdeel, OnderdeelSoort
from segments.models import Regio

PAGES = {"over", "toegankelijkheid", "privacy", "cookies", "contact"}
#: Parts that are pages of their own; the others stand on one page together.
OWN_PAGE = {OnderdeelSoort.PRODUCT, OnderdeelSoort.PERCEEL, OnderdeelSoort.SEGMENT}
LISTS = {
    OnderdeelSoort.PRODUCT: "producten/",
    OnderdeelSoort.PERCEEL: "percelen/",
    OnderdeelSoort.SEGMENT: "segmenten/",
    OnderdeelSoort.GRONDSLAG: "grondslagen/",
    OnderdeelSoort.EIS: "eisen/",
    OnderdeelSoort.TARIEVEN: "tarieven/",
}
#: Pages that every version has, and what goes on around them.
ALWAYS = ("", "document/", "wijzigingen/", "versies/")
AROUND = ("planning/", "bijeenkomsten/", "documenten/", "kengetallen/")


@require_safe
@for_everybody
def pagina(request: HttpRequest, naam: str) -> HttpResponse:
    context: dict[str, object] = {"site": site()}
    if naam == "contact":
        slugs = {row.regio_slug for row in aanbod().inkopen}
        context["regios"] = Regio.objects.filter(slug__in=slugs).order_by("naam", "pk")
    if naam == "over":
        context["voorbeelden"] = aanbod().voorbeelden
        context["voorbeeld"] = next((_example(request, row) for row in aanbod().inkopen), None)
    return render(request, f"catalogus/site/{naam}.html", context)


def _example(request: HttpRequest, row: Getoond) -> dict[str, object]:
    """A version whose sum a reader can check."""
    nummer = row.publicatie.volgnummer
    return {
        "adres": request.build_absolute_uri(f"/inkoop/{row.slug}/versie/{nummer}/"),
        "nummer": nummer,
        "titel": row.titel,
        "sha256": row.publicatie.sha256,
    }


@require_safe
@for_everybody
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116."""
    facts = site().beveiliging
    end = dt.datetime.combine(facts.verloopt, dt.time(23, 59, 59), dt.UTC)
    lines = [
        f"Contact: mailto:{facts.email}",
        f"Expires: {end:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri('/.well-known/security.txt')}",
    ]
    return _text(lines)


@require_safe
@for_everybody
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Pinned versions may be read: they say noindex themselves, and a robot that may not read them cannot see that."""
    return _text(
        [
            "User-agent: *",
            "Disallow: /beheer/",
            "Disallow: /admin/",
            "Disallow: /inloggen/",
            "Disallow: /zoeken/?",
            "Disallow: /past-dit-bij-ons/?",
            "Disallow: /vergelijken/?",
            "Disallow: /*/eisenpakket",
            "",
            f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
        ]
    )


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
@for_everybody
def sitemap(request: HttpRequest) -> HttpResponse:
    """The pages of every version that is read today, and nothing else."""
    root = request.build_absolute_uri("/").rstrip("/")
    rows = "".join(
        f"<url><loc>{escape(root + path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for path, day in paths()
    )
    return HttpResponse(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n',
        content_type="application/xml",
    )


def paths() -> Iterator[tuple[str, dt.date | None]]:
    """Of every version that is read today: the address of each page, and the day that it was published."""
    yield "/", None
    yield "/past-dit-bij-ons/", None
    yield "/vergelijken/", None
    yield from ((f"/{naam}/", None) for naam in sorted(PAGES))
    shown = {row.publicatie.pk: row for row in aanbod().inkopen}
    found: dict[int, list[tuple[str, str]]] = {pk: [] for pk in shown}
    parts = Onderdeel.objects.filter(publicatie__in=list(shown)).order_by("publicatie_id", "volgorde", "pk")
    for pk, soort, code in parts.values_list("publicatie_id", "soort", "code"):
        found[pk].append((soort, code))
    for pk, onderdelen in found.items():
        row = shown[pk]
        day = row.publicatie.gepubliceerd_op.date() if row.publicatie.gepubliceerd_op else None
        soorten = {soort for soort, _ in onderdelen}
        for path in (*ALWAYS, *AROUND):
            yield row.pad + path, day
        yield from ((row.pad + path, day) for soort, path in LISTS.items() if soort in soorten)
        yield from ((row.pad + below(soort, code), day) for soort, code in onderdelen if soort in OWN_PAGE)
