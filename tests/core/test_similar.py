from hypothesis import given
from hypothesis import strategies as st

from mortem.core.similar import Pair, alike, likeness

RESTORED = "We have never restored a backup of this database"
RESTORED_TOO = "The backup of the database was never restored"
STARVED = "The backfill starved the live traffic"


def test_the_order_and_the_endings_of_words_matter_little() -> None:
    assert likeness(RESTORED, RESTORED_TOO) > 0.6
    assert likeness("backups restored", "Restored backup") > 0.6


def test_sharing_only_joining_words_is_sharing_nothing() -> None:
    assert likeness("Because of the rain", "because of THE load") == 0


def test_a_text_is_like_itself_and_an_empty_one_like_nothing() -> None:
    assert likeness(STARVED, STARVED.upper()) == 1
    assert likeness("", "") == 0
    assert likeness("the", "the") == 1


def test_only_what_is_worth_asking_about_is_paired() -> None:
    texts = [("a", RESTORED), ("b", STARVED), ("c", RESTORED_TOO), ("d", "Jun was away")]
    assert [(pair.first, pair.second) for pair in alike(texts)] == [("a", "c")]


def test_the_most_alike_come_first() -> None:
    texts = [("a", RESTORED), ("b", f"{RESTORED} at night"), ("c", RESTORED_TOO)]
    assert alike(texts)[0] == Pair("a", "c", 1.0)
    assert [pair.share < 1 for pair in alike(texts)] == [False, True, True]


def test_nothing_has_no_pairs() -> None:
    assert alike([]) == ()


@given(st.lists(st.text("abc ", max_size=12), max_size=12))
def test_the_short_way_finds_what_comparing_all_finds(texts: list[str]) -> None:
    named = [(str(place), text) for place, text in enumerate(texts)]
    everything = {
        (one, other)
        for i, (one, a) in enumerate(named)
        for other, b in named[i + 1 :]
        if likeness(a, b) >= 0.5
    }
    assert {(pair.first, pair.second) for pair in alike(named, at_least=0.5)} == everything
