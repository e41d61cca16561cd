"""The search vectors follow from the row itself; a small one to rank by; the words that typing mistakes are held against."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models

KOPVECTOR = SearchVector("titel", weight="A", config="wmo") + SearchVector("namen", weight="B", config="wmo")


class Migration(migrations.Migration):
    dependencies = [("publicaties", "0004_overgangen")]

    operations = [
        migrations.RemoveIndex(model_name="onderdeel", name="onderdeel_zoekvector"),
        migrations.RemoveField(model_name="onderdeel", name="zoekvector"),
        migrations.AddField(
            model_name="onderdeel",
            name="feiten",
            field=models.TextField(blank=True, default="", help_text="Feiten en koppen: wel te vinden, niet in een fragment."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="onderdeel",
            name="zoekvector",
            field=models.GeneratedField(
                db_persist=True,
                expression=KOPVECTOR + SearchVector("feiten", "tekst", weight="C", config="wmo"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddField(
            model_name="onderdeel",
            name="kopvector",
            field=models.GeneratedField(
                db_persist=True,
                expression=KOPVECTOR,
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="onderdeel",
            index=django.contrib.postgres.indexes.GinIndex(fields=["zoekvector"], name="onderdeel_zoekvector"),
        ),
        migrations.AlterField(
            model_name="onderdeel",
            name="soort",
            field=models.CharField(
                max_length=20,
                choices=[
                    ("inkoop", "inkoop"),
                    ("product", "product"),
                    ("perceel", "perceel"),
                    ("segment", "segment"),
                    ("grondslag", "grondslag"),
                    ("hoofdstuk", "hoofdstuk"),
                    ("tarieven", "tarieven"),
                ],
            ),
        ),
        migrations.CreateModel(
            name="Woord",
            fields=[("woord", models.CharField(max_length=40, primary_key=True, serialize=False))],
            options={"verbose_name": "woord", "verbose_name_plural": "woorden"},
        ),
        migrations.AddIndex(
            model_name="woord",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["woord"], name="woord_lijkt_op", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
