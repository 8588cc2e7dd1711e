"""Each sign shows where it should, and is silent where it should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mortem.core.health import Facts, Sign, Write, look, signs
from mortem.core.mentions import finder
from mortem.core.record import (
    ActionItem,
    ActionState,
    Cause,
    EntryKind,
    Kind,
    Participant,
    Record,
    Role,
    TimelineEntry,
)

AT = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
NAMES = ("Ada", "Ben", "Kim", "Noor", "Jun")


def people(count: int, *involved: str) -> tuple[Participant, ...]:
    return tuple(
        Participant(
            id=name, name=name, role=Role.PARTICIPANT, joined_at=AT, involved=name in involved
        )
        for name in NAMES[:count]
    )


def facts(
    *, voices: int = 5, involved: tuple[str, ...] = (), record: Any = None, **more: Any
) -> Facts:
    whole = Record(
        id="r",
        kind=Kind.POSTMORTEM,
        context="incident",
        title="",
        phase="causes",
        created_at=AT,
        participants=people(voices, *involved),
        **(record or {}),
    )
    return Facts(record=whole, mentions=finder([*NAMES, "Robin"]), **more)


def causes(*texts: str, parent: str | None = None) -> dict[str, Any]:
    return {
        "causes": tuple(
            Cause(id=f"c{n}", text=text, position=n, parent=parent if n else None)
            for n, text in enumerate(texts)
        )
    }


def entries(*texts: str, whose: str = "") -> dict[str, Any]:
    kind = EntryKind.ACCOUNT if whose else EntryKind.FACT
    return {
        "entries": tuple(
            TimelineEntry(id=f"e{n}", at=AT, text=text, position=n, kind=kind, attributed_to=whose)
            for n, text in enumerate(texts)
        )
    }


def actions(*texts: str, state: ActionState = ActionState.IDEA) -> dict[str, Any]:
    return {
        "actions": tuple(
            ActionItem(id=f"a{n}", text=text, position=n, state=state)
            for n, text in enumerate(texts)
        )
    }


def found(given: Facts) -> list[str]:
    return [one.sign.name for one in look(given)]


def writes(*pairs: tuple[str, str]) -> tuple[Write, ...]:
    seen: set[str] = set()
    made = []
    for by, subject in pairs:
        made.append(Write(by=by, subject=subject, noun="cause", first=subject not in seen))
        seen.add(subject)
    return tuple(made)


def test_a_quiet_review_shows_nothing() -> None:
    assert found(facts(record=causes("The certificate ran out", "No alert was set"))) == []


@pytest.mark.parametrize("text", ["Ada did not look", "The operator slept", "QA let it pass"])
def test_a_person_or_team_as_the_last_answer(text: str) -> None:
    (one,) = look(facts(record=causes(text)))
    assert (one.sign.name, one.evidence[0].text) == ("people_as_causes", text)
    assert (one.evidence[0].subject, one.evidence[0].noun) == ("c0", "cause")


@pytest.mark.parametrize(
    "record",
    [
        causes("Ada did not look", "The page went to a phone that was off", parent="c0"),
        causes("The page went to an old phone of the operator"),
    ],
)
def test_who_was_asked_about_once_more_is_no_last_answer(record: dict[str, Any]) -> None:
    assert found(facts(record=record)) == []


def test_some_named_and_some_by_role() -> None:
    even = entries("Ada restarted it", "Ben looked on")
    uneven = entries("Ada restarted it", "Ada looked", "The manager approved", "An operator slept")
    assert found(facts(record=even)) == []
    (one,) = look(facts(record=uneven))
    assert (one.sign.name, len(one.evidence)) == ("uneven_naming", 4)


def test_an_action_at_a_person() -> None:
    assert found(facts(record=actions("Retrain Ada on renewals"))) == ["aimed_actions"]
    assert found(facts(record=actions("Ada raises the threshold"))) == []
    declined = actions("Retrain Ada on renewals", state=ActionState.DECLINED)
    assert found(facts(record=declined)) == []


def test_who_it_speaks_of_and_is_not_here() -> None:
    (one,) = look(facts(record=entries("Robin restarted it", "Robin called")))
    assert (one.sign.name, len(one.evidence)) == ("people_missing", 1)
    assert found(facts(record=entries("It was red", whose="Sasha"))) == ["people_missing"]
    assert found(facts(record=entries("It was red", whose="Ada"))) == []


MANY = [("Ada", f"c{n}") for n in range(9)]


def test_one_voice() -> None:
    assert found(facts(writes=writes(*MANY, ("Ben", "x")))) == ["one_voice"]
    assert found(facts(writes=writes(*MANY))) == []
    shared = [("Ben", f"b{n}") for n in range(5)]
    assert found(facts(writes=writes(*MANY, *shared))) == []


def test_one_voice_says_how_many_and_not_who() -> None:
    (one,) = look(facts(writes=writes(*MANY, ("Ben", "x"))))
    assert one.evidence[0].data == {"most": "9", "all": "10"}


REWRITTEN = (("Ben", "c0"), ("Ben", "c1"), ("Ada", "c0"), ("Ada", "c1"))


def test_witnesses_rewritten_by_others() -> None:
    record = causes("It was full", "It was red")
    told = facts(involved=("Ben",), record=record, writes=writes(*REWRITTEN))
    assert found(told) == ["rewritten_from_outside"]
    both = facts(involved=("Ben", "Ada"), record=record, writes=writes(*REWRITTEN))
    assert found(both) == []
    once = facts(involved=("Ben",), record=record, writes=writes(*REWRITTEN[:3]))
    assert found(once) == []


def test_closed_afterwards() -> None:
    assert found(facts(seen=("private", "team", "private"))) == ["narrowed"]
    assert found(facts(seen=("private", "team"))) == []


@pytest.mark.parametrize(
    ("reports", "names"),
    [((6, 2), ["fewer_reports"]), ((6, 4), []), ((3, 0), []), (None, [])],
)
def test_fewer_reports_since(reports: tuple[int, int] | None, names: list[str]) -> None:
    assert found(facts(reports=reports)) == names


def test_behaviour_is_not_read_of_four() -> None:
    told = facts(voices=4, writes=writes(*MANY, ("Ben", "x")), seen=("team", "private"))
    assert found(told) == []


def test_readers_are_no_voices() -> None:
    told = facts(seen=("team", "private"))
    one = replace(told.record.participants[0], role=Role.READER)
    record = replace(told.record, participants=(one, *told.record.participants[1:]))
    assert found(replace(told, record=record)) == []


def test_texts_are_read_at_any_size() -> None:
    assert found(facts(voices=1, record=actions("Retrain Ada"))) == ["aimed_actions"]


def test_every_sign_is_explained() -> None:
    assert len(signs()) == 8
    assert [one.behaviour for one in signs()] == [False] * 4 + [True] * 4


def test_a_sign_without_an_explanation_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="needs its why"):
        replace(signs()[0], why="")
    assert isinstance(signs()[0], Sign)
