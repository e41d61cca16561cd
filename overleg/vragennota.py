"""The nota van inlichtingen: all answers that were read over, numbered, frozen, and as a page, a PDF and a Word file for everybody."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from html import escape

import pghistory
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht, User
from core import dutch
from core.fouten import NotAllowed
from core.huisstijl import stylesheet
from core.inhoud import Inhoud
from core.letters import unprintable
from core.pdf import Bijlage, render_pdf
from core.plek import Plek
from inlezen import pandoc
from inlezen.boom import Alinea, Blok, Boom, Kop
from inlezen.sjabloon import reference
from overleg.models import Vraag, Vragennota
from overleg.vragen import NotYet, counted, read_place
from post.soorten import MailSoort
from post.sturen import send
from publicaties.gebeurtenissen import tell_once
from publicaties.models import GebeurtenisSoort, Publicatie
from publicaties.stap import lock_inkoop
from segments.models import Inkoop

NOTA_SCHEMA = 1


class VraagInhoud(Inhoud):
    """Without who asked. `over`: None for the whole; `veranderd`: where the text changes because of it."""

    nummer: int
    kenmerk: str
    over: Plek | None
    vraag: str
    antwoord: str
    veranderd: Plek | None


class NotaInhoud(Inhoud):
    schema_versie: int
    inkoop: str
    slug: str
    regio: str
    nummer: int
    gepubliceerd: dt.date
    nog_open: int
    vragen: tuple[VraagInhoud, ...]

    @property
    def eerste(self) -> int:
        return self.vragen[0].nummer

    @property
    def laatste(self) -> int:
        return self.vragen[-1].nummer


def read(nota: Vragennota) -> NotaInhoud:
    return NotaInhoud.model_validate(nota.inhoud)


@transaction.atomic
def publish(*, inkoop: Inkoop, by: User, at: dt.datetime) -> Vragennota:
    """Tell everybody all answers that were read over: files, feed and a mail to who asked, or nothing at all.

    Raises NotAllowed, NotYet.
    """
    if not by.may(Recht.PUBLICEREN, inkoop.regio_id):
        raise NotAllowed("U mag in deze regio niet publiceren. Vraag de beheerder om dit recht.")
    lock_inkoop(inkoop.pk)
    versie = Publicatie.objects.published().filter(inkoop=inkoop).defer("inhoud").order_by("-volgnummer").first()
    rows = list(
        Vraag.objects.for_nota().filter(inkoop=inkoop).select_for_update(of=("self",)).order_by("bevestigd_op", "pk")
    )
    if versie is None:
        raise NotYet("Er is nog niets van deze inkoop gepubliceerd. Een nota hoort bij een gepubliceerde versie.")
    if not rows:
        raise NotYet("Er is geen antwoord dat een collega heeft nagelezen.")
    nummer = (Vragennota.objects.filter(inkoop=inkoop).aggregate(last=Max("nummer"))["last"] or 0) + 1
    first = (Vraag.objects.filter(inkoop=inkoop).aggregate(last=Max("nummer"))["last"] or 0) + 1
    waiting = Vraag.objects.confirmed().filter(inkoop=inkoop, nota=None).count() - len(rows)
    inhoud = NotaInhoud(
        schema_versie=NOTA_SCHEMA, inkoop=inkoop.titel, slug=inkoop.slug, regio=inkoop.regio.naam, nummer=nummer,
        gepubliceerd=timezone.localdate(at), nog_open=waiting,
        vragen=tuple(_frozen(row, number) for number, row in enumerate(rows, first)),
    )  # fmt: skip
    nota = Vragennota(
        inkoop=inkoop,
        nummer=nummer,
        gepubliceerd_op=at,
        gepubliceerd_door=by,
        inhoud=inhoud.stored(),
        sha256=inhoud.sha256,
    )
    stem = f"{inkoop.slug}-nota-van-inlichtingen-{nummer}"
    nota.pdf.save(f"{stem}.pdf", ContentFile(_pdf(nota, inhoud, at)), save=False)
    nota.docx.save(f"{stem}.docx", ContentFile(_docx(inhoud, at)), save=False)
    nota.save()
    with pghistory.context(user=by.pk):
        for row, told in zip(rows, inhoud.vragen, strict=True):
            row.nota, row.nummer = nota, told.nummer
            row.save(update_fields=["nota", "nummer"])
    tell_once(
        versie, GebeurtenisSoort.VRAGENNOTA, by=by, at=at, kenmerk=f"vragennota/{nummer}", pad=f"vragen/{nummer}/",
        tekst=f"Nota van inlichtingen {nummer}: {counted(len(rows))} beantwoord.",
    )  # fmt: skip
    _mail(nota, rows)
    return nota


def _frozen(row: Vraag, nummer: int) -> VraagInhoud:
    return VraagInhoud(
        nummer=nummer, kenmerk=row.referentie,
        over=read_place(row.plek, row.plek_naam) if row.plek else None,
        vraag=row.nota_tekst, antwoord=row.antwoord,
        veranderd=read_place(row.veranderd, row.veranderd_naam) if row.veranderd else None,
    )  # fmt: skip


def _mail(nota: Vragennota, rows: list[Vraag]) -> None:
    """To each who asked, the number of her own question and nobody else's."""
    adres = reverse("loket:vragennota", args=[nota.inkoop.slug, nota.nummer])
    known = Vraag.objects.filter(pk__in=[row.pk for row in rows], afzender__isnull=False).select_related("afzender")
    for row in known.order_by("pk"):
        assert row.afzender is not None  # noqa: S101 -- asked for
        context = {"vraag": row, "nota": nota, "inkoop": nota.inkoop, "adres": f"{adres}#vraag-{row.nummer}"}
        send(MailSoort.VRAAG_BEANTWOORD, aan=[row.afzender.email], context=context, regio=nota.inkoop.regio)


