"""Reacties: a round that is open for them, what people send, what is decided about it, and the nota that tells that."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Case, DurationField, ExpressionWrapper, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from core.fields import RegelField, TekstField
from core.history import tracked
from core.models import refuse_other_inkoop
from core.uploads import check_upload
from opslag.database import forget, size_of
from overleg import triggers
from overleg.models.afzender import Bewaartermijn, Inzending, InzendingQuerySet
from proces.models import DOCUMENT_KINDS, MAX_DOCUMENT, Mijlpaal, Sluit
from publicaties.models import Publicatie
from segments.models import Inkoop

MAX_TEKST = 10_000


def _pair(moment: str, person: str, name: str) -> models.CheckConstraint:
    both: dict[str, object] = {f"{moment}__isnull": False, f"{person}__isnull": False}
    return models.CheckConstraint(
        condition=Q(**{moment: None, person: None}) | Q(**both),
        name=name,
        violation_error_message="Het moment en de persoon horen bij elkaar: leg beide vast.",
    )


@tracked
class Reactieronde(models.Model):
    """From `geopend_op` until the closing of its mijlpaal anybody may react to a published version."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.CASCADE, related_name="reactierondes")
    publicatie = models.ForeignKey(
        Publicatie, on_delete=models.PROTECT, related_name="reactierondes", verbose_name="versie"
    )
    mijlpaal = models.OneToOneField(
        Mijlpaal,
        on_delete=models.PROTECT,
        related_name="reactieronde",
        verbose_name="sluit bij",
        help_text="Een moment in de planning waarna niet meer gereageerd kan worden. Wie dat verzet, verzet de sluiting.",
    )
    titel = RegelField(max_length=160, help_text="Bijvoorbeeld Reacties op de consultatieversie.")
    toelichting = TekstField(blank=True, max_length=4_000, help_text="Waarover u graag iets hoort.")
    op_naam = models.BooleanField(
        "organisaties noemen in de nota",
        default=False,
        help_text="Staat vast zodra de ronde open is. Namen van personen staan er nooit in.",
    )
    geopend_op = models.DateTimeField(null=True, blank=True, editable=False)
    geopend_door = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = "reactieronde"
        verbose_name_plural = "reactierondes"
        constraints = [_pair("geopend_op", "geopend_door", "reactieronde_geopend_paar")]
        triggers = [triggers.opened_stays()]

    def __str__(self) -> str:
        return self.titel

    def clean(self) -> None:
        super().clean()
        refuse_other_inkoop(self, self.inkoop_id, "publicatie", "mijlpaal")
        if self.mijlpaal_id and self.mijlpaal.sluit != Sluit.REAGEREN:
            raise ValidationError(
                {
                    "mijlpaal": "Kies een moment waarna niet meer gereageerd kan worden (planning: “hierna kan niet meer”)."
                }
            )

    @property
    def sluit_op(self) -> dt.datetime | None:
        """The one place where it stands until when."""
        found: dt.datetime | None = self.mijlpaal.sluit_op if self.mijlpaal.sluit == Sluit.REAGEREN else None
        return found

    def is_open(self, at: dt.datetime) -> bool:
        return bool(self.geopend_op and self.sluit_op and at < self.sluit_op)


class Rondevraag(models.Model):
    """What the regio asks in a round, besides what people say of themselves."""

    ronde = models.ForeignKey(Reactieronde, on_delete=models.CASCADE, related_name="vragen")
    volgorde = models.PositiveIntegerField(default=0)
    tekst = RegelField("vraag", max_length=300)

    class Meta:
        verbose_name = "vraag van de ronde"
        verbose_name_plural = "vragen van de ronde"
        constraints = [
            models.UniqueConstraint(
                fields=["ronde", "tekst"],
                name="rondevraag_uniek",
                violation_error_message="Deze vraag staat er al.",
            )
        ]
        triggers = [triggers.part_of_opened("rondevraag_vast")]

    def __str__(self) -> str:
        return self.tekst


