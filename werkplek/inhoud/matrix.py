"""Which product occurs in which perceel, edited as a matrix, with periods."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.models import Recht
from percelen.actions import Cel, MatrixConflict, Plaats, matrix_of, save_matrix
from segments.bewerking import BewerkFout
from werkplek.formulier import DagField
from werkplek.inhoud.pagina import load_werkblad, show, staff
from werkplek.toegang import user_of

_SALT = "werkplek.matrix"


@dataclass
class Vak:
    """One cell on screen."""

    naam: str
    perceel: str
    product: str
    aan: bool
    van: str = ""
    tot: str = ""
    in_beginsel: bool = False
    gewijzigd: bool = False
    fouten: list[str] = field(default_factory=list)

    @property
    def met_periode(self) -> bool:
        return bool(self.van or self.tot or self.in_beginsel or self.fouten)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def matrix(request: HttpRequest, slug: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    snapshot = werkblad.snapshot
    plaatsen = [(perceel.nummer, product.code) for perceel in snapshot.percelen for product in snapshot.producten]
    now = {plaats: cel for plaats, cel in matrix_of(werkblad.inkoop).items() if plaats in set(plaatsen)}
    vakken = {plaats: _shown(plaats, now.get(plaats)) for plaats in plaatsen}
    status, fouten = 200, []
    if request.method == "POST":
        vakken, wordt = _posted(request.POST, plaatsen)
        fouten = [(f"{vak.naam}-van", message) for vak in vakken.values() for message in vak.fouten]
        status = 422
        if not fouten:
            try:
                count = save_matrix(
                    inkoop=werkblad.inkoop, was=_unpack(request.POST.get("was", "")), wordt=wordt, by=user_of(request)
                )
            except MatrixConflict as fout:
                status, fouten = (
                    409,
                    [(f"{_name(plaats)}-aan", _told(plaats, now.get(plaats))) for plaats in fout.plaatsen],
                )
                for plaats in fout.plaatsen:
                    vakken[plaats].gewijzigd = True
            except (BewerkFout, ValidationError) as fout:
                fouten = [
                    ("", message) for message in (fout.messages if isinstance(fout, ValidationError) else [str(fout)])
                ]
            else:
                messages.success(
                    request,
                    f"{count} {'vakje' if count == 1 else 'vakjes'} gewijzigd" if count else "Er is niets veranderd",
                )
                return redirect("werkplek:matrix", slug)
    rijen = [
        (perceel, [vakken[perceel.nummer, product.code] for product in snapshot.producten])
        for perceel in snapshot.percelen
    ]
    return show(
        request,
        "matrix",
        werkblad,
        status=status,
        rijen=rijen,
        producten=snapshot.producten,
        fouten=fouten,
        was=_pack(now),
    )


def _name(plaats: Plaats) -> str:
    return f"p{plaats[0]}_{plaats[1]}"


def _shown(plaats: Plaats, cel: Cel | None) -> Vak:
    day = DagField().prepare_value
    return Vak(
        naam=_name(plaats),
        perceel=plaats[0],
        product=plaats[1],
        aan=cel is not None,
        van=day(cel.van) or "" if cel else "",
        tot=day(cel.tot) or "" if cel else "",
        in_beginsel=cel.in_beginsel if cel else False,
    )


def _posted(data: QueryDict, plaatsen: list[Plaats]) -> tuple[dict[Plaats, Vak], dict[Plaats, Cel | None]]:
    """What was typed, for the screen; and what it means, where it can be read."""
    vakken: dict[Plaats, Vak] = {}
    wordt: dict[Plaats, Cel | None] = {}
    day = DagField(required=False)
    for plaats in plaatsen:
        naam = _name(plaats)
        van, tot = data.get(f"{naam}-van", "").strip(), data.get(f"{naam}-tot", "").strip()
        vak = Vak(naam, *plaats, f"{naam}-aan" in data, van, tot, f"{naam}-beginsel" in data)
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
            wordt[plaats] = Cel(begin, end, vak.in_beginsel) if vak.aan else None
    return vakken, wordt


def _told(plaats: Plaats, cel: Cel | None) -> str:
    now = "niet aangevinkt" if cel is None else "aangevinkt"
    if cel and (cel.van or cel.tot):
        now += f" ({_shown(plaats, cel).van or '…'} tot en met {_shown(plaats, cel).tot or '…'})"
    changed = f"Perceel {plaats[0]}, {plaats[1]} is intussen door een collega veranderd. Nu is het {now}."
    return f"{changed} Sla nog een keer op om uw keuze te bewaren."


def _pack(now: dict[Plaats, Cel]) -> str:
    """What the editor sees, to find out later what a colleague changed in between."""
    return signing.dumps(
        [
            [*plaats, *(day.isoformat() if day else "" for day in (cel.van, cel.tot)), cel.in_beginsel]
            for plaats, cel in now.items()
        ],
        salt=_SALT,
        compress=True,
    )


def _unpack(packed: str) -> dict[Plaats, Cel | None]:
    try:
        rows = signing.loads(packed, salt=_SALT)
    except signing.BadSignature:
        raise BewerkFout("Dit formulier is niet meer geldig. Laad de pagina opnieuw.") from None
    day = dt.date.fromisoformat
    return {
        (nummer, code): Cel(day(van) if van else None, day(tot) if tot else None, bool(in_beginsel))
        for nummer, code, van, tot, in_beginsel in rows
    }
