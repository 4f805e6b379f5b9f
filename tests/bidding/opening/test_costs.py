"""What readers of an opening cost does not grow with the number of bids, but for the bids themselves."""

from __future__ import annotations

import tarfile
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bidding import queries
from bidding.models import OpenedUnit
from bidding.sealed import bundle, cases
from tests.bidding.opening.hall import Hall
from toolkit import canonical
from toolkit.filings import BLOCK
from toolkit.objects import Manifest

pytestmark = pytest.mark.django_db


def asked(what: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in what.captured_queries]


def test_the_public_files_ask_as_much_for_three_bids_as_for_one(
    shown: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot, counts, of_case = shown.scene.lot, {}, cases.of_case
    for bids in (1, 3):
        monkeypatch.setattr(cases, "of_case", lambda row, raised, bids=bids: of_case(row, raised)[:bids])
        with CaptureQueriesContext(connection) as seen:
            names = [one.name for one in bundle.files(lot, with_list=True, with_filings=True)]
        assert sum(name.endswith("/header.json") for name in names) == bids
        counts[bids] = len(asked(seen))
    assert counts[1] == counts[3]


def test_a_files_bytes_are_those_that_the_list_names(shown: Hall) -> None:
    for one in bundle.files(shown.scene.lot, with_list=True, with_filings=True):
        with one.open() as file:
            content = file.read()
        assert (len(content), canonical.sha256(content)) == (one.size, one.sha256), one.name


def test_the_archive_holds_what_the_list_names_and_no_more(begun: Hall) -> None:
    """To everybody what they may read, before the record and after it."""
    hall, base = begun, f"/api/v1/lots/{begun.lot}/bundle"

    def held(who: str | None) -> set[str]:
        client = hall.platform(who).client
        listed = {one["name"]: one for one in client.get(f"{base}/").json()["files"]}
        with tarfile.open(fileobj=BytesIO(client.get(f"{base}.tar").content)) as archive:
            files = {one.name: archive.extractfile(one) for one in archive}
            read = {name: file.read() for name, file in files.items() if file is not None}
        small = {name: one["sha256"] for name, one in listed.items() if one["size"] <= BLOCK}
        assert {name: canonical.sha256(content) for name, content in read.items()} == small
        return set(small)

    before = {who: held(who) for who in (None, "kang", "bai", "gao")}
    assert before[None] < before["kang"] and before["gao"] == before[None]
    hall.posted([1, 2, 3])
    hall.record()
    assert held(None) > before["kang"]


def test_a_manifest_is_read_once(shown: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []
    honest = Manifest.from_bytes

    def counted(content: bytes) -> Manifest:
        read.append(content)
        return honest(content)

    monkeypatch.setattr(Manifest, "from_bytes", counted)
    unit = OpenedUnit.objects.all()[0]
    assert unit.offer is not None and unit.offer is unit.offer
    assert len(read) == 1
    read.clear()
    assert len(shown.bids()) == 3
    assert len(read) == 3


def test_bids_are_listed_in_four_queries_and_without_their_bytes(shown: Hall) -> None:
    lot = shown.scene.lot
    with CaptureQueriesContext(connection) as seen:
        assert len(queries.opened_bids(lot)) == 3
    statements = asked(seen)
    assert len(statements) == 4
    assert "DISTINCT" not in statements[0] and "core_bytes" not in statements[0]
