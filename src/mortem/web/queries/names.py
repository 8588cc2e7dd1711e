"""Names that stand in the texts of a review, where roles could stand instead (METHOD C2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext

from mortem.core.mentions import is_name
from mortem.core.private_words import Cover
from mortem.core.roles import in_roles, named
from mortem.web.models import (
    ActionItem,
    Cause,
    Contest,
    Lesson,
    Owner,
    Review,
    Signal,
    TimelineEntry,
)
from mortem.web.queries.wordings import standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import Model

# Owners keep their names (P6); evidence and cards stay as they were brought. Answers have no
# wordings in the history, so names could not be put back there.
FIELDS: dict[type[Model], tuple[str, ...]] = {
    Review: (
        *("title", "summary", "where", "scope", "hurt", "success"),
        *("failure_sentence", "single_cause_reason", "override_reason"),
        *("outside_summary", "outside_story", "outside_doing"),
    ),
    TimelineEntry: ("text", "attributed_to"),
    Cause: ("text",),
    Lesson: ("text",),
    ActionItem: ("text", "measure", "declined_reason", "verdict_note"),
    Signal: ("question", "threshold", "response"),
    Contest: ("text", "said", "answer"),
}


class Rewording(NamedTuple):
    """A field of a row, and what it would say."""

    row: Model
    field: str
    old: str
    new: str


def _texts(review: Review) -> Iterator[tuple[Model, str, str]]:
    there = standing(review)
    yield from ((review, field, getattr(review, field)) for field in FIELDS[Review])
    for model, fields in FIELDS.items():
        if model is not Review:
            for row in model._default_manager.filter(review=review):  # noqa: SLF001 - every model has it
                shown = (field for field in fields if _is_shown(row, field, there))
                yield from ((row, field, getattr(row, field)) for field in shown)


def _is_shown(row: Model, field: str, there: set[str]) -> bool:
    """Tell whether a field may be read: a contest quotes nothing that was put away."""
    return not (isinstance(row, Contest) and field == "said") or str(row.subject) in there


def names_in(review: Review) -> dict[str, int]:
    """Return the known names that stand in the review's texts, and how often; most first."""
    return named((text for _row, _field, text in _texts(review)), known_names(review))


def known_names(review: Review) -> list[str]:
    """Return the names of everybody whom the review knows: who takes part, is quoted, or owns."""
    found = [*_seated(review), *_spoken_of(review)]
    return [name for name in dict.fromkeys(found) if is_name(name)]


def names_to_cover(review: Review) -> list[str]:
    """Return what should not go outside: also how those who take part call themselves, whatever that is.

    Of who is quoted or owns something, descriptions stay: “Database lead” tells nobody who it is.
    """
    others = (name for name in _spoken_of(review) if is_name(_PARTICLES.sub("", name)))
    return list(filter(None, dict.fromkeys([*_seated(review), *others])))


_PARTICLES = re.compile(r"\b(?:al|bin|da|de|del|della|den|der|di|dos|du|el|ibn|la|le|van|von|zu)\b")


def _seated(review: Review) -> list[str]:
    return list(review.participants.values_list("name", flat=True))


def _spoken_of(review: Review) -> list[str]:
    return [
        *TimelineEntry.objects.filter(review=review).values_list("attributed_to", flat=True),
        *Owner.objects.filter(actions__review=review).values_list("name", flat=True),
    ]


def public_title(review: Review) -> str:
    """Return the title as it may go outside: names and inner addresses covered."""
    return Cover(names_to_cover(review), gettext)(review.title)


def rewordings(review: Review, roles: Mapping[str, str]) -> list[Rewording]:
    """Return every text that would read otherwise with these roles in place of the names."""
    found = (Rewording(row, field, old, in_roles(old, roles)) for row, field, old in _texts(review))
    return [one for one in found if one.new != one.old]
