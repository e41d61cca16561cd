"""What `manage.py check --deploy` says about logging in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def check_logging_in(**kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.TWEEDE_FACTOR:
        found.append(Warning("TWEEDE_FACTOR staat uit: een wachtwoord is genoeg om te publiceren.", id="accounts.W001"))
    if not settings.TRUSTED_PROXIES:
        hint = "Zet TRUSTED_PROXIES op het adres van de proxy (docs/beheer.md, Inloggen en accounts)."
        found.append(
            Warning("Achter een proxy hebben alle bezoekers nu hetzelfde adres.", hint=hint, id="accounts.W002")
        )
    return found
