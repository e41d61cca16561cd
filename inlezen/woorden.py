"""The words by which documents of this kind call their parts, and how a word of a document is compared with one of ours."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.codelijsten import Eenheid
from producten.models import GrondslagStatus, RubriekBron

#: The kinds that a document describes by a table with a row for each rubriek. A name that could be of several is of the first.
MET_TABEL = ("product", "perceel", "segment")

#: Longer is cut off behind a word.
MAX_CODE = 60


def plat(text: str) -> str:
    """To compare by: small letters, one kind of apostrophe and dash, no signs around words."""
    text = unicodedata.normalize("NFC", text).casefold().replace("’", "'").replace("‘", "'").replace("–", "-")
    return " ".join(text.replace("\u00ad", "").split()).strip(" .:;,")


def kaal(text: str) -> str:
    """`plat`, without what stands between brackets."""
    return " ".join(re.sub(r"\([^()]*\)", " ", plat(text)).split()).strip(" .:;,")


def slug(text: str) -> str:
    """As a code in an address."""
    ascii_ = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    found = re.sub(r"[^a-z0-9]+", "-", ascii_.replace("'", "").replace("’", "")).strip("-")
    return found if len(found) <= MAX_CODE else found[: MAX_CODE + 1].rpartition("-")[0] or found[:MAX_CODE]


@dataclass(frozen=True)
class Rubriekwoord:
    """A heading as most regions use it; `ook`: other names for the same."""

    sleutel: str
    naam: str
    bron: str = RubriekBron.TEKST
    ook: tuple[str, ...] = ()


_DOEL = ("doel", "doelen", "resultaten", "resultaat", "doelstelling", "beoogde resultaten")
_EISEN = ("eisen", "aanvullende eisen", "specifieke kwaliteitseisen", "kwaliteitseisen")
_KPI = ("kpi", "kpis", "prestatie-indicatoren", "kritische prestatie-indicatoren")
RUBRIEKEN: dict[str, tuple[Rubriekwoord, ...]] = {
    "product": (
        Rubriekwoord("omschrijving", "Omschrijving", ook=("beschrijving", "productomschrijving", "definitie")),
        Rubriekwoord("grondslagen", "Grondslagen", RubriekBron.GRONDSLAGEN, ("grondslag",)),
        Rubriekwoord("eenheid", "Eenheid", RubriekBron.EENHEID, ("eenheid product", "bekostigingseenheid")),
        Rubriekwoord("declaratie", "Declaratie", ook=("declarabel", "declareren", "declaratie-eenheid")),
        Rubriekwoord("niet-declarabel", "Niet-declarabel", ook=("niet declarabel", "niet declareerbaar")),
        Rubriekwoord(
            "tarief-wel", "In het tarief is rekening gehouden met", ook=("in het tarief begrepen", "in het tarief inbegrepen")
        ),
        Rubriekwoord(
            "tarief-niet", "In het tarief is geen rekening gehouden met", ook=("niet in het tarief begrepen", "niet in het tarief")
        ),
        Rubriekwoord("doelgroep", "Doelgroep", ook=("doelgroepen", "voor wie")),
        Rubriekwoord("problematiek", "Problematiek"),
        Rubriekwoord("doelen", "Doelen/resultaten", ook=_DOEL),
        Rubriekwoord("ondersteuningsinhoud", "Ondersteuningsinhoud", ook=("inhoud", "inhoud ondersteuning", "activiteiten")),
        Rubriekwoord("duur", "Duur", RubriekBron.DUUR, ("duur en maxima", "omvang en duur")),
        Rubriekwoord("specifieke-eisen", "Specifieke eisen", ook=_EISEN),
        Rubriekwoord("opleidingsniveau", "Opleidingsniveau", ook=("opleiding", "opleidingseisen")),
        Rubriekwoord("kpis", "KPI’s", ook=_KPI),
    ),
    "perceel": (
        Rubriekwoord("producten", "Producten", RubriekBron.PRODUCTEN, ("product",)),
        Rubriekwoord("omschrijving", "Omschrijving", ook=("beschrijving", "perceelomschrijving")),
        Rubriekwoord("doelgroep", "Doelgroep", ook=("doelgroepen", "voor wie")),
        Rubriekwoord("problematiek", "Problematiek"),
        Rubriekwoord("doelen", "Doelen/resultaten", ook=_DOEL),
        Rubriekwoord("duur", "Duur", RubriekBron.DUUR, ("duur toewijzing", "duur van de toewijzing")),
        Rubriekwoord("specifieke-eisen", "Specifieke eisen", ook=_EISEN),
        Rubriekwoord("kpis", "KPI’s", ook=_KPI),
        Rubriekwoord("ontwikkeldoelen", "Ontwikkeldoelen", ook=("ontwikkeldoel",)),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Grondslagwoord:
    code: str
    label: str
    status: str = GrondslagStatus.IN_GEBRUIK
    ook: tuple[str, ...] = ()


GRONDSLAGEN = (
    Grondslagwoord(
        "SOM", "Somatische aandoening of beperking", ook=("som", "somatiek", "somatische aandoening", "somatisch")
    ),
    Grondslagwoord("LG", "Lichamelijke handicap", ook=("lg", "lichamelijke beperking", "lichamelijk gehandicapt")),
    Grondslagwoord(
        "PG",
        "Psychogeriatrische aandoening of beperking",
        ook=("pg", "psychogeriatrie", "psychogeriatrische aandoening"),
    ),
    Grondslagwoord(
        "PSY", "Psychische stoornis", ook=("psy", "psychiatrie", "psychiatrische aandoening", "psychische aandoening")
    ),
    Grondslagwoord("VG", "Verstandelijke handicap", ook=("vg", "verstandelijke beperking", "lvb")),
    Grondslagwoord("ZG", "Zintuiglijke handicap", GrondslagStatus.NIET_INGEKOCHT, ("zg", "zintuiglijke beperking")),
    Grondslagwoord(
        "NAH",
        "Niet-aangeboren hersenletsel (NAH)",
        GrondslagStatus.GEEN_GRONDSLAG,
        ("nah", "niet-aangeboren hersenletsel"),
    ),
)
LEEFGEBIEDEN = (
    "Persoonlijk functioneren", "Sociaal functioneren", "Gezondheid en zelfzorg", "Verplaatsen en vervoer", "Wonen",
    "Regie bij huishouden", "Dagbesteding (werk/school)", "Vrije tijd", "Financiën/administratie", "Justitie", "Verslaving",
)  # fmt: skip
EENHEDEN = {
    "minuut": Eenheid.MINUUT, "minuten": Eenheid.MINUUT, "uur": Eenheid.UUR, "uren": Eenheid.UUR, "etmaal": Eenheid.ETMAAL,
    "etmalen": Eenheid.ETMAAL, "dagdeel": Eenheid.DAGDEEL, "dagdelen": Eenheid.DAGDEEL,
}  # fmt: skip
GETALLEN = {
    "een": 1, "één": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
    "elf": 11, "twaalf": 12,
}  # fmt: skip
INHOUD = {"inhoud", "inhoudsopgave", "table of contents"}


def getal(word: str) -> int | None:
    return int(word) if word.isdecimal() else GETALLEN.get(word.casefold())


def resembles(label: str, naam: str) -> bool:
    """Whether two headings differ in a word only; one that says no is never the other."""
    one, other = ({*re.findall(r"[\w-]+", kaal(text))} - {"en", "van", "het", "de", "in"} for text in (label, naam))
    if not one or not other or ("geen" in one) != ("geen" in other) or ("niet" in one) != ("niet" in other):
        return False
    return (one <= other or other <= one) and max(len(one), len(other)) <= 2 * min(len(one), len(other))


def known_grondslag(label: str) -> Grondslagwoord | None:
    for woord in GRONDSLAGEN:
        names = (woord.label, woord.code, *woord.ook)
        if plat(label) in {plat(naam) for naam in names} or kaal(label) in {kaal(naam) for naam in names}:
            return woord
    return None
