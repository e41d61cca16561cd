"""The search page: complete without script; with htmx the part that changes while someone types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url
from django_htmx.middleware import HtmxDetails

from catalogus.aanbod import aanbod
from catalogus.voorraad import for_everybody
from catalogus.zoeken import FACETTEN, Zoekuitkomst, Zoekvraag, pages, search

TEMPLATE = "catalogus/zoeken.html"


@require_safe
def zoeken(request: HttpRequest) -> HttpResponse:
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    # What a part says of the address differs from one asking to the next, and who kept it would be told nothing (304).
    if htmx and not htmx.history_restore_request:
        return never_cache(_answer)(request, htmx, fragment=True)
    return for_everybody(_answer)(request, htmx, fragment=False)


def _everywhere(
    vraag: Zoekvraag, uitkomst: Zoekuitkomst, names: Mapping[str, Mapping[str, str]]
) -> dict[str, object] | None:
    """Of a question that is asked inside one inkoop: which, and the same question without that border."""
    chosen = vraag.gekozen.get("inkoop", ())
    if len(chosen) != 1:
        return None
    (slug,) = chosen
    wider = replace(
        vraag, gekozen={name: values for name, values in vraag.gekozen.items() if name != "inkoop"}, pagina=1
    )
    # Only what the choice of inkoop keeps away is known; with other filters the number would be of another question.
    aantal = None if wider.gekozen else uitkomst.ongefilterd
    return {"titel": names.get("inkoop", {}).get(slug, slug), "adres": wider.address(), "aantal": aantal}


def _answer(request: HttpRequest, htmx: HtmxDetails, *, fragment: bool) -> HttpResponse:
    vraag = Zoekvraag.read(dict(request.GET.lists()))
    shown = aanbod()
    uitkomst = search(vraag, shown)
    names = {facet.sleutel: {keuze.waarde: keuze.label for keuze in facet.keuzes} for facet in uitkomst.facetten}
    chosen = [
        (names.get(name, {}).get(value, value), vraag.address(without=(name, value)))
        for name in FACETTEN
        for value in vraag.gekozen.get(name, ())
    ]
    if vraag.toekomst:
        chosen.append(("Ook wat nog ingaat", vraag.address(without=("toekomst", "1"))))
    context = {
        "vraag": vraag,
        "uitkomst": uitkomst,
        "gekozen": chosen,
        "inkopen": shown.inkopen,
        "voorbeelden": shown.voorbeelden,
        "heeft_toekomst": any(row.komt for row in shown.versies),
        "paginas": [(pagina, vraag.address(pagina=pagina)) for pagina in pages(uitkomst.pagina, uitkomst.paginas)],
        "vorige_pagina": vraag.address(pagina=uitkomst.pagina - 1) if uitkomst.pagina > 1 else "",
        "volgende_pagina": vraag.address(pagina=uitkomst.pagina + 1) if uitkomst.pagina < uitkomst.paginas else "",
        "bedoelde_adres": vraag.address(tekst=uitkomst.bedoelde) if uitkomst.bedoelde else "",
        "overal": _everywhere(vraag, uitkomst, names),
        "zonder_filters": Zoekvraag(vraag.tekst, toekomst=vraag.toekomst).address(),
    }
    response = render(request, f"{TEMPLATE}#zoekuitkomst" if fragment else TEMPLATE, context | {"fragment": fragment})
    patch_vary_headers(response, ["HX-Request"])
    if htmx and htmx.current_url_abs_path == request.get_full_path():
        replace_url(response, request.get_full_path())  # asked again: no second step for the back button
    return response
