"""The table of `CACHES["opzij"]`, as `createcachetable` makes it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0001_extensies")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE core_opzij (
                cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamp with time zone NOT NULL
            );
            CREATE INDEX core_opzij_expires ON core_opzij (expires);
            """,
            "DROP TABLE core_opzij",
        )
    ]
