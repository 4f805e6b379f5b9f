"""At the deadline: behind every ticket, as the published client believes it, and known to the guards of the procedure."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.actor import Actor
from bidding import facts
from bidding.actions import freezing, settling
from bidding.models import Filing, FreezeList
from bidding.sealed import cases, custody, stamping, store
from bidding.tasks import settle
from config.demo import property_rights
from foundation import clock, transparency
from foundation.errors import Unavailable
from foundation.text import Text
from foundation.transparency_files import proof_path
from tests.bidding.sealed.scene import Scene
from toolkit import filings, history, successions
from toolkit import freezing as client
from toolkit.filings import Folder
from toolkit.log import checkpoint
from toolkit.log.proof import read_proof
from toolkit.proceedings import Freeze
from toolkit.sealing import Before
from toolkit.successions import Version
from trading.actions import ticking
from trading.models import Lot

pytestmark = pytest.mark.django_db
BY = Actor.clock()


def frozen(scene: Scene) -> FreezeList | None:
    return freezing.freeze(lot_id=scene.made.lot, at=clock.now(), by=BY)


def content(row: FreezeList | None) -> Freeze:
    assert row is not None and row.content is not None
    return Freeze.from_bytes(bytes(row.content))


def checked(scene: Scene, row: FreezeList) -> Freeze:
    """Check the list as custodians do, from the log's public files and the stored bytes."""
    scene.grow()
    head = checkpoint.read_head((scene.log_folder / "witnessed").read_text())
    policy = read_proof((scene.log_folder / proof_path(row.policy.ref)).read_text())
    others = [Version(bytes(one.content), cases.changes_of(one)) for one in cases.others_of(row.policy)]
    under, lot = custody.custody_of(row.policy), row.lot_id
    earlier = successions.before(under.policy, lot, others)
    past = history.read(transparency.files(), head, under, policy.index, None, earlier)
    found = {one.header: filings.load(store.of(one)) for one in Filing.objects.filter(lot=row.lot_id)}
    changes = []
    for one in row.policy.changes.order_by("number"):
        logged = read_proof((scene.log_folder / proof_path(one.ref)).read_text())
        signatures = [bytes(one.first_signature), bytes(one.second_signature)]
        changes.append(client.LoggedChange(bytes(one.content), signatures, logged.head))
    assert row.content is not None and row.signature is not None
    logged = read_proof((scene.log_folder / proof_path(row.ref)).read_text())
    listed = client.check(
        bytes(row.content), bytes(row.signature), under, past, changes, found, custody.trust(clock.now()), lot=lot,
        head=logged.head, heads=[policy.head, *cases.heads_of(row)], token=row.token_of_cut, others=others,
    )  # fmt: skip
    assert not listed.excluded
    return listed.freeze


