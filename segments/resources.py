from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
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


def row_resource(
    model: type[models.Model], kolommen: Iterable[str], *, sleutel: tuple[str, ...], via: str = "inkoop", **own: Field
) -> type[NaturalKeyResource]:
    """The sheet of the rows of a model, a column for each of these fields.

    `sleutel`: what tells a row from the others of its inkoop, to which `via` leads; `own`: a column that is read in another way.
    """
    fields = ("inkoop", *kolommen)
    links = {naam: link for naam in fields[1:] if (link := model._meta.get_field(naam)).is_relation}
    columns = {"inkoop": inkoop_column(via)} | {naam: _link_column(link) for naam, link in links.items()} | own
    extra = {
        "regio_path": f"{via}__regio",
        "joined": (via, *(naam for naam, link in links.items() if not link.many_to_many)),
        "prefetched": tuple(naam for naam, link in links.items() if link.many_to_many),
        "Meta": type("Meta", (), {"model": model, "import_id_fields": ("inkoop", *sleutel), "fields": fields}),
    }
    return type(f"{model.__name__}Resource", (NaturalKeyResource,), {**columns, **extra})


def _link_column(link: Any) -> Field:
    """What a row points at, by its code."""
    other = link.related_model
    code = other.codevelden[-1]
    if link.many_to_many:
        return Field(link.name, link.name, CodesWidget(other, code, itself=other is link.model))
    return Field(link.name, link.name, CodeWidget(other, code, empty="" if link.null else None))


def part_resource(soort: Soort, *, sleutel: tuple[str, ...] = (), **own: Field) -> type[NaturalKeyResource]:
    """The sheet of one kind of part, by its code or another `sleutel`. What stands below rubrieken has a sheet of its own."""
    return row_resource(soort.model, soort.kolommen, sleutel=sleutel or soort.codevelden, **own)


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
