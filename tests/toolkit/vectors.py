"""
Test vectors for whoever writes another implementation: `python -m tests.toolkit.vectors` writes them anew.

Everything random is drawn from fixed seeds, signatures are deterministic (RFC 6979), and the chunk cipher's salt is given.
Keys in here are for tests and worth nothing.
"""

from __future__ import annotations

import base64
import inspect
import json
import re
import sys
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.toolkit.competition import POLICY_TSA
from tests.toolkit.pki import NOW
from tests.toolkit.world import BIDDERS, DEAL, ENVELOPES, LOT, PASSPHRASE, World, drawing, milliseconds
from toolkit import (
    canonical,
    capsules,
    certificates,
    chunks,
    dealing,
    filing_words,
    filings,
    framing,
    keeping,
    opening_words,
    passkey_words,
    receipts,
    revocation,
    timestamps,
)
from toolkit.chunks import AES_256_GCM, SM4_GCM, Sealer
from toolkit.dealing import Place
from toolkit.log import leaves
from toolkit.log.leaves import Line
from toolkit.refusals import WORDS
from toolkit.sealing import KEPT, SEALED_FOLDER, Content, Sealing
from toolkit.suites import P256

FOLDER = Path(__file__).parents[2] / "docs/formats/vectors"
CODES = FOLDER.parent / "codes.md"
KEY = bytes(range(32))
# Ten lists, for the tenth comes before the second; what is in them is nothing to the digest.
EVIDENCE = {f"revocation.{at}.crl": b"list %d" % at for at in range(1, 11)} | {"revocation.1.ocsp": b"answer"}
PLACE = Place(P256, DEAL, LOT, "000102030405060708090a0b0c0d0e0f", 1, "form")


def make() -> dict[str, Any]:
    """Return each file's content by its name."""
    return {
        "canonical.json": _canonical(),
        "framing.json": _framing(),
        "chunks.json": _chunks(),
        "derivation.json": _derivation(),
        "capsule.json": _capsule(),
        "leaves.json": _leaves(),
        "filing.json": _filing(),
    }


def codes() -> str:
    """Return the page of all codes, in the order and under the headings of the code."""
    lines = [
        "# Codes",
        "",
        "Every refusal of the toolkit. Codes are stable, words may be improved. Written by `python -m tests.toolkit.vectors`.",
    ]
    chapters = (
        Path(inspect.getfile(one)).read_text(encoding="utf-8")
        for one in (filing_words, opening_words, passkey_words)
    )
    for line in "".join(chapters).splitlines():
        if heading := re.fullmatch(r"    # (.+)", line):
            lines += ["", f"## {heading[1]}", "", "| Code | 中文 | English |", "| --- | --- | --- |"]
        if entry := re.match(r'    "([a-z0-9_]+)": ', line):
            words = WORDS[entry[1]]
            lines.append(f"| `{entry[1]}` | {words.zh} | {words.en} |")
    return "\n".join(lines) + "\n"


