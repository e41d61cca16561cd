"""From nothing to a first version: what is done, and what is still to be done. Read from the working data, so nobody ticks anything."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Lidmaatschap, Recht, Rol
from core import dutch
from percelen.models import PerceelProduct
from publicaties.problemen import Probleem
from werkplek.inhoud.werkblad import Werkblad


@dataclass(frozen=True)
class Beginstap:
    naam: str
    klaar: bool
    uitleg: str = ""
    url: str = ""


def steps(werkblad: Werkblad) -> list[Beginstap]:
    """Empty once a version has been out."""
    if any(versie.volgnummer for versie in werkblad.versies):
        return []
    slug, inkoop = werkblad.slug, werkblad.inkoop
    producten, percelen = bool(werkblad.genoemd("product")), bool(werkblad.genoemd("perceel"))
    blokkades = [probleem for probleem in werkblad.problemen if probleem.blokkeert]
    teksten = [row for row in blokkades if row.plek.rubriek and not _over_tarief(row)]
    links = PerceelProduct.objects.filter(perceel__inkoop=inkoop, perceel__gearchiveerd_op=None)

    def at(name: str, *args: str) -> str:
        return reverse(f"werkplek:{name}", args=[slug, *args])

    found = [
        Beginstap("Gemeenten kiezen die meedoen", inkoop.deelnemers.exists(), url=at("gemeenten")),
        Beginstap("Producten toevoegen", producten, url=at("onderdelen", "product")),
        Beginstap("Percelen toevoegen", percelen, url=at("onderdelen", "perceel")),
        Beginstap("Producten in percelen zetten", producten and links.exists(), url=at("matrix")),
        Beginstap(
            "Verplichte teksten schrijven",
            (producten or percelen) and not teksten,
            f"Nog {dutch.number(len(teksten))} te schrijven of te verbeteren." if teksten else "",
            at("inkoop") + "#problemen",
        ),
    ]
    if inkoop.met_tarieven:
        klaar = producten and not any(map(_over_tarief, blokkades))
        found.append(Beginstap("Tarieven invullen", klaar, url=at("tarieven:matrix")))
    rest = [row for row in blokkades if not row.plek.rubriek]
    if rest:
        found.append(Beginstap("Oplossen wat nog in de weg staat", False, url=at("inkoop") + "#problemen"))
    found.append(
        Beginstap(
            "Een collega de rol van beoordelaar geven",
            _has_reviewer(werkblad),
            "Wie een versie indient, kan haar niet zelf goedkeuren.",
            reverse("admin:accounts_user_changelist") if werkblad.user.may(Recht.BEHEREN, inkoop.regio_id) else "",
        )
    )
    found.append(Beginstap("De eerste versie publiceren", False, url=at("publiceren:overzicht")))
    return found


def _over_tarief(probleem: Probleem) -> bool:
    return probleem.plek.rubriek == "tarieven"


def _has_reviewer(werkblad: Werkblad) -> bool:
    """Besides this person, who is going to submit it."""
    rows = Lidmaatschap.objects.filter(regio=werkblad.inkoop.regio_id, rol=Rol.BEOORDELAAR, user__is_active=True)
    return rows.exclude(user=werkblad.user).exists()
