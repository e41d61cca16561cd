"""Two or three percelen, producten or segmenten side by side: facts and rubrieken, with what differs marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from catalogus.adressen import address
from catalogus.versie import Versie
from core.deel import DeelInhoud
from core.opmaak import Pagina
from core.richtext import Blok, blocks
from publicaties import beschrijving
from publicaties.feiten import Feit, feiten, untold
from publicaties.redline import Mark, Redlineregel, Token, compare_texts, untokenise
from publicaties.snapshot import Snapshot

MAX = 3


@dataclass(frozen=True)
class Vergelijktekst:
    """One of the texts, as HTML; empty when this one has no such rubriek."""

    deel: DeelInhoud
    html: SafeString


@dataclass(frozen=True)
class Feitrij:
    """One fact; None where it does not hold."""

    naam: str
    feiten: Sequence[Feit | None]

    @property
    def gelijk(self) -> bool:
        return len({str(feit.waarde) if feit else "" for feit in self.feiten}) == 1


@dataclass(frozen=True)
class Rubriekrij:
    sleutel: str
    naam: str
    kolommen: Sequence[Vergelijktekst]
    gelijk: bool
    geheel_anders: bool


def compare_facts(snapshot: Snapshot, delen: Sequence[DeelInhoud], day: dt.date) -> list[Feitrij]:
    """Every fact that at least one of them has and that no rubriek tells, in the order in which a page tells them."""
    told = {rij.bron for deel in delen for rij in beschrijving.rijen(snapshot, deel)}
    per_deel = [{feit.naam: feit for feit in untold(feiten(snapshot, deel, day), told)} for deel in delen]
    names = merged([list(facts) for facts in per_deel])
    return [Feitrij(name, [facts.get(name) for facts in per_deel]) for name in names]


def merged(lists: Sequence[Sequence[str]]) -> list[str]:
    """All names once; a name that only a later list has stands behind the one that it follows there."""
    order = list(lists[0])
    for names in lists[1:]:
        previous = None
        for name in names:
            if name not in order:
                order.insert(order.index(previous) + 1 if previous else 0, name)
            previous = name
    return order


def compare_rubrieken(versie: Versie, delen: Sequence[DeelInhoud], pagina: Pagina) -> list[Rubriekrij]:
    """Every rubriek that at least one of them has, in the order in which a page tells them."""
    snapshot = versie.snapshot
    per_deel = [{rij.sleutel: rij for rij in beschrijving.rijen(snapshot, deel)} for deel in delen]
    found = []
    for sleutel, naam in beschrijving.rubrieknamen(snapshot, delen[0]).items():
        rijen = [rows.get(sleutel) for rows in per_deel]
        if not any(rijen):
            continue
        texts = [_html(versie, rij) if rij else "" for rij in rijen]
        gelijk, geheel_anders = len(set(texts)) == 1, not _anything_alike(texts)
        plain = gelijk or geheel_anders
        shown = texts if plain else [marked(texts, position) for position in range(len(texts))]
        found.append(
            Rubriekrij(
                sleutel,
                naam,
                [Vergelijktekst(deel, pagina.html(text)) for deel, text in zip(delen, shown, strict=True)],
                gelijk,
                geheel_anders,
            )
        )
    return found


def _anything_alike(texts: Sequence[str]) -> bool:
    """Whether two of the texts have a paragraph in common, be it with other words. If not, marks would only make noise."""
    pairs = combinations([text for text in texts if text], 2)
    return any(line.was and line.wordt for one, other in pairs for line in compare_texts(one, other))


def _html(versie: Versie, rij: beschrijving.Tekstrij) -> str:
    """As rich text, the sentences that are made from facts included, with their links."""
    link = '<a href="{}">{}</a>'
    made = (
        "".join(
            format_html(link, address(versie, plek), tekst) if plek else escape(tekst) for tekst, plek in zin.stukken
        )
        for zin in rij.gegenereerd
    )
    return "".join(f"<p>{zin}</p>" for zin in made) + rij.tekst


def marked(texts: Sequence[str], position: int) -> str:
    """The text at `position` with the words marked that another text has otherwise; a block that no other has, as a whole."""
    own = blocks(texts[position])
    others = [text for at, text in enumerate(texts) if at != position and text]
    if not others:
        return texts[position]
    matched: dict[int, list[Redlineregel]] = {number: [] for number in range(len(own))}
    for text in others:
        lines = [line for line in compare_texts(texts[position], text) if line.was is not None]
        for number, line in enumerate(lines):
            if line.wordt is not None:
                matched[number].append(line)
    return _render([(blok, _words(matched[number]), not matched[number]) for number, blok in enumerate(own)])


def _words(lines: Sequence[Redlineregel]) -> list[tuple[Token, bool]] | None:
    """The words of a block, each with whether some other text has it otherwise."""
    if not lines:
        return None
    words: list[tuple[Token, bool]] = []
    for at, line in enumerate(lines):
        run = [
            (token, stuk.mark is Mark.WEG)
            for stuk in line.stukken
            if stuk.mark is not Mark.NIEUW
            for token in stuk.tokens
        ]
        words = (
            run if at == 0 else [(token, here or there) for (token, here), (_, there) in zip(words, run, strict=True)]
        )
    return words


def _render(found: Sequence[tuple[Blok, list[tuple[Token, bool]] | None, bool]]) -> str:
    parts: list[str] = []
    stack: list[str] = []

    def close(depth: int) -> None:
        while len(stack) > depth:
            tag = stack.pop()
            parts.append("</table>" if tag == "table" else f"</li></{tag.partition(' ')[0]}>")

    for blok, words, alone in found:
        shared = 0
        while shared < min(len(stack), len(blok.pad)) and stack[shared] == blok.pad[shared]:
            shared += 1
        close(min(shared, len(blok.pad) - 1) if blok.nieuw else shared)
        kind = ' class="wmo-verschil--blok"' if alone else ""
        if blok.is_rij:
            parts.extend(["<table>"] if not stack else [])
            stack[:] = ["table"]
            parts.append(f"<tr{kind}>{blok.html if words is None else _cells(words)}</tr>")
            continue
        inner = blok.html if words is None else "".join(_runs(words))
        if not blok.pad:
            parts.append(f"<p{kind}>{inner}</p>")
            continue
        if len(stack) == len(blok.pad):
            parts.append(f"</li><li{kind}>")
        while len(stack) < len(blok.pad):
            stack.append(blok.pad[len(stack)])
            start = f' start="{blok.start}"' if blok.start != 1 and len(stack) == len(blok.pad) else ""
            parts.append(f"<{stack[-1]}{start}><li{kind}>")
        parts.append(inner)
    close(0)
    return "".join(parts)


def _cells(words: Sequence[tuple[Token, bool]]) -> str:
    """The words of a row, in their cells."""
    cells: list[tuple[str, list[tuple[Token, bool]]]] = []
    for token, differs in words:
        if token.cel:
            cells.append((token.cel, []))
        else:
            cells[-1][1].append((token, differs))
    return "".join(f"<{tag}>{''.join(_runs(inside))}</{tag[:2]}>" for tag, inside in cells)


def _runs(words: Sequence[tuple[Token, bool]]) -> Iterator[str]:
    for differs, run in groupby(words, key=lambda word: word[1]):
        html = untokenise([token for token, _ in run])
        yield mark_safe(f'<span class="wmo-verschil">{html}</span>') if differs and html.strip() else html  # noqa: S308 - canonical rich text
