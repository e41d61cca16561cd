from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from core import dutch
from eisen.inhoud import EisInhoud
from eisen.soort import Eismoment, Eissoort
from publicaties.models import Publicatie
from publicaties.soorten import SOORTEN
from publicaties.versies import full_name


class DagForm(forms.Form):
    """A day to look at; dates as people write them (1-6-2026) and as browsers send them (2026-06-01)."""

    dag = forms.DateField(
        required=False,
        label="Tarieven op",
        error_messages={"invalid": "Dit is geen datum. Vul een datum in als 1-6-2026."},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class EisenForm(forms.Form):
    """Which eisen to show: of a sort, at a moment, and those that hold for one part. `delen`: (name of the kind, parts to choose from)."""

    soort = forms.ChoiceField(label="Soort", required=False)
    moment = forms.ChoiceField(label="Wanneer", required=False)

    def __init__(
        self, *args: Any, eisen: Sequence[EisInhoud], delen: Mapping[str, Sequence[Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        used = {eis.soort for eis in eisen}, {eis.moment for eis in eisen}
        choices = {
            "soort": [(soort.value, dutch.capital(soort.meervoud)) for soort in Eissoort if soort in used[0]],
            "moment": [(moment.value, dutch.capital(str(moment.label))) for moment in Eismoment if moment in used[1]],
        }
        for soort, rows in delen.items():
            self.fields[soort] = forms.ChoiceField(label=dutch.capital(soort), required=False)
            choices[soort] = [(row.deelcode, row.volledig) for row in rows]
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = [("", "Alle"), *found]
            field.widget.attrs["class"] = "utrecht-select utrecht-select--html-select"
            field.error_messages["invalid_choice"] = "Dit staat niet in deze versie. Kies uit de lijst."
            if len(found) < 2:
                del self.fields[name]


class VersiesForm(forms.Form):
    """Two published versions to compare."""

    van = forms.TypedChoiceField(label="Van versie", coerce=int)
    tot = forms.TypedChoiceField(label="Naar versie", coerce=int)

    def __init__(self, *args: Any, versies: Sequence[Publicatie], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.volgnummer, full_name(row)) for row in versies]
        for name in ("van", "tot"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)  # noqa: S101
            field.choices = choices
            field.error_messages = {
                "required": "Kies een versie.",
                "invalid_choice": "Deze versie bestaat niet. Kies er een uit de lijst.",
            }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("van") and cleaned.get("van") == cleaned.get("tot"):
            self.add_error("tot", "Kies twee verschillende versies.")
        return cleaned


class VergelijkForm(forms.Form):
    """Two or three of `keuzes` (code, name), under the name `veld` in the address: ?perceel=1&perceel=2."""

    def __init__(self, *, veld: str, keuzes: Sequence[tuple[str, str]], gekozen: Sequence[str]) -> None:
        self.veld = veld
        self.keuzes = list(keuzes)
        self.codes = list(dict.fromkeys(code for code in gekozen if code))
        # One is a beginning (the link on a page), not yet a question.
        super().__init__({veld: self.codes} if len(self.codes) > 1 else None)

    def clean(self) -> dict[str, Any]:
        if unknown := [code for code in self.codes if code not in dict(self.keuzes)]:
            raise forms.ValidationError(f"Deze versie heeft geen {self.veld} {unknown[0][:40]}. Kies uit de lijst.")
        if not 2 <= len(self.codes) <= 3:
            raise forms.ValidationError("Kies er twee of drie om te vergelijken.")
        return {"delen": self.codes}

    @property
    def titel(self) -> str:
        return dutch.capital(SOORTEN[self.veld].meervoud)

    @property
    def is_begin(self) -> bool:
        """One is chosen, by a link on its page; another has to be."""
        return len(self.codes) == 1

    @property
    def plaatsen(self) -> list[tuple[str, str, str]]:
        """(id, label, chosen code) of the three lists to choose from."""
        labels = (f"Eerste {self.veld}", f"Tweede {self.veld}", f"Derde {self.veld} (niet verplicht)")
        codes = [*self.codes, "", "", ""]
        return [(f"id_{self.veld}_{at}", label, codes[at]) for at, label in enumerate(labels)]
