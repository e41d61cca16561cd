"""Users, and what they may do in which regio."""

from __future__ import annotations

import datetime as dt
from enum import Enum, auto
from typing import ClassVar
from urllib.parse import urlsplit

import pghistory
from allauth.account.internal.userkit import filter_users_by_email
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from core.fields import RegelField, TekstField
from core.history import tracked


class Rol(models.TextChoices):
    CONTRACTMANAGER = "contractmanager", "contractmanager"
    BEOORDELAAR = "beoordelaar", "beoordelaar"
    BEHEERDER = "beheerder", "beheerder"
    LEZER = "lezer", "lezer"


class Recht(Enum):
    LEZEN = auto()
    BEWERKEN = auto()
    INDIENEN = auto()
    BEOORDELEN = auto()
    PUBLICEREN = auto()
    BEHEREN = auto()


RECHTEN: dict[str, set[Recht]] = {
    Rol.CONTRACTMANAGER: {Recht.LEZEN, Recht.BEWERKEN, Recht.INDIENEN, Recht.PUBLICEREN},
    Rol.BEOORDELAAR: {Recht.LEZEN, Recht.BEOORDELEN, Recht.PUBLICEREN},
    Rol.BEHEERDER: {Recht.LEZEN, Recht.BEHEREN},
    Rol.LEZER: {Recht.LEZEN},
}


@pghistory.track(
    pghistory.UpdateEvent("ingelogd", condition=pghistory.AnyChange("last_login")),
    fields=["last_login"],
    model_name="Inlogmoment",
    obj_field=pghistory.ObjForeignKey(related_name="inlogmomenten"),
)
@tracked
class User(AbstractUser):
    #: A password is nobody's business, also as it was; logging in has a table of its own, that is kept for a month.
    zonder_geschiedenis: ClassVar[tuple[str, ...]] = ("password", "last_login")

    regios = models.ManyToManyField("segments.Regio", through="Lidmaatschap", related_name="gebruikers")

    class Meta(AbstractUser.Meta):
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def rechten(self) -> dict[int, set[Recht]]:
        """What this user may do, by the id of a regio. One query for a request."""
        if not self.is_active:
            return {}
        found: dict[int, set[Recht]] = {}
        for regio_id, rol in self.lidmaatschappen.values_list("regio_id", "rol"):
            found.setdefault(regio_id, set()).update(RECHTEN[rol])
        return found

    def may(self, recht: Recht, regio_id: int) -> bool:
        return recht in self.rechten.get(regio_id, set())

    def regio_ids(self, recht: Recht = Recht.LEZEN) -> list[int]:
        return [regio_id for regio_id, rechten in self.rechten.items() if recht in rechten]

    @cached_property
    def inlogdienst(self) -> Inlogdienst | None:
        """The provider by which alone this person logs in: of the one regio that she works for.

        A superuser keeps a password, for when that provider is what is broken.
        """
        regio_ids = set(self.lidmaatschappen.values_list("regio_id", flat=True))
        if self.is_superuser or len(regio_ids) != 1:
            return None
        return Inlogdienst.objects.filter(regio_id__in=regio_ids).first()

    def needs_second_factor(self) -> bool:
        """Whether more than a password is demanded. Who can give rights or approve always; others when an inkoop of theirs asks it."""
        if not settings.TWEEDE_FACTOR or (self.inlogdienst and self.inlogdienst.tweede_factor):
            return False
        rechten = set().union(*self.rechten.values())
        if self.is_superuser or rechten & {Recht.BEOORDELEN, Recht.BEHEREN}:
            return True
        return self.lidmaatschappen.filter(regio__inkopen__tweede_factor=True).exists()

    def has_second_factor(self) -> bool:
        return bool(is_mfa_enabled(self, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))

    def lone_regios(self) -> list[str]:
        """The names of the regio's in which this one person both writes and reviews: four eyes rest there on somebody else."""
        by_regio: dict[str, set[str]] = {}
        for rol in self.lidmaatschappen.select_related("regio").order_by("regio__naam", "pk"):
            by_regio.setdefault(rol.regio.naam, set()).add(rol.rol)
        return [naam for naam, rollen in by_regio.items() if rollen >= {Rol.CONTRACTMANAGER, Rol.BEOORDELAAR}]

    @property
    def managed_regio_ids(self) -> list[int] | None:
        """The regio's of which this user manages the data in the admin; None: all of them."""
        return None if self.is_active and self.is_superuser else self.regio_ids(Recht.BEHEREN)

    def update_staff(self) -> None:
        """Let entry to the admin follow from the roles: call it after a change of roles."""
        self.is_staff = self.is_superuser or self.lidmaatschappen.filter(rol=Rol.BEHEERDER).exists()
        self.save(update_fields=["is_staff"])


