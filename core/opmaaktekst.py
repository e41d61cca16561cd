"""Rich text as plain text with a few readable signs, for editing without JavaScript. `read(write(x)) == x` for canonical x.

    een alinea, en na een witregel de volgende
    - punt van een lijst          1. punt van een genummerde lijst
      - twee spaties dieper: een lijst in een lijst
    **vet**  //cursief//  __onderstreept__  [tekst](https://adres)  ((voetnoot, op de plek waar zij hoort))

A backslash before a sign takes its meaning away.
"""

from __future__ import annotations

import html as html_module
import re

from core import richtext

_SIGNS = {"strong": "**", "em": "//", "u": "__"}
_TAGS = {sign: tag for tag, sign in _SIGNS.items()}
_ITEM = re.compile(r"^( *)(-|\d+\.) +(.*)$")
_SIGN = re.compile(r"\*\*|//|__|\(\(|\)\)|\[|\]\(|\\")
_SINGLE_START = re.compile(r"^([*/_()\[\]])")
_SINGLE_END = re.compile(r"(?<!\\)((?:\\\\)*)([*/_()\[\]])$")
_PIECE = re.compile(r"<(/?)(\w+)(?: href=\"([^\"]*)\")?>|([^<]+)")
_TOKEN = re.compile(r"\\(.)|(\*\*|//|__|\(\(|\)\)|\]\(|\[)|([^\\*/_()\[\]]+|.)", re.DOTALL)
_OPENERS = {*_TAGS, "((", "["}


def write(source: str) -> str:
    """Canonical rich text as text with signs."""
    lines: list[str] = []
    before: tuple[str, ...] = ()
    numbers: list[int] = []
    for blok in richtext.blocks(source):
        if lines and (not blok.pad or not before or blok.pad[0] != before[0]):
            lines.append("")
        if blok.pad:
            depth = len(blok.pad)
            numbers = [*numbers[:depth], *[0] * (depth - len(numbers))]
            numbers[-1] += 1
            sign = f"{numbers[-1]}." if blok.pad[-1] == "ol" else "-"
            lines.append(f"{'  ' * (depth - 1)}{sign} {_inline(blok.html)}")
        else:
            numbers = []
            text = _inline(blok.html)
            lines.append(f"\\{text}" if _ITEM.match(text) else text)
        before = blok.pad
    return "\n".join(lines)


def _inline(source: str) -> str:
    out: list[str] = []
    links: list[str] = []
    pieces = _PIECE.findall(source)
    for number, (closing, tag, href, text) in enumerate(pieces):
        if text:
            text = _SIGN.sub(_escaped, html_module.unescape(text))
            # Next to a tag a single sign would run into the signs of that tag.
            text = _SINGLE_END.sub(r"\1\\\2", text) if number + 1 < len(pieces) else text
            out.append(_SINGLE_START.sub(r"\\\1", text) if number else text)
        elif tag in _SIGNS:
            out.append(_SIGNS[tag])
        elif tag == "footnote":
            out.append("))" if closing else "((")
        elif tag == "a" and closing:
            out.append(f"]({links.pop() if links else ''})")
        elif tag == "a":
            links.append(html_module.unescape(href).replace(")", "%29"))
            out.append("[")
    return "".join(out)


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"\\{sign}" for sign in match.group(0))


def read(text: str) -> str:
    """Canonical rich text of a text with signs. Anything can be typed: a sign without its partner is a sign."""
    out: list[str] = []
    paragraph: list[str] = []
    stack: list[str] = []  # the lists that are open, each with an open item

    def close(depth: int) -> None:
        while len(stack) > depth:
            out.append(f"</li></{stack.pop()}>")

    def flush() -> None:
        if paragraph:
            out.append(f"<p>{_html(' '.join(paragraph))}</p>")
            paragraph.clear()

    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        item = _ITEM.match(line)
        if item:
            flush()
            depth = min(len(item[1]) // 2 + 1, len(stack) + 1)
            tag = "ul" if item[2] == "-" else "ol"
            close(depth)
            if len(stack) == depth and stack[-1] != tag:
                close(depth - 1)
            if len(stack) == depth:
                out.append("</li><li>")
            else:
                stack.append(tag)
                out.append(f"<{tag}><li>")
            out.append(_html(item[3]))
        elif not line.strip():
            flush()
            close(0)
        elif stack:
            out.append(f" {_html(line.strip())}")
        else:
            paragraph.append(line.strip())
    flush()
    close(0)
    return richtext.clean("".join(out)) if out else ""


def _html(text: str) -> str:
    """Inline signs to tags; only what is opened and closed in the right order becomes a tag."""
    pieces: list[str] = []
    opened: list[tuple[str, int]] = []  # sign, and where in pieces it stands
    position = 0

    def tag(opening: str, closing: str) -> None:
        _, start = opened.pop()
        pieces[start] = opening
        pieces.append(closing)

    while match := _TOKEN.match(text, position):
        position = match.end()
        escaped, sign, plain = match.groups()
        last = opened[-1][0] if opened else ""
        if sign in _TAGS and sign == last:
            tag(f"<{_TAGS[sign]}>", f"</{_TAGS[sign]}>")
        elif sign == "))" and last == "((":
            tag("<footnote>", "</footnote>")
        elif sign == "](" and last == "[" and (end := text.find(")", position)) >= 0:
            tag(f'<a href="{html_module.escape(text[position:end])}">', "</a>")
            position = end + 1
        elif sign in _OPENERS and sign not in [one for one, _ in opened]:
            opened.append((sign, len(pieces)))
            pieces.append(sign)
        else:
            pieces.append(html_module.escape(escaped or sign or plain, quote=False))
    return "".join(pieces)
