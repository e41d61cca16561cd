"""The first regio and the first beheerder of a portal in which nobody has an account yet: once, by who has the code of the server."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Lidmaatschap, Rol, User
from core.fouten import BewerkFout, Conflict
from segments.models import Regio


class AlreadySetUp(Conflict):
    """Somebody has an account, so this is over."""


class WrongCode(BewerkFout):
    veld = "code"


@dataclass(frozen=True)
class Beheerder:
    gebruikersnaam: str
    wachtwoord: str
    voornaam: str = ""
    achternaam: str = ""
    email: str = ""


def is_needed() -> bool:
    return not User.objects.exists()


def code() -> str:
    """What the server prints when it starts. It follows from SECRET_KEY, so every node has the same and none has to keep it."""
    digest = salted_hmac("segments.inrichten", "eerste beheerder", algorithm="sha256").hexdigest()
    return "-".join(digest[start : start + 5] for start in range(0, 25, 5))


def check_code(typed: str) -> None:
    """Raises WrongCode."""
    if not constant_time_compare(typed.strip().lower(), code()):
        raise WrongCode(
            "Deze code klopt niet. Neem haar over uit de uitvoer van de server: python manage.py inrichten --code"
        )


@transaction.atomic
def set_up(*, regio: Regio, beheerder: Beheerder) -> User:
    """Store the first regio and who manages it, and the portal: she can add other regio's. Raises AlreadySetUp, ValidationError."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE accounts_user IN SHARE ROW EXCLUSIVE MODE")  # of two at the same moment one is first
    if not is_needed():
        raise AlreadySetUp("Dit portaal is al ingericht. Log in.")
    regio.full_clean()
    regio.save()
    user = User(
        username=beheerder.gebruikersnaam,
        first_name=beheerder.voornaam,
        last_name=beheerder.achternaam,
        email=beheerder.email,
        is_superuser=True,
    )
    user.set_password(beheerder.wachtwoord)
    user.full_clean()
    user.save()
    Lidmaatschap.objects.create(user=user, regio=regio, rol=Rol.BEHEERDER)
    user.update_staff()
    return user
