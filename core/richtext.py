"""Rich text: a small HTML subset in one canonical form, and what can be read from it.

The subset is p, ul, ol, li, strong, em, u, a[href] and footnote. `clean()` is applied on every write
(`core.fields.RichTextField`), so stored text is always canonical: top level p, ul and ol only; a list item holds inline text and
perhaps nested lists; a footnote stands inline where it belongs and is numbered by whoever renders it.
"""

from __future__ import annotations

import html as html_module
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import nh3
from lxml import html as lxml_html
from lxml.html import HtmlElement

INLINE = {"strong", "em", "u", "a", "footnote"}
LISTS = {"ul", "ol"}
_SYNONYMS = {
    "b": "strong",
    "i": "em",
    "h1": "p",
    "h2": "p",
    "h3": "p",
    "h4": "p",
    "h5": "p",
    "h6": "p",
    "div": "p",
    "blockquote": "p",
}
_CLEANER = nh3.Cleaner(
    tags={"p", "ul", "ol", "li", "strong", "em", "u", "a", "footnote", "br", *_SYNONYMS},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
# Hyphens that Word makes and that no font of ours has.
_PLAIN = {0x2010: "-", 0x2011: "-"}
_SPACE = re.compile(r"[ \t\r\n\f\u200b\ufeff]+")


class Schoon(str):
    """Text that `clean` made: it is not made once more on its way through form, action and field."""

    __slots__ = ()


def clean(source: str) -> str:
    """The canonical form of `source`; everything outside the subset is dropped, its text kept (scripts and styles go whole)."""
    return source if isinstance(source, Schoon) else Schoon(_clean(source))


def _clean(source: str) -> str:
    if not source or not source.strip():
        return ""
    source = source.translate(_PLAIN)
    if "<" not in source and "&" not in source:
        return "".join(f"<p>{html_module.escape(part, quote=False)}</p>" for part in _paragraphs_of_plain(source))
    root = _parse(_CLEANER.clean(source))
    return "".join(_serialise_block(node) for node in _blocks_of(root))


def _paragraphs_of_plain(source: str) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", source):
        if text := _SPACE.sub(" ", part).strip():
            yield text


def _parse(cleaned: str) -> HtmlElement:
    return lxml_html.fragment_fromstring(cleaned, create_parent="div")


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
            joined = _SPACE.sub(" ", joined).strip()
            joined = re.sub(r"(<(?:strong|em|u)>) ", r" \1", joined)
            joined = re.sub(r" (</(?:strong|em|u)>)", r"\1 ", joined)
            joined = re.sub(r"<footnote> | (?=</footnote>)", lambda match: match[0].strip(), joined)
            joined = re.sub(r"<(strong|em|u|footnote)> ?</\1>", "", joined)
        return joined


@dataclass
class _Block:
    tag: str
    inline: str = ""
    items: list[_Item] = field(default_factory=list)


@dataclass
class _Item:
    inline: str
    lists: list[_Block]


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
    items: list[_Item] = []

    def add(inline: str, nested: list[_Block]) -> None:
        if not inline and items:
            items[-1].lists.extend(nested)
        elif inline or nested:
            items.append(_Item(inline, nested))

    def stray(text: str | None) -> None:
        """Text that stands between the items is an item too: nothing that someone typed is lost."""
        add(_Inline([_escape(text)]).text(), [])

    stray(element.text)
    for child in element:
        parts = _blocks_of(child) if _tag(child) not in LISTS else _list_blocks(child, _tag(child))
        add(" ".join(part.inline for part in parts if part.tag == "p"), [part for part in parts if part.tag in LISTS])
        stray(child.tail)
    return [_Block(tag, items=items)] if items else []


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
    items = "".join(f"<li>{item.inline}{''.join(map(_serialise_block, item.lists))}</li>" for item in block.items)
    return f"<{block.tag}>{items}</{block.tag}>"


# --- reading ---


@dataclass(frozen=True)
class Blok:
    """One paragraph or list item: the unit of a redline. `pad` is the lists it stands in, outermost first ("ul", "ol", …)."""

    pad: tuple[str, ...]
    html: str

    @property
    def tekst(self) -> str:
        return plain_text(self.html)


def blocks(source: str) -> list[Blok]:
    """The paragraphs and list items of canonical rich text, in reading order."""
    found: list[Blok] = []

    def walk(block: _Block, pad: tuple[str, ...]) -> None:
        if block.tag == "p":
            found.append(Blok(pad, block.inline))
        for item in block.items:
            found.append(Blok((*pad, block.tag), item.inline))
            for nested in item.lists:
                walk(nested, (*pad, block.tag))

    for block in _tree(source):
        walk(block, ())
    return found


@lru_cache(maxsize=2048)
def plain_text(source: str) -> str:
    """Text only: blocks end in a newline, a footnote stands between brackets where it is."""
    if not source:
        return ""
    if "<" not in source:
        return html_module.unescape(source)
    marked = re.sub(r"<footnote>", " (", source).replace("</footnote>", ")")
    marked = re.sub(r"</(p|li)>|<(ul|ol)>", "\n", marked)
    lines = (_SPACE.sub(" ", line).strip() for line in html_module.unescape(re.sub(r"<[^>]+>", "", marked)).split("\n"))
    return "\n".join(line for line in lines if line)


def replace_footnotes(source: str, replacement: Callable[[str], str]) -> str:
    """`source` with each footnote replaced by `replacement(inline HTML of the note)`."""
    return re.sub(r"<footnote>(.*?)</footnote>", lambda match: replacement(match.group(1)), source, flags=re.DOTALL)


def _tree(source: str) -> list[_Block]:
    return _blocks_of(_parse(source)) if source else []
