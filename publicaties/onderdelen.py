"""One row per published page, for search: title, other names, facts, and everything else that the page says as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core import dutch, richtext
from percelen.inhoud import PerceelInhoud
from producten.inhoud import ProductInhoud
from publicaties import beschrijving
from publicaties.beschrijving import Rij
from publicaties.feiten import Feit, feiten_inkoop, feiten_perceel, feiten_product, feiten_segment
from publicaties.models import WOORD, Onderdeel, OnderdeelSoort, Publicatie, Woord
from publicaties.snapshot import Snapshot
from publicaties.woorden import segmentnaam
from segments.inhoud import HoofdstukInhoud, SegmentInhoud
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
            feiten=grondslag.bron,
            tekst=richtext.plain_text(grondslag.definitie),
        )
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
        feiten=_facts(feiten_inkoop(snapshot)),
        tekst=inkoop.procedure_toelichting,
    )


def _product(snapshot: Snapshot, product: ProductInhoud) -> Onderdeel:
    return Onderdeel(
        soort=OnderdeelSoort.PRODUCT,
        code=product.code,
        titel=beschrijving.productnaam(product),
        namen=_lines([product.code, product.afkorting, product.iwmo_code]),
        grondslagen=product.grondslagen,
        feiten=_facts(feiten_product(snapshot, product), beschrijving.rijen(snapshot, product)),
        tekst=_lines(
            [
                *_texts(beschrijving.rijen(snapshot, product)),
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
        feiten=_facts(feiten_perceel(snapshot, perceel), beschrijving.rijen(snapshot, perceel)),
        tekst=_lines(
            [
                *_texts(beschrijving.rijen(snapshot, perceel)),
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
        feiten=_facts(feiten_segment(snapshot, segment)),
        tekst=_lines(map(richtext.plain_text, rich)),
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
        # Found, and not shown: an amount stands where the page says what it is worth (demo, period, btw).
        feiten=_lines(lines),
        tekst=beschrijving.tariefzin(snapshot),
    )


def _facts(feiten: Iterable[Feit], rijen: Iterable[Rij] = ()) -> str:
    return _lines([*(f"{feit.naam}: {feit.tekst}" for feit in feiten), *(rij.naam for rij in rijen)])


def _texts(rijen: Iterable[Rij]) -> Iterator[str]:
    return (_lines([*rij.gegenereerd, richtext.plain_text(rij.tekst)]) for rij in rijen)


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)
