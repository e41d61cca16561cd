"""The complete difference between two snapshots as a flat list, which can be applied and turned around.

A path goes by names of fields and by the stable keys of what stands in a list: `("producten", "bgi", "teksten", "doelgroep")`. What
is in one snapshot only is one difference, whatever it holds. Readers see these grouped (`wijzigingen`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from django.db import models
from pydantic import JsonValue

from core.inhoud import Inhoud, recode, velden
from core.letters import comparable
from publicaties.snapshot import Snapshot, read
from publicaties.soorten import PER_LIJST
from publicaties.wijzigingen.verwijzingen import LIJSTEN

Pad = tuple[str, ...]


def _keys(inhoud: type[Inhoud]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for veld in velden(inhoud):
        if veld.item:
            yield veld.naam, veld.item.codevelden
            yield from _keys(veld.item)


#: By which fields the items of a list are told apart. What is not here is told apart by its own value.
SLEUTELS: dict[str, tuple[str, ...]] = dict(_keys(Snapshot))


class Verschilsoort(StrEnum):
    ERBIJ = "erbij"
    WEG = "weg"
    ANDERS = "anders"
    VOLGORDE = "volgorde"


class Verschil(Inhoud):
    """`na` is the key before it in its list, None for the first; of the new list for ERBIJ, of the old one for WEG.

    For VOLGORDE `was` and `wordt` are the keys that both lists have, in the old and in the new order.
    """

    soort: Verschilsoort
    pad: Pad
    was: JsonValue = None
    wordt: JsonValue = None
    na: str | None = None


@dataclass
class _Reeks:
    """A list, by the keys of its items."""

    items: dict[str, _Boom]


_Boom: TypeAlias = "dict[str, _Boom] | _Reeks | str | int | float | bool | None"


def difference(old: Snapshot, new: Snapshot) -> list[Verschil]:
    """Parts are matched by identity, then by code; with the codes of `new` for what changed its code, everything else is compared."""
    codes = list(_codes(old, new))
    return [*codes, *_compare(_tree(_dump(recoded(old, codes))), _tree(_dump(new)), ())]


def _dump(snapshot: Snapshot) -> dict[str, JsonValue]:
    return snapshot.model_dump(mode="json")


def _codes(old: Snapshot, new: Snapshot) -> Iterator[Verschil]:
    """For each part that kept its identity and changed its code."""
    for name, soort in PER_LIJST.items():
        before = {deel.identiteit: deel for deel in getattr(old, name) if deel.identiteit}
        for deel in getattr(new, name):
            was = before.get(deel.identiteit)
            if was is not None and was.deelcode != deel.deelcode:
                for veld in soort.codevelden:
                    if getattr(was, veld) != getattr(deel, veld):
                        pad = (name, deel.deelcode, veld)
                        yield Verschil(
                            soort=Verschilsoort.ANDERS, pad=pad, was=getattr(was, veld), wordt=getattr(deel, veld)
                        )


def is_code(verschil: Verschil) -> bool:
    """Whether it is a changed code of a part."""
    soort = PER_LIJST.get(verschil.pad[0])
    return soort is not None and len(verschil.pad) == 3 and verschil.pad[2] in soort.codevelden


def recoded(snapshot: Snapshot, verschillen: Iterable[Verschil]) -> Snapshot:
    """`snapshot` with the changed codes among these differences, at the parts and wherever something points at them."""
    changes: dict[type[models.Model], dict[object, object]] = {}
    own: dict[tuple[str, str], dict[str, object]] = {}
    for verschil in filter(is_code, verschillen):
        name, key, veld = verschil.pad
        soort = PER_LIJST[name]
        parts, at = key.split("/"), soort.codevelden.index(veld)
        whole = len(soort.codevelden) > 1
        was, wordt = (
            "/".join([*parts[:at], str(value), *parts[at + 1 :]]) if whole else value
            for value in (verschil.was, verschil.wordt)
        )
        changes.setdefault(soort.model, {})[was] = wordt
        own.setdefault((name, str(was)), {})[veld] = verschil.wordt
    if not own:
        return snapshot
    lists: dict[str, list[Inhoud]] = {}
    for name, (model, _) in LIJSTEN.items():
        for row in getattr(snapshot, name):
            code = own.get((name, getattr(row, "deelcode", "")), {})
            lists.setdefault(name, []).append(recode(row, model, changes).model_copy(update=code))
    return read(_dump(snapshot.model_copy(update=lists)))


def apply_differences(old: Snapshot, verschillen: Iterable[Verschil]) -> Snapshot:
    """`apply_differences(old, difference(old, new))` is `new`, in whatever order the differences come.

    Some of the differences may be left out (`catch_up`): what they would have put away stays, at its place.
    """
    found = list(verschillen)
    tree = _tree(_dump(recoded(old, found)), identities=True)
    verschillen = [verschil for verschil in found if not is_code(verschil)]
    by_parent: dict[Pad, list[Verschil]] = {}
    for verschil in verschillen:
        parent = verschil.pad if verschil.soort == Verschilsoort.VOLGORDE else verschil.pad[:-1]
        by_parent.setdefault(parent, []).append(verschil)
    # Deepest first: an item is changed before its list is put in order.
    for parent in sorted(by_parent, key=len, reverse=True):
        _change(_at(tree, parent), by_parent[parent])
    plain = _plain(tree)
    assert isinstance(plain, dict)  # noqa: S101 -- a snapshot is an object
    return read(plain)


# --- lists by key -----------------------------------------------------------------------------------------------------


def _tree(value: JsonValue, name: str = "", *, identities: bool = False) -> _Boom:
    if isinstance(value, dict):
        # An identity says which part it is, not what it says.
        shown = (key for key in value if identities or key != "identiteit")
        return {key: _tree(value[key], key, identities=identities) for key in shown}
    if isinstance(value, list):
        items: dict[str, _Boom] = {}
        for item in value:
            items[_free(_key(item, name), items)] = _tree(item, identities=identities)
        return _Reeks(items)
    return value


def _key(item: JsonValue, name: str) -> str:
    if isinstance(item, dict):
        parts = ["" if item[field] is None else comparable(str(item[field])) for field in SLEUTELS[name]]
        # A tarief without values of own axes has the key that it had before there were any.
        return "/".join(parts).rstrip("/") if name == "tarieven" else "/".join(parts)
    return comparable(str(item))


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
                yield Verschil(soort=Verschilsoort.WEG, pad=(*pad, key), was=_plain(old[key]))
            elif key not in old:
                yield Verschil(soort=Verschilsoort.ERBIJ, pad=(*pad, key), wordt=_plain(new[key]))
            else:
                yield from _compare(old[key], new[key], (*pad, key))
    elif not _same(old, new):
        yield Verschil(soort=Verschilsoort.ANDERS, pad=pad, was=_plain(old), wordt=_plain(new))


def _same(old: _Boom, new: _Boom) -> bool:
    """What no reader can see is no difference: an older version may hold signs that are no longer stored."""
    if isinstance(old, str) and isinstance(new, str):
        return old == new or comparable(old) == comparable(new)
    return old == new and type(old) is type(new)


def _compare_lists(old: dict[str, _Boom], new: dict[str, _Boom], pad: Pad) -> Iterator[Verschil]:
    for na, key in _with_previous(old):
        if key not in new:
            yield Verschil(soort=Verschilsoort.WEG, pad=(*pad, key), was=_plain(old[key]), na=na)
    for na, key in _with_previous(new):
        if key not in old:
            yield Verschil(soort=Verschilsoort.ERBIJ, pad=(*pad, key), wordt=_plain(new[key]), na=na)
    before, after = [key for key in old if key in new], [key for key in new if key in old]
    if before != after:
        yield Verschil(soort=Verschilsoort.VOLGORDE, pad=pad, was=list(before), wordt=list(after))
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
        if verschil.soort == Verschilsoort.WEG:
            del items[verschil.pad[-1]]
        elif verschil.soort == Verschilsoort.ANDERS:
            items[verschil.pad[-1]] = _tree(verschil.wordt, verschil.pad[-1])
    order = list(items)
    for verschil in verschillen:
        if verschil.soort == Verschilsoort.VOLGORDE:
            assert isinstance(verschil.wordt, list)  # noqa: S101
            order = _with_the_rest([str(key) for key in verschil.wordt], order)
    added = {verschil.pad[-1]: verschil for verschil in verschillen if verschil.soort == Verschilsoort.ERBIJ}
    new = {key: _tree(verschil.wordt, key) for key, verschil in added.items()}
    while added:
        # What it stood behind may be gone: then it comes last.
        key = next(
            (key for key, verschil in added.items() if verschil.na is None or verschil.na in order), next(iter(added))
        )
        na = added.pop(key).na
        order.insert(0 if na is None else order.index(na) + 1 if na in order else len(order), key)
    rearranged = {key: new[key] if key in new else items[key] for key in order}
    items.clear()
    items.update(rearranged)


def _with_the_rest(order: list[str], before: list[str]) -> list[str]:
    """`order`, and what is in `before` only behind what it stood behind there."""
    found = list(order)
    for previous, key in _with_previous(before):
        if key not in found:
            found.insert(found.index(previous) + 1 if previous else 0, key)
    return found


# --- bringing up to date ----------------------------------------------------------------------------------------------


def catch_up(before: Snapshot, now: Snapshot, later: Snapshot) -> Snapshot:
    """`later` with what `now` changed since `before`; equal to `later` when it lacks none of that. What it changed itself it keeps."""
    # A part that `later` calls otherwise is meant by what `now` says of it; a code that `now` changed is brought as the rest.
    renamed = {verschil.pad[:2] for verschil in _codes(before, now)}
    mine = {
        (name, deel.identiteit) for name in PER_LIJST for deel in getattr(now, name) if (name, deel.deelcode) in renamed
    }
    identities = {(name, deel.deelcode): deel.identiteit for name in PER_LIJST for deel in getattr(later, name)}
    codes = [one for one in _codes(now, later) if (one.pad[0], identities[one.pad[0], one.pad[1]]) not in mine]
    before, now = recoded(before, codes), recoded(now, codes)
    orders: set[Pad] = set()
    values: set[Pad] = set()
    for verschil in difference(before, now):
        (orders if verschil.soort == Verschilsoort.VOLGORDE else values).add(verschil.pad)

    def is_own(verschil: Verschil) -> bool:
        pad = verschil.pad
        return pad in orders or any(pad[:length] in values for length in range(1, len(pad) + 1))

    return apply_differences(later, filter(is_own, difference(later, now)))
