"""What somebody who reacts fills in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.letters import normal
from loket.deur import AfzenderForm, DeurForm
from overleg.models import MAX_TEKST, Reactiepunt, Rondevraag
from overleg.plekken import GEHEEL
from proces.models import DOCUMENT_KINDS, MAX_DOCUMENT


class PuntForm(DeurForm):
    """One remark, about a place or about all of it. `plaatsen`: as `overleg.plekken.groups`."""

    anders = "tekst"

    plek = forms.ChoiceField(
        label="Waar gaat het over",
        required=False,
        error_messages={"invalid_choice": "Deze plaats staat niet in de tekst. Kies uit de lijst."},
    )
    tekst = forms.CharField(
        label="Uw reactie",
        max_length=MAX_TEKST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "wmo-veld--lang"}),
        help_text="Wat wilt u dat er anders wordt, en waarom?",
        error_messages={
            "required": "Schrijf uw reactie.",
            "max_length": "Uw tekst is te lang: hooguit %(limit_value)d tekens, dit zijn er %(show_value)d.",
        },
    )
    punt = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    ronde = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def clean_tekst(self) -> str:
        if not (tekst := normal(self.cleaned_data["tekst"]).strip()):
            raise forms.ValidationError("Schrijf uw reactie.")
        return tekst

    def __init__(self, *args: Any, plaatsen: Sequence[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        veld = self.fields["plek"]
        assert isinstance(veld, forms.ChoiceField)  # noqa: S101
        veld.choices = [("", GEHEEL), *plaatsen]


class VragenForm(DeurForm):
    """What the regio asks in a round; each may stay open."""

    def __init__(
        self, *args: Any, vragen: Sequence[Rondevraag], gegeven: Sequence[Reactiepunt] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        known = {punt.vraag_id: punt.tekst for punt in gegeven}
        for vraag in vragen:
            field = forms.CharField(
                label=vraag.tekst,
                required=False,
                max_length=MAX_TEKST,
                initial=known.get(vraag.pk, ""),
                widget=forms.Textarea(
                    attrs={"rows": 6, "class": "wmo-veld--lang utrecht-textarea utrecht-textarea--html-textarea"}
                ),
            )
            self.fields[f"vraag-{vraag.pk}"] = field
        self.order_fields([*(name for name in self.fields if name != "website"), "website"])

    def antwoord(self, vraag: Rondevraag) -> str:
        return str(self.cleaned_data[f"vraag-{vraag.pk}"])


class BijlageForm(DeurForm):
    anders = "bestand"

    bestand = forms.FileField(
        label="Bestand",
        help_text=f"{', '.join(DOCUMENT_KINDS)}; hooguit {MAX_DOCUMENT // 1_000_000} MB. Alleen medewerkers van de regio zien het.",
        error_messages={
            "required": "Kies een bestand.",
            "empty": "Dit bestand is leeg. Kies een ander.",
            "invalid": "Kies een bestand.",
        },
    )


class LinkForm(DeurForm):
    email = AfzenderForm.base_fields["email"]


class VerstuurForm(AfzenderForm):
    akkoord = forms.BooleanField(
        label="Ik heb gelezen wat er met mijn gegevens gebeurt",
        error_messages={"required": "Vink dit aan om te versturen."},
    )
