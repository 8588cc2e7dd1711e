"""What nobody signs leaves no trace of its writer: nothing in the database that names them changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from mortem.core.record import Mode
from mortem.web.models import Activity, Review
from tests.web.guarding import GUEST_KEY, guest_in, guest_seat, post

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import Participant

TOLD = {"text": "I was asleep", "kind": "account", "date": "2026-03-03", "time": "02:10"}
CAUSE = {"text": "Nobody dares to ask", "kind": "factor"}
LESSON = {"text": "It was night", "kind": "lucky"}
# What is posted where, in which phase: without one's name, or where no names are kept.
WITHOUT_A_NAME = [
    ("add_back_cause", "causes", {**CAUSE, "unsigned": "1"}),
    ("add_lesson", "lessons", {**LESSON, "unsigned": "1"}),
]
ANONYMOUS = [
    ("add_account", "accounts", {"text": "I was asleep"}),
    ("add_account", "causes", {"text": "I came later"}),
    ("add_entry", "evidence", TOLD),
    ("add_back_cause", "causes", CAUSE),
    ("add_lesson", "lessons", LESSON),
    ("park_idea", "causes", {"idea": "Renew it", "phase": "causes"}),
    ("ask_unknown", "causes", {"question": "Who knew?", "phase": "causes"}),
]
EVERY_WAY = [
    *((mode, way) for mode in (Mode.NAMED, Mode.ALIAS) for way in WITHOUT_A_NAME),
    *((Mode.ANONYMOUS, way) for way in ANONYMOUS),
]


def naming(who: Participant) -> list[str]:
    """Return every row of every table that holds the seat's identifier, its name or its key."""
    signs = {str(who.pk), who.pk.hex, GUEST_KEY, *([who.name] if who.name else [])}
    found = []
    for model in apps.get_app_config("web").get_models():
        rows: Any = model._base_manager.values()
        found += [f"{model.__name__} {row}" for row in rows if any(s in str(row) for s in signs)]
    return sorted(found)


@pytest.fixture
def jun(outage: Review) -> Client:
    return guest_in(outage)


def stand(review: Review, phase: str, mode: Mode) -> None:
    Review.objects.filter(pk=review.pk).update(phase=phase, mode=mode)
    if mode is Mode.ANONYMOUS:
        review.participants.update(name="")
    review.refresh_from_db()


@pytest.mark.parametrize(("mode", "way"), EVERY_WAY)
def test_nothing_that_names_the_writer_changes(
    jun: Client, outage: Review, mode: Mode, way: tuple[str, str, dict[str, str]]
) -> None:
    name, phase, data = way
    stand(outage, phase, mode)
    who, last = guest_seat(outage), Activity.objects.filter(review=outage).latest("number")
    before = naming(who)
    assert before  # their seat itself
    assert post(jun, name, outage.pk, **data).status_code == 302
    assert naming(who) == before
    added = Activity.objects.get(review=outage, number__gt=last.number)
    assert (added.actor, added.at) == (None, last.at)


def worded_again(jun: Client, review: Review, name: str, data: dict[str, str]) -> None:
    """Say a cause or a lesson without a name, then in other words."""
    post(jun, name, review.pk, **data)
    part = review.causes.get() if name == "add_back_cause" else review.lessons.get()
    change = name.replace("add", "change")
    again = {**data, "text": "Otherwise"}
    assert post(jun, change, review.pk, part.pk, **again).status_code == 302
    part.refresh_from_db()
    assert part.text == "Otherwise"


@pytest.mark.parametrize("mode", [Mode.NAMED, Mode.ANONYMOUS])
@pytest.mark.parametrize("way", WITHOUT_A_NAME)
def test_ones_own_words_are_not_signed_by_saying_them_again(
    jun: Client, outage: Review, mode: Mode, way: tuple[str, str, dict[str, str]]
) -> None:
    name, phase, data = way
    stand(outage, phase, mode)
    who, last = guest_seat(outage), Activity.objects.filter(review=outage).latest("number")
    before = naming(who)
    worded_again(jun, outage, name, data)
    assert naming(who) == before
    added = Activity.objects.filter(review=outage, number__gt=last.number)
    assert [(one.actor, one.at) for one in added] == [(None, last.at)] * 2


@pytest.mark.parametrize("way", WITHOUT_A_NAME)
@pytest.mark.parametrize("unsigned", [True, False])
def test_the_box_is_ticked_where_the_words_have_no_name(
    jun: Client, outage: Review, way: tuple[str, str, dict[str, str]], unsigned: bool
) -> None:
    name, phase, data = way
    stand(outage, phase, Mode.NAMED)
    post(jun, name, outage.pk, **{k: v for k, v in data.items() if unsigned or k != "unsigned"})
    part = outage.causes.get() if name == "add_back_cause" else outage.lessons.get()
    page = jun.get(f"/r/{outage.pk}/{phase}/?edit={part.pk}").content.decode()
    form = page[page.index(f'/{part.pk}/"') :].partition("</form>")[0]
    assert form.count('name="unsigned"') == 1
    assert ("checked><span>Without my name" in form) is unsigned


@pytest.mark.parametrize(("name", "phase", "data"), WITHOUT_A_NAME)
def test_the_same_words_with_ones_name_do_change_something(
    jun: Client, outage: Review, name: str, phase: str, data: dict[str, str]
) -> None:
    stand(outage, phase, Mode.NAMED)
    who = guest_seat(outage)
    before = naming(who)
    post(jun, name, outage.pk, **{k: v for k, v in data.items() if k != "unsigned"})
    assert len(naming(who)) == len(before) + 1
