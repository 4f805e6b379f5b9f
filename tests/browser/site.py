"""
Whole sites for the tests that drive a browser, in processes of their own, so that no test's transaction is in their way.

One process raises the scenery and the competition and serves nothing itself: each site is a child of it, on a copy of its database
and of its files, for to raise them takes longer than most tests. It reads from its standard input what to do: `site` begins a site,
`tell` has something done on one (`play.py`), `end` ends one. With `journeys` it serves itself, and there is nothing on it yet
(`journeys.py`); every line is then something to be done. What came of a line is written to a file that is named by its number.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import threading
import traceback
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any, Protocol, TextIO
from wsgiref.simple_server import WSGIServer


class Told(Protocol):
    """What a site has done on it."""

    def tell(self, line: str) -> Any:
        """Do what a line says; return what is to be known of it."""


def main() -> None:
    """Serve until standard input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings

    # Whoever signs in waits for the password to be checked: slow by design, and of no interest here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    folder = Path(sys.argv[1])
    if "journeys" in sys.argv:
        from tests.browser.journeys import Journeys

        serve(folder, Journeys(folder), {}, sys.stdin)
    else:
        Sites.raised(folder).follow(sys.stdin)


@dataclass
class Sites:
    """What sites are copies of, and the pipes to those that there are."""

    folder: Path
    scene: Any
    said: dict[str, Any]
    pipes: dict[str, TextIO] = field(default_factory=dict)

    @classmethod
    def raised(cls, folder: Path) -> Sites:
        """Raise what sites are copies of, and let go of the database: it is copied while nobody is connected."""
        from django.db import connection, connections

        from tests import world
        from tests.browser.competition import raise_competition
        from tests.scenery import raise_scenery

        here = world.build()
        scenery = raise_scenery(here)
        competition, scene = raise_competition(here, folder / "competition")
        connections.close_all()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's has one
        tell(folder / "ready.json", {})
        return cls(folder, scene, {"scenery": scenery.to_json(), "competition": competition.to_json()})

    def follow(self, lines: Iterable[str]) -> None:
        """Do what lines say until there are no more."""
        for line in lines:
            act, folder, *words = line.rstrip("\n").split(" ", 2)
            if act == "site":
                self.begin(Path(folder), *words)
            elif act == "tell":
                self.pipes[folder].write(words[0] + "\n")
                self.pipes[folder].flush()
            else:
                self.pipes.pop(folder).close()

    def begin(self, folder: Path, database: str) -> None:
        """Begin a site on a copy of the database; it ends when its pipe does."""
        reading, writing = os.pipe()
        if os.fork():
            os.close(reading)
            self.pipes[str(folder)] = os.fdopen(writing, "w")
            return
        try:
            os.close(writing)
            for pipe in self.pipes.values():
                os.close(pipe.fileno())
            serve(folder, self.copied(folder, database), self.said, os.fdopen(reading))
        except BaseException:
            (folder / "failed").write_text(traceback.format_exc())
        finally:
            os._exit(0)

    def copied(self, folder: Path, database: str) -> Told:
        """Return what is done on a copy, once this process works on its database and its files."""
        from django.db import connection

        from tests.bidding.sealed.kept import Meanwhile, moved
        from tests.browser.play import Play

        connection.settings_dict["NAME"] = database
        scene = moved(self.scene, self.folder / "competition", folder / "competition", Meanwhile(ExitStack()))
        return Play(scene, folder)


def serve(folder: Path, play: Told, said: dict[str, Any], lines: Iterable[str]) -> None:
    """Serve and do what lines say until there are no more."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    connections.close_all()

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True
        request_queue_size = 64

    class Handler(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler, bind_and_activate=True)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    tell(folder / "ready.json", said | {"port": server.server_port})
    for number, line in zip(itertools.count(), lines):
        tell(folder / f"{number}.json", play.tell(line))


def tell(file: Path, said: Any) -> None:
    """Write a file in one step."""
    file.with_suffix(".part").write_text(json.dumps(said))
    file.with_suffix(".part").rename(file)


if __name__ == "__main__":
    main()
