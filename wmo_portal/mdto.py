"""Metadata for an archive: MDTO 1.0.2 of the Nationaal Archief. A version is an informatieobject, its files are bestanden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from xml.etree import ElementTree as ET

from django.utils import timezone

from publicaties.models import Publicatie

NAMESPACE = "https://www.nationaalarchief.nl/mdto"
#: Which of MDTO's own values holds is for the archivist of the municipality to say (`spiegel --waardering`).
ONBEPAALD = "Nog niet bepaald"
BRON = "Wmo-inkoopportaal"
#: The formats that a version has, as the PRONOM register calls them.
FORMATEN = {
    ".pdf": ("Acrobat PDF/A - Portable Document Format 3a", "fmt/479"),
    ".json": ("JSON Data Interchange Format", "fmt/817"),
    ".csv": ("Comma Separated Values", "x-fmt/18"),
    ".xlsx": ("Microsoft Excel for Windows 2007 onwards", "fmt/214"),
}


@dataclass(frozen=True)
class Archiefbestand:
    """A file of a version: its path below the version, its bytes."""

    naam: str
    omvang: int
    sha256: str


XmlInhoud = list[tuple[str, Any]]


def informatieobject(
    publicatie: Publicatie, bestanden: Sequence[Archiefbestand], *, site: str, waardering: str
) -> bytes:
    inkoop, regio = publicatie.inkoop, publicatie.inkoop.regio
    events = [
        ("Creatie", publicatie.ingediend_op, "ingediend"),
        ("Goedkeuring", publicatie.goedgekeurd_op, "goedgekeurd door een tweede persoon"),
        ("Publicatie", publicatie.gepubliceerd_op, f"gepubliceerd als versie {publicatie.volgnummer}"),
        ("Intrekking", publicatie.ingetrokken_op, publicatie.intrekreden),
    ]
    velden: XmlInhoud = [
        ("identificatie", _identificatie(_kenmerk(publicatie))),
        ("naam", naam(publicatie)),
        ("aggregatieniveau", _begrip("Archiefstuk", "Begrippenlijst Aggregatieniveaus MDTO")),
    ]
    if publicatie.toelichting:
        velden.append(("omschrijving", publicatie.toelichting))
    velden += [
        ("raadpleeglocatie", [("raadpleeglocatieOnline", f"{site}{_pad(publicatie)}")]),
        (
            "dekkingInTijd",
            [
                ("dekkingInTijdType", _begrip("Geldig vanaf", BRON)),
                ("dekkingInTijdBegindatum", publicatie.ingangsdatum.isoformat()),
            ],
        ),
        ("taal", "nl"),
        *(
            (
                "event",
                [
                    ("eventType", _begrip(soort, BRON)),
                    ("eventTijd", _moment(moment)),
                    ("eventVerantwoordelijkeActor", _verwijzing(regio.naam)),
                    ("eventResultaat", resultaat),
                ],
            )
            for soort, moment, resultaat in events
            if moment
        ),
        ("waardering", _begrip(waardering, "Begrippenlijst Waarderingen MDTO" if waardering != ONBEPAALD else BRON)),
        ("isOnderdeelVan", _verwijzing(inkoop.titel, inkoop.slug)),
        *(("heeftRepresentatie", _verwijzing(row.naam, f"{_kenmerk(publicatie)}/{row.naam}")) for row in bestanden),
        ("archiefvormer", _verwijzing(regio.naam)),
        ("beperkingGebruik", [("beperkingGebruikType", _begrip("Openbaar", BRON))]),
    ]
    return _document("informatieobject", velden)


def bestand(publicatie: Publicatie, row: Archiefbestand, *, site: str) -> bytes:
    label, code = FORMATEN[PurePath(row.naam).suffix]
    return _document(
        "bestand",
        [
            ("identificatie", _identificatie(f"{_kenmerk(publicatie)}/{row.naam}")),
            ("naam", row.naam),
            ("omvang", str(row.omvang)),
            ("bestandsformaat", _begrip(label, "PRONOM-register", code)),
            (
                "checksum",
                [
                    ("checksumAlgoritme", _begrip("SHA-256", "Begrippenlijst ChecksumAlgoritme MDTO")),
                    ("checksumWaarde", row.sha256),
                    ("checksumDatum", _moment(publicatie.gepubliceerd_op)),
                ],
            ),
            ("URLBestand", f"{site}{_pad(publicatie)}{row.naam}"),
            ("isRepresentatieVan", _verwijzing(naam(publicatie), _kenmerk(publicatie))),
        ],
    )


def naam(publicatie: Publicatie) -> str:
    return f"{publicatie.inkoop.titel}, versie {publicatie.volgnummer}: {publicatie.versienaam}"


def _kenmerk(publicatie: Publicatie) -> str:
    return f"{publicatie.inkoop.slug}/versie/{publicatie.volgnummer}"


def _pad(publicatie: Publicatie) -> str:
    return f"/inkoop/{_kenmerk(publicatie)}/"


def _moment(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _identificatie(kenmerk: str) -> XmlInhoud:
    return [("identificatieKenmerk", kenmerk), ("identificatieBron", BRON)]


def _verwijzing(naam: str, kenmerk: str = "") -> XmlInhoud:
    return [("verwijzingNaam", naam), *([("verwijzingIdentificatie", _identificatie(kenmerk))] if kenmerk else [])]


def _begrip(label: str, lijst: str, code: str = "") -> XmlInhoud:
    return [
        ("begripLabel", label),
        *([("begripCode", code)] if code else []),
        ("begripBegrippenlijst", _verwijzing(lijst)),
    ]


def _document(soort: str, velden: XmlInhoud) -> bytes:
    root = ET.Element("MDTO", {"xmlns": NAMESPACE})
    _fill(ET.SubElement(root, soort), velden)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _fill(element: ET.Element, velden: XmlInhoud) -> None:
    for name, value in velden:
        child = ET.SubElement(element, name)
        if isinstance(value, str):
            child.text = value
        else:
            _fill(child, value)
