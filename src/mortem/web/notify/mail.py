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
    try:
        return mail.send_mail(subject, body, None, [to]) == 1
    except OSError as error:  # smtplib's errors are OSErrors too
        log.warning("mail was not taken: %s", type(error).__name__)
        return False
