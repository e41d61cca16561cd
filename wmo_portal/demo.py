"""The demo data of `fixtures/`: read from TOML, written through the same road as everything else.

Each version folder becomes a `Snapshot`, is put into the working data as if someone restored it, and goes through submission,
approval and publication by two people, at the moments that the folder names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import Lidmaatschap, Rol, User
from core import richtext
from core.moment import Moment
from proces.models import Bijeenkomst, Document, Kengetal, Mijlpaal
from producten.models import Rubriek
from publicaties import actions
from publicaties.herstel import restore
from publicaties.snapshot import Snapshot
from publicaties.wijzigingstabel import of_version
from segments.models import Gemeente, Inkoop, Regio

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
PASSWORD = "inkoop-demo"  # noqa: S105 - demo accounts only
ACCOUNTS = [
    ("contractmanager", "Carla", "Contractmanager", "mlw-mer", Rol.CONTRACTMANAGER),
    ("beoordelaar", "Bram", "Beoordelaar", "mlw-mer", Rol.BEOORDELAAR),
    ("beheerder", "Bea", "Beheerder", "mlw-mer", Rol.BEHEERDER),
    ("lezer", "Lies", "Lezer", "mlw-mer", Rol.LEZER),
    ("kampen", "Kees", "Kampen", "kampen", Rol.CONTRACTMANAGER),
]
# Who submitted and approved the versions of regio's that have no two demo accounts; they cannot log in.
STAND_INS = [
    ("demo-indiener", "Demo", "Indiener", Rol.CONTRACTMANAGER),
    ("demo-beoordelaar", "Demo", "Beoordelaar", Rol.BEOORDELAAR),
]

Layer = dict[str, Any]


class DemoFout(Exception):
    """The demo data cannot be read; names the file."""


def load(report: Callable[[str], None]) -> None:
    """Load what is not there yet. An inkoop that exists is left alone, whatever has become of it."""
    for row in _read(FIXTURES / "gemeenten.toml")["gemeente"]:
        Gemeente.objects.get_or_create(code=row["code"], defaults={"naam": row["naam"]})
    for folder in sorted(path.parent for path in FIXTURES.glob("*/inkoop.toml")):
        gegevens = _read(folder / "inkoop.toml")
        if Inkoop.objects.filter(slug=gegevens["inkoop"]["slug"]).exists():
            continue
        report(f"{gegevens['regio']['naam']}: {gegevens['inkoop']['titel']}")
        _load_inkoop(folder, gegevens, report)


@transaction.atomic
def _load_inkoop(folder: Path, gegevens: Layer, report: Callable[[str], None]) -> None:
    regio_gegevens = gegevens["regio"]
    regio, _ = Regio.objects.get_or_create(
        slug=regio_gegevens["slug"], defaults={key: value for key, value in regio_gegevens.items() if key != "slug"}
    )
    _accounts(regio)
    indiener, beoordelaar = _people(regio)
    inkoop = Inkoop.objects.create(
        regio=regio,
        slug=gegevens["inkoop"]["slug"],
        titel=gegevens["inkoop"]["titel"],
        procedure=gegevens["inkoop"]["procedure"],
    )
    layer: Layer = {}
    for version in sorted(
        (path for path in folder.iterdir() if path.is_dir()), key=lambda path: int(path.name.split("-")[0])
    ):
        layer = _merge(layer, version)
        publicatie = layer["publicatie"]
        report(f"  {publicatie['versienaam']}")
        snapshot = _snapshot(gegevens, layer)
        restore(inkoop=inkoop, snapshot=snapshot, by=indiener, at=publicatie["ingediend_op"], reden="Demogegevens")
        for row in layer.get("rubrieken", []):
            Rubriek.objects.filter(inkoop=inkoop, soort=row["soort"], sleutel=row["sleutel"]).update(
                toelichting=row.get("toelichting", "")
            )
        _publish(inkoop, publicatie, indiener=indiener, beoordelaar=beoordelaar)
    _proces(inkoop, _read(folder / "proces.toml"))


def _publish(inkoop: Inkoop, gegevens: Layer, *, indiener: User, beoordelaar: User) -> None:
    publicatie = actions.start_concept(
        inkoop=inkoop,
        versienaam=gegevens["versienaam"],
        ingangsdatum=gegevens["ingangsdatum"],
        soort=gegevens["soort"],
        toelichting=gegevens.get("toelichting", ""),
        by=indiener,
        at=gegevens["ingediend_op"],
    )
    if redenen := gegevens.get("redenen"):
        actions.update_changes(publicatie=publicatie, by=indiener)
        sleutels = {wijziging.titel: wijziging.sleutel for wijziging, _ in of_version(publicatie)}
        if unknown := redenen.keys() - sleutels.keys():
            raise DemoFout(f"publicatie.toml: er is geen wijziging '{unknown.pop()}'. Wel: {', '.join(sleutels)}")
        by_key = {sleutels[titel]: reden for titel, reden in redenen.items()}
        actions.explain_changes(publicatie=publicatie, redenen=by_key, volgorde=list(by_key), by=indiener)
    actions.submit(publicatie=publicatie, by=indiener, at=gegevens["ingediend_op"])
    actions.approve(publicatie=publicatie, by=beoordelaar, at=gegevens["goedgekeurd_op"])
    actions.publish(publicatie=publicatie, by=indiener, at=gegevens["gepubliceerd_op"])


# --- people ---


def _accounts(regio: Regio) -> None:
    for username, first, last, slug, rol in ACCOUNTS:
        if slug == regio.slug:
            _account(username, first, last, regio, rol, password=PASSWORD)


def _people(regio: Regio) -> tuple[User, User]:
    """Who submits and who approves: the demo accounts of the regio, or stand-ins."""
    found = {rol: username for username, _, _, slug, rol in ACCOUNTS if slug == regio.slug}
    if Rol.CONTRACTMANAGER in found and Rol.BEOORDELAAR in found:
        return User.objects.get(username=found[Rol.CONTRACTMANAGER]), User.objects.get(username=found[Rol.BEOORDELAAR])
    indiener, beoordelaar = (
        _account(username, first, last, regio, rol, password=None) for username, first, last, rol in STAND_INS
    )
    return indiener, beoordelaar


def _account(username: str, first: str, last: str, regio: Regio, rol: Rol, *, password: str | None) -> User:
    user, created = User.objects.get_or_create(
        username=username, defaults={"first_name": first, "last_name": last, "is_staff": rol == Rol.BEHEERDER}
    )
    if created:
        user.set_password(password)
        user.save(update_fields=["password"])
    Lidmaatschap.objects.get_or_create(user=user, regio=regio, rol=rol)
    return user


# --- reading the layers ---


def _read(path: Path) -> Layer:
    try:
        return tomllib.loads(path.read_text())
    except (OSError, tomllib.TOMLDecodeError) as fout:
        raise DemoFout(f"{path.relative_to(FIXTURES)}: {fout}") from fout


def _merge(below: Layer, folder: Path) -> Layer:
    """The layer of `folder` on top of the one below it (fixtures/README.md)."""
    publicatie = _read(folder / "publicatie.toml")
    layer: Layer = (
        {}
        if publicatie.get("leeg")
        else {key: dict(value) if isinstance(value, dict) else value for key, value in below.items()}
    )
    for path in publicatie.get("verwijderd", []):
        soort, code = path.split("/")
        del layer[soort][code]
    for path in sorted(folder.glob("*.toml")):
        content = _read(path)
        layer[path.stem] = content if path.stem == "publicatie" else next(iter(content.values()), [])
    for soort in ("segmenten", "producten", "percelen"):
        rows = layer.setdefault(soort, {})
        for path in sorted((folder / soort).glob("*.toml")):
            content, older = _read(path), rows.get(path.stem, {})
            rows[path.stem] = older | content | {"rubrieken": older.get("rubrieken", {}) | content.get("rubrieken", {})}
    return layer


def _snapshot(gegevens: Layer, layer: Layer) -> Snapshot:
    inkoop, publicatie = gegevens["inkoop"], layer["publicatie"]
    producten = sorted(layer["producten"].values(), key=lambda row: row["volgorde"])
    return Snapshot.model_validate(
        {
            "inkoop": _filled(Snapshot, "inkoop", inkoop)
            | {
                "regio": {key: gegevens["regio"].get(key, "") for key in ("slug", "naam", "website")},
                "deelnemers": _deelnemers(gegevens["deelnemer"]),
                "tarief_per_perceel": publicatie.get("tarief_per_perceel", False),
                "met_tarieven": publicatie.get("met_tarieven", inkoop.get("met_tarieven", False)),
            },
            "hoofdstukken": [_filled(Snapshot, "hoofdstukken", row) for row in layer.get("hoofdstukken", [])],
            "segmenten": [
                _filled(Snapshot, "segmenten", row)
                for row in sorted(layer["segmenten"].values(), key=lambda row: row["volgorde"])
            ],
            "rubrieken": [_filled(Snapshot, "rubrieken", row) for row in layer.get("rubrieken", [])],
            "grondslagen": [_filled(Snapshot, "grondslagen", row) for row in layer.get("grondslagen", [])],
            "leefgebieden": layer.get("leefgebieden", []),
            "producten": [_filled(Snapshot, "producten", row) | {"teksten": _texts(row)} for row in producten],
            "voorwaarden": [
                _voorwaarde(row["code"], voorwaarde)
                for row in producten
                for voorwaarde in row.get("inschrijfvoorwaarden", [])
            ],
            "percelen": [_perceel(row) for row in sorted(layer["percelen"].values(), key=lambda row: row["volgorde"])],
            "tarieven": [_filled(Snapshot, "tarieven", row) for row in layer.get("tarieven", [])],
            "indexaties": [],
            "begrippen": sorted(
                (_filled(Snapshot, "begrippen", row) for row in layer.get("begrippen", [])), key=lambda row: row["term"]
            ),
        }
    )


_RICH = {"tekst", "slottekst", "definitie", "doelgroep", "leveranciersmanagement", "toegangsmanagement"}


def _filled(schema: type[Snapshot], part: str, row: Layer) -> Layer:
    """`row` with every field of its schema: what the file leaves out is empty."""
    annotation = schema.model_fields[part].annotation
    model: Any = getattr(annotation, "__args__", [annotation])[0]
    filled: Layer = {}
    for name, field in model.model_fields.items():
        value = row.get(name)
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
        filled[name] = richtext.clean(value) if name in _RICH and isinstance(value, str) else value
    return filled


def _texts(row: Layer) -> dict[str, str]:
    return {sleutel: richtext.clean(tekst) for sleutel, tekst in row.get("rubrieken", {}).items()}


def _deelnemers(rows: list[Layer]) -> list[Layer]:
    namen = dict(Gemeente.objects.values_list("code", "naam"))
    return [{"code": row["gemeente"], "naam": namen[row["gemeente"]], "groep": row.get("groep", "")} for row in rows]


def _perceel(row: Layer) -> Layer:
    filled = _filled(Snapshot, "percelen", row)
    filled["producten"] = [{"van": None, "tot": None, "in_beginsel": False} | link for link in row.get("producten", [])]
    filled["kenmerken"] = [
        kenmerk | {"toelichting": richtext.clean(kenmerk["toelichting"])} for kenmerk in row.get("kenmerken", [])
    ]
    filled["teksten"] = _texts(row)
    return filled


def _voorwaarde(product: str, row: Layer) -> Layer:
    return {
        "product": product,
        "soort": row["soort"],
        "voor_grondslagen": row.get("voor_grondslagen", []),
        "ander_product": row["product"],
        "grondslagen": row.get("grondslagen", []),
        "percelen": row.get("percelen", []),
        "toelichting": row.get("toelichting", ""),
    }


def _proces(inkoop: Inkoop, gegevens: Layer) -> None:
    for row in gegevens.get("mijlpaal", []):
        mijlpaal = Mijlpaal(
            inkoop=inkoop,
            titel=row["titel"],
            omschrijving=row.get("omschrijving", ""),
            tijd=row.get("tijd"),
            voorlopig=row.get("voorlopig", False),
            openbaar=True,
        )
        mijlpaal.moment = Moment.parse(row["moment"])
        mijlpaal.save()
    bijeenkomsten = {
        row["sleutel"]: Bijeenkomst.objects.create(
            inkoop=inkoop,
            sleutel=row["sleutel"],
            datum=row["datum"],
            titel=row["titel"],
            omschrijving=row.get("omschrijving", ""),
            openbaar=True,
        )
        for row in gegevens.get("bijeenkomst", [])
    }
    segmenten = {segment.code: segment for segment in inkoop.segmenten.all()}
    for row in gegevens.get("document", []):
        moment = Moment.parse(row["moment"]) if "moment" in row else None
        Document.objects.create(
            inkoop=inkoop,
            sleutel=row["sleutel"],
            titel=row["titel"],
            soort=row["soort"],
            omschrijving=row.get("omschrijving", ""),
            begin=moment.begin if moment else None,
            begin_precisie=moment.precisie.value if moment else "dag",
            segment=segmenten.get(row.get("segment", "")),
            bijeenkomst=bijeenkomsten.get(row.get("bijeenkomst", "")),
            openbaar=True,
        )
    for position, row in enumerate(gegevens.get("kengetal", []), start=1):
        Kengetal.objects.create(
            inkoop=inkoop,
            jaar=row["jaar"],
            naam=row["naam"],
            omzet=row.get("omzet"),
            aantal=row.get("aantal"),
            is_totaal=row.get("is_totaal", False),
            toelichting=row.get("toelichting", ""),
            volgorde=position * 10,
            openbaar=True,
        )
