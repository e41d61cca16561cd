"""Who guesses a password is stopped, and nobody else is.

Failures are counted in the database, for all processes together, per person and where they come from: a device that this person
logged in with before (a cookie says so), or else an address. So one person's mistakes lock nobody else out who shares her address,
and a stranger who guesses elsewhere does not lock her out here. All strangers together get no more than `SAMEN` guesses at a person.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Inloguitslag, Mislukking, MislukteInlog, User
from core.adres import client_address, household

logger = logging.getLogger(__name__)

#: So many failures from one place in this time, and of strangers together.
POGINGEN, SAMEN, WACHTTIJD = 8, 60, dt.timedelta(minutes=15)
#: Older failures are of no use to anybody.
BEWAREN = dt.timedelta(days=1)
COOKIE, COOKIE_AGE, _SALT = "bekend", 180 * 24 * 3600, "accounts.slot"
#: Of the people who share a device the last ones are known.
PERSONEN = 10


class TooManyAttempts(ValidationError):
    def __init__(self) -> None:
        super().__init__("Er is te vaak iets verkeerds ingevuld. Wacht een kwartier, of kies een nieuw wachtwoord.")


@dataclass(frozen=True)
class Herkomst:
    """From where somebody asks: the address, and what the cookie `COOKIE` says about who logged in with this device before."""

    adres: str
    cookie: str

    @classmethod
    def of(cls, meta: Mapping[str, str], cookies: Mapping[str, str]) -> Herkomst:
        return cls(client_address(meta), cookies.get(COOKIE, ""))

    def device_of(self, user: User) -> str:
        """Empty: this person is not known to log in from here."""
        known = self._known()
        return str(known["id"]) if known.get("van", {}).get(str(user.pk)) == _mark(user) else ""

    def remember(self, user: User) -> str:
        """What the cookie says from now on. A new password makes the device a stranger again."""
        known = self._known()
        people = {pk: mark for pk, mark in known.get("van", {}).items() if pk != str(user.pk)}
        people = dict([*people.items(), (str(user.pk), _mark(user))][-PERSONEN:])
        return signing.dumps({"id": known.get("id") or secrets.token_urlsafe(), "van": people}, salt=_SALT)

    def _known(self) -> dict[str, Any]:
        try:
            return dict(signing.loads(self.cookie, salt=_SALT, max_age=COOKIE_AGE))
        except signing.BadSignature:
            return {}


@dataclass(frozen=True)
class Poging:
    """Somebody who says who she is. Unknown names count like known ones, so that nothing is learned from being stopped."""

    wie: str
    vanaf: str
    bekend: bool
    user: User | None
    adres: str

    @classmethod
    def of(cls, login: str, herkomst: Herkomst) -> Poging:
        found = get_user_by_username(login) or next(iter(filter_users_by_email(login, for_login=True)), None)
        return cls.by(found, herkomst, login)

    @classmethod
    def by(cls, user: User | None, herkomst: Herkomst, login: str = "") -> Poging:
        device = herkomst.device_of(user) if user else ""
        return cls(
            wie=_fingerprint(f"user {user.pk}" if user else f"login {login.strip().casefold()}"),
            vanaf=_fingerprint(device or household(herkomst.adres)),
            bekend=bool(device),
            user=user,
            adres=herkomst.adres,
        )

    def begin(self) -> None:
        """Count it as failed until it is settled, so that guesses at the same moment count too. Raises TooManyAttempts."""
        now = timezone.now()
        Mislukking.objects.filter(op__lt=now - BEWAREN).delete()
        row = Mislukking.objects.create(wie=self.wie, vanaf=self.vanaf, bekend=self.bekend, user=self.user, op=now)
        recent = Mislukking.objects.filter(wie=self.wie, op__gt=now - WACHTTIJD)
        here = recent.filter(vanaf=self.vanaf).count()
        strangers = 0 if self.bekend else recent.filter(bekend=False).count()
        if here > POGINGEN or strangers > SAMEN:
            row.delete()  # who is stopped is not stopped for longer by trying on
            self._log("too many attempts to log in")
            self._keep(Inloguitslag.TEGENGEHOUDEN, now)
            raise TooManyAttempts

    def settle(self, right: bool) -> None:
        if right:
            Mislukking.objects.filter(wie=self.wie, vanaf=self.vanaf).delete()
        else:
            self._log("log in failed")
            self._keep(Inloguitslag.VERKEERD, timezone.now())

    def _keep(self, uitslag: Inloguitslag, at: dt.datetime) -> None:
        """For the logboek of the regio's of this person. Who goes on when she is stopped, is told once in that time."""
        if self.user is None:
            return
        rows = MislukteInlog.objects.filter(user=self.user, adres=self.adres, uitslag=uitslag)
        if uitslag == Inloguitslag.TEGENGEHOUDEN and rows.filter(op__gt=at - WACHTTIJD).exists():
            return
        MislukteInlog.objects.create(user=self.user, adres=self.adres, uitslag=uitslag, op=at)

    def _log(self, what: str) -> None:
        """No name and no address: the log keeps neither."""
        logger.warning("%s: account %s", what, self.user.pk if self.user else "unknown")


def unlock(user: User) -> None:
    """After a reset, or by a beheerder."""
    user.mislukkingen.all().delete()


def _mark(user: User) -> str:
    return user.get_session_auth_hash()[:16]


def _fingerprint(text: str) -> str:
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()
