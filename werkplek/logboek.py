"""What people did in a regio in a period, for its beheerder to download (`toezicht.verslag`)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.models import Recht
from core import dutch
from segments.models import Regio
from toezicht.verslag import as_json, as_xlsx, tables
from werkplek.formulier import DagField, WerkplekForm, attempt, posted, status_of
from werkplek.pagina import page
from werkplek.toegang import user_of

SOORTEN = {
    "xlsx": ("Excel", as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("JSON", as_json, "application/json"),
}


class LogboekForm(WerkplekForm):
    samen = (("van", "tot"),)

    van = DagField(label="Van")
    tot = DagField(label="Tot en met")
    formaat = forms.ChoiceField(
        label="Bestand", choices=[(key, naam) for key, (naam, _, _) in SOORTEN.items()], widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("van") and cleaned.get("tot") and cleaned["van"] > cleaned["tot"]:
            self.add_error("tot", "De laatste dag ligt voor de eerste.")
        return cleaned


@page
def logboek(request: HttpRequest, regio: str) -> HttpResponse:
    user = user_of(request)
    van = get_object_or_404(Regio, slug=regio, pk__in=user.regio_ids())
    if not user.may(Recht.BEHEREN, van.pk):
        raise PermissionDenied
    today = timezone.localdate()
    known = {"van": today - dt.timedelta(days=30), "tot": today, "formaat": "xlsx"}
    form = LogboekForm(posted(request), initial=known)
    if form.is_valid():
        with attempt(form):
            return _file(van, **form.cleaned_data)
    values = {"form": form, "regio": van, "dagen": settings.BEWAAR_INLOGGEN}
    return render(request, "werkplek/account/logboek.html", values, status=status_of(form))


def _file(regio: Regio, van: dt.date, tot: dt.date, formaat: str) -> HttpResponse:
    _, write, kind = SOORTEN[formaat]
    titel = f"Logboek {regio}, {dutch.day(van)} tot en met {dutch.day(tot)}"
    name = f"logboek-{regio.slug}-{van}-{tot}.{formaat}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(write(tables(regio, van=van, tot=tot), titel), content_type=kind, headers=headers)
