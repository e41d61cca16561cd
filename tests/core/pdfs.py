"""Looking into a PDF: its structure elements in reading order."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def elements(pdf: pikepdf.Pdf, kind: str = "") -> Iterator[pikepdf.Dictionary]:
    """The structure elements of one kind ("/P"), or all, in reading order."""

    def walk(element: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            return
        if kind in ("", str(element.S)):
            yield element
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            yield from walk(kid)

    yield from walk(pdf.Root.StructTreeRoot.K[0])


def kinds(element: pikepdf.Dictionary) -> list[str]:
    return [str(kid.S) for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def elements_in(element: pikepdf.Dictionary, kind: str) -> list[pikepdf.Dictionary]:
    found = [element] if str(element.S) == kind else []
    for kid in element.K:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += elements_in(kid, kind)
    return found
