"""What people fill in about tarieven. Numbers are read as Dutch people write them, and shown back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from core import dutch
from core.codelijsten import Btw, iwmo_code
from core.inhoud import own_fields
from core.inlezen import BestandField
from tarieven.bedragen import parse_amount
from tarieven.inhoud import IndexatieInhoud, OpbouwInhoud
from tarieven.models import Basis, Indexatie, Indexcomponent, Kostenelement, Kostprijsopbouw, Methode, Tarief
from werkplek.formulier import Aangekleed, DagField, WerkplekForm, dress

_SHORT = {"class": "wmo-veld--kort wmo-getal", "autocomplete": "off", "inputmode": "decimal"}


class BedragField(forms.Field):
    """Euros: 64,80, € 64.80, 1.234,50."""

    default_error_messages = {"required": "Vul een bedrag in, bijvoorbeeld 64,80."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs=dict(_SHORT)))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return dutch.number(value, 2) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            return parse_amount(str(value))
        except ValueError as fout:
            raise forms.ValidationError(str(fout)) from fout


class KommagetalField(forms.Field):
    """A number with a decimal comma (or point): 4,94 or -0,5. No dots between thousands."""

    def __init__(
        self, *, decimals: int, least: Decimal | None = None, most: Decimal | None = None, **kwargs: Any
    ) -> None:
        self.decimals, self.least, self.most = decimals, least, most
        kwargs.setdefault("widget", forms.TextInput(attrs=dict(_SHORT)))
        kwargs.setdefault("error_messages", {"required": "Vul een getal in."})
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        exponent = -int(value.normalize().as_tuple().exponent)
        return f"{value:.{max(0, min(exponent, self.decimals))}f}".replace(".", ",")

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        text = str(value).strip().removesuffix("%").strip().replace("−", "-")
        if not re.fullmatch(r"-?\d{1,8}(?:[.,]\d+)?", text):
            raise forms.ValidationError(f"“{str(value)[:40]}” is geen getal. Schrijf bijvoorbeeld 4,94.")
        number = Decimal(text.replace(",", "."))
        if -int(number.normalize().as_tuple().exponent) > self.decimals:
            raise forms.ValidationError(f"Hooguit {self.decimals} cijfers achter de komma.")
        if self.least is not None and number < self.least:
            raise forms.ValidationError(f"Vul een getal in van {dutch.number(self.least)} of meer.")
        if self.most is not None and number > self.most:
            raise forms.ValidationError(f"Vul een getal in van {dutch.number(self.most)} of minder.")
        return number


class CelForm(WerkplekForm):
    """A new amount for one cell from a day. `gecontroleerd`: what was typed when it was shown back."""

    bedrag = BedragField(label="Bedrag (euro)")
    vanaf = DagField(label="Vanaf")
    gecontroleerd = forms.CharField(required=False, widget=forms.HiddenInput)

    def typed(self) -> str:
        """Shown back before saving; saving something else is shown back first."""
        vanaf: dt.date = self.cleaned_data["vanaf"]
        return f"{self.cleaned_data['bedrag']}/{vanaf.isoformat()}/{self.cleaned_data.get('btw', '')}" + (
            f"/{self.cleaned_data['iwmo_code']}" if self.cleaned_data.get("iwmo_code") else ""
        )


class CelPaginaForm(CelForm):
    """On the page of a cell, with btw."""

    btw = forms.ChoiceField(label="Btw", choices=Btw.choices, required=False)
    iwmo_code = forms.CharField(
        label="Eigen productcode",
        required=False,
        max_length=5,
        validators=[iwmo_code],
        help_text="Alleen als dit tarief een andere code heeft dan het product.",
        widget=forms.TextInput(attrs={"class": "wmo-veld--kort", "autocomplete": "off"}),
    )

    def clean_iwmo_code(self) -> str:
        return str(self.cleaned_data["iwmo_code"]).upper()


class EindeForm(WerkplekForm):
    anders = "tot"

    tot = DagField(
        label="Laatste dag",
        required=False,
        help_text="Laat leeg voor een tarief zonder einde. Bijvoorbeeld 31-12-2026.",
    )


class VerwijderForm(WerkplekForm):
    """`vorige`: what ended the day before, and can run on instead."""

    verlengen = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, vorige: Tarief | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if vorige:
            self.fields["verlengen"].label = f"Laat het vorige tarief ({dutch.amount(vorige.bedrag)}) doorlopen"
        else:
            del self.fields["verlengen"]


class BestandForm(WerkplekForm):
    bestand = BestandField(
        ".xlsx", ".csv", help_text="Een ingevuld sjabloon of een export, als .xlsx of .csv. Hooguit 5 MB."
    )


class PlakForm(WerkplekForm):
    kolom = forms.ChoiceField(label="Kolom")
    ingangsdatum = DagField(label="Ingangsdatum", help_text="Vanaf deze dag gelden de bedragen. Bijvoorbeeld 1-1-2027.")
    regels = forms.CharField(
        label="Bedragen",
        max_length=200_000,
        strip=False,
        error_messages={"required": "Plak hier de bedragen, één per regel."},
        widget=forms.Textarea(attrs={"class": "wmo-veld--lang", "rows": 8, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, kolommen: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kolom"].choices = list(kolommen)  # type: ignore[attr-defined]


class IndexatieForm(Aangekleed, forms.ModelForm[Indexatie]):
    """The figures of a round, but for its components."""

    samen = (("jaar", "ingangsdatum", "percentage_decimalen"),)

    ingangsdatum = DagField(
        label="Ingangsdatum", help_text="Vanaf deze dag gelden de nieuwe bedragen. Bijvoorbeeld 1-1-2027."
    )
    methode = forms.ChoiceField(
        label="Hoe telt de correctie van vorig jaar mee?", choices=Methode.choices, widget=forms.RadioSelect
    )
    basis = forms.ChoiceField(label="Rekent door met", choices=Basis.choices, widget=forms.RadioSelect)

    class Meta:
        model = Indexatie
        fields = own_fields(IndexatieInhoud)
        labels = {"percentage_decimalen": "Cijfers achter de komma van het percentage"}
        help_texts = {"toelichting": "Welke cijfers, uit welke bron. Dit komt in de publicatie."}
        widgets = {
            "jaar": forms.TextInput(attrs=dict(_SHORT)),
            "percentage_decimalen": forms.TextInput(attrs=dict(_SHORT)),
            "toelichting": forms.Textarea(attrs={"class": "wmo-veld--lang", "rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bij_rijen: list[tuple[str, str]] = []  # what is wrong with the components
        self.stil = False  # a row was added: what is not filled in yet is not wrong yet

    @property
    def fouten(self) -> list[tuple[str, str]]:
        return [] if self.stil else [*super().fouten, *self.bij_rijen]

    def add_prefix(self, field_name: str) -> str:
        # `basis` is what every form of the workplace calls the fingerprint of what it showed.
        return "rekenbasis" if field_name == "basis" else super().add_prefix(field_name)


class ComponentForm(WerkplekForm):
    """A weighed price index. A row without a name and figures does not count."""

    naam = forms.CharField(label="Component", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    gewicht = KommagetalField(label="Gewicht", decimals=4, least=Decimal(0), most=Decimal(1))
    vorig_voorlopig = KommagetalField(
        label="Vorig jaar, voorlopig (%)", decimals=4, least=Decimal(-99), most=Decimal(999), required=False
    )
    vorig_definitief = KommagetalField(
        label="Vorig jaar, definitief (%)", decimals=4, least=Decimal(-99), most=Decimal(999), required=False
    )
    voorlopig = KommagetalField(label="Komend jaar, voorlopig (%)", decimals=4, least=Decimal(-99), most=Decimal(999))
    bron = forms.CharField(
        label="Bron", max_length=300, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        """Without the figures of last year there is nothing to correct: a flat percentage is only that of the coming year."""
        cleaned = super().clean() or self.cleaned_data
        last_year = [name for name in ("vorig_voorlopig", "vorig_definitief") if name not in self.errors]
        empty = [name for name in last_year if cleaned.get(name) is None]
        if len(empty) == 2:
            cleaned.update(dict.fromkeys(empty, Decimal(0)))
        elif empty and len(last_year) == 2:
            self.add_error(empty[0], "Vul beide cijfers van vorig jaar in, of geen van beide.")
        return cleaned

    @staticmethod
    def initial_of(component: Indexcomponent) -> dict[str, Any]:
        return {name: getattr(component, name) for name in ComponentForm.base_fields}


class ComponentRijen(forms.BaseFormSet[ComponentForm]):
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """A row is checked whenever it has something in it, whatever the browser says of how many there were."""
        return {**super().get_form_kwargs(index), "empty_permitted": False, "use_required_attribute": False}


ComponentFormSet = forms.formset_factory(
    ComponentForm, formset=ComponentRijen, extra=0, min_num=0, max_num=12, absolute_max=12
)


class OpbouwForm(Aangekleed, forms.ModelForm[Kostprijsopbouw]):
    """The figures of an hour, and the six elements of the law: an amount, or why it does not apply."""

    bruto_uurloon = BedragField(label="Bruto uurloon (euro)", required=False)
    toeslagen_percentage = KommagetalField(
        label="Toeslagen en sociale lasten (%)",
        decimals=2,
        least=Decimal(0),
        most=Decimal(999),
        required=False,
    )
    betaalde_uren = KommagetalField(
        label="Betaalde uren per jaar", decimals=2, least=Decimal(1), most=Decimal(8784), required=False
    )
    productieve_uren = KommagetalField(
        label="Productieve uren per jaar", decimals=2, least=Decimal(1), most=Decimal(8784), required=False
    )
    overhead_percentage = KommagetalField(
        label="Overhead (%)", decimals=2, least=Decimal(0), most=Decimal(999), required=False
    )
    reiskosten = BedragField(label="Reis- en opleidingskosten per eenheid (euro)", required=False)
    risico_percentage = KommagetalField(
        label="Risico (%)", decimals=2, least=Decimal(0), most=Decimal(999), required=False
    )
    uren_per_eenheid = KommagetalField(
        label="Uren per eenheid",
        decimals=2,
        least=Decimal("0.01"),
        most=Decimal(999),
        help_text="1 bij een uur, 4 bij een dagdeel.",
        required=False,
    )
    clienten = KommagetalField(
        label="Cliënten per beroepskracht",
        decimals=2,
        least=Decimal("0.01"),
        most=Decimal(99),
        help_text="Meer dan 1 bij een groep.",
        required=False,
    )

    class Meta:
        model = Kostprijsopbouw
        fields = own_fields(OpbouwInhoud)
        help_texts = {"bron": "Bijvoorbeeld de naam en datum van het kostprijsonderzoek."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for element in Kostenelement:
            self.fields[f"bedrag_{element.value}"] = BedragField(label="Bedrag (euro)", required=False)
            self.fields[f"reden_{element.value}"] = forms.CharField(
                label="Of: niet van toepassing, omdat",
                required=False,
                max_length=2_000,
                widget=forms.TextInput(attrs={"class": "wmo-veld--lang"}),
            )
        for field in self.fields.values():
            dress(field)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        # Figures of an hour that nobody fills in are the usual ones: the six elements can stand by themselves.
        usual = Kostprijsopbouw()
        for name in own_fields(OpbouwInhoud):
            if cleaned.get(name) is None and name not in self.errors:
                cleaned[name] = getattr(usual, name)
        for element in Kostenelement:
            if cleaned.get(f"bedrag_{element.value}") is not None and cleaned.get(f"reden_{element.value}"):
                self.add_error(f"reden_{element.value}", "Vul een bedrag in, of een reden. Niet allebei.")
        return cleaned

    @property
    def som(self) -> list[forms.BoundField]:
        """The figures of an hour; where they come from stands below them."""
        return [self[name] for name in own_fields(OpbouwInhoud) if name != "bron"]

    @property
    def elementen(self) -> list[tuple[Kostenelement, forms.BoundField, forms.BoundField]]:
        return [(element, self[f"bedrag_{element.value}"], self[f"reden_{element.value}"]) for element in Kostenelement]

    def regels(self) -> dict[str, Decimal | str]:
        found: dict[str, Decimal | str] = {}
        for element in Kostenelement:
            value = self.cleaned_data.get(f"bedrag_{element.value}")
            value = self.cleaned_data.get(f"reden_{element.value}", "").strip() if value is None else value
            if value != "":
                found[element.value] = value
        return found

    def waarden(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in own_fields(OpbouwInhoud)}
