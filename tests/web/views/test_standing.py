"""Who facilitates, the time that is left, and handing over, at the head of every phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.core.record import Mode
from mortem.web.models import Review, User
from mortem.web.operations.participants import hand_over
from mortem.web.operations.plans import frame_review
from tests.web.conftest import seat_of
from tests.web.guarding import bring, guest_in, guest_seat

if TYPE_CHECKING:
    from django.test import Client

TIMED = ("write", "reveal", "rate", "protect")


@pytest.fixture
def jun(migration: Review) -> Client:
    return guest_in(migration)


def test_everybody_reads_who_facilitates(
    migration: Review, ada_client: Client, jun: Client
) -> None:
    url = f"/r/{migration.pk}/plan/"
    words = ("You facilitate.", "Ada facilitates.", "Hand over")
    said = {
        who: [word for word in words if word in client.get(url).content.decode()]
        for who, client in (("ada", ada_client), ("jun", jun))
    }
    assert said == {"ada": ["You facilitate.", "Hand over"], "jun": ["Ada facilitates."]}


def test_alone_nobody_is_told_who_facilitates(migration: Review, ada_client: Client) -> None:
    assert 'id="standing"' not in ada_client.get(f"/r/{migration.pk}/plan/").content.decode()


def test_a_guest_takes_over_and_gives_it_back(
    migration: Review, ada: User, ada_client: Client, jun: Client
) -> None:
    review, guest = f"/r/{migration.pk}/", guest_seat(migration)
    give = f"{review}participants/{guest.pk}/facilitation/"
    assert jun.post(give).status_code == 403
    assert ada_client.post(give)["Location"] == review
    assert jun.post(f"{review}phase/", {"seen": "plan", "to": "imagine"}).status_code == 302
    assert ada_client.post(f"{review}phase/", {"seen": "imagine", "to": "write"}).status_code == 403
    page = ada_client.get(f"{review}imagine/").content.decode()
    assert f"{guest.name} facilitates." in page
    assert "Facilitate again yourself" in page
    back = f"{review}participants/{seat_of(ada, migration).pk}/facilitation/"
    assert jun.post(back).status_code == 302
    assert ada_client.post(f"{review}phase/", {"seen": "imagine", "to": "write"}).status_code == 302


def test_the_keeper_takes_it_back_and_still_keeps(
    migration: Review, ada: User, ada_client: Client, jun: Client
) -> None:
    review, me = f"/r/{migration.pk}/", seat_of(ada, migration)
    hand_over(guest_seat(migration), by=me, at=timezone.now())
    assert ada_client.get(f"{review}deletion/").status_code == 200
    assert jun.post(f"{review}participants/{me.pk}/removal/").status_code == 403
    assert ada_client.get(f"{review}invite/").status_code == 403
    assert ada_client.post(f"{review}participants/{me.pk}/facilitation/").status_code == 302
    assert ada_client.get(f"{review}invite/").status_code == 200


def test_a_facilitator_who_does_not_keep_cannot_put_the_review_away(
    migration: Review, ada: User, ben: User, ben_client: Client
) -> None:
    now, me = timezone.now(), seat_of(ada, migration)
    guest = migration.participants.create(user=ben, name="Ben", role="participant", joined_at=now)
    hand_over(guest, by=me, at=now)
    for path in ("deletion/", "visibility/"):
        assert ben_client.get(f"/r/{migration.pk}/{path}").status_code == 403
    assert "Put it away" not in ben_client.get(f"/r/{migration.pk}/plan/").content.decode()


def test_a_page_made_for_another_role_is_loaded_anew(
    migration: Review, ada: User, jun: Client
) -> None:
    url = f"/r/{migration.pk}/standing/?as=participant"
    answer = jun.get(url)
    assert (answer.status_code, "HX-Refresh" in answer) == (200, False)
    hand_over(guest_seat(migration), by=seat_of(ada, migration), at=timezone.now())
    answer = jun.get(url)
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


@pytest.mark.parametrize("phase", TIMED)
def test_each_timed_phase_shows_its_ring_and_can_be_extended(
    migration: Review, ada_client: Client, jun: Client, phase: str
) -> None:
    bring(migration, phase)
    url = f"/r/{migration.pk}/{phase}/"
    before = Review.objects.get(pk=migration.pk).phase_ends_at
    for client in (ada_client, jun):
        assert client.get(url).content.decode().count('class="ring"') == 1
    assert "2 more minutes" in ada_client.get(url).content.decode()
    assert "2 more minutes" not in jun.get(url).content.decode()
    assert ada_client.post(f"/r/{migration.pk}/time/")["Location"] == url
    after = Review.objects.get(pk=migration.pk).phase_ends_at
    assert before
    assert after
    assert (after - before).total_seconds() == 120


def test_whoever_takes_over_hears_no_more_in_the_silence(
    migration: Review, ada: User, ada_client: Client, jun: Client
) -> None:
    """The facilitator's silence is kept too, whoever that is (METHOD P4)."""
    me = seat_of(ada, migration)
    frame_review(migration, minutes=15, mode=Mode.NAMED, by=me, at=timezone.now())
    bring(migration, "write")
    ada_client.post(f"/r/{migration.pk}/cards/", {"text": "Zwiebelkuchen"})
    hand_over(guest_seat(migration), by=me, at=timezone.now())
    paths = ("", "write/", "reveal/", "report/", "invite/", "export/json/", "export/md/")
    heard = [jun.get(f"/r/{migration.pk}/{path}", follow=True) for path in paths]
    assert {answer.status_code for answer in heard} == {200}
    told = [b"".join(one) if one.streaming else one.content for one in heard]
    assert [text for text in told if b"Zwiebelkuchen" in text] == []
    assert b"One card so far, from all of us." in told[1]


def test_half_a_card_is_offered_where_the_review_has_moved_on(
    migration: Review, jun: Client
) -> None:
    new, reworded = f"card-new-{migration.pk}", f"card-of-{migration.pk}-"
    both = f'data-draft-waiting="{new} {reworded}"'
    offered = {"reveal": f'data-draft-waiting="{reworded}"', "rate": both, "protect": both}
    for phase in ("write", "reveal", "rate", "protect", "watch"):
        bring(migration, phase)
        page = jun.get(f"/r/{migration.pk}/{phase}/").content.decode()
        found = [one for one in ("data-draft-waiting=", offered.get(phase, "none")) if one in page]
        assert len(found) == (2 if phase in offered else 0)
