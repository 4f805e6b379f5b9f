"""Which documents come of what happened, what they say, and who gets them."""

from __future__ import annotations

import hashlib
import json
import resource
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.actor import Actor
from archive.actions import sealing
from archive.documents.sealer import Sealer
from archive.models import Process, SealedDocument
from bidding.models import SentLetter
from foundation import followers, storage
from foundation.models import Event
from notices.models import Notice
from tests.archive.documents.papers import ask, kept
from tests.bidding.results.bench import Bench
from tests.portal.test_bids import reader
from tests.world import World

pytestmark = pytest.mark.django_db


def text_of(document: SealedDocument, folder: Path) -> str:
    with storage.open(document.digest) as file:
        path = kept(folder, file.read(), f"{document.id}.pdf")
    assert "Signature is Valid" in ask("pdfsig", "-nocert", path)
    return ask("pdftotext", "-raw", path, "-").replace("\n", "")


def status(reader_: Client, path: str) -> int:
    answer = reader_.get(path)
    answer.getvalue()  # what is read to its end is closed
    return answer.status_code


def sealed(*documents: SealedDocument) -> None:
    """Seal these, and leave the others for now."""
    others = set(SealedDocument.objects.values_list("id", flat=True)) - {one.id for one in documents}
    for _ in documents:
        assert sealing.seal_next(by=Actor.clock(), but=others) is not None
    for one in documents:
        one.refresh_from_db()


class TestOfACompetition:
    def test_tells_what_was_opened_and_sends_each_bidder_its_own(self, bench: Bench, tmp_path: Path) -> None:
        bench.publicised(deng="licence")
        bench.hall.later(days=4)
        bench.taken(("sun", "confirm", {}))
        followers.catch_up()
        rows = SealedDocument.objects.all()
        assert set(rows.filter(kind="notice").values_list("source", flat=True)) == set(
            Notice.objects.values_list("id", flat=True)
        )
        assert set(rows.filter(kind="letter").values_list("source", flat=True)) == set(
            SentLetter.objects.values_list("id", flat=True)
        )
        record = rows.get(kind="opening_record")
        won, lost, out = (
            rows.get(kind="letter", party=bench.hall.scene.world.cast.members[who].party_id)
            for who in ("bai", "cui", "deng")
        )
        sealed(record, won, out)

        said = text_of(record, tmp_path)
        for who, price, words in (
            ("bai", "47,000,000.00", "肆仟柒佰万元整"),
            ("deng", "45,000,000.00", "肆仟伍佰万元整"),
        ):
            assert bench.name_of(who) in said
            assert price in said
            assert words in said
        said = text_of(won, tmp_path)
        assert f"{bench.name_of('bai')}：" in said
        assert "中标（成交）价为人民币47,000,000.00元（大写：肆仟柒佰万元整）" in said
        assert "营业执照" in text_of(out, tmp_path)

        paths = [f"/documents/{won.number}/", f"/documents/{won.number}/document.pdf"]
        paths += [f"/api/v1/sealed-documents/{won.number}/", f"/api/v1/sealed-documents/{won.number}/document.pdf"]  # fmt: skip
        for path in paths:
            assert [status(reader(who), path) for who in ("bai", "sun", "su")] == [200, 200, 200]
            assert [status(one, path) for one in (Client(), reader("cui"))] == [404, 404]
            assert status(Client(), path.replace(won.number, record.number)) == 200
        assert Client().get(f"/documents/{lost.number}/document.pdf").status_code == 404
        assert reader("cui").get(f"/documents/{lost.number}/").status_code == 200
        file = Client().get(f"/documents/{record.number}/document.pdf")
        assert hashlib.sha256(file.getvalue()).hexdigest() == record.digest
        assert (file["Content-Type"], file["ETag"]) == ("application/pdf", f'"{record.digest}"')
        assert won.number not in Client().get("/api/v1/sealed-documents/").content.decode()
        page = Client().get(f"/deals/{record.deal.number}/").content.decode()
        assert record.number in page
        assert won.number not in page

    def test_is_changed_by_nobody(self, world: World) -> None:
        world.announced()
        followers.catch_up()
        Sealer().turn()
        row = SealedDocument.objects.get(status="sealed")
        for change in ({"digest": "0" * 64}, {"content": b"{}"}, {"title": "另一份"}):
            with pytest.raises(DatabaseError, match="not altered"), transaction.atomic():
                SealedDocument.objects.filter(id=row.id).update(**change)
        with pytest.raises(DatabaseError, match="not altered"), transaction.atomic():
            row.delete()


class TestSealer:
    def test_journals_each_once(self, world: World) -> None:
        made = world.announced()
        followers.catch_up()
        sealer = Sealer()
        while sealer.turn():
            pass
        (row,) = SealedDocument.objects.filter(deal=made.deal)
        (event,) = Event.objects.filter(type="archive.document.sealed")
        assert event.data["sha256"] == row.digest
        assert storage.is_intact(row.digest)
        assert row.number == Notice.objects.get(deal=made.deal).number
        followers.catch_up()
        assert SealedDocument.objects.count() == 1

    def test_says_that_the_disk_is_full_and_goes_on_when_it_is_not(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        world.announced()
        followers.catch_up()
        sealer, limits = Sealer(), resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
        try:
            assert not sealer.turn()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert "the disk is full" in caplog.text
        row = SealedDocument.objects.get()
        assert (row.status, row.digest) == ("awaited", "")
        assert Client().get(f"/documents/{row.number}/document.pdf").status_code == 404
        assert Client().get(f"/documents/{row.number}/").status_code == 200
        assert not list((storage._root() / "incoming").iterdir())
        assert Sealer().turn()
        row.refresh_from_db()
        assert row.status == "sealed"


class TestOpenFeed:
    def test_leads_to_the_pdf_of_a_notice_with_its_digest_once_it_is_sealed(self, world: World) -> None:
        made = world.announced()
        followers.catch_up()

        def papers() -> list[dict[str, str]]:
            body = Process.objects.get(lot=made.lot).body
            return [
                one for one in json.loads(body)["tender"]["documents"] if one["format"] == "application/pdf"
            ]

        assert papers() == []
        Sealer().turn()
        followers.catch_up()
        row = SealedDocument.objects.get()
        (paper,) = papers()
        assert paper["description"] == f"SHA-256 {row.digest}"
        assert paper["documentType"] == "tenderNotice"
        file = Client().get(urlsplit(paper["url"]).path)
        assert hashlib.sha256(file.getvalue()).hexdigest() == row.digest
