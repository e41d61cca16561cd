from __future__ import annotations

from import_export.fields import Field

from core.resources import NaturalKeyResource
from core.widgets import MomentWidget
from proces.models import Kengetal, Mijlpaal
from segments.resources import inkoop_column


class KengetalResource(NaturalKeyResource):
    inkoop = inkoop_column()
    joined = ("inkoop",)

    class Meta:
        model = Kengetal
        import_id_fields = ("inkoop", "jaar", "naam")
        fields = ("inkoop", "jaar", "naam", "omzet", "aantal", "is_totaal", "volgorde", "toelichting", "openbaar")


class MijlpaalResource(NaturalKeyResource):
    """A mijlpaal that moves to another day is another mijlpaal: its first day is part of the key."""

    inkoop = inkoop_column()
    moment = Field("moment", "moment", MomentWidget())
    joined = ("inkoop",)

    class Meta:
        model = Mijlpaal
        import_id_fields = ("inkoop", "moment", "titel")
        fields = ("inkoop", "moment", "titel", "tijd", "omschrijving", "voorlopig", "openbaar")
