"""The why tree, a page at a time, whatever hangs where."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mortem.core.causes import walk
from mortem.core.record import Cause
from mortem.web.queries.causes import CAUSES_A_PAGE, forest, whys_of


def causes_of(parents: list[int | None]) -> tuple[Cause, ...]:
    return tuple(
        Cause(id=str(n), text=f"cause {n}", position=n, parent=None if up is None else str(up))
        for n, up in enumerate(parents)
    )


def graphs(size: int) -> st.SearchStrategy[list[int | None]]:
    """Return parents that may run in circles and name causes that are not there."""
    return st.lists(st.none() | st.integers(0, size), max_size=size)


@given(graphs(12))
def test_anything_becomes_a_forest_of_the_same_causes(parents: list[int | None]) -> None:
    known = causes_of(parents)
    branches = walk(forest(known))
    assert sorted(branch.cause.id for branch in branches) == sorted(cause.id for cause in known)


@given(graphs(12))
def test_lists_that_open_close_again(parents: list[int | None]) -> None:
    whys = whys_of(causes_of(parents))
    depth = 1
    for node in whys.nodes:
        assert node.level == depth
        depth += 1 if node.opens else -len(node.closes)
    assert depth == 1


def test_a_proper_forest_is_left_as_it_is() -> None:
    known = causes_of([None, 0, 0, None])
    assert forest(known) == known


def test_only_one_link_of_a_circle_is_cut() -> None:
    cut = forest(causes_of([1, 2, 0]))
    assert sum(cause.parent is None for cause in cut) == 1


def test_pages_hold_every_cause_once_and_say_where_they_are() -> None:
    known = causes_of([None, *range(CAUSES_A_PAGE + 19)])
    first, second = whys_of(known), whys_of(known, page=2)
    assert (first.pages, first.total) == (2, CAUSES_A_PAGE + 20)
    shown = [n.cause.id for page in (first, second) for n in page.nodes if not n.shown_above]
    assert shown == [cause.id for cause in known]
    above = [node.level for node in second.nodes if node.shown_above]
    assert above == list(range(1, CAUSES_A_PAGE + 1))


def test_no_causes_are_one_empty_page() -> None:
    assert (whys_of([]).nodes, whys_of([]).pages) == ((), 1)
