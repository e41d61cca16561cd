from __future__ import annotations

from typing import Any

from import_export.fields import Field

from core.resources import NaturalKeyResource
from core.widgets import MomentWidget
from proces.models import Kengetal
from proces.soort import MIJLPAAL
from segments.resources import inkoop_column, part_resource


class KengetalResource(NaturalKeyResource):
    inkoop = inkoop_column()
    joined = ("inkoop",)

    class Meta:
        model = Kengetal
        import_id_fields = ("inkoop", "jaar", "naam")
        fields = ("inkoop", "jaar", "naam", "omzet", "aantal", "is_totaal", "volgorde", "toelichting", "openbaar")


_Mijlpaal: Any = part_resource(MIJLPAAL)


class MijlpaalResource(_Mijlpaal):  # type: ignore[misc]  # made of the declaration
    """A mijlpaal that moves to another day is another mijlpaal: its first day is part of the key."""

    moment = Field("moment", "moment", MomentWidget())
    eerder = Field("eerder", "eerder", MomentWidget(empty=True))

    class Meta(_Mijlpaal.Meta):  # type: ignore[misc]
        import_id_fields = ("inkoop", "moment", "titel")
