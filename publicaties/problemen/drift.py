"""The same thing said twice, and no longer the same: paragraphs that drift apart, and typed sentences beside generated ones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from core import vergelijk
from core.richtext import blocks
from publicaties import beschrijving
from publicaties.problemen.model import Probleem, Waarschuwing
from publicaties.snapshot import Snapshot
from publicaties.teksten import Tekst, rich_texts

#: Shorter blocks are alike by accident.
MIN_WORDS = 12
#: From here on two blocks mean to say the same.
ALIKE = 0.72
SHINGLE = 3
#: Work for all paragraphs of a document together; what is left after it is not looked at.
STEPS = 4_000_000
#: A run of words that stands in more blocks than this says nothing about which belong together.
COMMON = 40
#: Of the runs of words of the shorter block, the part that must also be in the other before they are compared.
CANDIDATE = 0.25


# --- drifting paragraphs ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Alinea:
    tekst: Tekst
    woorden: tuple[str, ...]
    zin: str

    @property
    def shingles(self) -> set[tuple[str, ...]]:
        return {self.woorden[i : i + SHINGLE] for i in range(len(self.woorden) - SHINGLE + 1)}


def find_drift(snapshot: Snapshot) -> Iterator[Probleem]:
    """One problem for two places, however many of their blocks drift."""
    told: set[tuple[str, str]] = set()
    for one, other in _nearly_equal(_alineas(snapshot)):
        pair = (one.tekst.plek.pad, other.tekst.plek.pad)
        if pair not in told:
            told.add(pair)
            earlier, later = _difference(one, other)
            yield Waarschuwing(
                other.tekst.plek,
                f"{other.tekst.waar} en {one.tekst.waar} zeggen bijna hetzelfde, maar niet precies: '{later}' en "
                f"'{earlier}'. Maak ze gelijk, of verwijs van het een naar het ander.",
            )


def _alineas(snapshot: Snapshot) -> list[_Alinea]:
    """Each different block once, where it first stands."""
    found: dict[tuple[str, ...], _Alinea] = {}
    for tekst in rich_texts(snapshot):
        for blok in blocks(tekst.inhoud):
            woorden = tuple(re.findall(r"[\w'’-]+", blok.tekst.lower()))
            if len(woorden) >= MIN_WORDS:
                found.setdefault(woorden, _Alinea(tekst, woorden, blok.tekst))
    return list(found.values())


def _nearly_equal(alineas: list[_Alinea]) -> Iterator[tuple[_Alinea, _Alinea]]:
    """Pairs that are alike but not equal. Only pairs that share enough runs of words are compared word by word."""
    shingles = [alinea.shingles for alinea in alineas]
    where: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, runs in enumerate(shingles):
        for run in runs:
            where[run].append(index)
    budget = vergelijk.Budget(STEPS)
    for index, alinea in enumerate(alineas):
        shared: defaultdict[int, int] = defaultdict(int)
        for run in shingles[index]:
            if len(where[run]) <= COMMON:
                for other in where[run]:
                    if other > index:
                        shared[other] += 1
        for other, count in sorted(shared.items()):
            enough = count >= CANDIDATE * min(len(shingles[index]), len(shingles[other]))
            if (
                enough
                and vergelijk.likeness(alinea.woorden, alineas[other].woorden, least=ALIKE, budget=budget) >= ALIKE
            ):
                yield alinea, alineas[other]


def _difference(one: _Alinea, other: _Alinea) -> tuple[str, str]:
    """The first words in which they differ, with what stands around them."""
    _, i1, i2, j1, j2 = next(code for code in vergelijk.opcodes(one.woorden, other.woorden) if code[0] != "equal")

    def around(words: tuple[str, ...], begin: int, end: int) -> str:
        return f"… {' '.join(words[max(begin - 3, 0) : min(end, begin + 8) + 3])} …"

    return around(one.woorden, i1, i2), around(other.woorden, j1, j2)


# --- typed sentences about tarieven -----------------------------------------------------------------------------------

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_TARIEF = re.compile(r"\b(?:tarief|tarieven|prijs|prijzen)\b", re.IGNORECASE)
_PERCEEL = re.compile(r"\b(?:perceel|percelen)\b", re.IGNORECASE)
_GRONDSLAG = re.compile(r"\bgrondslag(?:en)?\b", re.IGNORECASE)
_EQUAL = re.compile(
    r"\b(?:hetzelfde|dezelfde|gelijk|gelijke|identiek|één tarief|overal|verschil(?:t|len) niet|niet verschil)",
    re.IGNORECASE,
)
_DIFFERS = re.compile(
    r"\b(?:verschil|verschilt|verschillen|verschillend|verschillende|afhankelijk|afhangt|hangt|hangen)\b", re.IGNORECASE
)


def find_typed_sentences(snapshot: Snapshot, previous: Snapshot | None) -> Iterator[Probleem]:
    """What a text says that tarieven depend on, against what the facts say."""
    now = str(beschrijving.tariefzin(snapshot))
    before = str(beschrijving.tariefzin(previous)) if previous else ""
    if not now:
        return
    for tekst in rich_texts(snapshot):
        for match in _SENTENCE.finditer(tekst.tekst):
            zin = match.group(0).strip()
            if not _is_about_dependence(zin):
                continue
            outdated = (
                before not in ("", now) and _alike(zin, before) > _alike(zin, now) and _alike(zin, before) >= ALIKE
            )
            if outdated or contradicts(snapshot, zin):
                yield Waarschuwing(
                    tekst.plek,
                    f"In {tekst.waar} staat: '{zin}' Dat klopt niet met de gegevens. Haal de zin weg; het document maakt "
                    f"zelf: '{now}'",
                    reden_nodig=True,
                )
            else:  # true today, but it will not follow when the facts change
                yield Waarschuwing(
                    tekst.plek,
                    f"In {tekst.waar} staat een getypte zin over de tarieven: '{zin}' Haal haar weg: het document maakt die "
                    "zin uit de gegevens.",
                )


def _is_about_dependence(zin: str) -> bool:
    about = _PERCEEL.search(zin) or _GRONDSLAG.search(zin)
    return bool(_TARIEF.search(zin) and about and (_EQUAL.search(zin) or _DIFFERS.search(zin)))


def contradicts(snapshot: Snapshot, zin: str) -> bool:
    """Whether the facts deny what this sentence says about percelen or grondslagen."""
    differs_by_grondslag = any(row.tarief_per_grondslag and len(row.grondslagen) > 1 for row in snapshot.producten)
    for part, per_part in ((_PERCEEL, snapshot.inkoop.tarief_per_perceel), (_GRONDSLAG, differs_by_grondslag)):
        said = _said_of(zin, part)
        if said is not None and said != per_part:
            return True
    return False


def _said_of(zin: str, part: re.Pattern[str]) -> bool | None:
    """True: the sentence says that tarieven differ by this; False: that they are equal; None: neither."""
    # "gelijk voor alle percelen, maar afhankelijk van de grondslag": each verdict belongs to its own clause.
    for clause in re.split(r"[;,]|\bmaar\b", zin):
        if part.search(clause):
            if _EQUAL.search(clause):
                return False
            if _DIFFERS.search(clause):
                return True
    return None


def _alike(one: str, other: str) -> float:
    return vergelijk.likeness(one.lower().split(), other.lower().split(), budget=vergelijk.Budget(STEPS // 100))
