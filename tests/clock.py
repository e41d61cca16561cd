"""Time that moves on without waiting."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.utils import timezone


def later(monkeypatch: pytest.MonkeyPatch, passed: dt.timedelta) -> None:
    """From here on it is that much later, for what is signed and for what asks Django the time. Not for the database."""
    now, seconds = timezone.now, time.time
    monkeypatch.setattr(timezone, "now", lambda: now() + passed)
    monkeypatch.setattr(time, "time", lambda: seconds() + passed.total_seconds())
