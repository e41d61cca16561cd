"""What django-allauth has no page for: accepting an invitation, and proving again who one is to one's organisation."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.account.views import EmailView
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.models import SocialApp
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from requests import RequestException

from accounts import inloggen
from accounts.actions import keep_address
from accounts.adapters import just_logged_in
from accounts.models import User
from werkplek.aanmelden.forms import AannemenForm
from werkplek.formulier import WerkplekForm, attempt, posted, status_of
from werkplek.pagina import page
from werkplek.toegang import user_of


@never_cache
@page
def uitnodiging(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it does nothing, so that a scanner of mails does not use it up."""
    try:
        found = inloggen.read_token(token)
    except inloggen.LinkWerktNiet as fout:
        return render(request, "fout.html", {"titel": "Deze link werkt niet", "uitleg": str(fout)}, status=404)
    owner = found.account
    own = user_of(request) if request.user.is_authenticated else None
    dienst = getattr(found.regio, "inlogdienst", None)
    form: WerkplekForm
    if owner is not None or dienst:
        form = WerkplekForm(posted(request) if owner and owner == own else None)
    else:
        form = AannemenForm(posted(request), initial={"voornaam": found.voornaam, "achternaam": found.achternaam})
    if form.is_valid():
        with attempt(form):
            values = {name: value for name, value in form.cleaned_data.items() if name != "herhaald"}
            if wachtwoord := values.get("wachtwoord"):
                _check(wachtwoord, User(email=found.email, last_name=values["achternaam"]))
            user = inloggen.accept(token=token, user=own, **values)
            return redirect("werkplek:dashboard") if own == user else enter(request, user)
    context = {"uitnodiging": found, "form": form, "owner": owner, "own": own, "dienst": dienst}
    return render(request, "accounts/uitnodiging.html", context, status=status_of(form))


@method_decorator(login_required, name="dispatch")
class Email(EmailView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        keep_address(user=user_of(request))
        return super().post(request, *args, **kwargs)


def _check(wachtwoord: str, user: User) -> None:
    try:
        validate_password(wachtwoord, user)
    except ValidationError as fout:
        raise ValidationError({"wachtwoord": fout.messages}) from fout


def enter(request: HttpRequest, user: User) -> HttpResponse:
    """Log in who just chose a password. On to what she still has to do: a second factor, when her role asks for one."""
    request.session.update(just_logged_in(user))
    to = "mfa_index" if user.needs_second_factor() else "werkplek:dashboard"
    return perform_login(request, user, email_verification="none", redirect_url=resolve_url(to))


def via_organisatie(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _to_provider(request, provider_id)


@login_required
def opnieuw_via_organisatie(request: HttpRequest) -> HttpResponse:
    """`prompt=login`: the organisation asks again, also when it still knows her."""
    dienst = user_of(request).inlogdienst
    if dienst is None:
        return redirect("account_reauthenticate")
    return _to_provider(request, dienst.regio.slug, auth_params={"prompt": "login"})


def _to_provider(request: HttpRequest, slug: str, **options: Any) -> HttpResponse:
    try:
        provider = get_social_adapter().get_provider(request, slug)
        return provider.redirect(request, "login", get_next_redirect_url(request), **options)
    except SocialApp.DoesNotExist:
        raise Http404("Deze regio heeft geen inlogdienst.") from None
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=502)
