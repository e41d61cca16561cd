"""A reactienota as PDF and as Word: made once, when it comes out."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from html import escape

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from core import dutch
from core.huisstijl import stylesheet
from core.letters import unprintable
from core.pdf import Bijlage, render_pdf
from inlezen import pandoc
from inlezen.boom import Alinea, Blok, Boom, Kop
from inlezen.sjabloon import reference
from overleg.inhoud import NotaInhoud, OnderwerpInhoud
from overleg.models import Besluit, Reactienota

NOG_NIET = "Nog niet besloten"


def titel(inhoud: NotaInhoud) -> str:
    return f"Reactienota {inhoud.nummer}"


def besluit(one: OnderwerpInhoud) -> str:
    """In words, also when there is none yet."""
    return dutch.capital(str(Besluit(one.besluit).label)) if one.besluit else NOG_NIET


def inleiding(inhoud: NotaInhoud) -> list[str]:
    """What the nota says about itself, sentence by sentence."""
    told = f"{inhoud.reacties} {'reactie' if inhoud.reacties == 1 else 'reacties'}"
    found = [
        f"Deze nota antwoordt op de reacties op versie {inhoud.over_versie} van {inhoud.inkoop}: {inhoud.versienaam}.",
        f"Reageren kon vanaf {dutch.day(inhoud.geopend)} {inhoud.gesloten}. Er kwamen {told} binnen.",
        "Organisaties staan bij wat zij schreven. Namen van personen staan er niet in."
        if inhoud.op_naam
        else "Wie wat schreef staat er niet bij. Wie reageerde, herkent zijn reactie aan het kenmerk.",
    ]
    open_ = sum(not one.besluit for one in inhoud.onderwerpen)
    if open_:
        found.append(f"Over {open_} van de {len(inhoud.onderwerpen)} onderwerpen is nog niet besloten.")
    if inhoud.ingetrokken:
        found.append(
            f"{inhoud.ingetrokken} {'reactie is' if inhoud.ingetrokken == 1 else 'reacties zijn'} ingetrokken."
        )
    return found


def printable(text: str) -> str:
    """A sign that no font of ours has, is named: the PDF would else not be made at all."""
    return text.translate({ord(sign): f"(teken U+{ord(sign):04X})" for sign in unprintable(text)})


def pdf(nota: Reactienota, inhoud: NotaInhoud, at: dt.datetime) -> bytes:
    """Tagged, and with its data attached, like a version."""
    moment, regio = timezone.localtime(at), nota.inkoop.regio
    logo = regio.read_logo()
    context = {
        "nota": inhoud,
        "titel": titel(inhoud),
        "inleiding": inleiding(inhoud),
        "sha256": nota.sha256,
        "gepubliceerd_op": moment,
        "site": settings.SITE_ADRES,
        "stylesheet": stylesheet(regio.huisstijl),
        "logo": bool(logo),
        "plaatsen": [(plaats, [(one, besluit(one)) for one in plaats.onderwerpen]) for plaats in inhoud.plaatsen],
    }
    bijlage = Bijlage(
        naam=f"{inhoud.slug}-reactienota-{inhoud.nummer}.json",
        mediatype="application/json",
        inhoud=inhoud.canonical(),
        omschrijving="De gegevens van deze nota",
        gewijzigd_op=moment,
    )
    return render_pdf(
        printable(render_to_string("overleg/pdf/reactienota.html", context)),
        titel=f"{titel(inhoud)}, {inhoud.inkoop}",
        identifier=f"{nota.sha256}-reactienota-{nota.nummer}",
        gemaakt_op=moment,
        auteur=inhoud.regio,
        onderwerp=inleiding(inhoud)[0],
        bijlagen=[bijlage],
        beelden={"logo.png": logo},
    )


def docx(inhoud: NotaInhoud, at: dt.datetime) -> bytes:
    boom = Boom(tuple(_blocks(inhoud)), f"{titel(inhoud)}, {inhoud.inkoop}", inhoud.regio)
    with tempfile.NamedTemporaryFile(suffix=".docx") as look:
        look.write(reference("docx"))
        look.flush()
        return pandoc.write(boom, "docx", "--reference-doc", look.name, moment=int(at.timestamp()))


def _blocks(inhoud: NotaInhoud) -> Iterator[Blok]:
    for zin in inleiding(inhoud):
        yield Alinea(f"<p>{escape(zin)}</p>")
    for plaats in inhoud.plaatsen:
        yield Kop(1, escape(plaats.kop))
        for one in plaats.onderwerpen:
            yield Kop(2, escape(f"{one.nummer}. {besluit(one)}"))
            for punt in one.punten:
                wie = f"{punt.referentie}, {punt.van}" if punt.van else punt.referentie
                yield Alinea(f"<p><strong>{escape(wie)}</strong></p>")
                for regel in filter(None, map(str.strip, punt.tekst.split("\n"))):
                    yield Alinea(f"<p>{escape(regel)}</p>")
            if one.reden:
                yield Alinea("<p><strong>Antwoord</strong></p>")
                for regel in filter(None, map(str.strip, one.reden.split("\n"))):
                    yield Alinea(f"<p>{escape(regel)}</p>")
            for plek in one.veranderd:
                adres = (
                    f"{settings.SITE_ADRES}/inkoop/{inhoud.slug}/reactienota/{inhoud.nummer}/#onderwerp-{one.nummer}"
                )
                yield Alinea(f'<p>Daarom veranderd: <a href="{adres}">{escape(plek.naam)}</a></p>')
