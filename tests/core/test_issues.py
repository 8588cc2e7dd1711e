"""Issues as values: where they are asked for, and what is read of an answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from mortem.core.errors import BadInput, CannotRead
from mortem.core.issues import Issue, TrackerKind, find_marked, marked, project

GITHUB, GITLAB = TrackerKind.GITHUB, TrackerKind.GITLAB
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "name", "server", "api", "address"),
    [
        (
            GITHUB,
            "team/shop",
            "",
            "https://api.github.com/repos/team/shop",
            "https://github.com/team/shop/issues/7",
        ),
        (
            GITHUB,
            "/team/shop/",
            "https://git.example.org/",
            "https://git.example.org/api/v3/repos/team/shop",
            "https://git.example.org/team/shop/issues/7",
        ),
        (
            GITLAB,
            "group/team/shop",
            "",
            "https://gitlab.com/api/v4/projects/group%2Fteam%2Fshop",
            "https://gitlab.com/group/team/shop/-/issues/7",
        ),
    ],
)
def test_a_project_knows_its_addresses(
    kind: TrackerKind, name: str, server: str, api: str, address: str
) -> None:
    found = project(kind, name, server)
    assert (found.api, found.address(7)) == (api, address)
    assert found.number_in(f"{address}#note_3") == 7
    assert found.number_in(address.replace("shop", "Shop")) == 7
    assert found.number_in(address.replace("shop", "shopping")) is None
    assert found.number_in("not an address") is None


@pytest.mark.parametrize(
    "name", ["shop", "team/../shop", "team/shop?x=1", "a b/c", "", "te/am/shop"]
)
def test_an_odd_name_of_a_repository_is_asked_again(name: str) -> None:
    with pytest.raises(BadInput, match="owner/name"):
        project(GITHUB, name)


def test_what_was_made_since_is_listed_newest_first() -> None:
    assert project(GITHUB, "team/shop").newest(NOON).partition("?")[2] == (
        "since=2026-03-03T12%3A00%3A00Z&state=all&sort=created&direction=desc&per_page=30"
    )
    assert project(GITLAB, "team/shop").newest(NOON).partition("?")[2] == (
        "created_after=2026-03-03T12%3A00%3A00Z&order_by=created_at&sort=desc&per_page=30"
    )


def test_an_answer_is_read_in_the_shape_of_its_kind() -> None:
    said = {"number": 7, "title": "Guard it", "state": "closed", "closed_by": {"login": "robin"}}
    assert project(GITHUB, "a/b").read({**said, "body": "x"}) == Issue(
        7, "Guard it", is_open=False, closed_by="robin", body="x"
    )
    said = {"iid": 7, "id": 900, "title": "Guard it", "state": "opened", "closed_by": None}
    assert project(GITLAB, "a/b").read({**said, "description": None}) == Issue(
        7, "Guard it", is_open=True
    )


@pytest.mark.parametrize("said", [None, [], "x", {}, {"number": "seven", "title": "", "state": ""}])
def test_anything_else_is_no_issue(said: Any) -> None:
    with pytest.raises(CannotRead):
        project(GITHUB, "a/b").read(said)


def test_a_call_about_a_change_names_an_issue_or_nothing() -> None:
    assert project(GITHUB, "a/b").told_of({"action": "closed", "issue": {"number": 7}}) == 7
    assert project(GITLAB, "a/b").told_of({"object_attributes": {"iid": 8, "id": 900}}) == 8
    others: tuple[Any, ...] = (None, [], {"zen": "x"}, {"issue": 7}, {"issue": {"number": "7"}})
    for said in others:
        assert project(GITHUB, "a/b").told_of(said) is None


def test_a_mark_is_found_again_and_no_other() -> None:
    mine = Issue(7, "Guard it", is_open=True, body=marked("Please.", "abc"))
    assert mine.body == "Please.\n\n<!-- mortem abc -->"
    assert find_marked([Issue(8, "x", is_open=True, body="abc"), mine], "abc") == mine
    assert find_marked([mine], "ab") is None
    assert marked("", "abc") == "<!-- mortem abc -->"