class ReactieQuerySet(InzendingQuerySet["Reactie"]):
    def past_term(self, at: dt.datetime) -> Self:
        """The term runs from the nota of the round, else from a year after it closed; of what was withdrawn, from that."""
        termijn = Bewaartermijn.objects.filter(inkoop=OuterRef("inkoop")).values("dagen")[:1]
        nota = (
            Reactienota.objects.filter(ronde=OuterRef("ronde"), gepubliceerd_op__isnull=False)
            .values("ronde")
            .annotate(laatste=Max("gepubliceerd_op"))
            .values("laatste")
        )
        year = dt.timedelta(days=365)
        rows = self.filter(bevestigd_op__isnull=False).annotate(
            dagen=Coalesce(Subquery(termijn), Value(Bewaartermijn.STANDAARD)),
            vanaf=Case(
                When(ingetrokken_op__isnull=False, then=F("ingetrokken_op")),
                default=Coalesce(Subquery(nota), F("ronde__mijlpaal__sluit_op") + Value(year)),
                output_field=models.DateTimeField(),
            ),
        )
        day = ExpressionWrapper(F("dagen") * Value(dt.timedelta(days=1)), output_field=DurationField())
        return rows.filter(vanaf__lte=at - day)


class Reactie(Inzending):
    soortnaam: ClassVar[str] = "reactie"
    adresnaam: ClassVar[str] = "loket:reactie"
    bevestignaam: ClassVar[str] = "loket:reactie_bevestigen"

    ronde = models.ForeignKey(Reactieronde, on_delete=models.PROTECT, related_name="reacties")
    #: Of who sent what: the same from the same address once more is no second one.
    vinger = models.CharField(max_length=64, blank=True, editable=False)

    objects = ReactieQuerySet.as_manager()

    class Meta(Inzending.Meta):
        verbose_name = "reactie"
        verbose_name_plural = "reacties"
        constraints = [
            *Inzending.Meta.constraints,
            models.UniqueConstraint(
                fields=["ronde", "vinger"],
                condition=~Q(vinger=""),
                name="reactie_een_keer",
                violation_error_message="Deze reactie is al verstuurd.",
            ),
        ]
        triggers = [triggers.in_time(), triggers.counted_stays()]

    def told(self) -> dict[str, object]:
        said = [{"over": punt.plek, "tekst": punt.tekst} for punt in self.punten.order_by("volgorde", "pk")]
        files = [str(bijlage) for bijlage in self.bijlagen.order_by("pk")]
        return super().told() | {"ronde": self.ronde.titel, "punten": said, "bijlagen": files}

    def forget_person(self) -> None:
        """Who signed a letter, stands in it; and what tells that the same was sent twice is made from the address."""
        for bijlage in self.bijlagen.order_by("pk"):
            bijlage.delete()
        Reactie.objects.filter(pk=self.pk).update(vinger="")


class Besluit(models.TextChoices):
    OVERGENOMEN = "overgenomen", "overgenomen"
    DEELS = "deels", "deels overgenomen"
    NIET = "niet", "niet overgenomen"
    TER_KENNISNAME = "ter_kennisname", "ter kennisname"


