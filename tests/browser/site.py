"""
A whole site for the tests that drive a browser, as a process of its own: it prepares an empty database, raises the scenery and
serves, so that no test's transaction is in its way. Writes where it serves, and what, to the file it is told when it is ready.

With `journeys` there is nothing on it yet. A line on its standard input has something done there (`play.py`, `journeys.py`), and
what came of it is written to a file that is named by the line's number.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIServer


def main() -> None:
    """Serve until standard input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.management import call_command
    from django.core.servers.basehttp import WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    from tests import world
    from tests.browser.competition import raise_competition
    from tests.browser.journeys import Journeys
    from tests.browser.play import Play
    from tests.scenery import raise_scenery

    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    ready, said = Path(sys.argv[1]), {}
    play: Play | Journeys
    if "journeys" in sys.argv:
        play = Journeys(ready.parent)
    else:
        here = world.build()
        scenery = raise_scenery(here)
        competition, scene = raise_competition(here, ready.parent / "competition")
        said = {"scenery": scenery.to_json(), "competition": competition.to_json()}
        play = Play(scene, ready.parent)
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
    tell(ready, said | {"port": server.server_port})
    for number, line in enumerate(sys.stdin):
        tell(ready.with_name(f"{number}.json"), play.tell(line))


def tell(file: Path, said: Any) -> None:
    """Write a file in one step."""
    file.with_suffix(".part").write_text(json.dumps(said))
    file.with_suffix(".part").rename(file)


if __name__ == "__main__":
    main()
