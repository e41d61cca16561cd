"""Who looked at what is about people: accounts, mails, and the log itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Inzage(models.Model):
    """`pad`: the page, without what was searched for."""

    gebruiker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pad = models.CharField(max_length=200)
    op = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "inzage"
        verbose_name_plural = "inzagen"

    def __str__(self) -> str:
        return f"{self.gebruiker}: {self.pad}"
