"""Pandoc: between the bytes of a Word or OpenDocument file and our tree. A process of its own, with limits; it reads no other file and
asks nothing of any network (`--sandbox`)."""

from __future__ import annotations

import html as html_module
import json
import re
import resource
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pypandoc
from lxml import html as lxml_html
from lxml.html import HtmlElement

from core import richtext
from core.fouten import BewerkFout
from inlezen.boom import Alinea, Blok, Boom, Gelezen, Kop, Tabel, top_level

SECONDEN = 30
#: Of Pandoc itself; a document of 500 pages needs a third of it.
GEHEUGEN_MB = 400
#: Of what it gives back; Python needs some fifteen times as much to read it.
MAX_UIT = 24_000_000
#: Around words with a mark, and around the cells of a table within a table, in a format of which Pandoc does not tell it.
OPMAAK = {"u": ("\ue000", "\ue001"), "strong": ("\ue006", "\ue007"), "em": ("\ue008", "\ue009")}
BEGIN_TABEL, BEGIN_KOP, BEGIN_CEL, EIND_CEL = "\ue002", "\ue003", "\ue004", "\ue005"
_RIJEN = re.compile(f"<p>{BEGIN_TABEL}.*?{EIND_CEL}</p>(?:<p>[{BEGIN_KOP}{BEGIN_CEL}].*?{EIND_CEL}</p>)*")
_SIGNS = str.maketrans({sign: f"<{'/' * at}{tag}>" for tag, signs in OPMAAK.items() for at, sign in enumerate(signs)})
_CEL = re.compile(f"([{BEGIN_KOP}{BEGIN_CEL}])(.*?){EIND_CEL}")
_API = [1, 23, 1]
_AST = Any


class DocumentFout(BewerkFout):
    """A document that cannot be read; tells what to do."""

    veld = "bestand"


@cache
def _program() -> str:
    """The one in the package: never another that happens to be on the machine."""
    return str(Path(pypandoc.__file__).parent / "files" / "pandoc")


def run(*arguments: str, invoer: bytes = b"", moment: int = 0) -> bytes:
    """Give `invoer` to Pandoc. `moment`: what a file says of when it was made. Raises DocumentFout when it takes too long, too much,
    or fails."""
    command = [_program(), "+RTS", f"-M{GEHEUGEN_MB}m", "-RTS", *arguments]
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        source.write(invoer)
        source.seek(0)
        env = {"SOURCE_DATE_EPOCH": str(moment), "LANG": "C.UTF-8"}
        with subprocess.Popen(command, stdin=source, stdout=target, stderr=subprocess.DEVNULL, env=env) as process:  # noqa: S603
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (SECONDEN, SECONDEN))
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (MAX_UIT, MAX_UIT))
            try:
                status = process.wait(timeout=2 * SECONDEN)
            except subprocess.TimeoutExpired:
                process.kill()
                status = -1
        if status:
            raise DocumentFout(
                "Dit document is te groot of te ingewikkeld om te lezen, of het is beschadigd. Open het in Word, bewaar het opnieuw "
                "als .docx, en splits een heel groot document in delen."
            )
        target.seek(0)
        return target.read()


# --- in ---------------------------------------------------------------------------------------------------------------


def read(inhoud: bytes, formaat: str) -> Gelezen:
    """The tree of a .docx or .odt; tracked changes as if they were accepted, without remarks and pictures."""
    accept = ["--track-changes=accept"] if formaat == "docx" else []
    document = json.loads(run("--sandbox", "--from", formaat, "--to", "json", *accept, invoer=inhoud))
    reader = _Boomlezer(formaat)
    meta = document["meta"]
    boom = Boom(tuple(reader.blocks(document["blocks"])), reader.meta(meta, "title"), reader.meta(meta, "subtitle"))
    return Gelezen(boom, afbeeldingen=reader.left_out["Image"], doorgehaald=reader.left_out["Strikeout"])


