"""Receipts of bids that are not on the list: whoever drops a bid is stopped, whoever gave one up stops nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit.competition import OPENED_AT, Competition, Filed, tampered
from tests.toolkit.pki import NOW, Authority
from tests.toolkit.publishing import write_lot
from tests.toolkit.test_successions import go_on_under, next_of, verified
from tests.toolkit.world import BIDDERS, DEADLINE, LOT
from toolkit import canonical, history, intake, objections, receipts
from toolkit.bundles import Bundle
from toolkit.certificates import Trust, instant
from toolkit.freezing import Listed
from toolkit.log import leaves
from toolkit.objections import Raised
from toolkit.objects import Receipt
from toolkit.proceedings import RefusedFiling
from toolkit.refusals import Refused
from toolkit.revocation import Evidence
from toolkit.sealing import Before

OTHER_LOT = "lot_02JC8Z"
LONG_AFTER = NOW + timedelta(days=2)


def stopped(competition: Competition, code: str = "objection_open", **given: object) -> None:
    """Every custodian refuses for this reason, whatever the platform shows it."""
    for x in (1, 5):
        with pytest.raises(Refused) as caught:
            competition.post(x, **given)  # type: ignore[arg-type]
        assert caught.value.code == code


def why(competition: Competition, raised: Raised) -> str:
    """Return why an objection does not hold; empty if it does."""
    case = competition.case()
    agreed = competition.clients[0].check(replace(case, objections=()), 1, at=OPENED_AT)
    past = history.read(case.log, case.head, case.custody, case.policy_index, None, case.earlier)
    try:
        objections.check(
            raised, case.custody, Listed(agreed.freeze, agreed.excluded), past, case.filings,
            competition.trust, OPENED_AT,
        )  # fmt: skip
    except Refused as refused:
        return str(refused.detail.get("why", refused.code))
    return ""


def trusting(competition: Competition, trust: Trust) -> None:
    """Give every custodian other evidence."""
    pins = replace(competition.world.pins(), trust=trust)
    competition.clients = [replace(client, pins=pins) for client in competition.clients]


class TestOmittedFiling:
    def test_stops_custodians_once_its_receipt_is_shown(self, competition: Competition) -> None:
        omitted, listed = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        competition.publish(competition.freeze([listed]))
        competition.object(omitted)
        stopped(competition)

    def test_behind_a_forged_end_stops_them_too(self, competition: Competition) -> None:
        """The platform writes an ended leaf for a live bid: without the signed end it has no answer."""
        omitted, listed = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        competition.log.add(leaves.ended(omitted.filing.name))
        competition.publish(competition.freeze([listed]))
        competition.object(omitted)
        stopped(competition)

    def test_behind_an_end_by_another_organisation_stops_them_too(self, competition: Competition) -> None:
        omitted, listed = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        competition.log.add(leaves.ended(omitted.filing.name))
        competition.publish(competition.freeze([listed]))
        competition.object(omitted, ends=[competition.end(omitted, competition.world.bidders[BIDDERS[1]])])
        stopped(competition)

    def test_behind_the_end_of_another_bid_stops_them_too(self, competition: Competition) -> None:
        """The same bidder withdrew on the other lot."""
        omitted, listed = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        elsewhere = competition.file(BIDDERS[0], lot=OTHER_LOT)
        competition.withdraw(elsewhere)
        competition.log.add(leaves.ended(omitted.filing.name))
        competition.publish(competition.freeze([listed]))
        assert elsewhere.end is not None
        competition.object(omitted, ends=[elsewhere.end])
        stopped(competition)

    def test_behind_an_end_for_a_replacement_that_never_came_stops_them_too(
        self, competition: Competition
    ) -> None:
        """The bidder signed that the bid ends for another, and the platform lost the other."""
        omitted, listed = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        competition.log.add(leaves.ended(omitted.filing.name))
        competition.publish(competition.freeze([listed]))
        competition.object(omitted, ends=[competition.end(omitted, replaced_by="0" * 64)])
        stopped(competition)

    def test_named_as_refused_stops_them_unless_its_form_is_wrong(self, competition: Competition) -> None:
        omitted, listed = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        competition.refused = [RefusedFiling(index=omitted.index, cause="part_hash")]
        competition.publish(competition.freeze([listed]))
        competition.object(omitted)
        stopped(competition)

    @pytest.mark.parametrize("content", [b"", b"another"])
    def test_whose_capsules_the_platform_lost_stops_them(
        self, competition: Competition, content: bytes
    ) -> None:
        """Its own loss is no answer: what the bidder signed is whole."""
        omitted, listed = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        omitted.filing = tampered(omitted.filing, {"form.1.p7m": content})
        competition.refused = [RefusedFiling(index=omitted.index, cause="capsule_hash")]
        competition.publish(competition.freeze([listed]))
        competition.object(omitted)
        stopped(competition)

    def test_lost_by_the_platform_stops_them(self, competition: Competition) -> None:
        omitted, listed = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        competition.publish(competition.freeze([listed]))
        competition.object(omitted)
        stopped(competition, case=competition.case(filings={listed.filing.name: listed.filing}))

    @pytest.mark.parametrize("why", ["withdrawn", "listed", "forged", "other lot", "not logged"])
    def test_that_is_none_stops_nobody(self, competition: Competition, why: str) -> None:
        one = competition.file(BIDDERS[0], lot=OTHER_LOT if why == "other lot" else LOT)
        listed = competition.file(BIDDERS[1])
        if why == "withdrawn":
            competition.withdraw(one)
        if why == "forged":
            receipt = Receipt.from_bytes(one.issued.content)
            one.issued = receipts.issue(
                receipt, competition.world.bidders[one.code], competition.stamp(NOW), NOW
            )
        if why == "not logged":
            competition.log.leaves[one.index] = b"\0" * 32
        competition.publish(competition.freeze([one, listed] if why == "listed" else [listed]))
        competition.object(one)
        assert competition.post(1).content

    def test_must_be_objected_to_in_time(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        stopped(competition, "objection_period", at=OPENED_AT - timedelta(minutes=10))

    def test_is_not_hidden_by_publishing_the_list_late(self, competition: Competition) -> None:
        """The time runs from when witnesses saw the list, not from the deadline."""
        competition.file()
        competition.publish(competition.freeze())
        competition.freeze_head = competition.log.head(OPENED_AT - timedelta(minutes=1))
        stopped(competition, "objection_period")

    def test_is_not_hidden_by_a_head_without_the_list(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        size = len(competition.log.leaves) - 1
        competition.freeze_head = competition.log.head(instant(DEADLINE) + timedelta(seconds=6), size)
        stopped(competition, "objection_period")


class TestReplacedFiling:
    """Nobody signs an end of what is replaced: the replacement, signed and listed, names it."""

    @pytest.fixture
    def chain(self, competition: Competition) -> list[Filed]:
        """One bidder files and replaces twice; another files."""
        first = competition.file(BIDDERS[0])
        second = competition.replace(first)
        third = competition.replace(second)
        competition.file(BIDDERS[1])
        return [first, second, third]

    def test_stops_nobody_with_its_old_receipt(self, competition: Competition, chain: list[Filed]) -> None:
        competition.publish(competition.freeze())
        for one in chain:
            competition.object(one)
        posts = competition.posts((1, 2, 3))
        assert competition.settle(chain[-1], posts).outcome == "opened"

    def test_by_a_colleague_with_another_certificate_stops_nobody(self, competition: Competition) -> None:
        first = competition.file(BIDDERS[0])
        competition.world.bidders[BIDDERS[0]] = competition.world.authority.issue("Colleague", BIDDERS[0])
        competition.replace(first)
        competition.publish(competition.freeze())
        competition.object(first)
        assert competition.post(1).content

    def test_by_one_that_was_withdrawn_stops_nobody(
        self, competition: Competition, chain: list[Filed]
    ) -> None:
        competition.withdraw(chain[-1])
        competition.publish(competition.freeze())
        assert chain[-1].end is not None
        for one in chain:
            competition.object(one, ends=[chain[-1].end])
        assert competition.post(1).content

    def test_by_one_that_was_dropped_too_stops_custodians(
        self, competition: Competition, chain: list[Filed]
    ) -> None:
        """A replacement at hand is no answer by itself: the platform took it in, and lists nothing."""
        competition.publish(competition.freeze([competition.filed[-1]]))
        competition.object(chain[0])
        stopped(competition)

    def test_by_one_that_was_refused_stops_custodians(self, competition: Competition) -> None:
        """The bid before it was still live, and is not on the list."""
        first = competition.file(BIDDERS[0])
        listed = competition.file(BIDDERS[1])
        refused = competition.replace(first)
        competition.refused = [RefusedFiling(index=refused.index, cause="part_hash")]
        competition.publish(competition.freeze([listed]))
        competition.object(first)
        stopped(competition)

    def test_by_a_chain_with_a_gap_stops_custodians(
        self, competition: Competition, chain: list[Filed]
    ) -> None:
        competition.publish(competition.freeze())
        raised = competition.object(chain[0])
        assert why(competition, raised) == "ended"
        known = {
            name: one for name, one in competition.case().filings.items() if name != chain[1].filing.name
        }
        stopped(competition, case=competition.case(filings=known))

    @pytest.mark.parametrize("lost", [0, 1])
    def test_needs_each_ended_leaf(self, competition: Competition, chain: list[Filed], lost: int) -> None:
        """The platform took a replacement in and left the bid before it live in the log."""
        place = competition.log.leaves.index(leaves.ended(chain[lost].filing.name))
        competition.log.leaves[place] = b"\0" * 32
        competition.publish(competition.freeze())
        assert why(competition, competition.object(chain[0])) == ""

    def test_needs_its_ended_leaf_before_the_list(self, competition: Competition) -> None:
        """Not made up once somebody objects."""
        first = competition.file(BIDDERS[0])
        competition.replace(first)
        ended = competition.log.leaves.pop()
        competition.publish(competition.freeze())
        competition.log.add(ended)
        competition.object(first)
        stopped(competition)

    def test_by_a_rivals_filing_that_names_it_stops_custodians(self, competition: Competition) -> None:
        """The platform tells a rival the name of a bid, so that the rival's own may seem to replace it."""
        victim = competition.file(BIDDERS[0])
        core = victim.filing.core
        rival = competition.file(BIDDERS[1], before=Before(core.bid, core.seq, victim.filing.name))
        competition.log.add(leaves.ended(victim.filing.name))
        competition.publish(competition.freeze([rival]))
        competition.object(victim)
        stopped(competition)

    def test_by_a_filing_that_a_rival_signed_in_its_name_is_not_listed(
        self, competition: Competition
    ) -> None:
        """An authority of one's own may certify any organisation; nobody pinned it."""
        victim = competition.file(BIDDERS[0])
        core = victim.filing.core
        own, namesake = (
            competition.world.bidders[BIDDERS[0]],
            Authority("Own Root").issue("Namesake", BIDDERS[0]),
        )
        competition.world.bidders[BIDDERS[0]] = namesake
        forged = competition.file(BIDDERS[0], before=Before(core.bid, core.seq, victim.filing.name))
        competition.world.bidders[BIDDERS[0]] = own
        competition.log.add(leaves.ended(victim.filing.name))
        competition.publish(competition.freeze([forged]))
        case = competition.case()
        assert list(competition.clients[0].check(case, 1, at=OPENED_AT).excluded) == [forged.filing.name]
        # The forgery is listed, and excluded: it answers nothing.
        competition.object(victim)
        stopped(competition)

    def test_behind_a_place_in_the_list_that_says_other_things_stops_custodians(
        self, competition: Competition
    ) -> None:
        """Listed so that it is excluded is left out, as far as its bidder is concerned."""
        victim, other = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        victim.index, index = other.index, victim.index
        competition.publish(competition.freeze())
        victim.index = index
        raised = competition.object(victim)
        assert why(competition, raised) == ""
        stopped(competition)

    def test_excluded_for_its_own_certificate_stops_nobody(self, competition: Competition) -> None:
        one = competition.file(BIDDERS[0])
        competition.file(BIDDERS[1])
        authority = competition.world.authority
        authority.revoked = {one.filing.signed.certificate.serial_number: NOW - timedelta(minutes=1)}
        trusting(competition, authority.trust())
        competition.publish(competition.freeze())
        raised = competition.object(one)
        assert why(competition, raised) == "excluded"
        assert competition.post(1).content

    @pytest.mark.parametrize("listed_at", [0, DEADLINE - 1])
    def test_excluded_for_its_certificate_at_a_false_time_stops_custodians(
        self, competition: Competition, listed_at: int
    ) -> None:
        """The platform alone writes in the list when a bid came; the receipt tells when it did."""
        long, authority = competition.world.bidders[BIDDERS[0]], competition.world.authority
        competition.world.bidders[BIDDERS[0]] = authority.issue("Bidder", BIDDERS[0], days=30)  # until now
        one = competition.file(BIDDERS[0], at=NOW - timedelta(minutes=1))
        competition.world.bidders[BIDDERS[0]] = long
        competition.file(BIDDERS[1])
        one.received_at = listed_at
        competition.publish(competition.freeze())
        raised = competition.object(one)
        assert why(competition, raised) == ""
        stopped(competition)

    def test_on_another_lot_stops_custodians(self, competition: Competition) -> None:
        """A filing there names the bid here as the one before it."""
        first, listed = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        core = first.filing.core
        elsewhere = competition.file(
            BIDDERS[0], lot=OTHER_LOT, before=Before(core.bid, core.seq, first.filing.name)
        )
        competition.withdraw(elsewhere)
        competition.log.add(leaves.ended(first.filing.name))
        competition.publish(competition.freeze([listed]))
        assert elsewhere.end is not None
        competition.object(first, ends=[elsewhere.end])
        stopped(competition)

    def test_a_thousand_times_and_more_is_answered_all_the_same(self, competition: Competition) -> None:
        first = competition.file(BIDDERS[0])
        chain = [first.filing]
        for seq in range(2, 1_500):
            core = first.filing.core.model_copy(update={"seq": seq, "prev": chain[-1].name})
            header = first.filing.header.model_copy(update={"core": core.hash})
            competition.log.add(leaves.ended(chain[-1].name))
            signed = replace(first.filing.signed, content=header.to_bytes())
            chain.append(replace(first.filing, core=core, header=header, signed=signed))
        competition.publish(competition.freeze([competition.file(BIDDERS[0], filing=chain[-1])]))
        competition.object(first)
        case = competition.case(filings={one.name: one for one in chain})
        assert competition.post(1, case=case).content


