"""Questions of aanbieders: the list, an answer, the second reader, and the nota that tells them all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Recht, User, who_may
from core.letters import normal
from core.spreadsheet import Column, Sheet, write_xlsx
from overleg import plekken, vragen, vragennota
from overleg.models import Vraag, VraagQuerySet, Vragennota
from overleg.models.vraag import MAX_TEKST
from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot, read
from segments.bewerking import fingerprint_of_rows, fresh
from segments.models import Inkoop
from werkplek.formulier import WerkplekForm, attempt, posted
from werkplek.pagina import done, page, show
from werkplek.toegang import load_inkoop, user_of

#: What the list can be narrowed to.
STANDEN = {
    "open": "te beantwoorden",
    "nalezen": "na te lezen",
    "klaar": "klaar voor de nota",
    "nota": "in een nota",
}
_LANG = forms.Textarea(attrs={"rows": 8, "class": "wmo-veld--lang"})


class AntwoordForm(WerkplekForm):
    nota_tekst = forms.CharField(
        label="Vraag, zoals zij in de nota komt",
        max_length=MAX_TEKST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "wmo-veld--lang"}),
        help_text="Haal namen weg, en wat verraadt wie het vroeg. Leeg: zoals zij gesteld is.",
    )
    antwoord = forms.CharField(label="Antwoord", max_length=MAX_TEKST, required=False, widget=_LANG)
    veranderd = forms.ChoiceField(
        label="Daarom verandert de tekst van", required=False, help_text="Dan verwijst de nota naar de wijziging."
    )
    toegewezen = forms.ModelChoiceField(
        label="Wie antwoordt", queryset=User.objects.none(), required=False, empty_label="Nog niemand"
    )

    def __init__(self, *args: Any, snapshot: Snapshot | None, collegas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        veranderd: Any = self.fields["veranderd"]
        veranderd.choices = [("", "Niets"), *(plekken.groups(snapshot) if snapshot else [])]
        toegewezen: Any = self.fields["toegewezen"]
        toegewezen.queryset = collegas

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        return cleaned | {name: normal(cleaned[name]) for name in ("nota_tekst", "antwoord") if name in cleaned}


def _rows(inkoop: Inkoop) -> VraagQuerySet:
    rows = Vraag.objects.confirmed().filter(inkoop=inkoop)
    return rows.select_related("afzender", "toegewezen", "beantwoord_door", "nagelezen_door", "nota").order_by(
        "bevestigd_op", "pk"
    )


def stand_of(row: Vraag) -> str:
    if row.nota_id:
        return "nota"
    if row.nagelezen_op:
        return "klaar"
    return "nalezen" if row.beantwoord_op else "open"


@require_safe
def lijst(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug)
    rows = [(row, stand_of(row)) for row in _rows(inkoop)]
    counts = [(stand, naam, sum(one == stand for _, one in rows)) for stand, naam in STANDEN.items()]
    gekozen = request.GET.get("stand", "")
    gekozen = gekozen if gekozen in STANDEN else ""
    now = timezone.now()
    moment = vragen.open_moment(inkoop.pk, now)
    last = moment or vragen.last_moment(inkoop.pk)
    return show(
        request, "vragen/lijst", inkoop, rijen=[(row, one, STANDEN[one]) for row, one in rows if gekozen in {"", one}],
        aantallen=counts, gekozen=gekozen, totaal=len(rows), open=moment is not None, tot=vragen.until(last) if last else "",
        notas=Vragennota.objects.filter(inkoop=inkoop).order_by("-nummer"),
    )  # fmt: skip


@page
def vraag(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read by every colleague; answered by who writes, as long as no nota tells it."""
    inkoop, user = load_inkoop(request, slug), user_of(request)
    row = get_object_or_404(_rows(inkoop), pk=pk)
    writes = user.may(Recht.BEWERKEN, inkoop.regio_id)
    if request.method == "POST":
        load_inkoop(request, slug, Recht.BEWERKEN)
    snapshot = _snapshot(inkoop)

    def stands() -> list[str]:
        now = fresh(row)
        return [f"Antwoord: {now.antwoord or 'nog geen'}", f"Vraag in de nota: {now.nota_tekst}"]

    form = AntwoordForm(
        posted(request),
        initial={name: getattr(row, name) for name in ("nota_tekst", "antwoord", "veranderd", "toegewezen")},
        snapshot=snapshot,
        collegas=who_may(Recht.BEWERKEN, inkoop.regio_id).order_by("last_name", "first_name", "pk"),
        nu=lambda: fingerprint_of_rows(fresh(row)),
        vast=[inkoop],
        staat_er_nu=stands,
    )
    if form.is_valid():
        with attempt(form):
            data = form.cleaned_data
            changed = vragen.answer(
                vraag=row, nota_tekst=data["nota_tekst"], antwoord=data["antwoord"], veranderd=data["veranderd"],
                veranderd_naam=plekken.name(snapshot, data["veranderd"]) if snapshot else "",
                toegewezen=data["toegewezen"], by=user, at=timezone.now(),
            )  # fmt: skip
            return done(request, _address(slug, row), "Antwoord opgeslagen" if changed else "Er is niets veranderd")
    return show(
        request, "vragen/vraag", inkoop, form=form, vraag=row, stand=stand_of(row), standnaam=STANDEN[stand_of(row)],
        schrijft=writes and not row.nota_id, leest_na=_reads(user, row), mijn_antwoord=user.pk in row.schrijvers,
    )  # fmt: skip


