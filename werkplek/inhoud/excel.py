"""Facts and texts as a spreadsheet: what is on screen goes out; a filled-in sheet comes in after a look at each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Recht
from core import opmaaktekst
from core.spreadsheet import Column, Sheet, SpreadsheetFout, Value, plain_text, read_table, text_of, write_xlsx
from segments.actions import save_feiten
from segments.bewerking import BewerkFout, FeitConflict, TekstConflict, facts_of, fingerprint, fingerprint_of
from werkplek.formulier import WerkplekForm
from werkplek.inhoud import teksten
from werkplek.inhoud.pagina import load_werkblad, show, staff
from werkplek.inhoud.soorten import SOORTEN, Soort
from werkplek.inhoud.werkblad import Tekstblok, Werkblad
from werkplek.toegang import user_of

_SALT = "werkplek.excel"
#: Kinds that have a sheet.
BLADEN = ("product", "perceel", "segment", "hoofdstuk")


@dataclass(frozen=True)
class Kolom:
    """A column: a fact (`veld`) or the text of a rubriek."""

    titel: str
    veld: str = ""
    rubriek: str = ""


@dataclass(frozen=True)
class Cel:
    """A cell that would change."""

    code: str
    kolom: Kolom
    was: str
    wordt: str
    basis: str
    fout: str = ""


class UploadForm(WerkplekForm):
    bestand = forms.FileField(
        label="Ingevuld Excel-bestand", help_text="Een .xlsx dat u hier heeft gedownload en aangepast.",
        error_messages={"required": "Kies een bestand.", "empty": "Het bestand is leeg."},
    )  # fmt: skip


def _kind(soort: str) -> Soort:
    if soort not in BLADEN:
        raise Http404
    return SOORTEN[soort]


@dataclass
class Blad:
    """The sheet of one kind: its columns, and the cells as they stand now."""

    kind: Soort
    werkblad: Werkblad

    def __post_init__(self) -> None:
        inkoop = self.werkblad.inkoop
        self.rows = {self.kind.code_of(row): row for row in self.kind.active(inkoop)}
        self.teksten: dict[str, dict[str, Tekstblok]] = {
            code: {
                blok.rubriek: blok
                for blok in self.werkblad.blokken(self.kind.naam, code)
                if not blok.rubriek.startswith("kenmerk-")
            }
            for code in self.rows
        }
        self.codekolom = f"{self.kind.sleutel.capitalize()}"
        fields = self.kind.form(inkoop=inkoop).fields
        self.velden = {
            name: field
            for name, field in fields.items()
            if name not in {"basis", self.kind.sleutel} and not isinstance(field, forms.ModelMultipleChoiceField)
        }
        self.keuzes = {name: _choices(field) for name, field in self.velden.items()}
        names: dict[str, str] = {}
        for blokken in self.teksten.values():
            names |= {rubriek: blok.naam for rubriek, blok in blokken.items()}
        feiten = [Kolom(str(field.label).capitalize(), veld=name) for name, field in self.velden.items()]
        titels = {kolom.titel.lower() for kolom in feiten}
        self.kolommen = [
            *feiten,
            *(
                Kolom(f"{naam} (tekst)" if naam.lower() in titels else naam, rubriek=rubriek)
                for rubriek, naam in names.items()
            ),
        ]

    def value(self, code: str, kolom: Kolom) -> str:
        if kolom.rubriek:
            blok = self.teksten[code].get(kolom.rubriek)
            return opmaaktekst.write(blok.tekst) if blok else ""
        value = facts_of(self.rows[code], [kolom.veld])[kolom.veld]
        return self.keuzes[kolom.veld].get(_key(value), "" if value is None else str(value))

    def basis(self, code: str, kolom: Kolom) -> str:
        if kolom.rubriek:
            blok = self.teksten[code].get(kolom.rubriek)
            return fingerprint(blok.tekst if blok else "")
        return fingerprint_of(facts_of(self.rows[code], [kolom.veld]))

    def sheet(self) -> Sheet:
        columns = [
            Column(self.codekolom),
            *(Column(kolom.titel, width=60 if kolom.rubriek else None) for kolom in self.kolommen),
        ]
        rows = [[code, *(self.value(code, kolom) for kolom in self.kolommen)] for code in self.rows]
        return Sheet(self.kind.meervoud, columns, rows)


def _choices(field: forms.Field) -> dict[str, str]:
    """Stored value → what the sheet says."""
    if isinstance(field, forms.BooleanField):
        return {"True": "ja", "False": "nee"}
    return {
        _key(getattr(value, "value", value)): str(label)
        for value, label in getattr(field, "choices", ()) or ()
        if value not in ("", None)
    }


def _key(value: Any) -> str:
    return "" if value is None else str(value)


@staff
@require_safe
def excel(request: HttpRequest, slug: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug)
    return show(request, "excel", werkblad, soorten=[SOORTEN[soort] for soort in BLADEN])


@staff
@require_safe
def download(request: HttpRequest, slug: str, soort: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug)
    blad = Blad(_kind(soort), werkblad)
    titel = f"{werkblad.inkoop.titel}: {blad.kind.meervoud} (werktekst)"
    response = HttpResponse(
        write_xlsx([blad.sheet()], title=titel),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}-{blad.kind.meervoud}.xlsx"'
    return response


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def inlezen(request: HttpRequest, slug: str, soort: str) -> HttpResponse:
    """Upload, look at each cell that would change, confirm. All of it, or nothing."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    kind = _kind(soort)
    form, cellen, fouten, status = UploadForm(), [], [], 200
    if "akkoord" in request.POST:
        try:
            count = _apply(request, werkblad, kind, request.POST.get("cellen", ""))
        except (BewerkFout, ValidationError) as fout:
            status = 409 if isinstance(fout, TekstConflict | FeitConflict) else 422
            told = "; ".join(fout.messages) if isinstance(fout, ValidationError) else str(fout)
            fouten = [("", f"Er is niets ingelezen. {told} Upload het bestand opnieuw.")]
        else:
            messages.success(request, f"{count} {'cel' if count == 1 else 'cellen'} gewijzigd")
            return redirect("werkplek:excel", slug)
    elif request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            try:
                cellen = _compare(Blad(kind, werkblad), form.cleaned_data["bestand"])
                fouten = [("", f"{cel.code}, {cel.kolom.titel}: {cel.fout}") for cel in cellen if cel.fout]
                status = 422 if fouten else 200
                if not cellen:
                    messages.info(request, "Het bestand is gelijk aan wat er nu staat. Er is niets te wijzigen.")
                    return redirect("werkplek:excel", slug)
            except SpreadsheetFout as fout:
                fouten = [("id_bestand", str(one)) for one in fout.fouten[:20]]
        else:
            fouten = form.fouten
    packed = signing.dumps(
        [[cel.code, cel.kolom.veld, cel.kolom.rubriek, cel.basis, cel.wordt] for cel in cellen],
        salt=_SALT,
        compress=True,
    )
    return show(
        request,
        "excel_inlezen",
        werkblad,
        status=status,
        kind=kind,
        form=form,
        cellen=cellen,
        fouten=fouten,
        packed=packed,
    )


