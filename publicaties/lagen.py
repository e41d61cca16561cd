"""A document as plain TOML in layers (fixtures/README.md), read into the typed snapshot, which refuses a misspelt key."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from core import richtext
from core.inhoud import Inhoud
from percelen.inhoud import PerceelProductInhoud, VoorwaardeInhoud
from publicaties.snapshot import SCHEMA_VERSIE, Snapshot
from publicaties.soorten import PER_LIJST
from segments.inhoud import VROEGER, InkoopInhoud
from tarieven.inhoud import TariefInhoud

FIXTURES = Path(settings.BASE_DIR) / "fixtures"

Laag = dict[str, Any]


class LaagFout(Exception):
    """A file cannot be read; names it."""


def read_toml(path: Path) -> Laag:
    try:
        return tomllib.loads(path.read_text())
    except (OSError, tomllib.TOMLDecodeError) as fout:
        raise LaagFout(f"{path.relative_to(FIXTURES)}: {fout}") from fout


#: The lists that a layer holds as a folder with a file for each part.
MET_MAP = ("segmenten", "producten", "percelen")
#: What a row says that leaves it out.
GEWOON: dict[str, Laag] = {"eisen": {"geldt_voor": "inkoop"}}


def merge(below: Laag, folder: Path) -> Laag:
    """The layer of `folder` on top of the one below it. What is no version has no publicatie.toml."""
    publicatie = read_toml(folder / "publicatie.toml") if (folder / "publicatie.toml").exists() else {}
    laag: Laag = (
        {}
        if publicatie.get("leeg")
        else {key: dict(value) if isinstance(value, dict) else value for key, value in below.items()}
    )
    for path in publicatie.get("verwijderd", []):
        soort, code = path.split("/")
        del laag[soort][code]
    for path in sorted(folder.glob("*.toml")):
        content = read_toml(path)
        laag[path.stem] = content if path.stem == "publicatie" else next(iter(content.values()), [])
    for soort in MET_MAP:
        rows = laag.setdefault(soort, {})
        for path in sorted((folder / soort).glob("*.toml")):
            content, older = read_toml(path), rows.get(path.stem, {})
            rows[path.stem] = older | content | {"rubrieken": older.get("rubrieken", {}) | content.get("rubrieken", {})}
    return laag


def snapshot_of(gegevens: Laag, laag: Laag, namen: Mapping[str, str]) -> Snapshot:
    """`gegevens`: the inkoop, its regio and deelnemers; `namen`: of each gemeente, by its code.

    What the files do not name and a snapshot need not hold, is not in it: an older version keeps the form in which it was published.
    """
    inkoop, publicatie = gegevens["inkoop"] | laag.get("inkoop", {}), laag.get("publicatie", {})
    producten = sorted(laag.get("producten", {}).values(), key=lambda row: row["volgorde"])
    return Snapshot.model_validate(
        {
            "schema_versie": SCHEMA_VERSIE,
            "inkoop": _inkoop(inkoop)
            | {
                "regio": {key: gegevens.get("regio", {}).get(key, "") for key in ("slug", "naam", "website")},
                "deelnemers": _deelnemers(gegevens.get("deelnemer", []), namen),
                "tarief_per_perceel": publicatie.get("tarief_per_perceel", False),
                "met_tarieven": publicatie.get("met_tarieven", inkoop.get("met_tarieven", False)),
            },
            **{
                lijst: [_deel(lijst, GEWOON.get(lijst, {}) | row) for row in laag.get(lijst, [])]
                for lijst in PER_LIJST
                if lijst not in MET_MAP and (lijst in laag or Snapshot.model_fields[lijst].is_required())
            },
            "segmenten": [
                _deel("segmenten", row)
                for row in sorted(laag.get("segmenten", {}).values(), key=lambda row: row["volgorde"])
            ],
            "producten": [_deel("producten", row) | {"teksten": _texts(row)} for row in producten],
            "voorwaarden": [
                _filled(VoorwaardeInhoud, voorwaarde | {"product": row["code"], "ander_product": voorwaarde["product"]})
                for row in producten
                for voorwaarde in row.get("inschrijfvoorwaarden", [])
            ],
            "percelen": [
                _perceel(row) for row in sorted(laag.get("percelen", {}).values(), key=lambda row: row["volgorde"])
            ],
            "tarieven": [_filled(TariefInhoud, row) for row in laag.get("tarieven", [])],
            "indexaties": [],
            "begrippen": sorted(
                (_deel("begrippen", row) for row in laag.get("begrippen", [])), key=lambda row: row["term"]
            ),
        }
    )


def _deel(lijst: str, row: Laag) -> Laag:
    soort = PER_LIJST[lijst]
    return _filled(soort.inhoud, row, soort.teksten)


def _filled(inhoud: type[Inhoud], row: Laag, teksten: Container[str] = ()) -> Laag:
    """`row` with every field that it must have: what the file leaves out is empty. `teksten`: those of rich text."""
    filled: Laag = {}
    for name, field in inhoud.model_fields.items():
        value = row.get(name)
        if value is None and not field.is_required():
            continue
        if value is None:
            origin = field.annotation
            value = (
                ""
                if origin is str
                else False
                if origin is bool
                else []
                if getattr(origin, "__origin__", None) is list
                else None
            )
        filled[name] = richtext.clean(value) if name in teksten and isinstance(value, str) else value
    return filled


def _inkoop(row: Laag) -> Laag:
    """Of before an inkoop could have several domeinen and a looptijd in months: in the words of then."""
    filled = _filled(InkoopInhoud, row)
    if "domeinen" in row:
        return filled
    del filled["domeinen"]
    return filled | {"basisjaren": None, "verlengingen": []} | {naam: row[naam] for naam in VROEGER if naam in row}


def _texts(row: Laag) -> dict[str, str]:
    return {sleutel: richtext.clean(tekst) for sleutel, tekst in row.get("rubrieken", {}).items()}


def _deelnemers(rows: list[Laag], namen: Mapping[str, str]) -> list[Laag]:
    return [{"code": row["gemeente"], "naam": namen[row["gemeente"]], "groep": row.get("groep", "")} for row in rows]


def _perceel(row: Laag) -> Laag:
    filled = _deel("percelen", row)
    filled["producten"] = [_filled(PerceelProductInhoud, link) | link for link in row.get("producten", [])]
    filled["kenmerken"] = [
        kenmerk | {"toelichting": richtext.clean(kenmerk["toelichting"])} for kenmerk in row.get("kenmerken", [])
    ]
    filled["teksten"] = _texts(row)
    return filled
