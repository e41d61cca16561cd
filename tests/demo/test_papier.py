"""The pages of the documents as a reader turns them: none nearly empty, no heading at the foot, no word in pieces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import outloud
import pytest

from publicaties.document import Versiegegevens, document_html, onderdeel_html
from publicaties.models import Bestand, BestandSoort, Publicatie
from publicaties.snapshot import Snapshot, read
from publicaties.wijzigingstabel import of_version
from segments.models import Inkoop

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]

#: Pages of the whole document of a version. MLW/MER 3 had 39 where each part began a page of its own; a fifth less is 31.
#: Version 4 has a chapter with eisen more, and a longer change table.
PAGES = {
    ("mlw-mer-2024", 3): 31,
    ("mlw-mer-2024", 4): 32,
    ("limburg-noord-2022", 1): 18,
    ("limburg-noord-2022", 2): 18,
    ("kampen-2026", 2): 9,
    ("voorbeeldstad-2026", 2): 12,
}
#: Of a page that is full, from the first line below the header to the last one above the footer.
LEAST = 0.25
TOP, BOTTOM = 0.93, 0.085

#: What is painted on a page and belongs to the text, from top to bottom: height (1 is the top of the page), points, what it says.
Page = list[tuple[float, float, str]]
#: Points from which letters are those of a heading.
KOP = 10.9


def pages_of(bestand: Bestand, folder: Path, *, decoration: bool = False) -> list[Page]:
    """The pages of a file; with `decoration` only their headers, footers and watermark."""
    file = folder / bestand.naam
    file.write_bytes(bytes(bestand.inhoud))
    document = outloud.Document(str(file))
    return [
        sorted(
            (
                (run.bbox[1] / page.height, round(run.size, 1), run.text.strip())
                for run in document.content(page.index).runs
                if bool(run.artifact) == decoration and run.text.strip()
            ),
            reverse=True,
        )
        for page in document.pages
    ]


def newest() -> Iterator[Publicatie]:
    for inkoop in Inkoop.objects.order_by("pk"):
        if found := Publicatie.objects.filter(inkoop=inkoop, volgnummer__isnull=False).order_by("-volgnummer").first():
            yield found


def files() -> Iterator[tuple[Bestand, Snapshot, str]]:
    """Of each newest version the whole document and one of every kind of part, the longest: with its snapshot and its HTML."""
    for publicatie in newest():
        snapshot = read(publicatie.inhoud or {})
        versie = Versiegegevens.of(publicatie, snapshot)
        rows = Bestand.objects.filter(publicatie=publicatie).order_by("pk")
        longest = {row.soort: row for row in sorted(rows, key=lambda row: len(row.inhoud))}
        for row in longest.values():
            if row.soort == BestandSoort.DOCUMENT:
                yield row, snapshot, document_html(versie, snapshot, of_version(publicatie))
            else:
                deel = next(deel for deel in snapshot.delen(row.soort) if deel.deelcode == row.code)
                yield row, snapshot, onderdeel_html(versie, snapshot, deel)


def texts(html: str, tags: str) -> list[str]:
    """What stands in these elements of the HTML, on one line each."""
    found = re.findall(rf"<({tags})\b[^>]*>(.*?)</\1>", html, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", text)).split()) for _, text in found]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", text)


@pytest.mark.parametrize(("version", "most"), PAGES.items(), ids=str)
def test_a_document_is_no_longer_than_it_has_to_be(version: tuple[str, int], most: int, tmp_path: Path) -> None:
    slug, volgnummer = version
    document = Bestand.objects.get(
        publicatie__inkoop__slug=slug, publicatie__volgnummer=volgnummer, soort=BestandSoort.DOCUMENT
    )
    assert len(pages_of(document, tmp_path)) <= most


def test_pages_are_full_and_end_in_text(tmp_path: Path) -> None:
    wrong = []
    for bestand, _, _ in files():
        pages = pages_of(bestand, tmp_path)
        assert any(points > KOP for page in pages for _, points, _ in page), bestand.naam
        for number, page in enumerate(pages[:-1], start=1):
            lowest = page[-1][0]
            filled = (TOP - lowest) / (TOP - BOTTOM)
            if filled < LEAST:
                wrong.append(f"{bestand.naam}, page {number}: filled for {filled:.0%}")
            last = [(points, text) for height, points, text in page if height - lowest < 0.002]
            if any(points > KOP for points, _ in last):
                wrong.append(f"{bestand.naam}, page {number} ends in the heading {last}")
    assert wrong == []


def test_no_word_in_a_head_is_broken(tmp_path: Path) -> None:
    wrong = []
    for bestand, _, html in files():
        printed = Counter(word for page in pages_of(bestand, tmp_path) for _, _, text in page for word in words(text))
        meant = Counter(word for text in texts(html, "th|h[1-4]|td") for word in words(text))
        heads = {word for text in texts(html, "th|h[1-4]") for word in words(text)}
        assert len(heads) > 2, bestand.naam
        wrong += [f"{bestand.naam}: {word}" for word in sorted(heads) if printed[word] < meant[word]]
    assert wrong == []


def test_no_head_is_said_twice(tmp_path: Path) -> None:
    """A page that opens with a heading does not have it in its header too, and a document has one title."""
    for bestand, _, html in files():
        assert len(texts(html, "h1")) == 1, bestand.naam
        pages, around = (pages_of(bestand, tmp_path, decoration=one) for one in (False, True))
        for number, (page, decoration) in enumerate(zip(pages, around, strict=True), start=1):
            header = {text for height, _, text in decoration if height > TOP}
            assert not {text for _, _, text in page[:3]} & header, f"{bestand.naam}, page {number}"
