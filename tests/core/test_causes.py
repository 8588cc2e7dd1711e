from __future__ import annotations

import pytest
from hypothesis import given

from mortem.core import causes as whys
from mortem.core.errors import BadInput
from mortem.core.record import Cause
from tests.core.drawing import THEMES, forests


def cause(
    name: str, parent: str | None = None, position: int = 0, theme: str | None = None
) -> Cause:
    return Cause(id=name, text=f"Text of {name}", position=position, parent=parent, theme=theme)


FAMILY = (
    cause("b", position=2),
    cause("a", position=1),
    cause("a2", "a", 2),
    cause("a1", "a", 1),
    cause("a11", "a1"),
)


def names(found: tuple[Cause, ...]) -> list[str]:
    return [one.id for one in found]


def chain(length: int) -> tuple[Cause, ...]:
    return tuple(cause(f"c{n}", f"c{n - 1}" if n else None) for n in range(length))


def test_roots_children_and_leaves_come_in_their_order() -> None:
    assert names(whys.roots(FAMILY)) == ["a", "b"]
    assert names(whys.children(FAMILY, "a")) == ["a1", "a2"]
    assert names(whys.children(FAMILY, "b")) == []
    assert names(whys.leaves(FAMILY)) == ["a11", "a2", "b"]


def test_equal_positions_are_ordered_by_identifier() -> None:
    assert names(whys.roots((cause("z"), cause("y")))) == ["y", "z"]


def test_depth_counts_the_whys_from_the_event() -> None:
    assert [whys.depth(FAMILY, name) for name in ("a", "a1", "a11")] == [1, 2, 3]


def test_depth_of_an_unknown_cause_is_an_error() -> None:
    with pytest.raises(BadInput) as caught:
        whys.depth(FAMILY, "nobody")
    assert str(caught.value) == "There is no cause “nobody” in this review."
    assert caught.value.field == "cause"


def test_walk_goes_from_the_event_outwards() -> None:
    walked = [(b.cause.id, b.level, b.children, b.is_leaf) for b in whys.walk(FAMILY)]
    assert walked == [
        ("a", 1, ("a1", "a2"), False),
        ("a1", 2, ("a11",), False),
        ("a11", 3, (), True),
        ("a2", 2, (), True),
        ("b", 1, (), True),
    ]


@pytest.mark.parametrize(
    ("child", "parent", "expected"),
    [
        ("a", "a", True),
        ("a", "a1", True),
        ("a", "a11", True),
        ("a11", "a", False),
        ("b", "a11", False),
        ("a", None, False),
        ("new", "a11", False),
        ("a", "nobody", False),
    ],
)
def test_would_cycle(child: str, parent: str | None, expected: bool) -> None:
    assert whys.would_cycle(FAMILY, child, parent) is expected


def test_would_cycle_comes_back_from_a_circle_that_is_already_there() -> None:
    corrupt = (cause("x", "y"), cause("y", "x"), cause("z"))
    assert whys.would_cycle(corrupt, "z", "x") is False


def test_a_parent_that_fits_is_accepted() -> None:
    whys.check_parent(FAMILY, "b", "a11")
    whys.check_parent(FAMILY, "a11", None)
    whys.check_parent(FAMILY, "new", "a11")


