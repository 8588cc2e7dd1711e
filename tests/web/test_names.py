"""Names as people paste them: what nobody sees goes, what a script is written with stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.core.errors import BadInput
from mortem.core.record import Mode
from mortem.web.models import Card, Participant, Review
from mortem.web.operations.parts import plain_name, plain_text
from mortem.web.operations.plans import frame_review
from mortem.web.operations.shares import open_room, token_of
from tests.web.conftest import seat_of
from tests.web.guarding import bring, guest_in

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import User

FAMILY = "👩\u200d👩\u200d👧"
PERSIAN = "می\u200cروم"
BLANK = [
    "",
    " ",
    "\u200b",
    "\u200d\u200c",
    "\u2800",
    "\u3164",
    "\u202e\u202c",
    "\x07",
    "\ufe0f",
    "\u0301",
]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jun  \n Kim ", "Jun Kim"),
        ("Ju\u200bn", "Jun"),
        ("Jun\u202eneK", "JunneK"),
        ("\u2066Jun\u2069", "Jun"),
        ("Jun\x00\x07\x1b[31m", "Jun [31m"),
        ("Jun\u2028Kim", "Jun Kim"),
        (FAMILY, FAMILY),
        (PERSIAN, PERSIAN),
        ("דוד", "דוד"),
        ("José", "José"),
        ("🫨", "🫨"),
    ],
)
def test_what_is_seen_is_kept(typed: str, kept: str) -> None:
    assert plain_name("name", typed, limit=120) == kept


@pytest.mark.parametrize("blank", BLANK)
def test_what_nobody_sees_is_no_name_and_no_card(blank: str) -> None:
    for clean in (plain_name, plain_text):
        with pytest.raises(BadInput):
            clean("text", blank, limit=120)


@pytest.mark.parametrize("typed", [*BLANK, "x" * 10_000, "🙂" * 2_600])
def test_a_name_that_is_none_is_asked_for_again(
    migration: Review, ada: User, guest_client: Client, typed: str
) -> None:
    share = open_room(migration, by=seat_of(ada, migration), at=timezone.now())
    answer = guest_client.post(f"/join/{token_of(share)}/", {"name": typed})
    assert answer.status_code == 422
    assert answer.content.decode().count('class="error"') == 1
    assert Participant.objects.count() == 1


def test_a_long_name_chosen_later_is_told_in_words(migration: Review, ada_client: Client) -> None:
    url = f"/r/{migration.pk}/participants/me/name/"
    page = ada_client.post(url, {"name": "x" * 10_000}, follow=True)
    assert page.content.decode().count("120 is the most") == 1
    assert Participant.objects.get().name == "Ada"


def test_nobody_leaves_a_name_in_an_anonymous_review(migration: Review, ada: User) -> None:
    me = seat_of(ada, migration)
    frame_review(migration, minutes=15, mode=Mode.ANONYMOUS, by=me, at=timezone.now())
    migration.refresh_from_db()
    guest = guest_in(migration)
    guest.post(f"/r/{migration.pk}/participants/me/name/", {"name": "Jun"})
    assert sorted(migration.participants.values_list("name", flat=True)) == ["", "Ada"]


def test_names_and_cards_of_any_direction_stand_apart(
    migration: Review, ada: User, ada_client: Client, guest_client: Client
) -> None:
    share = open_room(migration, by=seat_of(ada, migration), at=timezone.now())
    guest_client.post(f"/join/{token_of(share)}/", {"name": "דוד\u202e"})
    assert (
        ada_client.get(f"/r/{migration.pk}/invite/").content.decode().count("<bdi>דוד</bdi>") == 1
    )
    bring(migration, "write")
    guest_client.post(f"/r/{migration.pk}/cards/", {"text": "לא שחזרנו גיבוי"})
    bring(migration, "reveal")
    html = ada_client.get(f"/r/{migration.pk}/reveal/").content.decode()
    assert html.count('<p class="said">לא שחזרנו גיבוי</p>') == 1
    assert html.count("<bdi>דוד</bdi>") == 1


def once_of(client: Client, review: Review) -> str:
    page = client.get(f"/r/{review.pk}/write/").content.decode()
    (mark,) = re.findall(r'name="once" value="([^"]+)"', page)
    return str(mark)


@pytest.mark.parametrize("mode", list(Mode))
def test_one_form_sent_twice_is_one_card(migration: Review, ada: User, mode: Mode) -> None:
    by = seat_of(ada, migration)
    frame_review(migration, minutes=15, mode=mode, by=by, at=timezone.now())
    migration.refresh_from_db()
    guest = guest_in(migration)
    bring(migration, "write")
    url, mark = f"/r/{migration.pk}/cards/", once_of(guest, migration)
    for _ in range(3):
        assert guest.post(url, {"text": "No backup", "once": mark}).status_code == 302
    assert Card.objects.count() == 1
    guest.post(url, {"text": "No backup at all", "once": mark})  # reworded before it was sent again
    guest.post(
        url, {"text": "No backup", "once": once_of(guest, migration)}
    )  # said twice on purpose
    assert sorted(Card.objects.values_list("text", flat=True)) == [
        "No backup",
        "No backup",
        "No backup at all",
    ]


def test_a_card_sent_again_after_the_turning_is_not_there_twice(migration: Review) -> None:
    guest = guest_in(migration)
    bring(migration, "write")
    sent = {"text": "No backup", "once": once_of(guest, migration)}
    guest.post(f"/r/{migration.pk}/cards/", sent)
    bring(migration, "reveal")
    assert guest.post(f"/r/{migration.pk}/cards/", sent).status_code == 302
    assert (Card.objects.count(), migration.causes.count()) == (1, 1)


def test_the_mark_of_a_form_is_nowhere_kept(migration: Review, ada: User) -> None:
    frame_review(
        migration, minutes=15, mode=Mode.ANONYMOUS, by=seat_of(ada, migration), at=timezone.now()
    )
    migration.refresh_from_db()
    guest = guest_in(migration)
    bring(migration, "write")
    mark = once_of(guest, migration)
    guest.post(f"/r/{migration.pk}/cards/", {"text": "No backup", "once": mark})
    kept = [str(list(model.objects.values())) for model in (Card, Review, Participant)]
    kept.append(str(list(migration.activity.values())))
    assert [text.count(mark) for text in kept] == [0] * 4
