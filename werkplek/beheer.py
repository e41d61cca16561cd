"""From a screen of the workplace to the admin of what it shows, for who manages that; the way back is `core.scherm`."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Recht
from core.admin import RegioAdmin
from segments.models import Inkoop
from werkplek.toegang import user_of


def adres(request: HttpRequest, inkoop: Inkoop) -> str:
    """Of the row that this screen shows, else of the list of all of them in this inkoop; empty: the admin has none, or not for her."""
    match = request.resolver_match
    if match is None or not user_of(request).is_staff or not user_of(request).may(Recht.BEHEREN, inkoop.regio_id):
        return ""
    found = [
        (model_admin, scherm)
        for model_admin in admin.site._registry.values()
        if isinstance(model_admin, RegioAdmin)
        and (scherm := model_admin.werkplek)
        and scherm.toont(match.view_name, match.kwargs)
    ]
    if not found:
        return ""
    # The row itself, before what belongs to it.
    model_admin, scherm = min(found, key=lambda one: sum(len(pad) for pad in one[1].paden.values()))
    name = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    row = None if scherm.lijst else scherm.rijen(model_admin.get_queryset(request), match.kwargs).first()
    if row is not None:
        return reverse(f"{name}_change", args=[row.pk])
    pad = scherm.paden["slug"].removesuffix("slug")
    return f"{reverse(f'{name}_changelist')}?{pad}id__exact={inkoop.pk}"
