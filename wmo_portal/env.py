"""Settings from the environment, read through a few typed helpers that fail loudly."""

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The value of `name`, or what stands in the file that `<name>_FILE` names (a secret of Docker or Kubernetes).

    Without a default a missing or empty value is an error.
    """
    value = os.environ.get(name, "").strip() or _from_file(f"{name}_FILE")
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} ontbreekt. Zet deze omgevingsvariabele (zie README.md, 'In productie').")
    return default


def _from_file(name: str) -> str:
    path = os.environ.get(name, "").strip()
    if not path:
        return ""
    try:
        return Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as fout:
        raise ImproperlyConfigured(f"{name} noemt een bestand dat niet te lezen is: {path}") from fout


#: What stands in examples, and is no secret.
_VOORBEELD = re.compile(
    r"change|voorbeeld|example|wachtwoord|password|geheim|secret|insecure|ontwikkeling", re.IGNORECASE
)


def secret(name: str, default: str | None = None, *, length: int) -> str:
    """A value that nobody can guess. Raises ImproperlyConfigured for one that is short, or that stands in an example."""
    value = text(name, default)
    if value == default:
        return value
    if len(value) < length or len(set(value)) < 8:
        raise ImproperlyConfigured(f"{name} is te makkelijk te raden: neem minstens {length} willekeurige tekens.")
    if _VOORBEELD.search(value):
        raise ImproperlyConfigured(f"{name} is een voorbeeld. Maak een eigen: openssl rand -base64 48")
    return value


def flag(name: str, default: bool) -> bool:
    value = text(name, str(default)).lower()
    if value in {"1", "true", "yes", "ja", "on"}:
        return True
    if value in {"0", "false", "no", "nee", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is '{value}'; verwacht: true of false.")


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is '{value}'; verwacht: een getal.")
    return int(value)


def choice(name: str, choices: list[str]) -> str:
    """One of `choices`; the first when nothing was chosen."""
    value = text(name, choices[0]).lower()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is '{value}'; verwacht: {' of '.join(choices)}.")
    return value


def items(name: str, default: str | None = "") -> list[str]:
    """A comma-separated list."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks: "10.0.0.0/8, 127.0.0.1"."""
    try:
        found = [ip_network(item) for item in items(name)]
    except ValueError as fout:
        raise ImproperlyConfigured(f"{name}: {fout}. Verwacht: adressen of netwerken, zoals 10.0.0.0/8.") from fout
    if any(network.prefixlen == 0 for network in found):
        raise ImproperlyConfigured(f"{name} vertrouwt ieder adres; dan kan iedereen zich voor een ander uitgeven.")
    return found


def secrets(prefix: str) -> dict[str, str]:
    """What `<prefix><NAME>` holds, or the file of `<prefix><NAME>_FILE`, by the name in lower case with dashes."""
    names = {key.removeprefix(prefix).removesuffix("_FILE") for key in os.environ if key.startswith(prefix)}
    return {name.lower().replace("_", "-"): text(f"{prefix}{name}") for name in sorted(names)}


def database(name: str, *, guessable: bool = True) -> dict[str, object]:
    """A Django DATABASES entry from a URL such as postgresql://user:password@host:5432/name?sslmode=require.

    Or from POSTGRES_HOST, _PORT, _DB, _USER and _PASSWORD, in which any sign stands for itself. The URL wins.
    `guessable`: whether that password may be short, or one of an example.
    """
    if not text(name, "") and (host := text("POSTGRES_HOST", "")):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": text("POSTGRES_DB", "wmo_portal"),
            "USER": text("POSTGRES_USER", "wmo_portal"),
            "PASSWORD": text("POSTGRES_PASSWORD", "") if guessable else secret("POSTGRES_PASSWORD", "", length=12),
            "HOST": host,
            "PORT": str(number("POSTGRES_PORT", 5432)),
            "OPTIONS": {"connect_timeout": "5"},
        }
    url = text(name)
    parts = urlsplit(url)
    database_name = unquote(parts.path.lstrip("/"))
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"postgres", "postgresql"} or not database_name or port == -1:
        raise ImproperlyConfigured(
            f"{name} is geen PostgreSQL-adres. Verwacht: postgresql://gebruiker:wachtwoord@host:5432/databasenaam"
        )
    # A database that does not answer is away; nobody waits minutes for it.
    options = {"connect_timeout": "5"} | dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }
