"""Nobody outside saw the log in the minute after the deadline: what the supervisor's cut lets through, and what it never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit.competition import OPENED_AT, Competition, Filed
from tests.toolkit.pki import NOW, Authority, named
from tests.toolkit.publishing import open_stage, write_lot
from tests.toolkit.test_attacks_on_opening import excluded, refused
from tests.toolkit.world import BIDDERS, CENTRE, DEADLINE, LOT, ORGANISER, SUPERVISOR, World
from toolkit import holding, policies, receipts, verifying
from toolkit.bundles import Bundle
from toolkit.cases import Agreed
from toolkit.certificates import instant
from toolkit.custodians import Memory
from toolkit.holding import Own
from toolkit.log.checkpoint import Head
from toolkit.objects import Receipt
from toolkit.proceedings import Cut
from toolkit.receipts import Issued
from toolkit.refusals import Refused
from toolkit.sealing import Before

AFTER = instant(DEADLINE) + timedelta(minutes=4)
"""When the platform is back, and witnesses see the log again."""


def frozen(competition: Competition, cut: Head) -> None:
    """Let the list stand on this cut, and be witnessed in time to be opened."""
    competition.publish(competition.freeze().model_copy(update={"cut": cut.to_text()}))
    competition.freeze_head = competition.log.head(AFTER + timedelta(seconds=20))


def stamped_at(competition: Competition, one: Filed, at: datetime) -> Issued:
    """Return a filing's receipt as if the authority had stamped it at another time."""
    receipt = Receipt.from_bytes(one.issued.content)
    return receipts.issue(receipt, competition.world.receipts, competition.stamp(at), NOW)


def below(root: Authority, begins: datetime) -> Authority:
    """Return an authority whose own certificate from `root` begins at a moment."""
    made = Authority("Test Intermediate")
    usages = frozenset({"key_cert_sign", "crl_sign"})
    made.certificate = root._build(named(made.name), made.key.public_key(), usages, ca=True, begins=begins)
    return made


def agreed(competition: Competition) -> Agreed:
    return competition.clients[0].check(competition.case(), 1, at=OPENED_AT)


def dismissed(competition: Competition) -> list[Refused]:
    """Return why objections do not hold, as a custodian is told."""
    return list(agreed(competition).dismissed.values())


@pytest.fixture
def filed(competition: Competition) -> Filed:
    one = competition.file()
    competition.file(BIDDERS[1])
    return one


