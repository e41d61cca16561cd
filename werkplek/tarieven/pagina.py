"""What the tarief screens share: the frame of a page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from accounts.models import Recht
from segments.models import Inkoop
from werkplek.formulier import DagField
from werkplek.inhoud.pagina import is_htmx
from werkplek.toegang import user_of


def show(
    request: HttpRequest,
    template: str,
    inkoop: Inkoop,
    hier: str,
    *,
    fragment: str = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page `template`, or the template `fragment` when htmx asks and there is one."""
    name = fragment if fragment and is_htmx(request) else f"{template}.html"
    response = render(
        request,
        f"werkplek/tarieven/{name}",
        {
            "inkoop": inkoop,
            "hier": hier,
            "mag_bewerken": user_of(request).may(Recht.BEWERKEN, inkoop.regio_id),
            **context,
        },
        status=status,
    )
    if fragment:
        patch_vary_headers(response, ["HX-Request"])
    return response


def day_asked(request: HttpRequest) -> tuple[dt.date, str]:
    """The day of ?dag=, or today; and what is wrong with it, in Dutch."""
    text = request.GET.get("dag", "") or request.POST.get("dag", "")
    try:
        day = DagField(required=False).clean(text)
    except ValidationError as fout:
        return timezone.localdate(), " ".join(fout.messages)
    return (day if isinstance(day, dt.date) else timezone.localdate()), ""
