"""The public door: who sends something without an account, what every such thing has in common, and how often somebody asks.

Who somebody is stands in a row of its own (`Afzender`), so that it can go while what was said stays.
"""

from __future__ import annotations

import datetime as dt
import secrets
from enum import StrEnum
from typing import ClassVar, Self, TypeVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from core.fields import RegelField
from core.history import tracked
from segments.models import Inkoop


class Afzender(models.Model):
    """A person who sent one thing. Seen by staff of the regio only; in no snapshot, public file, log or mail to others."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="afzenders")
    naam = RegelField("uw naam", max_length=120)
    organisatie = RegelField(max_length=160, blank=True)
    email = models.EmailField("e-mailadres", max_length=254)

    class Meta:
        verbose_name = "afzender"
        verbose_name_plural = "afzenders"
        indexes = [models.Index(models.functions.Lower("email"), name="afzender_email")]

    def __str__(self) -> str:
        return self.naam


class Inzendstaat(StrEnum):
    CONCEPT = "concept"
    WACHT = "wacht"  # sent, and the address not yet confirmed
    BEVESTIGD = "bevestigd"
    INGETROKKEN = "ingetrokken"


M = TypeVar("M", bound="Inzending")


class InzendingQuerySet(models.QuerySet[M]):
    def confirmed(self) -> Self:
        """What counts: confirmed by mail, and not withdrawn."""
        return self.filter(bevestigd_op__isnull=False, ingetrokken_op=None)

    def left(self, before: dt.datetime) -> Self:
        """What somebody began, or sent without confirming it, before this moment."""
        return self.filter(bevestigd_op=None, begonnen_op__lt=before)

    def past_term(self, at: dt.datetime) -> Self:
        """Of which may not be known any longer who sent it. Each kind says when its term begins."""
        raise NotImplementedError


def _secret() -> str:
    return secrets.token_hex(16)


class Inzending(models.Model):
    """What somebody sends without an account: a draft, then sent, then confirmed by the link in a mail (once), perhaps withdrawn.

    A kind of it names the screen on which its owner finds it back (`adresnaam`) and the one that its mail leads to (`bevestignaam`).
    """

    soortnaam: ClassVar[str]
    adresnaam: ClassVar[str]
    bevestignaam: ClassVar[str]
    #: Between the mark of the inkoop and the year in a reference: nothing, or a letter.
    letter: ClassVar[str] = ""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="%(class)s_inzendingen")
    afzender = models.OneToOneField(
        Afzender, on_delete=models.SET_NULL, null=True, blank=True, related_name="%(class)s"
    )
    referentie = models.CharField(max_length=40, blank=True, help_text="Bijvoorbeeld MLW-2026-0001.")
    begonnen_op = models.DateTimeField()
    ingediend_op = models.DateTimeField(null=True, blank=True)
    bevestigd_op = models.DateTimeField(null=True, blank=True)
    ingetrokken_op = models.DateTimeField(null=True, blank=True)
    #: What its addresses are made from, together with the secret of the portal (`overleg.deur`): one alone opens nothing.
    geheim = models.CharField(max_length=32, default=_secret, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "referentie"],
                condition=~Q(referentie=""),
                name="%(class)s_referentie",
                violation_error_message="Dit kenmerk is al gegeven.",
            ),
            models.CheckConstraint(
                condition=Q(bevestigd_op=None, ingetrokken_op=None, referentie="")
                | (Q(bevestigd_op__isnull=False, ingediend_op__isnull=False) & ~Q(referentie="")),
                name="%(class)s_bevestigd",
                violation_error_message="Wat bevestigd is, is ook verstuurd en heeft een kenmerk.",
            ),
        ]

    def __str__(self) -> str:
        return self.referentie or f"{self.soortnaam} zonder kenmerk"

    @property
    def staat(self) -> Inzendstaat:
        if self.ingetrokken_op:
            return Inzendstaat.INGETROKKEN
        if self.bevestigd_op:
            return Inzendstaat.BEVESTIGD
        return Inzendstaat.WACHT if self.ingediend_op else Inzendstaat.CONCEPT

    def told(self) -> dict[str, object]:
        """For who asks what is known of her: everything that it says."""
        return {"soort": self.soortnaam, "kenmerk": self.referentie, "verstuurd": self.ingediend_op}

    def forget_person(self) -> None:
        """What of its content tells who somebody is, and goes with her name. Nothing, unless a kind says otherwise."""


class Wat(models.TextChoices):
    BEGIN = "begin", "iets nieuws beginnen"
    SCHRIJVEN = "schrijven", "iets veranderen"
    MAIL = "mail", "een mail laten sturen"


class Aanloop(models.Model):
    """That somebody asked something at the door, to count how often: by a fingerprint of where from, kept for a day."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="+")
    wat = models.CharField(max_length=20, choices=Wat.choices)
    vanaf = models.CharField(max_length=64)
    op = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "aanloop"
        verbose_name_plural = "aanloop"
        indexes = [models.Index(fields=["inkoop", "wat", "vanaf", "op"], name="aanloop_tellen")]


@tracked
class Bewaartermijn(models.Model):
    """How long it stays known who reacted or asked, after the nota that answered it."""

    STANDAARD: ClassVar[int] = 365

    inkoop = models.OneToOneField(Inkoop, on_delete=models.CASCADE, related_name="bewaartermijn")
    dagen = models.PositiveIntegerField(
        "namen en adressen bewaren (dagen na de nota)",
        default=STANDAARD,
        validators=[MinValueValidator(30), MaxValueValidator(3650)],
        help_text="Daarna gaan namen en e-mailadressen weg. Wat er is gezegd, blijft.",
    )

    class Meta:
        verbose_name = "bewaartermijn"
        verbose_name_plural = "bewaartermijnen"
        constraints = [
            models.CheckConstraint(
                condition=Q(dagen__gte=30, dagen__lte=3650),
                name="bewaartermijn_dagen",
                violation_error_message="Kies een termijn van 30 dagen tot tien jaar.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inkoop}: {self.dagen} dagen"