class TestSupervisedCut:
    def test_lets_the_lot_go_on(self, competition: Competition, filed: Filed) -> None:
        frozen(competition, competition.supervise(AFTER))
        assert competition.settle(filed, competition.posts((1, 2, 3))).outcome == "opened"

    def test_is_verified_from_public_files(
        self, competition: Competition, filed: Filed, tmp_path: Path
    ) -> None:
        frozen(competition, competition.supervise(AFTER))
        folder = write_lot(competition, tmp_path / "public")
        open_stage(competition, folder)
        assert verifying.verify(Bundle(folder), LOT, competition.world.pins()).holds
        for name in ("cut.json", "cut.1.p7s", "cut.2.p7s"):
            content = (folder / "lots" / LOT / name).read_bytes()
            (folder / "lots" / LOT / name).unlink()
            assert not verifying.verify(Bundle(folder), LOT, competition.world.pins()).holds, name
            (folder / "lots" / LOT / name).write_bytes(content)
        for path in (folder / "lots" / LOT / "filings").glob("*/receipt.tst"):
            path.unlink()
        report = verifying.verify(Bundle(folder), LOT, competition.world.pins())
        assert {one.refused.code for one in report.findings if one.refused} == {"file_missing"}

    def test_needs_its_signatures(self, competition: Competition, filed: Filed) -> None:
        cut = competition.supervise(AFTER)
        frozen(competition, cut)
        competition.cut = None
        refused(competition, "freeze_cut")

    def test_takes_two_persons_of_the_supervisor_that_the_policy_names(
        self, competition: Competition, filed: Filed
    ) -> None:
        world = competition.world
        su, _ = world.supervisors
        namesake = world.authority.issue("Supervisor Su", SUPERVISOR)
        platform = [world.authority.issue(name, CENTRE) for name in ("Chen", "Cheng")]
        for people in ([su], [su, su], [su, namesake], world.organisers, platform, [su, world.organisers[0]]):
            played = Competition(competition.folder / str(id(people)), world)
            played.file()
            frozen(played, played.supervise(AFTER, signers=people))
            refused(played, "cut_signers")

    def test_is_nobodys_where_the_policy_names_no_supervisor(self, tmp_path: Path) -> None:
        played = Competition(tmp_path, changed={"supervisor": ""})
        nobody = [played.world.authority.issue(name) for name in ("Mo", "Meng")]
        for people in (nobody, played.world.supervisors):
            again = Competition(tmp_path / str(id(people)), played.world, changed={"supervisor": ""})
            again.file()
            frozen(again, again.supervise(AFTER, signers=people))
            with pytest.raises(Refused, match=r"cut_signers|certificate_names_no_organisation"):
                again.post(1)

    @pytest.mark.parametrize("supervisor", [ORGANISER, CENTRE])
    def test_is_not_the_organisers_nor_the_platforms_to_give(self, supervisor: str) -> None:
        world = World()
        custody = world.custody(world.policy(supervisor=supervisor))
        with pytest.raises(Refused, match="policy_supervisor"):
            policies.check(custody, world.pins(), NOW)

    @pytest.mark.parametrize(
        "changed",
        [{"lot": "lot_02JC8Z"}, {"deadline": DEADLINE + 1}, {"change_n": 1}, {"policy": "0" * 64}],
        ids=str,
    )
    def test_is_for_one_lot_and_deadline(
        self, competition: Competition, filed: Filed, changed: dict[str, Any]
    ) -> None:
        frozen(competition, competition.supervise(AFTER, **changed))
        refused(competition, "cut_context")

    def test_names_the_checkpoint_of_the_list(self, competition: Competition, filed: Filed) -> None:
        competition.supervise(AFTER)
        frozen(competition, competition.log.head(AFTER + timedelta(seconds=9)))
        refused(competition, "cut_context")

    def test_is_logged_before_the_list(self, competition: Competition, filed: Filed) -> None:
        frozen(competition, competition.supervise(AFTER, logged=False))
        refused(competition, "cut_unproven")

    def test_is_not_signed_after_the_list(self, competition: Competition, filed: Filed) -> None:
        cut = competition.log.head(AFTER)
        frozen(competition, cut)
        list_head = competition.freeze_head
        competition.supervise(AFTER + timedelta(minutes=1), cut=cut.to_text())
        competition.freeze_head = list_head
        refused(competition, "cut_unproven")

    def test_is_the_first(self, competition: Competition, filed: Filed) -> None:
        """Two of the supervisor are found to sign again, for a state that has one bid more."""
        competition.supervise(AFTER)
        competition.file(BIDDERS[2], at=instant(DEADLINE - 1))
        frozen(competition, competition.supervise(AFTER + timedelta(minutes=1)))
        refused(competition, "cut_unproven")

    def test_brings_no_second_list_to_life(self, competition: Competition, filed: Filed) -> None:
        """A list was opened; then two of the supervisor sign a later cut, and all but a friend's bid is left out."""
        competition.publish(competition.freeze())
        assert competition.settle(filed, competition.posts((1, 2, 3))).outcome == "opened"
        filed.is_live = False
        competition.clients = [replace(client, memory=Memory()) for client in competition.clients]
        frozen(competition, competition.supervise(AFTER))
        refused(competition, "freeze_not_first")

    def test_was_in_the_log_when_its_signers_were_judged(
        self, competition: Competition, filed: Filed
    ) -> None:
        frozen(competition, competition.supervise(AFTER))
        assert competition.cut is not None
        competition.cut = replace(competition.cut, head=competition.log.head(NOW, size=3))
        refused(competition, "cut_unproven")

    def test_is_of_this_log(self, competition: Competition, filed: Filed) -> None:
        other = Competition(competition.folder / "other", competition.world)
        other.file(BIDDERS[3])
        cut = other.log.head(AFTER)
        competition.supervise(AFTER, cut=cut.to_text())
        frozen(competition, cut)
        refused(competition, "freeze_cut")

    def test_was_witnessed(self, competition: Competition, filed: Filed) -> None:
        cut = competition.log.head(AFTER, witnesses=1)
        competition.supervise(AFTER, cut=cut.to_text())
        frozen(competition, cut)
        refused(competition, "freeze_cut")

    def test_was_witnessed_after_the_deadline(self, competition: Competition, filed: Filed) -> None:
        """Or who files in the last minutes would be cut off."""
        cut = competition.log.head(instant(DEADLINE) - timedelta(seconds=2))
        competition.supervise(AFTER, cut=cut.to_text())
        frozen(competition, cut)
        refused(competition, "freeze_cut")

    def test_has_no_place_beside_an_ordinary_one(self, competition: Competition, filed: Filed) -> None:
        frozen(competition, competition.supervise(instant(DEADLINE) + timedelta(seconds=30)))
        refused(competition, "cut_needless")

    def test_has_no_place_beside_a_timestamp(self, competition: Competition, filed: Filed) -> None:
        cut = competition.supervise(AFTER)
        frozen(competition, cut)
        token = competition.stamp(instant(DEADLINE + 1000))(cut.checkpoint.text.encode())
        refused(competition, "cut_needless", case=competition.case(cut_token=token))

    def test_has_no_place_where_witnesses_saw_the_minute(
        self, competition: Competition, filed: Filed
    ) -> None:
        """All that is listed lies below a head of the minute, as they sign themselves."""
        seen = competition.log.head(instant(DEADLINE) + timedelta(seconds=30))
        competition.log.add(b"\x07" * 32)
        frozen(competition, competition.supervise(AFTER, seen=seen))
        refused(competition, "cut_needless")

    @pytest.mark.parametrize("seconds", [30, 100])
    def test_stands_whatever_heads_come_to_light(
        self, competition: Competition, filed: Filed, seconds: int
    ) -> None:
        """Nor could anybody gain by a later state: what counts is what was seen in time, whichever state it is."""
        competition.heads = [competition.log.head(instant(DEADLINE) + timedelta(seconds=seconds))]
        competition.log.add(b"\x07" * 32)
        frozen(competition, competition.supervise(AFTER))
        assert competition.settle(filed, competition.posts((1, 2, 3))).outcome == "opened"

    @pytest.mark.parametrize("why", ["late", "one witness", "beyond the cut", "another log"])
    def test_names_what_witnesses_had_seen_last(
        self, competition: Competition, filed: Filed, why: str
    ) -> None:
        log, at, witnesses, size = competition.log, instant(DEADLINE), 2, len(competition.log.leaves)
        if why == "late":
            at += timedelta(seconds=61)
        elif why == "one witness":
            witnesses = 1
        elif why == "another log":
            log = Competition(competition.folder / "other", competition.world).log
            log.add(b"\x08" * 32)
        seen = log.head(at, witnesses=witnesses)
        changed: dict[str, Any] = {}
        if why == "beyond the cut":
            changed["cut"] = log.head(AFTER, size=size - 1).to_text()
        cut = competition.supervise(AFTER, seen=seen, **changed)
        frozen(competition, log.head(AFTER, size=size - 1) if why == "beyond the cut" else cut)
        refused(competition, "cut_seen")

    @pytest.mark.parametrize(
        ("begins", "code"),
        [
            (timedelta(seconds=2) - timedelta(days=1), ""),
            (timedelta(minutes=1), ""),
            (-timedelta(seconds=2) - timedelta(days=1), "certificate_expired"),
        ],
        ids=["expires before it is logged", "younger", "expired"],
    )
    def test_is_judged_as_of_the_head_that_was_signed(
        self, competition: Competition, filed: Filed, begins: timedelta, code: str
    ) -> None:
        """By whoever, whenever: neither when it was logged nor when it is read changes who could sign."""
        world = competition.world
        other = world.authority.issue("Supervisor Shan", SUPERVISOR, begins=AFTER + begins, days=1)
        frozen(competition, competition.supervise(AFTER, signers=[world.supervisors[0], other]))
        if code:
            refused(competition, code)
        else:
            assert competition.settle(filed, competition.posts((1, 2, 3))).outcome == "opened"


