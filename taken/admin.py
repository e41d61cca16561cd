"""The rows of work in the background have no page in the admin: they are of all regio's together, in English, and hold arguments of code.

What waits, runs and failed stands in /metrics and /readyz (`bewaking`); who asked for something sees how it goes on its own screen.
"""

from __future__ import annotations

from importlib import import_module

from django.contrib import admin
from django_tasks_db.models import DBTaskResult

import_module("django_tasks_db.admin")
admin.site.unregister(DBTaskResult)
