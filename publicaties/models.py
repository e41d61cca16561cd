"""Versions: what was frozen, who approved it, what it changed, and its files. Immutable once published (trigger)."""

from __future__ import annotations

import re

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable

from accounts.models import User
from core.fields import RegelField, TekstField
from publicaties import triggers
from segments.models import Inkoop

#: The text search configuration of the vectors (migration): Dutch stems, accents ignored.
ZOEKCONFIG = "wmo"
#: Signs that hold words together for PostgreSQL and not for people: "dagdeel/dag" would be the name of a file, and "mlw.nl" a host.
SCHEIDING = "/._@:?=&%+~#‐‑‒–—―"


def losse_woorden(*velden: str | Combinable, weight: str) -> SearchVector:
    """A vector of texts in which those signs, and hyphens, are spaces: plain fields by name, others as an expression."""
    signs = f"-{SCHEIDING}"
    apart = []
    for veld in velden:
        if isinstance(veld, str):
            apart.append(Func(F(veld), Value(signs), Value(" " * len(signs)), function="translate"))
            apart[-1].output_field = models.TextField()
        else:  # said in the migration too, for what is not a plain text
            text = models.TextField()
            apart.append(Func(veld, Value(signs), Value(" " * len(signs)), function="translate", output_field=text))
    return SearchVector(*apart, weight=weight, config=ZOEKCONFIG)


#: Title first, then the names people search by.
KOPVECTOR = losse_woorden("titel", weight="A") + losse_woorden("namen", weight="B")

#: SQL: whether a version names producten without saying of any of them in what it is counted, what it pays or what is asked for it.
OP_HOOFDLIJNEN = Func(
    F("inhoud"),
    Value(
        """$ ? (exists(@.producten[*]) && !exists(@.producten[*].eenheid ? (@ != "")) && !exists(@.tarieven[*]) && !exists(@.eisen[*]))"""
    ),
    template="jsonb_path_exists(%(expressions)s::jsonpath)",
    output_field=models.BooleanField(null=True),
)

#: What counts as a word for `Woord`: letters only, not so short that everything looks like it.
WOORD = re.compile(r"[^\W\d_]{4,40}")


class PublicatieSoort(models.TextChoices):
    DEFINITIEF = "definitief", "definitieve versie"
    CONSULTATIE = "consultatie", "consultatieversie"


class Status(models.TextChoices):
    """The road of a version. That a newer version has taken its place is not a status: it follows from the dates (`versies`)."""

    CONCEPT = "concept", "concept"
    TER_BEOORDELING = "ter_beoordeling", "ter beoordeling"
    TERUGGEGEVEN = "teruggegeven", "teruggegeven met opmerkingen"
    GOEDGEKEURD = "goedgekeurd", "goedgekeurd"
    GEPUBLICEERD = "gepubliceerd", "gepubliceerd"
    INGETROKKEN = "ingetrokken", "ingetrokken"


#: Which status may follow which; a trigger holds everybody to it.
OVERGANGEN: dict[str, list[Status]] = {
    Status.CONCEPT: [Status.TER_BEOORDELING],
    Status.TERUGGEGEVEN: [Status.TER_BEOORDELING],
    # Back to concept: who submitted it took it back.
    Status.TER_BEOORDELING: [Status.CONCEPT, Status.TERUGGEGEVEN, Status.GOEDGEKEURD],
    Status.GOEDGEKEURD: [Status.CONCEPT, Status.TERUGGEGEVEN, Status.GEPUBLICEERD],
    Status.GEPUBLICEERD: [Status.INGETROKKEN],
    Status.INGETROKKEN: [],
}
BEWERKBAAR = [Status.CONCEPT, Status.TERUGGEGEVEN]
INGEDIEND = [Status.TER_BEOORDELING, Status.GOEDGEKEURD]
BUITEN = [Status.GEPUBLICEERD, Status.INGETROKKEN]
OPEN = [*BEWERKBAAR, *INGEDIEND]


