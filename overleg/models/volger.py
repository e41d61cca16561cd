"""Who wants to hear by mail what happens to an inkoop, and what was told to all of them."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import ExpressionWrapper, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from overleg.models.afzender import Bewaartermijn, Inzending, InzendingQuerySet
from publicaties.models import Gebeurtenis


class VolgerQuerySet(InzendingQuerySet["Volger"]):
    def past_term(self, at: dt.datetime) -> Self:
        """The term runs from the end of the contracts: until then there may be something to hear."""
        termijn = Bewaartermijn.objects.filter(inkoop=OuterRef("inkoop")).values("dagen")[:1]
        until = ExpressionWrapper(
            F("inkoop__einde_contract") + Coalesce(Subquery(termijn), Value(Bewaartermijn.STANDAARD)),
            output_field=models.DateField(),
        )
        return self.annotate(tot=until).filter(tot__lt=timezone.localdate(at))


class Volger(Inzending):
    """An address that follows an inkoop: confirmed by a link, gone with one click. Nothing of it stays."""

    soortnaam: ClassVar[str] = "aanvraag om mail te krijgen"
    adresnaam: ClassVar[str] = "loket:volger"
    bevestignaam: ClassVar[str] = "loket:volgen_bevestigen"
    letter: ClassVar[str] = "A"

    objects = VolgerQuerySet.as_manager()

    class Meta(Inzending.Meta):
        verbose_name = "volger"
        verbose_name_plural = "volgers"

    def forget_person(self) -> None:
        """It is nothing but an address."""
        Volger.objects.filter(pk=self.pk).delete()


class Rondgestuurd(models.Model):
    """That what happened was mailed to everybody who followed then: once, whoever runs the clock."""

    gebeurtenis = models.OneToOneField(
        Gebeurtenis, on_delete=models.CASCADE, primary_key=True, related_name="rondgestuurd"
    )
    op = models.DateTimeField()

    class Meta:
        verbose_name = "rondgestuurd bericht"
        verbose_name_plural = "rondgestuurde berichten"

    def __str__(self) -> str:
        return str(self.gebeurtenis)
