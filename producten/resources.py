from __future__ import annotations

from import_export.fields import Field

from core.resources import NaturalKeyResource
from core.widgets import CodeWidget
from producten.models import Product, ProductTekst, Rubriek, RubriekSoort
from producten.soort import ASWAARDE, GRONDSLAG, LEEFGEBIED, PRODUCT, RUBRIEK, TARIEFAS
from segments.resources import inkoop_column, part_resource

RubriekResource = part_resource(RUBRIEK)
GrondslagResource = part_resource(GRONDSLAG)
TariefasResource = part_resource(TARIEFAS)
AswaardeResource = part_resource(ASWAARDE)
LeefgebiedResource = part_resource(LEEFGEBIED)
ProductResource = part_resource(PRODUCT)


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
