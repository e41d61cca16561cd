"""Reviewing: the beoordelaar sees exactly what was submitted, and approves it or returns it with remarks at their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Recht
from core.plek import Plek
from publicaties import actions
from publicaties.document import Versiegegevens, render_document
from publicaties.fouten import IncompleteInput
from publicaties.models import INGEDIEND, Opmerking, Publicatie, Status
from werkplek import plekken
from werkplek.formulier import WerkplekForm, attempt, posted
from werkplek.pagina import button, done, is_own_address, page, show
from werkplek.publiceren.pagina import load_publicatie, picture, version_url
from werkplek.publiceren.stand import GemotiveerdeWijziging, Versiepaar, at_places
from werkplek.publiceren.voorbeeld import pdf_response
from werkplek.toegang import user_of

MAX_OPMERKING = 5_000
MAX_ERBIJ = 20


@dataclass
class Opmerkingveld:
    """A place for a remark on the screen; `plek` is chosen by the beoordelaar when `kies`."""

    naam: str
    plek: str = ""
    tekst: str = ""
    fout: str = ""
    kies: bool = False


class OordeelForm(WerkplekForm):
    """A remark for each change, one for the whole version, and those for places of the beoordelaar's own choice."""

    def __init__(self, data: QueryDict | None, publicatie: Publicatie, regels: Sequence[GemotiveerdeWijziging]) -> None:
        super().__init__(data, nu=lambda: picture(publicatie), vast=[publicatie.inkoop, publicatie])
        post = self.data
        try:
            extra = min(int(post.get("erbij") or 0), MAX_ERBIJ) + (self.wat == "plek_erbij")
        except ValueError:
            extra = 0
        self.bij_regels = [Opmerkingveld(f"opmerking-{regel.sleutel}", _first_place(regel)) for regel in regels]
        self.algemeen = Opmerkingveld("opmerking-algemeen")
        self.erbij = [
            Opmerkingveld(f"opmerking-erbij-{number}", post.get(f"plek-erbij-{number}", ""), kies=True)
            for number in range(min(extra, MAX_ERBIJ))
        ]
        for veld in self.velden:
            veld.tekst = post.get(veld.naam, "").strip()
            if len(veld.tekst) > MAX_OPMERKING:
                veld.fout = f"Deze opmerking is te lang: {len(veld.tekst)} tekens. Hooguit {MAX_OPMERKING} tekens."

    @property
    def wat(self) -> str:
        return str(self.data.get("wat", ""))

    @property
    def velden(self) -> list[Opmerkingveld]:
        return [*self.bij_regels, self.algemeen, *self.erbij]

    @property
    def mag_erbij(self) -> bool:
        return len(self.erbij) < MAX_ERBIJ

    @property
    def fouten(self) -> list[tuple[str, str]]:
        return [*super().fouten, *((veld.naam, veld.fout) for veld in self.velden if veld.fout)]

    def is_valid(self) -> bool:
        return not any(veld.fout for veld in self.velden) and super().is_valid()

    def opmerkingen(self, plekken_: Sequence[Plek]) -> list[tuple[str, str]]:
        """Place and text; a place that the version does not have is the whole version."""
        known = {plek.pad for plek in plekken_}
        return [
            (veld.plek if not veld.kies or veld.plek in known else "", veld.tekst) for veld in self.velden if veld.tekst
        ]


def _first_place(regel: GemotiveerdeWijziging) -> str:
    return regel.wijziging.plekken[0].pad[:200] if regel.wijziging.plekken else ""


@page
def beoordelen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    recht = Recht.BEOORDELEN if request.method == "POST" else Recht.LEZEN
    publicatie = load_publicatie(request, slug, pk, recht)
    user, to = user_of(request), version_url(publicatie)
    if publicatie.status not in INGEDIEND and request.method != "POST":
        return redirect(to)
    stand = Versiepaar.of(publicatie)
    regels = stand.regels()
    form = OordeelForm(posted(request), publicatie, regels)
    found = plekken.plekken(stand.snapshot)
    if form.wat == "goedkeuren":
        if publicatie.status == Status.GOEDGEKEURD and publicatie.goedgekeurd_door_id == user.pk:
            return redirect(to)  # sent twice
        if form.is_valid():
            with attempt(form):
                if any(veld.tekst for veld in form.velden):
                    raise IncompleteInput(
                        "U heeft een opmerking ingevuld. Geef de versie terug met uw opmerking, "
                        "of maak het veld leeg en keur dan goed."
                    )
                actions.approve(publicatie=publicatie, by=user, at=timezone.now(), sha256=publicatie.sha256 or "-")
                return done(request, to, "U heeft de versie goedgekeurd. Zij kan nu worden gepubliceerd.")
    elif form.wat == "teruggeven" and form.is_valid():
        with attempt(form):
            remarks = form.opmerkingen(found)
            actions.return_with_remarks(publicatie=publicatie, opmerkingen=remarks, by=user, at=timezone.now())
            return done(request, to, "U heeft de versie teruggegeven. Uw opmerkingen staan bij de versie.")
    blockers, warnings = stand.split_problemen()
    return show(
        request,
        "publiceren/beoordelen",
        publicatie,
        hier="beoordelen",
        fragment="oordeel",
        form=form,
        stand=stand,
        vorige=stand.vorige,
        regels=list(zip(regels, form.bij_regels, strict=True)),
        plekken=[(plek.pad, plek.naam) for plek in found],
        blokkades=blockers,
        waarschuwingen=warnings,
        sinds=stand.sinds_teruggave(),
        eerdere=at_places(regels, stand.opmerkingen()),
    )


@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The PDF of what was submitted, watermark CONCEPT."""
    publicatie = load_publicatie(request, slug, pk)
    if publicatie.status not in INGEDIEND:
        return redirect(version_url(publicatie))
    stand = Versiepaar.of(publicatie)
    wijzigingen = [(regel.wijziging, regel.reden) for regel in stand.regels()]
    content = render_document(Versiegegevens.of(publicatie, stand.snapshot), stand.snapshot, wijzigingen)
    return pdf_response(content, f"{slug}-ter-beoordeling.pdf")


@button
def oplossen(request: HttpRequest, slug: str, pk: int, opmerking: int) -> HttpResponse:
    """Mark a remark as dealt with. Doing it twice changes nothing. `terug`: the screen where the button was, else the version."""
    publicatie = load_publicatie(request, slug, pk, Recht.INDIENEN)
    row = get_object_or_404(Opmerking.objects.filter(publicatie=publicatie), pk=opmerking)
    row.publicatie = publicatie
    if row.opgelost_op is None:
        actions.resolve_remark(opmerking=row, by=user_of(request), at=timezone.now())
    terug = request.POST.get("terug", "")
    to = terug if is_own_address(terug) else version_url(publicatie)
    stand = Versiepaar.of(publicatie)
    return done(
        request,
        to,
        "De opmerking is opgelost.",
        fresh=lambda: show(
            request,
            "publiceren/versie",
            publicatie,
            hier="stand",
            fragment="opmerkingen",
            opmerkingen=stand.opmerkingen(opgelost=False),
            opgelost=stand.opmerkingen(opgelost=True),
        ),
    )
