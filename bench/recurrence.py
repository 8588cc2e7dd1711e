"""How often the earlier telling of the same event, or of the same cause, comes up.

python -m bench.recurrence PATH

PATH is a folder with recurrence_groups.jsonl and the reports that it names, as JSON lines. Each
report of a group asks, and another one of its group should come up among all reports there are.
Names of companies and addresses are taken out first: they would give the answer away.

*copied* reads the summaries as they are: nearly all are the same words twice, and anything finds
those. *retold* reads the long account of the same page instead, in other words. Three groups
of ten, by hash, were set aside while the ranking was chosen. *hit at 1* and *at 5*: the share of
questions for which one of the first or of the first five is right, with the middle 95 % when
groups are drawn anew.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
from collections import Counter, defaultdict
from math import log
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from mortem.core.recurrence import AT_LEAST, pieces_of, ranked

if TYPE_CHECKING:
    from collections.abc import Callable

    Asked = Callable[[str, str], list[str]]

ASIDE = 3  # of ten
DRAWS = 2000
SEED = 6
SOURCES = ("danluu", "icco", "repos_markdown", "wikitech_github_raw", "cloud_labelled_idds")
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"https?://\S+")
Row = dict[str, Any]


class Hit(NamedTuple):
    """One question: its group, what it is, and whether the first and the first five had it."""

    group: str
    kind: str
    first: bool
    five: bool


class Bm25:
    """Plain Okapi BM25 over words, with the usual k1 of 1.2 and b of 0.75."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.bags = {key: Counter(words(text)) for key, text in texts.items()}
        self.often = Counter(word for bag in self.bags.values() for word in bag)
        self.mean = sum(bag.total() for bag in self.bags.values()) / len(self.bags)
        self.found: defaultdict[str, list[str]] = defaultdict(list)
        for key, bag in self.bags.items():
            for word in bag:
                self.found[word].append(key)

    def ask(self, key: str, text: str) -> list[str]:
        """Return all other keys, best first."""
        scores: defaultdict[str, float] = defaultdict(float)
        for word in set(words(text)):
            count = self.often[word]
            rare = log(1 + (len(self.bags) - count + 0.5) / (count + 0.5))
            for other in self.found[word]:
                bag = self.bags[other]
                times = bag[word]
                long = 0.25 + 0.75 * bag.total() / self.mean
                scores[other] += rare * times * 2.2 / (times + 1.2 * long)
        scores.pop(key, None)
        return [other for other, _ in sorted(scores.items(), key=lambda one: (-one[1], one[0]))]


def words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def told(row: Row, *, copied: bool) -> str:
    """Return a report without the names and addresses that would give it away."""
    text = (row.get("summary_human") if copied else "") or row["text"]
    if not row["id"].startswith(("danluu", "icco")):
        text = f"{row['title']}\n{text}"
    for name in words(row.get("company") or ""):
        if len(name) > 2:
            text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    return _ADDRESS.sub(" ", text)


def is_aside(group: str) -> bool:
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 10 < ASIDE


def kind_of(group: Row, key: str) -> str:
    if group["made_by"] == "hand":
        return "found by hand"
    return "a paragraph asks" if key.startswith("danluu") else "a long account asks"


def judged(groups: list[Row], texts: dict[str, str], ask: Asked) -> list[Hit]:
    found = []
    for group in groups:
        for key in group["ids"]:
            top = ask(key, texts[key])[:5]
            right = set(group["ids"]) - {key}
            hits = (top[:1] != [] and top[0] in right, not right.isdisjoint(top))
            found.append(Hit(group["group"], kind_of(group, key), *hits))
    return found


def share(hits: list[Hit], *, five: bool) -> str:
    """Return a share of hits with its middle 95 %, drawn by group, which keeps its kin together."""
    chance, groups = random.Random(SEED), defaultdict[str, list[bool]](list)
    for hit in hits:
        groups[hit.group].append(hit.five if five else hit.first)
    kin, drawn = list(groups.values()), []
    for _ in range(DRAWS):
        sample = [one for group in chance.choices(kin, k=len(kin)) for one in group]
        drawn.append(sum(sample) / len(sample))
    drawn.sort()
    low, high = drawn[int(DRAWS * 0.025)], drawn[int(DRAWS * 0.975)]
    right = sum(sum(one) for one in kin)
    return f"{right / len(hits):.2f} ({low:.2f} to {high:.2f})"


def ways(texts: dict[str, str]) -> dict[str, Asked]:
    """Return what is compared: BM25 over words, and our ranking."""
    pieces = {key: pieces_of(told) for key, told in texts.items()}

    def ours(key: str, text: str) -> list[str]:
        pairs = [(other, told) for other, told in pieces.items() if other != key]
        return [one.key for one in ranked(text, pairs, most=5, at_least=0)]

    return {"plain BM25": Bm25(texts).ask, "ours": ours}


def quiet(texts: dict[str, str], groups: list[Row]) -> None:
    """Print how often AT_LEAST lets the right one through, and something where there is nothing right."""
    grouped = {key for group in groups for key in group["ids"]}
    pieces = {key: pieces_of(told) for key, told in texts.items()}
    right = wrong = asked = 0
    for group in groups:
        for key in group["ids"]:
            pairs = [(one, pieces[one]) for one in group["ids"] if one != key]
            others = [pair for pair in pieces.items() if pair[0] not in grouped]
            found = {one.key for one in ranked(texts[key], pairs + others, most=len(texts))}
            right += any(one in found for one, _ in pairs)
            wrong += any(one not in group["ids"] for one in found)
            asked += 1
    print(f"\nOf {asked} questions, {right} have a right report above {AT_LEAST}; {wrong} have a")
    print("report above it that is in no group: most of those are about the same things, too.")


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    folder = Path(sys.argv[1])
    rows = [row for name in SOURCES for row in lines(folder / f"{name}.jsonl")]
    groups = lines(folder / "recurrence_groups.jsonl")
    print(f"{len(rows)} reports, {len(groups)} groups, seed {SEED}")
    for copied in (True, False):
        texts = {row["id"]: told(row, copied=copied) for row in rows}
        print(f"\n{'copied' if copied else 'retold'}\n")
        print("| part | asked | n | way | hit at 1 | hit at 5 |\n|---|---|---|---|---|---|")
        for way, ask in ways(texts).items():
            began = perf_counter()
            hits = judged(groups, texts, ask)
            took = (perf_counter() - began) / len(hits) * 1000
            for aside in (False, True):
                part = [hit for hit in hits if is_aside(hit.group) is aside]
                for kind in sorted({hit.kind for hit in part}):
                    some = [hit for hit in part if hit.kind == kind]
                    where = "aside" if aside else "seen"
                    cells = f"{share(some, five=False)} | {share(some, five=True)}"
                    print(f"| {where} | {kind} | {len(some)} | {way} | {cells} |")
            print(f"| | | | {way} | {took:.0f} ms a question | |")
    quiet(texts, groups)
    return 0


if __name__ == "__main__":
    sys.exit(main())
