"""A nota as PDF and as Word: made once, when it comes out. What a reactienota and a nota van inlichtingen have in common."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from django.conf import settings
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.utils import timezone

from core.huisstijl import stylesheet
from core.letters import unprintable
from core.pdf import Bijlage, render_pdf
from inlezen import pandoc
from inlezen.boom import Alinea, Blok, Boom
from inlezen.sjabloon import reference
from overleg.inhoud import NotaBasis
from overleg.models import Reactienota, Vragennota


@dataclass(frozen=True)
class Notastuk:
    """A nota as it is put on paper."""

    soort: str  # "reactienota": in the names of its files
    titel: str
    inhoud: NotaBasis
    inleiding: list[str]
    adres: str  # below the address of the site
    sjabloon: str
    blokken: tuple[Blok, ...]
    context: dict[str, object] = field(default_factory=dict)

    @property
    def stam(self) -> str:
        return f"{self.inhoud.slug}-{self.soort}-{self.inhoud.nummer}"


def make(nota: Reactienota | Vragennota, stuk: Notastuk, at: dt.datetime) -> None:
    """Both files, in the row of the nota; who calls saves it."""
    nota.pdf.save(f"{stuk.stam}.pdf", ContentFile(_pdf(nota, stuk, at)), save=False)
    nota.docx.save(f"{stuk.stam}.docx", ContentFile(_docx(stuk, at)), save=False)


def paragraphs(text: str) -> Iterator[Blok]:
    for regel in filter(None, map(str.strip, text.split("\n"))):
        yield Alinea(f"<p>{escape(regel)}</p>")


def _pdf(nota: Reactienota | Vragennota, stuk: Notastuk, at: dt.datetime) -> bytes:
    """Tagged, and with its data attached, like a version."""
    moment, regio, inhoud = timezone.localtime(at), nota.inkoop.regio, stuk.inhoud
    logo = regio.read_logo()
    context = {
        "nota": inhoud,
        "titel": stuk.titel,
        "inleiding": stuk.inleiding,
        "adres": f"{settings.SITE_ADRES}{stuk.adres}",
        "sha256": nota.sha256,
        "gepubliceerd_op": moment,
        "stylesheet": stylesheet(regio.huisstijl),
        "logo": bool(logo),
    }
    bijlage = Bijlage(
        naam=f"{stuk.stam}.json",
        mediatype="application/json",
        inhoud=inhoud.canonical(),
        omschrijving="De gegevens van deze nota",
        gewijzigd_op=moment,
    )
    return render_pdf(
        _printable(render_to_string(stuk.sjabloon, context | stuk.context)),
        titel=f"{stuk.titel}, {inhoud.inkoop}",
        identifier=f"{nota.sha256}-{stuk.soort}-{inhoud.nummer}",
        gemaakt_op=moment,
        auteur=inhoud.regio,
        onderwerp=stuk.inleiding[0],
        bijlagen=[bijlage],
        beelden={"logo.png": logo},
    )


def _printable(text: str) -> str:
    """A sign that no font of ours has, is named: the PDF would else not be made at all."""
    return text.translate({ord(sign): f"(teken U+{ord(sign):04X})" for sign in unprintable(text)})


def _docx(stuk: Notastuk, at: dt.datetime) -> bytes:
    said = [Alinea(f"<p>{escape(zin)}</p>") for zin in stuk.inleiding]
    boom = Boom((*said, *stuk.blokken), f"{stuk.titel}, {stuk.inhoud.inkoop}", stuk.inhoud.regio)
    with tempfile.NamedTemporaryFile(suffix=".docx") as look:
        look.write(reference("docx"))
        look.flush()
        return pandoc.write(boom, "docx", "--reference-doc", look.name, moment=int(at.timestamp()))
