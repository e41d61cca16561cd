"""Adding to the HTML what CSS cannot work out by itself (pdf.css, "Running texts")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

KORT = 8  # lines; a row up to this length is not broken
KOP = 6  # words of a heading in the header of a page
BREED = 20  # letters of a word that fit in the first column of a table of rubrieken or facts


def prepare(html: Element) -> None:
    """Give headings and rows what the page header and a broken row need.

    A heading gets a short name for the page header, and a span that carries it. A table with a long word in its first
    column gets a wider one, and one without rows goes. A short row of `table.rubrieken` stays whole; a long one gets the
    text of the hint "Doelgroep (vervolg)" for a page that opens in the middle of it. A list begins at its own number.
    """
    for ordered in html.iter("ol"):
        if ordered.get("start", "").isdigit():
            ordered.set("style", f"counter-reset: list-item {int(ordered.get('start', '1')) - 1}")
        for item in ordered.findall("li"):
            if item.get("value", "").isdigit():
                item.set("style", f"counter-set: list-item {item.get('value')}; counter-increment: list-item 0")
    for heading in (*html.iter("h2"), *html.iter("h3")):
        if "data-kop" not in heading.attrib:
            words = text_of(heading).split()
            heading.set("data-kop", " ".join(words[:KOP] + ["…"] * (len(words) > KOP)))
        _wrap(heading).set("data-kop", heading.get("data-kop", ""))
    for parent in list(html.iter()):
        for table in parent.findall("table"):
            if table.find(".//tr") is None:
                parent.remove(table)
    for table in html.iter("table"):
        if not {"rubrieken", "feiten"} & {*_classes(table)}:
            continue
        words = [word for head in table.iter("th") if head.get("scope") == "row" for word in text_of(head).split()]
        if any(len(part) > BREED for word in words for part in re.split("[-/]", word)):
            table.set("class", f"{table.get('class', '')} breed")
        if "rubrieken" not in _classes(table):
            continue
        for row in (*table.findall("tr"), *table.findall("tbody/tr")):  # not those of a table in a text
            if [cell.tag for cell in row] != ["th", "td"]:
                continue
            naam, tekst = row
            tekst.set("data-vervolg", f"{text_of(naam)} (vervolg)")
            _wrap(naam)
            if _lines(tekst) <= KORT:
                row.set("class", f"{row.get('class', '')} kort".strip())


def _wrap(element: Element) -> Element:
    """Put all that is in `element` in a span, which is returned."""
    span = Element("span")
    span.text, element.text = element.text, None
    span[:], element[:] = list(element), [span]
    return span


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def _lines(cell: Element) -> int:
    """About how many lines a cell takes: 85 characters go on one."""
    return sum(block.tag in ("p", "li", "tr") for block in cell.iter()) + len(text_of(cell)) // 85


def text_of(element: Element) -> str:
    """The text of an element without its footnotes, on one line."""

    def parts(element: Element) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if "voetnoot" not in _classes(child):
                yield from parts(child)
            yield child.tail or ""

    return " ".join("".join(parts(element)).split())
