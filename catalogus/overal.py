"""What all inkopen together have on offer today: of each version that a visitor reads a short extract, to ask questions across them.

A snapshot is read once for its extract and let go; an extract never changes, so it is kept for as long as its version is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from django.utils.text import slugify

from catalogus.aanbod import Aanbod, Getoond, aanbod
from catalogus.adressen import below
from catalogus.doelgroep import named
from core import dutch
from core.codelijsten import Productcategorie, Tariefsoort, label_of
from core.richtext import plain_text
from percelen.inhoud import PerceelInhoud
from producten.inhoud import ProductInhoud
from publicaties import beschrijving
from publicaties.eisentabel import eisen_of
from publicaties.feiten import feiten
from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot, read
from publicaties.woorden import ascodes, asnamen, aswaarde, eenheid_van, per
from segments.inhoud import SegmentInhoud
from tarieven.inhoud import TariefInhoud

#: A name as it stands in an address.
slug = lru_cache(maxsize=4096)(slugify)
#: What an aanbieder enrols for: percelen, or producten where an inkoop has none.
Inschrijfbaar = PerceelInhoud | ProductInhoud
#: The axis that every inkoop knows by the same name.
GRONDSLAG = "grondslag"
#: The texts that say for whom a part is.
DOELGROEP = ("doelgroep", "problematiek")


@dataclass(frozen=True)
class Koopt:
    """A product as it is bought somewhere. `waarden`: by the name of each axis, the values that it knows: code in capitals, label."""

    code: str
    kort: str
    naam: str
    categorie: str
    waarden: Mapping[str, Mapping[str, str]]
    periode: str = ""


@dataclass(frozen=True)
class Inschrijfdeel:
    """What an aanbieder enrols for: a perceel, or a product where an inkoop has no percelen. `pad`: its page, below that of the inkoop.

    `groepen`: the doelgroepen that it is for, as one can choose them: those that its texts name, and the segmenten that it is in. Each
    by its name in an address.
    """

    soort: str
    code: str
    titel: str
    pad: str
    gemeenten: frozenset[str]
    producten: tuple[Koopt, ...]
    doelgroep: str
    groepen: Mapping[str, str]
    aanhef: str
    voorwaarden: tuple[str, ...]
    feiten: tuple[tuple[str, str], ...]
    eisen: int
    toegang: bool


@dataclass(frozen=True)
class Bedrag:
    """A tarief of one product: `voor` its values by the name of each axis; `per` its unit, and `toelichting` what is said of that."""

    product: str
    kort: str
    categorie: str
    per: str
    btw: str
    perceel: str
    voor: tuple[tuple[str, str], ...]
    toelichting: str
    bedrag: Decimal
    ingangsdatum: dt.date
    einddatum: dt.date | None

    def is_valid_on(self, day: dt.date) -> bool:
        return self.ingangsdatum <= day and (self.einddatum is None or day <= self.einddatum)


@dataclass(frozen=True)
class Uittreksel:
    """`assen`: by the name of each axis that its producten know, values as in `Koopt`; `fictief`: its amounts are invented."""

    gemeenten: Mapping[str, str]
    plaatsen: tuple[Inschrijfdeel, ...]
    producten: tuple[Koopt, ...]
    assen: frozenset[str]
    bedragen: tuple[Bedrag, ...]
    fictief: bool
    heeft_percelen: bool


@dataclass(frozen=True)
class Inkoopdeel:
    """An extract, with the version that it is of."""

    versie: Getoond
    uittreksel: Uittreksel


_gelezen: dict[tuple[int, str], Uittreksel] = {}


def overal(found: Aanbod | None = None) -> list[Inkoopdeel]:
    """Every inkoop that visitors read, by regio and title. No query besides that of `aanbod`, and one when something came out."""
    global _gelezen
    shown = (found or aanbod()).inkopen
    keys = {(row.publicatie.pk, row.publicatie.sha256) for row in shown}
    known, missing = _gelezen, [pk for pk, sha256 in keys if (pk, sha256) not in _gelezen]
    if missing:
        rows = Publicatie.objects.filter(pk__in=missing).order_by("pk").values_list("pk", "sha256", "inhoud")
        known = {key: one for key, one in known.items() if key in keys} | {
            (pk, sha256): extract(read(inhoud)) for pk, sha256, inhoud in rows.iterator(chunk_size=20) if inhoud
        }
        _gelezen = known
    return [
        Inkoopdeel(row, known[key]) for row in shown if (key := (row.publicatie.pk, row.publicatie.sha256)) in known
    ]


def forget() -> None:
    """As in a process that starts."""
    _gelezen.clear()


# --- one version ------------------------------------------------------------------------------------------------------


def extract(snapshot: Snapshot) -> Uittreksel:
    """Pure."""
    producten = {product.code: _koopt(snapshot, product) for product in snapshot.producten}
    delen: Sequence[Inschrijfbaar] = snapshot.percelen or snapshot.producten
    return Uittreksel(
        gemeenten={row.code: row.naam for row in snapshot.inkoop.deelnemers},
        plaatsen=tuple(_plaats(snapshot, deel, producten) for deel in delen),
        producten=tuple(producten.values()),
        assen=frozenset(chain.from_iterable(one.waarden for one in producten.values())),
        bedragen=tuple(_bedragen(snapshot)),
        fictief=snapshot.inkoop.tarieven_fictief,
        heeft_percelen=bool(snapshot.percelen),
    )


def _koopt(snapshot: Snapshot, product: ProductInhoud) -> Koopt:
    """What a product is for, also where its tarief does not depend on it."""
    waarden: dict[str, dict[str, str]] = {}
    for row in snapshot.grondslagen:
        if row.code in product.grondslagen:
            waarden.setdefault(GRONDSLAG, {})[row.code.upper()] = row.label
    names = {row.code: row.naam for row in snapshot.tariefassen}
    for one in snapshot.aswaarden:
        if one.code in product.aswaarden and one.tariefas in names:
            waarden.setdefault(names[one.tariefas], {})[one.code.upper()] = one.label
    return Koopt(product.code, product.kort, product.naam, product.iwmo_categorie, waarden)


def _plaats(snapshot: Snapshot, deel: Inschrijfbaar, producten: Mapping[str, Koopt]) -> Inschrijfdeel:
    doelgroep = _doelgroep(snapshot, deel)
    tekst = " ".join([deel.volledig, *doelgroep])
    return Inschrijfdeel(
        soort=deel.soortnaam,
        code=deel.deelcode,
        titel=deel.volledig,
        pad=below(deel.soortnaam, deel.deelcode),
        gemeenten=frozenset(deel.gemeenten or (row.code for row in snapshot.inkoop.deelnemers)),
        producten=tuple(_bought(deel, producten)),
        doelgroep=tekst,
        groepen={slug(naam): naam for naam in (*named(tekst), *(row.volledig for row in _segmenten(snapshot, deel)))},
        aanhef=dutch.opening(doelgroep[0], 30) if doelgroep else "",
        voorwaarden=tuple(_conditions(snapshot, deel)),
        feiten=tuple((feit.naam, feit.tekst) for feit in feiten(snapshot, deel) if feit.soort.voorwaarde),
        eisen=len(eisen_of(snapshot, deel)),
        toegang=has_toegang(snapshot, deel),
    )


def _bought(deel: Inschrijfbaar, producten: Mapping[str, Koopt]) -> Iterable[Koopt]:
    return [replace(producten[code], periode=periode) for code, periode in deel.levert if code in producten]


def _segmenten(snapshot: Snapshot, deel: Inschrijfbaar) -> list[SegmentInhoud]:
    return [snapshot.segment[code] for code in deel.segmentcodes if code in snapshot.segment]


def _doelgroep(snapshot: Snapshot, deel: Inschrijfbaar) -> list[str]:
    """What it says itself, then what the segmenten that it is in say."""
    segmenten = _segmenten(snapshot, deel)
    texts = [deel.teksten.get(sleutel, "") for sleutel in DOELGROEP] + [row.doelgroep for row in segmenten]
    return [plain_text(text) for text in texts if text] + [row.naam for row in segmenten]


def _conditions(snapshot: Snapshot, deel: Inschrijfbaar) -> Iterable[str]:
    for code, _ in deel.levert:
        if code in snapshot.product:
            yield from map(str, beschrijving.voorwaardezinnen(snapshot, snapshot.product[code]))


def has_toegang(snapshot: Snapshot, deel: Inschrijfbaar) -> bool:
    """Whether toegang to this part can be checked: it has kenmerken, leefgebieden or limits to count."""
    if deel.vraagt_toegang:
        return True
    producten = [snapshot.product[code] for code, _ in deel.levert if code in snapshot.product]
    limits = ((row.max_per_week, row.max_weken_aaneen, row.max_per_jaar) for row in producten)
    return any(limit is not None for limit in chain.from_iterable(limits))


def _bedragen(snapshot: Snapshot) -> Iterable[Bedrag]:
    """Amounts per unit; a toeslag or a budget is something else."""
    namen = asnamen(snapshot)
    for row in snapshot.tarieven:
        product = snapshot.product.get(row.product)
        if product and Tariefsoort.of(product.tariefsoort) == Tariefsoort.BEDRAG and product.heeft_bedrag:
            yield Bedrag(
                product=product.code,
                kort=product.kort,
                categorie=product.iwmo_categorie,
                per=per(snapshot, row),
                btw=row.btw,
                perceel=row.perceel or "",
                voor=tuple(_voor(snapshot, row, namen)),
                toelichting=eenheid_van(snapshot, row)[1],
                bedrag=row.bedrag,
                ingangsdatum=row.ingangsdatum,
                einddatum=row.einddatum,
            )


def _voor(snapshot: Snapshot, row: TariefInhoud, namen: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for veld, code in ascodes(row).items():
        found = aswaarde(snapshot, veld, code)
        yield namen.get(veld, veld), found.label if found else code


def categorienaam(code: str) -> str:
    """ "Begeleiding": without its number, which says nothing to who reads it."""
    return label_of(Productcategorie, code).removeprefix(f"{code} ")
