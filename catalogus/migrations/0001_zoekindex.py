"""For "bedoelde u": finds the pages that have a word that looks like a mistyped one (`catalogus.zoeken.SUGGEST`)."""

from django.db import migrations

CREATE = """
    CREATE INDEX onderdeel_woorden ON publicaties_onderdeel
    USING gin ((titel || ' ' || namen || ' ' || tekst) gin_trgm_ops)
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_extensies"), ("publicaties", "0002_verwijzingen")]

    operations = [migrations.RunSQL(CREATE, "DROP INDEX onderdeel_woorden")]
