from __future__ import annotations

from tests.publicaties.conftest import small_files

__all__ = ["small_files"]
