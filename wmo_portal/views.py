"""Error pages, and a regio's own logo and design tokens."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.huisstijl import stylesheet
from segments.models import Regio
from werkplek.middleware import is_werkplek
from werkplek.sessie import send_again


@require_safe
@cache_control(public=True, max_age=300)
def huisstijl(request: HttpRequest, slug: str) -> HttpResponse:
    regio = get_object_or_404(Regio, slug=slug)
    return HttpResponse(stylesheet(regio.huisstijl), content_type="text/css")


@require_safe
@cache_control(public=True, max_age=300)
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    picture = get_object_or_404(Regio, slug=slug).read_logo()
    if not picture:
        raise Http404("Deze regio heeft geen logo.")
    return HttpResponse(picture, content_type="image/png")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(
        request,
        "fout.html",
        {"titel": "Dit verzoek kunnen wij niet lezen", "uitleg": "Ga terug en probeer het opnieuw."},
        status=400,
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(
        request,
        "fout.html",
        {"titel": "Dit mag niet", "uitleg": "U bent niet bevoegd voor deze handeling."},
        status=403,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """In the workplace, and while logging in again for it, nothing that was typed is lost."""
    if (is_werkplek(request) or request.path == reverse("account_login")) and (answer := send_again(request)):
        return answer
    uitleg = (
        "Het formulier was te lang open, of uw browser weigert cookies. Ga terug, ververs de pagina en verstuur het nog een keer. "
        "Kopieer eerst wat u hebt getypt."
    )
    return render(request, "fout.html", {"titel": "Het formulier is verlopen", "uitleg": uitleg}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    uitleg = "Het adres klopt niet, of de pagina bestaat niet meer. Wat ooit gepubliceerd is, blijft staan bij de versies van een inkoop."
    return render(request, "fout.html", {"titel": "Deze pagina bestaat niet", "uitleg": uitleg}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    uitleg = "Er ging iets mis bij ons. Uw tekst is niet kwijt als u die nog in beeld hebt. Probeer het over een paar minuten opnieuw."
    return render(request, "fout.html", {"titel": "Er ging iets mis", "uitleg": uitleg}, status=500)
