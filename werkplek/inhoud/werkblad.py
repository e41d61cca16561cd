"""What an editor sees of an inkoop: the working data as it will be read, and what differs from what is published."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache, partial
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht, User
from core import dutch
from core.deel import DeelInhoud
from core.plek import Zin
from overleg.models import Onderwerp
from proces.models import Aantekening
from producten.models import Rubriek, RubriekBron
from producten.soort import RUBRIEK
from publicaties import beschrijving, versies
from publicaties.models import BEWERKBAAR, Publicatie
from publicaties.problemen import Probleem, find_problems
from publicaties.snapshot import Snapshot, read, read_delen, take
from publicaties.soorten import SOORTEN, soort_van
from publicaties.teksten import teksten_van
from segments.bewerking import fingerprint
from segments.models import Inkoop
from werkplek.inhoud.beeld import Beeld, known, remember, state_of
from werkplek.inhoud.koppelen import Linkvoorstel, annex, others, proposals
from werkplek.inhoud.omgeving import Naam, Omgeving, names_of
from werkplek.opmerkingen import Opgemerkt, remarks_on
from werkplek.plekken import APART, BIJEEN, anker, deel_url

#: Pages with all parts of these kinds.
SAMEN = {pagina: tuple(soort for soort, on in BIJEEN.items() if on == pagina) for pagina in BIJEEN.values()}
#: What has texts that are edited on such a page.
MET_TEKST = {soort: pagina for soort, pagina in BIJEEN.items() if soort not in APART}


@dataclass(frozen=True)
class Tekstblok:
    """A text that can be edited in its place: `soort`/`code`/`rubriek` is its address (as `Plek.pad`)."""

    slug: str
    soort: str
    code: str
    rubriek: str
    naam: str
    van: str
    tekst: str
    gegenereerd: tuple[Zin, ...] = ()
    verplicht: bool = False
    gewijzigd: bool = False
    gepubliceerd: str | None = None
    opmerkingen: tuple[Opgemerkt, ...] = ()
    #: How many remarks of colleagues are open at each place; asked only by a screen that shows them.
    openstaand: Callable[[], Mapping[str, int]] = field(default=dict, compare=False)
    #: The same, of reacties that wait for a decision.
    gereageerd: Callable[[], Mapping[str, int]] = field(default=dict, compare=False)
    #: What it names without a link; asked only for who can write.
    koppelingen: Callable[[], list[Linkvoorstel]] = field(default=list, compare=False)

    @property
    def basis(self) -> str:
        return fingerprint(self.tekst)

    @property
    def aantekeningen(self) -> int:
        return self.openstaand().get(self.pad, 0)

    @property
    def reacties(self) -> int:
        return self.gereageerd().get(self.pad, 0)

    @property
    def reacties_url(self) -> str:
        return f"{reverse('werkplek:overleg:lijst', args=[self.slug])}?plek={self.pad}&besluit=open"

    @property
    def pad(self) -> str:
        return f"{self.soort}/{self.code}/{self.rubriek}"

    @property
    def ident(self) -> str:
        return f"tekst-{self.soort}-{self.code}-{self.rubriek}"

    @property
    def anker(self) -> str:
        return anker(self.soort, self.code, self.rubriek)

    @property
    def titel(self) -> str:
        return f"{self.naam} van {self.van}"

    def url(self, name: str) -> str:
        return reverse(f"werkplek:{name}", args=[self.slug, self.soort, self.code, self.rubriek])

    @property
    def lees_url(self) -> str:
        return self.url("tekst")

    @property
    def bewerk_url(self) -> str:
        return self.url("tekst_bewerken")

    @property
    def geschiedenis_url(self) -> str:
        return self.url("geschiedenis")

    @property
    def vergelijk_url(self) -> str:
        return self.url("vergelijken")

    @property
    def elders_url(self) -> str:
        return self.url("elders")

    @property
    def aantekeningen_url(self) -> str:
        return self.url("aantekeningen_bij")

    @property
    def pagina_url(self) -> str:
        return f"{deel_url(self.slug, self.soort, self.code)}#{self.ident}"


@lru_cache(maxsize=32)
def _published_snapshot(pk: int, sha256: str) -> Snapshot | None:
    inhoud = Publicatie.objects.values_list("inhoud", flat=True).get(pk=pk)
    return read(inhoud) if inhoud else None


@lru_cache(maxsize=128)
def _published_delen(pk: int, sha256: str, soort: str) -> Callable[[str], DeelInhoud | None]:
    """Of one kind by code, for a screen that needs no other part of what was published."""
    kind = SOORTEN[soort]
    versie, rows = Publicatie.objects.values_list("inhoud__schema_versie", f"inhoud__{kind.meervoud}").get(pk=pk)
    return read_delen(versie, kind, rows or [])


@dataclass
class Werkblad:
    """One inkoop for one person. What nothing asks for, is not read."""

    inkoop: Inkoop
    user: User
    _delen: dict[tuple[str, str], DeelInhoud | None] = field(default_factory=dict, init=False)
    _omgevingen: dict[tuple[str, str], Omgeving] = field(default_factory=dict, init=False)

    @property
    def slug(self) -> str:
        slug: str = self.inkoop.slug
        return slug

    @property
    def mag_bewerken(self) -> bool:
        return self.user.may(Recht.BEWERKEN, self.inkoop.regio_id)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The whole document. A screen of one part does without: see `deel` and `omgeving`."""
        return take(self.inkoop)

    def geheel(self) -> Werkblad:
        """For who goes through many parts: read them all at once."""
        self.snapshot  # noqa: B018
        return self

    @property
    def is_geheel(self) -> bool:
        return "snapshot" in self.__dict__

    @cached_property
    def namen(self) -> list[Naam]:
        return names_of(self.inkoop)

    def genoemd(self, soort: str) -> list[Naam]:
        return [naam for naam in self.namen if naam.soort == soort]

    @cached_property
    def rubrieken(self) -> list[Rubriek]:
        """In use, in document order."""
        return list(RUBRIEK.rows(self.inkoop).active())

    def toelichting(self, soort: str, rubriek: str) -> str:
        """What the inkoop says to who writes this text."""
        return next((row.toelichting for row in self.rubrieken if (row.soort, row.sleutel) == (soort, rubriek)), "")

    @cached_property
    def versies(self) -> list[Publicatie]:
        return list(Publicatie.objects.filter(inkoop=self.inkoop).defer("inhoud").order_by("volgnummer", "pk"))

    @cached_property
    def vorige(self) -> Publicatie | None:
        """What the working data is compared with: of a version under way what that follows, else what was published last."""
        if self.open_versie is not None:
            return versies.before([row for row in self.versies if row.status == "gepubliceerd"], self.open_versie)
        rows = [row for row in self.versies if row.status == "gepubliceerd"]
        return next((row for row in reversed(rows) if not row.is_consultatie), rows[-1] if rows else None)

    @cached_property
    def open_versie(self) -> Publicatie | None:
        return next((row for row in self.versies if row.is_open), None)

    @cached_property
    def gepubliceerd(self) -> Snapshot | None:
        return _published_snapshot(self.vorige.pk, self.vorige.sha256) if self.vorige else None

    @cached_property
    def dag(self) -> dt.date:
        """The day for which problems are looked for: when the next version counts, and before there is any, not before the contracts do."""
        if self.open_versie:
            return self.open_versie.ingangsdatum
        start = self.inkoop.start_contract if self.vorige is None else None
        return max(timezone.localdate(), start or dt.date.min)

    @property
    def versielabel(self) -> str:
        if self.vorige is None:
            return "Nog niets gepubliceerd"
        label = versies.label(self.versies, self.vorige, timezone.localdate())
        return f"Versie {self.vorige.volgnummer} {label.tekst}"

    # --- what the whole document says about its parts ---

    @cached_property
    def _staat(self) -> Hashable:
        """What a picture depends on."""
        return state_of(self.inkoop), self.dag, self.vorige and self.vorige.sha256, self.inkoop.regio.contact

    @cached_property
    def beeld(self) -> Beeld:
        """Of the working data as it stands now; it takes a snapshot unless this process still knows."""
        found = known(self.inkoop, self._staat)
        if found is None:
            found = Beeld(
                find_problems(
                    self.snapshot, previous=self.gepubliceerd, day=self.dag, contact=self.inkoop.regio.contact
                ),
                _differences(self.gepubliceerd, self.snapshot),
            )
            remember(self.inkoop, self._staat, found)
        return found

    @property
    def bekend_beeld(self) -> Beeld | None:
        """The picture, when it costs nothing. A screen that can do without asks for it after (`aandacht`)."""
        return self.beeld if "beeld" in self.__dict__ or known(self.inkoop, self._staat) else None

    @property
    def problemen(self) -> list[Probleem]:
        return self.beeld.problemen

    def problemen_op(self, hier: str) -> list[Probleem]:
        """Those of a part ("soort/code"), or of a page with many parts."""
        if hier in SAMEN:
            return [row for row in self.problemen if row.plek.soort in SAMEN[hier]]
        return [row for row in self.problemen if f"{row.plek.soort}/{row.plek.code}" == hier]

    @property
    def aantal_gewijzigd(self) -> int:
        return sum(len(changed) for changed in self.beeld.gewijzigd.values())

    @property
    def aantal_in_de_weg(self) -> int:
        return sum(self.beeld.in_de_weg.values())

    @property
    def aantal_aandachtspunten(self) -> int:
        return len(self.problemen) - self.aantal_in_de_weg

    def gewijzigd(self, soort: str, code: str) -> set[str]:
        """The rubrieken of one part that changed since the last publication, as in a Beeld."""
        return _change(self._then(soort, code), self.deel(soort, code)) if self.vorige else set()

    # --- remarks of the beoordelaar ---

    @cached_property
    def opmerkingen(self) -> list[Opgemerkt]:
        """What the beoordelaar still wants changed in the version that is under way, newest first."""
        if self.open_versie is None:
            return []
        return remarks_on(self.open_versie, self.omgeving(), slug=self.slug, opgelost=False)

    def opmerkingen_van(self, soort: str, code: str | None = None) -> list[Opgemerkt]:
        """Those about a part as a whole, its facts, or a text it no longer has; without `code`: of every part of this kind.

        The others stand at their text.
        """
        found = [row for row in self.opmerkingen if row.deel[0] == soort and code in {None, row.deel[1]}]
        at_text = {blok.pad for key in {row.deel[1] for row in found} for blok in self.blokken(soort, key)}
        return [row for row in found if row.opmerking.plek not in at_text]

    @property
    def losse_opmerkingen(self) -> list[Opgemerkt]:
        """Those about the whole version, the inkoop, the tarieven, or a part that is gone: no other screen shows them."""
        delen = {(naam.soort, naam.code) for naam in self.namen}
        delen |= {(soort, deel.deelcode) for soort in MET_TEKST for deel in self.omgeving().delen(soort)}
        return [row for row in self.opmerkingen if row.deel[0] not in APART and row.deel not in delen]

    @cached_property
    def aantekeningen(self) -> Counter[str]:
        """How many remarks of colleagues are open, by place. No query when the inkoop was loaded for a screen (`load_inkoop`)."""
        found = getattr(self.inkoop, "besproken", None)
        if found is None:
            found = Aantekening.objects.filter(inkoop=self.inkoop).still_open().values_list("plek", flat=True)
        return Counter(found)

    @cached_property
    def reacties(self) -> Counter[str]:
        """How many reacties wait for a decision, by place. No query when the inkoop was loaded for a screen."""
        found = getattr(self.inkoop, "gereageerd", None)
        if found is None:
            found = Onderwerp.objects.filter(ronde__inkoop=self.inkoop, besluit="").values_list("plek", flat=True)
        return Counter(found)

    @cached_property
    def bijlage(self) -> tuple[str, str] | None:
        return annex(self.inkoop)

    @property
    def mag_oplossen(self) -> bool:
        versie = self.open_versie
        return (
            versie is not None and versie.status in BEWERKBAAR and self.user.may(Recht.INDIENEN, self.inkoop.regio_id)
        )

    # --- texts ---

    def deel(self, soort: str, code: str) -> DeelInhoud | None:
        if self.is_geheel:
            return deel_in(self.snapshot, soort, code)
        if soort in MET_TEKST:  # read together
            return deel_in(self.omgeving(), soort, code)
        if (soort, code) not in self._delen:
            self._delen[soort, code] = deel_van(self.inkoop, soort, code)
        return self._delen[soort, code]

    def omgeving(self, soort: str = "", code: str = "") -> Snapshot:
        """A snapshot as far as this part speaks of others; without a part: with the names of all."""
        if self.is_geheel:
            return self.snapshot
        if (soort, code) not in self._omgevingen:
            self._omgevingen[soort, code] = Omgeving.of(self.inkoop, self, soort, code)
        return self._omgevingen[soort, code]

    def blokken(self, soort: str, code: str) -> list[Tekstblok]:
        """Every text of a part that can be written, also what is empty now."""
        return list(self._blokken(soort, code))

    def blok(self, soort: str, code: str, rubriek: str) -> Tekstblok | None:
        return next(self._blokken(soort, code, rubriek), None)

    def alle_blokken(self) -> Iterator[Tekstblok]:
        for soort in SOORTEN:
            for deel in self.geheel().snapshot.delen(soort):
                yield from self.blokken(soort, deel.deelcode)

    def _blokken(self, soort: str, code: str, alleen: str = "") -> Iterator[Tekstblok]:
        deel = self.deel(soort, code)
        if deel is None:
            return
        omgeving = self.omgeving(soort, code)
        then = self._then(soort, code)
        was = teksten_van(then) if then else {}
        changed = self.gewijzigd(soort, code)
        now = teksten_van(deel)
        anderen = cache(partial(others, omgeving, deel))
        for rubriek, naam, verplicht, bron in _headings(omgeving, deel):
            if alleen not in {"", rubriek}:
                continue
            tekst = now.get(rubriek, "")
            yield Tekstblok(
                slug=self.slug,
                soort=soort,
                code=code,
                rubriek=rubriek,
                naam=naam,
                van=deel.kort,
                tekst=tekst,
                gegenereerd=beschrijving.generated(omgeving, deel, bron),
                verplicht=verplicht and bron == RubriekBron.TEKST,
                gewijzigd=rubriek in changed,
                gepubliceerd=was.get(rubriek, "") if was or changed == {"*"} else None,
                opmerkingen=tuple(row for row in self.opmerkingen if row.opmerking.plek == f"{soort}/{code}/{rubriek}"),
                openstaand=lambda: self.aantekeningen,
                gereageerd=lambda: self.reacties,
                koppelingen=partial(proposals, self.inkoop, tekst, anderen, lambda: self.bijlage),
            )

    def _then(self, soort: str, code: str) -> DeelInhoud | None:
        if self.vorige is None or soort not in SOORTEN or soort in APART:
            return None
        if self.is_geheel and self.gepubliceerd:
            return deel_in(self.gepubliceerd, soort, code)
        return _published_delen(self.vorige.pk, self.vorige.sha256, soort)(code)


