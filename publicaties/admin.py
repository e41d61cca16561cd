"""Versions can be found and read here; their life is led in the workplace."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core import dutch
from core.admin import M, ReadOnlyAdmin, RelatedFilter, getal
from core.scherm import scherm
from publicaties.models import (
    Afweging,
    Bestand,
    Gebeurtenis,
    Intrekverzoek,
    Onderdeel,
    Opmerking,
    Publicatie,
    Wijziging,
)


@admin.register(Publicatie)
class PublicatieBeheer(ReadOnlyAdmin[Publicatie]):
    kopjes = {
        "Toelichting": "toelichting",
        "Gepland": "gepland_op",
        "Weg van de versie": "ingediend_op",
        "Ingetrokken": "ingetrokken_op",
        "Inhoud": "sha256",
    }
    werkplek = scherm("publiceren:versie", slug="inkoop__slug", pk="pk")
    joined = ("inkoop",)
    list_display = ("versienaam", "inkoop", "volgnummer", "soort", "status", "ingangsdatum", "gepubliceerd_op")
    list_filter = (("inkoop", RelatedFilter), "status", "soort")
    search_fields = ("versienaam", "inkoop__titel", "inkoop__slug")
    ordering = ("inkoop__slug", "-ingangsdatum", "-pk")
    date_hierarchy = "ingangsdatum"
    readonly_fields = ("sha256",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Publicatie]:
        # The snapshot is large and not for human eyes.
        return super().get_queryset(request).defer("inhoud")


class PartAdmin(ReadOnlyAdmin[M]):
    """What the parts of a version share."""

    regio_path = "publicatie__inkoop__regio"
    werkplek = scherm("publiceren:versie", slug="publicatie__inkoop__slug", pk="publicatie__pk")
    joined: ClassVar[tuple[str, ...]] = ("publicatie__inkoop",)


@admin.register(Onderdeel)
class OnderdeelBeheer(PartAdmin[Onderdeel]):
    kopjes = {"Waarop zoeken vindt": "namen"}
    list_display = ("titel", "soort", "code", "publicatie", "volgorde")
    list_filter = (("publicatie", RelatedFilter), "soort")
    search_fields = ("titel", "code", "namen")
    ordering = ("publicatie__inkoop__slug", "-publicatie__ingangsdatum", "publicatie", "volgorde", "pk")


@admin.register(Wijziging)
class WijzigingBeheer(PartAdmin[Wijziging]):
    list_display = ("sleutel", "publicatie", "volgorde", "reden")
    list_filter = (("publicatie", RelatedFilter),)
    search_fields = ("sleutel", "reden")
    ordering = ("publicatie__inkoop__slug", "-publicatie__ingangsdatum", "publicatie", "volgorde", "pk")


@admin.register(Bestand)
class BestandBeheer(PartAdmin[Bestand]):
    list_display = ("naam", "soort", "code", "publicatie", getal("grootte", "grootte", dutch.filesize))
    list_filter = (("publicatie", RelatedFilter), "soort")
    search_fields = ("naam", "code", "sha256")
    ordering = ("publicatie__inkoop__slug", "-publicatie__ingangsdatum", "publicatie", "soort", "code", "pk")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Bestand]:
        return super().get_queryset(request).defer("inhoud")


@admin.register(Opmerking)
class OpmerkingBeheer(PartAdmin[Opmerking]):
    kopjes = {"Door wie": "door", "Antwoord": "antwoord"}
    joined = ("publicatie__inkoop", "door")
    list_display = ("tekst", "plek", "publicatie", "door", "op", "opgelost_op")
    list_filter = (
        ("publicatie", RelatedFilter),
        ("opgelost_op", admin.EmptyFieldListFilter),
    )
    search_fields = ("tekst", "plek")
    ordering = ("publicatie__inkoop__slug", "-op", "pk")


@admin.register(Afweging)
class AfwegingBeheer(PartAdmin[Afweging]):
    joined = ("publicatie__inkoop", "door")
    list_display = ("boodschap", "reden", "publicatie", "door", "op")
    list_filter = (("publicatie", RelatedFilter),)
    search_fields = ("boodschap", "reden")
    ordering = ("publicatie__inkoop__slug", "-op", "pk")


@admin.register(Intrekverzoek)
class IntrekverzoekBeheer(PartAdmin[Intrekverzoek]):
    kopjes = {"Gevraagd": "gevraagd_op", "Besluit": "besluit"}
    joined = ("publicatie__inkoop", "gevraagd_door", "besloten_door")
    list_display = (
        "publicatie",
        "reden",
        "spoed",
        "gevraagd_door",
        "gevraagd_op",
        "besluit",
        "besloten_door",
        "besloten_op",
    )
    list_filter = (("publicatie", RelatedFilter), "besluit")
    search_fields = ("reden", "spoed", "toelichting")
    ordering = ("publicatie__inkoop__slug", "-gevraagd_op", "pk")


@admin.register(Gebeurtenis)
class GebeurtenisBeheer(PartAdmin[Gebeurtenis]):
    kopjes = {"Door wie": "door"}
    joined = ("publicatie__inkoop", "door")
    list_display = ("soort", "publicatie", "tekst", "door", "op")
    list_filter = (("publicatie", RelatedFilter), "soort")
    search_fields = ("tekst",)
    ordering = ("publicatie__inkoop__slug", "-op", "pk")
