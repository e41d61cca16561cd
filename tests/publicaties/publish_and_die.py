"""Run as a program by `test_at_once`: publish a version and get killed on the way. Arguments: database, pk, point."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any


def die(*args: Any, **kwargs: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def main(database: str, pk: int, point: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "wmo_portal.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()

    from django.db import connection
    from django.utils import timezone

    from publicaties import actions, document
    from publicaties.document import Drukwerk
    from publicaties.models import BestandSoort, Publicatie

    def files(publicatie: object, snapshot: object) -> Iterator[Drukwerk]:
        yield BestandSoort.DOCUMENT, "", "document.pdf", lambda: b"%PDF"
        if point == "between files":
            die()
        yield BestandSoort.PRODUCT, "bgi", "bgi.pdf", lambda: b"%PDF"

    def after(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any, **kwargs: Any) -> None:
            function(*args, **kwargs)
            die()

        return wrapper

    document.render_bestanden = files  # type: ignore[assignment]
    match point:
        case "before the pages":
            actions.make_onderdelen = die
        case "after the pages":
            actions.make_onderdelen = after(actions.make_onderdelen)
        case "before the status":
            actions.go = die
        case "after the status":
            actions.go = after(actions.go)
        case "at the commit":
            connection.connect()
            connection.commit = die  # type: ignore[method-assign]
    publicatie = Publicatie.objects.get(pk=pk)
    assert publicatie.ingediend_door is not None
    actions.publish(publicatie=publicatie, by=publicatie.ingediend_door, at=timezone.now())
    die()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
