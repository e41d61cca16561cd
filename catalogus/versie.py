"""Which version a visitor reads, and its snapshot. The only way into the data for a public page."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, Exists, F, Func, JSONField, Max, OuterRef, When
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils import timezone

from overleg.models import Reactienota, Vragennota
from proces.models import Document, DocumentSoort, Mijlpaal
from publicaties.models import BUITEN, Bestand, BestandSoort, Onderdeel, OnderdeelSoort, Publicatie, Status, Wijziging
from publicaties.snapshot import Snapshot, read
from publicaties.versies import Label, labels, shown
from publicaties.wijzigingen import WijzigingInhoud

#: So many versions are named to ask what changed since; the form has them all.
MEEST_EERDERE = 6


@dataclass(frozen=True)
class Stukken:
    """What a version consists of and what never changes: its snapshot, its change table with reasons, of each file its size in bytes and
    its sha256."""

    snapshot: Snapshot
    wijzigingen: tuple[tuple[WijzigingInhoud, str], ...]
    bestanden: Mapping[tuple[str, str], tuple[int, str]]


@dataclass(frozen=True)
class Versie:
    """A published version as a visitor sees it today; `vast` when its address names it for ever."""

    publicatie: Publicatie
    label: Label
    alle: list[tuple[Publicatie, Label]]
    slug: str
    vast: bool
    day: dt.date
    stand: str

    @property
    def sleutel(self) -> str:
        """Differs as soon as a page of this version could say something else: `stand` changed, or a day began."""
        return f"{self.publicatie.sha256}:{self.stand}:{self.day}"

    @property
    def stukken(self) -> Stukken:
        return read_stukken(self.publicatie.pk, self.publicatie.sha256)

    @property
    def snapshot(self) -> Snapshot:
        return self.stukken.snapshot

    @property
    def wijzigingen(self) -> tuple[tuple[WijzigingInhoud, str], ...]:
        """What this version changed, each with its reason, in the order of the editor."""
        return self.stukken.wijzigingen

    def grootte(self, soort: BestandSoort, code: str = "") -> int | None:
        """The size in bytes of a PDF of this version; None when it has none."""
        found = self.stukken.bestanden.get((soort, code))
        return found[0] if found else None

    def origineel(self, soort: str, code: str = "") -> str:
        """The address of the bytes of a PDF as it was published; empty when this version has none."""
        found = self.stukken.bestanden.get((soort, code))
        return f"{self.vast_pad}bestanden/{found[1]}.pdf" if found else ""

    @property
    def basis(self) -> str:
        """The address of the inkoop, whatever the version."""
        return f"/inkoop/{self.slug}/"

    @property
    def pad(self) -> str:
        """The address below which the pages of this version stand."""
        return self.vast_pad if self.vast else self.basis

    @property
    def vast_pad(self) -> str:
        return f"{self.basis}versie/{self.publicatie.volgnummer}/"

    @property
    def is_besproken(self) -> bool:
        """Whether the inkoop was ever opened for reacties."""
        return self._overleg[0] != "0"

    @property
    def heeft_nota(self) -> bool:
        return self._overleg[1] != "0"

    @property
    def is_open(self) -> bool:
        """Whether anybody may react to this version now."""
        return str(self.publicatie.pk) in self._overleg[2].split(",")

    @property
    def _overleg(self) -> list[str]:
        return [*self.stand.split("|")[1:], "0", "0", ""][:3]

    @property
    def kpi_bijlage(self) -> str:
        """The sleutel of the document with KPI's, when there is one that is openbaar and no other."""
        found: list[str] = getattr(self.alle[0][0], "kpi_bijlagen", [])
        return found[0] if len(found) == 1 else ""

    @property
    def planning(self) -> list[dict[str, Any]]:
        """The openbare moments as the database gives them (`catalogus.stand`)."""
        found: list[dict[str, Any]] = getattr(self.alle[0][0], "planning", [])
        return found

    def notas(self, soort: str) -> list[dict[str, Any]]:
        """The nota's of this kind ("reactienotas", "vragennotas") with what in them led to a change (`catalogus.aanleiding`)."""
        found: list[dict[str, Any]] = getattr(self.alle[0][0], soort, [])
        return found

    @property
    def nu(self) -> Versie | None:
        """What a visitor reads who names no version; None when all were withdrawn."""
        chosen = shown([row for row, _ in self.alle], self.day)
        label = dict(self.alle).get(chosen) if chosen else None
        return replace(self, publicatie=chosen, label=label, vast=False) if chosen and label else None

    @property
    def nieuwste(self) -> bool:
        return self.nu is not None and self.nu.publicatie == self.publicatie

    @property
    def kent_wijzigingen(self) -> bool:
        """Whether there is another version to hold this one against."""
        return self.vorige is not None or any(row != self.publicatie for row in self.gepubliceerd)

    @property
    def vorige(self) -> Publicatie | None:
        """The version that the change table compares this one with."""
        return next((row for row, _ in self.alle if row.pk == self.publicatie.vorige_id), None)

    @property
    def eerste(self) -> Publicatie | None:
        """The first version that counts, when others were there before it to be discussed."""
        rows = sorted((row for row, _ in self.alle), key=lambda row: row.volgnummer or 0)
        first = next((row for row in rows if not row.is_consultatie), None)
        return first if first != rows[0] else None

    @property
    def eerste_definitieve(self) -> bool:
        return self.eerste == self.publicatie

    @property
    def gepubliceerd(self) -> list[Publicatie]:
        """The versions that are out and not withdrawn, newest first."""
        return [row for row, _ in self.alle if row.status == Status.GEPUBLICEERD]

    @property
    def eerdere(self) -> list[Publicatie]:
        """What a reader may have read before this one, and wants to know since when something changed; newest first."""
        own = self.publicatie.volgnummer or 0
        return [row for row in self.gepubliceerd if (row.volgnummer or 0) < own][:MEEST_EERDERE]

    @property
    def met_eisen(self) -> Versie | None:
        """The version that counts today when it has eisen, else the newest of those that are out and have them. No query."""
        having = [row.volgnummer for row in self.gepubliceerd if getattr(row, "heeft_eisen", False)]
        counts = self.nu.publicatie.volgnummer if self.nu else None
        nummer = counts if counts in having else next(iter(having), None)
        return self.other(nummer) if nummer else None

    def other(self, nummer: int) -> Versie:
        """Another version of the same inkoop, pinned unless it is the one that a visitor reads anyway. No query. Raises KeyError."""
        chosen, label = {row.volgnummer: (row, label) for row, label in self.alle}[nummer]
        found = replace(self, publicatie=chosen, label=label, vast=True)
        return replace(found, vast=self.vast or not found.nieuwste)


