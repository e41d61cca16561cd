"""One row per published page, for search: title, other names, facts, and everything else that the page says as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from core import richtext
from core.deel import DeelInhoud
from core.letters import normal
from eisen.soort import meervoud
from percelen.inhoud import PerceelInhoud
from producten.inhoud import GrondslagInhoud, ProductInhoud
from publicaties import beschrijving
from publicaties.beschrijving import Tekstrij
from publicaties.feiten import Feit, feiten
from publicaties.models import WOORD, Onderdeel, OnderdeelSoort, Publicatie, Woord
from publicaties.snapshot import Snapshot
from segments.inhoud import HoofdstukInhoud
from segments.models import HoofdstukSoort


def make_onderdelen(publicatie: Publicatie, snapshot: Snapshot) -> None:
    """Store the rows of `publicatie`, and the words that they bring."""
    rows = list(onderdelen(snapshot))
    for volgorde, row in enumerate(rows, start=1):
        row.publicatie, row.volgorde = publicatie, volgorde
    Onderdeel.objects.bulk_create(rows)
    texts = (text for row in rows for text in (row.titel, row.namen, row.feiten, row.tekst))
    found = {word for text in texts for word in WOORD.findall(text.lower())}
    # In one order, so that two versions that are published at once wait for each other and never both.
    Woord.objects.bulk_create([Woord(word) for word in sorted(found)], ignore_conflicts=True)


def onderdelen(snapshot: Snapshot) -> Iterator[Onderdeel]:
    """The pages of a version, not saved yet."""
    yield _inkoop(snapshot)
    for soort, make in NAMEN.items():
        for deel in snapshot.delen(soort):
            yield _deel(snapshot, deel, *make(snapshot, deel))
    for hoofdstuk in snapshot.hoofdstukken:
        yield _hoofdstuk(snapshot, hoofdstuk)
    if snapshot.tarieven:
        yield _tarieven(snapshot)


def _inkoop(snapshot: Snapshot) -> Onderdeel:
    inkoop = snapshot.inkoop
    return Onderdeel(
        soort=OnderdeelSoort.INKOOP,
        titel=inkoop.titel,
        namen=_lines([inkoop.regio.naam, *(row.naam for row in inkoop.deelnemers), *inkoop.cpv]),
        feiten=_facts(feiten(snapshot, inkoop)),
        tekst=inkoop.procedure_toelichting,
    )


def _deel(
    snapshot: Snapshot, deel: DeelInhoud, namen: list[str], grondslagen: list[str], more: Iterable[str]
) -> Onderdeel:
    rijen = beschrijving.rijen(snapshot, deel)
    return Onderdeel(
        soort=OnderdeelSoort(deel.soortnaam),
        code=deel.deelcode,
        titel=getattr(deel, "label", deel.volledig),
        namen=_lines([deel.deelcode, *namen]),
        grondslagen=grondslagen,
        feiten=_facts(feiten(snapshot, deel), rijen),
        tekst=_lines([*_texts(rijen), *more]),
    )


#: What a kind of page is found by besides its code, which grondslagen it is about, and what it says beside its texts.
Namen = tuple[list[str], list[str], Iterable[str]]


def _product(snapshot: Snapshot, product: ProductInhoud) -> Namen:
    namen = [product.afkorting, product.iwmo_code]
    return namen, product.grondslagen, map(str, beschrijving.voorwaardezinnen(snapshot, product))


def _perceel(snapshot: Snapshot, perceel: PerceelInhoud) -> Namen:
    producten = [snapshot.product[link.code] for link in perceel.producten if link.code in snapshot.product]
    found = {code for product in producten for code in product.grondslagen}
    grondslagen = [grondslag.code for grondslag in snapshot.grondslagen if grondslag.code in found]
    kenmerken = (f"{row.nummer}. {row.naam}\n{richtext.plain_text(row.toelichting)}" for row in perceel.kenmerken)
    return [product.afkorting for product in producten], grondslagen, kenmerken


def _grondslag(snapshot: Snapshot, grondslag: GrondslagInhoud) -> Namen:
    namen = [f"grondslag {grondslag.nummer}"] if grondslag.nummer is not None else []
    return namen, [grondslag.code], ()


NAMEN: dict[str, Callable[[Snapshot, Any], Namen]] = {
    "product": _product,
    "perceel": _perceel,
    "segment": lambda snapshot, segment: ([], [], ()),
    "grondslag": _grondslag,
    "eis": lambda snapshot, eis: ([eis.nummer, meervoud(eis.soort)], [], ()),
}


def _hoofdstuk(snapshot: Snapshot, hoofdstuk: HoofdstukInhoud) -> Onderdeel:
    generated: list[str] = []
    if hoofdstuk.soort == HoofdstukSoort.PRODUCTENLIJST:
        generated = [product.volledig for product in snapshot.producten]
    elif hoofdstuk.soort == HoofdstukSoort.PERCELENLIJST:
        generated = [
            *(perceel.volledig for perceel in snapshot.percelen),
            *map(str, beschrijving.perceelzinnen(snapshot)),
            str(beschrijving.tariefzin(snapshot)),
        ]
    return Onderdeel(
        soort=OnderdeelSoort.HOOFDSTUK,
        code=hoofdstuk.sleutel,
        titel=hoofdstuk.titel,
        feiten=_facts(feiten(snapshot, hoofdstuk)),
        tekst=_lines([richtext.plain_text(hoofdstuk.tekst), *generated, richtext.plain_text(hoofdstuk.slottekst)]),
    )


def _tarieven(snapshot: Snapshot) -> Onderdeel:
    lines = []
    for product in snapshot.producten:
        for rij in beschrijving.tarieftabel(snapshot, product, None):
            what = ", ".join(filter(None, [product.volledig, rij.waarvoor]))
            lines.append(f"{what}: {rij.bedragtekst} {rij.per} {rij.periode}")
    uitleg = (text for one in beschrijving.asuitleg(snapshot) for waarde in one.waarden for text in waarde)
    return Onderdeel(
        soort=OnderdeelSoort.TARIEVEN,
        titel="Tarieven",
        namen="tarief tarieven prijs bedrag",
        # Found, and not shown: an amount stands where the page says what it is worth (demo, period, btw).
        feiten=_lines(lines),
        tekst=_lines([str(beschrijving.tariefzin(snapshot)), *uitleg]),
    )


def _facts(feiten: Iterable[Feit], rijen: Iterable[Tekstrij] = ()) -> str:
    return _lines([*(feit.regel for feit in feiten), *(rij.naam for rij in rijen)])


def _texts(rijen: Iterable[Tekstrij]) -> Iterator[str]:
    return (_lines([*map(str, rij.gegenereerd), richtext.plain_text(rij.tekst)]) for rij in rijen)


def _lines(parts: Iterable[str]) -> str:
    return normal("\n".join(part for part in parts if part))
