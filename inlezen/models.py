"""A document that somebody is reading in: it can be left and picked up again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.fields import RegelField
from inlezen.voorstel import Voorstel
from segments.models import Inkoop


class InlezingQuerySet(models.QuerySet["Inlezing"]):
    def open(self) -> InlezingQuerySet:
        """Not taken over yet, the last one first."""
        return self.filter(overgenomen_op=None).select_related("gekozen_door").order_by("-gekozen_op", "-pk")


class Inlezing(models.Model):
    """`voorstel`: how the file was understood (`inlezen.voorstel`), None until it was read; `keuzes`: by number of a piece the place that
    somebody chose for it, empty: nowhere."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="inlezingen")
    naam = RegelField("naam van het bestand", max_length=200)
    bestand = models.FileField(max_length=200)
    gekozen_door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    gekozen_op = models.DateTimeField()
    voorstel = models.JSONField(null=True, blank=True)
    keuzes = models.JSONField(default=dict, blank=True)
    overgenomen_door = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    overgenomen_op = models.DateTimeField(null=True, blank=True)

    objects = InlezingQuerySet.as_manager()

    class Meta:
        verbose_name = "inlezing"
        verbose_name_plural = "inlezingen"
        constraints = [
            models.CheckConstraint(
                condition=Q(overgenomen_op=None, overgenomen_door=None)
                | Q(overgenomen_op__isnull=False, overgenomen_door__isnull=False, voorstel__isnull=False),
                name="inlezing_overgenomen",
                violation_error_message="Wie een document overneemt en wanneer horen bij elkaar.",
            )
        ]

    def __str__(self) -> str:
        return self.naam

    def read_voorstel(self) -> Voorstel | None:
        """With what somebody chose."""
        return Voorstel.model_validate(self.voorstel).met_keuzes(self.keuzes) if self.voorstel else None
