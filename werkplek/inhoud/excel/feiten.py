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
from core.spreadsheet import Row, Value, text_of
from segments.actions import add_deel, save_feiten
from segments.bewerking import facts_of, fingerprint, fingerprint_of, replacement
from werkplek.inhoud import teksten
from werkplek.inhoud.excel.blad import Blad, Bladkolom, Celwijziging
from werkplek.inhoud.excel.keuzes import Keuzelijst, choices_of
from werkplek.inhoud.forms import FeitenForm, form_of
from werkplek.inhoud.soorten import address_of
from werkplek.inhoud.werkblad import Tekstblok, Werkblad


class Feitenblad(Blad):
    kan_beginnen = True

    def __init__(self, kind: Soort, werkblad: Werkblad) -> None:
        super().__init__(werkblad)
        self.kind = kind
        self.naam, self.enkelvoud, self.meervoud = kind.naam, kind.naam, kind.meervoud
        self.sleutelkolom = "Nummer" if kind.vrije_code else kind.codevelden[-1].capitalize()

    @property
    def codeveld(self) -> str:
        """The field of the first column. A begrip is its own code, and can be changed."""
        return "" if self.kind.vrije_code else self.kind.codevelden[-1]

    # --- new parts ---

    def begin(self, code: str, row: Row | None) -> str:
        """A begrip or a mijlpaal has no code of its own: a new one goes by the number of its row, as "+12"."""
        part = self.kind.model(inkoop=self.inkoop)
        if self.codeveld:
            if not code:
                raise ValueError(
                    f"Hier ontbreekt de code van een {self.enkelvoud}. Vul de code in, of verwijder de rij."
                )
            values = code.split("-", 1) if len(self.kind.codevelden) > 1 else [code]
            if len(values) != len(self.kind.codevelden):
                raise ValueError(
                    f"“{code[:40]}” kan niet. Schrijf de soort ervoor, bijvoorbeeld “product-{code[:40]}”."
                )
            for veld, value in zip(self.kind.codevelden, values, strict=True):
                setattr(part, veld, value)
        elif code and not code.startswith("+"):
            raise ValueError(f"Nummer “{code[:40]}” bestaat niet. Laat het nummer van een nieuwe rij leeg.")
        elif row is not None:
            code = f"+{row.number}"
        self.nieuw[code] = self.rows[code] = part
        self.rijen[code] = f"{self.enkelvoud.capitalize()} {code} (nieuw)"
        return code

    @cached_property
    def nieuw(self) -> dict[str, Any]:
        """Parts of a file that are not there yet, by their code; each is among `rows` too."""
        return {}

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
        """By code and rubriek, of what is there already. Not the kenmerken of a perceel: each perceel has its own."""
        return {
            code: {
                blok.rubriek: blok
                for blok in self.werkblad.geheel().blokken(self.kind.naam, code)
                if self.kind.rij(blok.rubriek) is None
            }
            for code in self.rows
            if code not in self.nieuw
        }

    @cached_property
    def tekstnamen(self) -> dict[str, str]:
        """Every text that a part of this kind can have: what it is called."""
        rubrieken = self.werkblad.geheel().snapshot.rubrieken_of(self.naam) if self.kind.met_rubrieken else []
        return {row.sleutel: row.naam for row in rubrieken} | self.kind.teksten

    @cached_property
    def kolommen(self) -> list[Bladkolom]:
        empty = {name for name, keuzes in self.keuzes.items() if not keuzes.opties}
        found = [
            Bladkolom(str(field.label), veld=name)
            for name, field in self.velden.items()
            if name not in {self.codeveld, *empty}
        ]
        taken = {self.sleutelkolom.casefold(), *(kolom.titel.casefold() for kolom in found)}
        for rubriek, naam in self.tekstnamen.items():
            options = (naam, f"{naam} (tekst)", f"{naam} ({rubriek})")
            titel = next((option for option in options if option.casefold() not in taken), options[-1])
            taken.add(titel.casefold())
            found.append(Bladkolom(titel, rubriek=rubriek))
        return found

    def _tekst(self, code: str, kolom: Bladkolom) -> str:
        blok = self.teksten.get(code, {}).get(kolom.rubriek)
        return blok.tekst if blok else ""

    def value(self, code: str, kolom: Bladkolom) -> str:
        if kolom.rubriek:
            return opmaaktekst.write(self._tekst(code, kolom))
        return self._write(kolom.veld, facts_of(self.rows[code], [kolom.veld])[kolom.veld])

    def basis(self, code: str, kolom: Bladkolom) -> str:
        if kolom.rubriek:
            return fingerprint(self._tekst(code, kolom))
        return fingerprint_of(facts_of(self.rows[code], [kolom.veld]))

    def _write(self, veld: str, value: Any) -> str:
        if keuzes := self.keuzes.get(veld):
            return keuzes.write(_keys(value))
        value = self.velden[veld].prepare_value(value)
        return "" if value is None else str(value).replace("\r\n", "\n")

    # --- what comes in ---

    def read(self, code: str, kolom: Bladkolom, value: Value) -> str:
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
        changes: dict[str, dict[str, str]] = {cel.code: {} for cel in cellen if cel.is_nieuw}
        for cel in cellen:
            if cel.kolom.veld and not cel.fout:
                changes.setdefault(cel.code, {})[cel.kolom.veld] = cel.wordt
        faults = {
            code: _told(self._form(code, changed), changed, nieuw=code in self.nieuw)
            for code, changed in changes.items()
        }
        return [
            replace(cel, fout=cel.fout or self._text_fault(cel) or faults.get(cel.code, {}).get(_place(cel), ""))
            for cel in cellen
        ]

    def _text_fault(self, cel: Celwijziging) -> str:
        if not cel.kolom.rubriek:
            return ""
        blok = self.teksten.get(cel.code, {}).get(cel.kolom.rubriek)
        if blok is None and cel.code not in self.nieuw:
            return "Deze tekst kan hier niet. Maak de cel leeg."
        was, verplicht = (blok.tekst, blok.verplicht) if blok else ("", False)
        try:
            replacement(was, opmaaktekst.read(cel.wordt), fingerprint(was), verplicht=verplicht)
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
        feiten: dict[str, dict[str, str]] = {cel.code: {} for cel in cellen if cel.is_nieuw}
        for cel in cellen:
            if cel.kolom.veld:
                feiten.setdefault(cel.code, {})[cel.kolom.veld] = cel.wordt
        # What is new comes first: a text needs its part.
        new = {
            code: self._add(self._valid(code, changes), by) for code, changes in feiten.items() if code in self.nieuw
        }
        for cel in cellen:
            if cel.kolom.rubriek:
                code = new.get(cel.code, cel.code)
                try:
                    rij = teksten.find_row(self.inkoop, self.naam, code, cel.kolom.rubriek)
                except Http404:
                    raise BewerkFout(f"{cel} bestaat niet meer.") from None
                teksten.save(rij, tekst=opmaaktekst.read(cel.wordt), basis=cel.basis, by=by)
        for code, changes in feiten.items():
            if code not in new:
                form = self._valid(code, changes)
                values = {name: form.cleaned_data[name] for name in changes}
                basis = fingerprint_of(facts_of(self.rows[code], list(values)))
                save_feiten(deel=self.rows[code], inkoop=self.inkoop, values=values, basis=basis, by=by)

    def _valid(self, code: str, changes: Mapping[str, str]) -> FeitenForm:
        form = self._form(code, changes)
        if not form.is_valid():
            raise ValidationError([message for found in form.errors.values() for message in found])
        return form

    def _add(self, form: FeitenForm, by: User) -> str:
        """Its code in an address."""
        fields = form.instance._meta
        links = {name: value for name, value in form.values.items() if fields.get_field(name).many_to_many}
        return address_of(add_deel(deel=form.instance, inkoop=self.inkoop, by=by, links=links))

    def uitleg(self) -> Iterator[tuple[str, str, str]]:
        nieuw = "Verplicht. Een code die er nog niet is, maakt een nieuw onderdeel."
        yield self.sleutelkolom, "", nieuw if self.codeveld else "Laat dit leeg bij een nieuwe rij."
        for kolom in self.kolommen:
            keuzes = self.keuzes.get(kolom.veld)
            if told := self._told(kolom, keuzes):
                yield kolom.titel, "", told
            for optie in keuzes.opties if keuzes else ():
                yield kolom.titel, optie.tekst, optie.betekenis

    def _told(self, kolom: Bladkolom, keuzes: Keuzelijst | None) -> str:
        """What a column is for."""
        if kolom.rubriek:
            rubriek = self._hulp.get(kolom.rubriek, "")
            return f"Tekst. {rubriek}".strip()
        field = self.velden[kolom.veld]
        meer = "Codes, met een komma ertussen:" if keuzes and keuzes.meer else ""
        return " ".join(filter(None, ["Verplicht." if field.required else "", str(field.help_text), meer]))

    @cached_property
    def _hulp(self) -> dict[str, str]:
        """Of each rubriek the help for who writes."""
        rows = self.inkoop.rubrieken.active().filter(soort=self.naam).order_by("pk")
        return dict(rows.values_list("sleutel", "toelichting"))


def _keys(value: Any) -> list[str]:
    """What a fact holds, as a form takes it."""
    values = value if isinstance(value, list) else [value]
    return [str(getattr(one, "pk", one)) for one in values if one not in (None, "")]


def _place(cel: Celwijziging) -> str:
    """Where a fault of the form is told: at its field, or at what says that the row is new."""
    return "" if cel.is_nieuw else cel.kolom.veld or "-"


def _told(form: FeitenForm, changes: Mapping[str, str], *, nieuw: bool) -> dict[str, str]:
    """What is wrong, by changed cell; what is wrong elsewhere in the form is told at each of them, of a new row once (at "")."""
    if form.is_valid():
        return {}
    faults = {name: [str(message) for message in found] for name, found in form.errors.items()}
    elsewhere = [
        f"{form.fields[name].label}: {message}" if name in form.fields else message
        for name, found in faults.items()
        if name not in changes
        for message in found
    ]
    own = {name: " ".join([*faults.get(name, []), *([] if nieuw else elsewhere)]) for name in changes}
    return own | ({"": " ".join(elsewhere)} if nieuw else {})
