"""Whatever arrives, the answer is a refusal with a code; never another error, never long work."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.toolkit import publishing
from tests.toolkit.competition import OPENED_AT, Competition
from tests.toolkit.world import BIDDERS, LOT
from toolkit import (
    canonical,
    capsules,
    cms,
    keeping,
    objects,
    posting,
    proceedings,
    signers,
    timestamps,
    verifying,
)
from toolkit.bundles import Bundle
from toolkit.custodians import Memory
from toolkit.posting import Received
from toolkit.records import Record
from toolkit.refusals import Refused

KINDS = sorted(
    {
        kind
        for module in (objects, proceedings, keeping)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Record) and kind is not Record
    }
    | {Memory},
    key=lambda kind: kind.__name__,
)
JSON: Any = st.recursive(
    st.integers(0, 2**60) | st.text(max_size=70) | st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["unit", "x", "cert", "org", "z"]), inner)
    ),
    max_leaves=6,
)


def damaged(content: bytes) -> Iterator[bytes]:
    """One bit changed here and there, cut, doubled, and empty."""
    for at in range(0, len(content), max(1, len(content) // 60)):
        yield content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :]
    yield from (content[:-1], content[: len(content) // 2], content + b"\0", content * 2, b"")


class TestObjects:
    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
    @examples(25)
    @given(data=st.data())
    def test_of_any_shape_are_read_or_refused(self, kind: type[Record], data: st.DataObject) -> None:
        values = {name: data.draw(JSON) for name in kind.model_fields if data.draw(st.booleans())}
        values |= data.draw(st.dictionaries(st.sampled_from(["other", "v"]), JSON, max_size=1))
        try:
            content = canonical.dump(values)
        except ValueError:
            return
        try:
            found = kind.from_bytes(content)
        except Refused as refused:
            assert refused.code in {"object_malformed", "json_malformed"}
        else:
            # Kinds whose fields all have a default are read from less than they write; none is ever read as more.
            assert kind.from_bytes(found.to_bytes()) == found

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
    def test_are_of_one_kind_only(self, kind: type[Record]) -> None:
        content = json.dumps({"v": "sbe1/other"}, separators=(",", ":")).encode()
        with pytest.raises(Refused, match="object_malformed"):
            kind.from_bytes(content)


class TestMessages:
    @pytest.fixture
    def opened(self, competition: Competition) -> Competition:
        competition.file(BIDDERS[0])
        competition.publish(competition.freeze())
        return competition

    def test_posts_damaged_are_refused(self, opened: Competition) -> None:
        post = opened.post(1)
        names = [one.header for one in opened.frozen.bids]
        filings = {one.filing.name: one.filing for one in opened.filed}

        def read(content: bytes, signature: bytes, shares: bytes) -> Received:
            received = posting.check_post(
                content, signature, opened.custody, opened.frozen, 1, names, opened.trust, OPENED_AT
            )
            return posting.open_shares(received, shares, opened.world.opening, filings)

        good = read(post.content, post.signature, post.shares)
        for content in damaged(post.content):
            with pytest.raises(Refused):
                read(content, post.signature, post.shares)
        for shares in damaged(post.shares):
            with pytest.raises(Refused, match="shares_unreadable"):
                read(post.content, post.signature, shares)
        for signature in damaged(post.signature):
            try:
                assert read(post.content, signature, post.shares) == good
            except Refused:
                continue

    def test_keys_damaged_are_refused(self, opened: Competition) -> None:
        filing = opened.filed[0].filing
        keys = proceedings.Keys(
            deal=opened.frozen.deal, lot=LOT, stage=1, freeze=opened.frozen.hash, header=filing.name,
            keys=[proceedings.UnitKey(unit="form", key="0" * 64)],
        )  # fmt: skip
        signer = opened.world.bidders[BIDDERS[0]]
        message = posting.send_keys(keys, signer, opened.custody, OPENED_AT)

        def read(content: bytes) -> dict[str, bytes]:
            return posting.check_keys(
                content, opened.world.opening, opened.frozen, 1, filing, opened.trust, OPENED_AT
            )

        assert read(message) == {"form": bytes(32)}
        for content in damaged(message):
            with pytest.raises(Refused):
                read(content)
        others = [
            posting.send_keys(keys.model_copy(update=changed), signer, opened.custody, OPENED_AT)
            for changed in (
                {"deal": "x"},
                {"lot": "x"},
                {"stage": 2},
                {"freeze": "0" * 64},
                {"header": "0" * 64},
            )
        ]
        for content in others:
            with pytest.raises(Refused, match="keys_context"):
                read(content)
        stranger = posting.send_keys(keys, opened.world.bidders[BIDDERS[1]], opened.custody, OPENED_AT)
        with pytest.raises(Refused, match="keys_signer"):
            read(stranger)

    def test_tokens_damaged_are_refused_or_say_the_same(self, competition: Competition) -> None:
        token = competition.stamp(OPENED_AT)(b"content")
        authority = competition.world.tsa.certificate
        good = timestamps.verify(token, b"content", authority, competition.trust)
        for content in damaged(token):
            try:
                assert timestamps.verify(content, b"content", authority, competition.trust) == good
            except Refused:
                continue

    @examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(content=st.binary(max_size=400))
    def test_of_any_bytes_are_refused(self, competition: Competition, content: bytes) -> None:
        holder, trust = competition.world.opening, competition.trust
        readers: list[Callable[[], object]] = [
            lambda: capsules.open_(content, holder),
            lambda: cms.verify(content),
            lambda: timestamps.verify(content, b"", competition.world.tsa.certificate, trust),
            lambda: timestamps.grant(content, competition.world.tsa, at=OPENED_AT, serial=1, policy="1.2.3"),
            lambda: signers.read_pkcs12(content, "x"),
            lambda: keeping.unlock(content, "x" * 8),
        ]
        for read in readers:
            with pytest.raises(Refused):
                read()

    @examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_public_files_of_any_bytes_end_in_a_finding(
        self, opened: Competition, tmp_path: Path, data: st.DataObject
    ) -> None:
        folder = tmp_path / "public"
        if not folder.exists():
            publishing.write_lot(opened, folder)
        file = data.draw(st.sampled_from(sorted(one for one in folder.rglob("*") if one.is_file())))
        before = file.read_bytes()
        file.write_bytes(data.draw(st.binary(max_size=300)))
        try:
            report = verifying.verify(Bundle(folder), LOT, opened.world.pins())
        finally:
            file.write_bytes(before)
        assert report.findings