class TestFilingUnderAnotherPolicy:
    """Another policy took the place of the one that it was filed under, and its bidder did not file again."""

    @pytest.fixture
    def outdated(self, competition: Competition) -> list[Filed]:
        """One bid that was replaced, its replacement, and a rival's under the policy that stands."""
        first = competition.file(BIDDERS[0])
        last = competition.replace(first)
        go_on_under(competition, next_of(competition))
        competition.refused = [RefusedFiling(index=last.index, cause="policy_version")]
        return [first, last, competition.file(BIDDERS[1])]

    def test_stops_nobody_though_it_was_replaced_by_one_that_is_void_too(
        self, competition: Competition, outdated: list[Filed], folder: Path
    ) -> None:
        """The list names the last of a bidder's filings, and no earlier one."""
        competition.publish(competition.freeze(outdated[2:]))
        for one in outdated[:2]:
            assert why(competition, competition.object(one)) == "policy"
        assert verified(competition, folder) == []

    def test_is_void_by_what_its_bidder_signed_alone(
        self, competition: Competition, outdated: list[Filed]
    ) -> None:
        """The platform that lost it, or leaves out one under the policy that stands, has no such answer."""
        listed = competition.file(BIDDERS[2])
        competition.publish(competition.freeze([listed]))
        competition.object(outdated[0])
        without = {
            name: one for name, one in competition.case().filings.items() if name != outdated[0].filing.name
        }
        stopped(competition, case=competition.case(filings=without))
        competition.objections.clear()
        competition.object(outdated[2])
        stopped(competition)


