"""Files for some documents of the demo, made from what the portal itself publishes.

The demo names what regions handed out, and has none of those files. Ten of them are made here when it is loaded: nothing of anybody else
stands in them, and each says on its first page what it is.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.utils.html import escape

from core import opmaak, richtext
from core.moment import Moment
from core.pdf import render_pdf
from inlezen import pandoc
from inlezen.boom import Alinea, Blok, Boom, Kop, Tabel, alineas
from inlezen.sjabloon import reference
from publicaties import beschrijving
from publicaties.eisentabel import eisen_of, eistabellen
from publicaties.feiten import feiten
from publicaties.lagen import LaagFout
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN

MAAK = "maak"
VOORBEELD = "Dit stuk is voor de demonstratie gemaakt, uit de teksten van dit portaal. Het is niet het stuk dat de regio heeft uitgedeeld."


def make(
    row: Mapping[str, Any], rondom: Mapping[str, Any], snapshot: Snapshot, moment: dt.datetime
) -> ContentFile[bytes]:
    """The file of a document in `proces.toml` (`rondom`), whose `maak` says the form and the sources, as "pdf: segment/1a, planning".

    The same texts give the same bytes. Raises LaagFout for a form or a source that is not there.
    """
    formaat, _, sources = row[MAAK].partition(":")
    blokken: list[Blok] = []
    for source in sources.split(","):
        if not (found := list(_blocks(source.strip(), row, rondom, snapshot))) or formaat not in FORMATEN:
            raise LaagFout(
                f"proces.toml: van '{row['sleutel']}' is geen bestand te maken: {formaat}, {source.strip()}."
            )
        blokken += found
    return ContentFile(FORMATEN[formaat](row["titel"], snapshot, blokken, moment), name=f"{row['sleutel']}.{formaat}")


def _blocks(source: str, row: Mapping[str, Any], rondom: Mapping[str, Any], snapshot: Snapshot) -> Iterator[Blok]:
    soort, _, code = source.partition("/")
    if soort == "planning":
        yield Kop(1, "Planning")
        yield Tabel(
            ("Wanneer", "Wat"),
            tuple((_p(Moment.parse(one["moment"]).label), _p(one["titel"])) for one in rondom["mijlpaal"]),
        )
    elif soort == "bijeenkomst":
        found = next((one for one in rondom["bijeenkomst"] if one["sleutel"] == row["bijeenkomst"]), None)
        yield from alineas(found["omschrijving"]) if found else ()
    elif soort == "tekst":
        yield from alineas(row["tekst"])
    elif soort == "eisen":
        yield from _eisen(snapshot, [eis for eis in snapshot.eisen if eis.soort == code])
    elif hoofdstuk := next((one for one in snapshot.hoofdstukken if (soort, code) == ("hoofdstuk", one.sleutel)), None):
        yield Kop(1, escape(hoofdstuk.titel))
        yield from alineas(hoofdstuk.tekst + hoofdstuk.slottekst)
    elif soort in SOORTEN and (deel := snapshot.vind(soort, code)) is not None:
        told = [(feit.naam, feit.tekst) for feit in feiten(snapshot, deel)]
        if told:
            yield Kop(1, "Feiten")
            yield Tabel((), tuple((_p(naam), _p(tekst)) for naam, tekst in told))
        for rij in beschrijving.rijen(snapshot, deel):
            yield Kop(1, escape(rij.naam))
            yield from (Alinea(_p(zin)) for zin in rij.gegenereerd)
            yield from alineas(rij.tekst)
        yield from _eisen(snapshot, eisen_of(snapshot, deel))


def _eisen(snapshot: Snapshot, eisen: Sequence[Any]) -> Iterator[Blok]:
    for tabel in eistabellen(snapshot, eisen):
        yield Kop(1, escape(tabel.naam))
        if tabel.gemeen:
            yield Alinea(_p(tabel.gemeen))
        rows = []
        for rij in tabel.rijen:
            told = (f"{naam}: {waarde}" for naam, waarde in rij.waarden.items() if waarde)
            more = "".join(map(_p, [*rij.merken, *told]))
            rows.append((_p(rij.eis.nummer), f"<p><strong>{escape(rij.eis.naam)}</strong></p>{rij.eis.tekst}{more}"))
        yield Tabel(("Nr", "Eis"), tuple(rows))


def _p(text: object) -> str:
    return f"<p>{escape(str(text))}</p>"


def _pdf(titel: str, snapshot: Snapshot, blokken: Sequence[Blok], moment: dt.datetime) -> bytes:
    inkoop, regio = escape(snapshot.inkoop.titel), escape(snapshot.inkoop.regio.naam)
    html = (
        f'<!doctype html><html lang="nl"><head><title>{escape(titel)}</title></head>'
        f'<body data-titel="{inkoop}" data-versie="Voorbeeldstuk" data-geldigheid="gemaakt voor de demonstratie"><main class="deel">'
        f'<header class="kopblok"><div class="band"><p class="regio">{regio}</p><h1>{escape(titel)}</h1>'
        f'<p class="ondertitel">{inkoop}</p></div><p class="demo">{VOORBEELD}</p></header>'
        f"{''.join(map(_html, blokken))}</main></body></html>"
    )
    naam = f"{snapshot.sha256}-{titel}"
    return render_pdf(html, titel=titel, identifier=naam, gemaakt_op=moment, auteur=regio, onderwerp=VOORBEELD)


def _html(blok: Blok) -> str:
    if isinstance(blok, Kop):
        return f"<h2>{blok.html}</h2>"
    if isinstance(blok, Alinea):
        return str(opmaak.for_pdf(blok.html))
    if not blok.kop:
        told = [[escape(richtext.plain_text(cel)) for cel in rij] for rij in blok.rijen]
        rows = "".join(f'<tr><th scope="row">{naam}</th><td>{waarde}</td></tr>' for naam, waarde in told)
        return f'<table class="feiten">{rows}</table>'
    kop = "".join(f'<th scope="col">{naam}</th>' for naam in blok.kop)
    rows = "".join(f"<tr>{''.join(f'<td>{opmaak.for_pdf(cel)}</td>' for cel in rij)}</tr>" for rij in blok.rijen)
    return f'<table class="tekst"><thead><tr>{kop}</tr></thead><tbody>{rows}</tbody></table>'


def _docx(titel: str, snapshot: Snapshot, blokken: Sequence[Blok], moment: dt.datetime) -> bytes:
    boom = Boom((Alinea(_p(VOORBEELD)), *blokken), titel, f"{snapshot.inkoop.titel}, {snapshot.inkoop.regio.naam}")
    with tempfile.NamedTemporaryFile(suffix=".docx") as look:
        look.write(reference("docx"))
        look.flush()
        return pandoc.write(boom, "docx", "--reference-doc", look.name, moment=int(moment.timestamp()))


FORMATEN = {"pdf": _pdf, "docx": _docx}
