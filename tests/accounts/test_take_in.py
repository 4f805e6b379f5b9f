"""Parties that other systems name are taken in once."""

import pytest

from accounts.actions.take_in import Stated, take_in_parties
from accounts.models import Party
from accounts.models.parties import PartyStatus
from accounts.roles import Role
from foundation.errors import Forbidden, Invalid
from foundation.models import Event
from tests.factories.accounts import MemberFactory, actor, bai, new_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange():
    return actor(MemberFactory.create(role=Role.EXCHANGE))


class TestTakeInParties:
    def test_makes_external_parties_that_nobody_is_believed_to_be(self, exchange) -> None:
        code = new_code()
        found = take_in_parties(
            source="transport",
            parties=[Stated("k1", "青岛路桥", code=code), Stated("k2", "无码单位")],
            by=exchange,
        )
        one, other = (Party.objects.get(pk=found[key]) for key in ("k1", "k2"))
        assert (one.code, one.status, one.source) == (code, PartyStatus.UNVERIFIED, "transport")
        assert (other.code, other.source_key) == (None, "k2")
        assert Event.objects.get().data == {"source": "transport", "parties": 2}

    def test_changes_nothing_the_second_time(self, exchange) -> None:
        parties = [Stated("k1", "青岛路桥", code=new_code()), Stated("k2", "无码单位")]
        first = take_in_parties(source="transport", parties=parties, by=exchange)
        assert take_in_parties(source="transport", parties=parties, by=exchange) == first
        assert Event.objects.count() == 1

    def test_finds_a_party_by_its_code_wherever_it_came_from(self, exchange) -> None:
        known = bai().party
        code = known.code or ""
        again = [Stated("k1", "白沙", code=code), Stated("k2", "白沙公司", code=code)]
        assert set(take_in_parties(source="transport", parties=again, by=exchange).values()) == {known.pk}

    def test_takes_two_keys_of_one_new_code_for_one_party(self, exchange) -> None:
        code = new_code()
        found = take_in_parties(
            source="t",
            parties=[Stated("k1", "路桥", code=code), Stated("k2", "路桥公司", code=code)],
            by=exchange,
        )
        assert len(set(found.values())) == 1 and set(found) == {"k1", "k2"}

    def test_leaves_a_false_code_out(self, exchange) -> None:
        found = take_in_parties(
            source="t", parties=[Stated("k1", "路桥", code="91370200MA00000000")], by=exchange
        )
        assert Party.objects.get(pk=found["k1"]).code is None

    def test_refuses_parties_without_a_name_and_strangers(self, exchange) -> None:
        with pytest.raises(Invalid, match="party_without_name"):
            take_in_parties(source="t", parties=[Stated("k1", " ")], by=exchange)
        with pytest.raises(Forbidden):
            take_in_parties(source="t", parties=[], by=actor(bai()))

    def test_asks_a_fixed_number_of_questions(self, exchange, django_assert_max_num_queries) -> None:
        parties = [Stated(f"k{n}", f"单位{n}", code=new_code()) for n in range(200)]
        with django_assert_max_num_queries(12):
            take_in_parties(source="t", parties=parties, by=exchange)