class TestTakingBackOnesWord:
    """A bidder withdraws, does away with its certificate, and objects under a new one."""

    def withdrawn(self, competition: Competition, *, days: int = 20_000) -> Filed:
        own = competition.world.authority.issue(
            "Hasty", BIDDERS[0], begins=NOW - timedelta(minutes=1), days=days
        )
        competition.world.bidders[BIDDERS[0]] = own
        one = competition.file(BIDDERS[0])
        competition.withdraw(one)
        competition.file(BIDDERS[1])
        competition.publish(competition.freeze())
        competition.world.bidders[BIDDERS[0]] = competition.world.authority.issue("Hasty again", BIDDERS[0])
        competition.object(one)
        return one

    @pytest.mark.parametrize("after", [timedelta(minutes=1), timedelta(minutes=30), timedelta(hours=1)])
    def test_by_having_it_revoked_stops_nobody(self, competition: Competition, after: timedelta) -> None:
        one = self.withdrawn(competition)
        competition.world.authority.revoked = {one.filing.signed.certificate.serial_number: NOW + after}
        trusting(competition, competition.world.authority.trust())
        assert competition.post(1).content

    def test_by_letting_it_expire_stops_nobody(self, competition: Competition) -> None:
        """Nor where the lists of those days were not kept, and the new ones do not name what has expired."""
        one = self.withdrawn(competition, days=1)
        assert one.end is not None and one.filing.signed.certificate.not_valid_after_utc < LONG_AFTER
        authority = competition.world.authority
        trust = Trust([authority.certificate], lists=[authority.list(LONG_AFTER)])
        since, until = instant(one.received_at), instant(DEADLINE)
        assert intake.is_ended_by(*one.end, one.filing, trust, since=since, until=until)

    @pytest.mark.parametrize(
        ("begins", "revoked", "counts"),
        [
            (-60, None, True),
            (-60, 40, True),
            (-60, -1, False),  # a stolen key, given up before the bid was filed
            (20, None, True),  # a new certificate
            (20, 21, True),  # for one minute
            (20, 20, False),
            (61, None, False),  # made after the deadline, to give the platform an answer
        ],
    )
    def test_is_judged_within_the_time_for_it(
        self, competition: Competition, begins: int, revoked: int | None, counts: bool
    ) -> None:
        authority, one = competition.world.authority, competition.file(BIDDERS[0])
        signer = authority.issue("Later", BIDDERS[0], begins=NOW + timedelta(minutes=begins))
        if revoked is not None:
            authority.revoked = {signer.certificate.serial_number: NOW + timedelta(minutes=revoked)}
        end = competition.end(one, signer)
        since, until = instant(one.received_at), instant(DEADLINE)
        found = intake.is_ended_by(*end, one.filing, authority.trust(), since=since, until=until)
        assert found is counts


