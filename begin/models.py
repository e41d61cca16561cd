"""How an inkoop began: from what, and what came of it."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from core.fields import RegelField
from publicaties.models import Publicatie
from segments.models import Inkoop


class BeginSoort(models.TextChoices):
    STANDAARD = "standaard", "met de standaardset"
    INKOOP = "inkoop", "met een eerdere inkoop"
    VERSIE = "versie", "met een gepubliceerde versie, ook van een andere regio"
    DOCUMENT = "document", "met een document dat ik al heb"
    LEEG = "leeg", "leeg"


class Begin(models.Model):
    """Kept for who works on the inkoop: where its content comes from, and what did not come along."""

    inkoop = models.OneToOneField(Inkoop, on_delete=models.CASCADE, related_name="begin")
    soort = models.CharField(max_length=20, choices=BeginSoort.choices)
    bron = RegelField(max_length=400, blank=True, help_text="Zoals de bron toen heette.")
    bron_inkoop = models.ForeignKey(Inkoop, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    bron_versie = models.ForeignKey(Publicatie, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gekomen = models.JSONField(default=list, blank=True)
    weggelaten = models.JSONField(default=list, blank=True)
    door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    op = models.DateTimeField()

    class Meta:
        verbose_name = "begin van een inkoop"
        verbose_name_plural = "begin van inkopen"

    def __str__(self) -> str:
        return f"{self.inkoop}: begonnen {self.get_soort_display()}"
