"""The log of mails, for the beheerder: what was sent, what was not delivered, and the mails themselves when there is no mail server."""

from __future__ import annotations

from typing import cast

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin, managed_regio_ids
from post.models import Mail, MailQuerySet, MailStatus
from post.soorten import MailSoort


@admin.register(Mail)
class MailBeheer(ReadOnlyAdmin[Mail]):
    regio_path = None
    joined = ("regio", "gebruiker")
    list_display = ("onderwerp", "aan", "status", "gemaakt_op")
    list_filter = ("status", "soort")
    search_fields = ("onderwerp", "aan")
    ordering = ("-gemaakt_op", "-pk")
    fields = (
        "onderwerp",
        "aan",
        "status",
        "soort",
        "regio",
        "gemaakt_op",
        "verstuurd_op",
        "pogingen",
        "volgende_op",
        "melding",
        "inhoud",
    )
    kopjes = {"Verzending": "gemaakt_op", "Tekst": "inhoud"}
    readonly_fields = ("inhoud",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Mail]:
        return cast(MailQuerySet, super().get_queryset(request)).managed(managed_regio_ids(request))

    @admin.display(description="tekst")
    def inhoud(self, mail: Mail) -> str:
        """Whoever reads a mail about an account can take that account over: only where it cannot reach its owner by itself."""
        if mail.soort == MailSoort.ACCOUNT and mail.status != MailStatus.BEWAARD:
            return "Deze mail is alleen voor wie hem krijgt."
        return mail.tekst or "De tekst van een verstuurde mail blijft niet staan."
