"""Logging in."""

from __future__ import annotations

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm, UsernameField

from accounts.models import User


def _username() -> UsernameField:
    # Django tells the browser how long a name may be, and believes what it is sent.
    return UsernameField(
        max_length=User._meta.get_field("username").max_length, widget=forms.TextInput({"autofocus": True})
    )


class InlogForm(AuthenticationForm):
    username = _username()


class BeheerInlogForm(AdminAuthenticationForm):
    username = _username()
