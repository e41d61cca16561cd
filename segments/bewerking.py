"""What every edit of working data keeps to: who may, no overwriting of a colleague, and who did it in the history."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import pghistory
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from accounts.models import Recht, User
from core import richtext
from core.fields import MAX_RICH_TEXT
from core.fouten import BewerkFout, Conflict, NotAllowed
from core.inhoud import canonical
from core.letters import normal
from core.models import Deel
from core.moment import Moment
from segments.models import Inkoop

M = TypeVar("M", bound=models.Model)


class Empty(BewerkFout):
    """A verplichte rubriek without text."""


class TooLong(BewerkFout):
    """More text than the field takes."""


def fingerprint(tekst: str) -> str:
    """Tells whether a text is still the one that an editor started from."""
    return hashlib.sha256(tekst.encode()).hexdigest()[:24]


def fingerprint_of(values: Mapping[Any, Any]) -> str:
    """The same, of the fields of a form, or of the rows of a list by their key."""
    return fingerprint(DjangoJSONEncoder(sort_keys=True).encode({key: _plain(value) for key, value in values.items()}))


def fingerprint_of_rows(*rows: models.Model | Iterable[models.Model]) -> str:
    """The same, of everything that rows hold but their place in a list. As loaded; `fresh()` reads one again."""
    found = [row for one in rows for row in ([one] if isinstance(one, models.Model) else one)]
    return fingerprint_of({f"{number} {row._meta.label}": canonical_values(row) for number, row in enumerate(found)})


def canonical_values(row: models.Model) -> str:
    loaded = [
        field for field in row._meta.concrete_fields if field.name not in {"volgorde", *row.get_deferred_fields()}
    ]
    return DjangoJSONEncoder(sort_keys=True).encode({field.attname: field.value_to_string(row) for field in loaded})


def fresh(row: M) -> M:
    """The row as it stands now. Raises Conflict when it is gone."""
    found: M | None = type(row)._base_manager.filter(pk=row.pk).defer(*row.get_deferred_fields()).first()
    if found is None:
        raise Conflict("Een collega heeft dit intussen weggehaald.")
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Moment | File):
        return str(value)
    if isinstance(value, Iterable) and not isinstance(value, str | Mapping):
        return sorted((_plain(item) for item in value), key=lambda item: canonical(item))
    return value


def check_may_edit(by: User, inkoop: Inkoop) -> None:
    if not by.may(Recht.BEWERKEN, inkoop.regio_id):
        raise NotAllowed("U mag in deze regio lezen, maar niet bewerken. Vraag de beheerder om dit recht.")


@contextmanager
def editing(by: User, inkoop: Inkoop, reden: str = "") -> Iterator[None]:
    """Check the right, and write who and why next to every change in the history. All or nothing."""
    check_may_edit(by, inkoop)
    context = {"user": by.pk} | ({"reden": reden} if reden else {})
    with transaction.atomic(), pghistory.context(**context):
        yield


def replacement(huidig: str, tekst: str, basis: str, *, verplicht: bool = False) -> str | None:
    """What must be written instead of `huidig`; None when it already says so (a double click, a resent form).

    `basis` is the fingerprint of the text the editor started from. Raises Conflict, Empty, TooLong.
    """
    nieuw = richtext.clean(tekst)
    # An older text is in an older form: what nobody sees is no change.
    if nieuw in (huidig, normal(huidig)):
        return None
    if len(nieuw) > MAX_RICH_TEXT:
        raise TooLong(f"De tekst is te lang: {len(nieuw)} tekens met opmaak, hooguit {MAX_RICH_TEXT} passen erin.")
    if te_veel := richtext.too_much(nieuw):
        raise TooLong(te_veel)
    if verplicht and not nieuw:
        raise Empty("Deze rubriek is verplicht. Vul een tekst in.")
    if fingerprint(huidig) != basis:
        raise Conflict("Een collega heeft deze tekst intussen veranderd.")
    return nieuw


def lock(row: M) -> M:
    """The row as it stands now, held until the end of the transaction. Rows that point at it can still be added.

    Raises Conflict when it is gone.
    """
    rows = type(row)._default_manager.select_for_update(no_key=True, of=("self",))
    found: M | None = rows.filter(pk=row.pk).defer(*row.get_deferred_fields()).first()
    if found is None:
        raise Conflict("Een collega heeft dit intussen weggehaald.")
    return found


def write_text(row: models.Model, veld: str, tekst: str, basis: str) -> bool:
    """Put `tekst` in a rich text field of a locked row. Returns whether anything changed."""
    nieuw = replacement(getattr(row, veld), tekst, basis)
    if nieuw is None:
        return False
    setattr(row, veld, nieuw)
    row.save(update_fields=[veld])
    return True


def facts_of(row: models.Model, velden: Sequence[str]) -> dict[str, Any]:
    """The present values of these fields; of links to many rows their keys. No query for links that were prefetched."""
    values: dict[str, Any] = {}
    for name in velden:
        field = row._meta.get_field(name)
        if field.many_to_many:
            values[name] = sorted(item.pk for item in getattr(row, name).all()) if row.pk else []
        else:
            values[name] = getattr(row, getattr(field, "attname", name))
    return values


def check_unchanged(row: models.Model, velden: Sequence[str], basis: str) -> None:
    """Hold the row. Raises Conflict when these fields no longer have the values of this fingerprint."""
    if fingerprint_of(facts_of(lock(row), velden)) != basis:
        raise Conflict


def write_facts(row: models.Model, values: Mapping[str, Any], basis: str | None) -> bool:
    """Set plain fields and links of a locked row. Returns whether anything changed.

    `basis`: fingerprint of the values that the editor started from; None: a new row. Raises Conflict, ValidationError.
    """
    before = facts_of(row, list(values))
    wanted = {name: _keys(row, name, value) for name, value in values.items()}
    if before == wanted:
        return False
    if basis is not None and fingerprint_of(before) != basis:
        raise Conflict
    links = {name for name in values if row._meta.get_field(name).many_to_many}
    for name in values.keys() - links:
        setattr(row, name, values[name])
    row.full_clean()
    changed = [name for name in values.keys() - links if before[name] != wanted[name]]
    if changed:
        row.save(update_fields=changed)
    for name in links:
        if before[name] != wanted[name]:
            getattr(row, name).set(values[name])
    if isinstance(row, Deel):
        row.check_links()
    return True


def _keys(row: models.Model, name: str, value: Any) -> Any:
    field = row._meta.get_field(name)
    if field.many_to_many:
        return sorted(item.pk for item in value)
    if isinstance(value, str):
        return field.to_python(value)  # type: ignore[union-attr]
    return value.pk if isinstance(value, models.Model) else value


def put_in_order(rows: Sequence[M], keys: Sequence[str], key: str) -> None:
    """Give rows a `volgorde` after the order of `keys`; a row that is not named stays behind those that are, in its old order."""
    place = {name: number for number, name in enumerate(keys)}
    ordered = sorted(rows, key=lambda row: place.get(str(getattr(row, key)), len(place)))
    for number, row in enumerate(ordered, start=1):
        if row.volgorde != number * 10:  # type: ignore[attr-defined]
            row.volgorde = number * 10  # type: ignore[attr-defined]
            row.save(update_fields=["volgorde"])
