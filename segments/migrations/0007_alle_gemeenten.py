from typing import Any

from django.db import migrations

from segments.gemeenten import GEMEENTEN_2026, add_missing


def add(apps: Any, schema_editor: Any) -> None:
    add_missing(apps.get_model("segments", "Gemeente"), GEMEENTEN_2026)


class Migration(migrations.Migration):
    dependencies = [("segments", "0006_gemeente_opgeheven")]

    # Backwards they stay: an inkoop may count on them.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
