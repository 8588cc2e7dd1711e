"""How soon the rows of a piece of evidence are there, and how quick it is to look at them.

python -m bench.explore [--rows 1500000]

Generates the log of a night (one line a row, the same on every run), brings it as evidence, reads it
as the product does, and then asks the pages of the real server for it, one client at a time: each
question once, then REPEATS times more. *processor* is the mean time that the server's threads were on a
processor, on a busy machine the only steady figure.
The aims: the first screen within 1 s, any filter within 300 ms, on 1.5 million rows.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from bench.product import serving, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.product import Client

REPEATS: Final = 10
BEGAN: Final = datetime(2026, 3, 13, 22, 40, tzinfo=UTC)
NIGHT: Final = timedelta(hours=3, minutes=25)
_SAID: Final = (
    "order {key} taken for customer {number}",
    "paid order {key} in {number} ms",
    "cart of {key} opened from 10.0.{small}.{small}",
    "GET /items/{number} 200 {small} ms",
    "stock of item {number} is {small}",
)
_BROKEN: Final = ("connection to orders refused after {number} ms", "no space left on device")
QUESTIONS: Final = {
    "the first screen": "",
    "… its second page": "after=50",
    "… a page in the middle": "after=700000",
    "a word in a fifth of the rows": "q=paid",
    "a word in nearly every row": "q=order",
    "a word in no row": "q=marmalade",
    "several words": "q=order+taken+customer",
    "words together": "q=%22no+space+left%22",
    "an address": "q=10.0.17.17",
    "one word without another": "q=order+-paid",
    "without a word that is everywhere": "q=-order",
    "errors and graver": "level=6",
    "debug and graver": "level=2",
    "who": "who=2",
    "who, level and words": "who=2&level=3&q=order",
    "a stretch of twenty minutes": "from={since}&to={until}",
    "… with a word": "from={since}&to={until}&q=order",
    "lines that say the same, folded": "fold=1",
    "… of those with a word": "fold=1&q=order",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_500_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        path, place = _prepared(data, rows)
        print(f"rows kept: {place.stat().st_size / 1e6:.0f} MB\n")
        print("| what is asked | first, ms | p50, ms | slowest, ms | processor, ms |")
        print("|---|---|---|---|---|")
        with serving(data) as product:
            client = sign_in(product)
            since = int((BEGAN + NIGHT / 2).timestamp()) * 1000
            window = {"since": since, "until": since + 20 * 60 * 1000}
            for name, query in QUESTIONS.items():
                worked = product.cpu_seconds()
                took = _took(client, f"{path}?{query.format(**window)}")
                worked = (product.cpu_seconds() - worked) * 1000 / len(took)
                clock = f"{took[0]:.0f} | {median(took[1:]):.0f} | {max(took[1:]):.0f}"
                print(f"| {name} | {clock} | {worked:.0f} |", flush=True)


def _took(client: Client, path: str) -> list[float]:
    took = []
    for _ in range(REPEATS + 1):
        begun = time.perf_counter()
        client.get(path)
        took.append((time.perf_counter() - begun) * 1000)
    return took


def _prepared(data: Path, rows: int) -> tuple[str, Path]:
    """Bring the log of a night to a review, read it; return the address of its rows, and their place."""
    from mortem.cli import start  # noqa: PLC0415 - Django follows the folder

    start.set_up(start.choose_data(data))
    start.bring_up_to_date(data)

    from mortem.web import vault  # noqa: PLC0415 - needs set_up
    from mortem.web.models import Participant  # noqa: PLC0415
    from mortem.web.operations.evidence import add_evidence  # noqa: PLC0415
    from mortem.web.operations.reviews import begin_review  # noqa: PLC0415
    from mortem.web.operations.users import local_account  # noqa: PLC0415
    from mortem.web.rows.building import build  # noqa: PLC0415
    from mortem.web.rows.piece import piece_of  # noqa: PLC0415

    me = local_account(at=BEGAN)
    review = begin_review(context="incident", title="The shop was down", by=me, at=BEGAN)
    sealed = vault.seal(_log(rows), limit=sys.maxsize)
    by = Participant.objects.get(review=review, user=me)
    (log,) = add_evidence(review, brought=[("shop.log", "text/plain", sealed)], by=by, at=BEGAN)
    piece = piece_of(log)
    begun, worked = time.perf_counter(), time.process_time()
    build(piece, piece.place, told=lambda _share: True)
    took, worked = time.perf_counter() - begun, time.process_time() - worked
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows} rows, {sealed.size / 1e6:.0f} MB: read and indexed in {took:.0f} s,", end=" ")
    print(
        f"{worked:.0f} s of them on a processor ({sealed.size / 1e6 / worked:.1f} MB a second),",
        end=" ",
    )
    print(f"at most {most:.0f} MB of memory;", end=" ")
    return f"/r/{review.pk}/evidence/{log.pk}/rows/", piece.place


def _log(rows: int) -> Iterator[bytes]:
    rng = random.Random(6)
    for number in range(rows):
        share = number / rows
        at = BEGAN + NIGHT * share
        level = "INFO"
        said = _SAID[number % len(_SAID)]
        if 0.7 < share < 0.85 and rng.random() < 0.2:
            level, said = "ERROR", _BROKEN[number % len(_BROKEN)]
        elif number % 50 == 0:
            level, said = "WARNING", "slow answer: {number} ms"
        said = said.format(
            key=f"{rng.getrandbits(32):08x}", number=rng.randrange(1000), small=rng.randrange(250)
        )
        who = ("cart", "order", "stock")[number % 3]
        yield f"{at:%Y-%m-%dT%H:%M:%S.%f}Z {level} shop.{who}: {said}\n".encode()


if __name__ == "__main__":
    main()
