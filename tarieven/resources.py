from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from import_export.fields import Field

from core.inhoud import own_fields
from core.spreadsheet import Value, text_of
from core.widgets import CodeWidget, SheetWidget
from percelen.models import Perceel
from segments.resources import row_resource
from tarieven.bedragen import check_amount, parse_amount
from tarieven.inhoud import TariefInhoud
from tarieven.models import PLAATS, Tarief


class BedragWidget(SheetWidget):
    kind = "bedrag"
    expected = "een bedrag in euro met hooguit twee decimalen, bijvoorbeeld 64,80"

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Decimal:
        if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
            return check_amount(Decimal(value))
        return parse_amount(text_of(value))


#: Without a grondslag there is one tarief; "alle" percelen is an explicit choice. How an amount is built up has a form of its own.
TariefResource = row_resource(
    Tarief,
    own_fields(TariefInhoud),
    sleutel=(*PLAATS, "ingangsdatum"),
    via="product__inkoop",
    perceel=Field("perceel", "perceel", CodeWidget(Perceel, "nummer", empty="alle")),
    bedrag=Field("bedrag", "bedrag", BedragWidget()),
)
