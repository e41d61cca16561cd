"""Deciding about reacties: by who works with the inkoop, one decision for what says the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Count, Prefetch, Q
from django.urls import reverse

from accounts.models import Recht, User
from core.fouten import BewerkFout
from overleg import toewijzen
from overleg.models import Besluit, Onderwerp, Reactiepunt, Reactieronde
from segments.bewerking import editing


def for_list(rondes: Iterable[Reactieronde]) -> list[Onderwerp]:
    """With everything that a list or a nota says of them. Three queries, however many."""
    punten = Reactiepunt.objects.select_related("reactie__afzender", "vraag").order_by("reactie__referentie", "pk")
    rows = Onderwerp.objects.filter(ronde__in=list(rondes)).select_related(
        "toegewezen", "vraag", "besloten_door", "ronde"
    )
    return list(
        rows.prefetch_related(Prefetch("punten", punten, to_attr="gezegd")).order_by("plek", "vraag__volgorde", "pk")
    )


def counts(inkoop_id: int) -> dict[str, tuple[int, int]]:
    """By place: how many onderwerpen there are, and how many of them wait for a decision. One query."""
    rows = Onderwerp.objects.filter(ronde__inkoop=inkoop_id).values("plek")
    told = rows.annotate(alle=Count("pk"), open=Count("pk", filter=Q(besluit=""))).order_by("plek")
    return {row["plek"]: (row["alle"], row["open"]) for row in told}


def assign(*, onderwerp: Onderwerp, aan: User | None, by: User) -> None:
    with editing(by, onderwerp.ronde.inkoop, "toegewezen"):
        if aan is not None and not aan.may(Recht.LEZEN, onderwerp.ronde.inkoop.regio_id):
            raise BewerkFout("Deze persoon werkt niet in de regio. Kies een collega uit de lijst.", veld="toegewezen")
        was = Onderwerp.objects.values_list("toegewezen", flat=True).get(pk=onderwerp.pk)
        onderwerp.toegewezen = aan
        onderwerp.save(update_fields=["toegewezen"])
        adres = reverse("werkplek:overleg:onderwerp", args=[onderwerp.ronde.inkoop.slug, onderwerp.pk])
        wat = "een onderwerp uit de reacties"
        toewijzen.tell(aan=aan, was=was, by=by, inkoop=onderwerp.ronde.inkoop, wat=wat, adres=adres)


def decide(
    *, onderwerp: Onderwerp, titel: str, besluit: str, reden: str, plekken: Sequence[str], by: User, at: dt.datetime
) -> None:
    """What the regio answers, why, and where the text was changed for it; without a decision what was decided is open again.

    Raises NotAllowed, BewerkFout, and ValidationError of a constraint.
    """
    with editing(by, onderwerp.ronde.inkoop, "besloten" if besluit else "besluit weggehaald"):
        if besluit and not reden.strip():
            raise BewerkFout("Schrijf wat het antwoord is, en waarom.", veld="reden")
        if plekken and besluit not in {Besluit.OVERGENOMEN, Besluit.DEELS}:
            raise BewerkFout(
                "U kiest plaatsen die hierom zijn veranderd. Dat past bij ‘overgenomen’ of ‘deels overgenomen’.",
                veld="plekken",
            )
        onderwerp.titel, onderwerp.besluit, onderwerp.reden = titel.strip(), besluit, reden.strip()
        onderwerp.plekken = list(dict.fromkeys(plekken))
        onderwerp.besloten_op, onderwerp.besloten_door = (at, by) if besluit else (None, None)
        onderwerp.full_clean()
        onderwerp.save()


def group(*, onderwerp: Onderwerp, met: Sequence[Onderwerp], by: User) -> None:
    """What says the same becomes one: its punten come along, its own decision goes (the history keeps it)."""
    with editing(by, onderwerp.ronde.inkoop, f"samengevoegd met {onderwerp.pk}"):
        for other in met:
            if other.ronde_id != onderwerp.ronde_id or other.pk == onderwerp.pk:
                raise BewerkFout("Voeg alleen samen wat uit dezelfde ronde komt.")
            if other.besluit and other.besluit != onderwerp.besluit:
                raise BewerkFout(f"Over “{other}” is al anders besloten. Haal dat besluit eerst weg.")
            other.punten.update(onderwerp=onderwerp)
            other.delete()


def split(*, onderwerp: Onderwerp, punt: Reactiepunt, by: User) -> Onderwerp:
    """A punt that says something else after all, gets an onderwerp of its own."""
    with editing(by, onderwerp.ronde.inkoop, f"losgemaakt van {onderwerp.pk}"):
        if punt.onderwerp_id != onderwerp.pk or onderwerp.punten.count() < 2:
            raise BewerkFout("Dit punt staat al op zichzelf.")
        titel = " ".join(punt.tekst.split())[:80]
        new = Onderwerp.objects.create(ronde=onderwerp.ronde, plek=punt.plek, vraag=punt.vraag, titel=titel)
        Reactiepunt.objects.filter(pk=punt.pk).update(onderwerp=new)
        return new
