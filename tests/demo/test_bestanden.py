"""Files of a version: the same bytes for ever, asked for whole, in part, or not at all when the reader has them."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]

PINNED = "/inkoop/mlw-mer-2024/versie/3/percelen/6.pdf"
CURRENT = "/inkoop/mlw-mer-2024/percelen/6.pdf"


def test_a_pinned_file_may_be_kept_for_ever_and_the_current_one_is_asked_again(client: Client) -> None:
    pinned, current = client.get(PINNED), client.get(CURRENT)
    assert pinned.content == current.content
    assert pinned["ETag"] == current["ETag"]
    assert "immutable" in pinned["Cache-Control"]
    assert "must-revalidate" in current["Cache-Control"]


def test_a_reader_who_has_the_file_gets_no_bytes(client: Client) -> None:
    etag = client.get(PINNED)["ETag"]
    for known in (etag, f'"anders", {etag}', "*"):
        response = client.get(PINNED, headers={"If-None-Match": known})
        assert (response.status_code, response.content) == (304, b"")
        assert response["ETag"] == etag
    assert client.get(PINNED, headers={"If-None-Match": '"anders"'}).status_code == 200


def test_a_part_of_a_file(client: Client) -> None:
    whole = client.get(PINNED).content
    size = len(whole)
    for asked, first, last in (
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, size - 1),
        ("bytes=-50", size - 50, size - 1),
    ):
        response = client.get(PINNED, headers={"Range": asked})
        assert response.status_code == 206
        assert response["Content-Range"] == f"bytes {first}-{last}/{size}"
        assert response.content == whole[first : last + 1]


def test_a_part_that_is_not_there_is_refused_and_a_strange_one_gives_the_whole(client: Client) -> None:
    size = len(client.get(PINNED).content)
    response = client.get(PINNED, headers={"Range": f"bytes={size}-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{size}")
    for strange in ("bytes=5-1,7-9", "regels=1-2", "bytes=-"):
        assert client.get(PINNED, headers={"Range": strange}).status_code == 200
    assert client.get(PINNED, headers={"Range": "bytes=0-9", "If-Range": '"ouder"'}).status_code == 200


def test_an_unknown_version_or_file_is_not_found(client: Client) -> None:
    for path in ("/inkoop/mlw-mer-2024/versie/9/beschrijvingen.pdf", "/inkoop/mlw-mer-2024/versie/2/percelen/6.pdf"):
        assert client.get(path).status_code == 404, path
