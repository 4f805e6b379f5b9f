"""A bidder finds its own moves in the published record, or can show that one is missing."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit.auctions.passkeys import LOG, authority, platform
from tests.toolkit.auctions.rooms import START, rules
from tests.toolkit.pki import NOW, Authority
from toolkit import canonical, cms, move_receipts, signed_prices
from toolkit.auctions import signing
from toolkit.auctions.publishing import Auction, publish
from toolkit.auctions.signing import Receipt
from toolkit.certificates import Trust
from toolkit.command.main import main
from toolkit.move_receipts import Kept
from toolkit.refusals import Refused
from toolkit.signers import KeySigner

WHOLE = publish(rules("dynamic_quotation"), LOG, START + 10**7, announced=2)


def receipt(number: int, **changed: Any) -> Receipt:
    """Return the platform's word on a move of the log."""
    move = LOG[number - 1]
    said = {
        "auction": "a", "rules": signed_prices.announced_hash(WHOLE), "bidder": move.bidder, "key": f"frm_{number}", "kind": move.kind,
        "said": signing.said(move), "at": move.at, "code": "", "digest": "0" * 64, "statement": "", "signature": "",
    }  # fmt: skip
    return Receipt.model_validate(said | changed)


def kept(one: Receipt, signer: KeySigner | None = None) -> Kept:
    content = one.to_bytes()
    return Kept(content, cms.sign(signer or platform(), content, at=NOW))


def code(one: Kept, trust: Trust | None = None, published: Auction = WHOLE) -> str:
    try:
        move_receipts.check(published, one, trust)
    except Refused as refused:
        return refused.code
    return ""


class TestCheck:
    def test_finds_a_move_accepted_or_not(self) -> None:
        assert move_receipts.check(WHOLE, kept(receipt(5))) == 5
        assert move_receipts.check(WHOLE, kept(receipt(6, code="misses_step"))) == 6

    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({"auction": "b"}, "move_receipt_foreign"), ({"rules": "0" * 64}, "move_receipt_foreign"), ({"bidder": "3"}, "move_missing"),
            ({"at": START}, "move_missing"), ({"kind": "claim"}, "move_missing"),
            ({"said": {"price": "1050.01", "repeated": ""}}, "move_missing"),
            ({"code": "misses_step"}, "move_judged_otherwise"),
        ],
    )  # fmt: skip
    def test_misses_any_other(self, changed: dict[str, Any], expected: str) -> None:
        assert code(kept(receipt(5, **changed))) == expected

    def test_misses_what_was_left_out(self) -> None:
        without = publish(WHOLE.rules, LOG[:4], WHOLE.at, announced=2)
        assert code(kept(receipt(5)), published=without) == "move_missing"

    def test_is_of_what_the_platform_signed(self) -> None:
        one = kept(receipt(5))
        assert code(Kept(receipt(6).to_bytes(), one.signature)) == "cms_digest"
        assert code(Kept(b"{}", one.signature)) == "object_malformed"
        stranger = Authority("Other Root").issue("Receipts")
        long_ago = receipt(5, at=LOG[4].at)
        assert code(kept(long_ago, stranger), authority().trust()) == "certificate_untrusted"
        assert code(kept(long_ago), authority().trust()) == ""


class TestCommand:
    def test_names_the_move_or_says_that_it_is_missing(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        record, mine, lost = (tmp_path / name for name in ("auction.json", "mine.json", "lost.json"))
        record.write_bytes(WHOLE.to_bytes())
        for file, one in ((mine, receipt(5)), (lost, receipt(5, at=START))):
            found = kept(one)
            said = {"content": found.content, "signature": found.signature}
            file.write_text(
                json.dumps({name: base64.b64encode(part).decode() for name, part in said.items()})
            )
        assert main(["verify", "auction", str(record), "--receipt", str(mine), "--lang", "zh"]) == 0
        assert f"回执 {mine} 所写的操作是记录里的第5步" in capsys.readouterr().out
        assert main(["verify", "auction", str(record), "--receipt", str(mine), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["receipts"] == {str(mine): 5}
        assert (
            main(["verify", "auction", str(record), "--receipt", str(mine), str(lost), "--lang", "en"]) == 1
        )
        assert "[move_missing]" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "text",
        [b"", b"[]", b"{}", b'{"content":"?","signature":""}', b"[" * 3000, canonical.dump({"content": 1})],
    )
    def test_reads_nothing_else(self, text: bytes) -> None:
        with pytest.raises(Refused) as refused:
            Kept.from_json(text)
        assert refused.value.code == "json_malformed"
