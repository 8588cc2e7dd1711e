from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core import risk
from mortem.core.cost_range import CostRange, Outlook
from mortem.core.errors import BadInput
from mortem.core.record import Cause, Rating
from mortem.core.risk import Pooled

if TYPE_CHECKING:
    from random import Random

FLAGGED = Cause(id="flagged", text="Rare but grave", position=9, severity_first=True)


def causes(*names: str) -> tuple[Cause, ...]:
    return tuple(Cause(id=name, text=name, position=n) for n, name in enumerate(names))


def ratings(cause: str, *answers: tuple[int, int]) -> tuple[Rating, ...]:
    return tuple(
        Rating(id=f"{cause}{n}", cause=cause, plausibility=chance, cost=cost)
        for n, (chance, cost) in enumerate(answers)
    )


def ranges(cause: str, *answers: tuple[int, float, float]) -> tuple[Rating, ...]:
    return tuple(
        Rating(id=f"{cause}r{n}", cause=cause, plausibility=chance, cost_low=low, cost_high=high)
        for n, (chance, low, high) in enumerate(answers)
    )


def ranged(name: str, plausibility: float, low: float, high: float) -> Pooled:
    return Pooled(
        cause=name,
        count=1,
        plausibility=plausibility,
        plausibility_spread=(int(plausibility), int(plausibility)),
        cost_range=CostRange(low, high),
        middle_spread=(CostRange(low, high).middle,) * 2,
    )


def pooled(
    name: str,
    cost: int,
    plausibility: float,
    *,
    severity_first: bool = False,
    low: int | None = None,
) -> Pooled:
    return Pooled(
        cause=name,
        count=3,
        plausibility=plausibility,
        plausibility_spread=(int(plausibility), int(plausibility)),
        cost=cost,
        cost_low=low or cost,
        cost_spread=(cost, cost),
        severity_first=severity_first,
    )


def numbers(ranked: tuple[risk.Ranked, ...]) -> list[tuple[int, str]]:
    return [(one.number, one.pooled.cause) for one in ranked]


def test_one_answer_is_pooled_as_it_is() -> None:
    assert risk.pool(causes("a", "b"), ratings("a", (30, 4))) == (
        Pooled(
            cause="a",
            count=1,
            plausibility=30.0,
            plausibility_spread=(30, 30),
            cost=4,
            cost_low=4,
            cost_spread=(4, 4),
        ),
    )


def test_an_even_number_of_answers_has_two_middle_steps() -> None:
    found = risk.pool(causes("a"), ratings("a", (10, 5), (20, 2), (40, 3), (80, 4)))
    assert found == (
        Pooled(
            cause="a",
            count=4,
            plausibility=30.0,
            plausibility_spread=(10, 80),
            cost=4,
            cost_low=3,
            cost_spread=(2, 5),
        ),
    )


def test_from_five_answers_on_the_spread_is_the_middle_half() -> None:
    found = risk.pool(causes("a"), ratings("a", (0, 1), (20, 2), (25, 2), (30, 3), (100, 5)))
    assert found[0].plausibility_spread == (20, 30)
    assert found[0].cost_spread == (2, 3)
    assert (found[0].plausibility, found[0].cost, found[0].cost_low) == (25.0, 2, 2)


def test_the_flag_of_a_cause_goes_with_its_ratings() -> None:
    assert risk.pool((FLAGGED,), ratings("flagged", (1, 5)))[0].severity_first is True


@pytest.mark.parametrize(
    ("answer", "field", "said"),
    [
        ((101, 3), "plausibility", "A plausibility of 101 % cannot be; it goes from 0 to 100."),
        ((-1, 3), "plausibility", "A plausibility of -1 % cannot be; it goes from 0 to 100."),
        ((50, 0), "cost", "There is no cost step 0; steps go from 1 to 5."),
        ((50, 6), "cost", "There is no cost step 6; steps go from 1 to 5."),
    ],
)
def test_an_answer_outside_its_range_is_named(
    answer: tuple[int, int], field: str, said: str
) -> None:
    with pytest.raises(BadInput) as caught:
        risk.pool(causes("a"), ratings("a", answer))
    assert (caught.value.field, str(caught.value)) == (field, said)


def test_the_ends_of_the_ranges_are_answers() -> None:
    found = risk.pool(causes("a"), ratings("a", (0, 1), (100, 5)))
    assert (found[0].plausibility_spread, found[0].cost_spread) == ((0, 100), (1, 5))


