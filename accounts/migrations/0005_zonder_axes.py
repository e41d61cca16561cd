"""What django-axes kept (names and addresses of who failed to log in) goes: accounts.slot counts without either."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_aanmelden")]

    operations = [
        migrations.RunSQL(
            "DROP TABLE IF EXISTS axes_accessattempt, axes_accessattemptexpiration, axes_accessfailurelog, axes_accesslog CASCADE",
            migrations.RunSQL.noop,
        )
    ]
