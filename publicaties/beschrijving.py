"""What a snapshot says in words: one source for web, PDF, search and redline. Pure functions; plain text, except where told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import dutch
from core.codelijsten import Btw, Tariefsoort, bedragtekst
from core.deel import DeelInhoud
from core.plek import Zin, listing, named_or_listed, zin
from percelen.inhoud import PerceelInhoud, VoorwaardeInhoud
from percelen.models import Hoeveel, VoorwaardeSoort
from producten.inhoud import AswaardeInhoud, ProductInhoud
from producten.soort import assen
from publicaties.feiten import feiten
from publicaties.snapshot import Snapshot
from publicaties.soorten import soort_van
from publicaties.woorden import (
    ascodes,
    asnamen,
    aswaarde,
    lijnnaam,
    per,
    percelen_of,
)
from tarieven.inhoud import TariefInhoud


@dataclass(frozen=True)
class Tekstrij:
    """One text of a part: sentences made from facts (`bron` says which), then rich text of its own."""

    sleutel: str
    naam: str
    gegenereerd: tuple[Zin, ...]
    tekst: str
    bron: str = ""
    #: It is what the segment of a perceel says: told here, written there.
    geerfd: bool = False


@dataclass(frozen=True)
class Tariefrij:
    """`waarden`: what it is for in words, by the name of each axis ("grondslag"), "perceel" and "productcode"; `eigen`: those of which
    it names one, else it holds for all. `waarvoor`: those on one line; `geldt` on the day that was asked, else it starts later. `btw`:
    empty of a percentage, which has that of the tarief that it is of."""

    waarden: Mapping[str, str]
    eigen: frozenset[str]
    waarvoor: str
    bedrag: Decimal
    per: str
    btw: str
    ingangsdatum: dt.date
    einddatum: dt.date | None
    periode: str
    geldt: bool
    tariefsoort: str = Tariefsoort.BEDRAG

    @property
    def bedragtekst(self) -> str:
        """ "€ 64,80", "+ 25%"."""
        return bedragtekst(self.tariefsoort, self.bedrag)


def rijen(snapshot: Snapshot, deel: DeelInhoud) -> list[Tekstrij]:
    """The texts of a part: below the rubrieken of its kind in the order of the inkoop, or its own; what says nothing is left out."""
    if soort_van(deel).met_rubrieken:
        teksten: dict[str, str] = deel.teksten  # type: ignore[attr-defined]
        found = [
            Tekstrij(row.sleutel, row.naam, generated(snapshot, deel, row.bron), teksten.get(row.sleutel, ""), row.bron)
            for row in snapshot.rubrieken_of(deel.soortnaam)
        ]
    else:
        found = [Tekstrij(veld, naam, (), getattr(deel, veld)) for veld, naam in soort_van(deel).teksten.items()]
    found += _of_segment(snapshot, deel)
    return [rij for rij in found if rij.gegenereerd or rij.tekst]


def _of_segment(snapshot: Snapshot, deel: DeelInhoud) -> Iterator[Tekstrij]:
    """For whom the segment of a perceel is, unless the perceel says that itself; and how toegang to it goes."""
    segment = snapshot.segment.get(getattr(deel, "segment", None) or "")
    if segment is not None:
        if not getattr(deel, "teksten", {}).get("doelgroep"):
            yield Tekstrij("segment-doelgroep", f"Doelgroep van {segment.kort}", (), segment.doelgroep, geerfd=True)
        yield Tekstrij("segment-toegang", f"Toegang in {segment.kort}", (), segment.toegangsmanagement, geerfd=True)


def rubrieknamen(snapshot: Snapshot, deel: DeelInhoud) -> dict[str, str]:
    """Every text that a part of this kind can have: key and name, in the order of `rijen`."""
    if soort_van(deel).met_rubrieken:
        return {rubriek.sleutel: rubriek.naam for rubriek in snapshot.rubrieken_of(deel.soortnaam)}
    return soort_van(deel).teksten


def generated(snapshot: Snapshot, deel: DeelInhoud, bron: str) -> tuple[Zin, ...]:
    """The sentences of a rubriek with this `bron`; none for one that is only text."""
    make = soort_van(deel).zinnen.get(bron)
    return tuple(map(zin, make(snapshot, deel))) if make else ()


def tariefzin(snapshot: Snapshot) -> Zin:
    """What tarieven depend on. Empty when the inkoop publishes no tarieven or has nothing to divide them over."""
    if not snapshot.inkoop.met_tarieven or not snapshot.producten:
        return Zin()
    # With one value there is nothing to differ by.
    per_as: dict[tuple[str, ...], list[ProductInhoud]] = {}
    for row in snapshot.producten:
        if namen := tuple(one.naam for one in assen(snapshot, row) if len(one.waarden) > 1):
            per_as.setdefault(namen, []).append(row)
    equal = bool(snapshot.percelen) and not snapshot.inkoop.tarief_per_perceel
    depends = listing(
        (
            listing(row.zin() for row in rows)
            + " hangt het tarief af van "
            + dutch.listing({"grondslag": "de grondslag"}.get(naam, naam) for naam in namen)
            for namen, rows in per_as.items()
        ),
        word="",
        between="; bij ",
    )
    if equal:
        return "De tarieven per product zijn in alle percelen gelijk" + ("; bij " + depends if depends else Zin()) + "."
    if depends:
        return "Bij " + depends + "."
    return zin("De tarieven per product kunnen per perceel verschillen.") if snapshot.percelen else Zin()


def perceelzinnen(snapshot: Snapshot) -> list[Zin]:
    """Which product occurs in which percelen; products with the same percelen in one sentence."""
    together: dict[tuple[str, ...], list[Zin]] = {}
    for product in snapshot.producten:
        nummers = tuple(perceel.nummer for perceel in percelen_of(snapshot, product.code))
        if nummers:
            together.setdefault(nummers, []).append(_name(snapshot, product.code))
    return [_perceelzin(snapshot, names, nummers) for nummers, names in together.items()]


def _perceelzin(snapshot: Snapshot, names: list[Zin], nummers: tuple[str, ...]) -> Zin:
    verb = "komt" if len(names) == 1 else "komen"
    if len(nummers) == len(snapshot.percelen) > 1:
        return listing(names) + f" {verb} voor in alle percelen."
    only = "alleen " if len(nummers) == 1 and len(snapshot.percelen) > 1 else ""
    return listing(names) + f" {verb} {only}voor in " + _percelen(snapshot, nummers) + "."


def _percelen(snapshot: Snapshot, nummers: Iterable[str]) -> Zin:
    return named_or_listed(
        "perceel", "percelen", [snapshot.perceel[one].plek() for one in nummers if one in snapshot.perceel]
    )


def voorwaardezinnen(snapshot: Snapshot, product: DeelInhoud) -> list[Zin]:
    """What an aanbieder of this product must, or may, enrol for as well."""
    return [voorwaardezin(snapshot, row) for row in snapshot.voorwaarden if row.product == product.deelcode]


def voorwaarden_in(snapshot: Snapshot, perceel: PerceelInhoud) -> list[Zin]:
    """The same of every product of a perceel."""
    return [zin for product in _producten_in(snapshot, perceel) for zin in voorwaardezinnen(snapshot, product)]


def _producten_in(snapshot: Snapshot, perceel: PerceelInhoud) -> list[ProductInhoud]:
    return [snapshot.product[link.code] for link in perceel.producten if link.code in snapshot.product]


def voorwaardezin(snapshot: Snapshot, voorwaarde: VoorwaardeInhoud) -> Zin:
    who = _name(snapshot, voorwaarde.product)
    if voorwaarde.voor_grondslagen:
        who += " voor " + _grondslagen(snapshot, voorwaarde.voor_grondslagen)
    what = _name(snapshot, voorwaarde.ander_product)
    if voorwaarde.grondslagen:
        what += " met " + _grondslagen(snapshot, voorwaarde.grondslagen)
    if voorwaarde.percelen:
        what += " in " + _hoeveel(snapshot, voorwaarde)
    verb = "moet ook ingeschreven zijn" if voorwaarde.soort == VoorwaardeSoort.VERPLICHT else "mag ook inschrijven"
    sentence = "Wie inschrijft voor " + who + f", {verb} voor " + what + "."
    return sentence + f" {voorwaarde.toelichting}".rstrip()


_ALLE = {2: "allebei", 3: "alle drie", 4: "alle vier", 5: "alle vijf", 6: "alle zes"}


def _hoeveel(snapshot: Snapshot, voorwaarde: VoorwaardeInhoud) -> Zin:
    """ "percelen 1, 2 en 3 (alle drie)", "ten minste een van de percelen 1 en 2"."""
    number, named = len(voorwaarde.percelen), _percelen(snapshot, voorwaarde.percelen)
    if number < 2 or not voorwaarde.hoeveel:
        return named
    if voorwaarde.hoeveel == Hoeveel.EEN:
        return "ten minste een van de " + named
    return named + f" ({_ALLE.get(number, f'alle {number}')})"


def _name(snapshot: Snapshot, code: str) -> Zin:
    product = snapshot.product.get(code)
    return zin(product.volledig, product.plek()) if product else zin(code)


def _grondslagen(snapshot: Snapshot, codes: list[str]) -> Zin:
    found = [(snapshot.grondslag.get(code), code) for code in codes]
    labels = [zin(dutch.inside(row.label), row.plek()) if row else code for row, code in found]
    return ("de grondslag " if len(labels) == 1 else "de grondslagen ") + listing(labels)


def tarieftabel(snapshot: Snapshot, product: ProductInhoud, day: dt.date | None) -> list[Tariefrij]:
    """The tarieven of `product` that are valid on `day` or start later (all, without a day), in the order of the snapshot."""
    own = dutch.listing(perceel.nummer for perceel in percelen_of(snapshot, product.code))
    namen, alle = asnamen(snapshot), asnamen(snapshot, meervoud=True)

    def waarden(row: TariefInhoud) -> dict[str, str]:
        codes = ascodes(row)
        found = {veld: aswaarde(snapshot, veld, code) for veld, code in codes.items()}
        told = {
            naam: (rij.volledig if (rij := found[veld]) else codes[veld]) if veld in codes else f"alle {alle[veld]}"
            for veld, naam in namen.items()
        }
        return told | {"perceel": row.perceel or own, "productcode": row.iwmo_code or product.iwmo_code}

    def eigen(row: TariefInhoud) -> frozenset[str]:
        more = {"perceel": row.perceel, "productcode": row.iwmo_code}
        return frozenset([*(namen[veld] for veld in ascodes(row)), *(naam for naam, own in more.items() if own)])

    is_procent = Tariefsoort.of(product.tariefsoort).is_procent

    return [
        Tariefrij(
            waarden=waarden(row),
            eigen=eigen(row),
            waarvoor=lijnnaam(snapshot, row),
            bedrag=row.bedrag,
            per=per(snapshot, row),
            btw="" if is_procent else str(Btw(row.btw).label) if row.btw in Btw.values else row.btw,
            ingangsdatum=row.ingangsdatum,
            einddatum=row.einddatum,
            periode=dutch.period(row.ingangsdatum, row.einddatum),
            geldt=day is not None and row.is_valid_on(day),
            tariefsoort=product.tariefsoort,
        )
        for row in snapshot.tarieven
        if row.product == product.code and (day is None or row.einddatum is None or row.einddatum >= day)
    ]


def tarieven_in(
    snapshot: Snapshot, perceel: PerceelInhoud, day: dt.date | None
) -> list[tuple[ProductInhoud, list[Tariefrij]]]:
    """The products of a perceel that have tarieven, with those that hold in it (`tarieftabel`)."""
    found = []
    for product in _producten_in(snapshot, perceel):
        rijen = [
            rij
            for rij in tarieftabel(snapshot, product, day)
            if "perceel" not in rij.eigen or rij.waarden["perceel"] == perceel.nummer
        ]
        if rijen:
            found.append((product, rijen))
    return found


def tariefkolommen(rijen: Sequence[Tariefrij]) -> list[str]:
    """What these tarieven differ by: "grondslag", "perceel", "productcode". A column that says the same of all of them says nothing."""
    return [naam for naam in (rijen[0].waarden if rijen else ()) if any(naam in rij.eigen for rij in rijen)]


@dataclass(frozen=True)
class Asuitleg:
    """What the values of an axis mean: `waarden` by name, in lines, only those of which something is said."""

    naam: str
    waarden: tuple[tuple[str, str], ...]


def betekenis(snapshot: Snapshot, waarde: AswaardeInhoud) -> str:
    return "\n".join(filter(None, [waarde.definitie, *(feit.regel for feit in feiten(snapshot, waarde))]))


def asuitleg(snapshot: Snapshot) -> list[Asuitleg]:
    """The own axes of which some value is explained. None: there is nothing to read."""
    found = []
    for one in sorted(snapshot.tariefassen, key=lambda row: row.plaats):
        own = [(row, betekenis(snapshot, row)) for row in snapshot.aswaarden if row.tariefas == one.code]
        if told := tuple((row.volledig, text) for row, text in own if text):
            found.append(Asuitleg(dutch.capital(one.meervoud), told))
    return found