@tracked
class Onderwerp(models.Model):
    """What one decision is about: a punt, or several that say the same."""

    ronde = models.ForeignKey(Reactieronde, on_delete=models.CASCADE, related_name="onderwerpen")
    plek = models.CharField(max_length=200, blank=True, help_text="Waar het over gaat; leeg: het geheel.")
    vraag = models.ForeignKey(Rondevraag, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    titel = RegelField("waar het over gaat", max_length=160, blank=True)
    toegewezen = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="toegewezen aan"
    )
    besluit = models.CharField(max_length=20, choices=Besluit.choices, blank=True)
    reden = TekstField("antwoord en reden", max_length=4_000, blank=True)
    plekken = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        verbose_name="daarom veranderd",
        help_text="De plaatsen waar de tekst hierom is veranderd.",
    )
    besloten_op = models.DateTimeField(null=True, blank=True)
    besloten_door = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "onderwerp van reacties"
        verbose_name_plural = "onderwerpen van reacties"
        indexes = [models.Index(fields=["ronde", "plek"], name="onderwerp_plek")]
        constraints = [
            _pair("besloten_op", "besloten_door", "onderwerp_besloten_paar"),
            models.CheckConstraint(
                condition=Q(besluit="", besloten_op=None)
                | (~Q(besluit="") & ~Q(reden="") & Q(besloten_op__isnull=False)),
                name="onderwerp_besluit_heeft_reden",
                violation_error_message="Schrijf bij een besluit wat het antwoord is, en waarom.",
            ),
            models.CheckConstraint(
                condition=Q(besluit__in=["", *Besluit.values]),
                name="onderwerp_besluit",
                violation_error_message="Kies een bestaand besluit.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel or f"onderwerp {self.pk}"


class Reactiepunt(models.Model):
    """One remark of a reactie: about a place, an answer to a question of the regio, or in general."""

    reactie = models.ForeignKey(Reactie, on_delete=models.CASCADE, related_name="punten")
    volgorde = models.PositiveIntegerField(default=0)
    plek = models.CharField(max_length=200, blank=True)
    vraag = models.ForeignKey(Rondevraag, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    tekst = TekstField(max_length=MAX_TEKST)
    #: From its confirmation on.
    onderwerp = models.ForeignKey(Onderwerp, on_delete=models.PROTECT, null=True, blank=True, related_name="punten")

    class Meta:
        verbose_name = "punt"
        verbose_name_plural = "punten"
        constraints = [
            models.CheckConstraint(
                condition=~Q(tekst=""), name="reactiepunt_tekst", violation_error_message="Schrijf uw reactie."
            ),
            models.UniqueConstraint(
                fields=["reactie", "vraag"],
                name="reactiepunt_vraag",
                violation_error_message="Op deze vraag staat al een antwoord.",
            ),
        ]
        triggers = [triggers.part_of_reactie("punt_op_tijd", "plek vraag_id tekst reactie_id")]

    def __str__(self) -> str:
        return self.tekst[:60]


class BijlageQuerySet(models.QuerySet["Reactiebijlage"]):
    def with_sizes(self) -> BijlageQuerySet:
        return self.annotate(bytes=size_of("bestand"))


class Reactiebijlage(models.Model):
    """Seen by staff of the regio only, and gone with the name of who sent it."""

    #: Of one reactie.
    HOOGSTENS: ClassVar[int] = 5

    reactie = models.ForeignKey(Reactie, on_delete=models.CASCADE, related_name="bijlagen")
    bestand = models.FileField(max_length=200, validators=[FileExtensionValidator(DOCUMENT_KINDS)])

    objects = BijlageQuerySet.as_manager()

    class Meta:
        verbose_name = "bijlage van een reactie"
        verbose_name_plural = "bijlagen van reacties"
        triggers = [triggers.part_of_reactie("bijlage_op_tijd", "bestand reactie_id")]

    def __str__(self) -> str:
        return PurePath(self.bestand.name or "").name

    def clean(self) -> None:
        super().clean()
        try:
            check_upload(self.bestand, kinds=DOCUMENT_KINDS, max_bytes=MAX_DOCUMENT)
        except ValidationError as fout:
            raise ValidationError({"bestand": fout}) from fout

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """With its bytes, when nothing else points at them: they are of a person."""
        name = self.bestand.name or ""
        gone = super().delete()
        forget(name)
        return gone


class Reactienota(models.Model):
    """What was said in a round and what was decided, as it was when it came out: drawn up by one person, published by another."""

    inkoop = models.ForeignKey(Inkoop, on_delete=models.PROTECT, related_name="reactienotas")
    ronde = models.ForeignKey(Reactieronde, on_delete=models.PROTECT, related_name="notas")
    nummer = models.PositiveIntegerField(help_text="Telt door binnen de inkoop.")
    opgesteld_op = models.DateTimeField()
    opgesteld_door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    gepubliceerd_op = models.DateTimeField(null=True, blank=True)
    gepubliceerd_door = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: `overleg.inhoud.ReactienotaInhoud` as JSON, and the sha256 of its canonical form.
    inhoud = models.JSONField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    pdf = models.FileField(max_length=200, blank=True, editable=False)
    docx = models.FileField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "reactienota"
        verbose_name_plural = "reactienota's"
        constraints = [
            models.UniqueConstraint(
                fields=["inkoop", "nummer"],
                name="reactienota_nummer",
                violation_error_message="Dit nummer bestaat al.",
            ),
            models.UniqueConstraint(
                fields=["ronde"],
                condition=Q(gepubliceerd_op=None),
                name="reactienota_een_open",
                violation_error_message="Er is al een nota opgesteld voor deze ronde. Publiceer die, of haal haar weg.",
            ),
            _pair("gepubliceerd_op", "gepubliceerd_door", "reactienota_gepubliceerd_paar"),
            models.CheckConstraint(
                condition=Q(gepubliceerd_door=None) | ~Q(gepubliceerd_door=F("opgesteld_door")),
                name="reactienota_vier_ogen",
                violation_error_message="Wie een nota opstelt, publiceert haar niet zelf. Vraag een collega.",
            ),
        ]
        triggers = [triggers.nota_stays()]

    def __str__(self) -> str:
        return f"Reactienota {self.nummer}"
