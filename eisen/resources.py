from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from import_export.results import Result

from eisen.models import Eis
from eisen.soort import EIS
from eisen.weging import Werkdocument, weegfouten
from segments.resources import part_resource


class EisResource(part_resource(EIS)):  # type: ignore[misc]
    """The weights of what is compared are 100 together when they are taken over."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._gewogen: list[tuple[Eis, Mapping[str, Any]]] = []

    def after_save_instance(self, instance: Eis, row: Mapping[str, Any], **kwargs: Any) -> None:
        if any(field.column_name == "weging" for field in self._changed(row)):
            self._gewogen.append((instance, row))

    def check_links(self, result: Result) -> None:
        super().check_links(result)
        if result.has_errors() or result.has_validation_errors():
            return
        faults = {inkoop: weegfouten(Werkdocument(inkoop)) for inkoop in {eis.inkoop for eis, _ in self._gewogen}}
        for eis, row in self._gewogen:
            if fault := faults[eis.inkoop].get(eis.nummer):
                self.refuse(result, row, "weging", fault)
