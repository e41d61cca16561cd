"""A real mail server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller


class Postbus:
    """What came in; `antwoord` is what the server says to a recipient."""

    def __init__(self) -> None:
        self.berichten: list[EmailMessage] = []
        self.antwoord = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.antwoord.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.antwoord

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.berichten.append(message)
        return "250 OK"


class AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # which one the machine gave
        super()._trigger_server()


@pytest.fixture
def postbus(db: None, settings: Any) -> Iterator[Postbus]:
    postbus = Postbus()
    controller = AnyPort(postbus, hostname="127.0.0.1", port=0)
    controller.start()
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield postbus
    controller.stop()
