"""Two certificates of one person are not two persons: not at a deadline, not on a committee, not among custodians."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509

from tests.toolkit.competition import Competition
from tests.toolkit.pki import NOW, Authority
from tests.toolkit.test_attacks_on_opening import LATER, refused
from tests.toolkit.world import CUSTODIANS, ENVELOPES, ORGANISER, World
from toolkit import certificates, cms, persons, shapes, stages
from toolkit.refusals import Refused
from toolkit.signers import KeySigner


def of(*signers: KeySigner) -> list[x509.Certificate]:
    return [one.certificate for one in signers]


@pytest.fixture
def authority() -> Authority:
    return Authority()


class TestCount:
    def test_goes_by_the_person_whatever_else_the_certificate_says(self, authority: Authority) -> None:
        one, again = (authority.issue(name, ORGANISER, number="usr-1") for name in ("Sun", "S. Sun"))
        other, elsewhere = (
            authority.issue("Li", ORGANISER, number="usr-2"),
            authority.issue("Sun", CUSTODIANS[0], number="usr-1"),
        )
        assert persons.count(of(one, again)) == persons.count(of(one, elsewhere)) == 1
        assert persons.count(of(one, other)) == 2

    def test_goes_by_the_name_where_nobody_has_a_number(self, authority: Authority) -> None:
        sun, li = authority.issue("Sun", ORGANISER), authority.issue("Li", ORGANISER)
        assert (persons.count(of(sun, li)), persons.count(of(sun, sun))) == (2, 1)

    def test_leaves_out_who_has_none_beside_who_has_one(self, authority: Authority) -> None:
        """The organisation's own certificate, in the hands of the same person."""
        one, nobody = authority.issue("Sun", ORGANISER, number="usr-1"), authority.issue("Office", ORGANISER)
        assert persons.count(of(one, nobody)) == 1


def twice(authority: Authority) -> list[KeySigner]:
    return [authority.issue(name, ORGANISER, number="usr-1") for name in ("Organiser Sun", "Organiser S.")]


class TestOnePerson:
    def test_moves_no_deadline_with_two_certificates(self, competition: Competition) -> None:
        competition.file()
        competition.change(LATER, signers=twice(competition.world.authority))
        competition.publish(competition.freeze())
        refused(competition, "change_signers")

    def test_is_not_a_committee_with_two_certificates(self, tmp_path: Path) -> None:
        played = Competition(tmp_path, World(units=ENVELOPES))
        one = played.file()
        played.publish(played.freeze())
        issue = played.world.authority.issue
        signers = [issue(f"Expert {at}", number="usr-7") for at in range(2)]
        stage = played.release([one.filing.name]).model_copy(
            update={"committee": sorted(certificates.fingerprint(each.certificate) for each in signers)}
        )
        content = stage.to_bytes()
        signatures = [cms.sign(each, content, at=NOW) for each in (*signers, played.world.organisers[0])]
        with pytest.raises(Refused, match="stage_signers"):
            stages.read(
                content, signatures, played.custody, played.frozen, played.trust, earlier=[one.filing.name], at=NOW
            )  # fmt: skip

    def test_has_no_two_places_among_custodians(self) -> None:
        world = World()
        held = [
            world.authority.issue(f"Custodian {at}", world.organisations[at], number="usr-3") for at in (0, 1)
        ]
        policy = world.policy()
        seats = [
            one.model_copy(update={"signer": certificates.to_base64(held[at].certificate)}) if at < 2 else one
            for at, one in enumerate(policy.custodians)
        ]
        with pytest.raises(Refused, match="policy_custodians"):
            shapes.check(policy.model_copy(update={"custodians": seats}))
