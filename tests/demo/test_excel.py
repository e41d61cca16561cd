"""Every sheet of the real documents comes back as it went out."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from segments.models import Inkoop
from werkplek.inhoud.excel.views import BLADEN

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]


@pytest.mark.parametrize("soort", BLADEN)
def test_what_comes_back_unchanged_changes_nothing(soort: str) -> None:
    for username in ("contractmanager", "kampen"):
        user = User.objects.get(username=username)
        client = Client()
        client.force_login(user)
        for inkoop in Inkoop.objects.for_user(user).order_by("pk"):
            url = f"/beheer/{inkoop.slug}/excel/{soort}"
            file = SimpleUploadedFile("blad.xlsx", client.get(f"{url}.xlsx").content)
            page = client.post(f"{url}/", {"bestand": file}, follow=True)
            assert "Er is niets te wijzigen" in page.content.decode(), (inkoop, page.context.get("cellen"))
