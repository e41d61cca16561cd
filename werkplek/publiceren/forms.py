"""What people fill in on the road of a version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from publicaties.models import Publicatie, PublicatieSoort
from werkplek.formulier import DagField, TijdField, WerkplekForm

MAX_REDEN = 2_000


class GegevensForm(WerkplekForm):
    """The name, day and kind of a version that is being prepared."""

    versienaam = forms.CharField(
        label="Naam van de versie",
        max_length=120,
        help_text="Zo staat zij in de lijst van versies, bijvoorbeeld “Versie van 1 juni 2026”.",
        error_messages={"required": "Geef de versie een naam, bijvoorbeeld “Versie van 1 juni 2026”."},
        widget=forms.TextInput(attrs={"class": "wmo-veld--lang", "autocomplete": "off"}),
    )
    ingangsdatum = DagField(label="Ingangsdatum", help_text="Vanaf deze dag geldt de versie. Bijvoorbeeld 1-6-2026.")
    soort = forms.ChoiceField(
        label="Soort versie",
        choices=[
            (PublicatieSoort.DEFINITIEF, "Definitieve versie: gaat gelden op de ingangsdatum"),
            (PublicatieSoort.CONSULTATIE, "Consultatieversie: concepttekst om te bespreken, gaat niet gelden"),
        ],
        initial=PublicatieSoort.DEFINITIEF,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een definitieve versie of een consultatieversie."},
    )
    toelichting = forms.CharField(
        label="Toelichting voor lezers",
        required=False,
        max_length=5_000,
        help_text="Staat boven de wijzigingen, op de site en in de PDF.",
        widget=forms.Textarea(attrs={"class": "wmo-veld--lang", "rows": 4}),
    )

    @staticmethod
    def initial_of(publicatie: Publicatie) -> dict[str, Any]:
        return {name: getattr(publicatie, name) for name in ("versienaam", "ingangsdatum", "soort", "toelichting")}


class PlanForm(WerkplekForm):
    """A moment in Dutch time."""

    dag = DagField(label="Dag", help_text="Bijvoorbeeld 1-6-2026.")
    tijd = TijdField(label="Tijd", help_text="Bijvoorbeeld 9.30.", initial=dt.time(9))

    @property
    def moment(self) -> dt.datetime:
        return dt.datetime.combine(self.cleaned_data["dag"], self.cleaned_data["tijd"], timezone.get_default_timezone())


class RedenForm(WerkplekForm):
    reden = forms.CharField(
        label="Reden",
        max_length=MAX_REDEN,
        error_messages={"required": "Schrijf een reden."},
        widget=forms.Textarea(attrs={"class": "wmo-veld--lang", "rows": 3}),
    )


class IntrekForm(WerkplekForm):
    """Asking to withdraw a version, or doing it at once: `wat` is the button. After a request (`gevraagd`) its reason is known."""

    reden = forms.CharField(
        label="Waarom moet deze versie worden ingetrokken?",
        max_length=MAX_REDEN,
        help_text="Lezers zien deze reden bij de versie.",
        error_messages={"required": "Geef een reden op voor het intrekken; lezers zien die."},
        widget=forms.Textarea(attrs={"class": "wmo-veld--lang", "rows": 3}),
    )
    spoed = forms.CharField(
        label="Waarom kan het niet wachten?",
        max_length=MAX_REDEN,
        help_text="Al uw collega’s krijgen dit te lezen.",
        error_messages={"required": "Schrijf waarom dit niet kan wachten op een collega; alle collega’s lezen dat."},
        widget=forms.Textarea(attrs={"class": "wmo-veld--lang", "rows": 3}),
    )

    def __init__(self, *args: Any, wat: str, gevraagd: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reden"].required = not gevraagd
        self.fields["spoed"].required = not self.is_bound or wat == "spoed"


class BesluitForm(WerkplekForm):
    """What a colleague decides about a request to withdraw; who asked (`eigen`) takes it back without a word."""

    toelichting = forms.CharField(
        label="Waarom trekt u haar niet in?",
        max_length=MAX_REDEN,
        help_text="Alleen invullen als u niet intrekt.",
        error_messages={"required": "Schrijf waarom u de versie niet intrekt; uw collega leest dat."},
        widget=forms.Textarea(attrs={"class": "wmo-veld--lang", "rows": 3}),
    )

    def __init__(self, *args: Any, wat: str, eigen: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["toelichting"].required = not self.is_bound or (wat == "niet" and not eigen)


class OpmerkingAntwoordForm(WerkplekForm):
    antwoord = forms.CharField(
        label="Uw antwoord",
        required=False,
        max_length=5_000,
        help_text="De beoordelaar leest het bij zijn opmerking.",
        widget=forms.Textarea(attrs={"class": "wmo-veld--lang", "rows": 4}),
    )


class TerugzetForm(RedenForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reden"].label = "Waarom zet u de werkgegevens terug?"
        self.fields["reden"].help_text = "De reden komt in de geschiedenis te staan."
        self.fields["reden"].error_messages["required"] = (
            "Schrijf waarom u terugzet, voor wie later in de geschiedenis kijkt."
        )
