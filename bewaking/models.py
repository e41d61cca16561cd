"""What runs by itself says here that it still does."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F


class HartslagManager(models.Manager["Hartslag"]):
    def beat(self, naam: str, *, at: dt.datetime, failed: bool) -> None:
        """`naam` has just run."""
        row, _ = self.get_or_create(naam=naam, defaults={"op": at})
        row.op = at
        if failed:
            row.mislukt_op, row.mislukkingen = at, F("mislukkingen") + 1
        row.save()

    def last_beat(self, naam: str) -> dt.datetime | None:
        """When `naam` last ran; None when it never did."""
        return self.filter(naam=naam).values_list("op", flat=True).first()


class Hartslag(models.Model):
    naam = models.CharField(max_length=40, primary_key=True)
    op = models.DateTimeField("laatste keer")
    mislukt_op = models.DateTimeField("laatste keer mislukt", null=True, blank=True)
    mislukkingen = models.PositiveIntegerField(default=0)

    objects = HartslagManager()

    class Meta:
        verbose_name = "hartslag"
        verbose_name_plural = "hartslagen"

    def __str__(self) -> str:
        return self.naam
