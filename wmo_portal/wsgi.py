"""The portal as a WSGI application (gunicorn wmo_portal.wsgi)."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection

from core.migraties import DatabaseFout, refuse_unapplied

# gunicorn starts a worker that stopped again and again, except after this code: then it stops itself.
GEEN_BEGIN = 4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wmo_portal.settings")
try:
    django.setup(set_prefix=False)
    refuse_unapplied()
    connection.close()
except ImproperlyConfigured as fout:
    # One line, not the inside of the server.
    sys.stderr.write(f"Instelling klopt niet: {fout}\n")
    raise SystemExit(GEEN_BEGIN) from None
except DatabaseFout as fout:
    sys.stderr.write(f"{fout}\n")
    raise SystemExit(GEEN_BEGIN) from None
except OperationalError as fout:
    # A database that is away for a moment must not end a server that has pages in memory; /readyz tells.
    sys.stderr.write(f"De database van DATABASE_URL is niet bereikbaar: {str(fout).splitlines()[0]}\n")

application = get_wsgi_application()
