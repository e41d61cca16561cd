"""Taking over what somebody accepted of a proposal: the same actions as copying a part and saving a text, in one transaction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from accounts.models import User
from core import richtext
from core.deel import DeelInhoud
from core.fields import MAX_RICH_TEXT
from core.herstel import plain_values, restore_lists, without_unknown
from core.inlezen import Ingehaald
from inlezen.uitkomst import Tekstverschil, Uitkomst, pad_of, split, work_out
from inlezen.voorstel import Voorstel
from percelen.actions import save_kenmerktekst
from producten.actions import save_rubriektekst
from publicaties.snapshot import take
from publicaties.soorten import SOORTEN
from publicaties.teksten import teksten_van
from segments.actions import add_deel, known_here, save_tekst
from segments.bewerking import TooLong, editing, fingerprint, lock
from segments.models import Inkoop


def take_over(
    *,
    inkoop: Inkoop,
    voorstel: Voorstel,
    gezien: str,
    aanvaard: Collection[str],
    by: User,
    reden: str,
    nieuw: Collection[str] | None = None,
) -> Uitkomst:
    """Make the new parts (`nieuw`: only these), and change the texts at the places `aanvaard`. All of it, or nothing.

    `gezien`: fingerprint of the outcome that was shown. Raises Conflict when it is another one now; BewerkFout, ValidationError.
    """
    with editing(by, inkoop, reden):
        uitkomst = work_out(voorstel, take(lock(inkoop)))
        if uitkomst.vingerafdruk != gezien:
            raise Ingehaald
        for deel in uitkomst.nieuw:
            if nieuw is None or pad_of(deel) in nieuw:
                _add(inkoop, deel, by)
        for verschil in uitkomst.verschillen:
            if verschil.pad in aanvaard:
                _save(inkoop, verschil, by)
        return uitkomst


def _add(inkoop: Inkoop, deel: DeelInhoud, by: User) -> None:
    """As a copy: with everything in and below it. Raises TooLong for a text that nobody could save on the screen."""
    soort = SOORTEN[deel.soortnaam]
    for rubriek, html in teksten_van(deel).items():
        if told := richtext.too_much(html):
            raise TooLong(f"{deel.volledig}, {rubriek}: {told}")
        if len(html) > MAX_RICH_TEXT:
            raise TooLong(
                f"{deel.volledig}, {rubriek}: de tekst is te lang, hooguit {MAX_RICH_TEXT} tekens met opmaak passen erin."
            )
    delen = known_here(inkoop, soort)
    new, _ = without_unknown(deel, soort.model, delen)
    values = {name: value for name, value in plain_values(new, soort.model, delen).items() if name != "identiteit"}
    row = add_deel(deel=soort.model(**values), inkoop=inkoop, by=by)
    restore_lists(row, new, delen)


def _save(inkoop: Inkoop, verschil: Tekstverschil, by: User) -> None:
    soort, code, rubriek = split(verschil.pad)
    kind = SOORTEN[soort]
    deel: Any = kind.rows(inkoop).active().with_code(code).select_related("inkoop").get()
    basis = fingerprint(verschil.was)
    if rij := kind.rij(rubriek):
        kenmerk = deel.kenmerken.select_related("perceel__inkoop").get(nummer=rij.nummer_in(rubriek))
        save_kenmerktekst(kenmerk=kenmerk, tekst=verschil.wordt, basis=basis, by=by)
    elif kind.met_rubrieken:
        row = inkoop.rubrieken.active().get(soort=soort, sleutel=rubriek)
        save_rubriektekst(deel=deel, rubriek=row, tekst=verschil.wordt, basis=basis, by=by)
    else:
        save_tekst(deel=deel, veld=rubriek, tekst=verschil.wordt, basis=basis, by=by)
