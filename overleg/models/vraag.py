"""Questions of visitors until a moment of the planning, their answers, and the nota's van inlichtingen that tell them to everybody."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from core.fields import RegelField, TekstField
from core.history import tracked
from overleg import vraagtriggers
from overleg.models.afzender import Bewaartermijn, Inzending, InzendingQuerySet
from proces.models import Mijlpaal
from segments.models import Inkoop

MAX_TEKST = 4_000


def _pair(moment: str, person: str, name: str) -> models.CheckConstraint:
    both: dict[str, object] = {f"{moment}__isnull": False, f"{person}__isnull": False}
    return models.CheckConstraint(
        condition=Q(**{moment: None, person: None}) | Q(**both),
        name=name,
        violation_error_message="Het moment en de persoon horen bij elkaar: leg beide vast.",
    )


class Vragennota(models.Model):
    """A nota van inlichtingen: answers as they came out, for ever. `inhoud`: `overleg.inhoud.VragennotaInhoud` as JSON."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.PROTECT, related_name="vragennotas")
    nummer = models.PositiveIntegerField(help_text="Telt door binnen de inkoop.")
    gepubliceerd_op = models.DateTimeField()
    gepubliceerd_door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    inhoud = models.JSONField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    pdf = models.FileField(max_length=200, editable=False)
    docx = models.FileField(max_length=200, editable=False)

    class Meta:
        verbose_name = "nota van inlichtingen"
        verbose_name_plural = "nota's van inlichtingen"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "nummer"],
                name="vragennota_nummer",
                violation_error_message="Dit nummer bestaat al.",
            )
        ]
        triggers = [pgtrigger.Protect(name="vragennota_vast", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Nota van inlichtingen {self.nummer}"


class VraagQuerySet(InzendingQuerySet["Vraag"]):
    def to_answer(self) -> Self:
        return self.confirmed().filter(beantwoord_op=None)

    def to_read(self) -> Self:
        """Answered, and not yet read by a second person."""
        return self.confirmed().filter(beantwoord_op__isnull=False, nagelezen_op=None)

    def for_nota(self) -> Self:
        """What the next nota tells."""
        return self.confirmed().filter(nagelezen_op__isnull=False, nota=None)

    def past_term(self, at: dt.datetime) -> Self:
        """The term runs from the nota that answered, else from a year after the closing."""
        termijn = Bewaartermijn.objects.filter(inkoop=OuterRef("inkoop")).values("dagen")[:1]
        day = ExpressionWrapper(F("dagen") * Value(dt.timedelta(days=1)), output_field=DurationField())
        rows = self.filter(bevestigd_op__isnull=False).annotate(
            dagen=Coalesce(Subquery(termijn), Value(Bewaartermijn.STANDAARD)),
            vanaf=Coalesce(F("nota__gepubliceerd_op"), F("mijlpaal__sluit_op") + Value(dt.timedelta(days=365))),
        )
        return rows.filter(vanaf__lte=at - day)


@tracked
class Vraag(Inzending):
    """`tekst` as it was asked; `nota_tekst` as everybody reads it: without what tells who asked."""

    soortnaam: ClassVar[str] = "vraag"
    adresnaam: ClassVar[str] = "loket:vraag"
    bevestignaam: ClassVar[str] = "loket:vraag_bevestigen"
    letter: ClassVar[str] = "V"
    zonder_geschiedenis: ClassVar[tuple[str, ...]] = ("geheim", "afzender", "tekst")

    mijlpaal = models.ForeignKey(Mijlpaal, on_delete=models.PROTECT, related_name="vragen", verbose_name="gesteld voor")
    plek = models.CharField(max_length=200, blank=True, help_text="Waar het over gaat; leeg: het geheel.")
    plek_naam = RegelField(max_length=200, blank=True)
    tekst = TekstField("vraag", max_length=MAX_TEKST)
    nota_tekst = TekstField(
        "vraag in de nota", max_length=MAX_TEKST, help_text="Zonder namen, en zonder wat verraadt wie het vroeg."
    )
    antwoord = TekstField(max_length=MAX_TEKST, blank=True)
    veranderd = models.CharField(
        "daarom veranderd", max_length=200, blank=True, help_text="De plaats waar de tekst om deze vraag verandert."
    )
    veranderd_naam = RegelField(max_length=200, blank=True)
    toegewezen = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="toegewezen aan"
    )
    #: Everybody who wrote at the answer: none of them may be its second reader.
    schrijvers = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    beantwoord_op = models.DateTimeField(null=True, blank=True, editable=False)
    beantwoord_door = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    nagelezen_op = models.DateTimeField(null=True, blank=True, editable=False)
    nagelezen_door = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    nota = models.ForeignKey(Vragennota, on_delete=models.PROTECT, null=True, blank=True, related_name="vragen")
    nummer = models.PositiveIntegerField(null=True, blank=True, help_text="Telt door over de nota's.")

    objects = VraagQuerySet.as_manager()

    class Meta(Inzending.Meta):
        verbose_name = "vraag"
        verbose_name_plural = "vragen"
        constraints = [
            *Inzending.Meta.constraints,
            _pair("beantwoord_op", "beantwoord_door", "vraag_beantwoord_paar"),
            _pair("nagelezen_op", "nagelezen_door", "vraag_nagelezen_paar"),
            models.CheckConstraint(
                condition=~Q(tekst="") & ~Q(nota_tekst=""),
                name="vraag_tekst",
                violation_error_message="Schrijf een vraag.",
            ),
            models.CheckConstraint(
                condition=Q(beantwoord_op=None, nagelezen_op=None) | (Q(beantwoord_op__isnull=False) & ~Q(antwoord="")),
                name="vraag_antwoord",
                violation_error_message="Schrijf een antwoord voordat een collega het naleest.",
            ),
            models.CheckConstraint(
                condition=Q(nagelezen_door=None) | ~Q(nagelezen_door=F("beantwoord_door")),
                name="vraag_vier_ogen",
                violation_error_message="Wie antwoordt, leest het antwoord niet zelf na. Vraag een collega.",
            ),
            models.CheckConstraint(
                condition=Q(nota=None, nummer=None)
                | Q(nota__isnull=False, nummer__isnull=False, nagelezen_op__isnull=False, bevestigd_op__isnull=False),
                name="vraag_in_nota",
                violation_error_message="In een nota staat alleen wat een collega heeft nagelezen.",
            ),
            models.UniqueConstraint(
                fields=["inkoop", "nummer"],
                name="vraag_nummer",
                violation_error_message="Dit nummer is al gegeven.",
            ),
        ]
        triggers = [vraagtriggers.in_time(), vraagtriggers.counted_stays(), vraagtriggers.read_by_another()]

    def told(self) -> dict[str, object]:
        return super().told() | {
            "over": self.plek_naam,
            "vraag": self.tekst,
            "antwoord": self.antwoord if self.nota else "",
        }
