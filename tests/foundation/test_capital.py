import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from foundation.errors import Invalid
from foundation.money import Money, capital

cents = st.integers(0, 10**18 - 1)

DIGITS = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000, "万": 10**4, "亿": 10**8}


def read_capital(words: str) -> Decimal:
    """Read capital numerals as a person does, word by word; knows nothing of how they are written."""
    whole, _, rest = words.partition("元") if "元" in words else ("", "", words)
    held = section = total = 0
    for word in whole:
        if word in DIGITS:
            held = DIGITS[word]
        elif UNITS[word] < 10**4:
            section, held = section + held * UNITS[word], 0
        else:
            # 万 closes its four places; 亿 also takes the 万 that stands before it.
            section, held = section + held, 0
            if word == "亿":
                total, section = (total + section) * UNITS[word], 0
            else:
                total, section = total + section * UNITS[word], 0
    found = re.fullmatch(r"整|零?(?:(.)角)?(?:(.)分)?", rest)
    assert found, words
    jiao, fen = (DIGITS[word] if word else 0 for word in found.groups())
    return Decimal((total + section + held) * 100 + jiao * 10 + fen).scaleb(-2)


class TestCapital:
    @pytest.mark.parametrize(
        ("amount", "words"),
        [
            # The examples of 支付结算办法, annex 1.
            ("1409.50", "壹仟肆佰零玖元伍角"),
            ("6007.14", "陆仟零柒元壹角肆分"),
            ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
            ("107000.53", "壹拾万柒仟元零伍角叁分"),
            ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
            ("325.04", "叁佰贰拾伍元零肆分"),
            # Zeros, alone and in runs.
            ("0", "零元整"),
            ("0.05", "伍分"),
            ("0.50", "伍角"),
            ("0.52", "伍角贰分"),
            ("10", "壹拾元整"),
            ("10.05", "壹拾元零伍分"),
            ("100010001.10", "壹亿零壹万零壹元壹角"),
            ("100005000", "壹亿零伍仟元整"),
            ("20005000", "贰仟万伍仟元整"),
            ("1000000001", "壹拾亿零壹元整"),
            ("1000000000000", "壹万亿元整"),
            ("187843500", "壹亿捌仟柒佰捌拾肆万叁仟伍佰元整"),
            ("-20.5", "负贰拾元零伍角"),
            (
                "9999999999999999.99",
                "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
            ),
        ],
    )
    def test_writes_known_amounts(self, amount: str, words: str) -> None:
        assert capital(Decimal(amount)) == words
        assert Money(Decimal(amount)).capital() == words

    @given(cents | st.lists(st.sampled_from("0019"), min_size=1, max_size=18).map(lambda d: int("".join(d))))
    @example(10**18 - 1)
    def test_reads_back_as_the_same_amount(self, number: int) -> None:
        amount = Decimal(number).scaleb(-2)
        assert read_capital(capital(amount)) == amount

    @given(st.lists(st.sampled_from("0012"), min_size=1, max_size=18).map(lambda d: int("".join(d))))
    def test_keeps_the_rules_of_writing(self, number: int) -> None:
        words = capital(Decimal(number).scaleb(-2))
        assert "零零" not in words
        assert words.endswith("整") == (number % 100 == 0)
        # A unit belongs to a digit, save that 亿 may follow 万, and none is named for an empty place.
        assert not re.search(r"零[拾佰仟万亿]", words)
        assert not re.search(r"(?:^|[元拾佰仟万亿零])[拾佰仟]|[拾佰仟]{2}|亿[万亿]|万万", words)
        assert words == "零元整" or not re.search(r"零(?:元|整|$)", words)

    def test_refuses_what_is_finer_than_a_cent(self) -> None:
        with pytest.raises(Invalid, match="amount_too_fine"):
            capital(Decimal("0.001"))
