from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from import_export.fields import Field

from core.resources import NaturalKeyResource
from core.widgets import CodeWidget
from segments.models import Gemeente, Inkoop


def inkoop_column(attribute: str = "inkoop") -> Field:
    """The inkoop of a row, by its slug. When it follows from another column (`attribute`), it is not written itself."""
    widget = CodeWidget(Inkoop, "slug", regio_path="regio", within=None)
    return Field(attribute=attribute, column_name="inkoop", widget=widget, readonly="__" in attribute)


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
