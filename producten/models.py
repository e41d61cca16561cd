"""What is bought: producten, described per rubriek, with the grondslagen and leefgebieden they are for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from core import dutch
from core.codelijsten import Eenheid, Frequentie, Productcategorie, Tariefsoort, heeft_bedrag, iwmo_code, past_in
from core.fields import CodeField, RegelField, RichTextField, TekstField
from core.history import tracked
from core.models import Archiveerbaar, Deel, DeelQuerySet, refuse_other_inkoop
from segments.models import Inkoop, Segment

#: The axes that an inkoop can add, and with them the one that each can have: by the field of a tarief that holds a value of it.
PLAATSEN = [(1, "eerste"), (2, "tweede")]
EIGEN_ASVELDEN = tuple(f"waarde{plaats}" for plaats, _ in PLAATSEN)
ASVELDEN = ("grondslag", *EIGEN_ASVELDEN)
#: Columns of a sheet of tarieven that an axis cannot be called after.
_KOLOMNAMEN = frozenset(
    {
        *(
            "alle",
            "bedrag",
            "btw",
            "code",
            "eenheid",
            "eenheidcode",
            "einddatum",
            "eurocenten",
            "frequentie",
            "grondslag",
        ),
        *(
            "huidig bedrag",
            "ingangsdatum",
            "iwmo-productcategorie",
            "iwmo-productcode",
            "naam",
            "nieuw bedrag",
            "opmerking",
        ),
        *(
            "perceel",
            "percelen",
            "product",
            "productcode",
            "soort",
            "toelichting op de eenheid",
            "toeslag op",
            "waarvoor",
        ),
    }
)


_CODE_PAST_NIET = "De iWmo-productcode begint met de cijfers van de gekozen productcategorie."


def in_circle(start: Any, op: Mapping[Any, Iterable[Any]]) -> bool:
    """Whether who follows these links from `start` comes back there."""
    reached, ahead = set[Any](), list(op.get(start, ()))
    while ahead:
        if (one := ahead.pop()) not in reached:
            reached.add(one)
            ahead += op.get(one, ())
    return start in reached


def wrong_toeslag(naam: str, tariefsoort: str, sleutel: Any, op: Mapping[Any, Iterable[Any]]) -> str:
    """What is wrong with the producten that this one is a toeslag or korting on. `op`: those of each product of the inkoop."""
    if list(op.get(sleutel, ())) and not Tariefsoort.of(tariefsoort).is_bij_ander:
        return "Kies bij “soort tarief” een toeslag of korting, of laat dit leeg."
    if in_circle(sleutel, op):
        return f"{naam} zou zo een toeslag of korting op zichzelf zijn, of in een kring. Kies een ander product."
    return ""


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
                condition=Q(code__regex=r"^[A-Z][A-Z0-9]{1,9}$"),
                name="grondslag_code",
                violation_error_message=(
                    "De code van een grondslag bestaat uit 2 tot 10 hoofdletters en cijfers, bijvoorbeeld PSY. "
                    "De eerste is een letter."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


@tracked
class Tariefas(Archiveerbaar):
    """What the tarieven of an inkoop differ by, besides the grondslag: trede, leveringsvorm, afstand (ADR 21)."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="tariefassen")
    code = CodeField()
    naam = RegelField(max_length=40, help_text="In het enkelvoud: trede, leveringsvorm, intensiteit.")
    meervoud = RegelField(max_length=40, help_text="Bijvoorbeeld: treden, leveringsvormen, intensiteiten.")
    plaats = models.PositiveSmallIntegerField(
        choices=PLAATSEN,
        default=1,
        help_text="Een inkoop heeft er hooguit twee. De laatste staat naast elkaar in de tabel, de andere onder elkaar.",
    )
    volgorde = models.PositiveIntegerField(default=0)

    objects = DeelQuerySet["Tariefas"].as_manager()

    class Meta:
        verbose_name = "tariefas"
        verbose_name_plural = "tariefassen"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "code"],
                name="tariefas_uniek",
                violation_error_message="Er is al een tariefas met deze code in deze inkoop.",
            ),
            models.UniqueConstraint(
                fields=["inkoop", "plaats"],
                name="tariefas_plaats",
                violation_error_message="Op deze plaats is al een tariefas, misschien in het archief. Kies de andere plaats.",
            ),
            models.CheckConstraint(
                condition=Q(plaats__in=[plaats for plaats, _ in PLAATSEN]),
                name="tariefas_twee",
                violation_error_message="Kies de eerste of de tweede.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.naam)

    def clean(self) -> None:
        super().clean()
        if self.naam.strip().lower() in _KOLOMNAMEN:
            raise ValidationError(
                {"naam": f"“{self.naam}” heeft al een betekenis in de lijst met tarieven. Kies een ander woord."}
            )
        moved = self.pk and Tariefas.objects.filter(pk=self.pk).exclude(plaats=self.plaats).first()
        if moved and (reden := moved.waarom_niet_weg()):
            raise ValidationError({"plaats": f"De plaats kan niet anders worden. {reden}"})
        if told := self._taken():
            raise ValidationError({"plaats": told})

    def others(self) -> list[Tariefas]:
        """The other axes of its inkoop, also those in the archive: they hold their place."""
        return list(Tariefas.objects.filter(inkoop=self.inkoop_id).exclude(pk=self.pk).order_by("plaats", "pk"))

    def _taken(self) -> str:
        """Why it cannot have its place; empty: it can."""
        others = self.others()
        if not any(row.plaats == self.plaats for row in others):
            return ""
        names = [f"{row.naam} (in het archief)" if row.gearchiveerd_op else row.naam for row in others]
        if len(names) > 1:
            return (
                f"Een inkoop heeft hooguit twee assen van een tarief, en die zijn er al: {dutch.listing(names)}. "
                "Zet deze waarden bij een van die twee."
            )
        return f"Op deze plaats staat al {names[0]}. Kies de {'tweede' if self.plaats == 1 else 'eerste'} plaats."

    @property
    def veld(self) -> str:
        """The field of a tarief that holds a value of this axis."""
        return f"waarde{self.plaats}"

    def waarom_niet_weg(self) -> str:
        aantal = sum(row.aantal_tarieven for row in self.waarden.order_by("pk"))
        return _tarieven_in_de_weg(f"de {self.meervoud}", aantal)


@tracked
class Aswaarde(Archiveerbaar):
    """A value of an axis: "T1 licht" of trede. Its code is one of the whole inkoop, so that it says which axis is meant."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="aswaarden")
    tariefas = models.ForeignKey(Tariefas, on_delete=models.CASCADE, related_name="waarden")
    code = RegelField(max_length=20)
    label = RegelField(max_length=120)
    eenheid = models.CharField(
        "eigen eenheid",
        max_length=2,
        choices=Eenheid.choices,
        blank=True,
        help_text="Alleen als het tarief bij deze waarde per iets anders is dan het product zegt, zoals per minuut naast per uur.",
    )
    definitie = TekstField("betekenis", blank=True, help_text="Staat bij de tarieven als u iets invult.")
    volgorde = models.PositiveIntegerField(default=0)

    orde = ("tariefas__plaats", "volgorde", "pk")
    objects = DeelQuerySet["Aswaarde"].as_manager()

    class Meta:
        verbose_name = "aswaarde"
        verbose_name_plural = "aswaarden"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "code"],
                name="aswaarde_uniek",
                violation_error_message="Er is al een waarde met deze code in deze inkoop, misschien bij een andere as.",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Za-z0-9][A-Za-z0-9-]*$"),
                name="aswaarde_code",
                violation_error_message="Een code bestaat uit letters, cijfers en streepjes, bijvoorbeeld T1 of zin.",
            ),
        ]

    def __str__(self) -> str:
        return self.label if self.label.lower() == self.code.lower() else f"{self.label} ({self.code})"

    def clean(self) -> None:
        super().clean()
        refuse_other_inkoop(self, self.inkoop_id, "tariefas")
        if self.pk and self.tariefas_id:
            was = Aswaarde.objects.filter(pk=self.pk).exclude(tariefas=self.tariefas_id).first()
            if was and (reden := was.waarom_niet_weg()):
                raise ValidationError({"tariefas": f"De tariefas kan niet anders worden. {reden}"})
        for product in self.producten.order_by("pk") if self.pk else ():
            if fault := _frequency_fault(product, self):
                raise ValidationError({"eenheid": fault})

    @property
    def aantal_tarieven(self) -> int:
        return self.tarieven1.count() + self.tarieven2.count()

    def waarom_niet_weg(self) -> str:
        return _tarieven_in_de_weg(self.label, self.aantal_tarieven)


def _tarieven_in_de_weg(wat: str, aantal: int) -> str:
    if not aantal:
        return ""
    hebben = "is er 1 tarief" if aantal == 1 else f"zijn er {aantal} tarieven"
    return f"Voor {wat} {hebben}. Verwijder eerst die tarieven."


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
    eenheid = models.CharField("eenheid", max_length=2, choices=Eenheid.choices, blank=True)
    eenheid_toelichting = RegelField("toelichting op de eenheid", max_length=300, blank=True)
    iwmo_categorie = models.CharField(
        "iWmo-productcategorie", max_length=2, choices=Productcategorie.choices, blank=True
    )
    iwmo_code = models.CharField("iWmo-productcode", max_length=5, blank=True, validators=[iwmo_code])
    frequentie = models.CharField("frequentie (WMO757)", max_length=1, choices=Frequentie.choices, blank=True)
    tariefsoort = models.CharField(
        "soort tarief", max_length=12, choices=Tariefsoort.choices, default=Tariefsoort.BEDRAG, blank=True
    )
    toeslag_op = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="toeslagen",
        verbose_name="toeslag of korting op",
        help_text="Alleen bij een toeslag of korting: op het tarief van welke producten.",
    )
    grondslagen = models.ManyToManyField(Grondslag, blank=True, related_name="producten")
    leefgebieden = models.ManyToManyField(Leefgebied, blank=True, related_name="producten")
    segmenten = models.ManyToManyField(Segment, blank=True, related_name="producten")
    tarief_per_grondslag = models.BooleanField("tarief verschilt per grondslag", default=False)
    aswaarden = models.ManyToManyField(
        Aswaarde,
        blank=True,
        related_name="producten",
        verbose_name="tarief verschilt verder per",
        help_text="Kies alle waarden die dit product heeft. Van een as zonder gekozen waarden hangt het tarief niet af.",
    )
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
                condition=Q(iwmo_code="") | ~Q(iwmo_code__regex=r"^[0-9]{2}") | Q(iwmo_categorie=Left("iwmo_code", 2)),
                name="product_iwmo_code",
                violation_error_message=_CODE_PAST_NIET,
            ),
            models.CheckConstraint(
                condition=Q(max_per_week=None) | Q(max_per_jaar=None) | Q(max_per_week__lte=F("max_per_jaar")),
                name="product_maxima",
                violation_error_message="Het maximum per week is groter dan het maximum per jaar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.naam} ({self.afkorting})" if self.afkorting and self.afkorting != self.naam else self.naam

    @property
    def kort(self) -> str:
        """ "BGI", or the name when there is no shorter one."""
        return self.afkorting or self.naam

    @property
    def heeft_bedrag(self) -> bool:
        return heeft_bedrag(self.tariefsoort, self.eenheid)

    def clean(self) -> None:
        super().clean()
        if self.frequentie and self.eenheid and self.frequentie not in Eenheid(self.eenheid).frequenties:
            what = f"{self.get_eenheid_display()} en {self.get_frequentie_display()}"
            raise ValidationError({"frequentie": f"Deze frequentie past niet bij de eenheid: {what}."})
        # As the constraint, and told at its column.
        if not past_in(self.iwmo_categorie, self.iwmo_code):
            raise ValidationError({"iwmo_code": _CODE_PAST_NIET})

    def check_links(self) -> None:
        super().check_links()
        links = self.toeslag_op.through.objects.filter(from_product__inkoop=self.inkoop_id).order_by("pk")
        op: dict[int, list[int]] = {}
        for van, naar in links.values_list("from_product_id", "to_product_id"):
            op.setdefault(van, []).append(naar)
        if wrong := wrong_toeslag(str(self), self.tariefsoort, self.pk, op):
            raise ValidationError({"toeslag_op": wrong})
        for waarde in self.aswaarden.exclude(eenheid="").order_by("pk"):
            if fault := _frequency_fault(self, waarde):
                raise ValidationError({"aswaarden": fault})


def _frequency_fault(product: Product, waarde: Aswaarde) -> str:
    """Why the tarieven of this product with this value could not be granted as often as it says; empty: they can."""
    if not product.frequentie or not waarde.eenheid or product.frequentie in Eenheid(waarde.eenheid).frequenties:
        return ""
    return (
        f"Bij {waarde.label} hoort de eenheid {waarde.get_eenheid_display()}; daarbij past de frequentie van {product} niet: "
        f"{product.get_frequentie_display()}."
    )


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