_MARKS = {"Strong": "strong", "Emph": "em", "Underline": "u", "Superscript": "sup", "Subscript": "sub"}
_SCHEMES = ("http://", "https://", "mailto:", "tel:")


class _Boomlezer:
    """Pandoc's tree as ours. `left_out` counts what is no text."""

    def __init__(self, formaat: str) -> None:
        self.left_out: Counter[str] = Counter()
        self.formaat = formaat
        self.numbered = [(1, "")]  # how the lists around what is being read are numbered

    def meta(self, meta: dict[str, _AST], name: str) -> str:
        value = meta.get(name) or {"t": "MetaString", "c": ""}
        if value["t"] == "MetaString":
            return str(value["c"])
        text = self.inlines(value["c"]) if value["t"] == "MetaInlines" else self.html(value["c"])
        return richtext.plain_text(richtext.clean(text)).strip()

    def blocks(self, blocks: Sequence[_AST]) -> Iterator[Blok]:
        for block in _whole_lists(blocks):
            match block["t"]:
                case "Header":
                    level, _, inlines = block["c"]
                    if html := richtext.clean(self.inlines(inlines)):
                        yield Kop(level, html.removeprefix("<p>").removesuffix("</p>"))
                case "Table":
                    yield self.table(block["c"])
                case "Div" | "Figure":
                    yield from self.blocks(block["c"][-1])
                case "BlockQuote":
                    yield from self.blocks(block["c"])
                case _:
                    yield from (Alinea(one) for one in top_level(richtext.clean(self.html([block]))))

    def table(self, content: _AST) -> Tabel:
        _, _, _, head, bodies, foot = content
        kop = [self.row(row) for row in head[1]]
        rijen = [self.row(row) for _, _, above, rows in bodies for row in (*above, *rows)]
        rijen += [self.row(row) for row in foot[1]]
        first, *more = kop or [()]
        return Tabel(first, (*more, *rijen))

    def row(self, row: _AST) -> tuple[str, ...]:
        return tuple(richtext.clean(self.html(blocks)) for _, _, _, _, blocks in row[1])

    def html(self, blocks: Sequence[_AST]) -> str:
        return _RIJEN.sub(_told_rows, "".join(self.block(one) for one in _whole_lists(blocks)))

    def block(self, block: _AST) -> str:
        content = block.get("c")
        match block["t"]:
            case "Para" | "Plain":
                return f"<p>{self.inlines(content)}</p>"
            case "Header":
                return f"<p>{self.inlines(content[2])}</p>"
            case "BulletList":
                return self.list("<ul>", "</ul>", content)
            case "OrderedList":
                (start, style, _), items = content
                kind = {"LowerAlpha": "a", "UpperAlpha": "A", "LowerRoman": "i", "UpperRoman": "I"}.get(style["t"], "")
                # Of an .odt, a list is told to be numbered as the one around it.
                told, around = (start, kind), self.numbered[-1]
                if self.formaat == "odt" and told == around:
                    start, kind = 1, ""
                self.numbered.append(told)
                attributes = (f' start="{start}"' if start != 1 else "") + (f' type="{kind}"' if kind else "")
                found = self.list(f"<ol{attributes}>", "</ol>", items)
                self.numbered.pop()
                return found
            case "LineBlock":
                return "".join(f"<p>{self.inlines(line)}</p>" for line in content)
            case "DefinitionList":
                return "".join(
                    f"<p><strong>{self.inlines(term)}</strong></p>{''.join(map(self.html, texts))}"
                    for term, texts in content
                )
            case "BlockQuote":
                return self.html(content)
            case "Div" | "Figure":
                return self.html(content[-1])
            case "CodeBlock":
                return f"<p>{html_module.escape(content[1])}</p>"
            case "Table":
                table = self.table(content)
                head = "".join(f'<th scope="col">{cel}</th>' for cel in table.kop)
                rows = "".join(f"<tr>{''.join(f'<td>{cel}</td>' for cel in rij)}</tr>" for rij in table.rijen)
                return f"<table>{f'<tr>{head}</tr>' if head else ''}{rows}</table>"
        return ""

    def list(self, begin: str, end: str, items: Sequence[_AST]) -> str:
        return f"{begin}{''.join(f'<li>{self.html(item)}</li>' for item in items)}{end}"

    def inlines(self, inlines: Sequence[_AST]) -> str:
        return "".join(self.inline(one) for one in inlines)

    def inline(self, inline: _AST) -> str:
        content = inline.get("c")
        match inline["t"]:
            case "Str":
                return html_module.escape(content, quote=False).translate(_SIGNS)
            case "Space" | "SoftBreak":
                return " "
            case "LineBreak":
                return "<br>"
            case "Strong" | "Emph" | "Underline" | "Superscript" | "Subscript" as kind:
                return f"<{_MARKS[kind]}>{self.inlines(content)}</{_MARKS[kind]}>"
            case "Link":
                target = content[2][0]
                text = self.inlines(content[1])
                return f'<a href="{html_module.escape(target)}">{text}</a>' if target.startswith(_SCHEMES) else text
            case "Note":
                parts = (
                    self.inlines(one["c"]) if one["t"] in ("Para", "Plain") else self.block(one) for one in content
                )
                return f"<footnote>{' '.join(parts)}</footnote>"
            case "Quoted":
                sign = "'" if content[0]["t"] == "SingleQuote" else '"'
                return f"{sign}{self.inlines(content[1])}{sign}"
            case "SmallCaps":
                return self.inlines(content)
            case "Span" | "Cite":
                return self.inlines(content[1])
            case "Code" | "Math":
                return html_module.escape(content[1], quote=False)
            case "Image" | "Strikeout" as kind:
                self.left_out[kind] += 1
        return ""


