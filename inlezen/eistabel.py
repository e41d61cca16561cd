"""Tables of eisen: our own, and those that a region made itself ("Nr | Eis | Bewijsmiddel"). Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from core import richtext
from core.codelijsten import label_of
from core.soort import Feitsoort
from eisen.inhoud import EisInhoud
from eisen.models import Eismoment, Eissoort, Reikwijdte
from eisen.soort import EIS, GELDT_VOOR, geldt_voor
from inlezen.boom import Tabel, top_level
from inlezen.uitkomst import filled
from inlezen.woorden import plat
from publicaties import eisentabel
from publicaties.snapshot import Snapshot

#: What a region calls the column with the numbers, and the one with the texts; the last says so only beside a column that eisen have.
_NUMMERS = {"nr", "nummer", "no", "eisnummer", "code"}
_EISEN = {"eis", "eisen", "criterium", "criteria", "kpi"} | {
    plat(word) for soort in Eissoort for word in (str(soort.label), soort.meervoud)
}
_TEKSTEN = {"omschrijving", "beschrijving", "naam", "onderwerp", "tekst"}
#: What a region calls a column otherwise than the portal does.
_KOLOMMEN = {"bewijs": "bewijsmiddel", "bewijsstuk": "bewijsmiddel", "gewicht": "weging", "moment": "moment"}
_NUMMER = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_MAX_NUMMER, _MAX_NAAM = 20, 160


@dataclass(frozen=True)
class Eisregel:
    """`velden`: what the row says besides its text, of an eis that the inkoop has only what it says otherwise. `feiten`: the cells that
    say so; `rest`: what is in no field of an eis; `waarom`: what was guessed."""

    nummer: str
    naam: str
    tekst: str
    velden: Mapping[str, Any]
    feiten: Sequence[str] = ()
    rest: Sequence[tuple[str, str]] = ()
    waarom: str = ""


@dataclass
class _Kop:
    """What the head of a table says: of which sort it is, of all its rows at once, and of its columns."""

    soort: str
    gemeen: str
    kolommen: Sequence[str]
    namen: Sequence[str] = field(default_factory=list)


def read(tabel: Tabel, snapshot: Snapshot, boven: str) -> list[Eisregel] | None:
    """The eisen of a table; None when it is no table of eisen. `boven`: the heading above it."""
    kop = _head(tabel)
    rijen = [rij for rij in tabel.alle_rijen[1:] if any(rij)]
    if kop is None or not rijen or not all(_is_number(_plain(rij[0])) for rij in rijen):
        return None
    return [_regel(rij, kop, snapshot, boven) for rij in rijen]


def _is_number(text: str) -> bool:
    return bool(_NUMMER.fullmatch(text)) and len(text) <= _MAX_NUMMER


def _head(tabel: Tabel) -> _Kop | None:
    first = [_plain(cel) for cel in tabel.alle_rijen[0]] if tabel.alle_rijen else []
    if len(first) < 2 or plat(first[0]) not in _NUMMERS:
        return None
    naam, _, gemeen = first[1].partition(".")
    known = _KOLOMMEN | {plat(feit.naam): feit.velden[0] for feit in eisentabel.kolommen()}
    kolommen = [known.get(plat(one), "") for one in first[2:]]
    soort = next((one.value for one in Eissoort if plat(one.meervoud) == plat(naam)), "")
    if soort or plat(naam) in _EISEN or (plat(naam) in _TEKSTEN and any(kolommen)):
        return _Kop(soort, gemeen.strip(), kolommen, first[2:])
    return None


def _regel(rij: Sequence[str], kop: _Kop, snapshot: Snapshot, boven: str) -> Eisregel:
    known = next((eis for eis in snapshot.eisen if eis.nummer.casefold() == _plain(rij[0]).casefold()), None)
    naam, tekst, merken, ours = _parted(rij[1], snapshot)
    said: dict[str, Any] = {"naam": naam, **merken} if ours or known is None else {}
    rest: list[tuple[str, str]] = []
    feiten: list[str] = []
    if kop.soort:
        said["soort"] = kop.soort
    for cel, veld, kolom in zip(rij[2:], kop.kolommen, kop.namen, strict=False):
        told = _field(veld, _plain(cel), snapshot, known) if veld else None
        if told is None:
            rest += [(kolom, cel)] if cel else []
        else:
            said |= told
            feiten += [cel] if cel else []
    for veld, text in _gemeen(kop.gemeen):
        said |= _field(veld, text, snapshot, known) or {}
    if known is not None:
        now = known.model_dump()
        return Eisregel(
            known.nummer, naam, tekst, {veld: value for veld, value in said.items() if now[veld] != value}, feiten, rest
        )
    guessed = "" if kop.soort else _guess(_plain(rij[0]), boven)
    velden = {"nummer": _plain(rij[0]), "geldt_voor": str(Reikwijdte.INKOOP), "soort": guessed} | said
    waarom = f"Het document zegt niet wat voor eis dit is: {label_of(Eissoort, guessed)} aangenomen." if guessed else ""
    return Eisregel(velden["nummer"], naam, tekst, velden, feiten, rest, waarom)


def _parted(cel: str, snapshot: Snapshot) -> tuple[str, str, dict[str, bool], bool]:
    """Name, text, what it is or is not by field; and whether the name stands above the text as the portal writes it."""
    blocks = top_level(cel)
    zinnen = {plat(_merkzin(feit, snapshot)): feit.velden[0] for feit in eisentabel.merken()}
    found = dict.fromkeys(zinnen.values(), False)
    while blocks and (veld := zinnen.get(plat(_plain(blocks[-1])))):
        found[veld] = True
        blocks.pop()
    if blocks and re.fullmatch(r"<p><strong>(?:(?!</strong>).)*</strong></p>", blocks[0]):
        return _plain(blocks[0])[:_MAX_NAAM], "".join(blocks[1:]), found, True
    plain = _plain("".join(blocks))
    first = re.split(r"(?<=[.;:])\s", plain, maxsplit=1)[0].rstrip(".;:")
    if len(first) > _MAX_NAAM:
        first = first[: _MAX_NAAM - 1].rpartition(" ")[0] + "…"
    # A name that is the whole text needs none below it.
    return first, "" if plat(first) == plat(plain) and len(blocks) == 1 else "".join(blocks), found, False


def _merkzin(feit: Feitsoort, snapshot: Snapshot) -> str:
    eis: Any = filled(EisInhoud, {feit.velden[0]: True})
    return eisentabel.merkzin(feit, snapshot, eis)


def _gemeen(text: str) -> Iterator[tuple[str, str]]:
    """What is told once, above all rows: "Bij inschrijving. Geldt voor percelen 1 en 2."."""
    before, found, after = text.partition("Geldt voor ")
    if before.strip(" ."):
        yield "moment", before.strip(" .")
    if found:
        yield "geldt_voor", after.strip(" .")


def _field(veld: str, text: str, snapshot: Snapshot, known: EisInhoud | None) -> dict[str, Any] | None:
    """What a cell says of an eis, by field; None when it cannot be read. Nothing when it says what the eis says already."""
    if known is not None and plat(text) == plat(_told(veld, snapshot, known)):
        return {}
    match veld:
        case "moment":
            found = [one.value for one in Eismoment if plat(str(one.label)) == plat(text)] or ([] if text else [""])
            return {veld: found[0]} if found else None
        case "geldt_voor":
            return _reach(text, snapshot)
        case "weging":
            percent = re.search(r"\b(\d{1,3}) ?%", text)
            score = re.search(r"\b(\d{1,4}) punt", text)
            if text and not percent and not score:
                return None
            return {"weging": int(percent[1]) if percent else None, "max_score": int(score[1]) if score else None}
    plain = EIS.modelveld(veld)
    return {veld: text} if isinstance(plain, models.CharField | models.TextField) and not plain.choices else None


def _told(veld: str, snapshot: Snapshot, eis: EisInhoud) -> str:
    return str(next(feit for feit in eisentabel.kolommen() if veld in feit.velden).woorden(snapshot, eis))


def _reach(text: str, snapshot: Snapshot) -> dict[str, Any] | None:
    """For which parts an eis holds; None unless these words say it exactly."""
    empty: dict[str, Any] = {veld: [] for veld in GELDT_VOOR.values()}
    options = [(str(Reikwijdte.INKOOP), empty)]
    segmenten = _named(text, {row.code: row.titel for row in snapshot.segmenten})
    percelen = _named(text, {row.nummer: row.nummer for row in snapshot.percelen})
    producten = _named(text, {row.code: str(row.zin()) for row in snapshot.producten})
    found = zip(GELDT_VOOR.items(), (segmenten, percelen, producten), strict=True)
    options += [(str(reach), empty | {veld: codes}) for (reach, veld), codes in found if codes]
    for reach, codes in options:
        eis = filled(EisInhoud, {"geldt_voor": reach, **codes})
        if plat(str(geldt_voor(snapshot, eis))) == plat(text):  # type: ignore[arg-type]
            return {"geldt_voor": reach, **codes}
    return None


def _named(text: str, names: Mapping[str, str]) -> list[str]:
    """The codes of which the name stands in the text; "BGI complex" does not name BGI."""
    rest, found = plat(text), set()
    for code, name in sorted(names.items(), key=lambda one: -len(one[1])):
        rest, count = re.subn(rf"(?<!\w){re.escape(plat(name))}(?!\w)", "|", rest)
        found |= {code} if count else set()
    return [code for code in names if code in found]


def _guess(nummer: str, boven: str) -> str:
    """The sort of eis that a region's own table holds: from the heading above it, or from its number."""
    for soort in Eissoort:
        if any(plat(word) in plat(boven) for word in (str(soort.label), soort.meervoud)):
            return soort.value
    return str(Eissoort.KPI if nummer.upper().startswith("KPI") else Eissoort.UITVOERINGSEIS)


def _plain(html: str) -> str:
    return "\n".join(filter(None, (line.strip() for line in richtext.plain_text(html).split("\n"))))
