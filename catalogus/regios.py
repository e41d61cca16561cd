"""Product or perceel of one region beside those of others: facts, tarief on a day, eisen and texts, and the tarieven of all regions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from catalogus.aanbod import Getoond
from catalogus.adressen import below
from catalogus.forms import DagForm
from catalogus.overal import Inkoopdeel, Koopt, categorienaam, overal
from catalogus.regiotarieven import Regiotarieven, compare_tarieven, draw
from catalogus.templatetags.catalogus import linked
from catalogus.vergelijken import MAX, merged
from catalogus.versie import read_stukken
from catalogus.voorraad import for_everybody
from catalogus.zoeken import pages
from core import dutch
from core.opmaak import Pagina
from core.plek import Zin, zin
from publicaties import beschrijving
from publicaties.eisentabel import eisen_of
from publicaties.feiten import feiten
from publicaties.snapshot import Snapshot
from publicaties.soorten import soort_van
from segments.soort import SEGMENT

PAD = "/vergelijken/"
PER_PAGE = 40
#: On the page of all soorten, so many of each; the page of one soort has them all.
VOORUIT = 12


@dataclass(frozen=True)
class Aangewezen:
    """A part of an inkoop by its place in the address: "mlw-mer-2024/product/bgi"."""

    versie: Getoond
    uittreksel: Inkoopdeel
    snapshot: Snapshot
    deel: Any

    @property
    def sleutel(self) -> str:
        return key(self.versie.slug, self.deel.soortnaam, self.deel.deelcode)

    @property
    def adres(self) -> str:
        return self.versie.pad + below(self.deel.soortnaam, self.deel.deelcode)

    @property
    def categorieen(self) -> frozenset[str]:
        return frozenset(
            product.iwmo_categorie
            for code, _ in self.deel.levert
            if (product := self.snapshot.product.get(code)) and product.iwmo_categorie
        )


@dataclass(frozen=True)
class Kandidaat:
    """What one can hold beside it. `adres`: of the page that does; `zelfde`: it is of the same soort ondersteuning."""

    titel: str
    versie: Getoond
    adres: str
    zelfde: bool


@dataclass(frozen=True)
class Vergelijkrij:
    naam: str
    cellen: tuple[SafeString, ...]


def key(slug: str, soort: str, code: str) -> str:
    return f"{slug}/{soort}/{code}"


def address(sleutels: Iterable[str], **more: str) -> str:
    return f"{PAD}?{urlencode([*(('deel', one) for one in sleutels), *more.items()], safe='/')}"


def point_at(delen: Sequence[Inkoopdeel], asked: Sequence[str]) -> tuple[list[Aangewezen], str]:
    """The parts that were asked for, and what is wrong with the question. A version is read once per process."""
    per_slug = {deel.versie.slug: deel for deel in delen}
    found: list[Aangewezen] = []
    for one in list(dict.fromkeys(filter(None, asked)))[: MAX + 1]:
        slug, _, rest = one.partition("/")
        soort, _, code = rest.partition("/")
        inkoop = per_slug.get(slug)
        if inkoop is None or soort not in _PARTS:
            return found, "Dit bestaat niet (meer). Kies hieronder."
        row = inkoop.versie.publicatie
        snapshot = read_stukken(row.pk, row.sha256).snapshot
        deel = snapshot.vind(soort, code.lower())
        if deel is None:
            return found, f"{inkoop.versie.titel} heeft geen {soort} {code[:40]}. Kies hieronder."
        found.append(Aangewezen(inkoop.versie, inkoop, snapshot, deel))
    if len(found) > MAX:
        return found[:MAX], f"Kies er hooguit {MAX}; dit zijn de eerste {MAX}."
    if len({one.deel.soortnaam for one in found}) > 1:
        return found[:1], "Een perceel en een product zijn niet met elkaar te vergelijken. Kies hieronder."
    return found, ""


def candidates(delen: Sequence[Inkoopdeel], chosen: Sequence[Aangewezen]) -> list[Kandidaat]:
    """Of other inkopen, those of the same soort ondersteuning first."""
    first = chosen[0]
    own, taken = first.categorieen, {one.versie.slug for one in chosen}
    sleutels = [one.sleutel for one in chosen]
    found = []
    for deel in delen:
        if deel.versie.slug in taken:
            continue
        for titel, soort, code, categorieen in _PARTS[first.deel.soortnaam](deel):
            adres = address([*sleutels, key(deel.versie.slug, soort, code)])
            found.append(Kandidaat(titel, deel.versie, adres, not own.isdisjoint(categorieen)))
    return sorted(found, key=lambda one: not one.zelfde)


#: Title, kind, code and soorten ondersteuning of what an inkoop has of a kind.
_PARTS: dict[str, Callable[[Inkoopdeel], Iterable[tuple[str, str, str, set[str]]]]] = {
    "product": lambda deel: (
        (_title(one), "product", one.code, {one.categorie} - {""}) for one in deel.uittreksel.producten
    ),
    "perceel": lambda deel: (
        (one.titel, one.soort, one.code, {product.categorie for product in one.producten} - {""})
        for one in deel.uittreksel.plaatsen
        if deel.uittreksel.heeft_percelen
    ),
}


def _title(product: Koopt) -> str:
    return product.naam if product.kort == product.naam else f"{product.naam} ({product.kort})"


# --- side by side -----------------------------------------------------------------------------------------------------


def compare(
    chosen: Sequence[Aangewezen], day: dt.date, pagina: Pagina
) -> tuple[list[Vergelijkrij], list[Vergelijkrij]]:
    """Facts and eisen; then texts. Every row has a cell for each: what one has not is said so."""
    per_deel = [dict(_facts(one, day)) for one in chosen]
    rows = [
        Vergelijkrij(naam, tuple(facts.get(naam, _NIETS) for facts in per_deel))
        for naam in merged([list(facts) for facts in per_deel])
    ]
    # What a rubriek says only from facts stands among the facts already.
    texts = [
        {_heading(rij.naam): rij for rij in beschrijving.rijen(one.snapshot, one.deel) if rij.tekst or not rij.bron}
        for one in chosen
    ]
    names = {heading: rij.naam for found in reversed(texts) for heading, rij in found.items()}
    rubrieken = [
        Vergelijkrij(
            names[heading],
            tuple(_text(one, found.get(heading), pagina) for one, found in zip(chosen, texts, strict=True)),
        )
        for heading in merged([list(found) for found in texts])
    ]
    return rows, rubrieken


_NIETS = SafeString('<span class="wmo-zacht">niet vermeld</span>')


def _heading(naam: str) -> str:
    """Regions write the same heading with other capitals and signs: "KPI's", "Kpi’s"."""
    return "".join(letter for letter in naam.casefold() if letter.isalnum())


def _facts(one: Aangewezen, day: dt.date) -> Iterable[tuple[str, SafeString]]:
    """What it is counted in, what it pays on the day, how long, how it is paid for, what is asked."""
    for feit in feiten(one.snapshot, one.deel):
        if not feit.soort.bedragen and "segmenten" not in feit.soort.velden:
            value = _linked(one, feit.waarde)
            yield feit.naam, format_html("{} ({})", value, feit.bij) if feit.bij else value
    yield f"Tarief op {dutch.day(day)}", _amounts(one, day)
    if "bekostiging" not in soort_van(one.deel).feitvelden and (told := _of_segmenten(one, "bekostiging")):
        yield SEGMENT.label("bekostiging"), told
    for feit in feiten(one.snapshot, one.snapshot.inkoop):
        if not _VAN_INKOOP.isdisjoint(feit.soort.velden):
            yield f"{feit.naam} (inkoop)", _linked(one, feit.waarde)
    eisen = eisen_of(one.snapshot, one.deel)
    if eisen:
        link = '<li><a class="utrecht-link utrecht-link--html-a" href="{}eisen/#eis-{}">{}</a> {}</li>'
        rows = format_html_join("", link, ((one.versie.pad, eis.nummer, eis.nummer, eis.naam) for eis in eisen))
        yield "Eisen", format_html('<ul class="wmo-kaal">{}</ul>', rows)


#: What is told of the whole inkoop, by the fields that it is made of.
_VAN_INKOOP = frozenset({"procedure", "looptijd_maanden", "deelnemers"})


def _linked(one: Aangewezen, waarde: Zin) -> SafeString:
    return linked(one.versie, waarde)


def _amounts(one: Aangewezen, day: dt.date) -> SafeString:
    """An invented amount is no tarief to compare with."""
    if one.uittreksel.uittreksel.fictief and one.snapshot.tarieven:
        return SafeString('<span class="wmo-zacht">Niet getoond: de bedragen van deze inkoop zijn verzonnen.</span>')
    codes = {code for code, _ in one.deel.levert}
    rows = [row for row in one.uittreksel.uittreksel.bedragen if row.product in codes and row.is_valid_on(day)]
    if one.deel.deelcode not in codes:
        rows = [row for row in rows if row.perceel in {"", one.deel.deelcode}]
    if not rows:
        return _NIETS
    told = []
    for row in rows:
        voor = [
            *(label for _, label in row.voor),
            *([f"perceel {row.perceel}"] if row.perceel and len(codes) == 1 else []),
        ]
        name = ", ".join([*([row.kort] if len(codes) > 1 else []), *voor])
        told.append((dutch.unbroken(f"{dutch.amount(row.bedrag)} {row.per}"), f" {name}" if name else ""))
    return format_html('<ul class="wmo-kaal">{}</ul>', format_html_join("", "<li>{}{}</li>", told[:60]))


def _of_segmenten(one: Aangewezen, veld: str) -> SafeString:
    """What the segmenten of a part say in a plain field that it has not itself."""
    found = [one.snapshot.segment[code] for code in one.deel.segmentcodes if code in one.snapshot.segment]
    texts = dict.fromkeys(filter(None, (getattr(row, veld) for row in found)))
    return format_html_join("", "<p>{}</p>", ((_linked(one, zin(text)),) for text in texts))


def _text(one: Aangewezen, rij: beschrijving.Tekstrij | None, pagina: Pagina) -> SafeString:
    if rij is None:
        return SafeString('<p class="wmo-zacht">Geen tekst.</p>')
    made = format_html_join("", "<p>{}</p>", ((_linked(one, gemaakt),) for gemaakt in rij.gegenereerd))
    return made + pagina.html(rij.tekst)


# --- the page ---------------------------------------------------------------------------------------------------------


@require_safe
@for_everybody
def vergelijken(request: HttpRequest) -> HttpResponse:
    """Without a question every soort ondersteuning; ?categorie=02 one of them with its tarieven; ?deel=… what to hold beside each other."""
    delen = overal()
    chosen, fout = point_at(delen, request.GET.getlist("deel")[:20])
    form = DagForm(request.GET or None)
    day = (form.cleaned_data["dag"] if form.is_valid() else None) or timezone.localdate()
    soorten = _per_soort(delen)
    context: dict[str, Any] = {"gekozen": chosen, "fout": fout, "dag": day, "form": form}
    if len(chosen) > 1 and not fout.startswith("Dit bestaat"):
        context |= _side_by_side(chosen, day)
    if chosen and len(chosen) < MAX:
        context |= _paged("kandidaten", candidates(delen, chosen), request, {"deel": [one.sleutel for one in chosen]})
    elif not chosen:
        categorie = request.GET.get("categorie", "")
        context |= _one_soort(delen, soorten, categorie, day, request) if categorie in soorten else _all(soorten)
    return render(request, "catalogus/regios.html", context)


def _per_soort(delen: Sequence[Inkoopdeel]) -> Mapping[str, list[tuple[Inkoopdeel, Koopt]]]:
    found: dict[str, list[tuple[Inkoopdeel, Koopt]]] = {}
    for deel in delen:
        for product in deel.uittreksel.producten:
            if product.categorie:
                found.setdefault(product.categorie, []).append((deel, product))
    return dict(sorted(found.items()))


def _line(deel: Inkoopdeel, product: Koopt) -> Kandidaat:
    return Kandidaat(
        _title(product), deel.versie, address([key(deel.versie.slug, "product", product.code)]), zelfde=True
    )


def _all(soorten: Mapping[str, list[tuple[Inkoopdeel, Koopt]]]) -> dict[str, Any]:
    rows = [
        (code, categorienaam(code), [_line(*pair) for pair in pairs[:VOORUIT]], max(0, len(pairs) - VOORUIT))
        for code, pairs in soorten.items()
    ]
    return {"soorten": rows}


def _one_soort(
    delen: Sequence[Inkoopdeel],
    soorten: Mapping[str, list[tuple[Inkoopdeel, Koopt]]],
    categorie: str,
    day: dt.date,
    request: HttpRequest,
) -> dict[str, Any]:
    tarieven: Regiotarieven = compare_tarieven(delen, categorie, day)
    lines = [_line(*pair) for pair in soorten[categorie]]
    return {
        "categorie": categorie,
        "soort": categorienaam(categorie),
        "tarieven": tarieven,
        "beelden": [(beeld, draw(beeld)) for beeld in tarieven.beelden],
    } | _paged("kandidaten", lines, request, {"categorie": [categorie]})


def _side_by_side(chosen: Sequence[Aangewezen], day: dt.date) -> dict[str, Any]:
    pagina = Pagina()
    rows, rubrieken = compare(chosen, day, pagina)
    kolommen = [
        (one, one.deel.volledig, address(other.sleutel for other in chosen if other is not one)) for one in chosen
    ]
    return {"kolommen": kolommen, "feitrijen": rows, "rubrieken": rubrieken, "pagina": pagina}


def _paged(naam: str, rows: Sequence[Any], request: HttpRequest, vraag: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    asked = request.GET.get("pagina", "")
    paginas = max(1, -(-len(rows) // PER_PAGE))
    pagina = min(max(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1, 1), paginas)
    pairs = [(key, value) for key, values in vraag.items() for value in values]

    def at(number: int) -> str:
        return f"{PAD}?{urlencode([*pairs, ('pagina', str(number))], safe='/')}"

    return {
        naam: rows[(pagina - 1) * PER_PAGE : pagina * PER_PAGE],
        "aantal": len(rows),
        "nummer": pagina,
        "paginas": [(number, at(number)) for number in pages(pagina, paginas)] if paginas > 1 else [],
    }
