from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from mortem.core.record import Mode, Role
from mortem.web.models import Card, Cause, Review, User
from mortem.web.operations.cards import add_card
from mortem.web.operations.participants import join_review
from mortem.web.operations.plans import frame_review
from mortem.web.operations.reviews import move_phase
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

RESTORED = "We have never restored a backup of this database"
RESTORED_TOO = "The backup of the database was never restored"
STARVED = "The backfill starved the live traffic"


def turned(review: Review, ada: User, now: datetime, *texts: str) -> Review:
    me = seat_of(ada, review)
    for phase in ("imagine", "write"):
        move_phase(review, to=phase, by=me, at=now)
    for text in texts:
        add_card(review, text=text, by=me, browser_key="", at=now)
    return move_phase(review, to="reveal", by=me, at=now)


@pytest.fixture
def open_cards(migration: Review, ada: User, now: datetime) -> Review:
    return turned(migration, ada, now, RESTORED, RESTORED_TOO, STARVED)


def at(review: Review, path: str = "") -> str:
    return f"/r/{review.pk}/reveal/{path}"


def cause(review: Review, text: str) -> Cause:
    found: Cause = review.causes.get(text=text)
    return found


def test_every_card_is_shown(open_cards: Review, ada_client: Client) -> None:
    page = ada_client.get(at(open_cards))
    board = page.context["board"]
    assert (board.cards, board.causes, len(board.loose)) == (3, 3, 3)
    assert [
        text for text in (RESTORED, RESTORED_TOO, STARVED) if text.encode() not in page.content
    ] == []


def test_whoever_began_it_without_a_name_is_called_by_their_part(
    ada: User, now: datetime, migration: Review, ada_client: Client
) -> None:
    migration.participants.update(name="")
    page = ada_client.get(at(turned(migration, ada, now, STARVED)))
    assert [pile.writer for pile in page.context["board"].loose] == ["Facilitator"]


def test_what_looks_the_same_is_asked_about_until_answered(
    open_cards: Review, ada_client: Client
) -> None:
    one, other = cause(open_cards, RESTORED), cause(open_cards, RESTORED_TOO)
    (pair,) = ada_client.get(at(open_cards)).context["board"].pairs
    assert {pile.cause for pile in pair} == {one, other}
    ada_client.post(at(open_cards, f"causes/{one.pk}/apart/"), {"other": str(other.pk)})
    assert ada_client.get(at(open_cards)).context["board"].pairs == []


def test_joining_splitting_and_undoing(open_cards: Review, ada_client: Client) -> None:
    one, other = cause(open_cards, RESTORED), cause(open_cards, RESTORED_TOO)
    same = at(open_cards, f"causes/{one.pk}/same/")
    answer = ada_client.post(same, {"same": str(other.pk)})
    assert answer["Location"] == at(open_cards, f"?undo=joined%3A{other.pk}#board")
    page = ada_client.get(answer["Location"].split("#")[0])
    assert page.context["undo"] == {
        "text": "Joined.",
        "url": at(open_cards, f"causes/{other.pk}/restoration/"),
    }
    (pile,) = [pile for pile in page.context["board"].loose if pile.cause == one]
    (also,) = pile.also
    ada_client.post(at(open_cards, f"causes/{other.pk}/restoration/"))
    assert open_cards.causes.count() == 3
    ada_client.post(same, {"same": str(other.pk)})
    ada_client.post(at(open_cards, f"causes/{one.pk}/cards/{also.pk}/split/"))
    assert open_cards.causes.filter(text=RESTORED_TOO).count() == 1


def test_the_page_of_the_same_begins_with_the_most_alike(
    open_cards: Review, ada_client: Client
) -> None:
    one = cause(open_cards, RESTORED)
    same = at(open_cards, f"causes/{one.pk}/same/")
    others = ada_client.get(same).context["others"]
    assert [other.text for other in others] == [RESTORED_TOO, STARVED]
    others = ada_client.get(same, {"words": "STARVED"}).context["others"]
    assert [other.text for other in others] == [STARVED]
    assert ada_client.post(same, {}).status_code == 422
    assert ada_client.post(same, {"same": "nonsense"}).status_code == 422
    assert ada_client.post(same, {"same": str(uuid4())}).status_code == 404


def test_themes_marks_and_words(open_cards: Review, ada_client: Client) -> None:
    starved = cause(open_cards, STARVED)
    theme = open_cards.themes.all()[2]
    url = at(open_cards, f"causes/{starved.pk}/")
    for change in ({"theme": str(theme.pk)}, {"elephant": "1"}, {"paper_tiger": "1"}):
        assert ada_client.post(url, change)["Location"] == at(open_cards, "#board")
    ada_client.post(url, {"text": "The backfill was too eager"})
    starved.refresh_from_db()
    assert (starved.theme, starved.elephant, starved.paper_tiger) == (theme, True, True)
    assert starved.text == "The backfill was too eager"
    ada_client.post(url, {"theme": "", "elephant": "0"})
    starved.refresh_from_db()
    assert (starved.theme, starved.elephant) == (None, False)
    assert ada_client.post(url, {"theme": "nonsense"}).status_code == 404


