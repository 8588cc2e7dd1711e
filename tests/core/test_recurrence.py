"""Has this happened before? Ranked by words that few texts have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.recurrence import AT_LEAST, MOST_PIECES, ranked, stems

EARLIER = [
    ("certificate", "Checkout was down. The certificate expired and nobody had renewed it."),
    ("disk", "Orders stood still. The disk of the database was full of old logs."),
    ("switch", "The rack switch went dark after a firmware upgrade and took the shop along."),
    ("queue", "Mails came late, because a queue of retries grew without a limit."),
]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("An expired certificate kept the warehouse out.", "certificate"),
        ("Old logs filled the database's disk again.", "disk"),
        ("Upgrading the firmware of a switch", "switch"),
        ("Retrying for ever: the queues grew and grew", "queue"),
    ],
)
def test_the_same_cause_in_other_words_comes_first(text: str, first: str) -> None:
    assert ranked(text, EARLIER, most=3)[0].key == first


def test_what_shares_no_telling_word_is_left_out() -> None:
    assert ranked("We had not been there for all of them", EARLIER, most=3) == ()


def test_the_same_text_is_as_alike_as_can_be() -> None:
    (same, *_) = ranked(EARLIER[1][1], EARLIER, most=1)
    assert same.key == "disk"
    assert same.likeness == pytest.approx(1.0)


def test_a_long_account_finds_a_short_one() -> None:
    chatter = " ".join(f"Somebody wrote message number{n} in the channel." for n in range(200))
    long = f"{chatter} The certificate of the load balancer had expired. {chatter}"
    assert [one.key for one in ranked(long, EARLIER, most=1)] == ["certificate"]


def test_a_word_that_all_of_them_have_tells_little() -> None:
    earlier = [(str(n), f"The database was slow, reason number{n}") for n in range(9)]
    earlier.append(("rare", "The database was slow because of a vacuum"))
    assert ranked("A vacuum made the database slow", earlier, most=1)[0].key == "rare"


def test_ties_are_in_the_order_of_their_keys() -> None:
    twice = [("b", "a full disk"), ("a", "a full disk"), ("c", "an expired certificate")]
    assert [one.key for one in ranked("the disk is full", twice, most=5)] == ["a", "b"]


def test_nothing_earlier_and_nothing_said_find_nothing() -> None:
    assert ranked("the disk is full", [], most=5) == ()
    assert ranked("", EARLIER, most=5, at_least=0)[0].likeness == 0.0
    assert ranked("", EARLIER, most=5) == ()


def test_stems_are_the_longest_words_cut_each_once() -> None:
    assert stems("The certificates, a certificate and the disk") == ("certif", "disk")
    assert len(stems(" ".join(f"{n:04d}word" for n in range(500)))) == MOST_PIECES


@given(st.text(max_size=300), st.lists(st.text(max_size=120), max_size=6))
def test_likeness_is_between_nothing_and_the_same(text: str, others: list[str]) -> None:
    found = ranked(text, [(str(n), one) for n, one in enumerate(others)], most=9)
    assert all(AT_LEAST <= one.likeness <= 1 + 1e-9 for one in found)
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)
