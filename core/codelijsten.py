"""National code lists (feiten 6): iWmo, WJ756, CBS, CPV."""

from __future__ import annotations

import re

from django.core.validators import RegexValidator
from django.db import models


class Eenheid(models.TextChoices):
    """WJ756, the unit in which a product is granted and declared."""

    MINUUT = "01", "minuut"
    UUR = "04", "uur"
    ETMAAL = "14", "etmaal"
    DAGDEEL = "16", "dagdeel"
    STUKS_OUTPUT = "82", "stuks (output)"
    EURO = "83", "euro's"
    STUKS_INSPANNING = "84", "stuks (inspanning)"

    @property
    def woord(self) -> str:
        """One of it, as in "per uur" or "per stuk"."""
        return {"82": "stuk", "83": "euro", "84": "stuk"}.get(self.value) or str(self.label)


def eenheidwoord(eenheid: str, toelichting: str) -> str:
    """One of a unit, as in "per uur". A stuk is what its explanation says that it is: "Per dag, heen en terug" gives "dag"."""
    if eenheid in (Eenheid.STUKS_OUTPUT, Eenheid.STUKS_INSPANNING) and (
        match := re.match(r"(?i)per (\w+)", toelichting)
    ):
        return match[1]
    return Eenheid(eenheid).woord if eenheid in Eenheid.values else "eenheid"


class Productcategorie(models.TextChoices):
    """WMO020, iWmo productcategorie."""

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
    r"^\d{2}[A-Z0-9]{3}$", "Een iWmo-productcode heeft 5 tekens, waarvan de eerste twee de categorie zijn: 02A03."
)
cpv_code = RegexValidator(
    r"^\d{8}-\d$", "Een CPV-code heeft 8 cijfers, een streepje en een controlecijfer: 85312000-9."
)

TOOI_GEMEENTE = "https://identifier.overheid.nl/tooi/id/gemeente/gm{code}"
