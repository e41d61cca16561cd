"""What changed in rich text, for readers: block by block, words and not characters, deletions and insertions marked.

The difference is first a list of `Regel` (a paragraph or list item, old and new), from which both texts can be read back exactly;
then HTML. Marks carry text for a screen reader, not only colour.
"""

from __future__ import annotations

import html as html_module
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from functools import lru_cache

from core import dutch
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
    """A word or sign with the inline tags around it, or a whole footnote (`noot`: its inline HTML)."""

    tekst: str
    opmaak: tuple[str, ...] = ()
    noot: bool = False

    @property
    def is_space(self) -> bool:
        return not self.noot and self.tekst.isspace()


@dataclass(frozen=True)
class Stuk:
    mark: Mark
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Redlineregel:
    """One block: only in the old text (`wordt` None), only in the new one (`was` None), or in both, perhaps changed."""

    was: Blok | None
    wordt: Blok | None
    stukken: tuple[Stuk, ...]

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
    """The lines of both texts, in reading order."""
    old, new = blocks(was), blocks(wordt)
    lines: list[Redlineregel] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines.extend(_line(before, after) for before, after in zip(old[i1:i2], new[j1:j2], strict=True))
        else:
            lines.extend(_line(before, after) for before, after in _pairs(old[i1:i2], new[j1:j2]))
    return tuple(lines)


def delta(was: str, wordt: str) -> tuple[tuple[Blok | None, Blok | None], ...]:
    """Only what differs: equal for texts in which the same blocks change in the same way."""
    return tuple((line.was, line.wordt) for line in compare_texts(was, wordt) if line.mark is not Mark.GELIJK)


def _pairs(old: Sequence[Blok], new: Sequence[Blok]) -> Iterator[tuple[Blok | None, Blok | None]]:
    """Old and new blocks side by side, in order: the matching with the greatest likeness (dynamic programming)."""
    words_old, words_new = [_words(blok) for blok in old], [_words(blok) for blok in new]
    likeness = [[_likeness(before, after) for after in words_new] for before in words_old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            pair = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= SAME_BLOCK else 0.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] >= SAME_BLOCK and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1
    yield from ((blok, None) for blok in old[i:])
    yield from ((None, blok) for blok in new[j:])


def _words(blok: Blok) -> list[str]:
    return [token.tekst.lower() for token in tokens(blok.html) if not token.is_space]


def _likeness(old: list[str], new: list[str]) -> float:
    if old == new:
        return 1.0
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= SAME_BLOCK and matcher.quick_ratio() >= SAME_BLOCK else 0.0


def _line(was: Blok | None, wordt: Blok | None) -> Redlineregel:
    if was is None or wordt is None:
        blok = wordt or was
        assert blok is not None  # noqa: S101
        return Redlineregel(was, wordt, _pieces([(Mark.NIEUW if was is None else Mark.WEG, tokens(blok.html))]))
    return Redlineregel(was, wordt, _pieces(_compare_tokens(tokens(was.html), tokens(wordt.html))))


def _compare_tokens(old: list[Token], new: list[Token]) -> list[tuple[Mark, list[Token]]]:
    found: list[tuple[Mark, list[Token]]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
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


def _pieces(found: Iterable[tuple[Mark, list[Token]]]) -> tuple[Stuk, ...]:
    return tuple(Stuk(mark, tuple(run)) for mark, run in found if run)


def tokens(inline: str) -> list[Token]:
    """The inline HTML of a block as words with their formatting. `untokenise` turns it around."""
    found: list[Token] = []
    around: list[str] = []
    for piece in _PIECE.findall(inline):
        if piece.startswith("<footnote>"):
            found.append(Token(piece.removeprefix("<footnote>").removesuffix("</footnote>"), tuple(around), noot=True))
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
    return _render_lines(_shortened(lines, context) if context is not None else list(lines))


def _shortened(lines: Sequence[Redlineregel], context: int) -> list[Redlineregel | None]:
    """Changed lines with what stands around them; None where something is left out."""
    changed = [position for position, line in enumerate(lines) if line.mark is not Mark.GELIJK]
    keep = {near for position in changed for near in range(position - context, position + context + 1)}
    found: list[Redlineregel | None] = []
    for position, line in enumerate(lines):
        if position in keep:
            found.append(line)
        elif not found or found[-1] is not None:
            found.append(None)
    return found


def _render_lines(lines: Sequence[Redlineregel | None]) -> str:
    parts: list[str] = []
    stack: list[str] = []  # the lists that are open; each has an open item
    for line in lines:
        pad = line.blok.pad if line else ()
        shared = _shared(stack, pad)
        while len(stack) > shared:
            parts.append(f"</li></{stack.pop()}>")
        if line is None:
            parts.append('<p class="wmo-weggelaten">[…]</p>')
            continue
        if not pad:
            parts.append(f"<p>{_render_line(line)}</p>")
            continue
        # An item that went takes no number in the new list.
        item = '<li class="wmo-eraf">' if line.mark is Mark.WEG else "<li>"
        if len(stack) == len(pad):
            parts.append(f"</li>{item}")
        while len(stack) < len(pad):
            stack.append(pad[len(stack)])
            parts.append(f"<{stack[-1]}>{item if len(stack) == len(pad) else '<li>'}")
        parts.append(_render_line(line))
    parts.extend(f"</li></{tag}>" for tag in reversed(stack))
    return "".join(parts)


def _shared(stack: list[str], pad: tuple[str, ...]) -> int:
    count = 0
    while count < min(len(stack), len(pad)) and stack[count] == pad[count]:
        count += 1
    return count


def _render_line(line: Redlineregel) -> str:
    text = "".join(_render_piece(stuk) for stuk in _with_notes(line.stukken))
    if line.was is not None and line.wordt is not None and line.was.pad != line.wordt.pad:
        text += f' <span class="wmo-opmaak">(was: {_kind(line.was.pad)})</span>'
    return text


def _kind(pad: tuple[str, ...]) -> str:
    if not pad:
        return "alinea"
    kind = "punt in een lijst" if pad[-1] == "ul" else "punt in een genummerde lijst"
    return kind if len(pad) == 1 else f"{kind}, niveau {len(pad)}"


def _with_notes(stukken: tuple[Stuk, ...]) -> Iterator[Stuk | str]:
    """A footnote that took the place of another is shown as one footnote with its own redline."""
    position = 0
    while position < len(stukken):
        stuk = stukken[position]
        after = stukken[position + 1] if position + 1 < len(stukken) else None
        if after and stuk.mark is Mark.WEG and after.mark is Mark.NIEUW and _is_note(stuk) and _is_note(after):
            inner = redline(f"<p>{stuk.tokens[0].tekst}</p>", f"<p>{after.tokens[0].tekst}</p>")
            yield _note(inner.replace("<p>", "").replace("</p>", " "))
            position += 2
            continue
        yield stuk
        position += 1


def _is_note(stuk: Stuk) -> bool:
    return len(stuk.tokens) == 1 and stuk.tokens[0].noot


def _render_piece(stuk: Stuk | str) -> str:
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
    around: tuple[str, ...] = ()
    for token in run:
        shared = _shared(list(around), token.opmaak)
        parts.extend(f"</{tag.split(' ')[0]}>" for tag in reversed(around[shared:]))
        parts.extend(f"<{tag}>" for tag in token.opmaak[shared:])
        around = token.opmaak
        parts.append(note(token.tekst) if token.noot else html_module.escape(token.tekst, quote=False))
    parts.extend(f"</{tag.split(' ')[0]}>" for tag in reversed(around))
    return "".join(parts)
