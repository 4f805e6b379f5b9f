"""The process that seals, killed again and again and with a twin beside it: every document is sealed once, and whole."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest
from django.conf import settings

from archive.models import SealedDocument
from config.environment import BASE
from config.supervisor import python
from foundation import followers, storage
from foundation.models import Event
from tests.bidding.opening.test_kill import await_work
from tests.foundation.processes import database_url
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DEALS, KILLS = 4, 3


def started(*words: str) -> subprocess.Popen[bytes]:
    told = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "YANGGUANG_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "YANGGUANG_TRANSPARENCY_ROOT": str(settings.TRANSPARENCY_ROOT),
        "YANGGUANG_TRANSPARENCY_WITNESSES": ",".join(settings.TRANSPARENCY_WITNESSES),
        "YANGGUANG_SEALED_KEYS_PATH": str(settings.SEALED_KEYS_PATH),
    }
    return subprocess.Popen(python("manage.py", "seal_documents", *words), env=os.environ | told, cwd=BASE)


def test_leaves_every_document_sealed_once(world: World) -> None:
    for _ in range(DEALS):
        world.announced()
    followers.catch_up()
    numbers = set(SealedDocument.objects.values_list("number", flat=True))
    assert len(numbers) == DEALS
    for kill in range(KILLS):
        process = started()
        await_work()
        time.sleep(0.4 + 0.3 * kill)  # each time a little later in its work
        process.send_signal(signal.SIGKILL)
        process.wait()
        for row in SealedDocument.objects.all():
            assert (row.status == "sealed") == bool(row.digest)
            assert not row.digest or storage.is_intact(row.digest)
    twins = [started("--once"), started("--once")]
    assert [one.wait(timeout=120) for one in twins] == [0, 0]
    rows = SealedDocument.objects.all()
    assert {one.number for one in rows} == numbers
    assert all(one.status == "sealed" and storage.is_intact(one.digest) for one in rows)
    events = Event.objects.filter(type="archive.document.sealed")
    assert sorted(one.subject for one in events) == sorted(one.id for one in rows)