def written(content: Any) -> bytes:
    """Return a file's bytes."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _canonical() -> Any:
    good = [
        {},
        {"a": "", "b": [], "c": {}},
        {"b": 1, "a": 9007199254740991},
        {"a": '"\\\x00\x1f\x7f\u2028/é😀'},
    ]
    bad = [
        '{"a":1.0}',
        '{"b":1,"a":1}',
        '{"a":null}',
        '{"a":-1}',
        '{"a":1,"a":1}',
        '{ "a":1}',
        '{"A":1}',
        '{"a":"\\u0041"}',
    ]
    bad += ['{"a":9007199254740992}', '{"a":"\\ud800"}', "[]", '{"a":true}', '{"a":01}']
    return {
        "accepted": [
            {"value": one, "hex": canonical.dump(one).hex(), "sha256": canonical.sha256(canonical.dump(one))}
            for one in good
        ],
        "refused": bad,
    }


def _framing() -> Any:
    sizes = [
        0,
        1,
        100,
        4087,
        4088,
        4089,
        8184,
        8185,
        20_000,
        65_528,
        100_000,
        1_000_000,
        10_000_000,
        123_456_789,
        5_000_000_000,
        2**40,
    ]
    frame = b"".join(framing.frames(5, BytesIO(b"hello")))
    return {
        "padded": {str(size): framing.padded(size) for size in sizes},
        "frame": {
            "content_hex": b"hello".hex(),
            "frame_sha256": canonical.sha256(frame),
            "frame_start_hex": frame[:16].hex(),
        },
    }


def _chunks() -> Any:
    found = []
    for aead in (AES_256_GCM, SM4_GCM):
        for size in (0, 5, chunks.CHUNK - 1, chunks.CHUNK, chunks.CHUNK + 1):
            content = bytes(at % 251 for at in range(size))
            salt = bytes(range(100, 124))
            sealer = Sealer(aead, KEY[: aead.key_bytes], b"context", salt)
            sealed = sealer.update(content) + sealer.finalize()
            found.append(
                {
                    "cipher": aead.name.decode(), "key_hex": KEY[: aead.key_bytes].hex(), "context": "context",
                    "salt_hex": salt.hex(), "plaintext_bytes_mod_251": size, "sealed_bytes": len(sealed),
                    "sealed_start_hex": sealed[:72].hex(), "sealed_sha256": canonical.sha256(sealed),
                }
            )  # fmt: skip
    return found


def _derivation() -> Any:
    core = "c0" * 32
    return {
        "deal": PLACE.deal, "lot": PLACE.lot, "bid": PLACE.bid, "seq": PLACE.seq, "unit": PLACE.unit, "key_hex": KEY.hex(),
        "core": core, "k": 3, "n": 5,
        "context_hex": PLACE.context.hex(),
        "key_commit": dealing.key_commit(PLACE, KEY),
        "part_keys_hex": {part: dealing.part_key(PLACE, KEY, part).hex() for part in ("f0001", "manifest")},
        "part_contexts_hex": {part: dealing.part_context(PLACE, part).hex() for part in ("f0001", "manifest")},
        "coefficients_hex": [PLACE.suite.derive(KEY, b"sbe1/coef\0" + PLACE.context + bytes([j])).hex() for j in (1, 2)],
        "shares_hex": {str(x): dealing.share_of(PLACE, KEY, 3, x).hex() for x in range(1, 6)},
        "share_hashes": {
            str(x): dealing.share_hash(PLACE, core, x, dealing.share_of(PLACE, KEY, 3, x)) for x in range(1, 6)
        },
    }  # fmt: skip


def _capsule() -> Any:
    world = World(seed=1)
    holder = world.custodian_keys[0]
    to = dealing.Recipient(1, holder.certificate)
    content = dealing.capsule_content(PLACE, "c0" * 32, 1, dealing.share_of(PLACE, KEY, 3, 1))
    plain = {"ephemeral": 7, "key": b"\1" * 32, "iv": b"\2" * 12}
    return {
        "certificate": certificates.to_base64(holder.certificate),
        "private_key_hex": f"{holder.key.private_numbers().private_value:064x}",
        "derived": {
            "core": "c0" * 32, "k": 3, "x": 1, "content": content.decode(),
            "capsule": _base64(dealing.capsule(PLACE, KEY, "c0" * 32, 3, to)),
        },
        "given": {
            "ephemeral": 7, "key_hex": plain["key"].hex(), "iv_hex": plain["iv"].hex(), "content": "hello",  # type: ignore[attr-defined]
            "capsule": _base64(capsules.seal(b"hello", holder.certificate, **plain)),  # type: ignore[arg-type]
        },
    }  # fmt: skip


def _leaves() -> Any:
    line = Line("freeze", DEAL, LOT, 1, "ab" * 32)
    return {
        "filed": {
            "salt": "11" * 32,
            "header": "22" * 32,
            "leaf_hex": leaves.filed("11" * 32, "22" * 32).hex(),
        },
        "ended": {"header": "22" * 32, "leaf_hex": leaves.ended("22" * 32).hex()},
        "line": {
            "kind": "freeze",
            "deal": DEAL,
            "lot": LOT,
            "n": 1,
            "sha256": "ab" * 32,
            "leaf": line.to_bytes().decode(),
        },
    }


def _filing() -> Any:
    world = World(seed=1, units=ENVELOPES)
    custody, draw = world.custody(), drawing(1)
    suite = replace(P256, sealer=lambda key, context: Sealer(AES_256_GCM, key, context, draw(24)))
    act = Sealing(custody, LOT, world.bidders[BIDDERS[0]], NOW, draw=draw, suite=suite)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.pdf").write_bytes(b"%PDF-1.7 technical proposal\n")
        contents = {
            "form": Content({"price": "1284500.00", "days": 90}),
            "tech": Content({"plan": "四平八稳"}, {"技术方案.pdf": folder / "a.pdf"}),
        }
        rounds, keeping.ROUNDS = keeping.ROUNDS, 100_000
        filing = act.seal(contents, folder / "bid", PASSPHRASE)
        keeping.ROUNDS = rounds
        kept = keeping.unlock((folder / "bid" / KEPT).read_bytes(), PASSPHRASE)
        stored = {
            file: _base64((folder / "bid" / SEALED_FOLDER / file).read_bytes())
            for file in filings.names_of(filing.core, filing.header)
        }
    receipt = receipts.filed(
        custody,
        LOT,
        filing.name,
        received_at=milliseconds(NOW),
        salt="5a" * 32,
        evidence=revocation.digest_of_files(EVIDENCE),
    ).model_copy(update={"id": "0" * 32})
    issued = receipts.issue(
        receipt,
        world.receipts,
        lambda content: timestamps.grant(
            timestamps.ask(content, 7), world.tsa, at=NOW, serial=1, policy=POLICY_TSA
        ),
        NOW,
    )
    return {
        "at": milliseconds(NOW),
        "root": certificates.to_base64(world.authority.certificate),
        "policy": {"policy.json": custody.policy.to_bytes().decode(), "policy.p7s": _base64(custody.signature)},
        "acceptances": {str(x): [content.decode(), _base64(signature)] for x, (content, signature) in custody.acceptances.items()},
        "custodian_private_keys_hex": {
            str(at + 1): f"{one.key.private_numbers().private_value:064x}" for at, one in enumerate(world.custodian_keys)
        },
        "header": filing.name,
        "core": filing.header.core,
        "files": stored,
        "keys_hex": {one.unit: one.key for one in kept.keys},
        "evidence": {name: _base64(content) for name, content in EVIDENCE.items()},
        "receipt": {
            "receipt.json": issued.content.decode(),
            "receipt.p7s": _base64(issued.signature),
            "receipt.tst": _base64(issued.token),
        },
    }  # fmt: skip


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in make().items():
        (FOLDER / name).write_bytes(written(content))
        sys.stdout.write(f"{FOLDER / name}\n")
    CODES.write_text(codes(), encoding="utf-8")
