from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from mortem.core.record import LessonKind, Mode, Role
from mortem.web.models import Card, Cause, Lesson, Review, User
from mortem.web.operations.participants import join_review
from mortem.web.operations.reviews import begin_review, move_phase
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django import DjangoAssertNumQueries


@pytest.fixture
def writing(migration: Review, ada: User, now: datetime) -> Review:
    for phase in ("imagine", "write"):
        move_phase(migration, to=phase, by=seat_of(ada, migration), at=now)
    return migration


def at(review: Review, path: str = "write/") -> str:
    return f"/r/{review.pk}/{path}"


def add(client: Client, review: Review, text: str) -> Card:
    assert client.post(at(review, "cards/"), {"text": text}).status_code == 302
    card: Card = review.cards.get(text=text)
    return card


def test_a_card_is_made_changed_deleted_and_brought_back(
    writing: Review, ada_client: Client
) -> None:
    card = add(ada_client, writing, "The backfill took too long")
    ada_client.post(at(writing, f"cards/{card.pk}/"), {"text": "The backfill took nine days"})
    answer = ada_client.post(at(writing, f"cards/{card.pk}/deletion/"))
    assert answer["Location"] == at(writing, f"write/?undo={card.pk}#mine")
    page = ada_client.get(at(writing, f"write/?undo={card.pk}"))
    assert at(writing, f"cards/{card.pk}/restoration/").encode() in page.content
    ada_client.post(at(writing, f"cards/{card.pk}/restoration/"))
    assert b"The backfill took nine days" in ada_client.get(at(writing)).content


@pytest.mark.parametrize("text", ["", "   ", "x" * 100_000])
def test_what_was_typed_stays_when_it_cannot_be_kept(
    writing: Review, ada_client: Client, text: str
) -> None:
    answer = ada_client.post(at(writing, "cards/"), {"text": text})
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == text
    card = add(ada_client, writing, "Short")
    answer = ada_client.post(at(writing, f"cards/{card.pk}/"), {"text": text})
    assert answer.status_code == 422
    assert [one["form"]["text"].value() for one in answer.context["mine"]] == [text]


def test_markup_is_only_text(writing: Review, ada_client: Client) -> None:
    add(ada_client, writing, "<script>alert(1)</script>")
    assert b"<script>alert" not in ada_client.get(at(writing)).content


def test_help_comes_only_when_asked_for(writing: Review, ada_client: Client) -> None:
    assert ada_client.get(at(writing)).context["stuck"] is None
    first, second = (
        ada_client.get(at(writing, f"write/?stuck={n}")).context["stuck"] for n in "01"
    )
    assert len(first["prompts"]) == len(second["prompts"]) == 3
    assert set(first["prompts"]).isdisjoint(second["prompts"])
    for strange in ("-1", "99999999999999", "x"):
        assert ada_client.get(at(writing, f"write/?stuck={strange}")).status_code == 200


def test_earlier_reviews_of_the_kind_help_their_reader(
    writing: Review, ada: User, ben: User, ada_client: Client, now: datetime
) -> None:
    earlier = begin_review(context="migration", title="Last year's move", by=ada, at=now)
    Lesson.objects.create(review=earlier, kind=LessonKind.LEARNED, text="Rehearse the way back")
    Cause.objects.create(review=earlier, text="A job still wrote to the old side")
    after = begin_review(context="incident", title="It broke", by=ada, at=now, follows=earlier)
    Cause.objects.create(review=after, text="Two writers at once")
    bens = begin_review(context="migration", title="Ben's", by=ben, at=now)
    Cause.objects.create(review=bens, text="Ben's own secret")
    other = begin_review(context="launch", title="A launch", by=ada, at=now)
    Cause.objects.create(review=other, text="Something else")
    told = ada_client.get(at(writing, "write/?stuck=0")).context["stuck"]["earlier"]
    assert {line.text for line in told} == {
        "Rehearse the way back",
        "A job still wrote to the old side",
        "Two writers at once",
    }


