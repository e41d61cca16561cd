"""Mail: one row for each message to each person, from the moment it is asked for; and who does not want which kind."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.fields import RegelField, TekstField
from post.soorten import choices

#: The longest address that is one (RFC 5321: 64 signs, an @, 255 signs).
MAX_ADRES = 320


class MailStatus(models.TextChoices):
    WACHT = "wacht", "wacht op verzending"
    VERSTUURD = "verstuurd", "verstuurd"
    MISLUKT = "mislukt", "niet afgeleverd"
    BEWAARD = "bewaard", "bewaard, geen mailserver"


class MailQuerySet(models.QuerySet["Mail"]):
    def managed(self, regio_ids: list[int] | None) -> MailQuerySet:
        """For the beheerder of these regio's (None: all): their mails, and those about accounts of people who work nowhere else."""
        if regio_ids is None:
            return self
        users: Any = get_user_model()
        roles = users.regios.through.objects
        elsewhere = roles.exclude(regio__in=regio_ids).values("user")
        own = users.objects.filter(lidmaatschappen__regio__in=regio_ids, is_superuser=False).exclude(pk__in=elsewhere)
        return self.filter(Q(regio__in=regio_ids) | Q(regio=None, gebruiker__in=own))


class Mail(models.Model):
    """`tekst` is the whole message; it is thrown away once the server has taken it, the rest stays as a log for a while."""

    soort = models.CharField(max_length=40, choices=choices)
    status = models.CharField(max_length=20, choices=MailStatus.choices)
    aan = models.CharField("aan", max_length=MAX_ADRES)
    gebruiker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    regio = models.ForeignKey("segments.Regio", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    onderwerp = RegelField(max_length=200)
    tekst = TekstField(blank=True)
    gemaakt_op = models.DateTimeField(default=timezone.now, db_index=True)
    verstuurd_op = models.DateTimeField(null=True, blank=True)
    pogingen = models.PositiveSmallIntegerField(default=0)
    volgende_op = models.DateTimeField("volgende poging", null=True, blank=True)
    melding = TekstField("antwoord van de mailserver", blank=True)
    afmelden = models.CharField(
        max_length=400, blank=True, help_text="Waar een mailprogramma de ontvanger afmeldt (RFC 8058)."
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "mail"
        verbose_name_plural = "mails"
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=MailStatus.VERSTUURD) | Q(tekst="", afmelden="", verstuurd_op__isnull=False),
                name="mail_verstuurd_zonder_tekst",
                violation_error_message="Van een verstuurde mail blijft de tekst niet staan.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.onderwerp} ({self.aan})"


class Afmelding(models.Model):
    """A kind of mail that this person switched off."""

    gebruiker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="afmeldingen")
    soort = models.CharField(max_length=40, choices=choices)

    class Meta:
        verbose_name = "afmelding"
        verbose_name_plural = "afmeldingen"
        constraints = [
            models.UniqueConstraint(
                fields=["gebruiker", "soort"],
                name="afmelding_uniek",
                violation_error_message="Deze soort mail staat al uit.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.gebruiker}: {self.get_soort_display()}"
