"""What a person changes of her own account."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from core.fouten import BewerkFout


class WrongPassword(BewerkFout):
    veld = "huidig"


def change_name(*, user: User, voornaam: str, achternaam: str, email: str) -> None:
    user.first_name, user.last_name, user.email = voornaam, achternaam, email
    user.full_clean(exclude=["password"])
    user.save(update_fields=["first_name", "last_name", "email"])


def change_password(*, user: User, huidig: str, nieuw: str) -> None:
    """Raises WrongPassword; ValidationError when the new one is too easy."""
    if not user.check_password(huidig):
        raise WrongPassword("Dit is niet uw huidige wachtwoord. Let op hoofdletters.")
    try:
        validate_password(nieuw, user)
    except ValidationError as fout:
        raise ValidationError({"nieuw": fout.messages}) from fout
    user.set_password(nieuw)
    user.save(update_fields=["password"])
