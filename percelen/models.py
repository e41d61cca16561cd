"""Percelen: the parts of an inkoop on which aanbieders enrol, and which products occur in them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.codelijsten import Uitvoeringsvariant, cpv_code
from core.fields import CodeField, RegelField, RichTextField, TekstField
from core.history import tracked
from core.models import Archiveerbaar, DeelQuerySet, end_not_before_begin, refuse_other_inkoop
from producten.models import Grondslag, Product, Rubriek
from segments.models import Deelnemer, Inkoop, Segment


class Bereik(models.TextChoices):
    REGIONAAL = "regionaal", "regionaal"
    LOKAAL = "lokaal", "lokaal"


@tracked
class Perceel(Archiveerbaar):
    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="percelen")
    nummer = CodeField(max_length=30)
    naam = RegelField(max_length=200)
    volgorde = models.PositiveIntegerField(default=0)
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="percelen")
    bereik = models.CharField(max_length=20, choices=Bereik.choices, blank=True)
    gemeenten = models.ManyToManyField(
        Deelnemer,
        blank=True,
        related_name="percelen",
        verbose_name="alleen voor deze gemeenten",
        help_text="Niets gekozen: voor alle deelnemende gemeenten.",
    )
    # What is empty here, is what the segment says.
    uitvoeringsvariant = models.CharField(max_length=20, choices=Uitvoeringsvariant.choices, blank=True)
    bekostiging = TekstField(blank=True)
    cpv = ArrayField(
        RegelField(max_length=10, validators=[cpv_code]), default=list, blank=True, verbose_name="CPV-codes"
    )
    aanbieders_min = models.PositiveSmallIntegerField("aanbieders, minimaal", null=True, blank=True)
    aanbieders_max = models.PositiveSmallIntegerField("aanbieders, maximaal", null=True, blank=True)
    geraamde_waarde = models.PositiveIntegerField("geraamde waarde per jaar (euro)", null=True, blank=True)
    geraamd_volume = RegelField(
        "geraamd volume per jaar", max_length=120, blank=True, help_text="Met de eenheid erbij: 1.200 cliënten."
    )
    producten = models.ManyToManyField(Product, through="PerceelProduct", related_name="percelen")
    toewijzing_min_maanden = models.PositiveSmallIntegerField("toewijzing minimaal (maanden)", null=True, blank=True)
    toewijzing_max_maanden = models.PositiveSmallIntegerField("toewijzing maximaal (maanden)", null=True, blank=True)
    toewijzing_in_beginsel = models.BooleanField("het maximum geldt in beginsel", default=False)
    verlenging_max_maanden = models.PositiveSmallIntegerField(
        "verlenging telkens maximaal (maanden)", null=True, blank=True
    )
    naast_ander_perceel = models.BooleanField("kan naast een ander perceel", default=False)
    geen_24_uur = models.BooleanField(
        "geen noodzaak voor 24-uurs ondersteuning in de nabijheid (grens met de Wlz)", default=False
    )
    doorstroom = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="instroom", verbose_name="doorstroom naar perceel"
    )
    doorstroom_buiten = RegelField("doorstroom naar buiten deze inkoop", max_length=120, blank=True)
    min_kenmerken = models.PositiveSmallIntegerField("minimaal aantal kenmerken", null=True, blank=True)
    min_leefgebieden = models.PositiveSmallIntegerField(
        "zware problematiek op minimaal zoveel leefgebieden", null=True, blank=True
    )

    codevelden = ("nummer",)
    contactadres = models.EmailField(
        "contact over dit perceel",
        blank=True,
        help_text="Een functioneel mailadres, nooit dat van een persoon: wat gepubliceerd is, blijft staan.",
    )

    objects = DeelQuerySet["Perceel"].as_manager()

    class Meta:
        verbose_name = "perceel"
        verbose_name_plural = "percelen"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "nummer"],
                name="perceel_uniek",
                violation_error_message="Er is al een perceel met dit nummer in deze inkoop.",
            ),
            models.CheckConstraint(
                condition=Q(toewijzing_min_maanden=None)
                | Q(toewijzing_max_maanden=None)
                | Q(toewijzing_min_maanden__lte=F("toewijzing_max_maanden")),
                name="perceel_toewijzing",
                violation_error_message="De minimale duur van de toewijzing is langer dan de maximale.",
            ),
            models.CheckConstraint(
                condition=Q(aanbieders_min=None) | Q(aanbieders_max=None) | Q(aanbieders_min__lte=F("aanbieders_max")),
                name="perceel_aanbieders",
                violation_error_message="Het minimum aantal aanbieders is groter dan het maximum.",
            ),
        ]

    def __str__(self) -> str:
        return f"Perceel {self.nummer} {self.naam}"

    def clean(self) -> None:
        super().clean()
        refuse_other_inkoop(self, self.inkoop_id, "segment")


@tracked
class PerceelProduct(models.Model):
    """A product that is bought in a perceel, perhaps for a period only."""

    perceel = models.ForeignKey(Perceel, on_delete=models.CASCADE, related_name="perceelproducten")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="perceelproducten")
    van = models.DateField(null=True, blank=True)
    tot = models.DateField("tot en met", null=True, blank=True)
    in_beginsel = models.BooleanField("periode in beginsel", default=False)

    class Meta:
        verbose_name = "product in een perceel"
        verbose_name_plural = "producten in percelen"
        constraints = [
            models.UniqueConstraint(
                fields=["perceel", "product"],
                name="perceelproduct_uniek",
                violation_error_message="Dit product staat al in dit perceel.",
            ),
            end_not_before_begin("van", "tot", "perceelproduct_periode"),
        ]

    def __str__(self) -> str:
        return f"{self.product} in {self.perceel}"

    def clean(self) -> None:
        super().clean()
        if self.perceel_id:
            refuse_other_inkoop(self, self.perceel.inkoop_id, "product")


@tracked
class Kenmerk(models.Model):
    """One of the features by which the target group of a perceel is recognised."""

    perceel = models.ForeignKey(Perceel, on_delete=models.CASCADE, related_name="kenmerken")
    nummer = models.PositiveSmallIntegerField()
    naam = RegelField(max_length=200)
    toelichting = RichTextField()

    class Meta:
        verbose_name = "kenmerk"
        verbose_name_plural = "kenmerken"
        constraints = [
            models.UniqueConstraint(
                fields=["perceel", "nummer"],
                name="kenmerk_uniek",
                violation_error_message="Er is al een kenmerk met dit nummer in dit perceel.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nummer}. {self.naam}"


@tracked
class PerceelTekst(models.Model):
    """The text of one rubriek of one perceel. No row: the perceel does not have that rubriek."""

    perceel = models.ForeignKey(Perceel, on_delete=models.CASCADE, related_name="teksten")
    rubriek = models.ForeignKey(
        Rubriek, on_delete=models.CASCADE, related_name="perceeltekst_set", limit_choices_to={"soort": "perceel"}
    )
    tekst = RichTextField()

    class Meta:
        verbose_name = "rubriektekst"
        verbose_name_plural = "rubriekteksten"
        constraints = [
            models.UniqueConstraint(
                fields=["perceel", "rubriek"],
                name="perceeltekst_uniek",
                violation_error_message="Dit perceel heeft deze rubriek al.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.perceel} – {self.rubriek.naam}"

    def clean(self) -> None:
        super().clean()
        if self.perceel_id:
            refuse_other_inkoop(self, self.perceel.inkoop_id, "rubriek")


class VoorwaardeSoort(models.TextChoices):
    VERPLICHT = "verplicht", "moet ook ingeschreven zijn voor"
    MAG = "mag", "mag ook inschrijven voor"


class Hoeveel(models.TextChoices):
    ALLE = "alle", "in al deze percelen"
    EEN = "een", "in ten minste een van deze percelen"


@tracked
class Inschrijfvoorwaarde(models.Model):
    """Who enrols for `product` must (or may) also enrol for `ander_product` (feiten 5)."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="inschrijfvoorwaarden")
    soort = models.CharField(max_length=10, choices=VoorwaardeSoort.choices, default=VoorwaardeSoort.VERPLICHT)
    voor_grondslagen = models.ManyToManyField(
        Grondslag, blank=True, related_name="+", help_text="Leeg: voor alle grondslagen."
    )
    ander_product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="voorwaarde_voor", verbose_name="ander product"
    )
    grondslagen = models.ManyToManyField(Grondslag, blank=True, related_name="+", verbose_name="met grondslag")
    percelen = models.ManyToManyField(Perceel, blank=True, related_name="+", verbose_name="in percelen")
    hoeveel = models.CharField("hoeveel van deze percelen", max_length=10, choices=Hoeveel.choices, blank=True)
    toelichting = TekstField(blank=True)
    volgorde = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "inschrijfvoorwaarde"
        verbose_name_plural = "inschrijfvoorwaarden"
        constraints = [
            models.CheckConstraint(
                condition=~Q(product=F("ander_product")),
                name="inschrijfvoorwaarde_ander",
                violation_error_message="Een product kan geen voorwaarde voor zichzelf zijn.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.get_soort_display()} {self.ander_product}"

    def clean(self) -> None:
        super().clean()
        if self.product_id:
            refuse_other_inkoop(self, self.product.inkoop_id, "ander_product")
