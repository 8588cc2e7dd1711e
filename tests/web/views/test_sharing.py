from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from mortem.core.record import Mode, Role
from mortem.web.models import Participant, Review, Share, User
from mortem.web.operations.participants import remove_participant
from mortem.web.operations.plans import frame_review
from mortem.web.operations.shares import code_of, open_room, token_of
from mortem.web.operations.showing import Purpose, show_by_link
from mortem.web.tries import PER_ADDRESS, code_tries
from tests.web.conftest import seat_of
from tests.web.guarding import bring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@pytest.fixture(autouse=True)
def fresh_tries() -> Iterator[None]:
    code_tries.forget()
    yield
    code_tries.forget()


@pytest.fixture
def room(migration: Review, ada: User) -> Share:
    return open_room(migration, by=seat_of(ada, migration), at=timezone.now())


def reading_link(review: Review, me: Participant) -> Share:
    now = timezone.now()
    why = Purpose(purpose="Advice", ends_at=now + timedelta(days=14))
    return show_by_link(review, why, by=me, at=now)


def link(share: Share) -> str:
    return f"/join/{token_of(share)}/"


def test_opening_a_link_changes_nothing(room: Share, guest_client: Client) -> None:
    for _ in range(2):
        assert guest_client.get(link(room)).status_code == 200
    assert Participant.objects.count() == 1
    assert guest_client.get(f"/r/{room.review_id}/plan/").status_code == 404


def test_the_button_takes_the_seat(room: Share, guest_client: Client) -> None:
    answer = guest_client.post(link(room), {"name": "Jun"})
    assert answer["Location"] == f"/r/{room.review_id}/"
    assert guest_client.get(f"/r/{room.review_id}/plan/").status_code == 200
    jun = Participant.objects.get(name="Jun")
    assert (jun.user, jun.role) == (None, Role.PARTICIPANT)
    assert guest_client.get(link(room))["Location"] == f"/r/{room.review_id}/"


def test_a_nameless_guest_is_asked_again(room: Share, guest_client: Client) -> None:
    for name in ("", "  ", "x" * 200):
        answer = guest_client.post(link(room), {"name": name})
        assert answer.status_code == 422
    assert Participant.objects.count() == 1


def test_an_anonymous_room_asks_for_nothing(
    migration: Review, ada: User, guest_client: Client, now: datetime
) -> None:
    me = seat_of(ada, migration)
    frame_review(migration, minutes=15, mode=Mode.ANONYMOUS, by=me, at=now)
    share = open_room(migration, by=me, at=timezone.now())
    assert b'name="name"' not in guest_client.get(link(share)).content
    guest_client.post(link(share), {"name": "Jun"})
    assert sorted(Participant.objects.values_list("name", flat=True)) == ["", "Ada"]


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_whoever_is_asked_reads_how_long_it_takes(
    migration: Review, ada: User, guest_client: Client, now: datetime, minutes: int
) -> None:
    me = seat_of(ada, migration)
    frame_review(migration, minutes=minutes, mode=Mode.ANONYMOUS, by=me, at=now)
    share = open_room(migration, by=me, at=timezone.now())
    asked = guest_client.get(link(share)).content.decode()
    assert f"It takes about {minutes} minutes." in asked


def test_an_alias_is_asked_for_by_that_name(
    migration: Review, ada: User, guest_client: Client, now: datetime
) -> None:
    me = seat_of(ada, migration)
    frame_review(migration, minutes=15, mode=Mode.ALIAS, by=me, at=now)
    share = open_room(migration, by=me, at=timezone.now())
    assert "Your alias" in guest_client.get(link(share)).content.decode()


def test_somebody_with_an_account_joins_with_it(room: Share, ben: User, ben_client: Client) -> None:
    assert 'value="Ben"' in ben_client.get(link(room)).content.decode()
    ben_client.post(link(room), {"name": "Ben"})
    assert room.review.participants.get(user=ben).role == Role.PARTICIPANT


def test_the_six_letters_lead_to_the_link(room: Share, guest_client: Client) -> None:
    answer = guest_client.post("/join/", {"code": code_of(room).lower()})
    assert answer["Location"] == link(room)


def test_link_letters_and_picture_are_on_one_screen(room: Share, ada_client: Client) -> None:
    for path in ("plan/", "invite/"):
        html = ada_client.get(f"/r/{room.review_id}/{path}").content.decode()
        assert html.count(f"{link(room)}</p>") == 1
        assert html.count(f"</span>{code_of(room)}</p>") == 1
        assert html.count("<title>QR code that opens this room on a phone</title>") == 1
        assert html.count("/join/ until") == 1


def test_wrong_letters_are_answered_and_soon_refused(room: Share, guest_client: Client) -> None:
    for _ in range(PER_ADDRESS):
        answer = guest_client.post("/join/", {"code": "AAAAAA"})
        assert answer.status_code == 422
    refused = guest_client.post("/join/", {"code": code_of(room)})
    assert refused.status_code == 429
    page = unescape(refused.content.decode())
    assert page.count(f'value="{code_of(room)}"') == 1  # what was typed is still there
    assert page.count("it may well not have been you") == 1
    assert guest_client.post(link(room), {"name": "Jun"}).status_code == 302


