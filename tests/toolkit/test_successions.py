"""Several policies of one deal: each lot under its own, none slipped in, none passed over, no time taken from anybody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit import publishing
from tests.toolkit.competition import Competition
from tests.toolkit.pki import NOW
from tests.toolkit.test_attacks_on_opening import refused
from tests.toolkit.world import BIDDERS, DEADLINE, LOT
from toolkit import canonical, verifying
from toolkit.bundles import Bundle
from toolkit.certificates import instant
from toolkit.log import tree
from toolkit.log.leaves import Line
from toolkit.objects import Change, Policy
from toolkit.successions import Version

OTHER_LOT = "lot_02JC8Z"
LATER = DEADLINE + 7_200_000


@pytest.fixture
def alone(tmp_path: Path) -> Competition:
    """A competition whose policy is for one of the deal's lots."""
    return Competition(tmp_path, changed={"lots": [LOT]})


def next_of(competition: Competition, **changed: Any) -> Policy:
    """Return the deal's next policy, signed now."""
    size = len(competition.log.leaves)
    root = tree.root(tree.MemoryTree(competition.log.leaves), size)
    last = competition.custody.policy
    values = {"version": last.version + 1, "prev": last.hash, "log_size": size, "log_root": root.hex()}
    return competition.world.policy(**(values | changed))


def log_line(competition: Competition, policy: Policy) -> int:
    return competition.log.add(policy.line.to_bytes())


def go_on_under(competition: Competition, policy: Policy) -> None:
    """Let everything else be about this policy, now logged; the one before is at hand beside it."""
    before = competition.custody.policy
    competition.others.append(Version(before.to_bytes(), [one.content for one in competition.changes]))
    competition.policy_index = log_line(competition, policy)
    competition.policy_head = competition.log.head(NOW)
    competition.custody = competition.world.custody(policy)
    competition.changes, competition.deadline = [], policy.deadline


def change_of(competition: Competition, policy: Policy, deadline: int) -> bytes:
    """Log a change of another policy's deadline."""
    content = Change(deal=policy.deal, n=1, prev=policy.hash, deadline=deadline).to_bytes()
    competition.log.add(
        Line("change", policy.deal, policy.changed_as, 1, canonical.sha256(content)).to_bytes()
    )
    return content


def opens(competition: Competition) -> bool:
    """Tell whether every custodian opens every bid."""
    return {one.r for x in (1, 5) for one in competition.receive(competition.post(x)).posted.results} == {
        "ok"
    }


def verified(competition: Competition, folder: Path) -> list[str]:
    """Return what a stranger finds wrong with the opening of the lot."""
    publishing.write_lot(competition, folder)
    publishing.open_stage(competition, folder)
    return found(competition, folder)


def found(competition: Competition, folder: Path) -> list[str]:
    report = verifying.verify(Bundle(folder), LOT, competition.world.pins())
    return [one.refused.code for one in report.findings if one.refused]


class TestDeadlineOfAnotherPolicy:
    """Lots with other deadlines have policies of their own."""

    def test_stops_nobody_when_it_is_moved(self, alone: Competition, folder: Path) -> None:
        other = next_of(alone, lots=[OTHER_LOT], deadline=LATER)
        log_line(alone, other)
        alone.others.append(Version(other.to_bytes(), [change_of(alone, other, LATER + 60_000)]))
        alone.file()
        alone.publish(alone.freeze())
        assert opens(alone)
        assert verified(alone, folder) == []

    def test_is_moved_while_ones_own_is_too(self, alone: Competition) -> None:
        other = next_of(alone, lots=[OTHER_LOT], deadline=LATER)
        log_line(alone, other)
        alone.others.append(Version(other.to_bytes()))
        change_of(alone, other, LATER + 60_000)
        alone.change(DEADLINE + 120_000)
        alone.file()
        alone.publish(alone.freeze())
        assert opens(alone)

    def test_does_not_hide_a_change_of_ones_own(self, alone: Competition) -> None:
        alone.file()
        change_of(alone, alone.custody.policy, LATER)
        alone.publish(alone.freeze())
        refused(alone, "change_missing")


