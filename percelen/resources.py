from __future__ import annotations

from import_export.fields import Field

from core.resources import NaturalKeyResource
from core.widgets import CodeWidget
from percelen.models import Perceel, PerceelProduct, PerceelTekst
from percelen.soort import PERCEEL
from producten.models import Product, Rubriek, RubriekSoort
from segments.resources import inkoop_column, part_resource

PerceelResource = part_resource(PERCEEL)


class PerceelProductResource(NaturalKeyResource):
    """Which product occurs in which perceel, and when."""

    inkoop = inkoop_column("perceel__inkoop")
    perceel = Field("perceel", "perceel", CodeWidget(Perceel, "nummer"))
    product = Field("product", "product", CodeWidget(Product, "code"))
    regio_path = "perceel__inkoop__regio"
    joined = ("perceel__inkoop", "product")

    class Meta:
        model = PerceelProduct
        import_id_fields = ("inkoop", "perceel", "product")
        fields = ("inkoop", "perceel", "product", "van", "tot", "in_beginsel")


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
