"""Whether the portal can do its work now: asked by whoever watches it, answered before anything else has a say."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection
from django.utils import timezone

from bewaking.models import Hartslag
from core.migraties import unapplied

KLOK = "klok"
#: The clock runs every minute, work in the queue begins within seconds; after so long somebody has to look.
TE_LANG = dt.timedelta(minutes=5)

logger = logging.getLogger("bewaking")


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migraties() -> bool:
    return not unapplied()


def _klok() -> bool:
    last = Hartslag.objects.last_beat(KLOK)
    return last is not None and timezone.now() - last < TE_LANG


def _wachtrij() -> bool:
    """Nothing that could begin has waited for long."""
    oldest = oldest_waiting()
    return oldest is None or timezone.now() - oldest < TE_LANG


#: In this order: what comes later needs what comes before.
CONTROLES: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migraties": _migraties,
    KLOK: _klok,
    "wachtrij": _wachtrij,
}


def toestand() -> dict[str, bool]:
    """Of each part whether it is well. Never raises: a database that is away is an answer."""
    found: dict[str, bool] = {}
    for naam, controle in CONTROLES.items():
        try:
            found[naam] = controle()
        except DatabaseError as fout:
            logger.error("%s kan niet worden nagekeken: %s", naam, type(fout).__name__)
            found[naam] = False
        if naam == "database" and not found[naam]:
            return dict.fromkeys(CONTROLES, False)
    return found


def queue() -> Any:
    """The rows of the queue of background work; None when there is none."""
    model: Any = apps.all_models["django_tasks_db"].get("dbtaskresult")
    return model and model._default_manager.all()


def oldest_waiting() -> dt.datetime | None:
    """Since when the oldest work in the queue could have begun; None when nothing waits."""
    if (rows := queue()) is None:
        return None
    waiting = rows.filter(status="READY").values_list("enqueued_at", "run_after")
    # Work that may begin at once stands at the end of time.
    since = [asked if after.year == dt.MAXYEAR else max(asked, after) for asked, after in waiting]
    return min((moment for moment in since if moment <= timezone.now()), default=None)
