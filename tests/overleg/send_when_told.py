"""A process of its own that sends a reactie (by key) of a database (by name) each time that somebody says so, and tells how that went."""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wmo_portal.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from overleg import reacties  # noqa: E402
from overleg.deur import TooLate  # noqa: E402
from overleg.models import Reactie  # noqa: E402
from tests import database  # noqa: E402

database.connect(sys.argv[1])
row = Reactie.objects.select_related("ronde__mijlpaal", "inkoop__regio", "afzender").get(pk=int(sys.argv[2]))
print("ready", flush=True)
for _ in sys.stdin:
    try:
        reacties.submit(reactie=row, at=timezone.now())
        print("sent", flush=True)
    except TooLate:
        print("late", flush=True)
