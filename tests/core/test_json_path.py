"""One number in a JSON answer, or a sentence that says why there is none."""

from __future__ import annotations

import pytest

from mortem.core.errors import BadInput, CannotRead
from mortem.core.json_path import LONGEST, number_at, steps

ANSWER = {
    "queue": {"waiting": 12, "oldest age": 7.5, "up": True, "name": "orders"},
    "jobs": [{"ms": 10}, {"ms": "30"}, {"ms": 20}],
    "empty": [],
    "by_name": {"a": 1, "b": 3},
    "length": 5,
}


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("$.queue.waiting", 12),
        ("$['queue']['oldest age']", 7.5),
        ('$["queue"].up', 1),
        ("$.jobs[0].ms", 10),
        ("$.jobs[-1].ms", 20),
        ("$.jobs[1].ms", 30),
        ("$.jobs.length()", 3),
        ("$.jobs[*].ms.sum()", 60),
        ("$.jobs[*].ms.max()", 30),
        ("$.jobs[*].ms.min()", 10),
        ("$.jobs[*].ms.avg()", 20),
        ("$.jobs[*].length()", 3),
        ("$.empty.length()", 0),
        ("$.empty[*].length()", 0),
        ("$.by_name.*.sum()", 4),
        ("$.length", 5),
    ],
)
def test_a_path_leads_to_a_number(path: str, number: float) -> None:
    assert number_at(path, ANSWER) == number


@pytest.mark.parametrize("whole", [3, 3.5, "4", True])
def test_the_whole_answer_may_be_the_number(whole: float | str) -> None:
    assert number_at("$", whole) == float(whole)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("$.nothing", "leads to 0 places"),
        ("$.queue.waiting.more", "leads to 0 places"),
        ("$.jobs[3].ms", "leads to 0 places"),
        ("$.jobs[-4].ms", "leads to 0 places"),
        ("$.jobs[*].ms", "leads to 3 places"),
        ("$.empty[*].sum()", "nothing to count with"),
        ("$.queue.name", "“orders”"),
        ("$.queue", "“dict”"),
        ("$.jobs", "“list”"),
        ("$.empty.max()", "nothing to count with"),
    ],
)
def test_what_is_no_number_says_what_it_is(path: str, words: str) -> None:
    with pytest.raises(CannotRead) as error:
        number_at(path, ANSWER)
    assert words in str(error.value)


@pytest.mark.parametrize("value", ["NaN", "inf", None, "", "x" * 100, 10**400])
def test_nothing_that_cannot_be_drawn_is_a_number(value: object) -> None:
    with pytest.raises(CannotRead):
        number_at("$", value)


@pytest.mark.parametrize(
    "path", ["", "queue", "$.", "$..a", "$[", "$[1:2]", "$[?(@.a)]", "$.a()", "$.sum().a", "$ .a"]
)
def test_a_path_that_cannot_be_read_says_from_where(path: str) -> None:
    with pytest.raises(BadInput) as error:
        steps(path)
    assert error.value.field == "path"


def test_a_path_has_an_end() -> None:
    with pytest.raises(BadInput):
        steps("$" + ".a" * LONGEST)
