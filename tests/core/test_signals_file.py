from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mortem.core.errors import BadDocument, BadInput
from mortem.core.signals_file import (
    RHYTHMS,
    Reading,
    SignalsFile,
    Wanted,
    read_signals,
    written,
)
from mortem.core.watching import Direction

FILE = """
review = "0f3a9c1e"

[signal.replication-lag]
question = "How many ms does the new side lag behind?"
risk = "The backfill starved"
owner = "Ada"
response = "If it lags 400 ms for ten minutes, then Ada stops the backfill."

[signal.replication-lag.read]
source = "prometheus"
url = "https://prometheus.example"
query = "max(lag)"
headers = { env = "PROMETHEUS_HEADERS" }
below = 400
for = "10m"
every = "1m"
grace = "2h"

[signal.who-connects]
question = "Who still connects to the old side?"
every = "2w"

[signal.old]
question = "Is it gone?"
put_away = true
"""


def test_what_a_file_says() -> None:
    lag, people, old = read_signals(FILE, file="signals.toml").signals
    assert lag == Wanted(
        name="replication-lag",
        question="How many ms does the new side lag behind?",
        risk="The backfill starved",
        owner="Ada",
        response="If it lags 400 ms for ten minutes, then Ada stops the backfill.",
        reading=Reading(
            source="prometheus",
            values={"url": "https://prometheus.example", "query": "max(lag)"},
            secrets={"headers": "PROMETHEUS_HEADERS"},
            threshold=400,
            direction=Direction.BELOW,
            hold_minutes=10,
            every_minutes=1,
            grace_minutes=120,
        ),
    )
    assert (people.every_days, people.reading, people.put_away) == (14, None, False)
    assert old.put_away


def test_what_is_not_said_is_left_to_the_source() -> None:
    text = '[signal.x]\nquestion = "?"\nread = { source = "day", day = 2026-03-03 }'
    (one,) = read_signals(text, file="f").signals
    assert one.reading == Reading(source="day", values={"day": "2026-03-03"})


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ('owner = "Ada"', 'ower = "Ada"', "signal.replication-lag.ower", "is not a field"),
        ('question = "Is it gone?"', "", "signal.old.question", "is missing"),
        ("below = 400", "below = true", "signal.replication-lag.read.below", "needs a number"),
        ("below = 400", "below = nan", "signal.replication-lag.read.below", "needs a number"),
        ("below = 400", "below = 4\nabove = 5", "signal.replication-lag.read.above", "cannot both"),
        ('for = "10m"', 'for = "ten"', "signal.replication-lag.read.for", "needs a time such as"),
        ('every = "1m"', 'every = "2m"', "signal.replication-lag.read.every", "it may be 1m, 5m"),
        ('every = "2w"', 'every = "2h"', "signal.who-connects.every", "whole days or weeks"),
        ('every = "2w"', 'every = "9999d"', "signal.who-connects.every", "is at most 366 days"),
        ("below = 400", "below = 1" + "0" * 400, "signal.replication-lag.read.below", "needs a"),
        ("put_away = true", "read = {}", "signal.old.read.source", "is missing"),
        ("Is it gone?", "x" * 2001, "signal.old.question", "has 2001 characters"),
        ('every = "2w"', 'every = "0d"', "signal.who-connects.every", "whole days or weeks"),
        ('query = "max(lag)"', "query = [1]", "signal.replication-lag.read.query", "needs a text"),
        ('{ env = "PROMETHEUS_HEADERS" }', "{ value = 1 }", None, "needs a text, or for a secret"),
        ("put_away = true", 'put_away = "yes"', "signal.old.put_away", "needs true or false"),
        ("[signal.old]", '[signal."O L D"]', "signal.O L D", "needs a name of small letters"),
        ('review = "0f3a9c1e"', "review = 7", "review", "needs a text"),
        ('review = "0f3a9c1e"', 'plan = "x"', "plan", "is not a field of a signals file"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    old: str, new: str, field: str | None, said: str
) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        read_signals(FILE.replace(old, new), file="signals.toml")
    assert str(caught.value).startswith("signals.toml: ")
    assert field in {None, caught.value.field}


def test_no_signals_are_a_mistake() -> None:
    for text in ("", 'signal = "one"', "signal = { a = 1 }"):
        with pytest.raises(BadInput) as caught:
            read_signals(text, file="f")
        assert caught.value.field == "signal"


@pytest.mark.parametrize("text", ["x = " + "9" * 5000, "x = " + "[" * 100_000])
def test_what_no_file_of_signals_holds_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_signals(text, file="signals.toml")


def test_what_is_no_toml_has_its_line() -> None:
    with pytest.raises(BadDocument, match=r"^signals\.toml, line 2: this is not TOML: ") as caught:
        read_signals('review = "a"\n= 1', file="signals.toml")
    assert (caught.value.line, caught.value.column) == (2, 1)
    with pytest.raises(BadDocument, match="line 2: this is not TOML") as caught:
        read_signals('review = "a"\n[signal.x', file="signals.toml")
    assert caught.value.line == 2


words = some.text(min_size=1, max_size=30).map(str.strip).filter(bool)
names = some.from_regex(r"[a-z0-9][a-z0-9_.-]{0,12}", fullmatch=True)
amounts = some.floats(-1e9, 1e9).map(lambda value: float(f"{value:.15g}"))
readings = some.builds(
    Reading,
    source=some.just("number"),
    values=some.dictionaries(some.sampled_from(["url", "path"]), words),
    secrets=some.dictionaries(some.just("headers"), words),
    threshold=amounts,
    direction=some.sampled_from(Direction),
    hold_minutes=some.integers(0, 9999),
    every_minutes=some.sampled_from(list(RHYTHMS.values())),
    grace_minutes=some.integers(1, 9999),
)
signals = some.builds(
    Wanted,
    name=names,
    question=words,
    risk=words,
    owner=words,
    response=words,
    threshold=words,
    every_days=some.just(7),
    reading=some.none() | readings,
    put_away=some.booleans(),
)


@given(some.lists(signals, min_size=1, max_size=4, unique_by=lambda one: one.name))
def test_what_is_written_reads_the_same(found: list[Wanted]) -> None:
    file = SignalsFile("0f3a9c1e", tuple(found))
    assert read_signals(written(file), file="f") == file
