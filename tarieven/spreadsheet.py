"""Tarieven as a spreadsheet: a template to fill in, and a list that comes back.

One layout reads the template, which has a column "nieuw bedrag", and what is downloaded (`publicaties.tarieflijst`), which has a
column "bedrag". Each axis that some product uses is a column under its own name.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import IO, Any

from core import dutch
from core.codelijsten import Btw, eenheidwoord
from core.spreadsheet import (
    Celfout,
    Column,
    Row,
    Sheet,
    SpreadsheetFout,
    Table,
    Value,
    day_of,
    read_base,
    read_table,
    text_of,
    with_base,
    write_xlsx,
)
from producten.models import ASVELDEN
from producten.soort import lijneenheid
from segments.models import Inkoop
from tarieven.bedragen import check_amount, parse_amount
from tarieven.fouten import TariefFout
from tarieven.inrichting import Inrichting, load
from tarieven.invoer import Invoer, Toen, on_sheet
from tarieven.perioden import Cel, check_days
from tarieven.voorstel import Tariefvoorstel, propose

ALLE = "alle"
CODE = "iWmo-productcode"
EENHEID_UITLEG = "toelichting op de eenheid"
MAX_ROWS = 5_000
HUIDIG, NIEUW = "huidig bedrag", "nieuw bedrag"
_HEADERS = ["product", "ingangsdatum"]
#: What the sheet shows or may have beside that, and the axes.
_OPTIONAL = [
    "naam", "soort", "perceel", "percelen", "waarvoor", "eenheid", "eenheidcode", EENHEID_UITLEG, "iWmo-productcategorie", CODE,
    HUIDIG, NIEUW, "bedrag", "eurocenten", "einddatum", "btw", "opmerking",
]  # fmt: skip
FICTIEF = "verzonnen bedrag"
_UITLEG = [
    "Vul in de kolom “nieuw bedrag” het bedrag in: euro per eenheid, zonder btw, met hooguit twee decimalen.",
    "Een rij zonder nieuw bedrag verandert niets.",
    "Het bedrag geldt vanaf de ingangsdatum; het tarief dat dan loopt, eindigt de dag ervoor.",
    "Zonder einddatum geldt het bedrag tot het volgende tarief, of zonder einde.",
    "Btw: vrijgesteld, 9% of 21%.",
    "Gebruik geen formules; plak alleen waarden. Verander de koppen niet.",
]
_ALLE = f"Perceel “{ALLE}”: het bedrag geldt in alle percelen."


# --- out --------------------------------------------------------------------------------------------------------------


def template(inkoop: Inkoop, day: dt.date) -> bytes:
    """An .xlsx with a row for each tarief that `inkoop` should have on `day`, to fill in the new amounts."""
    inrichting = load(inkoop)
    rows = [_template_row(inrichting, cel, day) for cel in inrichting.te_vullen(day)]
    columns = [
        Column("product"),
        Column("naam"),
        *(Column(title) for title in axis_columns(inrichting).values()),
        *([Column("perceel")] if inrichting.perceel else []),
        Column("eenheid"),
        Column(HUIDIG, "bedrag"),
        Column(NIEUW, "bedrag"),
        Column("ingangsdatum", "datum", 14),
        Column("einddatum", "datum", 14),
        Column("btw"),
        *([Column(CODE)] if _met_codes(inrichting) else []),
    ]
    if inkoop.tarieven_fictief:
        columns, rows = [*columns, Column("opmerking")], [[*row, FICTIEF] for row in rows]
    assen = [f"Zonder {naam}: het bedrag geldt voor elke {naam}." for naam in axis_columns(inrichting).values()]
    lines = [*_UITLEG[:4], *([_ALLE] if inrichting.perceel else []), *assen, *_UITLEG[4:]]
    uitleg = Sheet("Toelichting", [Column("toelichting", width=100)], [[line] for line in lines])
    sheet, basis = with_base(Sheet("Tarieven", columns, rows))
    return write_xlsx([sheet, uitleg, basis], title=f"Tarieven {inkoop.titel} vanaf {dutch.day(day)}")


def axis_columns(inrichting: Inrichting) -> dict[str, str]:
    """The column of each axis that some product uses, by the field of a tarief."""
    return {veld: one.naam for veld, one in inrichting.assen.items()}


def _template_row(inrichting: Inrichting, cel: Cel, day: dt.date) -> list[Value]:
    plaats = inrichting.parts(cel)
    product, perceel, waarden = plaats.product, plaats.perceel, plaats.waarden
    now = on_sheet(inrichting.lijnen.get(cel, ()), day)
    return [
        product.code,
        product.naam,
        *(row.code if (row := waarden[veld]) else "" for veld in inrichting.assen),
        *([perceel.nummer if perceel else ALLE] if inrichting.perceel else []),
        eenheidwoord(*lijneenheid(product, waarden.values())) if product.eenheid else "",
        now.bedrag,
        None,
        day,
        now.tot,
        Btw(now.btw or Btw.VRIJGESTELD).label,
        *([now.iwmo_code or product.iwmo_code] if _met_codes(inrichting) else []),
    ]


def _met_codes(inrichting: Inrichting) -> bool:
    return any(product.iwmo_code for product in inrichting.producten)


# --- in ---------------------------------------------------------------------------------------------------------------


def read(file: IO[bytes], filename: str, inkoop: Inkoop) -> Tariefvoorstel:
    """What a filled-in template or an export would change. Saves nothing; what is wrong is in `fouten`, by row and column."""
    inrichting = load(inkoop)
    # Only what some product uses must be there; an older list may have the others.
    assen = axis_columns(inrichting) | {"grondslag": "grondslag"}
    headers = [
        _HEADERS[0],
        *axis_columns(inrichting).values(),
        *(["perceel"] if inrichting.perceel else []),
        _HEADERS[1],
    ]
    optional = [title for title in (*_OPTIONAL, *assen.values()) if title not in headers]
    content = file.read()
    try:
        table = read_table(io.BytesIO(content), filename, headers=headers, optional=optional, max_rows=MAX_ROWS)
        amount = _amount_column(table)
    except SpreadsheetFout as fout:
        return Tariefvoorstel(inkoop, (), (), fout.fouten, ())
    faults: list[Celfout] = []
    invoer: list[Invoer] = []
    by_number = {row.number: row for row in table.rows}
    basis = read_base(content, filename, [*headers, *optional])
    toen = _then(basis, inkoop, assen, amount) if basis else {}
    for row in table.rows:
        if row[amount] is None:
            continue
        reader = _Reader(table, row, faults, inkoop, assen)
        item = reader.invoer(amount)
        if item:
            invoer.append(replace(item, toen=toen.get(reader.key(amount))))

    def place(item: Invoer, column: str, message: str) -> Celfout:
        title = {"bedrag": amount, "iwmo_code": CODE}.get(column, column)
        return table.fout(by_number[item.rij or 0], title if title in table.columns else "product", message)

    voorstel = propose(inkoop, invoer, fouten=faults, place=place, inrichting=inrichting)
    return replace(voorstel, zonder_basis=basis is None and bool(voorstel.changes))


def _then(basis: Table, inkoop: Inkoop, assen: Mapping[str, str], amount: str) -> dict[tuple[str, ...], Toen]:
    """What each row said when the sheet was downloaded. It comes from outside: what cannot be read, is not known."""
    found = {}
    for row in basis.rows:
        reader = _Reader(basis, row, [], inkoop, assen)
        if toen := reader.toen(amount):
            found[reader.key(amount)] = toen
    return found


def _amount_column(table: Table) -> str:
    found = [title for title in (NIEUW, "bedrag") if title in table.columns]
    if len(found) != 1:
        raise SpreadsheetFout(
            Celfout("Er moet één kolom “nieuw bedrag” of “bedrag” zijn.", sheet=table.sheet)
            if not found
            else Celfout("Er mag maar één kolom zijn: “nieuw bedrag” of “bedrag”.", sheet=table.sheet)
        )
    return found[0]


class _Reader:
    """The cells of one row as an Invoer; what cannot be read joins `faults`. A row of a template has one day, one of a list has its own."""

    def __init__(self, table: Table, row: Row, faults: list[Celfout], inkoop: Inkoop, assen: Mapping[str, str]) -> None:
        self.table, self.row, self.faults, self.inkoop, self.assen = table, row, faults, inkoop, assen

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
        btw, code = self._btw(), self._code()
        if len(self.faults) > before or bedrag is None or van is None:
            return None
        waarden: dict[str, Any] = {veld: self._waarde(veld) or None for veld in ASVELDEN}
        return Invoer(
            product=product,
            **waarden,
            perceel=None if perceel in ("", ALLE, "alle percelen") else perceel,
            bedrag=bedrag,
            van=van,
            tot=tot,
            btw=btw,
            rij=self.row.number,
            iwmo_code=code,
        )

    def key(self, amount: str) -> tuple[str, ...]:
        """How this row is found in the base: a template may get another first day, in a list that tells which tarief it is."""
        titles = ["product", *self.assen.values(), "perceel"]
        day = [] if amount == NIEUW else [str(self.row["ingangsdatum"])]
        return (*(text_of(self.row[title]).casefold() for title in titles), *day)

    def toen(self, amount: str) -> Toen | None:
        """This row of a base."""
        title = HUIDIG if amount == NIEUW else amount
        dag, tot = self._day("ingangsdatum"), self._day("einddatum")
        bedrag = None if self.row[title] is None else self._amount(title)
        btw, code = self._btw(), self._code()
        if dag is None or self.faults:
            return None
        try:
            check_days(dag, None)
        except TariefFout:
            return None
        return Toen(dag, bedrag, tot, btw and str(btw), code, om_in_te_vullen=amount == NIEUW)

    def _fault(self, title: str, message: str) -> None:
        self.faults.append(self.table.fout(self.row, title, message))

    def _waarde(self, veld: str) -> str:
        code = text_of(self.row[self.assen[veld]]) if veld in self.assen else ""
        return code.upper() if veld == "grondslag" else code

    def _code(self) -> str | None:
        """None: the list does not say it. An empty cell: that of the product."""
        if CODE not in self.table.columns:
            return None
        code = text_of(self.row[CODE]).upper()
        if code and not re.fullmatch(r"[A-Z0-9]{1,5}", code):
            self._fault(
                CODE, f"“{code[:40]}” is geen productcode. Verwacht: hooguit 5 letters en cijfers, bijvoorbeeld 02A03."
            )
        return code

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
