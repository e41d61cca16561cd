"""What others need to use the code: the licence, where to report, and a publiccode.yml as https://yml.publiccode.tools wants it."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
#: Of version 0.4 of the standard: key → what it may hold. Dots go down a level.
VERPLICHT: dict[str, type | set[str]] = {
    "publiccodeYmlVersion": {"0.4"},
    "name": str,
    "url": str,
    "platforms": list,
    "categories": list,
    "developmentStatus": {"concept", "development", "beta", "stable", "obsolete"},
    "softwareType": {
        "standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web", "standalone/backend",
        "standalone/other", "addon", "library", "configurationFiles",
    },
    "description.nl.shortDescription": str,
    "description.nl.longDescription": str,
    "description.nl.features": list,
    "legal.license": str,
    "maintenance.type": {"internal", "contract", "community", "none"},
    "localisation.localisationReady": bool,
    "localisation.availableLanguages": list,
}  # fmt: skip
#: What the standard knows at the top; another word is a slip of the pen.
BEKEND = {
    "publiccodeYmlVersion", "name", "applicationSuite", "url", "landingURL", "isBasedOn", "softwareVersion", "releaseDate",
    "logo", "platforms", "categories", "usedBy", "roadmap", "developmentStatus", "softwareType", "intendedAudience",
    "description", "legal", "maintenance", "localisation", "dependsOn",
}  # fmt: skip


@pytest.fixture(scope="module")
def publiccode() -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("key", VERPLICHT)
def test_publiccode_has_what_is_required(publiccode: dict[str, Any], key: str) -> None:
    value: Any = publiccode
    for part in key.split("."):
        value = value[part]
    wanted = VERPLICHT[key]
    assert value in wanted if isinstance(wanted, set) else isinstance(value, wanted) and value not in ("", [])


def test_publiccode_holds_nothing_else_and_nothing_too_long(publiccode: dict[str, Any]) -> None:
    assert set(publiccode) - BEKEND == set()
    for tekst in publiccode["description"].values():
        assert len(tekst["shortDescription"]) <= 150
        assert 150 <= len(tekst["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in tekst["features"])
    dt.date.fromisoformat(publiccode["releaseDate"])
    assert publiccode["maintenance"]["contacts"][0]["name"]  # required of who maintains it himself


def test_the_licence_and_the_version_are_the_same_everywhere(publiccode: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == publiccode["legal"]["license"] == "EUPL-1.2"
    assert project["version"] == publiccode["softwareVersion"]
    assert (ROOT / "LICENSE").read_text().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    readme = (ROOT / "README.md").read_text()
    for name in ("LICENSE", "CONTRIBUTING.md", "SECURITY.md", "publiccode.yml"):
        assert (ROOT / name).exists()
        assert f"`{name}`" in readme


def test_security_txt_says_until_when_it_counts(visitor: Client) -> None:
    """RFC 9116: Contact and one Expires; `manage.py check` warns when it comes near."""
    fields = [line.partition(": ")[::2] for line in visitor.get("/.well-known/security.txt").text.splitlines()]
    names = [name for name, _ in fields]
    assert names.count("Expires") == 1
    assert "Contact" in names
    expires = dt.datetime.fromisoformat(dict(fields)["Expires"])
    assert expires.tzinfo is not None
