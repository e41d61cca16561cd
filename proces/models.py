"""What goes on around the text: planning, bijeenkomsten, documenten, kengetallen. Public as soon as a row is openbaar."""

from __future__ import annotations

from pathlib import PurePath

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import F, Q

from core.fields import CodeField, RegelField, RichTextField, TekstField
from core.history import tracked
from core.models import refuse_other_inkoop
from core.moment import Moment, Precisie
from core.uploads import check_upload
from opslag.database import size_of
from segments.models import Inkoop, Segment

DOCUMENT_KINDS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp"]
PRECISIES = [(p.value, p.value) for p in Precisie]


class Openbaar(models.Model):
    openbaar = models.BooleanField(default=False, help_text="Zichtbaar voor iedereen.")

    class Meta:
        abstract = True


@tracked
class Mijlpaal(Openbaar):
    """A moment in the planning and what happens then."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="mijlpalen")
    begin = models.DateField()
    begin_precisie = models.CharField(max_length=10, choices=PRECISIES, default=Precisie.DAG.value)
    eind = models.DateField(null=True, blank=True)
    eind_precisie = models.CharField(max_length=10, choices=PRECISIES, blank=True)
    tijd = models.TimeField(null=True, blank=True, help_text="Alleen bij een uiterste tijdstip op een dag.")
    titel = RegelField(max_length=200)
    omschrijving = TekstField(blank=True)
    voorlopig = models.BooleanField(default=False, help_text="Planning die nog kan veranderen.")

    class Meta:
        verbose_name = "mijlpaal"
        verbose_name_plural = "mijlpalen"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "titel", "begin"],
                name="mijlpaal_uniek",
                violation_error_message="Deze mijlpaal staat al in de planning.",
            ),
            models.CheckConstraint(
                condition=Q(eind=None, eind_precisie="") | (Q(eind__gte=F("begin")) & ~Q(eind_precisie="")),
                name="mijlpaal_periode",
                violation_error_message="Het einde ligt op of na het begin, en heeft een eigen precisie.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.moment.label}: {self.titel}"

    @property
    def moment(self) -> Moment:
        return Moment(
            self.begin,
            Precisie(self.begin_precisie),
            self.eind,
            Precisie(self.eind_precisie) if self.eind_precisie else None,
        )

    @moment.setter
    def moment(self, value: Moment) -> None:
        self.begin, self.begin_precisie = value.begin, value.precisie.value
        self.eind, self.eind_precisie = value.eind, value.eind_precisie.value if value.eind_precisie else ""


@tracked
class Bijeenkomst(Openbaar):
    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="bijeenkomsten")
    sleutel = CodeField()
    datum = models.DateField()
    titel = RegelField(max_length=200)
    omschrijving = RichTextField()

    class Meta:
        verbose_name = "bijeenkomst"
        verbose_name_plural = "bijeenkomsten"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "sleutel"],
                name="bijeenkomst_uniek",
                violation_error_message="Er is al een bijeenkomst met deze sleutel.",
            )
        ]

    def __str__(self) -> str:
        return self.titel


class DocumentSoort(models.TextChoices):
    PRESENTATIE = "presentatie", "presentatie"
    VERSLAG = "verslag", "verslag"
    OPNAME = "opname", "opname"
    PROGRAMMA_VAN_EISEN = "programma_van_eisen", "programma van eisen"
    ONDERZOEK = "onderzoek", "onderzoek"
    OVERZICHT = "overzicht", "overzicht"
    BRIEF = "brief", "brief"
    FORMULIER = "formulier", "formulier"
    OVERIG = "overig", "overig"


class DocumentQuerySet(models.QuerySet["Document"]):
    def with_sizes(self) -> DocumentQuerySet:
        return self.annotate(bytes=size_of("bestand"))


@tracked
class Document(Openbaar):
    """Something that was handed out, with or without its file."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="documenten")
    sleutel = CodeField()
    titel = RegelField(max_length=250)
    soort = models.CharField(max_length=30, choices=DocumentSoort.choices, default=DocumentSoort.OVERIG)
    begin = models.DateField("datum", null=True, blank=True)
    begin_precisie = models.CharField(max_length=10, choices=PRECISIES, default=Precisie.DAG.value)
    segment = models.ForeignKey(Segment, on_delete=models.SET_NULL, null=True, blank=True, related_name="documenten")
    bijeenkomst = models.ForeignKey(
        Bijeenkomst, on_delete=models.SET_NULL, null=True, blank=True, related_name="documenten"
    )
    omschrijving = TekstField(blank=True)
    bestand = models.FileField(
        max_length=200,
        blank=True,
        validators=[FileExtensionValidator(DOCUMENT_KINDS)],
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documenten"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "sleutel"],
                name="document_uniek",
                violation_error_message="Er is al een document met deze sleutel.",
            )
        ]

    def __str__(self) -> str:
        return self.titel

    def clean(self) -> None:
        super().clean()
        refuse_other_inkoop(self, self.inkoop_id, "segment", "bijeenkomst")
        check_upload(self.bestand, kinds=DOCUMENT_KINDS, max_bytes=20_000_000)

    @property
    def grootte(self) -> int | None:
        """Bytes of the file, when it was asked for (`with_sizes`); None without one."""
        return getattr(self, "bytes", None)

    @property
    def bestandsoort(self) -> str:
        """ "PDF", "DOCX"."""
        return PurePath(self.bestand.name or "").suffix.removeprefix(".").upper()

    @property
    def moment(self) -> Moment | None:
        return Moment(self.begin, Precisie(self.begin_precisie)) if self.begin else None


@tracked
class Kengetal(Openbaar):
    """A figure of a past year. A total is stored, never summed: in S3 the indications do not add up."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="kengetallen")
    jaar = models.PositiveSmallIntegerField()
    naam = RegelField(max_length=160)
    omzet = models.BigIntegerField("omzet (euro)", null=True, blank=True)
    aantal = models.PositiveIntegerField("aantal indicaties", null=True, blank=True)
    is_totaal = models.BooleanField("is het totaal", default=False)
    volgorde = models.PositiveIntegerField(default=0)
    toelichting = TekstField(blank=True)

    class Meta:
        verbose_name = "kengetal"
        verbose_name_plural = "kengetallen"
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
