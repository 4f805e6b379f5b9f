import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import codes
from foundation.codes import DealCode
from foundation.errors import Invalid

VECTORS = Path(__file__).parents[3] / "shared" / "cases" / "rule_vectors.json"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CENTRE = "12350100MB02709751"


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    if not VECTORS.exists():
        pytest.skip("needs ../shared/cases/rule_vectors.json")
    loaded: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return loaded


def refused(code: str) -> str:
    with pytest.raises(Invalid) as caught:
        codes.check_uscc(code)
    return caught.value.code


bodies = st.builds(
    "".join,
    st.tuples(
        st.sampled_from("123456789ANY"),
        st.sampled_from("123459"),
        st.text("0123456789", min_size=6, max_size=6),
        st.text(ALPHABET, min_size=9, max_size=9),
    ),
)


class TestCheckUscc:
    @pytest.mark.parametrize("code", [CENTRE, "91110000600037341L"])
    def test_takes_codes_in_use(self, code: str) -> None:
        assert codes.check_uscc(code) == code

    @given(bodies)
    def test_agrees_with_the_standard_s_own_sum(self, body: str) -> None:
        # GB 32100-2015: weights 3^i mod 31, and the whole with its check character is divisible by 31.
        code = codes.complete_uscc(body)
        total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17])) + ALPHABET.index(
            code[17]
        )
        assert total % 31 == 0
        assert codes.check_uscc(code) == code

    @given(bodies, st.integers(8, 17), st.sampled_from(ALPHABET))
    def test_finds_every_single_wrong_character(self, body: str, place: int, other: str) -> None:
        code = codes.complete_uscc(body)
        wrong = code[:place] + other + code[place + 1 :]
        if wrong != code:
            assert refused(wrong) == "uscc_check_digit"

    @pytest.mark.parametrize("code", ["", CENTRE[:17], CENTRE + "1", " " + CENTRE])
    def test_says_that_the_length_is_wrong(self, code: str) -> None:
        assert refused(code) == "uscc_length"

    @pytest.mark.parametrize(
        "code",
        [
            CENTRE.lower(),
            "I" + CENTRE[1:],
            CENTRE[:17] + "O",
            "１" + CENTRE[1:],
            CENTRE[:9] + " " + CENTRE[10:],
        ],
    )
    def test_says_that_a_character_is_none_of_the_standard_s(self, code: str) -> None:
        assert refused(code) == "uscc_alphabet"

    def test_says_that_no_authority_registers_it(self) -> None:
        assert refused("0" + CENTRE[1:]) == "uscc_authority"

    def test_says_that_the_region_is_none(self) -> None:
        assert refused(CENTRE[:4] + "A" + CENTRE[5:]) == "uscc_region"

    def test_agrees_with_the_field_s_vectors(self, vectors: dict[str, Any]) -> None:
        for code in vectors["uscc"]["valid"]:
            assert codes.check_uscc(code) == code
        for code in vectors["uscc"]["invalid"]:
            assert refused(code) == "uscc_check_digit"
            assert codes.complete_uscc(code[:17]) == code[:17] + "R"


class TestDealCode:
    def test_makes_forty_characters_that_read_back(self) -> None:
        made = DealCode.make("B01", CENTRE, date(2026, 3, 2), 17)
        assert len(str(made)) == 40
        assert str(made).startswith(f"B01-{CENTRE}-20260302-000017-")
        assert DealCode.parse(str(made)) == made

    @given(
        st.sampled_from(sorted(codes.CLASSES)),
        bodies,
        st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        st.integers(1, 999_999),
    )
    def test_carries_the_check_digit_of_iso_7064(self, kind: str, body: str, on: date, serial: int) -> None:
        made = DealCode.make(kind, codes.complete_uscc(body), on, serial)
        alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
        bare = str(made).replace("-", "")[:-1]
        total = sum(alphabet.index(c) * pow(2, i + 1, 37) for i, c in enumerate(reversed(bare)))
        assert made.check_digit == alphabet[(38 - total) % 37]
        assert made.has_standard_check_digit
        assert DealCode.parse(str(made)) == made

    def test_never_refuses_on_the_check_digit(self, vectors: dict[str, Any]) -> None:
        for code in vectors["deal_code_format"]:
            read = DealCode.parse(code)
            assert str(read) == code
            assert not read.has_standard_check_digit

    @pytest.mark.parametrize(
        "code",
        [
            "",
            "D01-12350100MB02709751-20190627-527731",
            "d01-12350100MB02709751-20190627-527731-5",
            "D01-12350100MB02709751-20190230-527731-5",
            "D01-12350100MB02709751-20190627-52773１-5",
            "D01 12350100MB02709751 20190627 527731 5",
            "D01-12350100MB02709751-20190627-527731-5\n",
        ],
    )
    def test_refuses_another_format(self, code: str) -> None:
        with pytest.raises(Invalid) as caught:
            DealCode.parse(code)
        assert caught.value.code == "deal_code_malformed"

    @pytest.mark.parametrize(
        ("kind", "uscc", "serial", "code"),
        [
            ("Z01", CENTRE, 1, "deal_class_unknown"),
            ("A01", "91359128593462349A", 1, "uscc_check_digit"),
            ("A01", CENTRE, 0, "serial_out_of_range"),
            ("A01", CENTRE, 1_000_000, "serial_out_of_range"),
        ],
    )
    def test_is_strict_with_codes_of_our_own(self, kind: str, uscc: str, serial: int, code: str) -> None:
        with pytest.raises(Invalid) as caught:
            DealCode.make(kind, uscc, date(2026, 3, 2), serial)
        assert caught.value.code == code


