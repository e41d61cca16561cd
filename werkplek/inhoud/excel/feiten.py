"""The facts and texts of one kind of part: a row for each, a column for each fact and each rubriek."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.models import User
from core import opmaaktekst
from core.fouten import BewerkFout
from core.soort import Soort
from core.spreadsheet import Value, text_of
from segments.actions import save_feiten
from segments.bewerking import facts_of, fingerprint, fingerprint_of, replacement
from segments.models import Begrip
from werkplek.inhoud import teksten
from werkplek.inhoud.excel.blad import Blad, Celwijziging, Kolom
from werkplek.inhoud.excel.keuzes import Keuzelijst, choices_of
from werkplek.inhoud.forms import FeitenForm, form_of
from werkplek.inhoud.soorten import address_of
from werkplek.inhoud.werkblad import Tekstblok, Werkblad


class Feitenblad(Blad):
    def __init__(self, kind: Soort, werkblad: Werkblad) -> None:
        super().__init__(werkblad)
        self.kind = kind
        self.naam, self.enkelvoud, self.meervoud = kind.naam, kind.naam, kind.meervoud
        self.sleutelkolom = "Nummer" if kind.model is Begrip else kind.codevelden[-1].capitalize()

    @property
    def codeveld(self) -> str:
        """The field of the first column. A begrip is its own code, and can be changed."""
        return "" if self.kind.model is Begrip else self.kind.codevelden[-1]

    # --- what stands there now ---

    @cached_property
    def velden(self) -> dict[str, forms.Field]:
        """The facts, with the code."""
        form = form_of(self.kind)(inkoop=self.inkoop)
        return {name: form.fields[name] for name in form.feiten}

    @cached_property
    def keuzes(self) -> dict[str, Keuzelijst]:
        return {name: keuzes for name, field in self.velden.items() if (keuzes := choices_of(field))}

    @cached_property
    def rows(self) -> dict[str, Any]:
        links = [name for name, field in self.velden.items() if isinstance(field, forms.ModelMultipleChoiceField)]
        return {address_of(row): row for row in self.kind.rows(self.inkoop).active().prefetch_related(*links)}

    @cached_property
    def rijen(self) -> dict[str, str]:
        return {code: str(row) for code, row in self.rows.items()}

    @property
    def oude_rijen(self) -> list[str]:
        codes = [address_of(row) for row in self.kind.rows(self.inkoop)]
        return [code for code in codes if code not in self.rows]

    @cached_property
    def teksten(self) -> dict[str, dict[str, Tekstblok]]:
        """By code and rubriek. Not the kenmerken of a perceel: each perceel has its own."""
        return {
            code: {
                blok.rubriek: blok
                for blok in self.werkblad.geheel().blokken(self.kind.naam, code)
                if not blok.rubriek.startswith("kenmerk-")
            }
            for code in self.rows
        }

    @cached_property
    def kolommen(self) -> list[Kolom]:
        empty = {name for name, keuzes in self.keuzes.items() if not keuzes.opties}
        found = [
            Kolom(str(field.label), veld=name)
            for name, field in self.velden.items()
            if name not in {self.codeveld, *empty}
        ]
        taken = {self.sleutelkolom.casefold(), *(kolom.titel.casefold() for kolom in found)}
        names = {blok.rubriek: blok.naam for blokken in self.teksten.values() for blok in blokken.values()}
        for rubriek, naam in names.items():
            options = (naam, f"{naam} (tekst)", f"{naam} ({rubriek})")
            titel = next((option for option in options if option.casefold() not in taken), options[-1])
            taken.add(titel.casefold())
            found.append(Kolom(titel, rubriek=rubriek))
        return found

    def _tekst(self, code: str, kolom: Kolom) -> str:
        blok = self.teksten[code].get(kolom.rubriek)
        return blok.tekst if blok else ""

    def value(self, code: str, kolom: Kolom) -> str:
        if kolom.rubriek:
            return opmaaktekst.write(self._tekst(code, kolom))
        return self._write(kolom.veld, facts_of(self.rows[code], [kolom.veld])[kolom.veld])

    def basis(self, code: str, kolom: Kolom) -> str:
        if kolom.rubriek:
            return fingerprint(self._tekst(code, kolom))
        return fingerprint_of(facts_of(self.rows[code], [kolom.veld]))

    def _write(self, veld: str, value: Any) -> str:
        if keuzes := self.keuzes.get(veld):
            return keuzes.write(_keys(value))
        value = self.velden[veld].prepare_value(value)
        return "" if value is None else str(value).replace("\r\n", "\n")

    # --- what comes in ---

    def read(self, code: str, kolom: Kolom, value: Value) -> str:
        if kolom.rubriek:
            return opmaaktekst.write(opmaaktekst.read(text_of(value)))
        if keuzes := self.keuzes.get(kolom.veld):
            found = keuzes.read(value)
            own = self.rows[code]
            if own._meta.get_field(kolom.veld).related_model is type(own) and str(own.pk) in found:
                raise ValueError(f"{own} kan niet naar zichzelf verwijzen.")
            return keuzes.write(found)
        text = text_of(value)
        try:
            return self._write(kolom.veld, self.velden[kolom.veld].clean(text))
        except ValidationError:
            return text  # the form tells

    def check(self, cellen: list[Celwijziging]) -> list[Celwijziging]:
        """Each fact is held against its form, each text against what a rubriek asks."""
        changes: dict[str, dict[str, str]] = {}
        for cel in cellen:
            if cel.kolom.veld and not cel.fout:
                changes.setdefault(cel.code, {})[cel.kolom.veld] = cel.wordt
        faults = {code: _told(self._form(code, changed), changed) for code, changed in changes.items()}
        return [
            replace(cel, fout=cel.fout or self._text_fault(cel) or faults.get(cel.code, {}).get(cel.kolom.veld, ""))
            for cel in cellen
        ]

    def _text_fault(self, cel: Celwijziging) -> str:
        if not cel.kolom.rubriek:
            return ""
        blok = self.teksten[cel.code].get(cel.kolom.rubriek)
        if blok is None:
            return "Deze tekst kan hier niet. Maak de cel leeg."
        try:
            replacement(blok.tekst, opmaaktekst.read(cel.wordt), fingerprint(blok.tekst), verplicht=blok.verplicht)
        except BewerkFout as fout:
            return str(fout)
        return ""

    def _form(self, code: str, changes: Mapping[str, str]) -> FeitenForm:
        """The form of this part as it stands, with these cells filled in."""
        row = self.rows[code]
        data: dict[str, Any] = {}
        for name, value in facts_of(row, list(self.velden)).items():
            keuzes, keys = self.keuzes.get(name), _keys(value)
            if keuzes is None:
                data[name] = changes.get(name, self.velden[name].prepare_value(value))
            elif name not in changes:
                data[name] = keys if keuzes.meer else "".join(keys)
            else:
                chosen = keuzes.read(changes[name])
                # What was archived since is in no cell, and stays linked.
                archived = [key for key in keys if not keuzes.write([key])] if keuzes.meer else []
                data[name] = [*chosen, *archived] if keuzes.meer else "".join(chosen)
        return form_of(self.kind)(data, instance=row, inkoop=self.inkoop)

    # --- taking over ---

    def write(self, cellen: Sequence[Celwijziging], by: User) -> None:
        feiten: dict[str, dict[str, str]] = {}
        for cel in cellen:
            if cel.kolom.veld:
                feiten.setdefault(cel.code, {})[cel.kolom.veld] = cel.wordt
                continue
            try:
                rij = teksten.find_row(self.inkoop, self.naam, cel.code, cel.kolom.rubriek)
            except Http404:
                raise BewerkFout(f"{cel} bestaat niet meer.") from None
            teksten.save(rij, tekst=opmaaktekst.read(cel.wordt), basis=cel.basis, by=by)
        for code, changes in feiten.items():
            form = self._form(code, changes)
            if not form.is_valid():
                raise ValidationError([message for found in form.errors.values() for message in found])
            values = {name: form.cleaned_data[name] for name in changes}
            basis = fingerprint_of(facts_of(self.rows[code], list(values)))
            save_feiten(deel=self.rows[code], inkoop=self.inkoop, values=values, basis=basis, by=by)

    def uitleg(self) -> Iterator[tuple[str, str, str]]:
        for kolom in self.kolommen:
            if keuzes := self.keuzes.get(kolom.veld):
                if keuzes.meer:
                    yield kolom.titel, "", "Codes, met een komma ertussen:"
                for optie in keuzes.opties:
                    yield kolom.titel, optie.tekst, optie.betekenis


def _keys(value: Any) -> list[str]:
    """What a fact holds, as a form takes it."""
    values = value if isinstance(value, list) else [value]
    return [str(getattr(one, "pk", one)) for one in values if one not in (None, "")]


def _told(form: FeitenForm, changes: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by changed cell; what is wrong elsewhere in the form is told at each of them."""
    if form.is_valid():
        return {}
    faults = {name: [str(message) for message in found] for name, found in form.errors.items()}
    elsewhere = [
        f"{form.fields[name].label}: {message}" if name in form.fields else message
        for name, found in faults.items()
        if name not in changes
        for message in found
    ]
    return {name: " ".join([*faults.get(name, []), *elsewhere]) for name in changes}