def test_ratings_of_an_unknown_cause_are_an_error() -> None:
    with pytest.raises(BadInput, match=r"not in this review: lost\.$"):
        risk.pool(causes("a"), ratings("lost", (1, 1)))


def test_cost_goes_before_plausibility_and_nothing_is_multiplied() -> None:
    found = risk.rank(
        (pooled("likely", 3, 90), pooled("grave", 4, 5), pooled("mild", 1, 100), pooled("b", 3, 95))
    )
    assert numbers(found) == [(1, "grave"), (2, "b"), (3, "likely"), (4, "mild")]


def test_equals_are_ordered_by_the_lower_median_then_by_identifier() -> None:
    found = risk.rank((pooled("b", 3, 50), pooled("c", 3, 50, low=2), pooled("a", 3, 50)))
    assert numbers(found) == [(1, "a"), (2, "b"), (3, "c")]


def test_the_shortlist_is_the_first_three() -> None:
    found = risk.rank(tuple(pooled(f"c{n}", 5 - n, 50) for n in range(5)))
    assert numbers(risk.shortlist(found)) == [(1, "c0"), (2, "c1"), (3, "c2")]


def test_a_rare_catastrophe_stays_on_the_shortlist() -> None:
    found = risk.rank(
        (*(pooled(f"c{n}", 5, 50 - n) for n in range(6)), pooled("rare", 5, 1, severity_first=True))
    )
    assert numbers(risk.shortlist(found)) == [(1, "c0"), (2, "c1"), (3, "c2"), (7, "rare")]


def test_flagged_ones_take_the_places_of_unflagged_ones_up_to_five() -> None:
    plain = tuple(pooled(f"c{n}", 5, 90 - n) for n in range(3))
    rare = tuple(pooled(f"r{n}", 4, 9 - n, severity_first=True) for n in range(4))
    assert [name for _, name in numbers(risk.shortlist(risk.rank((*plain, *rare))))] == [
        "c0",
        "r0",
        "r1",
        "r2",
        "r3",
    ]


def test_with_too_many_flagged_ones_the_last_makes_room() -> None:
    rare = tuple(pooled(f"r{n}", 4, 9 - n, severity_first=True) for n in range(7))
    assert [name for _, name in numbers(risk.shortlist(risk.rank(rare)))] == [
        "r0",
        "r1",
        "r2",
        "r3",
        "r4",
    ]


def test_people_are_far_apart_from_forty_points_or_two_steps_on() -> None:
    known = causes("close", "points", "steps", "both")
    found = risk.pool(
        known,
        (
            *ratings("close", (10, 2), (49, 3)),
            *ratings("points", (10, 2), (50, 2)),
            *ratings("steps", (10, 2), (10, 4)),
            *ratings("both", (0, 1), (100, 5)),
        ),
    )
    assert [one.seen_differently for one in found] == [False, True, True, True]
    assert [one.disagreement for one in found] == [0.39, 0.4, 0.5, 1.0]
    apart = [one.pooled.cause for one in risk.disagreements(risk.rank(found))]
    assert apart == ["both", "steps", "points"]


def test_what_to_talk_about_first_is_listed_apart_from_what_divides() -> None:
    known = causes("a", "b", "c", "d")
    found = risk.pool(
        known,
        (
            *ratings("a", (50, 5)),
            *ratings("b", (50, 4)),
            *ratings("c", (50, 3)),
            *ratings("d", (5, 1), (95, 1)),
        ),
    )
    talk = risk.talk_about_first(found)
    assert numbers(talk.first) == [(1, "a"), (2, "b"), (3, "c")]
    assert numbers(talk.apart) == [(4, "d")]


def test_nothing_rated_is_nothing_to_talk_about() -> None:
    assert risk.talk_about_first(()) == risk.TalkFirst((), ())


