"""What others need to use the code: the licence, where to report, and a publiccode.yml as https://yml.publiccode.tools wants it."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent

Check = Callable[[Any], bool]
Schema = dict[str, Any]


def text(least: int = 1, most: int = 10_000) -> Check:
    return lambda value: isinstance(value, str) and least <= len(value.strip()) <= most


def one_of(*words: str) -> Check:
    return lambda value: value in words


def day(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", value) is not None


def address(value: Any) -> bool:
    return isinstance(value, str) and urlsplit(value).scheme in {"http", "https"} and bool(urlsplit(value).netloc)


def mail(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", value) is not None


TAAL = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
CONTACT: Schema = {"name": text(), "email?": mail, "affiliation?": text(), "phone?": text()}
AFHANKELIJK: Schema = {
    "name": text(), "versionMin?": text(), "versionMax?": text(), "version?": text(),
    "optional?": lambda value: isinstance(value, bool),
}  # fmt: skip
#: Of what the standard lists, what may come to fit this portal; a new word is looked up in the standard first.
CATEGORIEEN = one_of(
    "collaboration", "compliance-management", "content-management", "document-management", "procurement",
    "project-collaboration", "task-management", "workflow-management",
)  # fmt: skip
DOELGROEP = one_of("government", "healthcare", "local-authorities", "society", "welfare")
#: Version 0.4 of the standard. A key with "?" may be left out; another word is a slip of the pen. A list: one or more of such.
PUBLICCODE: Schema = {
    "publiccodeYmlVersion": one_of("0.4"),
    "name": text(),
    "applicationSuite?": text(),
    "url": address,
    "landingURL?": address,
    "isBasedOn?": address,
    "softwareVersion?": text(),
    "releaseDate?": day,
    "logo?": text(),
    "platforms": [text()],
    "categories?": [CATEGORIEEN],
    "usedBy?": [text()],
    "roadmap?": address,
    "developmentStatus": one_of("concept", "development", "beta", "stable", "obsolete"),
    "softwareType": one_of(
        "standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web", "standalone/backend",
        "standalone/other", "addon", "library", "configurationFiles",
    ),
    "intendedAudience?": {
        "scope?": [DOELGROEP],
        "countries?": [lambda value: isinstance(value, str) and len(value) == 2 and value.isalpha()],
        "unsupportedCountries?": [lambda value: isinstance(value, str) and len(value) == 2],
    },
    "description": {
        TAAL: {
            "localisedName?": text(),
            "genericName?": text(most=35),
            "shortDescription": text(most=150),
            "longDescription": text(least=150),
            "documentation?": address,
            "apiDocumentation?": address,
            "features": [text(most=100)],
            "screenshots?": [text()],
            "videos?": [address],
            "awards?": [text()],
        },
    },
    "legal": {"license": text(), "mainCopyrightOwner?": text(), "repoOwner?": text(), "authorsFile?": text()},
    # Who maintains it himself says who that is; who has it done, by whom and until when.
    "maintenance": {"type": one_of("internal", "community"), "contacts": [CONTACT]},
    "localisation": {
        "localisationReady": lambda value: isinstance(value, bool),
        "availableLanguages": [lambda value: isinstance(value, str) and TAAL.fullmatch(value) is not None],
    },
    "dependsOn?": {"open?": [AFHANKELIJK], "proprietary?": [AFHANKELIJK], "hardware?": [AFHANKELIJK]},
}  # fmt: skip


def faults(value: Any, schema: Any, where: str = "") -> Iterator[str]:
    """What in `value` is not as `schema` says: the place of each fault."""
    if isinstance(schema, list):
        if not isinstance(value, list) or not value:
            yield f"{where}: geen lijst"
            return
        for number, item in enumerate(value):
            yield from faults(item, schema[0], f"{where}[{number}]")
    elif isinstance(schema, dict):
        if not isinstance(value, dict) or not value:
            yield f"{where}: geen groep"
            return
        known = {key.removesuffix("?"): below for key, below in schema.items() if isinstance(key, str)}
        free = [(key, below) for key, below in schema.items() if not isinstance(key, str)]
        for key, item in value.items():
            below = known.get(key) or next((below for kind, below in free if kind.fullmatch(key)), None)
            if below is None:
                yield f"{where}.{key}: onbekend"
            else:
                yield from faults(item, below, f"{where}.{key}")
        yield from (
            f"{where}.{key}: ontbreekt"
            for key in schema
            if isinstance(key, str) and key[-1] != "?" and key not in value
        )
    elif not schema(value):
        yield f"{where}: {value!r}"


@pytest.fixture
def publiccode() -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert isinstance(found, dict)
    return found


def test_publiccode_is_as_the_standard_wants_it(publiccode: dict[str, Any]) -> None:
    assert list(faults(publiccode, PUBLICCODE)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("publiccodeYmlVersion", "9"),
        ("developmentStatus", "bijna af"),
        ("releaseDate", "26-11-2026"),
        ("categories", ["inkoop"]),
        ("platforms", []),
        ("description.nl.shortDescription", "x" * 151),
        ("description.nl.longDescription", "te kort"),
        ("description.nl.features", []),
        ("maintenance.contacts", [{"email": "inkoop@wmo-inkoopportaal.example"}]),
        ("maintenance.contact", "wie dan ook"),
        ("localisation.localisationReady", "nee"),
        ("dependsOn.open", [{"versionMin": "15"}]),
    ],
)
def test_a_slip_in_publiccode_is_found(publiccode: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    group = publiccode
    for key in above:
        group = group[key]
    group[last] = value
    found = list(faults(publiccode, PUBLICCODE))
    assert found
    assert all(one.startswith(f".{path}") for one in found)


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