class TestFreezing:
    def test_does_nothing_before_the_deadline(self, scene: Scene) -> None:
        clock.shift_to(scene.deadline - timedelta(seconds=30))
        assert frozen(scene) is None
        assert not FreezeList.objects.exists()
        assert freezing.due(clock.now()) == []

    def test_lists_the_live_bids_as_custodians_believe_it(self, scene: Scene) -> None:
        one, _ = scene.filed("bai")
        two, _ = scene.filed("cui")
        scene.grow()
        scene.walk_to_deadline(seconds=2)
        assert freezing.due(clock.now()) == [scene.made.lot]
        scene.grow()
        row = frozen(scene)
        listed = checked(scene, row)  # type: ignore[arg-type]
        assert [one.header for one in listed.bids] == sorted([one.name, two.name])
        assert (listed.refused, listed.change_n, row.token_of_cut) == ([], 0, b"")  # type: ignore[union-attr]
        assert freezing.due(clock.now()) == []

    def test_leaves_out_what_was_withdrawn_or_replaced(self, scene: Scene) -> None:
        first, _ = scene.filed("bai")
        second, _ = scene.filed("bai", before=Before(first.core.bid, 1, first.name))
        other, _ = scene.filed("cui")
        scene.desk("cui").withdraw(other, scene.signer("cui"), clock.now())
        scene.walk_to_deadline(seconds=2)
        scene.grow()
        assert [one.header for one in checked(scene, frozen(scene)).bids] == [second.name]  # type: ignore[arg-type]

    def test_waits_for_a_checkpoint_that_covers_every_leaf(self, scene: Scene) -> None:
        scene.filed("bai")
        scene.walk_to_deadline(seconds=2)
        assert frozen(scene) is None and FreezeList.objects.get().issued_at is None
        scene.grow()
        assert content(frozen(scene)).bids

    def test_stands_on_a_timestamp_where_the_witnesses_failed(self, scene: Scene) -> None:
        scene.filed("bai")
        scene.walk_to_deadline(seconds=2)
        scene.log.step()
        assert frozen(scene) is None
        scene.walk_to_deadline(seconds=61)
        row = frozen(scene)
        assert row is not None and row.token_of_cut
        assert len(checked(scene, row).bids) == 1

    def test_comes_to_no_list_without_anything_seen_in_the_minute(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def down(_: bytes) -> bytes:
            raise Unavailable("timestamp_unavailable", Text("不", "no"))

        scene.filed("bai")
        monkeypatch.setattr(stamping, "stamp", down)
        scene.walk_to_deadline(seconds=2)
        scene.log.step()
        freezing.freeze(lot_id=scene.made.lot, at=clock.now(), by=BY)
        scene.walk_to_deadline(seconds=62)
        scene.grow()
        freezing.freeze(lot_id=scene.made.lot, at=clock.now(), by=BY)
        assert FreezeList.objects.get().issued_at is None

    def test_names_what_was_refused_with_its_cause(self, scene: Scene, tmp_path: Path) -> None:
        folder = scene.seal("bai")
        names = scene.upload(folder)
        row = Filing.objects.none()
        part = next(one for one in names if one.endswith(".sealed"))
        answer = scene.file(folder, files=damaged(scene, names, part))
        assert answer.body["state"] == "refused"
        assert [one["code"] for one in answer.body["reasons"]] == ["part_hash"]
        row = Filing.objects.all()
        scene.walk_to_deadline(seconds=2)
        scene.grow()
        listed = checked(scene, frozen(scene))  # type: ignore[arg-type]
        assert (listed.bids, [one.cause for one in listed.refused]) == ([], ["part_hash"])
        assert listed.refused[0].index == transparency.index_of(row.get().ref)

    def test_names_a_bid_under_an_older_policy(self, scene: Scene) -> None:
        scene.filed("bai")
        scene.under_custody(version=2, prev=scene.custody.policy.hash)
        scene.walk_to_deadline(seconds=2)
        scene.grow()
        listed = content(frozen(scene))
        assert (listed.bids, [one.cause for one in listed.refused]) == ([], ["policy_version"])

    def test_refuses_a_held_bid_in_the_end(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        real = custody.trust
        monkeypatch.setattr(
            custody, "trust", lambda at: type(real(at))(real(at).roots, real(at).intermediates)
        )
        folder = scene.seal("bai", custody=scene.custody)
        answer = scene.file(folder)
        assert (answer.status, answer.body["state"], answer.body["held_for"]) == (
            201,
            "verifying",
            "revocation_unknown",
        )
        scene.walk_to_deadline(seconds=2)
        scene.grow()
        frozen(scene)
        assert FreezeList.objects.get().issued_at is None
        scene.walk_to_deadline(minutes=11)
        listed = content(frozen(scene))
        assert [one.cause for one in listed.refused] == ["revocation_unknown"]

    def test_gives_up_what_this_system_cannot_settle_and_nobody_else(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """One filing makes the check fall over, again and again; the list goes out without it."""
        real = settling._verdict
        poison, good = (scene.seal(who) for who in ("bai", "cui"))
        first = filings.load(Folder(poison)).name

        def verdict(filing: Filing, trust: Any) -> settling.Verdict | None:
            if filing.header == first:
                raise RuntimeError("a file that nobody thought of")
            return real(filing, trust)

        monkeypatch.setattr(settling, "_verdict", verdict)
        assert scene.file(poison, "bai").body["state"] == "verifying"
        assert scene.file(good, "cui").body["state"] == "accepted"
        scene.walk_to_deadline(seconds=2)
        scene.grow()
        assert frozen(scene) is None
        assert dict(Filing.objects.values_list("header", "status"))[first] == "reserved"
        assert "cannot be settled" in caplog.text
        scene.walk_to_deadline(minutes=11)
        listed = content(frozen(scene))
        assert [one.header for one in listed.bids] == [filings.load(Folder(good)).name]
        assert [one.cause for one in listed.refused] == ["system_error"]

    @pytest.mark.parametrize("witnessed", [True, False])
    def test_lists_a_replacement_that_was_held_for_minutes(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch, witnessed: bool
    ) -> None:
        """What it ends is ended minutes after the deadline: later than any cut."""
        first, _ = scene.filed("bai")
        before = Before(first.core.bid, 1, first.name)
        real = custody.trust
        folder = scene.seal("bai", before=before)
        names = scene.upload(folder)
        with monkeypatch.context() as patch:
            patch.setattr(custody, "trust", lambda at: type(real(at))(real(at).roots, real(at).intermediates))
            assert scene.file(folder, files=names).body["state"] == "verifying"
            scene.walk_to_deadline(seconds=2)
            scene.log.step()
            if witnessed:
                scene.grow()
            assert frozen(scene) is None
        scene.walk_to_deadline(minutes=5)
        assert frozen(scene) is None  # accepted now; its leaves have no place yet
        assert Filing.objects.get(header=first.name).status == "ended"
        scene.grow()
        row = frozen(scene)
        assert row is not None and bool(row.token_of_cut) is not witnessed
        assert [one.header for one in checked(scene, row).bids] == [filings.load(Folder(folder)).name]

    def test_accepts_a_held_bid_once_its_certificate_is_known(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = custody.trust
        folder = scene.seal("bai")
        names = scene.upload(folder)
        with monkeypatch.context() as patch:
            patch.setattr(custody, "trust", lambda at: type(real(at))(real(at).roots, real(at).intermediates))
            assert scene.file(folder, files=names).body["state"] == "verifying"
        settle()
        assert Filing.objects.get().status == "accepted"
        assert scene.desk().fetch(filings.load(Folder(folder))).receipt.kind == "filed"

    def test_is_shown_to_who_filed_and_to_no_stranger(self, scene: Scene) -> None:
        """It names certificates by their digests, which tell those who met them before who filed."""
        scene.filed("bai")
        path = f"/api/v1/lots/{scene.made.lot}/freeze/"
        assert scene.world.stage._send(None, "GET", path, None).status == 404
        scene.walk_to_deadline(seconds=2)
        scene.grow()
        frozen(scene)
        assert scene.world.stage.get("bai", path)["sha256"] == content(FreezeList.objects.get()).hash
        told = {
            who: scene.world.stage._send(who, "GET", path, None).status
            for who in (None, "cui", "song", "yan")
        }
        assert set(told.values()) == {404}, told

    def test_takes_nothing_more(self, scene: Scene) -> None:
        filing, _ = scene.filed("bai")
        folder = scene.seal("cui")
        names = scene.upload(folder, "cui")
        scene.walk_to_deadline()
        assert scene.file(folder, "cui", files=names).body["code"] == "deadline_passed"
        with pytest.raises(Exception, match="deadline_passed"):
            scene.desk("bai").withdraw(filing, scene.signer("bai"), clock.now())


class TestTheGuards:
    def known(self, scene: Scene) -> Any:
        return dict(facts.bids(scene.lot, clock.now())).get("bids_received", "nothing")

    def test_know_nothing_before_the_list(self, scene: Scene) -> None:
        scene.filed("bai")
        assert self.known(scene) is None
        scene.walk_to_deadline(seconds=2)
        assert self.known(scene) is None

    def test_know_of_none_where_no_policy_came_in_force(self, bare: Scene) -> None:
        """Nobody could file; whatever else is said of them. The tender fails at its deadline."""
        assert self.known(bare) is None
        bare.walk_to_deadline(seconds=2)
        assert self.known(bare) == 0
        ticking.tick()
        assert bare.lot.state == "failed"

    def test_are_told_nothing_where_bids_come_otherwise(self, bare: Scene) -> None:
        sold = property_rights.warehouse(bare.world.stage)[0].lot
        known = facts.bids(Lot.objects.select_related("deal").get(id=sold), clock.now())
        assert "bids_received" not in known

    @pytest.mark.parametrize(("bidders", "step"), [(2, "fail_too_few"), (3, "close")])
    def test_let_the_clock_close_or_fail(self, scene: Scene, bidders: int, step: str) -> None:
        scene.register("deng")
        for who in ("bai", "cui", "deng")[:bidders]:
            scene.filed(who)
        scene.walk_to_deadline(seconds=2)
        ticking.tick()
        assert scene.lot.state == "bidding"
        scene.grow()
        settle()
        assert self.known(scene) == bidders
        ticking.tick()
        assert scene.lot.steps.order_by("-at", "-id").values_list("step", flat=True)[0] == step


def damaged(scene: Scene, names: dict[str, str], part: str) -> dict[str, str]:
    """Damage a stored part on the disk, as a failing disk would; the names stay the same."""
    from bidding.models import Upload

    path = store.path(Upload.objects.get(sha256=names[part]).id)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    return names
