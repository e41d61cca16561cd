"""Regio's, their inkopen, and what frames the document of an inkoop: segmenten, hoofdstukken, begrippen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Recht, User
from core.codelijsten import TOOI_GEMEENTE, Uitvoeringsvariant, cpv_code, gemeentecode
from core.fields import CodeField, KeuzesField, RegelField, RichTextField, TekstField
from core.history import tracked
from core.huisstijl import validate_tokens
from core.models import Archiveerbaar, Deel, DeelQuerySet, end_not_before_begin
from core.uploads import check_upload


class RegioManager(models.Manager["Regio"]):
    def get_by_natural_key(self, slug: str) -> Regio:
        return self.get(slug=slug)


@tracked
class Regio(models.Model):
    """The organisation that owns data: the border between tenants."""

    naam = RegelField(max_length=120)
    slug = CodeField(unique=True, error_messages={"unique": "Er is al een regio met deze code."})
    website = models.URLField(blank=True)
    logo = models.FileField(
        max_length=200,
        blank=True,
        validators=[FileExtensionValidator(["png"])],
        help_text="PNG, liggend, hooguit 100 kB.",
    )
    huisstijl = TekstField(
        "huisstijl",
        blank=True,
        validators=[validate_tokens],
        help_text="Design tokens van NL Design System, één per regel: --utrecht-link-color: #154273;",
    )
    contact = TekstField(
        "contactgegevens",
        blank=True,
        help_text="Platte tekst, op de contactpagina en onder elke pagina van een inkoop.",
    )

    objects = RegioManager()

    class Meta:
        verbose_name = "regio"
        verbose_name_plural = "regio's"

    def __str__(self) -> str:
        return self.naam

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        super().clean()
        check_upload(self.logo, kinds=["png"], max_bytes=100_000)

    def read_logo(self) -> bytes:
        """The picture; empty without one, also when its bytes are gone."""
        if not self.logo.name:
            return b""
        try:
            # Of the storage: what a field opened and closed once, it cannot open again.
            with self.logo.storage.open(self.logo.name) as file:
                return bytes(file.read())
        except FileNotFoundError:
            return b""


class GemeenteQuerySet(models.QuerySet["Gemeente"]):
    def existing_on(self, day: dt.date) -> GemeenteQuerySet:
        return self.filter(Q(opgeheven_op=None) | Q(opgeheven_op__gt=day))

    def get_by_natural_key(self, code: str) -> Gemeente:
        return self.get(code=code)


class Gemeente(models.Model):
    """A municipality, by its CBS code."""

    code = RegelField(
        "CBS-code",
        max_length=4,
        unique=True,
        validators=[gemeentecode],
        error_messages={"unique": "Er is al een gemeente met deze CBS-code."},
    )
    naam = RegelField(max_length=120)
    opgeheven_op = models.DateField(
        "opgeheven op",
        null=True,
        blank=True,
        help_text="De dag waarop zij is opgegaan in een andere gemeente. Waar zij meedeed, blijft zij staan.",
    )

    objects = GemeenteQuerySet.as_manager()

    class Meta:
        verbose_name = "gemeente"
        verbose_name_plural = "gemeenten"
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d{4}$"),
                name="gemeente_code",
                violation_error_message="Een CBS-code heeft 4 cijfers.",
            )
        ]

    def __str__(self) -> str:
        return self.naam

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def is_used_outside(self, regio_ids: Collection[int]) -> bool:
        """Whether an inkoop of another regio counts on this gemeente."""
        return self.deelnames.exclude(inkoop__regio_id__in=regio_ids).exists()

    @property
    def tooi(self) -> str:
        return TOOI_GEMEENTE.format(code=self.code)


class Domein(models.TextChoices):
    WMO = "wmo", "Wmo"
    JEUGD = "jeugd", "Jeugd"
    PARTICIPATIE = "participatie", "Participatie"


class Procedure(models.TextChoices):
    """The three of the national inkoopdocument (SAS, toelating) and the others that public documents name (feiten 8)."""

    OPEN_HOUSE_DOORLOPEND = "open_doorlopend", "open house, doorlopend"
    OPEN_HOUSE_GESLOTEN = "open_gesloten", "open house, gesloten na de inschrijving"
    TOELATING = "toelating", "toelatingsprocedure"
    SAS_MET_EMVI = "sas_met_emvi", "SAS-procedure met EMVI"
    SAS_ZONDER_EMVI = "sas_zonder_emvi", "SAS-procedure zonder EMVI"
    EUROPEES = "europees", "Europese aanbesteding"
    ONDERHANDS = "onderhands", "onderhandse procedure"
    # What an inkoop was called before these; it says no more, and no version may say more than it said.
    OPEN_HOUSE = "open_house", "open house"
    AANBESTEDING = "aanbesteding", "aanbesteding"


#: Who meets the eisen gets an overeenkomst: their number may not be limited (feiten 8).
ZONDER_MAXIMUM = (
    Procedure.OPEN_HOUSE_DOORLOPEND,
    Procedure.OPEN_HOUSE_GESLOTEN,
    Procedure.OPEN_HOUSE,
    Procedure.TOELATING,
)


def only_wmo() -> list[str]:
    return [Domein.WMO.value]


class Perceelveld(models.TextChoices):
    """What only some inkopen record of a perceel; the value is the name of the (first) field."""

    MIN_KENMERKEN = "min_kenmerken", "minimaal aantal kenmerken van de doelgroep"
    MIN_LEEFGEBIEDEN = "min_leefgebieden", "zware problematiek op een minimaal aantal leefgebieden"
    GEEN_24_UUR = "geen_24_uur", "geen noodzaak voor 24-uurs ondersteuning (grens met de Wlz)"
    NAAST_ANDER_PERCEEL = "naast_ander_perceel", "kan naast een ander perceel"
    DOORSTROOM = "doorstroom", "doorstroom naar een ander perceel of naar buiten"


#: Addresses of the workplace that stand beside those of the inkopen.
VASTE_ADRESSEN = ("account", "nieuw")


class InkoopQuerySet(models.QuerySet["Inkoop"]):
    def for_user(self, user: User, recht: Recht = Recht.LEZEN) -> InkoopQuerySet:
        """The inkopen in whose regio this user has this right."""
        return self.filter(regio_id__in=user.regio_ids(recht)).select_related("regio")

    def get_by_natural_key(self, slug: str) -> Inkoop:
        return self.get(slug=slug)


@tracked
class Inkoop(models.Model):
    """One procurement of a regio: the owner of everything that its document says."""

    regio = models.ForeignKey(Regio, on_delete=models.PROTECT, related_name="inkopen")
    slug = CodeField(unique=True, error_messages={"unique": "Er is al een inkoop met deze code."})
    titel = RegelField(max_length=200)
    domeinen = KeuzesField(models.CharField(max_length=20, choices=Domein.choices), default=only_wmo)
    procedure = models.CharField(max_length=20, choices=Procedure.choices)
    procedure_toelichting = TekstField("toelichting op de procedure", blank=True)
    start_contract = models.DateField("start van de contracten", null=True, blank=True)
    einde_contract = models.DateField(
        "einde van de contracten", null=True, blank=True, help_text="Zonder verlengingen. Leeg: volgt uit de looptijd."
    )
    looptijd_maanden = models.PositiveSmallIntegerField(
        "looptijd (maanden)", null=True, blank=True, help_text="Zonder verlengingen."
    )
    verlengingen_maanden = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        verbose_name="verlengingen (maanden)",
        help_text="Elke verlenging die mogelijk is, met een komma ertussen. Twee keer een jaar: 12, 12",
    )
    opzegtermijn_maanden = models.PositiveSmallIntegerField("opzegtermijn (maanden)", null=True, blank=True)
    looptijd_toelichting = TekstField("toelichting op de looptijd", blank=True)
    cpv = ArrayField(
        RegelField(max_length=10, validators=[cpv_code]), default=list, blank=True, verbose_name="CPV-codes"
    )
    gemeenten = models.ManyToManyField(Gemeente, through="Deelnemer", related_name="inkopen")
    met_tarieven = models.BooleanField("publiceert tarieven", default=False)
    tarief_per_perceel = models.BooleanField(
        "tarief kan per perceel verschillen",
        default=False,
        help_text="De zin over de tarieven in het document volgt hieruit.",
    )
    voorbeeld = TekstField(
        "wat is verzonnen of herschreven",
        blank=True,
        help_text="Alleen bij een voorbeeld: staat bovenaan elke pagina en in elk bestand. Leeg: alles is echt.",
    )
    tarieven_fictief = models.BooleanField(
        "tariefbedragen zijn verzonnen", default=False, help_text="Dan staat dat op elke pagina en in elk bestand."
    )
    verzonnen = models.BooleanField(
        "is een verzonnen voorbeeld",
        default=False,
        help_text="De inkoop bestaat niet. Dan staat dat op elke pagina en in elk bestand, en zijn er geen gemeenten nodig.",
    )
    kostprijs_verplicht = models.BooleanField(
        "tarief zonder kostprijsopbouw blokkeert publiceren",
        default=False,
        help_text="Zo niet, dan is het een waarschuwing.",
    )

    tweede_factor = models.BooleanField(
        "vraagt iedereen om een tweede stap bij het inloggen",
        default=False,
        help_text="Ook van contractmanagers en lezers van deze regio. Beheerders en beoordelaars doen het altijd.",
    )
    perceelvelden = KeuzesField(
        models.CharField(max_length=30, choices=Perceelveld.choices),
        default=list,
        blank=True,
        verbose_name="extra gegevens van een perceel",
        help_text="Wat u hier niet kiest, vraagt het formulier van een perceel niet. Wat al is ingevuld, blijft.",
    )

    objects = InkoopQuerySet.as_manager()

    class Meta:
        verbose_name = "inkoop"
        verbose_name_plural = "inkopen"
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=VASTE_ADRESSEN),
                name="inkoop_adres_vrij",
                violation_error_message="Deze code is een adres van de werkplek. Kies een andere code.",
            ),
            end_not_before_begin("start_contract", "einde_contract", "inkoop_contractperiode"),
        ]

    def __str__(self) -> str:
        return self.titel

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class DeelnemerManager(models.Manager.from_queryset(DeelQuerySet["Deelnemer"])):  # type: ignore[misc]
    """With their gemeenten: these are what everybody asks of them."""

    def get_queryset(self) -> DeelQuerySet[Deelnemer]:
        found: DeelQuerySet[Deelnemer] = super().get_queryset()
        return found.select_related("gemeente")


@tracked
class Deelnemer(models.Model):
    """A gemeente that takes part in an inkoop, perhaps in a group ("MLW"). No part of the document, but parts can point at it."""

    codevelden = ("code",)
    orde = ("groep", "gemeente__naam", "pk")

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="deelnemers")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="deelnames")
    groep = RegelField(max_length=40, blank=True)

    objects = DeelnemerManager()

    class Meta:
        verbose_name = "deelnemende gemeente"
        verbose_name_plural = "deelnemende gemeenten"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "gemeente"],
                name="deelnemer_uniek",
                violation_error_message="Deze gemeente doet al mee aan deze inkoop.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.gemeente} ({self.groep})" if self.groep else str(self.gemeente)

    @property
    def code(self) -> str:
        """The CBS code of the gemeente: how a perceel points at it."""
        return self.gemeente.code

    @property
    def verwijscode(self) -> str:
        return self.code


class Contractvorm(models.TextChoices):
    """The contract forms of S1."""

    A = "a", "a. Overeenkomst zonder omzetgarantie, tussentijds toetreden en aanpassen kan"
    B = "b", "b. Overeenkomst zonder omzetgarantie, tussentijds toetreden of wijzigen kan niet"
    C = "c", "c. Overeenkomst met budgetplafond, inzet wordt vergoed"
    D = "d", "d. Overeenkomst met vaste budgetafspraken"


@tracked
class Segment(Archiveerbaar):
    """A target group that is bought for in its own way: the four sturingselementen (feiten 2)."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="segmenten")
    code = CodeField()
    naam = RegelField(max_length=200)
    volgorde = models.PositiveIntegerField(default=0)
    doelgroep = RichTextField()
    tekst = RichTextField("toelichting")
    # contractvorm
    contractvorm = models.CharField(max_length=1, choices=Contractvorm.choices, blank=True)
    contractvorm_toelichting = TekstField("toelichting op de contractvorm", blank=True)
    tussentijdse_toetreding = models.BooleanField("tussentijdse toetreding", null=True, blank=True)
    regionaal_min = models.PositiveSmallIntegerField("aanbieders regionaal, minimaal", null=True, blank=True)
    regionaal_max = models.PositiveSmallIntegerField("aanbieders regionaal, maximaal", null=True, blank=True)
    lokaal_min = models.PositiveSmallIntegerField("aanbieders lokaal, minimaal", null=True, blank=True)
    lokaal_max = models.PositiveSmallIntegerField("aanbieders lokaal, maximaal", null=True, blank=True)
    lokaal_toelichting = RegelField("toelichting op lokaal", max_length=200, blank=True)
    # bekostiging
    bekostiging = TekstField(blank=True)
    uitvoeringsvariant = models.CharField(max_length=20, choices=Uitvoeringsvariant.choices, blank=True)
    budgetplafond = RegelField(max_length=200, blank=True)
    cpv = ArrayField(
        RegelField(max_length=10, validators=[cpv_code]), default=list, blank=True, verbose_name="CPV-codes"
    )
    geraamde_waarde = models.PositiveIntegerField("geraamde waarde per jaar (euro)", null=True, blank=True)
    geraamd_volume = RegelField(
        "geraamd volume per jaar", max_length=120, blank=True, help_text="Met de eenheid erbij: 1.200 cliënten."
    )
    # leveranciersmanagement en toegangsmanagement
    leveranciersmanagement = RichTextField()
    toegangsmanagement = RichTextField()

    objects = DeelQuerySet["Segment"].as_manager()

    class Meta:
        verbose_name = "segment"
        verbose_name_plural = "segmenten"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "code"],
                name="segment_uniek",
                violation_error_message="Er is al een segment met deze code in deze inkoop.",
            ),
            models.CheckConstraint(
                condition=Q(regionaal_min=None) | Q(regionaal_max=None) | Q(regionaal_min__lte=F("regionaal_max")),
                name="segment_regionaal",
                violation_error_message="Het minimum aantal regionale aanbieders is groter dan het maximum.",
            ),
            models.CheckConstraint(
                condition=Q(lokaal_min=None) | Q(lokaal_max=None) | Q(lokaal_min__lte=F("lokaal_max")),
                name="segment_lokaal",
                violation_error_message="Het minimum aantal lokale aanbieders is groter dan het maximum.",
            ),
        ]

    def __str__(self) -> str:
        # A code may be only the name once more ("tijdelijk").
        return f"Segment {self.naam}" if self.code == self.naam.lower() else f"Segment {self.code} {self.naam}"


