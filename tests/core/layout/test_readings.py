"""Where numbers stand in their small picture, and the moment at which something was done."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from mortem.core.formats.svg import readings_picture, readings_text
from mortem.core.layout.readings import LEFT, RIGHT, layout_readings
from mortem.core.trend import Sample
from mortem.core.watching import Direction, Line

START = datetime(2026, 3, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
LINE = Line(threshold=400, direction=Direction.ABOVE)
SEEN = [Sample(START + hours * HOUR, 500 - 20 * hours) for hours in range(11)]


def moment(at: datetime) -> str:
    return f"{at:%H:%M}"


@pytest.mark.parametrize(
    ("hours", "x"), [(0, LEFT), (5, (LEFT + RIGHT) / 2), (10, RIGHT), (-1, None), (11, None)]
)
def test_what_was_done_stands_at_its_hour_where_there_are_numbers(
    hours: int, x: float | None
) -> None:
    found = layout_readings(SEEN, LINE, done_at=START + hours * HOUR)
    assert found.done_x == (x if x is None else pytest.approx(x))
    assert found.points == layout_readings(SEEN, LINE).points


def test_a_picture_marks_it_and_says_it_in_words() -> None:
    done_at = START + 4 * HOUR
    plain = readings_picture(SEEN, LINE, moment=moment)
    marked = readings_picture(SEEN, LINE, moment=moment, done_at=done_at)
    assert (plain.count(">done<"), marked.count(">done<")) == (0, 1)
    text = readings_text(SEEN, LINE, moment=moment, done_at=done_at)
    assert text.endswith("The line is at 400. It was done on 04:00.")
    assert text in marked


@pytest.mark.parametrize(("hours", "anchor"), [(1, "start"), (9, "end")])
def test_the_word_stays_within_the_picture(hours: int, anchor: str) -> None:
    marked = readings_picture(SEEN, LINE, moment=moment, done_at=START + hours * HOUR)
    (word,) = re.findall(r"<text[^>]*>done<", marked)
    assert ('text-anchor="end"' in word) == (anchor == "end")


@pytest.mark.parametrize(
    ("values", "is_right"),
    [((410, 420, 405, 90, 80, 100), True), ((90, 80, 100, 410, 420, 405), False), ((1, 2), False)],
)
def test_the_word_at_the_line_stands_where_no_numbers_are(
    values: tuple[int, ...], *, is_right: bool
) -> None:
    seen = [Sample(START + n * HOUR, value) for n, value in enumerate(values)]
    assert layout_readings(seen, LINE).label_is_right is is_right
    picture = readings_picture(seen, LINE, moment=moment)
    (word,) = re.findall(r"<text[^>]*>line 400<", picture)
    assert ('text-anchor="end"' in word) is is_right
