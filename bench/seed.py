"""A team's years of reviews, through the product's own models: `python -m bench.seed DATA`.

10,000 reviews of this computer's account, with a cause and a lesson each, all findable; one
look back with 200 timeline entries to open and another to append to; one look ahead with 60
causes. Prints the identifiers of those three. The same words on every run.
"""

from __future__ import annotations

import json
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

REVIEWS = 10_000
LED_BY_ANOTHER = 5  # every fifth review is of somebody else, read through a team
ENTRIES = 200
RISKS = 60
BEGUN = datetime(2024, 1, 1, 9, 0, tzinfo=UTC)
_SYLLABLES = "ba co da fi ga hu jo ka le mi no pa ru sa to vu wo xa ye zi"
_REAL = (
    "checkout database deploy queue alert replica cache login invoice launch certificate index"
    " backup timeout order region config migration customer review plan budget team release"
)


def main() -> None:
    from mortem.cli import start  # noqa: PLC0415 - Django follows the folder

    data = start.choose_data(Path(sys.argv[1]))
    start.set_up(data)
    start.bring_up_to_date(data)
    print(json.dumps(_seed()))


def _seed() -> dict[str, str]:
    from django.db import transaction  # noqa: PLC0415 - needs set_up

    from mortem.web.operations.users import local_account  # noqa: PLC0415

    rng = random.Random(2)
    with transaction.atomic():
        me = local_account(at=BEGUN)
        _reviews(rng, me)
        return {
            "opened": _long_story(rng, me, "Opened again and again"),
            "appended": _long_story(rng, me, "Told moment by moment"),
            "ahead": _many_risks(rng, me),
        }


def words(rng: random.Random, count: int) -> str:
    """Return words of which some are in every tenth review and most in very few."""
    real, syllables = _REAL.split(), _SYLLABLES.split()
    return " ".join(
        rng.choice(real) if rng.random() < 0.3 else "".join(rng.choices(syllables, k=3))
        for _ in range(count)
    )


def _reviews(rng: random.Random, me: Any) -> None:
    from mortem.core.record import LessonKind, Role, Visibility  # noqa: PLC0415
    from mortem.web.models import (  # noqa: PLC0415
        Cause,
        Lesson,
        Membership,
        Participant,
        Review,
        Team,
        User,
    )

    other = User.objects.create(name="Kim", created_at=BEGUN)
    team = Team.objects.create(name="Orders", created_at=BEGUN)
    Membership.objects.bulk_create(
        Membership(team=team, user=user, joined_at=BEGUN) for user in (me, other)
    )
    rows = [_review(rng, number) for number in range(REVIEWS)]
    for number, row in enumerate(rows):
        row.keeper = other if number % LED_BY_ANOTHER == 0 else me
        row.team, row.visibility = team, Visibility.TEAM
    Review.objects.bulk_create(rows, batch_size=500)
    Participant.objects.bulk_create(
        (
            Participant(
                review=row,
                user=row.keeper,
                name="Somebody",
                role=Role.FACILITATOR,
                joined_at=row.created_at,
            )
            for row in rows
        ),
        batch_size=500,
    )
    causes = [Cause(id=_id(rng), review=row, text=words(rng, 12)) for row in rows]
    lessons = [
        Lesson(id=_id(rng), review=row, kind=LessonKind.WENT_WRONG, text=words(rng, 12))
        for row in rows
        if not row.looks_ahead
    ]
    Cause.objects.bulk_create(causes, batch_size=500)
    Lesson.objects.bulk_create(lessons, batch_size=500)
    _make_findable([*rows, *causes, *lessons])


def _review(rng: random.Random, number: int) -> Any:
    from mortem.core import phases  # noqa: PLC0415
    from mortem.core.record import Kind  # noqa: PLC0415
    from mortem.web.models import Review  # noqa: PLC0415

    kind = Kind.PREMORTEM if number % 2 else Kind.POSTMORTEM
    names = phases.phase_names(kind)
    begun = BEGUN + timedelta(minutes=90 * number)
    resting = number % 20  # the others are under way
    return Review(
        id=_id(rng),
        kind=kind,
        context="code_change" if kind is Kind.PREMORTEM else "incident",
        title=words(rng, 6).capitalize(),
        summary=words(rng, 25),
        phase=names[-1] if resting else names[number // 20 % len(names)],
        created_at=begun,
        closed_at=begun + timedelta(days=9) if resting else None,
    )


def _id(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _make_findable(things: list[Any]) -> None:
    from mortem.web import search  # noqa: PLC0415

    for thing in things:
        search.put(thing)


def _long_story(rng: random.Random, me: Any, title: str) -> str:
    from mortem.web.models import TimelineEntry  # noqa: PLC0415
    from mortem.web.operations.reviews import begin_review  # noqa: PLC0415

    at = datetime.now(UTC)
    review = begin_review(context="incident", title=title, by=me, at=at)
    type(review).objects.filter(pk=review.pk).update(phase="evidence")
    entries = [
        TimelineEntry(
            review=review,
            at=at - timedelta(minutes=10 * (ENTRIES - place)),
            text=words(rng, 20),
            position=place,
        )
        for place in range(ENTRIES)
    ]
    TimelineEntry.objects.bulk_create(entries)
    _make_findable(entries)
    return str(review.pk)


def _many_risks(rng: random.Random, me: Any) -> str:
    from mortem.core.record import Disposition  # noqa: PLC0415
    from mortem.web.models import Cause, Rating  # noqa: PLC0415
    from mortem.web.operations.reviews import begin_review  # noqa: PLC0415

    at = datetime.now(UTC)
    review = begin_review(context="migration", title="Sixty ways to fail", by=me, at=at)
    type(review).objects.filter(pk=review.pk).update(phase="protect")
    themes = list(review.themes.all())
    causes = [
        Cause(
            review=review,
            text=words(rng, 8),
            position=place,
            theme=rng.choice(themes),
            disposition=Disposition.TOP if place < 5 else Disposition.OPEN,
        )
        for place in range(RISKS)
    ]
    Cause.objects.bulk_create(causes)
    Rating.objects.bulk_create(
        Rating(
            cause=cause,
            participant=review.participants.get(),
            plausibility=rng.randrange(0, 101, 5),
            cost=rng.randint(1, 5),
        )
        for cause in causes
    )
    return str(review.pk)


if __name__ == "__main__":
    main()
