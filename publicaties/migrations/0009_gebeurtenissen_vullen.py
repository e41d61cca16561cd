"""What happened before there were events: as far as the versions themselves tell it."""

from urllib.parse import urlsplit

from django.db import migrations
from django.utils import timezone

STEPS = [
    ("ingediend", "ingediend_op", "ingediend_door_id"),
    ("goedgekeurd", "goedgekeurd_op", "goedgekeurd_door_id"),
    ("gepubliceerd", "gepubliceerd_op", "gepubliceerd_door_id"),
    ("ingetrokken", "ingetrokken_op", "ingetrokken_door_id"),
]


def fill(apps, schema_editor):
    Publicatie = apps.get_model("publicaties", "Publicatie")
    Gebeurtenis = apps.get_model("publicaties", "Gebeurtenis")
    versies = Publicatie.objects.select_related("inkoop__regio").defer("inhoud").order_by("pk")
    found = []
    for versie in versies.filter(gebeurtenissen=None):
        regio = versie.inkoop.regio
        host = urlsplit(regio.website).hostname or f"{regio.slug}.invalid"
        common = {"inkoop_id": versie.inkoop_id, "publicatie": versie}
        for op, door in sorted(set(versie.opmerkingen.values_list("op", "door_id"))):
            found.append(Gebeurtenis(soort="teruggegeven", op=op, door_id=door, **common))
        for soort, moment, person in STEPS:
            at = getattr(versie, moment)
            if at is None:
                continue
            ident = f"tag:{host},{timezone.localdate(at)}:{versie.inkoop.slug}/versie/{versie.volgnummer}/{soort}"
            tekst = versie.intrekreden if soort == "ingetrokken" else ""
            public = soort in ("gepubliceerd", "ingetrokken")
            row = Gebeurtenis(soort=soort, op=at, door_id=getattr(versie, person), tekst=tekst, **common)
            row.ident = ident if public else ""
            found.append(row)
    Gebeurtenis.objects.bulk_create(found)


class Migration(migrations.Migration):
    dependencies = [("publicaties", "0008_gebeurtenissen")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
