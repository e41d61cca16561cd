"""A sheet: what goes out, which cells a filled-in one would change, and taking these over. All of them, or none."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any

from accounts.models import User
from core import dutch, opmaaktekst
from core.fouten import BewerkFout
from core.spreadsheet import (
    ONBEKEND,
    Celfout,
    Celstand,
    Column,
    Row,
    Sheet,
    SpreadsheetFout,
    Table,
    Value,
    read_base,
    read_table,
    stand_of,
    text_of,
    with_base,
)
from segments.bewerking import fingerprint
from werkplek.inhoud.werkblad import Werkblad


@dataclass(frozen=True)
class Bladkolom:
    """A column: a fact (`veld`) or the text of a rubriek."""

    titel: str
    veld: str = ""
    rubriek: str = ""


#: The column of a cell that says that its row is new.
NIEUW = Bladkolom("Nieuw")


@dataclass(frozen=True)
class Celwijziging:
    """A cell that would change. `plaats`: where it stands in the file. `basis` tells later whether it is still as it was."""

    code: str
    rij: str
    kolom: Bladkolom
    was: str
    wordt: str
    basis: str
    plaats: Celfout | None = None
    fout: str = ""
    gemist: str = ""  # what is not taken over
    toen: str | None = None  # what it said when the sheet was downloaded; None: not known

    def __str__(self) -> str:
        return f"{self.rij}, {self.kolom.titel}"

    @property
    def is_nieuw(self) -> bool:
        """Whether it says that its row is new, and nothing else."""
        return self.kolom == NIEUW

    @property
    def botst(self) -> bool:
        """Whether a colleague changed it too, since the sheet was downloaded: somebody chooses."""
        return (
            stand_of(self.wordt.strip(), ONBEKEND if self.toen is None else self.toen.strip(), self.was.strip())
            is Celstand.BOTST
        )

    @property
    def sleutel(self) -> str:
        """How it is chosen."""
        return fingerprint(f"{self.code}/{self.kolom.veld}/{self.kolom.rubriek}")[:16]

    @property
    def als_gelezen(self) -> tuple[str, str] | None:
        """Was and wordt of a text as rich text: what its signs mean is seen before it is taken over."""
        return (opmaaktekst.read(self.was), opmaaktekst.read(self.wordt)) if self.kolom.rubriek else None

    @property
    def melding(self) -> str:
        return str(replace(self.plaats, message=self.fout)) if self.plaats else self.fout


class Blad(ABC):
    naam: str  # in the address
    enkelvoud: str  # what a row is
    meervoud: str
    sleutelkolom: str  # the title above the codes
    met_naam = False  # whether a column tells the names of the rows, to read only
    kan_beginnen = False  # whether a row with a new code is a new part

    def __init__(self, werkblad: Werkblad) -> None:
        self.werkblad, self.inkoop = werkblad, werkblad.inkoop
        #: Of the file that was compared: whether it tells what it said before, and how many cells of a colleague stay.
        self.zonder_basis, self.van_collega = False, 0

    @property
    @abstractmethod
    def rijen(self) -> Mapping[str, str]:
        """The name of each row by its code."""

    @property
    @abstractmethod
    def kolommen(self) -> Sequence[Bladkolom]:
        """What can be changed."""

    @property
    @abstractmethod
    def oude_rijen(self) -> Sequence[str]:
        """Codes of what is archived."""

    @property
    def oude_kolommen(self) -> Sequence[str]:
        """Titles of what is archived."""
        return ()

    @abstractmethod
    def value(self, code: str, kolom: Bladkolom) -> str:
        """What the cell says now."""

    @abstractmethod
    def basis(self, code: str, kolom: Bladkolom) -> str:
        """Differs when the cell is no longer what it was."""

    @abstractmethod
    def read(self, code: str, kolom: Bladkolom, value: Value) -> str:
        """What the cell would say, in the words of `value()`. Raises ValueError with a Dutch message."""

    @abstractmethod
    def check(self, cellen: list[Celwijziging]) -> list[Celwijziging]:
        """The same cells, with what is wrong with them together."""

    @abstractmethod
    def write(self, cellen: Sequence[Celwijziging], by: User) -> None:
        """What a preview showed, in a transaction. Raises BewerkFout, ValidationError."""

    @abstractmethod
    def uitleg(self) -> Iterable[tuple[str, str, str]]:
        """Column, what a cell may say, and what that means."""

    def begin(self, code: str, row: Row | None) -> str:
        """Make room for a new row of which this is the code, as it was typed; gives the code that it goes by. Raises ValueError."""
        raise NotImplementedError

    # --- out ---

    def sheets(self, *, leeg: bool = False) -> list[Sheet]:
        """The first one can come back. `leeg`: without a row, to begin with."""
        naam = [Column("Naam")] if self.met_naam else []
        columns = [Column(kolom.titel, width=60 if kolom.rubriek else None) for kolom in self.kolommen]
        rows = [
            [code, *([rij] if self.met_naam else []), *(self.value(code, kolom) for kolom in self.kolommen)]
            for code, rij in self.rijen.items()
            if not leeg
        ]
        sheet = Sheet(dutch.capital(self.meervoud), [Column(self.sleutelkolom), *naam, *columns], rows)
        found = [sheet] if leeg else with_base(sheet)
        if uitleg := list(self.uitleg()):
            found.insert(
                1, Sheet("Toelichting", [Column("Bladkolom"), Column("In de cel"), Column("Betekenis")], uitleg)
            )
        return found

    # --- in ---

    def compare(self, file: IO[bytes], filename: str) -> list[Celwijziging]:
        """Every cell that would change, with what is wrong with it. Saves nothing. Raises SpreadsheetFout."""
        titles = [*(["Naam"] if self.met_naam else []), *(kolom.titel for kolom in self.kolommen), *self.oude_kolommen]
        content = file.read()
        table = read_table(io.BytesIO(content), filename, headers=[self.sleutelkolom], optional=titles)
        basis = read_base(content, filename, [self.sleutelkolom, *titles])
        toen = {text_of(row[self.sleutelkolom]).casefold(): row for row in basis.rows} if basis else {}
        known = set(basis.columns) if basis else set()
        if old := [title for title in table.columns if title in self.oude_kolommen]:
            raise SpreadsheetFout(
                *(f"{title} is gearchiveerd. Haal het terug, of verwijder de kolom uit het bestand." for title in old)
            )
        changed: list[Celwijziging] = []
        new_codes: set[str] = set()
        for code, (row, new) in self._known(table).items():
            if new:
                new_codes.add(code)
                changed.append(replace(self._new(code), plaats=table.fout(row, self.sleutelkolom, "")))
            changed += [
                replace(cel, plaats=table.fout(row, kolom.titel, ""))
                for kolom in self.kolommen
                if kolom.titel in table.columns
                # An empty cell of a new row leaves what it begins with.
                and (text_of(row[kolom.titel]) or not new)
                and (cel := self._changed(code, kolom, row[kolom.titel], self._then(code, kolom, toen, known, new=new)))
            ]
        self.zonder_basis = basis is None and any(cel.code not in new_codes for cel in changed)
        return self.check(changed)

    def _then(
        self, code: str, kolom: Bladkolom, toen: Mapping[str, Row], known: Collection[str], *, new: bool
    ) -> str | None:
        """What the sheet said when it was downloaded, in the words of `value()`; None: not known. Of a row that was not there: nothing."""
        if new or kolom.titel not in known:
            return None
        row = toen.get(code.casefold())
        said = row[kolom.titel] if row else None
        try:
            return self.read(code, kolom, said)
        except ValueError:  # what it named is gone
            return text_of(said)

    def _new(self, code: str) -> Celwijziging:
        return Celwijziging(code, self.rijen[code], NIEUW, "", "nieuw", "")

    def _known(self, table: Table) -> dict[str, tuple[Row, bool]]:
        """The rows by their code, and whether each is new."""
        codes = {code.casefold(): code for code in self.rijen}
        old = {code.casefold() for code in self.oude_rijen}
        found: dict[str, tuple[Row, bool]] = {}
        faults = []
        for row in table.rows:
            told = text_of(row[self.sleutelkolom])
            code, new = codes.get(told.casefold(), ""), False
            if told.casefold() in old:
                message = f"“{told}” is gearchiveerd. Haal dit onderdeel terug, of verwijder de rij uit het bestand."
            elif not code and self.kan_beginnen:
                try:
                    code, new, message = self.begin(told, row), True, ""
                    codes[told.casefold() if told else code] = code
                except ValueError as fout:
                    message = str(fout)
            elif not told:
                message = f"Hier ontbreekt de code van een {self.enkelvoud}. Vul de code in, of verwijder de rij."
            elif not code:
                message = (
                    f"“{told[:40]}” bestaat niet. Voeg een {self.enkelvoud} toe op het scherm, "
                    "of verwijder de rij uit het bestand."
                )
            elif code in found:
                message = f"“{told}” staat er twee keer. Verwijder een van de twee rijen."
            else:
                message = ""
            if message:
                faults.append(table.fout(row, self.sleutelkolom, message))
            else:
                found[code] = (row, new)
        if faults:
            raise SpreadsheetFout(*faults)
        return found

    def _changed(self, code: str, kolom: Bladkolom, value: Value, toen: str | None) -> Celwijziging | None:
        was, fout = self.value(code, kolom), ""
        try:
            wordt = self.read(code, kolom, value)
        except ValueError as refused:
            wordt, fout = text_of(value), str(refused)
        stand = stand_of(wordt.strip(), ONBEKEND if toen is None else toen.strip(), was.strip())
        self.van_collega += stand is Celstand.VAN_COLLEGA
        if stand is Celstand.VAN_COLLEGA or (stand is Celstand.GELIJK and not fout):
            return None
        return Celwijziging(
            code,
            self.rijen[code],
            kolom,
            was,
            wordt,
            self.basis(code, kolom),
            fout=fout,
            gemist=getattr(value, "gemist", ""),
            toen=toen,
        )

    # --- taking over ---

    def asked(self, cellen: Iterable[Celwijziging]) -> list[Any]:
        """What to keep until somebody confirms: which cells, what they should say, and what they said once."""
        cells = [[cel.code, cel.kolom.veld, cel.kolom.rubriek, cel.wordt, cel.gemist, cel.toen] for cel in cellen]
        return [cells, self.zonder_basis, self.van_collega]

    def again(self, asked: Sequence[Any]) -> list[Celwijziging]:
        """The cells that would change now; what says so already is left out. Raises BewerkFout for what is gone."""
        cells, self.zonder_basis, self.van_collega = asked
        kolommen = {(kolom.veld, kolom.rubriek): kolom for kolom in self.kolommen}
        found = []
        for code, veld, rubriek, wordt, gemist, toen in cells:
            if (veld, rubriek) == (NIEUW.veld, NIEUW.rubriek):
                found.append(self._again_new(code))
                continue
            kolom = kolommen.get((veld, rubriek))
            if code not in self.rijen or kolom is None:
                raise BewerkFout(
                    f"Er is niets ingelezen. “{code}” of een kolom ervan is er niet meer. Upload het bestand opnieuw."
                )
            if (was := self.value(code, kolom)) != wordt:
                basis = self.basis(code, kolom)
                found.append(Celwijziging(code, self.rijen[code], kolom, was, wordt, basis, gemist=gemist, toen=toen))
        return self.check(found)

    def _again_new(self, code: str) -> Celwijziging:
        if code in self.rijen or code in self.oude_rijen:
            raise BewerkFout(f"Er is niets ingelezen. “{code}” is intussen al toegevoegd. Upload het bestand opnieuw.")
        try:
            return self._new(self.begin(code, None))
        except ValueError as fout:
            raise BewerkFout(str(fout)) from fout

    @staticmethod
    def shown(cellen: Iterable[Celwijziging]) -> str:
        """Fingerprint of a preview."""
        return fingerprint(repr([(cel.code, cel.kolom, cel.was, cel.wordt, cel.toen, cel.fout) for cel in cellen]))

    def chosen(self, cellen: Iterable[Celwijziging], mijn: Collection[str]) -> list[Celwijziging]:
        """What is taken over: of what a colleague changed too only what somebody chose. Raises BewerkFout when that cannot be together."""
        found = self.check([cel for cel in cellen if not cel.botst or cel.sleutel in mijn])
        if wrong := next((cel for cel in found if cel.fout), None):
            raise BewerkFout(f"{wrong}: {wrong.fout}")
        return found
