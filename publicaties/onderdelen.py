"""One row per published page, for search: title, other names, and everything that the page says as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from core import dutch, richtext
from percelen.inhoud import PerceelInhoud
from producten.inhoud import ProductInhoud
from publicaties import beschrijving
from publicaties.beschrijving import Feit, Rij
from publicaties.models import Onderdeel, OnderdeelSoort, Publicatie, Woord
from publicaties.snapshot import Snapshot
from publicaties.woorden import segmentnaam
from segments.inhoud import HoofdstukInhoud, SegmentInhoud
from segments.models import HoofdstukSoort

#: What counts as a word for `Woord`: letters only, not so short that everything looks like it.
WOORD = re.compile(r"[^\W\d_]{4,40}")


def make_onderdelen(publicatie: Publicatie, snapshot: Snapshot) -> None:
    """Store the rows of `publicatie`, and the words that they bring."""
    rows = list(onderdelen(snapshot))
    for volgorde, row in enumerate(rows, start=1):
        row.publicatie, row.volgorde = publicatie, volgorde
    Onderdeel.objects.bulk_create(rows)
    found = {word for row in rows for text in (row.titel, row.namen, row.tekst) for word in WOORD.findall(text.lower())}
    # In one order, so that two versions that are published at once wait for each other and never both.
    Woord.objects.bulk_create([Woord(word) for word in sorted(found)], ignore_conflicts=True)


def onderdelen(snapshot: Snapshot) -> Iterator[Onderdeel]:
    """The pages of a version, not saved yet."""
    for product in snapshot.producten:
        yield _product(snapshot, product)
    for perceel in snapshot.percelen:
        yield _perceel(snapshot, perceel)
    for segment in snapshot.segmenten:
        yield _segment(snapshot, segment)
    for grondslag in snapshot.grondslagen:
        yield Onderdeel(
            soort=OnderdeelSoort.GRONDSLAG,
            code=grondslag.code,
            titel=grondslag.label,
            namen=_lines([grondslag.code, f"grondslag {grondslag.nummer}" if grondslag.nummer is not None else ""]),
            grondslagen=[grondslag.code],
            tekst=_lines([richtext.plain_text(grondslag.definitie), grondslag.bron]),
        )
    for hoofdstuk in snapshot.hoofdstukken:
        yield _hoofdstuk(snapshot, hoofdstuk)
    if snapshot.tarieven:
        yield _tarieven(snapshot)


def _product(snapshot: Snapshot, product: ProductInhoud) -> Onderdeel:
    return Onderdeel(
        soort=OnderdeelSoort.PRODUCT,
        code=product.code,
        titel=beschrijving.productnaam(product),
        namen=_lines([product.code, product.afkorting, product.iwmo_code]),
        grondslagen=product.grondslagen,
        tekst=_lines(
            [
                *_facts(beschrijving.feiten_product(snapshot, product)),
                *_rubrieken(beschrijving.rijen(snapshot, product)),
                *beschrijving.voorwaardezinnen(snapshot, product),
            ]
        ),
    )


def _perceel(snapshot: Snapshot, perceel: PerceelInhoud) -> Onderdeel:
    producten = [snapshot.product[link.code] for link in perceel.producten if link.code in snapshot.product]
    found = {code for product in producten for code in product.grondslagen}
    return Onderdeel(
        soort=OnderdeelSoort.PERCEEL,
        code=perceel.nummer,
        titel=beschrijving.perceelnaam(perceel),
        namen=_lines([perceel.nummer, *(product.afkorting for product in producten)]),
        grondslagen=[grondslag.code for grondslag in snapshot.grondslagen if grondslag.code in found],
        tekst=_lines(
            [
                *_facts(beschrijving.feiten_perceel(snapshot, perceel)),
                *_rubrieken(beschrijving.rijen(snapshot, perceel)),
                *(
                    f"{kenmerk.nummer}. {kenmerk.naam}\n{richtext.plain_text(kenmerk.toelichting)}"
                    for kenmerk in perceel.kenmerken
                ),
            ]
        ),
    )


def _segment(snapshot: Snapshot, segment: SegmentInhoud) -> Onderdeel:
    rich = (segment.doelgroep, segment.tekst, segment.leveranciersmanagement, segment.toegangsmanagement)
    return Onderdeel(
        soort=OnderdeelSoort.SEGMENT,
        code=segment.code,
        titel=segmentnaam(segment),
        namen=segment.code,
        tekst=_lines([*_facts(beschrijving.feiten_segment(snapshot, segment)), *map(richtext.plain_text, rich)]),
    )


def _hoofdstuk(snapshot: Snapshot, hoofdstuk: HoofdstukInhoud) -> Onderdeel:
    generated: list[str] = []
    if hoofdstuk.soort == HoofdstukSoort.PRODUCTENLIJST:
        generated = [beschrijving.productnaam(product) for product in snapshot.producten]
    elif hoofdstuk.soort == HoofdstukSoort.PERCELENLIJST:
        generated = [
            *(beschrijving.perceelnaam(perceel) for perceel in snapshot.percelen),
            *beschrijving.perceelzinnen(snapshot),
            beschrijving.tariefzin(snapshot),
        ]
    return Onderdeel(
        soort=OnderdeelSoort.HOOFDSTUK,
        code=hoofdstuk.sleutel,
        titel=hoofdstuk.titel,
        tekst=_lines([richtext.plain_text(hoofdstuk.tekst), *generated, richtext.plain_text(hoofdstuk.slottekst)]),
    )


def _tarieven(snapshot: Snapshot) -> Onderdeel:
    lines = []
    for product in snapshot.producten:
        for rij in beschrijving.tarieftabel(snapshot, product, None):
            grondslag = rij.grondslag.label if rij.grondslag else ""
            perceel = f"perceel {rij.perceel}" if rij.perceel else ""
            what = ", ".join(filter(None, [beschrijving.productnaam(product), grondslag, perceel]))
            lines.append(f"{what}: {dutch.amount(rij.bedrag)} {rij.per} {rij.periode}")
    return Onderdeel(
        soort=OnderdeelSoort.TARIEVEN,
        titel="Tarieven",
        namen="tarief tarieven prijs bedrag",
        tekst=_lines([beschrijving.tariefzin(snapshot), *lines]),
    )


def _facts(feiten: Iterable[Feit]) -> Iterator[str]:
    return (f"{feit.naam}: {feit.tekst}" for feit in feiten)


def _rubrieken(rijen: Iterable[Rij]) -> Iterator[str]:
    return (_lines([rij.naam, *rij.gegenereerd, richtext.plain_text(rij.tekst)]) for rij in rijen)


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)
