"""What comes along when a review is sealed, what stays behind, and what cannot be sealed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone

from mortem.core import theming
from mortem.core.errors import AlreadyThere, BadInput, Damaged, Locked, NotFound
from mortem.core.record import Role
from mortem.core.reminding import Stage
from mortem.core.theming import Grouped, likely_theme
from mortem.web import vault
from mortem.web.models import (
    ActionItem,
    Evidence,
    Letterbox,
    Owner,
    Participant,
    Review,
    SealedReview,
    Share,
    Told,
    User,
    Wording,
)
from mortem.web.operations.evidence import add_evidence, delete_evidence
from mortem.web.operations.imports import import_review
from mortem.web.operations.letterboxes import take_day
from mortem.web.operations.owners import owner_named
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.sealing import (
    begin_sealed,
    bring_sealed,
    change_passphrase,
    copy_out,
    lock_of,
    open_sealed,
    own_sealed,
    package_of,
    remind,
    remove_sealed,
    seal_record,
    seal_review,
    unseal,
)
from mortem.web.operations.shares import join_by_share, revoke_share
from mortem.web.operations.showing import Addressee, Purpose, show_to_people
from mortem.web.queries.integrity import integrity_of
from mortem.web.queries.records import record_of
from mortem.web.queries.shares import who_sees
from mortem.web.sealed import keyring, memory
from tests.web.conftest import seat_of
from tests.web.guarding import an_action, join
from tests.web.sealed.conftest import PASSPHRASE, SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path


@pytest.fixture
def mine(ada: User, now: datetime) -> Review:
    return begin_review(context="career_step", title=SECRET, by=ada, at=now)


@contextmanager
def inside(row: SealedReview, by: User) -> Iterator[Review]:
    """Open a sealed review and speak with its database."""
    opened = unseal(row, lock_of(row).key(PASSPHRASE), by=by)
    try:
        with memory.speaking_to(opened.base):
            yield memory.only_review()
    finally:
        memory.close(opened.base)


def test_the_history_and_the_identifiers_of_its_parts_come_along(mine: Review, ada: User) -> None:
    action = an_action(mine, text="Say what I want")
    lines = list(mine.activity.values_list("number", "verb"))
    row = seal_review(mine, passphrase=PASSPHRASE, by=ada, at=timezone.now())
    with inside(row, ada) as kept:
        assert (kept.pk, kept.title, kept.keeper) == (row.pk, SECRET, ada)
        assert list(kept.activity.values_list("number", "verb")) == lines
        assert ActionItem.objects.get().pk == action.pk
        assert integrity_of(kept).holds
        assert seat_of(ada, kept).role == Role.FACILITATOR


def test_other_people_and_what_was_for_them_stay_behind(
    mine: Review, ada: User, ben: User, now: datetime
) -> None:
    me = seat_of(ada, mine)
    join(mine, ben, Role.READER)
    show_to_people(mine, [Addressee("Noor")], Purpose(purpose="Advice"), by=me, at=now)
    row = seal_review(mine, passphrase=PASSPHRASE, by=ada, at=timezone.now())
    assert (Share.objects.count(), Participant.objects.count()) == (0, 0)
    with inside(row, ada) as kept:
        assert list(User.objects.all()) == [ada]
        assert [one.user for one in kept.participants.exclude(user=ada)] == [None]
        assert Share.objects.count() == 0


def test_what_reminders_said_stays_behind(mine: Review, ada: User, now: datetime) -> None:
    item = an_action(mine)
    due = [(item, Stage.SOON, now.date())]
    assert take_day("ada@example.org", seen=None, today=now.date(), of=due, at=now)
    row = seal_review(mine, passphrase=PASSPHRASE, by=ada, at=now)
    assert (Told.objects.count(), Letterbox.objects.count()) == (0, 1)
    with inside(row, ada) as kept:
        assert [one.pk for one in kept.actions.all()] == [item.pk]
        assert Told.objects.count() == 0


def test_names_that_another_review_needs_stay_in_the_book(
    mine: Review, migration: Review, ada: User, now: datetime
) -> None:
    for review, name in ((mine, "Jun"), (mine, "Kim"), (migration, "Jun")):
        owner_named(review, name, at=now)
        an_action(review, text=f"Ask {name}", owner=name)
    seal_review(mine, passphrase=PASSPHRASE, by=ada, at=timezone.now())
    assert list(Owner.objects.values_list("name", flat=True)) == ["Jun"]


def test_a_review_that_others_are_meant_to_read_is_not_sealed(
    migration: Review, ada: User, now: datetime
) -> None:
    with pytest.raises(BadInput, match="Only a personal review can be sealed"):
        seal_review(migration, passphrase=PASSPHRASE, by=ada, at=timezone.now())
    with pytest.raises(BadInput):
        begin_sealed(context="migration", title="x", passphrase=PASSPHRASE, by=ada, at=now)
    assert (Review.objects.count(), SealedReview.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_files_have_to_be_deleted_first_and_their_bytes_go(
    mine: Review, ada: User, now: datetime, data_folder: Path
) -> None:
    me, letter = seat_of(ada, mine), vault.seal([b"Dear Ada"], limit=100)
    add_evidence(mine, brought=[("letter.txt", "text/plain", letter)], by=me, at=now)
    with pytest.raises(BadInput, match="cannot be sealed"):
        seal_review(mine, passphrase=PASSPHRASE, by=ada, at=timezone.now())
    delete_evidence(mine.evidence.get(), by=me, at=now)
    row = seal_review(mine, passphrase=PASSPHRASE, by=ada, at=timezone.now())
    assert [one for one in data_folder.rglob("*") if one.is_file()] == []
    with inside(row, ada) as kept:
        assert Evidence.everything.count() == 0
        assert integrity_of(kept).holds
        assert Wording.objects.filter(text="letter.txt").count() == 0


def test_a_passphrase_that_will_not_do_changes_nothing(mine: Review, ada: User) -> None:
    with pytest.raises(BadInput), transaction.atomic():
        seal_review(mine, passphrase="short", by=ada, at=timezone.now())
    assert list(Review.objects.all()) == [mine]


def test_what_another_row_holds_does_not_open_under_this_name(
    sealed: SealedReview, ada: User, now: datetime
) -> None:
    other = begin_sealed(context="personal", title="x", passphrase=PASSPHRASE, by=ada, at=now)
    names = ("salt", "nonce", "ciphertext")
    SealedReview.objects.filter(pk=sealed.pk).update(**{one: getattr(other, one) for one in names})
    sealed.refresh_from_db()
    with pytest.raises(Damaged):
        unseal(sealed, lock_of(sealed).key(PASSPHRASE), by=ada)


def test_a_copy_is_an_ordinary_review_of_ones_own(sealed: SealedReview, ada: User) -> None:
    opened = open_sealed(sealed, passphrase=PASSPHRASE, session="one", by=ada)
    copy = copy_out(opened, by=ada, at=timezone.now())
    assert (copy.title, copy.keeper, copy.visibility) == (SECRET, ada, "private")
    assert seat_of(ada, copy).role == Role.FACILITATOR
    assert integrity_of(copy).holds
    assert SealedReview.objects.count() == 1


def test_it_is_its_owners_and_goes_with_them(sealed: SealedReview, ada: User, ben: User) -> None:
    assert own_sealed(ada, sealed.pk) == sealed
    with pytest.raises(NotFound):
        own_sealed(ben, sealed.pk)
    ada.delete()
    assert SealedReview.objects.count() == 0


def test_removing_is_for_good(sealed: SealedReview) -> None:
    remove_sealed(sealed)
    assert SealedReview.objects.count() == 0


@pytest.mark.parametrize("days", [-1, 367])
def test_check_ins_come_within_a_year(days: int, sealed: SealedReview, now: datetime) -> None:
    with pytest.raises(BadInput) as told:
        remind(sealed, on=now.date(), every_days=days)
    assert told.value.field == "every_days"


def test_what_is_sealed_already_is_not_sealed_again(mine: Review, ada: User, now: datetime) -> None:
    seal_review(mine, passphrase=PASSPHRASE, by=ada, at=now)
    with pytest.raises(NotFound):
        seal_review(mine, passphrase=PASSPHRASE, by=ada, at=now)
    assert SealedReview.objects.count() == 1


def test_a_readable_and_a_sealed_review_never_share_an_address(
    mine: Review, sealed: SealedReview, ada: User, now: datetime
) -> None:
    row = seal_record(record_of(mine), passphrase=PASSPHRASE, by=ada, at=now)
    assert row.pk != mine.pk
    with inside(sealed, ada) as kept:
        taken = record_of(kept)
    assert import_review(taken, by=ada, at=now).pk != sealed.pk
    package = package_of(sealed)
    remove_sealed(sealed)
    import_review(taken, by=ada, at=now)
    with pytest.raises(AlreadyThere):
        bring_sealed(package, by=ada)


def test_what_was_locked_meanwhile_says_so(sealed: SealedReview, ada: User, now: datetime) -> None:
    opened = open_sealed(sealed, passphrase=PASSPHRASE, session="one", by=ada)
    keyring.lock(sealed.pk)
    with pytest.raises(Locked):
        change_passphrase(opened, "another long passphrase")
    with pytest.raises(Locked):
        copy_out(opened, by=ada, at=now)


def test_locking_forgets_what_was_shown(sealed: SealedReview, ada: User) -> None:
    open_sealed(sealed, passphrase=PASSPHRASE, session="one", by=ada)
    likely_theme("Nobody had a runbook", {"t": Grouped("Process", [SECRET])})
    assert cached_texts() > 0
    keyring.lock(sealed.pk)
    assert cached_texts() == 0


def cached_texts() -> int:
    return theming._near.cache_info().currsize + theming._spoken_for.cache_info().currsize


def test_a_copy_counts_nobody_who_could_only_once_see_it(
    mine: Review, ada: User, now: datetime
) -> None:
    me = seat_of(ada, mine)
    (share,) = show_to_people(mine, [Addressee("Noor")], Purpose(purpose="x"), by=me, at=now)
    join_by_share(share, name="Noor", user=None, browser_key="noor", at=now)
    revoke_share(share, by=me, at=now)
    row = seal_review(mine, passphrase=PASSPHRASE, by=ada, at=now)
    opened = open_sealed(row, passphrase=PASSPHRASE, session="one", by=ada)
    copy = copy_out(opened, by=ada, at=now)
    assert [one.user for one in who_sees(copy, at=now).people] == [ada]