def test_done_can_be_said_and_taken_back(writing: Review, ada_client: Client) -> None:
    ada_client.post(at(writing, "done/"), {"done": "1"})
    assert ada_client.get(at(writing)).context["company"].i_am_done
    ada_client.post(at(writing, "done/"), {"done": "0"})
    assert not ada_client.get(at(writing)).context["company"].i_am_done


def test_more_time_is_one_press(writing: Review, ada_client: Client) -> None:
    before = writing.phase_ends_at
    ada_client.post(at(writing, "time/"))
    writing.refresh_from_db()
    assert before is not None
    assert writing.phase_ends_at is not None
    assert writing.phase_ends_at > before


@pytest.mark.parametrize("cards", [1, 3])
def test_the_number_of_queries_does_not_grow(
    writing: Review,
    ada_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    cards: int,
) -> None:
    for number in range(cards):
        add(ada_client, writing, f"Card {number}")
    with django_assert_num_queries(8):
        ada_client.get(at(writing))


def browser_of(key: str, review: Review, now: datetime) -> Client:
    """Return the browser of a guest who takes part."""
    join_review(review, name=key, role=Role.PARTICIPANT, user=None, browser_key=key, at=now)
    client = Client()
    client.cookies["mortem_key"] = key
    return client


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        (
            Mode.NAMED,
            "Each card is kept with your name; the others see it once the cards are turned.",
        ),
        (
            Mode.ALIAS,
            "Each card is kept with the alias you go by here; the others see it once the cards are turned.",
        ),
        (
            Mode.ANONYMOUS,
            "Who wrote a card is never stored: no name, no time, no address. Only this browser can change yours, until the cards are turned.",
        ),
    ],
)
def test_one_sentence_says_what_is_stored(
    writing: Review, ada_client: Client, now: datetime, mode: Mode, told: str
) -> None:
    Review.objects.filter(pk=writing.pk).update(mode=mode)
    ben = browser_of("ben", writing, now)
    for client in (ada_client, ben):
        assert client.get(at(writing)).content.decode().count(told) == 1


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("people", [2, 4, 5])
def test_few_are_warned_that_words_may_be_known_again(
    writing: Review, ada_client: Client, now: datetime, mode: Mode, people: int
) -> None:
    Review.objects.filter(pk=writing.pk).update(mode=mode)
    for number in range(1, people):
        browser_of(f"guest {number}", writing, now)
    page = ada_client.get(at(writing)).content.decode()
    warned = "You are fewer than five, though: the others may guess." in page
    assert warned == (mode is Mode.ANONYMOUS and people < 5)
    page = ada_client.get(at(writing, "plan/")).content.decode()
    assert ("With fewer than five people, others can often guess" in page) == (people < 5)


@pytest.mark.parametrize("mode", list(Mode))
def test_two_tabs_of_one_person_work_side_by_side(
    writing: Review, now: datetime, mode: Mode
) -> None:
    Review.objects.filter(pk=writing.pk).update(mode=mode)
    first = browser_of("ben", writing, now)
    second = browser_of("ben", writing, now)
    card = add(first, writing, "From the first tab")
    assert b"From the first tab" in second.get(at(writing)).content
    add(second, writing, "From the second tab")
    second.post(at(writing, f"cards/{card.pk}/"), {"text": "Changed in the second tab"})
    for tab in (first, second):
        mine = {one["card"].text for one in tab.get(at(writing)).context["mine"]}
        assert mine == {"Changed in the second tab", "From the second tab"}


def test_who_lost_the_key_is_told_that_the_cards_are_safe(
    writing: Review, ada_client: Client
) -> None:
    Review.objects.filter(pk=writing.pk).update(mode=Mode.ANONYMOUS)
    told = b"If you wrote some in another one, they are safe, and will be turned with the others."
    add(ada_client, writing, "From the old browser")
    assert told not in ada_client.get(at(writing)).content
    ada_client.cookies["mortem_key"] = "a-new-browser"
    page = ada_client.get(at(writing))
    assert (page.context["mine"], told in page.content) == ([], True)
    ada_client.post(at(writing, "phase/"), {"seen": "write", "to": "reveal"})
    assert b"From the old browser" in ada_client.get(at(writing, "reveal/")).content
