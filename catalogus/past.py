"""Which percelen fit an aanbieder: what is chosen against what each asks, with why it fits and why it does not. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlencode

from catalogus.doelgroep import missing_words
from catalogus.overal import GRONDSLAG, Inkoopdeel, Inschrijfdeel, Koopt, categorienaam, slug
from catalogus.zoeken import Facet, Facetkeuze, tidy
from core import dutch

PER_PAGE = 20
PAD = "/past-dit-bij-ons/"
#: What one can choose: the name in the address, and as people read it.
FACETTEN = {
    "gemeente": "Gemeente",
    "groep": "Doelgroep",
    "product": "Soort ondersteuning",
    "grondslag": "Grondslag",
    "waarde": "Indeling",
}
#: Of each, so many to choose from: gemeenten stand in one list, the others below each other.
MEEST = {"gemeente": 400, "groep": 24, "product": 24, "grondslag": 24, "waarde": 24}
#: These must hold for one and the same product.
VAN_PRODUCT = ("product", "grondslag", "waarde")


class Past(StrEnum):
    JA = "ja"
    #: The inkoop does not say: nothing speaks against it.
    ONBEKEND = "onbekend"
    NEE = "nee"


ORDE = list(Past)
_RANG = {staat: number for number, staat in enumerate(ORDE)}.__getitem__
TITELS = {Past.JA: "Past", Past.ONBEKEND: "Past misschien", Past.NEE: "Past niet"}


@dataclass(frozen=True)
class Wens:
    """What an aanbieder chose. `gekozen` has no empty lists; `doelgroep` are words."""

    gekozen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doelgroep: str = ""
    pagina: int = 1

    @classmethod
    def read(cls, get: Mapping[str, Sequence[str]]) -> Wens:
        """From the lists of a query string, whatever stands in it."""
        pagina = next(iter(get.get("pagina", [])), "")
        found = {name: tuple(dict.fromkeys(filter(None, map(tidy, get.get(name, [])[:30])))) for name in FACETTEN}
        return cls(
            gekozen={name: values for name, values in found.items() if values},
            doelgroep=tidy(next(iter(get.get("doelgroep", [])), "")),
            pagina=int(pagina) if re.fullmatch(r"[0-9]{1,6}", pagina) else 1,
        )

    def __bool__(self) -> bool:
        return bool(self.gekozen or self.doelgroep)

    def address(self, *, pagina: int = 1, without: tuple[str, str] | None = None) -> str:
        """The address of this question; another page of it, or the same without one choice."""
        pairs = [(name, value) for name, values in self.gekozen.items() for value in values if (name, value) != without]
        if self.doelgroep and without != ("doelgroep", self.doelgroep):
            pairs.append(("doelgroep", self.doelgroep))
        if pagina > 1:
            pairs.append(("pagina", str(pagina)))
        return f"{PAD}?{urlencode(pairs)}" if pairs else PAD


@dataclass(frozen=True)
class Reden:
    staat: Past
    tekst: str


@dataclass(frozen=True)
class Pasoordeel:
    """One perceel (or product) with whether it fits; `redenen` for each thing that was chosen, in the order of the form."""

    deel: Inkoopdeel
    plaats: Inschrijfdeel
    staat: Past
    redenen: tuple[Reden, ...]

    @property
    def adres(self) -> str:
        return self.deel.versie.pad + self.plaats.pad


@dataclass(frozen=True)
class Pasuitkomst:
    """`groepen`: by whether it fits, those on this page; `aantallen` of all pages together."""

    groepen: tuple[tuple[Past, str, tuple[Pasoordeel, ...]], ...]
    aantallen: Mapping[Past, int]
    pagina: int
    paginas: int
    facetten: tuple[Facet, ...]


def answer(wens: Wens, delen: Sequence[Inkoopdeel]) -> Pasuitkomst:
    """Those that fit first, then those of which something is not known, then those that do not."""
    gewogen = [_weigh(wens, deel, plaats) for deel in delen for plaats in deel.uittreksel.plaatsen]
    found = [(one.staat(), one.deel, one.plaats) for one in gewogen]
    found.sort(key=lambda row: _RANG(row[0]))  # stable: within that by regio, inkoop and document
    paginas = max(1, -(-len(found) // PER_PAGE))
    pagina = min(max(wens.pagina, 1), paginas)
    here = found[(pagina - 1) * PER_PAGE : pagina * PER_PAGE]
    antwoorden = [Pasoordeel(deel, plaats, staat, tuple(reasons(wens, deel, plaats))) for staat, deel, plaats in here]
    groepen = [(staat, TITELS[staat], tuple(one for one in antwoorden if one.staat == staat)) for staat in ORDE]
    return Pasuitkomst(
        groepen=tuple(groep for groep in groepen if groep[2]),
        aantallen={staat: sum(one == staat for one, _, _ in found) for staat in ORDE},
        pagina=pagina,
        paginas=paginas,
        facetten=tuple(_facetten(wens, gewogen)),
    )


# --- does it fit? -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gewogen:
    """Of one place, each thing that was chosen: for the place itself, and for each of its producten. By the name of the facet."""

    deel: Inkoopdeel
    plaats: Inschrijfdeel
    zelf: Mapping[str, Past]
    producten: Sequence[Mapping[str, Past]]

    def staat(self, zonder: str = "") -> Past:
        """Whether it fits; as if nothing was chosen of the facet `zonder`.

        One product must have all that was chosen of it: a perceel with BGI for one grondslag and BGG for another is not both at once.
        """
        own = [staat for name, staat in self.zelf.items() if name != zonder]
        each = [
            max((staat for name, staat in product.items() if name != zonder), key=_RANG, default=Past.JA)
            for product in self.producten
        ]
        return max([*own, min(each, key=_RANG)] if each else own, key=_RANG, default=Past.JA)


def _weigh(wens: Wens, deel: Inkoopdeel, plaats: Inschrijfdeel) -> Gewogen:
    zelf: dict[str, Past] = {}
    if gemeenten := wens.gekozen.get("gemeente"):
        zelf["gemeente"] = Past.NEE if plaats.gemeenten.isdisjoint(gemeenten) else Past.JA
    if groepen := wens.gekozen.get("groep"):
        zelf["groep"] = _in_groep(plaats, groepen)
    if wens.doelgroep:
        zelf["doelgroep"] = _of_words(wens.doelgroep, plaats)
    asked = [name for name in VAN_PRODUCT if name in wens.gekozen]
    if not plaats.producten:
        return Gewogen(deel, plaats, zelf | dict.fromkeys(asked, Past.ONBEKEND), ())
    producten = [
        {name: _HAS[name](deel, product, wens.gekozen[name]) for name in asked} for product in plaats.producten
    ]
    return Gewogen(deel, plaats, zelf, producten)


def _has_product(deel: Inkoopdeel, product: Koopt, chosen: Sequence[str]) -> Past:
    if not product.categorie:
        return Past.ONBEKEND
    return Past.JA if product.categorie in chosen else Past.NEE


def _has_grondslag(deel: Inkoopdeel, product: Koopt, chosen: Sequence[str]) -> Past:
    return _has_value(deel, product, GRONDSLAG, [code.upper() for code in chosen])


def _has_waarde(deel: Inkoopdeel, product: Koopt, chosen: Sequence[str]) -> Past:
    """Values of one axis are alternatives; of two axes both must hold."""
    found = []
    for as_, labels in _per_as(chosen).items():
        naam = _asnaam(deel, as_)
        codes = [code for code, label in product.waarden.get(naam, {}).items() if slug(label) in labels]
        found.append(_has_value(deel, product, naam, codes))
    return max(found, key=_RANG)


def _per_as(chosen: Sequence[str]) -> dict[str, list[str]]:
    """ "trede.licht", "trede.zwaar", "leveringsvorm.pgb": by axis its values."""
    found: dict[str, list[str]] = {}
    for one in chosen:
        as_, _, label = one.partition(".")
        found.setdefault(as_, []).append(label)
    return found


def _asnaam(deel: Inkoopdeel, as_: str) -> str:
    """What this inkoop calls the axis; what it does not know keeps the name that was asked."""
    return next((naam for naam in deel.uittreksel.assen if slug(naam) == as_), as_)


def _has_value(deel: Inkoopdeel, product: Koopt, naam: str, codes: Sequence[str]) -> Past:
    """A product that is not divided by an axis that its inkoop does use, is for every value of it."""
    if naam not in deel.uittreksel.assen:
        return Past.ONBEKEND
    own = product.waarden.get(naam)
    return Past.JA if own is None or any(code in own for code in codes) else Past.NEE


_HAS: dict[str, Callable[[Inkoopdeel, Koopt, Sequence[str]], Past]] = {
    "product": _has_product,
    "grondslag": _has_grondslag,
    "waarde": _has_waarde,
}


def _in_groep(plaats: Inschrijfdeel, chosen: Sequence[str]) -> Past:
    if not plaats.groepen.keys().isdisjoint(chosen):
        return Past.JA
    return Past.NEE if plaats.aanhef else Past.ONBEKEND


def _of_words(words: str, plaats: Inschrijfdeel) -> Past:
    if missing_words(words, plaats.doelgroep):
        return Past.NEE if plaats.aanhef else Past.ONBEKEND
    return Past.JA


# --- why? -------------------------------------------------------------------------------------------------------------


def reasons(wens: Wens, deel: Inkoopdeel, plaats: Inschrijfdeel) -> Iterator[Reden]:
    """One for each thing that was chosen, in words; and when each has its product but none has them all, that."""
    if gemeenten := wens.gekozen.get("gemeente"):
        yield _why_gemeente(deel, plaats, gemeenten)
    if groepen := wens.gekozen.get("groep"):
        yield _why_groep(plaats, groepen)
    alone = []
    for name in VAN_PRODUCT:
        if name in wens.gekozen:
            reden = _WHY[name](deel, plaats, wens.gekozen[name])
            alone.append(reden.staat)
            yield reden
    only_product = replace(
        wens, gekozen={name: wens.gekozen[name] for name in VAN_PRODUCT if name in wens.gekozen}, doelgroep=""
    )
    if Past.NEE not in alone and _weigh(only_product, deel, plaats).staat() == Past.NEE:
        yield Reden(Past.NEE, "Geen van de producten past bij deze keuzes samen.")
    if wens.doelgroep:
        yield _why_words(wens.doelgroep, plaats)


def _why_gemeente(deel: Inkoopdeel, plaats: Inschrijfdeel, chosen: Sequence[str]) -> Reden:
    names = deel.uittreksel.gemeenten
    if here := [names.get(code, code) for code in chosen if code in plaats.gemeenten]:
        return Reden(Past.JA, f"Geldt in {dutch.listing(here)}.")
    own = _few(sorted(names.get(code, code) for code in plaats.gemeenten), "gemeenten")
    return Reden(Past.NEE, f"Geldt daar niet, wel in {own}." if own else "Geldt daar niet.")


def _why_groep(plaats: Inschrijfdeel, chosen: Sequence[str]) -> Reden:
    own = plaats.groepen
    if here := [own[one] for one in chosen if one in own]:
        return Reden(Past.JA, f"De doelgroep noemt: {'; '.join(here)}.")
    if not plaats.aanhef:
        return Reden(Past.ONBEKEND, "De doelgroep is hier niet beschreven.")
    return Reden(
        Past.NEE, f"Voor een andere doelgroep: {'; '.join(own.values())}." if own else "Voor een andere doelgroep."
    )


def _why_product(deel: Inkoopdeel, plaats: Inschrijfdeel, chosen: Sequence[str]) -> Reden:
    staten = [(product, _has_product(deel, product, chosen)) for product in plaats.producten]
    if here := [product for product, staat in staten if staat == Past.JA]:
        told = [f"{one.kort} ({one.periode})" if one.periode else one.kort for one in here]
        return Reden(Past.JA, f"Hier wordt {dutch.listing(told)} ingekocht.")
    if not staten or any(staat == Past.ONBEKEND for _, staat in staten):
        return Reden(Past.ONBEKEND, "Bij de producten staat geen landelijke soort ondersteuning.")
    return Reden(
        Past.NEE, f"Hier wordt iets anders ingekocht: {_few([one.kort for one in plaats.producten], 'producten')}."
    )


def _why_grondslag(deel: Inkoopdeel, plaats: Inschrijfdeel, chosen: Sequence[str]) -> Reden:
    return _why_value(deel, plaats, GRONDSLAG, lambda code, label: code in {one.upper() for one in chosen})


def _why_waarde(deel: Inkoopdeel, plaats: Inschrijfdeel, chosen: Sequence[str]) -> Reden:
    found = [
        _why_value(deel, plaats, _asnaam(deel, as_), lambda code, label, labels=labels: slug(label) in labels)  # type: ignore[misc]
        for as_, labels in _per_as(chosen).items()
    ]
    worst = max((one.staat for one in found), key=_RANG)
    return Reden(worst, " ".join(one.tekst for one in found))


def _why_value(deel: Inkoopdeel, plaats: Inschrijfdeel, naam: str, wanted: Callable[[str, str], bool]) -> Reden:
    if naam not in deel.uittreksel.assen:
        return Reden(Past.ONBEKEND, f"Deze inkoop deelt producten niet in naar {naam}.")
    by_label: dict[str, list[str]] = {}
    for product in plaats.producten:
        for code, label in product.waarden.get(naam, {}).items():
            if wanted(code, label):
                by_label.setdefault(label, []).append(product.kort)
    if by_label:
        told = (f"{label}: {dutch.listing(producten)}" for label, producten in by_label.items())
        return Reden(Past.JA, f"{dutch.capital('; '.join(told))}.")
    if not plaats.producten:
        return Reden(Past.ONBEKEND, "Welke producten hier worden ingekocht, staat er niet bij.")
    if free := [product.kort for product in plaats.producten if naam not in product.waarden]:
        return Reden(Past.JA, f"{dutch.listing(free)}: niet ingedeeld naar {naam}, dus voor iedereen.")
    own = dict.fromkeys(label for product in plaats.producten for label in product.waarden.get(naam, {}).values())
    return Reden(Past.NEE, f"Voor een andere {naam}: {_few(list(own), 'waarden')}.")


_WHY: dict[str, Callable[[Inkoopdeel, Inschrijfdeel, Sequence[str]], Reden]] = {
    "product": _why_product,
    "grondslag": _why_grondslag,
    "waarde": _why_waarde,
}


def _why_words(words: str, plaats: Inschrijfdeel) -> Reden:
    if missing := missing_words(words, plaats.doelgroep):
        told = dutch.listing(f"‘{word}’" for word in missing)
        if not plaats.aanhef:
            return Reden(Past.ONBEKEND, "De doelgroep is hier niet beschreven.")
        return Reden(Past.NEE, f"De beschrijving van de doelgroep noemt {told} niet.")
    return Reden(Past.JA, "Staat in de naam of de beschrijving van de doelgroep.")


def _few(names: Sequence[str], what: str) -> str:
    """As many as one reads; of more, how many."""
    return (
        dutch.listing(names) if len(names) <= 6 else f"{dutch.listing([*names[:5]])} en {len(names) - 5} andere {what}"
    )


# --- what one can choose ----------------------------------------------------------------------------------------------


def _facetten(wens: Wens, gewogen: Sequence[Gewogen]) -> Iterator[Facet]:
    """With each value the number of places that would fit, or would perhaps, with it and with what was chosen elsewhere."""
    for sleutel, naam in FACETTEN.items():
        labels: dict[str, str] = {}
        counts: dict[str, int] = {}
        for one in gewogen:
            own = dict(_VALUES[sleutel](one.deel, one.plaats))
            labels |= {waarde: label for waarde, label in own.items() if waarde not in labels}
            if one.staat(zonder=sleutel) != Past.NEE:
                for waarde in own:
                    counts[waarde] = counts.get(waarde, 0) + 1
        chosen = wens.gekozen.get(sleutel, ())
        keuzes = [
            Facetkeuze(waarde, label, counts.get(waarde, 0), waarde in chosen)
            for waarde, label in labels.items()
            if counts.get(waarde) or waarde in chosen
        ]
        keuzes.sort(key=lambda keuze: (not keuze.gekozen, -keuze.aantal, keuze.label, keuze.waarde))
        # What one inkoop calls a segment comes after what all of them share.
        shown = sorted(
            keuzes[: MEEST[sleutel]],
            key=lambda keuze: (keuze.waarde.startswith("segment-"), dutch.alphabetical(keuze.label), keuze.waarde),
        )
        if shown:
            yield Facet(sleutel, naam, shown)


_VALUES: dict[str, Callable[[Inkoopdeel, Inschrijfdeel], Iterable[tuple[str, str]]]] = {
    "gemeente": lambda deel, plaats: ((code, deel.uittreksel.gemeenten.get(code, code)) for code in plaats.gemeenten),
    "groep": lambda deel, plaats: plaats.groepen.items(),
    "product": lambda deel, plaats: (
        (one.categorie, categorienaam(one.categorie)) for one in plaats.producten if one.categorie
    ),
    "grondslag": lambda deel, plaats: (
        pair for one in plaats.producten for pair in one.waarden.get(GRONDSLAG, {}).items()
    ),
    "waarde": lambda deel, plaats: (
        (f"{slug(naam)}.{slug(label)}", f"{dutch.capital(naam)}: {label}")
        for one in plaats.producten
        for naam, waarden in one.waarden.items()
        if naam != GRONDSLAG
        for label in waarden.values()
    ),
}
