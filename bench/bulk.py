"""
What the files of the open feed cost: `python -m bench.bulk [--releases 50000]`.

Made-up releases of a contract with five bidders are written in all formats at once, a part of a few and a part of many, each in a process
of its own; beside them the same lines are only compressed, which is the least that anybody could do. Needs no database.

Ends with 1 if the greatest memory of the larger part is more than 48 MB above that of the smaller one.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from archive.bulk.writers import WRITERS, Several
from archive.ocds import marking, writing
from archive.ocds.known import Agreed, Bid, Known, Milestone, Organisation, Paper, Span, Terms, Winner
from archive.ocds.values import encode
from trading.law import ocds

FEW, MOST_GROWTH_KB = 2_000, 48 * 1024
_AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
_FORMATS = "formats"


def release(number: int) -> str:
    """Return a release, different from all others."""
    bidders = [
        Organisation(f"第{number * 5 + one}建设工程有限公司", "", f"pty_{number}_{one}") for one in range(5)
    ]
    bids = [
        Bid(f"fil_{number}_{one}", _AT, Decimal(4_000_000 + number + one), (each,), stands=True)
        for one, each in enumerate(bidders)
    ]
    title, price = f"滨海大道第{number}标段施工", Decimal(4_000_000 + number)
    buyer = Organisation("市住房和城乡建设局", "11370200MB2849000A", "pty_buyer")
    terms = Terms(
        f"A03-{number}",
        title,
        "公开招标",
        ocds.CONSTRUCTION.of(ocds.Method.OPEN),
        buyer,
        category="works",
        value=price,
    )
    known = Known(
        lot=f"lot_{number:08}",
        number=1,
        title=title,
        terms=terms,
        status="complete",
        bidding=Span(_AT - timedelta(days=20), _AT),
        milestones=[Milestone("documents", "招标文件发售期", _AT)],
        papers=[
            Paper(f"ntc_{number}_{one}", f"{title}公告", f"https://example.org/notices/{number}/{one}/", _AT)
            for one in range(4)
        ],
        is_opened=True,
        bids=bids,
        winners=[Winner((bidders[0],), price, True, _AT, bids[0].id)],
        contract=Agreed(f"ctr_{number}", bidders[0], price, _AT),
    )
    made = marking.released(None, writing.snapshot(known, "ocds-213czf"), number=1, at=_AT)
    return encode(made).decode()


def write(how: str, releases: int) -> None:
    """Write so many, then print the seconds, the bytes of JSON and the greatest memory in KB."""
    with tempfile.TemporaryDirectory() as name:
        spent, size = 0.0, 0
        paths = {one: Path(name) / f"compiled.{one}" for one in WRITERS}
        with (
            Several(paths if how == _FORMATS else {}) as files,
            gzip.open(Path(name) / "plain.gz", "wb", 6) as plain,
        ):
            for number in range(releases):
                text = release(number)
                size += len(text.encode())
                began = time.perf_counter()
                files.add(text) if how == _FORMATS else plain.write(f"{text}\n".encode())
                spent += time.perf_counter() - began
            began = time.perf_counter()
        spent += time.perf_counter() - began
        print(spent, size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def measured(how: str, releases: int) -> tuple[float, int, int]:
    command = [sys.executable, "-m", "bench.bulk", "--how", how, "--releases", str(releases)]
    spent, size, memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    print(
        f"{how:>8} {releases:>9,} releases  {float(spent):7.1f} s  {releases / float(spent):8,.0f}/s  "
        f"{int(size) / 1e6:7.0f} MB of JSON  {int(memory) / 1024:5.0f} MB of memory"
    )
    return float(spent), int(size), int(memory)


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=int, default=50_000)
    parser.add_argument("--how", choices=[_FORMATS, "gzip"])
    wanted = parser.parse_args()
    if wanted.how:
        write(wanted.how, wanted.releases)
        return 0
    measured("gzip", wanted.releases)
    *_, few = measured(_FORMATS, FEW)
    *_, many = measured(_FORMATS, wanted.releases)
    return int(many - few > MOST_GROWTH_KB)


if __name__ == "__main__":
    sys.exit(main())
