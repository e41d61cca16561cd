"""National code lists (feiten 6): iWmo, WJ756, CBS, CPV."""

from __future__ import annotations

import re
from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models

from core import dutch


class Eenheid(models.TextChoices):
    """In what a product is counted and paid. A value of two digits is its code in messages (WJ756); the others travel as stuks."""

    MINUUT = "01", "minuut"
    UUR = "04", "uur"
    DAGDEEL = "16", "dagdeel"
    DAG = "dg", "dag"
    ETMAAL = "14", "etmaal"
    WEEK = "wk", "week"
    VIER_WEKEN = "4w", "4 weken"
    MAAND = "md", "maand"
    JAAR = "jr", "jaar"
    TRAJECT = "tr", "traject"
    EENMALIG = "ex", "eenmalig"
    STUKS_OUTPUT = "82", "stuks (output)"
    STUKS_INSPANNING = "84", "stuks (inspanning)"
    EURO = "83", "euro's"

    @property
    def woord(self) -> str:
        """One of it, as in "per uur" or "per stuk"."""
        return _EENHEDEN[self.value][0]

    @property
    def meervoud(self) -> str:
        """As in "maximaal 3 dagdelen"."""
        return _EENHEDEN[self.value][1]

    @property
    def code(self) -> str:
        """WJ756: how it travels in messages."""
        return _EENHEDEN[self.value][2]

    @property
    def frequenties(self) -> tuple[str, ...]:
        """WMO757: the frequencies that a message of this unit can have."""
        return _EENHEDEN[self.value][3]


_ELKE = ("1", "2", "4", "6")
#: One of each unit, more of it, its code in messages, and the frequencies that go with it: a month is not granted per day.
_EENHEDEN: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "01": ("minuut", "minuten", "01", _ELKE),
    "04": ("uur", "uur", "04", _ELKE),
    "16": ("dagdeel", "dagdelen", "16", _ELKE),
    "dg": ("dag", "dagen", "84", ("2", "4", "6")),
    "14": ("etmaal", "etmalen", "14", ("2", "4", "6")),
    "wk": ("week", "weken", "82", ("4", "6")),
    "4w": ("4 weken", "keer 4 weken", "82", ("6",)),
    "md": ("maand", "maanden", "82", ("6",)),
    "jr": ("jaar", "jaar", "82", ("6",)),
    "tr": ("traject", "trajecten", "82", ("6",)),
    "ex": ("keer", "keer", "82", ("6",)),
    "82": ("stuk", "stuks", "82", _ELKE),
    "84": ("stuk", "stuks", "84", _ELKE),
    "83": ("euro", "euro", "83", _ELKE),
}
_PER = re.compile(
    r"(?i)per (" + "|".join(sorted({row[0] for row in _EENHEDEN.values()}, key=len, reverse=True)) + r"|[^\W\d]\w*)\b"
)


#: Instead of a unit: of a toeslag or korting in procenten.
PROCENT = "%"


def eenheidwoord(eenheid: str, toelichting: str) -> str:
    """One of a unit, as in "per uur". A stuk is what its explanation says that it is: "Per dag, heen en terug" gives "dag"."""
    if eenheid in (Eenheid.STUKS_OUTPUT, Eenheid.STUKS_INSPANNING) and (match := _PER.match(toelichting)):
        return match[1]
    if eenheid == PROCENT:
        return "procent"
    return Eenheid(eenheid).woord if eenheid in Eenheid.values else "eenheid"


def per(eenheid: str, toelichting: str = "") -> str:
    """What an amount is for: "per uur", "per 4 weken", "eenmalig"."""
    if eenheid == PROCENT:
        return "van het tarief"
    return "eenmalig" if eenheid == Eenheid.EENMALIG else f"per {eenheidwoord(eenheid, toelichting)}"


