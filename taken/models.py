"""Long work that somebody asked for: what the person in front of the screen sees of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django_tasks_db.models import DBTaskResult

from accounts.models import User

#: What `DBTaskResult.status` says while the work is not over.
OPEN = ["READY", "RUNNING"]


class TaakQuerySet(models.QuerySet["Taak"]):
    def about(self, over: models.Model) -> TaakQuerySet:
        """All work that was asked for on this row, the last asked first."""
        rows = self.select_related("opdracht", "gevraagd_door").filter(over=sleutel_of(over))
        return rows.order_by("-opdracht__enqueued_at", "-pk")

    def open(self) -> TaakQuerySet:
        """Waiting, or under way."""
        return self.filter(opdracht__status__in=OPEN)


class Taak(models.Model):
    """Asked once; whether it waits, runs, is done or failed is said by the queue alone (`opdracht`)."""

    opdracht = models.OneToOneField(DBTaskResult, on_delete=models.CASCADE, primary_key=True, related_name="taak")
    over = models.CharField(max_length=100, db_index=True, help_text="De rij waar het over gaat.")
    gevraagd_op = models.DateTimeField()
    gevraagd_door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The first time: who takes over the work of a worker that was killed goes on with the same moment.
    begonnen_op = models.DateTimeField(null=True, blank=True)
    gedaan = models.PositiveIntegerField(default=0)
    totaal = models.PositiveIntegerField(default=0)
    melding = models.TextField("reden van mislukken", blank=True)

    objects = TaakQuerySet.as_manager()

    class Meta:
        verbose_name = "taak"
        verbose_name_plural = "taken"
        constraints = [
            models.CheckConstraint(
                condition=Q(gedaan__lte=F("totaal")),
                name="taak_niet_meer_dan_alles",
                violation_error_message="Er kan niet meer gedaan zijn dan er te doen is.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.over}, {self.gevraagd_op:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.opdracht.status in OPEN

    @property
    def is_bezig(self) -> bool:
        return self.opdracht.status == "RUNNING"

    @property
    def is_mislukt(self) -> bool:
        return self.opdracht.status == "FAILED"


def sleutel_of(over: models.Model) -> str:
    return f"{over._meta.label_lower}/{over.pk}"
