"""The one way to let long work be done in the background: `@werk` on the function, `ask` where a person asks for it.

    @werk
    def exporteren(taak: Taak, *, inkoop: int) -> None: ...

    ask(exporteren, over=inkoop, by=user, at=now, inkoop=inkoop.pk)

A worker that is killed halfway is replaced and the function is called again (docs/achtergrond.md): so it does what is
left, and ends in one transaction. A BewerkFout tells the person what to do; of any other fault the person hears
that it is ours. The log has them all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone
from django_tasks import TaskContext, task
from django_tasks.base import Task

from accounts.models import User
from core.fouten import BewerkFout
from taken.models import Taak, sleutel_of

ONZE_FOUT = "Er ging iets mis bij ons. Probeer het opnieuw. Blijft het misgaan, meld het dan aan de beheerder."


def werk(function: Callable[..., None]) -> Task[..., None]:
    """Make a task of a function of a module: it gets the Taak of who asked, and what was given to `ask`."""

    @wraps(function)
    def run(context: TaskContext, **gegevens: Any) -> None:
        taak = Taak.objects.select_related("gevraagd_door").get(pk=UUID(context.task_result.id))
        if taak.begonnen_op is None:
            taak.begonnen_op = timezone.now()
            taak.save(update_fields=["begonnen_op"])
        try:
            function(taak, **gegevens)
        except Exception as fout:
            Taak.objects.filter(pk=taak.pk).update(melding=str(fout) if isinstance(fout, BewerkFout) else ONZE_FOUT)
            raise

    del run.__wrapped__  # the signature that counts is that of `run`
    return task(takes_context=True)(run)


@transaction.atomic
def ask(work: Task[..., None], *, over: models.Model, by: User, at: dt.datetime, **gegevens: Any) -> Taak:
    """Ask for `work` on the row `over`; it begins after the commit. What is already under way on that row is not asked again."""
    with connection.cursor() as cursor:
        # Two who ask at the same moment: the second finds what the first asked for.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [sleutel_of(over)])
    if under_way := Taak.objects.about(over).open().filter(opdracht__task_path=work.module_path).first():
        return under_way
    opdracht = work.enqueue(**gegevens)
    return Taak.objects.create(opdracht_id=UUID(opdracht.id), over=sleutel_of(over), gevraagd_op=at, gevraagd_door=by)
