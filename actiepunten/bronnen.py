"""The sources of what asks something of a person. Each looks at one thing, changes nothing, and costs a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht, User
from actiepunten.punten import Actiepunt, Urgentie
from core import dutch
from overleg.models import Onderwerp, Reactienota, Vraag
from post.models import Mail, MailStatus
from proces.models import Aantekening, Mijlpaal, Rondom
from proces.planning import BIJNA, closing
from publicaties.models import Gebeurtenis, GebeurtenisSoort, Intrekverzoek, Publicatie, Status
from taken.models import Taak, sleutel_of
from tarieven.models import PLAATS, Tarief

#: So long before a tarief ends, somebody should make the next one; and so long after it, it is still told.
TARIEF_VOORAF, TARIEF_NADIEN = dt.timedelta(days=90), dt.timedelta(days=60)

Actiebron = Callable[[User, dt.datetime], Iterator[Actiepunt]]


def points_for(user: User, at: dt.datetime) -> list[Actiepunt]:
    """Of every source, the most urgent first. The same number of queries, however much there is."""
    return sorted((punt for bron in BRONNEN for punt in bron(user, at)), key=lambda punt: punt.orde)


# --- versions on their way --------------------------------------------------------------------------------------------


def to_review(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """Submitted by somebody else."""
    rows = _versions(user, Recht.BEOORDELEN).filter(status=Status.TER_BEOORDELING).exclude(ingediend_door=user)
    for row in rows.select_related("ingediend_door"):
        yield _about(
            row, "beoordelen", Urgentie.WACHT, f"Beoordeel ‘{row.versienaam}’", row.ingediend_op,
            f"{row.ingediend_door} heeft deze versie ingediend.",
        )  # fmt: skip


def returned(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """With remarks to answer or to deal with; without any left it can be submitted again."""
    rows = _versions(user, Recht.INDIENEN).filter(status=Status.TERUGGEGEVEN)
    for row in rows.annotate(open=Count("opmerkingen", filter=Q(opmerkingen__opgelost_op=None))):
        count = row.open
        todo = f"Beantwoord {dutch.number_of(count, 'opmerking', 'opmerkingen')} bij" if count else "Dien opnieuw in:"
        yield _about(row, "teruggegeven", Urgentie.WACHT, f"{todo} ‘{row.versienaam}’", row.ingediend_op,
                     "De beoordelaar heeft deze versie teruggegeven.")  # fmt: skip


def approved(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """Not planned, and nobody asked to publish it."""
    rows = list(_versions(user, Recht.PUBLICEREN).filter(status=Status.GOEDGEKEURD, gepland_op=None))
    asked = _last_task(rows)
    for row in rows:
        if row.pk not in asked or not (asked[row.pk].is_open or asked[row.pk].is_mislukt):
            yield _about(row, "goedgekeurd", Urgentie.WACHT, f"Publiceer of plan ‘{row.versienaam}’", row.goedgekeurd_op,
                         "Deze versie is goedgekeurd.")  # fmt: skip


def failed(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """Asked or planned to be published, and it did not succeed. Also for the beheerder, who can look why."""
    regios = {*user.regio_ids(Recht.PUBLICEREN), *user.regio_ids(Recht.BEHEREN)}
    rows = list(_in(regios).filter(status=Status.GOEDGEKEURD))
    tasks = _last_task(rows)
    for row in rows:
        if row.pk in tasks and tasks[row.pk].is_mislukt:
            yield _about(row, "mislukt", Urgentie.MIS, f"‘{row.versienaam}’ kon niet worden gepubliceerd",
                         tasks[row.pk].gevraagd_op, tasks[row.pk].melding)  # fmt: skip


def to_withdraw(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    rows = Intrekverzoek.objects.filter(besluit="", publicatie__inkoop__regio__in=user.regio_ids(Recht.PUBLICEREN))
    rows = rows.exclude(gevraagd_door=user).select_related("publicatie__inkoop", "gevraagd_door")
    for row in rows.defer("publicatie__inhoud", "publicatie__teruggegeven_inhoud").order_by("pk"):
        yield _about(
            row.publicatie, f"intrekken-{row.pk}", Urgentie.MIS,
            f"Besluit over intrekken van ‘{row.publicatie.versienaam}’", row.gevraagd_op,
            f"{row.gevraagd_door} vraagt dit. De reden: {row.reden}",
        )  # fmt: skip


def withdrawn_at_once(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """What was done without a second person, and this colleague has not said to have read."""
    rows = Gebeurtenis.objects.filter(soort=GebeurtenisSoort.INGETROKKEN_SPOED, inkoop__regio__in=user.regio_ids())
    rows = rows.exclude(door=user).exclude(gezien_door=user).select_related("publicatie", "inkoop", "door")
    for row in rows.defer("publicatie__inhoud", "publicatie__teruggegeven_inhoud").order_by("pk"):
        versie = row.publicatie
        why = f" Waarom het niet kon wachten: {row.tekst}" if row.tekst else ""
        yield Actiepunt(
            f"spoed-{row.pk}",
            Urgentie.MIS,
            f"{row.door} heeft versie {versie.volgnummer} met spoed ingetrokken: ‘{versie.versienaam}’",
            _version_url(versie),
            row.inkoop.titel,
            f"Zonder tweede persoon. Voor lezers: {versie.intrekreden}{why}",
            row.op,
            row.pk,
        )


# --- around the text --------------------------------------------------------------------------------------------------


def near(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """What closes within two weeks."""
    rows = Mijlpaal.objects.filter(
        inkoop__regio__in=user.regio_ids(Recht.BEWERKEN), sluit_op__gt=at, sluit_op__lte=at + dt.timedelta(days=BIJNA)
    )
    for row in rows.select_related("inkoop", "segment").order_by("sluit_op", "pk"):
        sluiting = closing(row, at)
        if sluiting.is_open:
            yield Actiepunt(
                f"sluit-{row.pk}-{row.sluit_op:%Y%m%dT%H%M}", Urgentie.BIJNA, f"{sluiting.wat} {sluiting.tekst}",
                _planning_url(row), row.inkoop.titel, row.titel, row.sluit_op,
            )  # fmt: skip


def notes(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """Aantekeningen that are open and in which somebody else said the last word: of the whole regio for who writes there,
    of those in which she took part for who reads along. One line for each inkoop."""
    answers = Aantekening.objects.filter(bij=OuterRef("pk"))
    rows = Aantekening.objects.still_open().annotate(
        laatste=ArraySubquery(answers.order_by("-op", "-pk").values("door")[:1]),
        meegedaan=Exists(answers.filter(door=user)),
        laatste_pk=Max("antwoorden__pk"),
    )
    own = Q(door=user) | Q(meegedaan=True)
    mine = Q(inkoop__regio__in=user.regio_ids(Recht.BEWERKEN)) | (Q(inkoop__regio__in=user.regio_ids()) & own)
    per_inkoop: dict[int, list[Any]] = {}
    row: Any  # with what was annotated
    for row in rows.filter(mine).select_related("inkoop").order_by("pk"):
        last = row.laatste[0] if row.laatste else row.door_id
        if last != user.pk:
            per_inkoop.setdefault(row.inkoop_id, []).append(row)
    for found in per_inkoop.values():
        inkoop, newest = found[0].inkoop, max(row.laatste_pk or row.pk for row in found)
        yield Actiepunt(
            f"aantekeningen-{inkoop.pk}-{newest}",
            Urgentie.WACHT,
            f"Beantwoord {dutch.number_of(len(found), 'aantekening', 'aantekeningen')} van collega’s, of los ze op",
            reverse("werkplek:aantekeningen", args=[inkoop.slug]),
            inkoop.titel,
        )


def to_answer(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """Questions of aanbieders: those of this person apart, the rest of an inkoop in one line."""
    rows = Vraag.objects.to_answer().filter(inkoop__regio__in=user.regio_ids(Recht.BEWERKEN)).select_related("inkoop")
    yield from _questions(user, list(rows.order_by("pk")), "beantwoorden", "Beantwoord")


def to_read_over(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """Answers to which this person wrote nothing."""
    regios = {*user.regio_ids(Recht.BEWERKEN), *user.regio_ids(Recht.BEOORDELEN)}
    rows = Vraag.objects.to_read().filter(inkoop__regio__in=regios).exclude(schrijvers__contains=[user.pk])
    yield from _questions(
        user, list(rows.select_related("inkoop").order_by("pk")), "nalezen", "Lees het antwoord na op"
    )


def for_nota(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    rows = Vraag.objects.for_nota().filter(inkoop__regio__in=user.regio_ids(Recht.PUBLICEREN)).select_related("inkoop")
    yield from _questions(user, list(rows.order_by("pk")), "nota", "Publiceer een nota met", Urgentie.STRAKS, "nota")


def _questions(
    user: User, rows: list[Vraag], wat: str, doe: str, urgentie: Urgentie = Urgentie.WACHT, scherm: str = "lijst"
) -> Iterator[Actiepunt]:
    per_inkoop: dict[int, list[Vraag]] = {}
    for row in rows:
        # Who was asked to answer it, and only she.
        if wat != "beantwoorden" or row.toegewezen_id in {None, user.pk}:
            per_inkoop.setdefault(row.inkoop_id, []).append(row)
    for found in per_inkoop.values():
        inkoop = found[0].inkoop
        yield Actiepunt(
            f"{wat}-{inkoop.pk}-{max(row.pk for row in found)}",
            urgentie,
            f"{doe} {dutch.number_of(len(found), 'vraag', 'vragen')} van aanbieders",
            reverse(f"werkplek:vragen:{scherm}", args=[inkoop.slug]),
            inkoop.titel,
        )


# --- reacties ---------------------------------------------------------------------------------------------------------


def to_decide(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """Of rounds that are closed: what this person was asked to decide, and what nobody was. One line for each round."""
    rows = Onderwerp.objects.filter(
        ronde__inkoop__regio__in=user.regio_ids(Recht.BEWERKEN),
        besluit="",
        punten__reactie__ingetrokken_op=None,
        punten__isnull=False,
    )
    per_ronde: dict[int, list[Onderwerp]] = {}
    for row in rows.distinct().select_related("ronde__inkoop", "ronde__mijlpaal").order_by("pk"):
        if row.toegewezen_id in {None, user.pk} and not row.ronde.is_open(at):
            per_ronde.setdefault(row.ronde_id, []).append(row)
    for found in per_ronde.values():
        ronde = found[0].ronde
        yield Actiepunt(
            f"besluiten-{ronde.pk}-{max(row.pk for row in found)}",
            Urgentie.WACHT,
            f"Besluit over {dutch.number_of(len(found), 'onderwerp', 'onderwerpen')} van ‘{ronde.titel}’",
            reverse("werkplek:overleg:lijst", args=[ronde.inkoop.slug]),
            ronde.inkoop.titel,
        )


def nota_to_publish(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """Drawn up by somebody else."""
    rows = Reactienota.objects.filter(inkoop__regio__in=user.regio_ids(Recht.BEOORDELEN), gepubliceerd_op=None).exclude(
        opgesteld_door=user
    )
    for row in rows.defer("inhoud").select_related("inkoop").order_by("pk"):
        yield Actiepunt(
            f"reactienota-{row.pk}",
            Urgentie.WACHT,
            f"Lees reactienota {row.nummer} na en publiceer haar",
            reverse("werkplek:overleg:nota", args=[row.inkoop.slug, row.pk]),
            row.inkoop.titel,
        )


# --- tarieven ---------------------------------------------------------------------------------------------------------


def ending(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """Tarieven that end, or just ended, with nothing after them while the contracts go on. One line for each inkoop and day."""
    today = timezone.localdate(at)
    same: dict[str, Any] = {"product": OuterRef("product"), "ingangsdatum__gt": OuterRef("einddatum")}
    # A follow-up may hold for all percelen or all values where this one did not.
    cell = Q(**same)
    for veld in PLAATS[1:]:
        cell &= Q(**{veld: OuterRef(veld)}) | Q(**{veld: None})
    rows = Tarief.objects.filter(
        product__inkoop__regio__in=user.regio_ids(Recht.BEWERKEN),
        product__gearchiveerd_op=None,
        einddatum__range=(today - TARIEF_NADIEN, today + TARIEF_VOORAF),
    ).exclude(product__inkoop__einde_contract__lte=F("einddatum"))
    open_ends = rows.filter(~Exists(Tarief.objects.filter(cell)))
    found = open_ends.values("product__inkoop", "product__inkoop__slug", "product__inkoop__titel", "einddatum")
    for row in found.annotate(aantal=Count("pk"), eerste=Min("pk")).order_by("einddatum", "product__inkoop"):
        last = cast(dt.date, row["einddatum"])
        over = last < today
        yield Actiepunt(
            f"tarieven-{row['product__inkoop']}-{last}",
            Urgentie.MIS if over else Urgentie.STRAKS,
            f"{dutch.number_of(row['aantal'], 'tarief', 'tarieven')} zonder vervolg: "
            f"{'geëindigd' if over else 'eindigt' if row['aantal'] == 1 else 'eindigen'} op {dutch.day(last)}",
            reverse("werkplek:tarieven:matrix", args=[row["product__inkoop__slug"]]),
            row["product__inkoop__titel"],
            "Maak nieuwe tarieven, bijvoorbeeld met een indexatie.",
            timezone.make_aware(dt.datetime.combine(last, dt.time.max)),
        )


# --- for the beheerder ------------------------------------------------------------------------------------------------


def mails_lost(user: User, at: dt.datetime) -> Iterator[Actiepunt]:
    """For who manages accounts: a mail that did not arrive may be an invitation."""
    if not user.is_staff:
        return
    rows = Mail.objects.managed(user.managed_regio_ids).filter(status=MailStatus.MISLUKT)
    found = rows.aggregate(aantal=Count("pk"), laatste=Max("pk"))
    if found["aantal"]:
        yield Actiepunt(
            f"mails-{found['laatste']}",
            Urgentie.MIS,
            f"{dutch.number_of(found['aantal'], 'mail is', 'mails zijn')} niet afgeleverd",
            f"{reverse('admin:post_mail_changelist')}?status__exact=mislukt",
            toelichting="Van de laatste dertig dagen. U ziet aan wie, en waarom.",
        )


BRONNEN: tuple[Actiebron, ...] = (
    failed,
    to_withdraw,
    withdrawn_at_once,
    mails_lost,
    to_review,
    returned,
    approved,
    to_answer,
    to_read_over,
    for_nota,
    to_decide,
    nota_to_publish,
    notes,
    near,
    ending,
)


def _in(regios: set[int] | list[int]) -> QuerySet[Publicatie]:
    rows = Publicatie.objects.filter(inkoop__regio__in=regios).select_related("inkoop")
    return rows.defer("inhoud", "teruggegeven_inhoud").order_by("pk")


def _versions(user: User, recht: Recht) -> QuerySet[Publicatie]:
    return _in(user.regio_ids(recht))


def _last_task(rows: list[Publicatie]) -> dict[int, Taak]:
    """The last time that somebody asked to publish each. One query."""
    keys = {sleutel_of(row): row.pk for row in rows}
    tasks = Taak.objects.filter(over__in=keys).select_related("opdracht").order_by("gevraagd_op", "pk")
    return {keys[task.over]: task for task in tasks}


def _about(
    versie: Publicatie, wat: str, urgentie: Urgentie, tekst: str, sinds: dt.datetime | None, toelichting: str
) -> Actiepunt:
    """What waits longest comes first. Submitted again is another thing to do."""
    since = f"{sinds:%Y%m%dT%H%M%S}" if sinds else ""
    key = f"{wat}-{versie.pk}-{since}"
    return Actiepunt(key, urgentie, tekst, _version_url(versie), versie.inkoop.titel, toelichting, sinds)


def _version_url(versie: Publicatie) -> str:
    return reverse("werkplek:publiceren:versie", args=[versie.inkoop.slug, versie.pk])


def _planning_url(row: Rondom) -> str:
    return reverse("werkplek:rondom:lijst", args=[row.inkoop.slug, "mijlpaal"])
