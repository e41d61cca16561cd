from __future__ import annotations

from typing import Any

import pytest
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F

from accounts.models import User
from publicaties.models import ZOEKCONFIG, Onderdeel, Publicatie
from publicaties.onderdelen import make_onderdelen, onderdelen
from segments.models import Inkoop
from tests.publicaties.demo import changed, demo_snapshots, mlw_mer
from tests.publicaties.factories import PublicatieFactory, make_published

pytestmark = pytest.mark.usefixtures("small_files")


@pytest.fixture
def publicatie(inkoop: Inkoop) -> Publicatie:
    publicatie = PublicatieFactory(inkoop=inkoop)
    make_onderdelen(publicatie, mlw_mer()[3])
    return publicatie


def search(publicatie: Publicatie, words: str) -> list[str]:
    query = SearchQuery(words, config=ZOEKCONFIG, search_type="websearch")
    rows = publicatie.onderdelen.filter(zoekvector=query).annotate(rank=SearchRank(F("zoekvector"), query))
    return [f"{row.soort}/{row.code}" for row in rows.order_by("-rank", "pk")]


def test_one_row_per_page() -> None:
    rows = list(onderdelen(mlw_mer()[3]))
    counted = {soort: sum(row.soort == soort for row in rows) for soort in {row.soort for row in rows}}
    assert counted.pop("eis") == 11
    assert counted == {"inkoop": 1, "product": 5, "perceel": 6, "grondslag": 7, "hoofdstuk": 12, "tarieven": 1}
    assert len({(row.soort, row.code) for row in rows}) == len(rows)
    segmenten = [row for row in onderdelen(demo_snapshots("limburg-noord-2022")[0]) if row.soort == "segment"]
    assert [row.code for row in segmenten] == ["1a", "1b", "2a", "2b", "3a", "3b"]


def test_title_comes_before_text(publicatie: Publicatie) -> None:
    assert search(publicatie, "kortdurend verblijf")[:2] in (["product/kdv", "perceel/5"], ["perceel/5", "product/kdv"])


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("KDV", "product/kdv"),
        ("02A04", "product/bgi-complex"),
        ("psychische stoornis", "grondslag/PSY"),
        ("begeleidingen", "product/bgi"),  # Dutch stems
        ("zorgmijding", "perceel/6"),
        ("chauffeur VOG", "eis/VV-2"),
        ("tarieven", "tarieven/"),
    ],
)
def test_what_people_search(publicatie: Publicatie, words: str, first: str) -> None:
    assert first in search(publicatie, words)[:3]


def test_accents_do_not_matter(publicatie: Publicatie) -> None:
    assert search(publicatie, "cliënt") == search(publicatie, "client") != []
    assert search(publicatie, "Financien") == search(publicatie, "financiën") != []


def test_generated_facts_can_be_found(publicatie: Publicatie) -> None:
    assert "product/kdv" in search(publicatie, '"42 etmalen per jaar"')
    assert "perceel/6" in search(publicatie, "doorstroom beschermd wonen")
    assert "product/bgi-complex" in search(publicatie, "moet ook ingeschreven zijn")


def test_grondslagen_to_filter_by(publicatie: Publicatie) -> None:
    found = publicatie.onderdelen.filter(grondslagen__contains=["PSY"], soort="product")
    assert sorted(found.values_list("code", flat=True)) == ["bgg", "bgi", "bgi-complex", "kdv"]
    assert publicatie.onderdelen.get(soort="perceel", code="6").grondslagen == ["PSY"]


def test_a_footnote_is_text_too(publicatie: Publicatie) -> None:
    assert "hoofdstuk/inleiding" in search(publicatie, "Nederweert")


def test_the_index_can_be_used(publicatie: Publicatie) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM publicaties_onderdeel WHERE zoekvector @@ websearch_to_tsquery('wmo', 'verblijf')"
        )
        assert "onderdeel_zoekvector" in "\n".join(row[0] for row in cursor.fetchall())


def test_vectors_are_there_when_a_version_is_published(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    make_published(inkoop, by=contractmanager, approver=beoordelaar)
    assert Onderdeel.objects.exists()
    assert not Onderdeel.objects.filter(zoekvector=None).exists()


def test_a_soft_hyphen_hides_no_word(inkoop: Inkoop) -> None:
    """Also in what was stored before text had one form."""

    def hide(data: dict[str, Any]) -> None:
        data["producten"][0]["teksten"]["doelgroep"] = (
            "<p>De kwartaalevaluatie\u00adbijeenkomst volgt\u200b daarna.</p>"
            "<table><tr><th>Ruimte</th><td>zaal\u00adhuur</td></tr></table>"
        )

    publicatie = PublicatieFactory(inkoop=inkoop)
    make_onderdelen(publicatie, changed(mlw_mer()[2], hide))
    product = f"product/{mlw_mer()[2].producten[0].code}"
    assert search(publicatie, "kwartaalevaluatiebijeenkomst") == [product]
    assert search(publicatie, "zaalhuur") == [product]