class TestWhoObjects:
    """The signer is the bidder, as of when it objected; what became of its certificate later is nobody's answer."""

    def dropped(self, competition: Competition) -> Filed:
        issue = competition.world.authority.issue
        competition.world.bidders[BIDDERS[0]] = issue("Bidder 1", BIDDERS[0], days=31)  # ends a day after NOW
        omitted, listed = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        competition.publish(competition.freeze([listed]))
        return omitted

    def test_stops_custodians_after_its_certificate_has_expired(self, competition: Competition) -> None:
        """Otherwise the platform waits until it has: the same receipt is not objected with twice."""
        competition.object(self.dropped(competition))
        stopped(competition)
        stopped(competition, at=LONG_AFTER)

    def test_stops_custodians_after_its_certificate_was_revoked(self, competition: Competition) -> None:
        omitted, authority = self.dropped(competition), competition.world.authority
        competition.object(omitted)
        authority.revoked[omitted.filing.signed.certificate.serial_number] = OPENED_AT + timedelta(minutes=1)
        trusting(competition, authority.trust(learned=OPENED_AT + timedelta(minutes=2)))
        stopped(competition, at=OPENED_AT + timedelta(minutes=5))

    def test_stops_custodians_by_what_was_kept_whatever_a_later_list_says(
        self, competition: Competition
    ) -> None:
        omitted, authority = self.dropped(competition), competition.world.authority
        raised = competition.object(omitted)
        kept = Evidence([authority.list()])
        competition.objections[:] = [replace(raised, evidence=kept)]
        authority.revoked[omitted.filing.signed.certificate.serial_number] = NOW - timedelta(days=1)
        trusting(competition, authority.trust(learned=OPENED_AT + timedelta(minutes=2)))
        stopped(competition, at=OPENED_AT + timedelta(minutes=5))

    def test_is_no_other_organisation(self, competition: Competition) -> None:
        """Whoever runs the platform holds every receipt, and must not object in everybody's name."""
        omitted = self.dropped(competition)
        competition.world.bidders[omitted.code] = competition.world.freezer
        assert why(competition, competition.object(omitted)) == "signer"


