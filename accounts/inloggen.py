"""How people come in: by invitation, and by the provider of their organisation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.utils import generate_unique_username
from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts import post
from accounts.models import Inlogdienst, Lidmaatschap, Rol, Uitnodiging, User
from core.fouten import BewerkFout, Conflict

_SALT = "accounts.uitnodiging"


class GeenToegang(BewerkFout):
    status = 403


class LinkWerktNiet(BewerkFout):
    """A link that was used, replaced by a later one, or is too old."""

    status = 404


# --- invitations ---


def invite(*, uitnodiging: Uitnodiging, by: User, at: dt.datetime) -> None:
    """Send it, or send it again: only the link of the last mail works. Whether somebody has an account is told to nobody.

    Raises Conflict when it was accepted already.
    """
    if uitnodiging.aangenomen_op:
        raise Conflict("Deze uitnodiging is al aangenomen.")
    uitnodiging.door, uitnodiging.verstuurd_op = by, at
    uitnodiging.full_clean()
    uitnodiging.save()
    post.send("uitnodiging", aan=uitnodiging.email, uitnodiging=uitnodiging, token=_token(uitnodiging))


def _token(uitnodiging: Uitnodiging) -> str:
    return signing.dumps([uitnodiging.pk, int(uitnodiging.verstuurd_op.timestamp())], salt=_SALT)


def read_token(token: str, *, lock: bool = False) -> Uitnodiging:
    """Raises LinkWerktNiet."""
    rows = Uitnodiging.objects.select_related("regio", "door")
    try:
        pk, sent = signing.loads(token, salt=_SALT)
        uitnodiging = (rows.select_for_update(of=("self",)) if lock else rows).get(pk=pk)
    except (signing.BadSignature, ValueError, Uitnodiging.DoesNotExist):
        raise LinkWerktNiet("Deze link klopt niet. Neem hem helemaal over uit de mail.") from None
    if not uitnodiging.is_open or int(uitnodiging.verstuurd_op.timestamp()) != sent:
        raise LinkWerktNiet("Deze uitnodiging is al gebruikt, vervangen of verlopen. Vraag uw beheerder om een nieuwe.")
    return uitnodiging


@transaction.atomic
def accept(*, token: str, user: User | None, voornaam: str = "", achternaam: str = "", wachtwoord: str = "") -> User:
    """Give `user` the role, or a new account when nobody has one at this address. Raises LinkWerktNiet, GeenToegang."""
    uitnodiging = read_token(token, lock=True)
    owner = uitnodiging.account
    if owner is not None and owner != user:
        raise GeenToegang("Er is al een account met dit e-mailadres. Log daarmee in en open de link dan opnieuw.")
    if owner is None:
        owner = _new_user(uitnodiging.email, voornaam, achternaam)
        owner.set_password(wachtwoord)
        owner.save(update_fields=["password"])
    _take(uitnodiging, owner)
    return owner


def _take(uitnodiging: Uitnodiging, user: User) -> None:
    """The invitation came to this address, so it is hers."""
    Lidmaatschap.objects.get_or_create(user=user, regio=uitnodiging.regio, rol=uitnodiging.rol)
    user.update_staff()
    uitnodiging.aangenomen_op, uitnodiging.aangenomen_door = timezone.now(), user
    uitnodiging.save(update_fields=["aangenomen_op", "aangenomen_door"])


def _new_user(email: str, voornaam: str, achternaam: str) -> User:
    """The address is known to be hers."""
    user = User(
        username=generate_unique_username([email]), email=email, first_name=voornaam[:150], last_name=achternaam[:150]
    )
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


# --- the provider of an organisation ---


@transaction.atomic
def by_provider(*, dienst: Inlogdienst, user: User | None, claims: dict[str, Any]) -> User:
    """Who this is, by what her organisation says of her; `user`: whom it said it of before.

    A provider is believed about people of its own regio only: it cannot become somebody of another one. An address that it did not
    check itself is nobody's. Raises GeenToegang.
    """
    checked = claims.get("email_verified") not in (False, "false")
    email = str(claims.get("email", "")).lower() if checked else ""
    said = dienst.roles_of(claims)
    invited: list[Uitnodiging] = []
    if email and said is None:  # else what was given by hand would be gone at once
        rows = Uitnodiging.objects.filter(regio=dienst.regio, email=email, aangenomen_op=None).order_by("pk")
        invited = [one for one in rows if one.is_open]
    if user is None and email:
        user = next(iter(filter_users_by_email(email, prefer_verified=True)), None)
        if user is None and (said or invited):
            user = _new_user(email, str(claims.get("given_name", "")), str(claims.get("family_name", "")))
    if user is None:
        raise GeenToegang(
            "Uw organisatie kent u, maar u heeft hier nog geen rol. Vraag uw beheerder om een uitnodiging."
        )
    if not _is_of(user, dienst):
        raise GeenToegang(
            "Uw account is niet alleen van deze organisatie. Log in met uw wachtwoord, of vraag uw beheerder."
        )
    for uitnodiging in invited:
        _take(uitnodiging, user)
    if said is not None:
        _give_roles(user, dienst, said)
    if user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def _is_of(user: User, dienst: Inlogdienst) -> bool:
    """Of this regio and of no other: also when she came in by this provider before."""
    regio_ids = set(user.lidmaatschappen.values_list("regio_id", flat=True))
    return user.is_active and not user.is_superuser and regio_ids <= {dienst.regio_id}


def _give_roles(user: User, dienst: Inlogdienst, rollen: set[str]) -> None:
    own = user.lidmaatschappen.filter(regio=dienst.regio)
    for one in own.exclude(rol__in=rollen):
        one.delete()
    for rol in sorted(rollen - set(own.values_list("rol", flat=True))):
        Lidmaatschap.objects.create(user=user, regio=dienst.regio, rol=Rol(rol))
    user.update_staff()