class TestRanges:
    """With ranges risks rank by expected cost; their disagreement is a matter of factors."""

    def test_ranges_are_pooled_end_by_end(self) -> None:
        answers = ranges("a", (10, 1, 10), (30, 2, 20), (50, 4, 1000))
        assert risk.pool(causes("a"), answers) == (
            Pooled(
                cause="a",
                count=3,
                plausibility=30.0,
                plausibility_spread=(10, 50),
                cost_range=CostRange(2, 20),
                middle_spread=(CostRange(1, 10).middle, CostRange(10, 1000).middle),
            ),
        )

    def test_expected_cost_decides(self) -> None:
        found = risk.rank(
            (ranged("likely", 90, 10, 10), ranged("dear", 10, 100, 100), ranged("c", 50, 1, 1))
        )
        assert numbers(found) == [(1, "dear"), (2, "likely"), (3, "c")]

    @pytest.mark.parametrize(
        ("steps", "given_ranges", "in_ranges"), [(1, 0, False), (1, 1, True), (2, 1, False)]
    )
    def test_of_one_cause_what_most_people_used_counts(
        self, steps: int, given_ranges: int, *, in_ranges: bool
    ) -> None:
        answers = (*ratings("a", *[(20, 5)] * steps), *ranges("a", *[(40, 1, 9)] * given_ranges))
        (found,) = risk.pool(causes("a"), answers)
        assert (found.cost_range is not None, found.cost) == (in_ranges, 0 if in_ranges else 5)
        assert found.count == steps + given_ranges

    def test_costly_steps_take_turns_with_ranges_and_the_others_follow(self) -> None:
        mixed = (
            *(ranged(f"r{n}", 50, 100 - n, 100 - n) for n in range(3)),
            pooled("disaster", 5, 1),
            pooled("a lot", 4, 90),
            pooled("it hurts", 3, 100),
        )
        order = [name for _, name in numbers(risk.rank(mixed))]
        assert order == ["r0", "disaster", "r1", "a lot", "r2", "it hurts"]
        assert (risk.is_mixed(mixed), risk.is_mixed(mixed[:3])) == (True, False)

    def test_people_are_far_apart_from_a_factor_of_ten_on(self) -> None:
        answers = (
            *ranges("near", (10, 1, 4), (10, 9, 36)),
            *ranges("far", (10, 1, 4), (10, 10, 40)),
            *ranges("opposite", (10, 0, 0), (10, 1, 2)),
        )
        found = risk.pool(causes("near", "far", "opposite"), answers)
        assert [one.seen_differently for one in found] == [False, True, True]
        assert [round(one.disagreement, 3) for one in found] == [0.477, 0.5, 1.0]

    def test_together_needs_two(self) -> None:
        both = (ranged("a", 50, 10, 10), ranged("b", 50, 20, 20), pooled("step", 5, 90))
        assert risk.together(both) == Outlook(15, 0, 30)
        assert risk.together(both[1:]) is None

    def test_what_ends_as_high_as_the_list_may_be_grave(self) -> None:
        ranked = risk.rank(
            (*(ranged(f"c{n}", 90, 50, 60) for n in range(3)), ranged("rare", 1, 50, 900))
        )
        mild = risk.rank(
            (*(ranged(f"c{n}", 90, 50, 60) for n in range(3)), ranged("mild", 1, 1, 2))
        )
        assert [risk.may_be_grave(one, ranked) for one in ranked] == [False, False, False, True]
        assert risk.may_be_grave(mild[-1], mild) is False

    @pytest.mark.parametrize(
        "broken",
        [
            {},
            {"cost": 3, "cost_low": 1.0, "cost_high": 2.0},
            {"cost": 3, "cost_low": 1.0},
            {"cost_low": 1.0},
            {"cost_low": 3.0, "cost_high": 2.0},
            {"cost_low": -1.0, "cost_high": 2.0},
        ],
    )
    def test_a_cost_is_a_step_or_a_whole_range(self, broken: dict[str, Any]) -> None:
        with pytest.raises(BadInput):
            risk.check_rating(Rating(id="r", cause="a", plausibility=50, **broken))


answers = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 5)), min_size=1, max_size=15)


@given(answers)
def test_a_pooled_view_lies_within_what_people_said(given_answers: list[tuple[int, int]]) -> None:
    (found,) = risk.pool(causes("a"), ratings("a", *given_answers))
    chances, costs = zip(*given_answers, strict=True)
    low, high = found.plausibility_spread
    assert min(chances) <= low <= found.plausibility <= high <= max(chances)
    assert min(costs) <= found.cost_spread[0] <= found.cost_low <= found.cost
    assert found.cost <= found.cost_spread[1] <= max(costs)
    assert {found.cost, found.cost_low, *found.cost_spread} <= set(costs)
    assert sum(cost >= found.cost for cost in costs) * 2 >= len(costs)
    assert 0 <= found.disagreement <= 1


@given(answers, st.randoms())
def test_the_order_of_answers_does_not_matter(
    given_answers: list[tuple[int, int]], chance: Random
) -> None:
    mixed = list(given_answers)
    chance.shuffle(mixed)
    known = causes("a")
    assert risk.pool(known, ratings("a", *mixed)) == risk.pool(known, ratings("a", *given_answers))
