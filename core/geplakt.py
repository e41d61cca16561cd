"""HTML from Word, Excel, Outlook, Google Docs or a web page, read as rich text: the one reader for whatever comes in as HTML.

What the maker marked as no text is no text here: deletions and moved text of tracked changes, struck and hidden text, comments with
their anchors. What the subset cannot hold is flattened. Either is told, in Dutch, so that nothing changes without a word.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

import nh3
from lxml import html as lxml_html
from lxml.html import HtmlElement

from core import richtext
from core.opmaaktekst import Tekstlijst, list_of

#: More than this is no text that somebody pastes; Word's own style sheet is taken off before it is sent.
MAX_LENGTH = 1_000_000
MAX_TAGS = 40_000


@dataclass(frozen=True)
class Geplakt:
    """Canonical rich text, and a sentence for each kind of thing that is not in it."""

    html: str
    gemist: tuple[str, ...] = ()


#: What is left out, by one and by more.
_WEG = {
    "wijziging": (
        "1 verwijdering van een bijgehouden wijziging is weggelaten",
        "{} verwijderingen van bijgehouden wijzigingen zijn weggelaten",
    ),
    "doorgehaald": ("1 doorgehaald stuk tekst is weggelaten", "{} doorgehaalde stukken tekst zijn weggelaten"),
    "verborgen": ("1 verborgen stuk tekst is weggelaten", "{} verborgen stukken tekst zijn weggelaten"),
    "opmerking": ("1 opmerking is weggelaten", "{} opmerkingen zijn weggelaten"),
    "beeld": ("1 afbeelding is weggelaten", "{} afbeeldingen zijn weggelaten"),
    "kop": ("1 kop is een gewone alinea geworden", "{} koppen zijn gewone alinea's geworden"),
    "link": (
        "1 link naar een plek in een document is gewone tekst geworden",
        "{} links naar een plek in een document zijn gewone tekst geworden",
    ),
    "cellen": (
        "1 samengevoegde cel is gesplitst: de tekst staat in de eerste cel",
        "{} samengevoegde cellen zijn gesplitst: de tekst staat steeds in de eerste cel",
    ),
    "tabel": (
        "1 tabel in een tabel of lijst is gewone tekst geworden",
        "{} tabellen in een tabel of lijst zijn gewone tekst geworden",
    ),
    "regels": (
        "In 1 cel of punt van een lijst zijn aparte regels achter elkaar gezet",
        "In {} cellen of punten van een lijst zijn aparte regels achter elkaar gezet",
    ),
    "nummer": (
        "1 nummer van meer niveaus (zoals 1.2) is een nummer van één niveau geworden",
        "{} nummers van meer niveaus (zoals 1.2) zijn nummers van één niveau geworden",
    ),
    "kleur": ("De markering van 1 stuk tekst is weggelaten", "De markering van {} stukken tekst is weggelaten"),
}

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"p", "li", "ul", "ol", "table", *richtext.BLOCKS}
_DELETED = {"del", "s", "strike"}
_DELETION = re.compile(r"msodel|movefrom|trackchange\w*delet")
#: How a style says what `type` says.
_LETTERS = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
_PICTURES = {"img", "picture", "svg", "object", "video", "canvas"}
_TAGS = {
    *_BLOCKS, *_DELETED, *_PICTURES, *richtext.INLINE, "ins", "span", "font", "b", "i", "br", "mark",
    "thead", "tbody", "tfoot", "tr", "th", "td", "caption",
}  # fmt: skip
_READER = nh3.Cleaner(
    tags=_TAGS,
    attributes={
        "*": {"style", "class", "id", "align", "hidden"},
        "a": {"href", "name"},
        "ol": {"start", "type"},
        "li": {"value"},
        "th": {"scope", "colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
    },
    url_schemes={"http", "https", "mailto", "tel", "file", "ftp"},
    url_relative="pass_through",
    link_rel=None,
)
#: What asks for more than the sanitiser; text without it is as good as clean.
_MORE = re.compile(
    r"\s(?:style|class|colspan|rowspan|id|hidden)\b|href=[\"']?(?:#|/|file:)|<(?:del|s|strike|img|h[1-6]|table|li)\b",
    re.IGNORECASE,
)


def is_too_much(source: str) -> bool:
    return len(source) > MAX_LENGTH or source.count("<") > 2 * MAX_TAGS


def lees(source: str) -> Geplakt:
    """What `source` says, as rich text."""
    if isinstance(source, richtext.Schoon) or not _MORE.search(source):
        return Geplakt(richtext.clean(source))
    return _Plaklezer(source).lees()


class _Plaklezer:
    def __init__(self, source: str) -> None:
        self.romp = richtext.parse(_READER.clean(source))
        self.stijl = {element: _style_of(element) for element in self.romp.iter()}
        self.gemist: Counter[str] = Counter()

    def lees(self) -> Geplakt:
        self._drop()
        self._notes()
        self._lists()
        self._marks()
        self._count()
        body = "".join([self.romp.text or "", *(lxml_html.tostring(child, encoding="unicode") for child in self.romp)])
        told = (f"{_WEG[what][number > 1].format(number)}." for what, number in sorted(self.gemist.items(), key=_order))
        return Geplakt(richtext.clean(_without_attributes(body)), tuple(told))

    def _drop(self) -> None:
        """What is no text, and its traces."""
        comments: set[str] = set()
        gone: dict[HtmlElement, None] = {}
        for element in self.romp.iter():
            what = self._is_no_text(element)
            if what is None or any(above in gone for above in element.iterancestors()):
                continue
            gone[element] = None
            if what == "opmerking":
                comments.update(
                    re.findall(r"(?:_msocom_|cmnt(?:_ref)?)(\d+)", lxml_html.tostring(element, encoding="unicode"))
                    or ["?"]
                )
            elif what == "beeld" or (element.text_content().strip() and what):
                self.gemist[what] += 1
        for element in gone:
            if element.tag in ("td", "th"):  # the others stay in their columns
                element.text = None
                del element[:]
            else:
                element.drop_tree()
        self.gemist["opmerking"] += len(comments - {"?"}) or len(comments)

    def _is_no_text(self, element: HtmlElement) -> str | None:
        """What kind of thing this is that is no text; "" for a trace that is not worth telling, None for text."""
        tag, style, classes = element.tag, self.stijl[element], element.get("class", "").lower()
        if tag in _PICTURES:
            return "beeld"
        if tag == "del" or _DELETION.search(classes) or any("move-from" in name for name in style):
            return "wijziging"
        if tag in _DELETED or "line-through" in style.get("text-decoration", "") + style.get(
            "text-decoration-line", ""
        ):
            return "doorgehaald"
        if (
            "hidden" in element.attrib
            or style.get("mso-hide", "none") != "none"
            or style.get("display") == "none"
            or style.get("visibility") == "hidden"
        ):
            return "verborgen"
        href, name = element.get("href", ""), element.get("id", "") + element.get("name", "")
        comment = ("mso-element" in style and style["mso-element"].startswith("comment")) or "msocom" in classes
        if comment or "msocomment" in classes or href.startswith(("#_msocom", "#cmnt")):
            return "opmerking"
        if name.startswith(("_msocom", "cmnt")):
            return ""
        return None

    def _notes(self) -> None:
        """Word: <a href="#_ftn1"> in the text, <div id="ftn1"> at the end, with a way back. A note without its text is a number."""
        bodies: dict[str, HtmlElement] = {}
        for element in self.romp.iter("div", "p", "li", "a"):
            name = (element.get("id") or element.get("name") or "").lstrip("_")
            if re.fullmatch(r"(?:ftn|edn)\d+", name) and (name not in bodies or element.tag == "div"):
                bodies[name] = element
        for link in list(self.romp.iter("a")):
            name = link.get("href", "")[1:].lstrip("_")
            body = bodies.get(name)
            if not re.fullmatch(r"(?:ftn|edn)\d+", name):
                continue
            if body is None or body.tag == "a":
                link.drop_tree()
                continue
            for back in [one for one in body.iter("a") if "ref" in one.get("href", "")]:
                back.drop_tree()
            note = lxml_html.Element("footnote")
            note.text = " ".join(body.text_content().split())
            place = (
                link.getparent()
                if link.getparent().tag in ("sup", "span") and not (link.getparent().text or "").strip()
                else link
            )
            note.tail, place.tail = place.tail, None
            place.addprevious(note)
            place.drop_tree()
        for body in bodies.values():
            if body.tag != "a" and body.getparent() is not None:
                body.drop_tree()
        for element in [
            one
            for one in self.romp.iter()
            if self.stijl.get(one, {}).get("mso-element") in ("footnote-list", "endnote-list")
        ]:
            element.drop_tree()

    def _lists(self) -> None:
        """Word: an item is a paragraph with "mso-list:l0 level2 lfo1" and its sign in a span."""
        items: list[tuple[HtmlElement, int, str]] = []
        for element in list(self.romp.iter("p", "div", *_HEADINGS)):
            found = re.search(r"level(\d+)", self.stijl.get(element, {}).get("mso-list", ""))
            if found:
                sign = next(
                    (one for one in element.iter("span") if self.stijl.get(one, {}).get("mso-list") == "ignore"), None
                )
                items.append(
                    (element, min(int(found[1]), 9), "" if sign is None else " ".join(sign.text_content().split()))
                )
                if sign is not None:
                    sign.drop_tree()
        open_lists: list[tuple[HtmlElement, Tekstlijst]] = []
        previous: HtmlElement | None = None
        for number, (element, depth, sign) in enumerate(items):
            if previous is None or element.getprevious() is not previous or (element.getprevious().tail or "").strip():
                open_lists = []
            del open_lists[depth:]
            if re.fullmatch(r"\d+(?:\.\d+)+\.?", sign):
                self.gemist["nummer"] += 1
                sign = sign.rstrip(".").rpartition(".")[2] + "."
            follows = next((after for _, at, after in items[number + 1 :] if at == depth), "")
            begun = (
                list_of(sign, follows.rstrip(".)"))
                if re.fullmatch(r"(?:\d{1,4}|[a-zA-Z]|[ivxIVX]{2,6})[.)]", sign)
                else None
            )
            begun = begun or Tekstlijst("ul", 1)
            last = open_lists[depth - 1][1] if len(open_lists) == depth else None
            if last and (last.tag == begun.tag == "ul" or (last.tag != "ul" and last.next.sign == sign.rstrip(".)"))):
                last.number += 1
            else:
                if last:
                    open_lists.pop()
                made = lxml_html.fragment_fromstring(f"<{begun.tag}></{begun.tag[:2]}>")
                if begun.tag != "ul":
                    made.set("start", str(begun.number))
                if open_lists:
                    open_lists[-1][0][-1].append(made)
                else:
                    element.addprevious(made)
                    previous = made
                open_lists.append((made, begun))
            item = lxml_html.Element("li")
            element.tag = "p"
            tail, element.tail = element.tail, None
            if open_lists[0][0].tail is None:
                open_lists[0][0].tail = ""
            open_lists[0][0].tail += tail or ""
            item.append(element)
            open_lists[-1][0].append(item)

    def _marks(self) -> None:
        """Google Docs and Word online say bold and italic with a style; Google Docs puts everything in a <b> that is not bold."""
        for element in list(self.romp.iter()):
            style = self.stijl.get(element, {})
            tag = element.tag
            if tag == "ol":
                said = [style, *(self.stijl.get(item, {}) for item in element[:1])]
                letters = next(
                    (_LETTERS[found] for one in said if (found := one.get("list-style-type")) in _LETTERS), ""
                )
                if letters:
                    element.set("type", letters)
            if tag in ("b", "strong") and style.get("font-weight") in ("normal", "400"):
                element.tag = "span"
            coloured = style.get("background") or style.get("mso-highlight") or tag == "mark"
            if coloured and tag in ("span", "mark") and element.text_content().strip():
                self.gemist["kleur"] += 1
            if tag not in ("span", "font"):
                continue
            raised = style.get("vertical-align", "")
            for name in [
                "strong" if re.fullmatch(r"bold|bolder|[6-9]00", style.get("font-weight", "")) else "",
                "em" if style.get("font-style") in ("italic", "oblique") else "",
                "u" if "underline" in style.get("text-decoration", "") + style.get("text-decoration-line", "") else "",
                "sup" if raised == "super" else "sub" if raised == "sub" else "",
            ]:
                if name:
                    _wrap_inside(element, name)

    def _count(self) -> None:
        """What the subset flattens."""
        alone = {table for table in self.romp.iter("table") if len(list(islice(table.iter("td", "th"), 2))) < 2}
        for element in self.romp.iter():
            tag = element.tag
            if tag in _HEADINGS and element.text_content().strip():
                self.gemist["kop"] += 1
            elif tag == "a" and element.get("href", "").startswith(("#", "file:", "/")):
                del element.attrib["href"]
                self.gemist["link"] += bool(element.text_content().strip())
            elif tag == "table":
                self.gemist["tabel"] += any(above.tag in ("td", "th", "li") for above in element.iterancestors())
            elif tag in ("td", "th"):
                if next(element.iterancestors("table"), None) in alone:
                    continue  # what a table of one cell holds stands by itself
                self.gemist["cellen"] += any(
                    element.get(span, "1") not in ("0", "1") for span in ("colspan", "rowspan")
                )
                self.gemist["regels"] += _lines(element) > 1
            elif tag == "li":
                self.gemist["regels"] += _lines(element) > 1
        self.gemist = +self.gemist


def _order(item: tuple[str, int]) -> int:
    return list(_WEG).index(item[0])


def _style_of(element: HtmlElement) -> dict[str, str]:
    pairs = (part.partition(":") for part in element.get("style", "").lower().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value}


def _wrap_inside(element: HtmlElement, name: str) -> None:
    made = lxml_html.Element(name)
    made.text, element.text = element.text, None
    made.extend(list(element))
    element.append(made)


def _lines(element: HtmlElement) -> int:
    """How many lines of its own a cell or an item has; of an item without the lists in it."""
    lists = ("ul", "ol", "table") if element.tag == "li" else ()
    inside = [
        child for child in element if child.tag in _BLOCKS and child.tag not in lists and child.text_content().strip()
    ]
    own = [element, *inside]
    breaks = sum(bool((child.tail or "").strip()) for one in own for child in one if child.tag == "br")
    points = sum(len(child) for child in inside if child.tag in ("ul", "ol"))
    return max(len(inside) + bool((element.text or "").strip()), 1) + breaks + points


def _without_attributes(body: str) -> str:
    """The style has been read."""
    return re.sub(r'\s(?:style|class|id|align|name|hidden)="[^"]*"', "", body)
