"""Options that several commands share, and what they are turned into."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from toolkit import bundles, certificates, signers
from toolkit.bundles import Bundle
from toolkit.capsules import Agreement
from toolkit.command.console import Console, secret
from toolkit.policies import Custody, Pins
from toolkit.refusals import Refused
from toolkit.signers import Signer
from toolkit.words import Words


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command."""

    names: tuple[str, ...]
    words: Words
    given: dict[str, Any] = field(default_factory=dict)


Command = tuple[str, Words, Callable[[argparse.Namespace, Console], int], tuple[Option, ...]]


def option(*names: str, zh: str, en: str, **given: Any) -> Option:
    """Return an option with its words."""
    return Option(names, Words(zh, en), given)


POLICY = option(
    "--policy",
    zh="公开文件所在目录（含 policy.json）",
    en="folder of public files, with policy.json",
    type=Path,
    required=True,
)
PINS = option(
    "--pins", zh="本程序预先信任的根证书、日志与见证人", en="what is trusted beforehand: roots, logs, witnesses",
    type=Path, required=True,
)  # fmt: skip
KEY = (
    option("--key", zh="证书文件（.p12 或 .pfx）", en="key file (.p12 or .pfx)", type=Path),
    option(
        "--key-password-file", zh="证书文件口令所在文件", en="file with the key file's password", type=Path
    ),
    option("--module", zh="密码设备的 PKCS#11 模块", en="PKCS #11 module of a device", type=str),
    option("--token", zh="密码设备名称", en="name of the device's token", type=str),
    option("--label", zh="设备中密钥的标签", en="label of the key in the device", type=str),
)
PASSPHRASE = option(
    "--passphrase-file", zh="保管密钥的口令所在文件", en="file with the passphrase of kept keys", type=Path
)
SERVER = (
    option("--url", zh="平台地址", en="address of the platform", type=str, required=True),
    option("--token-file", zh="访问令牌所在文件", en="file with the access token", type=Path, required=True),
)

CHECKING = Words("核验", "Checking")
KEY_PASSWORD = Words("证书口令", "Password of the key file")
KEPT_PASSPHRASE = Words("保管密钥的口令", "Passphrase of the kept keys")


def now() -> datetime:
    """Return this machine's own time, to the millisecond: the one thing that a client does not take from the platform."""
    return certificates.instant(time.time_ns() // 1_000_000)


def custody(given: argparse.Namespace) -> tuple[Custody, Pins]:
    """
    Return the policy and the pins; the policy is not judged yet.

    :raises Refused: as `bundles`.
    """
    return Bundle(given.policy).custody, bundles.read_pins(given.pins)


def signer(given: argparse.Namespace, console: Console) -> Signer:
    """
    Return who signs.

    :raises Refused: `usage`, `key_file_unreadable`, `device_unavailable`.
    """
    if given.module:
        return signers.DeviceSigner(_session(given, console), given.label or "")
    return signers.read_pkcs12(*_key_file(given.key, given.key_password_file, console))


def agreement(path: Path | None, given: argparse.Namespace, console: Console) -> Agreement:
    """
    Return the key that opens capsules: its own file, or the device's key called `--agreement-label`.

    :raises Refused: as `signer`.
    """
    if given.module:
        return signers.DeviceAgreement(_session(given, console), given.agreement_label or "")
    return signers.agreement_of(signers.read_pkcs12(*_key_file(path, given.key_password_file, console)))


def passphrase(given: argparse.Namespace, console: Console) -> str:
    """Return the passphrase under which the bidder keeps its keys."""
    return secret("TOOLKIT_PASSPHRASE", given.passphrase_file, KEPT_PASSPHRASE, console)


def client(given: argparse.Namespace, *, needs_token: bool = True) -> httpx.Client:
    """
    Return the connection to the platform; without encryption only to this same machine.

    :raises Refused: `usage`.
    """
    if given.token_file is None and needs_token:
        raise Refused("usage", missing="--token-file")
    url = httpx.URL(given.url if given.url.endswith("/") else given.url + "/")
    if url.scheme != "https" and url.host not in ("127.0.0.1", "localhost", "::1"):
        raise Refused("usage", url="https")
    headers = {}
    if given.token_file is not None:
        token = bundles.read_file(given.token_file).decode("ascii", "replace").strip()
        headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=url, headers=headers, timeout=60, follow_redirects=False)


def _session(given: argparse.Namespace, console: Console) -> Any:
    pin = secret("TOOLKIT_PIN", given.key_password_file, Words("设备口令", "PIN of the device"), console)
    return signers.open_token(given.module, given.token or "", pin)


def _key_file(path: Path | None, password_file: Path | None, console: Console) -> tuple[bytes, str]:
    if path is None:
        raise Refused("usage", missing="--key")
    return bundles.read_file(path), secret("TOOLKIT_KEY_PASSWORD", password_file, KEY_PASSWORD, console)
