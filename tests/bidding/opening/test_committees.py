"""Who evaluates a lot: named by its organiser, replaced by two of its people, each time told."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Certificate, User
from bidding import audit
from bidding.models import Committee, Evaluation, Opening
from bidding.models.digest import digest
from config.demo import moves
from foundation import clock
from foundation.models import Event
from tests.bidding.opening import test_contests
from tests.bidding.opening.hall import Hall
from tests.bidding.opening.readers import PLAN, colleague, expert, name, read, signed_in
from tests.factories.accounts import MemberFactory
from tests.security.superuser import as_superuser
from toolkit import certificates
from trading.models import Document, Lot

pytestmark = pytest.mark.django_db


class TestACommittee:
    def test_is_named_by_the_organiser_after_the_deadline(self, two: Hall, filed: str) -> None:
        yan, yao = expert(two, "yan"), expert(two, "yao")
        assert name(two, yan, yao).body["code"] == "not_frozen"
        two.begin()
        assert name(two, yan, by="chen").status == 403
        assert name(two, yan, by="cui").status == 403
        assert name(two, yan, yan).body["code"] == "stage_committee"
        assert name(two, expert(two, "bai")).body["code"] == "stage_committee"
        assert name(two, two.scene.signer("sun")).body["code"] == "stage_committee"
        first = name(two, yan, yao)
        assert first.status == 201 and set(first.body) == {"number", "at", "is_named"}
        assert first.body["is_named"]
        assert name(two, yao, yan).body["number"] == 1
        assert Committee.objects.count() == 1 and filed

    def test_that_released_the_second_envelope_reads_where_none_was_named(
        self, two: Hall, filed: str, recorded: Opening
    ) -> None:
        envelope = test_contests.TestTheSecondEnvelope()
        envelope.step(two, "chen", "record_first_opening")
        moves.record(two.scene.made, "first_envelope", first_envelope_passed=2)
        envelope.step(two, "sun", "open_second_envelope")
        assert read(two, "yan", filed).status_code == 403
        assert envelope.release(two, sorted(Opening.objects.get().bids)[:2]).status == 201
        assert read(two, "yan", filed).text == PLAN

    def test_that_evaluates_here_says_for_whom_the_second_envelope_is_opened(
        self, two: Hall, filed: str, recorded: Opening
    ) -> None:
        envelope, headers = test_contests.TestTheSecondEnvelope(), sorted(recorded.bids)
        envelope.step(two, "chen", "record_first_opening")
        moves.record(two.scene.made, "first_envelope", first_envelope_passed=2)
        envelope.step(two, "sun", "open_second_envelope")
        document = Document.objects.filter(deal=two.scene.made.deal, kind="tender").latest("version")
        made = Evaluation.objects.create(
            lot_id=two.lot, number=1, document=document, began_at=clock.now(), began_by="m:chen"
        )
        assert envelope.release(two, headers).body["code"] == "envelope_not_ended"
        made.stage = 2
        made.save()
        assert envelope.release(two, headers[:2]).body["code"] == "stage_not_passed"
        assert envelope.release(two, headers).status == 201

    def test_is_replaced_by_two_persons_who_say_why(self, two: Hall, filed: str, recorded: Opening) -> None:
        yan, yao = expert(two, "yan"), expert(two, "yao")
        name(two, yan)
        assert name(two, yao).body["code"] == "reason_missing"
        assert name(two, yao, reason="  ").status == 422
        proposed = name(two, yao, reason="严知回避")
        assert proposed.body | {"at": ""} == {"number": 2, "at": "", "is_named": False}
        # The same person again, under whichever membership, is no second one.
        again = name(two, yao, reason="严知回避")
        sun = two.scene.world.cast.members["sun"]
        other = MemberFactory.create(user=sun.user, party=sun.party, role="agency")
        same = name(two, yao, reason="严知回避", by=signed_in(two, "sun again", other))
        assert not again.body["is_named"] and not (same.body or {}).get("is_named")
        assert read(two, "yan", filed).status_code == 200 and read(two, "yao", filed).status_code == 403
        # Nor does a second one let another committee in.
        assert not name(two, yan, yao, by=colleague(two), reason="增补").body["is_named"]
        named = name(two, yao, by=colleague(two), reason="严知回避")
        assert named.body["is_named"] and Committee.objects.get(number=2).proposed_by == sun.id
        assert read(two, "yan", filed).status_code == 403 and read(two, "yao", filed).status_code == 200
        marks = Event.objects.filter(type="bidding.committee.replaced_after_reading", subject=two.lot)
        assert [(one.data["number"], one.data["readings"]) for one in marks] == [(2, 1)]
        assert list(audit.findings()) == []
        for statement, code in (
            ("UPDATE bidding_proposedcommittee SET reason = '别的'", "proposed_committee_changed"),
            ("DELETE FROM bidding_proposedcommittee", "proposed_committee_removed"),
            ("UPDATE bidding_committee SET proposed_by = 'mem_x' WHERE number = 2", "committee_changed"),
        ):
            with as_superuser(statement):
                assert code in {one.code for one in audit.findings()}, statement

    def test_is_not_replaced_on_the_word_of_who_left_or_of_long_ago(self, two: Hall, filed: str) -> None:
        two.begin()
        yan, yao = expert(two, "yan"), expert(two, "yao")
        name(two, yan)
        gone = MemberFactory.create(party=two.scene.world.cast.members["sun"].party, role="organiser")
        proposed = name(two, yao, by=signed_in(two, "gone", gone), reason="回避")
        assert not proposed.body["is_named"] and filed
        gone.status, gone.revoked_at = "revoked", gone.created_at
        gone.save()
        assert not name(two, yao, reason="回避").body["is_named"]
        two.later(seconds=8 * 24 * 3600)
        assert not name(two, yao, by=colleague(two), reason="回避").body["is_named"]
        assert Committee.objects.count() == 1

    def test_cannot_be_guessed_from_the_journal(self, two: Hall, filed: str) -> None:
        """Experts are few: whoever reads the journal could try each of them."""
        two.begin()
        yan = expert(two, "yan")
        name(two, yan)
        guess = certificates.fingerprint(yan.certificate).encode()
        (event,) = Event.objects.filter(type="bidding.committee.named")
        assert event.data["digest"] == Committee.objects.get().digest and filed
        assert event.data["digest"] not in (digest(guess), digest(b"", b"", guess))

    def test_ends_with_the_evaluation(self, two: Hall, filed: str) -> None:
        two.begin()
        yan = expert(two, "yan")
        for state, code in (("reported", "evaluation_over"), ("publicity", "opening_stands_still")):
            phase = two.scene.lot.procedure.state(state).phase.value
            Lot.objects.filter(id=two.lot).update(state=state, phase=phase)
            assert name(two, yan).body["code"] == code and filed

    def test_has_nobody_whose_time_is_over_or_who_runs_the_platform(
        self, two: Hall, filed: str, recorded: Opening, settings: Any
    ) -> None:
        yan = expert(two, "yan")
        name(two, yan)
        row = Certificate.objects.get(fingerprint=certificates.fingerprint(yan.certificate))
        member = two.scene.world.cast.members["yan"]

        def may() -> tuple[int, Any]:
            return read(two, "yan", filed).status_code, name(two, yan).body.get("code")

        assert may() == (200, None)
        Certificate.objects.filter(id=row.id).update(not_after=clock.now())
        assert may() == (403, "stage_committee")
        Certificate.objects.filter(id=row.id).update(not_after=row.not_after)
        settings.OPERATORS = (member.party.code,)
        assert may() == (403, "stage_committee")
        settings.OPERATORS = ()
        centre = MemberFactory.create(
            user=member.user, party=two.scene.world.cast.parties["centre"], role="centre"
        )
        assert may() == (403, "stage_committee")
        centre.delete()
        User.objects.filter(id=member.user_id).update(is_staff=True)
        assert may() == (403, "stage_committee")
        User.objects.filter(id=member.user_id).update(is_staff=False)
        assert may() == (200, None)
