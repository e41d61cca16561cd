"""The words of what was published before there was a table of words."""

import re

from django.db import migrations


def fill(apps, schema_editor):
    onderdeel, woord = apps.get_model("publicaties", "Onderdeel"), apps.get_model("publicaties", "Woord")
    found = set()
    for texts in onderdeel.objects.order_by("pk").values_list("titel", "namen", "tekst").iterator():
        for text in texts:
            found.update(re.findall(r"[^\W\d_]{4,40}", text.lower()))
    woord.objects.bulk_create([woord(word) for word in sorted(found)], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("publicaties", "0005_kopvector_en_woorden")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
