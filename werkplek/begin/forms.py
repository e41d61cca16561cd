"""What is asked before an inkoop begins."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from begin import bronnen
from begin.actions import regios_of
from begin.bronnen import Beginbron, Tarievenkeuze
from begin.models import BeginSoort
from core import dutch
from publicaties.models import Publicatie
from segments.models import Gemeente, Inkoop, Procedure, Regio
from werkplek.formulier import DagField, WerkplekForm

#: As people say it, besides the name of the CBS.
_ROEPNAMEN = {"0518": "Den Haag", "0796": "Den Bosch"}


class GemeentenField(forms.CharField):
    """Names with a comma or a new line between them; a name may hold a comma itself. Gives their keys, as they were typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2, "class": "wmo-veld--lang wmo-veld--laag"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[int]:
        rest = str(super().clean(value) or "")
        found: list[int] = []
        namen = self._namen()
        while rest := re.sub(r"^(?:[\s,;]+|en\b\s)+", "", rest):
            naam = next((naam for naam in namen if _begins_with(rest, naam)), None)
            if naam is None:
                raise forms.ValidationError(_unknown(re.split(r"[,;\n]", rest)[0].strip(), namen))
            found.append(namen[naam])
            rest = rest[len(naam) :]
        return list(dict.fromkeys(found))

    def _namen(self) -> dict[str, int]:
        """The longest first, so that "Bergen op Zoom" is not read as a shorter name."""
        rows = Gemeente.objects.existing_on(timezone.localdate()).order_by("pk").values_list("pk", "code", "naam")
        namen = {naam: pk for pk, _, naam in rows} | {
            _ROEPNAMEN[code]: pk for pk, code, _ in rows if code in _ROEPNAMEN
        }
        return dict(sorted(namen.items(), key=lambda row: -len(row[0])))


def _begins_with(text: str, naam: str) -> bool:
    ends = text[len(naam) : len(naam) + 1]
    return text.casefold().startswith(naam.casefold()) and (not ends or ends in ",;\n\r" or ends.isspace())


def _unknown(stuk: str, namen: Iterable[str]) -> str:
    known = {naam.casefold(): naam for naam in namen}
    close = difflib.get_close_matches(stuk.casefold(), known, n=3, cutoff=0.7)
    close += [one for one in known if one.startswith(f"{stuk.casefold()} (") and one not in close]
    hint = f"Bedoelt u {dutch.listing((known[one] for one in close), word='of')}?" if close else "Controleer de naam."
    return f"“{stuk[:60]}” is geen gemeente die wij kennen. {hint}"


