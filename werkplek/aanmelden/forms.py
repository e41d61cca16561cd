"""The forms of django-allauth in the look and words of the house."""

from __future__ import annotations

import json
import struct
from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MfaReauthenticateForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from accounts.adapters import herkomst_of
from accounts.slot import Poging
from werkplek.formulier import Aangekleed, WerkplekForm

#: The longest of a name and an address; no password is longer than somebody types.
MAX_LOGIN, MAX_WACHTWOORD, MAX_CODE = 254, 1_000, 60
EISEN = "Minstens 12 tekens, en geen wachtwoord dat veel mensen gebruiken."


def new_password(**kwargs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(strip=False, widget=widget, max_length=MAX_WACHTWOORD, **kwargs)


class _Herzegd(Aangekleed):
    """A form of allauth: `labels`, `uitleg` and `grens` (the most characters) by the name of a field."""

    labels: dict[str, str] = {}
    uitleg: dict[str, str] = {}
    grens: dict[str, int] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.uitleg.get(name, "")
            if grens := self.grens.get(name):
                field.validators.append(MaxLengthValidator(grens))


class InlogForm(_Herzegd, LoginForm):
    labels = {"login": "Gebruikersnaam of e-mailadres", "password": "Wachtwoord"}
    grens = {"login": MAX_LOGIN, "password": MAX_WACHTWOORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn", "autocapitalize": "none"}

    def add_prefix(self, field_name: str) -> str:
        """As browsers and password managers know it from before."""
        return super().add_prefix("username" if field_name == "login" else field_name)


class WachtwoordOpnieuwForm(_Herzegd, ReauthenticateForm):
    labels = {"password": "Uw wachtwoord"}
    grens = {"password": MAX_WACHTWOORD}


class VergetenForm(_Herzegd, ResetPasswordForm):
    labels = {"email": "Uw e-mailadres"}


class EmailForm(_Herzegd, AddEmailForm):
    labels = {"email": "Nieuw e-mailadres"}


class NieuwWachtwoordForm(_Herzegd, ResetPasswordKeyForm):
    labels = {"password1": "Nieuw wachtwoord", "password2": "Nieuw wachtwoord, nog een keer"}
    uitleg = {"password1": EISEN}
    grens = dict.fromkeys(labels, MAX_WACHTWOORD)

    def clean(self) -> dict[str, Any]:
        return same_twice(self, "password1", "password2")


def same_twice(form: Any, first: str, second: str) -> dict[str, Any]:
    cleaned: dict[str, Any] = form.cleaned_data
    if cleaned.get(first) and cleaned.get(second) and cleaned[first] != cleaned[second]:
        form.add_error(second, "De twee wachtwoorden zijn niet gelijk.")
    return cleaned


class _Code(_Herzegd):
    """A code of an app or a recovery code: as many guesses as at a password."""

    labels = {"code": "Code"}
    grens = {"code": MAX_CODE}
    user: Any

    def clean_code(self) -> str:
        poging = Poging.by(self.user, herkomst_of(context.request))
        poging.begin()
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            poging.settle(False)
            raise
        poging.settle(True)
        return code


class TweedeStapForm(_Code, AuthenticateForm):
    uitleg = {"code": "Zes cijfers uit uw app, of een herstelcode."}


class TweedeStapOpnieuwForm(_Code, MfaReauthenticateForm):
    uitleg = TweedeStapForm.uitleg


class AppForm(_Code, ActivateTOTPForm):
    labels = {"code": "Code uit de app"}
    uitleg = {"code": "Zes cijfers. De app toont elke halve minuut een nieuwe."}


class AppWegForm(_Herzegd, DeactivateTOTPForm):
    pass


class HerstelcodesForm(_Herzegd, GenerateRecoveryCodesForm):
    pass


class _Json(json.JSONDecoder):
    """What Python does not read is no JSON, also for its depth or the length of a number: an error of the form."""

    def decode(self, s: str, *args: Any) -> Any:
        try:
            return super().decode(s, *args)
        except (ValueError, RecursionError) as fout:
            raise json.JSONDecodeError("Geen JSON", "", 0) from fout


class _Passkey(_Herzegd):
    """What a browser answers of a passkey; of `antwoord` allauth expects every key to be there."""

    antwoord: type[RegistrationResponse | AuthenticationResponse] = AuthenticationResponse

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["credential"]
        field.decoder = _Json
        field.validators.append(self._check)

    def _check(self, value: Any) -> None:
        try:
            self.antwoord.from_dict(value)
        except (LookupError, TypeError, ValueError, AttributeError, struct.error) as fout:
            raise ValidationError("Dit is geen antwoord van een passkey. Probeer het opnieuw.") from fout


class PasskeyForm(_Passkey, AddWebAuthnForm):
    antwoord = RegistrationResponse
    labels = {"name": "Naam", "passwordless": "Ook inloggen zonder wachtwoord"}
    uitleg = {
        "name": "Om hem later te herkennen: ‘laptop van het werk’.",
        "passwordless": "Dan is de passkey genoeg. Uw apparaat vraagt om uw vinger, gezicht of pincode.",
    }
    grens = {"name": 80}


class PasskeyInlogForm(_Passkey, LoginWebAuthnForm):
    pass


class PasskeyOpnieuwForm(_Passkey, ReauthenticateWebAuthnForm):
    pass


class AannemenForm(WerkplekForm):
    """For who has no account yet."""

    voornaam = forms.CharField(label="Voornaam", max_length=150)
    achternaam = forms.CharField(label="Achternaam", max_length=150)
    wachtwoord = new_password(label="Wachtwoord", help_text=EISEN)
    herhaald = new_password(label="Wachtwoord, nog een keer")

    def clean(self) -> dict[str, Any]:
        super().clean()
        return same_twice(self, "wachtwoord", "herhaald")
