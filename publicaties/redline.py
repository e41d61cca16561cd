"""What changed in rich text, for readers: block by block, words and not characters, deletions and insertions marked.

The difference is first a list of `Regel` (a paragraph or list item, old and new), from which both texts can be read back exactly;
then HTML. Marks carry text for a screen reader, not only colour.
"""

from __future__ import annotations

import html as html_module
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from core import dutch, vergelijk
from core.richtext import Blok, blocks

#: Two blocks are the same one, changed, when at least this part of their words is equal.
SAME_BLOCK = 0.45
#: What is never split: amounts, dates, percentages, numbers with their unit, codes; then words; then single signs.
_TOKEN = re.compile(
    rf"(?:€|EUR)[\s\u00a0]?\d[\d.]*(?:,\d+|,-)?"
    rf"|\d{{1,2}}[\s\u00a0](?:{dutch.MONTHS})(?:[\s\u00a0]\d{{4}})?\b"
    r"|\d{1,4}-\d{1,2}-\d{1,4}\b"
    rf"|\d+(?:[.,]\d+)*(?:[\s\u00a0]?[%‰]|[\s\u00a0](?:{dutch.UNITS})\b|(?![\w-]))"
    r"|\w+(?:['’./&-]\w+)*"
    r"|\s+"
    r"|.",
    re.IGNORECASE | re.DOTALL,
)
_PIECE = re.compile(r"<footnote>.*?</footnote>|<[^>]+>|[^<]+", re.DOTALL)


class Mark(Enum):
    GELIJK = "gelijk"
    WEG = "weg"
    NIEUW = "nieuw"


@dataclass(frozen=True)
class Token:
    """A word or sign with the inline tags around it, a whole footnote (`noot`: its inline HTML), or where a cell begins (`cel`)."""

    tekst: str
    opmaak: tuple[str, ...] = ()
    noot: bool = False
    cel: str = field(default="", compare=False)

    @property
    def is_space(self) -> bool:
        return not self.noot and not self.cel and self.tekst.isspace()


@dataclass(frozen=True)
class Redlinestuk:
    mark: Mark
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Redlineregel:
    """One block: only in the old text (`wordt` None), only in the new one (`was` None), or in both, perhaps changed."""

    was: Blok | None
    wordt: Blok | None
    stukken: tuple[Redlinestuk, ...]

    @property
    def mark(self) -> Mark | None:
        """How the whole block is marked; None when it is in both texts and differs."""
        if self.was is None:
            return Mark.NIEUW
        if self.wordt is None:
            return Mark.WEG
        return Mark.GELIJK if self.was == self.wordt else None

    @property
    def blok(self) -> Blok:
        found = self.wordt or self.was
        assert found is not None  # noqa: S101 -- a line is of at least one of the texts
        return found


# --- comparing --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def compare_texts(was: str, wordt: str) -> tuple[Redlineregel, ...]:
    """The lines of both texts, in reading order. One budget for the whole: what is left when it is spent is shown as replaced."""
    return tuple(_lines(was, wordt, vergelijk.Budget()))


def _lines(was: str, wordt: str, budget: vergelijk.Budget) -> list[Redlineregel]:
    old, new = blocks(was), blocks(wordt)
    lines: list[Redlineregel] = []
    for tag, i1, i2, j1, j2 in vergelijk.opcodes(old, new, budget):
        if tag == "equal":
            lines.extend(_line(before, after, budget) for before, after in zip(old[i1:i2], new[j1:j2], strict=True))
        else:
            lines.extend(_line(before, after, budget) for before, after in _pairs(old[i1:i2], new[j1:j2], budget))
    return lines


def delta(was: str, wordt: str) -> tuple[tuple[Blok | None, Blok | None], ...]:
    """Only what differs: equal for texts in which the same blocks change in the same way."""
    return tuple((line.was, line.wordt) for line in compare_texts(was, wordt) if line.mark is not Mark.GELIJK)


def _pairs(
    old: Sequence[Blok], new: Sequence[Blok], budget: vergelijk.Budget
) -> Iterator[tuple[Blok | None, Blok | None]]:
    """Old and new blocks side by side, in order: those that are the same block, changed, beside each other."""
    words_old, words_new = ([_words(blok) for blok in found] for found in (old, new))
    i = j = 0
    ends = (len(old), len(new))
    for start, there in [*vergelijk.pairs(words_old, words_new, least=SAME_BLOCK, budget=budget), ends]:
        yield from ((blok, None) for blok in old[i:start])
        yield from ((None, blok) for blok in new[j:there])
        if (start, there) != ends:
            yield old[start], new[there]
        i, j = start + 1, there + 1


