"""What a platform, a host or a thief could do to signed prices, and that whoever verifies the record finds it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.toolkit.auctions.logs import moved as moved_by_chance
from tests.toolkit.auctions.logs import ruled
from tests.toolkit.auctions.passkeys import (
    HOLDERS,
    LOG,
    SITE,
    Passkey,
    authority,
    bound,
    platform,
    signed,
    text,
)
from tests.toolkit.auctions.rooms import RULES, by, made, rules
from tests.toolkit.auctions.stranger_signed import Wrong, check_signed
from tests.toolkit.pki import NOW, Authority
from toolkit import canonical, cms, signed_prices
from toolkit.auctions import signing
from toolkit.auctions.moves import bidder_of
from toolkit.auctions.publishing import Auction, first_difference, publish
from toolkit.auctions.signing import BoundKey, Signature
from toolkit.bundles import write_pins
from toolkit.certificates import Trust
from toolkit.command.main import main
from toolkit.passkeys import Answer
from toolkit.policies import Pins
from toolkit.refusals import Refused

WHOLE = signed()


def code(published: Auction, trust: Trust | None = None) -> str:
    """Return why the signatures of a record are refused, by us and by whoever knows the page alone; nothing if they hold."""
    try:
        signed_prices.check(published, trust)
    except Refused as refused:
        if trust is None:
            with pytest.raises(Wrong):
                check_signed(published.to_bytes())
        return refused.code
    check_signed(published.to_bytes())
    return ""


def changed(**fields: Any) -> Auction:
    """Return the record with something else in it, and the result that follows."""
    found = WHOLE.model_copy(update=fields)
    return publish(
        found.rules, found.moves, found.at, announced=found.announced, keys=found.keys, signatures=found.signatures
    )  # fmt: skip


def replaced(of: int, /, **fields: Any) -> Sequence[Signature]:
    """Return the signatures with another one for a move."""
    return [one.model_copy(update=fields) if one.number == of else one for one in WHOLE.signatures]


def moved(of: int, /, **fields: Any) -> Sequence[Any]:
    """Return the log with another move of a number."""
    return [one.model_copy(update=fields) if one.number == of else one for one in LOG]


def forged(number: int, sign: Callable[..., Answer]) -> Auction:
    """Return the record with one move whose signature was made in another way."""

    def one(passkey: Passkey, challenge: bytes) -> Answer:
        count[0] += 1
        return sign(passkey, challenge) if numbers[count[0] - 1] == number else passkey.sign(challenge)

    numbers, count = [one.number for one in LOG if one.kind in signing.PRICES], [0]
    return signed(sign=one)


class TestHolds:
    def test_where_every_price_is_signed_accepted_or_not(self) -> None:
        found = signed_prices.check(WHOLE, authority().trust())
        assert (found.prices, found.origin) == (6, f"https://{SITE}")
        assert found.signer == platform().certificate
        assert Auction.from_bytes(WHOLE.to_bytes()) == WHOLE
        assert first_difference(WHOLE) is None
        assert code(WHOLE) == ""

    def test_without_signatures_where_none_are_asked_for(self) -> None:
        for how in ("none", "certificate"):
            plainly = publish(rules("dynamic_quotation", signing=how), LOG, WHOLE.at)
            assert code(plainly) == ""
        asked = publish(rules("dynamic_quotation"), LOG, WHOLE.at, keys=WHOLE.keys)
        assert code(asked) == "price_signature_unasked"

    def test_for_whoever_was_admitted_after_the_announcement(self) -> None:
        for announced in (0, 2, 4):
            assert code(signed(announced=announced)) == ""
        assert code(changed(announced=2)) == "auction_key_foreign"

    def test_where_nobody_bid_and_nobody_has_a_key(self) -> None:
        silent = publish(WHOLE.rules, (), WHOLE.at)
        assert code(silent) == ""

    def test_of_what_a_clock_showed_a_step_before(self) -> None:
        """Signed while it showed 1000, and taken at 990: a stranger would have looked for a signature against 990."""
        given = rules("descending_clock", sealed_s=0, signing="passkey")
        whole = signed(given=given, moves=made(by(40.5, "take", "2", "1000")))
        assert (code(whole), str(whole.result.awards[0].price)) == ("", "990.00")

    def test_of_every_move_that_binds(self) -> None:
        given = rules(
            "dynamic_quotation", signing="passkey", holders=[{"bidder": "3", "right": "tenant", "rank": 1}], free_s=30, countdown_s=30,
        )  # fmt: skip
        log = made(by(1, "raise", "1", "1000"), by(2, "claim", "3", "1000"), by(3, "waive", "3"))
        assert code(signed(given=given, moves=log)) == ""

    @pytest.mark.parametrize("form", sorted(RULES))
    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=4, deadline=None)
    def test_in_invented_logs_of_every_form(self, form: str, seed: int) -> None:
        """The price against which each was signed is the one that a stranger finds, through pauses and silences."""
        room = ruled(seed, form).model_copy(update={"signing": "passkey"})
        log = moved_by_chance(seed, form, room)
        bidders = {bidder_of(one) for one in log if one.kind in signing.PRICES}
        assume(log and bidders <= {*room.bidders})
        held = {bidder: [Passkey("EdDSA", number)] for number, bidder in enumerate(room.bidders)}
        whole = signed(given=room, moves=log, holders=held, announced=seed % 5)
        assert code(whole) == ""
        if whole.signatures:
            assert code(whole.model_copy(update={"signatures": whole.signatures[:-1]})) == "price_unsigned"


class TestAPlatform:
    """What it could do who writes the log and publishes the record, without a bidder's passkey."""

    @pytest.mark.parametrize(
        ("published", "expected"),
        [
            (lambda: changed(moves=moved(1, price=LOG[2].price)), "passkey_challenge"),  # another amount
            (lambda: changed(moves=moved(6, bidder="2")), "passkey_challenge"),  # another bidder
            (lambda: changed(moves=moved(7, repeated=LOG[6].price)), "passkey_challenge"),
            (lambda: changed(moves=LOG[:5], signatures=WHOLE.signatures[:2]), "price_unsigned"),
            (lambda: changed(moves=LOG[:5]), "price_signature_unasked"),  # moves left out at the end
            (lambda: changed(signatures=WHOLE.signatures[1:]), "price_unsigned"),
            (lambda: changed(signatures=replaced(1, key="frm_9")), "passkey_challenge"),
            (
                lambda: changed(signatures=replaced(5, assertion=WHOLE.signatures[1].assertion)),
                "passkey_challenge",
            ),
            (
                lambda: changed(signatures=[*WHOLE.signatures, WHOLE.signatures[0]]),
                "price_signature_repeated",
            ),
            (lambda: changed(signatures=[*reversed(WHOLE.signatures)]), "price_signature_repeated"),
            (lambda: changed(signatures=replaced(1, number=2)), "price_unsigned"),
            (lambda: changed(keys=[]), "price_unsigned"),
            (lambda: changed(keys=WHOLE.keys[1:]), "price_unsigned"),
            (lambda: changed(rules=WHOLE.rules.model_copy(update={"free_s": 31})), "auction_key_foreign"),
        ],
    )
    def test_is_found(self, published: Callable[[], Auction], expected: str) -> None:
        assert code(published()) == expected

    def test_is_found_when_it_puts_a_raise_against_another_price(self) -> None:
        """A raise that was given before anybody had bid is held back until somebody has: the amount fits, the signature does not."""
        given = signed(moves=made(by(2, "raise", "2", "1100"))).signatures[0]
        whole = signed(moves=made(by(1, "raise", "1", "1000"), by(3, "raise", "2", "1100")))
        late = given.model_copy(update={"number": 2, "key": whole.signatures[1].key})
        assert code(whole) == ""
        assert (
            code(whole.model_copy(update={"signatures": (whole.signatures[0], late)})) == "passkey_challenge"
        )

    def test_is_found_when_it_makes_one_signature_two_moves(self) -> None:
        """At the same price, so that the challenge is the same: the name under which a move is made is good once."""
        log = made(by(1, "raise", "1", "1000"), by(2, "raise", "1", "1000"))
        whole = signed(moves=log)
        first = whole.signatures[0]
        name = whole.signatures[1].model_copy(update={"key": first.key})
        stood = signed(
            moves=made(by(1, "raise", "2", "1000"), by(2, "raise", "1", "1000"), by(3, "raise", "1", "1000"))
        )
        twice = [
            one.model_copy(update={"key": "frm_2"}) if one.number == 3 else one for one in stood.signatures
        ]
        assert code(whole.model_copy(update={"signatures": (first, name)})) == "price_signature_repeated"
        assert code(stood.model_copy(update={"signatures": tuple(twice)})) == "price_signature_repeated"

    def test_could_bind_a_key_of_its_own_beside_as_only_its_bidder_can_tell(self) -> None:
        """The record holds: that is why a bidder keeps what was bound of its own, and why the log has each binding."""
        thief = Passkey("ES256", 66)
        held = {**HOLDERS, "1": [thief]}
        assert code(signed(holders=held)) == ""
        assert signed(holders=held).keys[0] != WHOLE.keys[0]

    @pytest.mark.parametrize(
        ("key", "expected"),
        [
            ({"auction": "b"}, "auction_key_foreign"), ({"rules": "0" * 64}, "auction_key_foreign"),
            ({"bidder": "9"}, "auction_key_foreign"),
            ({"bidder": "2"}, "cms_digest"), ({"key": text(Passkey("ES256", 5).public)}, "cms_digest"),
            ({"origin": "https://evil.example"}, "cms_digest"), ({"site": "example"}, "cms_digest"),
            ({"key": text(b"\x30\x00")}, "passkey_key"), ({"key": "AB=="}, "passkey_key"),
        ],
    )  # fmt: skip
    def test_cannot_change_what_was_bound(self, key: dict[str, str], expected: str) -> None:
        first = WHOLE.keys[0]
        other = BoundKey(key=first.key.model_copy(update=key), signature=first.signature)
        assert code(changed(keys=[other, *WHOLE.keys[1:]])) == expected

    def test_cannot_bind_one_key_to_two_nor_to_several_sites(self) -> None:
        hashed = signed_prices.announced_hash(WHOLE)
        two = bound("a", hashed, "4", HOLDERS["1"][0])
        assert code(changed(keys=[*WHOLE.keys, two])) == "auction_key_shared"
        other = bound("a", hashed, "4", Passkey("ES256", 5), origin="https://www.trade.example")
        assert code(changed(keys=[*WHOLE.keys, other])) == "auction_key_sites"
        evil = {
            who: [Passkey(one.kind, one.number, "evil.example") for one in held]
            for who, held in HOLDERS.items()
        }
        assert code(signed(holders=evil)) == "auction_key_sites"


