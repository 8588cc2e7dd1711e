"""What adding, changing, deleting and restoring mean for every part of a review.

The noun files call these; each call is one transaction and one line of activity.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import category

from django.db import transaction
from django.db.models import Max

from mortem.core.errors import BadInput, NotFound, SomebodyWasFirst
from mortem.web import search
from mortem.web.operations.activity import append_activity, signed
from mortem.web.queries.wordings import new_words, said_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mortem.web.models import Participant, Review
    from mortem.web.models.part import Part

P = TypeVar("P", bound="Part")
# Format, control, mark: no letter of their own. And letters that are drawn as nothing.
_UNSEEN = frozenset(["Cf", "Cc", "Mn", "Zs", "Zl", "Zp"])
_UNSEEN_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_TURNING = frozenset(
    map(
        chr,
        [
            *(0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2070),
            *range(0xFFF9, 0xFFFC),
        ],
    )
)
TEXT_LENGTH = 20_000  # characters: a page of notes, far below what a browser sends by mistake


def tidy(text: str) -> str:
    """Return a text as it is kept: lines end in one way, whatever the browser or system sent."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def tidied(values: dict[str, Any]) -> dict[str, Any]:
    """Return values with every text among them tidied."""
    return {name: tidy(v) if isinstance(v, str) else v for name, v in values.items()}


def is_blank(text: str) -> bool:
    """Tell whether nothing of a text could be seen: only space, joiners, fillers and controls."""
    return all(
        letter in _UNSEEN_LETTERS or category(letter) in _UNSEEN or letter.isspace()
        for letter in text
    )


def plain_name(field: str, value: str, *, limit: int) -> str:
    """Return a name on one line, without what nobody sees. Raises BadInput like `plain_text`.

    Controls, zero-width spaces and marks that turn the direction of what follows go: with them
    two names look the same, or the page beside them reads backwards. Joiners stay: scripts and
    emoji are written with them.
    """
    seen = "".join(
        " " if letter.isspace() or category(letter) == "Cc" else letter
        for letter in value
        if letter not in _TURNING
    )
    return plain_text(field, " ".join(seen.split()), limit=limit)


def plain_text(field: str, value: str, *, limit: int = TEXT_LENGTH) -> str:
    """Return the text without outer space. Raises BadInput when empty or longer than `limit`."""
    text = tidy(value)
    if is_blank(text):
        raise BadInput(field, "A few words are needed here.")
    if len(text) > limit:
        raise BadInput(
            field,
            "This text has {length} characters; {limit} is the most.",
            length=len(text),
            limit=limit,
            hint="Keep the heart of it here and bring the rest as evidence.",
        )
    return text


def next_position(parts: Any) -> int:
    """Return the place after the last of a review's parts."""
    last = parts.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def add_part(
    model: type[P], review: Review, *, by: Participant | None, at: datetime, **values: Any
) -> P:
    """Append a part to its review; of one that nobody signs, no time is kept either."""
    place = next_position(model.everything.filter(review=review))
    part: P = model.objects.create(review=review, position=place, **tidied(values))
    line = signed(review, by, at)
    append_activity(review, f"{noun(model)}.added", words=new_words(part), id=part.pk, **line)
    search.put(part)
    return part


@transaction.atomic
def change_part(
    part: P,
    *,
    by: Participant | None,
    at: datetime,
    seen: Mapping[str, object] | None = None,
    **values: Any,
) -> P:
    """Change the given fields of a part.

    With `seen` the change is a compare-and-set on the fields it names. Of a change that nobody
    signs, history keeps no time. Raises SomebodyWasFirst when the fields are different
    meanwhile, NotFound when the part was deleted.
    """
    model = type(part)
    if not model.objects.filter(pk=part.pk, **(seen or {})).update(**tidied(values)):
        raise _meanwhile(part)
    review = part.review
    part.refresh_from_db()
    part.review = review
    said, line = said_of(part, values), signed(review, by, at)
    append_activity(review, f"{noun(model)}.changed", words=said, id=part.pk, **line)
    if search.has_words(model, values):
        search.put(part)
    return part


def _meanwhile(part: Part) -> NotFound | SomebodyWasFirst:
    if type(part).objects.filter(pk=part.pk).exists():
        return SomebodyWasFirst("This has moved on meanwhile.", hint="Reload the page.")
    return NotFound("Somebody deleted this meanwhile.", hint="Reload the page to see what is left.")


@transaction.atomic
def delete_part(part: Part, *, by: Participant | None, at: datetime) -> None:
    """Take a part away, once; `restore_part` brings it back until the review is purged.

    Where nobody signs, history has no time of it, and the part keeps the day alone: purging
    counts from there.
    """
    gone_at = at if by is not None else _end_of_day(at)
    if type(part).objects.filter(pk=part.pk).update(deleted_at=gone_at):
        line = signed(part.review, by, at)
        append_activity(part.review, f"{noun(type(part))}.deleted", id=part.pk, **line)
        search.drop(part.pk)


def _end_of_day(at: datetime) -> datetime:
    """Return the midnight after a moment, in UTC: later, so that nothing goes too early."""
    return datetime.combine(at.astimezone(UTC).date() + timedelta(days=1), time(), UTC)


@transaction.atomic
def restore_part(part: Part, *, by: Participant | None, at: datetime) -> None:
    """Bring a deleted part back, once; where nobody signs, history has no time of it."""
    gone = type(part).everything.filter(pk=part.pk).exclude(deleted_at=None)
    if gone.update(deleted_at=None):
        line = signed(part.review, by, at)
        append_activity(part.review, f"{noun(type(part))}.restored", id=part.pk, **line)
        search.put(part)


def noun(model: type[Part]) -> str:
    """Return a model's name as history writes it: ActionItem is `action_item`."""
    name = model.__name__
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))
