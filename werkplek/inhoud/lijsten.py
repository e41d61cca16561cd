"""Lists that are edited as one: the kenmerken of a perceel, the gemeenten that take part in an inkoop.

Who saves after a colleague sees what stands there now, with the own input kept; the next save starts from that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Q
from django.forms.utils import flatatt
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Recht
from percelen.actions import kenmerken_of, save_kenmerken
from segments.actions import deelnemers_of, save_deelnemers
from segments.bewerking import fingerprint_of
from segments.models import Gemeente
from werkplek.formulier import Gezien, WerkplekForm, attempt, posted
from werkplek.inhoud.pagina import load_werkblad
from werkplek.inhoud.soorten import find_row, find_soort
from werkplek.inhoud.werkblad import Werkblad
from werkplek.pagina import done, page, show
from werkplek.toegang import user_of

#: Rows in a list, whatever the form says that it sends: each row of gemeenten carries every gemeente of the country as a choice.
HOOGUIT = 200
SELECTED = mark_safe(" selected")


class RijForm(WerkplekForm):
    """A row of a list. Without its `naamveld` it is no row: not filled in, or to be taken away."""

    naamveld: ClassVar[str]
    uniek: ClassVar[str]  # of which field a value may stand in the list once
    dubbel: ClassVar[str]

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get(self.naamveld))

    @property
    def zin(self) -> str:
        """The row as people read it."""
        raise NotImplementedError


class RijenFormSet(Gezien, forms.BaseFormSet[RijForm]):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._geweigerd: list[tuple[str, str]] = []

    def clean(self) -> None:
        seen: set[Any] = set()
        for form in self.forms:
            if form.is_valid() and form.is_filled:
                value = form.cleaned_data[form.uniek]
                if value in seen:
                    form.add_error(form.uniek, form.dubbel.format(value))
                seen.add(value)

    @property
    def gevuld(self) -> list[RijForm]:
        return [form for form in self.forms if form.is_filled]

    @property
    def fouten(self) -> list[tuple[str, str]]:
        """As those of a form; none: the list can be saved."""
        if self._geweigerd or not self.is_bound or self.is_valid():
            return self._geweigerd
        return [fout for form in self.forms for fout in form.fouten] or [("", "Laad de pagina opnieuw.")]

    def add_fout(self, veld: str, boodschappen: Sequence[str]) -> None:
        self._geweigerd += [("", boodschap) for boodschap in boodschappen]


@dataclass(frozen=True)
class Nu:
    """A list as it stands now: for the form, for people, and its fingerprint."""

    rijen: list[dict[str, Any]]
    zinnen: list[str]
    basis: str


def _edit(
    request: HttpRequest,
    werkblad: Werkblad,
    *,
    rij: type[RijForm],
    load: Callable[[], Nu],
    save: Callable[[list[dict[str, Any]], str], bool],
    terug: str,
    form_kwargs: dict[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """`save(rows, basis)` raises Conflict. `context`: `titel`, and the rest that the template shows."""
    factory = cast(
        type[RijenFormSet],
        forms.formset_factory(rij, formset=RijenFormSet, extra=3, max_num=HOOGUIT, absolute_max=HOOGUIT),
    )
    # Sent, it is without the rows of now: the form holds what this person saw and typed.
    initial = None if request.method == "POST" else load().rijen

    def stands() -> list[str]:
        own = {form.zin for form in formset.gevuld}
        now = [zin if zin in own else f"{zin} (staat niet in uw invoer)" for zin in load().zinnen]
        return now or ["Niets: de lijst is leeg."]

    formset = factory(
        posted(request), initial=initial, form_kwargs=form_kwargs, nu=lambda: load().basis, staat_er_nu=stands
    )
    if formset.is_bound and not formset.fouten:
        with attempt(formset):
            changed = save([form.cleaned_data for form in formset.gevuld], formset.gezien)
            return done(request, terug, f"Opgeslagen: {context['titel']}" if changed else "Er is niets veranderd")
    return show(request, "inhoud/lijst", werkblad, form=formset, terug=terug, **context)


# --- kenmerken of a perceel -------------------------------------------------------------------------------------------


class KenmerkForm(RijForm):
    naamveld, uniek, dubbel = "naam", "nummer", "Nummer {} staat er twee keer. Kies een ander nummer."

    nummer = forms.IntegerField(
        label="Nummer",
        min_value=1,
        max_value=999,
        required=False,
        widget=forms.TextInput(attrs={"class": "wmo-veld--kort", "inputmode": "numeric"}),
    )
    naam = forms.CharField(label="Kenmerk", max_length=200, required=False)
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("naam") and not cleaned.get("nummer") and "nummer" not in self.errors:
            self.add_error("nummer", "Geef het kenmerk een nummer.")
        return cleaned

    @property
    def zin(self) -> str:
        return f"{self.cleaned_data['nummer']}. {self.cleaned_data['naam']}"


@page
def kenmerken(request: HttpRequest, slug: str, nummer: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    perceel = find_row(find_soort("perceel"), werkblad.inkoop, nummer)

    def load() -> Nu:
        now = kenmerken_of(perceel)
        return Nu(
            rijen=[{"pk": pk, "nummer": nummer, "naam": naam} for pk, (nummer, naam) in now.items()],
            zinnen=[f"{nummer}. {naam}" for nummer, naam in now.values()],
            basis=fingerprint_of(now),
        )

    def save(rijen: list[dict[str, Any]], basis: str) -> bool:
        rows = [(rij["pk"], rij["nummer"], rij["naam"]) for rij in rijen]
        return save_kenmerken(perceel=perceel, kenmerken=rows, basis=basis, by=user_of(request))

    return _edit(
        request,
        werkblad,
        rij=KenmerkForm,
        load=load,
        save=save,
        terug=reverse("werkplek:perceel", args=[slug, nummer]),
        hier=f"perceel/{nummer}",
        titel=f"Kenmerken van perceel {nummer}",
        van=f"Perceel {nummer}",
        wat="Kenmerken",
        inleiding=(
            "Waaraan herkent u de doelgroep? Maak een naam leeg om een kenmerk weg te halen. "
            "De toelichting schrijft u op de pagina van het perceel."
        ),
        rijnaam="Kenmerk",
    )


# --- gemeenten of an inkoop -------------------------------------------------------------------------------------------


class GemeenteSelect(forms.Select):
    """As any other, but not with a template for each choice: every row has all 342 of them."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((code, SELECTED if str(code) in chosen else "", naam) for code, naam in self.choices),
        )
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})), options
        )