def _headings(omgeving: Snapshot, deel: DeelInhoud) -> Iterator[tuple[str, str, bool, str]]:
    """(key, name, verplicht, bron) of every text that this part can have."""
    soort = soort_van(deel)
    if soort.met_rubrieken:
        for rubriek in omgeving.rubrieken_of(soort.naam):
            yield rubriek.sleutel, rubriek.naam, rubriek.verplicht, rubriek.bron
    for veld, naam in soort.teksten.items():
        if soort.heeft_tekst(deel, veld):
            yield veld, naam, False, ""
    for rij in soort.rijen:
        for row in getattr(deel, rij.lijst):
            nummer = getattr(row, rij.nummer)
            yield (
                rij.sleutel(nummer),
                f"{dutch.capital(str(rij.model._meta.verbose_name))} {nummer}: {row.naam}",
                False,
                "",
            )


def deel_van(inkoop: Inkoop, soort: str, code: str) -> DeelInhoud | None:
    """One part as it stands now, without the others."""
    if soort not in SOORTEN or soort in APART:
        return None
    kind = SOORTEN[soort]
    return next(iter(kind.describe(inkoop, **{kind.codevelden[0]: code})), None)


def deel_in(snapshot: Snapshot, soort: str, code: str) -> DeelInhoud | None:
    """What has texts that are edited in their place."""
    if soort not in SOORTEN or soort in APART:
        return None
    found: DeelInhoud | None = snapshot.vind(soort, code)
    return found


def _differences(before: Snapshot | None, now: Snapshot) -> dict[str, set[str]]:
    if before is None:
        return {}
    found: dict[str, set[str]] = {}
    for soort in SOORTEN:
        old, new = ({row.deelcode: row for row in one.delen(soort)} for one in (before, now))
        for code in old | new:
            if changed := _change(old.get(code), new.get(code)):
                found[f"{soort}/{code}"] = changed
    return found


def _change(old: DeelInhoud | None, new: DeelInhoud | None) -> set[str]:
    return {"*"} if old is None or new is None else _changed(old, new)


def _changed(old: DeelInhoud, new: DeelInhoud) -> set[str]:
    if old == new:
        return set()
    was, wordt = teksten_van(old), teksten_van(new)
    found = {key for key in was | wordt if was.get(key, "") != wordt.get(key, "")}
    return found | ({""} if _facts(old) != _facts(new) else set())


def _facts(deel: DeelInhoud) -> dict[str, object]:
    soort = soort_van(deel)
    of_rows: dict[str, Any] = {rij.lijst: {"__all__": {rij.tekst}} for rij in soort.rijen}
    return deel.model_dump(exclude=dict.fromkeys(["identiteit", "teksten", *soort.teksten], True) | of_rows)
