"""The nota that answers a round: drawn up from what was decided, published by a second person, and then for ever as it is."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from html import escape
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht, User
from core import dutch
from core.fouten import BewerkFout
from core.inhoud import canonical
from core.plek import Plek
from inlezen.boom import Alinea, Blok, Kop
from overleg import notabestanden, plekken
from overleg.behandelen import for_list
from overleg.inhoud import NOTA_SCHEMA, OnderwerpInhoud, PlaatsInhoud, PuntInhoud, ReactienotaInhoud
from overleg.models import Besluit, Onderwerp, Reactie, Reactienota, Reactieronde
from overleg.reacties import check_right, snapshot_of, until
from post.soorten import MailSoort
from post.sturen import send
from publicaties.gebeurtenissen import tell
from publicaties.models import GebeurtenisSoort
from publicaties.stap import lock_inkoop


class WrongStep(BewerkFout):
    """The step cannot be taken now."""

    status = 409


# --- what it says -----------------------------------------------------------------------------------------------------


def describe(ronde: Reactieronde, nummer: int) -> ReactienotaInhoud:
    """Every punt that counts, by place in the order of the document, the questions of the regio first."""
    snapshot = snapshot_of(ronde.publicatie)
    names = plekken.names(snapshot)
    order = {pad: place for place, pad in enumerate(names)}
    rows = for_list([ronde])
    rows.sort(
        key=lambda row: (
            row.vraag is None,
            row.vraag.volgorde if row.vraag else 0,
            order.get(row.plek, len(order)),
            row.pk,
        )
    )
    numbers = iter(range(1, len(rows) + 1))
    plaatsen = []
    for (vraag, plek), same in groupby(rows, key=lambda row: (row.vraag, row.plek)):
        plaatsen.append(
            PlaatsInhoud(
                kop=vraag.tekst if vraag else dutch.capital(names.get(plek, plek)),
                plek=_place(plek, names) if plek else None,
                vraag=vraag is not None,
                onderwerpen=tuple(_onderwerp(row, next(numbers), ronde, names) for row in same),
            )
        )
    reacties = Reactie.objects.filter(ronde=ronde, bevestigd_op__isnull=False)
    assert ronde.geopend_op is not None  # noqa: S101 -- it has reacties
    inkoop = ronde.inkoop
    return ReactienotaInhoud(
        schema_versie=NOTA_SCHEMA, inkoop=inkoop.titel, slug=inkoop.slug, regio=inkoop.regio.naam, nummer=nummer,
        ronde=ronde.titel, over_versie=ronde.publicatie.volgnummer or 0, versienaam=ronde.publicatie.versienaam,
        geopend=timezone.localdate(ronde.geopend_op), gesloten=until(ronde), op_naam=ronde.op_naam,
        reacties=reacties.filter(ingetrokken_op=None).count(), ingetrokken=reacties.exclude(ingetrokken_op=None).count(),
        plaatsen=tuple(plaatsen),
    )  # fmt: skip


def _onderwerp(row: Onderwerp, nummer: int, ronde: Reactieronde, names: dict[str, str]) -> OnderwerpInhoud:
    punten = tuple(
        PuntInhoud(
            referentie=punt.reactie.referentie,
            van=punt.reactie.afzender.organisatie if ronde.op_naam and punt.reactie.afzender else "",
            tekst=punt.tekst,
        )
        for punt in row.gezegd  # type: ignore[attr-defined]
    )
    veranderd = tuple(_place(pad, names) for pad in row.plekken)
    return OnderwerpInhoud(nummer=nummer, besluit=row.besluit, reden=row.reden, veranderd=veranderd, punten=punten)


def _place(pad: str, names: dict[str, str]) -> Plek:
    return plekken.read(pad).model_copy(update={"naam": names.get(pad, pad)})


def read(nota: Reactienota) -> ReactienotaInhoud:
    return ReactienotaInhoud.model_validate(nota.inhoud)


# --- drawing up and publishing ----------------------------------------------------------------------------------------


@transaction.atomic
def draw_up(*, ronde: Reactieronde, by: User, at: dt.datetime) -> Reactienota:
    """Freeze what was said and decided. What is undecided stays so in it, and is told to be. Raises NotAllowed, WrongStep."""
    check_right(by, Recht.INDIENEN, ronde.inkoop)
    lock_inkoop(ronde.inkoop_id)
    if ronde.geopend_op is None or ronde.is_open(at):
        raise WrongStep("Een nota kan pas worden opgesteld als de ronde gesloten is.")
    if ronde.notas.filter(gepubliceerd_op=None).exists():
        raise WrongStep(
            "Er is al een nota opgesteld voor deze ronde. Laat een collega die publiceren, of haal haar weg."
        )
    last = Reactienota.objects.filter(inkoop=ronde.inkoop).aggregate(last=Max("nummer"))["last"] or 0
    inhoud = describe(ronde, last + 1)
    return Reactienota.objects.create(
        inkoop=ronde.inkoop, ronde=ronde, nummer=last + 1, opgesteld_op=at, opgesteld_door=by,
        inhoud=inhoud.stored(), sha256=inhoud.sha256,
    )  # fmt: skip


@transaction.atomic
def discard(*, nota: Reactienota, by: User) -> None:
    """Take away what was drawn up, to draw it up again. Raises NotAllowed, WrongStep."""
    check_right(by, Recht.INDIENEN, nota.inkoop)
    nota.refresh_from_db(from_queryset=Reactienota.objects.select_for_update(of=("self",)))
    if nota.gepubliceerd_op is not None:
        raise WrongStep("Deze nota is gepubliceerd en blijft staan.")
    nota.delete()


@transaction.atomic
def publish(*, nota: Reactienota, by: User, at: dt.datetime) -> None:
    """By somebody else than who drew it up. Files, feed and a mail to who reacted, or nothing at all.

    Raises NotAllowed, WrongStep.
    """
    check_right(by, Recht.BEOORDELEN, nota.inkoop)
    nota.refresh_from_db(from_queryset=Reactienota.objects.select_for_update(of=("self",)))
    if nota.gepubliceerd_op is not None:
        raise WrongStep("Deze nota is al gepubliceerd.")
    if nota.opgesteld_door_id == by.pk:
        raise WrongStep("Wie een nota opstelt, publiceert haar niet zelf. Vraag een collega.")
    inhoud = read(nota)
    if hashlib.sha256(canonical(nota.inhoud)).hexdigest() != nota.sha256:
        raise WrongStep("De opgestelde nota past niet bij haar controlegetal. Haal haar weg en stel haar opnieuw op.")
    nota.gepubliceerd_op, nota.gepubliceerd_door = at, by
    notabestanden.make(nota, _stuk(inhoud), at)
    nota.save()
    told = (
        f"{inhoud.reacties} {'reactie' if inhoud.reacties == 1 else 'reacties'}, {len(inhoud.onderwerpen)} antwoorden."
    )
    tell(
        nota.ronde.publicatie, GebeurtenisSoort.REACTIENOTA, by=by, at=at, tekst=told, pad=f"reactienota/{nota.nummer}/"
    )
    _mail(nota)


def _mail(nota: Reactienota) -> None:
    """To each who reacted, her own reference and nobody else's."""
    adres = _address(read(nota))
    rows = Reactie.objects.confirmed().filter(ronde=nota.ronde, afzender__isnull=False)
    for reactie in rows.select_related("afzender").order_by("pk"):
        assert reactie.afzender is not None  # noqa: S101 -- asked for
        context = {"inkoop": nota.inkoop, "referentie": reactie.referentie, "adres": adres}
        send(MailSoort.REACTIENOTA, aan=[reactie.afzender.email], context=context, regio=nota.inkoop.regio)


