"""Django's admin, with a site of our own (`core.admin.Beheer`)."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class BeheerConfig(AdminConfig):
    default_site = "core.admin.Beheer"
