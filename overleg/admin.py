"""Nothing about people who reacted: that is for who works with an inkoop, in the workplace."""

from __future__ import annotations

from django.contrib import admin

from core.admin import RegioAdmin
from overleg.models import Bewaartermijn


@admin.register(Bewaartermijn)
class BewaartermijnBeheer(RegioAdmin[Bewaartermijn]):
    joined = ("inkoop",)
    list_display = ("inkoop", "dagen")
    search_fields = ("inkoop__titel",)
    ordering = ("inkoop__slug", "pk")