#: What can change of an inkoop: which versions there are, how its regio looks, what its overview says of the planning (the moments,
#: and which of them are past), and behind bars how many rounds for reacties there were, how many nota's of either kind, and which
#: versions are open for them. By hand, because every request for a page asks it.
STATE = """
    SELECT string_agg(publicatie.id || publicatie.status, '.' ORDER BY publicatie.id) || '.' || md5(regio::text || inkoop.voorbeeld) || (
        SELECT coalesce('.' || count(*) FILTER (WHERE sluit_op <= now()) || md5(string_agg(mijlpaal::text, '.' ORDER BY id)), '')
        FROM proces_mijlpaal mijlpaal WHERE mijlpaal.inkoop_id = inkoop.id AND openbaar
    ) || (
        SELECT coalesce('.' || string_agg(sleutel, '.' ORDER BY id), '')
        FROM proces_document document
        WHERE document.inkoop_id = inkoop.id AND openbaar AND soort = 'kpi_bijlage'
    ) || (
        SELECT '|' || count(*) || '|' || (
            SELECT count(*) FROM overleg_reactienota nota
            WHERE nota.inkoop_id = inkoop.id AND nota.gepubliceerd_op IS NOT NULL
        ) + (
            SELECT count(*) FROM overleg_vragennota nota WHERE nota.inkoop_id = inkoop.id
        ) || '|' || coalesce(string_agg(ronde.publicatie_id::text, ',' ORDER BY ronde.id) FILTER (
            WHERE sluiting.sluit = 'reageren' AND now() < sluiting.sluit_op
        ), '')
        FROM overleg_reactieronde ronde JOIN proces_mijlpaal sluiting ON sluiting.id = ronde.mijlpaal_id
        WHERE ronde.inkoop_id = inkoop.id AND ronde.geopend_op IS NOT NULL
    )
    FROM publicaties_publicatie publicatie
    JOIN segments_inkoop inkoop ON inkoop.id = publicatie.inkoop_id
    JOIN segments_regio regio ON regio.id = inkoop.regio_id
    WHERE inkoop.slug = %s AND publicatie.status = ANY(%s)
    GROUP BY regio.id, inkoop.id
"""


#: By slug: the moment of asking and the answer. At most as old as settings.VERSIE_ONTHOUDEN says.
_states: dict[str, tuple[float, str]] = {}


def state(slug: str) -> str:
    """Differs when a version came out or was withdrawn, or the regio or the planning changed; empty without a version.

    One short query, or none for a moment.
    """
    now, keep = time.monotonic(), settings.VERSIE_ONTHOUDEN
    asked, known = _states.get(slug, (0.0, ""))
    if keep and known and now - asked < keep:
        return known
    found = _ask_state(slug)
    if keep:
        _states[slug] = (now, found)
    return found