class PublicatieQuerySet(models.QuerySet["Publicatie"]):
    def published(self) -> PublicatieQuerySet:
        """What visitors may see: out, and not withdrawn."""
        return self.filter(status=Status.GEPUBLICEERD)

    def known(self) -> PublicatieQuerySet:
        """What was once out, withdrawn ones too: their pinned address says so."""
        return self.filter(status__in=BUITEN)

    def definitive(self) -> PublicatieQuerySet:
        return self.filter(soort=PublicatieSoort.DEFINITIEF)

    def open(self) -> PublicatieQuerySet:
        """Still on its way."""
        return self.filter(status__in=OPEN)

    def for_reading(self) -> PublicatieQuerySet:
        """Enough to tell versions apart; the frozen data stays in the database until one is chosen."""
        return self.select_related("inkoop__regio").defer("inhoud")

    def newest_first(self) -> PublicatieQuerySet:
        return self.order_by(F("volgnummer").desc(nulls_first=True), "-pk")


def _pair(moment: str, person: str, name: str) -> models.CheckConstraint:
    both: dict[str, object] = {f"{moment}__isnull": False, f"{person}__isnull": False}
    return models.CheckConstraint(
        condition=Q(**{moment: None, person: None}) | Q(**both),
        name=name,
        violation_error_message="Het moment en de persoon horen bij elkaar: leg beide vast.",
    )


class Publicatie(models.Model):
    inkoop = models.ForeignKey(Inkoop, on_delete=models.PROTECT, related_name="publicaties")
    volgnummer = models.PositiveIntegerField(null=True, blank=True, help_text="Krijgt een versie bij het publiceren.")
    soort = models.CharField(max_length=20, choices=PublicatieSoort.choices, default=PublicatieSoort.DEFINITIEF)
    versienaam = RegelField(max_length=120)
    ingangsdatum = models.DateField(help_text="Vanaf deze dag geldt de versie.")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.CONCEPT)
    toelichting = TekstField(blank=True)
    gepland_op = models.DateTimeField(
        "publiceren op", null=True, blank=True, help_text="Leeg: publiceren zodra iemand dat doet."
    )
    gepland_door = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    vorige = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="De versie waarmee de wijzigingen zijn vergeleken.",
    )
    ingediend_op = models.DateTimeField(null=True, blank=True)
    ingediend_door = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    goedgekeurd_op = models.DateTimeField(null=True, blank=True)
    goedgekeurd_door = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    gepubliceerd_op = models.DateTimeField(null=True, blank=True)
    gepubliceerd_door = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ingetrokken_op = models.DateTimeField(null=True, blank=True)
    ingetrokken_door = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    intrekreden = TekstField("reden van intrekken", blank=True)
    # The frozen data: `publicaties.snapshot.Snapshot` as JSON, and the sha256 of its canonical form.
    inhoud = models.JSONField(null=True, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    #: It tells what was chosen then, and not yet what is bought: see `versies.labels`.
    op_hoofdlijnen = models.GeneratedField(
        expression=OP_HOOFDLIJNEN, output_field=models.BooleanField(null=True), db_persist=True
    )
    #: What was submitted when the beoordelaar last returned it: what changed since then is what there is to look at.
    teruggegeven_inhoud = models.JSONField(null=True, blank=True, editable=False)

    objects = PublicatieQuerySet.as_manager()

    class Meta:
        verbose_name = "publicatie"
        verbose_name_plural = "publicaties"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "volgnummer"],
                name="publicatie_volgnummer",
                violation_error_message="Dit versienummer bestaat al.",
            ),
            models.UniqueConstraint(
                fields=["inkoop"],
                condition=Q(status__in=OPEN),
                name="publicatie_een_open",
                violation_error_message="Er is al een versie in voorbereiding voor deze inkoop. Rond die eerst af.",
            ),
            # Four eyes: who submitted cannot approve.
            models.CheckConstraint(
                condition=Q(goedgekeurd_door=None) | ~Q(goedgekeurd_door=F("ingediend_door")),
                name="publicatie_vier_ogen",
                violation_error_message="Wie een versie indient, kan haar niet zelf goedkeuren. Vraag een collega.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.CONCEPT, Status.TERUGGEGEVEN])
                | (Q(inhoud__isnull=False, ingediend_op__isnull=False) & ~Q(sha256="")),
                name="publicatie_ingediend_heeft_inhoud",
                violation_error_message="Een ingediende versie heeft een vastgelegde inhoud.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.CONCEPT, Status.TERUGGEGEVEN, Status.TER_BEOORDELING])
                | Q(goedgekeurd_op__isnull=False),
                name="publicatie_goedgekeurd",
                violation_error_message="Een versie kan pas verder als iemand haar heeft goedgekeurd.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, volgnummer=None, gepubliceerd_op=None)
                | (~Q(status__in=OPEN) & Q(volgnummer__isnull=False, gepubliceerd_op__isnull=False)),
                name="publicatie_gepubliceerd_heeft_nummer",
                violation_error_message="Een gepubliceerde versie heeft een nummer en een publicatiemoment; andere versies niet.",
            ),
            models.CheckConstraint(
                condition=(Q(status=Status.INGETROKKEN, ingetrokken_op__isnull=False) & ~Q(intrekreden=""))
                | (~Q(status=Status.INGETROKKEN) & Q(ingetrokken_op=None)),
                name="publicatie_ingetrokken_heeft_reden",
                violation_error_message="Geef een reden op voor het intrekken.",
            ),
            models.CheckConstraint(
                condition=Q(gepland_op=None) | ~Q(status__in=[*BEWERKBAAR, Status.TER_BEOORDELING]),
                name="publicatie_gepland_na_goedkeuring",
                violation_error_message="Plan een versie pas als zij is goedgekeurd.",
            ),
            _pair("gepland_op", "gepland_door", "publicatie_gepland_paar"),
            _pair("ingediend_op", "ingediend_door", "publicatie_ingediend_paar"),
            _pair("goedgekeurd_op", "goedgekeurd_door", "publicatie_goedgekeurd_paar"),
            _pair("gepubliceerd_op", "gepubliceerd_door", "publicatie_gepubliceerd_paar"),
            _pair("ingetrokken_op", "ingetrokken_door", "publicatie_ingetrokken_paar"),
        ]
        triggers = [
            triggers.starts_as(Status.CONCEPT),
            triggers.follows(OVERGANGEN),
            triggers.submitted_stays([*INGEDIEND, Status.GEPUBLICEERD], INGEDIEND),
            triggers.published_stays(Status.INGETROKKEN, BUITEN),
            triggers.published_remains(BUITEN),
        ]

    def __str__(self) -> str:
        return f"{self.inkoop}: {self.versienaam}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_consultatie(self) -> bool:
        return self.soort == PublicatieSoort.CONSULTATIE

    @property
    def ingaand(self) -> str:
        """What stands before its ingangsdatum. Of what tells only what was chosen, nobody says that it holds; also when it was replaced."""
        if self.is_consultatie:
            return "bedoeld voor"
        return "met ingangsdatum" if self.op_hoofdlijnen else "geldt vanaf"