def _compare(blad: Blad, upload: Any) -> list[Cel]:
    titels = [kolom.titel for kolom in blad.kolommen]
    table = read_table(upload, upload.name, headers=[blad.codekolom], optional=titels)
    found: list[Cel] = []
    seen: set[str] = set()
    for row in table.rows:
        code = plain_text(text_of(row[blad.codekolom]))
        if code not in blad.rows:
            message = (
                f"{blad.kind.naam.capitalize()} ‘{code}’ bestaat niet. Voeg een {blad.kind.naam} toe op het scherm."
            )
            raise SpreadsheetFout(table.fout(row, blad.codekolom, message))
        if code in seen:
            raise SpreadsheetFout(table.fout(row, blad.codekolom, f"‘{code}’ staat twee keer in het bestand."))
        seen.add(code)
        for kolom in blad.kolommen:
            if kolom.titel in table.columns and (cel := _changed(blad, code, kolom, row[kolom.titel])):
                found.append(cel)
    return _checked(blad, found)


def _changed(blad: Blad, code: str, kolom: Kolom, value: Value) -> Cel | None:
    was = blad.value(code, kolom)
    text = plain_text(text_of(value)).replace("\r\n", "\n")
    if kolom.rubriek:
        html = opmaaktekst.read(text)
        if html == opmaaktekst.read(was):
            return None
        wordt = opmaaktekst.write(html)
    else:
        wordt = text.strip()
        if wordt == was.strip():
            return None
    return Cel(code, kolom, was, wordt, blad.basis(code, kolom))


