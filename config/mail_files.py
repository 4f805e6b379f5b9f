"""Mail for looking at: each message is a file named after its Message-ID, so one that is sent twice is there once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes `.eml` files into the folder of the settings, which only we may read: what is in them is personal."""

    def __init__(self, fail_silently: bool = False, **_given: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self._folder = Path(str(settings.EMAIL_FILE_PATH))

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; return how many."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for one in email_messages:
            message = one.message()
            name = re.sub(r"[^A-Za-z0-9._-]", "_", str(message["Message-ID"]).strip("<>").partition("@")[0])
            (self._folder / f"{name[:100]}.eml").write_bytes(message.as_bytes())
        return len(email_messages)
