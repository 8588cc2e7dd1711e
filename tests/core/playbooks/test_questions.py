"""The dated sentence, the horizon, and the questions asked back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.playbooks import (
    Playbook,
    Vagueness,
    day_words,
    failure_sentence,
    horizon_date,
    named_date,
    plan_questions,
    playbook,
    playbooks,
)
from mortem.core.record import Kind

TODAY = date(2027, 2, 22)
MIGRATION = playbook("migration")

ahead = st.sampled_from(playbooks(Kind.PREMORTEM))
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


def sentence(slug: str, title: str = "", plan_date: date | None = None) -> str:
    return failure_sentence(playbook(slug), title=title, plan_date=plan_date, today=TODAY)[0]


def asked(slug: str, **answers: object) -> list[tuple[str, Vagueness]]:
    given_answers: dict[str, object] = {
        "title": "Move orders to the new cluster",
        "success": "Equal counts on both sides, old side off",
        "hurt": "Shops that wait for their orders",
        "plan_date": date(2027, 3, 3),
        **answers,
    }
    found = plan_questions(playbook(slug), **given_answers)  # type: ignore[arg-type]
    return [(question.field, question.reason) for question in found]


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("code_change", "It is 8 March. The change broke production. Why did it?"),
        ("system_design", "It is 25 May. The system failed the people who rely on it. Why did it?"),
        ("migration", "It is 25 May. The migration failed. Why did it?"),
        ("launch", "It is 25 May. The launch failed. Why did it?"),
        (
            "promotion",
            "It is 24 August. The review round is over, and the answer was no. What was missing?",
        ),
        ("interview", "It is the evening of 22 February. It did not go well. Where did it slip?"),
        ("personal_goal", "It is 24 March. You stopped. What happened?"),
        ("custom", "It is 25 May. The plan failed. Why did it?"),
        ("bug", ""),
    ],
)
def test_failure_sentence_from_today(slug: str, words: str) -> None:
    assert sentence(slug) == words


def test_failure_sentence_counts_from_the_day_in_the_title() -> None:
    words, day = failure_sentence(
        MIGRATION, title="Move orders to the new cluster on 3 March", plan_date=None, today=TODAY
    )
    assert words == "It is 3 June. The migration failed. Why did it?"
    assert day == date(2027, 6, 3)


def test_failure_sentence_prefers_the_given_day() -> None:
    words = sentence("migration", "Move orders on 3 March", date(2027, 10, 1))
    assert words == "It is 1 January 2028. The migration failed. Why did it?"


def test_failure_sentence_quotes_the_title_of_a_plan_of_its_own_kind() -> None:
    words = sentence("custom", " Open the {second} shop. ", date(2027, 9, 1))
    assert words == "It is 1 September. “Open the {second} shop” failed. Why did it?"


@pytest.mark.parametrize(
    ("slug", "plan_date", "day"),
    [
        ("migration", date(2027, 3, 3), date(2027, 6, 3)),
        ("migration", None, date(2027, 5, 25)),
        ("migration", date(2020, 3, 3), date(2027, 5, 25)),
        ("promotion", date(2027, 10, 1), date(2027, 10, 1)),
        ("promotion", None, date(2027, 8, 24)),
        ("interview", date(2027, 3, 1), date(2027, 3, 1)),
        ("interview", date(2027, 2, 1), TODAY),
        ("interview", None, TODAY),
        ("launch", date.max, date.max),
        ("bug", None, TODAY),
        ("personal_goal", None, date(2027, 3, 24)),
        ("personal_goal", date(2027, 10, 17), date(2027, 3, 24)),
        ("personal_goal", date(2027, 3, 1), date(2027, 3, 1)),
        ("personal_goal", TODAY, date(2027, 3, 24)),
        ("personal_goal", date(2027, 1, 1), date(2027, 3, 24)),
    ],
)
def test_horizon_date(slug: str, plan_date: date | None, day: date) -> None:
    assert horizon_date(playbook(slug), plan_date=plan_date, today=TODAY) == day


@given(book=ahead, plan_date=st.none() | days, today=days)
def test_horizon_is_never_past_nor_endless(
    book: Playbook, plan_date: date | None, today: date
) -> None:
    horizon = horizon_date(book, plan_date=plan_date, today=today)
    latest = max(plan_date or today, today) + timedelta(days=book.horizon_days)
    assert today <= horizon <= latest


@given(book=ahead, title=st.text(max_size=200), today=days)
def test_any_title_gives_a_sentence(book: Playbook, title: str, today: date) -> None:
    words, day = failure_sentence(book, title=title, plan_date=None, today=today)
    assert words.startswith("It is ")
    assert day_words(day, today=today) in words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 6, 3), "3 June"),
        (date(2027, 12, 31), "31 December"),
        (date(2028, 1, 1), "1 January 2028"),
    ],
)
def test_day_words(day: date, words: str) -> None:
    assert day_words(day, today=TODAY) == words


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Move orders on 3 March", date(2027, 3, 3)),
        ("Move orders on 3rd of March, early", date(2027, 3, 3)),
        ("Move orders on 22 Feb.", TODAY),
        ("Move orders on March 3rd", date(2027, 3, 3)),
        ("Move orders on MARCH 3, 2029", date(2029, 3, 3)),
        ("Move orders by 2027-03-03", date(2027, 3, 3)),
        ("Move orders on 3 March 2026", date(2026, 3, 3)),
        ("Move orders on 21 February", date(2028, 2, 21)),
        ("Move orders on 29 February", date(2028, 2, 29)),
        ("Move orders on 31 February", None),
        ("Move orders on 29 February 2027", None),
        ("Move orders on 2027-13-01", None),
        ("Move 12 marching bands", None),
        ("We may 2 or 3 times", date(2027, 5, 2)),
        ("Move orders", None),
        ("", None),
    ],
)
def test_named_date(title: str, day: date | None) -> None:
    assert named_date(title, today=TODAY) == day


def test_named_date_finds_a_leap_day_across_a_century_without_one() -> None:
    found = named_date("Move orders on 29 February", today=date(2096, 3, 1))
    assert found == date(2104, 2, 29)


@given(day=days.filter(lambda day: day >= TODAY))
def test_named_date_reads_what_day_words_write(day: date) -> None:
    assert named_date(f"Ship it on {day_words(day, today=TODAY)}", today=TODAY) == day


def test_plan_questions_leave_a_clear_plan_alone() -> None:
    assert asked("migration") == []


def test_plan_questions_of_an_empty_plan_come_in_the_order_of_the_form() -> None:
    found = plan_questions(MIGRATION, title=" ", success="", hurt="", plan_date=None)
    assert [question.text for question in found] == [
        MIGRATION.vague_question,
        MIGRATION.date_question,
        MIGRATION.success_question,
        MIGRATION.hurt_question,
    ]
    assert {question.reason for question in found} == {Vagueness.MISSING}


def test_plan_questions_ask_two_things_of_a_dated_title() -> None:
    missing = asked(
        "migration",
        title="Move orders to the new cluster on 3 March",
        plan_date=None,
        success="",
        hurt="",
    )
    assert missing == [("success", Vagueness.MISSING), ("hurt", Vagueness.MISSING)]


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ({"title": "The migration"}, ("title", Vagueness.GENERIC)),
        ({"title": "Migrate our database!"}, ("title", Vagueness.GENERIC)),
        ({"title": "Migrate orders"}, ("title", Vagueness.SHORT)),
        ({"title": "…"}, ("title", Vagueness.MISSING)),
        ({"plan_date": None}, ("plan_date", Vagueness.MISSING)),
        (
            {"plan_date": None, "title": "Move orders on 31 February"},
            ("plan_date", Vagueness.MISSING),
        ),
        ({"success": "It works."}, ("success", Vagueness.GENERIC)),
        ({"success": "Everything goes smoothly"}, ("success", Vagueness.GENERIC)),
        ({"success": "Speed"}, ("success", Vagueness.SHORT)),
        ({"hurt": "our users"}, ("hurt", Vagueness.GENERIC)),
        ({"hurt": "Nobody"}, ("hurt", Vagueness.GENERIC)),
    ],
)
def test_plan_questions_ask_about_one_vague_answer(
    answers: dict[str, object], question: tuple[str, Vagueness]
) -> None:
    assert asked("migration", **answers) == [question]


@pytest.mark.parametrize(
    "answers",
    [
        {"title": "Split billing out"},
        {"title": "把订单迁移到新集群"},
        {"title": "Перенести заказы на кластер"},
        {"success": "No errors"},
        {"hurt": "Accounting"},
    ],
)
def test_plan_questions_take_short_and_foreign_answers(answers: dict[str, object]) -> None:
    assert asked("migration", **answers) == []


def test_plan_questions_let_a_personal_plan_hurt_only_me() -> None:
    goal = {"title": "Run the city marathon in October", "success": "Two runs a week"}
    assert asked("personal_goal", **goal, hurt="me") == []
    assert asked("personal_goal", **goal, hurt="") == [("hurt", Vagueness.MISSING)]


@pytest.mark.parametrize("book", playbooks(Kind.PREMORTEM), ids=lambda book: book.slug)
def test_plan_questions_find_the_example_clear(book: Playbook) -> None:
    found = plan_questions(
        book,
        title=book.title_example,
        success="Ten of ten are through",
        hurt="Jun and Ada",
        plan_date=date(2027, 3, 3),
    )
    assert found == ()


@pytest.mark.parametrize("book", playbooks(Kind.POSTMORTEM), ids=lambda book: book.slug)
def test_plan_questions_are_for_plans_only(book: Playbook) -> None:
    assert plan_questions(book, title="", success="", hurt="", plan_date=None) == ()
