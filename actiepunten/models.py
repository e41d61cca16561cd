"""What a colleague was told by the mail of the day, so that she hears of each thing once."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Dagmail(models.Model):
    """One row for each person who works here, and never a second: at most one mail a day, whoever runs the clock."""

    gebruiker = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="dagmail"
    )
    bekeken_op = models.DateField("laatste dag waarop is gekeken", db_index=True)
    verteld = models.JSONField(default=list, blank=True, help_text="Wat nog wacht en al eens gemaild is.")

    class Meta:
        verbose_name = "mail van de dag"
        verbose_name_plural = "mails van de dag"

    def __str__(self) -> str:
        return f"{self.gebruiker}: {self.bekeken_op}"
