"""The delivery process itself, killed while it sends: nothing is lost, nothing settled twice, a second copy bears the first one's id."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.conf import settings

from config.environment import BASE
from config.supervisor import python
from foundation import clock
from notices.delivery.wanted import Wanted
from notices.models import InboxMessage, Parcel
from tests.foundation.processes import database_url
from tests.notices.delivery.following import Following, Receiver, receiving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TEXTS = ("", "测试", "工程", "青岛", "招标")


def started() -> subprocess.Popen[bytes]:
    """Start the process on the test's own database."""
    told = {
        "DATABASE_URL": database_url(),
        "CACHE_URL": "locmem://",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "YANGGUANG_TRANSPARENCY_ROOT": str(settings.TRANSPARENCY_ROOT),
        "YANGGUANG_TRANSPARENCY_KEY_PATH": str(settings.TRANSPARENCY_KEY_PATH),
        "YANGGUANG_WEBHOOK_NETWORKS": "127.0.0.0/8, ::1/128",
        "YANGGUANG_LOG_LEVEL": "WARNING",
    }
    return subprocess.Popen(python("manage.py", "deliver"), env=os.environ | told, cwd=BASE)


def until(is_so: Callable[[], bool], seconds: float = 90) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def killed_while_sending(receiver: Receiver) -> None:
    """Start the process, and kill it once the receiver has a message whose answer the process never sees."""
    receiver.holds.set()
    before = len(receiver.came)
    process = started()
    until(lambda: len(receiver.came) > before)
    process.send_signal(signal.SIGKILL)
    process.wait()
    receiver.holds.clear()
    Parcel.objects.filter(status="waiting").update(due_at=clock.now())  # the two minutes are over


def test_tells_everybody_once(following: Following) -> None:
    with receiving() as receiver:
        for text in TEXTS:
            following.by("bai", wish=Wanted(text=text))
            following.by("cui", "webhook", wish=Wanted(text=text), target=receiver.url)
        _, notices = following.publish()
        for _ in range(2):
            killed_while_sending(receiver)
        process = started()
        try:
            until(lambda: not Parcel.objects.exclude(status="sent").exists())
        finally:
            process.terminate()
            assert process.wait(timeout=60) == 0
    times = Counter(headers["webhook-id"] for headers, _ in receiver.came)
    webhooks = Parcel.objects.filter(subscription__channel="webhook")
    assert set(times) == set(webhooks.values_list("id", flat=True))
    assert max(times.values()) > 1  # what was under way when it was killed came again
    said = {(headers["webhook-id"], body) for headers, body in receiver.came}
    assert len(said) == len(times)  # and said the same
    assert InboxMessage.objects.count() == len(notices)