def _words(blok: Blok) -> list[str]:
    """What likeness is measured by; a row of a table is never like a paragraph."""
    sign = "|" if blok.is_rij else ""
    return [f"{sign}{token.tekst.lower()}" for token in tokens(blok.html) if not token.is_space and not token.cel]


def _line(was: Blok | None, wordt: Blok | None, budget: vergelijk.Budget) -> Redlineregel:
    if was is None or wordt is None:
        blok = wordt or was
        assert blok is not None  # noqa: S101
        return Redlineregel(was, wordt, _pieces([(Mark.NIEUW if was is None else Mark.WEG, tokens(blok.html))]))
    if was.is_rij and wordt.is_rij and was.html != wordt.html:
        return Redlineregel(was, wordt, _pieces(_compare_rows(was, wordt, budget)))
    return Redlineregel(was, wordt, _pieces(_compare_tokens(tokens(was.html), tokens(wordt.html), budget)))


def _compare_rows(was: Blok, wordt: Blok, budget: vergelijk.Budget) -> Iterator[tuple[Mark, list[Token]]]:
    """Cell by cell, so that a word never leaves its cell: equal ones hold the others in their column."""
    old, new = was.cellen, wordt.cellen

    def whole(mark: Mark, tag: str, inline: str) -> tuple[Mark, list[Token]]:
        return mark, [Token("", cel=tag), *tokens(inline)]

    for kind, i1, i2, j1, j2 in vergelijk.opcodes(old, new, budget):
        both = min(i2 - i1, j2 - j1)
        for (_, before), (tag, after) in zip(old[i1 : i1 + both], new[j1 : j1 + both], strict=True):
            yield Mark.GELIJK, [Token("", cel=tag)]
            yield from _compare_tokens(tokens(before), tokens(after), budget)
        if kind != "equal":
            yield from (whole(Mark.WEG, *cel) for cel in old[i1 + both : i2])
            yield from (whole(Mark.NIEUW, *cel) for cel in new[j1 + both : j2])


def _compare_tokens(old: list[Token], new: list[Token], budget: vergelijk.Budget) -> list[tuple[Mark, list[Token]]]:
    found: list[tuple[Mark, list[Token]]] = []
    for tag, i1, i2, j1, j2 in vergelijk.opcodes(old, new, budget):
        if tag == "equal":
            found.append((Mark.GELIJK, old[i1:i2]))
        else:
            found.extend([(Mark.WEG, old[i1:i2]), (Mark.NIEUW, new[j1:j2])])
    return _joined(found)


def _joined(found: list[tuple[Mark, list[Token]]]) -> list[tuple[Mark, list[Token]]]:
    """Replaced words with nothing but a space or a comma between them become one replacement, which reads better."""
    joined: list[tuple[Mark, list[Token]]] = []
    weg: list[Token] = []
    nieuw: list[Token] = []
    for position, (mark, run) in enumerate(found):
        between = 0 < position < len(found) - 1 and weg and nieuw and _is_small(run)
        if mark is Mark.GELIJK and not between:
            joined.extend([(Mark.WEG, weg), (Mark.NIEUW, nieuw), (Mark.GELIJK, run)])
            weg, nieuw = [], []
            continue
        if mark is not Mark.NIEUW:
            weg = [*weg, *run]
        if mark is not Mark.WEG:
            nieuw = [*nieuw, *run]
    return [*joined, (Mark.WEG, weg), (Mark.NIEUW, nieuw)]


def _is_small(run: list[Token]) -> bool:
    return not any(token.noot or token.tekst.strip(" ,;") for token in run)


def _pieces(found: Iterable[tuple[Mark, list[Token]]]) -> tuple[Redlinestuk, ...]:
    return tuple(Redlinestuk(mark, tuple(run)) for mark, run in found if run)


def tokens(inline: str) -> list[Token]:
    """The inline HTML of a block as words with their formatting. `untokenise` turns it around."""
    found: list[Token] = []
    around: list[str] = []
    for piece in _PIECE.findall(inline):
        if piece.startswith("<footnote>"):
            found.append(Token(piece.removeprefix("<footnote>").removesuffix("</footnote>"), tuple(around), noot=True))
        elif piece.startswith(("<td", "<th")):
            found.append(Token("", cel=piece[1:-1]))
        elif piece in ("</td>", "</th>"):
            pass
        elif piece.startswith("</"):
            around.pop()
        elif piece.startswith("<"):
            around.append(piece[1:-1])
        else:
            found.extend(Token(word, tuple(around)) for word in _TOKEN.findall(html_module.unescape(piece)))
    return found


