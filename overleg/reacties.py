"""Reacting: a round opens; somebody writes, sends, confirms and perhaps withdraws. Closed is closed to the second (`overleg.triggers`)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import Recht, User
from core.fouten import BewerkFout, NotAllowed
from core.inhoud import canonical
from core.letters import normal
from overleg import deur, plekken
from overleg.deur import TooLate
from overleg.models import (
    MAX_TEKST,
    Onderwerp,
    Reactie,
    Reactiebijlage,
    Reactiepunt,
    Reactieronde,
    Rondevraag,
)
from post.soorten import MailSoort
from proces.models import Sluit
from proces.planning import clock
from publicaties.gebeurtenissen import tell
from publicaties.models import GebeurtenisSoort, Publicatie, Status
from publicaties.snapshot import Snapshot, read
from segments.bewerking import editing
from segments.models import Inkoop

#: Of one reactie.
MAX_PUNTEN = 200


class AlreadySent(BewerkFout):
    """It was sent; what was sent is not changed."""

    status = 409


# --- a round ----------------------------------------------------------------------------------------------------------


def save_ronde(*, ronde: Reactieronde, vragen: Sequence[str], by: User) -> None:
    """Plan a round or change it, with the questions of the regio (one a line). Of an open one only its words can change."""
    with editing(by, ronde.inkoop):
        ronde.full_clean()
        ronde.save()
        if ronde.geopend_op is None:
            wanted = list(dict.fromkeys(filter(None, (normal(one).strip() for one in vragen))))
            ronde.vragen.exclude(tekst__in=wanted).delete()
            for place, tekst in enumerate(wanted, start=1):
                Rondevraag.objects.update_or_create(ronde=ronde, tekst=tekst, defaults={"volgorde": place})


@transaction.atomic
def open_ronde(*, ronde: Reactieronde, by: User, at: dt.datetime) -> None:
    """From now on anybody may react. Raises NotAllowed, BewerkFout."""
    ronde.refresh_from_db(from_queryset=Reactieronde.objects.select_for_update(of=("self",)))
    check_right(by, Recht.INDIENEN, ronde.inkoop)
    if ronde.geopend_op is not None:
        raise AlreadySent("Deze ronde is al open.")
    if ronde.publicatie.status != Status.GEPUBLICEERD:
        raise BewerkFout("De versie waar het over gaat staat niet (meer) op de site. Kies een gepubliceerde versie.")
    if not ronde.mijlpaal.openbaar:
        raise BewerkFout(
            f"“{ronde.mijlpaal.titel}” in de planning is nog niet openbaar. Maak dat moment openbaar: daar lezen bezoekers tot wanneer "
            "zij kunnen reageren."
        )
    if not ronde.sluit_op or ronde.sluit_op <= at:
        raise BewerkFout("Het moment waarop de ronde sluit is al voorbij. Kies in de planning een later moment.")
    with editing(by, ronde.inkoop):
        ronde.geopend_op, ronde.geopend_door = at, by
        ronde.save()
    tell(
        ronde.publicatie,
        GebeurtenisSoort.REACTIES_OPEN,
        by=by,
        at=at,
        tekst=until(ronde),
        pad=f"reageren/#ronde-{ronde.pk}",
    )


def until(ronde: Reactieronde) -> str:
    """ "tot 21 mei 2024, 12.00 uur"."""
    row = ronde.mijlpaal
    return f"{'tot' if row.tijd else 'tot en met'} {row.moment.last_label}{clock(row.tijd)}"


def open_rounds(inkoop: Inkoop | int, at: dt.datetime) -> list[Reactieronde]:
    rows = Reactieronde.objects.filter(inkoop=inkoop, geopend_op__isnull=False, mijlpaal__sluit="reageren")
    return list(
        rows.filter(mijlpaal__sluit_op__gt=at)
        .select_related("mijlpaal__segment", "publicatie", "inkoop__regio")
        .defer("publicatie__inhoud", "publicatie__teruggegeven_inhoud")
        .order_by("mijlpaal__sluit_op", "pk")
    )


def check_open(ronde: Reactieronde, at: dt.datetime) -> None:
    """By the clock that the caller gives, and by that of the database, which has the last word. Raises TooLate."""
    if not deur.still_open(ronde.mijlpaal, Sluit.REAGEREN) or not ronde.is_open(at):
        raise TooLate(
            f"Reageren kon {until(ronde)}. Uw reactie is niet verstuurd. Hieronder staat wat u schreef: kopieer het als u het wilt bewaren."
        )


# --- writing ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(*, ronde: Reactieronde, at: dt.datetime) -> Reactie:
    """An empty draft. The caller counts who asks (`deur.count`). Raises TooLate."""
    check_open(ronde, at)
    return Reactie.objects.create(ronde=ronde, inkoop=ronde.inkoop, begonnen_op=at)


@transaction.atomic
def write(
    *, reactie: Reactie, tekst: str, at: dt.datetime, plek: str = "", vraag: Rondevraag | None = None,
    punt: Reactiepunt | None = None, known: Snapshot,
) -> Reactiepunt | None:  # fmt: skip
    """Say something about a place of the version, or in answer to a question; or say it otherwise (`punt`). Without text it goes.

    Raises TooLate, AlreadySent, BewerkFout.
    """
    _hold(reactie, at)
    tekst = normal(tekst).strip()
    if len(tekst) > MAX_TEKST:
        raise BewerkFout(
            f"Uw tekst is te lang: {len(tekst)} tekens, hooguit {MAX_TEKST} passen erin. Voeg de rest toe als bijlage.",
            veld="tekst",
        )
    if plek and plek not in plekken.names(known):
        raise BewerkFout("Deze plaats staat niet in de tekst waar u op reageert. Kies uit de lijst.", veld="plek")
    if vraag is not None and punt is None:
        punt = reactie.punten.filter(vraag=vraag).first()
    if not tekst:
        if punt is not None:
            punt.delete()
        return None
    same = reactie.punten.filter(plek=plek, vraag=vraag, tekst=tekst).first()
    if same is not None and same != punt:
        return same
    if punt is None and reactie.punten.count() >= MAX_PUNTEN:
        raise BewerkFout(f"Een reactie heeft hooguit {MAX_PUNTEN} punten. Verstuur deze, en begin een nieuwe.")
    row = punt or Reactiepunt(reactie=reactie, volgorde=reactie.punten.count() + 1)
    row.plek, row.vraag, row.tekst = plek, vraag, tekst
    row.save()
    return row


@transaction.atomic
def remove_punt(*, reactie: Reactie, punt: int, at: dt.datetime) -> None:
    _hold(reactie, at)
    reactie.punten.filter(pk=punt).delete()


@transaction.atomic
def attach(*, reactie: Reactie, bestand: UploadedFile[Any], at: dt.datetime) -> Reactiebijlage:
    """A file, of a kind that its content shows. Raises TooLate, AlreadySent, BewerkFout, ValidationError."""
    _hold(reactie, at)
    if reactie.bijlagen.count() >= Reactiebijlage.HOOGSTENS:
        raise BewerkFout(f"Er passen hooguit {Reactiebijlage.HOOGSTENS} bijlagen bij een reactie.", veld="bestand")
    bestand.name = normal(bestand.name or "").replace("\n", " ").strip(" .") or "bijlage"
    row = Reactiebijlage(reactie=reactie, bestand=bestand)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def detach(*, reactie: Reactie, bijlage: int, at: dt.datetime) -> None:
    _hold(reactie, at)
    for row in reactie.bijlagen.filter(pk=bijlage).order_by("pk"):
        row.delete()


def _hold(reactie: Reactie, at: dt.datetime) -> None:
    """The draft, held until the end of the transaction. Raises TooLate, AlreadySent."""
    reactie.refresh_from_db(from_queryset=Reactie.objects.select_for_update(of=("self",)))
    if reactie.ingediend_op is not None:
        raise AlreadySent(
            "Deze reactie is al verstuurd. Wat verstuurd is, verandert niet meer. Trek haar in, of begin een nieuwe."
        )
    check_open(reactie.ronde, at)


# --- sending ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(*, reactie: Reactie, at: dt.datetime) -> None:
    """Send it: what counts is this moment, also when the address is confirmed later. Raises TooLate, AlreadySent, BewerkFout, TooMuch."""
    reactie.refresh_from_db(from_queryset=Reactie.objects.select_for_update(of=("self",)))
    if reactie.ingediend_op is not None:  # a double click
        return
    check_open(reactie.ronde, at)
    if reactie.afzender is None:
        raise BewerkFout("Vul eerst in wie u bent.", veld="naam")
    punten = list(reactie.punten.order_by("volgorde", "pk"))
    if not punten and not reactie.bijlagen.exists():
        raise BewerkFout("Er staat nog niets in uw reactie. Schrijf eerst iets.", veld="tekst")
    reactie.vinger = _fingerprint(reactie, punten)
    deur.hold(f"reactie {reactie.vinger}")
    same = Reactie.objects.filter(ronde=reactie.ronde, vinger=reactie.vinger).exclude(pk=reactie.pk).first()
    if same is not None:
        told = (
            f" met kenmerk {same.referentie}"
            if same.referentie
            else ". Bevestig haar met de link in de mail die u kreeg"
        )
        raise AlreadySent(f"Precies deze reactie heeft u al verstuurd{told}. Een tweede keer is niet nodig.")
    reactie.ingediend_op = at
    reactie.save(update_fields=["ingediend_op", "vinger"])
    deur.ask_confirmation(row=reactie, at=at)


def _fingerprint(reactie: Reactie, punten: Sequence[Reactiepunt]) -> str:
    assert reactie.afzender is not None  # noqa: S101 -- asked before
    said = sorted([punt.plek, punt.vraag_id or 0, " ".join(punt.tekst.split())] for punt in punten)
    files = sorted(reactie.bijlagen.values_list("bestand", flat=True))
    email = reactie.afzender.email.casefold()
    return deur.fingerprint(hashlib.sha256(canonical([email, said, files])).hexdigest())


@transaction.atomic
def confirm(*, reactie: Reactie, code: str, at: dt.datetime) -> None:
    """It counts: a reference, a mail with what was sent, and for each punt something to decide. Raises UsedLink."""
    deur.confirm(row=reactie, code=code, at=at)
    names = plekken.names(snapshot_of(reactie.ronde.publicatie))
    regels = []
    for punt in reactie.punten.select_related("vraag").order_by("volgorde", "pk"):
        kop = punt.vraag.tekst if punt.vraag else names.get(punt.plek, punt.plek)
        punt.onderwerp = Onderwerp.objects.create(
            ronde=reactie.ronde, plek=punt.plek, vraag=punt.vraag, titel=" ".join(punt.tekst.split())[:80]
        )
        punt.save(update_fields=["onderwerp"])
        regels.append(f"{kop}:\n{punt.tekst}")
    regels += [f"Bijlage: {bijlage}" for bijlage in reactie.bijlagen.order_by("pk")]
    deur.send_copy(MailSoort.INZENDING_ONTVANGEN, reactie, regels=regels)


@transaction.atomic
def withdraw(*, reactie: Reactie, at: dt.datetime) -> None:
    """Until the closing. It stays, as withdrawn, and nobody decides about it any longer. Raises TooLate."""
    reactie.refresh_from_db(from_queryset=Reactie.objects.select_for_update(of=("self",)))
    if reactie.ingetrokken_op is not None:
        return
    check_open(reactie.ronde, at)
    if reactie.bevestigd_op is None:
        for bijlage in reactie.bijlagen.order_by("pk"):
            bijlage.delete()
        afzender = reactie.afzender
        reactie.delete()
        if afzender is not None:
            afzender.delete()
        return
    reactie.ingetrokken_op, reactie.vinger = at, ""
    reactie.save(update_fields=["ingetrokken_op", "vinger"])
    for onderwerp in Onderwerp.objects.filter(punten__reactie=reactie).distinct().order_by("pk"):
        onderwerp.punten.filter(reactie=reactie).update(onderwerp=None)
        if not onderwerp.punten.exists():
            onderwerp.delete()


# --- what every step asks ---------------------------------------------------------------------------------------------


def snapshot_of(publicatie: Publicatie) -> Snapshot:
    assert publicatie.inhoud is not None  # noqa: S101 -- it is published
    return read(publicatie.inhoud)


def check_right(by: User, recht: Recht, inkoop: Inkoop) -> None:
    if not by.may(recht, inkoop.regio_id):
        raise NotAllowed(f"U mag dit niet in deze regio ({recht.name.lower()}). Vraag de beheerder om dit recht.")
