from __future__ import annotations

import pytest

from mortem.core.blameless.nouns import Who
from mortem.core.blameless.people import asked, named_after, subject
from mortem.core.blameless.sentence import Sentence


def who(text: str) -> Who:
    """Return whom the marked verb of a sentence is said of: “The team |failed”."""
    return subject(Sentence(text.replace("|", "")), text.index("|")).who


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The operator |failed to see it.", Who.PERSON),
        ("The on-call |failed to see it.", Who.PERSON),
        ("The engineer on call |failed to see it.", Who.PERSON),
        ("In the last deploy the operator |failed to see it.", Who.PERSON),
        ("The developer creating the change |failed to see it.", Who.PERSON),
        ("The operator, tired, |failed to see it.", Who.PERSON),
        ("The operator (new here) |failed to see it.", Who.PERSON),
        ("The operator read it but |failed to see it.", Who.PERSON),
        ("The engineer who deployed it |failed to see it.", Who.PERSON),
        ("The kind engineer really never |failed.", Who.PERSON),
        ("Author and reviewers |failed to see it.", Who.PERSON),
        ("Ngozi |failed to see it.", Who.PERSON),
        ("Yesterday Wei |failed to see it.", Who.PERSON),
        ("Dr. Okonkwo |failed to see it.", Who.UNKNOWN),
        ("Mrs Okonkwo |failed to see it.", Who.PERSON),
        ("Priya Raman |failed to see it.", Who.PERSON),
        ("@octo |failed to see it.", Who.PERSON),
        ("She |failed to see it.", Who.PERSON),
        ("The ops team |failed to see it.", Who.TEAM),
        ("QA |failed to see it.", Who.TEAM),
        ("We |failed to see it.", Who.WE),
        ("I |failed to see it.", Who.SELF),
        ("You've |failed to see it.", Who.YOU),
        ("The users |failed to see it.", Who.OUTSIDER),
        ("The deploy job |failed.", Who.THING),
        ("The Kubernetes operator |failed.", Who.THING),
        ("The package manager |failed.", Who.THING),
        ("The controller |failed.", Who.THING),
        ("A mission controller |failed.", Who.PERSON),
        ("The team dashboard |failed.", Who.THING),
        ("The change that |failed was small.", Who.THING),
        ("It crashed and |failed.", Who.UNKNOWN),
        ("Engineers saw that the job hung and |failed.", Who.THING),
        ("The job stopped, which in turn |failed the build.", Who.THING),
        ("Appointing a manager |failed.", Who.THING),
        ("Zuul |failed to see it.", Who.UNKNOWN),
        ("|Failed to see it.", Who.UNKNOWN),
    ],
)
def test_who_is_the_subject(text: str, kind: Who) -> None:
    assert who(text) is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the engineer on call", Who.PERSON),
        ("a tired operator", Who.PERSON),
        ("the network team", Who.TEAM),
        ("operator traffic", Who.UNKNOWN),
        ("the team's new router", Who.TEAM),
        ("a full disk", Who.THING),
        ("Fatima", Who.PERSON),
    ],
)
def test_who_is_named_after_the_words_of_a_cause(text: str, kind: Who) -> None:
    assert named_after(Sentence(text), 0).who is kind


def test_something_of_theirs_keeps_its_mark() -> None:
    assert named_after(Sentence("the team's new router"), 0).name == "the team's"


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("QA catch this", Who.TEAM, "QA"),
        ("the alert fire", Who.THING, "the alert"),
        ("the deploy engineer see it", Who.PERSON, "the deploy engineer"),
        ("nobody check it", Who.UNKNOWN, "nobody"),
        ("you say so", Who.YOU, "you"),
    ],
)
def test_whom_a_question_asks(text: str, kind: Who, name: str) -> None:
    assert asked(Sentence(text), 0) == (kind, name)