class TestAnybodyElse:
    """What a host, a thief of a session or another bidder could hand in."""

    @pytest.mark.parametrize(
        ("sign", "expected"),
        [
            (lambda mine, challenge: Passkey("ES256", 66).sign(challenge), "passkey_signature"),
            (lambda mine, challenge: HOLDERS["2"][0].sign(challenge), "passkey_signature"),
            (lambda mine, challenge: mine.sign(challenge, origin="https://evil.example"), "passkey_origin"),
            (lambda mine, challenge: mine.sign(challenge, site="evil.example"), "passkey_site"),
            (lambda mine, challenge: mine.sign(challenge, flags=0x01), "passkey_unverified"),
            (lambda mine, challenge: mine.sign(challenge, flags=0x04), "passkey_unverified"),
            (lambda mine, challenge: mine.sign(b"\x00" * 32), "passkey_challenge"),
            (lambda mine, challenge: mine.sign(challenge, more={"crossOrigin": True}), "passkey_origin"),
        ],
    )
    def test_is_found(self, sign: Callable[..., Answer], expected: str) -> None:
        assert code(forged(1, sign)) == expected

    def test_is_found_with_what_is_no_base64(self) -> None:
        first = WHOLE.signatures[0].assertion
        for name in ("authenticator", "client", "signature"):
            other = first.model_copy(update={name: "AB=="})
            assert code(changed(signatures=replaced(1, assertion=other))) == "passkey_malformed"


