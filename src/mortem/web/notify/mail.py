"""Mail, through whatever MORTEM_MAIL_URL names."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core import mail

log = logging.getLogger(__name__)


def mail_works() -> bool:
    """Tell whether a place to hand mail over is set up."""
    return bool(settings.EMAIL_HOST)


def send_mail(*, to: str, subject: str, body: str) -> bool:
    """Hand one message over. Returns whether it was taken; a refusal is logged without content."""
    return not hand_over(to=to, subject=subject, body=body)


def hand_over(*, to: str, subject: str, body: str, known_as: str = "") -> str:
    """Hand one message over. Returns nothing when it was taken, or else what was in the way.

    `known_as` becomes its Message-ID, so that the same message sent twice is known to be one.
    """
    headers = {"Message-ID": f"<{known_as}@mortem>"} if known_as else {}
    try:
        taken = mail.EmailMessage(subject, body, None, [to], headers=headers).send()
    except OSError as error:  # smtplib's errors are OSErrors too
        log.warning("mail was not taken: %s", type(error).__name__)
        return type(error).__name__
    except ValueError as error:  # the name of its computer may be too long for a mail's spelling
        log.warning("mail was not taken: %s", type(error).__name__)
        return "no mail can be written to this address"
    return "" if taken else "nobody took it"