def untokenise(run: Iterable[Token]) -> str:
    return _render_tokens(run, lambda noot: f"<footnote>{noot}</footnote>")


# --- showing ----------------------------------------------------------------------------------------------------------


def redline(was: str, wordt: str, *, context: int | None = None) -> str:
    """HTML with <ins> and <del>. `context`: how many unchanged blocks stay around a change; None: all of them.

    A block that only became another kind (paragraph, list item) says so. Numbers of list items are those of the new text.
    """
    lines = compare_texts(was, wordt)
    return _render_lines(_shortened(lines, context) if context is not None else list(lines), vergelijk.Budget())


def _shortened(lines: Sequence[Redlineregel], context: int) -> list[Redlineregel | None]:
    """Changed lines with what stands around them, a row with the first one of its table; None where something is left out."""
    keep: set[int] = set()
    for position, line in enumerate(lines):
        if line.mark is not Mark.GELIJK:
            keep.update(range(position - context, position + context + 1))
            if line.blok.is_rij:
                keep.add(_first_row(lines, position))
    found: list[Redlineregel | None] = []
    for position, line in enumerate(lines):
        if position in keep:
            found.append(line)
        elif not found or found[-1] is not None:
            found.append(None)
    return found


def _first_row(lines: Sequence[Redlineregel], position: int) -> int:
    while position and not lines[position].blok.nieuw and lines[position - 1].blok.is_rij:
        position -= 1
    return position


def _render_lines(lines: Sequence[Redlineregel | None], notes: vergelijk.Budget) -> str:
    parts: list[str] = []
    stack: list[str] = []  # the lists that are open, each with an open item; or the table
    rows = 0  # of the table that is open, not counting what went

    def close(depth: int) -> None:
        while len(stack) > depth:
            tag = stack.pop()
            parts.append("</table>" if tag == "table" else f"</li></{_name(tag)}>")

    for number, line in enumerate(lines):
        if line is None:
            after = lines[number + 1] if number + 1 < len(lines) else None
            if stack == ["table"] and after and after.blok.is_rij and not after.blok.nieuw:
                parts.append('<tr><td class="wmo-weggelaten">[…]</td></tr>')
                continue
            close(0)
            parts.append('<p class="wmo-weggelaten">[…]</p>')
            continue
        blok, gone = line.blok, line.mark is Mark.WEG
        pad = blok.pad
        close(0 if blok.is_rij and blok.nieuw and rows and not gone else _shared(stack, pad))
        if not pad:
            parts.append(f"<p>{_render_line(line, notes)}</p>")
        elif blok.is_rij:
            if not stack:
                stack.append("table")
                rows = 0
                parts.append("<table>")
            rows += 0 if gone else 1
            parts.append(f"<tr>{_render_row(line, notes)}</tr>")
        else:
            # An item that went takes no number in the new list.
            again = blok.nieuw and len(stack) == len(pad)
            number_here = f' value="{blok.start}"' if _name(pad[-1]) == "ol" and (blok.start != 1 or again) else ""
            item = '<li class="wmo-eraf">' if gone else f"<li{number_here}>"
            if len(stack) == len(pad):
                parts.append(f"</li>{item}")
            while len(stack) < len(pad):
                stack.append(pad[len(stack)])
                parts.append(f"<{stack[-1]}>{item if len(stack) == len(pad) else '<li>'}")
            parts.append(_render_line(line, notes))
    close(0)
    return "".join(parts)


def _name(tag: str) -> str:
    return tag.partition(" ")[0]


def _shared(stack: list[str], pad: tuple[str, ...]) -> int:
    count = 0
    while count < min(len(stack), len(pad)) and stack[count] == pad[count]:
        count += 1
    return count


def _render_line(line: Redlineregel, notes: vergelijk.Budget) -> str:
    text = "".join(_render_piece(stuk) for stuk in _with_notes(line.stukken, notes))
    if line.was is not None and line.wordt is not None and (was := _kind(line.was)) != _kind(line.wordt):
        text += f' <span class="wmo-opmaak">(was: {was})</span>'
    return text


def _kind(blok: Blok) -> str:
    if not blok.pad:
        return "alinea"
    tag = blok.pad[-1]
    kind = "punt in een lijst" if tag == "ul" else f"punt in een lijst met {_SIGNS.get(tag, 'nummers')}"
    if blok.start != 1:
        kind += f" die begint bij {blok.start}"
    return kind if len(blok.pad) == 1 else f"{kind}, niveau {len(blok.pad)}"


