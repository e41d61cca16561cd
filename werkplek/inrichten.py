"""The first visit to an empty portal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache

from accounts.models import User
from segments.inrichten import Beheerder, check_code, is_needed, set_up
from segments.models import Regio
from werkplek.aanmelden.forms import EISEN, new_password, same_twice
from werkplek.aanmelden.views import enter
from werkplek.formulier import WerkplekForm, attempt, posted, status_of
from werkplek.pagina import page


class InrichtenForm(WerkplekForm):
    code = forms.CharField(
        label="Code",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text="De server toont deze code als hij start. Zo weten wij dat u de eigenaar van dit portaal bent.",
    )
    regio = forms.CharField(label="Naam van uw regio of gemeente", max_length=120)
    gebruikersnaam = forms.CharField(
        label="Uw gebruikersnaam",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    voornaam = forms.CharField(label="Uw voornaam", max_length=150, required=False)
    achternaam = forms.CharField(label="Uw achternaam", max_length=150, required=False)
    email = forms.EmailField(label="Uw e-mailadres", required=False)
    wachtwoord = new_password(label="Wachtwoord", help_text=EISEN)
    herhaald = new_password(label="Wachtwoord, nog een keer")

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = same_twice(self, "wachtwoord", "herhaald")
        if wachtwoord := cleaned.get("wachtwoord", ""):
            try:
                validate_password(wachtwoord, User(username=cleaned.get("gebruikersnaam", "")))
            except ValidationError as fout:
                self.add_error("wachtwoord", fout)
        return cleaned

    def beheerder(self) -> Beheerder:
        names = ("gebruikersnaam", "wachtwoord", "voornaam", "achternaam", "email")
        return Beheerder(**{name: self.cleaned_data[name] for name in names})


@never_cache
@page
def inrichten(request: HttpRequest) -> HttpResponse:
    if not is_needed():
        return redirect("account_login")
    form = InrichtenForm(posted(request))
    if form.is_valid():
        with attempt(form):
            check_code(form.cleaned_data["code"])
            naam = form.cleaned_data["regio"]
            user = set_up(regio=Regio(naam=naam, slug=slugify(naam)[:60] or "regio"), beheerder=form.beheerder())
            messages.success(request, f"Het portaal is ingericht voor {naam}.")
            return enter(request, user)
    return render(request, "accounts/inrichten.html", {"form": form}, status=status_of(form))