def test_an_emptied_cause_keeps_its_words_and_says_why(
    open_cards: Review, ada_client: Client
) -> None:
    starved = cause(open_cards, STARVED)
    answer = ada_client.post(at(open_cards, f"causes/{starved.pk}/"), {"text": " "})
    assert answer.status_code == 422
    assert b"A few words are needed here." in answer.content
    assert cause(open_cards, STARVED) == starved


def test_put_away_and_brought_back(open_cards: Review, ada_client: Client) -> None:
    starved = cause(open_cards, STARVED)
    answer = ada_client.post(at(open_cards, f"causes/{starved.pk}/deletion/"))
    assert answer["Location"] == at(open_cards, f"?undo=put-away%3A{starved.pk}#board")
    board = ada_client.get(at(open_cards)).context["board"]
    assert [card.text for card in board.aside] == [STARVED]
    ada_client.post(at(open_cards, f"cards/{board.aside[0].pk}/"))
    assert ada_client.get(at(open_cards)).context["board"].aside == []
    assert open_cards.causes.filter(text=STARVED).count() == 1


def test_who_comes_second_is_told_kindly(open_cards: Review, ada_client: Client) -> None:
    starved = cause(open_cards, STARVED)
    ada_client.post(at(open_cards, f"causes/{starved.pk}/deletion/"))
    answer = ada_client.post(at(open_cards, f"causes/{starved.pk}/"), {"elephant": "1"})
    assert answer.status_code == 409
    assert answer.context["told"]["text"] == "Somebody has put this away meanwhile."
    assert f'hx-get="{at(open_cards)}"' in answer.content.decode()


def test_what_often_happens_becomes_a_cause_that_says_so(
    open_cards: Review, ada_client: Client
) -> None:
    offered = ada_client.get(at(open_cards)).context["offered"]["often"]
    for _ in range(2):  # pressed twice
        ada_client.post(at(open_cards, "causes/"), {"text": offered[0], "offered": "1"})
    assert open_cards.causes.filter(text=offered[0]).count() == 1
    ada_client.post(at(open_cards, "causes/"), {"text": "Our own"})
    page = ada_client.get(at(open_cards))
    assert page.context["offered"]["often"] == offered[1:]
    marks = {pile.cause.text: pile.taken_up for pile in page.context["board"].loose}
    assert (marks[offered[0]], marks["Our own"]) == (True, False)


def test_a_theme_can_be_put_away_and_its_causes_stay(
    open_cards: Review, ada_client: Client
) -> None:
    starved = cause(open_cards, STARVED)
    theme = open_cards.themes.all()[2]
    ada_client.post(at(open_cards, f"causes/{starved.pk}/"), {"theme": str(theme.pk)})
    answer = ada_client.post(at(open_cards, f"themes/{theme.pk}/deletion/"))
    page = ada_client.get(answer["Location"].split("#")[0])
    board = page.context["board"]
    assert theme not in [shelf.theme for shelf in board.shelves]
    assert starved in [pile.cause for pile in board.loose]
    ada_client.post(page.context["undo"]["url"])
    board = ada_client.get(at(open_cards)).context["board"]
    (shelf,) = [shelf for shelf in board.shelves if shelf.theme == theme]
    assert [pile.cause for pile in shelf.piles] == [starved]


def test_a_theme_of_ones_own_gets_the_next_number(open_cards: Review, ada_client: Client) -> None:
    ada_client.post(at(open_cards, "themes/"), {"name": "Luck"})
    shelf = ada_client.get(at(open_cards)).context["board"].shelves[-1]
    assert (shelf.theme.name, shelf.number) == ("Luck", 8)
    ada_client.post(at(open_cards, f"themes/{shelf.theme.pk}/"), {"name": "Chance"})
    shelf = ada_client.get(at(open_cards)).context["board"].shelves[-1]
    assert shelf.theme.name == "Chance"
    for name in ("", "x" * 200):
        answer = ada_client.post(at(open_cards, "themes/"), {"name": name})
        assert answer.status_code == 422


