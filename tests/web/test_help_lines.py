"""Whom an operator names to be called."""

from __future__ import annotations

import pytest

from mortem.web import env


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("", ()),
        (" ; ;", ()),
        ("Night line, 0123 456", ("Night line, 0123 456",)),
        (" Night line, 0123 ; Anna, 789;", ("Night line, 0123", "Anna, 789")),
    ],
)
def test_lines_are_read_from_the_environment(
    value: str, lines: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MORTEM_HELP_LINES", value)
    assert env.help_lines() == lines
