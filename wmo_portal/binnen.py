"""The portal asked from inside: everything a server runs, with its middleware, without a network between."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.handlers.wsgi import WSGIHandler


@dataclass(frozen=True)
class Antwoord:
    status: int
    headers: dict[str, str]
    body: bytes


class Portal:
    """`site`: the address it answers at, such as https://inkoop.voorbeeld.nl; its host is one of ALLOWED_HOSTS."""

    def __init__(self, site: str = "http://localhost") -> None:
        self.handler = WSGIHandler()
        self.scheme, self.host = urlsplit(site)[:2]

    def ask(self, address: str, **headers: str) -> Antwoord:
        """`headers` as WSGI names them."""
        parts = urlsplit(address)
        told: list[Any] = []
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(parts.path, "latin-1"),
            "QUERY_STRING": parts.query,
            "SERVER_NAME": self.host,
            "SERVER_PORT": "443" if self.scheme == "https" else "80",
            "HTTP_HOST": self.host,
            "HTTP_X_FORWARDED_PROTO": self.scheme,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": io.BytesIO(),
            **headers,
        }

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
            told[:] = [int(status[:3]), dict(headers)]
            return told.append

        response = self.handler(environ, start)
        try:
            return Antwoord(told[0], told[1], b"".join(response))
        finally:
            response.close()
