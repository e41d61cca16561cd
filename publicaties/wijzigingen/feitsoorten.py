"""The facts of a snapshot that can change, by name, with their value in Dutch words. For change tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core import dutch
from core.codelijsten import Eenheid, Productcategorie, Uitvoeringsvariant
from percelen.inhoud import PerceelInhoud
from percelen.models import Bereik
from producten.inhoud import ProductInhoud
from producten.models import GrondslagStatus, RubriekBron
from publicaties import woorden
from publicaties.feiten import bereik, deelnemers, doorstroomzin, kenmerkenzin, label_of, looptijd, yes_no
from publicaties.snapshot import Snapshot
from segments.models import Contractvorm, Domein, HoofdstukSoort, Procedure


@dataclass(frozen=True)
class Feitsoort:
    """A fact that is told as one; `velden` are the fields it is made of, `woorden(snapshot, owner)` its value."""

    naam: str
    velden: tuple[str, ...]
    woorden: Callable[[Snapshot, Any], str]


def _plain(naam: str, veld: str) -> Feitsoort:
    return Feitsoort(naam, (veld,), lambda snapshot, owner: _words(getattr(owner, veld)))


def _choice(naam: str, veld: str, choices: type) -> Feitsoort:
    return Feitsoort(naam, (veld,), lambda snapshot, owner: label_of(choices, getattr(owner, veld)))


def _words(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return yes_no(value)
    if isinstance(value, list):
        return dutch.listing(str(item) for item in value)
    return str(value)


def _day_or_none(snapshot: Snapshot, owner: Any) -> str:
    return dutch.day(owner.start_contract) if owner.start_contract else ""


def _months(naam: str, veld: str) -> Feitsoort:
    def words(snapshot: Snapshot, owner: Any) -> str:
        value = getattr(owner, veld)
        return dutch.months(value) if value is not None else ""

    return Feitsoort(naam, (veld,), words)


def _number(naam: str, veld: str, woord: str = "") -> Feitsoort:
    def words(snapshot: Snapshot, owner: Any) -> str:
        value = getattr(owner, veld)
        unit = woord or woorden.eenheidwoord(owner)
        return dutch.counted(value, unit) if value is not None else ""

    return Feitsoort(naam, (veld,), words)


def _grondslagen(snapshot: Snapshot, product: ProductInhoud) -> str:
    return dutch.listing(
        snapshot.grondslag[code].label if code in snapshot.grondslag else code for code in product.grondslagen
    )


def _leefgebieden(snapshot: Snapshot, product: ProductInhoud) -> str:
    return dutch.listing(
        f"{nummer}. {snapshot.leefgebied[nummer].naam}" if nummer in snapshot.leefgebied else str(nummer)
        for nummer in product.leefgebieden
    )


def _segment(snapshot: Snapshot, perceel: PerceelInhoud) -> str:
    segment = snapshot.segment.get(perceel.segment or "")
    return woorden.segmenttitel(segment) if segment else perceel.segment or ""


_AANBIEDERS_REGIONAAL = Feitsoort(
    "Aanbieders regionaal",
    ("regionaal_min", "regionaal_max"),
    lambda snapshot, owner: bereik(owner.regionaal_min, owner.regionaal_max),
)
_AANBIEDERS_LOKAAL = Feitsoort(
    "Aanbieders lokaal",
    ("lokaal_min", "lokaal_max"),
    lambda snapshot, owner: bereik(owner.lokaal_min, owner.lokaal_max),
)

#: By the list in the snapshot ("inkoop": the inkoop itself). A field that stands nowhere here is told by its own name.
FEITEN: dict[str, list[Feitsoort]] = {
    "inkoop": [
        _plain("Code van de inkoop", "slug"),
        _choice("Domein", "domein", Domein),
        _choice("Procedure", "procedure", Procedure),
        _plain("Toelichting op de procedure", "procedure_toelichting"),
        Feitsoort("Start van de contracten", ("start_contract",), _day_or_none),
        Feitsoort(
            "Looptijd",
            ("basisjaren", "verlengingen", "looptijd_toelichting"),
            lambda snapshot, owner: looptijd(owner),
        ),
        _plain("CPV-codes", "cpv"),
        _plain("Tarieven in het document", "met_tarieven"),
        _plain("Verschil in tarief per perceel mogelijk", "tarief_per_perceel"),
        _plain("Verzonnen tariefbedragen", "tarieven_fictief"),
        _plain("Verplichte kostprijsopbouw", "kostprijs_verplicht"),
        Feitsoort("Regio", ("regio",), lambda snapshot, owner: f"{owner.regio.naam} ({owner.regio.website})"),
        Feitsoort("Deelnemende gemeenten", ("deelnemers",), lambda snapshot, owner: deelnemers(owner)),
    ],
    "hoofdstukken": [_choice("Soort hoofdstuk", "soort", HoofdstukSoort)],
    "segmenten": [
        _choice("Contractvorm", "contractvorm", Contractvorm),
        _plain("Toelichting op de contractvorm", "contractvorm_toelichting"),
        _plain("Tussentijdse toetreding", "tussentijdse_toetreding"),
        _AANBIEDERS_REGIONAAL,
        _AANBIEDERS_LOKAAL,
        _plain("Toelichting op lokaal", "lokaal_toelichting"),
        _plain("Bekostiging", "bekostiging"),
        _choice("Uitvoeringsvariant", "uitvoeringsvariant", Uitvoeringsvariant),
        _plain("Budgetplafond", "budgetplafond"),
    ],
    "rubrieken": [_choice("Herkomst van de inhoud", "bron", RubriekBron), _plain("Verplichte rubriek", "verplicht")],
    "grondslagen": [
        Feitsoort(
            "Nummer", ("nummer",), lambda snapshot, owner: _words(owner.nummer) if owner.nummer is not None else ""
        ),
        _choice("Gebruik", "status", GrondslagStatus),
        _plain("Bron", "bron"),
    ],
    "leefgebieden": [],
    "producten": [
        _choice("Eenheid", "eenheid", Eenheid),
        _plain("Toelichting op de eenheid", "eenheid_toelichting"),
        _choice("iWmo-productcategorie", "iwmo_categorie", Productcategorie),
        _plain("iWmo-productcode", "iwmo_code"),
        Feitsoort("Grondslagen", ("grondslagen",), _grondslagen),
        Feitsoort("Leefgebieden", ("leefgebieden",), _leefgebieden),
        _plain("Segmenten", "segmenten"),
        Feitsoort(
            "Tarief",
            ("tarief_per_grondslag",),
            lambda snapshot, owner: "per grondslag" if owner.tarief_per_grondslag else "één tarief",
        ),
        _number("Maximum per week", "max_per_week"),
        _number("Maximum aaneen", "max_weken_aaneen", "week"),
        _number("Maximum per jaar", "max_per_jaar"),
        _months("Maximale duur van de toewijzing", "max_toewijzing_maanden"),
    ],
    "percelen": [
        Feitsoort("Segment", ("segment",), _segment),
        _choice("Bereik", "bereik", Bereik),
        Feitsoort(
            "Duur van de toewijzing",
            ("toewijzing_min_maanden", "toewijzing_max_maanden", "toewijzing_in_beginsel"),
            lambda snapshot, owner: woorden.toewijzingsduur(owner),
        ),
        _months("Verlenging, telkens maximaal", "verlenging_max_maanden"),
        _plain("Naast een ander perceel mogelijk", "naast_ander_perceel"),
        _plain("Grens met de Wlz: geen noodzaak voor 24-uurs ondersteuning in de nabijheid", "geen_24_uur"),
        Feitsoort("Doorstroom", ("doorstroom", "doorstroom_buiten"), lambda snapshot, owner: doorstroomzin(owner)),
        Feitsoort(
            "Aantal kenmerken en leefgebieden",
            ("min_kenmerken", "min_leefgebieden"),
            lambda snapshot, owner: kenmerkenzin(owner),
        ),
        Feitsoort(
            "Kenmerken",
            ("kenmerken",),
            lambda snapshot, owner: "; ".join(f"{row.nummer}. {row.naam}" for row in owner.kenmerken),
        ),
    ],
    "begrippen": [_plain("Synoniemen", "synoniemen"), _plain("Niet te gebruiken woorden", "niet_gebruiken")],
    "indexaties": [],
}
