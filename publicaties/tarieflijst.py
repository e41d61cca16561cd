"""The tarieven of a snapshot as a spreadsheet, CSV and JSON: one form for visitors and for staff, which the import reads back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from core.codelijsten import Btw, Eenheid, Productcategorie, Tariefsoort, eenheidwoord, label_of
from core.spreadsheet import Column, Sheet, with_base, write_csv, write_xlsx
from producten.soort import assen
from publicaties import woorden
from publicaties.snapshot import Snapshot
from tarieven.bedragen import in_eurocenten
from tarieven.spreadsheet import ALLE, EENHEID_UITLEG, FICTIEF

MEDIATYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def export(snapshot: Snapshot, formaat: str, voorbeeld: str = "", *, basis: bool = False) -> bytes:
    """`formaat`: one of MEDIATYPES; `voorbeeld`: what of this inkoop is invented or rewritten. The same input gives the same bytes.

    `basis`: whether an .xlsx tells later what it said now (docs/adr/0024).
    """
    if formaat == "json":
        return _json(snapshot, voorbeeld)
    sheet = _sheet(snapshot, f"Voorbeeld. {voorbeeld}" if voorbeeld else "")
    if formaat == "csv":
        return write_csv(sheet)
    uitleg = [Sheet("Toelichting", [Column("voorbeeld", width=100)], [[voorbeeld]])] if voorbeeld else []
    return write_xlsx(
        [*(with_base(sheet) if basis else [sheet]), *uitleg], title=f"Tarieven van {snapshot.inkoop.titel}"
    )


def rows(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """One per tarief, with codes as national lists have them.

    `waarden`: by the name of each axis, the code of its value; `waarvoor`: the same in words; `percelen`: where it holds.
    """
    percelen = {
        product.code: [perceel.nummer for perceel in woorden.percelen_of(snapshot, product.code)]
        for product in snapshot.producten
    }
    namen = woorden.asnamen(snapshot)
    for tarief in snapshot.tarieven:
        product = snapshot.product[tarief.product]
        procent = Tariefsoort.of(product.tariefsoort).is_procent
        eenheid, toelichting = woorden.eenheid_van(snapshot, tarief)
        waarden = {namen[veld]: code for veld, code in woorden.ascodes(tarief).items()}
        yield {
            "product": product.code,
            "productnaam": product.volledig,
            "iwmo_categorie": product.iwmo_categorie,
            "iwmo_code": tarief.iwmo_code or product.iwmo_code,
            "soort": product.tariefsoort or "bedrag",
            "grondslag": tarief.grondslag,
            "waarden": waarden,
            "waarvoor": woorden.waarvoor(snapshot, tarief),
            "perceel": tarief.perceel,
            "percelen": [tarief.perceel] if tarief.perceel else percelen[product.code],
            "eenheid": Eenheid(eenheid).code if eenheid in Eenheid.values else "",
            "eenheidnaam": eenheidwoord(eenheid, toelichting),
            "eenheid_toelichting": toelichting,
            "bedrag": tarief.bedrag,
            "eurocent": None if procent else in_eurocenten(tarief.bedrag),
            "procent": str(tarief.bedrag) if procent else None,
            "btw": label_of(Btw, tarief.btw),
            "ingangsdatum": tarief.ingangsdatum,
            "einddatum": tarief.einddatum,
        }


def _sheet(snapshot: Snapshot, voorbeeld: str) -> Sheet:
    """National codes stand with their words, so that Excel does not make a number of them: 02 would become 2."""
    found = list(rows(snapshot))
    used = {naam for row in found for naam in row["waarden"]}
    used |= {one.naam for product in snapshot.producten for one in assen(snapshot, product)}
    asnamen = [naam for naam in woorden.asnamen(snapshot).values() if naam in used]
    met_percelen, fictief = bool(snapshot.percelen), snapshot.inkoop.tarieven_fictief or voorbeeld
    # The whole of it once, in the first line: a csv has no other place.
    opmerking = FICTIEF if snapshot.inkoop.tarieven_fictief else "voorbeeld"
    met_soorten = any(row["soort"] != "bedrag" for row in found)
    met_uitleg = any(row["eenheid_toelichting"] for row in found)
    columns = [
        Column("product"),
        Column("naam"),
        Column("iWmo-productcategorie"),
        Column("iWmo-productcode"),
        *(Column(naam) for naam in asnamen),
        *([Column("waarvoor")] if asnamen else []),
        *([Column("perceel"), Column("percelen")] if met_percelen else []),
        Column("eenheid"),
        Column("eenheidcode"),
        *([Column(EENHEID_UITLEG)] if met_uitleg else []),
        *([Column("soort")] if met_soorten else []),
        Column("bedrag", "bedrag"),
        Column("eurocenten", "getal"),
        Column("ingangsdatum", "datum", 14),
        Column("einddatum", "datum", 14),
        Column("btw"),
        *([Column("opmerking")] if fictief else []),
    ]
    return Sheet(
        "Tarieven",
        columns,
        [
            [
                row["product"],
                row["productnaam"],
                label_of(Productcategorie, row["iwmo_categorie"]),
                row["iwmo_code"],
                *(row["waarden"].get(naam, "") for naam in asnamen),
                *([row["waarvoor"]] if asnamen else []),
                *([row["perceel"] or ALLE, ", ".join(row["percelen"])] if met_percelen else []),
                row["eenheidnaam"],
                f"{row['eenheid']} {label_of(Eenheid, row['eenheid'])}" if row["eenheid"] else "",
                *([row["eenheid_toelichting"]] if met_uitleg else []),
                *([Tariefsoort.of(row["soort"]).label] if met_soorten else []),
                row["bedrag"],
                row["eurocent"],
                row["ingangsdatum"],
                row["einddatum"],
                row["btw"],
                *([f"{opmerking}. {voorbeeld}" if voorbeeld and not number else opmerking] if fictief else []),
            ]
            for number, row in enumerate(found)
        ],
    )


def _json(snapshot: Snapshot, voorbeeld: str) -> bytes:
    """Amounts in whole eurocents; null for "all percelen" and "no end"."""
    content = {
        "inkoop": snapshot.inkoop.slug,
        "verzonnen_bedragen": snapshot.inkoop.tarieven_fictief,
        **({"voorbeeld": voorbeeld} if voorbeeld else {}),
        "tarieven": [{key: value for key, value in row.items() if key != "bedrag"} for row in rows(snapshot)],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode() + b"\n"
