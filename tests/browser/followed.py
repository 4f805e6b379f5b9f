"""Notices that are published behind the pages, and the mail that comes of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import mail

from foundation import followers
from notices.delivery.sending import Sender


class Followed:
    """What a play does about those who follow; `scene` is the play's."""

    scene: Any

    def publish(self) -> list[str]:
        """Announce a tender, and deliver its notice."""
        self.scene.world.announced()
        return self.deliver()

    def deliver(self) -> list[str]:
        """Deliver what is due; return what each mail says."""
        followers.catch_up()
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        mail.outbox = []
        sender = Sender()
        while sender.turn():
            pass
        sender.rest()
        return [str(one.body) for one in mail.outbox]