def test_a_part_of_another_review_is_not_there(
    open_cards: Review, outage: Review, ada_client: Client
) -> None:
    stranger = Cause.objects.create(review=outage, text="Elsewhere")
    card = Card.objects.create(review=outage, text="Elsewhere", revealed=True)
    starved = cause(open_cards, STARVED)
    for path in (
        f"causes/{stranger.pk}/",
        f"causes/{stranger.pk}/deletion/",
        f"causes/{stranger.pk}/same/",
        f"causes/{starved.pk}/cards/{card.pk}/split/",
        f"cards/{card.pk}/",
    ):
        assert ada_client.post(at(open_cards, path), {"elephant": "1"}).status_code == 404


@pytest.mark.parametrize("cards", [1, 3])
def test_the_number_of_queries_does_not_grow(  # noqa: PLR0917 - fixtures and cases
    migration: Review,
    ada: User,
    now: datetime,
    ada_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    cards: int,
) -> None:
    turned(migration, ada, now, *[f"Card {number}" for number in range(cards)])
    with django_assert_num_queries(13):
        ada_client.get(at(migration))


def test_a_thousand_causes_stay_usable(open_cards: Review, ada_client: Client) -> None:
    theme = open_cards.themes.first()
    Cause.objects.bulk_create(
        Cause(
            review=open_cards,
            text=f"Cause number {number} of {uuid4().hex}",
            theme=theme if number % 2 else None,
        )
        for number in range(1000)
    )
    ada_client.get(at(open_cards))
    start = process_time()
    page = ada_client.get(at(open_cards))
    assert process_time() - start < 2
    assert len(page.content) < 700_000
    assert len(page.context["loose"]) == 40
    shelf = ada_client.get(at(open_cards, f"?shelf={theme.pk if theme else ''}"))
    assert shelf.content.decode().count("theme-of-") > 900


def test_a_look_back_has_no_board(outage: Review, ada_client: Client) -> None:
    for path in ("reveal/causes/", "plan/title/", "sentence/", "cards/"):
        posted = {"text": "Here", "title": "Here"}
        assert ada_client.post(f"/r/{outage.pk}/{path}", posted).status_code == 404
    assert outage.causes.count() == 0


SAID = [RESTORED, STARVED, "Friday", "Support", "Rollback", "Queue"]


@pytest.fixture
def turning(migration: Review, ada: User, now: datetime, guest_client: Client) -> Review:
    """Return an anonymous reveal in which half of six cards lie open; a guest takes part."""
    me = seat_of(ada, migration)
    frame_review(migration, minutes=15, mode=Mode.ANONYMOUS, by=me, at=now)
    guest_client.cookies["mortem_key"] = "jun"
    join_review(migration, name="", role=Role.PARTICIPANT, user=None, browser_key="jun", at=now)
    return turned(migration, ada, now, *SAID)


def shown(client: Client, review: Review) -> set[str]:
    page = client.get(at(review)).content.decode()
    return {text for text in SAID if text in page}


def test_the_facilitator_turns_the_next_and_all_see_how_far_it_is(
    turning: Review, ada_client: Client, guest_client: Client
) -> None:
    page = ada_client.get(at(turning)).content.decode()
    assert "3 of 6 cards turned." in page
    assert "Turn the last 3" in page
    assert shown(guest_client, turning) == shown(ada_client, turning)
    assert len(shown(guest_client, turning)) == 3
    assert 'id="turn"' not in guest_client.get(at(turning)).content.decode()
    for _ in range(2):  # pressed twice
        answer = ada_client.post(at(turning, "turn/"), {"seen": "3"})
    assert answer.context["told"]["text"] == "These cards are turned already."
    assert "All 6 cards seen." in guest_client.get(at(turning)).content.decode()
    assert shown(guest_client, turning) == set(SAID)


def test_what_waits_cannot_be_had_by_its_name(turning: Review, ada_client: Client) -> None:
    """Whoever guesses a card's identifier learns nothing of it before it is turned."""
    card: Card = turning.cards.filter(revealed=False)[0]
    for path in (f"cards/{card.pk}/", f"cards/{card.pk}/hiding/", f"cards/{card.pk}/return/"):
        answer = ada_client.post(at(turning, path))
        assert (answer.status_code, card.text.encode() in answer.content) == (404, False)
    assert turning.causes.count() == 3


def test_what_is_added_meanwhile_comes_with_the_next_cards(
    turning: Review, ada_client: Client, guest_client: Client
) -> None:
    assert "It comes with the next cards." in guest_client.get(at(turning)).content.decode()
    answer = guest_client.post(at(turning, "causes/"), {"text": "One more"})
    assert answer["Location"] == at(turning, "?late=1#board")
    page = guest_client.get(at(turning, "?late=1")).content.decode()
    assert "Yours is kept. It comes with the next cards." in page
    assert "One more" not in page
    assert turning.cards.get(text="One more").revealed is False
    ada_client.post(at(turning, "turn/"), {"seen": "3", "rest": "1"})
    assert "One more" in guest_client.get(at(turning)).content.decode()


