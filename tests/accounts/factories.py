from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import Lidmaatschap, Rol, User

PASSWORD = "een-lang-wachtwoord"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"gebruiker{n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def regio(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        self._regio = extracted

    @factory.post_generation
    def rol(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and self._regio is not None:
            Lidmaatschap.objects.create(user=self, regio=self._regio, rol=extracted or Rol.LEZER)
