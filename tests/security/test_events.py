"""Security events: what bidders are refused leaves one, and before the opening nobody reads or counts them but the bidder itself."""

from __future__ import annotations

from typing import Any

import pytest

from bidding.actions import attempts
from foundation import clock, sequencer
from foundation.followers import catch_up
from foundation.models import Event
from tests.bidding.sealed import test_uploads
from tests.bidding.sealed.scene import Scene, written
from toolkit import canonical, cms
from toolkit.objects import End
from trading.models import Lot

pytestmark = pytest.mark.django_db
OURS = ("bidding.filing.turned_away", "bidding.withdrawal.refused", "bidding.upload.refused")


def told(*types: str) -> list[tuple[str, list[str]]]:
    rows = Event.objects.filter(type__in=types or OURS).order_by("id")
    return [(row.type, row.data["codes"]) for row in rows]


def ending(scene: Scene, who: str = "bai") -> tuple[str, dict[str, str]]:
    """File a bid; return the address of its withdrawal, with the body."""
    filing, _ = scene.filed(who)
    core = filing.core
    end = End(deal=core.deal, lot=core.lot, bid=core.bid, seq=core.seq, header=filing.name, replaced_by="")
    body = written(end.to_bytes(), cms.sign(scene.signer(who), end.to_bytes(), at=clock.now()))
    return f"/api/v1/lots/{scene.made.lot}/filings/{filing.name}/end/", body


class TestWhatIsRefused:
    def test_of_an_upload_that_is_too_large(self, scene: Scene, settings: Any) -> None:
        settings.UPLOAD_BYTES = 100
        answer = test_uploads.send(0, b"x" * 101, size=101, digest=canonical.sha256(b"x" * 101))
        assert answer.status_code == 422
        event = Event.objects.get(type="bidding.upload.refused")
        assert (event.deal, set(event.data), event.data["codes"]) == (
            None,
            {"party", "codes"},
            ["part_too_large"],
        )

    def test_of_a_block_that_is_too_large(self, scene: Scene) -> None:
        block = b"x" * (8 * 1024 * 1024 + 1)
        assert test_uploads.send(0, block, size=len(block), digest=canonical.sha256(block)).status_code == 413
        assert told() == [("bidding.upload.refused", ["body_too_large"])]

    def test_of_a_bid_that_was_withdrawn_before(self, scene: Scene) -> None:
        path, body = ending(scene)
        assert scene.world.stage.attempt("bai", path, body).status == 200
        folder = scene.folder / "bai-1" / "filing"
        assert scene.file(folder).body["code"] == "already_filed"
        assert told() == [("bidding.filing.turned_away", ["already_filed"])]

    def test_of_a_bid_and_of_a_withdrawal_that_come_late(self, scene: Scene) -> None:
        path, body = ending(scene)
        names = scene.upload(scene.seal("cui"), "cui")
        scene.walk_to_deadline()
        assert scene.file(scene.folder, "cui", files=names).body["code"] == "deadline_passed"
        assert scene.world.stage.attempt("bai", path, body).body["code"] == "deadline_passed"
        assert told() == [
            ("bidding.filing.turned_away", ["deadline_passed"]),
            ("bidding.withdrawal.refused", ["deadline_passed"]),
        ]
        parties = [row.data["party"] for row in Event.objects.filter(type__in=OURS).order_by("id")]
        assert parties == [scene.world.cast.members[who].party_id for who in ("cui", "bai")]

    def test_of_a_withdrawal_that_another_signed(self, scene: Scene) -> None:
        path, body = ending(scene)
        body |= {"signature": written(b"", cms.sign(scene.signer("cui"), b"x", at=clock.now()))["signature"]}
        assert scene.world.stage.attempt("bai", path, body).status == 422
        ((type_, codes),) = told()
        assert type_ == "bidding.withdrawal.refused" and codes

    def test_of_leaving_the_lot_while_a_bid_stands(self, scene: Scene) -> None:
        scene.filed("bai")
        mine = scene.world.stage.get("bai", "/api/v1/me/registrations/")["results"][0]["id"]
        answer = scene.world.stage.attempt("bai", f"/api/v1/registrations/{mine}/withdraw/")
        assert answer.body["code"] == "bid_submitted"
        assert told() == [("bidding.withdrawal.refused", ["bid_submitted"])]

    def test_is_silent_of_what_only_has_to_come_again(self, scene: Scene) -> None:
        """Or every broken connection were an incident."""
        folder = scene.seal("bai")
        names = scene.upload(folder)
        assert scene.file(folder, files=names | {"core.json": "0" * 64}).body["code"] == "upload_incomplete"
        assert scene.file(folder, files=names).status == 201
        assert scene.file(folder, files=names).body["code"] == "already_submitted"
        assert told() == []


def every_attempt(scene: Scene) -> None:
    """Note one of each: nobody but its bidder learns of it (`test_secrecy.py` asks every address)."""
    lot = scene.made.lot

    def by(who: str) -> dict[str, Any]:
        return {"codes": ["x"], "by": scene.world.actor(who)}

    attempts.note_filing(lot_id=lot, **by("bai"))
    attempts.note_withdrawal(lot_id=lot, **by("bai"))
    attempts.note_upload(**by("deng"))


class TestWhoReads:
    def test_is_the_bidder_itself(self, scene: Scene) -> None:
        every_attempt(scene)
        sequencer.drain()
        catch_up()
        for who, types in (("bai", OURS[:2]), ("deng", OURS[2:]), ("cui", ())):
            read = scene.world.stage.get(who, "/api/v1/me/changes/")["results"]
            assert [one["type"] for one in read if one["type"] in OURS] == list(types)

    def test_is_who_watches_once_bids_are_open_but_never_of_uploads(self, scene: Scene) -> None:
        """What somebody uploaded was for no lot: it would tell of other lots that are still awaited."""
        every_attempt(scene)
        sequencer.drain()

        def read() -> list[str]:
            found = scene.world.stage.get("su", "/api/v1/journal/?type=bidding.")["results"]
            return [one["type"] for one in found if one["type"] in OURS]

        assert read() == []
        Lot.objects.filter(id=scene.made.lot).update(phase="evaluating")
        assert read() == list(OURS[:2])