def _may_read_over(user: User, inkoop: Inkoop) -> bool:
    return user.may(Recht.BEWERKEN, inkoop.regio_id) or user.may(Recht.BEOORDELEN, inkoop.regio_id)


def _reads(user: User, row: Vraag) -> bool:
    return (
        _may_read_over(user, row.inkoop)
        and bool(row.beantwoord_op)
        and not row.nagelezen_op
        and user.pk not in row.schrijvers
    )


@page
def nagelezen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The second reader sees what she agrees to."""
    inkoop, user = load_inkoop(request, slug), user_of(request)
    if request.method == "POST" and not _may_read_over(user, inkoop):
        raise PermissionDenied
    row = get_object_or_404(_rows(inkoop), pk=pk)
    form = WerkplekForm(posted(request), nu=lambda: fingerprint_of_rows(fresh(row)), vast=[inkoop])
    if form.is_valid():
        with attempt(form):
            vragen.read_over(vraag=row, by=user, at=timezone.now())
            return done(request, _address(slug, row), "Nagelezen: het antwoord kan in de nota")
    return show(request, "vragen/nagelezen", inkoop, form=form, vraag=row, leest_na=_reads(user, row))


@page
def nota(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop, user = load_inkoop(request, slug, Recht.PUBLICEREN), user_of(request)
    rows = list(_rows(inkoop).for_nota())
    waiting = _rows(inkoop).filter(nota=None).count() - len(rows)
    form = WerkplekForm(posted(request), nu=lambda: fingerprint_of_rows(*_rows(inkoop).for_nota()), vast=[inkoop])
    if form.is_valid():
        with attempt(form):
            made = vragennota.publish(inkoop=inkoop, by=user, at=timezone.now())
            return done(request, reverse("werkplek:vragen:lijst", args=[slug]), f"Gepubliceerd: {made}")
    return show(request, "vragen/nota", inkoop, form=form, rijen=rows, nog=waiting)


@require_safe
def excel(request: HttpRequest, slug: str) -> HttpResponse:
    """With who asked: for staff only."""
    inkoop = load_inkoop(request, slug)
    columns = [
        "Kenmerk",
        "Nummer",
        "Nota",
        "Stand",
        "Over",
        "Vraag",
        "Vraag in de nota",
        "Antwoord",
        "Beantwoord door",
        "Nagelezen door",
    ]
    columns += ["Naam", "Organisatie", "E-mailadres"]
    rows = []
    for row in _rows(inkoop):
        who = row.afzender
        rows.append(
            [
                row.referentie, row.nummer, row.nota.nummer if row.nota else None, STANDEN[stand_of(row)], row.plek_naam, row.tekst,
                row.nota_tekst, row.antwoord, str(row.beantwoord_door or ""), str(row.nagelezen_door or ""),
                who.naam if who else "", who.organisatie if who else "", who.email if who else "",
            ]
        )  # fmt: skip
    content = write_xlsx(
        [Sheet("Vragen", [Column(name) for name in columns], rows)], title=f"Vragen over {inkoop.titel}"
    )
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="{slug}-vragen.xlsx"'
    return response


def _snapshot(inkoop: Inkoop) -> Snapshot | None:
    """Of the newest version: what visitors read."""
    versie = Publicatie.objects.published().filter(inkoop=inkoop).order_by("-volgnummer").first()
    return read(versie.inhoud) if versie and versie.inhoud else None


def _address(slug: str, row: Vraag) -> str:
    return reverse("werkplek:vragen:vraag", args=[slug, row.pk])
