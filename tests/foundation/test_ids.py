import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import ids
from foundation.fields import IdField


def as_uuid(value: str) -> uuid.UUID:
    """Decode by Crockford's table, written out again here."""
    number = 0
    for letter in value.split("_")[1]:
        number = number * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(letter)
    return uuid.UUID(int=number)


class TestNew:
    def test_makes_a_prefix_and_26_characters_of_a_uuid_version_7(self) -> None:
        before = time.time_ns() // 1_000_000
        value = ids.new("lot")
        after = time.time_ns() // 1_000_000
        prefix, name = value.split("_")
        made = as_uuid(value)
        assert (prefix, len(name)) == ("lot", 26)
        assert (made.version, made.variant) == (7, uuid.RFC_4122)
        # A burst of ids before this one may have pushed the minter some milliseconds ahead.
        assert before <= made.int >> 80 <= after + 1000

    def test_sorts_as_text_in_the_order_of_making(self) -> None:
        made = [ids.new("lot") for _ in range(20_000)]
        assert made == sorted(made)
        assert len(set(made)) == len(made)

    def test_never_repeats_itself_between_threads(self) -> None:
        with ThreadPoolExecutor(8) as pool:
            made = [
                name
                for batch in pool.map(lambda _: [ids.new("bid") for _ in range(2000)], range(8))
                for name in batch
            ]
        assert len(set(made)) == 16_000

    def test_does_not_let_one_id_tell_its_neighbour(self) -> None:
        first, second = (as_uuid(ids.new("bid")).int & (1 << 62) - 1 for _ in range(2))
        assert first != second and abs(first - second) > 2**20

    @pytest.mark.parametrize("prefix", ["", "l", "Lot", "lot_", "a-b", "标段", "x" * 13, "1lot"])
    def test_refuses_a_prefix_that_is_none(self, prefix: str) -> None:
        with pytest.raises(ValueError, match="prefix"):
            ids.new(prefix)


class TestMinter:
    def test_goes_on_when_the_clock_is_set_back(self) -> None:
        minter = ids._Minter()
        minter._milliseconds = time.time_ns() // 1_000_000 + 3_600_000
        made = [minter.mint() for _ in range(10_000)]
        assert made == sorted(made) and len(set(made)) == 10_000

    def test_does_not_inherit_a_held_lock_in_a_forked_worker(self) -> None:
        # What the fork hook calls. Not a real fork: with threads about it warns, and warnings are errors.
        with ids._minter._lock:
            ids._renew()
            assert ids.is_id(ids.new("lot"), "lot")


class TestIsId:
    @given(st.sampled_from(["lot", "deal", "pty", "mem"]))
    def test_knows_its_own(self, prefix: str) -> None:
        assert ids.is_id(ids.new(prefix), prefix)

    def test_refuses_another_kind(self) -> None:
        assert not ids.is_id(ids.new("lot"), "deal")
        assert not ids.is_id(ids.new("lot"), "lo")

    @pytest.mark.parametrize(
        "value",
        [
            None,
            7,
            "",
            "lot_",
            "lot_01M82V0FQXE5J8Q5XPGJZNJW3",  # 25 characters
            "lot_01M82V0FQXE5J8Q5XPGJZNJW333",  # 27
            "lot_01m82v0fqxe5j8q5xpgjznjw33",  # one spelling only
            "lot_81M82V0FQXE5J8Q5XPGJZNJW33",  # more than 128 bits
            "lot_01M82V0FQXE5J8Q5XPGJZNJWU3",  # U is not Crockford's
            "lot_01M82V0FQX05J8Q5XPGJZNJW33",  # no version 7
            "lot_01M82V0FQXE5J0Q5XPGJZNJW33",  # no RFC 9562 variant
            "lot_01M82V0FQXE5J8Q5XPGJZNJW33\n",
        ],
    )
    def test_refuses_what_it_never_made(self, value: object) -> None:
        assert not ids.is_id(value, "lot")

    def test_takes_the_example_that_the_others_are_cut_from(self) -> None:
        assert ids.is_id("lot_01M82V0FQXE5J8Q5XPGJZNJW33", "lot")

    @given(st.text(max_size=40))
    def test_never_stumbles(self, value: str) -> None:
        assert ids.is_id(value, "lot") in (True, False)


class TestIdField:
    def test_is_a_primary_key_that_names_itself(self) -> None:
        field = IdField(prefix="lot")
        assert field.primary_key and not field.editable and field.max_length == 40
        assert ids.is_id(field.get_default(), "lot")
        assert field.get_default() != field.get_default()

    def test_is_rebuilt_by_a_migration_from_its_prefix(self) -> None:
        _, path, args, kwargs = IdField(prefix="lot").deconstruct()
        assert path == "foundation.fields.IdField"
        assert "default" not in kwargs
        assert ids.is_id(IdField(*args, **kwargs).get_default(), "lot")
