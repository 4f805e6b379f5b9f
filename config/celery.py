"""The Celery application of worker and scheduler. Rows are the truth; a lost or doubled task changes nothing."""

import os

from celery import Celery

from config.environment import Environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
Environment().refuse_the_opening_key()

app = Celery("yangguang")
app.set_default()  # for every thread: web processes hand out tasks from many
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
