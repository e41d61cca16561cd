"""The one road in of a file: what it would change is shown, kept with the fingerprint of what was shown, and applied as shown.

Kept is what the file asks for, not what it would do: on confirming that is worked out again on the data of that moment, and when it
comes to something else than was shown, nothing is applied and the new outcome is shown instead.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core import signing

from core.fouten import BewerkFout, Conflict
from core.spreadsheet import MAX_BYTES

#: How long a preview can be confirmed.
GELDIG = dt.timedelta(hours=12)


class Verlopen(BewerkFout):
    """A preview that is too old, of somebody else or of something else, or made up."""

    status = 409

    def __init__(self) -> None:
        super().__init__("Er is niets opgeslagen: deze controle is verlopen of al verwerkt. Kies het bestand opnieuw.")


class Ingehaald(Conflict):
    """What was shown is not what it would come to any more."""

    def __init__(self) -> None:
        super().__init__(
            "Een collega heeft intussen iets veranderd. Er is niets opgeslagen. Bekijk hieronder wat er nu verandert."
        )


def keep(inhoud: Any, gezien: str, *, waar: str) -> str:
    """Signed, for the form that confirms. `gezien`: fingerprint of what is shown; `waar`: whose it is, and what it is about."""
    return signing.dumps([inhoud, gezien], salt=f"inlezen.{waar}", compress=True)


def kept(token: str, *, waar: str, verloopt: bool = True) -> tuple[Any, str]:
    """What was asked for, and the fingerprint of what was shown. Raises Verlopen."""
    try:
        inhoud, gezien = signing.loads(token, salt=f"inlezen.{waar}", max_age=GELDIG if verloopt else None)
    except signing.BadSignature:
        raise Verlopen from None
    return inhoud, gezien


class BestandField(forms.FileField):
    """A file to read in, of one of these kinds (".xlsx")."""

    default_error_messages = {"required": "Kies een bestand.", "empty": "Dit bestand is leeg. Kies een ander bestand."}

    def __init__(self, *soorten: str, max_bytes: int = MAX_BYTES, **kwargs: Any) -> None:
        self.soorten, self.max_bytes = soorten, max_bytes
        kwargs.setdefault("label", "Bestand")
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(soorten)}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        bestand = super().clean(data, initial)
        if (bestand.size or 0) > self.max_bytes:
            raise forms.ValidationError(f"Het bestand is te groot: hooguit {self.max_bytes / 1_000_000:g} MB.")
        if not (bestand.name or "").lower().endswith(self.soorten):
            raise forms.ValidationError(f"Kies een bestand met de extensie {' of '.join(self.soorten)}.")
        return bestand