class TestWhatCameInTime:
    """The cut may be hours late: what came before the deadline somebody outside has seen then."""

    def test_witnesses_tell(self, competition: Competition, filed: Filed) -> None:
        seen = competition.log.head(instant(DEADLINE) - timedelta(seconds=10))
        frozen(competition, competition.supervise(AFTER, seen=seen))
        competition.shown = {}
        assert competition.settle(filed, competition.posts((1, 2, 3))).outcome == "opened"

    @pytest.mark.parametrize("seconds", [-30, 59])
    def test_the_timestamp_of_a_receipt_tells(
        self, competition: Competition, filed: Filed, seconds: int
    ) -> None:
        last = competition.file(BIDDERS[2], at=instant(DEADLINE - 1000))
        frozen(competition, competition.supervise(AFTER))
        at = max(instant(DEADLINE) + timedelta(seconds=seconds), instant(DEADLINE - 1000))
        competition.shown[last.filing.name] = stamped_at(competition, last, at)
        assert competition.settle(last, competition.posts((1, 2, 3))).outcome == "opened"

    def _late(self, competition: Competition) -> Filed:
        """Let the platform log a friend's bid during the outage, with a time just before the deadline."""
        one = competition.file(BIDDERS[2], at=instant(DEADLINE - 1000))
        one.issued = stamped_at(competition, one, instant(DEADLINE) + timedelta(minutes=3))
        return one

    def test_a_bid_dated_back_is_not_opened(self, competition: Competition, filed: Filed) -> None:
        self._late(competition)
        frozen(competition, competition.supervise(AFTER))
        refused(competition, "freeze_unseen")

    def test_a_bid_without_a_receipt_is_not_opened(self, competition: Competition, filed: Filed) -> None:
        late = self._late(competition)
        frozen(competition, competition.supervise(AFTER))
        del competition.shown[late.filing.name]
        refused(competition, "freeze_unseen")

    def test_anothers_receipt_is_none(self, competition: Competition, filed: Filed) -> None:
        late = self._late(competition)
        frozen(competition, competition.supervise(AFTER))
        competition.shown[late.filing.name] = filed.issued
        refused(competition, "freeze_unseen")

    def test_a_receipt_of_the_platforms_own_stamping_is_none(
        self, competition: Competition, filed: Filed
    ) -> None:
        """A token of another authority, dated as one likes."""
        late = self._late(competition)
        frozen(competition, competition.supervise(AFTER))
        forger = World(authority=competition.world.authority)
        forged = Competition(competition.folder / "forger", forger).stamp(instant(DEADLINE - 500))
        receipt = Receipt.from_bytes(late.issued.content)
        competition.shown[late.filing.name] = receipts.issue(receipt, competition.world.receipts, forged, NOW)
        refused(competition, "freeze_unseen")

    def test_a_bid_that_nobody_saw_is_left_out_and_stops_nobody(
        self, competition: Competition, filed: Filed
    ) -> None:
        """Its receipt is genuine and shown as an objection; but that it came in time nobody saw."""
        late = self._late(competition)
        late.is_live = False
        frozen(competition, competition.supervise(AFTER))
        late.is_live = True
        competition.object(late)
        assert [one.code for one in dismissed(competition)] == ["freeze_unseen"]
        assert competition.settle(filed, competition.posts((1, 2, 3))).outcome == "opened"

    @pytest.mark.parametrize("how", ["stamped", "witnessed", "kept", "kept late"])
    def test_a_bid_that_somebody_saw_is_not_left_out(
        self, competition: Competition, filed: Filed, how: str
    ) -> None:
        last = self._late(competition)
        seen, own, size = None, None, len(competition.log.leaves)
        if how == "stamped":
            last.issued = stamped_at(competition, last, instant(DEADLINE - 900))
        elif how == "witnessed":
            seen = competition.log.head(instant(DEADLINE) + timedelta(seconds=5))
            competition.file(BIDDERS[3], at=instant(DEADLINE - 500))  # beyond it
        else:
            own = competition.log.head(
                instant(DEADLINE) + timedelta(seconds=5 if how == "kept" else 61), size
            )
        last.is_live = False
        frozen(competition, competition.supervise(AFTER, seen=seen))
        last.is_live = True
        competition.object(last, head=own)
        if how == "kept late":
            assert [one.code for one in dismissed(competition)] == ["freeze_unseen"]
        else:
            refused(competition, "objection_open")


