"""The citizen's command: verify an opening from public files."""

from __future__ import annotations

import argparse
import json
from contextlib import suppress
from pathlib import Path

from toolkit import bundles, certificates, verifying
from toolkit.bundles import Bundle
from toolkit.command.console import Console
from toolkit.command.options import CHECKING, PINS, Command, option
from toolkit.findings import Report
from toolkit.objects import Policy
from toolkit.refusals import Refused
from toolkit.words import Words

HOLDS = Words("核验通过：{checks} 项。", "Everything holds: {checks} checks.")
FAILS = Words(
    "核验不通过：{checks} 项中有 {bad} 项不成立。", "This does not hold: {bad} of {checks} checks failed."
)

READERS = Words(
    "只给评标委员会看的部分，开标后只交给这张证书的持有者：SHA-256 {fingerprint}。请与运营方公布的核对。",
    "After the opening what is for a committee alone goes to the holder of this certificate and to nobody else: SHA-256 {fingerprint}. "
    "Compare it with what the operator makes known.",
)


def verify(given: argparse.Namespace, console: Console) -> int:
    """Check a lot's opening; every finding is listed."""
    with console.reading(CHECKING, given.bundle) as (public,):
        report = verifying.verify(Bundle(public), given.lot, bundles.read_pins(given.pins))
    with suppress(Refused):  # then a finding says so
        say_readers(console, Bundle(given.bundle).custody.policy)
    return tell(report, console, HOLDS, FAILS)


def say_readers(console: Console, policy: Policy) -> None:
    """Say by its fingerprint through which certificate a committee reads what is for it alone, if there is such: to be compared."""
    if policy.evaluation_cert:
        console.say(
            READERS, fingerprint=certificates.fingerprint(certificates.from_base64(policy.evaluation_cert))
        )


def tell(report: Report, console: Console, holds: Words, fails: Words) -> int:
    """List what was found, and end with whether it holds; return the exit code."""
    findings = [one.to_json(console.language) for one in report.findings]
    bad = [one for one in findings if not one["ok"]]
    if console.as_json:
        read = [
            {"header": header, "unit": unit, "fields": manifest.fields}
            for (header, unit), manifest in report.manifests.items()
        ]
        whole = {"holds": report.holds, "findings": findings, "opened": read}
        console.out.write(json.dumps(whole, ensure_ascii=False, sort_keys=True) + "\n")
    else:
        for one in findings:
            why = f"：{one['message']}" if "message" in one else ""
            why += "" if one["ok"] else f" [{one['code']}]"
            console.out.write(f"{'✓' if one['ok'] else '✗'} {one['subject']}{why}\n")
        words = holds if report.holds else fails
        console.result(words, checks=len(findings), bad=len(bad))
    return 0 if report.holds else 1


COMMANDS: tuple[Command, ...] = (
    (
        "verify",
        Words("仅凭公开文件核验开标", "verify an opening from public files alone"),
        verify,
        (
            option("bundle", zh="公开文件所在目录", en="folder of public files", type=Path),
            PINS,
            option("--lot", zh="标段编号", en="id of the lot", required=True),
        ),
    ),
)
