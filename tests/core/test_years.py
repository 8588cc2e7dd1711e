"""Which years a line without one may be of."""

from __future__ import annotations

from datetime import date

from mortem.core.years import Yearless, years_that_fit

UNTIL = date(2026, 11, 26)


def test_no_year_lies_after_the_day_it_was_brought() -> None:
    assert years_that_fit(Yearless(3, 14), until=UNTIL)[:2] == (2026, 2025)
    assert years_that_fit(Yearless(12, 24), until=UNTIL)[0] == 2025


def test_a_leap_day_needs_a_leap_year_also_after_new_year() -> None:
    assert years_that_fit(Yearless(2, 29, leap_after=0), until=UNTIL) == (2024, 2020, 2016)
    assert years_that_fit(Yearless(12, 30, leap_after=1), until=UNTIL) == (2023, 2019, 2015)
    assert years_that_fit(Yearless(2, 29), until=UNTIL) == (2024, 2020, 2016)
