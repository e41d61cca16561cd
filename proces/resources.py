from __future__ import annotations

from import_export.fields import Field

from core.widgets import MomentWidget
from proces.soort import KENGETAL, MIJLPAAL
from segments.resources import part_resource

KengetalResource = part_resource(KENGETAL, sleutel=("jaar", "naam"))

#: A mijlpaal that moves to another day is another mijlpaal: its first day is part of the key.
MijlpaalResource = part_resource(
    MIJLPAAL,
    sleutel=("moment", "titel"),
    moment=Field("moment", "moment", MomentWidget()),
    eerder=Field("eerder", "eerder", MomentWidget(empty=True)),
)
