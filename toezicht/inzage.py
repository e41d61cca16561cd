"""Middleware: a page about people that was shown is written down."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from toezicht.models import Inzage

#: Addresses below which a page shows names, addresses or logins of others.
PERSOONSGEGEVENS = re.compile(
    r"/admin/(accounts|post)/|/beheer/account/logboek/|/beheer/[^/]+/(reacties/afzenders/|vragen/(\d+/|vragen\.xlsx$))"
)


class Inzagelogboek:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if PERSOONSGEGEVENS.match(request.path_info) and response.status_code == 200:
            Inzage.objects.create(gebruiker_id=request.user.pk, pad=request.path_info[:200])
        return response
