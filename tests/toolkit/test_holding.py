"""One's own bid by its receipt: what `check` finds, and when `object` has something to object to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit import publishing
from tests.toolkit.competition import OPENED_AT, Competition, Filed
from tests.toolkit.fake_platform import FakePlatform
from tests.toolkit.pki import NOW
from tests.toolkit.test_command import Desk, run, serving
from tests.toolkit.test_objections import stopped
from tests.toolkit.world import BIDDERS, LOT, PASSPHRASE, World, milliseconds
from toolkit import bundles, canonical, cms, holding, keeping, receipts
from toolkit.bundles import Bundle
from toolkit.findings import Report
from toolkit.holding import Own
from toolkit.log import checkpoint, leaves
from toolkit.log.proof import prove
from toolkit.log.tree import MemoryTree
from toolkit.objects import PolicyUnit
from toolkit.proceedings import Opening, RefusedFiling
from toolkit.refusals import Refused
from toolkit.sealing import KEPT


def own(competition: Competition, one: Filed, *, keys: bool = False) -> Own:
    """Return what the bidder keeps: its own folder, not the platform's."""
    head = competition.log.head(NOW, one.index + 1)
    proof = prove(MemoryTree(competition.log.leaves[: one.index + 1]), one.index, head)
    kept = keeping.unlock((one.folder / KEPT).read_bytes(), PASSPHRASE) if keys else None
    return Own(competition.world.reload(one.folder), one.issued, [proof], kept)


def check(competition: Competition, folder: Path, one: Filed, **given: Any) -> Report:
    return holding.check(Bundle(folder), own(competition, one, **given), competition.world.pins())


def subjects(found: Report) -> dict[str, str]:
    return {one.subject: one.refused.code if one.refused else "" for one in found.findings}


def codes(found: Report) -> list[str]:
    return [one.refused.code for one in found.findings if one.refused]


def resign(competition: Competition, folder: Path, one: Filed, **changed: Any) -> None:
    """The platform's own key signs, and the log holds, another word about one bid."""
    path = folder / "lots" / LOT / "opening.1.json"
    record = Opening.from_bytes(path.read_bytes())
    said = [
        unit.model_copy(update=changed) if unit.header == one.filing.name else unit for unit in record.units
    ]
    content = record.model_copy(update={"units": said}).to_bytes()
    path.write_bytes(content)
    path.with_suffix(".p7s").write_bytes(cms.sign(competition.world.freezer, content, at=OPENED_AT))
    line = leaves.Line("opening", record.deal, LOT, 1, canonical.sha256(content))
    competition.log.leaves[-1] = line.to_bytes()
    publishing.write_log(competition, folder, OPENED_AT)


