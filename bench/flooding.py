"""
Whether bidders get through while everybody else looks on (A31): `python -m bench.flooding`.

On real processes, ten thousand watchers open a room's stream, from as many addresses as that takes, and others search the deals without a
pause. Meanwhile bidders raise over HTTP at a steady pace: how long does that take, by the web that readers use, and by one of its own
(docs/operations.md)? Ends with 1 if the latter breaks the bound.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from decimal import Decimal
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from bench import rooms

LONGEST_P99_MS = 500.0
OF_ONE_ADDRESS = 400
"""As many streams as rooms give one address (`api.edge.application`)."""
PACE_SECONDS = 0.1
SEARCHERS = 16
SEARCHES = ("/deals/?text=%E5%9C%B0{}", "/api/v1/deals/?limit={}", "/notices/?text=%E5%85%AC%E5%91%8A{}")
"""Each with a number, so that no answer is shared."""

forking = multiprocessing.get_context("fork")


def main() -> int:
    """Measure in quiet, in the flood, and apart from it; return 0 only if the bound holds apart."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--watchers", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=10.0)
    wishes = parser.parse_args()
    with rooms.platform("rooms") as found:
        (hall,) = found.begun(silence_s=10, free_s=36_000)
        apart = _apart(found)
        path = f"/api/v1/lots/{hall.lot.id}/auction/"
        print(f"{'raises by':>24} {'p50 ms':>8} {'p99 ms':>8}")
        _told("quiet", _raises(found, hall, found.port, wishes.seconds))
        with _flood(found.port, found.rooms_port, f"{path}events?after=0", wishes.watchers) as open_:
            _told("the readers' web", _raises(found, hall, found.port, wishes.seconds))
            p99 = _told("a web of their own", _raises(found, hall, apart, wishes.seconds))
            print(f"\n{open_.value} of {wishes.watchers} streams were open")
    holds = p99 < LONGEST_P99_MS
    print(f"p99 below {LONGEST_P99_MS:.0f} ms   {'holds' if holds else 'BROKEN'}")
    return 0 if holds else 1


def _apart(found: Any) -> int:
    """Start another web, to which nobody but bidders goes; return its port."""
    from config.launch.ports import claimed_port
    from tests.crashing.processes import answers, eventually

    port = found.until.enter_context(claimed_port(0))
    web = found.parts["web"]
    command = [str(port) if word == str(found.port) else word for word in web.command]
    found.parts["bids"] = replace(web, name="bids", command=command)
    found.parts["bids"].start_again()
    eventually(lambda: answers(f"http://127.0.0.1:{port}/api/v1/clock/"))
    return port


def _raises(found: Any, hall: Any, port: int, seconds: float) -> list[float]:
    """Return how long each raise took, in milliseconds, in order of length; each bidder is outbid by the next."""
    from tests.crashing.crowd import Line

    lines = [Line(port, found.token(hall.bidders[who])) for who in ("bai", "cui", "deng")]
    path, until, turn = f"/api/v1/lots/{hall.lot.id}/auction/", time.monotonic() + seconds, 0
    took: list[float] = []
    while time.monotonic() < until:
        line = lines[turn % len(lines)]
        least = Decimal(hall.row.moves.filter(code="", kind="raise").count()) * 10_000 + 1_000_000
        body = {"move": {"kind": "raise", "price": f"{least:.2f}"}}
        began = time.perf_counter()
        line.ask(f"{path}moves/", body, f"{port}-{time.time_ns()}")
        took.append(1000 * (time.perf_counter() - began))
        turn += 1
        time.sleep(PACE_SECONDS)
    for line in lines:
        line.leave()
    return sorted(took)


def _told(name: str, took: list[float]) -> float:
    p99 = took[int(len(took) * 0.99)]
    print(f"{name:>24} {statistics.median(took):>8.1f} {p99:>8.1f}")
    return p99


@contextmanager
def _flood(port: int, rooms_port: int, events: str, watchers: int) -> Iterator[Any]:
    """Watch and search from processes of their own; yield how many streams are open."""
    open_ = forking.Value("i", 0)
    children = [
        forking.Process(target=_watch, args=(rooms_port, events, watchers, open_), daemon=True),
        forking.Process(target=_search, args=(port,), daemon=True),
    ]
    for child in children:
        child.start()
    time.sleep(5)
    try:
        yield open_
    finally:
        for child in children:
            child.kill()
            child.join()


def _watch(port: int, path: str, watchers: int, open_: Any) -> None:
    async def one(number: int) -> None:
        address = f"127.0.{1 + number // OF_ONE_ADDRESS // 250}.{1 + number // OF_ONE_ADDRESS % 250}"
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
                writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
                if b" 200 " in await reader.readline():
                    open_.value += 1
                    while await reader.read(65536):
                        pass
                    open_.value -= 1
                writer.close()
            except OSError:
                pass
            await asyncio.sleep(3)

    async def all_() -> None:
        await asyncio.gather(*(one(number) for number in range(watchers)))

    _allow_files(watchers)
    asyncio.run(all_())


def _allow_files(count: int) -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, count + 1000), most))


def _search(port: int) -> None:
    def one(number: int) -> None:
        while True:
            with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as line:
                try:
                    for turn in range(100):
                        line.request("GET", SEARCHES[(number + turn) % len(SEARCHES)].format(1 + turn))
                        line.getresponse().read()
                except (OSError, HTTPException):
                    time.sleep(0.1)

    threads = [threading.Thread(target=one, args=(number,), daemon=True) for number in range(SEARCHERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[1])
    sys.exit(main())
