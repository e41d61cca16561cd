"""The portal as a WSGI application (gunicorn wmo_portal.wsgi)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wmo_portal.settings")
application = get_wsgi_application()
