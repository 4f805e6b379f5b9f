"""The opening process itself, killed again and again while it settles: in the end there is one record, and it holds."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from bidding.models import OpenedUnit, Opening
from config.environment import BASE
from config.supervisor import python
from tests.bidding.opening.hall import Hall, outcomes
from tests.foundation.processes import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KILLS = 4


def started(hall: Hall) -> subprocess.Popen[bytes]:
    """Start the opening process on the test's own database and files."""
    told = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "YANGGUANG_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "YANGGUANG_TRANSPARENCY_ROOT": str(settings.TRANSPARENCY_ROOT),
        "YANGGUANG_TRANSPARENCY_KEY_PATH": str(settings.TRANSPARENCY_KEY_PATH),
        "YANGGUANG_TRANSPARENCY_WITNESSES": ",".join(settings.TRANSPARENCY_WITNESSES),
        "YANGGUANG_SEALED_KEYS_PATH": str(settings.SEALED_KEYS_PATH),
        "YANGGUANG_OPENING_KEY_PATH": str(settings.OPENING_KEY_PATH),
        "YANGGUANG_OPENING_KEY_PASSWORD": settings.OPENING_KEY_PASSWORD,
    }
    assert hall.lot
    return subprocess.Popen(python("manage.py", "open_bids"), env=os.environ | told, cwd=BASE)


def await_work() -> None:
    """Wait until the process has come to the database."""
    until = time.monotonic() + 120
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.005)


def hears(process: subprocess.Popen[bytes]) -> bool:
    """Tell whether it catches the signal that it is ended by."""
    caught = re.search(r"^SigCgt:\s*(\w+)", Path(f"/proc/{process.pid}/status").read_text(), re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def test_comes_to_one_record(hall: Hall) -> None:
    for who in ("bai", "cui", "deng"):
        hall.scene.filed(who)
    hall.begin()
    hall.posted([1, 2, 3])
    process = started(hall)
    for kill in range(KILLS):
        await_work()
        time.sleep(0.03 * kill)  # each time a little later in its work
        process.send_signal(signal.SIGKILL)
        process.wait()
        row = Opening.objects.get()
        assert OpenedUnit.objects.count() == (3 if row.status == "recorded" else 0)
        process = started(hall)
    try:
        until = time.monotonic() + 120
        # One that was killed may have left the record: then the last is ended once it has come to where a signal ends it in order.
        while (Opening.objects.get().status != "recorded" or not hears(process)) and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        process.terminate()
        assert process.wait(timeout=60) == 0
    assert list(outcomes(hall).values()) == [["opened"]] * 3
    assert hall.verified().holds