_SIGNS = {
    'ol type="a"': "letters",
    'ol type="A"': "hoofdletters",
    'ol type="i"': "Romeinse cijfers",
    'ol type="I"': "Romeinse cijfers in hoofdletters",
}


def _render_row(line: Redlineregel, notes: vergelijk.Budget) -> str:
    cells: list[tuple[str, list[str]]] = []
    for stuk in _with_notes(line.stukken, notes):
        if isinstance(stuk, str):
            cells[-1][1].append(stuk)
            continue
        for cel, run in in_cells(stuk.tokens):
            if cel:
                cells.append((cel, []))
            if run:
                cells[-1][1].append(_render_piece(Redlinestuk(stuk.mark, tuple(run))))
    if line.was and line.wordt and _headings(line.was) != _headings(line.wordt) and cells:
        cells[0][1].append(' <span class="wmo-opmaak">(andere kopcellen)</span>')
    return "".join(f"<{tag}>{''.join(parts)}</{_name(tag)}>" for tag, parts in cells)


def _headings(blok: Blok) -> set[str]:
    return {tag for tag, inline in blok.cellen if inline}


def in_cells(run: Iterable[Token]) -> Iterator[tuple[str, list[Token]]]:
    """The tokens per cell, each with the tag of the cell; first, without one, what belongs to a cell that began before."""
    tag, inside = "", list[Token]()
    for token in run:
        if token.cel:
            yield tag, inside
            tag, inside = token.cel, []
        else:
            inside.append(token)
    yield tag, inside


def _with_notes(stukken: tuple[Redlinestuk, ...], notes: vergelijk.Budget) -> Iterator[Redlinestuk | str]:
    """A footnote that took the place of another is shown as one footnote with its own redline."""
    position = 0
    while position < len(stukken):
        stuk = stukken[position]
        after = stukken[position + 1] if position + 1 < len(stukken) else None
        if after and stuk.mark is Mark.WEG and after.mark is Mark.NIEUW and _is_note(stuk) and _is_note(after):
            was, wordt = (f"<p>{one.tokens[0].tekst}</p>" for one in (stuk, after))
            inner = _render_lines(_lines(was, wordt, notes), notes)
            yield _note(inner.replace("<p>", "").replace("</p>", " "))
            position += 2
            continue
        yield stuk
        position += 1


def _is_note(stuk: Redlinestuk) -> bool:
    return len(stuk.tokens) == 1 and stuk.tokens[0].noot


def _render_piece(stuk: Redlinestuk | str) -> str:
    if isinstance(stuk, str):
        return stuk
    if stuk.mark is Mark.GELIJK:
        return _render_tokens(stuk.tokens, _note)
    before, run, after = _within_spaces(stuk.tokens)
    tag, word = ("del", "verwijderd") if stuk.mark is Mark.WEG else ("ins", "toegevoegd")
    text = f"{_hidden(f'{word}: ')}{_render_tokens(run, _note)}{_hidden(f' einde {word} ')}"
    return f"{_render_tokens(before, _note)}<{tag}>{text}</{tag}>{_render_tokens(after, _note)}"


def _within_spaces(run: tuple[Token, ...]) -> tuple[tuple[Token, ...], ...]:
    """The spaces before, the words, the spaces after: a marked space looks like a stain. Nothing but spaces is marked as it is."""
    words = [position for position, token in enumerate(run) if not token.is_space]
    if not words:
        return (), run, ()
    return run[: words[0]], run[words[0] : words[-1] + 1], run[words[-1] + 1 :]


def _hidden(text: str) -> str:
    return f'<span class="wmo-verborgen">{text}</span>'


def _note(inner: str) -> str:
    return f'<span class="wmo-noot"><span class="wmo-noot__kop"> (voetnoot: </span>{inner}<span class="wmo-noot__kop">)</span></span>'


def _render_tokens(run: Iterable[Token], note: Callable[[str], str]) -> str:
    parts: list[str] = []
    for cel, inside in in_cells(run):
        around: tuple[str, ...] = ()
        parts.append(f"<{cel}>" if cel else "")
        for token in inside:
            shared = _shared(list(around), token.opmaak)
            parts.extend(f"</{_name(tag)}>" for tag in reversed(around[shared:]))
            parts.extend(f"<{tag}>" for tag in token.opmaak[shared:])
            around = token.opmaak
            parts.append(note(token.tekst) if token.noot else html_module.escape(token.tekst, quote=False))
        parts.extend(f"</{_name(tag)}>" for tag in reversed(around))
        parts.append(f"</{_name(cel)}>" if cel else "")
    return "".join(parts)