@tracked
class Lidmaatschap(models.Model):
    """A role of a user in a regio; several roles are possible."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="lidmaatschappen", verbose_name="gebruiker")
    regio = models.ForeignKey("segments.Regio", on_delete=models.CASCADE, related_name="lidmaatschappen")
    rol = models.CharField(max_length=20, choices=Rol.choices)

    class Meta:
        verbose_name = "rol in een regio"
        verbose_name_plural = "rollen in een regio"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "regio", "rol"],
                name="lidmaatschap_uniek",
                violation_error_message="Deze gebruiker heeft deze rol in deze regio al.",
            ),
            models.CheckConstraint(
                condition=models.Q(rol__in=Rol.values),
                name="lidmaatschap_rol",
                violation_error_message="Kies een bestaande rol.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_rol_display()} ({self.regio})"


def who_may(recht: Recht, regio_id: int) -> models.QuerySet[User]:
    """The people who have this right in a regio, and whose account is in use."""
    rollen = [rol for rol, rechten in RECHTEN.items() if recht in rechten]
    roles = Lidmaatschap.objects.filter(regio_id=regio_id, rol__in=rollen)
    return User.objects.filter(is_active=True, pk__in=roles.values("user"))


class Uitnodiging(models.Model):
    """Somebody who is asked to work for a regio, at an address of hers. The account, or the role, is there once she accepts."""

    #: How long the link works.
    GELDIG = dt.timedelta(days=7)

    regio = models.ForeignKey("segments.Regio", on_delete=models.CASCADE, related_name="uitnodigingen")
    email = models.EmailField(
        "e-mailadres", help_text="Hier gaat de uitnodiging naartoe. De persoon logt er later mee in."
    )
    voornaam = RegelField(max_length=150, blank=True)
    achternaam = RegelField(max_length=150, blank=True)
    rol = models.CharField(max_length=20, choices=Rol.choices)
    door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="uitgenodigd door")
    verstuurd_op = models.DateTimeField("verstuurd op")
    aangenomen_op = models.DateTimeField("aangenomen op", null=True, blank=True)
    aangenomen_door = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="+", null=True, blank=True, verbose_name="aangenomen door"
    )

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rol__in=Rol.values),
                name="uitnodiging_rol",
                violation_error_message="Kies een bestaande rol.",
            ),
            models.CheckConstraint(
                condition=models.Q(aangenomen_op=None, aangenomen_door=None)
                | models.Q(aangenomen_op__isnull=False, aangenomen_door__isnull=False),
                name="uitnodiging_aangenomen",
                violation_error_message="Van een aangenomen uitnodiging is bekend wie haar aannam, en wanneer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_rol_display()} ({self.regio})"

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()
        if self.regio_id and (dienst := Inlogdienst.objects.filter(regio=self.regio_id).exclude(rolclaim="").first()):
            raise ValidationError(
                f"In deze regio geeft {dienst} zelf de rollen. Wie daar een rol krijgt, kan inloggen."
            )

    @property
    def is_open(self) -> bool:
        return self.aangenomen_op is None and timezone.now() < self.verstuurd_op + self.GELDIG

    @property
    def account(self) -> User | None:
        """Who already has an account at this address."""
        found = filter_users_by_email(self.email, prefer_verified=True)
        return found[0] if found else None


def _provider_address(value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1"}:
        raise ValidationError("Het adres begint met https://.")


def _read_roles(text: str) -> dict[str, str]:
    """`waarde = rol`, one per line. Raises ValidationError."""
    found = {}
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        waarde, _, rol = (part.strip() for part in line.rpartition("="))
        if not waarde or rol not in Rol.values:
            raise ValidationError(f"Regel {number}: schrijf waarde = rol, met als rol {', '.join(Rol.values)}.")
        found[waarde] = rol
    return found


def _check_roles(text: str) -> None:
    _read_roles(text)


@tracked
class Inlogdienst(models.Model):
    """The OpenID provider of a regio. Who works there only, logs in by it and by nothing else."""

    regio = models.OneToOneField("segments.Regio", on_delete=models.CASCADE, related_name="inlogdienst")
    naam = RegelField(max_length=80, help_text="Zoals mensen het kennen: ‘gemeente Weert’. Staat op de inlogpagina.")
    adres = models.URLField(
        "adres van de dienst",
        validators=[_provider_address],
        help_text="De issuer: het adres waaronder /.well-known/openid-configuration staat.",
    )
    client_id = RegelField("client-ID", max_length=200)
    rolclaim = RegelField(
        "claim met rollen",
        max_length=80,
        blank=True,
        help_text="Bijvoorbeeld roles of groups. Leeg: de beheerder geeft rollen met de hand.",
    )
    rollen = TekstField(
        "rollen bij de waarden van die claim",
        blank=True,
        validators=[_check_roles],
        help_text="Eén per regel: wmo-inkoop = contractmanager.",
    )
    tweede_factor = models.BooleanField(
        "vraagt zelf om een tweede factor",
        default=False,
        help_text="Zo niet, dan vraagt dit portaal erom, als iemands rol dat vereist.",
    )

    class Meta:
        verbose_name = "inlogdienst"
        verbose_name_plural = "inlogdiensten"

    def __str__(self) -> str:
        return self.naam

    def clean(self) -> None:
        super().clean()
        if self.rolclaim and not self.rollen:
            raise ValidationError({"rollen": "Zeg welke waarde van de claim welke rol geeft."})
        if self.regio_id and not self.geheim:
            name = f"OIDC_GEHEIM_{self.regio.slug.replace('-', '_').upper()}"
            raise ValidationError(
                f"Het geheim van deze dienst ontbreekt. Zet het in de omgeving van het portaal: {name}."
            )

    @property
    def geheim(self) -> str:
        """From the environment, never from the database."""
        return str(settings.OIDC_GEHEIMEN.get(self.regio.slug, ""))

    def roles_of(self, claims: dict[str, object]) -> set[str] | None:
        """The roles that this person's organisation says she has; None: it says nothing about roles."""
        if not self.rolclaim:
            return None
        value = claims.get(self.rolclaim, [])
        said = {str(one) for one in value} if isinstance(value, list) else {str(value)}
        return {rol for waarde, rol in _read_roles(self.rollen).items() if waarde in said}


class Mislukking(models.Model):
    """An attempt to log in that failed (accounts.slot). What was typed and from where are kept as fingerprints only."""

    wie = models.CharField(max_length=64, db_index=True)
    vanaf = models.CharField(max_length=64)
    bekend = models.BooleanField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="mislukkingen")
    op = models.DateTimeField(db_index=True)


class Inloguitslag(models.TextChoices):
    VERKEERD = "verkeerd", "mislukt: verkeerde gegevens"
    TEGENGEHOUDEN = "tegengehouden", "tegengehouden na te veel pogingen"


class MislukteInlog(models.Model):
    """For the logboek of a regio: somebody tried to log in as one of its people, and from where. Of an unknown account nothing is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mislukte_inlogs")
    adres = models.GenericIPAddressField()
    uitslag = models.CharField(max_length=20, choices=Inloguitslag.choices)
    op = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "mislukte inlog"
        verbose_name_plural = "mislukte inlogs"

    def __str__(self) -> str:
        return f"{self.user}: {self.get_uitslag_display()}"