def _ask_state(slug: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(STATE, [slug, [status.value for status in BUITEN]])
        found = cursor.fetchone()
    return str(found[0]) if found else ""


def find(slug: str, nummer: int | None) -> Versie:
    """The version with this number, or the one that counts today. One query, and one more the first time. Raises Http404."""
    return _find(slug, nummer, timezone.localdate(), state(slug))


def newest(slug: str) -> Versie:
    """The one that counts today, or when all were withdrawn the last of them: who follows an inkoop must hear that. Raises Http404."""
    try:
        return find(slug, None)
    except Http404:
        last = Publicatie.objects.known().filter(inkoop__slug=slug).aggregate(last=Max("volgnummer"))["last"]
        if last is None:
            raise
        return find(slug, last)


#: Of a moment of the planning: its row, its segment, the round for reacties that it closes, and the number of the version of that.
MOMENT: dict[str, Any] = {
    **{field.attname: field.attname for field in Mijlpaal._meta.concrete_fields},
    "segment": JSONObject(id="segment__id", code="segment__code", naam="segment__naam"),
    "ronde": Case(When(reactieronde__geopend_op__isnull=False, then=F("reactieronde__pk"))),
    "over": "reactieronde__publicatie__volgnummer",
}


def _because(path: str) -> JSONObject:
    """Of a nota: its number, the version that it is about, and what in it led to a change."""
    answers = Func(
        F("inhoud"), function="jsonb_path_query_array", template=f"%(function)s(%(expressions)s, '{path}')",
        output_field=JSONField(),
    )  # fmt: skip
    return JSONObject(nummer="nummer", over_versie="inhoud__over_versie", antwoorden=answers)


@lru_cache(maxsize=512)
def _find(slug: str, nummer: int | None, day: dt.date, state: str) -> Versie:
    """What the `state` tells of comes along: a query more for it would be one more for the first page of every process."""
    around = {"inkoop": OuterRef("inkoop"), "openbaar": True}
    kpi = Document.objects.filter(**around, soort=DocumentSoort.KPI_BIJLAGE).order_by("pk")
    planning = Mijlpaal.objects.filter(**around).order_by("pk")
    known = Publicatie.objects.known().annotate(
        # By what is found of it: its snapshot is too large to look into.
        heeft_eisen=Exists(Onderdeel.objects.filter(publicatie=OuterRef("pk"), soort=OnderdeelSoort.EIS)),
        kpi_bijlagen=ArraySubquery(kpi.values("sleutel")),
        planning=ArraySubquery(planning.values(json=JSONObject(**MOMENT))),
        reactienotas=ArraySubquery(
            Reactienota.objects.filter(inkoop=OuterRef("inkoop"), gepubliceerd_op__isnull=False)
            .order_by("nummer")
            .values(json=_because("$.plaatsen[*].onderwerpen[*] ? (exists(@.veranderd[*]))"))
        ),
        vragennotas=ArraySubquery(
            Vragennota.objects.filter(inkoop=OuterRef("inkoop"))
            .order_by("nummer")
            .values(json=_because("$.vragen[*] ? (@.veranderd != null)"))
        ),
    )
    rows = list(known.filter(inkoop__slug=slug).for_reading().newest_first())
    for row in rows[1:]:
        del row.planning, row.reactienotas, row.vragennotas  # type: ignore[attr-defined]  # the same once more
    told = list(zip(rows, labels(rows, day), strict=True))
    chosen = shown(rows, day) if nummer is None else next((row for row in rows if row.volgnummer == nummer), None)
    if chosen is None:
        raise Http404(f"Geen gepubliceerde versie van '{slug}'" + (f" met nummer {nummer}" if nummer else ""))
    return Versie(chosen, dict(told)[chosen], told, slug, nummer is not None, day, state)


@lru_cache(maxsize=64)
def read_stukken(pk: int, sha256: str) -> Stukken:
    """A version never changes, so it is read once per process, with one query."""
    changes = Wijziging.objects.filter(publicatie=OuterRef("pk")).order_by("volgorde", "pk")
    files = Bestand.objects.filter(publicatie=OuterRef("pk")).order_by("soort", "code")
    inhoud, wijzigingen, bestanden = Publicatie.objects.values_list(
        "inhoud",
        ArraySubquery(changes.values(json=JSONObject(inhoud="inhoud", reden="reden"))),
        ArraySubquery(files.values(json=JSONObject(soort="soort", code="code", grootte="grootte", sha256="sha256"))),
    ).get(pk=pk, sha256=sha256)
    if inhoud is None:
        raise Http404("Deze versie heeft geen inhoud.")
    return Stukken(
        snapshot=read(inhoud),
        wijzigingen=tuple((WijzigingInhoud.model_validate(row["inhoud"]), row["reden"]) for row in wijzigingen),
        bestanden={(row["soort"], row["code"]): (row["grootte"], row["sha256"]) for row in bestanden},
    )
