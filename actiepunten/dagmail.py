"""The mail of the day: what waits for somebody, at most once a day, and only when there is something that she was not mailed before.

What waits on one person is mailed at once as well (`publicaties.berichten`); this one reminds of it when it still waits the next morning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from actiepunten.bronnen import points_for
from actiepunten.models import Dagmail
from actiepunten.punten import Actiepunt, told
from post.soorten import MailSoort
from post.sturen import send

#: From this hour (in the time of the portal), and not at the weekend.
VANAF = dt.time(7)
ZATERDAG = 5
#: More lines than a person reads in a mail; the page has them all.
MEEST = 20


def mail_due(*, at: dt.datetime) -> int:
    """Look once a day, for everybody who works here; how many mails were asked for.

    Safe to run every minute, twice and in two places at once: the row of a person is held while she is looked at.
    """
    now = timezone.localtime(at)
    if now.time() < VANAF or now.weekday() >= ZATERDAG:
        return 0
    today = now.date()
    waiting = User.objects.filter(Q(dagmail=None) | Q(dagmail__bekeken_op__lt=today), is_active=True)
    users = waiting.filter(lidmaatschappen__isnull=False).distinct().order_by("pk")
    return sum(_mail(user, today, at) for user in users)


@transaction.atomic
def _mail(user: User, today: dt.date, at: dt.datetime) -> bool:
    Dagmail.objects.bulk_create([Dagmail(gebruiker=user, bekeken_op=dt.date.min)], ignore_conflicts=True)
    row = Dagmail.objects.select_for_update().get(gebruiker=user)
    if row.bekeken_op >= today:
        return False  # by somebody else, meanwhile
    punten = points_for(user, at)
    before = set(row.verteld)
    nieuw = [punt for punt in punten if punt.sleutel not in before]
    row.bekeken_op, row.verteld = today, [punt.sleutel for punt in punten]
    row.save()
    if not nieuw:
        return False
    context = {"kop": told(punten), "regels": list(_lines(punten, before)), "meer": max(0, len(punten) - MEEST)}
    return bool(send(MailSoort.VRAAGT_IETS, aan=[user], context=context))


def _lines(punten: list[Actiepunt], before: set[str]) -> Iterator[str]:
    """What is new first."""
    for punt in sorted(punten, key=lambda punt: punt.sleutel in before)[:MEEST]:
        yield f"{punt.wat} ({punt.waar})" if punt.waar else punt.wat
