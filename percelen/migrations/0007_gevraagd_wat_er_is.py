"""The form of a perceel goes on asking what somebody filled in: an inkoop that uses such a field keeps it."""

from django.db import migrations

ASK = """
    ALTER TABLE segments_inkoop DISABLE TRIGGER USER;
    UPDATE segments_inkoop inkoop SET perceelvelden = gebruikt.velden
    FROM (
        SELECT inkoop_id, array_remove(ARRAY[
            CASE WHEN bool_or(min_kenmerken IS NOT NULL) THEN 'min_kenmerken' END,
            CASE WHEN bool_or(min_leefgebieden IS NOT NULL) THEN 'min_leefgebieden' END,
            CASE WHEN bool_or(geen_24_uur) THEN 'geen_24_uur' END,
            CASE WHEN bool_or(naast_ander_perceel) THEN 'naast_ander_perceel' END,
            CASE WHEN bool_or(doorstroom_buiten <> '' OR EXISTS (
                SELECT FROM percelen_perceel_doorstroom WHERE from_perceel_id = perceel.id
            )) THEN 'doorstroom' END
        ], NULL) AS velden
        FROM percelen_perceel perceel GROUP BY inkoop_id
    ) gebruikt
    WHERE gebruikt.inkoop_id = inkoop.id;
    ALTER TABLE segments_inkoop ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("percelen", "0006_hoeveel_percelen"),
        ("segments", "0012_extra_gegevens_van_een_perceel"),
    ]

    operations = [migrations.RunSQL(ASK, migrations.RunSQL.noop)]
