"""Mail: both forms of a letter, and the headers by which programs drop a second copy and unsubscribe with one click."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notices.delivery import links, reasons
from notices.delivery.calling import NotTaken
from notices.delivery.wording import Letter
from notices.models import Parcel, Purpose


class Refused(NotTaken):
    """The address takes no mail, and will not by trying again."""


def message(parcel: Parcel, address: str, letter: Letter) -> EmailMultiAlternatives:
    """
    Return the mail of a parcel.

    Its Message-ID is the parcel's, for good: a second copy has the same. `List-Unsubscribe-Post` says that one POST ends it
    (RFC 8058); a mail that only asks for confirmation has nothing to end.
    """
    headers = {"Message-ID": f"<{parcel.id}@{links.host()}>", "Auto-Submitted": "auto-generated"}
    if parcel.purpose != Purpose.CONFIRMATION:
        headers |= {
            "List-Id": f"<notices.{links.host()}>",
            "List-Unsubscribe": f"<{links.unsubscription(parcel.subscription_id)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    made = EmailMultiAlternatives(
        letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [address], headers=headers
    )
    made.attach_alternative(letter.html, "text/html")
    return made


def dial() -> BaseEmailBackend:
    """
    Return a connection to the mail server that stays open until it is closed.

    :raises NotTaken: if there is none.
    """
    made: BaseEmailBackend = get_connection()
    try:
        made.open()
    except (smtplib.SMTPException, OSError):
        raise NotTaken(reasons.MAIL_FAILED) from None
    return made


def send(mail: EmailMultiAlternatives, by: BaseEmailBackend) -> None:
    """
    Hand a mail to the mail server.

    :raises Refused: if it refuses the address for good.
    :raises NotTaken: if it may be tried again.
    """
    try:
        by.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if codes and all(500 <= code < 600 for code in codes):
            raise Refused(reasons.MAIL_REFUSED) from None
        raise NotTaken(reasons.MAIL_FAILED) from None
    except (smtplib.SMTPException, OSError):
        raise NotTaken(reasons.MAIL_FAILED) from None
