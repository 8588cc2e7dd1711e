"""What a line always says, without what changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.line_template import LONGEST, template_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("order 17 taken in 3.5 ms", "order 4 taken in 812 ms"),
        ("cart 0x7f3a opened", "cart 0x1b opened"),
        ("key deadbeef gone", "key 00c0ffee gone"),
        ("run 6fa459ea-ee8a-3ca4-894e-db77e160355e", "run 16fd2706-8baf-433b-82eb-8c7fada847da"),
        ("from 10.0.0.7:5432", "from 192.168.1.20:80"),
        ("node web1a is up", "node web22b is up"),
        ("broken\n  at line 1", "broken\n  at line 2\n  at line 3"),
    ],
)
def test_lines_that_say_the_same_have_one_template(one: str, other: str) -> None:
    assert template_of(one) == template_of(other)


def test_lines_that_say_something_else_differ() -> None:
    assert template_of("disk full") != template_of("disk nearly full")
    assert template_of("order 17 taken") == "order # taken"


@given(st.text(max_size=2000))
def test_no_text_is_too_odd(text: str) -> None:
    assert "\n" not in template_of(text)
    assert len(template_of(text)) <= LONGEST
