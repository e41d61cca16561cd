"""What a product pays: tarieven by grondslag, perceel and period, their indexatie and kostprijsopbouw (feiten 7)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.codelijsten import Btw
from core.history import tracked
from core.models import daterange, end_not_before_begin, single_or_all, valid_on
from percelen.models import Perceel
from producten.models import Grondslag, Product
from segments.models import Inkoop


class Methode(models.TextChoices):
    """How the correction of this year joins the provisional figure of next year."""

    OPTELLEN = "optellen", "optellen (VNG-advies)"
    KETEN = "keten", "vermenigvuldigen (keten)"


class Basis(models.TextChoices):
    AFGEROND = "afgerond", "afgerond tarief"
    ONAFGEROND = "onafgerond", "onafgerond tarief van de vorige ronde"


@tracked
class Indexatie(models.Model):
    """One indexation round: its figures, and whether it has been applied."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="indexaties")
    jaar = models.PositiveSmallIntegerField(help_text="Het jaar waarvoor de tarieven gaan gelden.")
    ingangsdatum = models.DateField()
    methode = models.CharField(max_length=10, choices=Methode.choices, default=Methode.OPTELLEN)
    basis = models.CharField("rekent door met", max_length=10, choices=Basis.choices, default=Basis.AFGEROND)
    percentage_decimalen = models.PositiveSmallIntegerField("decimalen van het percentage", default=2)
    toelichting = models.TextField(blank=True)
    toegepast_op = models.DateTimeField(null=True, blank=True, editable=False)
    toegepast_door = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+")

    class Meta:
        verbose_name = "indexatieronde"
        verbose_name_plural = "indexatierondes"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "ingangsdatum"],
                name="indexatie_uniek",
                violation_error_message="Er is al een indexatieronde met deze ingangsdatum.",
            ),
            models.CheckConstraint(
                condition=Q(toegepast_op=None, toegepast_door=None) | Q(toegepast_op__isnull=False, toegepast_door__isnull=False),
                name="indexatie_toegepast",
                violation_error_message="Leg vast wanneer en door wie de indexatie is toegepast.",
            ),
        ]

    def __str__(self) -> str:
        return f"Indexatie {self.jaar}"


@tracked
class Indexcomponent(models.Model):
    """A weighed price index (OVA, PPC or own). Percentages, such as 4.94 for 4.94%."""

    indexatie = models.ForeignKey(Indexatie, on_delete=models.CASCADE, related_name="componenten")
    naam = models.CharField(max_length=60)
    gewicht = models.DecimalField(max_digits=5, decimal_places=4, validators=[MinValueValidator(0)], help_text="Deel van het geheel: 0,9 voor 90%.")
    vorig_voorlopig = models.DecimalField("vorig jaar, voorlopig (%)", max_digits=7, decimal_places=4)
    vorig_definitief = models.DecimalField("vorig jaar, definitief (%)", max_digits=7, decimal_places=4)
    voorlopig = models.DecimalField("komend jaar, voorlopig (%)", max_digits=7, decimal_places=4)
    bron = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "component"
        verbose_name_plural = "componenten"
        constraints = [
            models.UniqueConstraint(fields=["indexatie", "naam"], name="indexcomponent_uniek", violation_error_message="Dit component staat er al."),
            models.CheckConstraint(
                condition=Q(gewicht__gte=0, gewicht__lte=1), name="indexcomponent_gewicht", violation_error_message="Een gewicht ligt tussen 0 en 1."
            ),
        ]

    def __str__(self) -> str:
        return self.naam


class TariefQuerySet(models.QuerySet["Tarief"]):
    def valid_on(self, day: dt.date) -> TariefQuerySet:
        return self.filter(valid_on(day))

    def for_inkoop(self, inkoop: Inkoop) -> TariefQuerySet:
        return self.filter(product__inkoop=inkoop)


