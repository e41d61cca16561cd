"""Text search in Dutch that ignores accents: `patient` finds `patiënt`. Immutable when named, so vectors can be stored."""

from django.db import migrations

CREATE = """
    CREATE TEXT SEARCH CONFIGURATION wmo (COPY = pg_catalog.dutch);
    ALTER TEXT SEARCH CONFIGURATION wmo ALTER MAPPING FOR hword, hword_part, word WITH unaccent, dutch_stem;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_extensies"), ("publicaties", "0002_verwijzingen")]

    operations = [migrations.RunSQL(CREATE, "DROP TEXT SEARCH CONFIGURATION wmo")]
