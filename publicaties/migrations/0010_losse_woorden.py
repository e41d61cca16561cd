"""Words that a sign joins are words apart in the search vectors, which follow from the row: they are made again."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models import F, Func, Value

SIGNS = "-/._@:?=&%+~#‐‑‒–—―"


def apart(*velden, weight):
    found = [Func(F(veld), Value(SIGNS), Value(" " * len(SIGNS)), function="translate") for veld in velden]
    for one in found:
        one.output_field = models.TextField()
    return SearchVector(*found, weight=weight, config="wmo")


KOPVECTOR = apart("titel", weight="A") + apart("namen", weight="B")
VECTORS = {"zoekvector": KOPVECTOR + apart("feiten", "tekst", weight="C"), "kopvector": KOPVECTOR}


class Migration(migrations.Migration):
    dependencies = [("publicaties", "0009_gebeurtenissen_vullen")]

    operations = [
        migrations.RemoveIndex(model_name="onderdeel", name="onderdeel_zoekvector"),
        *(migrations.RemoveField(model_name="onderdeel", name=naam) for naam in VECTORS),
        *(
            migrations.AddField(
                model_name="onderdeel",
                name=naam,
                field=models.GeneratedField(
                    db_persist=True,
                    expression=expression,
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
            )
            for naam, expression in VECTORS.items()
        ),
        migrations.AddIndex(
            model_name="onderdeel",
            index=django.contrib.postgres.indexes.GinIndex(fields=["zoekvector"], name="onderdeel_zoekvector"),
        ),
    ]
