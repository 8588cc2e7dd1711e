"""Sealed reviews: begun, opened, written back, locked with another passphrase, taken out, removed.

Nothing in here writes a word of a review to the database: what goes there is sealed before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import IntegrityError, transaction

from mortem.core.errors import AlreadyThere, BadInput, Damaged, NotFound, SomebodyWasFirst
from mortem.core.playbooks import playbook
from mortem.core.uuids import as_new
from mortem.web import search
from mortem.web.models import Evidence, Review, SealedReview
from mortem.web.operations.chain import erase_words, move_chain, words_about
from mortem.web.operations.imports import import_review
from mortem.web.operations.purging import purge
from mortem.web.operations.reviews import begin_review
from mortem.web.queries.records import record_of
from mortem.web.sealed import envelope, keyring, memory, moving
from mortem.web.sealed.file import Package
from mortem.web.traces import sweep_after

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import Model

    from mortem.core.record import Record
    from mortem.web.models import User
    from mortem.web.sealed.envelope import Key, Lock, Sealed
    from mortem.web.sealed.keyring import Opened

MOST_DAYS = 366


def begin_sealed(
    *, context: str, title: str, zone: str = "UTC", passphrase: str, by: User, at: datetime
) -> SealedReview:
    """Begin a personal review that is sealed from its first word on. Raises BadInput."""
    _check_personal(context)
    return _seal_new(
        lambda: begin_review(context=context, title=title, zone=zone, by=by, at=at), passphrase, by
    )


def seal_record(record: Record, *, passphrase: str, by: User, at: datetime) -> SealedReview:
    """Seal a personal review that comes as a document, without bringing it in first.

    It is a review of its own: one that is here readable keeps its name, and each its address.
    """
    _check_personal(record.context)
    _check_no_files(bool(record.evidence))
    own = as_new(record, str(uuid4()))
    return _seal_new(lambda: import_review(own, by=by, at=at), passphrase, by)


@transaction.atomic
def seal_review(review: Review, *, passphrase: str, by: User, at: datetime) -> SealedReview:
    """Make a sealed copy of a personal review, then purge the review with all its traces.

    The copy has everything, also what has not been turned or was deleted and can come back, and
    an identifier of its own. Older backups keep the review: that is said beforehand. Whoever
    writes into it meanwhile has to wait, and finds it gone. Raises NotFound when it is gone already.
    """
    if not Review.objects.select_for_update().filter(pk=review.pk, deleted_at=None).exists():
        raise NotFound("This review is no longer here.", hint="Look among your sealed reviews.")
    check_sealable(review)
    files = list(Evidence.everything.filter(review=review).values_list("pk", flat=True))
    rows, old_id = moving.rows_of(review), review.pk

    def fill() -> Review:
        moved = move_chain(moving.put(rows, new_id=uuid4(), keeper=by), before=old_id)
        erase_words(words_about(files), at=at)  # deleted files stay behind, and so do their names
        return moved

    made = _seal_new(fill, passphrase, by)
    purge(Review.objects.filter(pk=old_id))
    moving.forget_owners(rows, keeper=by)
    search.forget_traces()
    touched: set[type[Model]] = {*rows, *moving.STAY_BEHIND}
    for model in touched:
        sweep_after(model, ended=True)
    return made


def check_sealable(review: Review) -> None:
    """Raise BadInput for a review that is not personal, or that has files."""
    _check_personal(review.context)
    _check_no_files(review.evidence.exists())


def _check_personal(context: str) -> None:
    if not playbook(context).personal:
        raise BadInput(
            "context",
            "Only a personal review can be sealed: others are there for others to read.",
        )


def _check_no_files(has_files: bool) -> None:
    if has_files:
        raise BadInput(
            "document",
            "Files that were brought as evidence lie outside the review and cannot be sealed.",
            hint="Take them away with its ZIP, delete them from the review, then seal it.",
        )


def _seal_new(fill: Callable[[], Review], passphrase: str, by: User) -> SealedReview:
    lock = envelope.Lock.new()
    key = lock.key(envelope.new_passphrase(passphrase))
    base = memory.blank()
    try:
        with memory.speaking_to(base):
            memory.introduce(by)
            review_id = fill().pk
        sealed = envelope.seal(memory.image_of(base), key, lock)
    finally:
        memory.close(base)
    return _row(review_id, lock, sealed, by)


def _row(review_id: UUID, lock: Lock, sealed: Sealed, owner: User) -> SealedReview:
    try:
        with transaction.atomic():
            return SealedReview.objects.create(
                id=review_id,
                owner=owner,
                salt=lock.salt,
                iterations=lock.iterations,
                lanes=lock.lanes,
                memory_kib=lock.memory_kib,
                nonce=sealed.nonce,
                ciphertext=sealed.ciphertext,
            )
    except IntegrityError as clash:
        raise AlreadyThere("This sealed review is here already.") from clash


def lock_of(row: SealedReview) -> Lock:
    """Return how a row's passphrase becomes its key."""
    return envelope.Lock(bytes(row.salt), row.iterations, row.lanes, row.memory_kib)


def package_of(row: SealedReview) -> Package:
    """Return a row as it is taken away."""
    sealed = envelope.Sealed(bytes(row.nonce), bytes(row.ciphertext))
    return Package(row.pk, lock_of(row), sealed)


