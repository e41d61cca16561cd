"""What came or went as a whole is one change, with its texts, tarieven, links and conditions; and what was put in another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core import dutch
from publicaties.wijzigingen.model import Wijziging, WijzigingSoort
from publicaties.wijzigingen.vergelijking import Vergelijking, full_name
from publicaties.wijzigingen.verschil import Soort, Verschil

#: In the order in which they are told; also who gets a tarief when both its product and its grondslag are new.
OBJECTEN = {
    "percelen": "",
    "producten": "Product ",
    "segmenten": "",
    "grondslagen": "Grondslag ",
    "leefgebieden": "Leefgebied ",
    "hoofdstukken": "Hoofdstuk ",
    "rubrieken": "Rubriek ",
    "begrippen": "Begrip ",
    "indexaties": "Indexatieronde ",
}

_ORDER = {
    "producten": "de producten",
    "percelen": "de percelen",
    "segmenten": "de segmenten",
    "grondslagen": "de grondslagen",
    "leefgebieden": "de leefgebieden",
    "rubrieken": "de rubrieken",
    "hoofdstukken": "de hoofdstukken",
    "begrippen": "de begrippen",
    "voorwaarden": "de inschrijfvoorwaarden",
    "tarieven": "de tarieven",
    "indexaties": "de indexatierondes",
}


def tell_objects(vergelijking: Vergelijking) -> Iterator[Wijziging]:
    for name, word in OBJECTEN.items():
        for verschil in vergelijking.take(_is_whole, name):
            added = verschil.soort == Soort.ERBIJ
            key = verschil.pad[1]
            item = vergelijking.item(name, key)
            yield Wijziging(
                soort=WijzigingSoort.TOEGEVOEGD if added else WijzigingSoort.VERWIJDERD,
                titel=f"{word}{full_name(name, item)} is {'toegevoegd' if added else 'vervallen'}",
                plekken=(vergelijking.plek(name, key),),
                verschillen=(verschil, *vergelijking.take(_belongs, verschil)),
            )


def _is_whole(found: Verschil, name: str) -> bool:
    """An item of this list that is in one of the snapshots only."""
    return len(found.pad) == 2 and found.pad[0] == name and found.soort != Soort.VOLGORDE


def _belongs(found: Verschil, of: Verschil) -> bool:
    """Whether `found` came or went only because the object of `of` did."""
    name, key = of.pad
    match name, found.pad:
        case "producten", ("tarieven", _):
            return found.soort == of.soort and _field(found, "product") == key
        case "producten", ("voorwaarden", _):
            return found.soort == of.soort and key in (_field(found, "product"), _field(found, "ander_product"))
        case "producten", ("percelen", _, "producten", code):
            return found.soort == of.soort and code == key
        case "percelen", ("tarieven", _):
            return found.soort == of.soort and _field(found, "perceel") == key
        case "percelen", ("percelen", _, "doorstroom", nummer) | ("voorwaarden", _, "percelen", nummer):
            return found.soort == of.soort and nummer == key
        case "segmenten", ("producten", _, "segmenten", code):
            return found.soort == of.soort and code == key
        case "segmenten", ("percelen", _, "segment"):
            return key == (found.wordt if of.soort == Soort.ERBIJ else found.was)
        case "grondslagen", ("producten", _, "grondslagen", code) | (
            "voorwaarden",
            _,
            "grondslagen" | "voor_grondslagen",
            code,
        ):
            return found.soort == of.soort and code == key
        case "grondslagen", ("tarieven", _):
            return found.soort == of.soort and _field(found, "grondslag") == key
        case "leefgebieden", ("producten", _, "leefgebieden", nummer):
            return found.soort == of.soort and nummer == key
        case "rubrieken", ("producten", _, "teksten", sleutel):
            return found.soort == of.soort and f"product/{sleutel}" == key
        case "rubrieken", ("percelen", _, "teksten", sleutel):
            return found.soort == of.soort and f"perceel/{sleutel}" == key
    return False


def _field(verschil: Verschil, name: str) -> object:
    value = verschil.wordt if verschil.soort == Soort.ERBIJ else verschil.was
    return value.get(name) if isinstance(value, dict) else None


# --- order ------------------------------------------------------------------------------------------------------------


def tell_order(vergelijking: Vergelijking) -> Iterator[Wijziging]:
    """One change per list; lists that follow the order of another (tarieven that of producten) belong to that one."""
    for name, words in _ORDER.items():
        for verschil in vergelijking.take(_is_order, name):
            was, wordt = _keys(verschil.was), _keys(verschil.wordt)
            follow = vergelijking.take(_follows, name)
            names = {key: _name(vergelijking, name, key) for key in wordt}
            yield Wijziging(
                soort=WijzigingSoort.VOLGORDE,
                titel=f"De volgorde van {words} is gewijzigd",
                was=dutch.listing(names[key] for key in was) if any(names.values()) else "",
                wordt=dutch.listing(names[key] for key in wordt) if any(names.values()) else "",
                opmerkingen=tuple(_moved(was, wordt, names)) if all(names.values()) else (),
                verschillen=(verschil, *follow),
            )


def _is_order(found: Verschil, name: str) -> bool:
    return found.soort == Soort.VOLGORDE and found.pad == (name,)


def _follows(found: Verschil, name: str) -> bool:
    if found.soort != Soort.VOLGORDE:
        return False
    match name, found.pad:
        case "producten", ("tarieven",) | ("voorwaarden",) | ("percelen", _, "producten"):
            return True
        case "percelen", ("tarieven",) | ("percelen", _, "doorstroom") | ("voorwaarden", _, "percelen"):
            return True
        case "grondslagen", ("tarieven",) | ("producten", _, "grondslagen") | (
            "voorwaarden",
            _,
            "grondslagen" | "voor_grondslagen",
        ):
            return True
    return False


def _name(vergelijking: Vergelijking, name: str, key: str) -> str:
    return "" if name in ("tarieven", "voorwaarden") else full_name(name, vergelijking.item(name, key))


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


def _keys(value: object) -> list[str]:
    return [str(key) for key in value] if isinstance(value, list) else []
