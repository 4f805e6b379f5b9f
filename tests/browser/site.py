"""
A whole site for the tests that drive a browser, as a process of its own: it prepares an empty database, raises the scenery and
serves, so that no test's transaction is in its way. Writes where it serves, and what, to the file it is told when it is ready.

A line on its standard input has something done there, and what came of it written to a file of that name: `begin` has the sealed
competition frozen and its opening begun, `starve` lets no custodian come to it, `record` has the opening process do what is due;
`several` seals bids on two tenders into one folder, `envelopes` brings another tender to the release of its second envelope.
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
    from tests.browser.competition import begin, envelopes, raise_competition, record, several, starve
    from tests.scenery import raise_scenery

    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    ready, here = Path(sys.argv[1]), world.build()
    scenery = raise_scenery(here)
    competition, scene = raise_competition(here, ready.parent / "competition")
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
    said = {"port": server.server_port, "scenery": scenery.to_json(), "competition": competition.to_json()}
    tell(ready, said)
    hall = None
    for line in sys.stdin:
        if line.strip() == "begin":
            hall, said = begin(scene, ready.parent / "hall")
            tell(ready.with_name("begin.json"), said)
        elif line.strip() == "starve":
            hall, said = starve(scene, ready.parent / "hall")
            tell(ready.with_name("starve.json"), said)
        elif line.strip() == "several":
            tell(ready.with_name("several.json"), several(scene, ready.parent / "several"))
        elif line.strip() == "envelopes":
            hall, said = envelopes(scene, ready.parent / "envelopes")
            tell(ready.with_name("envelopes.json"), said)
        elif line.strip() == "record":
            tell(ready.with_name("record.json"), record(hall))


def tell(file: Path, said: dict[str, Any]) -> None:
    """Write a file in one step."""
    file.with_suffix(".part").write_text(json.dumps(said))
    file.with_suffix(".part").rename(file)


if __name__ == "__main__":
    main()
