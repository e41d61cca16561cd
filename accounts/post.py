"""The mails about accounts; everything that this app sends, it sends here."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage

from post.opmaak import read_template

#: What is told to the person herself when something about her account changed, by the name that allauth gives it.
MELDINGEN = {
    "account/email/password_changed": "Uw wachtwoord is gewijzigd.",
    "account/email/password_reset": "U heeft een nieuw wachtwoord gekozen.",
    "account/email/email_changed": "Het e-mailadres van uw account is gewijzigd in {to_email}.",
    "account/email/email_deleted": "U heeft een e-mailadres weggehaald.",
    "mfa/email/totp_activated": "Er is een app gekoppeld die codes geeft om in te loggen.",
    "mfa/email/totp_deactivated": "De app die codes geeft om in te loggen, is losgekoppeld.",
    "mfa/email/webauthn_added": "Er is een passkey toegevoegd.",
    "mfa/email/webauthn_removed": "Er is een passkey weggehaald.",
    "mfa/email/recovery_codes_generated": "Er zijn nieuwe herstelcodes gemaakt. De oude werken niet meer.",
    "socialaccount/email/account_connected": "U logt voortaan in met het account van uw organisatie, en heeft hier geen wachtwoord meer.",
}
#: allauth's name → ours.
MAILS = {
    "account/email/password_reset_key": "nieuw_wachtwoord",
    "account/email/unknown_account": "geen_account",
    "account/email/email_confirmation": "adres_bevestigen",
}


def send(soort: str, *, aan: str, **context: Any) -> None:
    """Send templates/post/<soort>.txt; to an address, since not everybody who gets one has an account."""
    onderwerp, tekst = read_template(f"post/{soort}.txt", context)
    EmailMessage(onderwerp, tekst, to=[aan]).send()


def tell(aan: str, *meldingen: str) -> None:
    """What happened to somebody's account, to that person."""
    if aan:
        send("beveiliging", aan=aan, meldingen=meldingen)
