from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mortem.core.action_item import (
    due_default,
    needs_verdict,
    questions,
    suggest_strength,
)
from mortem.core.record import ActionItem, ActionState, Strength, Verdict

TODAY = date(2026, 3, 3)
GOOD = ActionItem(
    id="a",
    text="Renew certificates automatically with ACME",
    position=0,
    state=ActionState.COMMITTED,
    owner="o",
    due_date=date(2026, 3, 20),
    measure="days left never fall below 20",
    check_date=date(2026, 6, 1),
)


def item(**changes: object) -> ActionItem:
    fields = {name: getattr(GOOD, name) for name in ActionItem.__slots__}
    return ActionItem(**fields | changes)


def asked(one: ActionItem) -> list[str]:
    return [question.code for question in questions(one, today=TODAY)]


def test_a_smart_action_is_asked_nothing() -> None:
    assert asked(GOOD) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Investigate the outage of March", ["verb"]),
        ("investigate", ["verb", "specific"]),
        ("Investigators write the report weekly", []),
        ("Be more careful with production data", ["verb"]),
        ("Make sure backups are restored weekly", ["verb"]),
        ("Look into the queue", ["verb"]),
        ("We should add a test", ["verb"]),
        ("Monitoring of the primary queue", ["verb"]),
        ("Document the restore of orders", []),
        ("Fix it", ["specific"]),
        ("", ["specific"]),
        ("Check every deploy regularly by hand", ["bounded"]),
        ("Rename the orders table etc.", ["bounded"]),
    ],
)
def test_words_that_commit_nobody_get_a_question_back(text: str, codes: list[str]) -> None:
    assert asked(item(text=text)) == codes


def test_a_promise_needs_a_person_a_day_and_a_measure() -> None:
    assert asked(item(owner=None, due_date=None, measure=" ")) == ["owner", "date", "measurable"]
    assert asked(item(due_date=date(2026, 3, 2))) == ["date"]
    assert asked(item(due_date=date(2026, 3, 2), state=ActionState.DONE)) == []


def test_ideas_are_asked_about_their_words_only_and_declined_items_nothing() -> None:
    bare = {"owner": None, "due_date": None, "measure": "", "text": "Improve backups of orders"}
    assert asked(item(state=ActionState.IDEA, **bare)) == ["verb"]
    assert asked(item(state=ActionState.DECLINED, **bare)) == []


def test_a_question_quotes_the_words_it_is_about() -> None:
    (question,) = questions(item(text="Improve the backups of orders"), today=TODAY)
    assert question.text == "“Improve” can go on for ever. What will exist when it is done?"


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Automate the renewal", Strength.STRONGER),
        ("Block deploys without a rollback plan", Strength.STRONGER),
        ("Add an alert on row difference", Strength.INTERMEDIATE),
        ("Fix the parser", Strength.INTERMEDIATE),
        ("Write a checklist for the switch", Strength.INTERMEDIATE),
        ("Remind everybody to automate", Strength.WEAKER),
        ("Train the team on restores", Strength.WEAKER),
        ("Document the rollback", Strength.WEAKER),
        ("Call Ada", None),
        ("", None),
    ],
)
def test_strength_is_guessed_from_the_first_telling_word(
    text: str, strength: Strength | None
) -> None:
    assert suggest_strength(text) is strength


@pytest.mark.parametrize(
    ("severity", "day"),
    [
        (1, date(2026, 3, 18)),
        (2, date(2026, 4, 2)),
        (3, date(2026, 5, 2)),
        (None, date(2026, 5, 2)),
    ],
)
def test_days_by_severity(severity: int | None, day: date) -> None:
    assert due_default(severity, today=TODAY) == day


def test_a_done_action_wants_its_verdict_on_the_check_date() -> None:
    done = {"state": ActionState.DONE, "done_at": datetime(2026, 2, 1, tzinfo=UTC)}
    assert needs_verdict(item(**done, check_date=TODAY), today=TODAY)
    assert not needs_verdict(item(**done, check_date=date(2026, 3, 4)), today=TODAY)
    assert not needs_verdict(item(**done, check_date=None), today=TODAY)
    assert not needs_verdict(item(**done, check_date=TODAY, verdict=Verdict.HELD), today=TODAY)
    assert not needs_verdict(item(check_date=TODAY), today=TODAY)


@pytest.mark.parametrize(
    "start",
    """investigate/improve/be careful/be more careful/pay attention/make sure/ensure/look into/look at
    consider/think about/explore/try to/try harder/be aware/keep in mind/remember/discuss/evaluate
    assess/better/enhance/optimise/optimize/handle/deal with/work on""".replace(
        "\n    ", "/"
    ).split("/"),
)
def test_every_beginning_that_can_go_on_for_ever_is_asked_about(start: str) -> None:
    assert asked(item(text=f"{start.capitalize()} the queue of orders")) == ["verb"]


@pytest.mark.parametrize(
    "start",
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "there",
        "it",
        "we",
        "i",
        "our",
        "my",
        "your",
        "all",
        "every",
        "more",
        "less",
        "no",
        "not",
        "never",
        "new",
        "people",
        "somebody",
        "should",
        "must",
        "need",
        "needs",
        "will",
        "would",
        "could",
        "can",
        "someone",
        "everyone",
    ],
)
def test_what_begins_with_no_verb_is_asked_about(start: str) -> None:
    assert asked(item(text=f"{start.capitalize()} tests of the orders queue")) == ["verb"]


@pytest.mark.parametrize(
    ("start", "codes"),
    [
        ("Testing", ["verb"]),  # seven letters: the shortest that is taken for a noun
        ("String", []),
        ("Alignment", ["verb"]),
        ("Migrations", ["verb"]),
        ("Readiness", ["verb"]),
        ("Capacity", ["verb"]),
        ("Mention", []),
        ("Position", []),
        ("Document", []),
        ("Implement", []),
        ("Function", []),
        ("Experiment", []),
    ],
)
def test_a_noun_in_front_is_asked_about_and_a_verb_like_one_is_not(
    start: str, codes: list[str]
) -> None:
    assert asked(item(text=f"{start} of the orders queue")) == codes
