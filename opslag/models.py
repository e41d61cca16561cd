"""The bytes of what people upload, in the database with the rest (docs/adr/0014)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Func, Value


def _sha256_of(column: str) -> Func:
    """By the database itself, in hexadecimals."""
    return Func(Func(F(column), function="sha256"), Value("hex"), function="encode", output_field=models.CharField())


class Bestandsinhoud(models.Model):
    """What is in a file, known by its sha256: the same file uploaded twice is kept once. Its name belongs to whoever points at it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    inhoud = models.BinaryField()
    grootte = models.PositiveIntegerField(help_text="bytes")

    class Meta:
        verbose_name = "bestandsinhoud"
        verbose_name_plural = "bestandsinhoud"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256=_sha256_of("inhoud")),
                name="bestandsinhoud_sha256",
                violation_error_message="De inhoud van het bestand past niet bij het controlegetal.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    grootte=Func(F("inhoud"), function="octet_length", output_field=models.IntegerField())
                ),
                name="bestandsinhoud_grootte",
                violation_error_message="De grootte past niet bij de inhoud van het bestand.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="inhoud_vast", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.sha256
