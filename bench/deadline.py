"""
The last two seconds before a deadline: `python -m bench.deadline`.

The platform as `bin/run` starts it (web processes, worker, sequencer, log, two witnesses), on this machine alone, clients
included. Bids of 25 organisations on 40 lots are sealed and uploaded beforehand. Then:

1. How many submissions a second does it take in for long, each with its receipt, against single-row inserts of as many
   connections in the same PostgreSQL? Medians of several rounds. Besides: how many through the actions alone, without HTTP?
2. 1,000 submissions are sent in the last 2 seconds, each at its moment whether or not the others were answered. Each gets a
   receipt or a clear refusal; receipts, leaves of the log and entries of the freeze lists are the same bids.

Ends with 1 if a bound is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import rush
from bench.rush import Answered, Ready
from bench.servers import rows_per_second
from config.launch.instance import Instance
from config.launch.ports import claimed_port
from config.launch.run import programs
from config.launch.witnesses import DemonstrationWitnesses
from config.supervisor import Supervisor

LEAST_SHARE, AIM = 0.08, 0.5
LONGEST_SECONDS = 2.0  # the 99th percentile of answers
LAST_SECONDS = 2.0
CONNECTIONS = 16
CLEAR = {"deadline_passed"}


def main() -> int:
    """Bring the platform up, prepare the bids, measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, default=25)
    parser.add_argument("--lots", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3, help="of sustained submissions, four lots each")
    parser.add_argument("--pause", action="store_true", help="wait for a line of input before measuring")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="yg-bench-", dir="/tmp") as name,
        claimed_port(0) as port,
        claimed_port(0) as reading_port,
        claimed_port(0) as rooms_port,
    ):
        instance = Instance(Path(name) / "var")
        instance.prepare()
        servers, witnesses = instance.servers, DemonstrationWitnesses(instance, port)
        environment = witnesses.environment() | instance.environment()
        environment |= {"YANGGUANG_PUBLIC_URL": f"http://127.0.0.1:{port}", "YANGGUANG_LOG_LEVEL": "WARNING"}
        own = dict(os.environ)
        os.environ |= environment
        try:
            with Supervisor(say=print, processes=instance.run / "processes.json") as supervisor:
                for server in servers:
                    supervisor.start(server)
                _set_up()
                started = [
                    *programs(instance, environment, port, reading_port, rooms_port),
                    *witnesses.programs(environment),
                ]
                for program in started:
                    supervisor.start(program)
                sustained, last = _prepare(port, asked.organisations, asked.lots, asked.rounds)
                if asked.pause:
                    input("ready; press Enter\n")
                web = next(one.process.pid for one in started if one.name == "web" and one.process)
                kept = [_sustained(port, instance, sustained, web), _rush(port, last)]
        finally:
            os.environ.clear()
            os.environ |= own
            instance.forget()
            shutil.rmtree(instance.sockets)
    return 0 if all(kept) else 1


def _set_up() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from accounts import demo
    from foundation import clock

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0, skip_checks=True)
    clock.start_demo()
    demo.prepare()


def _prepare(port: int, organisations: int, lots: int, rounds: int) -> tuple[list[list[Ready]], list[Ready]]:
    """Announce two tenders under custody, and make bids for every lot of them; the second is for the last seconds."""
    from accounts import cast, demo
    from config.demo.stage import Stage

    stage = Stage(f"http://127.0.0.1:{port}", {key: demo.token_of(key) for key in cast.PARTS})
    who = rush.bidders(organisations)
    found = []
    for count in (4 * (rounds + 1), lots):
        made = _announced(stage, count)
        custody = rush.under_custody(stage, made.deal, "sun")
        began, bids = time.monotonic(), []
        for at, lot in enumerate(made.lots, start=1):
            bids.append([rush.prepare(custody, bidder, lot, port) for bidder in who])
            each = (time.monotonic() - began) / at
            print(f"  {at} of {count} lots prepared, {each * (count - at):.0f} s to go", flush=True)
        found.append(bids)
    stage.close()
    sustained, last = found
    # Each organisation goes from lot to lot, all at the same time.
    return (
        [[one for bids in sustained[4 * at : 4 * at + 4] for one in bids] for at in range(rounds + 1)],
        [bid for bids in last for bid in bids],
    )


def _announced(stage: Any, lots: int) -> Any:
    from config.demo import documents, materials, moves

    share = f"{48_000_000 // lots}.00"
    fields = materials.WORKS_LOT | {"estimated_price": share, "ceiling_price": share, "deposit": "1000.00"}
    made = moves.draft(
        stage, "sun", f"测试工程（{lots}个标段）", kind="construction", method="open", sector="housing",
        deal=materials.CONSTRUCTION, lots={f"{n}标段": fields for n in range(1, lots + 1)}, classification="A01",
    )  # fmt: skip
    moves.save_document(made, documents.tender_document("测试工程", share))
    moves.file_records(made)
    stage.tell("sun", f"/api/v1/deals/{made.deal}/steps/announce/", {})
    return made


