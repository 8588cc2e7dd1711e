"""Causes: written, reworded, hung under another, joined, taken apart, put away and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from mortem.core import causes as tree
from mortem.core import record
from mortem.core.errors import BadInput, NotFound, SomebodyWasFirst
from mortem.web import search
from mortem.web.models import ActionItem, Activity, Card, Cause, Signal
from mortem.web.operations.activity import append_activity, hold
from mortem.web.operations.parts import add_part, change_part, next_position, plain_text
from mortem.web.queries.wordings import new_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model

    from mortem.web.models import Participant, Review

CAUSE_LENGTH = 4_000  # characters
_QUOTED = 60  # characters: enough to know it again
_FLAGS = ("elephant", "paper_tiger", "severity_first")
_LINKS = ("theme", "parent", "foreseen_by")
_CHANGEABLE = frozenset(("text", "kind", "disposition", "foresight", "position", *_FLAGS, *_LINKS))
# What hangs on a cause and follows it when two causes are joined.
_FOLLOWING: dict[str, tuple[type[Model], str]] = {
    "cards": (Card, "cause"),
    "whys": (Cause, "parent"),
    "actions": (ActionItem, "cause"),
    "signals": (Signal, "cause"),
}


def add_cause(
    review: Review, *, text: str, by: Participant | None, at: datetime, **facts: Any
) -> Cause:
    """Add a cause at the end; `facts` as for change_cause. Raises BadInput for an empty text."""
    values = _checked(review, "", {"text": text, **facts})
    return add_part(Cause, review, by=by, at=at, **values)


def change_cause(cause: Cause, *, by: Participant | None, at: datetime, **facts: Any) -> Cause:
    """Change the given facts of a cause: text, theme, parent, kind, flags, disposition, foresight.

    Raises BadInput when the new parent would let it explain itself, or belongs elsewhere, and
    SomebodyWasFirst when the cause was joined or put away meanwhile.
    """
    facts = _checked(cause.review, str(cause.pk), facts)
    try:
        return change_part(cause, by=by, at=at, **facts)
    except NotFound:
        raise what_became_of(cause) from None


def _checked(review: Review, cause_id: str, facts: dict[str, Any]) -> dict[str, Any]:
    unknown = facts.keys() - _CHANGEABLE
    if unknown:
        raise BadInput(min(unknown), "A cause has no field “{name}”.", name=min(unknown))
    if "text" in facts:
        facts["text"] = plain_text("text", facts["text"], limit=CAUSE_LENGTH)
    for field in ("theme", "parent"):
        if facts.get(field) is not None and facts[field].review_id != review.pk:
            raise BadInput(field, "This belongs to another review.")
    if facts.get("parent") is not None:
        tree.check_parent(_outline(review), cause_id, str(facts["parent"].pk))
    return facts


def _outline(review: Review) -> list[record.Cause]:
    """Return the review's causes as the core's values, as far as their tree is concerned."""
    rows = review.causes.values_list("pk", "text", "position", "parent")
    return [
        record.Cause(id=str(pk), text=text, position=place, parent=str(up) if up else None)
        for pk, text, place, up in rows
    ]


@transaction.atomic
def delete_cause(cause: Cause, *, by: Participant | None, at: datetime) -> int:
    """Put a cause away together with every why below it. Returns how many causes that were.

    Raises SomebodyWasFirst when it was put away, or joined with another one, meanwhile.
    """
    hold(cause.review)
    if not Cause.objects.filter(pk=cause.pk).exists():
        raise what_became_of(cause)
    branch = _branch(cause)
    Cause.objects.filter(pk__in=branch).update(deleted_at=at)
    append_activity(cause.review, "cause.deleted", by=by, at=at, id=cause.pk, count=len(branch))
    for pk in branch:
        search.drop(pk)
    return len(branch)


def _branch(cause: Cause) -> list[Any]:
    below: dict[Any, list[Any]] = {}
    for pk, up in cause.review.causes.values_list("pk", "parent"):
        below.setdefault(up, []).append(pk)
    found = [cause.pk]
    for pk in found:  # grows while it is walked: breadth first
        found += below.get(pk, [])
    return found


@transaction.atomic
def restore_cause(cause: Cause, *, by: Participant | None, at: datetime) -> Cause:
    """Undo: bring back what went with it, and what had followed it into another cause."""
    hold(cause.review)
    gone = Cause.everything.filter(review=cause.review, deleted_at=cause.deleted_at)
    if cause.deleted_at is None or not gone.exists() or _is_out_of_sight(cause):
        raise NotFound(
            "There is nothing to bring back.", hint="Reload the page to see what is there."
        )
    returning = list(gone)
    back = [one.pk for one in returning]
    _hang_where_there_is_a_place(cause)
    Cause.everything.filter(pk__in=back).update(deleted_at=None)
    for one in returning:
        _take_back(one)
    append_activity(cause.review, "cause.restored", by=by, at=at, id=cause.pk)
    cause.refresh_from_db()
    for one in Cause.objects.filter(pk__in=back):
        search.put(one)
    return cause


def _is_out_of_sight(cause: Cause) -> bool:
    """Tell whether it went because its only card was taken out of sight; that card brings it back."""
    cards = Card.everything.filter(cause=cause, revealed=True)
    return cards.exists() and not cards.filter(deleted_at=None).exists()


def what_became_of(cause: Cause) -> SomebodyWasFirst:
    """Return what to say to whoever means a cause that is not on the board any more."""
    now_in = _survivor(cause)
    if now_in is None:
        return SomebodyWasFirst(
            "Somebody has put this away meanwhile.", hint="Nothing was lost: it can come back."
        )
    return SomebodyWasFirst(
        "Somebody has just joined this with “{text}”.",
        text=now_in.text[:_QUOTED],
        hint="Its words are there; do the same with that one.",
    )


def _joined_into(cause: Cause) -> list[str]:
    """Return the identifiers of the causes that this one became part of, the nearest first."""
    joins = Activity.objects.filter(review=cause.review, verb="cause.merged").order_by("number")
    into = {line.data["id"]: line.data["into"] for line in joins}
    found: list[str] = []
    here = into.get(str(cause.pk))
    while here is not None and here not in found:
        found.append(here)
        here = into.get(here)
    return found


def _survivor(cause: Cause) -> Cause | None:
    """Return the cause on the board that this one was joined into, or None."""
    there: Cause | None = Cause.objects.filter(pk__in=_joined_into(cause)).first()
    return there


def _hang_where_there_is_a_place(cause: Cause) -> None:
    # Its parent may have been deleted after it: then it explains the event itself.
    if cause.parent_id and not Cause.objects.filter(pk=cause.parent_id).exists():
        Cause.everything.filter(pk=cause.pk).update(parent=None)


@transaction.atomic
def merge_causes(
    into: Cause, others: Iterable[Cause], *, by: Participant | None, at: datetime
) -> Cause:
    """Join causes that say the same: cards, whys, actions and signals follow; `others` go.

    `restore_cause` of one of the others undoes it. Two people may join at the same moment: a
    cause that has just become part of another takes the others along there, and what is
    joined already stays so. Raises SomebodyWasFirst when one of them is somewhere else by now.
    """
    hold(into.review)
    into, others = _as_they_are(into, others)
    for other in others:
        if into.pk in _branch(other):
            Cause.objects.filter(pk=into.pk).update(parent=other.parent_id)
        moved: dict[str, Any] = {
            name: _follow(other, into, *where) for name, where in _FOLLOWING.items()
        }
        Cause.objects.filter(pk=other.pk).update(deleted_at=at)
        search.drop(other.pk)
        append_activity(
            into.review, "cause.merged", by=by, at=at, id=other.pk, into=into.pk, **moved
        )
        into.elephant |= other.elephant
        into.theme_id = into.theme_id or other.theme_id
    Cause.objects.filter(pk=into.pk).update(elephant=into.elephant, theme=into.theme_id)
    into.refresh_from_db()
    return into


def _as_they_are(into: Cause, others: Iterable[Cause]) -> tuple[Cause, list[Cause]]:
    """Return the causes to join as they stand now, less those that are joined already."""
    for other in others:
        if other.review_id != into.review_id or other.pk == into.pk:
            raise BadInput("same_as", "Choose another cause of this review.")
    target = Cause.objects.filter(pk=into.pk).first() or _survivor(into)
    if target is None:
        raise what_became_of(into)
    left = []
    for other in others:
        there = Cause.objects.filter(pk=other.pk).first()
        if there is None and _survivor(other) != target:
            raise what_became_of(other)
        if there is not None and there != target:
            left.append(there)
    return target, left


def _follow(old: Cause, new: Cause, model: Any, field: str) -> str:
    moved = model.everything.filter(**{field: old}).exclude(pk=new.pk)
    names = " ".join(str(pk) for pk in moved.values_list("pk", flat=True))
    moved.update(**{field: new})
    return names


def _take_back(cause: Cause) -> None:
    """Return to a cause what had left it when it was joined, as far as it is still there."""
    line = (
        Activity.objects.filter(review=cause.review, verb="cause.merged", data__id=str(cause.pk))
        .order_by("number")
        .last()
    )
    if line is None or line.at != cause.deleted_at:
        return
    now_in = _joined_into(cause)
    for name, (model, field) in _FOLLOWING.items():
        parts: Any = model
        there = {f"{field}__in": now_in, "pk__in": line.data[name].split()}
        parts.everything.filter(**there).update(**{field: cause})


@transaction.atomic
def split_cause(cause: Cause, card: Card, *, by: Participant | None, at: datetime) -> Cause:
    """Give one card of a joined cause a cause of its own again, in the same theme."""
    place = {"theme": cause.theme, "parent": cause.parent, "kind": cause.kind}
    own = add_cause(cause.review, text=card.text[:CAUSE_LENGTH], by=by, at=at, **place)
    _move_card(card, cause.pk, own)
    return own


def _move_card(card: Card, seen_at: UUID | None, to: Cause) -> None:
    """Put a card on another cause; a compare-and-set, so that it has one place only."""
    if not Card.objects.filter(pk=card.pk, cause=seen_at).update(cause=to):
        raise SomebodyWasFirst("This card is somewhere else by now.", hint="It is on the board.")


@transaction.atomic
def take_up_cause(review: Review, *, text: str, by: Participant, at: datetime) -> Cause:
    """Add a cause that a prompt or an earlier review offered; history remembers that it was one."""
    text = plain_text("text", text, limit=CAUSE_LENGTH)
    if there := review.causes.filter(text=text).first():
        return there  # pressed twice
    place = next_position(Cause.everything.filter(review=review))
    cause: Cause = Cause.objects.create(review=review, text=text, position=place)
    append_activity(review, "cause.taken_up", by=by, at=at, words=new_words(cause), id=cause.pk)
    search.put(cause)
    return cause


@transaction.atomic
def cause_from_card(card: Card, *, by: Participant, at: datetime) -> Cause:
    """Give a card whose cause was put away a cause of its own."""
    own = add_cause(card.review, text=card.text[:CAUSE_LENGTH], by=by, at=at)
    _move_card(card, card.cause_id, own)
    return own


@transaction.atomic
def keep_apart(cause: Cause, other: Cause, *, by: Participant, at: datetime) -> None:
    """Say that two causes which look alike are not the same; nobody is asked again."""
    append_activity(cause.review, "causes.kept_apart", by=by, at=at, id=cause.pk, other=other.pk)
