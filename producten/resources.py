from __future__ import annotations

from import_export.fields import Field

from core.resources import NaturalKeyResource
from core.widgets import CodesWidget, CodeWidget
from producten.models import Grondslag, Leefgebied, Product, ProductTekst, Rubriek, RubriekSoort
from segments.models import Segment
from segments.resources import inkoop_column


class GrondslagResource(NaturalKeyResource):
    inkoop = inkoop_column()
    joined = ("inkoop",)

    class Meta:
        model = Grondslag
        import_id_fields = ("inkoop", "code")
        fields = ("inkoop", "code", "nummer", "label", "status", "definitie", "bron", "volgorde")


class ProductResource(NaturalKeyResource):
    """The facts of producten; their texts are `ProductTekstResource`."""

    inkoop = inkoop_column()
    grondslagen = Field("grondslagen", "grondslagen", CodesWidget(Grondslag, "code"))
    leefgebieden = Field("leefgebieden", "leefgebieden", CodesWidget(Leefgebied, "nummer"))
    segmenten = Field("segmenten", "segmenten", CodesWidget(Segment, "code"))
    joined = ("inkoop",)
    prefetched = ("grondslagen", "leefgebieden", "segmenten")

    class Meta:
        model = Product
        import_id_fields = ("inkoop", "code")
        fields = (
            "inkoop",
            "code",
            "naam",
            "afkorting",
            "volgorde",
            "eenheid",
            "eenheid_toelichting",
            "iwmo_categorie",
            "iwmo_code",
            "grondslagen",
            "leefgebieden",
            "segmenten",
            "tarief_per_grondslag",
            "max_per_week",
            "max_weken_aaneen",
            "max_per_jaar",
            "max_toewijzing_maanden",
        )


class ProductTekstResource(NaturalKeyResource):
    """The text of one rubriek of one product in each row."""

    inkoop = inkoop_column("product__inkoop")
    product = Field("product", "product", CodeWidget(Product, "code"))
    rubriek = Field("rubriek", "rubriek", CodeWidget(Rubriek, "sleutel", where={"soort": RubriekSoort.PRODUCT}))
    regio_path = "product__inkoop__regio"
    joined = ("product__inkoop", "rubriek")

    class Meta:
        model = ProductTekst
        import_id_fields = ("inkoop", "product", "rubriek")
        fields = ("inkoop", "product", "rubriek", "tekst")