def geteld(aantal: int, eenheid: str, toelichting: str = "") -> str:
    """ "1 etmaal", "3 dagdelen", "2 keer 4 weken"."""
    woord = eenheidwoord(eenheid, toelichting)
    meervoud = {rij[0]: rij[1] for rij in _EENHEDEN.values()}.get(woord)
    return dutch.counted(aantal, woord) if aantal == 1 or meervoud is None else f"{dutch.number(aantal)} {meervoud}"


class Frequentie(models.TextChoices):
    """WMO757: per what a number of units is granted."""

    DAG = "1", "per dag"
    WEEK = "2", "per week"
    MAAND = "4", "per maand"
    TOTAAL = "6", "totaal binnen de geldigheidsduur"


class Tariefsoort(models.TextChoices):
    """What the tarieven of a product are; empty: an amount per unit, as most are. The last four are on the tarief of another product."""

    BEDRAG = "", "bedrag per eenheid"
    OFFERTE = "offerte", "op offerte, zonder bedrag"
    BUDGET = "budget", "budget (taakgericht)"
    TOESLAG = "toeslag", "toeslag in euro"
    KORTING = "korting", "korting in euro"
    TOESLAG_PROCENT = "toeslag_pct", "toeslag in procenten"
    KORTING_PROCENT = "korting_pct", "korting in procenten"

    @classmethod
    def of(cls, value: str) -> Tariefsoort:
        """What an old or unknown value is read as: an amount per unit."""
        return cls(value) if value in cls.values else cls.BEDRAG

    @property
    def is_procent(self) -> bool:
        return self in (Tariefsoort.TOESLAG_PROCENT, Tariefsoort.KORTING_PROCENT)

    @property
    def is_bij_ander(self) -> bool:
        """A toeslag or korting: it says nothing without the product that it is on."""
        return self.is_procent or self in (Tariefsoort.TOESLAG, Tariefsoort.KORTING)


def heeft_bedrag(tariefsoort: str, eenheid: str) -> bool:
    """Whether a product has amounts at all. In euro's (83) there is none in a message (iWmo CD087): what is granted is the amount."""
    return tariefsoort != Tariefsoort.OFFERTE and eenheid != Eenheid.EURO


def bedragtekst(tariefsoort: str, bedrag: Decimal) -> str:
    """ "€ 64,80", "+ 25%", "− € 2,50"."""
    soort = Tariefsoort.of(tariefsoort)
    text = f"{dutch.number(bedrag, 2).removesuffix(',00')}%" if soort.is_procent else dutch.amount(bedrag)
    sign = "+" if soort in (Tariefsoort.TOESLAG, Tariefsoort.TOESLAG_PROCENT) else "−" if soort.is_bij_ander else ""
    return f"{sign}\N{NO-BREAK SPACE}{text}" if sign else text


