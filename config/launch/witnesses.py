"""Two witnesses for a demonstration's log. They run beside the platform they watch, so they show how it works and prove nothing."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Mapping
from pathlib import Path

from config.launch.instance import Instance
from config.supervisor import Program, python
from toolkit.log import keys
from toolkit.log.note import LOG, WITNESS

NAMES = ("jiwei", "gongzheng")  # 纪委, 公证处: who would run one


class DemonstrationWitnesses:
    """The keys, settings and processes of the witnesses of one instance."""

    def __init__(self, instance: Instance, port: int) -> None:
        self._instance, self._port = instance, port
        name = f"demo-{secrets.token_hex(4)}.yangguang.invalid"
        self._log = keys.load_or_make(instance.transparency_key, f"{name}/log", LOG).verifier
        self._keys = {
            who: keys.load_or_make(self._folder(who) / "key", f"demo-witness-{who}.invalid", WITNESS).verifier
            for who in NAMES
        }
        self._ports = {who: free_port() for who in NAMES}

    def believed(self) -> dict[str, str]:
        """Return the settings that make the platform believe these witnesses."""
        return {
            "YANGGUANG_TRANSPARENCY_WITNESSES": ",".join(map(str, self._keys.values())),
            "YANGGUANG_TRANSPARENCY_QUORUM": str(len(NAMES)),
        }

    def environment(self) -> dict[str, str]:
        """Return the settings that make the platform count on these witnesses, which run beside it."""
        return self.believed() | {
            "YANGGUANG_TRANSPARENCY_WITNESS_URLS": ",".join(
                f"http://127.0.0.1:{port}/" for port in self._ports.values()
            ),
        }

    def programs(self, environment: Mapping[str, str]) -> list[Program]:
        """Return the two processes."""
        site = f"http://127.0.0.1:{self._port}"
        return [
            Program(
                f"witness-{who}",
                python(
                    "-m", "toolkit.log.witness", "--log", str(self._log), "--url", f"{site}/log",
                    "--key", str(self._folder(who) / "key"), "--state", str(self._folder(who) / "seen"),
                    "--serve", f"127.0.0.1:{self._ports[who]}", "--platform-clock", f"{site}/api/v1/clock/", "--interval", "1",
                ),
                self._instance.logs / f"witness-{who}.log",
                environment,
            )
            for who in NAMES
        ]  # fmt: skip

    def _folder(self, who: str) -> Path:
        return self._instance.witnesses / who


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