def _whole_lists(blocks: Sequence[_AST]) -> Iterator[_AST]:
    """LibreOffice makes lists of one item each of a list, or of its first items: what goes on with such a list is one list with it."""
    last: _AST = None
    loose = False  # whether `last` was until now of one item each
    for block in blocks:
        size = len(_items(block))
        if last is not None and last["t"] == block["t"] and size and (loose or size == 1) and _goes_on(last, block):
            items = [*_items(last), *_items(block)]
            last = {"t": last["t"], "c": [last["c"][0], items] if last["t"] == "OrderedList" else items}
            loose = loose and size == 1
            continue
        if last is not None:
            yield last
        last, loose = block, size == 1
    if last is not None:
        yield last


def _items(block: _AST) -> list[_AST]:
    items: list[_AST] = (
        block["c"][1] if block["t"] == "OrderedList" else block["c"] if block["t"] == "BulletList" else []
    )
    return items


def _goes_on(last: _AST, block: _AST) -> bool:
    """Whether the numbers of two lists do not tell that they are two."""
    if block["t"] == "BulletList":
        return True
    (begin, kind, _), (start, style, _) = last["c"][0], block["c"][0]
    return bool(kind == style and (start == begin + len(_items(last)) or start == begin == 1))


def _told_rows(match: re.Match[str]) -> str:
    """Rows that stand as paragraphs, as a table again."""
    rows = []
    for row in match[0].removesuffix("</p>").split("</p>"):
        cells = _CEL.findall(row)
        rows.append(
            "".join(f'<th scope="col">{cel}</th>' if sign == BEGIN_KOP else f"<td>{cel}</td>" for sign, cel in cells)
        )
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


# --- out --------------------------------------------------------------------------------------------------------------


def write(boom: Boom, formaat: str, *arguments: str, moment: int = 0) -> bytes:
    """The tree as a .docx or .odt."""
    order = ["--sandbox", "--from", "json", "--to", formaat, "--output", "-", *arguments]
    return run(*order, invoer=_document(boom), moment=moment)


def _document(boom: Boom) -> bytes:
    meta = {"title": boom.titel, "subtitle": boom.ondertitel, "lang": "nl-NL", **boom.eigenschappen}
    return json.dumps(
        {
            "pandoc-api-version": _API,
            "meta": {name: {"t": "MetaString", "c": value} for name, value in meta.items() if value},
            "blocks": [_of_blok(blok) for blok in boom.blokken],
        }
    ).encode()


