"""What a proposal would do to an inkoop as it is now: parts that are new, texts that differ, and the document that it would become."""

from __future__ import annotations

import types
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Union, get_args, get_origin

from core import richtext
from core.deel import DeelInhoud
from core.inhoud import Inhoud, velden
from core.soort import plain
from inlezen import documentvorm
from inlezen.boom import top_level
from inlezen.tabellen import without_prefix
from inlezen.vergelijkvorm import fingerprint_of, same
from inlezen.voorstel import Voorstel, Voorsteldeel, Vorm
from publicaties.redline import redline
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN
from publicaties.teksten import teksten_van
from segments.bewerking import fingerprint

#: What a document does not say itself: reading it gives these to a rubriek, a hoofdstuk or a grondslag.
_BEDACHT = {"soort", "bron"}


@dataclass(frozen=True)
class Tekstverschil:
    """A text that the document has otherwise. `botst`: a colleague changed it in the portal since the file was made."""

    pad: str
    van: str
    was: str
    wordt: str
    botst: bool = False

    @property
    def redline(self) -> str:
        return redline(self.was, self.wordt, context=0)


@dataclass(frozen=True)
class Uitkomst:
    voorstel: Voorstel
    nu: Snapshot
    nieuw: tuple[DeelInhoud, ...]
    verschillen: tuple[Tekstverschil, ...]
    gelijk: int
    #: Facts that the document has otherwise, and parts that it no longer has; those are changed on their own screens.
    anders: tuple[str, ...]

    @cached_property
    def vingerafdruk(self) -> str:
        """Of all that is shown of it."""
        return fingerprint(repr((self.nieuw, self.verschillen, self.anders, self.gelijk)))

    def snapshot(self, aanvaard: Collection[str] | None = None) -> Snapshot:
        """The document that it becomes, with these of the differences (None: all)."""
        data = {soort.meervoud: list(self.nu.delen(naam)) for naam, soort in SOORTEN.items()}
        for deel in self.nieuw:
            data[SOORTEN[deel.soortnaam].meervoud].append(deel)
        for verschil in self.verschillen:
            if aanvaard is None or verschil.pad in aanvaard:
                soort, code, rubriek = split(verschil.pad)
                rows = data[SOORTEN[soort].meervoud]
                at = next(number for number, row in enumerate(rows) if row.deelcode == code)
                rows[at] = with_text(rows[at], rubriek, verschil.wordt)
        # Not a copy: a snapshot remembers what it was asked.
        return Snapshot.model_construct(**dict(self.nu) | data)


def work_out(voorstel: Voorstel, nu: Snapshot) -> Uitkomst:
    return _Uitwerking(voorstel, nu).uitkomst()


def split(pad: str) -> tuple[str, str, str]:
    """Soort, code and rubriek of a place; the code of a rubriek has a slash itself."""
    soort, _, rest = pad.partition("/")
    code, _, rubriek = rest.rpartition("/")
    return soort, code, rubriek


def with_text(deel: DeelInhoud, rubriek: str, html: str) -> DeelInhoud:
    """`deel` with another text in one of its places."""
    soort = SOORTEN[deel.soortnaam]
    if rij := soort.rij(rubriek):
        nummer = rij.nummer_in(rubriek)
        rows = [
            row.model_copy(update={rij.tekst: html}) if str(getattr(row, rij.nummer)) == nummer else row
            for row in getattr(deel, rij.lijst)
        ]
        return deel.model_copy(update={rij.lijst: rows})
    if not soort.met_rubrieken:
        return deel.model_copy(update={rubriek: html})
    teksten = {sleutel: tekst for sleutel, tekst in deel.teksten.items() if sleutel != rubriek}  # type: ignore[attr-defined]
    return deel.model_copy(update={"teksten": teksten | ({rubriek: html} if html else {})})


def pad_of(deel: DeelInhoud) -> str:
    return f"{deel.soortnaam}/{deel.deelcode}"


