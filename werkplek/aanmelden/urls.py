"""Everything about logging in, at Dutch addresses. The names are those by which django-allauth knows its pages."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as herstelcodes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from allauth.usersessions import views as sessies
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from werkplek.aanmelden.views import Email, opnieuw_via_organisatie, uitnodiging, via_organisatie
from werkplek.sessie import Inloggen, opnieuw_opslaan

_INLOGGEN = [
    path("", Inloggen.as_view(), name="account_login"),
    path("verder/", opnieuw_opslaan, name="opnieuw_opslaan"),
    path("tweede-stap/", mfa.authenticate, name="mfa_authenticate"),
    path("passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("uitgeschakeld/", account.account_inactive, name="account_inactive"),
    path("uitnodiging/<str:token>/", uitnodiging, name="uitnodiging"),
    path("adres/<str:key>/", account.confirm_email, name="account_confirm_email"),
    path("wachtwoord/", account.password_reset, name="account_reset_password"),
    path("wachtwoord/verstuurd/", account.password_reset_done, name="account_reset_password_done"),
    path("wachtwoord/klaar/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^wachtwoord/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    # Nobody signs up; allauth wants to know where.
    path("registreren/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("via/afgebroken/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("via/mislukt/", social.login_error, name="socialaccount_login_error"),
    path("via/<slug:provider_id>/", via_organisatie, name="openid_connect_login"),
    path("via/<slug:provider_id>/terug/", oidc.callback, name="openid_connect_callback"),
]
_ACCOUNT = [
    path("email/", Email.as_view(), name="account_email"),
    path("sessies/", sessies.list_usersessions, name="usersessions_list"),
    path("bevestigen/", account.reauthenticate, name="account_reauthenticate"),
    path("bevestigen/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("bevestigen/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("bevestigen/organisatie/", opnieuw_via_organisatie, name="opnieuw_via_organisatie"),
    path("tweede-stap/", mfa.index, name="mfa_index"),
    path("tweede-stap/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("tweede-stap/app/weg/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("tweede-stap/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("tweede-stap/passkeys/nieuw/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("tweede-stap/passkeys/<int:pk>/weg/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("tweede-stap/herstelcodes/", herstelcodes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("tweede-stap/herstelcodes/nieuw/", herstelcodes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]

urlpatterns = [
    path("inloggen/", include(_INLOGGEN)),
    path("uitloggen/", account.logout, name="account_logout"),
    path("beheer/account/", include(_ACCOUNT)),
]
