#!/usr/bin/env python
"""Entry point of every command. Without DATABASE_URL it starts the embedded PostgreSQL first (development only)."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wmo_portal.settings")
    from wmo_portal.development import StartFout, ensure_database

    try:
        ensure_database()
    except StartFout as fout:
        sys.exit(str(fout))

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fout:
        sys.exit(f"Instelling klopt niet: {fout}")
    except OperationalError as fout:
        sys.exit(f"De database van DATABASE_URL is niet bereikbaar: {str(fout).splitlines()[0]}")


if __name__ == "__main__":
    main()
