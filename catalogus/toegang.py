"""Whether a cliënt may get a toewijzing for a perceel or product: its kenmerken, leefgebieden and limits, to tick and count.

What somebody ticks is about a cliënt. With script it never leaves the page; without it a POST is answered and forgotten: it is in no
address, no log, no table and no cache (ADR 29).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from catalogus.adressen import below
from catalogus.overal import Inschrijfbaar
from catalogus.versie import Versie, find
from catalogus.views import missing, of_version, page
from core import dutch
from core.codelijsten import geteld
from percelen.inhoud import PerceelInhoud
from producten.inhoud import ProductInhoud
from producten.soort import limieten
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN

#: An answer that nobody gives.
TE_LANG = 6


@dataclass(frozen=True)
class Afvinkpunt:
    """One thing to tick; `uitleg` is rich text of the version."""

    naam: str
    label: str
    uitleg: str = ""


@dataclass(frozen=True)
class Bovengrens:
    """A number to fill in that may not be more than `hoogstens`."""

    naam: str
    label: str
    hoogstens: int


@dataclass(frozen=True)
class Criterium:
    """One thing that is asked: at least `minstens` of the `punten` hold, or one of the `grenzen` is kept to.

    `anders`: the other way round, a thing that may not hold. `bron`: where the text stands, below the version.
    """

    sleutel: str
    titel: str
    zin: str
    bron: str
    punten: tuple[Afvinkpunt, ...] = ()
    minstens: int = 0
    grenzen: tuple[Bovengrens, ...] = ()
    anders: bool = False


@dataclass(frozen=True)
class Oordeel:
    """`staat`: ja, nee or open; `ingevuld`: what was given, by name; `fouten`: what is no number."""

    criterium: Criterium
    staat: str
    ingevuld: Mapping[str, str]
    fouten: Sequence[str]
    aantal: int


def criteria(snapshot: Snapshot, deel: Inschrijfbaar) -> list[Criterium]:
    """What toegang to this part asks, in the order in which its page tells it."""
    producten = [snapshot.product[code] for code, _ in deel.levert if code in snapshot.product]
    own: Callable[..., Iterable[Criterium]] | None = {PerceelInhoud.soortnaam: _of_perceel}.get(deel.soortnaam)
    return [
        *(own(snapshot, deel, producten) if own else ()),
        *(one for product in producten for one in _limits(product)),
    ]


def _of_perceel(snapshot: Snapshot, perceel: PerceelInhoud, producten: Sequence[ProductInhoud]) -> Iterable[Criterium]:
    pad = below(perceel.soortnaam, perceel.deelcode)
    if perceel.kenmerken:
        (rij,) = SOORTEN[perceel.soortnaam].rijen
        minstens = perceel.min_kenmerken or len(perceel.kenmerken)
        yield Criterium(
            "kenmerken", "Kenmerken", f"Minimaal {minstens} van deze {len(perceel.kenmerken)} kenmerken gelden voor de cliënt.",
            f"{pad}#kenmerken",
            tuple(Afvinkpunt(rij.sleutel(row.nummer), row.naam, row.toelichting) for row in perceel.kenmerken), minstens,
        )  # fmt: skip
    if perceel.min_leefgebieden is not None:
        own = {nummer for product in producten for nummer in product.leefgebieden}
        rows = [row for row in snapshot.leefgebieden if not own or row.nummer in own]
        yield Criterium(
            "leefgebieden", "Leefgebieden",
            f"Op minimaal {perceel.min_leefgebieden} van deze {len(rows)} leefgebieden is er zware problematiek.",
            f"{pad}#problematiek" if "problematiek" in perceel.teksten else pad,
            tuple(Afvinkpunt(f"leefgebied-{row.nummer}", row.volledig) for row in rows), perceel.min_leefgebieden,
        )  # fmt: skip
    if perceel.geen_24_uur:
        zin = "De cliënt heeft geen ondersteuning nodig die 24 uur per dag in de nabijheid is. Dan geldt de Wlz."
        punt = Afvinkpunt("wlz", "De cliënt heeft wel ondersteuning nodig die 24 uur per dag in de nabijheid is")
        yield Criterium("wlz", "Grens met de Wlz", zin, pad, (punt,), anders=True)


def _limits(product: ProductInhoud) -> Iterable[Criterium]:
    """At once: per week, or a period of weeks; and per year."""
    told, pad = limieten(product), below(product.soortnaam, product.deelcode)
    woord = geteld(2, product.eenheid, product.eenheid_toelichting).partition(" ")[2]
    grenzen = []
    if product.max_per_week is not None:
        grenzen.append(Bovengrens(f"{product.code}-week", f"Aantal {woord} per week", product.max_per_week))
    if product.max_weken_aaneen is not None:
        grenzen.append(Bovengrens(f"{product.code}-weken", "Of: aantal weken achter elkaar", product.max_weken_aaneen))
    if grenzen:
        zin = f"{dutch.capital(told[0])}."
        yield Criterium(
            f"{product.code}-aaneen", f"{product.kort}: hoeveel achter elkaar", zin, pad, grenzen=tuple(grenzen)
        )
    if product.max_per_jaar is not None:
        zin = f"Maximaal {geteld(product.max_per_jaar, product.eenheid, product.eenheid_toelichting)} per jaar."
        grens = Bovengrens(f"{product.code}-jaar", f"Aantal {woord} per jaar", product.max_per_jaar)
        yield Criterium(f"{product.code}-jaar", f"{product.kort}: hoeveel per jaar", zin, pad, grenzen=(grens,))


def judge(criterium: Criterium, given: Mapping[str, str]) -> Oordeel:
    """What was given of one criterium. Nothing given is open, never "no"; static/js/toegang.js counts alike."""
    names = [*(punt.naam for punt in criterium.punten), *(grens.naam for grens in criterium.grenzen)]
    ingevuld = {naam: given[naam].strip()[:40] for naam in names if given.get(naam, "").strip()}
    aantal = sum(punt.naam in ingevuld for punt in criterium.punten)
    if criterium.anders:
        return Oordeel(criterium, "nee" if aantal else "ja", ingevuld, (), aantal)
    if criterium.punten:
        staat = "ja" if aantal >= criterium.minstens else "nee" if aantal else "open"
        return Oordeel(criterium, staat, ingevuld, (), aantal)
    fouten = [naam for naam, text in ingevuld.items() if not _is_number(text)]
    filled = [
        (grens, int(ingevuld[grens.naam])) for grens in criterium.grenzen if grens.naam in ingevuld.keys() - {*fouten}
    ]
    kept = any(number <= grens.hoogstens for grens, number in filled)
    return Oordeel(criterium, "ja" if kept else "nee" if filled else "open", ingevuld, fouten, 0)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= TE_LANG


def together(oordelen: Iterable[Oordeel]) -> str:
    """One "no" is enough; what is open cannot be a "yes"."""
    staten = {one.staat for one in oordelen}
    return next((staat for staat in ("nee", "open") if staat in staten), "ja")


# --- the page ---------------------------------------------------------------------------------------------------------


@csrf_exempt  # it changes nothing, and a page for everybody has no token
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def toegang(request: HttpRequest, slug: str, soort: str, code: str, nummer: int | None = None) -> HttpResponse:
    if request.method == "POST":
        return never_cache(_show)(request, find(slug, nummer), soort, code, request.POST.dict())
    return _empty(request, slug=slug, nummer=nummer, soort=soort, code=code)


@of_version
def _empty(request: HttpRequest, versie: Versie, soort: str, code: str) -> HttpResponse:
    return _show(request, versie, soort, code, None)


def _show(request: HttpRequest, versie: Versie, soort: str, code: str, given: Mapping[str, str] | None) -> HttpResponse:
    snapshot = versie.snapshot
    meervoud = SOORTEN[soort].meervoud
    known = {deel.deelcode for deel in snapshot.delen(soort)}
    deel = snapshot.vind(soort, code)
    if deel is None:
        return missing(request, versie, soort, meervoud, code, known)
    oordelen = [judge(one, given or {}) for one in criteria(snapshot, deel)]
    return page(
        request,
        "toegang",
        versie,
        meervoud,
        deel=deel,
        deel_pad=below(soort, code),
        oordelen=oordelen,
        samen=together(oordelen) if given else "open",
        gevraagd=given is not None,
    )
