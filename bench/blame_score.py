"""How well the language helper hears blame, on labelled sentences.

python -m bench.blame_score DATA [--aside-only]

DATA is a JSON-lines file with sentence, label (blame or blameless), confidence, domain and
source_id. Three tenths of it, by hash of the source, are set aside: of them nothing but
counts is ever printed. A sentence counts as heard when a diagnostic of the categories blame
or hindsight is more than a note.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.engine import lint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SOURCES_ASIDE = 3  # of ten
DRAWS = 2000
SEED = 4
Row = dict[str, Any]


class Judged(NamedTuple):
    """One sentence: its source, what it is said to be, and whether it was heard."""

    source: str
    is_blame: bool
    is_heard: bool


def is_aside(source: str) -> bool:
    """Whether a source belongs to the part that nobody reads."""
    return int(hashlib.sha256(source.encode()).hexdigest(), 16) % 10 < SOURCES_ASIDE


def hears(text: str) -> bool:
    """Whether the rules hear blame or hindsight, louder than a note."""
    spoken = {Category.BLAME, Category.HINDSIGHT}
    return any(one.category in spoken and one.severity is not Severity.NOTE for one in lint(text))


def scores(judged: Iterable[Judged]) -> tuple[float, float, float]:
    """Return precision, recall and F1; what cannot be told is 0."""
    rows = list(judged)
    heard = sum(row.is_heard for row in rows)
    blame = sum(row.is_blame for row in rows)
    both = sum(row.is_heard and row.is_blame for row in rows)
    return both / max(heard, 1), both / max(blame, 1), 2 * both / max(heard + blame, 1)


def interval(judged: list[Judged], which: int) -> tuple[float, float]:
    """Return the middle 95 % of a score when sources are drawn anew, which keeps their kin together."""
    chance = random.Random(SEED)
    by_source: dict[str, list[Judged]] = {}
    for row in judged:
        by_source.setdefault(row.source, []).append(row)
    groups = list(by_source.values())
    drawn = []
    for _ in range(DRAWS):
        sample = [row for group in chance.choices(groups, k=len(groups)) for row in group]
        drawn.append(scores(sample)[which])
    drawn.sort()
    return drawn[int(DRAWS * 0.025)], drawn[int(DRAWS * 0.975)]


def line(name: str, judged: list[Judged]) -> str:
    blame = sum(row.is_blame for row in judged)
    cells = []
    for which, value in enumerate(scores(judged)):
        low, high = interval(judged, which) if judged else (0.0, 0.0)
        cells.append(f"{value:.2f} ({low:.2f}-{high:.2f})")
    missed = sum(row.is_blame and not row.is_heard for row in judged)
    false = sum(row.is_heard and not row.is_blame for row in judged)
    counts = f"{len(judged):4d} | {blame:3d} | {false:2d} | {missed:2d}"
    return f"| {name:<28} | {counts} | {' | '.join(cells)} |"


def table(title: str, rows: list[Row], hear: Callable[[str], bool]) -> None:
    print(f"\n{title}\n")
    print("| part | rows | blame | heard wrongly | missed | precision | recall | F1 |")
    print("|---|---|---|---|---|---|---|---|")
    judged = [
        (row, Judged(row["source_id"], row["label"] == "blame", hear(row["sentence"])))
        for row in rows
    ]
    sure = {"high", "medium"}
    print(line("high", [one for row, one in judged if row["confidence"] == "high"]))
    print(line("high and medium", [one for row, one in judged if row["confidence"] in sure]))
    print(line("all", [one for _, one in judged]))
    for domain in sorted({row["domain"] for row in rows}):
        part = [one for row, one in judged if row["domain"] == domain and row["confidence"] in sure]
        print(line(f"{domain}, high and medium", part))


def main() -> int:
    names = [word for word in sys.argv[1:] if not word.startswith("--")]
    if len(names) != 1:
        print(__doc__)
        return 2
    lines = Path(names[0]).read_text("utf-8").splitlines()
    rows: list[Row] = [json.loads(line) for line in lines]
    read = [row for row in rows if not is_aside(row["source_id"])]
    aside = [row for row in rows if is_aside(row["source_id"])]
    if "--aside-only" not in sys.argv:
        table("The part that may be read", read, hears)
    if aside and "--open-only" not in sys.argv:
        table("The part set aside", aside, hears)
    return 0


if __name__ == "__main__":
    sys.exit(main())
