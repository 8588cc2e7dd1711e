"""The rating form: one row a cause, read straight from the post."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from mortem.core.errors import BadInput
from mortem.web.operations.ratings import Given

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

EVEN = "50"  # where a slider stands that nobody moved


class Typed(NamedTuple):
    """One row as it was sent: texts, as they came."""

    plausibility: str
    cost: str


def typed_ratings(post: QueryDict) -> dict[str, Typed]:
    """Return every row that was sent, by the text of its cause's identifier."""
    return {
        name.removeprefix("cost-"): Typed(
            post.get(f"chance-{name.removeprefix('cost-')}", EVEN), post.get(name, "")
        )
        for name in post
        if name.startswith("cost-")
    }


def given_ratings(post: QueryDict) -> dict[UUID, Given]:
    """Return the causes for which a cost step was chosen. Raises BadInput for broken numbers."""
    return dict(_given(post))


def _given(post: QueryDict) -> Iterator[tuple[UUID, Given]]:
    for key, typed in typed_ratings(post).items():
        if not typed.cost:
            continue
        try:
            yield UUID(key), Given(int(typed.plausibility), int(typed.cost))
        except ValueError as error:
            raise BadInput(
                "causes", "A rating must be a chance in percent and one of the five costs."
            ) from error
