"""
What the busiest reads of the API cost: `python -m bench.api`.

Requests a second of each read against the framework's empty view behind the same middleware, in the same server (the
platform's own: Granian, one worker), measured in turn, medians of several rounds. The server and its PostgreSQL share one
processor, the client has the other, so that what is counted is the server's work. Each read is measured twice: while
nothing is written, and while events are written at a steady pace.

Ends with 1 if a share is below the bound.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.http_load import Connection, requests_per_second
from config.embedded.postgres import DURABLE, Postgres
from config.launch.run import DATABASE_CONNECTIONS, WEB_THREADS

LEAST_SHARE = 0.25
DEALS = 12  # drafted and announced through the API, each with three lots
COPIES = 2_000  # of the rows of one of them, so that a page comes out of many
WRITES_PER_SECOND = 5
EMPTY = "/bench/empty/"


# --- what is written meanwhile ---------------------------------------------------------------------------------------


@contextmanager
def writing() -> Iterator[None]:
    """Write events at a steady pace meanwhile."""
    from django.db import connection

    from bench.writers import AppendUnderLock

    writer, over = AppendUnderLock(), threading.Event()
    writer.subjects = 10
    writer.prepare()

    def run() -> None:
        import random

        chance = random.Random(1)
        while not over.wait(1 / WRITES_PER_SECOND):
            writer.write(chance)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


# --- what is read ---------------------------------------------------------------------------------------------------


def announce(port: int) -> list[str]:
    """Draft and announce deals through the API; return the paths of the busiest reads."""
    from accounts import cast, demo
    from config.demo import documents, materials, moves
    from config.demo.stage import Stage

    stage = Stage(f"http://127.0.0.1:{port}", {key: demo.token_of(key) for key in cast.PARTS})
    fields = materials.WORKS_LOT | {
        "estimated_price": "16000000.00",
        "ceiling_price": "16000000.00",
        "deposit": "100000.00",
    }
    for number in range(DEALS):
        made = moves.draft(
            stage, "sun", f"测试工程{number}", kind="construction", method="open", sector="housing",
            deal=materials.CONSTRUCTION, lots={f"{n}标段": fields for n in (1, 2, 3)}, classification="A01",
        )  # fmt: skip
        moves.save_document(made, documents.tender_document("测试工程", fields["ceiling_price"]))
        moves.file_records(made)
        stage.tell("sun", f"/api/v1/deals/{made.deal}/steps/announce/", {})
    stage.close()
    from foundation import followers
    from notices.models import Notice

    followers.catch_up()
    notice = Notice.objects.filter(deal_id=made.deal).values_list("number", flat=True)[0]
    return [
        "/api/v1/deals/",
        f"/api/v1/deals/{made.deal}/",
        f"/api/v1/lots/{made.lot}/",
        f"/api/v1/lots/{made.lot}/open-steps/",
        "/api/v1/notices/",
        f"/api/v1/notices/{notice}/",
        "/api/v1/changes/?after=0",
    ]


def multiply() -> None:
    """Copy the rows of one deal, so that lists are read out of many rows."""
    from django.db import connection

    from foundation import ids
    from notices.models import Notice
    from trading.models import Deal

    deal = Deal.objects.filter(announced_at__isnull=False).order_by("id")[0]
    notice = Notice.objects.filter(deal=deal, status="published")[0]
    deals, notices = [], []
    for number in range(COPIES):
        values = {field.attname: getattr(deal, field.attname) for field in Deal._meta.concrete_fields}
        deals.append(Deal(**values | {"id": ids.new("deal"), "number": f"BENCH-{number}"}))
        values = {field.attname: getattr(notice, field.attname) for field in Notice._meta.concrete_fields}
        more = {
            "id": ids.new("ntc"),
            "number": f"BENCH-{number}",
            "deal_id": deals[-1].id,
            "lot_id": None,
            "position": None,
        }
        notices.append(Notice(**values | more))
    Deal.objects.bulk_create(deals, batch_size=500)
    Notice.objects.bulk_create(notices, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


# --- the servers ----------------------------------------------------------------------------------------------------


@contextmanager
def serving(url: str, processor: set[int]) -> Iterator[int]:
    """Serve the platform on a free port with one worker."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws",
        "--workers", "1", "--blocking-threads", str(WEB_THREADS), "config.wsgi:application",
    ]  # fmt: skip
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "bench.api_settings",
        "YANGGUANG_DATABASE_POOL_CONNECTIONS": str(DATABASE_CONNECTIONS),
        "YANGGUANG_LOG_LEVEL": "WARNING",
    }
    process = subprocess.Popen(
        command, env=environment, preexec_fn=lambda: os.sched_setaffinity(0, processor)
    )
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{EMPTY}", timeout=5):
                    break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def compare(port: int, paths: list[str], rounds: int, seconds: float) -> dict[str, float]:
    """Print and return, for each path, the median share of what the empty view reaches right before it."""
    shares = {}
    for path in paths:
        requests_per_second(port, path, 0.5)  # fills what a process fills once
        pairs = [
            (requests_per_second(port, EMPTY, seconds), requests_per_second(port, path, seconds))
            for _ in range(rounds)
        ]
        limit, reached = (statistics.median(column) for column in zip(*pairs, strict=True))
        shares[path] = statistics.median(mine / empty for empty, mine in pairs)
        length = Connection(port, path)
        print(
            f"{shortened(path):<34} {length.ask():>8} {reached:>9.0f} {limit:>9.0f} {shares[path]:>6.2f}   "
            f"{'kept' if shares[path] >= LEAST_SHARE else 'BROKEN'}",
            flush=True,
        )
        length.close()
    return shares


def shortened(path: str) -> str:
    """Return a path without the ids in it."""
    return "/".join(part if len(part) < 20 else "…" for part in path.split("/"))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2, help="of each measurement")
    asked = parser.parse_args()
    processors = sorted(os.sched_getaffinity(0))
    mine, theirs = {processors[-1]}, {processors[0]}
    with tempfile.TemporaryDirectory(prefix="yg-bench-", dir="/tmp") as name:
        folder = Path(name)
        server = Postgres(folder / "data", folder / "socket", folder / "log", options=DURABLE)
        os.environ |= {
            "YANGGUANG_MEDIA_ROOT": str(folder / "media"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        try:
            os.sched_setaffinity(0, theirs)  # PostgreSQL inherits it
            server.start()
            os.sched_setaffinity(0, mine)
            os.environ["DATABASE_URL"] = server.url()
            return measure(server, theirs, asked.rounds, asked.seconds)
        finally:
            server.stop()


def measure(server: Postgres, processor: set[int], rounds: int, seconds: float) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from accounts import demo
    from foundation import clock

    call_command("migrate", verbosity=0)
    clock.start_demo()
    demo.prepare()
    with serving(server.url(), processor) as port:
        paths = announce(port)
        multiply()
        head = f"{'':<34} {'bytes':>8} {'requests/s':>9} {'empty':>9} {'share':>6}   bound {LEAST_SHARE}"
        print(f"\nwhile nothing is written\n\n{head}")
        quiet = compare(port, paths, rounds, seconds)
        print(f"\nwhile {WRITES_PER_SECOND} events a second are written\n\n{head}")
        with writing():
            busy = compare(port, paths, rounds, seconds)
    return 0 if min((*quiet.values(), *busy.values())) >= LEAST_SHARE else 1


if __name__ == "__main__":
    sys.exit(main())
