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

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fout:
        sys.exit(f"Instelling klopt niet: {fout}")


if __name__ == "__main__":
    main()