# --- on paper ----------------------------------------------------------------------------------------------------------

NOG_NIET = "Nog niet besloten"


def titel(inhoud: ReactienotaInhoud) -> str:
    return f"Reactienota {inhoud.nummer}"


def besluit(one: OnderwerpInhoud) -> str:
    """In words, also when there is none yet."""
    return dutch.capital(str(Besluit(one.besluit).label)) if one.besluit else NOG_NIET


def inleiding(inhoud: ReactienotaInhoud) -> list[str]:
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


def _address(inhoud: ReactienotaInhoud) -> str:
    return reverse("inkoop:reactienota", args=[inhoud.slug, inhoud.nummer])


def _stuk(inhoud: ReactienotaInhoud) -> notabestanden.Notastuk:
    return notabestanden.Notastuk(
        soort="reactienota",
        titel=titel(inhoud),
        inhoud=inhoud,
        inleiding=inleiding(inhoud),
        adres=_address(inhoud),
        sjabloon="overleg/pdf/reactienota.html",
        blokken=tuple(_blocks(inhoud)),
        context={
            "plaatsen": [(plaats, [(one, besluit(one)) for one in plaats.onderwerpen]) for plaats in inhoud.plaatsen]
        },
    )


def _blocks(inhoud: ReactienotaInhoud) -> Iterator[Blok]:
    adres = f"{settings.SITE_ADRES}{_address(inhoud)}"
    for plaats in inhoud.plaatsen:
        yield Kop(1, escape(plaats.kop))
        for one in plaats.onderwerpen:
            yield Kop(2, escape(f"{one.nummer}. {besluit(one)}"))
            for punt in one.punten:
                wie = f"{punt.referentie}, {punt.van}" if punt.van else punt.referentie
                yield Alinea(f"<p><strong>{escape(wie)}</strong></p>")
                yield from notabestanden.paragraphs(punt.tekst)
            if one.reden:
                yield Alinea("<p><strong>Antwoord</strong></p>")
                yield from notabestanden.paragraphs(one.reden)
            for plek in one.veranderd:
                yield Alinea(
                    f'<p>Daarom veranderd: <a href="{adres}#onderwerp-{one.nummer}">{escape(plek.naam)}</a></p>'
                )
