"""Figures for Prometheus: what this process and its siblings counted, and what the database says at the moment of asking."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache

from django.db import connection
from django.db.models import Count
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bewaking.models import Hartslag
from bewaking.toestand import oldest_waiting, queue
from post.models import Mail
from publicaties.models import Publicatie, Status

#: Parts of the portal; an address outside them is counted together with the others, or a visitor could make figures at will.
DELEN = {"inkoop", "zoeken", "beheer", "admin", "static", "huisstijl", "inloggen"}
VERZOEKEN = Histogram(
    "wmo_verzoek_seconden",
    "Hoe lang een antwoord op zich liet wachten, per deel van het portaal en soort antwoord.",
    ["deel", "antwoord"],
    buckets=(0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


def count(path: str, status: int, seconds: float) -> None:
    deel = path.split("/", 2)[1] if "/" in path else ""
    _child(deel if deel in DELEN else "overig", status // 100).observe(seconds)


@lru_cache(maxsize=128)
def _child(deel: str, honderd: int) -> Histogram:
    return VERZOEKEN.labels(deel, f"{honderd}xx")


class Databasecijfers(Collector):
    """What only the database knows, the same for every process."""

    def collect(self) -> Iterator[Metric]:
        now = timezone.now()
        rows = Publicatie.objects.values_list("status").annotate(Count("pk")).order_by("status")
        yield _gauge("wmo_publicaties", "Versies per status.", "status", dict(rows))
        due = Publicatie.objects.filter(status=Status.GOEDGEKEURD, gepland_op__lt=now).count()
        yield _gauge("wmo_publicaties_te_laat", "Versies die er volgens hun planning al uit moesten zijn.", value=due)
        for hartslag in Hartslag.objects.order_by("naam"):
            age = (now - hartslag.op).total_seconds()
            yield _gauge(f"wmo_{hartslag.naam}_seconden_geleden", "Sinds de laatste keer.", value=age)
            yield _gauge(f"wmo_{hartslag.naam}_mislukt", "Hoe vaak het is mislukt.", value=hartslag.mislukkingen)
        mails = Mail.objects.values_list("status").annotate(Count("pk")).order_by("status")
        yield _gauge("wmo_mails", "Mails van de laatste dertig dagen per status.", "status", dict(mails))
        if (rows := queue()) is not None:
            tasks = rows.order_by("status").values_list("status").annotate(Count("pk"))
            yield _gauge("wmo_taken", "Werk op de achtergrond per status.", "status", dict(tasks))
            waiting = oldest_waiting()
            age = (now - waiting).total_seconds() if waiting else 0
            yield _gauge("wmo_wachtrij_seconden", "Hoe lang het oudste werk al wacht.", value=age)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            yield _gauge("wmo_database_bytes", "Grootte van de database.", value=(cursor.fetchone() or (0,))[0])


def _gauge(
    name: str, told: str, label: str = "", values: dict[str, int] | None = None, value: float = 0
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label] if label else None)
    for key, number in (values or {}).items():
        family.add_metric([key.lower()], number)
    if not label:
        family.add_metric([], value)
    return family


def figures() -> bytes:
    """In the text form of Prometheus."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # several processes (gunicorn.conf.py): their counts together
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    registry.register(Databasecijfers())
    return generate_latest(registry)