# --- on paper ----------------------------------------------------------------------------------------------------------


def titel(inhoud: NotaInhoud) -> str:
    return f"Nota van inlichtingen {inhoud.nummer}"


def inleiding(inhoud: NotaInhoud) -> list[str]:
    """What the nota says about itself, sentence by sentence."""
    found = [
        f"Deze nota beantwoordt {counted(len(inhoud.vragen))} over {inhoud.inkoop}.",
        "Wie wat vroeg, staat er niet bij. De nummers van de vragen lopen door over alle nota's van deze inkoop.",
    ]
    if inhoud.nog_open:
        found.append(
            f"{dutch.number_of(inhoud.nog_open, 'vraag wacht', 'vragen wachten')} nog op antwoord, in een volgende nota."
        )
    return found


def over(one: VraagInhoud) -> str:
    return one.over.naam if one.over else "het geheel"


def _pdf(nota: Vragennota, inhoud: NotaInhoud, at: dt.datetime) -> bytes:
    """Tagged, and with its data attached, like a version."""
    moment, regio = timezone.localtime(at), nota.inkoop.regio
    logo = regio.read_logo()
    context = {
        "nota": inhoud, "titel": titel(inhoud), "inleiding": inleiding(inhoud), "sha256": nota.sha256, "gepubliceerd_op": moment,
        "adres": f"{settings.SITE_ADRES}{reverse('loket:vragennota', args=[inhoud.slug, inhoud.nummer])}",
        "stylesheet": stylesheet(regio.huisstijl), "logo": bool(logo), "vragen": [(one, over(one)) for one in inhoud.vragen],
    }  # fmt: skip
    bijlage = Bijlage(
        naam=f"{inhoud.slug}-nota-van-inlichtingen-{inhoud.nummer}.json", mediatype="application/json",
        inhoud=inhoud.canonical(), omschrijving="De gegevens van deze nota", gewijzigd_op=moment,
    )  # fmt: skip
    return render_pdf(
        _printable(render_to_string("overleg/pdf/vragennota.html", context)), titel=f"{titel(inhoud)}, {inhoud.inkoop}",
        identifier=f"{nota.sha256}-nota-{nota.nummer}", gemaakt_op=moment, auteur=inhoud.regio, onderwerp=inleiding(inhoud)[0],
        bijlagen=[bijlage], beelden={"logo.png": logo},
    )  # fmt: skip


def _printable(text: str) -> str:
    """A sign that no font of ours has, is named: the PDF would else not be made at all."""
    return text.translate({ord(sign): f"(teken U+{ord(sign):04X})" for sign in unprintable(text)})


def _docx(inhoud: NotaInhoud, at: dt.datetime) -> bytes:
    boom = Boom(tuple(_blocks(inhoud)), f"{titel(inhoud)}, {inhoud.inkoop}", inhoud.regio)
    with tempfile.NamedTemporaryFile(suffix=".docx") as look:
        look.write(reference("docx"))
        look.flush()
        return pandoc.write(boom, "docx", "--reference-doc", look.name, moment=int(at.timestamp()))


def _blocks(inhoud: NotaInhoud) -> Iterator[Blok]:
    for zin in inleiding(inhoud):
        yield Alinea(f"<p>{escape(zin)}</p>")
    for one in inhoud.vragen:
        yield Kop(1, escape(f"Vraag {one.nummer}, over {over(one)}"))
        yield from _lines(one.vraag)
        yield Alinea("<p><strong>Antwoord</strong></p>")
        yield from _lines(one.antwoord)
        if one.veranderd:
            yield Alinea(f"<p>Daarom verandert: {escape(one.veranderd.naam)}</p>")


def _lines(text: str) -> Iterator[Blok]:
    for regel in filter(None, map(str.strip, text.split("\n"))):
        yield Alinea(f"<p>{escape(regel)}</p>")
