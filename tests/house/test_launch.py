"""How `bin/run` takes its port, and what it says when it cannot start."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded.process import ServerFailed
from config.environment import BASE
from config.launch.ports import claimed_port


def sharing(port: int) -> socket.socket:
    """Listen as the web server's processes do."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    return listener


class TestClaimedPort:
    def test_is_the_one_asked_for(self) -> None:
        with claimed_port(0) as free:
            pass
        with claimed_port(free) as port:
            assert port == free

    def test_is_held_before_the_web_server_listens(self) -> None:
        with claimed_port(0) as port, pytest.raises(ServerFailed, match="--port"), claimed_port(port):
            pass

    def test_is_held_while_the_web_server_listens(self) -> None:
        with claimed_port(0) as port, sharing(port), pytest.raises(ServerFailed), claimed_port(port):
            pass

    def test_lets_the_web_server_in_and_takes_none_of_its_visitors(self) -> None:
        with claimed_port(0) as port, sharing(port) as listener:
            for _ in range(20):
                with socket.create_connection(("127.0.0.1", port), timeout=60):
                    listener.settimeout(60)
                    listener.accept()[0].close()

    def test_is_refused_while_another_program_shares_it(self) -> None:
        with claimed_port(0) as port:
            pass
        with sharing(port), pytest.raises(ServerFailed), claimed_port(port):
            pass


class TestRun:
    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "config.launch.run", *arguments]
        return subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=False, timeout=300)

    def test_says_in_one_line_that_the_port_is_taken(self, tmp_path: Path) -> None:
        with claimed_port(0) as port:
            ended = self.run("--data", str(tmp_path / "data"), "--port", str(port))
        assert ended.returncode == 1
        assert (
            ended.stderr.strip()
            == f"Port {port} cannot be used (Address already in use); choose another with --port."
        )

    def test_says_in_one_line_that_the_folder_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        ended = self.run("--data", str(tmp_path / "file" / "data"), "--once")
        assert ended.returncode == 1
        folder = tmp_path / "file" / "data" / "run"
        assert (
            ended.stderr.strip()
            == f"{folder} cannot be written (Not a directory); choose another folder with --data."
        )
