"""Typing mistakes are held against the words of publicaties (its migration 0005), no longer against every page."""

from django.db import migrations

DROP = "DROP INDEX onderdeel_woorden"
CREATE = """
    CREATE INDEX onderdeel_woorden ON publicaties_onderdeel
    USING gin ((titel || ' ' || namen || ' ' || tekst) gin_trgm_ops)
"""


class Migration(migrations.Migration):
    dependencies = [("catalogus", "0001_zoekindex"), ("publicaties", "0006_woorden_vullen")]

    operations = [migrations.RunSQL(DROP, CREATE)]
