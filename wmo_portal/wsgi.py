"""The portal as a WSGI application (gunicorn wmo_portal.wsgi)."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wmo_portal.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as fout:
    # One line, not the inside of the server.
    sys.stderr.write(f"Instelling klopt niet: {fout}\n")
    raise SystemExit(1) from None
