"""A document that is only text: lines, with tabs between the cells of a table and here and there a tag in a cell; footnotes at the foot
of each page, tables broken off by pages. What a document looks like once somebody took the text out of a PDF."""

from __future__ import annotations

import html as html_module
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from core import richtext
from inlezen.boom import Alinea, Blok, Boom, Gelezen, Kop, Tabel, top_level
from inlezen.pandoc import DocumentFout

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MARK = re.compile("[⁰¹²³⁴-⁹]+")
_NOTE = re.compile("^([⁰¹²³⁴-⁹]+) *(.+)$")
_CONTENTS = re.compile(r"^(.+?)\t\d{1,3}$")
_RULE = re.compile(r"^[-–=_]+(\t[-–=_]+)+$")
_BULLET = re.compile(r"^ *[-•–] +")
#: What has no place in a heading: it ends as a sentence or a list does.
_SENTENCE = re.compile(r"[.,:;!?]$")
MAX_HEADING = 12


def read(inhoud: bytes) -> Gelezen:
    """Raises DocumentFout for what is no text."""
    text = _decoded(inhoud)
    text, notes = _notes_taken_out(text.replace("\r\n", "\n").replace("\r", "\n"))
    text, meldingen = _with_notes(text, notes)
    return Gelezen(Boom(tuple(_Regels(text).blokken())), meldingen=tuple(meldingen))