def test_a_card_that_crosses_the_reveal_is_kept_and_told(
    turning: Review, guest_client: Client
) -> None:
    answer = guest_client.post(f"/r/{turning.pk}/cards/", {"text": "Half a thought, finished"})
    assert answer["Location"] == at(turning, "?late=1")
    by_htmx = {"HX-Request": "true"}
    answer = guest_client.post(f"/r/{turning.pk}/cards/", {"text": "Another"}, headers=by_htmx)
    assert answer["HX-Redirect"] == at(turning, "?late=1")


def test_ones_own_waiting_cards_are_ones_own(
    migration: Review, ada: User, now: datetime, ada_client: Client, guest_client: Client
) -> None:
    guest_client.cookies["mortem_key"] = "jun"
    join_review(migration, name="Jun", role=Role.PARTICIPANT, user=None, browser_key="jun", at=now)
    turned(migration, ada, now, *SAID)
    assert shown(ada_client, migration) == set(SAID)
    assert len(shown(guest_client, migration)) == 1
    assert "Yours, still face down: 5" in ada_client.get(at(migration)).content.decode()


def test_a_card_is_taken_out_of_sight_and_brought_back(
    turning: Review, ada_client: Client, guest_client: Client
) -> None:
    ada_client.post(at(turning, "turn/"), {"seen": "3", "rest": "1"})
    card = turning.cards.get(text=STARVED)
    hiding, back = (at(turning, f"cards/{card.pk}/{step}/") for step in ("hiding", "return"))
    assert guest_client.post(hiding).status_code == 403
    answer = ada_client.post(hiding)
    assert answer["Location"] == at(turning, f"?undo=hidden%3A{card.pk}#board")
    page = ada_client.get(answer["Location"].split("#")[0])
    assert page.context["undo"]["url"] == back
    assert shown(guest_client, turning) == set(SAID) - {STARVED}
    assert "One card is out of sight for now" in guest_client.get(at(turning)).content.decode()
    assert shown(ada_client, turning) == set(SAID)  # in the list from which it can come back
    assert guest_client.post(back).status_code == 403
    ada_client.post(back)
    assert shown(guest_client, turning) == set(SAID)


def test_a_cause_is_dropped_on_a_theme_or_on_another_cause(
    open_cards: Review, ada_client: Client
) -> None:
    starved, one = cause(open_cards, STARVED), cause(open_cards, RESTORED)
    theme, drop = open_cards.themes.all()[2], at(open_cards, "drop/")
    posted = {"cause": str(starved.pk), "theme": str(theme.pk), "onto": ""}
    assert ada_client.post(drop, posted)["Location"] == at(open_cards, "#board")
    starved.refresh_from_db()
    assert starved.theme == theme
    answer = ada_client.post(drop, {"cause": str(one.pk), "theme": "", "onto": str(starved.pk)})
    assert answer["Location"] == at(open_cards, f"?undo=joined%3A{one.pk}#board")
    assert open_cards.cards.filter(cause=starved).count() == 2
    wrong: list[dict[str, str]] = [
        {},
        {"cause": "x"},
        {"cause": str(uuid4())},
        {"cause": str(starved.pk)},
    ]
    assert [ada_client.post(drop, post).status_code for post in wrong] == [422, 422, 404, 404]


def test_whoever_means_a_cause_just_joined_is_told_where_it_is(
    open_cards: Review, ada_client: Client
) -> None:
    one, other = cause(open_cards, RESTORED), cause(open_cards, RESTORED_TOO)
    ada_client.post(at(open_cards, f"causes/{one.pk}/same/"), {"same": str(other.pk)})
    theme = str(open_cards.themes.all()[0].pk)
    answer = ada_client.post(at(open_cards, f"causes/{other.pk}/"), {"theme": theme})
    assert answer.status_code == 409
    assert answer.context["told"]["text"] == f"Somebody has just joined this with “{RESTORED}”."
    starved = cause(open_cards, STARVED)
    ada_client.post(
        at(open_cards, "drop/"), {"cause": str(starved.pk), "theme": "", "onto": str(other.pk)}
    )
    assert open_cards.cards.filter(cause=one).count() == 3


def test_a_theme_is_suggested_and_never_chosen(open_cards: Review, ada_client: Client) -> None:
    board = ada_client.get(at(open_cards)).context["board"]
    names = {shelf.theme.pk: shelf.theme.name for shelf in board.shelves}
    likely = {pile.cause.text: names.get(pile.likely) for pile in board.loose}
    assert likely == dict.fromkeys((RESTORED, RESTORED_TOO, STARVED), "Technology")
    assert list(open_cards.causes.exclude(theme=None)) == []
