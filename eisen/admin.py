from __future__ import annotations

from django.contrib import admin

from core.admin import ArchiveAdmin, RelatedFilter
from core.scherm import scherm
from core.spreadsheet_admin import SpreadsheetAdmin
from eisen.models import Eis
from eisen.resources import EisResource


@admin.register(Eis)
class EisBeheer(SpreadsheetAdmin[Eis], ArchiveAdmin[Eis]):
    resource_classes = (EisResource,)
    kopjes = {"Voor wie": "geldt_voor", "Norm en weging": "norm", "Tekst": "volgorde"}
    werkplek = scherm("eisen", lijst=True, anker="nummer", slug="inkoop__slug")
    joined = ("inkoop",)
    after_adding = ("segmenten", "percelen", "producten")
    list_display = ("nummer", "naam", "inkoop", "soort", "moment", "geldt_voor", "gearchiveerd_op")
    list_display_links = ("nummer", "naam")
    list_filter = (
        ("inkoop", RelatedFilter),
        "soort",
        "moment",
        "geldt_voor",
        ("gearchiveerd_op", admin.EmptyFieldListFilter),
    )
    search_fields = ("nummer", "naam", "tekst", "bewijsmiddel")
    ordering = ("inkoop__slug", "volgorde", "nummer", "pk")
