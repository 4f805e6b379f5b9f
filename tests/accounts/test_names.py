"""Names that look alike have one key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import names


class TestFold:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("青岛未来建设有限公司", "青岛末来建设有限公司"),  # 未 and 末
            ("青岛（中山）置业", "青岛(中山)置业"),
            ("Ａcme 建设", "аcme建设"),  # full width, and a Cyrillic а
            ("華東建設", "华东建设"),
            ("O2建设", "02建设"),
            ("建\u200b设 集团", "建设集团"),
        ],
    )
    def test_is_equal_for_names_that_look_alike(self, one: str, other: str) -> None:
        assert names.fold(one) == names.fold(other)

    def test_keeps_different_names_apart(self) -> None:
        assert names.fold("青岛白沙建设有限公司") != names.fold("青岛翠屏工程有限公司")

    @given(st.text(max_size=60))
    def test_of_a_key_is_the_key(self, name: str) -> None:
        once = names.fold(name)
        assert names.fold(once) == once


class TestTidy:
    def test_drops_direction_marks_and_extra_spaces(self) -> None:
        assert names.tidy("  发票\u202efdp.exe \n 公司 ") == "发票fdp.exe 公司"
