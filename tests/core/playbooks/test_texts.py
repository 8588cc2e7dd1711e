"""Every playbook is complete, and its words keep to the house style."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import pytest

from mortem.core.phases import phase_names
from mortem.core.playbooks import About, FollowUp, Playbook, playbooks
from mortem.core.record import ActionKind, Kind, LessonKind

AHEAD = playbooks(Kind.PREMORTEM)
BACK = playbooks(Kind.POSTMORTEM)
PERSONAL = tuple(book for book in playbooks() if book.personal)

SEVEN_THEMES = (
    "People",
    "Process",
    "Technology",
    "Communication",
    "Timing",
    "Energy",
    "Incentives",
)

IF_THEN = re.compile(r"If .+, then .+\.")
# METHOD F1: these begin a wish, not an action.
WISHES = {"investigate", "improve", "ensure", "make sure", "be", "try", "consider", "look"}
# METHOD 5 and C1: words the product does not say.
UNSAID = re.compile(
    r"\b(should have|could have|if only|obviously|careless|root cause|task|ticket|session"
    r"|violation|offender|successfully|blame|guilt|ashamed)\b",
    re.IGNORECASE,
)

each = pytest.mark.parametrize("book", playbooks(), ids=lambda book: book.slug)
each_ahead = pytest.mark.parametrize("book", AHEAD, ids=lambda book: book.slug)
each_back = pytest.mark.parametrize("book", BACK, ids=lambda book: book.slug)
each_personal = pytest.mark.parametrize("book", PERSONAL, ids=lambda book: book.slug)


def texts_of(value: object) -> Iterator[str]:
    if type(value) is str:
        yield value
    elif isinstance(value, Mapping):
        for text in value.values():
            yield from texts_of(text)
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_of(item)
    elif is_dataclass(value):
        for part in fields(value):
            yield from texts_of(getattr(value, part.name))


def empty_fields(book: Playbook, *names: str) -> set[str]:
    return {name for name in names if not getattr(book, name)}


@each
def test_has_what_every_context_needs(book: Playbook) -> None:
    assert empty_fields(book, "name", "summary", "title_example", "keep_nearby") == set()
    assert 5 <= len(book.prompts) <= 8
    assert 6 <= len(book.often_reveals) <= 10
    assert [prompt for prompt in book.prompts if not prompt.endswith("?")] == []


@each
def test_says_nothing_longer_than_a_breath(book: Playbook) -> None:
    assert [text for text in texts_of(book) if len(text) > 160] == []
    assert len(book.name) <= 20
    assert len(book.summary) <= 70
    assert [text for text in book.often_reveals if len(text) > 80] == []
    assert [word for word in book.cost_words if len(word) > 32] == []


@each
def test_says_nothing_twice(book: Playbook) -> None:
    sayings = [text for text in texts_of(book) if " " in text]
    twice = {text for text, times in Counter(sayings).items() if times > 1}
    # A way back in is both a protection and a rule of its own.
    assert twice <= {book.restart_rule}


@each
def test_speaks_plainly(book: Playbook) -> None:
    assert [text for text in texts_of(book) if UNSAID.search(text)] == []
    assert [text for text in texts_of(book) if '"' in text or "'" in text] == []
    assert [text for text in texts_of(book) if "  " in text or "--" in text] == []


@each
def test_knows_no_slot_but_its_own(book: Playbook) -> None:
    found = {slot for text in texts_of(book) for slot in re.findall(r"{(.*?)}", text)}
    assert found <= {"date", "title", "owner"}


@each_ahead
def test_looks_ahead_completely(book: Playbook) -> None:
    needed = ("success_question", "hurt_question", "date_question", "vague_question")
    assert empty_fields(book, *needed, "cost_question", "cost_unit", "vague_words") == set()
    assert book.themes == SEVEN_THEMES
    assert len(book.cost_words) == 5
    assert len(book.mitigations) >= 8
    assert len(book.signals) >= 5


@each_ahead
def test_the_failure_is_certain_dated_and_asks_why(book: Playbook) -> None:
    sentence = book.failure_sentence
    assert sentence.startswith("It is ")
    assert "{date}" in sentence
    assert (
        re.search(r"\b(might|could|may|would|if|imagine|suppose)\b", sentence, re.IGNORECASE)
        is None
    )
    assert sentence.endswith("?")
    assert ("{title}" in sentence) is bool(book.untitled)


@each_ahead
def test_mitigations_can_be_done(book: Playbook) -> None:
    first_words = {mitigation.text.split()[0].lower() for mitigation in book.mitigations}
    assert first_words & WISHES == set()
    assert [m.text for m in book.mitigations if m.text.endswith(".")] == []
    examples = [m.example for m in book.mitigations if m.example]
    assert len(examples) >= 2
    assert [example for example in examples if not IF_THEN.fullmatch(example)] == []


@each_ahead
def test_mitigations_do_more_than_prevent(book: Playbook) -> None:
    kinds = {mitigation.kind for mitigation in book.mitigations}
    assert {ActionKind.PREVENT, ActionKind.DETECT} < kinds
    weaker = [m for m in book.mitigations if m.strength == "weaker"]
    assert len(weaker) <= 1


@each_ahead
def test_signals_carry_a_decided_answer(book: Playbook) -> None:
    for signal in book.signals:
        assert signal.question.endswith("?")
        assert IF_THEN.fullmatch(signal.response)
        assert 1 <= signal.cadence_days <= 31
        assert ("{owner}" in signal.response) is not book.personal


@each_back
def test_looks_back_completely(book: Playbook) -> None:
    assert list(book.event_questions) == ["what", "where", "who"]
    assert list(book.follow_ups) == list(FollowUp)
    assert list(book.lesson_prompts) == list(LessonKind)
    assert len(book.themes) >= 6
    assert min(map(len, (book.why_prompts, book.how_prompts, book.what_prompts))) >= 3
    assert len(book.action_templates) >= 8


@each_back
def test_questions_are_asked_as_such(book: Playbook) -> None:
    groups = (book.why_prompts, book.how_prompts, book.what_prompts)
    asked = [*(q for group in groups for q in group), *book.follow_ups.values()]
    assert [question for question in asked if not question.endswith("?")] == []
    assert [question for question in asked if re.search(r"\b[Ww]ho did\b", question)] == []


@each_back
def test_actions_begin_with_a_verb_and_have_a_measure(book: Playbook) -> None:
    for action in book.action_templates:
        assert action.text.split()[0].lower() not in WISHES - {"look"}
        assert action.measure
    assert {"stronger", "intermediate"} <= {action.strength for action in book.action_templates}


def test_five_contexts_are_private_by_default() -> None:
    slugs = ["promotion", "interview", "personal_goal", "career_step", "personal"]
    assert [book.slug for book in PERSONAL] == slugs


@each_personal
def test_personal_contexts_never_speak_of_failure(book: Playbook) -> None:
    assert [text for text in texts_of(book) if re.search(r"\bfail", text, re.IGNORECASE)] == []
    assert "failed" in book.kind_words
    assert "failed" not in book.kind_words.values()


@pytest.mark.parametrize("book", [book for book in BACK if book.personal], ids=lambda b: b.slug)
def test_a_personal_look_back_asks_its_five_questions(book: Playbook) -> None:
    happened, right, friend, yours, learn = book.personal_questions
    assert happened.startswith("What happened?")
    assert right.startswith("What went right?")
    assert "friend" in friend
    assert "yours to change" in yours
    assert "learn" in learn


def test_only_personal_looks_back_ask_them() -> None:
    asking = [book.slug for book in playbooks() if book.personal_questions]
    assert asking == ["career_step", "personal"]


@each_personal
def test_whoever_is_alone_has_a_way_back_in(book: Playbook) -> None:
    """METHOD S5: beforehand as an if-then line, and without one in a few kind words."""
    assert IF_THEN.fullmatch(book.restart_rule)
    looks_are_missed = book.kind is Kind.PREMORTEM
    assert bool(book.restart_words) is looks_are_missed
    assert not re.search(r"streak|missed|\d+ days|again and again", book.restart_words)


@each_personal
def test_a_personal_review_asks_kindly_about_each_of_five_things(book: Playbook) -> None:
    asked = {one.about for one in book.own_questions}
    if book.kind is Kind.POSTMORTEM:  # its story asks for the other three
        assert asked == {About.NEXT_STEP, About.RESTART}
    else:
        assert asked == set(About)
    assert [one.text for one in book.own_questions if "?" not in one.text] == []


@each_personal
def test_questions_to_oneself_stand_on_pages_that_there_are(book: Playbook) -> None:
    pages = phase_names(book.kind, personal=True)
    assert [one for one in book.own_questions if one.phase not in pages] == []
    once = [(one.about, one.phase) for one in book.own_questions]
    assert len(once) == len(set(once))


@each_personal
def test_what_went_right_is_asked_before_anything_else(book: Playbook) -> None:
    closing = [one.about for one in book.own_questions if one.phase == "closed"]
    assert closing[:1] in ([], [About.WENT_RIGHT])


def test_only_personal_reviews_ask_about_oneself() -> None:
    others = [book for book in playbooks() if not book.personal]
    assert [book.slug for book in others if book.own_questions or book.restart_rule] == []