class TestWhoBindsKeys:
    def test_is_one_and_whom_the_reader_trusts(self) -> None:
        other = Authority("Other Root").issue("Receipts")
        last = [
            *WHOLE.keys[:-1],
            bound("a", signed_prices.announced_hash(WHOLE), "3", HOLDERS["3"][0], other),
        ]
        assert code(changed(keys=last)) == "auction_key_signer"
        assert (
            code(signed(signer=other)) == ""
        )  # who compares no fingerprint and pins nobody believes whoever signs
        assert code(signed(signer=other), authority().trust()) == "certificate_untrusted"
        late = authority().issue("Receipts", begins=NOW - timedelta(days=9), days=8)
        assert code(signed(signer=late), authority().trust()) == "certificate_expired"

    def test_has_signed_what_was_bound(self) -> None:
        first = WHOLE.keys[0]
        for signature, expected in (
            ("AAAA", "cms_malformed"),
            (text(cms.sign(platform(), b"{}", at=NOW)), "cms_digest"),
        ):
            other = BoundKey(key=first.key, signature=signature)
            assert code(changed(keys=[other, *WHOLE.keys[1:]])) == expected


class TestVerifyCommand:
    def test_says_who_signed_and_where(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "auction.json"
        file.write_bytes(WHOLE.to_bytes())
        assert main(["verify", "auction", str(file), "--lang", "zh"]) == 0
        said = capsys.readouterr().out
        assert "6个报价均由登记给报价人的通行密钥签名，页面为 https://trade.example" in said
        assert "没有给出 --pins" in said
        assert main(["verify", "auction", str(file), "--json"]) == 0
        whole = json.loads(capsys.readouterr().out)
        assert (whole["signing"], whole["signed"]["prices"]) == ("passkey", 6)
        assert whole["announced"] == signed_prices.announced_hash(WHOLE)

    def test_judges_who_bound_the_keys(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        pins, file = tmp_path / "pins", tmp_path / "auction.json"
        write_pins(pins, Pins(authority().trust(), frozenset(), frozenset()))
        run = partial(main, ["verify", "auction", str(file), "--pins", str(pins), "--lang", "en"])
        file.write_bytes(WHOLE.to_bytes())
        assert run() == 0
        assert "--pins" not in capsys.readouterr().out
        file.write_bytes(signed(signer=Authority("Other Root").issue("Receipts")).to_bytes())
        assert run() == 1
        assert "[certificate_untrusted]" in capsys.readouterr().err

    def test_fails_for_one_price_without_a_signature(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "auction.json"
        file.write_bytes(changed(signatures=WHOLE.signatures[1:]).to_bytes())
        assert main(["verify", "auction", str(file), "--lang", "en"]) == 1
        spoken = capsys.readouterr()
        assert 'A price is not signed as the rules ask [price_unsigned] {"number": 1}' in spoken.err
        assert "The published result is what follows" in spoken.out

    def test_tells_where_signatures_are_kept_by_others(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "auction.json"
        file.write_bytes(publish(rules("dynamic_quotation", signing="certificate"), LOG, WHOLE.at).to_bytes())
        assert main(["verify", "auction", str(file), "--lang", "en"]) == 0
        assert "nobody else sees them" in capsys.readouterr().out


def test_a_record_says_how_many_were_announced() -> None:
    content = json.loads(WHOLE.to_bytes()) | {"announced": 5}
    with pytest.raises(Refused) as refused:
        Auction.from_bytes(canonical.dump(content))
    assert refused.value.detail["field"] == "announced"
