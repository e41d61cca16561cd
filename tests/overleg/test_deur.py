"""The public door: how often somebody may ask, also at the same moment."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from overleg import deur
from overleg.models import Aanloop, Wat
from segments.models import Inkoop, Regio
from tests.segments.factories import InkoopFactory

NOW = timezone.now()


def ask(inkoop: Inkoop, vanaf: str = "192.0.2.1", at: dt.datetime = NOW, wat: Wat = Wat.BEGIN) -> None:
    deur.count(inkoop=inkoop, wat=wat, vanaf=vanaf, at=at)


def test_one_place_may_ask_so_often_and_again_later(inkoop: Inkoop, buurregio: Regio) -> None:
    grens = deur.GRENZEN[Wat.BEGIN]
    for _ in range(grens.een):
        ask(inkoop)
    with pytest.raises(deur.TooMuch, match="Wat u hebt getypt staat hieronder nog"):
        ask(inkoop)
    ask(inkoop, vanaf="192.0.2.2")
    ask(inkoop, wat=Wat.SCHRIJVEN)
    ask(InkoopFactory(regio=buurregio))
    ask(inkoop, at=NOW + grens.tijd)
    assert "192.0.2.1" not in str(list(Aanloop.objects.values()))


def test_all_together_may_ask_so_often_of_one_inkoop(inkoop: Inkoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(deur.GRENZEN, Wat.BEGIN, deur.Inzendgrens(20, 3, dt.timedelta(hours=1)))
    for number in range(3):
        ask(inkoop, vanaf=f"192.0.2.{number}")
    with pytest.raises(deur.TooMuch, match="erg druk"):
        ask(inkoop, vanaf="192.0.2.9")


def test_what_is_counted_is_forgotten_after_a_day(inkoop: Inkoop) -> None:
    ask(inkoop)
    assert deur.prune(before=NOW - deur.BEWAREN) == 0
    assert deur.prune(before=NOW + dt.timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_who_asks_thirty_times_at_once_gets_no_more_than_the_limit() -> None:
    inkoop = InkoopFactory()
    told: list[str] = []
    start = threading.Barrier(30)

    def one() -> None:
        start.wait()
        try:
            ask(inkoop)
            told.append("ja")
        except deur.TooMuch:
            told.append("nee")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (told.count("ja"), told.count("nee")) == (20, 10)
    assert Aanloop.objects.count() == 20


@pytest.mark.parametrize("toegang", ["", "x", "1-", "1-x", "-", "９-x", "9" * 30 + "-x", "1-../../etc"])
def test_an_address_that_is_none_opens_nothing(db: None, toegang: str) -> None:
    for model in deur_kinds():
        assert deur.find(model._default_manager.all(), toegang) is None


def deur_kinds() -> list[type]:
    from overleg.privacy import kinds

    return kinds()
