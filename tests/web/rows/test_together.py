"""Several pieces as if they were one: nothing lost, nothing twice, in the order of time."""

from __future__ import annotations

import random
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from mortem.core.stretches import edges
from mortem.web.rows.asked import Asked
from mortem.web.rows.store import Store, opened
from mortem.web.rows.together import Together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mortem.web.rows.piece import Piece


def log(seed: int, count: int) -> bytes:
    """Return lines of few different moments, so that pieces often speak at the same one."""
    rng = random.Random(seed)
    return "".join(
        f"2026-03-14T01:{rng.randrange(5):02}:00Z {rng.choice(('INFO', 'ERROR'))}"
        f" shop: {rng.choice(('order', 'paid'))} {seed} {n}\n"
        for n in range(count)
    ).encode()


@pytest.fixture
def stores(read: Callable[..., Piece]) -> Iterator[list[Store]]:
    with ExitStack() as open_:
        found = [
            open_.enter_context(opened(read(log(seed, count))))
            for seed, count in ((1, 40), (2, 1), (3, 25))
        ]
        yield [store for store in found if store is not None]


@pytest.mark.parametrize(
    "asked", [Asked(), Asked(text="paid"), Asked(level=6), Asked(text="-paid")]
)
@pytest.mark.parametrize("size", [1, 7, 100])
def test_every_row_comes_once_forth_and_back(stores: list[Store], asked: Asked, size: int) -> None:
    rows = Together(stores)
    forth: list[int] = []
    after, more = 0, True
    while more:
        page, more = rows.page(asked, size=size, after=after)
        forth += [row.id for row in page]
        after = page[-1].id
    back: list[int] = []
    before, more = forth[-1], True
    while more:
        page, more = rows.page(asked, size=size, before=before)
        back = [row.id for row in page] + back
        before = page[0].id if page else 0
    assert forth == [*back, forth[-1]]
    each = sum(len(store.page(asked, size=9999)[0]) for store in stores)
    assert len(set(forth)) == len(forth) == each
    parts = [rows.place_of(number) for number in forth]
    moments = [stores[piece].rows([local])[0].moment for piece, local in parts]
    assert moments == sorted(moments)
    stretches = rows.stretches(asked, edges(rows.about.first, rows.about.last, most=9))
    assert sum(one.rows for one in stretches) == len(forth)


def test_what_is_new_is_told_of_each_piece(stores: list[Store]) -> None:
    rows = Together(stores)
    seen = rows.first_seen(Asked(), most=100)
    assert len(seen) == sum(len(store.first_seen(Asked(), most=100)) for store in stores)
    assert [row.moment for row in seen] == sorted(row.moment for row in seen)


def test_what_is_around_a_row_begins_a_little_before_it(stores: list[Store]) -> None:
    rows = Together(stores)
    page, _ = rows.page(Asked(), size=100)
    of_first = [row.id for row in page if rows.place_of(row.id)[0] == 0]
    around, _ = rows.page(Asked(), size=100, after=rows.just_before(of_first[20]))
    assert of_first[20] in [row.id for row in around]
    assert rows.just_before(of_first[0]) == 0
