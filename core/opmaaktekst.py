"""Rich text as plain text with a few readable signs, for editing without JavaScript and in Excel. `read(write(x)) == x` for canonical x.

    een alinea; elke regel is er een
    - punt van een lijst (ook •)    3. punt van een genummerde lijst    b. punt van een lijst met letters
      - twee spaties dieper: een lijst in een lijst
    | Product | Tarief |            regels van een tabel; met || begint een kopcel
    | BGI | 64,80 |
    **vet**  //cursief//  __onderstreept__  [tekst](https://adres)  ((voetnoot, op de plek waar zij hoort))  m^{2}  CO~{2}

People type these signs for other reasons, too. So a sign opens only where a word can begin and closes where one can end: addresses,
sums, paths and lines to fill in stay what they are. Inside a word it takes braces: on{**der**}deel. A backslash takes the meaning of
the sign after it away; before anything else it is a backslash.
"""

from __future__ import annotations

import html as html_module
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from core import richtext
from core.letters import normal

_SIGNS = {"strong": "**", "em": "//", "u": "__"}
_TAGS = {sign: tag for tag, sign in _SIGNS.items()}
_RAISED = {"^{": "sup", "~{": "sub"}

# --- signs in a line ------------------------------------------------------------------------------------------------------

_PIECE = re.compile(r"<(/?)(\w+)(?: href=\"([^\"]*)\")?>|([^<]+)")
_ADDRESS = r"(?:https?:|mailto:|tel:)[^)\n]{0,2000}"
#: What a link is called holds no bracket, unless with a backslash.
_SIGN = (
    r"\{(?:\*\*|//|__|\(\()(?!\})|(?:\*\*|//|__|\)\))\}|\*\*|//|__|\(\(|\)\)|[\^~]\{(?!(?:\*\*|//|__|\(\()(?!\}))|\}"
    rf"|\]\((?={_ADDRESS}\))|\[(?=(?:\\[\[\]]|[^\[\]\n])*\]\({_ADDRESS}\))"
)
#: A line to fill in, and the bracket that closes before a note does.
_FILL = r"_{3,}(?!\})|\*{3,}(?!\})|/{3,}(?!\})|\)(?=\)\))"
_TOKEN = re.compile(
    rf"(?P<slash>\\+)|(?P<fill>{_FILL})|(?P<sign>{_SIGN})|(?P<plain>[^\\*/_()\[\]{{}}^~]+|.)",
    re.DOTALL,
)
_IS_SIGN = re.compile(_SIGN)
_ESCAPABLE = re.compile(rf"{_SIGN}|[\[\]]")
#: After these, or a space, a word can begin; before these, or a space, one can end.
_BEFORE = "([{\"'“‘„«–—"
_NEXT = re.compile(r"\*\*|//|__|\\")
_AFTER = ".,;:!?)]}([\"'”’»…–—%|"


