"""The log: one JSON object a line, without what is about a person or what somebody searched for."""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
import uuid
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest

#: The request that is being answered here and now.
VERZOEK: ContextVar[HttpRequest | None] = ContextVar("VERZOEK", default=None)
KENMERK = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(request: HttpRequest) -> str:
    """The one that the proxy gave, or our own; the same for every line about this request."""
    given: str = request.META.get("HTTP_X_REQUEST_ID", "")
    if not KENMERK.fullmatch(given):
        given = request.META["HTTP_X_REQUEST_ID"] = uuid.uuid4().hex
    return given


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": _without_question(record.getMessage()),
        }
        if request := VERZOEK.get():
            line["request"] = request_id(request)
            # Not asked of the session: that may be what is broken. Who was not looked up played no part.
            if (user := request.__dict__.get("_cached_user")) is not None and user.pk:
                line["user"] = user.pk
        if record.exc_info and record.exc_info[1]:
            line["error"] = _told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _without_question(message: str) -> str:
    """What stands behind the question mark of an address is what somebody asked."""
    return re.sub(r"(/[^\s?\"']*)\?[^\s\"']+", r"\1", message)


def _told(fout: BaseException) -> dict[str, Any]:
    """What went wrong and where. Of the words of a database only the first line: the next may quote a row."""
    frames = traceback.extract_tb(fout.__traceback__)
    return {
        "type": type(fout).__name__,
        "message": str(fout).partition("\n")[0][:300],
        "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    }