class NieuweInkoopForm(WerkplekForm):
    anders = "titel"

    regio = forms.ModelChoiceField(Regio.objects.none(), label="Regio", empty_label=None)
    titel = forms.CharField(label="Titel", max_length=200, help_text="Bijvoorbeeld: Wmo-begeleiding 2027.")
    procedure = forms.ChoiceField(label="Procedure", choices=Procedure.choices)
    start_contract = DagField(label="Start van de contracten")
    gemeenten = GemeentenField(label="Deelnemende gemeenten", required=False, help_text="Namen met een komma ertussen.")
    soort = forms.ChoiceField(
        label="Waar begint u mee?",
        widget=forms.RadioSelect,
        initial=BeginSoort.STANDAARD,
        help_text="In de standaardset staan de rubrieken, hoofdstukken, grondslagen, leefgebieden, begrippen en CPV-codes "
        "die de meeste regio’s gebruiken.",
    )
    bron_inkoop = forms.ModelChoiceField(
        Inkoop.objects.none(), label="Welke eerdere inkoop?", required=False, empty_label="(kies)"
    )
    tarieven = forms.ChoiceField(
        label="Tarieven van die inkoop",
        choices=[
            (Tarievenkeuze.NIEUWE_START.value, "overnemen, vanaf de nieuwe start"),
            (Tarievenkeuze.ZELFDE_DAGEN.value, "overnemen, met dezelfde dagen"),
            (Tarievenkeuze.NIET.value, "niet overnemen"),
        ],
    )
    met_planning = forms.BooleanField(
        label="Neem de planning over", required=False, initial=True,
        help_text="Elk moment schuift op met de start. Bezoekers zien de planning pas als u haar openbaar maakt.",
    )  # fmt: skip
    bron_versie = forms.ModelChoiceField(
        Publicatie.objects.none(), label="Welke gepubliceerde versie?", required=False, empty_label="(kies)"
    )
    hoeveel = forms.ChoiceField(
        label="Wat neemt u over van die versie?",
        choices=[("teksten", "de indeling en de teksten"), ("indeling", "alleen de indeling")],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regios = Regio.objects.filter(pk__in=regios_of(user)).order_by("naam", "pk")
        choose: Any = self.fields
        choose["regio"].queryset = regios
        if len(regios) == 1:
            choose["regio"].initial, choose["regio"].widget = regios[0], forms.HiddenInput()
        eigen = Inkoop.objects.for_user(user).filter(regio__in=regios).order_by("titel", "pk")
        choose["bron_inkoop"].queryset = eigen
        versies = Publicatie.objects.published().filter(inhoud__isnull=False).select_related("inkoop__regio")
        choose["bron_versie"].queryset = versies.defer("inhoud").order_by("inkoop__titel", "inkoop_id", "-volgnummer")
        choose["bron_versie"].label_from_instance = _version_label
        gone = {soort for soort, there in ((BeginSoort.INKOOP, eigen), (BeginSoort.VERSIE, versies)) if not there}
        choose["soort"].choices = [(value, label) for value, label in BeginSoort.choices if value not in gone]
        for soort, fields in _BIJ.items():
            for name in fields if soort in gone else ():
                del self.fields[name]
        self.initial.setdefault("gemeenten", ", ".join(row.naam for row in _usual(regios)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for soort, (field, *_) in _BIJ.items():
            if cleaned.get("soort") == soort and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, "Kies waaruit u wilt beginnen.")
        bron, regio = cleaned.get("bron_inkoop"), cleaned.get("regio")
        if cleaned.get("soort") == BeginSoort.INKOOP and bron and regio and bron.regio_id != regio.pk:
            self.add_error("bron_inkoop", f"Deze inkoop is niet van {regio}. Kies een gepubliceerde versie ervan.")
        return cleaned

    def bron(self) -> Beginbron:
        """What was chosen."""
        values = self.cleaned_data
        match values["soort"]:
            case BeginSoort.STANDAARD:
                return bronnen.standard()
            case BeginSoort.INKOOP:
                tarieven = Tarievenkeuze(values["tarieven"])
                return bronnen.earlier(values["bron_inkoop"], start=values["start_contract"], tarieven=tarieven)
            case BeginSoort.VERSIE:
                return bronnen.published(values["bron_versie"], met_teksten=values["hoeveel"] == "teksten")
        return bronnen.nothing(BeginSoort(values["soort"]))

    def deelnemers(self) -> dict[int, str]:
        """The gemeenten, each in the groep that it has in the source, or had in the last inkoop of the regio."""
        values = self.cleaned_data
        known = values.get("bron_inkoop") if values["soort"] == BeginSoort.INKOOP else None
        known = known or _last_inkoop([values["regio"]])
        groepen = dict(known.deelnemers.order_by("pk").values_list("gemeente_id", "groep")) if known else {}
        return {pk: groepen.get(pk, "") for pk in values["gemeenten"]}


#: Which fields belong to which beginning; the first of them must be chosen.
_BIJ = {
    BeginSoort.INKOOP: ("bron_inkoop", "tarieven", "met_planning"),
    BeginSoort.VERSIE: ("bron_versie", "hoeveel"),
}


def _version_label(versie: Publicatie) -> str:
    return f"{versie.inkoop.titel}, versie {versie.volgnummer} ({versie.inkoop.regio})"


def _last_inkoop(regios: Iterable[Regio]) -> Inkoop | None:
    return Inkoop.objects.filter(regio__in=list(regios)).order_by("-pk").first()


def _usual(regios: Iterable[Regio]) -> list[Gemeente]:
    """The gemeenten of the last inkoop; before the first one, a gemeente that has the name of the regio."""
    last = _last_inkoop(regios)
    if last is None:
        return list(Gemeente.objects.filter(naam__in=[regio.naam for regio in regios]).order_by("naam", "pk"))
    return [row.gemeente for row in last.deelnemers.select_related("gemeente").order_by("pk")]