@dataclass
class _Zin:
    """A line that is being read: pieces of HTML, and the signs that are open with the piece where each stands."""

    text: str
    pieces: list[str] = field(default_factory=list)
    opened: list[tuple[str, int]] = field(default_factory=list)

    def read(self) -> str:
        position = 0
        while match := _TOKEN.match(self.text, position):
            position = match.end()
            slashes, sign = match["slash"], match["sign"]
            if slashes:
                means = _ESCAPABLE.match(self.text, position)
                if means and means[0] in "[]" and not self._is_open("[") and not _IS_SIGN.match(self.text, position):
                    means = None  # a bracket means something in the name of a link only
                self._plain("\\" * (len(slashes) // 2) if means else slashes)
                if means and len(slashes) % 2:  # the last one is for the sign after it
                    literal = means[0] if means[0] == "}" else means[0].removesuffix("}")
                    self._plain(literal)
                    position += len(literal)
            elif sign:
                position = self._sign(sign, match.start(), position)
            else:
                self._plain(match[0])
        return "".join(self.pieces)

    def _plain(self, text: str) -> None:
        if text:
            self.pieces.append(html_module.escape(text, quote=False))

    def _sign(self, sign: str, start: int, end: int) -> int:
        """Open or close; a sign that does neither is text. Returns where reading goes on."""
        bare = sign.strip("{}")
        if sign == "](":
            close = self.text.index(")", end)
            if self._close("[", f'<a href="{html_module.escape(self.text[end:close])}">', "</a>"):
                return close + 1
        elif bare == "))":
            if (sign != bare or not self.text[start - 1].isspace()) and self._close("((", "<footnote>", "</footnote>"):
                return end
        elif sign == "}":
            last = self.opened[-1][0] if self.opened else ""
            if last in _RAISED and self._close(last, f"<{_RAISED[last]}>", f"</{_RAISED[last]}>"):
                return end
        elif bare in _TAGS:
            tag = _TAGS[bare]
            closes = sign.endswith("}") or (sign == bare and self._ends_word(start, end))
            if closes and self._close(bare, f"<{tag}>", f"</{tag}>"):
                return end
            if not sign.endswith("}") and not self._is_open(bare) and (sign != bare or self._begins_word(start, end)):
                return self._open(bare, sign, end)
        elif bare == "((":
            if (sign != bare or not self.text[end : end + 1].isspace()) and not self._is_open(bare):
                return self._open(bare, sign, end)
        elif not self._is_open(sign):
            return self._open(sign, sign, end)
        self._plain(sign[0])
        return start + 1

    def _open(self, name: str, sign: str, end: int) -> int:
        self.opened.append((name, len(self.pieces)))
        self.pieces.append(html_module.escape(sign, quote=False))
        return end

    def _is_open(self, name: str) -> bool:
        return any(one == name for one, _ in self.opened)

    def _close(self, name: str, opening: str, closing: str) -> bool:
        """What was opened inside and not closed stays text."""
        for at in range(len(self.opened) - 1, -1, -1):
            if self.opened[at][0] == name:
                start = self.opened[at][1]
                if start == len(self.pieces) - 1:
                    return False  # nothing between
                del self.opened[at:]
                self.pieces[start] = opening
                self.pieces.append(closing)
                return True
        return False

    def _begins_word(self, start: int, end: int) -> bool:
        return _begins_word(
            self.text, start, end, after_sign=bool(self.opened) and self.opened[-1][1] == len(self.pieces) - 1
        )

    def _ends_word(self, start: int, end: int) -> bool:
        return _ends_word(self.text, start, end)


def _begins_word(text: str, start: int, end: int, *, after_sign: bool = False) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return bool(after and not after.isspace()) and (not before or before.isspace() or before in _BEFORE or after_sign)


def _ends_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    follows = not after or after.isspace() or after in _AFTER or bool(_NEXT.match(text, end))
    return bool(before) and not before.isspace() and follows


def _write_line(source: str) -> str:
    """Inline HTML with signs: as people type them; with ever more backslashes and braces where that would be read otherwise."""
    matches = list(_PIECE.finditer(source))
    for braces in (False, True):
        for care in range(_CARES):
            written = _with_signs(matches, [care] * len(matches), braces=braces)
            if _Zin(written).read() == source:
                return written
    return _piece_by_piece(source, matches)


def _piece_by_piece(source: str, matches: Sequence[re.Match[str]]) -> str:
    """With for every text the care that it needs: what is read first as something else is mended first."""

    def agreed(cares: list[int]) -> int:
        read = _Zin(_with_signs(matches, cares, braces=True)).read()
        pairs = enumerate(zip(read, source, strict=False))
        return next((at for at, (one, other) in pairs if one != other), min(len(read), len(source)))

    cares = [_CARES - 1] * len(matches)
    for _ in range(_MENDINGS):
        so_far = agreed(cares)
        ways = (
            [*cares[:at], care, *cares[at + 1 :]]
            for at in [at for at, match in enumerate(matches) if match[4] and match.start() <= so_far][-2:]
            for care in range(2, _CARES)
        )
        best = max(ways, key=agreed, default=cares)
        if agreed(best) <= so_far:
            break
        cares = best
    return _with_signs(matches, cares, braces=True)


def _with_signs(matches: Sequence[re.Match[str]], cares: Sequence[int], *, braces: bool) -> str:
    """`cares`: how carefully each piece is written. `braces`: a text that is raised or lowered is written with an eye to the brace
    that closes behind it.
    """
    out: list[str] = []
    links: list[str] = []
    raised = 0
    for match, care, follows in zip(matches, cares, [*matches[1:], None], strict=False):
        closing, tag, href, text = match.groups()
        if text:
            text = html_module.unescape(text)
            then = None
            if braces and raised:
                then = "}" if follows and follows[0] in ("</sup>", "</sub>") else ""
            out.append(
                _escaped(text, care, then, before_sign=follows is not None, in_link=bool(links)) if care else text
            )
        elif tag in _SIGNS:
            sign = _SIGNS[tag]
            out.append(sign if care < 2 else f"{sign}}}" if closing else f"{{{sign}")
        elif tag in ("sup", "sub"):
            raised += -1 if closing else 1
            out.append("}" if closing else "^{" if tag == "sup" else "~{")
        elif tag == "footnote":
            braced = "))}" if closing else "{(("
            out.append(braced.strip("{}") if care < 2 else braced)
        elif closing:
            out.append(f"]({links.pop() if links else ''})")
        else:
            links.append(html_module.unescape(href).replace(")", "%29"))
            out.append("[")
    return "".join(out)


#: How carefully a text can be written; and how many texts of a line get a care of their own, when no one care serves them all.
_CARES = 6
_MENDINGS = 20
_MEANS = re.compile(rf"(?P<fill>{_FILL})|(?<!\\)(?P<slash>\\*)(?P<sign>{_SIGN}|[\[\]])")


def _escaped(text: str, care: int, then: str | None, *, before_sign: bool, in_link: bool) -> str:
    """A text in which no sign means anything, beside what stands around it: the first `care` that is read back as it was, is taken.

    1: backslashes; from 2 on tags in braces; 3 and 5: also before a bracket; 4 and 5: also for a backslash before the last sign.
    `then`: what follows, where a brace closes.
    """
    behind = then or ""

    def escape(match: re.Match[str]) -> str:
        sign = match["sign"]
        if match.start() == len(text):
            return match[0]  # what follows
        if match["fill"]:
            return match[0] if care == 1 or match[0] == ")" else re.sub(r"(\*\*|//|__)", r"\\\1", match[0])
        if sign in ("[", "]") and not in_link and not (care in (3, 5) and sign == "[" and before_sign):
            return match[0]
        if then is not None and len(sign) > 1 and match.end() <= len(text):
            sign = sign.replace("}", "\\}")
        return f"{match['slash'] * 2}\\{sign}"

    found = _MEANS.sub(escape, text + behind).removesuffix(behind)
    # A sign that just got its backslash needs no second one.
    escaped = any(match.end() == len(text) and escape(match) != match[0] for match in _MEANS.finditer(text))
    end = r"\\+(?=[*/_()\[\]{}^~]?$)" if care >= 4 and not escaped else r"\\+$"
    return re.sub(end, lambda match: match[0] * 2, found) if before_sign else found


# --- lines ----------------------------------------------------------------------------------------------------------------

_BULLETS = "-•◦▪‣●○■–\uf0b7\uf0a7"
_ITEM = re.compile(rf"^(\s*)([{_BULLETS}]|\d{{1,4}}[.)]|[ivx]{{2,6}}[.)]|[IVX]{{2,6}}[.)]|[a-zA-Z][.)])\s+(.*)$")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass
class Tekstlijst:
    """A list that is being read or written: its opening tag, and the number of its last item."""

    tag: str
    number: int

    @property
    def sign(self) -> str:
        """What stands before the last item, without its dot."""
        kind = self.tag.partition('type="')[2][:1]
        if kind in ("a", "A"):
            found = chr(ord("a") + (self.number - 1) % 26)
        elif kind in ("i", "I"):
            found = _roman(self.number)
        else:
            return str(self.number)
        return found.upper() if kind.isupper() else found

    @property
    def next(self) -> Tekstlijst:
        return Tekstlijst(self.tag, self.number + 1)


def _roman(number: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        found, number = found + letters * (number // value), number % value
    return found


def _lists_of(sign: str) -> Iterator[Tekstlijst]:
    """What an item with this sign can be the first of, the likeliest first."""
    bare = sign.rstrip(".)")
    if bare.isdigit():
        if int(bare) <= richtext.MAX_START:
            yield Tekstlijst("ol", int(bare))
        return
    upper = bare.isupper()
    roman = next((number for number in range(1, 40) if _roman(number) == bare.lower()), 0)
    found = [Tekstlijst(f'ol type="{"I" if upper else "i"}"', roman)] if roman else []
    if len(bare) == 1:
        letter = Tekstlijst(f'ol type="{"A" if upper else "a"}"', ord(bare.lower()) - ord("a") + 1)
        found = [*found, letter] if roman == 1 else [letter, *found]
    yield from found


def list_of(sign: str, follows: str = "") -> Tekstlijst | None:
    """The list that an item with this sign begins; None when it is a text that begins like one ("A. Jansen belt").

    `follows`: the sign of the next item, without its dot, which can say what this one is: i, ii or i, j.
    """
    if sign in _BULLETS:
        return Tekstlijst("ul", 1)
    found = list(_lists_of(sign))
    sure = next((one for one in found if one.next.sign == follows), None)
    initial = len(sign) == 2 and sign[0].isupper() and sign[1] == "."
    return sure or (None if initial or not found else found[0])


def _following(lines: Sequence[str], number: int, indent: int) -> str:
    """The sign of the next item beside the one on the line before this, which stands in so far."""
    for line in islice(lines, number, number + 100):
        item = _ITEM.match(line)
        if item and len(item[1]) == indent:
            return item[2].rstrip(".)")
        if not line.strip() or len(line) - len(line.lstrip()) <= indent:
            break
    return ""


def write(source: str) -> str:
    """Canonical rich text as text with signs."""
    lines: list[str] = []
    stack: list[Tekstlijst] = []
    found = richtext.blocks(source)
    for number, blok in enumerate(found):
        before = found[number - 1] if number else None
        if before and (
            not blok.pad or not before.pad or blok.pad[0] != before.pad[0] or (blok.nieuw and len(blok.pad) == 1)
        ):
            lines.append("")
        depth = len(blok.pad)
        if blok.is_rij:
            lines.append(_write_row(blok))
        elif depth:
            stack = stack[:depth] if not blok.nieuw else [*stack[: depth - 1], Tekstlijst(blok.pad[-1], blok.start - 1)]
            stack[-1] = stack[-1].next
            alone = blok.nieuw and not any(True for _ in _siblings(found, number))
            end = ")" if alone and stack[-1].sign.isupper() else "."
            sign = "-" if blok.pad[-1] == "ul" else f"{stack[-1].sign}{end}"
            lines.append(f"{'  ' * (depth - 1)}{sign} {_write_line(blok.html)}")
        else:
            text = _write_line(blok.html)
            lines.append(f"\\{text}" if _is_special(text.lstrip("\\")) else text)
    return "\n".join(lines)


def _siblings(found: Sequence[richtext.Blok], number: int) -> Iterator[richtext.Blok]:
    """The items after this one in its list."""
    pad = found[number].pad
    for blok in found[number + 1 :]:
        if len(blok.pad) < len(pad) or blok.pad[: len(pad)] != pad or (blok.nieuw and len(blok.pad) == len(pad)):
            return
        if blok.pad == pad:
            yield blok


def _is_special(line: str) -> bool:
    """Whether a line would be read as an item or a row."""
    item = _ITEM.match(line)
    return _is_row(line) or (item is not None and list_of(item[2]) is not None)


def read(text: str) -> str:
    """Canonical rich text of a text with signs. Anything can be typed: a sign without its partner is a sign."""
    return richtext.clean("".join(_html_of(normal(text).split("\n"))))


def _html_of(lines: Sequence[str]) -> Iterator[str]:
    stack: list[Tekstlijst] = []  # the lists that are open, each with an open item
    rows: list[str] = []

    def close(depth: int) -> Iterator[str]:
        while len(stack) > depth:
            yield f"</li></{stack.pop().tag[:2]}>"

    def table() -> Iterator[str]:
        if rows:
            yield f"<table>{''.join(map(_read_row, rows))}</table>"
            rows.clear()

    for number, line in enumerate(lines):
        if _is_row(line, within=bool(rows)):
            yield from close(0)
            rows.append(line)
            continue
        yield from table()
        item = _ITEM.match(line)
        if item:
            depth = min(len(item[1].expandtabs(2)) // 2 + 1, len(stack) + 1)
            open_one = stack[depth - 1] if len(stack) >= depth else None
            if open_one and (
                item[2] in _BULLETS if open_one.tag == "ul" else item[2].rstrip(".)") == open_one.next.sign
            ):
                yield from close(depth)
                open_one.number += 1
                yield f"</li><li>{_Zin(item[3].strip()).read()}"
                continue
            if begun := list_of(item[2], _following(lines, number + 1, len(item[1]))):
                yield from close(depth - 1)
                stack.append(begun)
                start = f' start="{begun.number}"' if begun.tag != "ul" else ""
                yield f"<{begun.tag}{start}><li>{_Zin(item[3].strip()).read()}"
                continue
        if not line.strip():
            yield from close(0)
        elif stack and line[:1].isspace():
            yield f" {_Zin(line.strip()).read()}"
        else:
            yield from close(0)
            yield f"<p>{_Zin(_without_escape(line.strip())).read()}</p>"
    yield from table()
    yield from close(0)


def _without_escape(line: str) -> str:
    bare = line.lstrip("\\")
    return line[1:] if line != bare and _is_special(bare) else line


# --- rows of a table ------------------------------------------------------------------------------------------------------


def _is_row(line: str, *, within: bool = False) -> bool:
    """Two cells or more; one when it says that it is a heading, or stands under another row."""
    line = line.strip()
    barred = len(line) > 2 and line[0] == line[-1] == "|"
    return barred and (within or line.startswith("||") or len(_cells(line)) > 1)


def _cells(line: str) -> list[tuple[str, str]]:
    """Each cell of a row as its tag and its text; `||` begins a heading, `\\|` is a bar in the text."""
    parts = re.split(r"(\|\|?)", line.strip().replace("\\|", "\0"))
    tags = ["th" if bar == "||" else "td" for bar in parts[1:-2:2]]
    return [(tag, text.strip().replace("\0", "|")) for tag, text in zip(tags, parts[2:-1:2], strict=True)]


def _read_row(line: str) -> str:
    if re.fullmatch(r"[\s|:-]+", line) and "---" in line:
        return ""  # what others write between the headings and the rest
    return "<tr>" + "".join(f"<{tag}>{_Zin(text).read()}</{tag}>" for tag, text in _cells(line)) + "</tr>"


def _write_row(blok: richtext.Blok) -> str:
    cells = ((("|" if tag == "td" else "||"), _write_line(inline).replace("|", "\\|")) for tag, inline in blok.cellen)
    return "".join(f"{bar} {text} " for bar, text in cells) + "|"
