"""What staff fill in about reacties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Recht, User, who_may
from overleg.models import Besluit, Bewaartermijn, Onderwerp, Reactieronde
from proces.models import Mijlpaal, Sluit
from publicaties.models import Publicatie
from segments.models import Inkoop
from werkplek.formulier import Aangekleed


class ReactierondeForm(Aangekleed, forms.ModelForm):  # type: ignore[type-arg]
    """A round; once it is open only its words can be changed."""

    anders = "titel"

    vragen = forms.CharField(
        label="Vragen van de regio",
        required=False,
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "wmo-veld--lang"}),
        help_text="Eén vraag per regel, bijvoorbeeld: Wat vindt u van het werken in segmenten?",
    )

    class Meta:
        model = Reactieronde
        fields = ["titel", "publicatie", "mijlpaal", "toelichting", "op_naam"]

    def __init__(self, *args: Any, inkoop: Inkoop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.inkoop = inkoop
        versies = Publicatie.objects.published().filter(inkoop=inkoop).newest_first()
        momenten = Mijlpaal.objects.filter(inkoop=inkoop, sluit=Sluit.REAGEREN).order_by("-begin", "pk")
        self._choose("publicatie", versies.defer("inhoud", "teruggegeven_inhoud"))
        self._choose("mijlpaal", momenten)
        if self.instance.pk:
            self.fields["vragen"].initial = "\n".join(
                self.instance.vragen.order_by("volgorde", "pk").values_list("tekst", flat=True)
            )
        if self.instance.geopend_op:
            for naam in ("publicatie", "mijlpaal", "op_naam", "vragen"):
                del self.fields[naam]

    def _choose(self, naam: str, rows: Any) -> None:
        veld = self.fields[naam]
        assert isinstance(veld, forms.ModelChoiceField)  # noqa: S101
        veld.queryset, veld.empty_label = rows, "Kies …"

    @property
    def regels(self) -> list[str]:
        return str(self.cleaned_data.get("vragen", "")).splitlines()


class OnderwerpForm(Aangekleed, forms.ModelForm):  # type: ignore[type-arg]
    """The decision. `plaatsen`: (pad, name) of what changed in the text since the version that was reacted to."""

    anders = "reden"

    besluit = forms.ChoiceField(choices=[("", "Nog niet besloten"), *Besluit.choices], required=False)
    plekken = forms.MultipleChoiceField(
        label="Daarom veranderd",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Wat er in de tekst is veranderd sinds de versie waarop is gereageerd.",
        error_messages={"invalid_choice": "Deze plaats is niet (meer) veranderd. Kies uit de lijst."},
    )

    class Meta:
        model = Onderwerp
        fields = ["titel", "besluit", "reden", "plekken", "toegewezen"]

    def __init__(self, *args: Any, inkoop: Inkoop, plaatsen: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        veld = self.fields["plekken"]
        assert isinstance(veld, forms.MultipleChoiceField)  # noqa: S101
        known = dict(plaatsen)
        veld.choices = [*plaatsen, *((pad, pad) for pad in self.instance.plekken if pad not in known)]
        collega = self.fields["toegewezen"]
        assert isinstance(collega, forms.ModelChoiceField)  # noqa: S101
        collega.queryset = who_may(Recht.LEZEN, inkoop.regio_id).order_by("first_name", "last_name", "pk")
        collega.empty_label = "Niemand"

    def _post_clean(self) -> None:
        """The action sets and checks: what was refused leaves the row as it is."""


class FilterForm(forms.Form):
    """Which onderwerpen to show."""

    ronde = forms.ChoiceField(required=False)
    besluit = forms.ChoiceField(
        required=False, choices=[("", "Alle besluiten"), ("open", "Nog niet besloten"), *Besluit.choices]
    )
    wie = forms.ChoiceField(label="Toegewezen", required=False)
    plek = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rondes: Sequence[Reactieronde], mensen: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for naam, choices in {
            "ronde": [("", "Alle rondes"), *((str(row.pk), row.titel) for row in rondes)],
            "wie": [("", "Iedereen"), ("niemand", "Niemand"), *((str(row.pk), str(row)) for row in mensen)],
        }.items():
            veld = self.fields[naam]
            assert isinstance(veld, forms.ChoiceField)  # noqa: S101
            veld.choices = choices
        for veld in self.fields.values():
            veld.widget.attrs["class"] = "utrecht-select utrecht-select--html-select"


class BewaartermijnForm(Aangekleed, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Bewaartermijn
        fields = ["dagen"]
