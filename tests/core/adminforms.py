"""The form of an admin page as a browser would send it back."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.test import Client


def filled(response: HttpResponse, **changes: Any) -> dict[str, Any]:
    """What stands in the form and in its inlines, with `changes` by the name of the input."""
    context = response.context
    data: dict[str, Any] = {}
    forms: list[BaseForm] = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        forms += [formset.management_form, *formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if field.field.disabled or value is None or value is False or value == "":
                continue
            data[field.html_name] = field.field.prepare_value(value) if not isinstance(value, list) else value
            if value is True:
                data[field.html_name] = "on"
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


def save(client: Client, url: str, **changes: Any) -> HttpResponse:
    """Open the page, change something, save. A redirect means that it was saved."""
    return client.post(url, filled(client.get(url), **changes))


def errors(response: HttpResponse) -> list[str]:
    assert response.status_code == 200, response.status_code
    return [str(error) for group in response.context["errors"] for error in group]
