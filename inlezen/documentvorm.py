"""Word out: a snapshot as our tree, in the same order as the PDF. What the portal makes from facts stands in it as well."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from core import dutch, richtext
from core.plek import Zin
from inlezen import pandoc
from inlezen.boom import Alinea, Blok, Boom, Kop, Tabel, alineas
from inlezen.sjabloon import reference
from inlezen.vergelijkvorm import fingerprint_of
from percelen.inhoud import PerceelInhoud
from producten.inhoud import ProductInhoud
from publicaties import beschrijving, samenhang
from publicaties.document import Versiegegevens, demo
from publicaties.eisentabel import eistabellen
from publicaties.feiten import feiten, untold
from publicaties.redline import delta
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN
from publicaties.teksten import teksten_van
from publicaties.wijzigingen import WijzigingInhoud
from segments.inhoud import HoofdstukInhoud, SegmentInhoud
from segments.models import HoofdstukSoort

#: The first column of what the portal makes from facts, so that reading knows it again.
FEITEN, WIJZIGINGEN, TARIEVEN = ("Feit", "Waarde"), ("Wijziging", "Was en wordt"), "Tarief"
#: Beside the name of an axis, above what its values mean.
UITLEG = "Betekenis bij de tarieven"
#: The last columns of a table of tarieven; before them stands what these differ by, which each inkoop calls as it likes.
TARIEFKOPPEN = (TARIEVEN, "Per", "Btw", "Periode")
NAAM, KENMERK, VOORWAARDEN = "Naam", "Kenmerk", "Voorwaarden om in te schrijven"
#: Of eisen: above their numbers.
EISEN = "Nr"
#: Above the closing text of a chapter where nothing else tells it from the text of its last part.
SLOT = "Tot slot"
#: Before the names under which a file keeps which texts it began with.
EIGEN = "wmo:"

MEDIATYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}

Wijzigingen = Sequence[tuple[WijzigingInhoud, str]]


def make(versie: Versiegegevens, snapshot: Snapshot, wijzigingen: Wijzigingen, formaat: str) -> bytes:
    """The whole document as "docx" or "odt": the same version gives the same bytes."""
    boom = tree(versie, snapshot, wijzigingen)
    with tempfile.NamedTemporaryFile(suffix=f".{formaat}") as look:
        look.write(reference(formaat))
        look.flush()
        extra = ["--reference-doc", look.name, "--toc", "--toc-depth=2", "--metadata=toc-title:Inhoud"]
        return pandoc.write(boom, formaat, *extra, moment=int(versie.gemaakt_op.timestamp()))


def tree(versie: Versiegegevens, snapshot: Snapshot, wijzigingen: Wijzigingen) -> Boom:
    vorm = _Vorm(versie, snapshot, wijzigingen)
    eigen = {f"{EIGEN}inkoop": snapshot.inkoop.slug}
    eigen |= {f"{EIGEN}{pad}": fingerprint_of(html) for pad, html in teksten(snapshot)}
    onder = f"{samenhang.beschrijvingen(snapshot)}, {dutch.inside(versie.naam)}"
    return Boom(tuple(vorm.document()), versie.inkoop, onder, eigen)


def teksten(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Every text that the document holds, by its place ("product/bgi/doelgroep")."""
    chapters = {hoofdstuk.soort for hoofdstuk in snapshot.hoofdstukken}
    told = (kind for kind in SOORTEN.values() if kind.in_document and (not kind.in_tabel or kind.meervoud in chapters))
    for soort in (kind.naam for kind in told):
        for deel in snapshot.delen(soort):
            own = teksten_van(deel).items()
            yield from ((f"{soort}/{deel.deelcode}/{sleutel}", html) for sleutel, html in own if html)


def gemaakt(told: Iterable[Zin | str]) -> str:
    """Sentences that the portal makes, as rich text: one is a paragraph, more are a list."""
    found = [escape(str(zin), quote=False) for zin in told]
    if len(found) > 1:
        return f"<ul>{''.join(f'<li>{zin}</li>' for zin in found)}</ul>"
    return "".join(f"<p>{zin}</p>" for zin in found)


def zinnen(snapshot: Snapshot, soort: str, code: str, bron: str) -> tuple[Zin, ...]:
    """What the portal says by itself in a rubriek with this bron."""
    deel = snapshot.vind(soort, code)
    return beschrijving.generated(snapshot, deel, bron) if deel is not None else ()


