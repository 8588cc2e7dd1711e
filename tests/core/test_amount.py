from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.amount import MOST, read_amount, show_amount, write_amount
from mortem.core.errors import BadInput

UNIT = "hours of downtime"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1200", 1200),
        (" 1,200 ", 1200),
        ("1 200", 1200),
        ("1\u202f200", 1200),
        ("1'200", 1200),
        ("1.200.000", 1_200_000),
        ("1,200.50", 1200.5),
        ("1.200,50", 1200.5),
        ("1.5", 1.5),
        ("1,5", 1.5),
        (".5", 0.5),
        ("0.125", 0.125),
        ("0,125", 0.125),
        ("1.5k", 1500),
        ("1.5 K", 1500),
        ("2 million", 2_000_000),
        ("2 Mio", 2_000_000),
        ("3 bn", 3e9),
        ("3e4", 30_000),
        ("€ 1,000", 1000),
        ("1000 USD", 1000),
        ("$5", 5),
        ("5 hours", 5),
        ("1 hour", 1),
        ("12 hours of downtime", 12),
        ("\uff10\uff11\uff12", 12),
        ("٣", 3),
        ("0", 0),
    ],
)
def test_usual_ways_to_write_a_number(typed: str, amount: float) -> None:
    assert read_amount(typed, unit=UNIT) == amount


@pytest.mark.parametrize(
    ("typed", "said", "hint"),
    [
        ("-5", "“-5” is below zero. If it costs nothing, write 0.", ""),
        ("\u2212 5", "“\u2212 5” is below zero. If it costs nothing, write 0.", ""),
        ("1.500", "“1.500” may be 1500 or 1.5. Write one of these two.", ""),
        (
            "1e18",
            "“1e18” is out of reach: an amount goes from 0 to 1,000,000,000,000,000.",
            "A larger unit helps, such as millions.",
        ),
        (
            "2-5",
            "“2-5” are two numbers.",
            "Put the smaller one behind “at least” and the larger one behind “at most”.",
        ),
        (
            "2 to 5 k",
            "“2 to 5 k” are two numbers.",
            "Put the smaller one behind “at least” and the larger one behind “at most”.",
        ),
        (
            "1,00,000",
            "“1,00,000” may be read in more than one way.",
            "Write it without marks between the digits, like 1200 or 1200.5.",
        ),
        ("lots", "“lots” is not read as a number here.", "Write it like 1200, 1,200 or 1.5k."),
        ("5 m", "“5 m” is not read as a number here.", "Write it like 1200, 1,200 or 1.5k."),
        ("nan", "“nan” is not read as a number here.", "Write it like 1200, 1,200 or 1.5k."),
        ("", "“” is not read as a number here.", "Write it like 1200, 1,200 or 1.5k."),
    ],
)
def test_what_is_no_amount_is_told_what_helps(typed: str, said: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_amount(typed, field="low", unit=UNIT)
    assert (caught.value.field, str(caught.value), caught.value.hint) == ("low", said, hint)


@given(st.floats(0, MOST))
def test_what_stands_in_a_field_is_read_again_as_the_same(amount: float) -> None:
    assert read_amount(write_amount(amount)) == amount


def test_a_point_with_three_digits_behind_it_is_never_written() -> None:
    assert [write_amount(x) for x in (1.234, 0.234, 1234.0, 0.5)] == [
        "1.2340",
        "0.234",
        "1234",
        "0.5",
    ]


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_an_error(typed: str) -> None:
    try:
        amount = read_amount(typed, unit=UNIT)
    except BadInput:
        return
    assert 0 <= amount <= MOST


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "0"),
        (0.25, "0.25"),
        (1 / 3, "0.333"),
        (12, "12"),
        (999.6, "1,000"),
        (1500, "1,500"),
        (123_456, "123,000"),
        (2_400_000, "2.4 million"),
        (3e9, "3 billion"),
        (1e15, "1,000 trillion"),
    ],
)
def test_amounts_are_shown_rounded(amount: float, shown: str) -> None:
    assert show_amount(amount) == shown
