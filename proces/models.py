"""What goes on around the text: planning, bijeenkomsten, documenten, kengetallen. Public as soon as a row is openbaar."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator, URLValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast

from accounts.models import User
from core.fields import CodeField, MomentField, RegelField, RichTextField, TekstField, end_of, first_day
from core.history import tracked
from core.models import Deel, DeelQuerySet, refuse_other_inkoop
from core.uploads import check_upload
from opslag.database import size_of
from percelen.models import Perceel
from publicaties.models import Publicatie, losse_woorden
from segments.models import Inkoop, Segment

DOCUMENT_KINDS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp"]
MAX_DOCUMENT = 25_000_000
_WEB = URLValidator(
    schemes=["https", "http"], message="Vul een webadres in, bijvoorbeeld https://www.voorbeeld.nl/verslag."
)


def without_tags(veld: str) -> Func:
    """The words of rich text."""
    tags = (Value("<[^>]*>"), Value(" "), Value("g"))
    return Func(F(veld), *tags, function="regexp_replace", output_field=models.TextField())


#: What each kind of row is found by: its title, other words for what it is, the rest of its text. An index is on this very expression.
WOORDEN_MIJLPAAL = (
    losse_woorden(F("titel"), weight="A")
    + losse_woorden(Value("planning datum wanneer termijn"), F("sluit"), weight="B")
    + losse_woorden(F("omschrijving"), F("reden"), weight="C")
)
WOORDEN_BIJEENKOMST = (
    losse_woorden(F("titel"), weight="A")
    + losse_woorden(Value("bijeenkomst sessie overleg"), F("plaats"), F("soort"), weight="B")
    + losse_woorden(*map(without_tags, ("omschrijving", "agenda", "verslag")), weight="C")
)
WOORDEN_DOCUMENT = (
    losse_woorden(F("titel"), weight="A")
    + losse_woorden(Value("document stuk download bijlage"), F("soort"), F("bijlagenummer"), F("versie"), weight="B")
    + losse_woorden(F("omschrijving"), weight="C")
)
WOORDEN_KENGETAL = (
    losse_woorden(F("naam"), weight="A")
    + losse_woorden(
        Value("kengetallen cijfers omzet aantal indicaties cliënten"), Cast("jaar", models.TextField()), weight="B"
    )
    + losse_woorden(F("toelichting"), weight="C")
)


class Rondom(Deel):
    """A row around the text of an inkoop; the workplace shows all of them, everybody else those that are openbaar."""

    inkoop: models.ForeignKey[Inkoop, Inkoop]
    openbaar = models.BooleanField(default=False, help_text="Zichtbaar voor iedereen.")

    class Meta:
        abstract = True


class Sluit(models.TextChoices):
    """What is possible until a moment, and no longer after it."""

    AANMELDEN = "aanmelden", "aanmelden"
    INSCHRIJVEN = "inschrijven", "inschrijven"
    REAGEREN = "reageren", "reageren"
    VRAGEN = "vragen", "vragen stellen"


class Mijlpaalstand(models.TextChoices):
    GEPLAND = "gepland", "gepland"
    BEZIG = "bezig", "bezig"
    KLAAR = "klaar", "klaar"
    VERSCHOVEN = "verschoven", "verschoven"


@tracked
class Mijlpaal(Rondom):
    """A moment in the planning and what happens then. What closes, closes at `sluit_op`, which the database itself works out."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="mijlpalen")
    moment = MomentField("wanneer")
    tijd = models.TimeField(null=True, blank=True, help_text="Alleen bij een dag, bijvoorbeeld 12.00.")
    titel = RegelField(max_length=200)
    omschrijving = TekstField(blank=True)
    segment = models.ForeignKey(
        Segment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="mijlpalen",
        help_text="Als dit voor één segment geldt.",
    )
    sluit = models.CharField(
        "hierna kan niet meer",
        max_length=20,
        choices=Sluit.choices,
        blank=True,
        help_text="Wat na dit moment sluit. Bezoekers zien tot wanneer het open is.",
    )
    stand = models.CharField(max_length=20, choices=Mijlpaalstand.choices, default=Mijlpaalstand.GEPLAND)
    eerder = MomentField("stond eerst op", blank=True, help_text="Bij een moment dat verschoven is.")
    reden = RegelField("reden van het verschuiven", max_length=300, blank=True)
    voorlopig = models.BooleanField(default=False, help_text="Planning die nog kan veranderen.")
    begin = models.GeneratedField(expression=first_day("moment"), output_field=models.DateField(), db_persist=True)
    #: Open until this instant, closed at it. A range is open from its first day.
    sluit_op = models.GeneratedField(
        expression=end_of("moment", "tijd", "sluit"), output_field=models.DateTimeField(null=True), db_persist=True
    )

    codevelden = ("identiteit",)
    vrije_code = True
    orde = ("begin", "titel", "pk")
    objects = DeelQuerySet["Mijlpaal"].as_manager()

    class Meta:
        verbose_name = "mijlpaal"
        verbose_name_plural = "mijlpalen"
        indexes = [GinIndex(WOORDEN_MIJLPAAL, name="mijlpaal_zoeken")]
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "titel", "moment"],
                name="mijlpaal_uniek",
                violation_error_message="Deze mijlpaal staat al in de planning.",
            ),
            models.CheckConstraint(
                condition=~Q(stand=Mijlpaalstand.VERSCHOVEN) | (~Q(eerder="") & ~Q(reden="")),
                name="mijlpaal_verschoven",
                violation_error_message="Vul in waarom dit moment verschoven is, en wanneer het eerst zou zijn.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.moment.label}: {self.titel}" if self.moment else self.titel

    def clean(self) -> None:
        super().clean()
        refuse_other_inkoop(self, self.inkoop_id, "segment")
        last = self.moment and (self.moment.eind_precisie or self.moment.precisie)
        if self.tijd and last and last != "dag":
            raise ValidationError({"tijd": "Een tijd kan alleen bij een dag. Vul de dag in, of laat de tijd leeg."})


class BijeenkomstSoort(models.TextChoices):
    INFORMATIESESSIE = "informatiesessie", "informatiesessie"
    AANBIEDERSSESSIE = "aanbiederssessie", "aanbiederssessie"
    OVERLEGTAFEL = "overlegtafel", "overlegtafel"
    CONSULTATIE = "consultatie", "consultatie"
    OVERIG = "overig", "andere bijeenkomst"


@tracked
class Bijeenkomst(Rondom):
    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="bijeenkomsten")
    sleutel = CodeField(help_text="Komt in het adres van de pagina.")
    soort = models.CharField(max_length=20, choices=BijeenkomstSoort.choices, default=BijeenkomstSoort.OVERIG)
    titel = RegelField(max_length=200)
    datum = models.DateField()
    tijd = models.TimeField("van", null=True, blank=True)
    eindtijd = models.TimeField("tot", null=True, blank=True)
    plaats = RegelField(max_length=200, blank=True, help_text="Waar het is, of “online”.")
    link = RegelField("link om mee te doen", max_length=400, blank=True, validators=[_WEB])
    segmenten = models.ManyToManyField(Segment, blank=True, related_name="bijeenkomsten")
    percelen = models.ManyToManyField(Perceel, blank=True, related_name="bijeenkomsten")
    omschrijving = RichTextField()
    agenda = RichTextField()
    verslag = RichTextField(help_text="Komt op een eigen pagina van deze bijeenkomst.")

    codevelden = ("sleutel",)
    orde = ("-datum", "titel", "pk")
    objects = DeelQuerySet["Bijeenkomst"].as_manager()

    class Meta:
        verbose_name = "bijeenkomst"
        verbose_name_plural = "bijeenkomsten"
        indexes = [GinIndex(WOORDEN_BIJEENKOMST, name="bijeenkomst_zoeken")]
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "sleutel"],
                name="bijeenkomst_uniek",
                violation_error_message="Er is al een bijeenkomst met deze sleutel.",
            ),
            models.CheckConstraint(
                condition=Q(eindtijd=None) | Q(eindtijd__gt=F("tijd")),
                name="bijeenkomst_tijd",
                violation_error_message="De bijeenkomst eindigt na het begin. Vul bij een eindtijd ook de begintijd in.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel


class DocumentSoort(models.TextChoices):
    """In the order in which readers find them."""

    INKOOPDOCUMENT = "inkoopdocument", "inkoopdocument"
    PROGRAMMA_VAN_EISEN = "programma_van_eisen", "programma van eisen"
    NOTA_VAN_INLICHTINGEN = "nota_van_inlichtingen", "nota van inlichtingen"
    BASISOVEREENKOMST = "basisovereenkomst", "basisovereenkomst"
    UITVOERINGSOVEREENKOMST = "uitvoeringsovereenkomst", "uitvoeringsovereenkomst"
    KPI_BIJLAGE = "kpi_bijlage", "KPI-bijlage"
    KOSTPRIJSONDERZOEK = "kostprijsonderzoek", "kostprijsonderzoek"
    ONDERZOEK = "onderzoek", "onderzoek"
    OVERZICHT = "overzicht", "overzicht"
    FORMULIER = "formulier", "formulier"
    PRESENTATIE = "presentatie", "presentatie"
    VERSLAG = "verslag", "verslag"
    OPNAME = "opname", "opname"
    VRAGEN_EN_ANTWOORDEN = "vragen_en_antwoorden", "vragen en antwoorden"
    BRIEF = "brief", "brief"
    NIEUWSBRIEF = "nieuwsbrief", "nieuwsbrief"
    OVERIG = "overig", "overig"


class DocumentQuerySet(DeelQuerySet["Document"]):
    def with_sizes(self) -> DocumentQuerySet:
        return self.annotate(bytes=size_of("bestand"))


@tracked
class Document(Rondom):
    """Something that was handed out: a file, a link to elsewhere, or only the fact that it exists."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="documenten")
    sleutel = CodeField(help_text="Komt in het adres van het bestand.")
    titel = RegelField(max_length=250)
    soort = models.CharField(max_length=30, choices=DocumentSoort.choices, default=DocumentSoort.OVERIG)
    bijlagenummer = RegelField(max_length=12, blank=True, help_text="Zoals de stukken het noemen, bijvoorbeeld 3a.")
    versie = RegelField("versie van het document", max_length=40, blank=True, help_text="Bijvoorbeeld 2.0 of concept.")
    moment = MomentField("datum", blank=True, ranges=False)
    bestand = models.FileField(
        max_length=200,
        blank=True,
        validators=[FileExtensionValidator(DOCUMENT_KINDS)],
        help_text=f"{', '.join(DOCUMENT_KINDS)}; hooguit {MAX_DOCUMENT // 1_000_000} MB.",
    )
    link = RegelField(
        "of een link", max_length=400, blank=True, validators=[_WEB], help_text="Als het document ergens anders staat."
    )
    omschrijving = TekstField(blank=True)
    segment = models.ForeignKey(Segment, on_delete=models.SET_NULL, null=True, blank=True, related_name="documenten")
    perceel = models.ForeignKey(Perceel, on_delete=models.SET_NULL, null=True, blank=True, related_name="documenten")
    bijeenkomst = models.ForeignKey(
        Bijeenkomst, on_delete=models.SET_NULL, null=True, blank=True, related_name="documenten"
    )
    bij_versie = models.PositiveSmallIntegerField(
        "hoort bij versie",
        null=True,
        blank=True,
        help_text="Het nummer van een gepubliceerde versie van de beschrijvingen.",
    )
    vervangt = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="vervangen_door"
    )
    volgorde = models.PositiveIntegerField(default=0)

    codevelden = ("sleutel",)
    orde = ("volgorde", "pk")
    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documenten"
        indexes = [GinIndex(WOORDEN_DOCUMENT, name="document_zoeken")]
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "sleutel"],
                name="document_uniek",
                violation_error_message="Er is al een document met deze sleutel.",
            ),
            models.CheckConstraint(
                condition=Q(bestand="") | Q(link=""),
                name="document_bestand_of_link",
                violation_error_message="Kies een bestand of een link, niet allebei.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def clean(self) -> None:
        super().clean()
        refuse_other_inkoop(self, self.inkoop_id, "segment", "perceel", "bijeenkomst", "vervangt")
        try:
            check_upload(self.bestand, kinds=DOCUMENT_KINDS, max_bytes=MAX_DOCUMENT)
        except ValidationError as fout:
            raise ValidationError({"bestand": fout}) from fout
        known = Publicatie.objects.known().filter(inkoop=self.inkoop_id, volgnummer=self.bij_versie)
        if self.bij_versie is not None and not known.exists():
            raise ValidationError({"bij_versie": f"Deze inkoop heeft geen gepubliceerde versie {self.bij_versie}."})
        older, seen = self.vervangt, {self.pk}
        while older is not None:
            if older.pk in seen:
                raise ValidationError({"vervangt": f"{older} is zelf een opvolger van dit document."})
            seen.add(older.pk)
            older = older.vervangt

    @property
    def grootte(self) -> int | None:
        """Bytes of the file, when it was asked for (`with_sizes`); None without one."""
        return getattr(self, "bytes", None)

    @property
    def ontbreekt(self) -> bool:
        """Whether readers must ask for it."""
        return not (self.bestand or self.link)

    @property
    def bestandsoort(self) -> str:
        """ "PDF", "DOCX"."""
        return PurePath(self.bestand.name or "").suffix.removeprefix(".").upper()


@tracked
class Kengetal(Rondom):
    """A figure of a past year. A total is stored, never summed: in S3 the indications do not add up."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="kengetallen")
    jaar = models.PositiveSmallIntegerField()
    naam = RegelField(max_length=160)
    omzet = models.BigIntegerField("omzet (euro)", null=True, blank=True)
    aantal = models.PositiveIntegerField("aantal indicaties", null=True, blank=True)
    is_totaal = models.BooleanField("is het totaal", default=False)
    volgorde = models.PositiveIntegerField(default=0)
    toelichting = TekstField(blank=True)

    codevelden = ("naam",)
    vrije_code = True
    orde = ("-jaar", "is_totaal", "volgorde", "pk")
    objects = DeelQuerySet["Kengetal"].as_manager()

    class Meta:
        verbose_name = "kengetal"
        verbose_name_plural = "kengetallen"
        indexes = [GinIndex(WOORDEN_KENGETAL, name="kengetal_zoeken")]
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "jaar", "naam"],
                name="kengetal_uniek",
                violation_error_message="Dit kengetal staat er al voor dit jaar.",
            ),
            models.UniqueConstraint(
                fields=["inkoop", "jaar"],
                condition=Q(is_totaal=True),
                name="kengetal_een_totaal",
                violation_error_message="Voor dit jaar is er al een totaal.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.naam} {self.jaar}"


class AantekeningQuerySet(models.QuerySet["Aantekening"]):
    def still_open(self) -> AantekeningQuerySet:
        """What was said first at a place, and is not dealt with."""
        return self.filter(bij=None, opgelost_op=None)


class Aantekening(models.Model):
    """What colleagues say to each other about a place in the working text, or in answer (`bij`). Never in anything public.

    Nobody changes one: it is answered, and the first of a thread is dealt with.
    """

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="aantekeningen")
    plek = models.CharField(max_length=200, help_text="Waar het over gaat, bijvoorbeeld product/bgi/opleidingsniveau.")
    bij = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="antwoorden")
    tekst = TekstField(max_length=4_000)
    door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    op = models.DateTimeField()
    opgelost_op = models.DateTimeField(null=True, blank=True)
    opgelost_door = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AantekeningQuerySet.as_manager()

    class Meta:
        verbose_name = "aantekening"
        verbose_name_plural = "aantekeningen"
        indexes = [models.Index(fields=["inkoop", "plek"], name="aantekening_plek")]
        constraints = [
            models.CheckConstraint(
                condition=Q(opgelost_op=None, opgelost_door=None)
                | Q(opgelost_op__isnull=False, opgelost_door__isnull=False, bij=None),
                name="aantekening_opgelost",
                violation_error_message="Een aantekening is opgelost door iemand, op een moment; een antwoord niet apart.",
            ),
            models.CheckConstraint(
                condition=~Q(tekst=""), name="aantekening_tekst", violation_error_message="Schrijf een aantekening."
            ),
        ]

    def __str__(self) -> str:
        return self.tekst[:60]
