"""Where django-allauth asks us: what is refused, what is said in Dutch, who is told by mail, and which providers there are."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.userkit import user_id_to_str
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts import inloggen, post, slot
from accounts.models import Inlogdienst, User
from core.adres import client_address
from core.fouten import BewerkFout

FOUTEN = {
    "incorrect_code": "Deze code klopt niet, of is al gebruikt. Neem de nieuwste uit uw app.",
    "incorrect_password": "Dit is niet uw wachtwoord. Let op hoofdletters.",
    "invalid_password_reset": "Deze link werkt niet meer.",
    "duplicate_email": "Dit is al uw e-mailadres.",
    "email_taken": "Dit e-mailadres hoort al bij een account.",
    "rate_limited": "U probeert het te vaak. Wacht even.",
    "cannot_generate_recovery_codes": "Koppel eerst een app of een passkey.",
    **dict.fromkeys(
        ("username_password_mismatch", "email_password_mismatch", "invalid_login"),
        "De gebruikersnaam en het wachtwoord horen niet bij elkaar. Let op hoofdletters.",
    ),
}
BERICHTEN = {
    "account/messages/email_confirmed.txt": "Uw e-mailadres is bevestigd.",
    "account/messages/email_confirmation_sent.txt": "Wij hebben een mail gestuurd. Klik op de link daarin.",
    "account/messages/email_deleted.txt": "De wijziging is ingetrokken.",
    "account/messages/password_changed.txt": "Uw wachtwoord is gewijzigd.",
    "mfa/messages/totp_activated.txt": "Uw app is gekoppeld.",
    "mfa/messages/totp_deactivated.txt": "Uw app is losgekoppeld.",
    "mfa/messages/webauthn_added.txt": "De passkey is toegevoegd.",
    "mfa/messages/webauthn_removed.txt": "De passkey is weggehaald.",
    "mfa/messages/recovery_codes_generated.txt": "Er zijn nieuwe herstelcodes. De oude werken niet meer.",
    "usersessions/messages/sessions_logged_out.txt": "U bent overal elders uitgelogd.",
}


def herkomst_of(request: HttpRequest) -> slot.Herkomst:
    return slot.Herkomst.of(request.META, request.COOKIES)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | FOUTEN

    # --- who may in ---

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request.META)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        poging = slot.Poging.of(credentials.get("email") or credentials.get("username") or "", herkomst_of(request))
        poging.begin()
        user = super().authenticate(request, **credentials)
        poging.settle(user is not None)
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Bounded in `authenticate`."""

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        dienst = user.inlogdienst if user.is_active else None
        if dienst and "sociallogin" not in (kwargs.get("signal_kwargs") or {}):
            messages.error(request, f"U logt in met het account van uw organisatie: {dienst}.")
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        response.set_cookie(
            slot.COOKIE,
            herkomst_of(request).remember(user),
            max_age=slot.COOKIE_AGE,
            path=reverse("account_login"),  # a page that everybody reads never gets it
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        slot.unlock(user)

    # --- proving again who she is ---

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """`app`: "beheer" for the admin as a whole; anything else is something of weight, like publishing or giving roles."""
        limit = settings.BEVESTIGD_IN_BEHEER if app == "beheer" else settings.BEVESTIGD
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - record["at"] < limit for record in records)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        if user.is_authenticated and (dienst := user.inlogdienst):
            where = reverse("opnieuw_via_organisatie")
            return [{"id": "organisatie", "description": f"Met het account van {dienst}", "url": where}]
        said = {
            "reauthenticate": "Met uw wachtwoord",
            "mfa_reauthenticate": "Met een code uit uw app of een herstelcode",
        }
        said["mfa_reauthenticate:webauthn"] = "Met uw passkey"
        return [one | {"description": said[one["id"]]} for one in super().get_reauthentication_methods(user)]

    # --- what is said ---

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if text := message or BERICHTEN.get(message_template or ""):
            messages.add_message(request, level, text, extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if melding := post.MELDINGEN.get(template_prefix):
            post.tell(email, melding.format(**context))
        elif template_prefix in post.MAILS:
            post.send(post.MAILS[template_prefix], aan=email, **{"email": email, **context})

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        if user.inlogdienst:
            post.send("via_organisatie", aan=email, user=user, dienst=user.inlogdienst)
        else:
            super().send_password_reset_mail(user, email, context)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        if address := email or user.email:
            self.send_mail(template_prefix, address, context or {})


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | FOUTEN

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return f"Passkey van {timezone.localdate():%d-%m-%Y}"

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.email or user.username)


class InlogdienstAdapter(DefaultSocialAccountAdapter):
    """The providers are the rows of `Inlogdienst`, each under the code of its regio."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        diensten = Inlogdienst.objects.select_related("regio").order_by("naam", "pk")
        if provider not in (None, "openid_connect"):
            diensten = diensten.filter(regio__slug=provider)
        return [_app(dienst) for dienst in diensten if client_id in (None, dienst.client_id)]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find, invite in or make the person; she gets the roles that her organisation gives her."""
        dienst = Inlogdienst.objects.select_related("regio").get(regio__slug=sociallogin.account.provider)
        user = sociallogin.user if sociallogin.is_existing else None
        try:
            found = inloggen.by_provider(dienst=dienst, user=user, claims=_claims(sociallogin))
        except BewerkFout as fout:
            context = {"titel": "U kunt hier nog niet in", "uitleg": str(fout)}
            raise ImmediateHttpResponse(render(request, "fout.html", context, status=403)) from fout
        sociallogin.account.extra_data = {}  # what the organisation said is used, not kept
        if user is None:
            sociallogin.connect(request, found)
        else:
            sociallogin.account.save(update_fields=["extra_data"])
            sociallogin.user = found


def _claims(sociallogin: SocialLogin) -> dict[str, Any]:
    """What the provider says: roles may stand in the token only."""
    said = sociallogin.account.extra_data
    return {**said.get("id_token", {}), **said.get("userinfo", {})}


def _app(dienst: Inlogdienst) -> SocialApp:
    return SocialApp(
        provider="openid_connect",
        provider_id=dienst.regio.slug,
        name=dienst.naam,
        client_id=dienst.client_id,
        secret=dienst.geheim,
        settings={"server_url": dienst.adres, "oauth_pkce_enabled": True},
    )


def just_logged_in(user: User) -> dict[str, Any]:
    """What stands in the session of who just proved who she is: for who was logged in without allauth."""
    return {
        "account_authentication_methods": [{"method": "password", "at": time.time()}],
        "account_authentication_methods_user": user_id_to_str(user),
    }
