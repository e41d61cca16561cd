"""The kinds of mail. A new kind is a line here, and its text in templates/post/<soort>.txt."""

from __future__ import annotations

from django.db import models


class MailSoort(models.TextChoices):
    """The label is how a person reads it on the page where it can be switched off."""

    ACCOUNT = "account", "over uw eigen account"
    TER_BEOORDELING = "ter_beoordeling", "een versie ligt bij u ter beoordeling"
    TERUGGEGEVEN = "teruggegeven", "een versie is teruggegeven met opmerkingen"
    GEPUBLICEERD = "gepubliceerd", "een versie is gepubliceerd"
    NIET_GEPUBLICEERD = "niet_gepubliceerd", "een geplande versie kon niet worden gepubliceerd"
    INTREKKEN_GEVRAAGD = "intrekken_gevraagd", "een collega vraagt om een versie in te trekken"
    TOEGEWEZEN = "toegewezen", "een collega vraagt u om een vraag of reactie te beantwoorden"
    VRAAGT_IETS = (
        "vraagt_iets",
        "er iets nieuws is dat iets van u vraagt (hooguit één mail per werkdag, met alles bij elkaar)",
    )
    # To who sent something at the public door (`overleg.deur`), and has no account.
    INZENDING_LINK = "inzending_link", "de link naar een concept"
    INZENDING_BEVESTIGEN = "inzending_bevestigen", "de link waarmee een afzender het adres bevestigt"
    INZENDING_ONTVANGEN = "inzending_ontvangen", "wat een afzender heeft verstuurd"
    VRAAG_BEANTWOORD = "vraag_beantwoord", "het antwoord op een vraag"
    REACTIENOTA = "reactienota", "het antwoord op wie reageerde"
    VOLGEN = "volgen", "wat er gebeurde met een inkoop die iemand volgt"


#: To a bare address, of somebody without an account.
AFZENDER = frozenset(
    {
        MailSoort.INZENDING_LINK,
        MailSoort.INZENDING_BEVESTIGEN,
        MailSoort.INZENDING_ONTVANGEN,
        MailSoort.REACTIENOTA,
        MailSoort.VOLGEN,
        MailSoort.VRAAG_BEANTWOORD,
    }
)
#: What nobody can switch off.
ALTIJD = frozenset({MailSoort.ACCOUNT, *AFZENDER})


def choices() -> list[tuple[str, str]]:
    """For the models: a function, so that a new kind needs no migration."""
    return list(MailSoort.choices)