class TestOwnBid:
    def test_holds_from_the_list_to_the_record(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        before = check(competition, folder, filed[0])
        assert (codes(before), before.records, before.manifests) == ([], {}, {})
        assert set(subjects(before)) == {"policy", "log", "freeze", "receipt", "leaf", "entry"}
        publishing.open_stage(competition, folder)
        for keys in (False, True):
            found = check(competition, folder, filed[0], keys=keys)
            assert codes(found) == []
            assert "own form" in subjects(found)
            assert [one.fields["price"] for one in found.manifests.values()] == ["100.00"]

    def test_is_found_though_no_filing_is_public_yet(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        """Who filed is told to nobody before the procedure goes on; the list is there for whoever filed."""
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        for one in (folder / "lots" / LOT / "filings").iterdir():
            one.rename(folder / one.name)
        assert codes(check(competition, folder, filed[0])) == []

    @pytest.mark.parametrize("named_as_refused", [False, True])
    def test_left_out_is_told(
        self, competition: Competition, filed: list[Filed], folder: Path, named_as_refused: bool
    ) -> None:
        if named_as_refused:
            competition.refused = [RefusedFiling(index=filed[0].index, cause="part_hash")]
        competition.publish(competition.freeze(filed[1:]))
        publishing.write_lot(competition, folder)
        found = check(competition, folder, filed[0])
        assert codes(found) == ["freeze_omits"]
        detail = next(one.refused.detail for one in found.findings if one.refused)
        assert detail == ({"cause": "part_hash"} if named_as_refused else {})

    def test_ended_is_told_apart_from_left_out(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        competition.withdraw(filed[0])
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        assert codes(check(competition, folder, filed[0])) == ["bid_ended"]

    def test_listed_as_received_at_another_time_is_told(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        """The public cannot see it: only the receipt says when the bid came."""
        filed[0].received_at -= 1
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        assert subjects(check(competition, folder, filed[0]))["entry"] == "freeze_entry"

    def test_excluded_is_told_with_its_reason(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        competition.log.add(leaves.ended(filed[0].filing.name))
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        assert codes(check(competition, folder, filed[0])) == ["freeze_ended"]

    def test_whose_leaf_the_log_lost_is_told(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        """The kept proof is of another log than the one that everybody is shown now."""
        mine = own(competition, filed[0])
        competition.log.leaves[filed[0].index] = b"\0" * 32
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        pins = competition.world.pins()
        found = holding.check(Bundle(folder), mine, pins)
        assert subjects(found)["leaf"] == "checkpoint_inconsistent"
        without = holding.check(Bundle(folder), replace(mine, proofs=()), pins)
        assert subjects(without)["leaf"] == "receipt_unproven"

    def test_shown_with_files_older_than_its_proof_asks_for_newer_ones(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        mine = own(competition, filed[0])
        competition.log.add(b"\1" * 32)
        size = len(competition.log.leaves)
        later = prove(MemoryTree(competition.log.leaves), filed[0].index, competition.log.head(NOW, size))
        found = holding.check(Bundle(folder), replace(mine, proofs=[later]), competition.world.pins())
        assert subjects(found)["leaf"] == "checkpoint_stale"

    def test_whose_receipt_says_an_earlier_time_than_the_heads_kept_before_it_is_told(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        mine, pins = own(competition, filed[0]), competition.world.pins()
        for seconds, code in ((50, ""), (70, "receipt_unproven")):
            before = competition.log.head(NOW + timedelta(seconds=seconds), filed[0].index)
            found = holding.check(Bundle(folder), replace(mine, before=[before]), pins)
            assert subjects(found)["leaf"] == code
        alone = competition.log.head(NOW + timedelta(hours=1), filed[0].index, witnesses=1)
        assert subjects(holding.check(Bundle(folder), replace(mine, before=[alone]), pins))["leaf"] == ""
        other = replace(before, checkpoint=replace(before.checkpoint, root=bytes(32)))
        forged = checkpoint.sign(other.checkpoint, competition.world.log)
        found = holding.check(Bundle(folder), replace(mine, before=[forged]), pins)
        assert subjects(found)["leaf"] == "checkpoint_inconsistent"

    def test_is_not_answered_with_anothers_receipt(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        swapped = replace(own(competition, filed[0]), receipt=filed[1].issued)
        found = holding.check(Bundle(folder), swapped, competition.world.pins())
        assert subjects(found)["receipt"] == "receipt_context"


class TestWhatTheRecordSays:
    def test_that_is_false_about_a_restricted_part_is_disproved_with_the_own_key(
        self, tmp_path: Path, folder: Path
    ) -> None:
        units = (PolicyUnit(unit="form", stage=1, audience="experts"),)
        competition = Competition(tmp_path, World(units=units))
        one = competition.file(BIDDERS[0])
        competition.file(BIDDERS[1])
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        publishing.open_stage(competition, folder)
        assert codes(check(competition, folder, one)) == []
        resign(competition, folder, one, outcome="revoked", cause="dealing_wrong")
        assert subjects(check(competition, folder, one))["own form"] == "not_opened"
        assert subjects(check(competition, folder, one, keys=True))["own form"] == "opening_mismatch"

    def test_that_it_was_not_opened_is_told(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        publishing.open_stage(competition, folder, (1,))
        found = check(competition, folder, filed[0], keys=True)
        assert codes(found) == ["not_opened"]
        detail = next(one.refused.detail for one in found.findings if one.refused)
        assert detail == {"outcome": "withdrawn", "cause": "key_unavailable"}

    def test_another_amount_than_was_sealed_is_found(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        publishing.open_stage(competition, folder)
        other = Opening.from_bytes((folder / "lots" / LOT / "opening.1.json").read_bytes())
        key = next(unit.key for unit in other.units if unit.header == filed[1].filing.name)
        resign(competition, folder, filed[0], key=key)
        assert "own form" in [
            one.subject for one in check(competition, folder, filed[0]).findings if one.refused
        ]


class TestObjecting:
    def test_stops_custodians_where_the_bid_was_left_out(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        competition.publish(competition.freeze(filed[1:]))
        publishing.write_lot(competition, folder)
        signer, pins = competition.world.bidders[BIDDERS[0]], competition.world.pins()
        raised = holding.object_to(Bundle(folder), own(competition, filed[0]), signer, pins, OPENED_AT)
        competition.objections.append(raised)
        stopped(competition)

    @pytest.mark.parametrize("why", ["listed", "ended"])
    def test_is_refused_where_it_would_not_hold(
        self, competition: Competition, filed: list[Filed], folder: Path, why: str
    ) -> None:
        one = filed[0]
        if why == "ended":
            competition.replace(one)
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        signer, pins = competition.world.bidders[BIDDERS[0]], competition.world.pins()
        with pytest.raises(Refused) as caught:
            holding.object_to(Bundle(folder), own(competition, one), signer, pins, OPENED_AT)
        assert (caught.value.code, caught.value.detail["why"]) == ("objection_invalid", why)


class TestCommands:
    @pytest.fixture
    def desk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
        """A bidder's machine, with the bid that it filed through the command line."""
        (tmp_path / "platform").mkdir()
        desk = Desk(tmp_path, monkeypatch)
        desk.seal()
        with serving(FakePlatform(desk.competition, BIDDERS[0])) as url:
            words = (
                "submit",
                tmp_path / "bid",
                *desk.trusted,
                "--url",
                url,
                "--token-file",
                tmp_path / "token",
            )
            assert run(*words)[0] == 0
        return desk

    def frozen(self, desk: Desk, *, with_own: bool) -> None:
        competition = desk.competition
        receipt, folder = bundles.read_issued(desk.folder / "bid/receipt"), desk.folder / "bid"
        said = json.loads(receipt.content)
        leaf = leaves.filed(said["salt"], said["header"])
        one = Filed(
            competition.world.reload(folder), receipt, said["salt"], competition.log.leaves.index(leaf), said["received_at"],
            folder, BIDDERS[0],
        )  # fmt: skip
        other = competition.file(BIDDERS[1])
        competition.filed.insert(0, one)
        competition.publish(competition.freeze([one, other] if with_own else [other]))
        publishing.write_lot(competition, desk.public, datetime.now(UTC))  # noqa: TID251  # as the command reads it

    def test_check_says_what_was_opened(self, desk: Desk) -> None:
        self.frozen(desk, with_own=True)
        words = "check", desk.folder / "bid", *desk.trusted
        code, out, err = run(*words)
        assert (code, "尚未开启" in out) == (0, True), out + err
        publishing.open_stage(desk.competition, desk.public)
        code, out, err = run(*words, "--with-keys", "--lang", "en", "--progress")
        assert (code, "price = 1284500.00" in out, "opened to what you sealed" in out) == (0, True, True), err
        assert "Checking 100 %" in err
        code, out, err = run("inspect", desk.folder / "bid", "--progress")
        assert (code, "price = 1284500.00" in out, "打开 100 %" in err) == (0, True, True), err
        found = json.loads(run(*words, "--json")[1])
        assert (found["holds"], [one["fields"]["price"] for one in found["opened"]]) == (True, ["1284500.00"])

    def test_object_is_kept_and_sent(self, desk: Desk) -> None:
        self.frozen(desk, with_own=False)
        code, out, _ = run("check", desk.folder / "bid", *desk.trusted)
        assert (code, "[freeze_omits]" in out) == (1, True)
        words = "object", desk.folder / "bid", *desk.trusted, "--key", desk.key
        out_folder = desk.folder / "objection"
        code, out, err = run(*words, "--out", out_folder, "--progress")
        assert (code, "异议已签名" in out, "核验 100 %" in err) == (0, True, True), err
        assert "[would_overwrite]" in run(*words, "--out", out_folder)[2]
        with serving(FakePlatform(desk.competition, BIDDERS[0])) as url:
            server = "--url", url, "--token-file", desk.folder / "token"
            for sent in (
                run("post", out_folder, "--lot", LOT, *server),
                run(*words, "--out", desk.folder / "again", *server, "--lang", "en"),
            ):
                assert sent[0] == 0, sent[2]
        assert len(desk.competition.objections) == 2
        stopped(desk.competition)

    def test_object_refuses_what_is_listed_unless_it_was_withdrawn(self, desk: Desk) -> None:
        self.frozen(desk, with_own=True)
        words = "object", desk.folder / "bid", *desk.trusted, "--key", desk.key, "--out", desk.folder / "out"
        assert "[objection_invalid]" in run(*words)[2]
        assert not (desk.folder / "out").exists()
        competition, kept = desk.competition, desk.folder / "bid/withdrawal"
        ended = receipts.withdrawn(
            competition.custody, LOT, competition.filed[0].filing.name, received_at=milliseconds(NOW)
        )
        issued = receipts.issue(ended, competition.world.receipts, competition.stamp(NOW), NOW)
        kept.mkdir()
        for kind, part in (("json", issued.content), ("p7s", issued.signature), ("tst", issued.token)):
            (kept / f"receipt.{kind}").write_bytes(part)
        code, _, err = run(*words)
        assert code == 0, err
        competition.objections.append(bundles.read_objection(desk.folder / "out"))
        stopped(competition)

    @pytest.mark.parametrize("name", ["check", "object"])
    def test_help_is_in_both_languages(self, name: str) -> None:
        for language in ("zh", "en"):
            code, out, _ = run(name, "--lang", language, "--help")
            has_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in out)
            assert (code, has_chinese) == (0, language == "zh")
