"""The parts that a document describes: found by the names it gives them, among those of the inkoop, or new."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from inlezen.voorstel import Voorsteldeel, Zekerheid
from inlezen.woorden import GRONDSLAGEN, MET_TABEL, RUBRIEKEN, kaal, known_grondslag, plat, resembles, slug
from producten.models import RubriekBron
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN

_PERCEEL = re.compile(r"^perceel\s+(\d+[a-z]?(?:-[a-z0-9]+)*)\b[\s:.–-]*(.*)$", re.IGNORECASE)
_SEGMENT = re.compile(r"^segment\s+(.+)$", re.IGNORECASE)


class Delen:
    """`gevonden`: by kind and code, in the order in which the document names them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.gevonden: dict[tuple[str, str], Voorsteldeel] = {}

    def codes(self, soort: str) -> list[str]:
        return [code for one, code in self.gevonden if one == soort]

    def of(self, soort: str) -> list[Voorsteldeel]:
        return [self.gevonden[soort, code] for code in self.codes(soort)]

    def add(
        self, soort: str, code: str, naam: str, /, *, zeker: bool = True, waarom: str = "", **velden: Any
    ) -> Voorsteldeel:
        """The part, as the inkoop has it or a new one; facts that are known already stay."""
        known = self.gevonden.get((soort, code))
        if known is None:
            bestaat = self.snapshot.vind(soort, code) is not None
            mark = Zekerheid.ZEKER if zeker or bestaat else Zekerheid.TWIJFEL
            known = Voorsteldeel(soort=soort, code=code, naam=naam, bestaat=bestaat, zeker=mark, waarom=waarom)
        new = {**velden, **known.velden} if velden else known.velden
        self.gevonden[soort, code] = known = known.model_copy(update={"velden": new})
        return known

    def add_facts(self, deel: Voorsteldeel, velden: Mapping[str, Any]) -> None:
        if velden:
            self.gevonden[deel.soort, deel.code] = self.gevonden[deel.soort, deel.code].model_copy(
                update={"velden": {**self.gevonden[deel.soort, deel.code].velden, **velden}}
            )

    def in_order(self) -> list[Voorsteldeel]:
        order = list(SOORTEN)
        return sorted(self.gevonden.values(), key=lambda deel: order.index(deel.soort))

    def named(self, naam: str) -> Voorsteldeel | None:
        """The part that a first row or a heading names: one that the inkoop has, or a new one."""
        naam = " ".join(naam.split())
        exact = next(
            (row for soort in MET_TABEL for row in self.snapshot.delen(soort) if plat(row.volledig) == plat(naam)),
            None,
        )
        if exact is not None:
            return self.add(exact.soortnaam, exact.deelcode, naam)
        if match := _PERCEEL.match(naam):
            nummer = match[1].lower()
            return self.add("perceel", nummer, match[2].strip() or naam, nummer=nummer, naam=match[2].strip() or naam)
        if found := self.known(naam, MET_TABEL):
            return found
        if match := _SEGMENT.match(naam):
            code, _, rest = match[1].partition(" ")
            return self.add(
                "segment", slug(code), rest or match[1], zeker=bool(rest), code=slug(code), naam=rest or match[1]
            )
        kort = re.search(r"\(([^()]{2,20})\)", naam)
        zonder = " ".join(naam.replace(kort[0], " ").split()) if kort else naam
        afkorting = ""
        if kort:
            after = naam[kort.end() :].strip()
            afkorting = f"{kort[1]} {after}".strip()
        code = slug(afkorting or zonder)
        return self.add("product", code, naam, naam=zonder, afkorting=afkorting, code=code) if code else None

    def known(self, naam: str, soorten: Iterable[str]) -> Voorsteldeel | None:
        """By its full name, its name or its short code; names of the document first."""
        wanted = {plat(naam), kaal(naam)}
        for exact in (True, False):
            for soort in soorten:
                for code, names in self.names(soort).items():
                    if (
                        (plat(naam) in {plat(one) for one in names})
                        if exact
                        else (wanted & {kaal(one) for one in names})
                    ):
                        return self.add(soort, code, naam)
        return None

    def names(self, soort: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self.snapshot.delen(soort):
            own = (getattr(row, veld) for veld in SOORTEN[soort].naamvelden)
            values = [row.volledig, getattr(row, "titel", ""), *own, row.deelcode]
            found[row.deelcode] = [one for one in values if one]
        for code in self.codes(soort):
            deel = self.gevonden[soort, code]
            values = [deel.naam, *(str(deel.velden.get(veld, "")) for veld in ("naam", "afkorting", "label"))]
            found.setdefault(code, []).extend(one for one in values if one)
        return found

    def match_rubriek(self, soort: str, label: str) -> tuple[str, Zekerheid] | None:
        """The sleutel of the rubriek that is meant, of the inkoop or else of what most regions use."""
        if not SOORTEN[soort].met_rubrieken:
            named = {plat(naam): veld for veld, naam in SOORTEN[soort].teksten.items()}
            return (named[plat(label)], Zekerheid.ZEKER) if plat(label) in named else None
        names = {row.sleutel: [row.naam] for row in self.snapshot.rubrieken_of(soort)}
        for code in self.codes("rubriek"):
            if code.startswith(f"{soort}/"):
                names.setdefault(code.partition("/")[2], []).append(self.gevonden["rubriek", code].naam)
        own = list(names)
        for woord in RUBRIEKEN.get(soort, ()):
            names.setdefault(woord.sleutel, []).extend([woord.naam, *woord.ook])
        # What the inkoop calls so itself goes before what others call so.
        for compare in (plat, kaal):
            for sleutel in [*own, *names]:
                if compare(label) in {
                    compare(naam) for naam in (names[sleutel][:1] if sleutel in own else names[sleutel])
                }:
                    return sleutel, Zekerheid.ZEKER
        for sleutel, known in names.items():
            if kaal(label) in {kaal(naam) for naam in known}:
                return sleutel, Zekerheid.ZEKER
        return next(
            ((sleutel, Zekerheid.TWIJFEL) for sleutel, known in names.items() if resembles(label, known[0])), None
        )

    def rubriek_of(self, deel: Voorsteldeel, label: str) -> tuple[str, Zekerheid]:
        """As `_match_rubriek`; a heading that nobody knows is a new rubriek."""
        found = self.match_rubriek(deel.soort, label)
        if not SOORTEN[deel.soort].met_rubrieken:
            return found or ("tekst", Zekerheid.TWIJFEL)
        if found is None:
            sleutel, zeker, naam, bron = slug(label), Zekerheid.TWIJFEL, label.strip(" :"), str(RubriekBron.TEKST)
        else:
            sleutel, zeker = found
            woord = next((one for one in RUBRIEKEN[deel.soort] if one.sleutel == sleutel), None)
            naam, bron = (woord.naam, str(woord.bron)) if woord else (label.strip(" :"), str(RubriekBron.TEKST))
        row = self.snapshot.vind("rubriek", f"{deel.soort}/{sleutel}")
        waarom = "" if found else "Een rubriek met deze naam kent de inkoop nog niet."
        self.add(
            "rubriek", f"{deel.soort}/{sleutel}", row.naam if row else naam, zeker=zeker is Zekerheid.ZEKER, waarom=waarom,
            soort=deel.soort, sleutel=sleutel, naam=naam, bron=bron,
        )  # fmt: skip
        return sleutel, zeker

    def bron_of(self, soort: str, sleutel: str) -> str:
        row = self.snapshot.vind("rubriek", f"{soort}/{sleutel}")
        if row is not None:
            return str(row.bron)
        deel = self.gevonden.get(("rubriek", f"{soort}/{sleutel}"))
        return str(deel.velden.get("bron", "")) if deel else ""

    def chapter(self, titel: str) -> Any:
        taken = self.codes("hoofdstuk")
        rows = [row for row in self.snapshot.hoofdstukken if plat(row.titel) == plat(titel)]
        return next((row for row in rows if row.sleutel not in taken), None)

    def tariefas(self, kop: str) -> Any:
        """The axis of the tarieven that has this plural."""
        return next((row for row in self.snapshot.tariefassen if plat(row.meervoud) == plat(kop)), None)

    def aswaarde(self, tariefas: str, naam: str) -> Any:
        rows = (row for row in self.snapshot.aswaarden if row.tariefas == tariefas)
        return next((row for row in rows if plat(naam) in {plat(row.volledig), plat(row.label), plat(row.code)}), None)

    def could_be(self, item: str, soort: str) -> bool:
        """Without making a part of it: percelen are found by their number, and a list may name one that has no table."""
        if soort == "perceel" and (match := _PERCEEL.match(item)):
            return match[1].lower() in self.names("perceel")
        names = {one for naam in self.names(soort).values() for one in (*map(plat, naam), *map(kaal, naam))}
        return plat(item) in names or kaal(item) in names

    def grondslag(self, label: str) -> Voorsteldeel:
        """By its label, whichever of the known ones."""
        row = next(
            (
                one
                for one in self.snapshot.grondslagen
                if plat(label) in (plat(one.label), plat(one.volledig), plat(one.code))
            ),
            None,
        )
        if row is not None:
            return self.add("grondslag", row.code, row.label)
        woord = known_grondslag(label)
        if woord is not None:
            return self.add(
                "grondslag", woord.code, woord.label, code=woord.code, label=woord.label, status=str(woord.status)
            )
        kort = re.search(r"\(([A-Z]{2,10})\)", label)
        code = kort[1] if kort else "".join(word[0] for word in re.findall(r"[A-Za-z]{3,}", label))[:10].upper()
        code = code if len(code) > 1 else re.sub(r"[^A-Z]", "", label.upper())[:4]
        waarom = "Deze grondslag kent het portaal niet; controleer de code."
        return self.add("grondslag", code, label, zeker=False, waarom=waarom, code=code, label=label)

    def labels(self) -> list[str]:
        own = [row.label for row in self.snapshot.grondslagen]
        read = [self.gevonden["grondslag", code].naam for code in self.codes("grondslag")]
        return [*own, *read, *(label for woord in GRONDSLAGEN for label in (woord.label, *woord.ook) if len(label) > 3)]
