"""A round that is open, and reactions in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from core.moment import Moment, Precisie
from overleg import deur, reactienota, reacties
from overleg.models import Reactie, Reactienota, Reactieronde
from overleg.reacties import snapshot_of
from proces.models import Mijlpaal
from publicaties.models import Publicatie

PLEK = "product/product-0/doelgroep"


def ronde(
    versie: Publicatie, by: User, *, vragen: tuple[str, ...] = (), open: bool = True, **kwargs: Any
) -> Reactieronde:
    """About a published version, open for ten days."""
    dag = timezone.localdate() + dt.timedelta(days=10)
    mijlpaal = Mijlpaal.objects.create(
        inkoop=versie.inkoop, titel=f"Reageren op de tekst ({Mijlpaal.objects.count()})",
        moment=Moment(dag, Precisie.DAG), tijd=dt.time(12),
        sluit="reageren", openbaar=True,
    )  # fmt: skip
    row = Reactieronde(
        inkoop=versie.inkoop, publicatie=versie, mijlpaal=mijlpaal, titel=kwargs.pop("titel", "Reacties"), **kwargs
    )
    reacties.save_ronde(ronde=row, vragen=vragen, by=by)
    if open:
        reacties.open_ronde(ronde=row, by=by, at=timezone.now())
    return row


def concept(row: Reactieronde, *said: tuple[str, str], email: str = "anna@zorg.example", naam: str = "Anna de Boer",
            organisatie: str = "Zorg & Zo") -> Reactie:  # fmt: skip
    now = timezone.now()
    found = reacties.begin(ronde=row, at=now)
    known = snapshot_of(Publicatie.objects.get(pk=row.publicatie_id))
    for plek, tekst in said or [(PLEK, "De doelgroep is te smal.")]:
        reacties.write(reactie=found, tekst=tekst, plek=plek, at=now, known=known)
    deur.set_sender(row=found, naam=naam, organisatie=organisatie, email=email)
    return found


def confirmed(row: Reactieronde, *said: tuple[str, str], **who: str) -> Reactie:
    found, now = concept(row, *said, **who), timezone.now()
    reacties.submit(reactie=found, at=now)
    reacties.confirm(reactie=found, code=deur.confirmation(found), at=now)
    return found


def reacted(versie: Publicatie, by: User) -> dict[str, dict[str, object]]:
    """A round with a reactie and its bijlage, and another that is closed and has a nota drawn up: their keys, by part of the address."""
    first = ronde(versie, by, titel="Eerste ronde")
    row = concept(first, ("", "Te smal."))
    now = timezone.now()
    reacties.attach(reactie=row, bestand=SimpleUploadedFile("brief.pdf", b"%PDF-1.7"), at=now)
    reacties.submit(reactie=row, at=now)
    reacties.confirm(reactie=row, code=deur.confirmation(row), at=now)
    closed = ronde(versie, by, titel="Tweede ronde")
    close(closed)
    nota = reactienota.draw_up(ronde=closed, by=by, at=now)
    return {
        "onderwerpen": {"pk": first.onderwerpen.get().pk},
        "afzenders": {"pk": row.pk, "nummer": row.bijlagen.get().pk},
        "rondes": {"pk": first.pk},
        "notas": {"pk": nota.pk},
    }


def published_nota(versie: Publicatie, by: User, beoordelaar: User) -> Reactienota:
    row = ronde(versie, by)
    confirmed(row, ("", "Te smal."))
    close(row)
    nota = reactienota.draw_up(ronde=row, by=by, at=timezone.now())
    reactienota.publish(nota=nota, by=beoordelaar, at=timezone.now())
    return nota


def close(row: Reactieronde) -> None:
    """Yesterday was the last day."""
    row.mijlpaal.moment = Moment(timezone.localdate() - dt.timedelta(days=1), Precisie.DAG)
    row.mijlpaal.save()
    row.mijlpaal.refresh_from_db()
