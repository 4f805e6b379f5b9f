"""Records of an opening that say less than the truth: what anybody finds in them from the public files, or the bidder with its key."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit import publishing
from tests.toolkit.competition import OPENED_AT, Competition, Filed
from tests.toolkit.pki import NOW
from tests.toolkit.test_holding import check, resign, subjects
from tests.toolkit.test_verifying import codes, report
from tests.toolkit.world import BIDDERS, LOT, World, milliseconds
from toolkit import cms, outcomes
from toolkit.filings import part_name
from toolkit.posting import Received
from toolkit.proceedings import OpenedUnit, Posted
from toolkit.refusals import Refused

CLOSED: dict[str, Any] = {"outcome": "withdrawn", "key": "", "blamed": []}


def opened(competition: Competition, folder: Path, xs: tuple[int, ...] = (1, 3, 5)) -> None:
    competition.publish(competition.freeze())
    publishing.write_lot(competition, folder)
    publishing.open_stage(competition, folder, xs)


def posted(competition: Competition, folder: Path, x: int, name: int, **changed: Any) -> None:
    """Custodian x signs another list, which is shown as that of number `name`."""
    base = folder / "lots" / LOT
    said = Posted.from_bytes((base / f"posted.1.{x}.json").read_bytes())
    results = [one.model_copy(update=changed) for one in said.results]
    content = said.model_copy(update={"results": results}).to_bytes()
    (base / f"posted.1.{name}.json").write_bytes(content)
    signature = cms.sign(competition.world.custodian_signers[x - 1], content, at=OPENED_AT)
    (base / f"posted.1.{name}.p7s").write_bytes(signature)


class TestAnExclusion:
    def test_that_rests_on_a_filing_that_is_not_shown_is_not_believed(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        opened(competition, folder)
        shutil.rmtree(folder / "lots" / LOT / "filings" / filed[0].filing.name)
        assert codes(report(competition, folder)) == ["freeze_entry"]
        resign(competition, folder, filed[0], cause="freeze_entry", **CLOSED)
        assert codes(report(competition, folder)) == ["freeze_entry"]

    def test_that_rests_on_heads_which_custodians_did_not_get_is_not_believed(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        """They opened the bid; afterwards heads appear that contradict the time which the platform itself wrote."""
        late = competition.file(BIDDERS[2], at=NOW + timedelta(minutes=10))
        honest = competition.freeze()
        bids = [
            one.model_copy(update={"received_at": milliseconds(NOW + timedelta(minutes=30))})
            if one.header == late.filing.name
            else one
            for one in honest.bids
        ]
        after = competition.log.head(NOW + timedelta(minutes=10, seconds=2))
        competition.publish(honest.model_copy(update={"bids": bids}))
        publishing.write_lot(competition, folder)
        publishing.open_stage(competition, folder)
        assert codes(report(competition, folder)) == []
        (folder / "lots" / LOT / "witnessed.1.head").write_text(after.to_text())
        resign(competition, folder, late, cause="freeze_entry", **CLOSED)
        assert codes(report(competition, folder)) == ["opening_mismatch"]

    @pytest.mark.parametrize(
        ("excluded", "results", "code"),
        [
            (Refused("freeze_entry", why="missing"), (), "freeze_entry"),
            (Refused("revocation_unknown"), (), "revocation_unknown"),
            (Refused("revocation_unknown"), ("refused",) * 5, "revocation_unknown"),
            (Refused("freeze_ended"), ("refused",) * 3, ""),
            (Refused("freeze_ended"), ("ok", "ok", "refused", "refused", "refused"), ""),
            (Refused("freeze_ended"), ("ok", "ok", "ok", "refused", "refused"), "opening_mismatch"),
        ],
    )
    def test_needs_what_is_at_hand_and_fewer_than_k_who_opened(
        self, competition: Competition, filed: list[Filed], excluded: Refused, results: tuple[str, ...], code: str
    ) -> None:  # fmt: skip
        competition.publish(competition.freeze(filed[:1]))
        name = filed[0].filing.name
        whole = competition.receive(competition.post(1)).posted
        posts = [
            Received(x, whole.model_copy(update={"x": x, "results": [one.model_copy(update=said)]}))
            for x, result in enumerate(results, start=1)
            for one in whole.results
            for said in [{"r": result, "cause": excluded.code if result == "refused" else ""}]
        ]
        said = OpenedUnit(header=name, unit="form", cause=excluded.code, **CLOSED)
        found = ""
        try:
            outcomes.check_excluded(said, excluded, competition.custody, posts)
        except Refused as refused:
            found = refused.code
        assert found == code


class TestAKeyThatNobodyHad:
    def test_is_disproved_by_the_bidder_where_k_custodians_signed_for_its_shares(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        """
        The public cannot tell it from a bid whose shares were dealt at random and which a custodian stayed away from.

        That is the limit which the format names.
        """
        opened(competition, folder)
        said: dict[str, Any] = CLOSED | {"cause": "key_unavailable", "blamed": [2, 4]}
        resign(competition, folder, filed[0], **said)
        assert codes(report(competition, folder)) == []
        assert subjects(check(competition, folder, filed[0]))["own form"] == "not_opened"
        assert subjects(check(competition, folder, filed[0], keys=True))["own form"] == "opening_mismatch"

    def test_is_believed_where_too_few_did(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        opened(competition, folder, (1, 5))
        assert subjects(check(competition, folder, filed[0], keys=True))["own form"] == "not_opened"

    def test_for_the_bidders_fault_is_disproved_as_well(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        opened(competition, folder, (1, 2, 3, 4, 5))
        resign(competition, folder, filed[0], **CLOSED | {"outcome": "revoked", "cause": "no_key"})
        assert codes(report(competition, folder)) == []
        assert subjects(check(competition, folder, filed[0], keys=True))["own form"] == "opening_mismatch"


class TestALostPart:
    @pytest.mark.parametrize("cause", ["part_missing", "part_hash"])
    def test_that_is_there_is_no_lost_part(
        self, competition: Competition, filed: list[Filed], folder: Path, cause: str
    ) -> None:
        opened(competition, folder)
        resign(competition, folder, filed[0], outcome="withdrawn", cause=cause)
        assert codes(report(competition, folder)) == ["opening_mismatch"]

    @pytest.mark.parametrize("content", [b"", b"other bytes"])
    @pytest.mark.parametrize("cause", ["part_missing", "part_hash", "capsule_missing", "capsule_hash"])
    @pytest.mark.parametrize("blamed", [[], [3]])
    def test_is_lost_or_changed_as_the_record_says_and_nobody_else_is_blamed(
        self, competition: Competition, filed: list[Filed], folder: Path, content: bytes, cause: str,
        blamed: list[int],
    ) -> None:  # fmt: skip
        opened(competition, folder)
        part = folder / "lots" / LOT / "filings" / filed[0].filing.name / part_name("form", "manifest")
        part.unlink()
        if content:
            part.write_bytes(content)
        resign(competition, folder, filed[0], outcome="withdrawn", cause=cause, blamed=blamed)
        is_true = cause == ("part_hash" if content else "part_missing") and not blamed
        assert codes(report(competition, folder)) == ([] if is_true else ["opening_mismatch"])


class TestAFaultOfThePlatform:
    @pytest.fixture
    def silent(self, tmp_path: Path, folder: Path) -> Competition:
        """No key comes from either of two bidders; a remedy has ended their time."""
        competition = Competition(tmp_path, World(mode="bidder"))
        for code in BIDDERS[:2]:
            competition.file(code)
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        publishing.write_remedy(competition, folder, persons=2, logged=True)
        publishing.open_stage(competition, folder, ())
        return competition

    def test_is_not_some_bidders_and_others_not(self, silent: Competition, folder: Path) -> None:
        resign(silent, folder, silent.filed[0], outcome="withdrawn", cause="platform_fault")
        assert codes(report(silent, folder)) == ["opening_mismatch"]
        resign(silent, folder, silent.filed[1], outcome="withdrawn", cause="platform_fault")
        assert codes(report(silent, folder)) == []

    def test_is_not_hidden_with_the_remedy_that_tells_of_it(self, silent: Competition, folder: Path) -> None:
        for file in (folder / "lots" / LOT).glob("remedy.*"):
            file.unlink()
        assert codes(report(silent, folder)) == ["file_missing"]


class TestACustodiansList:
    def test_counts_once(self, competition: Competition, filed: list[Filed], folder: Path) -> None:
        opened(competition, folder)
        posted(competition, folder, 1, 2)
        assert codes(report(competition, folder)) == ["posted_signer"]

    def test_beside_another_that_says_something_else_convicts_its_signer(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        opened(competition, folder)
        posted(competition, folder, 1, 2, r="bad", share_hash="")
        found = report(competition, folder)
        assert codes(found) == ["posted_twice"]
        detail = next(one.refused.detail for one in found.findings if one.refused)
        assert (detail["x"], len(set(detail["lists"]))) == (1, 2)

    def test_stands_under_its_own_number(
        self, competition: Competition, filed: list[Filed], folder: Path
    ) -> None:
        opened(competition, folder)
        base = folder / "lots" / LOT
        for kind in ("json", "p7s"):
            (base / f"posted.1.1.{kind}").rename(base / f"posted.1.2.{kind}")
        assert codes(report(competition, folder)) == ["posted_signer"]
