from __future__ import annotations

from import_export.fields import Field

from core.resources import NaturalKeyResource
from core.widgets import CodesWidget, CodeWidget
from percelen.models import Perceel, PerceelProduct, PerceelTekst
from producten.models import Product, Rubriek, RubriekSoort
from segments.models import Segment
from segments.resources import inkoop_column


class PerceelResource(NaturalKeyResource):
    """The facts of percelen; their products and texts have sheets of their own."""

    inkoop = inkoop_column()
    segment = Field("segment", "segment", CodeWidget(Segment, "code", empty=""))
    doorstroom = Field("doorstroom", "doorstroom", CodesWidget(Perceel, "nummer", itself=True))
    joined = ("inkoop", "segment")
    prefetched = ("doorstroom",)

    class Meta:
        model = Perceel
        import_id_fields = ("inkoop", "nummer")
        fields = (
            "inkoop",
            "nummer",
            "naam",
            "volgorde",
            "segment",
            "bereik",
            "toewijzing_min_maanden",
            "toewijzing_max_maanden",
            "toewijzing_in_beginsel",
            "verlenging_max_maanden",
            "naast_ander_perceel",
            "geen_24_uur",
            "doorstroom",
            "doorstroom_buiten",
            "min_kenmerken",
            "min_leefgebieden",
        )


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
