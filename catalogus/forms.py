from __future__ import annotations

from django import forms


class DagForm(forms.Form):
    """A day to look at; dates as people write them (1-6-2026) and as browsers send them (2026-06-01)."""

    dag = forms.DateField(
        required=False,
        label="Tarieven op",
        error_messages={"invalid": "Dit is geen datum. Vul een datum in als 1-6-2026."},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