def places(voorstel: Voorstel, nu: Snapshot) -> list[tuple[str, str]]:
    """Every place where a text of this document can stand, with its name: of the inkoop, and of what the document makes new."""
    whole = work_out(voorstel, nu).snapshot()
    found = []
    for soort in (kind.naam for kind in SOORTEN.values() if kind.in_document):
        names = (
            {row.sleutel: row.naam for row in whole.rubrieken_of(soort)}
            if SOORTEN[soort].met_rubrieken
            else SOORTEN[soort].teksten
        )
        for deel in whole.delen(soort):
            found += [(f"{pad_of(deel)}/{sleutel}", f"{deel.volledig}: {naam}") for sleutel, naam in names.items()]
            found += [
                (f"{pad_of(deel)}/{rij.sleutel(nummer)}", f"{deel.volledig}: {rij.model._meta.verbose_name} {nummer}")
                for rij in SOORTEN[soort].rijen
                for nummer in (getattr(row, rij.nummer) for row in getattr(deel, rij.lijst))
            ]
    return found


class _Uitwerking:
    def __init__(self, voorstel: Voorstel, nu: Snapshot) -> None:
        self.voorstel, self.nu = voorstel, nu
        self.is_eigen = voorstel.eigen_inkoop == nu.inkoop.slug
        self.teksten = self._texts()

    def _texts(self) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for stuk in self.voorstel.stukken:
            if stuk.pad and stuk.is_geplaatst and stuk.vorm is Vorm.TEKST:
                found.setdefault(stuk.pad, []).append(stuk.html)
        return {pad: richtext.clean("".join(parts)) for pad, parts in found.items()}

    def uitkomst(self) -> Uitkomst:
        new = [deel for deel in self.voorstel.onderdelen if self._is_new(deel)]
        rows = [self._inhoud(deel) for deel in new]
        whole = Uitkomst(self.voorstel, self.nu, tuple(rows), (), 0, ()).snapshot()
        made = [self._without_made(row, whole) for row in rows]
        whole = Uitkomst(self.voorstel, self.nu, tuple(made), (), 0, ()).snapshot()
        found, gelijk = [], 0
        for pad, wordt in self._of_existing(whole).items():
            verschil = self._difference(pad, wordt)
            gelijk += verschil is None and bool(wordt)
            found += [verschil] if verschil else []
        anders = tuple(
            melding
            for deel in self.voorstel.onderdelen
            if not self._is_new(deel)
            for melding in self._other_facts(deel)
        )
        return Uitkomst(self.voorstel, self.nu, tuple(made), tuple(found), gelijk, (*anders, *self._left_out()))

    def _left_out(self) -> Iterator[str]:
        """Parts that were in our own file and were taken out of it: reading never takes anything away."""
        if not self.is_eigen:
            return
        named = {deel.pad for deel in self.voorstel.onderdelen}
        for soort, code in dict.fromkeys(split(pad)[:2] for pad in self.voorstel.eigen):
            deel = self.nu.vind(soort, code)
            if deel is not None and f"{soort}/{code}" not in named:
                yield f"{deel.volledig} staat niet meer in het document. In het portaal blijft het staan; archiveer het als het vervalt."

    def _is_new(self, deel: Voorsteldeel) -> bool:
        return self.nu.vind(deel.soort, deel.code) is None

    # --- new parts ---

    def _inhoud(self, deel: Voorsteldeel) -> DeelInhoud:
        soort = SOORTEN[deel.soort]
        values: dict[str, Any] = dict(deel.velden)
        own = {split(pad)[2]: html for pad, html in self.teksten.items() if split(pad)[:2] == (deel.soort, deel.code)}
        for rij in soort.rijen:
            rows = [row | {rij.tekst: own.pop(rij.sleutel(row[rij.nummer]), "")} for row in values.get(rij.lijst, [])]
            values |= {rij.lijst: rows} if rows else {}
        values |= {"teksten": own} if soort.met_rubrieken else own
        found: DeelInhoud = filled(soort.inhoud, values)  # type: ignore[assignment]
        return found

    def _without_made(self, deel: DeelInhoud, whole: Snapshot) -> DeelInhoud:
        """A new part without what the portal will say by itself from its facts."""
        for rubriek, html in teksten_van(deel).items():
            deel = with_text(deel, rubriek, self._stripped(deel, rubriek, html, whole))
        return deel

    def _stripped(self, deel: DeelInhoud, rubriek: str, html: str, whole: Snapshot) -> str:
        if deel.soortnaam == "hoofdstuk":
            made = documentvorm.lijst(whole, deel.soort)  # type: ignore[attr-defined]
            return "".join(one for one in top_level(html) if not any(same(one, other) for other in made))
        if SOORTEN[deel.soortnaam].met_rubrieken:
            row = whole.vind("rubriek", f"{deel.soortnaam}/{rubriek}")
            told = documentvorm.zinnen(whole, deel.soortnaam, deel.deelcode, row.bron) if row else ()
            rest = without_prefix(html, top_level(documentvorm.gemaakt(told))) if told else None
            return html if rest is None else rest
        return html

    # --- parts that are there ---

    def _of_existing(self, whole: Snapshot) -> dict[str, str]:
        """What the document says at every place of a part that the inkoop has; empty where its own file lost a text."""
        found: dict[str, str] = {}
        named = {deel.pad for deel in self.voorstel.onderdelen}
        for pad, html in self.teksten.items():
            soort, code, rubriek = split(pad)
            if (deel := self.nu.vind(soort, code)) is not None:
                found[pad] = self._stripped(deel, rubriek, html, whole)
        if self.is_eigen:
            for pad in self.voorstel.eigen:
                soort, code, _ = split(pad)
                if f"{soort}/{code}" in named and self.nu.vind(soort, code) is not None:
                    found.setdefault(pad, "")
        return found

    def _difference(self, pad: str, wordt: str) -> Tekstverschil | None:
        soort, code, rubriek = split(pad)
        deel = self.nu.vind(soort, code)
        was = teksten_van(deel).get(rubriek, "")
        if same(was, wordt):
            return None
        begin = self.voorstel.eigen.get(pad, "") if self.is_eigen else None
        if begin is not None and fingerprint_of(wordt) == begin:
            return None  # changed here since, and not in the file
        return Tekstverschil(
            pad,
            f"{self._name(deel, rubriek)} van {deel.kort}",
            was,
            wordt,
            begin is not None and fingerprint_of(was) != begin,
        )

    def _name(self, deel: DeelInhoud, rubriek: str) -> str:
        soort = SOORTEN[deel.soortnaam]
        if soort.met_rubrieken:
            names = {row.sleutel: row.naam for row in self.nu.rubrieken_of(soort.naam)}
            new = {f"{soort.naam}/{rubriek}": rubriek} | {one.code: one.naam for one in self.voorstel.onderdelen}
            return names.get(rubriek) or new[f"{soort.naam}/{rubriek}"]
        return soort.teksten.get(rubriek, rubriek)

    def _other_facts(self, deel: Voorsteldeel) -> Iterator[str]:
        row, soort = self.nu.vind(deel.soort, deel.code), SOORTEN[deel.soort]
        elsewhere = {*soort.codevelden, *soort.naamvelden, *soort.intern, *_BEDACHT}
        for veld, read in deel.velden.items():
            now = getattr(row, veld, None)
            if soort.modelveld(veld) is None or (not soort.in_tabel and (veld in elsewhere or not read)):
                continue
            parsed = getattr(
                filled(soort.inhoud, deel.velden | {"teksten": {}} if soort.met_rubrieken else deel.velden), veld
            )
            if parsed != now:
                label = soort.label(veld)
                read, here = (_told(soort.modelveld(veld), value) for value in (parsed, now))
                place = f"in het document {f'“{read}”' if read else 'niets'}, in het portaal {f'“{here}”' if here else 'niets'}"
                yield f"{row.volledig}, {label}: {place}. Verander dit zo nodig bij de gegevens."


def filled(inhoud: type[Inhoud], values: Mapping[str, Any]) -> Inhoud:
    """An Inhoud of which what is not given is empty."""
    own = {
        veld.naam: values[veld.naam] if veld.naam in values else _empty(inhoud.model_fields[veld.naam].annotation)
        for veld in velden(inhoud)
    }
    return inhoud.model_validate(own)


def _empty(annotation: Any) -> Any:
    origin = get_origin(annotation) or annotation
    if origin in (Union, types.UnionType):
        return None if type(None) in get_args(annotation) else _empty(get_args(annotation)[0])
    return {str: "", bool: False, list: [], dict: {}, int: 0}.get(origin)


def _told(field: Any, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(getattr(one, "code", one)) for one in value)
    return plain(field, value)
