"""Work to ask for in tests."""

from __future__ import annotations

from core.fouten import BewerkFout
from taken.models import Taak
from taken.werk import werk

done: list[tuple[str, int]] = []


@werk
def tellen(taak: Taak, *, tot: int) -> None:
    Taak.objects.filter(pk=taak.pk).update(gedaan=tot, totaal=tot)
    done.append((taak.over, tot))


@werk
def weigeren(taak: Taak) -> None:
    raise BewerkFout("De winkel is dicht. Kom morgen terug.")


@werk
def omvallen(taak: Taak) -> None:
    raise RuntimeError("geheim van binnen")
