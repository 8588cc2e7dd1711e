"""Whether a flip is recorded once and told, wherever a worker or its database dies or finds no room.

    .venv/bin/python -m bench.faults [--postgres] [--every 1]

For each step of a round (see `faults_round.py`) a worker is killed there with SIGKILL, and a healthy one
comes three minutes later, when the leases have ended. Then there must be one number, one flip, one line
of history, one message that was sent, and its letter under one Message-ID. A letter that came twice is
counted. The same is done on SQLite with room for no page of its log, for one, for two …, and on
PostgreSQL with the database dying and starting anew at each step.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import do
from mortem.cli import start
from tests.web.loopback import Reply, site
from tests.web.post_office import post_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.post_office import PostOffice

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
LATER = timedelta(minutes=3)
PAGE = 4096 + 24  # of SQLite's log


class Scene:
    """One signal over its line, a day of its own for each try, and what came of it."""

    def __init__(self, post: PostOffice, url: str) -> None:
        from mortem.web.operations.reviews import begin_review  # noqa: PLC0415 - needs set_up
        from mortem.web.operations.users import local_account  # noqa: PLC0415 - needs set_up
        from tests.web.watching import watched_signal  # noqa: PLC0415 - needs set_up

        self.post, self.at = post, NOON
        by = local_account(at=NOON)
        review = begin_review(context="migration", title="Move the orders", by=by, at=NOON)
        self.watch = watched_signal(review, "number", at=NOON, threshold=400, url=url, path="$")

    def begin(self) -> None:
        """Go to the next day, on which nothing has been read yet."""
        from django.db import connection  # noqa: PLC0415 - needs set_up

        from mortem.web.models import Flip, Reading, Sample, Watch  # noqa: PLC0415 - needs set_up

        self.at += timedelta(days=1)
        self.post.letters.clear()
        for model in (Flip, Reading, Sample):
            model.objects.all().delete()
        Watch.objects.update(
            state="waiting", flip_count=0, due_at=self.at, started_at=self.at, taken_until=None
        )
        connection.close()

    def end(self) -> bool:
        """Let a healthy worker come; tell whether a letter came twice. Stop where anything is amiss."""
        from django.db import connection  # noqa: PLC0415 - needs set_up

        from mortem.web.jobs.timekeeper import run_once  # noqa: PLC0415 - needs set_up
        from mortem.web.models import Activity, Delivery, Sample  # noqa: PLC0415 - needs set_up

        there_again()
        run_once(at=self.at + LATER)
        flips = list(self.watch.flips.values_list("state", "number"))
        lines = Activity.objects.filter(verb="signal.flipped", at__gte=self.at).count()
        sent = [one.sent_at is not None for one in Delivery.objects.all()]
        letters = {letter["message-id"] for letter in self.post.letters}
        found = (flips, Sample.objects.count(), lines, sent, len(letters))
        assert found == ([("tripped", 1)], 1, 1, [True], 1), found
        connection.close()
        return len(self.post.letters) > 1


def there_again() -> None:
    """Wait until the database takes connections, as a database that recovers does not."""
    from django.db import OperationalError, connection  # noqa: PLC0415 - needs set_up

    for _ in range(300):
        try:
            connection.ensure_connection()
        except OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The database does not come back.")


def until_nothing_breaks(
    scene: Scene, target: Callable[[datetime, int], None], numbers: range
) -> tuple[int, int]:
    """Try each number until a round ends well; return how many were tried, and letters twice."""
    nursery: Any = multiprocessing.get_context("forkserver")
    nursery.set_forkserver_preload(["bench.faults_round"])
    doubled = 0
    for tried, number in enumerate(numbers):
        scene.begin()
        worker = nursery.Process(target=target, args=(scene.at, number))
        worker.start()
        worker.join()
        there_again()
        whole = worker.exitcode == 0 and scene.watch.flips.exists() and bool(scene.post.letters)
        doubled += scene.end()
        if whole:
            return tried, doubled
    raise AssertionError("There is no end to the steps.")


def try_all(every: int) -> None:
    with ExitStack() as open_now:
        here = open_now.enter_context(site(n=Reply(b"500")))
        post = open_now.enter_context(post_office())
        os.environ["MORTEM_MAIL_URL"] = f"smtp://127.0.0.1:{post.port}"
        start.set_up(Path(os.environ["MORTEM_DATA"]))
        start.bring_up_to_date(Path(os.environ["MORTEM_DATA"]))
        from django.db import connection  # noqa: PLC0415 - needs set_up

        from bench.faults_round import (  # noqa: PLC0415 - needs set_up
            bereft_round,
            cramped_round,
            dying_round,
        )

        scene = Scene(post, here.url("/n"))
        kinds: list[tuple[str, Any, range]] = [("killed", dying_round, range(1, 10_000, every))]
        if connection.vendor == "sqlite":
            kinds.append(("no room", cramped_round, range(0, 1 << 20, PAGE * every)))
        else:
            kinds.append(("database died", bereft_round, range(1, 10_000, every)))
        for name, target, numbers in kinds:
            tried, doubled = until_nothing_breaks(scene, target, numbers)
            print(
                f"{connection.vendor}, {name}: {tried} times; letters twice: {doubled}", flush=True
            )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--postgres", action="store_true")
    asked.add_argument("--every", type=int, default=1, help="die at each so-manieth step only")
    chosen = asked.parse_args()
    with ExitStack() as open_now:
        room = open_now.enter_context(tempfile.TemporaryDirectory())
        os.environ |= {"MORTEM_DATA": room, "MORTEM_OUTGOING_NETWORKS": "127.0.0.0/8"}
        if chosen.postgres:
            os.environ["DATABASE_URL"] = open_now.enter_context(do.postgres())
        try_all(chosen.every)


if __name__ == "__main__":
    main()
