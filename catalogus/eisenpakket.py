"""Everything that is asked for a chosen set of percelen and producten, on one page and as one PDF made when it is asked for."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import cast

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from catalogus import voorraad
from catalogus.adressen import below
from catalogus.bestanden import serve
from catalogus.overal import Inschrijfbaar, has_toegang
from catalogus.versie import Versie, find
from catalogus.views import of_version, page
from core.deel import DeelInhoud
from core.plek import Zin
from percelen.soort import PERCEEL
from producten.inhoud import ProductInhoud
from producten.soort import PRODUCT
from publicaties import beschrijving
from publicaties.document import Versiegegevens
from publicaties.eisentabel import Eistabel, eisen_of, eistabellen
from publicaties.feiten import Feit, feiten
from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot
from publicaties.soorten import soort_van

#: So many may be chosen, and so many parts may stand on one page with the producten of the chosen percelen.
MEEST_GEKOZEN, MEEST_DELEN = 12, 24
#: So many PDF's may be made at the same time, by all processes together; who comes then is asked to wait.
TEGELIJK = 2
#: What our advisory locks for making them are, beside those of others in the same database.
SLOT = 27_041
#: How many bytes of made PDF's a process keeps.
RUIMTE = 16 * 1024 * 1024


@dataclass(frozen=True)
class Pakketkeuze:
    """What was chosen: `gekozen` by kind, in the order of the document; `delen` are these with the producten of the percelen."""

    gekozen: Mapping[str, tuple[str, ...]]
    delen: Sequence[Inschrijfbaar]
    fout: str = ""

    @property
    def vraag(self) -> str:
        """The same choice has one address, whatever the order in which it was made."""
        return "&".join(f"{soort}={code}" for soort, codes in self.gekozen.items() for code in codes)


@dataclass(frozen=True)
class Pakketdeel:
    """One part with all that is said of it."""

    deel: DeelInhoud
    anker: str
    pad: str
    feiten: Sequence[Feit]
    voorwaarden: Sequence[Zin]
    tarieven: Sequence[beschrijving.Tariefrij]
    rijen: Sequence[beschrijving.Tekstrij]
    toegang: bool


def choose(snapshot: Snapshot, get: Mapping[str, Sequence[str]]) -> Pakketkeuze:
    """From the lists of a query string: ?perceel=1&product=bgi. What this version has not is told, not left out."""
    gekozen: dict[str, tuple[str, ...]] = {}
    for soort in ("perceel", "product"):
        asked = list(dict.fromkeys(code.lower() for code in get.get(soort, [])[:100] if code))
        order = [deel.deelcode for deel in snapshot.delen(soort)]
        if unknown := [code for code in asked if code not in order]:
            return Pakketkeuze({}, (), f"Deze versie heeft geen {soort} {unknown[0][:40]}. Kies uit de lijst.")
        if asked:
            gekozen[soort] = tuple(code for code in order if code in asked)
    if sum(map(len, gekozen.values())) > MEEST_GEKOZEN:
        return Pakketkeuze(gekozen, (), f"Kies er hooguit {MEEST_GEKOZEN}. Dan blijft het op één pagina te lezen.")
    percelen = [snapshot.perceel[code] for code in gekozen.get("perceel", ())]
    wanted = {*gekozen.get("product", ()), *(code for row in percelen for code, _ in row.levert)}
    delen: list[Inschrijfbaar] = [*percelen, *(row for row in snapshot.producten if row.code in wanted)]
    if len(delen) > MEEST_DELEN:
        return Pakketkeuze(
            gekozen,
            (),
            f"Met hun producten zijn dit {len(delen)} onderdelen, en {MEEST_DELEN} is het meeste. Kies minder.",
        )
    return Pakketkeuze(gekozen, delen)


def asked_of(snapshot: Snapshot, delen: Sequence[Inschrijfbaar]) -> list[Eistabel]:
    """Every eis that holds for one of them, once."""
    numbers = {eis.nummer for deel in delen for eis in eisen_of(snapshot, deel)}
    return eistabellen(snapshot, [eis for eis in snapshot.eisen if eis.nummer in numbers])


def _stuk(versie: Versie, deel: Inschrijfbaar) -> Pakketdeel:
    snapshot = versie.snapshot
    betaald = soort_van(deel).met_tarieven
    return Pakketdeel(
        deel=deel,
        anker=f"{deel.soortnaam}-{deel.deelcode}",
        pad=below(deel.soortnaam, deel.deelcode),
        feiten=feiten(snapshot, deel, versie.day if betaald else None),
        voorwaarden=beschrijving.voorwaardezinnen(snapshot, deel) if betaald else (),
        tarieven=beschrijving.tarieftabel(snapshot, cast(ProductInhoud, deel), versie.day) if betaald else (),
        rijen=beschrijving.rijen(snapshot, deel),
        toegang=has_toegang(snapshot, deel),
    )


@of_version
def eisenpakket(request: HttpRequest, versie: Versie) -> HttpResponse:
    snapshot = versie.snapshot
    keuze = choose(snapshot, dict(request.GET.lists()))
    stukken = [_stuk(versie, deel) for deel in keuze.delen]
    tabellen = asked_of(snapshot, keuze.delen)
    return page(
        request,
        "eisenpakket",
        versie,
        "eisenpakket",
        keuze=keuze,
        stukken=stukken,
        tabellen=tabellen,
        koppen=[("pakket-eisen", "Eisen", False)] * bool(tabellen)
        + [(stuk.anker, stuk.deel.volledig, False) for stuk in stukken],
        keuzes=[
            (soort.naam, soort.meervoud, delen, keuze.gekozen.get(soort.naam, ()))
            for soort in (PERCEEL, PRODUCT)
            if (delen := snapshot.delen(soort.naam))
        ],
    )


# --- as PDF -----------------------------------------------------------------------------------------------------------


@require_safe
def pdf(request: HttpRequest, slug: str, nummer: int | None = None) -> HttpResponse:
    """The same set of the same version gives the same bytes, so that its name is known before it is made."""
    versie = find(slug, nummer)
    keuze = choose(versie.snapshot, dict(request.GET.lists()))
    if not keuze.delen:
        return HttpResponse(
            keuze.fout or "Kies eerst percelen of producten.", status=400, content_type="text/plain; charset=utf-8"
        )
    publicatie = versie.publicatie
    regio = publicatie.inkoop.regio
    made_from = (
        voorraad.build(), publicatie.pk, publicatie.sha256, publicatie.volgnummer, publicatie.status, regio.huisstijl,
        regio.logo.name, settings.SITE_ADRES, keuze.vraag,
    )  # fmt: skip
    digest = hashlib.sha256(repr(made_from).encode()).hexdigest()
    known = f'"{digest}"' in parse_etags(request.headers.get("If-None-Match", ""))
    content = b"" if known else _kept.find(digest)
    if content is None:
        with slot() as free:
            content = _make(publicatie.pk, versie.snapshot, keuze) if free else None
        if content is None:
            return _busy()
        _kept.keep(digest, content)
    naam = f"{slug}-versie-{publicatie.volgnummer}-eisenpakket.pdf"
    response = serve(request, versie, content, "application/pdf", naam, digest)
    response["X-Robots-Tag"] = "noindex"
    return response


def _make(pk: int, snapshot: Snapshot, keuze: Pakketkeuze) -> bytes:
    from publicaties.document import render_pakket

    publicatie = Publicatie.objects.select_related("inkoop__regio", "vorige").defer("inhoud").get(pk=pk)
    return render_pakket(Versiegegevens.of(publicatie, snapshot), snapshot, keuze.delen, keuze.vraag)


def _busy() -> HttpResponse:
    response = HttpResponse(
        f"Er worden nu al {TEGELIJK} van deze PDF's gemaakt. Probeer het over een halve minuut opnieuw.",
        status=503,
        content_type="text/plain; charset=utf-8",
    )
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response


@contextmanager
def slot() -> Iterator[bool]:
    """A place to make a PDF in, shared by all processes; False when none is free. PostgreSQL frees that of a process that dies."""
    taken = next((number for number in range(TEGELIJK) if _ask("pg_try_advisory_lock", number)), None)
    try:
        yield taken is not None
    finally:
        if taken is not None:
            _ask("pg_advisory_unlock", taken)


def _ask(function: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [SLOT, number])
        return bool(cursor.fetchone()[0])


class _Kept:
    """The PDF's that were asked last, in a fixed space."""

    def __init__(self, space: int) -> None:
        self.space = space
        self.rows: OrderedDict[str, bytes] = OrderedDict()
        self.lock = Lock()

    def find(self, key: str) -> bytes | None:
        with self.lock:
            if key in self.rows:
                self.rows.move_to_end(key)
            return self.rows.get(key)

    def keep(self, key: str, content: bytes) -> None:
        with self.lock:
            self.rows[key] = content
            while sum(map(len, self.rows.values())) > self.space:
                self.rows.popitem(last=False)

    def clear(self) -> None:
        with self.lock:
            self.rows.clear()


_kept = _Kept(RUIMTE)
