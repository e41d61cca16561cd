from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from overleg.models import Reactieronde
from publicaties.models import Publicatie
from segments.models import Inkoop
from tests.overleg.factories import ronde as make_ronde
from tests.werkplek.conftest import client_of
from tests.werkplek.versies import fill, published


@pytest.fixture
def versie(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> Publicatie:
    fill(inkoop)
    return published(inkoop, contractmanager, beoordelaar)


@pytest.fixture
def ronde(versie: Publicatie, contractmanager: User) -> Reactieronde:
    return make_ronde(versie, contractmanager, vragen=("Wat vindt u van de aanpak?",))


@pytest.fixture
def editor(contractmanager: User) -> Client:
    return client_of(contractmanager)
