"""The Celery application of worker and scheduler. Rows are the truth; a lost or doubled task changes nothing."""

import os

from celery import Celery
from celery.signals import beat_init, celeryd_init

from config.environment import Environment, Refused

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("yangguang")
app.set_default()  # for every thread: web processes hand out tasks from many
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def refuse_keys_of_others(**_given: object) -> None:
    """
    Keep the keys that open bids, or read restricted parts of them, from worker and scheduler; others only hand out tasks.

    :raises SystemExit: if this process was told of one. Celery only notes other exceptions, and goes on.
    """
    try:
        Environment().refuse_keys_of_others()
    except Refused as refused:
        raise SystemExit(str(refused)) from refused


def refuse_older_database(**_given: object) -> None:
    """
    Keep workers from a database that is known to be an older copy.

    :raises SystemExit: if it is, with the words that every process has for it.
    """
    from foundation import (
        transparency_start,
    )  # here: its models need the applications, which are loaded by now

    try:
        transparency_start.refuse_older_database()
    except transparency_start.LogRefused as refused:
        raise SystemExit(str(refused)) from refused


celeryd_init.connect(refuse_keys_of_others)
celeryd_init.connect(refuse_older_database)
beat_init.connect(refuse_keys_of_others)
