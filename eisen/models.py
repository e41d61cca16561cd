"""What is asked of an aanbieder, as rows: from uitsluitingsgrond to KPI, each with its proof, norm and weight."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import RegelField, RichTextField, TekstField
from core.history import tracked
from core.models import Archiveerbaar, DeelQuerySet
from percelen.models import Perceel
from producten.models import Product
from segments.models import Inkoop, Segment


class Eissoort(models.TextChoices):
    """In the order in which a document tells them (feiten 8)."""

    UITSLUITINGSGROND = "uitsluitingsgrond", "uitsluitingsgrond"
    GESCHIKTHEIDSEIS = "geschiktheidseis", "geschiktheidseis"
    SELECTIECRITERIUM = "selectiecriterium", "selectiecriterium"
    GUNNINGSCRITERIUM = "gunningscriterium", "gunningscriterium"
    UITVOERINGSEIS = "uitvoeringseis", "uitvoeringseis"
    KPI = "kpi", "KPI"
    CONTRACTEIS = "contracteis", "contracteis"

    @property
    def meervoud(self) -> str:
        """ "geschiktheidseisen", "gunningscriteria", "KPI's"."""
        label = str(self.label)
        if label.endswith("criterium"):
            return label.removesuffix("um") + "a"
        return {"uitsluitingsgrond": "uitsluitingsgronden", "KPI": "KPI’s"}.get(label) or f"{label}en"


#: The sorts on which inschrijvingen are compared with each other.
GEWOGEN = (Eissoort.SELECTIECRITERIUM, Eissoort.GUNNINGSCRITERIUM)


class Eismoment(models.TextChoices):
    INSCHRIJVING = "inschrijving", "bij inschrijving"
    START = "start", "bij de start"
    UITVOERING = "uitvoering", "tijdens de uitvoering"


class Reikwijdte(models.TextChoices):
    INKOOP = "inkoop", "de hele inkoop"
    SEGMENT = "segment", "segmenten"
    PERCEEL = "perceel", "percelen"
    PRODUCT = "product", "producten"


@tracked
class Eis(Archiveerbaar):
    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="eisen")
    nummer = RegelField(max_length=20, help_text="Letters, cijfers en streepjes, bijvoorbeeld G1, S1G1 of KPI-3.")
    naam = RegelField(max_length=160)
    soort = models.CharField(max_length=20, choices=Eissoort.choices)
    moment = models.CharField("wanneer", max_length=20, choices=Eismoment.choices, blank=True)
    # Not told by which lists are empty: of an eis whose only perceel is archived the list is empty, too.
    geldt_voor = models.CharField(max_length=10, choices=Reikwijdte.choices, default=Reikwijdte.INKOOP)
    segmenten = models.ManyToManyField(Segment, blank=True, related_name="eisen")
    percelen = models.ManyToManyField(Perceel, blank=True, related_name="eisen")
    producten = models.ManyToManyField(Product, blank=True, related_name="eisen")
    norm = RegelField(max_length=200, blank=True, help_text="Wat ten minste gehaald wordt, bijvoorbeeld 95%.")
    bewijsmiddel = TekstField(blank=True, help_text="Waarmee een aanbieder laat zien dat hij voldoet.")
    weging = models.PositiveSmallIntegerField(
        "weging (%)", null=True, blank=True, help_text="Alleen van een criterium. Per perceel zijn zij samen 100."
    )
    max_score = models.PositiveSmallIntegerField("maximale score", null=True, blank=True)
    knock_out = models.BooleanField("knock-out: wie niet voldoet, valt af", default=False)
    volgorde = models.PositiveIntegerField(default=0)
    tekst = RichTextField()

    codevelden = ("nummer",)
    objects = DeelQuerySet["Eis"].as_manager()

    class Meta:
        verbose_name = "eis"
        verbose_name_plural = "eisen"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "nummer"],
                name="eis_uniek",
                violation_error_message="Er is al een eis met dit nummer in deze inkoop.",
            ),
            models.CheckConstraint(
                condition=Q(nummer__regex=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"),
                name="eis_nummer",
                violation_error_message="Het nummer van een eis bestaat uit letters, cijfers en streepjes, bijvoorbeeld S1G1.",
            ),
            models.CheckConstraint(
                condition=Q(weging=None, max_score=None) | Q(soort__in=[soort.value for soort in GEWOGEN]),
                name="eis_weging",
                violation_error_message="Alleen een selectiecriterium of gunningscriterium heeft een weging of een maximale score.",
            ),
            models.CheckConstraint(
                condition=Q(weging=None) | Q(weging__range=(1, 100)),
                name="eis_weging_grens",
                violation_error_message="De weging is een percentage van 1 tot en met 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"Eis {self.nummer} {self.naam}"