@tracked
class Tarief(models.Model):
    """An amount in euros per unit of the product, for one grondslag (or none), one perceel (or all) and a period."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="tarieven")
    grondslag = models.ForeignKey(Grondslag, on_delete=models.PROTECT, null=True, blank=True, related_name="tarieven", help_text="Leeg: één tarief.")
    perceel = models.ForeignKey(Perceel, on_delete=models.PROTECT, null=True, blank=True, related_name="tarieven", help_text="Leeg: alle percelen.")
    bedrag = models.DecimalField(
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), "Een tarief is groter dan nul.")],
        help_text="Euro per eenheid, exclusief btw.",
    )
    bedrag_onafgerond = models.DecimalField(max_digits=14, decimal_places=8, null=True, blank=True, editable=False)
    ingangsdatum = models.DateField()
    einddatum = models.DateField("tot en met", null=True, blank=True)
    btw = models.CharField(max_length=20, choices=Btw.choices, default=Btw.VRIJGESTELD)
    indexatie = models.ForeignKey(Indexatie, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="tarieven")

    objects = TariefQuerySet.as_manager()

    class Meta:
        verbose_name = "tarief"
        verbose_name_plural = "tarieven"
        constraints = [
            models.CheckConstraint(condition=Q(bedrag__gt=0), name="tarief_bedrag", violation_error_message="Een tarief is groter dan nul."),
            end_not_before_begin("ingangsdatum", "einddatum", "tarief_periode"),
            ExclusionConstraint(
                name="tarief_geen_overlap",
                expressions=[
                    ("product", RangeOperators.EQUAL),
                    (single_or_all("grondslag"), RangeOperators.OVERLAPS),
                    (single_or_all("perceel"), RangeOperators.OVERLAPS),
                    (daterange("ingangsdatum", "einddatum"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Voor dit product, deze grondslag en dit perceel geldt in deze periode al een tarief. "
                    "Beëindig eerst dat tarief, of kies een andere periode."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} € {self.bedrag} vanaf {self.ingangsdatum:%d-%m-%Y}"


class Kostenelement(models.TextChoices):
    """Uitvoeringsbesluit Wmo 2015, art. 5.4, lid 2: the six elements of a reële prijs."""

    A = "a", "a. kosten van de beroepskracht"
    B = "b", "b. redelijke overheadkosten"
    C = "c", "c. kosten voor niet-productieve uren"
    D = "d", "d. reis- en opleidingskosten"
    E = "e", "e. indexatie van de reële prijs"
    F = "f", "f. overige kosten door gemeentelijke verplichtingen"


@tracked
class Kostprijsopbouw(models.Model):
    """How a tarief is built up per unit, and by which source."""

    tarief = models.OneToOneField(Tarief, on_delete=models.CASCADE, related_name="kostprijsopbouw")
    bron = models.CharField("brondocument", max_length=300, blank=True)
    schaal = models.CharField("salarisschaal", max_length=120, blank=True)
    bruto_uurloon = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    toeslagen_percentage = models.DecimalField("toeslagen en sociale lasten (%)", max_digits=6, decimal_places=2, null=True, blank=True)
    productieve_uren = models.DecimalField("productieve uren per jaar", max_digits=7, decimal_places=2, null=True, blank=True)
    overhead_percentage = models.DecimalField("overhead (%)", max_digits=6, decimal_places=2, null=True, blank=True)
    reiskosten = models.DecimalField("reiskosten per eenheid", max_digits=8, decimal_places=2, null=True, blank=True)
    risico_percentage = models.DecimalField("risico (%)", max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "kostprijsopbouw"
        verbose_name_plural = "kostprijsopbouwen"

    def __str__(self) -> str:
        return f"Kostprijsopbouw van {self.tarief}"


@tracked
class Kostenregel(models.Model):
    """One of the six elements: an amount per unit, or the reason why it does not apply."""

    opbouw = models.ForeignKey(Kostprijsopbouw, on_delete=models.CASCADE, related_name="regels")
    element = models.CharField(max_length=1, choices=Kostenelement.choices)
    bedrag = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True, help_text="Euro per eenheid.")
    niet_van_toepassing = models.TextField("niet van toepassing, omdat", blank=True)

    class Meta:
        verbose_name = "kostenelement"
        verbose_name_plural = "kostenelementen"
        constraints = [
            models.UniqueConstraint(fields=["opbouw", "element"], name="kostenregel_uniek", violation_error_message="Dit kostenelement staat er al."),
            models.CheckConstraint(
                condition=Q(bedrag__isnull=False, niet_van_toepassing="") | (Q(bedrag=None) & ~Q(niet_van_toepassing="")),
                name="kostenregel_bedrag_of_reden",
                violation_error_message="Vul een bedrag in, of leg uit waarom dit kostenelement niet van toepassing is.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_element_display()
