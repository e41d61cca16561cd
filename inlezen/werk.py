"""Reading a document in the background: a large one takes longer than somebody wants to wait."""

from __future__ import annotations

from django.db import transaction

from inlezen import bestand
from inlezen.herkennen import recognise
from inlezen.models import Inlezing
from publicaties.snapshot import take
from taken.models import Taak
from taken.werk import werk


@werk
def lezen(taak: Taak, *, inlezing: int) -> None:
    """Twice is the same as once; a reading that was thrown away meanwhile is no fault."""
    row = Inlezing.objects.select_related("inkoop__regio").filter(pk=inlezing, voorstel__isnull=True).first()
    if row is None:
        return
    with row.bestand.open("rb") as file:
        gelezen = bestand.read(file.read())
    voorstel = recognise(gelezen, take(row.inkoop))
    with transaction.atomic():
        Inlezing.objects.filter(pk=row.pk).update(voorstel=voorstel.model_dump(mode="json"))