def test_links_that_do_not_open_all_look_the_same(
    room: Share, ada: User, guest_client: Client
) -> None:
    me, now = seat_of(ada, room.review), timezone.now()
    expired = reading_link(room.review, me)
    Share.objects.filter(pk=expired.pk).update(expires_at=now)
    revoked = reading_link(room.review, me)
    Share.objects.filter(pk=revoked.pk).update(revoked_at=now)
    answers = [guest_client.get(path) for path in (link(expired), link(revoked), "/join/guessed/")]
    assert {answer.status_code for answer in answers} == {404}
    pages = {re.sub(r'X-CSRFToken": "\w+"', "", answer.content.decode()) for answer in answers}
    assert len(pages) == 1
    assert guest_client.post(link(revoked), {"name": "Jun"}).status_code == 404


def test_a_deleted_review_opens_no_room(room: Share, guest_client: Client) -> None:
    Review.objects.update(deleted_at=timezone.now())
    assert guest_client.get(link(room)).status_code == 404


def test_a_reader_reads_and_changes_nothing(
    migration: Review, ada: User, guest_client: Client
) -> None:
    me = seat_of(ada, migration)
    share = reading_link(migration, me)
    guest_client.post(link(share), {"name": "Noor"})
    assert guest_client.get(f"/r/{migration.pk}/plan/").status_code == 200
    for path in ("plan/success/", "cards/", "done/", "phase/", "room/", "reveal/causes/"):
        assert guest_client.post(f"/r/{migration.pk}/{path}", {"text": "x"}).status_code == 403


def test_the_facilitator_opens_closes_removes_and_lets_back_in(
    migration: Review, ada_client: Client, guest_client: Client
) -> None:
    base = f"/r/{migration.pk}/"
    assert ada_client.post(f"{base}room/", {"from": "plan"})["Location"] == f"{base}plan/#room"
    door = ada_client.get(f"{base}invite/").context["door"]
    path = re.sub(r"^https?://[^/]+", "", door.link)
    guest_client.post(path, {"name": "Jun"})
    assert "Jun" in ada_client.get(f"{base}invite/").content.decode()
    jun = Participant.objects.get(name="Jun")
    ada_client.post(f"{base}participants/{jun.pk}/removal/")
    assert guest_client.get(f"{base}plan/").status_code == 404
    assert guest_client.post(path, {"name": "Jun"}).status_code == 404
    ada_client.post(f"{base}participants/{jun.pk}/return/")
    assert guest_client.get(f"{base}plan/").status_code == 200
    ada_client.post(f"{base}room/closure/")
    assert ada_client.get(f"{base}invite/").context["door"] is None
    assert Client().get(path).status_code == 404
    assert guest_client.get(f"{base}plan/").status_code == 200


def test_two_presses_and_two_tabs_are_one_person(room: Share, guest_client: Client) -> None:
    for name in ("Jun", "Jun", "June"):
        assert guest_client.post(link(room), {"name": name}).status_code == 302
    assert list(Participant.objects.filter(user=None).values_list("name", flat=True)) == ["Jun"]


def test_letters_taken_back_look_like_guessed_ones(room: Share, guest_client: Client) -> None:
    code = code_of(room)
    Share.objects.update(revoked_at=timezone.now())
    answers = [guest_client.post("/join/", {"code": typed}) for typed in (code, "BBBBBB")]
    said = [
        re.findall(r'id="id_code_error".*?<span>(.*?)</span>', a.content.decode(), re.DOTALL)
        for a in answers
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert said[0] == said[1]
    assert len(said[0]) == 1


def test_whoever_was_asked_to_leave_changes_nothing_more(
    room: Share, ada: User, guest_client: Client
) -> None:
    guest_client.post(link(room), {"name": "Jun"})
    bring(room.review, "write")
    base = f"/r/{room.review_id}/"
    guest_client.post(f"{base}cards/", {"text": "Kept"})
    jun = Participant.objects.get(name="Jun")
    remove_participant(jun, by=seat_of(ada, room.review), at=timezone.now())
    card = room.review.cards.get()
    paths = ["cards/", f"cards/{card.pk}/", f"cards/{card.pk}/deletion/", "done/", "mail/"]
    posts = [guest_client.post(f"{base}{path}", {"text": "Not kept"}) for path in paths]
    looks = [guest_client.get(f"{base}{path}") for path in ("", "write/", "pulse/", "present/")]
    assert {answer.status_code for answer in (*posts, *looks)} == {404}
    assert [one.text for one in room.review.cards.all()] == ["Kept"]


def test_the_facilitator_cannot_be_shown_out_by_themselves(
    migration: Review, ada: User, ada_client: Client
) -> None:
    me = seat_of(ada, migration)
    answer = ada_client.post(f"/r/{migration.pk}/participants/{me.pk}/removal/")
    assert answer.status_code == 404


def test_everyone_chooses_their_name_here(room: Share, guest_client: Client) -> None:
    guest_client.post(link(room), {"name": "Jun"})
    guest_client.post(
        f"/r/{room.review_id}/participants/me/name/", {"name": "June", "from": "plan"}
    )
    assert room.review.participants.filter(name="June").count() == 1


def test_the_pulse_says_what_came_last_and_where_the_review_went(
    migration: Review, ada_client: Client
) -> None:
    url = f"/r/{migration.pk}/pulse/"
    number = migration.activity_count
    assert ada_client.get(f"{url}?at=plan").json() == {"number": number, "go": ""}
    assert ada_client.get(f"{url}?at=").json() == {"number": number, "go": ""}
    moved = ada_client.get(f"{url}?at=write")
    assert moved.json() == {"number": number, "go": f"/r/{migration.pk}/plan/"}
    assert moved["Cache-Control"] == "no-store"