def _sustained(port: int, instance: Instance, rounds: Sequence[Sequence[Ready]], web: int) -> bool:
    rates, limits, alone_limits, used = [], [], [], rush.processor_seconds(web)
    *rounds, for_actions = rounds
    for bids in rounds:
        limits.append(rows_per_second(instance.postgres, CONNECTIONS, 3, instance.run))
        alone_limits.append(rows_per_second(instance.postgres, 1, 3, instance.run))
        began = time.perf_counter()
        answers = asyncio.run(rush.one_after_another(port, bids, CONNECTIONS))
        answered = time.perf_counter() - began
        _refuse_others(answers, allowed=set())
        _await_receipts(bids)
        rates.append(len(bids) / (time.perf_counter() - began))
        print(
            f"  {len(bids) / answered:.0f} tickets/s, {rates[-1]:.0f} receipts/s, {limits[-1]:,.0f} rows/s",
            flush=True,
        )
    used = (rush.processor_seconds(web) - used) / sum(map(len, rounds))
    rate, limit = statistics.median(rates), statistics.median(limits)
    share = statistics.median(mine / rows for mine, rows in zip(rates, limits, strict=True))
    print(
        f"\nsustained: {rate:.0f} submissions/s with receipts, {limit:,.0f} single-row inserts/s, share {share:.3f}"
    )
    in_a_row = statistics.median(alone_limits)
    print(
        f"for comparison, rows one after the other on one connection: {in_a_row:,.0f}/s, share {rate / in_a_row:.3f}"
    )
    print(f"processor time of the web processes: {1000 * used:.0f} ms a submission")
    print(f"bound {LEAST_SHARE}, aim {AIM}   {_told(share >= LEAST_SHARE)}")
    began = time.perf_counter()
    rush.without_http(for_actions, CONNECTIONS)
    _await_receipts(for_actions)
    alone = len(for_actions) / (time.perf_counter() - began)
    print(f"for comparison, through the actions in one process, without HTTP: {alone:.0f} submissions/s")
    return share >= LEAST_SHARE


def _await_receipts(bids: Sequence[Ready]) -> None:
    if not rush.eventually(lambda: _receipts(bids) == len(bids), 300):
        raise RuntimeError("Receipts are missing.")


def _rush(port: int, bids: Sequence[Ready]) -> bool:
    from bidding.models import Filing
    from foundation import clock
    from trading.models import Lot, Period

    limit = Lot.objects.get(id=bids[0].lot).procedure.bidding
    assert limit is not None
    deadline = Period.objects.get(lot=bids[0].lot, limit=limit.name, current=True).ends_at
    lead = 1.0
    clock.shift_to(deadline - timedelta(seconds=LAST_SECONDS + lead))
    due = [(lead + LAST_SECONDS * at / len(bids), one) for at, one in enumerate(bids)]
    answers = asyncio.run(rush.at_moments(port, due))
    _refuse_others(answers, allowed=CLEAR)
    lots = {one.lot for one in bids}
    taken = {one.ready.header for one in answers if one.status < 300}
    done = rush.eventually(lambda: _lists(lots) == len(lots), 300)
    listed = _entries(lots)
    rows = set(Filing.objects.filter(lot__in=lots).values_list("header", flat=True))
    same = taken == rows == set(listed) and _receipts(bids) == len(taken) == _leaves(lots)
    seconds = sorted(one.seconds for one in answers)
    slow = seconds[int(0.99 * len(seconds))]
    print(
        f"\nlast {LAST_SECONDS:.0f} s: {len(bids)} submissions of {len(bids) // len(lots)} organisations on {len(lots)} lots"
    )
    for (status, words), count in sorted(Counter((one.status, one.words) for one in answers).items()):
        print(f"  {status} {words:<20} {count}")
    print(
        f"receipts {_receipts(bids)}, leaves {_leaves(lots)}, listed {len(listed)}, tickets {len(taken)}   {_told(same and done)}"
    )
    print(
        f"answers: median {statistics.median(seconds):.2f} s, p99 {slow:.2f} s, last {seconds[-1]:.2f} s; "
        f"bound {LONGEST_SECONDS}   {_told(slow < LONGEST_SECONDS)}"
    )
    return same and done and slow < LONGEST_SECONDS


def _refuse_others(answers: Sequence[Answered], *, allowed: set[str]) -> None:
    """Neither a ticket nor a clear refusal: that must not happen."""
    others = [one for one in answers if one.status >= 300 and one.words not in allowed]
    if others:
        raise RuntimeError(f"{len(others)} answers were neither: {others[0].status} {others[0].words}")


def _receipts(bids: Sequence[Ready]) -> int:
    from bidding.models import Receipt

    return Receipt.objects.filter(filing__header__in=[one.header for one in bids]).count()


def _leaves(lots: set[str]) -> int:
    from bidding.models import Filing
    from bidding.sealed import proofs

    return len(proofs.places(list(Filing.objects.filter(lot__in=lots).values_list("ref", flat=True))))


def _lists(lots: set[str]) -> int:
    from bidding.models import FreezeList

    return FreezeList.objects.filter(lot__in=lots, issued_at__isnull=False).count()


def _entries(lots: set[str]) -> list[str]:
    from bidding.models import FreezeList
    from toolkit.proceedings import Freeze

    issued = FreezeList.objects.filter(lot__in=lots, issued_at__isnull=False)
    return [one.header for row in issued for one in Freeze.from_bytes(bytes(row.content or b"")).bids]


def _told(is_kept: bool) -> str:
    return "kept" if is_kept else "BROKEN"


if __name__ == "__main__":
    sys.exit(main())
