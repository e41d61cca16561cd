"""What the tags of WeasyPrint lack: joined over pages, with scope, notes, contents and alternatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import tags

from core.pdf.fouten import PdfNietToegankelijk, short
from core.pdf.html import text_of


@dataclass(frozen=True)
class _Tag:
    """A structure element of the PDF and the box of the layout that it was made of.

    `whole`: the box is the HTML element itself, or the part of it on this page; not an anonymous part of it.
    """

    box: Any
    element: pydyf.Dictionary
    page: int
    whole: bool


@contextmanager
def adjusted_weasyprint() -> Iterator[list[_Tag]]:
    """Change WeasyPrint in two places during a render. A release that moves them makes this fail at once.

    - It forgets which structure element it made of which box: the list that this yields remembers.
    - It breaks a row as soon as one cell has room, if only for the row's title; the issue is closed as to the letter of
      CSS (Kozea/WeasyPrint 1712). Here a title does not count: a row starts on the next page unless its text fits too.
    """
    remembered: list[_Tag] = []
    seen: set[tuple[object, str, int]] = set()
    original = tags._build_box_tree

    def build(box: Any, parent: Any, pdf: Any, page_number: int, *rest: Any) -> Iterator[pydyf.Dictionary]:
        box = getattr(box, "_box", box)  # an absolutely positioned box is wrapped
        key = (box.element, box.element_tag, page_number)
        # The first block of an HTML element on a page is the element itself; later ones are its anonymous parts.
        whole = isinstance(box, boxes.InlineLevelBox) or key not in seen
        seen.add(key)
        for element in original(box, parent, pdf, page_number, *rest):
            if box.element is not None and box.element_tag not in ("html", "body"):
                remembered.append(_Tag(box, element, page_number, whole))
            yield element

    def is_empty(cell: Any) -> bool:
        title = cell.element_tag == "th" and cell.element.get("scope") == "row"
        return title or bool(cell.__dict__["empty"])

    def set_empty(cell: Any, value: bool) -> None:
        cell.__dict__["empty"] = value

    tags._build_box_tree = build
    boxes.TableCellBox.empty = property(is_empty, set_empty)
    try:
        yield remembered
    finally:
        tags._build_box_tree = original
        del boxes.TableCellBox.empty


_CELLS = {"Table", "TBody", "TFoot", "TR", "TH", "TD"}
_JOINED = {"Sect", "Art", "Part", "Div", "BlockQuote", "P", "L", "LI", "Note", "NonStruct"} | _CELLS
_INLINE = {"Span", "Link", "Reference", "Lbl"}
_NUMBERING = {
    "decimal": "Decimal",
    "lower-alpha": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "none": "None",
}


class Structuur:
    """Completes the structure tree of one PDF, so that a reader hears the document and not its pages."""

    def __init__(self, document: Any, pdf: pydyf.PDF, html: Element, remembered: Sequence[_Tag]) -> None:
        self.document = document
        self.pdf = pdf
        self.every_tag = remembered
        self.tags = [tag for tag in remembered if tag.whole]
        self.contents = {item for nav in html.iter("nav") for item in nav.iter("li")}
        self.root = self._object(pdf.catalog["StructTreeRoot"])
        self.parent_tree = self._object(self.root["ParentTree"])["Nums"]

    def mend(self) -> None:
        self._links()
        self._inline()
        self._figures()
        self._lists()
        self._tables()
        self._join_pages()
        self._flatten(self._top())
        self._list_bodies()
        self._contents()
        self._notes()
        self._drop_empty(self._top())
        self._artifacts()
        self._unseen()

    # Small words

    def _object(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def _top(self) -> pydyf.Dictionary:
        top: pydyf.Dictionary = self._object(self.root["K"][0])
        return top

    def _kids(self, element: pydyf.Dictionary) -> list[pydyf.Dictionary]:
        """The structure elements right inside `element`, without its marked content and annotations."""
        found = [self._object(kid) for kid in element["K"] if isinstance(kid, bytes)]
        return [kid for kid in found if kid.get("Type") == "/StructElem"]

    def _detach(self, element: pydyf.Dictionary) -> None:
        self._object(element["P"])["K"].remove(element.reference)

    def _move(self, element: pydyf.Dictionary, parent: pydyf.Dictionary, index: int | None = None) -> None:
        self._detach(element)
        element["P"] = parent.reference
        parent["K"].insert(len(parent["K"]) if index is None else index, element.reference)

    def _absorb(self, first: pydyf.Dictionary, second: pydyf.Dictionary) -> None:
        """Put all that is in `second` at the end of `first`."""
        for kid in second["K"]:
            if isinstance(kid, bytes) and (found := self._object(kid)).get("Type") == "/StructElem":
                found["P"] = first.reference
        first["K"].extend(second["K"])
        second["K"].clear()
        self._detach(second)

    # One mend each

    def _links(self) -> None:
        """Give each link one annotation a line, one element, and its text as description.

        WeasyPrint makes another annotation for every box inside a link, such as the page number in the contents, and
        puts the text right inside the link: some readers then take it before all elements inside the link.
        """
        dropped: set[int] = set()
        for number, page in enumerate(self.document.pages):
            annots = self._object(self.pdf.page_references[number]).get("Annots")
            for _, target, _, box in page.links:
                annotation = box.link_annotation
                if box.link and annotation:
                    annotation["Contents"] = pydyf.String(text_of(box.element) or target)
                elif annotation:
                    annots.remove(annotation.reference)
                    dropped.add(annotation.number)
        for tag in self.every_tag:
            for kid in list(tag.element["K"]):
                if isinstance(kid, bytes) and (found := self._object(kid)).get("Type") == "/OBJR":
                    annotation = self._object(found["Obj"])
                    if annotation.number in dropped:
                        tag.element["K"].remove(kid)
                        self._remove_key(annotation["StructParent"])
                        self._forget(annotation)
                        self._forget(found)
        lines: dict[tuple[object, int], pydyf.Dictionary] = {}
        for tag in self.tags:
            if tag.element["S"] == "/Link" and tag.box.link:
                tag.element["K"][:] = [
                    self._span(tag, kid) if isinstance(kid, int) else kid for kid in tag.element["K"]
                ]
                first = lines.setdefault((tag.box.element, tag.page), tag.element)
                if first is not tag.element:
                    for kid in tag.element["K"]:
                        if (found := self._object(kid)).get("Type") == "/OBJR":
                            key = self._object(found["Obj"])["StructParent"]
                            self.parent_tree[self._position(key)] = first.reference
                    self._absorb(first, tag.element)

    def _span(self, tag: _Tag, mcid: int) -> bytes:
        span = pydyf.Dictionary(
            {
                "Type": "/StructElem",
                "S": "/Span",
                "K": pydyf.Array([mcid]),
                "Pg": tag.element["Pg"],
                "P": tag.element.reference,
            }
        )
        self.pdf.add_object(span)
        reference: bytes = span.reference
        self._content_of(tag.page)[mcid] = reference
        return reference

    def _inline(self) -> None:
        notes = {tag.box.element for tag in self.tags if tag.box.element_tag.endswith("::footnote-call")}
        for tag in self.tags:
            if tag.box.element in notes:
                part = tag.box.element_tag.partition("::")[2]
                tag.element["S"] = {"footnote-call": "/Reference", "footnote-marker": "/Lbl"}.get(part, "/Note")
            elif isinstance(tag.box, boxes.InlineLevelBox):
                if tag.box.is_leader:
                    self._detach(tag.element)
                elif tag.element["S"] == "/NonStruct" or (tag.element["S"] == "/Link" and not tag.box.link):
                    tag.element["S"] = "/Span"

    def _figures(self) -> None:
        """Check the text alternative, and give the box of a figure in points from the bottom of the page."""
        for tag in self.tags:
            if tag.element["S"] != "/Figure":
                continue
            if "Alt" not in tag.element:
                source = tag.box.element.get("src", "svg zonder <title>")
                raise PdfNietToegankelijk(f"Een afbeelding heeft geen tekstalternatief: {short(source)}")
            x, y, height = tag.box.content_box_x(), tag.box.content_box_y(), self.document.pages[tag.page].height
            corners = x, height - y - tag.box.height, x + tag.box.width, height - y
            tag.element["A"]["BBox"] = pydyf.Array([round(corner * 0.75, 3) for corner in corners])

    def _lists(self) -> None:
        for tag in self.tags:
            if tag.element["S"] == "/L":
                style = tag.box.style["list_style_type"]
                numbering = _NUMBERING.get(style, "Disc") if isinstance(style, str) else "Disc"
                tag.element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{numbering}"})
            elif tag.box.element_tag == "li::before":
                tag.element["S"] = "/Lbl"

    def _tables(self) -> None:
        """Say with /Scope what a header cell heads, in place of lists of cell numbers, which end at each page."""
        for tag in self.tags:
            kind = tag.element["S"]
            if kind in ("/TH", "/TD"):
                tag.element.pop("ID", None)
                tag.element["A"].pop("Headers", None)
            if kind == "/TH":
                scope = tag.box.element.get("scope") or ("col" if self._in_head(tag.element) else "row")
                tag.element["A"]["Scope"] = "/Column" if scope.startswith("col") else "/Row"

    def _in_head(self, cell: pydyf.Dictionary) -> bool:
        group = self._object(self._object(cell["P"])["P"])
        return bool(group["S"] == "/THead")

    def _join_pages(self) -> None:
        """Make one element again of what a page break cut; a table head that is repeated becomes decoration."""
        first: dict[tuple[object, str], pydyf.Dictionary] = {}
        gone: set[int] = set()
        # Heads before their rows and cells: those of a repeated one are gone with it, and are not joined to the first.
        for tag in sorted(self.tags, key=lambda tag: tag.element["S"] != "/THead"):
            if isinstance(tag.box, boxes.InlineLevelBox):
                continue
            earlier = first.setdefault((tag.box.element, tag.box.element_tag), tag.element)
            if earlier is tag.element or tag.element.number in gone:
                continue
            if tag.element["S"] == "/THead":
                self._detach(tag.element)
                gone |= {element.number for element in self._below(tag.element)}
            elif tag.element["S"] == earlier["S"] and tag.element["S"][1:] in _JOINED:
                self._absorb(earlier, tag.element)

    def _flatten(self, element: pydyf.Dictionary) -> None:
        """Leave out the elements that mean nothing and the boxes that only the layout needed."""
        for kid in self._kids(element):
            self._flatten(kid)
            if kid["S"] == "/NonStruct":
                index = element["K"].index(kid.reference)
                for part in self._kids(kid):
                    part["P"] = element.reference
                element["K"][index : index + 1] = kid["K"]

    def _list_bodies(self) -> None:
        """Give each item one label and one body, and put an inner list in the body of its item."""
        for list_ in self._all("/L"):
            item: pydyf.Dictionary | None = None
            for kid in self._kids(list_):
                if kid["S"] == "/LI":
                    item = kid
                    bodies = [part for part in self._kids(item) if part["S"] == "/LBody"]
                    for body in bodies[1:]:
                        self._absorb(bodies[0], body)
                    for body in bodies[:1]:
                        for label in [part for part in self._kids(body) if part["S"] == "/Lbl"]:
                            self._move(label, item, 0)
                elif kid["S"] == "/L" and item is not None:
                    for body in [part for part in self._kids(item) if part["S"] == "/LBody"]:
                        self._move(kid, body)

    def _contents(self) -> None:
        """Make a table of contents (TOC) of the lists inside a <nav>."""
        for tag in self.tags:
            item = tag.element
            if tag.box.element not in self.contents or item["S"] != "/LI" or not item["K"]:
                continue
            item["S"] = "/TOCI"
            outer = self._object(item["P"])
            outer["S"] = "/TOC"
            outer.pop("A", None)
            for body in [part for part in self._kids(item) if part["S"] == "/LBody"]:
                for inner in [part for part in self._kids(body) if part["S"] in ("/L", "/TOC")]:
                    self._move(inner, item)
                body["S"] = "/Reference"

    def _notes(self) -> None:
        """Put each page footnote after the paragraph, item or cell text that refers to it, with the ID that 7.9 asks."""
        notes = {tag.box.element: tag.element for tag in self.tags if tag.element["S"] == "/Note" and tag.element["K"]}
        ids: list[tuple[pydyf.String, bytes]] = []
        for tag in self.tags:
            if tag.element["S"] != "/Reference" or (note := notes.get(tag.box.element)) is None:
                continue
            ids.append((pydyf.String(f"noot-{len(ids) + 1:04}"), note.reference))
            note["ID"] = ids[-1][0]
            branch, block = tag.element, self._object(tag.element["P"])
            while block["S"][1:] in _INLINE:
                branch, block = block, self._object(block["P"])
            if block["S"] == "/P" or block["S"].startswith("/H"):
                branch, block = block, self._object(block["P"])
            index = block["K"].index(branch.reference) + 1
            while index < len(block["K"]) and self._object(block["K"][index])["S"][1:] in _INLINE | {"Note"}:
                index += 1
            self._move(note, block, index)
        if ids:
            self.root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array([part for pair in ids for part in pair])})

    def _drop_empty(self, element: pydyf.Dictionary) -> None:
        for kid in self._kids(element):
            self._drop_empty(kid)
            if not kid["K"] and kid["S"] not in ("/TD", "/TH"):
                self._detach(kid)

    def _artifacts(self) -> None:
        """Mark as artifact all that hangs on no element: page headers and footers, leaders, repeated table heads."""
        reachable = {element.number for element in self._all()}
        for number, page in enumerate(self.pdf.page_references):
            operators = self._object(self._object(page)["Contents"]).stream
            begins = {
                operators[i]["MCID"]: i
                for i, operator in enumerate(operators)
                if isinstance(operator, pydyf.Dictionary) and "MCID" in operator
            }
            content = self._content_of(number)
            for mcid, reference in enumerate(content):
                if mcid not in begins:
                    # A marked-content number counts per stream; WeasyPrint makes another stream for these.
                    raise PdfNietToegankelijk("Gebruik geen doorzichtigheid (opacity, mask) op tekst of afbeeldingen.")
                if self._object(reference).number not in reachable:
                    operators[begins[mcid] - 1] = b"/Artifact"
                    operators[begins[mcid]] = pydyf.Dictionary({"Type": "/Pagination"})
                    content[mcid] = "null"
        for object_ in list(self.pdf.objects):
            if (
                isinstance(object_, pydyf.Dictionary)
                and object_.get("Type") == "/StructElem"
                and object_.number not in reachable
            ):
                self._forget(object_)

    def _unseen(self) -> None:
        """Paint nothing of what is only said aloud (`.wmo-verborgen`): its letters in text mode 3, still read and copied."""
        for tag in self.every_tag:
            if tag.box.element_tag != "span" or tag.box.element.get("class") != "wmo-verborgen":
                continue
            operators = self._object(self._object(self.pdf.page_references[tag.page])["Contents"]).stream
            for mcid in self._marked(tag.element):
                begin = next(
                    place
                    for place, operator in enumerate(operators)
                    if isinstance(operator, pydyf.Dictionary) and operator.get("MCID") == mcid
                )
                end = operators.index(b"EMC", begin)
                for place in range(begin, end):
                    if operators[place] == b"S":  # the line under or through it
                        operators[place] = b"n"
                operators[begin + 1] = b"BDC 3 Tr"
                operators[end] = b"0 Tr EMC"

    def _marked(self, element: pydyf.Dictionary) -> Iterator[int]:
        """The numbers of the marked content in `element`."""
        yield from (kid for kid in element["K"] if isinstance(kid, int))
        for kid in self._kids(element):
            yield from self._marked(kid)

    # The parent tree: from marked content and annotations back to elements

    def _position(self, key: int) -> int:
        """Where the value of `key` stands in the number tree."""
        return int(self.parent_tree[::2].index(key)) * 2 + 1

    def _content_of(self, page: int) -> pydyf.Array:
        content: pydyf.Array = self.parent_tree[self._position(page)]
        return content

    def _remove_key(self, key: int) -> None:
        position = self._position(key)
        del self.parent_tree[position - 1 : position + 1]

    def _forget(self, object_: pydyf.Object) -> None:
        self.pdf.objects[object_.number] = _Null(object_.number)

    def _all(self, kind: str | None = None) -> list[pydyf.Dictionary]:
        """All elements that a reader meets, in reading order."""
        return [element for element in self._below(self._top()) if kind in (None, element["S"])]

    def _below(self, element: pydyf.Dictionary) -> Iterator[pydyf.Dictionary]:
        """`element` and all that is in it."""
        yield element
        for kid in self._kids(element):
            yield from self._below(kid)


class _Null(pydyf.Object):  # type: ignore[misc]
    """The place of an object that is no longer there."""

    data = b"null"

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
