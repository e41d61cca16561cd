"""What is bought: producten, described per rubriek, with the grondslagen and leefgebieden they are for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from core.codelijsten import Eenheid, Productcategorie, iwmo_code
from core.fields import CodeField, RegelField, RichTextField, TekstField
from core.history import tracked
from core.models import Archiveerbaar, Deel, DeelQuerySet, refuse_other_inkoop
from segments.models import Inkoop, Segment


class RubriekSoort(models.TextChoices):
    PRODUCT = "product", "product"
    PERCEEL = "perceel", "perceel"


class RubriekBron(models.TextChoices):
    """Where the content of a rubriek comes from; text of its own may always follow what is generated."""

    TEKST = "tekst", "tekst"
    GRONDSLAGEN = "grondslagen", "grondslagen van het product"
    EENHEID = "eenheid", "eenheid van het product"
    PRODUCTEN = "producten", "producten van het perceel"
    DUUR = "duur", "duur en maxima"


@tracked
class Rubriek(Archiveerbaar):
    """A heading under which every product (or perceel) of an inkoop is described."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="rubrieken")
    soort = models.CharField(max_length=10, choices=RubriekSoort.choices)
    sleutel = CodeField()
    naam = RegelField(max_length=160)
    volgorde = models.PositiveIntegerField(default=0)
    bron = models.CharField("inhoud", max_length=20, choices=RubriekBron.choices, default=RubriekBron.TEKST)
    verplicht = models.BooleanField(
        default=False, help_text="Publiceren kan pas als elk product (of perceel) deze rubriek heeft."
    )
    toelichting = TekstField(blank=True, help_text="Hulp voor wie de tekst schrijft.")

    codevelden = ("soort", "sleutel")
    orde = ("-soort", "volgorde", "pk")
    objects = DeelQuerySet["Rubriek"].as_manager()

    class Meta:
        verbose_name = "rubriek"
        verbose_name_plural = "rubrieken"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "soort", "sleutel"],
                name="rubriek_uniek",
                violation_error_message="Er is al een rubriek met deze sleutel.",
            ),
            models.CheckConstraint(
                condition=Q(bron__in=["tekst", "duur"])
                | Q(soort="product", bron__in=["grondslagen", "eenheid"])
                | Q(soort="perceel", bron="producten"),
                name="rubriek_bron",
                violation_error_message="Deze inhoud past niet bij deze soort rubriek.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.naam} ({self.get_soort_display()})"


class GrondslagStatus(models.TextChoices):
    IN_GEBRUIK = "in_gebruik", "in gebruik"
    NIET_INGEKOCHT = "niet_ingekocht", "wordt uitgelegd, niet ingekocht"
    GEEN_GRONDSLAG = "geen_grondslag", "wordt uitgelegd, is geen grondslag"


@tracked
class Grondslag(Archiveerbaar):
    """The ground on which a cliënt gets support. One stable code; the label may differ per version."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="grondslagen")
    code = RegelField(max_length=10)
    nummer = models.PositiveSmallIntegerField(null=True, blank=True)
    label = RegelField(max_length=120)
    status = models.CharField(max_length=20, choices=GrondslagStatus.choices, default=GrondslagStatus.IN_GEBRUIK)
    definitie = RichTextField("betekenis")
    bron = RegelField(max_length=200, blank=True)
    volgorde = models.PositiveIntegerField(default=0)

    objects = DeelQuerySet["Grondslag"].as_manager()

    class Meta:
        verbose_name = "grondslag"
        verbose_name_plural = "grondslagen"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "code"],
                name="grondslag_uniek",
                violation_error_message="Er is al een grondslag met deze code in deze inkoop.",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z]{2,10}$"),
                name="grondslag_code",
                violation_error_message="De code van een grondslag bestaat uit 2 tot 10 hoofdletters, bijvoorbeeld PSY.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


@tracked
class Leefgebied(Deel):
    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="leefgebieden")
    nummer = models.PositiveSmallIntegerField()
    naam = RegelField(max_length=120)

    codevelden = ("nummer",)
    orde = ("nummer", "pk")
    objects = DeelQuerySet["Leefgebied"].as_manager()

    class Meta:
        verbose_name = "leefgebied"
        verbose_name_plural = "leefgebieden"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "nummer"],
                name="leefgebied_uniek",
                violation_error_message="Er is al een leefgebied met dit nummer in deze inkoop.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nummer}. {self.naam}"


@tracked
class Product(Archiveerbaar):
    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="producten")
    code = CodeField()
    naam = RegelField(max_length=160)
    afkorting = RegelField(max_length=40, blank=True)
    volgorde = models.PositiveIntegerField(default=0)
    eenheid = models.CharField("eenheid (WJ756)", max_length=2, choices=Eenheid.choices, blank=True)
    eenheid_toelichting = RegelField("toelichting op de eenheid", max_length=300, blank=True)
    iwmo_categorie = models.CharField(
        "iWmo-productcategorie", max_length=2, choices=Productcategorie.choices, blank=True
    )
    iwmo_code = models.CharField("iWmo-productcode", max_length=5, blank=True, validators=[iwmo_code])
    grondslagen = models.ManyToManyField(Grondslag, blank=True, related_name="producten")
    leefgebieden = models.ManyToManyField(Leefgebied, blank=True, related_name="producten")
    segmenten = models.ManyToManyField(Segment, blank=True, related_name="producten")
    tarief_per_grondslag = models.BooleanField("tarief verschilt per grondslag", default=False)
    max_per_week = models.PositiveSmallIntegerField(
        "maximaal per week", null=True, blank=True, help_text="In de eenheid van het product."
    )
    max_weken_aaneen = models.PositiveSmallIntegerField("of maximaal zoveel weken aaneen", null=True, blank=True)
    max_per_jaar = models.PositiveSmallIntegerField(
        "maximaal per jaar", null=True, blank=True, help_text="In de eenheid van het product."
    )
    max_toewijzing_maanden = models.PositiveSmallIntegerField("toewijzing maximaal (maanden)", null=True, blank=True)

    objects = DeelQuerySet["Product"].as_manager()

    class Meta:
        verbose_name = "product"
        verbose_name_plural = "producten"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "code"],
                name="product_uniek",
                violation_error_message="Er is al een product met deze code in deze inkoop.",
            ),
            models.CheckConstraint(
                condition=Q(iwmo_code="") | Q(iwmo_categorie=Left("iwmo_code", 2)),
                name="product_iwmo_code",
                violation_error_message="De iWmo-productcode begint met de cijfers van de gekozen productcategorie.",
            ),
            models.CheckConstraint(
                condition=Q(max_per_week=None) | Q(max_per_jaar=None) | Q(max_per_week__lte=F("max_per_jaar")),
                name="product_maxima",
                violation_error_message="Het maximum per week is groter dan het maximum per jaar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.naam} ({self.afkorting})" if self.afkorting and self.afkorting != self.naam else self.naam


@tracked
class ProductTekst(models.Model):
    """The text of one rubriek of one product. No row: the product does not have that rubriek."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="teksten")
    rubriek = models.ForeignKey(
        Rubriek, on_delete=models.CASCADE, related_name="producttekst_set", limit_choices_to={"soort": "product"}
    )
    tekst = RichTextField()

    class Meta:
        verbose_name = "rubriektekst"
        verbose_name_plural = "rubriekteksten"
        constraints = [
            models.UniqueConstraint(
                fields=["product", "rubriek"],
                name="producttekst_uniek",
                violation_error_message="Dit product heeft deze rubriek al.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} – {self.rubriek.naam}"

    def clean(self) -> None:
        super().clean()
        if self.product_id:
            refuse_other_inkoop(self, self.product.inkoop_id, "rubriek")
