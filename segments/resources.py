from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from import_export.fields import Field

from core.resources import NaturalKeyResource
from core.soort import Soort
from core.widgets import CodesWidget, CodeWidget
from segments.models import Gemeente, Inkoop
from segments.soort import BEGRIP, HOOFDSTUK, SEGMENT


def inkoop_column(attribute: str = "inkoop") -> Field:
    """The inkoop of a row, by its slug. When it follows from another column (`attribute`), it is not written itself."""
    widget = CodeWidget(Inkoop, "slug", regio_path="regio", within=None)
    return Field(attribute=attribute, column_name="inkoop", widget=widget, readonly="__" in attribute)


def part_resource(soort: Soort) -> type[NaturalKeyResource]:
    """The sheet of one kind of part: a column for each of its fields. What stands below rubrieken has a sheet of its own."""
    links = {naam: soort.modelveld(naam) for naam in soort.kolommen if soort.modelveld(naam).is_relation}
    columns: dict[str, Field] = {"inkoop": inkoop_column()}
    for naam, link in links.items():
        other = link.related_model
        code = other.codevelden[-1]
        if link.many_to_many:
            widget: CodeWidget = CodesWidget(other, code, itself=other is soort.model)
        else:
            widget = CodeWidget(other, code, empty="" if link.null else None)
        columns[naam] = Field(naam, naam, widget)
    meta = {
        "model": soort.model,
        "import_id_fields": ("inkoop", *soort.codevelden),
        "fields": ("inkoop", *soort.kolommen),
    }
    extra = {
        "joined": ("inkoop", *(naam for naam, link in links.items() if not link.many_to_many)),
        "prefetched": tuple(naam for naam, link in links.items() if link.many_to_many),
        "Meta": type("Meta", (), meta),
    }
    return type(f"{soort.model.__name__}Resource", (NaturalKeyResource,), {**columns, **extra})


SegmentResource = part_resource(SEGMENT)
HoofdstukResource = part_resource(HOOFDSTUK)
BegripResource = part_resource(BEGRIP)


class GemeenteResource(NaturalKeyResource):
    regio_path = None

    class Meta:
        model = Gemeente
        import_id_fields = ("code",)
        fields = ("code", "naam")

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        if self.regio_ids is not None and instance.pk and instance.is_used_outside(self.regio_ids):
            raise ValidationError(
                {
                    "naam": "Deze gemeente doet ook mee in een andere regio. Alleen de landelijke beheerder kan haar wijzigen."
                }
            )
