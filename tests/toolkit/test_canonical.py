from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import canonical
from toolkit.refusals import Refused

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES: Any = st.recursive(
    st.integers(0, canonical.LARGEST_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=5)


def depth(value: Any) -> int:
    if isinstance(value, dict | list):
        return 1 + max(
            [depth(inner) for inner in (value.values() if isinstance(value, dict) else value)], default=0
        )
    return 0


class TestCanonical:
    @given(OBJECTS.filter(lambda value: depth(value) <= canonical.DEEPEST))
    def test_returns_what_it_wrote(self, value: dict[str, Any]) -> None:
        assert canonical.load(canonical.dump(value)) == value

    @given(OBJECTS.filter(lambda value: depth(value) <= canonical.DEEPEST), st.data())
    def test_knows_one_encoding_only(self, value: dict[str, Any], data: st.DataObject) -> None:
        written = canonical.dump(value)
        other = data.draw(
            st.sampled_from(
                [
                    json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass"),
                    json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(),
                    json.dumps(value, sort_keys=True, separators=(",", ":")).encode(),
                    written + b"\n",
                    b"\xef\xbb\xbf" + written,
                ]
            )
        )
        if other != written:
            with pytest.raises(Refused):
                canonical.load(other)

    @given(st.binary(max_size=200))
    def test_answers_any_bytes(self, content: bytes) -> None:
        try:
            value = canonical.load(content)
        except Refused as refused:
            assert refused.code in {"json_malformed", "json_not_canonical"}
        else:
            assert canonical.dump(value) == content

    @pytest.mark.parametrize(
        "text",
        [
            '{"a":1.0}', '{"a":1e3}', '{"a":-1}', '{"a":-0}', '{"a":01}', '{"a":9007199254740992}', '{"a":NaN}',
            '{"a":Infinity}', '{"a":null}', '{"a":true}', '{"a":1,"a":1}', '{"A":1}', '{"":1}', '{"é":1}', "[1]", "1",
            '"a"', "", "{", '{"a":"\\ud800"}', '{"a":"\\u0041"}', '{"a":"\\/"}', '{"b":1,"a":1}', '{ "a":1}', '{"a":"\t"}',
            '{"a":１}', '{"a":1_0}', '{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}',
        ],
    )  # fmt: skip
    def test_refuses_what_another_reader_might_read_differently(self, text: str) -> None:
        with pytest.raises(Refused, match="json_"):
            canonical.load(text.encode("utf-8", "surrogatepass"))

    @pytest.mark.parametrize(
        "content",
        [
            b"[" * 1_000_000,
            b'{"a":' * 200_000,
            b'{"a":' + b"9" * 1_000_000 + b"}",
            b'{"a":"' + b"\\u0000" * 100_000,
            b"\xff" * 1_000_000,
            b'{"a":1' + b" " * 5_000_000 + b"}",
        ],
    )
    def test_is_not_kept_busy(self, content: bytes) -> None:
        began = time.process_time()
        with pytest.raises(Refused, match="json_"):
            canonical.load(content)
        assert time.process_time() - began < 1

    @pytest.mark.parametrize(
        "value", [1.5, None, True, -1, 2**53, {"A": 1}, {"a": {1: 2}}, ["\ud800"], b"bytes"]
    )
    def test_writes_nothing_that_it_would_not_read(self, value: Any) -> None:
        with pytest.raises(ValueError):
            canonical.dump({"a": value})

    def test_escapes_as_browsers_do(self) -> None:
        # JSON.stringify of the same string, as Chromium and Node print it.
        text = '"\\\x00\x08\x09\x0a\x0c\x0d\x1f\x7f\u2028\u2029/é😀'
        assert canonical.dump({"a": text}) == (
            b'{"a":"\\"\\\\\\u0000\\b\\t\\n\\f\\r\\u001f\x7f' + "\u2028\u2029/é😀".encode() + b'"}'
        )
