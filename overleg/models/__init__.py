"""What visitors say about an inkoop, and what the regio answers. Each kind of it in a file of its own."""

from overleg.models.afzender import Aanloop, Afzender, Bewaartermijn, Inzending, InzendingQuerySet, Wat
from overleg.models.volger import Rondgestuurd, Volger, VolgerQuerySet

__all__ = [
    "Aanloop",
    "Afzender",
    "Bewaartermijn",
    "Inzending",
    "InzendingQuerySet",
    "Rondgestuurd",
    "Volger",
    "VolgerQuerySet",
    "Wat",
]
