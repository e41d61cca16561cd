"""Tarieven as a spreadsheet: a template to fill in, an export for providers, and a list that comes back.

One layout reads both: the template has a column "nieuw bedrag", the export a column "bedrag".
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Protocol

from core import dutch
from core.codelijsten import Btw, Eenheid
from core.spreadsheet import (
    Celfout,
    Column,
    Row,
    Sheet,
    SpreadsheetFout,
    Table,
    Value,
    day_of,
    read_table,
    text_of,
    write_csv,
    write_xlsx,
)
from segments.models import Inkoop
from tarieven.bedragen import check_amount, in_eurocenten, parse_amount
from tarieven.inhoud import TariefInhoud, describe_tarieven
from tarieven.inrichting import Inrichting, load
from tarieven.perioden import DAY, Cel, after, on
from tarieven.voorstel import Invoer, Voorstel, propose

ALLE = "alle"
MAX_ROWS = 5_000
_HEADERS = ["product", "grondslag", "perceel", "ingangsdatum"]
_TEMPLATE = [
    Column("product"),
    Column("naam"),
    Column("grondslag"),
    Column("perceel"),
    Column("eenheid"),
    Column("huidig bedrag", "bedrag"),
    Column("nieuw bedrag", "bedrag"),
    Column("ingangsdatum", "datum", 14),
    Column("einddatum", "datum", 14),
    Column("btw"),
]
_EXPORT = [
    Column("product"),
    Column("naam"),
    Column("iWmo-categorie"),
    Column("iWmo-productcode"),
    Column("eenheid"),
    Column("eenheidcode"),
    Column("grondslag"),
    Column("perceel"),
    Column("bedrag", "bedrag"),
    Column("eurocenten", "getal"),
    Column("ingangsdatum", "datum", 14),
    Column("einddatum", "datum", 14),
    Column("btw"),
]
_OPMERKING = Column("opmerking")
_FICTIEF = "verzonnen bedrag"
_OPTIONAL = [
    *dict.fromkeys(column.title for column in (*_TEMPLATE, *_EXPORT) if column.title not in _HEADERS),
    _OPMERKING.title,
]
_UITLEG = [
    "Vul in de kolom “nieuw bedrag” het bedrag in: euro per eenheid, zonder btw, met hooguit twee decimalen.",
    "Een rij zonder nieuw bedrag verandert niets.",
    "Het bedrag geldt vanaf de ingangsdatum; het tarief dat dan loopt, eindigt de dag ervoor.",
    "Zonder einddatum geldt het bedrag tot het volgende tarief, of zonder einde.",
    f"Perceel “{ALLE}”: het bedrag geldt in alle percelen. Zonder grondslag: één tarief voor het product.",
    "Btw: vrijgesteld, 9% of 21%.",
    "Gebruik geen formules; plak alleen waarden. Verander de koppen niet.",
]


# --- out --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Exportregel:
    """One tarief with its codes; `perceel` None: all percelen."""

    product: str
    naam: str
    iwmo_categorie: str
    iwmo_code: str
    eenheid: str
    grondslag: str | None
    perceel: str | None
    bedrag: Decimal
    ingangsdatum: dt.date
    einddatum: dt.date | None
    btw: str


class Codes(Protocol):
    """What a product is called and counted in: both a row and a snapshot have it."""

    @property
    def naam(self) -> str: ...
    @property
    def iwmo_categorie(self) -> str: ...
    @property
    def iwmo_code(self) -> str: ...
    @property
    def eenheid(self) -> str: ...


def export_rows(tarieven: Iterable[TariefInhoud], producten: Mapping[str, Codes]) -> list[Exportregel]:
    """From what a snapshot says, in the order in which it says it. `producten` by code."""
    return [
        Exportregel(
            product=row.product,
            naam=producten[row.product].naam,
            iwmo_categorie=producten[row.product].iwmo_categorie,
            iwmo_code=producten[row.product].iwmo_code,
            eenheid=producten[row.product].eenheid,
            grondslag=row.grondslag,
            perceel=row.perceel,
            bedrag=row.bedrag,
            ingangsdatum=row.ingangsdatum,
            einddatum=row.einddatum,
            btw=row.btw,
        )
        for row in tarieven
    ]


def working_rows(inkoop: Inkoop) -> list[Exportregel]:
    """The working tarieven of `inkoop`, in document order."""
    producten: dict[str, Codes] = {row.code: row for row in inkoop.producten.active().order_by("pk")}
    return export_rows(describe_tarieven(inkoop), producten)


def export(rows: Sequence[Exportregel], formaat: str, *, titel: str, fictief: bool = False) -> bytes:
    """`rows` as "xlsx", "csv" or "json". `fictief`: the amounts are invented, and every row says so."""
    if formaat == "json":
        return _json(rows, titel, fictief)
    columns = [*_EXPORT, _OPMERKING] if fictief else _EXPORT
    sheet = Sheet("Tarieven", columns, [[*_cells(row), *([_FICTIEF] if fictief else [])] for row in rows])
    return write_csv(sheet) if formaat == "csv" else write_xlsx([sheet], title=titel)


def _cells(row: Exportregel) -> list[Value]:
    return [
        row.product,
        row.naam,
        row.iwmo_categorie,
        row.iwmo_code,
        Eenheid(row.eenheid).label if row.eenheid else "",
        row.eenheid,
        row.grondslag or "",
        row.perceel or ALLE,
        row.bedrag,
        in_eurocenten(row.bedrag),
        row.ingangsdatum,
        row.einddatum,
        Btw(row.btw).label,
    ]


def _json(rows: Sequence[Exportregel], titel: str, fictief: bool) -> bytes:
    """Codes as national lists have them; null for "all percelen", "no grondslag" and "no end"."""
    content = {
        "titel": titel,
        "fictief": fictief,
        "tarieven": [
            {
                "product": row.product,
                "naam": row.naam,
                "iwmo_categorie": row.iwmo_categorie,
                "iwmo_productcode": row.iwmo_code,
                "eenheid": Eenheid(row.eenheid).label if row.eenheid else "",
                "eenheidcode": row.eenheid,
                "grondslag": row.grondslag,
                "perceel": row.perceel,
                "eurocenten": in_eurocenten(row.bedrag),
                "ingangsdatum": row.ingangsdatum.isoformat(),
                "einddatum": row.einddatum and row.einddatum.isoformat(),
                "btw": row.btw,
            }
            for row in rows
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def template(inkoop: Inkoop, day: dt.date) -> bytes:
    """An .xlsx with a row for each tarief that `inkoop` should have on `day`, to fill in the new amounts."""
    inrichting = load(inkoop)
    rows = [_template_row(inrichting, cel, day) for cel in inrichting.te_vullen(day)]
    columns = _TEMPLATE
    if inkoop.tarieven_fictief:
        columns, rows = [*_TEMPLATE, _OPMERKING], [[*row, _FICTIEF] for row in rows]
    uitleg = Sheet("Toelichting", [Column("toelichting", width=100)], [[line] for line in _UITLEG])
    return write_xlsx(
        [Sheet("Tarieven", columns, rows), uitleg], title=f"Tarieven {inkoop.titel} vanaf {dutch.day(day)}"
    )


def _template_row(inrichting: Inrichting, cel: Cel, day: dt.date) -> list[Value]:
    product, grondslag, perceel = inrichting.parts(cel)
    line = inrichting.lijnen.get(cel, ())
    running, following = on(line, day), after(line, day)
    now = running or on(line, day - DAY)
    last = running.tot if running else following.van - DAY if following else None
    return [
        product.code,
        product.naam,
        grondslag.code if grondslag else "",
        perceel.nummer if perceel else ALLE,
        product.get_eenheid_display() if product.eenheid else "",
        now.bedrag if now else None,
        None,
        day,
        last,
        Btw(now.btw if now else Btw.VRIJGESTELD).label,
    ]


# --- in ---------------------------------------------------------------------------------------------------------------


def read(file: IO[bytes], filename: str, inkoop: Inkoop) -> Voorstel:
    """What a filled-in template or an export would change. Saves nothing; what is wrong is in `fouten`, by row and column."""
    try:
        table = read_table(file, filename, headers=_HEADERS, optional=_OPTIONAL, max_rows=MAX_ROWS)
        amount = _amount_column(table)
    except SpreadsheetFout as fout:
        return Voorstel(inkoop, (), (), fout.fouten, (), "")
    faults: list[Celfout] = []
    invoer: list[Invoer] = []
    by_number = {row.number: row for row in table.rows}
    for row in table.rows:
        if row[amount] is None:
            continue
        reader = _Reader(table, row, faults, inkoop)
        item = reader.invoer(amount)
        if item:
            invoer.append(item)

    def place(item: Invoer, column: str, message: str) -> Celfout:
        return table.fout(by_number[item.rij or 0], column, message)

    return propose(inkoop, invoer, fouten=faults, place=place)


def _amount_column(table: Table) -> str:
    found = [title for title in ("nieuw bedrag", "bedrag") if title in table.columns]
    if len(found) != 1:
        raise SpreadsheetFout(
            Celfout("Er moet één kolom “nieuw bedrag” of “bedrag” zijn.", sheet=table.sheet)
            if not found
            else Celfout("Er mag maar één kolom zijn: “nieuw bedrag” of “bedrag”.", sheet=table.sheet)
        )
    return found[0]


class _Reader:
    """The cells of one row as an Invoer; what cannot be read joins `faults`."""

    def __init__(self, table: Table, row: Row, faults: list[Celfout], inkoop: Inkoop) -> None:
        self.table, self.row, self.faults, self.inkoop = table, row, faults, inkoop

    def invoer(self, amount: str) -> Invoer | None:
        before = len(self.faults)
        bedrag = self._amount(amount)
        van, tot = self._day("ingangsdatum"), self._day("einddatum")
        if van is None and len(self.faults) == before:
            self._fault("ingangsdatum", "De ingangsdatum ontbreekt. Verwacht: dag-maand-jaar, bijvoorbeeld 1-1-2027.")
        product = text_of(self.row["product"]).lower()
        if not product:
            self._fault("product", "De productcode ontbreekt.")
        perceel = text_of(self.row["perceel"]).lower()
        if not perceel and self.inkoop.tarief_per_perceel:
            self._fault("perceel", f"Het perceel ontbreekt. Verwacht: een nummer, of “{ALLE}” voor alle percelen.")
        btw = self._btw()
        if len(self.faults) > before or bedrag is None or van is None:
            return None
        return Invoer(
            product=product,
            grondslag=text_of(self.row["grondslag"]).upper() or None,
            perceel=None if perceel in ("", ALLE, "alle percelen") else perceel,
            bedrag=bedrag,
            van=van,
            tot=tot,
            btw=btw,
            rij=self.row.number,
        )

    def _fault(self, title: str, message: str) -> None:
        self.faults.append(self.table.fout(self.row, title, message))

    def _amount(self, title: str) -> Decimal | None:
        value = self.row[title]
        try:
            match value:
                case bool():
                    pass
                case int() | Decimal():
                    return check_amount(Decimal(value))
                case str():
                    return parse_amount(value)
                case dt.date() | dt.datetime() | dt.time():
                    raise ValueError(
                        "Hier staat een datum of tijd. Geef de cel de opmaak Getal en vul het bedrag opnieuw in."
                    )
            raise ValueError(
                "Hier staat geen bedrag. Verwacht: een getal met hooguit twee decimalen, bijvoorbeeld 64,80."
            )
        except ValueError as fout:
            self._fault(title, str(fout))
            return None

    def _day(self, title: str) -> dt.date | None:
        try:
            return day_of(self.row[title])
        except ValueError as fout:
            self._fault(title, str(fout))
            return None

    def _btw(self) -> str | None:
        value = self.row["btw"]
        if value is None:
            return None
        text = text_of(value).lower().replace(" ", "")
        known = {"0.09": Btw.LAAG, "9": Btw.LAAG, "0.21": Btw.HOOG, "21": Btw.HOOG}  # a percentage is a number
        known |= {word.lower(): Btw(choice) for choice, label in Btw.choices for word in (choice, str(label))}
        if text not in known:
            self._fault(
                "btw", f"“{text_of(value)[:40]}” is geen btw-tarief. Verwacht: {dutch.listing(Btw.labels, word='of')}."
            )
        return known.get(text)
