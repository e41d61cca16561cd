"""The nota van inlichtingen: all answers that were read over, numbered, frozen, and as a page, a PDF and a Word file for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from html import escape

import pghistory
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht, User
from core import dutch
from core.fouten import NotAllowed
from core.plek import Plek
from inlezen.boom import Alinea, Blok, Kop
from overleg import notabestanden, plekken
from overleg.inhoud import NOTA_SCHEMA, VraagInhoud, VragennotaInhoud
from overleg.models import Vraag, Vragennota
from overleg.vragen import NotYet, counted
from post.soorten import MailSoort
from post.sturen import send
from publicaties.gebeurtenissen import tell
from publicaties.models import GebeurtenisSoort, Publicatie
from publicaties.stap import lock_inkoop
from segments.models import Inkoop


def read(nota: Vragennota) -> VragennotaInhoud:
    return VragennotaInhoud.model_validate(nota.inhoud)


@transaction.atomic
def publish(*, inkoop: Inkoop, by: User, at: dt.datetime) -> Vragennota:
    """Tell everybody all answers that were read over: files, feed and a mail to who asked, or nothing at all.

    Raises NotAllowed, NotYet.
    """
    if not by.may(Recht.PUBLICEREN, inkoop.regio_id):
        raise NotAllowed("U mag in deze regio niet publiceren. Vraag de beheerder om dit recht.")
    lock_inkoop(inkoop.pk)
    versies = list(Publicatie.objects.published().filter(inkoop=inkoop).defer("inhoud").order_by("volgnummer"))
    rows = list(
        Vraag.objects.for_nota().filter(inkoop=inkoop).select_for_update(of=("self",)).order_by("bevestigd_op", "pk")
    )
    if not versies:
        raise NotYet("Er is nog niets van deze inkoop gepubliceerd. Een nota hoort bij een gepubliceerde versie.")
    if not rows:
        raise NotYet("Er is geen antwoord dat een collega heeft nagelezen.")
    nummer = (Vragennota.objects.filter(inkoop=inkoop).aggregate(last=Max("nummer"))["last"] or 0) + 1
    first = (Vraag.objects.filter(inkoop=inkoop).aggregate(last=Max("nummer"))["last"] or 0) + 1
    waiting = Vraag.objects.confirmed().filter(inkoop=inkoop, nota=None).count() - len(rows)
    inhoud = VragennotaInhoud(
        schema_versie=NOTA_SCHEMA, inkoop=inkoop.titel, slug=inkoop.slug, regio=inkoop.regio.naam, nummer=nummer,
        gepubliceerd=timezone.localdate(at), nog_open=waiting,
        vragen=tuple(_frozen(row, number, versies) for number, row in enumerate(rows, first)),
    )  # fmt: skip
    nota = Vragennota(
        inkoop=inkoop,
        nummer=nummer,
        gepubliceerd_op=at,
        gepubliceerd_door=by,
        inhoud=inhoud.stored(),
        sha256=inhoud.sha256,
    )
    notabestanden.make(nota, _stuk(inhoud), at)
    nota.save()
    with pghistory.context(user=by.pk):
        for row, told in zip(rows, inhoud.vragen, strict=True):
            row.nota, row.nummer = nota, told.nummer
            row.save(update_fields=["nota", "nummer"])
    tell(
        versies[-1], GebeurtenisSoort.VRAGENNOTA, by=by, at=at, pad=f"vragen/{nummer}/",
        tekst=f"Nota van inlichtingen {nummer}: {counted(len(rows))} beantwoord.",
    )  # fmt: skip
    _mail(nota, rows)
    return nota


def _frozen(row: Vraag, nummer: int, versies: list[Publicatie]) -> VraagInhoud:
    asked = row.ingediend_op or row.begonnen_op
    asked_about = [one.volgnummer or 0 for one in versies if one.gepubliceerd_op and one.gepubliceerd_op <= asked]
    return VraagInhoud(
        nummer=nummer, kenmerk=row.referentie,
        over=_place(row.plek, row.plek_naam), vraag=row.nota_tekst, antwoord=row.antwoord,
        veranderd=_place(row.veranderd, row.veranderd_naam), over_versie=max(asked_about, default=0),
    )  # fmt: skip


def _place(pad: str, naam: str) -> Plek | None:
    return plekken.read(pad).model_copy(update={"naam": naam}) if pad else None


def _mail(nota: Vragennota, rows: list[Vraag]) -> None:
    """To each who asked, the number of her own question and nobody else's."""
    adres = reverse("inkoop:vragennota", args=[nota.inkoop.slug, nota.nummer])
    known = Vraag.objects.filter(pk__in=[row.pk for row in rows], afzender__isnull=False).select_related("afzender")
    for row in known.order_by("pk"):
        assert row.afzender is not None  # noqa: S101 -- asked for
        context = {"vraag": row, "nota": nota, "inkoop": nota.inkoop, "adres": f"{adres}#vraag-{row.nummer}"}
        send(MailSoort.VRAAG_BEANTWOORD, aan=[row.afzender.email], context=context, regio=nota.inkoop.regio)


# --- on paper ----------------------------------------------------------------------------------------------------------


def titel(inhoud: VragennotaInhoud) -> str:
    return f"Nota van inlichtingen {inhoud.nummer}"


def inleiding(inhoud: VragennotaInhoud) -> list[str]:
    """What the nota says about itself, sentence by sentence."""
    found = [
        f"Deze nota beantwoordt {counted(len(inhoud.vragen))} over {inhoud.inkoop}.",
        "Wie wat vroeg, staat er niet bij. De nummers van de vragen lopen door over alle nota’s van deze inkoop.",
    ]
    if inhoud.nog_open:
        found.append(
            f"{dutch.number_of(inhoud.nog_open, 'vraag wacht', 'vragen wachten')} nog op antwoord, in een volgende nota."
        )
    return found


def over(one: VraagInhoud) -> str:
    return one.over.naam if one.over else "het geheel"


def _stuk(inhoud: VragennotaInhoud) -> notabestanden.Notastuk:
    return notabestanden.Notastuk(
        soort="nota-van-inlichtingen",
        titel=titel(inhoud),
        inhoud=inhoud,
        inleiding=inleiding(inhoud),
        adres=reverse("inkoop:vragennota", args=[inhoud.slug, inhoud.nummer]),
        sjabloon="overleg/pdf/vragennota.html",
        blokken=tuple(_blocks(inhoud)),
        context={"vragen": [(one, over(one)) for one in inhoud.vragen]},
    )


def _blocks(inhoud: VragennotaInhoud) -> Iterator[Blok]:
    for one in inhoud.vragen:
        yield Kop(1, escape(f"Vraag {one.nummer}, over {over(one)}"))
        yield from notabestanden.paragraphs(one.vraag)
        yield Alinea("<p><strong>Antwoord</strong></p>")
        yield from notabestanden.paragraphs(one.antwoord)
        if one.veranderd:
            yield Alinea(f"<p>Daarom verandert: {escape(one.veranderd.naam)}</p>")
