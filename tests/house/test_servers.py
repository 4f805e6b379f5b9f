"""URLs of servers as Django wants them."""

from __future__ import annotations

import pytest

from config import servers


class TestDatabase:
    def test_takes_a_socket_and_options(self) -> None:
        entry = servers.database(
            "postgresql://me:p%40ss@/mine?host=/tmp/yg&sslmode=disable", pool_connections=0
        )
        assert (entry["NAME"], entry["USER"], entry["PASSWORD"], entry["HOST"]) == (
            "mine",
            "me",
            "p@ss",
            "/tmp/yg",
        )
        assert entry["OPTIONS"]["sslmode"] == "disable"
        assert entry["CONN_MAX_AGE"] is None

    def test_has_a_pool_only_when_asked(self) -> None:
        entry = servers.database("postgresql://db/mine", pool_connections=8)
        assert entry["OPTIONS"]["pool"]["max_size"] == 8
        assert entry["CONN_MAX_AGE"] == 0

    def test_refuses_a_url_without_a_database(self) -> None:
        with pytest.raises(ValueError, match="names no database"):
            servers.database("postgresql://db", pool_connections=0)


class TestMail:
    def test_reads_scheme_port_and_password(self) -> None:
        mail = servers.mail("smtp+tls://post:p%40ss@mail.example")
        assert (mail.host, mail.port, mail.user, mail.password) == ("mail.example", 587, "post", "p@ss")
        assert (mail.starttls, mail.tls) == (True, False)

    def test_refuses_an_unknown_scheme(self) -> None:
        with pytest.raises(ValueError, match="unknown scheme"):
            servers.mail("pigeon://mail.example")
