"""Rich text: a small HTML subset in one canonical form, and what can be read from it.

The subset is p, ul, ol[start, type], li, table, tr, th[scope], td, strong, em, u, sub, sup, a[href] and footnote. `clean()` is applied
on every write (`core.fields.RichTextField`), so stored text is always canonical:

- top level p, ul, ol and table only; a list item holds inline text and perhaps nested lists; a cell holds inline text;
- `start` only where a list does not begin at 1, `type` only a, A, i or I, in this order;
- every row of a table has as many cells, none merged; the first row is its heading (`th scope="col"`), or the first column is
  (`th scope="row"`), or both; an empty cell is a td;
- a footnote stands inline where it belongs and is numbered by whoever renders it;
- text is in the normal form of `core.letters.normal`: nothing in it that no reader can see.
"""

from __future__ import annotations

import html as html_module
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import nh3
from lxml import html as lxml_html
from lxml.html import HtmlElement

from core.letters import normal

INLINE = {"strong", "em", "u", "sub", "sup", "a", "footnote"}
LISTS = {"ul", "ol"}
LETTERS = ("a", "A", "i", "I")
MAX_START = 999  # "2026. " begins a sentence
#: Deeper than this no text of people goes, and the parser loses what it holds: the tags go, the text stays.
MAX_DEPTH = 100
#: Blocks of other makers, so that the words of two of them never run into one.
BLOCKS = [
    "h1", "h2", "h3", "h4", "h5", "h6", "div", "blockquote", "caption", "dl", "dt", "dd", "pre", "section",
    "article", "header", "footer", "main", "aside", "nav", "address", "figure", "figcaption", "center", "form",
    "fieldset", "details", "summary",
]  # fmt: skip
_SYNONYMS = {"b": "strong", "i": "em", **dict.fromkeys(BLOCKS, "p")}
_ROWS = {"thead", "tbody", "tfoot"}
_CLEANER = nh3.Cleaner(
    tags={"p", *LISTS, "li", "table", *_ROWS, "tr", "th", "td", *INLINE, "br", *_SYNONYMS},
    attributes={
        "a": {"href"},
        "ol": {"start", "type"},
        "li": {"value"},
        "th": {"scope", "colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
    },
    # What was struck is no text; `core.geplakt` reads the rest of what a maker marked so, and tells it.
    clean_content_tags={"script", "style", "del", "s", "strike"},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
_SPACE = re.compile(r"[ \t\r\n]+")
_TEXT = re.compile(r"(<[^>]*>)|([^<]+)")


class Schoon(str):
    """Text that `clean` made: it is not made once more on its way through form, action and field."""

    __slots__ = ()


def clean(source: str) -> str:
    """The canonical form of `source`; everything outside the subset is dropped, its text kept (scripts and styles go whole)."""
    return source if isinstance(source, Schoon) else Schoon(_clean(source))


def _clean(source: str) -> str:
    if not source or not source.strip():
        return ""
    if "<" not in source and "&" not in source:
        return "".join(
            f"<p>{html_module.escape(part, quote=False)}</p>" for part in _paragraphs_of_plain(normal(source))
        )
    root = parse(_CLEANER.clean(source))
    return "".join(_serialise_block(node) for node in _blocks_of(root))


def _paragraphs_of_plain(source: str) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", source):
        if text := _SPACE.sub(" ", part).strip():
            yield text


def _not_too_deep(cleaned: str) -> Iterator[str]:
    """Well-formed HTML without the tags below `MAX_DEPTH`."""
    depth, begin = 0, 0
    for match in _TAG.finditer(cleaned):
        yield cleaned[begin : match.start()]
        begin = match.end()
        closing = bool(match[1])
        depth += 0 if closing or match[2] == "br" else 1
        if depth <= MAX_DEPTH:
            yield match[0]
        depth -= 1 if closing else 0
    yield cleaned[begin:]


def parse(cleaned: str) -> HtmlElement:
    """Well-formed HTML, as the sanitiser gives it, as a tree."""
    return lxml_html.fragment_fromstring("".join(_not_too_deep(cleaned)), create_parent="div")


# --- canonical form ---


@dataclass
class _Inline:
    """A run of inline HTML that is being collected."""

    parts: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The run in its canonical form: each step can make room for another, so until nothing changes."""
        joined, before = "".join(self.parts), None
        while joined != before:
            before = joined
            joined = _TEXT.sub(lambda piece: piece[1] or normal(piece[2]), joined)
            joined = _SPACE.sub(" ", joined).strip()
            joined = re.sub(r"(<(?:strong|em|u|sub|sup)>) ", r" \1", joined)
            joined = re.sub(r" (</(?:strong|em|u|sub|sup)>)", r"\1 ", joined)
            joined = re.sub(r"<footnote> | (?=</footnote>)", lambda match: match[0].strip(), joined)
            joined = re.sub(r"<(strong|em|u|sub|sup|footnote)> ?</\1>", "", joined)
        return joined


@dataclass
class _Block:
    """A paragraph (`inline`), a list (`items`, for ol with its `start` and `type`) or a table (`rows`)."""

    tag: str
    inline: str = ""
    items: list[_Item] = field(default_factory=list)
    start: int = 1
    type: str = ""
    rows: list[list[_Cell]] = field(default_factory=list)

    @property
    def opening(self) -> str:
        return f'{self.tag} type="{self.type}"' if self.type else self.tag

    def flat(self) -> Iterator[str]:
        """The text of everything in it, where there is only room for inline text."""
        if self.inline:
            yield self.inline
        for item in self.items:
            yield from filter(None, [item.inline])
            yield from (part for below in item.lists for part in below.flat())
        for row in self.rows:
            yield from (cell.inline for cell in row if cell.inline)


@dataclass
class _Item:
    inline: str
    lists: list[_Block]


@dataclass
class _Cell:
    """`scope`: "col" or "row" for a heading; "?" for one that does not say of what."""

    blocks: list[_Block]
    scope: str = ""

    @cached_property
    def inline(self) -> str:
        return " ".join(text for block in self.blocks for text in block.flat())

    @property
    def tag(self) -> str:
        return f'th scope="{self.scope}"' if self.scope else "td"


def _blocks_of(root: HtmlElement) -> list[_Block]:
    blocks: list[_Block] = []
    run = _Inline()

    def flush() -> None:
        if text := run.text():
            blocks.append(_Block("p", inline=text))
        run.parts.clear()

    run.parts.append(_escape(root.text))
    for child in root:
        tag = _tag(child)
        if tag in LISTS:
            flush()
            blocks.extend(_list_blocks(child, tag))
        elif tag == "table":
            flush()
            blocks.extend(_table_blocks(child))
        elif tag in {"p", "li"}:
            flush()
            blocks.extend(_blocks_of(child))
        elif tag == "br":
            flush()
        else:
            run.parts.append(_serialise_inline(child))
        run.parts.append(_escape(child.tail))
    flush()
    return blocks


def _list_blocks(element: HtmlElement, tag: str) -> list[_Block]:
    letters = element.get("type", "")
    lists = [
        _Block(tag, start=_number(element.get("start")), type=letters if tag == "ol" and letters in LETTERS else "")
    ]

    def add(inline: str, nested: list[_Block], number: int | None = None) -> None:
        last = lists[-1]
        if not inline and last.items:
            last.items[-1].lists.extend(nested)
        elif inline or nested:
            if tag == "ol" and number is not None and number != last.start + len(last.items):
                # A number that does not follow begins a list of its own.
                lists.append(_Block(tag, start=number, type=last.type))
            lists[-1].items.append(_Item(inline, nested))

    def stray(text: str | None) -> None:
        """Text that stands between the items is an item too: nothing that someone typed is lost."""
        add(_Inline([_escape(text)]).text(), [])

    stray(element.text)
    for child in element:
        parts = _blocks_of(child) if _tag(child) not in LISTS else _list_blocks(child, _tag(child))
        inline = " ".join(text for part in parts if part.tag not in LISTS for text in part.flat())
        value = child.get("value")
        add(inline, [part for part in parts if part.tag in LISTS], _number(value) if value else None)
        stray(child.tail)
    return [one for one in lists if one.items]


def _number(text: str | None) -> int:
    return min(int(text), MAX_START) if text and re.fullmatch(r"[0-9]{1,9}", text) else 1


# --- tables ---


def _table_blocks(element: HtmlElement) -> list[_Block]:
    """The table, after what stood in it outside the cells. One cell is no table: what it holds stands by itself."""
    outside = [block for child in element if _tag(child) == "p" for block in _blocks_of(child)]
    found = [(row, _tag(part) == "thead") for part in element for row in (part if _tag(part) in _ROWS else [part])]
    elements = [(row, head) for row, head in found if row.tag == "tr"]
    rows = [row for row in _grid(elements) if any(cell.inline for cell in row)]
    width = max((len(row) for row in rows), default=0)
    if len(rows) * width <= 1:
        return [*outside, *(block for row in rows for cell in row for block in cell.blocks)]
    for row in rows:
        row.extend(_Cell([]) for _ in range(width - len(row)))
    _set_headings(rows)
    return [*outside, _Block("table", rows=rows)]


MAX_SPAN = 50


def _grid(elements: list[tuple[HtmlElement, bool]]) -> Iterator[list[_Cell]]:
    """The rows with every cell at its column: of a merged cell the first place holds the text, the others are empty."""
    taken: dict[int, int] = {}  # column → how many more rows a cell from above covers it
    for element, head in elements:
        row: list[_Cell] = []

        def skip() -> None:
            while taken.get(len(row), 0):  # noqa: B023 -- called within this turn
                taken[len(row)] -= 1  # noqa: B023
                row.append(_Cell([]))  # noqa: B023

        for cell in element:
            skip()
            scope = cell.get("scope", "")[:3] if cell.tag == "th" else ""
            inside = _blocks_of(cell)
            heading = "col" if head else scope if scope in {"col", "row"} else "?" if cell.tag == "th" else ""
            across, down = (min(max(_number(cell.get(name)), 1), MAX_SPAN) for name in ("colspan", "rowspan"))
            for number in range(across):
                if down > 1:
                    taken[len(row)] = down - 1
                row.append(_Cell([] if number else inside, heading))
        skip()
        yield row


def _set_headings(rows: list[list[_Cell]]) -> None:
    """A heading row, a heading column or both; when nothing says which, the first row is it."""
    first, *others = rows
    above = _all_headings(first, besides="row")
    body = others if above else rows
    beside = len(first) > 1 and _all_headings([row[0] for row in body], besides="col")
    if not above and not beside:
        above = len(rows) > 1
        beside = not above
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            heading = "col" if above and number == 0 else "row" if beside and column == 0 else ""
            cell.scope = heading if cell.inline else ""


def _all_headings(cells: Iterable[_Cell], *, besides: str) -> bool:
    scopes = {cell.scope for cell in cells if cell.inline}
    return bool(scopes) and not scopes & {"", besides}


# --- writing ---


def _tag(element: HtmlElement) -> str:
    tag = str(element.tag)
    return _SYNONYMS.get(tag, tag)


def _escape(text: str | None) -> str:
    return html_module.escape(text or "", quote=False)


def _serialise_inline(element: HtmlElement, *, within: frozenset[str] = frozenset()) -> str:
    tag = _tag(element)
    keep = tag in INLINE and tag not in within and not ("footnote" in within and tag == "footnote")
    inner = _escape(element.text)
    for child in element:
        inner += _serialise_inline(child, within=within | {tag}) + _escape(child.tail)
    if tag == "footnote":
        inner = inner.strip()
    if not keep:
        return inner if tag in INLINE else f" {inner} "
    if tag == "a":
        href = element.get("href")
        return f'<a href="{html_module.escape(href)}">{inner}</a>' if href else inner
    return f"<{tag}>{inner}</{tag}>"


def _serialise_block(block: _Block) -> str:
    if block.tag == "p":
        return f"<p>{block.inline}</p>"
    if block.tag == "table":
        return f"<table>{''.join(f'<tr>{_serialise_row(row)}</tr>' for row in block.rows)}</table>"
    items = "".join(f"<li>{item.inline}{''.join(map(_serialise_block, item.lists))}</li>" for item in block.items)
    start = f' start="{block.start}"' if block.start != 1 and block.tag == "ol" else ""
    letters = f' type="{block.type}"' if block.type else ""
    return f"<{block.tag}{start}{letters}>{items}</{block.tag}>"


def _serialise_row(row: list[_Cell]) -> str:
    return "".join(f"<{cell.tag}>{cell.inline}</{cell.tag[:2]}>" for cell in row)


# --- what is too much ---

#: What a text may hold, so that reading, comparing and printing it stays a matter of a second.
MAX_BLOCKS = 2_000
MAX_COLUMNS = 20
MAX_LEVELS = 6


def too_much(source: str) -> str:
    """What is too much about canonical rich text, in Dutch; empty when it is fine. How long it may be, a field says."""
    found = blocks(source)
    if len(found) > MAX_BLOCKS:
        return f"De tekst heeft {len(found)} alinea's, punten en rijen. Er passen er {MAX_BLOCKS}: verdeel de tekst."
    if any(len(blok.pad) > MAX_LEVELS for blok in found):
        return f"De lijst gaat {max(len(blok.pad) for blok in found)} niveaus diep. Hooguit {MAX_LEVELS} kan: maak haar minder diep."
    wide = max((len(blok.cellen) for blok in found if blok.is_rij), default=0)
    if wide > MAX_COLUMNS:
        return f"De tabel heeft {wide} kolommen. Hooguit {MAX_COLUMNS} past op een pagina: splits de tabel."
    return ""


# --- reading ---


@dataclass(frozen=True)
class Blok:
    """One paragraph, list item or row of a table: the unit of a redline.

    `pad` is what it stands in, outermost first ("ul", "ol", 'ol type="a"', "table"); of a row, `html` is its cells. `start`: where the
    numbers of a list begin, at the first item of one that does not begin at 1. `nieuw`: the first of its list or table.
    """

    pad: tuple[str, ...]
    html: str
    start: int = 1
    nieuw: bool = field(default=False, compare=False)

    @property
    def tekst(self) -> str:
        return plain_text(self.html)

    @property
    def is_rij(self) -> bool:
        return self.pad == ("table",)

    @property
    def cellen(self) -> list[tuple[str, str]]:
        """Of a row: each cell as its tag (`td`, `th scope="col"`) and its inline HTML."""
        return _CELL.findall(self.html)

    @property
    def teksten(self) -> list[str]:
        """The inline HTML that stands here in one piece: of each cell, or of the whole."""
        return [inline for _, inline in self.cellen] if self.is_rij else [self.html]


_CELL = re.compile(r"<(t[dh][^>]*)>(.*?)</t[dh]>", re.DOTALL)


def blocks(source: str) -> list[Blok]:
    """The paragraphs, list items and rows of canonical rich text, in reading order."""
    found: list[Blok] = []

    def walk(block: _Block, pad: tuple[str, ...]) -> None:
        if block.tag == "p":
            found.append(Blok(pad, block.inline))
        below = (*pad, block.opening)
        for number, row in enumerate(block.rows):
            found.append(Blok(below, _serialise_row(row), nieuw=number == 0))
        for number, item in enumerate(block.items):
            found.append(Blok(below, item.inline, block.start if number == 0 else 1, nieuw=number == 0))
            for nested in item.lists:
                walk(nested, below)

    for block in _tree(source):
        walk(block, ())
    return found


@lru_cache(maxsize=2048)
def plain_text(source: str) -> str:
    """Text only, in its normal form: blocks end in a newline, cells stand apart, a footnote stands in brackets where it is."""
    if not source:
        return ""
    if "<" not in source:
        return normal(html_module.unescape(source))
    marked = re.sub(r"<footnote>", " (", source).replace("</footnote>", ")")
    marked = re.sub(r"<sup>(.*?)</sup>", lambda match: raise_digits(match[1]), marked)
    marked = re.sub(r"</t[dh]>(?=<t[dh])", " | ", marked)
    marked = re.sub(r"</(p|li|tr)>|<(ul|ol)[^>]*>", "\n", marked)
    lines = (
        _SPACE.sub(" ", line).strip()
        for line in normal(html_module.unescape(re.sub(r"<[^>]+>", "", marked))).split("\n")
    )
    return "\n".join(line for line in lines if line)


_RAISED = str.maketrans("123", "¹²³")  # the others, no font of ours has


def raise_digits(text: str) -> str:
    """A power as plain text: m², 10^6. 10³ is not 103."""
    if not re.fullmatch(r"[-+]?[0-9]+", text):
        return text
    return text.translate(_RAISED) if set(text) <= set("123") else f"^{text}"


def replace_footnotes(source: str, replacement: Callable[[str], str]) -> str:
    """`source` with each footnote replaced by `replacement(inline HTML of the note)`."""
    return re.sub(r"<footnote>(.*?)</footnote>", lambda match: replacement(match.group(1)), source, flags=re.DOTALL)


def _tree(source: str) -> list[_Block]:
    return _blocks_of(parse(source)) if source else []
