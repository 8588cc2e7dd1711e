"""Counts, pages, stretches and kinds agree with each other, whatever is asked."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from mortem.core.stretches import edges
from mortem.web.rows.asked import Asked
from mortem.web.rows.store import Store, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mortem.web.rows.piece import Piece

WORDS = ("order", "paid", "cart", "disk")


def night() -> bytes:
    rng = random.Random(3)
    lines = []
    for n in range(600):
        level = rng.choice(("INFO", "INFO", "INFO", "ERROR", "DEBUG"))
        who = rng.choice(("cart", "stock"))
        said = " ".join(rng.sample(WORDS, 2))
        lines.append(f"2026-03-14T{n // 60:02}:{n % 60:02}:00Z {level} shop.{who}: {said} {n}\n")
    return "".join(lines).encode()


@pytest.fixture
def store(read: Callable[..., Piece]) -> Iterator[Store]:
    with opened(read(night())) as found:
        assert found is not None
        yield found


ASKED = [
    Asked(),
    Asked(text="order"),
    Asked(text="order paid"),
    Asked(text="order -paid"),
    Asked(text="-order"),
    Asked(text="-order -paid", level=3),
    Asked(text='"order paid"'),
    Asked(level=6),
    Asked(level=2, who=1),
    Asked(text="disk", who=2, level=3),
    Asked(text="nothing such"),
]


def every(store: Store, asked: Asked) -> list[int]:
    found, after = [], 0
    while True:
        rows, more = store.page(asked, size=37, after=after)
        found += [row.id for row in rows]
        if not more:
            return found
        after = rows[-1].id


@pytest.mark.parametrize("asked", ASKED, ids=repr)
def test_pages_forth_and_back_and_stretches_agree(store: Store, asked: Asked) -> None:
    forth = every(store, asked)
    assert forth == sorted(set(forth))
    back: list[int] = []
    before = store.about.rows + 1
    while True:
        rows, more = store.page(asked, size=41, before=before)
        back = [row.id for row in rows] + back
        if not more:
            break
        before = rows[0].id
    assert back == forth
    cut = edges(store.about.first, store.about.last, most=20)
    stretches = store.stretches(asked, cut)
    assert sum(one.rows for one in stretches) == len(forth)
    grave = [row for row in store.rows(forth) if row.level >= 6]
    assert sum(one.grave for one in stretches) == len(grave)


@pytest.mark.parametrize("asked", ASKED, ids=repr)
def test_what_is_found_is_what_the_rows_say(store: Store, asked: Asked) -> None:
    rows = store.rows(list(range(1, store.about.rows + 1)))
    wanted = [one for one in asked.text.replace('"', "").split() if one[0] != "-"]
    unwanted = [one[1:] for one in asked.text.split() if one[0] == "-"]
    names = {number: name for number, name, _ in store.whos(most=9)}
    right = [
        row.id
        for row in rows
        if all(word in row.text.split() for word in wanted)
        and not any(word in row.text.split() for word in unwanted)
        and ('"' not in asked.text or " ".join(wanted) in row.text)
        and row.level >= asked.level
        and (not asked.who or row.who == names[asked.who])
    ]
    assert every(store, asked) == right


def test_a_stretch_of_time_holds_its_beginning_and_not_its_end(store: Store) -> None:
    rows = store.rows([1, 11])
    asked = Asked(since=rows[0].moment, until=rows[1].moment)
    assert every(store, asked) == list(range(1, 11))
    assert every(store, Asked(since=rows[1].moment, until=rows[0].moment)) == []


def test_kinds_hold_all_rows_and_the_rarest_come_first(store: Store) -> None:
    kinds = store.folded(Asked(text="order"))
    assert sum(kind.rows for kind in kinds) == len(every(store, Asked(text="order")))
    assert all(one.rows <= other.rows for one, other in pairwise(kinds))
    kind = kinds[0]
    same = Asked(text="order", template=kind.first.template)
    assert (len(every(store, same)), every(store, same)[0]) == (kind.rows, kind.first.id)


def test_first_seen_tells_kinds_that_were_not_there_before(store: Store) -> None:
    every_kind = store.folded(Asked())
    half = store.rows([200])[0].moment
    earlier = store.first_seen(Asked(until=half), most=100)
    later = store.first_seen(Asked(since=half), most=100)
    assert len(earlier) + len(later) == len(every_kind)


def test_who_speaks_most_comes_first(store: Store) -> None:
    whos = store.whos(most=9)
    assert sorted(name for _, name, _ in whos) == ["shop.cart", "shop.stock"]
    assert whos[0][2] >= whos[1][2]
    assert sum(times for _, _, times in whos) == 600


def test_rows_that_are_not_there_are_not_there(sealed: Callable[..., Piece]) -> None:
    with opened(sealed(b"unread\n")) as store:
        assert store is None