class TestWhatWasReplacedOrWithdrawn:
    """In the last seconds, when nobody outside could see it any more."""

    def _replaced(self, competition: Competition, one: Filed, *, at: datetime | None = None) -> Filed:
        """Let a bid be replaced a second before the deadline; the authority stamps the receipt at `at`, else minutes later."""
        new = competition.replace(one, at=instant(DEADLINE - 1000))
        new.issued = stamped_at(competition, new, at or instant(DEADLINE) + timedelta(minutes=3))
        new.is_live, one.is_live = False, True
        return new

    def test_what_nobody_saw_leaves_the_bid_before_it(
        self, competition: Competition, filed: Filed, tmp_path: Path
    ) -> None:
        new = self._replaced(competition, filed)
        frozen(competition, competition.supervise(AFTER))
        competition.object(new)
        assert (agreed(competition).restored, agreed(competition).excluded) == ([filed.filing.name], {})
        assert [one.code for one in dismissed(competition)] == ["freeze_unseen"]
        folder = write_lot(competition, tmp_path / "public")
        open_stage(competition, folder)
        report = verifying.verify(Bundle(folder), LOT, competition.world.pins())
        assert report.holds
        assert [one.subject for one in report.findings if one.note] == [f"{filed.filing.name[:16]} restored"]
        own = Own(new.filing, new.issued)
        assert [
            one.refused.code
            for one in holding.check(Bundle(folder), own, competition.world.pins()).findings
            if one.refused
        ] == ["freeze_unseen"]

    def test_leaving_both_out_is_refused(self, competition: Competition, filed: Filed) -> None:
        """Whose last bid came late has the one before."""
        self._replaced(competition, filed).is_live = False
        filed.is_live = False
        frozen(competition, competition.supervise(AFTER))
        competition.object(filed)
        refused(competition, "objection_open")

    @pytest.mark.parametrize("how", ["stamped", "kept"])
    def test_what_somebody_saw_is_not_passed_over(
        self, competition: Competition, filed: Filed, how: str
    ) -> None:
        """The platform would rather have the bid before it, and shows no cosignature that it has."""
        at = instant(DEADLINE - 900) if how == "stamped" else None
        new = self._replaced(competition, filed, at=at)
        own = competition.log.head(instant(DEADLINE)) if how == "kept" else None
        frozen(competition, competition.supervise(AFTER))
        competition.object(new, head=own)
        refused(competition, "objection_open")

    def test_what_witnesses_saw_ends_the_bid_before_it(self, competition: Competition, filed: Filed) -> None:
        self._replaced(competition, filed)
        seen = competition.log.head(instant(DEADLINE) - timedelta(milliseconds=500))
        late = competition.file(BIDDERS[2], at=instant(DEADLINE - 400))
        late.issued = stamped_at(competition, late, instant(DEADLINE))
        frozen(competition, competition.supervise(AFTER, seen=seen))
        excluded(competition, "freeze_ended", filed)

    def test_both_are_not_listed(self, competition: Competition, filed: Filed) -> None:
        new = self._replaced(competition, filed, at=instant(DEADLINE - 900))
        new.is_live = True
        frozen(competition, competition.supervise(AFTER))
        excluded(competition, "freeze_ended", filed)
        assert competition.settle(new, competition.posts((1, 2, 3))).outcome == "opened"

    @pytest.mark.parametrize("how", ["revoked", "a path that is younger"])
    def test_stands_whatever_becomes_of_the_replacements_certificate(
        self, competition: Competition, filed: Filed, how: str
    ) -> None:
        """Or its bidder had it revoked, dated back, and nobody could open anything."""
        code, authority = filed.code, competition.world.authority
        other = authority.issue("Bidder's second", code)
        if how == "a path that is younger":
            begins = instant(DEADLINE) - timedelta(minutes=10)
            middle = below(authority, begins)
            other = replace(middle.issue("Bidder's second", code), chain=(middle.certificate,))
        competition.world.bidders[code] = other
        self._replaced(competition, filed)
        if how == "revoked":
            authority.revoked[other.certificate.serial_number] = NOW - timedelta(days=1)
            learned = authority.trust(learned=OPENED_AT - timedelta(minutes=1))
            pins = replace(competition.world.pins(), trust=learned)
            competition.clients = [replace(client, pins=pins) for client in competition.clients]
        frozen(competition, competition.supervise(AFTER))
        assert agreed(competition).restored == [filed.filing.name]
        assert competition.settle(filed, competition.posts((1, 2, 3))).outcome == "opened"

    @pytest.mark.parametrize("how", ["not shown", "forged", "made up", "withdrawn"])
    def test_needs_the_bidders_own_replacement(
        self, competition: Competition, filed: Filed, how: str
    ) -> None:
        """The platform writes *ended* leaves itself; and what a bidder took back nobody brings to life."""
        new = None if how == "withdrawn" else self._replaced(competition, filed)
        if how == "withdrawn":
            competition.withdraw(filed)
            filed.is_live, filed.end = True, None
        elif how in ("forged", "made up") and new is not None:
            core, world = filed.filing.core, competition.world
            before = Before(core.bid, core.seq, filed.filing.name)
            if how == "made up":  # in the bidder's name, by an authority that nobody pinned
                world.bidders[filed.code] = Authority("Platform's own").issue("Bidder", filed.code)
            code = filed.code if how == "made up" else BIDDERS[3]
            new.filing = world.seal(
                competition.folder / "forged", code, custody=competition.custody, before=before
            )
        elif new is not None:
            competition.filed.remove(new)
        frozen(competition, competition.supervise(AFTER))
        refused(competition, "freeze_ended")

    def test_of_several_the_last_that_somebody_saw_stands(
        self, competition: Competition, filed: Filed
    ) -> None:
        second = self._replaced(competition, filed, at=instant(DEADLINE - 900))
        self._replaced(competition, second)
        filed.is_live = False
        frozen(competition, competition.supervise(AFTER))
        competition.object(filed)
        assert agreed(competition).restored == [second.filing.name]
        assert [one.code for one in dismissed(competition)] == ["objection_invalid"]
        assert competition.settle(second, competition.posts((1, 2, 3))).outcome == "opened"

    def withdrawal(self, competition: Competition, one: Filed) -> Issued:
        at = instant(DEADLINE - 2000)
        receipt = receipts.withdrawn(competition.custody, LOT, one.filing.name, received_at=DEADLINE - 2000)
        late = competition.stamp(instant(DEADLINE) + timedelta(minutes=3))
        return receipts.issue(receipt, competition.world.receipts, late, at)

    def test_a_withdrawal_counts_whoever_saw_it(self, competition: Competition, filed: Filed) -> None:
        """Only its bidder could sign it: so its receipt may be shown as one of a bid left out, and stops nobody."""
        competition.withdraw(filed)
        frozen(competition, competition.supervise(AFTER))
        competition.object(filed)
        assert [one.code for one in dismissed(competition)] == ["objection_invalid"]

    @pytest.mark.parametrize("is_supervised", [True, False])
    def test_a_withdrawn_bid_on_the_list_stops_the_opening(
        self, competition: Competition, filed: Filed, *, is_supervised: bool
    ) -> None:
        """The platform lists it as if a later one, which nobody saw, had replaced it; or never logged its end."""
        issued = self.withdrawal(competition, filed)
        if is_supervised:
            self._replaced(competition, filed)
            frozen(competition, competition.supervise(AFTER))
        else:
            competition.publish(competition.freeze())
        assert agreed(competition).excluded == {}
        competition.object(filed, issued=issued)
        refused(competition, "objection_open")

    def test_the_receipt_of_a_withdrawal_stops_nothing_else(
        self, competition: Competition, filed: Filed
    ) -> None:
        issued = self.withdrawal(competition, filed)
        competition.withdraw(filed)
        frozen(competition, competition.supervise(AFTER))
        competition.object(filed, issued=issued)
        assert [one.code for one in dismissed(competition)] == ["objection_invalid"]


def test_is_read_as_it_is_written(competition: Competition) -> None:
    competition.file()
    competition.supervise(AFTER)
    assert competition.cut is not None
    said = Cut.from_bytes(competition.cut.content)
    assert (said.v, said.lot, said.reason, said.to_bytes()) == (
        "sbe1/cut",
        LOT,
        "机房断电",
        competition.cut.content,
    )