def _decoded(inhoud: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = inhoud.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DocumentFout(
        "Dit is geen tekstbestand. Kies een document dat met Word (.docx) of LibreOffice (.odt) is bewaard."
    )


# --- footnotes --------------------------------------------------------------------------------------------------------


def _notes_taken_out(text: str) -> tuple[str, dict[int, str]]:
    """A paragraph that begins with a number in superscript is the footnote of that number."""
    notes: dict[int, str] = {}
    kept = []
    for part in re.split(r"\n[ \t]*\n", text):
        match = _NOTE.match(part.replace("\n", " ").strip())
        if match:
            notes.setdefault(int(match[1].translate(_SUPERSCRIPT)), match[2].strip())
        else:
            kept.append(part)
    return "\n\n".join(kept), notes


def _with_notes(text: str, notes: dict[int, str]) -> tuple[str, list[str]]:
    """Each footnote where its number stands for the first time, in the order of the numbers; any other number stays, and is told."""
    last = 0
    meldingen: list[str] = []

    def put(match: re.Match[str]) -> str:
        nonlocal last
        number = int(match[0].translate(_SUPERSCRIPT))
        if number == last + 1 and number in notes:
            last = number
            return f"<footnote>{html_module.escape(notes[number], quote=False)}</footnote>"
        if number in notes and number <= last:
            before = re.sub(r"<[^>]*>", "", match.string[max(0, match.start() - 40) : match.start()]).split()[-3:]
            meldingen.append(
                f"Voetnoot {number} staat ook bij “{' '.join(before)}”, maar hoort bij een eerdere plek. Kies zelf welke noot daar hoort."
            )
        return match[0]

    text = _MARK.sub(put, text)
    meldingen += [
        f"Voetnoot {number} wordt nergens genoemd: {notes[number]}" for number in sorted(notes) if number > last
    ]
    return text, meldingen


# --- lines ------------------------------------------------------------------------------------------------------------


class _Regels:
    """Paragraphs and tables, one after the other."""

    def __init__(self, text: str) -> None:
        self.parts = [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
        self.contents = {
            match[1].strip() for part in self.parts for line in part.split("\n") if (match := _CONTENTS.match(line))
        }

    def blokken(self) -> Iterator[Blok]:
        table: list[list[str]] = []
        for number, part in enumerate(self.parts):
            lines = part.split("\n")
            entries = [match[1] for line in lines if (match := _CONTENTS.match(line))]
            if "\t" in part and len(entries) < len(lines):
                yield from self._rows(table, lines)
                continue
            yield from self._end(table)
            if entries:
                yield from (Alinea(f"<p>{_escaped(line)}</p>") for line in lines)
            elif self._is_heading(lines, number):
                yield Kop(
                    1 if lines[0].strip() in self.contents or lines[0].lower().startswith("inhoud") else 2,
                    _inline(lines[0]),
                )
            else:
                yield from self._text(lines)
        yield from self._end(table)

    def _rows(self, table: list[list[str]], lines: Sequence[str]) -> Iterator[Blok]:
        """A row that begins with a tab goes on with the last cell, which a page broke off."""
        for line in lines:
            if _RULE.match(line):
                continue
            cells = line.split("\t")
            if cells[0].strip() or not table:
                if table and len(cells) != len(table[-1]):
                    yield from self._end(table)
                table.append(cells)
            else:
                table[-1][1:] = [f"{old} {new}".strip() for old, new in zip(table[-1][1:], cells[1:], strict=False)]
        # Another page may go on with it: only what follows ends the table.

    def _end(self, table: list[list[str]]) -> Iterator[Blok]:
        if table:
            yield Tabel((), tuple(tuple(Celtekst(cell).html() for cell in row) for row in table))
            table.clear()

    def _is_heading(self, lines: Sequence[str], number: int) -> bool:
        """A line by itself, short, no sentence; and text follows."""
        line = lines[0].strip()
        if len(lines) > 1 or _BULLET.match(line):
            return False
        if line in self.contents or line.lower() in ("inhoud", "inhoudsopgave"):
            return True
        follows = number + 1 < len(self.parts) and "\t" not in self.parts[number + 1].split("\n")[0]
        return follows and not _SENTENCE.search(line) and len(line.split()) <= MAX_HEADING and number > self._title

    @property
    def _title(self) -> int:
        """The last part before the contents: what stands on a cover is no heading."""
        return next((number for number, part in enumerate(self.parts) if _CONTENTS.match(part.split("\n")[0])), -1)

    def _text(self, lines: Sequence[str]) -> Iterator[Blok]:
        run: list[str] = []
        items: list[str] = []
        for line in [*lines, ""]:
            if (match := _BULLET.match(line)) and not run:
                items.append(line[match.end() :])
            elif items and line.startswith("  ") and line.strip():
                items[-1] += f" {line.strip()}"
            elif line.strip() and not items:
                if _BULLET.match(line):
                    yield from _alineas(" ".join(run), [])
                    run, items = [], [_BULLET.sub("", line)]
                else:
                    run.append(line.strip())
            else:
                yield from _alineas(" ".join(run), items)
                run, items = [line.strip()] if line.strip() else [], []
        yield from _alineas(" ".join(run), items)


def _alineas(text: str, items: Sequence[str]) -> Iterator[Blok]:
    html = f"<p>{_tags(text)}</p>" if text else ""
    html += f"<ul>{''.join(f'<li>{_tags(item)}</li>' for item in items)}</ul>" if items else ""
    yield from (Alinea(one) for one in top_level(richtext.clean(html)))


def _escaped(text: str) -> str:
    return html_module.escape(text.replace("\t", " "), quote=False)


def _inline(text: str) -> str:
    return richtext.clean(f"<p>{_tags(text.strip())}</p>").removeprefix("<p>").removesuffix("</p>")


_KNOWN = re.compile(r"</?(?:u|i|b|em|strong|sup|sub|footnote|p|ul|ol|li)\b[^<>]*>")


def _tags(text: str) -> str:
    """What is no tag that we know, is text: "< 18 jaar"."""
    found, at = "", 0
    for match in _KNOWN.finditer(text):
        found += (
            re.sub(r"&(?!\w+;)", "&amp;", text[at : match.start()]).replace("<", "&lt;").replace(">", "&gt;") + match[0]
        )
        at = match.end()
    return found + re.sub(r"&(?!\w+;)", "&amp;", text[at:]).replace("<", "&lt;").replace(">", "&gt;")


# --- cells ------------------------------------------------------------------------------------------------------------

_PIECE = re.compile(
    r"(?P<tag></?(?:p|ul|ol|li)\b[^<>]*>)|(?P<bullet>[•◦▪])|(?P<number>(?:(?<=^)|(?<=[\s>]))(?P<open>(?:<[uib]>)?)(?P<n>\d{1,2})(?P<sign>[.)])\s)"
    r"|(?P<dash>(?:(?<=^)|(?<=[\s>]))[-–] )"
)


@dataclass
class _Lijst:
    sign: str
    items: list[_Punt] = field(default_factory=list)


@dataclass
class _Punt:
    text: str = ""
    onder: list[_Lijst] = field(default_factory=list)


@dataclass
class Celtekst:
    """A cell on one line, in which the signs of lists are left but not their ends: "• one • two", "1. one 2. two"."""

    source: str
    blocks: list[_Lijst | str] = field(default_factory=list)
    open: list[_Lijst] = field(default_factory=list)
    in_list: bool = False
    #: A paragraph began: unless the next number of a list follows, all lists are over.
    ends: bool = False

    def html(self) -> str:
        source, at = _tags(self.source.strip()), 0
        for match in _PIECE.finditer(source):
            before = source[at : match.start()]
            taken = self._take(match, before, source)
            if taken is not None:
                at = taken
        self._add(source[at:])
        return richtext.clean("".join(one if isinstance(one, str) else _list_html(one) for one in self._merged()))

    def _take(self, match: re.Match[str], before: str, source: str) -> int | None:
        """Where the text goes on, when this is a sign and not a part of the text."""
        if match["tag"]:
            self._add(before)
            self.in_list = match["tag"].startswith(("<ul", "<ol"))
            self.ends = self.ends or match["tag"].startswith("<p")
            return match.end()
        if match["bullet"]:
            self._add(before)
            self._item(match["bullet"])
            return match.end()
        if match["dash"]:
            first = not before.strip() or before.rstrip().endswith((";", "."))
            if not self.in_list or not first or (before.strip() and (not self.open or self.open[-1].sign != "-")):
                return None
            self._add(before)
            self._item("-")
            return match.end()
        sign, number = match["sign"], int(match["n"])
        known = next((one for one in reversed(self.open) if one.sign == sign), None) or self._last(sign)
        follows = known is not None and number == len(known.items) + 1
        begins = number == 1 and not before.strip()
        if not follows and not begins:
            return None
        self._add(before)
        self.ends = False
        if follows and known is not None and known not in self.open:
            self.open = [known]
        self._item(sign, fresh=not follows)
        self._add(match["open"])
        return match.end()

    def _last(self, sign: str) -> _Lijst | None:
        """The list that was just before: a page may stand between its items."""
        last = self.blocks[-1] if self.blocks else None
        return last if isinstance(last, _Lijst) and last.sign == sign else None

    def _item(self, sign: str, *, fresh: bool = False) -> None:
        if self.ends:
            self.open, self.ends = [], False
        signs = [one.sign for one in self.open]
        if sign in signs and not fresh:
            del self.open[signs.index(sign) + 1 :]
        else:
            new = _Lijst(sign)
            if self.open:
                self.open[-1].items[-1].onder.append(new)
            else:
                self.blocks.append(new)
            self.open.append(new)
        self.open[-1].items.append(_Punt())

    def _add(self, text: str) -> None:
        if not text.strip():
            return
        if self.ends:
            self.open = []
        if not self.open:
            self.blocks.append(f"<p>{text}</p>")
            self.ends = True
        else:
            self.open[-1].items[-1].text += text

    def _merged(self) -> list[_Lijst | str]:
        """A list that goes on behind a page is one list."""
        found: list[_Lijst | str] = []
        for one in self.blocks:
            last = found[-1] if found else None
            if isinstance(one, _Lijst) and isinstance(last, _Lijst) and one.sign == last.sign and one.sign in "•-":
                found[-1] = replace(last, items=[*last.items, *one.items])
            else:
                found.append(one)
        return found


def _list_html(lijst: _Lijst) -> str:
    tag = "ul" if lijst.sign in "•◦▪-" else "ol"
    items = "".join(f"<li>{punt.text}{''.join(map(_list_html, punt.onder))}</li>" for punt in lijst.items)
    return f"<{tag}>{items}</{tag}>"
