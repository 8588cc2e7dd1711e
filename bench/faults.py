"""Whether a flip is recorded once and told, wherever a worker or its database dies or finds no room.

    .venv/bin/python -m bench.faults [--postgres] [--every 1]

For each step of a round (see `faults_round.py`) a worker is killed there with SIGKILL, and a healthy one
comes three minutes later, when the leases have ended. Then there must be one number, one flip, one line
of history, one message that was sent, and its letter under one Message-ID. A letter that came twice is
counted. `mortem serve` itself is killed at each step of its own rounds in the same way. On SQLite
rounds are done with room for no page of its log, for one, for two …, and on a disk that is really full but for
so many blocks (only root can make one that is small); on PostgreSQL with the database dying and starting anew at each
step. Then a process that does what the server does is killed at each step of keeping a number that was
sent, and of taking an answer by link with all of its page; whoever got no answer comes again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import do
from mortem.cli import start
from tests.web.loopback import Reply, site
from tests.web.post_office import post_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.web.post_office import PostOffice

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
LATER = timedelta(minutes=3)
PAGE = 4096 + 24  # of SQLite's log
PATIENCE = 1200  # looks at a server that is to die, twenty a second
SMALL = "48m"  # a disk that can be filled


class Scene:
    """One signal over its line, a day of its own for each try, and what came of it."""

    twice = "a letter"

    def __init__(self, post: PostOffice, source: str, **values: Any) -> None:
        from mortem.web.operations.reviews import begin_review  # noqa: PLC0415 - needs set_up
        from mortem.web.operations.users import local_account  # noqa: PLC0415 - needs set_up
        from tests.web.watching import watched_signal  # noqa: PLC0415 - needs set_up

        self.post, self.at = post, NOON
        by = local_account(at=NOON)
        review = begin_review(context="migration", title="Move the orders", by=by, at=NOON)
        self.watch = watched_signal(review, source, at=NOON, threshold=400, **values)

    @property
    def told(self) -> tuple[Any, ...]:
        """What whoever dies is given, beside the step."""
        return (self.at,)

    def is_whole(self) -> bool:
        """Tell whether all there was to do has been done."""
        return self.watch.flips.exists() and bool(self.post.letters)

    def begin(self) -> None:
        """Go to the next day, on which nothing has been read yet."""
        from django.db import connection  # noqa: PLC0415 - needs set_up

        from mortem.web.models import Activity, Flip, Reading, Sample, Watch  # noqa: PLC0415 - needs set_up

        self.at += timedelta(days=1)
        self.lines = Activity.objects.filter(verb="signal.flipped").count()
        self.post.letters.clear()
        for model in (Flip, Reading, Sample):
            model.objects.all().delete()
        Watch.objects.update(
            state="waiting", flip_count=0, due_at=self.at, started_at=self.at, taken_until=None
        )
        connection.close()

    def leave(self) -> None:
        """Make room for another signal: each scene looks at all there is."""
        from mortem.web.models import Delivery, Review  # noqa: PLC0415 - needs set_up

        Delivery.objects.all().delete()
        Review.objects.all().delete()

    def watch_over(self, worker: Any) -> bool:
        """Wait until the worker has ended; tell whether it did all there was to do."""
        worker.join()
        there_again()
        return worker.exitcode == 0 and self.is_whole()

    def end(self, *, answered: bool) -> bool:  # noqa: ARG002 - nobody waits for a worker's answer
        """Let a healthy worker come; tell whether something came twice. Stop where anything is amiss."""
        from django.db import connection  # noqa: PLC0415 - needs set_up

        from mortem.web.jobs.timekeeper import run_once  # noqa: PLC0415 - needs set_up
        from mortem.web.models import Activity, Delivery, Sample  # noqa: PLC0415 - needs set_up

        there_again()
        run_once(at=self.at + LATER)
        flips = list(self.watch.flips.values_list("state", "number"))
        lines = Activity.objects.filter(verb="signal.flipped").count() - self.lines
        sent = [one.sent_at is not None for one in Delivery.objects.all()]
        letters = {letter["message-id"] for letter in self.post.letters}
        found = (flips, lines, sent, len(letters))
        assert found == ([("tripped", 1)], 1, [True], 1), found
        numbers = Sample.objects.count()
        connection.close()
        return self.was_doubled(numbers)

    def was_doubled(self, numbers: int) -> bool:
        """Tell whether what may come twice did."""
        assert numbers == 1
        return len(self.post.letters) > 1


class Served(Scene):
    """A server reads the signal and tells of it by itself, at its own time; it is killed once all is done."""

    def begin(self) -> None:
        self.at = datetime.now(UTC) - timedelta(days=1)
        super().begin()

    def watch_over(self, server: Any) -> bool:
        """Wait until the server has died of its step, or has done everything; tell which."""
        for _ in range(PATIENCE):
            if server.exitcode is not None:
                return False
            if self.is_whole():
                server.kill()
                server.join()
                return True
            time.sleep(0.05)
        raise AssertionError("The server neither dies nor gets on.")

    def is_whole(self) -> bool:
        from mortem.web.models import Delivery  # noqa: PLC0415 - needs set_up

        return super().is_whole() and Delivery.objects.exclude(sent_at=None).exists()


class Sent(Scene):
    """A number over the line is sent to the signal; whoever got no answer sends it again."""

    twice = "a number"

    @property
    def told(self) -> tuple[Any, ...]:
        return (self.at, self.watch.address_hash)

    def is_whole(self) -> bool:
        return bool(self.watch.samples.exists())

    def end(self, *, answered: bool) -> bool:
        """Send it again, as whoever was not answered does; then let a healthy worker come."""
        from bench.faults_round import OVER_THE_LINE  # noqa: PLC0415 - needs set_up
        from mortem.web.operations.watching import take_numbers  # noqa: PLC0415 - needs set_up

        if not answered:
            take_numbers([(str(self.watch.address_hash), OVER_THE_LINE, self.at)])
        return super().end(answered=answered)

    def was_doubled(self, numbers: int) -> bool:
        assert numbers in {1, 2}
        return numbers > 1


class Answered(Scene):
    """A signal has spoken; somebody answers by the link, and presses again when nothing comes."""

    twice = "a press that found it answered"

    def __init__(self, post: PostOffice, source: str, **values: Any) -> None:
        super().__init__(post, source, **values)
        self.at = datetime.now(UTC)  # the links of past months have ended

    def begin(self) -> None:
        from django.db import connection  # noqa: PLC0415 - needs set_up

        from mortem.web.jobs.timekeeper import run_once  # noqa: PLC0415 - needs set_up
        from mortem.web.models import Delivery  # noqa: PLC0415 - needs set_up
        from mortem.web.operations.deliveries import link_token  # noqa: PLC0415 - needs set_up

        super().begin()
        run_once(at=self.at)
        self.path = f"/answer/{link_token(Delivery.objects.get())}/"
        connection.close()

    @property
    def told(self) -> tuple[Any, ...]:
        return (self.at, self.path)

    def is_whole(self) -> bool:
        return bool(self.watch.flips.exclude(answer="").exists())

    def end(self, *, answered: bool) -> bool:
        """Press again where nothing came; then there must be one answer, one line and one quiet reading."""
        from django.db import connection  # noqa: PLC0415 - needs set_up

        from bench.faults_round import press  # noqa: PLC0415 - needs set_up
        from mortem.web.models import Activity, Flip, Reading  # noqa: PLC0415 - needs set_up

        flip = Flip.objects.get()
        status = 0 if answered else press(self.path)
        assert status in {0, 302, 409}, status
        flip.refresh_from_db()
        lines = Activity.objects.filter(verb="flip.answered", data__id=str(flip.pk)).count()
        found = (flip.answer, lines, Reading.objects.filter(state="quiet").count())
        assert found == ("done", 1, 1), found
        connection.close()
        return status == 409  # somebody was first


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
    scene: Scene, target: Callable[..., None], numbers: range
) -> tuple[int, int]:
    """Try each number until a round ends well; return how many were tried, and how many came twice."""
    nursery: Any = multiprocessing.get_context("forkserver")
    nursery.set_forkserver_preload(["bench.faults_round"])
    doubled = 0
    for tried, number in enumerate(numbers):
        scene.begin()
        worker = nursery.Process(target=target, args=(*scene.told, number))
        worker.start()
        whole = scene.watch_over(worker)
        doubled += scene.end(answered=worker.exitcode == 0)
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
            BLOCK,
            bereft_round,
            cramped_round,
            dying_page,
            dying_ping,
            dying_round,
            dying_server,
            full_round,
        )

        url, steps = here.url("/n"), range(1, 10_000, every)
        read = Scene(post, "number", url=url, path="$")
        kinds: list[tuple[str, Scene, Any, range]] = [("killed", read, dying_round, steps)]
        if connection.vendor == "sqlite":
            room = range(0, 1 << 20, PAGE * every)
            kinds.append(("no room", read, cramped_round, room))
            if Path(os.environ["MORTEM_DATA"]).is_mount():
                kinds.append(("disk full", read, full_round, range(0, 1 << 20, BLOCK * every)))
        else:
            kinds.append(("database died", read, bereft_round, steps))
        for name, scene, target, numbers in kinds:
            report(name, scene, *until_nothing_breaks(scene, target, numbers))
        read.leave()
        served = Served(post, "number", url=url, path="$")
        report("server killed", served, *until_nothing_breaks(served, dying_server, steps))
        served.leave()
        sent = Sent(post, "pushed")
        report("number sent", sent, *until_nothing_breaks(sent, dying_ping, steps))
        sent.leave()
        answered = Answered(post, "number", url=url, path="$")
        report("answer given", answered, *until_nothing_breaks(answered, dying_page, steps))


@contextmanager
def small_disk(place: str) -> Iterator[None]:
    """Let a folder be a disk of its own that can be filled, where that is allowed."""
    mount = ("mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", place)
    allowed = (
        sys.platform == "linux"
        and not subprocess.run(mount, check=False, capture_output=True).returncode
    )
    try:
        yield
    finally:
        if allowed:
            subprocess.run(("umount", "--lazy", place), check=True)


def report(name: str, scene: Scene, tried: int, doubled: int) -> None:
    from django.db import connection  # noqa: PLC0415 - needs set_up

    print(f"{connection.vendor}, {name}: {tried} times; twice {scene.twice}: {doubled}", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--postgres", action="store_true")
    asked.add_argument("--every", type=int, default=1, help="die at each so-manieth step only")
    chosen = asked.parse_args()
    with ExitStack() as open_now:
        room = open_now.enter_context(tempfile.TemporaryDirectory())
        open_now.enter_context(small_disk(room))
        os.environ |= {"MORTEM_DATA": room, "MORTEM_OUTGOING_NETWORKS": "127.0.0.0/8"}
        if chosen.postgres:
            os.environ["DATABASE_URL"] = open_now.enter_context(do.postgres())
        try_all(chosen.every)


if __name__ == "__main__":
    main()
