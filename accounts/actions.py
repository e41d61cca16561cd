"""What changes of an account: by the person herself, and by a beheerder."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import post, slot
from accounts.models import User
from core.fouten import BewerkFout


class WrongPassword(BewerkFout):
    veld = "huidig"


def change_name(*, user: User, voornaam: str, achternaam: str) -> None:
    user.first_name, user.last_name = voornaam, achternaam
    user.full_clean(exclude=["password"])
    user.save(update_fields=["first_name", "last_name"])


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
    slot.unlock(user)
    post.tell(user.email, post.MELDINGEN["account/email/password_changed"])


@transaction.atomic
def keep_address(*, user: User) -> None:
    """What a beheerder filled in holds until another address is confirmed; allauth takes it for one that was never confirmed."""
    email = user.email.lower()
    if email and not EmailAddress.objects.filter(email=email, verified=True).exists():
        EmailAddress.objects.filter(user=user).update(primary=False)
        EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})


# --- what a beheerder does to the account of somebody else; that person hears of it ---


@transaction.atomic
def unlock(*, user: User, by: User) -> None:
    slot.unlock(user)
    post.tell(user.email, f"{by} heeft uw account ontgrendeld, na te veel mislukte pogingen om in te loggen.")


@transaction.atomic
def remove_second_factor(*, user: User, by: User) -> None:
    """For who lost her telephone. She makes a new one the next time."""
    Authenticator.objects.filter(user=user).delete()
    post.tell(user.email, f"{by} heeft uw tweede stap weggehaald: uw app, passkeys en herstelcodes werken niet meer.")


@transaction.atomic
def email_changed(*, user: User, vorige: str, by: User) -> None:
    """A beheerder gave this account another address. Both are told."""
    EmailAddress.objects.filter(user=user).delete()
    for address in {vorige, user.email}:
        post.tell(address, f"{by} heeft het e-mailadres van uw account gewijzigd in {user.email or 'geen adres'}.")
