"""Small charts of what was read, with the same in words."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from mortem.core.formats.svg import Words, readings_picture, readings_text
from mortem.web.queries.watching import coarse_of, samples_of

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.core.trend import Sample
    from mortem.web.models import Watch


FEWEST_DRAWN = 2  # one dot is no picture of a course


class Chart(NamedTuple):
    """A picture, and what it shows in words."""

    picture: SafeString
    text: str


def chart(watch: Watch) -> Chart | None:
    """Return the last numbers of a signal as a picture; None before there are two."""
    return drawn(watch, samples_of(watch))


def small_chart(watch: Watch) -> Chart | None:
    """Return the long row of a signal as a picture, without asking the database; None before there are two."""
    return drawn(watch, coarse_of(watch))


def drawn(watch: Watch, samples: list[Sample], *, done_at: datetime | None = None) -> Chart | None:
    """Return numbers as a picture, with a mark at `done_at`; None before there are two."""
    if len(samples) < FEWEST_DRAWN or watch.silence_trips:
        return None
    told = {
        "moment": _moment,
        "reaches_at": None if done_at else watch.reaches_at,
        "done_at": done_at,
        "words": _words(get_language()),
    }
    draw = partial(readings_picture, samples, watch.line, prefix=f"readings-{watch.pk}")
    # Escaped by the picture's own paper.
    return Chart(mark_safe(draw(**told)), readings_text(samples, watch.line, **told))  # type: ignore[arg-type] # noqa: S308


@lru_cache(maxsize=8)
def _words(_language: str) -> Words:
    """Return a picture's words, which a page with fifty pictures needs fifty times."""
    return Words.translated(gettext)


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "D j M, H:i")