_NOTHING = ["", [], []]


def _of_blok(blok: Blok) -> _AST:
    match blok:
        case Kop():
            return {"t": "Header", "c": [blok.niveau, _NOTHING, _inlines(_parse(blok.html))]}
        case Alinea():
            (one,) = _blocks(_parse(blok.html))
            return one
        case Tabel():
            return _table(blok.kop, blok.rijen)


def _table(kop: Sequence[str], rijen: Sequence[Sequence[str]]) -> _AST:
    """Two columns stand as 28 to 72; more of them beside each other as wide."""
    size = len(kop or rijen[0])
    widths = [0.28, 0.72] if size == 2 else [1 / size] * size
    columns = [[{"t": "AlignLeft"}, {"t": "ColWidth", "c": width}] for width in widths]
    head = [_NOTHING, [_row(kop)] if kop else []]
    body = [_NOTHING, 1 if size == 2 else 0, [], [_row(rij) for rij in rijen]]
    return {"t": "Table", "c": [_NOTHING, [None, []], columns, head, [body], [_NOTHING, []]]}


def _row(rij: Sequence[str]) -> _AST:
    return [_NOTHING, [[_NOTHING, {"t": "AlignDefault"}, 1, 1, _blocks(_parse(cel))] for cel in rij]]


def _parse(html: str) -> HtmlElement:
    return lxml_html.fragment_fromstring(html, create_parent="div")


def _blocks(root: HtmlElement) -> list[_AST]:
    return [_block(child) for child in root]


def _block(element: HtmlElement) -> _AST:
    match element.tag:
        case "ul":
            return {"t": "BulletList", "c": [_item(item) for item in element]}
        case "ol":
            kind = {"a": "LowerAlpha", "A": "UpperAlpha", "i": "LowerRoman", "I": "UpperRoman"}.get(
                element.get("type", ""), "Decimal"
            )
            start = int(element.get("start", "1"))
            return {"t": "OrderedList", "c": [[start, {"t": kind}, {"t": "Period"}], [_item(item) for item in element]]}
        case "table":
            rows = [[_inner(cel) for cel in row] for row in element.iter("tr")]
            has_head = any(cel.tag == "th" and cel.get("scope") != "row" for cel in next(element.iter("tr")))
            return _table(rows[0], rows[1:]) if has_head else _table((), rows)
    return {"t": "Para", "c": _inlines(element)}


def _inner(cel: HtmlElement) -> str:
    inner = html_module.escape(cel.text or "", quote=False)
    inner += "".join(lxml_html.tostring(child, encoding="unicode") for child in cel)
    return inner if inner.startswith(("<p", "<ul", "<ol")) or not inner else f"<p>{inner}</p>"


def _item(item: HtmlElement) -> list[_AST]:
    lists = [child for child in item if child.tag in ("ul", "ol", "table")]
    return [{"t": "Plain", "c": _inlines(item)}, *(_block(one) for one in lists)]


def _inlines(element: HtmlElement) -> list[_AST]:
    found = list(_text(element.text))
    for child in element:
        if child.tag not in ("ul", "ol", "table"):
            found.append(_inline(child))
        found += _text(child.tail)
    return found


_KINDS = {tag: kind for kind, tag in _MARKS.items()}


def _inline(element: HtmlElement) -> _AST:
    inner = _inlines(element)
    if element.tag == "a":
        return {"t": "Link", "c": [_NOTHING, inner, [element.get("href", ""), ""]]}
    if element.tag == "footnote":
        return {"t": "Note", "c": [{"t": "Para", "c": inner}]}
    return {"t": _KINDS[str(element.tag)], "c": inner}


def _text(text: str | None) -> Iterator[_AST]:
    for position, word in enumerate((text or "").split(" ")):
        if position:
            yield {"t": "Space"}
        if word:
            yield {"t": "Str", "c": word}
