"""The page "Past dit bij ons?": complete without script; with htmx the answers change while someone chooses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import push_url
from django_htmx.middleware import HtmxDetails

from catalogus.overal import overal
from catalogus.past import FACETTEN, Past, Wens, answer
from catalogus.voorraad import for_everybody
from catalogus.zoeken import pages

TEMPLATE = "catalogus/past.html"


@require_safe
def past(request: HttpRequest) -> HttpResponse:
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    fragment = bool(htmx and not htmx.history_restore_request)
    # As on the page to search: a part of a page is not what its address says, and so nobody keeps it.
    return (never_cache if fragment else for_everybody)(_answer)(request, fragment=fragment)


def _answer(request: HttpRequest, *, fragment: bool) -> HttpResponse:
    wens = Wens.read(dict(request.GET.lists()))
    uitkomst = answer(wens, overal())
    names = {facet.sleutel: {keuze.waarde: keuze.label for keuze in facet.keuzes} for facet in uitkomst.facetten}
    chosen = [
        (names.get(name, {}).get(value, value), wens.address(without=(name, value)))
        for name in FACETTEN
        for value in wens.gekozen.get(name, ())
    ]
    if wens.doelgroep:
        chosen.append((f"Doelgroep: {wens.doelgroep}", wens.address(without=("doelgroep", wens.doelgroep))))
    context = {
        "wens": wens,
        "uitkomst": uitkomst,
        "gekozen": chosen,
        "gemeenten": next((facet.keuzes for facet in uitkomst.facetten if facet.sleutel == "gemeente"), []),
        "facetten": [facet for facet in uitkomst.facetten if facet.sleutel != "gemeente"],
        "aantal": {staat.value: uitkomst.aantallen[staat] for staat in Past},
        "paginas": [(pagina, wens.address(pagina=pagina)) for pagina in pages(uitkomst.pagina, uitkomst.paginas)],
        "vorige_pagina": wens.address(pagina=uitkomst.pagina - 1) if uitkomst.pagina > 1 else "",
        "volgende_pagina": wens.address(pagina=uitkomst.pagina + 1) if uitkomst.pagina < uitkomst.paginas else "",
        "fragment": fragment,
    }
    response = render(request, TEMPLATE + ("#past-uitkomst" if fragment else ""), context)
    patch_vary_headers(response, ["HX-Request"])
    if fragment:
        push_url(response, wens.address(pagina=uitkomst.pagina))  # without the fields that were left empty
    return response
