"""The demo data of `fixtures/`: read from TOML, written through the same road as everything else.

Each version folder becomes a `Snapshot`, is put into the working data as if someone restored it, and goes through submission,
approval and publication by two people, at the moments that the folder names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from accounts.models import Lidmaatschap, Rol, User
from core.moment import Moment
from proces.models import Bijeenkomst, Document, Kengetal, Mijlpaal
from producten.models import Rubriek
from publicaties import actions
from publicaties.herstel import restore
from publicaties.lagen import FIXTURES, Laag, LaagFout, merge, read_toml, snapshot_of
from publicaties.snapshot import SCHEMA_VERSIE, Snapshot, take
from publicaties.soorten import PER_LIJST
from publicaties.wijzigingstabel import of_version
from segments.models import Gemeente, Inkoop, Regio
from wmo_portal.demo_reacties import load_reacties, move_on
from wmo_portal.demo_vragen import load_vragen
from wmo_portal.demostukken import MAAK, VOORBEELD, make

PASSWORD = "inkoop-demo"  # noqa: S105 - demo accounts only
ACCOUNTS = [
    ("contractmanager", "Carla", "Contractmanager", "mlw-mer", Rol.CONTRACTMANAGER),
    ("beoordelaar", "Bram", "Beoordelaar", "mlw-mer", Rol.BEOORDELAAR),
    ("beheerder", "Bea", "Beheerder", "mlw-mer", Rol.BEHEERDER),
    ("lezer", "Lies", "Lezer", "mlw-mer", Rol.LEZER),
    ("kampen", "Kees", "Kampen", "kampen", Rol.CONTRACTMANAGER),
    ("voorbeeldstad", "Vera", "Voorbeeldstad", "voorbeeldstad", Rol.CONTRACTMANAGER),
]
# Who submitted and approved the versions of regio's that have no two demo accounts; they cannot log in.
STAND_INS = [
    ("demo-indiener", "Demo", "Indiener", Rol.CONTRACTMANAGER),
    ("demo-beoordelaar", "Demo", "Beoordelaar", Rol.BEOORDELAAR),
]


def load(report: Callable[[str], None]) -> None:
    """Load what is not there yet. An inkoop that exists is left alone, whatever has become of it."""
    for folder in sorted(path.parent for path in FIXTURES.glob("*/inkoop.toml")):
        gegevens = read_toml(folder / "inkoop.toml")
        known = Inkoop.objects.filter(slug=gegevens["inkoop"]["slug"])
        if known.exists():
            known.filter(voorbeeld="").update(
                voorbeeld=gegevens.get("voorbeeld", "")
            )  # of a demo from before it could be said
            continue
        report(f"{gegevens['regio']['naam']}: {gegevens['inkoop']['titel']}")
        _load_inkoop(folder, gegevens, report)
    move_on()


@transaction.atomic
def _load_inkoop(folder: Path, gegevens: Laag, report: Callable[[str], None]) -> None:
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
        perceelvelden=gegevens["inkoop"].get("perceelvelden", []),
        voorbeeld=gegevens.get("voorbeeld", ""),
    )
    namen = dict(Gemeente.objects.values_list("code", "naam"))
    laag: Laag = {}
    for version in sorted(
        (path for path in folder.iterdir() if path.is_dir()), key=lambda path: int(path.name.split("-")[0])
    ):
        laag = merge(laag, version)
        publicatie = laag["publicatie"]
        report(f"  {publicatie['versienaam']}")
        snapshot = snapshot_of(gegevens, laag, namen)
        restore(inkoop=inkoop, snapshot=snapshot, by=indiener, at=publicatie["ingediend_op"], reden="Demogegevens")
        for row in laag.get("rubrieken", []):
            Rubriek.objects.filter(inkoop=inkoop, soort=row["soort"], sleutel=row["sleutel"]).update(
                toelichting=row.get("toelichting", "")
            )
        _publish(
            inkoop,
            publicatie,
            _published_before(inkoop, publicatie, snapshot),
            indiener=indiener,
            beoordelaar=beoordelaar,
        )
    _proces(inkoop, read_toml(folder / "proces.toml"), snapshot)
    load_reacties(folder, inkoop, indiener=indiener, beoordelaar=beoordelaar)
    load_vragen(folder, inkoop, indiener=indiener, beoordelaar=beoordelaar)


def _last_moment(inkoop: Inkoop) -> dt.datetime:
    """When the newest version came out: the moment in what is made from it."""
    found = inkoop.publicaties.exclude(gepubliceerd_op=None).order_by("-volgnummer").first()
    if found is None or found.gepubliceerd_op is None:
        raise LaagFout(f"{inkoop}: er is geen gepubliceerde versie.")
    return found.gepubliceerd_op


def _published_before(inkoop: Inkoop, gegevens: Laag, snapshot: Snapshot) -> Snapshot | None:
    """What came out before, in the form of then: without what came in since, so that it has its sha256 in every new demo."""
    if "sha256" not in gegevens:
        return None
    later = {lijst: {"__all__": {"identiteit"}} for lijst in PER_LIJST}
    found = take(inkoop).model_dump(mode="json", exclude_defaults=True, exclude=later)
    vorm = Snapshot.model_validate(found | {"schema_versie": SCHEMA_VERSIE, "inkoop": snapshot.inkoop.stored()})
    if vorm.sha256 != gegevens["sha256"]:
        raise LaagFout(
            f"'{gegevens['versienaam']}' is gepubliceerd en blijft zoals zij is. Verander een latere versie."
        )
    return vorm


def _publish(inkoop: Inkoop, gegevens: Laag, published: Snapshot | None, *, indiener: User, beoordelaar: User) -> None:
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
            raise LaagFout(f"publicatie.toml: er is geen wijziging '{unknown.pop()}'. Wel: {', '.join(sleutels)}")
        by_key = {sleutels[titel]: reden for titel, reden in redenen.items()}
        actions.explain_changes(publicatie=publicatie, redenen=by_key, volgorde=list(by_key), by=indiener)
    actions.submit(publicatie=publicatie, by=indiener, at=gegevens["ingediend_op"], vorm=published)
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
        username=username,
        defaults={
            "first_name": first,
            "last_name": last,
            "is_staff": rol == Rol.BEHEERDER,
            "email": f"{username}@{regio.slug}.example" if password else "",  # .example: of nobody (RFC 2606)
        },
    )
    if created:
        user.set_password(password)
        user.save(update_fields=["password"])
    Lidmaatschap.objects.get_or_create(user=user, regio=regio, rol=rol)
    return user


# --- around the text ---


def _proces(inkoop: Inkoop, gegevens: Laag, snapshot: Snapshot) -> None:
    segmenten = {segment.code: segment for segment in inkoop.segmenten.all()}

    def fields(row: Laag) -> Laag:
        """As the file names them; what the model knows otherwise, by its row."""
        found = {naam: waarde for naam, waarde in row.items() if naam not in {"segmenten", "vervangt", "tekst", MAAK}}
        found |= {naam: Moment.parse(row[naam]) for naam in ("moment", "eerder") if naam in row}
        return found | {"segment": segmenten[row["segment"]]} if "segment" in row else found

    for row in gegevens.get("mijlpaal", []):
        Mijlpaal.objects.create(inkoop=inkoop, openbaar=True, **fields(row))
    bijeenkomsten = {}
    for row in gegevens.get("bijeenkomst", []):
        bijeenkomsten[row["sleutel"]] = new = Bijeenkomst.objects.create(inkoop=inkoop, openbaar=True, **fields(row))
        new.segmenten.set(segmenten[code] for code in row.get("segmenten", ()))
    documenten: dict[str, Document] = {}
    for position, row in enumerate(gegevens.get("document", []), start=1):
        links = {
            "bijeenkomst": bijeenkomsten.get(row.get("bijeenkomst", "")),
            "vervangt": documenten.get(row.get("vervangt", "")),
        }
        document = Document(inkoop=inkoop, openbaar=True, volgorde=position * 10, **{**fields(row), **links})
        if MAAK in row:
            document.bestand = make(row, gegevens, snapshot, _last_moment(inkoop))
            document.omschrijving += f" {VOORBEELD}"
        document.full_clean()
        document.save()
        documenten[row["sleutel"]] = document
    for position, row in enumerate(gegevens.get("kengetal", []), start=1):
        Kengetal.objects.create(inkoop=inkoop, openbaar=True, volgorde=position * 10, **fields(row))
