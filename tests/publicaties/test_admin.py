from __future__ import annotations

import pytest
from django.db.models import Model
from django.test import Client

from accounts.models import User
from publicaties.models import Bestand, Onderdeel, Opmerking, Publicatie, Wijziging
from segments.models import Inkoop
from tests.accounts.factories import UserFactory
from tests.core.everything import everything
from tests.core.test_admin import address

MODELS = [Publicatie, Onderdeel, Wijziging, Bestand, Opmerking]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("superuser", [False, True])
def test_versions_can_be_read_and_nothing_else(
    model: type[Model], superuser: bool, client: Client, beheerder: User, inkoop: Inkoop
) -> None:
    row = everything(inkoop, "Eigenwaar")[model]
    client.force_login(UserFactory(is_staff=True, is_superuser=True) if superuser else beheerder)
    assert client.get(address(model, "changelist")).status_code == 200
    assert client.get(address(model, "change", row.pk)).status_code == 200
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "change", row.pk), {}).status_code == 403
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.get(address(model, "changelist")).context["cl"].formset is None
    client.post(
        address(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    )
    assert model.objects.filter(pk=row.pk).exists()
