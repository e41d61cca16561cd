"""Loaded before the settings (`-p tests.database`): a PostgreSQL for the tests when nobody named one."""

from wmo_portal.development import ensure_database

ensure_database()
