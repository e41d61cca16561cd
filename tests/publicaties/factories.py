from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from publicaties import actions, intrekken
from publicaties.models import Publicatie
from segments.models import Inkoop
from tests.segments.factories import HoofdstukFactory, InkoopFactory

AT = dt.datetime(2026, 5, 20, 9, 0, tzinfo=dt.UTC)


class PublicatieFactory(DjangoModelFactory[Publicatie]):
    """A concept. What is further on its road got there through `publicaties.actions`: see `make_published`."""

    class Meta:
        model = Publicatie

    inkoop = factory.SubFactory(InkoopFactory)
    versienaam = factory.Sequence(lambda n: f"Versie {n}")
    ingangsdatum = dt.date(2026, 6, 1)


def fill(inkoop: Inkoop) -> Inkoop:
    """The least that a document needs to be submitted."""
    if not inkoop.hoofdstukken.exists():
        HoofdstukFactory(inkoop=inkoop, sleutel="inleiding", titel="Inleiding")
    return inkoop


def make_submitted(inkoop: Inkoop, *, by: User, at: dt.datetime = AT, **fields: Any) -> Publicatie:
    fill(inkoop)
    fields = {"versienaam": "Versie", "ingangsdatum": dt.date(2026, 6, 1)} | fields
    publicatie = actions.start_concept(inkoop=inkoop, by=by, at=at, **fields)
    actions.submit(publicatie=publicatie, by=by, at=at)
    return publicatie


def make_approved(inkoop: Inkoop, *, by: User, approver: User, at: dt.datetime = AT, **fields: Any) -> Publicatie:
    publicatie = make_submitted(inkoop, by=by, at=at, **fields)
    actions.approve(publicatie=publicatie, by=approver, at=at)
    return publicatie


def make_published(inkoop: Inkoop, *, by: User, approver: User, at: dt.datetime = AT, **fields: Any) -> Publicatie:
    """A version that went the whole road: submitted by `by`, approved by `approver`, published."""
    publicatie = make_approved(inkoop, by=by, approver=approver, at=at, **fields)
    actions.publish(publicatie=publicatie, by=by, at=at)
    return publicatie


def withdraw(publicatie: Publicatie, *, by: User, other: User, reden: str = "Fout", at: dt.datetime = AT) -> None:
    """Asked by `by`, decided by `other`."""
    intrekken.ask_to_withdraw(publicatie=publicatie, reden=reden, by=by, at=at)
    intrekken.withdraw(publicatie=publicatie, by=other, at=at)
