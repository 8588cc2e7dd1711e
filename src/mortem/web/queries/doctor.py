"""Whether everything that should be running runs: read from the database, changing nothing."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from mortem.core.errors import CannotRead
from mortem.web import source_secrets, vault
from mortem.web.models import ActionNews, Channel, Delivery, Tracker, Watch
from mortem.web.notify.mail import mail_works
from mortem.web.queries.watching import AWAKE, WATCHED_IN, last_round_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_LATE: Final = timedelta(minutes=5)
"""How long something may be due before it counts as stuck."""

MOST_SECRETS: Final = 500


class Health(StrEnum):
    """How it is with one thing."""

    WELL = "well"
    LOOK = "look"
    ILL = "ill"


class Finding(NamedTuple):
    """One thing that was looked at; `help` says what mends it."""

    health: Health
    words: str
    help: str = ""


def findings(*, at: datetime) -> Iterator[Finding]:
    """Yield what database and data folder tell of mail, watching, messages, secrets and evidence, at a moment."""
    yield _mail()
    yield _watching(at)
    yield _messages(at)
    yield _secrets()
    yield _evidence()


def _mail() -> Finding:
    if mail_works():
        return Finding(Health.WELL, "Mail is set up.")
    return Finding(Health.LOOK, "No mail is set up: nobody is told by it.", "Set MORTEM_MAIL_URL.")


def _watching(at: datetime) -> Finding:
    here = Watch.objects.filter(
        signal__deleted_at=None,
        signal__review__deleted_at=None,
        signal__review__phase__in=WATCHED_IN,
    )
    count, last = here.count(), last_round_at()
    if not count:
        return Finding(Health.WELL, "Mortem reads no signal by itself.")
    if last is None or at - last > AWAKE:
        seen = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "yet"
        said = f"Signals to be read: {count}. Nobody has watched {seen}."
        return Finding(Health.ILL, said, "Run mortem serve or mortem worker, or a line for cron.")
    stuck = here.filter(due_at__lt=at - _LATE).count()
    if stuck:
        said = f"Signals to be read: {count}; {stuck} of them have waited for minutes."
        return Finding(Health.LOOK, said, "Run one more mortem worker, or look at what is slow.")
    return Finding(Health.WELL, f"Signals to be read: {count}. Watched at {last:%H:%M} UTC.")


def _messages(at: datetime) -> Finding:
    dead = Delivery.objects.exclude(dead_at=None).count()
    if dead:
        said = f"Messages that never arrived: {dead}."
        return Finding(Health.LOOK, said, "The Watch page of their review sends them again.")
    lost = ActionNews.objects.exclude(dead_at=None).count()
    if lost:
        said = f"News of actions that never arrived: {lost}."
        return Finding(Health.LOOK, said, "The page of the channel sends them again.")
    late = {"sent_at": None, "next_at__lt": at - _LATE}
    waiting = sum(kind.objects.filter(**late).count() for kind in (Delivery, ActionNews))
    if waiting:
        said = f"Messages that have waited for minutes: {waiting}."
        return Finding(Health.LOOK, said, "Run mortem serve or mortem worker.")
    return Finding(Health.WELL, "No message is stuck.")


def _secrets() -> Finding:
    sealed = Watch.objects.exclude(sealed="").values_list("sealed", flat=True)[:MOST_SECRETS]
    of_channels = Channel.objects.values_list("sealed", flat=True)[:MOST_SECRETS]
    of_trackers = Tracker.objects.values_list("sealed", flat=True)[:MOST_SECRETS]
    torn = sum(not _opens(one) for one in (*sealed, *of_channels, *of_trackers))
    if torn:
        said = f"Sealed secrets of sources, channels and trackers that do not open: {torn}."
        return Finding(
            Health.ILL,
            said,
            "Bring back the secret.key that this data came with, or write them anew.",
        )
    return Finding(Health.WELL, "Every sealed secret opens.")


def _evidence() -> Finding:
    plain, foreign = vault.unsealed()
    if foreign:
        said = f"Pieces of evidence that were encrypted with another key: {foreign}."
        return Finding(
            Health.ILL,
            said,
            "Bring back the secret.key that this data came with, or name it in MORTEM_OLD_SECRET_KEYS.",
        )
    if plain:
        said = f"Pieces of evidence that lie unencrypted: {plain}."
        return Finding(Health.LOOK, said, "The next start encrypts them: mortem serve")
    return Finding(Health.WELL, "All evidence is encrypted, and the key that opens it is here.")


def _opens(sealed: str) -> bool:
    try:
        source_secrets.unseal(sealed)
    except CannotRead:
        return False
    return True
