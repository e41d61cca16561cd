"""Where else does this sentence stand? And changing it there as well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Lower

from core import richtext, vergelijk
from publicaties.redline import compare_texts
from publicaties.soorten import SOORTEN
from segments.models import Inkoop
from werkplek.inhoud.werkblad import Tekstblok, Werkblad

#: Shorter sentences say the same by chance.
MIN_LETTERS = 25
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z<„“‘'\"])")
_TAG = re.compile(r"<footnote>.*?</footnote>|<[^>]+>", re.DOTALL)


@dataclass(frozen=True)
class Zinsplaats:
    """Another text that holds the sentence, and how it would read after the change."""

    blok: Tekstblok
    na: str


@dataclass(frozen=True)
class Zinswissel:
    """A sentence, what it became (None: it stands unchanged), and where else it stands."""

    was: str
    wordt: str | None
    plaatsen: list[Zinsplaats] = field(default_factory=list)


def sentences(inline: str) -> list[str]:
    """The sentences of a block (inline HTML), split only where no tag is open."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(inline):
        part = inline[start : match.start()]
        if _balanced(part):
            found.append(part)
            start = match.end()
    return [*found, inline[start:]] if inline[start:] else found


def _balanced(part: str) -> bool:
    return len(re.findall(r"<[a-z]", part)) == len(re.findall(r"</", part))


def key(sentence: str) -> str:
    """What makes two sentences the same: their words, whatever the markup or the notes."""
    return re.sub(r"\s+", " ", richtext.plain_text(_TAG.sub("", sentence))).strip().lower()


def _long(sentence: str) -> bool:
    return len(key(sentence)) >= MIN_LETTERS


def sentences_of(source: str) -> Iterator[str]:
    for blok in richtext.blocks(source):
        for part in blok.teksten:
            yield from sentences(part)


def replaced(was: str, wordt: str) -> list[tuple[str, str]]:
    """The sentences of `was` that became another sentence in `wordt`."""
    found: list[tuple[str, str]] = []
    budget = vergelijk.Budget()
    for line in compare_texts(was, wordt):
        if line.was is None or line.wordt is None or line.was == line.wordt:
            continue
        old, new = (
            [sentence for part in blok.teksten for sentence in sentences(part)] for blok in (line.was, line.wordt)
        )
        for tag, i1, i2, j1, j2 in vergelijk.opcodes([key(item) for item in old], [key(item) for item in new], budget):
            if tag == "replace" and i2 - i1 == j2 - j1:
                found.extend(
                    (before, after) for before, after in zip(old[i1:i2], new[j1:j2], strict=True) if _long(before)
                )
    return found


def change_sentence(source: str, was: str, wordt: str) -> str:
    """`source` with every sentence that says `was` replaced by `wordt`."""
    wanted = key(was)
    for sentence in sentences_of(source):
        if key(sentence) == wanted:
            source = source.replace(sentence, wordt)
    return richtext.clean(source)


# --- where sentences stand ---

Tekstadres = tuple[str, str, str]  # soort, code, rubriek: the address of a text


class _LikeAny(Func):
    """Whether a text is like one of the patterns in an array."""

    template = "%(expressions)s)"
    arg_joiner = " LIKE ANY ("
    output_field = BooleanField()


def _texts(inkoop: Inkoop) -> Iterator[tuple[QuerySet[Any, Any], str, F | Combinable, F | Combinable, str]]:
    """Every text that is in use: rows, soort, code, rubriek, and the field that holds it."""
    for soort in SOORTEN.values():
        naam, code = soort.naam, soort.codevelden[0]
        in_use = {f"{naam}__inkoop": inkoop, f"{naam}__gearchiveerd_op": None}
        for veld in soort.teksten:
            yield soort.rows(inkoop).active(), naam, F(code), Value(veld), veld
        if soort.met_rubrieken:
            rows = soort.model._meta.get_field("teksten").related_model._default_manager  # type: ignore[union-attr]
            own = rows.filter(**in_use, rubriek__gearchiveerd_op=None)
            yield own, naam, F(f"{naam}__{code}"), F("rubriek__sleutel"), "tekst"
        for rij in soort.rijen:
            sleutel = Concat(Value(rij.sleutel("")), F(rij.nummer), output_field=TextField())
            yield rij.model._default_manager.filter(**in_use), naam, F(f"{naam}__{code}"), sleutel, rij.tekst


