"""What `manage.py check` watches: dates that a municipality must renew."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.utils import timezone

from catalogus.site import Site, site

SOON = dt.timedelta(days=30)
STATEMENT_LASTS = dt.timedelta(days=365)


def check_dates(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        facts = site()
    except (OSError, ValueError) as fout:
        return [Error(f"De gegevens van de site (SITE_GEGEVENS) zijn niet te lezen: {fout}", id="catalogus.E001")]
    return expiring(facts, timezone.localdate())


def expiring(facts: Site, day: dt.date) -> list[CheckMessage]:
    """A warning from thirty days before a date on, an error after it."""
    found: list[CheckMessage] = []
    verloopt = facts.beveiliging.verloopt
    if verloopt < day:
        found.append(Error(f"security.txt is verlopen op {verloopt}.", "Zet een nieuwe datum.", id="catalogus.E002"))
    elif verloopt - day <= SOON:
        found.append(
            Warning(
                f"security.txt verloopt op {verloopt}.",
                "Kijk of het adres nog klopt en zet een nieuwe datum.",
                id="catalogus.W002",
            )
        )
    if verloopt - day > dt.timedelta(days=366):
        found.append(
            Warning(f"security.txt verloopt pas op {verloopt}; hooguit een jaar vooruit.", id="catalogus.W003")
        )
    renew = facts.toegankelijkheid.datum + STATEMENT_LASTS
    if renew - day <= SOON:
        found.append(
            Warning(
                f"De toegankelijkheidsverklaring is van {facts.toegankelijkheid.datum} en wordt elk jaar vernieuwd.",
                "Onderzoek het portaal opnieuw en pas status en datum aan.",
                id="catalogus.W004",
            )
        )
    return found
