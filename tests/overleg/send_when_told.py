"""A process of its own that works in a database (by name): each time that somebody says so it sends a reactie (by key), or asks a question
about an inkoop ("vraag", and its key), and tells how that went."""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wmo_portal.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from overleg import reacties, vragen  # noqa: E402
from overleg.deur import TooLate  # noqa: E402
from overleg.models import Reactie  # noqa: E402
from segments.models import Inkoop  # noqa: E402
from tests import database  # noqa: E402

database.connect(sys.argv[1])


def ask() -> None:
    inkoop = Inkoop.objects.select_related("regio").get(pk=int(sys.argv[3]))
    who = {"naam": "Anna", "organisatie": "", "email": f"{os.getpid()}@b.example"}
    vragen.ask(inkoop=inkoop, plek="", plek_naam="", tekst="Op tijd?", at=timezone.now(), **who)


def react() -> None:
    rows = Reactie.objects.select_related("ronde__mijlpaal", "inkoop__regio", "afzender")
    reacties.submit(reactie=rows.get(pk=int(sys.argv[2])), at=timezone.now())


print("ready", flush=True)
for _ in sys.stdin:
    try:
        ask() if sys.argv[2] == "vraag" else react()
        print("sent", flush=True)
    except TooLate:
        print("late", flush=True)