def lijst(snapshot: Snapshot, soort: str) -> list[str]:
    """What the portal says by itself in a chapter of this soort, block by block, as rich text."""
    if soort == HoofdstukSoort.PRODUCTENLIJST:
        return list(filter(None, [_ul(product.volledig for product in snapshot.producten)]))
    if soort == HoofdstukSoort.PERCELENLIJST:
        told = [*beschrijving.perceelzinnen(snapshot), beschrijving.tariefzin(snapshot)]
        return list(
            filter(None, [_ul(perceel.volledig for perceel in snapshot.percelen), *(_p(zin) for zin in told if zin)])
        )
    if soort == HoofdstukSoort.TARIEVEN:
        return [_p(zin) for zin in (demo(snapshot), beschrijving.tariefzin(snapshot)) if zin]
    return []


def _p(text: object) -> str:
    return f"<p>{escape(str(text), quote=False)}</p>"


def _lines(text: object) -> str:
    """Plain text of several lines: each a paragraph."""
    return "".join(_p(line) for line in str(text).splitlines() if line.strip()) or _p("")


def _ul(items: Iterable[str]) -> str:
    found = "".join(f"<li>{escape(item, quote=False)}</li>" for item in items)
    return f"<ul>{found}</ul>" if found else ""


class _Vorm:
    def __init__(self, versie: Versiegegevens, snapshot: Snapshot, wijzigingen: Wijzigingen) -> None:
        self.versie, self.snapshot, self.wijzigingen = versie, snapshot, wijzigingen

    def document(self) -> Iterator[Blok]:
        versie = self.versie
        status = (
            "concept, niet gepubliceerd" if versie.is_concept else "consultatieversie" if versie.consultatie else ""
        )
        rijen = [
            ("Versie", versie.naam),
            ("Status", status),
            ("Geldigheid", versie.geldigheid),
            ("Regio", versie.regio),
        ]
        rijen += [("Kenmerk (sha256)", versie.sha256), ("Let op", demo(self.snapshot)), ("Voorbeeld", versie.voorbeeld)]
        yield self.feitentabel([(naam, waarde) for naam, waarde in rijen if waarde])
        for hoofdstuk in self.snapshot.hoofdstukken:
            yield Kop(1, escape(hoofdstuk.titel, quote=False))
            yield from alineas(hoofdstuk.tekst)
            made = list(self.onderdeel(hoofdstuk))
            yield from made
            if hoofdstuk.slottekst:
                if not made or hoofdstuk.soort == HoofdstukSoort.GRONDSLAGEN:
                    yield Kop(2, SLOT)
                yield from alineas(hoofdstuk.slottekst)

    def onderdeel(self, hoofdstuk: HoofdstukInhoud) -> Iterator[Blok]:
        snapshot = self.snapshot
        match HoofdstukSoort(hoofdstuk.soort):
            case HoofdstukSoort.WIJZIGINGEN:
                yield from self.wijzigingstabel()
            case HoofdstukSoort.PRODUCTENLIJST | HoofdstukSoort.PERCELENLIJST as soort:
                yield from map(Alinea, lijst(snapshot, soort))
            case HoofdstukSoort.PRODUCTEN:
                for product in snapshot.producten:
                    yield from self.product(product)
            case HoofdstukSoort.PERCELEN:
                for perceel in snapshot.percelen:
                    yield from self.perceel(perceel)
            case HoofdstukSoort.SEGMENTEN:
                for segment in snapshot.segmenten:
                    yield from self.segment(segment)
            case HoofdstukSoort.GRONDSLAGEN:
                for grondslag in snapshot.grondslagen:
                    yield Kop(2, escape(grondslag.titel, quote=False))
                    if told := feiten(snapshot, grondslag):
                        yield self.feitentabel([(feit.naam, feit.tekst) for feit in told])
                    yield from alineas(grondslag.definitie)
            case HoofdstukSoort.EISEN:
                yield from self.eisen()
            case HoofdstukSoort.TARIEVEN:
                yield from self.tarieven()

    def wijzigingstabel(self) -> Iterator[Blok]:
        rijen = []
        for wijziging, reden in self.wijzigingen:
            links = f"<p><strong>{escape(wijziging.titel, quote=False)}</strong></p>" + (
                _p(f"Reden: {reden}") if reden else ""
            )
            rijen.append((links, "".join(_p(zin) for zin in _was_wordt(wijziging))))
        if rijen:
            yield Tabel((_p(WIJZIGINGEN[0]), _p(WIJZIGINGEN[1])), tuple(rijen))

    def product(self, product: ProductInhoud) -> Iterator[Blok]:
        rijen = self.rijen(product)
        if told := beschrijving.voorwaardezinnen(self.snapshot, product):
            rijen.append((_p(VOORWAARDEN), "".join(map(_p, told))))
        yield from self.deel(product.volledig, product, rijen)
        yield from self.tarieftabel(product)

    def perceel(self, perceel: PerceelInhoud) -> Iterator[Blok]:
        rijen = self.rijen(perceel)
        for kenmerk in perceel.kenmerken:
            naam = f"<p><strong>{escape(kenmerk.naam, quote=False)}</strong></p>"
            rijen.append((_p(f"{KENMERK} {kenmerk.nummer}"), naam + kenmerk.toelichting))
        yield from self.deel(perceel.volledig, perceel, rijen)

    def segment(self, segment: SegmentInhoud) -> Iterator[Blok]:
        yield from self.deel(segment.volledig, segment, self.rijen(segment))

    def rijen(self, deel: ProductInhoud | PerceelInhoud | SegmentInhoud) -> list[tuple[str, str]]:
        own = (rij for rij in beschrijving.rijen(self.snapshot, deel) if not rij.geerfd)
        return [(_p(rij.naam), gemaakt(rij.gegenereerd) + rij.tekst) for rij in own]

    def deel(
        self, naam: str, deel: ProductInhoud | PerceelInhoud | SegmentInhoud, rijen: Sequence[tuple[str, str]]
    ) -> Iterator[Blok]:
        yield Kop(2, escape(naam, quote=False))
        told = (rij.bron for rij in beschrijving.rijen(self.snapshot, deel))
        if rest := untold(feiten(self.snapshot, deel, self.versie.ingangsdatum), told):
            yield self.feitentabel([(feit.naam, feit.tekst) for feit in rest])
        yield Tabel((_p(NAAM), _p(naam)), tuple(rijen))

    def feitentabel(self, rijen: Sequence[tuple[str, str]]) -> Tabel:
        return Tabel((_p(FEITEN[0]), _p(FEITEN[1])), tuple((_p(naam), _p(waarde)) for naam, waarde in rijen))

    def tarieven(self) -> Iterator[Blok]:
        yield from map(Alinea, lijst(self.snapshot, HoofdstukSoort.TARIEVEN))
        for uitleg in beschrijving.asuitleg(self.snapshot):
            rijen = tuple((_p(naam), _lines(betekenis)) for naam, betekenis in uitleg.waarden)
            yield Tabel((_p(uitleg.naam), _p(UITLEG)), rijen)
        for product in self.snapshot.producten:
            if table := list(self.tarieftabel(product)):
                yield Kop(2, escape(product.volledig, quote=False))
                yield from table

    def eisen(self) -> Iterator[Blok]:
        """What is said of a whole table stands in its head: beside it, it would be text of the chapter."""
        for tabel in eistabellen(self.snapshot, self.snapshot.eisen):
            koppen = [EISEN, f"{tabel.naam}. {tabel.gemeen}".rstrip(), *tabel.kolommen]
            rijen = [
                (
                    _p(rij.eis.nummer),
                    f"<p><strong>{escape(rij.eis.naam, quote=False)}</strong></p>{rij.eis.tekst}"
                    + "".join(map(_p, rij.merken)),
                    *map(_lines, rij.waarden.values()),
                )
                for rij in tabel.rijen
            ]
            yield Tabel(tuple(map(_p, koppen)), tuple(rijen))

    def tarieftabel(self, product: ProductInhoud) -> Iterator[Blok]:
        tarieven = beschrijving.tarieftabel(self.snapshot, product, None)
        if not tarieven:
            return
        kolommen = beschrijving.tariefkolommen(tarieven)
        koppen = [*(dutch.capital(naam) for naam in kolommen), *TARIEFKOPPEN]
        rijen = []
        for rij in tarieven:
            cellen = [
                *(rij.waarden[naam] for naam in kolommen),
                rij.bedragtekst,
                rij.per.removeprefix("per "),
                rij.btw,
                rij.periode,
            ]
            rijen.append(tuple(map(_p, cellen)))
        yield Tabel(tuple(map(_p, koppen)), tuple(rijen))


def _was_wordt(wijziging: WijzigingInhoud) -> Iterator[str]:
    if wijziging.is_tekst:
        changed = delta(wijziging.was, wijziging.wordt)
        for woord, blokken in (("Was", [was for was, _ in changed]), ("Wordt", [wordt for _, wordt in changed])):
            texts = [richtext.plain_text(blok.html) for blok in blokken if blok]
            if texts:
                yield f"{woord}: {' '.join(texts)}"
    elif wijziging.tarieven:
        yield from (dutch.capital(tarief.zin) for tarief in wijziging.tarieven)
    else:
        yield from (
            f"{woord}: {waarde}" for woord, waarde in (("Was", wijziging.was), ("Wordt", wijziging.wordt)) if waarde
        )
    yield from wijziging.opmerkingen
