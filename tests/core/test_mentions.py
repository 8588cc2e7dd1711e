"""Where a text speaks of people."""

from __future__ import annotations

import pytest

from mortem.core.mentions import Who, aimed_at, finder, is_name

FIND = finder(["Robin Okafor", "Jo", "田中"], ["Payments"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Robin did not renew it", [(Who.PERSON, "Robin Okafor")]),
        ("Okafor and Jo were there", [(Who.PERSON, "Robin Okafor"), (Who.PERSON, "Jo")]),
        ("Robin Okafor called", [(Who.PERSON, "Robin Okafor")]),
        ("昨日田中さんが止めた", [(Who.PERSON, "田中")]),
        ("Payments was asleep", [(Who.TEAM, "Payments")]),
        ("The operators waited for QA", [(Who.ROLE, "operators"), (Who.TEAM, "qa")]),
        ("A robin sang over the leading joint", []),
        ("The certificate ran out", []),
        ("", []),
    ],
)
def test_names_teams_and_roles_are_found(text: str, found: list[tuple[Who, str]]) -> None:
    assert [(one.who, one.name) for one in FIND(text)] == found


def test_a_mention_says_where_it_stands() -> None:
    (one,) = FIND("Then Robin came")
    assert "Then Robin came"[one.start : one.end] == "Robin"


@pytest.mark.parametrize(
    ("text", "aimed"),
    [
        ("Retrain Robin on renewals", True),
        ("Talk to the operator", True),
        ("Remind all engineers of the list", True),
        ("Robin raises the threshold", False),
        ("Train the model anew", False),
        ("Monitor the disk; Robin owns it because it is on their team's list", False),
    ],
)
def test_what_is_done_to_somebody_is_told_from_what_somebody_does(text: str, aimed: bool) -> None:
    assert (aimed_at(text, FIND(text)) is not None) == aimed


def test_without_names_roles_are_still_found() -> None:
    assert [one.who for one in finder([])("The engineer and Robin")] == [Who.ROLE]


@pytest.mark.parametrize("name", ["Dana", "Dana Ruiz", "Zoë", "李雷", "O'Neill", "Jean-Luc Picard"])
def test_a_name_is_told_from_a_description(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "words",
    [
        *("The engineer at the keyboard", "Database lead", "whoever was on call", "Support"),
        *("", "The SRE", "an engineer", "Infrastructure team", "Operations"),
    ],
)
def test_a_description_is_no_name_and_none_of_its_words_is(words: str) -> None:
    assert not is_name(words)
    found = finder([words])("The log it needed was gone. Database pages were slow.")
    assert [one for one in found if one.who is Who.PERSON] == []