class HoofdstukSoort(models.TextChoices):
    """A chapter is text, or text around something that is generated from facts."""

    TEKST = "tekst", "tekst"
    WIJZIGINGEN = "wijzigingen", "wijzigingen (gemaakt uit het verschil)"
    PRODUCTENLIJST = "productenlijst", "lijst van producten"
    PERCELENLIJST = "percelenlijst", "lijst van percelen, met producten en de zin over tarieven"
    SEGMENTEN = "segmenten", "beschrijving van elk segment"
    PRODUCTEN = "producten", "beschrijving van elk product"
    GRONDSLAGEN = "grondslagen", "uitleg van elke grondslag"
    PERCELEN = "percelen", "beschrijving van elk perceel"
    EISEN = "eisen", "tabellen met alle eisen"
    TARIEVEN = "tarieven", "overzicht van alle tarieven"


@tracked
class Hoofdstuk(Archiveerbaar):
    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="hoofdstukken")
    sleutel = CodeField()
    titel = RegelField(max_length=200)
    soort = models.CharField(max_length=20, choices=HoofdstukSoort.choices, default=HoofdstukSoort.TEKST)
    volgorde = models.PositiveIntegerField(default=0)
    tekst = RichTextField()
    slottekst = RichTextField("tekst aan het slot", help_text="Staat na wat uit de gegevens is gemaakt.")

    codevelden = ("sleutel",)
    objects = DeelQuerySet["Hoofdstuk"].as_manager()

    class Meta:
        verbose_name = "hoofdstuk"
        verbose_name_plural = "hoofdstukken"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "sleutel"],
                name="hoofdstuk_uniek",
                violation_error_message="Er is al een hoofdstuk met deze sleutel in deze inkoop.",
            )
        ]

    def __str__(self) -> str:
        return self.titel


@tracked
class Begrip(Deel):
    """A term with its meaning, and the words that a text may not use for it."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="begrippen")
    term = RegelField(max_length=80)
    omschrijving = TekstField()
    synoniemen = ArrayField(
        RegelField(max_length=80),
        default=list,
        blank=True,
        help_text="Andere woorden voor hetzelfde, met een komma ertussen.",
    )
    niet_gebruiken = ArrayField(
        RegelField(max_length=80),
        default=list,
        blank=True,
        help_text="Woorden die een tekst niet mag gebruiken, met een komma ertussen.",
    )

    codevelden = ("term",)
    vrije_code = True
    orde = ("term", "pk")
    objects = DeelQuerySet["Begrip"].as_manager()

    class Meta:
        verbose_name = "begrip"
        verbose_name_plural = "begrippen"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "term"],
                name="begrip_uniek",
                violation_error_message="Dit begrip staat al in de lijst.",
            )
        ]

    def __str__(self) -> str:
        return self.term
