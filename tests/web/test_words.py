from __future__ import annotations

import pytest

from mortem.core import record
from mortem.core.signal import SignalState
from mortem.web import words


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (record.Disposition, words.DISPOSITION),
        (record.ActionKind, words.ACTION_KIND),
        (record.Strength, words.STRENGTH),
        (record.Strength, words.STRENGTH_SHORT),
        (record.ActionState, words.ACTION_STATE),
        (record.Verdict, words.VERDICT),
        (record.ReadingState, words.READING),
        (SignalState, words.SIGNAL_STATE),
        (record.SignalSource, words.SIGNAL_SOURCE),
        (record.OutcomeKind, words.OUTCOME),
        (record.Foresight, words.FORESIGHT),
        (record.LessonKind, words.LESSON),
        (record.Moment, words.MOMENT),
        (record.Precision, words.PRECISION),
        (record.EntryKind, words.ENTRY_KIND),
        (record.CauseKind, words.CAUSE_KIND),
        (record.ContestState, words.CONTEST),
        (record.Mode, words.MODE),
        (record.Role, words.ROLE),
    ],
)
def test_every_state_has_words(states: type, told: words.Words) -> None:
    assert list(told) == list(states)  # type: ignore[call-overload]
    assert all(str(word).strip() for word in told.values())


@pytest.mark.parametrize(("number", "word"), [(0, "No"), (3, "Three"), (12, "Twelve"), (13, "13")])
def test_numbers_that_begin_a_sentence(number: int, word: str) -> None:
    assert words.count_word(number) == word


@pytest.mark.parametrize(
    ("things", "said"),
    [([], ""), (["#4"], "#4"), (["#1", "#4"], "#1 and #4"), (["a", "b", "c"], "a, b and c")],
)
def test_lists(things: list[str], said: str) -> None:
    assert words.listed(things) == said


@pytest.mark.parametrize(
    ("top", "let_go", "watched", "said"),
    [
        (
            3,
            2,
            0,
            "Three risks, each with an owner and something watching. Two fears let go on purpose.",
        ),
        (1, 1, 0, "One risk, with an owner and something watching. One fear let go on purpose."),
        (2, 0, 0, "Two risks, each with an owner and something watching."),
        (
            5,
            0,
            14,
            "Five risks, each with an owner and something watching. 14 more to keep an eye on.",
        ),
    ],
)
def test_what_came_of_it(top: int, let_go: int, watched: int, said: str) -> None:
    assert words.what_came_of_it(top=top, let_go=let_go, watched=watched) == said
