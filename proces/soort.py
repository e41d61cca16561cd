"""The kinds of row around the text, declared as the parts of a document are (docs/uitbreiden.md)."""

from __future__ import annotations

from core.soort import Soort
from proces.inhoud import BijeenkomstInhoud, DocumentInhoud, KengetalInhoud, MijlpaalInhoud
from proces.models import Bijeenkomst, Document, Kengetal, Mijlpaal

MIJLPAAL = Soort(
    "mijlpaal",
    "mijlpalen",
    "de",
    Mijlpaal,
    MijlpaalInhoud,
    naamvelden=("titel",),
    samen=(("moment", "tijd"), ("stand", "eerder")),
)
BIJEENKOMST = Soort(
    "bijeenkomst",
    "bijeenkomsten",
    "de",
    Bijeenkomst,
    BijeenkomstInhoud,
    naamvelden=("titel",),
    code_uit_naam=True,
    samen=(("datum", "tijd", "eindtijd"),),
    hulp=("omschrijving", "agenda", "verslag", "openbaar"),
)
DOCUMENT = Soort(
    "document",
    "documenten",
    "het",
    Document,
    DocumentInhoud,
    naamvelden=("titel",),
    code_uit_naam=True,
    samen=(("bijlagenummer", "versie", "moment"), ("segment", "perceel")),
)
KENGETAL = Soort(
    "kengetal",
    "kengetallen",
    "het",
    Kengetal,
    KengetalInhoud,
    naamvelden=("naam", "jaar"),
    samen=(("jaar", "omzet", "aantal"),),
)

#: By the word in an address of the workplace.
RONDOM: dict[str, Soort] = {soort.naam: soort for soort in (MIJLPAAL, BIJEENKOMST, DOCUMENT, KENGETAL)}
