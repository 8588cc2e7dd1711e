"""The rating form: one row a cause, read straight from the post."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from mortem.core.amount import read_amount
from mortem.core.cost_range import check_range
from mortem.core.errors import BadInput
from mortem.web.operations.ratings import Given

if TYPE_CHECKING:
    from django.http import QueryDict

EVEN = "50"  # where a slider stands that nobody moved
OUT = "out"  # in the place of a cost: leave this one out, whatever else was typed


class Typed(NamedTuple):
    """One row as it was sent: texts, as they came. `picked` is None where all rows stand open."""

    plausibility: str
    cost: str
    low: str = ""
    high: str = ""
    picked: bool | None = None

    @property
    def counts(self) -> bool:
        """Whether this row is an answer at all."""
        if self.picked is None:
            return self.cost != OUT and bool(self.cost or self.low or self.high)
        return self.picked


@dataclass(frozen=True, slots=True)
class Answers:
    """What was understood, and what wants another look: by cause, then by field."""

    given: dict[UUID, Given] = field(default_factory=dict)
    problems: dict[str, dict[str, BadInput]] = field(default_factory=dict)


def typed_ratings(post: QueryDict) -> dict[str, Typed]:
    """Return every row that was sent, by the text of its cause's identifier."""
    picking = "picking" in post
    keys = [name.removeprefix("cost-") for name in post if name.startswith("cost-")]
    return {
        key: Typed(
            post.get(f"chance-{key}", EVEN),
            post.get(f"cost-{key}", ""),
            post.get(f"low-{key}", "").strip(),
            post.get(f"high-{key}", "").strip(),
            f"pick-{key}" in post if picking else None,
        )
        for key in keys
    }


def read_ratings(post: QueryDict, *, unit: str) -> Answers:
    """Read every row that counts; a range takes the place of a step. Never raises."""
    answers = Answers()
    for key, typed in typed_ratings(post).items():
        if not typed.counts:
            continue
        try:
            answers.given[UUID(key)] = _given(typed, unit)
        except BadInput as error:
            answers.problems[key] = {error.field: error}
        except ValueError:
            answers.problems[key] = {
                "cost": BadInput(
                    "cost", "A rating must be a chance in percent and one of the five costs."
                )
            }
    return answers


def _given(typed: Typed, unit: str) -> Given:
    if typed.low or typed.high:
        return Given(int(typed.plausibility), None, *_range(typed, unit))
    if not typed.cost:
        raise BadInput("cost", "What would it cost? Choose one of the five, or untick this reason.")
    return Given(int(typed.plausibility), int(typed.cost))


def _range(typed: Typed, unit: str) -> tuple[float, float]:
    for name, text in (("cost_low", typed.low), ("cost_high", typed.high)):
        if not text:
            raise BadInput(
                name,
                "A range has two ends.",
                hint="If you know it exactly, write the same number twice; “at least” may be 0.",
            )
    low = read_amount(typed.low, field="cost_low", unit=unit)
    high = read_amount(typed.high, field="cost_high", unit=unit)
    check_range(low, high)
    return low, high