class DeelnemerForm(RijForm):
    naamveld, uniek, dubbel = "gemeente", "gemeente", "Deze gemeente staat er twee keer."

    gemeente = forms.TypedChoiceField(
        label="Gemeente",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Kies een gemeente uit de lijst."},
        widget=GemeenteSelect,
    )
    groep = forms.CharField(label="Groep", max_length=40, required=False)

    def __init__(self, *args: Any, gemeenten: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gemeenten = gemeenten
        field = self.fields["gemeente"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [("", "geen gemeente"), *gemeenten.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # In a row that was there, a groep without gemeente takes the gemeente away.
        if self.empty_permitted and cleaned.get("groep") and not cleaned.get("gemeente") and not self.errors:
            self.add_error("gemeente", "Kies de gemeente die bij deze groep hoort.")
        return cleaned

    @property
    def zin(self) -> str:
        return _zin(self.gemeenten[self.cleaned_data["gemeente"]], self.cleaned_data["groep"])


def _zin(gemeente: str, groep: str) -> str:
    return f"{gemeente} ({groep})" if groep else gemeente


@page
def gemeenten(request: HttpRequest, slug: str) -> HttpResponse:
    """Every gemeente of the country may take part; the list of all of them is kept by the beheerder.

    One that no longer exists is no choice, except where it takes part already.
    """
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    bestaand = Gemeente.objects.existing_on(timezone.localdate())
    kiesbaar = Gemeente.objects.filter(Q(pk__in=bestaand) | Q(deelnames__inkoop=werkblad.inkoop)).distinct()
    alle = dict(kiesbaar.order_by("naam", "pk").values_list("pk", "naam"))

    def load() -> Nu:
        now = deelnemers_of(werkblad.inkoop)
        return Nu(
            rijen=[{"gemeente": gemeente, "groep": groep} for gemeente, groep in now.items()],
            zinnen=[_zin(alle[gemeente], groep) for gemeente, groep in now.items()],
            basis=fingerprint_of(now),
        )

    def save(rijen: list[dict[str, Any]], basis: str) -> bool:
        deelnemers = {rij["gemeente"]: rij["groep"] for rij in rijen}
        return save_deelnemers(inkoop=werkblad.inkoop, deelnemers=deelnemers, basis=basis, by=user_of(request))

    return _edit(
        request,
        werkblad,
        rij=DeelnemerForm,
        load=load,
        save=save,
        form_kwargs={"gemeenten": alle},
        terug=reverse("werkplek:inkoop", args=[slug]),
        titel="Deelnemende gemeenten",
        van="",
        wat="Deelnemende gemeenten",
        inleiding=(
            "Kies “geen gemeente” om een gemeente weg te halen. Een groep is een naam voor gemeenten die samen inkopen, "
            "bijvoorbeeld MLW. Staat een gemeente niet in de lijst? Vraag de beheerder om die toe te voegen."
        ),
        rijnaam="Gemeente",
    )
