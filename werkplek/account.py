"""Her own account: name, password, mails, and what she may do where."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.actions import change_name, change_password
from post.soorten import ALTIJD, MailSoort
from post.sturen import switch, switched_off
from werkplek.aanmelden.forms import EISEN, new_password, same_twice
from werkplek.formulier import WerkplekForm, attempt, posted, status_of
from werkplek.pagina import done, page
from werkplek.toegang import user_of


class NaamForm(WerkplekForm):
    voornaam = forms.CharField(label="Voornaam", max_length=150, required=False)
    achternaam = forms.CharField(label="Achternaam", max_length=150, required=False)


class MailForm(WerkplekForm):
    soorten = forms.MultipleChoiceField(
        label="Stuur mij een mail als",
        choices=[(soort.value, soort.label) for soort in MailSoort if soort not in ALTIJD],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="U krijgt alleen wat bij uw rollen past. Mails over uw eigen account krijgt u altijd.",
    )


class WachtwoordForm(WerkplekForm):
    huidig = forms.CharField(
        label="Uw huidige wachtwoord",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    nieuw = new_password(label="Nieuw wachtwoord", help_text=EISEN)
    herhaald = new_password(label="Nieuw wachtwoord, nog een keer")

    def clean(self) -> dict[str, Any]:
        super().clean()
        return same_twice(self, "nieuw", "herhaald")


@page
def account(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    known = {"voornaam": user.first_name, "achternaam": user.last_name}
    form = NaamForm(posted(request), initial=known)
    if form.is_valid():
        with attempt(form):
            change_name(user=user, **form.cleaned_data)
            return done(request, reverse("werkplek:account"), "Uw gegevens zijn opgeslagen")
    rollen = user.lidmaatschappen.select_related("regio").order_by("regio__naam", "rol", "pk")
    values = {"form": form, "rollen": rollen, "alleen": user.lone_regios()}
    return render(request, "werkplek/account/account.html", values, status=status_of(form))


@page
def mails(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    off = switched_off(user)
    form = MailForm(posted(request), initial={"soorten": [soort for soort in MailSoort if soort not in off]})
    if form.is_valid():
        switch(user, aan=form.cleaned_data["soorten"])
        return done(request, reverse("werkplek:account"), "Uw keuze voor mails is opgeslagen")
    return render(request, "werkplek/account/mails.html", {"form": form}, status=status_of(form))


@page
def wachtwoord(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    if not user.has_usable_password():
        raise Http404("Dit account heeft geen wachtwoord.")
    form = WachtwoordForm(posted(request))
    if form.is_valid():
        with attempt(form):
            change_password(user=user, huidig=form.cleaned_data["huidig"], nieuw=form.cleaned_data["nieuw"])
            update_session_auth_hash(request, user)  # here she stays logged in, elsewhere not
            return done(request, reverse("werkplek:account"), "Uw wachtwoord is gewijzigd")
    return render(request, "werkplek/account/wachtwoord.html", {"form": form}, status=status_of(form))
