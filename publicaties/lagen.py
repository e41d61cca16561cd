"""A document as plain TOML in layers (fixtures/README.md), read into the typed snapshot, which refuses a misspelt key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from core import richtext
from publicaties.snapshot import SCHEMA_VERSIE, Snapshot
from publicaties.soorten import PER_LIJST
from segments.inhoud import VROEGER

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
                lijst: [_filled(Snapshot, lijst, GEWOON.get(lijst, {}) | row) for row in laag.get(lijst, [])]
                for lijst in PER_LIJST
                if lijst not in MET_MAP and (lijst in laag or Snapshot.model_fields[lijst].is_required())
            },
            "segmenten": [
                _filled(Snapshot, "segmenten", row)
                for row in sorted(laag.get("segmenten", {}).values(), key=lambda row: row["volgorde"])
            ],
            "producten": [_filled(Snapshot, "producten", row) | {"teksten": _texts(row)} for row in producten],
            "voorwaarden": [
                _voorwaarde(row["code"], voorwaarde)
                for row in producten
                for voorwaarde in row.get("inschrijfvoorwaarden", [])
            ],
            "percelen": [
                _perceel(row) for row in sorted(laag.get("percelen", {}).values(), key=lambda row: row["volgorde"])
            ],
            "tarieven": [_filled(Snapshot, "tarieven", row) for row in laag.get("tarieven", [])],
            "indexaties": [],
            "begrippen": sorted(
                (_filled(Snapshot, "begrippen", row) for row in laag.get("begrippen", [])), key=lambda row: row["term"]
            ),
        }
    )


def _is_rich(part: str, name: str) -> bool:
    """Whether a field of this list of the snapshot is rich text: its model says so."""
    return part in PER_LIJST and name in PER_LIJST[part].teksten


def _filled(schema: type[Snapshot], part: str, row: Laag) -> Laag:
    """`row` with every field of its schema: what the file leaves out is empty."""
    annotation = schema.model_fields[part].annotation
    model: Any = getattr(annotation, "__args__", [annotation])[0]
    filled: Laag = {}
    for name, field in model.model_fields.items():
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
        filled[name] = richtext.clean(value) if _is_rich(part, name) and isinstance(value, str) else value
    return filled


def _inkoop(row: Laag) -> Laag:
    """Of before an inkoop could have several domeinen and a looptijd in months: in the words of then."""
    filled = _filled(Snapshot, "inkoop", row)
    if "domeinen" in row:
        return filled
    del filled["domeinen"]
    return filled | {"basisjaren": None, "verlengingen": []} | {naam: row[naam] for naam in VROEGER if naam in row}


def _texts(row: Laag) -> dict[str, str]:
    return {sleutel: richtext.clean(tekst) for sleutel, tekst in row.get("rubrieken", {}).items()}


def _deelnemers(rows: list[Laag], namen: Mapping[str, str]) -> list[Laag]:
    return [{"code": row["gemeente"], "naam": namen[row["gemeente"]], "groep": row.get("groep", "")} for row in rows]


def _perceel(row: Laag) -> Laag:
    filled = _filled(Snapshot, "percelen", row)
    filled["producten"] = [{"van": None, "tot": None, "in_beginsel": False} | link for link in row.get("producten", [])]
    filled["kenmerken"] = [
        kenmerk | {"toelichting": richtext.clean(kenmerk["toelichting"])} for kenmerk in row.get("kenmerken", [])
    ]
    filled["teksten"] = _texts(row)
    return filled


def _voorwaarde(product: str, row: Laag) -> Laag:
    return {
        "product": product,
        "soort": row["soort"],
        "voor_grondslagen": row.get("voor_grondslagen", []),
        "ander_product": row["product"],
        "grondslagen": row.get("grondslagen", []),
        "percelen": row.get("percelen", []),
        "toelichting": row.get("toelichting", ""),
    } | ({"hoeveel": row["hoeveel"]} if "hoeveel" in row else {})
