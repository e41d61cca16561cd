"""The road of a version: start, submit, return or approve, plan, publish. Withdrawing: `intrekken`.

Every step locks the version before it looks at its status, so that of two people at the same moment one succeeds and the other is
told. Steps that give a number lock the inkoop first; the order is always inkoop, then version.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Recht, User
from core import dutch
from core.fouten import Conflict, NotAllowed
from publicaties import versies, wijzigingstabel
from publicaties.fouten import (
    AlreadyOpen,
    CannotApprove,
    CannotSubmit,
    IncompleteInput,
    NotExplained,
    SnapshotBroken,
    WrongDate,
    WrongStatus,
)
from publicaties.gebeurtenissen import tell
from publicaties.models import (
    BEWERKBAAR,
    INGEDIEND,
    Afweging,
    Bestand,
    GebeurtenisSoort,
    Opmerking,
    Publicatie,
    PublicatieSoort,
    Status,
)
from publicaties.onderdelen import make_onderdelen
from publicaties.problemen import Later, Probleem, find_problems
from publicaties.snapshot import Snapshot, freeze, read, stored_sha256
from publicaties.stap import check_right, go, lock, lock_inkoop, moment
from segments.models import Inkoop
from taken.models import Taak
from taken.werk import ask


@transaction.atomic
def start_concept(
    *,
    inkoop: Inkoop,
    versienaam: str,
    ingangsdatum: dt.date,
    soort: str = PublicatieSoort.DEFINITIEF,
    toelichting: str = "",
    by: User,
    at: dt.datetime,
) -> Publicatie:
    """Begin the next version of `inkoop`. Raises AlreadyOpen when one is under way."""
    check_right(by, Recht.INDIENEN, inkoop.regio_id)
    lock_inkoop(inkoop.pk)
    under_way = Publicatie.objects.open().filter(inkoop=inkoop).first()
    if under_way:
        raise AlreadyOpen(
            f"Er is al een versie in voorbereiding: '{under_way.versienaam}' ({under_way.get_status_display()}). "
            "Rond die eerst af, of gooi het concept weg."
        )
    publicatie = Publicatie(inkoop=inkoop)
    _fill_in(publicatie, versienaam, ingangsdatum, soort, toelichting, at)
    publicatie.save()
    return publicatie


@transaction.atomic
def change_concept(
    *,
    publicatie: Publicatie,
    versienaam: str,
    ingangsdatum: dt.date,
    soort: str,
    toelichting: str,
    by: User,
    at: dt.datetime,
) -> None:
    """Give a version that is not submitted another name, date, kind or explanation."""
    lock(publicatie, by, Recht.INDIENEN, BEWERKBAAR, "Aanpassen")
    _fill_in(publicatie, versienaam, ingangsdatum, soort, toelichting, at)
    publicatie.save()


@transaction.atomic
def discard_concept(*, publicatie: Publicatie, by: User) -> None:
    """Throw away a version that is not submitted; the working data stays as it is."""
    lock(publicatie, by, Recht.INDIENEN, BEWERKBAAR, "Weggooien")
    publicatie.delete()


@transaction.atomic
def update_changes(*, publicatie: Publicatie, by: User) -> None:
    """Compute what the working data changes against the version before, so that reasons can be given before submission."""
    lock(publicatie, by, Recht.INDIENEN, BEWERKBAAR, "Wijzigingen berekenen")
    publicatie.vorige = previous_of(publicatie)
    publicatie.save(update_fields=["vorige"])
    wijzigingstabel.store(publicatie, _before(publicatie), freeze(publicatie.inkoop))


@transaction.atomic
def explain_changes(
    *, publicatie: Publicatie, redenen: Mapping[str, str], volgorde: Sequence[str] = (), by: User
) -> None:
    """Give reasons by sleutel of the change, and perhaps their order. What is not named keeps its reason and comes last."""
    lock(publicatie, by, Recht.INDIENEN, BEWERKBAAR, "Wijzigingen toelichten")
    wijzigingstabel.explain(publicatie, redenen, volgorde)


@transaction.atomic
def overrule(*, publicatie: Publicatie, redenen: Mapping[Probleem, str], by: User, at: dt.datetime) -> None:
    """Write why these problems may stay as they are; an empty reason takes back what was written before."""
    lock(publicatie, by, Recht.INDIENEN, BEWERKBAAR, "Uitleggen")
    for probleem, reden in redenen.items():
        if probleem.blocks(publicatie.soort):
            raise IncompleteInput(f"Dit kan niet zo blijven, ook niet met een reden: {probleem.boodschap}")
        if not reden.strip():
            publicatie.afwegingen.filter(sleutel=probleem.sleutel).delete()
            continue
        values = {"boodschap": probleem.boodschap, "reden": reden.strip(), "door": by, "op": at}
        Afweging.objects.update_or_create(publicatie=publicatie, sleutel=probleem.sleutel, defaults=values)


@transaction.atomic
def submit(
    *, publicatie: Publicatie, by: User, at: dt.datetime, sha256: str = "", vorm: Snapshot | None = None
) -> None:
    """Freeze the working data and hand it to the beoordelaar. Raises CannotSubmit with what stands in the way.

    `sha256` is of what the contractmanager looked at, and Conflict is raised when it is no longer that; empty: not checked.
    `vorm`: the form in which a version was published before, which it keeps, with its sha256; Conflict when that says something else.
    """
    lock(publicatie, by, Recht.INDIENEN, BEWERKBAAR, "Indienen")
    _check_ingangsdatum(publicatie, at)
    publicatie.vorige = previous_of(publicatie)
    before, snapshot = _before(publicatie), freeze(publicatie.inkoop)
    if (sha256 and sha256 != snapshot.sha256) or (vorm is not None and vorm != snapshot):
        raise Conflict
    snapshot = vorm or snapshot
    problemen = problems_of(publicatie, snapshot, before)
    _check_problems(publicatie, problemen)
    wijzigingstabel.store(publicatie, before, snapshot)
    publicatie.inhoud, publicatie.sha256 = snapshot.stored(), snapshot.sha256
    publicatie.ingediend_op, publicatie.ingediend_door = at, by
    go(publicatie, Status.TER_BEOORDELING)
    tell(publicatie, GebeurtenisSoort.INGEDIEND, by=by, at=at)


@transaction.atomic
def take_back(*, publicatie: Publicatie, by: User, at: dt.datetime) -> None:
    """Let who submitted a version have it back, also when it was approved and is not out yet: it is a concept again."""
    lock(publicatie, by, Recht.INDIENEN, INGEDIEND, "Terugnemen")
    if by.pk != publicatie.ingediend_door_id:
        raise NotAllowed("Alleen wie de versie indiende, neemt haar terug. Een beoordelaar kan haar teruggeven.")
    _open_again(publicatie, Status.CONCEPT)
    tell(publicatie, GebeurtenisSoort.TERUGGENOMEN, by=by, at=at)


@transaction.atomic
def return_with_remarks(
    *, publicatie: Publicatie, opmerkingen: Iterable[tuple[str, str]], by: User, at: dt.datetime
) -> None:
    """Give a version back with remarks (plek, tekst); also one that was approved but is not out yet."""
    lock(publicatie, by, Recht.BEOORDELEN, INGEDIEND, "Teruggeven")
    rows = [
        Opmerking(publicatie=publicatie, plek=plek, tekst=tekst.strip(), door=by, op=at)
        for plek, tekst in opmerkingen
        if tekst.strip()
    ]
    if not rows:
        raise IncompleteInput("Schrijf minstens één opmerking, zodat duidelijk is wat er moet veranderen.")
    Opmerking.objects.bulk_create(rows)
    publicatie.teruggegeven_inhoud = publicatie.inhoud
    _open_again(publicatie, Status.TERUGGEGEVEN)
    told = "1 opmerking" if len(rows) == 1 else f"{len(rows)} opmerkingen"
    tell(publicatie, GebeurtenisSoort.TERUGGEGEVEN, by=by, at=at, tekst=told)


@transaction.atomic
def resolve_remark(*, opmerking: Opmerking, by: User, at: dt.datetime) -> None:
    """Mark a remark as dealt with."""
    check_right(by, Recht.INDIENEN, opmerking.publicatie.inkoop.regio_id)
    opmerking.opgelost_op = at
    opmerking.save(update_fields=["opgelost_op"])


@transaction.atomic
def answer_remark(*, opmerking: Opmerking, antwoord: str, by: User, at: dt.datetime) -> None:
    """Say something back to the beoordelaar, while the version is being changed. Empty: nothing after all."""
    lock(opmerking.publicatie, by, Recht.INDIENEN, BEWERKBAAR, "Antwoorden")
    opmerking.antwoord = antwoord.strip()
    opmerking.antwoord_op, opmerking.antwoord_door = (at, by) if opmerking.antwoord else (None, None)
    opmerking.save(update_fields=["antwoord", "antwoord_op", "antwoord_door"])


@transaction.atomic
def approve(*, publicatie: Publicatie, by: User, at: dt.datetime, sha256: str = "") -> None:
    """Approve a submitted version. Raises CannotApprove when `by` submitted it, or when it is not the one with `sha256`.

    `sha256` is of what the beoordelaar looked at; empty: not checked.
    """
    lock(publicatie, by, Recht.BEOORDELEN, [Status.TER_BEOORDELING], "Goedkeuren", refused=CannotApprove)
    if by.pk == publicatie.ingediend_door_id:
        raise CannotApprove("U heeft deze versie zelf ingediend. Vraag een collega om haar goed te keuren.")
    if sha256 and sha256 != publicatie.sha256:
        raise CannotApprove("Deze versie is intussen opnieuw ingediend. Bekijk de nieuwe inhoud voor u goedkeurt.")
    _check_still_fits(publicatie, at)
    publicatie.goedgekeurd_op, publicatie.goedgekeurd_door = at, by
    go(publicatie, Status.GOEDGEKEURD)
    tell(publicatie, GebeurtenisSoort.GOEDGEKEURD, by=by, at=at)


@transaction.atomic
def plan(*, publicatie: Publicatie, gepland_op: dt.datetime | None, by: User, at: dt.datetime) -> None:
    """Let an approved version appear by itself at a moment; None: no longer."""
    lock(publicatie, by, Recht.PUBLICEREN, [Status.GOEDGEKEURD], "Plannen")
    if gepland_op is not None and gepland_op <= at:
        raise WrongDate(f"{moment(gepland_op)} is al voorbij. Kies een later moment, of publiceer nu.", veld="dag")
    publicatie.gepland_op, publicatie.gepland_door = gepland_op, by if gepland_op else None
    publicatie.save(update_fields=["gepland_op", "gepland_door"])
    soort = GebeurtenisSoort.GEPLAND if gepland_op else GebeurtenisSoort.PLANNING_WEG
    tell(publicatie, soort, by=by, at=at, tekst=f"voor {moment(gepland_op)}" if gepland_op else "")


@transaction.atomic
def publish(*, publicatie: Publicatie, by: User, at: dt.datetime) -> None:
    """Put an approved version out: number, pages for search, PDFs. All of it, or nothing.

    It makes every PDF that no worker made before: minutes for a large version. Screens use `ask_to_publish`.
    """
    _lock_to_publish(publicatie, by, at)
    _publish(publicatie, by=by, at=at)


@transaction.atomic
def ask_to_publish(*, publicatie: Publicatie, by: User, at: dt.datetime) -> Taak:
    """Let a worker put an approved version out. What stands in the way is told now; the version changes when all is made."""
    _lock_to_publish(publicatie, by, at)
    _check_still_fits(publicatie, at)
    return _ask(publicatie, by=by, at=at)


@transaction.atomic
def publish_asked(*, publicatie: Publicatie, by: User, at: dt.datetime) -> None:
    """The end of what `ask_to_publish` or `publish_due` began. The right to publish was checked then."""
    _lock_to_publish(publicatie, None, at)
    _publish(publicatie, by=by, at=at)


@dataclass
class Publiceerronde:
    """What `publish_due` did."""

    gevraagd: list[Publicatie] = field(default_factory=list)
    mislukt: list[tuple[Publicatie, str]] = field(default_factory=list)


#: A planned publication that failed is tried again, but not every minute.
OPNIEUW = dt.timedelta(minutes=15)


def publish_due(*, at: dt.datetime) -> Publiceerronde:
    """Let a worker publish every version whose planned moment has come.

    Safe to run twice and in two places at once: what somebody else is working on is left to them.
    """
    uitkomst = Publiceerronde()
    due = Publicatie.objects.filter(status=Status.GOEDGEKEURD, gepland_op__lte=at).defer("inhoud")
    for publicatie in due.order_by("gepland_op", "pk"):
        with transaction.atomic():
            if not _take_due(publicatie, at):
                continue
            last = Taak.objects.about(publicatie).first()
            if last is not None and last.is_mislukt:
                uitkomst.mislukt.append((publicatie, last.melding))
                _tell_failed(publicatie, last, at)
                if at < last.gevraagd_op + OPNIEUW:
                    continue
            if last is None or not last.is_open:
                _ask(publicatie, by=_planner(publicatie), at=at)
                uitkomst.gevraagd.append(publicatie)
    return uitkomst


def previous_of(publicatie: Publicatie) -> Publicatie | None:
    """What a version is compared with (`versies.before`)."""
    return versies.before(_published(publicatie), publicatie)


def problems_of(publicatie: Publicatie, snapshot: Snapshot, before: Snapshot | None) -> list[Probleem]:
    """Everything that is wrong with a version that says `snapshot`."""
    later, contact = read_later(publicatie), publicatie.inkoop.regio.contact
    return find_problems(snapshot, previous=before, day=publicatie.ingangsdatum, later=later, contact=contact)


def read_later(publicatie: Publicatie) -> list[Later]:
    """The versions that are out and will take its place, with what they say."""
    rows = versies.after(_published(publicatie), publicatie)
    return [Later(row.volgnummer, row.ingangsdatum, read(row.inhoud)) for row in rows if row.inhoud is not None]


def _published(publicatie: Publicatie) -> list[Publicatie]:
    rows = Publicatie.objects.published().filter(inkoop_id=publicatie.inkoop_id)
    return list(rows.defer("inhoud").order_by("volgnummer"))


# --- inside a step ----------------------------------------------------------------------------------------------------


def _ask(publicatie: Publicatie, *, by: User, at: dt.datetime) -> Taak:
    from publicaties.werk import publiceren  # which itself ends here

    return ask(publiceren, over=publicatie, by=by, at=at, publicatie=publicatie.pk)


def _check_problems(publicatie: Publicatie, problemen: Sequence[Probleem]) -> None:
    """Nothing stands in the way, and what asks for a reason has one. Reasons for what is no longer there go."""
    if blockers := [probleem for probleem in problemen if probleem.blocks(publicatie.soort)]:
        raise CannotSubmit(blockers)
    publicatie.afwegingen.exclude(sleutel__in=[probleem.sleutel for probleem in problemen]).delete()
    explained = set(publicatie.afwegingen.values_list("sleutel", flat=True))
    asking = (probleem for probleem in problemen if probleem.asks(publicatie.soort))
    if open_ := [probleem for probleem in asking if probleem.sleutel not in explained]:
        raise NotExplained(open_)


def _open_again(publicatie: Publicatie, status: Status) -> None:
    publicatie.goedgekeurd_op = publicatie.goedgekeurd_door = None
    publicatie.gepland_op = publicatie.gepland_door = None
    go(publicatie, status)


def _lock_to_publish(publicatie: Publicatie, by: User | None, at: dt.datetime) -> None:
    lock_inkoop(publicatie.inkoop_id)
    lock(publicatie, by, Recht.PUBLICEREN, [Status.GOEDGEKEURD], "Publiceren")
    if publicatie.gepland_op is not None and publicatie.gepland_op > at:
        raise WrongDate(
            f"Deze versie staat gepland voor {moment(publicatie.gepland_op)}. "
            "Haal die planning weg als u nu wilt publiceren."
        )


def _publish(publicatie: Publicatie, *, by: User, at: dt.datetime) -> None:
    from publicaties import drukproeven  # loads the PDF machinery, which no other step needs

    _check_still_fits(publicatie, at)
    snapshot = verified_snapshot(publicatie)
    give_number(publicatie, at)
    publicatie.gepubliceerd_door = by
    try:
        Bestand.objects.bulk_create(
            Bestand(
                publicatie=publicatie,
                soort=soort,
                code=code,
                naam=naam,
                inhoud=inhoud,
                sha256=hashlib.sha256(inhoud).hexdigest(),
                grootte=len(inhoud),
            )
            for soort, code, naam, inhoud in drukproeven.files_of(publicatie, snapshot)
        )
        publicatie.drukproeven.all().delete()
        make_onderdelen(publicatie, snapshot)
        # Last: from here on the database refuses every change to the version and its parts.
        go(publicatie, Status.GEPUBLICEERD)
        tell(publicatie, GebeurtenisSoort.GEPUBLICEERD, by=by, at=at)
    except BaseException:
        publicatie.volgnummer = publicatie.gepubliceerd_op = publicatie.gepubliceerd_door = None
        raise


def give_number(publicatie: Publicatie, at: dt.datetime) -> None:
    """The number and the moment that the version gets when it comes out, and that stand in its files; saves nothing."""
    rows = Publicatie.objects.filter(inkoop_id=publicatie.inkoop_id)
    publicatie.volgnummer = rows.aggregate(highest=Max("volgnummer", default=0))["highest"] + 1
    publicatie.gepubliceerd_op = at


def verified_snapshot(publicatie: Publicatie) -> Snapshot:
    """The frozen data, if it still is what was submitted. Raises SnapshotBroken, OnbekendSchema."""
    if not publicatie.inhoud or stored_sha256(publicatie.inhoud) != publicatie.sha256:
        raise SnapshotBroken(
            "De vastgelegde inhoud hoort niet bij haar controlegetal. Geef de versie terug en dien opnieuw in."
        )
    return read(publicatie.inhoud)


def _take_due(publicatie: Publicatie, at: dt.datetime) -> bool:
    """Lock a due version, unless somebody else has it or it is no longer due."""
    inkopen = Inkoop.objects.select_for_update(no_key=True, skip_locked=True)
    if not inkopen.filter(pk=publicatie.inkoop_id).exists():
        return False
    rows = Publicatie.objects.select_for_update(skip_locked=True)
    if not rows.filter(pk=publicatie.pk, status=Status.GOEDGEKEURD, gepland_op__lte=at).exists():
        return False
    publicatie.refresh_from_db()
    return True


def _tell_failed(publicatie: Publicatie, taak: Taak, at: dt.datetime) -> None:
    """Once for each planned moment, however often it is tried. What failed before that moment, somebody saw on the screen."""
    assert publicatie.gepland_op is not None  # noqa: S101 -- it is due
    soort = GebeurtenisSoort.NIET_GEPUBLICEERD
    told = publicatie.gebeurtenissen.filter(soort=soort, op__gte=publicatie.gepland_op)
    if taak.gevraagd_op >= publicatie.gepland_op and not told.exists():
        tell(publicatie, soort, by=_planner(publicatie), at=at, tekst=taak.melding)


def _planner(publicatie: Publicatie) -> User:
    assert publicatie.gepland_door is not None  # noqa: S101 -- constraint publicatie_gepland_paar
    return publicatie.gepland_door


def _fill_in(
    publicatie: Publicatie, versienaam: str, ingangsdatum: dt.date, soort: str, toelichting: str, at: dt.datetime
) -> None:
    if not versienaam.strip():
        raise IncompleteInput("Geef de versie een naam, bijvoorbeeld 'Versie van 1 juni 2026'.", veld="versienaam")
    if soort not in PublicatieSoort.values:
        raise IncompleteInput("Kies een definitieve versie of een consultatieversie.", veld="soort")
    publicatie.versienaam, publicatie.toelichting = versienaam.strip(), toelichting.strip()
    publicatie.ingangsdatum, publicatie.soort = ingangsdatum, soort
    _check_ingangsdatum(publicatie, at)


def _check_ingangsdatum(publicatie: Publicatie, at: dt.datetime) -> None:
    if publicatie.is_consultatie:
        return
    rows = Publicatie.objects.published().definitive().filter(inkoop_id=publicatie.inkoop_id).defer("inhoud")
    now = versies.current(rows, timezone.localdate(at))
    if now is not None and publicatie.ingangsdatum < now.ingangsdatum:
        raise WrongDate(
            f"De ingangsdatum {dutch.day(publicatie.ingangsdatum)} ligt voor die van de versie die nu geldt "
            f"(versie {now.volgnummer}, vanaf {dutch.day(now.ingangsdatum)}). Kies die dag of een latere."
        )


def _check_still_fits(publicatie: Publicatie, at: dt.datetime) -> None:
    """What was submitted still follows on what is out."""
    _check_ingangsdatum(publicatie, at)
    previous = previous_of(publicatie)
    if (previous.pk if previous else None) != publicatie.vorige_id:
        raise WrongStatus(
            "De versie waarmee is vergeleken, is intussen niet meer de laatste. "
            "Geef deze versie terug en dien haar opnieuw in, dan kloppen de wijzigingen weer."
        )


def _before(publicatie: Publicatie) -> Snapshot | None:
    return read(publicatie.vorige.inhoud) if publicatie.vorige and publicatie.vorige.inhoud else None
