"""The page that says whether a record is intact, and what its texts have said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.core.record import Mode, Role
from mortem.web.models import Review
from mortem.web.operations.causes import add_cause, change_cause, delete_cause
from mortem.web.operations.contests import contest
from mortem.web.queries.integrity import integrity_of
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import guest_in, join

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import Cause, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def cause(outage: Review, ada: User) -> Cause:
    """Return a cause that was worded anew."""
    me, now = seat_of(ada, outage), timezone.now()
    cause = add_cause(outage, text="Tom forgot the renewal", by=me, at=now)
    return change_cause(cause, text="Nobody saw the renewal", by=me, at=now)


def page(client: Client, review: Review, rest: str = "") -> str:
    answer = client.get(f"/r/{review.pk}/history/{rest}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_intact_record_says_so_and_shows_its_digest(
    cause: Cause, outage: Review, ada_client: Client
) -> None:
    shown = page(ada_client, outage)
    assert "This record is intact up to step 3, its newest one." in shown
    newest = integrity_of(outage).newest
    assert f'data-copy="{newest}"' in shown
    assert "Nobody saw the renewal" in shown
    assert "worded anew once" in shown
    assert f'href="/r/{outage.pk}/history/{cause.pk}/"' in shown


def test_a_rewritten_record_says_what_does_not_fit(
    cause: Cause, outage: Review, ada_client: Client
) -> None:
    outage.causes.filter(pk=cause.pk).update(text="Tom was careless")
    shown = page(ada_client, outage)
    assert "The history is sound up to step 3, and one thing that stands here today does" in shown
    assert "“Tom was careless” stands here, and no step of the history says so." in shown


def test_a_broken_history_says_up_to_where_it_is_sound(
    cause: Cause, outage: Review, ada_client: Client
) -> None:
    outage.activity.filter(number=2).update(actor=None)
    shown = page(ada_client, outage, f"?digest={cause.pk}")
    assert "Something does not fit. Up to step 1 of 3 all is as it was written." in shown


def test_a_kept_digest_is_found_or_not(cause: Cause, outage: Review, ada_client: Client) -> None:
    kept = integrity_of(outage).newest
    change_cause(cause, text="It ran out", by=None, at=timezone.now())
    assert "That state is step 3 of this record" in page(ada_client, outage, f"?digest={kept}")
    assert "No step of this record has that digest." in page(ada_client, outage, "?digest=abc")


def test_the_digest_goes_along_as_a_file(outage: Review, ada_client: Client) -> None:
    text = ada_client.get(f"/r/{outage.pk}/export/digest/").content.decode()
    title, key, step, digest = text.splitlines()
    assert (title, key) == ("Checkout was down", str(outage.pk))
    assert step.startswith("step 1 on ")
    assert digest == integrity_of(outage).newest


def test_every_wording_says_who_and_what_went_in_and_out(
    cause: Cause, outage: Review, ada_client: Client
) -> None:
    shown = page(ada_client, outage, f"{cause.pk}/")
    assert "<bdi>Ada</bdi>" in shown
    assert '<del><span class="visually-hidden">taken out: </span>Tom</del>' in shown
    assert '<ins><span class="visually-hidden">added: </span>Nobody</ins>' in shown
    assert shown.index("Nobody</ins>") < shown.index("Tom forgot the renewal</p>")


def test_what_nobody_signed_has_neither_name_nor_time(outage: Review, ada_client: Client) -> None:
    Review.objects.filter(pk=outage.pk).update(mode=Mode.ANONYMOUS)
    guest = guest_in(outage)
    answer = guest.post(f"/r/{outage.pk}/whys/", {"text": "No alarm", "kind": "factor"})
    assert answer.status_code == 302
    shown = page(ada_client, outage, f"{outage.causes.get().pk}/")
    assert "without a name" in shown
    assert "<time" not in shown


def test_who_only_reads_sees_that_it_is_intact_and_no_earlier_words(
    cause: Cause, outage: Review, ben: User
) -> None:
    join(outage, ben, Role.READER)
    shown = page(signed_in(ben), outage)
    assert "This record is intact" in shown
    assert str(cause.pk) not in shown
    assert signed_in(ben).get(f"/r/{outage.pk}/history/{cause.pk}/").status_code == 403
    (*_, line) = signed_in(ben).get(f"/api/reviews/{outage.pk}/activity").json()
    assert (line["wordings"], len(line["digest"])) == ([], 64)


@pytest.mark.usefixtures("cause")
def test_programs_read_the_same(outage: Review, ada_client: Client) -> None:
    newest = integrity_of(outage).newest
    told = ada_client.get(f"/api/reviews/{outage.pk}/integrity?digest={newest}").json()
    assert told == {
        "holds": True,
        "count": 3,
        "intact": 3,
        "newest": newest,
        "erased": 0,
        "findings": [],
        "step": 3,
    }
    (*_, line) = ada_client.get(f"/api/reviews/{outage.pk}/activity").json()
    assert [one["text"] for one in line["wordings"]] == ["Nobody saw the renewal"]


def test_what_is_put_away_shows_no_words(
    cause: Cause, outage: Review, ada: User, ada_client: Client
) -> None:
    delete_cause(cause, by=seat_of(ada, outage), at=timezone.now())
    shown = page(ada_client, outage)
    assert "Nobody saw the renewal" not in shown
    assert "1 text is put away." in shown
    assert ada_client.get(f"/r/{outage.pk}/history/{cause.pk}/").status_code == 404
    told = ada_client.get(f"/api/reviews/{outage.pk}/activity").json()
    subjects = {one["subject"] for line in told for one in line["wordings"]}
    assert subjects == {str(outage.pk)}


def test_texts_lead_to_their_history(cause: Cause, outage: Review, ada_client: Client) -> None:
    Review.objects.filter(pk=outage.pk).update(phase="causes")
    shown = ada_client.get(f"/r/{outage.pk}/causes/").content.decode()
    assert f'href="/r/{outage.pk}/history/{cause.pk}/"' in shown
    assert f'href="/r/{outage.pk}/history/"' in shown


def test_a_different_view_has_no_page_of_its_own(
    cause: Cause, outage: Review, ada: User, ada_client: Client
) -> None:
    me, now = seat_of(ada, outage), timezone.now()
    made = contest(outage, subject=cause.pk, text="I saw it", by=me, at=now)
    assert ada_client.get(f"/r/{outage.pk}/history/{made.pk}/").status_code == 404


def test_history_that_is_not_there_is_a_page_that_is_not_there(
    outage: Review, ada_client: Client
) -> None:
    nothing = "00000000-0000-4000-8000-000000000000"
    assert ada_client.get(f"/r/{outage.pk}/history/{nothing}/").status_code == 404