class TestSuperseded:
    """A friend keeps its bid under the old policy, everybody else files again under the new one."""

    def test_is_refused(self, alone: Competition, folder: Path) -> None:
        alone.file(BIDDERS[0])
        later = next_of(alone, lots=[LOT])
        log_line(alone, later)
        publishing.write_policy(alone, folder)
        alone.publish(alone.freeze())
        publishing.write_lot(alone, folder)
        refused(alone, "policy_missing")
        assert found(alone, folder) == ["policy_missing"]
        alone.others.append(Version(later.to_bytes()))
        refused(alone, "policy_superseded")
        publishing.write_policy(alone, folder)
        assert found(alone, folder) == ["policy_superseded"]

    def test_only_by_what_was_logged_before_the_cut(self, alone: Competition) -> None:
        alone.file()
        alone.publish(alone.freeze())
        log_line(alone, next_of(alone, lots=[LOT]))
        assert opens(alone)

    def test_only_by_what_names_the_lot(self, alone: Competition) -> None:
        alone.file()
        other = next_of(alone, lots=[OTHER_LOT])
        log_line(alone, other)
        alone.publish(alone.freeze())
        refused(alone, "policy_missing")
        alone.others.append(Version(other.to_bytes()))
        assert opens(alone)

    def test_is_not_revived_by_another_line(self, alone: Competition) -> None:
        later = next_of(alone, lots=[LOT])
        log_line(alone, later)
        again = log_line(alone, alone.custody.policy)
        alone.file()
        alone.publish(alone.freeze())
        alone.others.append(Version(later.to_bytes()))
        refused(alone, "policy_superseded")
        refused(
            alone, "policy_unproven", case=alone.case(policy_index=again, policy_head=alone.log.head(NOW))
        )


class TestStart:
    """Whoever chooses from where the log is read chooses what is not seen."""

    def test_is_the_first_line_of_the_policy(self, alone: Competition) -> None:
        change_of(alone, alone.custody.policy, LATER)
        again = log_line(alone, alone.custody.policy)
        alone.file()
        alone.publish(alone.freeze())
        case = alone.case(policy_index=again, policy_head=alone.log.head(NOW))
        refused(alone, "policy_unproven", case=case)

    @pytest.mark.parametrize("changed", [{"log_size": 1}, {"log_size": 10_000}, {"log_root": "0" * 64}])
    def test_is_a_state_of_the_log(self, tmp_path: Path, changed: dict[str, Any]) -> None:
        played = Competition(tmp_path, changed=changed)
        played.file()
        played.publish(played.freeze())
        refused(played, "policy_unproven")


class TestEarlierDeadline:
    """A version signed before an extension, whose last acceptance was held back until after it."""

    @pytest.fixture
    def pending(self, alone: Competition) -> Policy:
        later = next_of(alone, lots=[LOT])
        alone.change(LATER)
        return later

    def test_is_not_taken_back(self, alone: Competition, pending: Policy, folder: Path) -> None:
        go_on_under(alone, pending)
        alone.file()
        alone.publish(alone.freeze())
        refused(alone, "policy_earlier")
        publishing.write_lot(alone, folder)
        assert found(alone, folder) == ["policy_earlier"]

    def test_is_not_hidden(self, alone: Competition, pending: Policy) -> None:
        go_on_under(alone, pending)
        alone.file()
        alone.publish(alone.freeze())
        (before,) = alone.others
        alone.others = [Version(before.content)]
        refused(alone, "change_missing")
        alone.others = []
        refused(alone, "policy_missing")

    def test_stands_when_the_next_version_has_it(self, alone: Competition, folder: Path) -> None:
        alone.change(LATER)
        go_on_under(alone, next_of(alone, lots=[LOT], deadline=LATER))
        alone.file()
        alone.publish(alone.freeze())
        opened_at = instant(LATER) + timedelta(minutes=15)
        assert alone.post(1, at=opened_at, case=alone.case(at=opened_at)).content

    def test_of_a_version_in_between_counts_as_well(self, alone: Competition, pending: Policy) -> None:
        go_on_under(alone, pending)
        go_on_under(alone, next_of(alone, lots=[LOT]))
        alone.file()
        alone.publish(alone.freeze())
        refused(alone, "policy_earlier")

    def test_of_what_was_never_logged_counts_for_nothing(self, alone: Competition) -> None:
        never = next_of(alone, lots=[LOT], deadline=LATER)
        go_on_under(alone, next_of(alone, lots=[LOT], version=3, prev=never.hash))
        alone.others.append(Version(never.to_bytes()))
        # The first one is named by the second, which everybody has.
        alone.file()
        alone.publish(alone.freeze())
        assert opens(alone)


class TestLastMinute:
    def test_policies_open_nothing(self, tmp_path: Path, folder: Path) -> None:
        played = Competition(tmp_path)
        played.policy_head = played.log.head(instant(DEADLINE) - timedelta(minutes=59))
        played.file()
        played.publish(played.freeze())
        refused(played, "policy_late")
        publishing.write_lot(played, folder)
        assert found(played, folder) == ["policy_late"]

    def test_is_that_of_the_deadline_as_it_was_moved(self, tmp_path: Path) -> None:
        played = Competition(tmp_path)
        played.policy_head = played.log.head(instant(DEADLINE) - timedelta(minutes=59))
        played.change(LATER, at=instant(DEADLINE) - timedelta(minutes=30))
        played.file()
        played.publish(played.freeze())
        opened_at = instant(LATER) + timedelta(minutes=15)
        assert played.post(1, at=opened_at, case=played.case(at=opened_at)).content
