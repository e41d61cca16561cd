"""What the content screens share: finding the working data of an inkoop, and a text in it."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from accounts.models import Recht
from werkplek.inhoud.werkblad import Tekstblok, Werkblad
from werkplek.toegang import load_inkoop, user_of


def load_werkblad(request: HttpRequest, slug: str, recht: Recht = Recht.LEZEN) -> Werkblad:
    return Werkblad(load_inkoop(request, slug, recht), user_of(request))


def find_blok(werkblad: Werkblad, soort: str, code: str, rubriek: str) -> Tekstblok:
    blok = werkblad.blok(soort, code, rubriek)
    if blok is None:
        raise Http404("Deze rubriek bestaat niet.")
    return blok
