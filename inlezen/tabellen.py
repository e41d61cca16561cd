"""What stands in a table of a document, and text of a document line by line: pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import html as lxml_html

from core import richtext
from inlezen import documentvorm
from inlezen.boom import Alinea, Blok, Kop, Tabel, top_level
from inlezen.vergelijkvorm import same
from inlezen.woorden import MET_TABEL, plat

#: What stands before the name of a part.
NAAM = re.compile(
    r"^(?:naam(?: (?:van )?(?:het )?(?:product|perceel|segment))?|product|perceel|productnaam|perceelnaam)$"
)
#: So many headings of our own make a table the description of a part.
MIN_RUBRIEKEN = 2


def rows_of(tabel: Tabel) -> Iterator[tuple[str, str, str]]:
    """Of each row its heading, the plain text of the rest, and that as rich text. One wide cell above two columns is a name."""
    rijen = [rij for rij in tabel.alle_rijen if any(rij)]
    for number, rij in enumerate(rijen):
        first, rest = rij[0], "".join(rij[1:])
        if number == 0 and first and not rest and len(rijen) > 1 and len(rijen[1]) > len(rij) - (len(rij) > 1):
            yield "Naam", richtext.plain_text(first).replace("\n", " ").strip(), first
            continue
        label = richtext.plain_text(first).replace("\n", " ").strip()
        yield label, richtext.plain_text(rest).replace("\n", " ").strip(), rest


def has_rubrieken(tabel: Tabel, match: Any) -> bool:
    """Whether this table describes a part: most of its headings are rubrieken."""
    if max((len(rij) for rij in tabel.alle_rijen), default=0) < 2:
        return False
    labels = [label for label, _, _ in rows_of(tabel) if label and not NAAM.match(plat(label))]
    named = any(NAAM.match(plat(richtext.plain_text(rij[0]))) for rij in tabel.alle_rijen if rij)
    best = max(sum(1 for label in labels if match(soort, label)) for soort in MET_TABEL)
    if named:
        return best > 0 or not labels
    return best >= MIN_RUBRIEKEN and 2 * best >= len(labels)


def is_generated(blok: Blok) -> bool:
    """Whether the portal makes this table itself."""
    if not isinstance(blok, Tabel):
        return False
    koppen = tuple(richtext.plain_text(cel).strip() for cel in blok.alle_rijen[0]) if blok.alle_rijen else ()
    tarieven = koppen[-len(documentvorm.TARIEFKOPPEN) :] == documentvorm.TARIEFKOPPEN
    return koppen in (documentvorm.FEITEN, documentvorm.WIJZIGINGEN) or tarieven or explained(blok) != ""


def explained(tabel: Tabel) -> str:
    """What the axis is called of which this table explains the values, when the portal made it."""
    koppen = [richtext.plain_text(cel).strip() for cel in tabel.alle_rijen[0]] if tabel.alle_rijen else []
    return koppen[0] if koppen[1:] == [documentvorm.UITLEG] else ""


def html_of(blok: Blok) -> str:
    match blok:
        case Kop():
            return f"<p>{blok.html}</p>"
        case Alinea():
            return blok.html
        case Tabel():
            return as_text(blok)


def as_text(tabel: Tabel) -> str:
    """A table as rich text, where it describes no part. One with lists or more paragraphs in a cell is no table of rich text: there each
    row is a paragraph with its first cell, then what stands beside it."""
    cells = [cel for rij in tabel.alle_rijen for cel in rij]
    if all(not cel or (cel.startswith("<p>") and cel.count("<p>") == 1 and cel.endswith("</p>")) for cel in cells):
        head = "".join(f'<th scope="col">{cel}</th>' for cel in tabel.kop)
        rows = "".join(f"<tr>{''.join(f'<td>{cel}</td>' for cel in rij)}</tr>" for rij in tabel.rijen)
        return richtext.clean(f"<table>{f'<tr>{head}</tr>' if head else ''}{rows}</table>")
    found = []
    for first, *rest in tabel.alle_rijen:
        found.append("".join(f"<p><strong>{line}</strong></p>" for line in lines_of(first)) + "".join(rest))
    return richtext.clean("".join(found))


def without_prefix(html: str, made: list[str]) -> str | None:
    """`html` without what `made` says at its beginning; None when it does not begin with that. One list may go on with the other."""
    told, blocks = [line for one in made for line in richtext.blocks(one)], richtext.blocks(html)
    if len(blocks) < len(told) or not all(
        one.pad == other.pad and same(f"<p>{one.html}</p>", f"<p>{other.html}</p>")
        for one, other in zip(blocks, told, strict=False)
    ):
        return None
    return _from(html, len(told))


def _from(html: str, number: int) -> str:
    """`html` from this paragraph or item on; a list in the middle of which that is keeps its later items."""
    found = ""
    for one in top_level(html):
        size = len(richtext.blocks(one))
        if number >= size:
            number -= size
        elif number and one.startswith(("<ul", "<ol")):
            items = lxml_html.fragment_fromstring(one)
            for item in list(items):
                if number > 0:
                    number -= len(richtext.blocks(f"<ul>{lxml_html.tostring(item, encoding='unicode')}</ul>"))
                    items.remove(item)
            found += lxml_html.tostring(items, encoding="unicode")
        else:
            found += one
    return found


def lines_of(html: str) -> list[str]:
    """The inline HTML of each paragraph, list item and cell."""
    return [text for blok in richtext.blocks(html) for text in blok.teksten]


def items_of(html: str) -> list[str]:
    """The items of one list, each with what stands below it, as `<li>…</li>`."""
    return top_level(html.partition(">")[2].rpartition("<")[0])


def split_names(text: str) -> list[str]:
    """ "BGI, BGG en Vervoer": names, between which a comma stands that is not within brackets."""
    return (
        [part.strip() for part in re.split(r"[,;](?![^(]*\))|\ben\b(?![^(]*\))", text) if part.strip()]
        if "," in text
        else [text.strip()]
    )


def joined_text(before: str, after: str) -> str:
    """Two paragraphs as one when the first stops in the middle of a sentence; empty when they are two."""
    if not (before.endswith("</p>") and after.startswith("<p>")):
        return ""
    first, second = richtext.plain_text(before).rstrip(), richtext.plain_text(after).lstrip()
    if not first or not second or first[-1] in ".:;!?)" or not second[0].islower():
        return ""
    return richtext.clean(f"{before.removesuffix('</p>')} {after.removeprefix('<p>')}")
