"""What a product pays: tarieven by the values of its axes, perceel and period, their indexatie and kostprijsopbouw (feiten 7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from dataclasses import fields
from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from core import dutch
from core.codelijsten import Btw, Tariefsoort, bedragtekst, iwmo_code, past_in
from core.fields import RegelField, TekstField
from core.history import tracked
from core.models import daterange, end_not_before_begin, single_or_all, valid_on
from percelen.models import Perceel
from producten.models import ASVELDEN, EIGEN_ASVELDEN, Aswaarde, Grondslag, Product, Tariefas
from producten.soort import As
from segments.models import Inkoop
from tarieven.bedragen import MAX_GEWOON
from tarieven.perioden import Cel, Periode

#: What tells tarieven of the same day apart: the fields of one, in document order.
PLAATS = ("product", *ASVELDEN, "perceel")
#: Which of its columns holds what a period says.
PERIODE = {veld.name: veld.name for veld in fields(Periode)} | {
    "van": "ingangsdatum",
    "tot": "einddatum",
    "indexatie": "indexatie_id",
}


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
    percentage_decimalen = models.PositiveSmallIntegerField(
        "decimalen van het percentage",
        default=2,
        validators=[MaxValueValidator(6, "Rond het percentage af op hooguit 6 decimalen.")],
    )
    toelichting = TekstField(blank=True)
    toegepast_op = models.DateTimeField(null=True, blank=True, editable=False)
    toegepast_door = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    # What applying changed, row by row, so that undoing gives back exactly what was there (`tarieven.indexeren`).
    herstel = models.JSONField(default=list, blank=True, editable=False)

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
                condition=Q(toegepast_op=None, toegepast_door=None)
                | Q(toegepast_op__isnull=False, toegepast_door__isnull=False),
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
    naam = RegelField(max_length=60)
    gewicht = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        validators=[MinValueValidator(0)],
        help_text="Deel van het geheel: 0,9 voor 90%.",
    )
    vorig_voorlopig = models.DecimalField("vorig jaar, voorlopig (%)", max_digits=7, decimal_places=4)
    vorig_definitief = models.DecimalField("vorig jaar, definitief (%)", max_digits=7, decimal_places=4)
    voorlopig = models.DecimalField("komend jaar, voorlopig (%)", max_digits=7, decimal_places=4)
    bron = RegelField(max_length=300, blank=True)

    class Meta:
        verbose_name = "component"
        verbose_name_plural = "componenten"
        constraints = [
            models.UniqueConstraint(
                fields=["indexatie", "naam"],
                name="indexcomponent_uniek",
                violation_error_message="Dit component staat er al.",
            ),
            models.CheckConstraint(
                condition=Q(gewicht__gte=0, gewicht__lte=1),
                name="indexcomponent_gewicht",
                violation_error_message="Een gewicht ligt tussen 0 en 1.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam


class TariefQuerySet(models.QuerySet["Tarief"]):
    def valid_on(self, day: dt.date) -> TariefQuerySet:
        return self.filter(valid_on(day))

    def for_inkoop(self, inkoop: Inkoop) -> TariefQuerySet:
        return self.filter(product__inkoop=inkoop)

    def for_list(self) -> TariefQuerySet:
        """In document order, with what a list shows of each."""
        orde = (F(f"{veld}__{naam}").asc(nulls_first=True) for veld in PLAATS for naam in ("volgorde", "pk"))
        return self.select_related("product__inkoop", *PLAATS, "indexatie").order_by(*orde, "ingangsdatum", "pk")


@tracked
class Tarief(models.Model):
    """An amount in euros per unit of the product, for at most one value of each axis, one perceel (or all) and a period.

    `grondslag` is the axis that every inkoop has, `waarde1` that of the `Tariefas` with plaats 1, and so on (`ASVELDEN`).
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="tarieven")
    grondslag = models.ForeignKey(
        Grondslag,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tarieven",
        help_text="Leeg: één tarief.",
    )
    perceel = models.ForeignKey(
        Perceel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tarieven",
        help_text="Leeg: alle percelen.",
    )
    waarde1 = models.ForeignKey(
        Aswaarde,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tarieven1",
        verbose_name="waarde op as 1",
    )
    waarde2 = models.ForeignKey(
        Aswaarde,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tarieven2",
        verbose_name="waarde op as 2",
    )
    bedrag = models.DecimalField(
        max_digits=11,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), "Een tarief is groter dan nul.")],
        help_text="Euro per eenheid, exclusief btw; bij een toeslag of korting in procenten het percentage.",
    )
    bedrag_onafgerond = models.DecimalField(max_digits=17, decimal_places=8, null=True, blank=True, editable=False)
    ingangsdatum = models.DateField()
    einddatum = models.DateField("tot en met", null=True, blank=True)
    btw = models.CharField(max_length=20, choices=Btw.choices, default=Btw.VRIJGESTELD)
    iwmo_code = models.CharField(
        "eigen productcode",
        max_length=5,
        blank=True,
        validators=[iwmo_code],
        help_text="Leeg: die van het product. Geldt in de periode van dit tarief; een volgende periode kan een andere hebben.",
    )
    indexatie = models.ForeignKey(
        Indexatie, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="tarieven"
    )

    objects = TariefQuerySet.as_manager()

    class Meta:
        verbose_name = "tarief"
        verbose_name_plural = "tarieven"
        constraints = [
            models.CheckConstraint(
                condition=Q(bedrag__gt=0), name="tarief_bedrag", violation_error_message="Een tarief is groter dan nul."
            ),
            end_not_before_begin("ingangsdatum", "einddatum", "tarief_periode"),
            ExclusionConstraint(
                name="tarief_geen_overlap",
                expressions=[
                    ("product", RangeOperators.EQUAL),
                    *((single_or_all(veld), RangeOperators.OVERLAPS) for veld in PLAATS[1:]),
                    (daterange("ingangsdatum", "einddatum"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Voor dit product, deze waarden en dit perceel geldt in deze periode al een tarief. "
                    "Beëindig eerst dat tarief, of kies een andere periode."
                ),
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.product} {bedragtekst(self.product.tariefsoort, self.bedrag)} vanaf {dutch.day(self.ingangsdatum)}"
        )

    @property
    def cel(self) -> Cel:
        return Cel(*(getattr(self, f"{veld}_id") for veld in Cel._fields))

    @property
    def periode(self) -> Periode:
        return Periode(**{veld: getattr(self, column) for veld, column in PERIODE.items()})

    def clean(self) -> None:
        """Refuse a combination that the product or the inkoop does not have. A row that is there already may end as it is."""
        super().clean()
        if self.ingangsdatum and self.einddatum and self.einddatum < self.ingangsdatum:
            # By field: then Django does not ask the database about a period that cannot be.
            raise ValidationError(
                {"einddatum": "De einddatum ligt voor de begindatum. Kies een dag op of na de begindatum."}
            )
        if not self.product_id:
            return
        if any((part := getattr(self, veld)) and part.inkoop_id != self.product.inkoop_id for veld in PLAATS):
            raise ValidationError("Product, grondslag en perceel horen niet bij dezelfde inkoop.")
        for veld in EIGEN_ASVELDEN:
            waarde = getattr(self, veld)
            if waarde and waarde.tariefas.veld != veld:
                raise ValidationError({veld: f"{waarde} is een waarde van een andere as: {waarde.tariefas}."})
        if self._state.adding:
            faults = combination_faults(
                self.product,
                {veld: getattr(self, veld) for veld in ASVELDEN},
                self.perceel,
                per_perceel=self.product.inkoop.tarief_per_perceel,
                assen=assen_of(self.product),
                percelen=set(self.product.percelen.values_list("pk", flat=True)) if self.perceel else (),
            )
            faults |= value_faults(self.product, self.bedrag, self.iwmo_code) if self.bedrag is not None else {}
            if faults:
                raise ValidationError(faults)


def assen_of(product: Product) -> dict[str, As]:
    """The axes of this row, by the field of a tarief that holds a value of each, in order. Of prefetched rows no query."""
    found = {}
    if product.tarief_per_grondslag:
        found["grondslag"] = As("grondslag", "grondslag", "grondslagen", tuple(product.grondslagen.all()))
    per_as: dict[Tariefas, list[Aswaarde]] = {}
    for waarde in product.aswaarden.all():
        per_as.setdefault(waarde.tariefas, []).append(waarde)
    for row in sorted(per_as, key=lambda row: row.plaats):
        found[row.veld] = As(row.veld, row.naam, row.meervoud, tuple(per_as[row]))
    return found


def combination_faults(
    product: Product,
    waarden: Mapping[str, Grondslag | Aswaarde | None],
    perceel: Perceel | None,
    *,
    per_perceel: bool,
    assen: Mapping[str, As],
    percelen: Container[int],
) -> dict[str, str]:
    """Why this product has no tarief for these values or this perceel, by field.

    `waarden` by the field of a tarief; `assen`: those of the product (`assen_of`); `percelen`: ids of the product.
    """
    faults = {}
    if not product.heeft_bedrag:
        why = "is op offerte" if product.tariefsoort == Tariefsoort.OFFERTE else "gaat in euro's (eenheid 83)"
        faults["product"] = f"{product} {why}: daar hoort geen bedrag bij."
    for veld, waarde in waarden.items():
        one = assen.get(veld)
        if one and waarde is None:
            faults[veld] = f"Het tarief van {product} verschilt per {one.naam}: vul een {one.naam} in."
        elif waarde and not one:
            faults[veld] = (
                f"Het tarief van {product} verschilt niet per {waarde.tariefas}: laat die waarde leeg."
                if isinstance(waarde, Aswaarde)
                else f"{product} heeft één tarief voor alle grondslagen: laat de grondslag leeg."
            )
        elif waarde and one and waarde.pk not in {row.pk for row in one.waarden}:
            faults[veld] = f"{product} is er niet voor {one.naam} {waarde.code}."
    if perceel is not None and not per_perceel:
        faults["perceel"] = "In deze inkoop geldt een tarief voor alle percelen: laat het perceel leeg."
    elif perceel is not None and perceel.pk not in percelen:
        faults["perceel"] = f"{product} komt niet voor in perceel {perceel.nummer}."
    return faults


def own_code(product: Product, code: str) -> str:
    """The productcode of a line: empty when it is that of its product."""
    return "" if code == product.iwmo_code else code


def value_faults(product: Product, bedrag: Decimal, code: str) -> dict[str, str]:
    """Why this amount or this own productcode cannot be of this product, by field."""
    faults = {}
    if product.tariefsoort != Tariefsoort.BUDGET and bedrag > MAX_GEWOON:
        faults["bedrag"] = (
            f"{dutch.amount(bedrag)} is te groot: hooguit {dutch.amount(MAX_GEWOON)}, behalve bij een budget."
        )
    elif product.tariefsoort == Tariefsoort.KORTING_PROCENT and bedrag > 100:
        faults["bedrag"] = "Een korting is hooguit 100%."
    if code and not past_in(product.iwmo_categorie, code):
        faults["iwmo_code"] = (
            f"Productcode {code} past niet bij categorie {product.iwmo_categorie or '(geen)'} van {product} (iWmo TR381)."
        )
    return faults


class Kostenelement(models.TextChoices):
    """Uitvoeringsbesluit Wmo 2015, art. 5.4, lid 3: the six elements of a reële prijs."""

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
    bron = RegelField("brondocument", max_length=300, blank=True)
    schaal = RegelField("salarisschaal", max_length=120, blank=True)
    bruto_uurloon = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    toeslagen_percentage = models.DecimalField(
        "toeslagen en sociale lasten (%)", max_digits=6, decimal_places=2, null=True, blank=True
    )
    betaalde_uren = models.DecimalField(
        "betaalde uren per jaar",
        max_digits=7,
        decimal_places=2,
        default=Decimal(1878),
        help_text="Bij een volledig dienstverband. In de cao's van de zorg: 1878 (36 uur per week).",
    )
    productieve_uren = models.DecimalField(
        "productieve uren per jaar", max_digits=7, decimal_places=2, null=True, blank=True
    )
    overhead_percentage = models.DecimalField("overhead (%)", max_digits=6, decimal_places=2, null=True, blank=True)
    reiskosten = models.DecimalField(
        "reis- en opleidingskosten per eenheid", max_digits=8, decimal_places=2, null=True, blank=True
    )
    risico_percentage = models.DecimalField("risico (%)", max_digits=6, decimal_places=2, null=True, blank=True)
    uren_per_eenheid = models.DecimalField(
        "uren per eenheid",
        max_digits=6,
        decimal_places=2,
        default=Decimal(1),
        help_text="Uren van een beroepskracht voor één eenheid: 1 bij een uur, 4 bij een dagdeel.",
    )
    clienten = models.DecimalField(
        "cliënten per beroepskracht",
        max_digits=5,
        decimal_places=2,
        default=Decimal(1),
        help_text="Meer dan 1 bij een groep.",
    )

    class Meta:
        verbose_name = "kostprijsopbouw"
        verbose_name_plural = "kostprijsopbouwen"
        constraints = [
            models.CheckConstraint(
                condition=Q(uren_per_eenheid__gt=0, clienten__gt=0, betaalde_uren__gt=0)
                & (Q(productieve_uren=None) | Q(productieve_uren__gt=0, productieve_uren__lte=F("betaalde_uren"))),
                name="kostprijsopbouw_uren",
                violation_error_message=(
                    "Uren en aantallen zijn groter dan nul, en er zijn niet meer productieve dan betaalde uren."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"Kostprijsopbouw van {self.tarief}"


@tracked
class Kostenregel(models.Model):
    """One of the six elements: an amount per unit, or the reason why it does not apply."""

    opbouw = models.ForeignKey(Kostprijsopbouw, on_delete=models.CASCADE, related_name="regels")
    element = models.CharField(max_length=1, choices=Kostenelement.choices)
    bedrag = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True, help_text="Euro per eenheid.")
    niet_van_toepassing = TekstField("niet van toepassing, omdat", blank=True)

    class Meta:
        verbose_name = "kostenelement"
        verbose_name_plural = "kostenelementen"
        constraints = [
            models.UniqueConstraint(
                fields=["opbouw", "element"],
                name="kostenregel_uniek",
                violation_error_message="Dit kostenelement staat er al.",
            ),
            models.CheckConstraint(
                condition=Q(bedrag__isnull=False, niet_van_toepassing="")
                | (Q(bedrag=None) & ~Q(niet_van_toepassing="")),
                name="kostenregel_bedrag_of_reden",
                violation_error_message="Vul een bedrag in, of leg uit waarom dit kostenelement niet van toepassing is.",
            ),
            models.CheckConstraint(
                # Indexation (e) may be a correction downward.
                condition=Q(bedrag=None) | Q(bedrag__gte=0) | Q(element="e"),
                name="kostenregel_niet_negatief",
                violation_error_message="Een kostenelement is niet kleiner dan nul, behalve de indexatie.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_element_display()
