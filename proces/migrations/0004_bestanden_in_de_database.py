"""Files that stood on a disk (MEDIA_ROOT) become rows. One that is not there keeps its old name, and `manage.py verify` tells of it."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.db import migrations

FIELDS = [('segments', 'Regio', 'logo'), ('proces', 'Document', 'bestand')]


def move(apps, schema_editor):
    folder = Path(os.environ.get('MEDIA_ROOT') or settings.BASE_DIR / 'media')
    inhoud = apps.get_model('opslag', 'Bestandsinhoud')
    for app, model, field in FIELDS:
        rows = apps.get_model(app, model).objects.exclude(**{field: ''}).order_by('pk')
        for pk, name in rows.values_list('pk', field):
            path = folder / name
            if not path.is_file():
                continue
            content = path.read_bytes()
            sha256 = hashlib.sha256(content).hexdigest()
            inhoud.objects.get_or_create(sha256=sha256, defaults={'inhoud': content, 'grootte': len(content)})
            rows.filter(pk=pk).update(**{field: f'{sha256}/{path.name}'})


class Migration(migrations.Migration):
    dependencies = [('proces', '0003_bestand_met_sha256'), ('segments', '0005_logo_met_sha256'), ('opslag', '0001_begin')]

    # Back again nothing moves: the rows stay, and so do the files on the disk.
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
