"""What the demo documents say is true of them, and said as their government says it. Read from `fixtures/`, without a database."""

from __future__ import annotations

import re

from core.opmaak import Pagina, Term
from publicaties.problemen.teksten import rich_texts
from tests.publicaties.demo import mlw_mer


def test_regie_bij_huishouden_is_not_explained_as_the_regie_of_a_medewerker() -> None:
    snapshot = mlw_mer()[2]
    terms = [Term(row.term, row.omschrijving, tuple(row.synoniemen)) for row in snapshot.begrippen]
    shown = " ".join(Pagina(terms).html(tekst.inhoud) for tekst in rich_texts(snapshot))
    assert ">regie bij huishouden</button>" in shown
    assert not re.findall(r">[Rr]egie</button>\S* bij (?:het )?huishouden", shown)