@pytest.mark.parametrize(
    ("child", "parent", "said"),
    [
        ("a", "a11", "“Text of a11” already follows from this cause, so it cannot explain it too."),
        ("b", "nobody", "The cause “nobody” is not part of this review."),
    ],
)
def test_a_parent_that_does_not_fit_is_named(child: str, parent: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        whys.check_parent(FAMILY, child, parent)
    assert (caught.value.field, str(caught.value)) == ("parent", said)
    assert caught.value.hint


def test_fifty_whys_are_enough() -> None:
    whys.check_parent(chain(49), "new", "c48")
    with pytest.raises(BadInput, match="“Text of c49” would end a chain of more than 50 whys"):
        whys.check_parent(chain(50), "new", "c49")


def test_what_hangs_under_a_cause_counts_when_it_moves() -> None:
    two = (cause("top"), cause("below", "top"))
    whys.check_parent((*chain(48), *two), "top", "c47")
    with pytest.raises(BadInput, match="more than 50 whys"):
        whys.check_parent((*chain(49), *two), "top", "c48")


def test_checking_a_whole_set_allows_fifty_levels_and_no_more() -> None:
    whys.check_causes(chain(50))
    with pytest.raises(BadInput, match="“Text of c50” would end a chain of more than 50 whys"):
        whys.check_causes(chain(51))


def test_a_circle_names_its_causes_and_no_others() -> None:
    corrupt = (cause("ok"), cause("x", "z"), cause("y", "x"), cause("z", "y"), cause("tail", "x"))
    with pytest.raises(BadInput) as caught:
        whys.walk(corrupt)
    said = str(caught.value)
    assert said.startswith("These causes explain each other in a circle: ")
    assert [name in said for name in ("(x)", "(y)", "(z)", "(tail)", "(ok)")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_cause_that_explains_itself_is_a_circle_of_one() -> None:
    with pytest.raises(BadInput) as caught:
        whys.depth((cause("x", "x"),), "x")
    assert str(caught.value) == ("These causes explain each other in a circle: “Text of x” (x).")


def test_a_long_circle_is_named_by_its_first_five() -> None:
    ring = tuple(cause(f"c{n}", f"c{(n + 1) % 9}") for n in range(9))
    with pytest.raises(BadInput) as caught:
        whys.walk(ring)
    assert str(caught.value).endswith("“Text of c4” (c4) … +4.")


def test_a_circle_of_five_is_named_in_full() -> None:
    ring = tuple(cause(f"c{n}", f"c{(n + 1) % 5}") for n in range(5))
    with pytest.raises(BadInput) as caught:
        whys.walk(ring)
    assert str(caught.value).endswith("“Text of c4” (c4).")


def test_a_lost_parent_and_a_shared_identifier_are_named() -> None:
    with pytest.raises(BadInput, match=r"not there: “Text of x” \(x\)\.$"):
        whys.walk((cause("x", "gone"),))
    with pytest.raises(BadInput, match=r"share one identifier: x\.$"):
        whys.walk((cause("x"), cause("x"), cause("y")))


@pytest.mark.large
def test_five_thousand_causes_in_one_chain_and_in_one_row() -> None:
    deep, wide = chain(5000), tuple(cause(f"c{n}", position=n) for n in range(5000))
    assert [branch.level for branch in whys.walk(deep)] == list(range(1, 5001))
    assert whys.depth(deep, "c4999") == 5000
    assert whys.would_cycle(deep, "c0", "c4999") is True
    assert len(whys.leaves(wide)) == 5000
    assert names(tuple(b.cause for b in whys.walk(wide))) == [one.id for one in wide]


def test_a_child_without_a_theme_belongs_to_the_nearest_one_above() -> None:
    grown = (
        cause("a", theme="t1"),
        cause("b", "a"),
        cause("c", "b", theme="t0"),
        cause("d", theme="unknown"),
    )
    shelves = [(theme and theme.id, names(found)) for theme, found in whys.by_theme(grown, THEMES)]
    assert shelves == [
        ("t0", ["c"]),
        ("t1", ["a", "b"]),
        ("t2", []),
        ("t3", []),
        ("t4", []),
        ("t5", []),
        ("t6", []),
        (None, ["d"]),
    ]


def test_theme_colours_start_again_after_eight() -> None:
    nine = tuple(THEMES[0].__class__(id=f"x{n}", name="x", position=9 - n) for n in range(9))
    assert whys.theme_numbers(nine) == dict(
        zip([f"x{n}" for n in range(8, -1, -1)], [1, 2, 3, 4, 5, 6, 7, 8, 1], strict=True)
    )


def test_a_long_text_is_quoted_short() -> None:
    long = Cause(id="x", text="word " * 40, position=0)
    assert len(whys.quote(long)) == 60
    assert whys.quote(Cause(id="x", text="x" * 60, position=0)) == "x" * 60
    assert whys.quote(cause("x")) == "Text of x"


@given(forests())
def test_every_cause_is_walked_once_after_its_parent(causes: tuple[Cause, ...]) -> None:
    walked = [branch.cause.id for branch in whys.walk(causes)]
    assert sorted(walked) == sorted(one.id for one in causes)
    places = {name: place for place, name in enumerate(walked)}
    assert all(places[one.id] > places[one.parent] for one in causes if one.parent)
    assert all(b.level == whys.depth(causes, b.cause.id) for b in whys.walk(causes))
