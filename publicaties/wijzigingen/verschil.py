"""The complete difference between two snapshots as a flat list, which can be applied and turned around.

A path goes by names of fields and by the stable keys of what stands in a list: `("producten", "bgi", "teksten", "doelgroep")`. What
is in one snapshot only is one difference, whatever it holds. Readers see these grouped (`wijzigingen`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from pydantic import JsonValue

from core.inhoud import Inhoud
from publicaties.snapshot import Snapshot, read

Pad = tuple[str, ...]

#: By which fields the items of a list are told apart. What is not here is told apart by its own value.
SLEUTELS: dict[str, tuple[str, ...]] = {
    "deelnemers": ("code",),
    "hoofdstukken": ("sleutel",),
    "segmenten": ("code",),
    "rubrieken": ("soort", "sleutel"),
    "grondslagen": ("code",),
    "leefgebieden": ("nummer",),
    "producten": ("code",),
    "voorwaarden": ("product", "ander_product", "soort"),
    "percelen": ("nummer",),
    "kenmerken": ("nummer",),
    "tarieven": ("product", "grondslag", "perceel", "ingangsdatum"),
    "regels": ("element",),
    "indexaties": ("ingangsdatum",),
    "componenten": ("naam",),
    "begrippen": ("term",),
}


class Soort(StrEnum):
    ERBIJ = "erbij"
    WEG = "weg"
    ANDERS = "anders"
    VOLGORDE = "volgorde"


class Verschil(Inhoud):
    """`na` is the key before it in its list, None for the first; of the new list for ERBIJ, of the old one for WEG.

    For VOLGORDE `was` and `wordt` are the keys that both lists have, in the old and in the new order.
    """

    soort: Soort
    pad: Pad
    was: JsonValue = None
    wordt: JsonValue = None
    na: str | None = None

    @property
    def inverse(self) -> Verschil:
        turned = {Soort.ERBIJ: Soort.WEG, Soort.WEG: Soort.ERBIJ}.get(self.soort, self.soort)
        return self.model_copy(update={"soort": turned, "was": self.wordt, "wordt": self.was})


@dataclass
class _Reeks:
    """A list, by the keys of its items."""

    items: dict[str, _Boom]


_Boom: TypeAlias = "dict[str, _Boom] | _Reeks | str | int | float | bool | None"


def difference(old: Snapshot, new: Snapshot) -> list[Verschil]:
    return list(_compare(_tree(old.model_dump(mode="json")), _tree(new.model_dump(mode="json")), ()))


def apply_differences(old: Snapshot, verschillen: Iterable[Verschil]) -> Snapshot:
    """`apply_differences(old, difference(old, new))` is `new`, in whatever order the differences come."""
    tree = _tree(old.model_dump(mode="json"))
    by_parent: dict[Pad, list[Verschil]] = {}
    for verschil in verschillen:
        parent = verschil.pad if verschil.soort == Soort.VOLGORDE else verschil.pad[:-1]
        by_parent.setdefault(parent, []).append(verschil)
    # Deepest first: an item is changed before its list is put in order.
    for parent in sorted(by_parent, key=len, reverse=True):
        _change(_at(tree, parent), by_parent[parent])
    plain = _plain(tree)
    assert isinstance(plain, dict)  # noqa: S101 -- a snapshot is an object
    return read(plain)


# --- lists by key -----------------------------------------------------------------------------------------------------


def _tree(value: JsonValue, name: str = "") -> _Boom:
    if isinstance(value, dict):
        return {key: _tree(item, key) for key, item in value.items()}
    if isinstance(value, list):
        items: dict[str, _Boom] = {}
        for item in value:
            items[_free(_key(item, name), items)] = _tree(item)
        return _Reeks(items)
    return value


def _key(item: JsonValue, name: str) -> str:
    if isinstance(item, dict):
        return "/".join("" if item[field] is None else str(item[field]) for field in SLEUTELS[name])
    return str(item)


def _free(key: str, taken: Container[str]) -> str:
    """`key`, or with a number behind it when a list holds it more than once."""
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}#{number}"
    return free


def _plain(tree: _Boom) -> JsonValue:
    if isinstance(tree, _Reeks):
        return [_plain(item) for item in tree.items.values()]
    if isinstance(tree, dict):
        return {key: _plain(item) for key, item in tree.items()}
    return tree


def by_key(items: Iterable[Inhoud], name: str) -> dict[str, Inhoud]:
    """The items of list `name` by the keys that differences use for them."""
    found: dict[str, Inhoud] = {}
    for item in items:
        found[_free(_key(item.model_dump(mode="json"), name), found)] = item
    return found


# --- comparing --------------------------------------------------------------------------------------------------------


def _compare(old: _Boom, new: _Boom, pad: Pad) -> Iterator[Verschil]:
    if isinstance(old, _Reeks) and isinstance(new, _Reeks):
        yield from _compare_lists(old.items, new.items, pad)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in old | new:
            if key not in new:
                yield Verschil(soort=Soort.WEG, pad=(*pad, key), was=_plain(old[key]))
            elif key not in old:
                yield Verschil(soort=Soort.ERBIJ, pad=(*pad, key), wordt=_plain(new[key]))
            else:
                yield from _compare(old[key], new[key], (*pad, key))
    elif old != new or type(old) is not type(new):
        yield Verschil(soort=Soort.ANDERS, pad=pad, was=_plain(old), wordt=_plain(new))


def _compare_lists(old: dict[str, _Boom], new: dict[str, _Boom], pad: Pad) -> Iterator[Verschil]:
    for na, key in _with_previous(old):
        if key not in new:
            yield Verschil(soort=Soort.WEG, pad=(*pad, key), was=_plain(old[key]), na=na)
    for na, key in _with_previous(new):
        if key not in old:
            yield Verschil(soort=Soort.ERBIJ, pad=(*pad, key), wordt=_plain(new[key]), na=na)
    before, after = [key for key in old if key in new], [key for key in new if key in old]
    if before != after:
        yield Verschil(soort=Soort.VOLGORDE, pad=pad, was=list(before), wordt=list(after))
    for key in after:
        yield from _compare(old[key], new[key], (*pad, key))


def _with_previous(keys: Iterable[str]) -> Iterator[tuple[str | None, str]]:
    previous: str | None = None
    for key in keys:
        yield previous, key
        previous = key


# --- applying ---------------------------------------------------------------------------------------------------------


def _at(tree: _Boom, pad: Pad) -> _Boom:
    for key in pad:
        tree = tree.items[key] if isinstance(tree, _Reeks) else tree[key]  # type: ignore[index]
    return tree


def _change(container: _Boom, verschillen: list[Verschil]) -> None:
    assert isinstance(container, _Reeks | dict)  # noqa: S101 -- a path leads through objects and lists
    items = container.items if isinstance(container, _Reeks) else container
    for verschil in verschillen:
        if verschil.soort == Soort.WEG:
            del items[verschil.pad[-1]]
        elif verschil.soort == Soort.ANDERS:
            items[verschil.pad[-1]] = _tree(verschil.wordt, verschil.pad[-1])
    order = list(items)
    for verschil in verschillen:
        if verschil.soort == Soort.VOLGORDE:
            assert isinstance(verschil.wordt, list)  # noqa: S101
            order = [str(key) for key in verschil.wordt]
    added = {verschil.pad[-1]: verschil for verschil in verschillen if verschil.soort == Soort.ERBIJ}
    new = {key: _tree(verschil.wordt, key) for key, verschil in added.items()}
    while added:
        key = next(key for key, verschil in added.items() if verschil.na is None or verschil.na in order)
        na = added.pop(key).na
        order.insert(0 if na is None else order.index(na) + 1, key)
    rearranged = {key: new[key] if key in new else items[key] for key in order}
    items.clear()
    items.update(rearranged)
