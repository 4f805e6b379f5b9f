"""A46: whoever changes who takes part, with whom, what was paid, what was kept of certificates, or what came out, is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bidding import audit, audit_bidders
from bidding.actions import deposits, joint, rates, registrations
from bidding.models import DepositEntry, DepositRate, Filing, JointMember, Registration, RevocationEvidence
from foundation import transparency_audit
from foundation.models import Event
from tests.bidding.conftest import fair
from tests.bidding.opening.hall import Hall
from tests.bidding.opening.test_outcomes import ranked, record
from tests.bidding.sealed.scene import Scene
from tests.bidding.test_joint import REVIEWED, _accepted, accepting, together
from tests.bidding.toy import Fair
from tests.factories.accounts import actor, bai
from tests.security.superuser import as_superuser, not_named, put_in, told
from trading import audit as audit_of_trading
from trading.models import Outcome

pytestmark = pytest.mark.django_db
__all__ = ["_accepted", "fair"]


def bidders() -> list[str]:
    return [str(one) for one in audit_bidders.findings()]


@pytest.fixture
def joined(fair: Fair) -> Registration:
    """A joint bid of three, of whom one has agreed; its lead paid more than the deposit, and the rest went back."""
    third = bai(party__name="第三方公司", user__email="third@example.invalid")
    made = together(accepting(fair, REVIEWED), fair.bai, fair.cui, third)
    joint.agree(registration_id=made.id, by=actor(fair.cui))
    for kind, amount, reference in (("paid", "150.00", "B-1"), ("refunded", "50.00", "B-2")):
        deposits.enter(
            registration_id=made.id, kind=kind, amount=Decimal(amount), reference=reference, by=actor(fair.chen)
        )  # fmt: skip
    rates.give(
        region="370200", annual_percent=Decimal("0.05"), days_in_year=360, since_on=date(2026, 1, 1), source="某行公告",
        by=actor(fair.chen),
    )  # fmt: skip
    return made


class TestWhoTakesPart:
    def test_is_not_changed_unseen(self, fair: Fair, joined: Registration) -> None:
        assert bidders() == []
        agreed, asked = JointMember.objects.order_by("number")
        paid, back = DepositEntry.objects.order_by("reference")
        other, rate = fair.sun.party_id, DepositRate.objects.get()
        members, entries, rows = "bidding_jointmember", "bidding_depositentry", "bidding_registration"
        one, two = (f"member {row.party_id}, registration {joined.id}" for row in (agreed, asked))
        mine, first = f"registration {joined.id}", f"deposit {paid.id}"
        of_one, of_two, of_paid = (
            f"WHERE id = {agreed.id}", f"WHERE id = {asked.id}", f"WHERE id = '{paid.id}'",
        )  # fmt: skip
        cases: list[tuple[list[str], list[str]]] = [
            # Somebody is put in, taken out, exchanged, made to have agreed, or freed from the bid.
            ([f"member_changed {two}"], [f"UPDATE {members} SET agreed_at = now(), agreed_by = 'x' {of_two}"]),
            ([f"member_changed {one}"], [f"UPDATE {members} SET agreed_at = NULL, agreed_by = '' {of_one}"]),
            ([f"member_changed {one}"], [f"UPDATE {members} SET agreed_at = agreed_at - interval '1 day' {of_one}"]),
            ([f"member_changed {one}"], [f"UPDATE {members} SET stands = FALSE {of_one}"]),
            ([f"member_changed {one}"], [f"UPDATE {members} SET number = 9 {of_one}"]),
            ([f"member_removed {one}", f"member_put_in member {other}"], [
                f"UPDATE {members} SET party_id = '{other}' {of_one}",
            ]),
            ([f"member_removed {one}"], [f"DELETE FROM {members} {of_one}"]),
            ([f"member_put_in member {other}"], [put_in(agreed, id="990", party_id=f"'{other}'", number="3")]),
            # The bid itself: whose it is, how it stands, where its deposit goes.
            ([f"registration_changed {mine}"], [f"UPDATE {rows} SET party_id = '{other}'"]),
            ([f"registration_changed {mine}"], [f"UPDATE {rows} SET status = 'qualified'"]),
            ([f"registration_changed {mine}"], [f"UPDATE {rows} SET account = '80'"]),
            ([f"registration_changed {mine}"], [f"UPDATE {rows} SET deposit_due = 1"]),
            ([f"registration_changed {mine}"], [f"UPDATE {rows} SET applied_at = applied_at - interval '1 day'"]),
            ([f"registration_removed {mine}"], [f"DELETE FROM {rows}"]),
            (["registration_put_in registration reg_new"], [
                put_in(joined, id="'reg_new'", alias="'1'", account="'81'", party_id=f"'{other}'"),
            ]),
            # The ledger: another amount, kind, reference, reason, day, bidder; an entry more, or less.
            ([f"deposit_changed {first}"], [f"UPDATE {entries} SET amount = 100.01 {of_paid}"]),
            ([f"deposit_changed {first}"], [f"UPDATE {entries} SET kind = 'interest' {of_paid}"]),
            ([f"deposit_changed {first}"], [f"UPDATE {entries} SET form = 'cash' {of_paid}"]),
            ([f"deposit_changed {first}"], [f"UPDATE {entries} SET reference = 'B-9' {of_paid}"]),
            ([f"deposit_changed {first}"], [f"UPDATE {entries} SET reason = 'x' {of_paid}"]),
            ([f"deposit_changed {first}"], [f"UPDATE {entries} SET at = at - interval '1 day' {of_paid}"]),
            ([f"deposit_changed {first}"], [f"UPDATE {entries} SET registration_id = 'reg_x' {of_paid}"]),
            ([f"deposit_removed deposit {back.id}"], [f"DELETE FROM {entries} WHERE id = '{back.id}'"]),
            (["deposit_put_in deposit dep_new"], [put_in(back, id="'dep_new'", reference="'B-3'")]),
            # The rates that interest is counted at.
            *(
                ([f"deposit_rate_changed deposit rate {rate.id}"], [f"UPDATE bidding_depositrate SET {change}"])
                for change in (
                    "kind = 'lending'", "region = ''", "annual_percent = 9", "days_in_year = 365", "source = 'x'",
                    "since_on = since_on - 1", "at = at - interval '1 day'", "by = 'x'",
                )
            ),
            ([f"deposit_rate_removed deposit rate {rate.id}"], ["DELETE FROM bidding_depositrate"]),
            (["deposit_rate_put_in deposit rate rat_new"], [put_in(rate, id="'rat_new'")]),
        ]  # fmt: skip
        assert not_named(cases, bidders) == []
        assert bidders() == []

    def test_is_told_to_the_end(self, fair: Fair, joined: Registration) -> None:
        """Reviewed, refused, withdrawn: what became of a bid is in the journal as well, and nobody is named for it."""
        joint.agree(
            registration_id=joined.id, by=actor(JointMember.objects.get(number=2).party.members.get())
        )
        registrations.review(registration_id=joined.id, qualified=True, reason="", by=actor(fair.sun))
        registrations.withdraw(registration_id=joined.id, by=actor(fair.bai))
        assert JointMember.objects.filter(stands=True).count() == 0
        assert bidders() == []

    def test_is_named_where_an_event_lacks_what_newer_ones_carry(self, joined: Registration) -> None:
        """An event of an older edition vouches for nothing, and does not end the audit."""
        older = "data = data - 'digest' - 'status' - 'members' - 'entry' - 'party' - 'lot'"
        with as_superuser(f"UPDATE foundation_event SET {older}"):
            named = bidders()
        assert {one.split()[0] for one in named} == {
            "registration_changed", "member_put_in", "deposit_put_in", "deposit_removed", "deposit_rate_changed",
        }  # fmt: skip


@pytest.fixture
def waiting(scene: Scene) -> Iterator[Filing]:
    _, row = scene.filed("bai")
    scene.filed("cui")
    scene.grow()
    yield row


class TestWhatWasKept:
    def test_of_a_certificate_is_not_changed_unseen(self, waiting: Filing) -> None:
        """Other evidence would make a revoked certificate good, or a good one revoked."""
        assert told() == []
        assert waiting.evidence and RevocationEvidence.objects.exists()
        kept = RevocationEvidence.objects.order_by("sha256")[0].sha256
        filing, of_this = f"filing_evidence filing {waiting.id}", f"WHERE id = '{waiting.id}'"
        cases: list[tuple[list[str], list[str]]] = [
            ([filing], [f"UPDATE bidding_filing SET evidence = '{{}}' {of_this}"]),
            ([filing, f"evidence_removed evidence {'0' * 64}"], [
                f"UPDATE bidding_filing SET evidence = jsonb_build_object('revocation.1.crl', repeat('0', 64)) {of_this}",
            ]),
            ([f"evidence_changed evidence {kept}"], [
                f"UPDATE bidding_revocationevidence SET content = '\\x30'::bytea WHERE sha256 = '{kept}'",
            ]),
            ([f"evidence_removed evidence {kept}"], [
                f"DELETE FROM bidding_revocationevidence WHERE sha256 = '{kept}'",
            ]),
            (["policy_changed policy "], ["UPDATE bidding_custodypolicy SET evidence = '{}'"]),
            (["policy_changed policy "], [
                "UPDATE bidding_custodypolicy SET in_force_from = in_force_from - interval '1 day'",
            ]),
        ]  # fmt: skip
        assert not_named(cases) == []
        assert told() == []


class TestWhatCameOut:
    def test_is_not_changed_unseen(self, shown: Hall) -> None:
        answer = record(shown, ranked(shown, "cui", "bai"), bids_valid=2, has_winner=True)
        assert answer.status == 201, answer.body
        shown.scene.grow()
        assert told() == []
        row = Outcome.objects.get()
        here, table = f"outcome {row.id}", "trading_outcome"
        cases: list[tuple[list[str], list[str]]] = [
            ([f"outcome_changed {here}"], [f"UPDATE {table} SET {change}"])
            for change in (
                "values = jsonb_set(values, '{price}', '\"1.00\"')", "candidates = '[]'", "stage = 'x'",
                "candidates = jsonb_set(candidates, '{0,price}', '\"1.00\"')", "recorded_by = 'x'",
                "candidates = jsonb_set(candidates, '{0,party}', 'null')", "recorded_at = recorded_at - interval '1 day'",
            )
        ]  # fmt: skip
        cases += [
            ([f"outcome_removed {here}"], [f"DELETE FROM {table}"]),
            (["outcome_put_in outcome out_new"], [put_in(row, id="'out_new'")]),
        ]
        assert not_named(cases) == []

    @pytest.mark.parametrize("find", [audit.findings, audit_of_trading.findings])
    def test_is_named_where_events_lack_everything(self, shown: Hall, find: transparency_audit.Audit) -> None:
        """The audit names, and does not crash, whatever is missing in whichever event."""
        begun = shown.row.issued_at
        assert begun is not None and begun > shown.scene.deadline - timedelta(days=1)
        assert Event.objects.filter(type="bidding.opening.begun").exists()
        with as_superuser("UPDATE foundation_event SET data = '{}'"):
            named = list(find())
        assert named
