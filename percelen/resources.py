from __future__ import annotations

from import_export.fields import Field

from core.inhoud import own_fields
from core.resources import NaturalKeyResource
from core.widgets import CodeWidget
from percelen.inhoud import PerceelProductInhoud
from percelen.models import Perceel, PerceelProduct, PerceelTekst
from percelen.soort import PERCEEL
from producten.models import Rubriek, RubriekSoort
from segments.resources import inkoop_column, part_resource, row_resource

PerceelResource = part_resource(PERCEEL)


#: Which product occurs in which perceel, and when.
PerceelProductResource = row_resource(
    PerceelProduct,
    ("perceel", *own_fields(PerceelProductInhoud)),
    sleutel=("perceel", "product"),
    via="perceel__inkoop",
)


class PerceelTekstResource(NaturalKeyResource):
    """The text of one rubriek of one perceel in each row."""

    inkoop = inkoop_column("perceel__inkoop")
    perceel = Field("perceel", "perceel", CodeWidget(Perceel, "nummer"))
    rubriek = Field("rubriek", "rubriek", CodeWidget(Rubriek, "sleutel", where={"soort": RubriekSoort.PERCEEL}))
    regio_path = "perceel__inkoop__regio"
    joined = ("perceel__inkoop", "rubriek")

    class Meta:
        model = PerceelTekst
        import_id_fields = ("inkoop", "perceel", "rubriek")
        fields = ("inkoop", "perceel", "rubriek", "tekst")
