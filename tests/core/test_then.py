"""What an entry speaks of, and which question that asks for (Etsy's triggers and follow-ups)."""

from __future__ import annotations

import pytest
from hypothesis import given

from mortem.core.playbooks import playbook, playbooks
from mortem.core.playbooks.book import FollowUp
from mortem.core.record import Kind
from mortem.core.then import AT_ONCE, kinds_of, questions_for
from tests.core.records import TEXTS

INCIDENT = playbook("incident")
TOLD = {
    FollowUp.OBSERVATION: "Ada saw the graph of failed payments",
    FollowUp.JUDGEMENT: "It looked like the network, so we thought",
    FollowUp.DECISION: "Jun decided to go back to Tuesday's version",
    FollowUp.KNOWLEDGE: "I knew that the standby lags behind",
    FollowUp.STATE_OF_MIND: "We were tired and in a rush",
    FollowUp.MENTAL_MODEL: "We assumed the job is idempotent, as it always was",
    FollowUp.ACTION: "Noor restarted the queue",
    FollowUp.HELP: "Ada phoned the supplier",
}


@pytest.mark.parametrize("kind", FollowUp)
def test_an_entry_is_asked_what_its_words_ask_for(kind: FollowUp) -> None:
    assert kinds_of(TOLD[kind])[0] is kind
    assert questions_for(INCIDENT, TOLD[kind])[0] == INCIDENT.follow_ups[kind]


def test_words_count_as_wholes_and_in_any_case() -> None:
    assert kinds_of("DECIDING was hard") == (FollowUp.DECISION,)
    assert kinds_of("The undecided knowledgeable runner") == ()


def test_of_several_kinds_the_one_with_more_words_comes_first() -> None:
    told = "Ada restarted it, deleted the lock and saw nothing"
    assert kinds_of(told) == (FollowUp.ACTION, FollowUp.OBSERVATION)


def test_the_questions_come_a_few_at_a_time_and_each_comes_once_a_round() -> None:
    rounds = len(FollowUp) // AT_ONCE
    asked = [q for turn in range(rounds) for q in questions_for(INCIDENT, "Jun ran it", turn=turn)]
    assert sorted(asked) == sorted(INCIDENT.follow_ups.values())
    assert questions_for(INCIDENT, "Jun ran it", turn=rounds) == tuple(asked[:AT_ONCE])


def test_every_look_back_at_work_has_questions_and_a_look_ahead_has_none() -> None:
    asked = {book.slug for book in playbooks() if questions_for(book, "")}
    assert asked >= {b.slug for b in playbooks(Kind.POSTMORTEM) if not b.personal}
    assert not asked & {book.slug for book in playbooks(Kind.PREMORTEM)}


@given(TEXTS)
def test_any_words_are_taken_and_ask_the_same_each_time(text: str) -> None:
    assert len(questions_for(INCIDENT, text)) == AT_ONCE
    assert questions_for(INCIDENT, text) == questions_for(INCIDENT, text)
