"""What came or went as a whole is one change, with its texts, tarieven, links and conditions; and what was put in another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from core import dutch
from core.deel import DeelInhoud
from eisen.soort import EIS, GELDT_VOOR
from publicaties.soorten import PER_LIJST, SOORTEN
from publicaties.wijzigingen.model import WijzigingInhoud, WijzigingSoort
from publicaties.wijzigingen.vergelijking import Vergelijking, full_name
from publicaties.wijzigingen.verschil import Verschil, Verschilsoort
from publicaties.wijzigingen.verwijzingen import LIJSTEN, RIJEN, Verwijsveld, verwijzingen

#: In the order in which they are told; also who gets a tarief when both its product and its grondslag are new.
OBJECTEN = (
    "perceel",
    "product",
    "segment",
    "grondslag",
    "tariefas",
    "aswaarde",
    "leefgebied",
    "eis",
    "hoofdstuk",
    "rubriek",
    "begrip",
)


def tell_objects(vergelijking: Vergelijking) -> Iterator[WijzigingInhoud]:
    for name in (*(SOORTEN[soort].meervoud for soort in OBJECTEN), "indexaties"):
        for verschil in vergelijking.take(_is_whole, name):
            added = verschil.soort == Verschilsoort.ERBIJ
            key = verschil.pad[1]
            yield WijzigingInhoud(
                soort=WijzigingSoort.TOEGEVOEGD if added else WijzigingSoort.VERWIJDERD,
                titel=f"{_title(name, vergelijking.item(name, key))} is {'toegevoegd' if added else 'vervallen'}",
                plekken=(vergelijking.plek(name, key),),
                verschillen=(verschil, *vergelijking.take(_belongs, verschil)),
            )


def _title(name: str, item: Any) -> str:
    """ "Perceel 6 Volwassenen", "Product Begeleiding Individueel (BGI)": with its kind, unless its name says that."""
    if not isinstance(item, DeelInhoud):
        return f"Indexatieronde {full_name(name, item)}"
    says_so = item.volledig.lower().startswith(f"{item.soortnaam} ")
    return item.volledig if says_so else f"{dutch.capital(item.soortnaam)} {item.volledig}"


def _is_whole(found: Verschil, name: str) -> bool:
    """An item of this list that is in one of the snapshots only."""
    return len(found.pad) == 2 and found.pad[0] == name and found.soort != Verschilsoort.VOLGORDE


def _belongs(found: Verschil, of: Verschil) -> bool:
    """Whether `found` came or went only because the object of `of` did: because it points at it."""
    name, key = of.pad
    return _asks_only(found, of) or any(
        _points(found, verwijzing, key, of.soort) for verwijzing in verwijzingen() if verwijzing.naar == name
    )


def _asks_only(found: Verschil, of: Verschil) -> bool:
    """Whether it is an eis that holds for nothing else than the object of `of`, and came or went with it."""
    if len(found.pad) != 2 or found.pad[0] != EIS.meervoud or found.soort != of.soort:
        return False
    named = [(lijst, code) for lijst in GELDT_VOOR.values() for code in _codes(_field(found, lijst))]
    return named == [of.pad]


def _codes(value: object) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list) else []


def _points(found: Verschil, verwijzing: Verwijsveld, key: str, soort: Verschilsoort) -> bool:
    if found.pad[0] != verwijzing.lijst:
        return False
    match found.pad[2:]:
        case () if len(found.pad) == 2 and verwijzing.lijst in RIJEN and not verwijzing.meer:
            return found.soort == soort and _field(found, verwijzing.veld) == key
        case (veld, code) if veld == verwijzing.veld and verwijzing.meer:
            code = f"{PER_LIJST[verwijzing.lijst].naam}/{code}" if verwijzing.per_rubriek else code
            return found.soort == soort and code == key
        case (veld,) if veld == verwijzing.veld and not verwijzing.meer and verwijzing.lijst not in RIJEN:
            return key == (found.wordt if soort == Verschilsoort.ERBIJ else found.was)
    return False


def _field(verschil: Verschil, name: str) -> object:
    value = verschil.wordt if verschil.soort == Verschilsoort.ERBIJ else verschil.was
    return value.get(name) if isinstance(value, dict) else None


# --- order ------------------------------------------------------------------------------------------------------------


#: What other lists follow comes first.
ORDER = tuple(dict.fromkeys(("producten", "percelen", *LIJSTEN, "indexaties")))
MEERVOUD = {"voorwaarden": "inschrijfvoorwaarden", "indexaties": "indexatierondes"}


def tell_order(vergelijking: Vergelijking) -> Iterator[WijzigingInhoud]:
    """One change per list; lists that follow the order of another (tarieven that of producten) belong to that one."""
    for name in ORDER:
        for verschil in vergelijking.take(_is_order, name):
            was, wordt = _codes(verschil.was), _codes(verschil.wordt)
            follow = vergelijking.take(_follows, name)
            names = {key: _name(vergelijking, name, key) for key in wordt}
            yield WijzigingInhoud(
                soort=WijzigingSoort.VOLGORDE,
                titel=f"De volgorde van de {MEERVOUD.get(name, name)} is gewijzigd",
                was=dutch.listing(names[key] for key in was) if any(names.values()) else "",
                wordt=dutch.listing(names[key] for key in wordt) if any(names.values()) else "",
                opmerkingen=tuple(_moved(was, wordt, names)) if all(names.values()) else (),
                verschillen=(verschil, *follow),
            )


def _is_order(found: Verschil, name: str) -> bool:
    return found.soort == Verschilsoort.VOLGORDE and found.pad == (name,)


def _follows(found: Verschil, name: str) -> bool:
    """Whether a list is in another order only because what it points at is."""
    if found.soort != Verschilsoort.VOLGORDE:
        return False
    return any(
        (found.pad == (one.lijst,) and one.lijst in RIJEN and not one.meer)
        or (len(found.pad) == 3 and (found.pad[0], found.pad[2]) == (one.lijst, one.veld))
        for one in verwijzingen()
        if one.naar == name
    )  # fmt: skip


def _name(vergelijking: Vergelijking, name: str, key: str) -> str:
    return "" if name in RIJEN else full_name(name, vergelijking.item(name, key))


def _moved(was: Sequence[str], wordt: Sequence[str], names: dict[str, str]) -> Iterator[str]:
    """The fewest items that must move, and after which one they stand now."""
    stay = _longest_kept(was, wordt)
    for position, key in enumerate(wordt):
        if key not in stay:
            after = f"na {names[wordt[position - 1]]}" if position else "vooraan"
            yield f"{names[key]} staat nu {after}."


def _longest_kept(was: Sequence[str], wordt: Sequence[str]) -> set[str]:
    """Keys that keep their order towards each other: a longest increasing subsequence."""
    place = {key: position for position, key in enumerate(was)}
    best: list[list[str]] = []
    for key in wordt:
        before = [run for run in best if place[run[-1]] < place[key]]
        longest = max(before, key=len) if before else []
        best.append([*longest, key])
    kept = max(best, key=len) if best else []
    return set(kept)
