"""The small clocks: what breaks in one round is tried again in the next."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import pytest

from mortem.web.jobs import timekeeper

if TYPE_CHECKING:
    from datetime import datetime


@pytest.mark.django_db(transaction=True)
def test_a_defect_stops_no_clock_and_its_words_stay_out_of_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = threading.Semaphore(0)

    def breaks(*, at: datetime) -> None:
        rounds.release()
        raise KeyError(f"hush-hush {at}")

    monkeypatch.setattr(timekeeper, "JOBS", (timekeeper.Job("time", 30, breaks),))
    with caplog.at_level(logging.WARNING), timekeeper.keeping_time(every=0.01):
        assert all(rounds.acquire(timeout=20) for _round in range(3))
    assert "time was not kept: KeyError" in caplog.messages
    assert "hush-hush" not in caplog.text