def unseal(row: SealedReview, key: Key, *, by: User) -> Opened:
    """Return the review in memory. Raises BadInput for another passphrase, Damaged for changed bytes."""
    package = package_of(row)
    base = memory.load(envelope.unseal(package.sealed, key, package.lock))
    with memory.speaking_to(base):
        if memory.only_review().pk != row.pk:
            raise Damaged("What was sealed here is another review.", hint="Use another copy of it.")
        memory.introduce(by)
    opened = keyring.Opened(row.pk, package.lock, key, package.sealed.nonce, base)
    opened.changes = memory.changes_in(base)
    return opened


def open_sealed(row: SealedReview, *, passphrase: str, session: str, by: User) -> Opened:
    """Open a review for one sign-in in this process. A second sign-in gives the passphrase, too."""
    key = lock_of(row).key(passphrase)
    opened = keyring.at_hand(row.pk)
    if opened is None or not opened.key.is_same(key):
        opened = unseal(row, key, by=by)
        keyring.hang(opened)
    opened.sessions.add(session)
    return opened


def write_back(opened: Opened) -> None:
    """Store what has changed in memory, sealed; only then has it been kept.

    A compare-and-set: raises SomebodyWasFirst when another process has stored something else
    meanwhile. Whoever calls holds its mutex.
    """
    changes = memory.changes_in(opened.base)
    if changes == opened.changes:
        return
    sealed = envelope.seal(memory.image_of(opened.base), opened.key, opened.lock)
    _store(opened, sealed)
    opened.nonce, opened.changes = sealed.nonce, changes


def _store(opened: Opened, sealed: Sealed, **also: Any) -> None:
    stored = SealedReview.objects.filter(pk=opened.review_id, nonce=opened.nonce).update(
        nonce=sealed.nonce, ciphertext=sealed.ciphertext, **also
    )
    if not stored:
        raise SomebodyWasFirst(
            "This sealed review was changed in another place meanwhile, so this was not kept.",
            hint="What you typed is still in your browser. Open it anew, then send it once more.",
        )


def change_passphrase(opened: Opened, passphrase: str) -> None:
    """Lock a review with another passphrase from now on; older backups open with the old one."""
    lock = envelope.Lock.new()
    key = lock.key(envelope.new_passphrase(passphrase))
    with keyring.inside(opened):
        sealed = envelope.seal(memory.image_of(opened.base), key, lock)
        _store(
            opened,
            sealed,
            salt=lock.salt,
            iterations=lock.iterations,
            lanes=lock.lanes,
            memory_kib=lock.memory_kib,
        )
        opened.lock, opened.key, opened.nonce = lock, key, sealed.nonce
    sweep_after(SealedReview, ended=True)


def copy_out(opened: Opened, *, by: User, at: datetime) -> Review:
    """Make a readable copy, an ordinary private review, as it could be exported; it can be shown."""
    with keyring.inside(opened), memory.speaking_to(opened.base):
        record = record_of(memory.only_review())
    copy = as_new(record, str(uuid4()))
    return import_review(replace(copy, participants=_own_seat(copy, by)), by=by, at=at)


def _own_seat(record: Record, by: User) -> tuple[Any, ...]:
    """Return the seats with the owner's under the name by which an import knows them again."""
    return tuple(
        replace(one, name=by.name) if one.role == "facilitator" else one
        for one in record.participants
    )


def remind(row: SealedReview, *, on: date | None, every_days: int = 0) -> None:
    """Say on which day a check-in is due, and how many days after it the next one (0: none)."""
    if not 0 <= every_days <= MOST_DAYS:
        raise BadInput("every_days", "Between 1 and {most} days, or empty.", most=MOST_DAYS)
    SealedReview.objects.filter(pk=row.pk).update(
        remind_date=on, every_days=every_days, is_reminded=False
    )


def looked_at(row: SealedReview, *, today: date) -> None:
    """Let the next check-in come, once a due one was followed by opening the review."""
    if row.remind_date is None or row.remind_date > today:
        return
    step = row.every_days
    following = today + timedelta(days=step) if step else None
    remind(row, on=following, every_days=step)


def remove_sealed(row: SealedReview) -> None:
    """Remove a sealed review for good; nobody could tell what it was, so there is no bringing back."""
    SealedReview.objects.filter(pk=row.pk).delete()
    keyring.lock(row.pk)


def own_sealed(owner: User, review_id: UUID) -> SealedReview:
    """Return a sealed review of one's own. Raises NotFound; others do not exist for anybody."""
    found = SealedReview.objects.filter(pk=review_id, owner=owner).first()
    if found is None:
        raise NotFound(
            "There is no such page, or it is not shared with you.",
            hint="Ask whoever sent you the link whether it is still open.",
        )
    return found


def bring_sealed(package: Package, *, by: User) -> SealedReview:
    """Take in a sealed review that was taken away as a file. Raises AlreadyThere."""
    if Review.objects.filter(pk=package.review_id, keeper=by).exists():
        raise AlreadyThere("A readable review of yours has this one's address.")
    return _row(package.review_id, package.lock, package.sealed, by)
