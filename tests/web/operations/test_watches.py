"""How a signal is read: what stays when that changes, and what goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mortem.web.operations.watches import Setting, everything_told, set_watch
from tests.web.guarding import facilitator
from tests.web.watching import watched_signal

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review, Watch

GITHUB: dict[str, Any] = {"repository": "ada/shop", "measure": "issues", "label": ""}


def changed(watch: Watch, at: datetime, **values: str) -> Watch:
    """Set the same source up anew with these values, its secret left out."""
    setting = Setting(source=watch.source, threshold=5, values=values)
    by = facilitator(watch.signal.review)
    return set_watch(watch.signal, setting, by=by, at=at)


@pytest.mark.parametrize(
    ("before", "after", "stays"),
    [
        ("", "", True),
        ("https://a.example", "https://A.example:443/api/v3", True),
        ("https://a.example", "https://b.example", False),
        ("https://a.example", "http://a.example", False),
        ("https://a.example", "https://a.example:8443", False),
        ("https://a.example", "", False),
        ("", "https://a.example", False),
        ("https://a.example", "not an address", False),
    ],
)
def test_a_secret_stays_only_for_the_origin_it_was_given_for(
    migration: Review, now: datetime, *, before: str, after: str, stays: bool
) -> None:
    watch = watched_signal(migration, "github", at=now, token="hush", server=before, **GITHUB)
    again = changed(watch, now, server=after, **GITHUB)
    assert everything_told(again).get("token") == ("hush" if stays else None)
