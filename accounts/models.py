"""Users, and what they may do in which regio."""

from __future__ import annotations

from enum import Enum, auto
from typing import ClassVar

import pghistory
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property

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
