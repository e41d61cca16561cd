"""What an editor sees of an inkoop: the working data as it will be read, and what differs from what is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht, User
from core.deel import DeelInhoud
from core.plek import Zin
from producten.models import RubriekBron
from publicaties import beschrijving, versies
from publicaties.models import BEWERKBAAR, Publicatie
from publicaties.problemen import Probleem, find_problems
from publicaties.snapshot import Snapshot, read, take
from publicaties.soorten import SOORTEN, soort_van
from segments.models import Inkoop
from werkplek.opmerkingen import Opgemerkt, remarks_on
from werkplek.plekken import deel_url

#: What has no page for each, but one for all.
APART = {"rubriek", "begrip", "leefgebied"}


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

    @property
    def pad(self) -> str:
        return f"{self.soort}/{self.code}/{self.rubriek}"

    @property
    def ident(self) -> str:
        return f"tekst-{self.soort}-{self.code}-{self.rubriek}"

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
    def pagina_url(self) -> str:
        return f"{deel_url(self.slug, self.soort, self.code)}#{self.ident}"


@lru_cache(maxsize=32)
def _published_snapshot(pk: int, sha256: str) -> Snapshot | None:
    inhoud = Publicatie.objects.values_list("inhoud", flat=True).get(pk=pk)
    return read(inhoud) if inhoud else None


@dataclass
class Werkblad:
    inkoop: Inkoop
    user: User

    @property
    def slug(self) -> str:
        slug: str = self.inkoop.slug
        return slug

    @property
    def mag_bewerken(self) -> bool:
        return self.user.may(Recht.BEWERKEN, self.inkoop.regio_id)

    @cached_property
    def snapshot(self) -> Snapshot:
        return take(self.inkoop)

    @cached_property
    def versies(self) -> list[Publicatie]:
        return list(Publicatie.objects.filter(inkoop=self.inkoop).defer("inhoud").order_by("volgnummer", "pk"))

    @cached_property
    def vorige(self) -> Publicatie | None:
        """What the working data is compared with: the last published definitive version, else the last published one."""
        rows = [row for row in self.versies if row.status == "gepubliceerd"]
        return next((row for row in reversed(rows) if not row.is_consultatie), rows[-1] if rows else None)

    @cached_property
    def open_versie(self) -> Publicatie | None:
        return next((row for row in self.versies if row.is_open), None)

    @cached_property
    def gepubliceerd(self) -> Snapshot | None:
        return _published_snapshot(self.vorige.pk, self.vorige.sha256) if self.vorige else None

    @cached_property
    def problemen(self) -> list[Probleem]:
        day = self.open_versie.ingangsdatum if self.open_versie else timezone.localdate()
        return list(find_problems(self.snapshot, previous=self.gepubliceerd, day=day))

    @property
    def versielabel(self) -> str:
        if self.vorige is None:
            return "Nog niets gepubliceerd"
        label = versies.label(self.versies, self.vorige, timezone.localdate())
        return f"Versie {self.vorige.volgnummer} {label.tekst}"

    # --- what changed since the last publication ---

    @cached_property
    def gewijzigd(self) -> dict[str, set[str]]:
        """By "soort/code" of what changed: the rubrieken that did ("" for its facts); of what is new or gone: {"*"}."""
        before = self.gepubliceerd
        if before is None:
            return {}
        found: dict[str, set[str]] = {}
        for soort in SOORTEN:
            now, then = ({row.deelcode: row for row in one.delen(soort)} for one in (self.snapshot, before))
            for code in now | then:
                old, new = then.get(code), now.get(code)
                if changed := {"*"} if old is None or new is None else _changed(old, new):
                    found[f"{soort}/{code}"] = changed
        return found

    @property
    def aantal_gewijzigd(self) -> int:
        return sum(len(changed) for changed in self.gewijzigd.values())

    @cached_property
    def blokkades(self) -> dict[str, int]:
        """How many blockers, by "soort/code"."""
        found: dict[str, int] = {}
        for probleem in self.problemen:
            if probleem.blocks("definitief"):
                key = f"{probleem.plek.soort}/{probleem.plek.code}"
                found[key] = found.get(key, 0) + 1
        return found

    @property
    def aantal_blokkades(self) -> int:
        return sum(1 for probleem in self.problemen if probleem.blocks("definitief"))

    @property
    def aantal_aandachtspunten(self) -> int:
        return len(self.problemen) - self.aantal_blokkades

    # --- remarks of the beoordelaar ---

    @cached_property
    def opmerkingen(self) -> list[Opgemerkt]:
        """What the beoordelaar still wants changed in the version that is under way, newest first."""
        if self.open_versie is None:
            return []
        return remarks_on(self.open_versie, self.snapshot, slug=self.slug, opgelost=False)

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
        return [row for row in self.opmerkingen if row.deel[0] not in APART and self.deel(*row.deel) is None]

    @property
    def mag_oplossen(self) -> bool:
        versie = self.open_versie
        return (
            versie is not None and versie.status in BEWERKBAAR and self.user.may(Recht.INDIENEN, self.inkoop.regio_id)
        )

    # --- texts ---

    def deel(self, soort: str, code: str) -> DeelInhoud | None:
        return find_deel(self.snapshot, soort, code)

    def blokken(self, soort: str, code: str) -> list[Tekstblok]:
        """Every text of a part that can be written, also what is empty now."""
        deel = self.deel(soort, code)
        return list(self._blokken(soort, code, deel)) if deel is not None else []

    def blok(self, soort: str, code: str, rubriek: str) -> Tekstblok | None:
        return next((blok for blok in self.blokken(soort, code) if blok.rubriek == rubriek), None)

    def alle_blokken(self) -> Iterator[Tekstblok]:
        for soort in SOORTEN:
            for deel in self.snapshot.delen(soort):
                yield from self.blokken(soort, deel.deelcode)

    def _blokken(self, soort: str, code: str, deel: DeelInhoud) -> Iterator[Tekstblok]:
        then = find_deel(self.gepubliceerd, soort, code) if self.gepubliceerd else None
        was = texts_of(then) if then else {}
        changed = self.gewijzigd.get(f"{soort}/{code}", set())
        now = texts_of(deel)
        for rubriek, naam, verplicht, bron in self._headings(deel):
            yield Tekstblok(
                slug=self.slug,
                soort=soort,
                code=code,
                rubriek=rubriek,
                naam=naam,
                van=deel.kort,
                tekst=now.get(rubriek, ""),
                gegenereerd=beschrijving.generated(self.snapshot, deel, bron),
                verplicht=verplicht and bron == RubriekBron.TEKST,
                gewijzigd=rubriek in changed,
                gepubliceerd=was.get(rubriek, "") if was or changed == {"*"} else None,
                opmerkingen=tuple(row for row in self.opmerkingen if row.opmerking.plek == f"{soort}/{code}/{rubriek}"),
            )

    def _headings(self, deel: DeelInhoud) -> Iterator[tuple[str, str, bool, str]]:
        """(key, name, verplicht, bron) of every text that this part can have."""
        soort = soort_van(deel)
        if soort.met_rubrieken:
            for rubriek in self.snapshot.rubrieken_of(soort.naam):
                yield rubriek.sleutel, rubriek.naam, rubriek.verplicht, rubriek.bron
        for veld, naam in soort.teksten.items():
            if soort.heeft_tekst(deel, veld):
                yield veld, naam, False, ""
        for kenmerk in getattr(deel, "kenmerken", ()):
            yield f"kenmerk-{kenmerk.nummer}", f"Kenmerk {kenmerk.nummer}: {kenmerk.naam}", False, ""


def find_deel(snapshot: Snapshot, soort: str, code: str) -> DeelInhoud | None:
    """What has texts that are edited in their place."""
    if soort not in SOORTEN or soort in APART:
        return None
    found: DeelInhoud | None = snapshot.vind(soort, code)
    return found


def texts_of(deel: DeelInhoud) -> dict[str, str]:
    """The rich texts of a part, by rubriek."""
    own = {veld: getattr(deel, veld) for veld in soort_van(deel).teksten}
    kenmerken = {f"kenmerk-{row.nummer}": row.toelichting for row in getattr(deel, "kenmerken", ())}
    return getattr(deel, "teksten", {}) | own | kenmerken


def _changed(old: DeelInhoud, new: DeelInhoud) -> set[str]:
    if old == new:
        return set()
    was, wordt = texts_of(old), texts_of(new)
    found = {key for key in was | wordt if was.get(key, "") != wordt.get(key, "")}
    return found | ({""} if _facts(old) != _facts(new) else set())


def _facts(deel: DeelInhoud) -> dict[str, object]:
    facts: dict[str, object] = deel.model_dump(exclude={"identiteit", "teksten", *soort_van(deel).teksten})
    if "kenmerken" in facts:
        facts["kenmerken"] = [(row.nummer, row.naam) for row in getattr(deel, "kenmerken", ())]
    return facts