class OnderdeelSoort(models.TextChoices):
    INKOOP = "inkoop", "inkoop"
    PRODUCT = "product", "product"
    PERCEEL = "perceel", "perceel"
    SEGMENT = "segment", "segment"
    GRONDSLAG = "grondslag", "grondslag"
    EIS = "eis", "eis"
    HOOFDSTUK = "hoofdstuk", "hoofdstuk"
    TARIEVEN = "tarieven", "tarieven"


class Onderdeel(models.Model):
    """One published page, for search: its title, its codes and its text."""

    publicatie = models.ForeignKey(Publicatie, on_delete=models.CASCADE, related_name="onderdelen")
    soort = models.CharField(max_length=20, choices=OnderdeelSoort.choices)
    code = models.CharField(max_length=60, blank=True)
    titel = models.CharField(max_length=300)
    namen = models.TextField(blank=True, help_text="Codes, afkortingen en andere namen waarop iemand zoekt.")
    grondslagen = models.JSONField(default=list, blank=True)
    feiten = models.TextField(blank=True, help_text="Feiten en koppen: wel te vinden, niet in een fragment.")
    tekst = models.TextField(blank=True)
    volgorde = models.PositiveIntegerField(default=0)
    zoekvector = models.GeneratedField(
        expression=KOPVECTOR + losse_woorden("feiten", "tekst", weight="C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    #: Small enough to rank every hit by: `zoekvector` stands outside the row, and costs a read of its own.
    kopvector = models.GeneratedField(expression=KOPVECTOR, output_field=SearchVectorField(), db_persist=True)

    class Meta:
        verbose_name = "onderdeel"
        verbose_name_plural = "onderdelen"
        constraints = [
            models.UniqueConstraint(
                fields=["publicatie", "soort", "code"],
                name="onderdeel_uniek",
                violation_error_message="Dit onderdeel staat er al.",
            )
        ]
        indexes = [GinIndex(fields=["zoekvector"], name="onderdeel_zoekvector")]
        triggers = [triggers.part_of("onderdeel_vast", BUITEN)]

    def __str__(self) -> str:
        return self.titel


class Woord(models.Model):
    """A word of a published text, in small letters: what somebody who made a typing mistake may have meant."""

    woord = models.CharField(max_length=40, primary_key=True)

    class Meta:
        verbose_name = "woord"
        verbose_name_plural = "woorden"
        indexes = [GinIndex(fields=["woord"], opclasses=["gin_trgm_ops"], name="woord_lijkt_op")]

    def __str__(self) -> str:
        return self.woord


class Wijziging(models.Model):
    """One computed change against the version before, with the reason that the editor gives."""

    publicatie = models.ForeignKey(Publicatie, on_delete=models.CASCADE, related_name="wijzigingen")
    sleutel = models.CharField(
        max_length=64, help_text="Vaste sleutel van de wijziging, om de reden bij een nieuwe indiening te bewaren."
    )
    volgorde = models.PositiveIntegerField(default=0)
    inhoud = models.JSONField(help_text="De wijziging zelf, zoals berekend (publicaties.wijzigingen).")
    reden = TekstField(blank=True)

    class Meta:
        verbose_name = "wijziging"
        verbose_name_plural = "wijzigingen"
        constraints = [
            models.UniqueConstraint(
                fields=["publicatie", "sleutel"],
                name="wijziging_uniek",
                violation_error_message="Deze wijziging staat er al.",
            )
        ]
        # From submission on: the reasons are part of what the beoordelaar approves.
        triggers = [triggers.part_of("wijziging_vast", [*INGEDIEND, *BUITEN])]

    def __str__(self) -> str:
        return f"Wijziging {self.volgorde} van {self.publicatie}"


class BestandSoort(models.TextChoices):
    DOCUMENT = "document", "hele document"
    PRODUCT = "product", "product"
    PERCEEL = "perceel", "perceel"
    SEGMENT = "segment", "segment"


class Bestand(models.Model):
    """A PDF of a version, rendered once inside publishing."""

    publicatie = models.ForeignKey(Publicatie, on_delete=models.CASCADE, related_name="bestanden")
    soort = models.CharField(max_length=20, choices=BestandSoort.choices)
    code = models.CharField(max_length=60, blank=True)
    naam = models.CharField(max_length=200)
    inhoud = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    grootte = models.PositiveIntegerField(help_text="bytes")

    class Meta:
        verbose_name = "bestand"
        verbose_name_plural = "bestanden"
        constraints = [
            models.UniqueConstraint(
                fields=["publicatie", "soort", "code"],
                name="bestand_uniek",
                violation_error_message="Dit bestand bestaat al.",
            )
        ]
        triggers = [triggers.part_of("bestand_vast", BUITEN)]

    def __str__(self) -> str:
        return self.naam


class Drukproef(models.Model):
    """A PDF of a version on its way out: made beforehand, taken over when the version is published, and then gone."""

    publicatie = models.ForeignKey(Publicatie, on_delete=models.CASCADE, related_name="drukproeven")
    volgorde = models.PositiveIntegerField()
    soort = models.CharField(max_length=20, choices=BestandSoort.choices)
    code = models.CharField(max_length=60, blank=True)
    sleutel = models.CharField(max_length=64, help_text="Waarvan hij is gemaakt: versie, nummer, moment, huisstijl.")
    inhoud = models.BinaryField(null=True, help_text="Leeg: nog te maken.")

    class Meta:
        verbose_name = "drukproef"
        verbose_name_plural = "drukproeven"
        constraints = [
            models.UniqueConstraint(
                fields=["publicatie", "soort", "code"],
                name="drukproef_uniek",
                violation_error_message="Deze drukproef bestaat al.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.code}"


class Opmerking(models.Model):
    """A remark of the beoordelaar at a place in a submitted version; stays readable after the version is out."""

    publicatie = models.ForeignKey(Publicatie, on_delete=models.CASCADE, related_name="opmerkingen")
    plek = models.CharField(
        max_length=200, blank=True, help_text="Waar het over gaat, bijvoorbeeld product/bgi/opleidingsniveau."
    )
    tekst = TekstField()
    door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    op = models.DateTimeField()
    opgelost_op = models.DateTimeField(null=True, blank=True)
    antwoord = TekstField(blank=True)
    antwoord_op = models.DateTimeField(null=True, blank=True)
    antwoord_door = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "opmerking"
        verbose_name_plural = "opmerkingen"
        constraints = [_pair("antwoord_op", "antwoord_door", "opmerking_antwoord_paar")]

    def __str__(self) -> str:
        return self.tekst[:60]


class Afweging(models.Model):
    """Why a warning may stay as it is: somebody overruled it, and the beoordelaar reads the reason."""

    publicatie = models.ForeignKey(Publicatie, on_delete=models.CASCADE, related_name="afwegingen")
    sleutel = models.CharField(max_length=64, help_text="Van welk probleem (publicaties.problemen).")
    boodschap = TekstField(help_text="Het probleem, zoals het toen werd verteld.")
    reden = TekstField()
    door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    op = models.DateTimeField()

    class Meta:
        verbose_name = "afweging"
        verbose_name_plural = "afwegingen"
        constraints = [
            models.UniqueConstraint(
                fields=["publicatie", "sleutel"],
                name="afweging_uniek",
                violation_error_message="Bij dit probleem staat al een reden.",
            ),
            models.CheckConstraint(
                condition=~Q(reden=""), name="afweging_heeft_reden", violation_error_message="Schrijf een reden."
            ),
        ]
        # As the reasons of changes: part of what the beoordelaar approves.
        triggers = [triggers.part_of("afweging_vast", [*INGEDIEND, *BUITEN])]

    def __str__(self) -> str:
        return self.reden[:60]


class Intrekbesluit(models.TextChoices):
    INGETROKKEN = "ingetrokken", "ingetrokken"
    AFGEWEZEN = "afgewezen", "niet ingetrokken"
    TERUGGENOMEN = "teruggenomen", "verzoek teruggenomen"


class Intrekverzoek(models.Model):
    """What somebody wants withdrawn, and what a second person decided. In an emergency (`spoed`) one person is enough."""

    publicatie = models.ForeignKey(Publicatie, on_delete=models.PROTECT, related_name="intrekverzoeken")
    reden = TekstField("reden van intrekken")
    spoed = TekstField("waarom het niet kan wachten", blank=True)
    gevraagd_op = models.DateTimeField()
    gevraagd_door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    besluit = models.CharField(max_length=20, choices=Intrekbesluit.choices, blank=True)
    toelichting = TekstField("toelichting op het besluit", blank=True)
    besloten_op = models.DateTimeField(null=True, blank=True)
    besloten_door = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "verzoek om in te trekken"
        verbose_name_plural = "verzoeken om in te trekken"
        constraints = [
            _pair("besloten_op", "besloten_door", "intrekverzoek_besloten_paar"),
            models.UniqueConstraint(
                fields=["publicatie"],
                condition=Q(besluit=""),
                name="intrekverzoek_een_open",
                violation_error_message="Iemand heeft al gevraagd om deze versie in te trekken.",
            ),
            models.CheckConstraint(
                condition=Q(besluit="", besloten_op=None) | (~Q(besluit="") & Q(besloten_op__isnull=False)),
                name="intrekverzoek_besluit",
                violation_error_message="Bij een besluit horen een moment en een persoon.",
            ),
            # Four eyes, unless it cannot wait.
            models.CheckConstraint(
                condition=~Q(besluit=Intrekbesluit.INGETROKKEN) | ~Q(spoed="") | ~Q(besloten_door=F("gevraagd_door")),
                name="intrekverzoek_vier_ogen",
                violation_error_message="Wie om intrekken vraagt, besluit niet zelf. Vraag een collega.",
            ),
            models.CheckConstraint(
                condition=~Q(reden=""),
                name="intrekverzoek_heeft_reden",
                violation_error_message="Geef een reden op voor het intrekken.",
            ),
        ]
        triggers = [triggers.decided_stays()]

    def __str__(self) -> str:
        return f"{self.publicatie}: {self.reden[:60]}"


class GebeurtenisSoort(models.TextChoices):
    """What others must hear. Words that follow on the name of a version."""

    INGEDIEND = "ingediend", "ingediend"
    TERUGGENOMEN = "teruggenomen", "teruggenomen door wie haar indiende"
    TERUGGEGEVEN = "teruggegeven", "teruggegeven met opmerkingen"
    GOEDGEKEURD = "goedgekeurd", "goedgekeurd"
    GEPLAND = "gepland", "gepland"
    PLANNING_WEG = "planning_weg", "van de planning gehaald"
    GEPUBLICEERD = "gepubliceerd", "gepubliceerd"
    NIET_GEPUBLICEERD = "niet_gepubliceerd", "niet vanzelf gepubliceerd"
    INTREKKEN_GEVRAAGD = "intrekken_gevraagd", "voorgedragen om in te trekken"
    INTREKKEN_AFGEWEZEN = "intrekken_afgewezen", "niet ingetrokken"
    INGETROKKEN = "ingetrokken", "ingetrokken"
    INGETROKKEN_SPOED = "ingetrokken_spoed", "met spoed ingetrokken"
    VRAGENNOTA = "vragennota", "aangevuld met een nota van inlichtingen"
    REACTIES_OPEN = "reacties_open", "open voor reacties"
    REACTIENOTA = "reactienota", "beantwoord in een reactienota"
    MOMENT_VERSCHOVEN = "moment_verschoven", "moment verschoven"
    MOMENT_NADERT = "moment_nadert", "moment nadert"


INTREKKINGEN = [GebeurtenisSoort.INGETROKKEN, GebeurtenisSoort.INGETROKKEN_SPOED]
#: What visitors hear of, in the feed.
OPENBAAR = [
    GebeurtenisSoort.GEPUBLICEERD,
    *INTREKKINGEN,
    GebeurtenisSoort.VRAGENNOTA,
    GebeurtenisSoort.REACTIES_OPEN,
    GebeurtenisSoort.REACTIENOTA,
]

#: Told of the planning, beside the newest version; the feed has the planning itself.
MOMENTEN = [GebeurtenisSoort.MOMENT_VERSCHOVEN, GebeurtenisSoort.MOMENT_NADERT]
#: What who follows an inkoop hears by mail.
VOLGBAAR = [*OPENBAAR, *MOMENTEN]


class GebeurtenisQuerySet(models.QuerySet["Gebeurtenis"]):
    def steps(self) -> GebeurtenisQuerySet:
        """On the road of a version: somebody did them."""
        return self.exclude(soort__in=MOMENTEN)


class Gebeurtenis(models.Model):
    """Something that happened to a version and that others must hear: written by the action that did it, never afterwards.

    Feed, task list and the road of a version read these rows.
    """

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="gebeurtenissen")
    publicatie = models.ForeignKey(Publicatie, on_delete=models.CASCADE, related_name="gebeurtenissen")
    soort = models.CharField(max_length=30, choices=GebeurtenisSoort.choices)
    tekst = TekstField(blank=True, help_text="De reden, of wat er meer over te vertellen is.")
    pad = models.CharField(
        max_length=200,
        blank=True,
        help_text="Waar het te lezen is, onder het adres van de inkoop; leeg: bij de versie.",
    )
    door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    op = models.DateTimeField()
    ident = models.CharField(
        max_length=300,
        blank=True,
        help_text="Vaste naam voor abonnees (tag: URI, RFC 4151); alleen van wat openbaar is.",
    )
    gezien_door = models.ManyToManyField(User, related_name="+", blank=True)

    objects = GebeurtenisQuerySet.as_manager()

    class Meta:
        verbose_name = "gebeurtenis"
        verbose_name_plural = "gebeurtenissen"
        constraints = [
            models.UniqueConstraint(
                fields=["ident"],
                condition=~Q(ident=""),
                name="gebeurtenis_ident",
                violation_error_message="Deze gebeurtenis is al verteld.",
            )
        ]
        indexes = [models.Index(fields=["inkoop", "-op"], name="gebeurtenis_van_inkoop")]
        triggers = [*triggers.told_stays(OPENBAAR)]

    def __str__(self) -> str:
        return f"{self.publicatie} {self.get_soort_display()}"