def _checked(blad: Blad, cellen: list[Cel]) -> list[Cel]:
    """Each fact is held against its form, each text against what a rubriek asks."""
    found: list[Cel] = []
    errors: dict[tuple[str, str], str] = {}
    for code in {cel.code for cel in cellen if cel.kolom.veld}:
        form = _form_of(
            blad, code, {cel.kolom.veld: cel.wordt for cel in cellen if cel.code == code and cel.kolom.veld}
        )
        if not form.is_valid():
            errors |= {(code, name): "; ".join(map(str, messages_)) for name, messages_ in form.errors.items()}
    for cel in cellen:
        fout = errors.get((cel.code, cel.kolom.veld), "") if cel.kolom.veld else ""
        if cel.kolom.veld and not fout:
            fout = errors.get((cel.code, "__all__"), "")
        blok = blad.teksten[cel.code].get(cel.kolom.rubriek)
        if cel.kolom.rubriek and blok is None:
            fout = "Deze rubriek kan hier niet."
        elif blok is not None and blok.verplicht and not cel.wordt:
            fout = "Deze rubriek is verplicht. Vul een tekst in."
        found.append(Cel(cel.code, cel.kolom, cel.was, cel.wordt, cel.basis, fout))
    return found


def _form_of(blad: Blad, code: str, changes: dict[str, str]) -> Any:
    row = blad.rows[code]
    data: dict[str, Any] = {}
    now = facts_of(row, list(blad.kind.form(instance=row, inkoop=blad.werkblad.inkoop).feiten))
    for name, value in now.items():
        if isinstance(value, bool):
            data |= {name: "on"} if value else {}
        else:
            data[name] = "" if value is None else value
    for name, text in changes.items():
        stored = {label.lower(): value for value, label in blad.keuzes[name].items()}
        if isinstance(blad.velden[name], forms.BooleanField):
            data.pop(name, None)
            if stored.get(text.lower()) == "True":
                data[name] = "on"
        else:
            data[name] = stored.get(text.lower(), text)
    return blad.kind.form(data, instance=row, inkoop=blad.werkblad.inkoop)


@transaction.atomic
def _apply(request: HttpRequest, werkblad: Werkblad, kind: Soort, packed: str) -> int:
    try:
        rows = signing.loads(packed, salt=_SALT, max_age=3600)
    except signing.BadSignature:
        raise BewerkFout("Deze controle is verlopen.") from None
    by = user_of(request)
    blad = Blad(kind, werkblad)
    feiten: dict[str, dict[str, str]] = {}
    for code, veld, rubriek, basis, wordt in rows:
        if code not in blad.rows:
            raise BewerkFout(f"{kind.naam.capitalize()} {code} bestaat niet meer.")
        if rubriek:
            rij = teksten.find_row(werkblad.inkoop, kind.naam, code, rubriek)
            teksten.save(rij, tekst=opmaaktekst.read(wordt), basis=basis, by=by)
        else:
            if fingerprint_of(facts_of(blad.rows[code], [veld])) != basis:
                raise FeitConflict
            feiten.setdefault(code, {})[veld] = wordt
    for code, changes in feiten.items():
        form = _form_of(blad, code, changes)
        if not form.is_valid():
            raise ValidationError([str(message) for found in form.errors.values() for message in found])
        values = {name: form.cleaned_data[name] for name in changes}
        basis = fingerprint_of(facts_of(blad.rows[code], list(values)))
        save_feiten(deel=blad.rows[code], inkoop=werkblad.inkoop, values=values, basis=basis, by=by)
    return len(rows)