def texts_with(inkoop: Inkoop, wanted: Iterable[str]) -> Iterator[tuple[Tekstadres, set[str]]]:
    """The texts in which one of these sentences (as `key`) stands, and which. One query: the database tells where one may stand."""
    sentences = set(wanted)
    if not sentences:
        return
    patterns = Value([_pattern(words) for words in sentences], output_field=ArrayField(TextField()))
    arms = []
    for rows, soort, code, rubriek, veld in _texts(inkoop):
        kaal = Lower(Func(F(veld), Value("<[^>]+>"), Value(""), Value("g"), function="regexp_replace"))
        columns = {"waar": Value(soort), "van": code, "bij": rubriek, "staat": F(veld)}
        arms.append(rows.order_by().annotate(**columns).filter(_LikeAny(kaal, patterns)).values_list(*columns))
    for soort, code, rubriek, tekst in arms[0].union(*arms[1:], all=True).order_by("waar", "van", "bij"):
        if found := {key(sentence) for sentence in sentences_of(tekst)} & sentences:
            yield (soort, code, rubriek), found


def _pattern(words: str) -> str:
    """For LIKE: these words in this order, whatever stands between. Which letters beyond ASCII are folded differs per database."""
    return "%".join(["", *(re.sub(r"_|[^\x00-\x7f]", "_", word) for word in re.findall(r"\w+", words)), ""])


def repeated(werkblad: Werkblad, blok: Tekstblok, *, was: str) -> list[str]:
    """The sentences that were changed from `was` to the text of `blok`, and that another text still holds."""
    changed = {key(before): before for before, _ in replaced(was, blok.tekst)}
    standing: set[str] = set()
    for pad, sentences in texts_with(werkblad.inkoop, changed):
        if "/".join(pad) != blok.pad:
            standing |= sentences
        if len(standing) == len(changed):
            break
    return [before for words, before in changed.items() if words in standing]


def elsewhere(werkblad: Werkblad, blok: Tekstblok, *, was: str) -> list[Zinswissel]:
    """For each sentence that was changed from `was` to the text of `blok`: where the old sentence still stands."""
    changed = replaced(was, blok.tekst)
    others = _others(werkblad, blok, [key(before) for before, _ in changed])
    found = [
        Zinswissel(
            before,
            after,
            [Zinsplaats(other, change_sentence(other.tekst, before, after)) for other in others[key(before)]],
        )
        for before, after in changed
    ]
    return [wissel for wissel in found if wissel.plaatsen]


def shared(werkblad: Werkblad, blok: Tekstblok) -> list[Zinswissel]:
    """The sentences of `blok` that stand in other texts too."""
    here = {key(sentence): sentence for sentence in sentences_of(blok.tekst) if _long(sentence)}
    others = _others(werkblad, blok, here)
    found = [
        Zinswissel(sentence, None, [Zinsplaats(other, other.tekst) for other in others[words]])
        for words, sentence in here.items()
    ]
    return [wissel for wissel in found if wissel.plaatsen]


def _others(werkblad: Werkblad, blok: Tekstblok, wanted: Iterable[str]) -> dict[str, list[Tekstblok]]:
    """By sentence, the other texts that hold it, in document order."""
    sentences = list(wanted)
    places = {"/".join(pad): found for pad, found in texts_with(werkblad.inkoop, sentences)}
    places.pop(blok.pad, None)
    blokken = [other for other in werkblad.alle_blokken() if other.pad in places] if places else []
    return {words: [other for other in blokken if words in places[other.pad]] for words in sentences}
