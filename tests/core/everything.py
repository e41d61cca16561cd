"""One row (or a few) of every model of one regio, each recognisable by a word in its name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Model

from accounts.models import Inlogdienst, Lidmaatschap, Rol, Uitnodiging
from core.moment import Moment
from eisen.models import Eis
from overleg.models import Bewaartermijn
from percelen.models import Inschrijfvoorwaarde, Kenmerk, Perceel, PerceelProduct, PerceelTekst
from post.models import Mail
from proces.models import Aantekening, Bijeenkomst, Document, Kengetal, Mijlpaal
from producten.models import Aswaarde, Grondslag, Leefgebied, Product, ProductTekst, Rubriek, RubriekSoort, Tariefas
from publicaties.models import (
    Afweging,
    Bestand,
    Gebeurtenis,
    Intrekverzoek,
    Onderdeel,
    Opmerking,
    Publicatie,
    Wijziging,
)
from segments.models import Begrip, Deelnemer, Gemeente, Hoofdstuk, Inkoop, Segment
from tarieven.models import Indexatie, Indexcomponent, Kostenregel, Kostprijsopbouw, Tarief
from tests.accounts.factories import UserFactory

OP = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def everything(inkoop: Inkoop, word: str, *, number: int = 1) -> dict[type[Model], Any]:
    """`word` and `number` tell the rows of one call from those of another."""
    naam, code = f"{word} {number}", f"{word.lower()}-{number}"
    user = UserFactory(username=code, first_name=word, last_name=str(number), regio=inkoop.regio, rol=Rol.LEZER)
    gemeente = Gemeente.objects.create(code=f"{9000 + Gemeente.objects.count():04d}", naam=f"Gemeente {number}")
    segment = Segment.objects.create(inkoop=inkoop, code=code, naam=naam, volgorde=number)
    product_rubriek, perceel_rubriek = (
        Rubriek.objects.create(inkoop=inkoop, soort=soort, sleutel=code, naam=naam, volgorde=number)
        for soort in (RubriekSoort.PRODUCT, RubriekSoort.PERCEEL)
    )
    grondslag = Grondslag.objects.create(
        inkoop=inkoop, code=word.upper()[:9] + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26], label=naam, volgorde=number
    )
    tariefas, _ = Tariefas.objects.get_or_create(
        inkoop=inkoop, plaats=1, defaults={"code": code, "naam": naam, "meervoud": naam}
    )
    aswaarde = Aswaarde.objects.create(inkoop=inkoop, tariefas=tariefas, code=f"{code}-w", label=naam, volgorde=number)
    leefgebied = Leefgebied.objects.create(inkoop=inkoop, nummer=number, naam=naam)
    product = Product.objects.create(inkoop=inkoop, code=code, naam=naam, volgorde=number, tarief_per_grondslag=True)
    ander_product = Product.objects.create(inkoop=inkoop, code=f"{code}-ander", naam=f"{naam} ander", volgorde=number)
    for one in (product, ander_product):
        one.grondslagen.add(grondslag)
        one.leefgebieden.add(leefgebied)
        one.aswaarden.add(aswaarde)
        one.segmenten.add(segment)
    perceel = Perceel.objects.create(inkoop=inkoop, nummer=code, naam=naam, segment=segment, volgorde=number)
    bijeenkomst = Bijeenkomst.objects.create(inkoop=inkoop, sleutel=code, datum=dt.date(2026, 1, 1), titel=naam)
    tarief = Tarief.objects.create(
        product=product,
        grondslag=grondslag,
        waarde1=aswaarde,
        perceel=perceel,
        bedrag=Decimal("64.80"),
        ingangsdatum=dt.date(2026, 1, 1),
    )
    opbouw = Kostprijsopbouw.objects.create(tarief=tarief, bron=naam)
    indexatie = Indexatie.objects.create(
        inkoop=inkoop, jaar=2000 + number, ingangsdatum=dt.date(2000 + number, 1, 1), toelichting=naam
    )
    publicatie = Publicatie.objects.filter(inkoop=inkoop).first() or Publicatie.objects.create(
        inkoop=inkoop, versienaam=naam, ingangsdatum=dt.date(2026, 1, 1)
    )
    rows: list[Model] = [
        inkoop.regio,
        inkoop,
        user,
        Lidmaatschap.objects.get(user=user),
        Uitnodiging.objects.create(
            regio=inkoop.regio, email=f"{code}@voorbeeld.nl", voornaam=word, rol=Rol.LEZER, door=user, verstuurd_op=OP
        ),
        Inlogdienst.objects.filter(regio=inkoop.regio).first()
        or Inlogdienst.objects.create(regio=inkoop.regio, naam=naam, adres="https://id.voorbeeld.nl", client_id=code),
        gemeente,
        Deelnemer.objects.create(inkoop=inkoop, gemeente=gemeente, groep=naam),
        segment,
        Hoofdstuk.objects.create(inkoop=inkoop, sleutel=code, titel=naam),
        Begrip.objects.create(inkoop=inkoop, term=naam, omschrijving=naam),
        product_rubriek,
        grondslag,
        tariefas,
        aswaarde,
        leefgebied,
        product,
        ProductTekst.objects.create(product=product, rubriek=product_rubriek, tekst=f"<p>{naam}</p>"),
        perceel,
        PerceelProduct.objects.create(perceel=perceel, product=product),
        Kenmerk.objects.create(perceel=perceel, nummer=1, naam=naam),
        PerceelTekst.objects.create(perceel=perceel, rubriek=perceel_rubriek, tekst=f"<p>{naam}</p>"),
        Inschrijfvoorwaarde.objects.create(product=product, ander_product=ander_product),
        Eis.objects.create(inkoop=inkoop, nummer=code, naam=naam, soort="kpi"),
        tarief,
        opbouw,
        Kostenregel.objects.create(opbouw=opbouw, element="a", bedrag=Decimal("40.00")),
        indexatie,
        Indexcomponent.objects.create(
            indexatie=indexatie, naam="OVA", gewicht=1, vorig_voorlopig=4, vorig_definitief=5, voorlopig=4
        ),
        publicatie,
        Onderdeel.objects.create(publicatie=publicatie, soort="product", code=code, titel=naam),
        Wijziging.objects.create(publicatie=publicatie, sleutel=code, inhoud={}, reden=naam),
        Bestand.objects.create(
            publicatie=publicatie, soort="product", code=code, naam=naam, inhoud=b"%PDF-", sha256="0" * 64, grootte=5
        ),
        Opmerking.objects.create(publicatie=publicatie, tekst=naam, door=user, op=OP),
        Afweging.objects.create(publicatie=publicatie, sleutel=code, boodschap=naam, reden=naam, door=user, op=OP),
        Intrekverzoek.objects.create(
            publicatie=publicatie,
            reden=naam,
            gevraagd_op=OP,
            gevraagd_door=user,
            besluit="afgewezen",
            besloten_op=OP,
            besloten_door=user,
        ),
        Gebeurtenis.objects.create(
            inkoop=inkoop, publicatie=publicatie, soort="ingediend", tekst=naam, door=user, op=OP
        ),
        Mail.objects.create(soort="gepubliceerd", status="bewaard", aan="x@y.nl", onderwerp=naam, regio=inkoop.regio),
        Aantekening.objects.create(inkoop=inkoop, plek=f"product/{code}", tekst=naam, door=user, op=OP),
        Mijlpaal.objects.create(inkoop=inkoop, titel=naam, moment=Moment.parse("2026-01-01")),
        bijeenkomst,
        Document.objects.create(inkoop=inkoop, sleutel=code, titel=naam, bijeenkomst=bijeenkomst, segment=segment),
        Kengetal.objects.create(inkoop=inkoop, jaar=2000 + number, naam=naam, omzet=1000),
        Bewaartermijn.objects.filter(inkoop=inkoop).first() or Bewaartermijn.objects.create(inkoop=inkoop, dagen=99),
    ]
    return {type(row): row for row in rows}
