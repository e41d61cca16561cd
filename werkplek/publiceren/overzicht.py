"""All versions of an inkoop, and how one of them stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Recht
from publicaties.models import BEWERKBAAR, BUITEN, OPEN, Publicatie, Status
from publicaties.versies import labels
from werkplek.pagina import show
from werkplek.publiceren.pagina import load_publicatie, stappen
from werkplek.publiceren.stand import Versiepaar
from werkplek.publiceren.voortgang import task_of
from werkplek.toegang import Mag, load_inkoop, user_of


@require_safe
def overzicht(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug)
    user = user_of(request)
    rows = list(
        Publicatie.objects.filter(inkoop=inkoop)
        .defer("inhoud")
        .select_related("ingediend_door", "goedgekeurd_door", "gepubliceerd_door", "gepland_door", "ingetrokken_door")
        .newest_first()
    )
    for row in rows:
        row.inkoop = inkoop
    out = [row for row in rows if row.status in BUITEN]
    told = labels(out, timezone.localdate())
    versies = [(row, label, Mag.of(user, row)) for row, label in zip(out, told, strict=True)]
    open_ = next((row for row in rows if row.status in OPEN), None)
    return show(
        request,
        "publiceren/overzicht",
        inkoop,
        hier="publicatie",
        versies=versies,
        open=open_,
        stappen=stappen(open_) if open_ else [],
        mag_beginnen=user.may(Recht.INDIENEN, inkoop.regio_id),
        mag_terugzetten=user.may(Recht.BEWERKEN, inkoop.regio_id),
    )


@require_safe
def versie(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk)
    stand = Versiepaar.of(publicatie)
    open_ = publicatie.status in OPEN
    blockers, warnings = stand.split_problemen() if open_ else ([], [])
    regels = stand.regels()
    return show(
        request,
        "publiceren/versie",
        publicatie,
        hier="stand",
        stappen=stappen(publicatie),
        bewerkbaar=publicatie.status in BEWERKBAAR,
        open=open_,
        vorige=stand.vorige,
        blokkades=len(blockers),
        waarschuwingen=len(warnings),
        wijzigingen=len(regels),
        taak=task_of(publicatie),
        zonder_reden=sum(not regel.reden for regel in regels),
        wachtend=sum(row.wacht for row in warnings),
        verzoek=publicatie.intrekverzoeken.filter(besluit="").select_related("gevraagd_door").first(),
        teruggedraaid=stand.teruggedraaid() if publicatie.status == Status.GEPUBLICEERD else [],
        opmerkingen=stand.opmerkingen(opgelost=False),
        opgelost=stand.opmerkingen(opgelost=True),
    )