class Productcategorie(models.TextChoices):
    """WMO020 (iWmo) and, from 40 on, JZ020 (iJw): productcategorie. VVR of S4 and its like are own codes within one of these."""

    HULP_BIJ_HET_HUISHOUDEN = "01", "01 Hulp bij het huishouden"
    BEGELEIDING = "02", "02 Begeleiding"
    PERSOONLIJKE_VERZORGING = "03", "03 Persoonlijke verzorging"
    KORTDUREND_VERBLIJF = "04", "04 Kortdurend verblijf"
    WOONDIENSTEN = "05", "05 Woondiensten"
    OVERIGE_INDIVIDU = "06", "06 Overige ondersteuning individu/gezin"
    DAGBESTEDING = "07", "07 Dagbesteding"
    VERVOERDIENSTEN = "08", "08 Vervoerdiensten"
    OVERIGE_GROEPSGERICHT = "09", "09 Overige groepsgericht"
    OVERIGE_MAATWERK = "10", "10 Overige maatwerkarrangementen"
    ROLSTOELEN = "11", "11 Rolstoelen"
    VERVOERVOORZIENINGEN = "12", "12 Vervoervoorzieningen"
    WOONVOORZIENINGEN = "13", "13 Woonvoorzieningen"
    OVERIGE_HULPMIDDELEN = "14", "14 Overige hulpmiddelen"
    BESCHERMD_WONEN = "15", "15 Beschermd wonen"
    OPVANG = "16", "16 Opvang"
    SPOEDOPVANG = "17", "17 Spoedopvang"
    OVERIGE_BW_EN_OPVANG = "18", "18 Overige beschermd wonen en opvang"
    JEUGD_PERSOONLIJKE_VERZORGING = "40", "40 Jeugd: persoonlijke verzorging"
    JEUGD_DAGBEHANDELING = "41", "41 Jeugd: dagbehandeling"
    JEUGD_VERVOERDIENSTEN = "42", "42 Jeugd: vervoerdiensten"
    JEUGD_VERBLIJF_MET = "43", "43 Jeugdhulp verblijf, met behandeling"
    JEUGD_VERBLIJF_ZONDER = "44", "44 Jeugdhulp verblijf, zonder behandeling"
    JEUGD_AMBULANT = "45", "45 Jeugdhulp ambulant"
    JEUGD_CRISIS = "46", "46 Jeugdhulp crisis"
    JEUGDRECLASSERING = "47", "47 Jeugdreclassering"
    JEUGDBESCHERMING = "48", "48 Jeugdbescherming"
    JEUGD_PREVENTIEF = "49", "49 Jeugd: preventief justitieel kader"
    JEUGD_MAATWERK = "50", "50 Jeugd: maatwerkarrangementen"
    JEUGD_BASIS_GGZ = "51", "51 Jeugd: generalistische basis-ggz"
    JEUGD_SPECIALISTISCHE_GGZ = "52", "52 Jeugd: specialistische ggz"
    JEUGD_KINDERGENEESKUNDE = "53", "53 Jeugd: kindergeneeskunde"
    JEUGD_GGZ = "54", "54 Jeugd-ggz"
    JEUGD_LANDELIJK = "55", "55 Jeugd: landelijk ingekochte zorg"


def domein_of(categorie: str) -> str:
    """To which domein a productcategorie belongs: from 40 on it is one of JZ020 (Jeugd), below of WMO020."""
    return "jeugd" if categorie >= "40" else "wmo"


class Uitvoeringsvariant(models.TextChoices):
    INSPANNING = "inspanning", "inspanningsgericht (p × q)"
    OUTPUT = "output", "outputgericht (p × t)"
    TAAK = "taak", "taakgericht (populatie)"


class Btw(models.TextChoices):
    """Exempt for Wmo support with an entitlement; transport 9% as a rule (feiten 7)."""

    VRIJGESTELD = "vrijgesteld", "vrijgesteld"
    LAAG = "laag", "9%"
    HOOG = "hoog", "21%"


def label_of(choices: type[models.TextChoices], value: str) -> str:
    """The label of a stored value, or the value itself when the list no longer has it."""
    return str(dict(choices.choices).get(value, value))


gemeentecode = RegexValidator(r"^\d{4}$", "Een gemeentecode van het CBS heeft 4 cijfers, met voorloopnul: 0983.")
iwmo_code = RegexValidator(
    r"^[A-Z0-9]{1,5}$",
    "Een productcode bestaat uit hooguit 5 hoofdletters en cijfers: een landelijke code zoals 02A03, of een eigen code zoals VVR.",
)


def past_in(categorie: str, code: str) -> bool:
    """iWmo TR381: a code fits its category. One that begins with two digits says which it is of; an own code fits in any."""
    return not code[:2].isdigit() or code[:2] == categorie


cpv_code = RegexValidator(
    r"^\d{8}-\d$", "Een CPV-code heeft 8 cijfers, een streepje en een controlecijfer: 85312000-9."
)

TOOI_GEMEENTE = "https://identifier.overheid.nl/tooi/id/gemeente/gm{code}"
