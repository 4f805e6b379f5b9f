"""Final offers on the command line: kept before they are sent, sent again as they are, shown as they were kept."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.toolkit.pki import Authority
from tests.toolkit.test_command import run
from toolkit import cms
from toolkit.command import offering
from toolkit.final_offers import Commitment, FinalOffer
from toolkit.platforms import HttpPlatform

LOT, BID, PRICE = "lot_01", "fil_01", "1650000.00"
GIVE = f"/api/v1/lots/{LOT}/evaluation/final-offers/"


class Talks:
    """A supplier's machine, and a platform that notes what comes, or is not there."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kept, self.came, self.is_there = folder / "offer.json", list[tuple[str, dict[str, str]]](), True
        signer = Authority("根").issue("供应商", code="91370200MA3BIDDER1")
        locked = forms.BestAvailableEncryption(b"secret")
        content = pkcs12.serialize_key_and_certificates(b"me", signer.key, signer.certificate, None, locked)
        (folder / "me.p12").write_bytes(content)
        (folder / "token").write_text("secret-token\n")
        monkeypatch.setenv("TOOLKIT_KEY_PASSWORD", "secret")
        self.server = ["--url", "http://127.0.0.1:1", "--token-file", str(folder / "token")]
        self.key = ["--key", str(folder / "me.p12")]
        transport = httpx.Client(base_url="http://127.0.0.1:1", transport=httpx.MockTransport(self.answer))
        platform = HttpPlatform(transport, attempts=1)
        monkeypatch.setattr(offering, "HttpPlatform", lambda _client: platform)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if not self.is_there:
            raise httpx.ConnectError("gone")
        self.came.append((request.url.path, json.loads(request.content)))
        return httpx.Response(201, json={})

    def commit(self, price: str = PRICE) -> tuple[int, str, str]:
        of = ["--lot", LOT, "--bid", BID, "--price", price, "--out", str(self.kept)]
        return run("offer", "commit", *of, *self.key, *self.server)


@pytest.fixture
def talks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Talks:
    return Talks(tmp_path, monkeypatch)


def test_an_offer_is_kept_and_its_signed_hash_alone_is_sent_until_it_is_revealed(talks: Talks) -> None:
    talks.is_there = False
    assert talks.commit()[0] == 3  # not reached: what was made is kept, and the same command sends it
    offer = FinalOffer.from_bytes(talks.kept.read_bytes())
    assert stat.S_IMODE(talks.kept.stat().st_mode) == 0o600 and offer.price == PRICE
    talks.is_there = True
    code, out, said = talks.commit()
    assert code == 0 and offer.hash in out and "壹佰陆拾伍万元整" in said
    [(path, body)] = talks.came
    content = base64.b64decode(body["content"])
    assert path == GIVE and Commitment.from_bytes(content) == offer.commitment
    cms.verify(base64.b64decode(body["signature"]), content)
    assert offer.salt not in out + said + str(body) and PRICE not in str(body)
    assert run("offer", "reveal", talks.kept, *talks.server)[0] == 0
    assert talks.came[1:] == [(f"{GIVE}shown/", {"price": PRICE, "salt": offer.salt})]


def test_another_price_is_never_sent_from_the_file_of_one_that_was_kept(talks: Talks) -> None:
    assert talks.commit()[0] == 0
    before = talks.kept.read_bytes()
    code, _, err = talks.commit("1500000.00")
    assert code == 1 and "would_overwrite" in err
    assert talks.kept.read_bytes() == before and len(talks.came) == 1


@pytest.mark.parametrize("price", ["0", "1650000.001", "1,650,000.00"])
def test_a_price_that_is_none_leaves_nothing(talks: Talks, price: str) -> None:
    code, _, err = talks.commit(price)
    assert code == 1 and "price_malformed" in err
    assert not talks.came and not list(talks.kept.parent.glob("*offer*"))
