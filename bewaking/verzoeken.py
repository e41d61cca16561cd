"""The outermost layer: says how the portal is, counts, and tells the log which request a line is about."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST

from bewaking import metingen
from bewaking.logboek import VERZOEK, request_id
from bewaking.toestand import toestand

logger = logging.getLogger("bewaking.verzoeken")
LEEST = {"GET", "HEAD", "OPTIONS"}


class Bewaking:
    """Middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # A probe comes by the address of a machine, over plain http: no other layer has to know that host.
        if request.path_info in ANTWOORDEN and request.method in LEEST:
            response = ANTWOORDEN[request.path_info](request)
            response["Cache-Control"] = "no-store"
            return response
        begin = time.perf_counter()
        token = VERZOEK.set(request)
        try:
            answer = self.get_response(request)
            seconds = time.perf_counter() - begin
            if request.method not in LEEST or answer.status_code >= 400:
                self._tell(request, answer, seconds)
        finally:
            VERZOEK.reset(token)
        metingen.count(request.path_info, answer.status_code, seconds)
        return answer

    def _tell(self, request: HttpRequest, answer: HttpResponseBase, seconds: float) -> None:
        """Who changes something leaves a line; who may not, or is lost, leaves none. A fault of ours has its line already."""
        answer["X-Request-ID"] = request_id(request)
        if answer.status_code < 400:
            logger.info("%s %s %s, %d ms", request.method, _told(request), answer.status_code, seconds * 1000)


def _told(request: HttpRequest) -> str:
    """The address, without what only one person has (`overleg.deur.access`)."""
    match = request.resolver_match
    secret = str(match.kwargs.get("toegang", "")) if match else ""
    return request.path_info.replace(secret, "…") if secret else request.path_info


class EigenHost:
    """Middleware, before any that reads the host: a page of ours, also one that says what is wrong, asks for it.

    Inside the cache of pages: what that kept was asked of a host of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            logger.warning("Een verzoek voor een andere host is geweigerd")
            return HttpResponseBadRequest(
                "Dit adres is niet van dit portaal.", content_type="text/plain; charset=utf-8"
            )
        return self.get_response(request)


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: this process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Well: 200, or 503 with what is not."""
    found = toestand()
    return JsonResponse(found, status=200 if all(found.values()) else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """For who has METRICS_TOKEN; without that setting there is nothing here."""
    if not settings.METRICS_TOKEN:
        return HttpResponse(status=404)
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(metingen.figures(), content_type=CONTENT_TYPE_LATEST)


ANTWOORDEN: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics,
}
