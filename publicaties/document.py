"""The printed document: a snapshot laid out as finished HTML, and the PDF files that a version consists of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from core import dutch
from core.deel import DeelInhoud
from core.huisstijl import paper
from core.pdf import Bijlage, render_pdf
from publicaties import samenhang
from publicaties.eisentabel import eistabellen
from publicaties.feiten import feiten
from publicaties.fouten import PictureMissing
from publicaties.models import BestandSoort, Publicatie
from publicaties.snapshot import Snapshot
from publicaties.soorten import PER_LIJST, SOORTEN
from publicaties.versies import numbered
from publicaties.wijzigingen import WijzigingInhoud
from publicaties.wijzigingstabel import of_version
from segments.inhoud import HoofdstukInhoud
from segments.models import HoofdstukSoort
from segments.soort import domeinen

#: What stands on every page of an example: all of it is invented, or its amounts are.
DEMO_ALLES = "Verzonnen voorbeeld: deze inkoop bestaat niet (demo)"
DEMO = "Tariefbedragen zijn verzonnen (demo)"


@dataclass(frozen=True)
class Versiegegevens:
    """What a document says about itself. `volgnummer` and `gepubliceerd_op` are None in a preview of working data."""

    inkoop: str
    regio: str
    versienaam: str
    volgnummer: int | None
    ingangsdatum: dt.date
    consultatie: bool
    gepubliceerd_op: dt.datetime | None
    goedgekeurd_op: dt.datetime | None
    sha256: str
    vorige: str = ""
    huisstijl: str = ""
    logo: bytes = b""
    #: What is invented or rewritten in a demo.
    voorbeeld: str = ""
    #: Where the version stands for ever, and below it the page that the file is about; empty without a number.
    adres: str = ""
    pagina: str = ""
    ingetrokken_op: dt.datetime | None = None
    intrekreden: str = ""
    #: It says what was chosen, not what is bought (`Publicatie.op_hoofdlijnen`).
    op_hoofdlijnen: bool = False
    #: The sha256 of the file as it was published, when this is that file with a sheet in front.
    origineel: str = ""

    @classmethod
    def of(cls, publicatie: Publicatie, snapshot: Snapshot) -> Versiegegevens:
        return cls(
            inkoop=snapshot.inkoop.titel,
            regio=snapshot.inkoop.regio.naam,
            versienaam=publicatie.versienaam,
            volgnummer=publicatie.volgnummer,
            ingangsdatum=publicatie.ingangsdatum,
            consultatie=publicatie.is_consultatie,
            gepubliceerd_op=publicatie.gepubliceerd_op,
            goedgekeurd_op=publicatie.goedgekeurd_op,
            sha256=publicatie.sha256,
            vorige=f"versie {publicatie.vorige.volgnummer} ({publicatie.vorige.versienaam})"
            if publicatie.vorige
            else "",
            huisstijl=publicatie.inkoop.regio.huisstijl,
            logo=publicatie.inkoop.regio.read_logo(),
            adres=f"{settings.SITE_ADRES}/inkoop/{snapshot.inkoop.slug}/versie/{publicatie.volgnummer}/"
            if publicatie.volgnummer
            else "",
            voorbeeld=publicatie.inkoop.voorbeeld,
            # Worked out by the database: a preview without a row knows nothing of it.
            op_hoofdlijnen=bool(publicatie.pk and publicatie.op_hoofdlijnen),
            ingetrokken_op=publicatie.ingetrokken_op,
            intrekreden=publicatie.intrekreden,
        )

    @property
    def is_concept(self) -> bool:
        return self.gepubliceerd_op is None

    @property
    def geldigheid(self) -> str:
        """What stands in the footer of every page."""
        what = "bedoeld voor" if self.consultatie else "met ingangsdatum" if self.op_hoofdlijnen else "geldig vanaf"
        return f"{what} {dutch.day(self.ingangsdatum)}"

    @property
    def status(self) -> str:
        """What it is worth, as a sentence without its full stop."""
        if self.is_concept:
            return "Concept, niet gepubliceerd"
        if self.origineel and self.ingetrokken_op:
            return f"Ingetrokken op {dutch.day(timezone.localdate(self.ingetrokken_op))}"
        if self.consultatie:
            return f"Consultatieversie: om te bespreken, gaat niet gelden. Bedoeld voor {dutch.day(self.ingangsdatum)}"
        if self.op_hoofdlijnen and self.gepubliceerd_op:
            return f"Stand {timezone.localdate(self.gepubliceerd_op).year}, {self.geldigheid}"
        return f"Geldt vanaf {dutch.day(self.ingangsdatum)}"

    @property
    def vast_adres(self) -> str:
        """What stands at the foot of every page: where this text stands for ever."""
        return self.adres + self.pagina

    @property
    def overadres(self) -> str:
        """Where the portal tells what of a demo is invented."""
        return f"{settings.SITE_ADRES}/over/#voorbeelden"

    @property
    def inkoopadres(self) -> str:
        """Where the version stands that counts today."""
        return self.adres.partition("versie/")[0]

    @property
    def naam(self) -> str:
        return self.versienaam if self.volgnummer is None else numbered(self.volgnummer, self.versienaam)

    @property
    def gemaakt_op(self) -> dt.datetime:
        """The one moment in the file; a preview takes the first moment of its ingangsdatum, so that it too is repeatable."""
        if self.ingetrokken_op:
            return timezone.localtime(self.ingetrokken_op)
        start = dt.datetime.combine(self.ingangsdatum, dt.time(), timezone.get_default_timezone())
        # In one time zone, however the moment came in: it stands in the file.
        return timezone.localtime(self.gepubliceerd_op or start)

    @property
    def stylesheet(self) -> str:
        return paper(self.huisstijl)


@dataclass(frozen=True)
class Documenthoofdstuk:
    """A chapter with the articles (anchor, title) that are generated in it."""

    inhoud: HoofdstukInhoud
    onderdelen: list[tuple[str, str]]

    @property
    def anker(self) -> str:
        return f"hoofdstuk-{self.inhoud.sleutel}"


#: A PDF of a version: soort, code, file name, and what makes its bytes.
Drukwerk = tuple[BestandSoort, str, str, Callable[[], bytes]]


def render_bestanden(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[Drukwerk]:
    """Every PDF of a version, the whole document first; each is rendered when it is called for. Raises PictureMissing."""
    versie, regio = Versiegegevens.of(publicatie, snapshot), publicatie.inkoop.regio
    if regio.logo and not versie.logo:
        raise PictureMissing(
            f"Het logo van {regio.naam} is niet meer te lezen. Kies het in het beheer opnieuw bij de regio, of haal het daar weg."
        )
    yield from _drukwerk(publicatie, versie, snapshot)


def render_withdrawn(
    publicatie: Publicatie, snapshot: Snapshot, soort: BestandSoort, code: str, origineel: str
) -> bytes:
    """One file of a withdrawn version, with a sheet in front that says so and where the file stands as it was published (its sha256)."""
    versie = replace(Versiegegevens.of(publicatie, snapshot), origineel=origineel)
    makers = {(soort, code): maker for soort, code, _, maker in _drukwerk(publicatie, versie, snapshot)}
    return makers[soort, code]()


def _drukwerk(publicatie: Publicatie, versie: Versiegegevens, snapshot: Snapshot) -> Iterator[Drukwerk]:
    stem = f"{snapshot.inkoop.slug}-versie-{versie.volgnummer}"
    document = partial(render_document, versie, snapshot, of_version(publicatie))
    yield BestandSoort.DOCUMENT, "", f"{stem}.pdf", document
    for deel in snapshot.met_pagina:
        soort, code = BestandSoort(deel.soortnaam), deel.deelcode
        yield soort, code, f"{stem}-{soort.value}-{code}.pdf", partial(render_onderdeel, versie, snapshot, deel)


def render_document(
    versie: Versiegegevens, snapshot: Snapshot, wijzigingen: Sequence[tuple[WijzigingInhoud, str]]
) -> bytes:
    """The whole document, with its snapshot attached, so that the PDF carries its own data. Each change with its reason."""
    html = document_html(versie, snapshot, wijzigingen)
    bijlage = Bijlage(
        naam=f"{snapshot.inkoop.slug}.json",
        mediatype="application/json",
        inhoud=snapshot.canonical(),
        omschrijving="De gegevens van deze versie (docs/snapshot.md)",
        gewijzigd_op=versie.gemaakt_op,
    )
    titel, onderwerp = f"{versie.inkoop}, {versie.naam}", _onderwerp(snapshot)
    return _pdf(html, versie, titel=titel, onderwerp=onderwerp, deel="", bijlagen=[bijlage])


def render_onderdeel(versie: Versiegegevens, snapshot: Snapshot, deel: DeelInhoud) -> bytes:
    """The document about one product, perceel or segment."""
    if versie.adres:
        versie = replace(versie, pagina=f"{SOORTEN[deel.soortnaam].meervoud}/{deel.deelcode}/")
    volledig = f"{deel.volledig} ({versie.inkoop}, {versie.naam})"
    onderwerp = _onderwerp(snapshot)
    return _pdf(
        onderdeel_html(versie, snapshot, deel),
        versie,
        titel=volledig,
        onderwerp=onderwerp,
        deel=f"{deel.soortnaam}-{deel.deelcode}",
        bijlagen=[],
    )


def render_pakket(versie: Versiegegevens, snapshot: Snapshot, delen: Sequence[DeelInhoud], vraag: str) -> bytes:
    """What is asked for a chosen set of percelen and producten. `vraag` names the set: the same one gives the same bytes."""
    titel = f"Eisenpakket: {dutch.listing(deel.kort for deel in delen)}"
    eisen = [eis for eis in snapshot.eisen if any(eis.holds_for(snapshot, deel) for deel in delen)]
    extra = {"titel": titel, "kop": {"kort": "eisenpakket"}, "delen": delen, "tabellen": eistabellen(snapshot, eisen)}
    if versie.adres:
        versie = replace(versie, pagina=f"eisenpakket/?{vraag}")
    html = render_to_string("publicaties/pdf/pakket.html", _context(versie, snapshot) | extra)
    volledig = f"{titel} ({versie.inkoop}, {versie.naam})"
    return _pdf(html, versie, titel=volledig, onderwerp=_onderwerp(snapshot), deel=f"pakket-{vraag}", bijlagen=[])


def onderdeel_html(versie: Versiegegevens, snapshot: Snapshot, deel: DeelInhoud) -> str:
    extra = {"soort": deel.soortnaam, "titel": deel.volledig, "deel": deel}
    return render_to_string("publicaties/pdf/onderdeel.html", _context(versie, snapshot) | extra)


def _onderwerp(snapshot: Snapshot) -> str:
    return f"{samenhang.beschrijvingen(snapshot)} {domeinen(snapshot.inkoop)}"


def document_html(
    versie: Versiegegevens, snapshot: Snapshot, wijzigingen: Sequence[tuple[WijzigingInhoud, str]]
) -> str:
    hoofdstukken = [Documenthoofdstuk(row, _onderdelen(row.soort, snapshot)) for row in snapshot.hoofdstukken]
    return render_to_string(
        "publicaties/pdf/document.html",
        _context(versie, snapshot) | {"hoofdstukken": hoofdstukken, "wijzigingen": wijzigingen},
    )


def _context(versie: Versiegegevens, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "versie": versie,
        "snapshot": snapshot,
        "beschrijvingen": samenhang.beschrijvingen(snapshot),
        "inkoopfeiten": feiten(snapshot, snapshot.inkoop),
        "demo": demo(snapshot),
    }


def demo(snapshot: Snapshot) -> str:
    if snapshot.inkoop.verzonnen:
        return DEMO_ALLES
    return DEMO if snapshot.inkoop.tarieven_fictief and snapshot.tarieven else ""


def _onderdelen(soort: str, snapshot: Snapshot) -> list[tuple[str, str]]:
    """The parts that a chapter of this soort describes one by one."""
    if soort == HoofdstukSoort.EISEN:  # a heading for each sort
        return [(tabel.anker, tabel.naam) for tabel in eistabellen(snapshot, snapshot.eisen)]
    kind = PER_LIJST.get(soort)
    if kind is None:
        return []
    return [(f"{kind.naam}-{row.deelcode}", getattr(row, "label", row.volledig)) for row in snapshot.delen(kind.naam)]


def _pdf(html: str, versie: Versiegegevens, *, titel: str, onderwerp: str, deel: str, bijlagen: list[Bijlage]) -> bytes:
    return render_pdf(
        html,
        titel=titel,
        identifier=f"{versie.sha256}-{versie.volgnummer}-{deel}" + (f"-{versie.origineel}" if versie.origineel else ""),
        gemaakt_op=versie.gemaakt_op,
        auteur=versie.regio,
        onderwerp=f"{onderwerp}, {versie.geldigheid}",
        bijlagen=bijlagen,
        beelden={"logo.png": versie.logo},
        statische_mappen=[settings.BASE_DIR / "static"],
    )
