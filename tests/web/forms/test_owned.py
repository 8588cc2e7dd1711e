from __future__ import annotations

from typing import Any

import pytest

from mortem.web.forms.owned import ME, OwnedForm, People, owner_initial
from mortem.web.models import Owner, User

ADA = User(name="Ada")
TEAM = People(me=ADA, names=("Ben", "Jun"), book=("Ben", "Jun", "Mara"))
SOLO = People(me=ADA)
PERSONAL = People(me=ADA, alone=True)
GUEST = People(me="Jun", names=("Ada",))
NAMELESS = People()


def owner(people: People, **sent: str) -> Any:
    form = OwnedForm(sent, people=people)
    assert form.is_valid()
    return form.cleaned_data


@pytest.mark.parametrize(
    ("people", "sent", "expected"),
    [
        (TEAM, {}, ""),
        (TEAM, {"owner_pick": ME}, ADA),
        (TEAM, {"owner_pick": "Ben"}, "Ben"),
        (TEAM, {"owner_pick": ME, "owner": "Mara"}, "Mara"),
        (TEAM, {"owner_pick": "Ben", "owner": " Mara "}, "Mara"),
        (GUEST, {"owner_pick": ME}, "Jun"),
        (NAMELESS, {"owner_pick": ME}, ""),
        (PERSONAL, {}, ADA),
        (PERSONAL, {"owner": "Mara"}, ADA),
    ],
)
def test_picked_typed_or_oneself(people: People, sent: dict[str, str], expected: object) -> None:
    assert owner(people, **sent) == {"owner": expected}


@pytest.mark.parametrize(
    ("people", "expected"), [(TEAM, ""), (SOLO, ME), (PERSONAL, ME), (NAMELESS, "")]
)
def test_alone_it_is_me_before_anybody_asks(people: People, expected: str) -> None:
    assert owner_initial(None, people) == {"owner_pick": expected}


@pytest.mark.parametrize(
    ("named", "people", "expected"),
    [
        (Owner(name="Ada the first", user=ADA), TEAM, {"owner_pick": ME}),
        (Owner(name="Jun"), GUEST, {"owner_pick": ME}),
        (Owner(name="Ben"), TEAM, {"owner_pick": "Ben"}),
        (Owner(name="Mara"), TEAM, {"owner": "Mara"}),
    ],
)
def test_how_an_owner_shows(named: Owner, people: People, expected: dict[str, str]) -> None:
    assert owner_initial(named, people) == expected


def test_a_name_too_long_is_told() -> None:
    form = OwnedForm({"owner": "J" * 121}, people=TEAM)
    assert form.is_valid() is False
    assert list(form.errors) == ["owner"]
