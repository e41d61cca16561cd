from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from import_export.fields import Field

from core.resources import NaturalKeyResource
from core.spreadsheet import Value, text_of
from core.widgets import CodeWidget, SheetWidget
from percelen.models import Perceel
from producten.models import Aswaarde, Grondslag, Product
from segments.resources import inkoop_column
from tarieven.bedragen import check_amount, parse_amount
from tarieven.models import Tarief


class BedragWidget(SheetWidget):
    kind = "bedrag"
    expected = "een bedrag in euro met hooguit twee decimalen, bijvoorbeeld 64,80"

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Decimal:
        if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
            return check_amount(Decimal(value))
        return parse_amount(text_of(value))


class TariefResource(NaturalKeyResource):
    """Without a grondslag there is one tarief; "alle" percelen is an explicit choice."""

    inkoop = inkoop_column("product__inkoop")
    product = Field("product", "product", CodeWidget(Product, "code"))
    grondslag = Field("grondslag", "grondslag", CodeWidget(Grondslag, "code", empty=""))
    waarde1 = Field("waarde1", "waarde1", CodeWidget(Aswaarde, "code", empty=""))
    waarde2 = Field("waarde2", "waarde2", CodeWidget(Aswaarde, "code", empty=""))
    perceel = Field("perceel", "perceel", CodeWidget(Perceel, "nummer", empty="alle"))
    bedrag = Field("bedrag", "bedrag", BedragWidget())
    regio_path = "product__inkoop__regio"
    joined = ("product__inkoop", "grondslag", "waarde1", "waarde2", "perceel")

    class Meta:
        model = Tarief
        import_id_fields = ("inkoop", "product", "grondslag", "waarde1", "waarde2", "perceel", "ingangsdatum")
        fields = (
            "inkoop", "product", "grondslag", "waarde1", "waarde2", "perceel", "ingangsdatum", "einddatum", "bedrag", "btw",
        )  # fmt: skip
