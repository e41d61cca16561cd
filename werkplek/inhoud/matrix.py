"""Which product occurs in which perceel, edited as a matrix, with periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from pydantic import TypeAdapter

from accounts.models import Recht
from core import inlezen
from core.fouten import BewerkFout
from percelen.actions import Kruispunt, Plaatsing, matrix_of, save_matrix
from werkplek.formulier import DagField, WerkplekForm, attempt, posted
from werkplek.inhoud.pagina import load_werkblad
from werkplek.pagina import done, page, show
from werkplek.toegang import user_of

_CELLEN = TypeAdapter(list[tuple[str, str, Plaatsing]])


@dataclass
class Vak:
    """One cell on screen."""

    naam: str
    kop: str  # the ids of its headings: what it is called
    aan: bool = False
    van: str = ""
    tot: str = ""
    in_beginsel: bool = False
    gewijzigd: bool = False
    fouten: list[str] = field(default_factory=list)

    def filled(self, cel: Plaatsing | None) -> Vak:
        if cel is None:
            return self
        day = DagField().prepare_value
        return replace(
            self, aan=True, van=day(cel.van) or "", tot=day(cel.tot) or "", in_beginsel=cel.in_beginsel, fouten=[]
        )

    @property
    def met_periode(self) -> bool:
        return bool(self.van or self.tot or self.in_beginsel or self.fouten)

    @property
    def is_bijzonder(self) -> bool:
        return self.met_periode or self.gewijzigd


class MatrixForm(WerkplekForm):
    """The matrix as it was sent. What was seen goes along whole: only the cells that somebody changed are written, and told apart."""

    def __init__(
        self, data: QueryDict | None, waar: str, now: dict[Kruispunt, Plaatsing], leeg: Mapping[Kruispunt, Vak]
    ) -> None:
        super().__init__(data, nu=lambda: inlezen.keep(_pack(now), "", waar=waar))
        self.now, self.leeg, self.van = now, leeg, waar
        self.bij_vakken: list[tuple[str, str]] = []
        self.waar: list[Kruispunt] = []  # cells that a colleague changed

    @property
    def was(self) -> dict[Kruispunt, Plaatsing | None]:
        """What was seen, however long ago: each cell is compared. Raises BewerkFout."""
        try:
            return _unpack(inlezen.kept(self.gezien, waar=self.van, verloopt=False)[0])
        except inlezen.Verlopen:
            raise BewerkFout("Dit formulier is niet meer geldig. Laad de pagina opnieuw.") from None

    @property
    def fouten(self) -> list[tuple[str, str]]:
        return [*self.bij_vakken, *super().fouten]

    def refuse(self, fout: BewerkFout | ValidationError) -> None:
        self.waar = getattr(fout, "waar", [])
        super().refuse(fout)
        if self.waar:
            self.errors.clear()
            self.bij_vakken = [(self.leeg[plaats].naam, _told(plaats, self.now.get(plaats))) for plaats in self.waar]


@page
def matrix(request: HttpRequest, slug: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    percelen, producten = werkblad.genoemd("perceel"), werkblad.genoemd("product")
    leeg = {
        (perceel.code, product.code): Vak(f"v{perceel.pk}-{product.pk}", f"r{row} k{column}")
        for row, perceel in enumerate(percelen)
        for column, product in enumerate(producten)
    }
    now = {plaats: cel for plaats, cel in matrix_of(werkblad.inkoop).items() if plaats in leeg}
    vakken = {plaats: vak.filled(now.get(plaats)) for plaats, vak in leeg.items()}
    form = MatrixForm(posted(request), f"{user_of(request).pk}.matrix.{werkblad.inkoop.pk}", now, leeg)
    if form.is_bound:
        data, form.bij_vakken = _with_added(request.POST, leeg)
        vakken, wordt = _posted(data, leeg)
        form.bij_vakken += [(f"{vak.naam}-van", message) for vak in vakken.values() for message in vak.fouten]
        if not form.fouten:
            with attempt(form):
                count = save_matrix(inkoop=werkblad.inkoop, was=form.was, wordt=wordt, by=user_of(request))
                told = f"{count} {'vakje' if count == 1 else 'vakjes'} gewijzigd" if count else "Er is niets veranderd"
                return done(request, reverse("werkplek:matrix", args=[slug]), told)
        for plaats in form.waar:
            vakken[plaats].gewijzigd = True
    rijen = [(perceel, [vakken[perceel.code, product.code] for product in producten]) for perceel in percelen]
    return show(
        request,
        "inhoud/matrix",
        werkblad,
        form=form,
        rijen=rijen,
        producten=producten,
        leeg=Vak("NAAM", "KOP"),
    )


def _with_added(data: QueryDict, leeg: Mapping[Kruispunt, Vak]) -> tuple[QueryDict, list[tuple[str, str]]]:
    """A period that was filled in below the matrix (without JavaScript), as if it was in its cell; and what is wrong with it."""
    plaats = data.get("nieuw-perceel", ""), data.get("nieuw-product", "")
    period = {name: data.get(f"nieuw-{name}", "").strip() for name in ("van", "tot", "beginsel")}
    if not any(period.values()):
        return data, []
    if plaats not in leeg:
        return data, [("nieuw-perceel", "Kies bij de periode een perceel en een product.")]
    data = data.copy()
    naam = leeg[plaats].naam
    data[naam] = "on"
    data.update({f"{naam}-{name}": value for name, value in period.items() if value})
    return data, []


def _posted(
    data: QueryDict, leeg: Mapping[Kruispunt, Vak]
) -> tuple[dict[Kruispunt, Vak], dict[Kruispunt, Plaatsing | None]]:
    """What was typed, for the screen; and what it means, where it can be read."""
    vakken: dict[Kruispunt, Vak] = {}
    wordt: dict[Kruispunt, Plaatsing | None] = {}
    day = DagField(required=False)
    for plaats, empty in leeg.items():
        naam = empty.naam
        van, tot = data.get(f"{naam}-van", "").strip(), data.get(f"{naam}-tot", "").strip()
        vak = replace(empty, aan=naam in data, van=van, tot=tot, in_beginsel=f"{naam}-beginsel" in data, fouten=[])
        vakken[plaats] = vak
        where = f"perceel {plaats[0]}, {plaats[1]}"
        days: list[dt.date | None] = []
        for text in (van, tot):
            try:
                days.append(day.clean(text))
            except ValidationError as fout:
                vak.fouten.extend(f"{where}: {message}" for message in fout.messages)
                days.append(None)
        begin, end = days
        if begin and end and end < begin:
            vak.fouten.append(f"{where}: de einddatum ligt voor de begindatum.")
        if not vak.aan and (van or tot):
            vak.fouten.append(f"{where}: er staat een periode, maar het vakje is niet aangevinkt.")
        if not vak.fouten:
            wordt[plaats] = Plaatsing(begin, end, vak.in_beginsel) if vak.aan else None
    return vakken, wordt


def _told(plaats: Kruispunt, cel: Plaatsing | None) -> str:
    now = "niet aangevinkt" if cel is None else "aangevinkt"
    if cel and (cel.van or cel.tot):
        shown = Vak("", "").filled(cel)
        now += f" ({shown.van or '…'} tot en met {shown.tot or '…'})"
    changed = f"Perceel {plaats[0]}, {plaats[1]} is intussen door een collega veranderd. Nu is het {now}."
    return f"{changed} Sla nog een keer op om uw keuze te bewaren."


def _pack(now: dict[Kruispunt, Plaatsing]) -> Any:
    return _CELLEN.dump_python([(*plaats, cel) for plaats, cel in now.items()], mode="json")


def _unpack(rows: Any) -> dict[Kruispunt, Plaatsing | None]:
    return {(nummer, code): cel for nummer, code, cel in _CELLEN.validate_python(rows)}
