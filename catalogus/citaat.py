"""How a page is cited: where it stands for ever, what it belongs to, and by which sum it can be recognised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from catalogus.adressen import below
from catalogus.versie import Versie
from core import dutch
from core.deel import DeelInhoud
from publicaties.models import BestandSoort
from publicaties.versies import Versiestaat, full_name

#: What a page is called that is not about one part, by its template; the overview has the name of the inkoop alone.
TITELS = {
    "percelen": "Percelen",
    "producten": "Producten",
    "segmenten": "Segmenten",
    "grondslagen": "Grondslagen",
    "eisen": "Eisen",
    "eisenpakket": "Alle eisen bij elkaar",
    "toegang": "Toegang nagaan",
    "tarieven": "Tarieven",
    "begrippen": "Begrippen",
    "document": "Toelichting",
    "wijzigingen": "Wijzigingen",
    "vergelijken": "Vergelijking",
    "versies": "Versies",
    "planning": "Planning",
    "bijeenkomsten": "Bijeenkomsten",
    "documenten": "Documenten",
    "kengetallen": "Kengetallen",
}


@dataclass(frozen=True)
class Citaat:
    """`adres`: the whole address, pinned when the page is one of a version (`vast`). `sha256`: of that version, or of the nota that the
    page is. `deel_sha256`: of the part that it is about, whose bytes stand at `deel_adres`; empty for a page about several."""

    titel: str
    bron: str
    versie: str
    adres: str
    pad: str
    vast: bool
    sha256: str = ""
    gegevens: str = ""
    deel: str = ""
    deel_sha256: str = ""
    deel_adres: str = ""
    #: Of a withdrawn version: where the PDF of this page stands as it was published.
    origineel: str = ""

    @property
    def tekst(self) -> str:
        """The one form to copy."""
        words = f"{self.titel}, in: {self.bron}" if self.titel else self.bron
        sums = [f"sha256 van de {'versie' if self.vast else 'nota'}: {self.sha256}"] if self.sha256 else []
        sums += [f"van {self.deel}: {self.deel_sha256}"] if self.deel_sha256 else []
        return f"{words}, {self.versie}. {self.adres}" + (f" ({'; '.join(sums)})" if sums else "")


def cite(request: HttpRequest, versie: Versie, template: str, context: Mapping[str, Any]) -> Citaat:
    """The page that `template` makes of `context`, as it is asked for."""
    publicatie, inkoop = versie.publicatie, versie.snapshot.inkoop
    bron = f"{inkoop.titel}, {inkoop.regio.naam}"
    root = request.build_absolute_uri("/").rstrip("/")
    if context.get("onderdeel"):  # what goes on around the text is no part of a version, and may be otherwise tomorrow
        pad = request.path
        if template in {"reactienota", "vragennota"}:
            nota = context["row"]
            since = f"gepubliceerd op {dutch.day(timezone.localdate(nota.gepubliceerd_op))}"
            return Citaat(str(nota), bron, since, root + pad, pad, vast=False, sha256=nota.sha256)
        row = context.get("bijeenkomst")
        titel = row.titel if row else TITELS[template]
        # The day itself would be in every copy of the page that somebody keeps.
        return Citaat(titel, bron, f"stand van {dutch.day(versie.day)}", root + pad, pad, vast=False)
    deel: DeelInhoud | None = next(
        (context[naam] for naam in ("perceel", "product", "segment") if naam in context), None
    )
    pad = versie.vast_pad + re.sub(rf"^{re.escape(versie.basis)}(versie/\d+/)?", "", request.path)
    query = request.GET.copy()
    query.pop("was", None)
    if template == "tarieven" and "dag" in context:
        query["dag"] = context["dag"].isoformat()  # without it the page follows the calendar
    what = f"{dutch.inside(full_name(publicatie))}, {publicatie.ingaand} {dutch.day(publicatie.ingangsdatum)}"
    if publicatie.ingetrokken_op:
        what += f", {versie.label.tekst}"
    return Citaat(
        titel=dutch.capital(deel.volledig) if deel else TITELS.get(template, ""),
        bron=bron,
        versie=what,
        adres=root + pad + (f"?{query.urlencode()}" if query else ""),
        pad=pad,
        vast=True,
        sha256=publicatie.sha256,
        gegevens=f"{versie.vast_pad}gegevens.json",
        deel=f"dit {deel.soortnaam}" if deel else "",
        deel_sha256=deel.sha256 if deel else "",
        origineel=_original(versie, template, deel),
        deel_adres=f"{versie.vast_pad}{below(deel.soortnaam, deel.deelcode).rstrip('/')}.json" if deel else "",
    )


def _original(versie: Versie, template: str, deel: DeelInhoud | None) -> str:
    if versie.label.staat != Versiestaat.INGETROKKEN:
        return ""
    if deel:
        return versie.origineel(deel.soortnaam, deel.deelcode)
    return versie.origineel(BestandSoort.DOCUMENT) if template in {"inkoop", "document"} else ""
