"""What visitors say about an inkoop, and what the regio answers. Each kind of it in a file of its own."""

from overleg.models.afzender import Aanloop, Afzender, Bewaartermijn, Inzending, InzendingQuerySet, Inzendstaat, Wat
from overleg.models.reactie import (
    MAX_TEKST,
    Besluit,
    Onderwerp,
    Reactie,
    Reactiebijlage,
    Reactienota,
    Reactiepunt,
    Reactieronde,
    Rondevraag,
)
from overleg.models.volger import Rondgestuurd, Volger, VolgerQuerySet
from overleg.models.vraag import Vraag, VraagQuerySet, Vragennota

__all__ = [
    "MAX_TEKST",
    "Aanloop",
    "Afzender",
    "Besluit",
    "Bewaartermijn",
    "Inzending",
    "InzendingQuerySet",
    "Inzendstaat",
    "Onderwerp",
    "Reactie",
    "Reactiebijlage",
    "Reactienota",
    "Reactiepunt",
    "Reactieronde",
    "Rondevraag",
    "Rondgestuurd",
    "Volger",
    "VolgerQuerySet",
    "Vraag",
    "VraagQuerySet",
    "Vragennota",
    "Wat",
]
