from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.turning import HANDFUL, MOST_TURNS, FaceDown, Table, joins_the_shuffle, next_cards

WORDS = ["backup", "disk", "friday", "support", "rollback", "queue", "budget", "illness", "lock"]


def cards(*texts: str, writers: str = "") -> list[FaceDown]:
    return [
        FaceDown(str(n), text, writers[n] if n < len(writers) else "")
        for n, text in enumerate(texts)
    ]


def rounds(table: Table) -> list[list[str]]:
    """Turn until nothing is left; return the identifiers, turn by turn."""
    down, shown, turns = list(table.face_down), list(table.shown), []
    while down:
        chosen = next_cards(Table(down, shown, table.people, table.leaders))
        turns.append(list(chosen))
        shown += [card.text for name in chosen for card in down if card.id == name]
        down = [card for card in down if card.id not in chosen]
    return turns


def test_alone_there_is_no_ceremony() -> None:
    assert rounds(Table(cards(*WORDS), people=1)) == [[str(n) for n in range(9)]]


def test_a_few_cards_are_turned_at_once() -> None:
    assert rounds(Table(cards(*WORDS[:HANDFUL]))) == [["0", "1", "2", "3", "4"]]
    assert rounds(Table(cards(*WORDS[:3], writers="aab"), people=2)) == [["0", "1", "2"]]


@pytest.mark.parametrize(
    ("count", "sizes"), [(6, [3, 3]), (9, [5, 4]), (11, [4, 4, 3]), (19, [5, 5, 5, 4])]
)
def test_anonymous_cards_come_by_even_handfuls(count: int, sizes: list[int]) -> None:
    turns = rounds(Table(cards(*map(str, range(count))), people=6))
    assert [len(turn) for turn in turns] == sizes
    assert list(chain.from_iterable(turns)) == [str(n) for n in range(count)]


def test_a_round_has_one_card_of_each_the_leaders_first() -> None:
    table = Table(cards(*WORDS[:7], writers="ababcac"), people=3, leaders=frozenset("c"))
    assert rounds(table) == [["4", "0", "1"], ["6", "2", "3"], ["5"]]


def test_each_says_something_that_was_not_said_yet() -> None:
    said = "We have never restored a backup"
    table = Table(
        cards(
            said,
            "A backup was never restored",
            "Nobody told support",
            *WORDS[:4],
            writers="abbaaab",
        ),
        people=2,
    )
    assert rounds(table)[0] == ["0", "2"]


def test_whoever_has_only_old_things_to_say_is_heard_too() -> None:
    table = Table(cards("It was late", *WORDS[:5], writers="abbbbb"), ["It was late"], people=2)
    assert next_cards(table)[0] == "0"


def test_among_many_near_duplicates_come_together() -> None:
    texts = [
        "Disk full",
        "Nobody told support",
        "No rollback",
        "Friday",
        "It was budget",
        "Illness",
    ]
    table = Table(cards(*texts, "The disk was full", "Disks full", "A lock", "Weather"), people=13)
    assert next_cards(table) == ("0", "6", "7", "1", "2")


@pytest.mark.large
def test_hundreds_of_cards_need_few_turns() -> None:
    texts = [f"{WORDS[n % 9]} {n * 7919:x}" for n in range(500)]
    assert len(rounds(Table(cards(*texts), people=40))) <= MOST_TURNS + 1


@given(
    texts=st.lists(st.sampled_from(WORDS), max_size=40),
    writers=st.text("abc", max_size=40),
    people=st.integers(0, 20),
)
def test_every_card_is_turned_once(texts: list[str], writers: str, people: int) -> None:
    turns = rounds(Table(cards(*texts, writers=writers), people=people))
    assert Counter(list(chain.from_iterable(turns))) == Counter(str(n) for n in range(len(texts)))


@pytest.mark.parametrize(("seconds", "joins"), [(0, True), (30, True), (31, False)])
def test_a_late_card_joins_the_shuffle_for_half_a_minute(seconds: int, joins: bool) -> None:
    assert joins_the_shuffle(timedelta(seconds=seconds)) == joins
