"""Who may be where in the workplace: every lookup starts from what the user may see."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Recht, User
from segments.models import Inkoop


def user_of(request: HttpRequest) -> User:
    """The logged-in user; views are wrapped in `login_required`."""
    return cast(User, request.user)


def load_inkoop(request: HttpRequest, slug: str, recht: Recht = Recht.LEZEN) -> Inkoop:
    """The inkoop of the address. A stranger to its regio gets 404; a colleague without this right gets 403."""
    user = user_of(request)
    inkoop: Inkoop = get_object_or_404(Inkoop.objects.for_user(user), slug=slug)
    if not user.may(recht, inkoop.regio_id):
        raise PermissionDenied
    return inkoop