class TestNumbers:
    def test_grow_from_project_to_deal_to_lot(self) -> None:
        project = codes.project_number("E3500000717", 2688)
        deal = codes.deal_number(project, 2)
        lot = codes.lot_number(deal, 1)
        assert (project, deal, lot) == (
            "E3500000717002688",
            "E3500000717002688002",
            "E3500000717002688002001",
        )
        assert [len(number) for number in (project, deal, lot)] == [17, 20, 23]

    @pytest.mark.parametrize("platform", ["", "E350000071", "e3500000717", "35000007170", "E350000071７"])
    def test_need_a_platform(self, platform: str) -> None:
        with pytest.raises(Invalid, match="platform_code_malformed"):
            codes.project_number(platform, 1)

    def test_refuse_a_parent_of_another_level(self) -> None:
        project = codes.project_number("E3500000717", 1)
        with pytest.raises(Invalid, match="number_malformed"):
            codes.lot_number(project, 1)

    @pytest.mark.parametrize("serial", [0, -1, 1000])
    def test_refuse_a_serial_that_does_not_fit(self, serial: int) -> None:
        with pytest.raises(Invalid, match="serial_out_of_range"):
            codes.deal_number(codes.project_number("E3500000717", 1), serial)


class TestRegions:
    def test_lie_within_each_other(self) -> None:
        assert codes.is_within("370202", "370200")
        assert codes.is_within("370200", "370000")
        assert codes.is_within("370202", "370202")
        assert not codes.is_within("370200", "370202")
        assert not codes.is_within("371002", "370200")
        assert not codes.is_within("440100", "370000")

    def test_end_in_zeros_that_belong_to_the_city(self) -> None:
        assert codes.is_within("371002", "371000")
        assert not codes.is_within("371102", "371000")
        assert [codes.region_prefix(code) for code in ("370000", "371000", "370210")] == [
            "37",
            "3710",
            "370210",
        ]

    @given(st.from_regex(r"\A[1-9][0-9]{5}\Z"), st.from_regex(r"\A[1-9][0-9]{5}\Z"))
    def test_lie_within_another_by_its_own_level_alone(self, inner: str, outer: str) -> None:
        """The level is told by the last pairs of digits that are not both zero, never by single zeros (371000, 370110)."""
        province, city, district = outer[:2], outer[2:4], outer[4:]
        expected = inner[:2] == province
        if city != "00" or district != "00":
            expected = expected and inner[2:4] == city
        if district != "00":
            expected = expected and inner[4:] == district
        assert codes.is_within(inner, outer) is expected
        assert codes.is_within(outer, outer)
        assert codes.region_prefix(outer) in {outer[:2], outer[:4], outer}

    @given(st.from_regex(r"\A[1-9][0-9]{3}\Z"), st.integers(0, 99), st.integers(0, 99))
    def test_of_two_cities_never_share_a_district(self, city: str, other: int, district: int) -> None:
        outer, inner = f"{city}00", f"{city[:2]}{other:02d}{district:02d}"
        if not city.endswith("00") and f"{other:02d}" != city[2:]:
            assert not codes.is_within(inner, outer)

    def test_of_the_model_city_have_names(self) -> None:
        assert codes.region_name("370202").zh == "市南区"
        assert all(codes.is_within(code, "370200") for code in codes.REGIONS if code != "370000")
        assert codes.region_name("440100").zh == "440100"

    @pytest.mark.parametrize("code", ["", "37020", "070200", "3702000", "37020a", "３70200"])
    def test_have_six_digits(self, code: str) -> None:
        with pytest.raises(Invalid, match="region_malformed"):
            codes.check_region(code)
