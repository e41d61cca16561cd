"""What contradicts itself in a document that was kept by hand: told, so that somebody can decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core import richtext
from inlezen.voorstel import Voorstel, Vorm
from inlezen.woorden import kaal, plat
from publicaties.soorten import SOORTEN

#: A quotation that is said to be replaced, in the change table of the document.
_VERVANGEN = re.compile(
    r"['‘“\"]([^'‘’“”\"]{40,}?)['’”\"]\s*(?:is|wordt|werd|zijn)\b[^.]{0,40}?(?:aangepast|gewijzigd|vervangen|geschrapt|vervallen|verwijderd)",
    re.IGNORECASE,
)


def find(voorstel: Voorstel, inhoudsopgave: Sequence[str]) -> list[str]:
    return [*_contents(voorstel, inhoudsopgave), *_change_table(voorstel)]


def _contents(voorstel: Voorstel, entries: Sequence[str]) -> Iterator[str]:
    """Parts that the contents list does not name, and entries that name nothing."""
    if not entries:
        return
    koppen = [stuk for stuk in voorstel.stukken if stuk.vorm is Vorm.NAAM]
    labels = {"naam", "naam product", "naam perceel"}
    named = {plat(entry) for entry in entries} - labels
    for deel in voorstel.onderdelen:
        if SOORTEN[deel.soort].met_rubrieken:
            names = {plat(richtext.plain_text(stuk.html)) for stuk in koppen if stuk.pad == deel.pad}
            if not names & named:
                woord = deel.naam if SOORTEN[deel.soort].code_uit_naam else f"{deel.soort} {deel.code}"
                yield f"De inhoudsopgave noemt {woord} niet, maar het document beschrijft het wel."
    known = {
        plat(richtext.plain_text(stuk.html))
        for stuk in voorstel.stukken
        if stuk.bron != "inhoudsopgave" and stuk.vorm is not Vorm.GEMAAKT
    }
    for entry in entries:
        if plat(entry) in labels or plat(entry) not in known:
            yield f"De inhoudsopgave noemt “{entry}”, maar zo'n hoofdstuk of onderdeel is er niet."


def _change_table(voorstel: Voorstel) -> Iterator[str]:
    """What the change table says and the text does not."""
    wijziging = [
        stuk
        for stuk in voorstel.stukken
        if stuk.pad.startswith("hoofdstuk/") and "wijziging" in stuk.pad and stuk.vorm is Vorm.TEKST
    ]
    rest = [stuk for stuk in voorstel.stukken if stuk not in wijziging and stuk.vorm is Vorm.TEKST]
    body = plat(" ".join(richtext.plain_text(stuk.html) for stuk in rest).replace("\n", " "))
    producten = voorstel.van("product")
    rubrieken = [deel for deel in voorstel.van("rubriek") if deel.code.startswith("product/")]
    for stuk in wijziging:
        told = richtext.plain_text(stuk.html)
        for match in _VERVANGEN.finditer(told):
            if plat(match[1]) in body:
                yield f"De wijzigingstabel zegt dat een zin is vervangen, maar de tekst heeft hem nog: “{match[1].strip()}”"
        for line in told.split("\n"):
            if not re.search(r"\balle producten\b", line, re.IGNORECASE):
                continue
            for rubriek in rubrieken:
                sleutel = rubriek.code.partition("/")[2]
                if kaal(rubriek.naam) not in plat(line):
                    continue
                lacking = [
                    deel.naam
                    for deel in producten
                    if not any(one.pad == f"{deel.pad}/{sleutel}" for one in voorstel.stukken)
                ]
                if lacking:
                    missing = ", ".join(lacking)
                    yield f"De wijzigingstabel zegt “bij alle producten”, maar de rubriek {rubriek.naam} ontbreekt bij {missing}."