class TestMissingEvidence:
    """Custodians without an authority's lists must not open for that reason."""

    def test_of_who_objects_does_not_silence_it(self, competition: Competition) -> None:
        omitted, listed = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        competition.publish(competition.freeze([listed]))
        other, authority = Authority("Other Root"), competition.world.authority
        competition.world.bidders[BIDDERS[0]] = other.issue("Bidder", BIDDERS[0])
        competition.object(omitted)
        trusting(competition, Trust([authority.certificate, other.certificate], lists=[authority.list()]))
        stopped(competition)

    def test_of_whose_word_the_receipt_is_leaves_it_open(
        self, competition: Competition, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        omitted, listed = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        competition.publish(competition.freeze([listed]))
        raised = competition.object(omitted)
        case = competition.case(objections=())
        agreed = competition.clients[0].check(case, 1, at=OPENED_AT)
        bare = Trust([competition.world.authority.certificate])
        with pytest.raises(Refused, match="revocation_unknown"):
            objections.check(
                raised, case.custody, Listed(agreed.freeze, {}), agreed.history, case.filings, bare, OPENED_AT
            )
        check = objections.check

        def without_lists(*given: Any) -> Receipt:
            """The platform's own certificates are of one authority here, and refused before; so only this is without."""
            shown, custody, freeze, history, found = given[:5]
            return check(shown, custody, freeze, history, found, bare, OPENED_AT)

        monkeypatch.setattr(objections, "check", without_lists)
        stopped(competition, "revocation_unknown")


def test_objections_come_with_the_public_files(competition: Competition) -> None:
    first = competition.file(BIDDERS[0])
    competition.replace(first)
    withdrawn = competition.file(BIDDERS[1])
    competition.withdraw(withdrawn)
    competition.publish(competition.freeze())
    competition.object(first)
    competition.object(withdrawn)
    case = Bundle(write_lot(competition, competition.folder / "public")).case(LOT)
    assert [canonical.sha256(one.receipt.content) for one in case.objections] == [
        canonical.sha256(one.issued.content) for one in (first, withdrawn)
    ]
    assert competition.post(1, case=case).content
