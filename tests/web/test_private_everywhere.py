"""A personal review shows to nobody else, on no surface, that it is there (METHOD C3).

The surfaces are those of the silence (tests/web/silence.py), which find new addresses, forms and
commands by themselves. Whoever sits at the computer, and whoever made the team, are others, too.
"""

from __future__ import annotations

import logging
import re
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import AnonymousUser
from django.core.mail import send_mail
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import timezone

from mortem.core.record import Disposition, LessonKind, Visibility
from mortem.web import urls, vault
from mortem.web.live import stream
from mortem.web.models import (
    ActionItem,
    Cause,
    Lesson,
    Membership,
    Review,
    Share,
    Signal,
    Team,
    User,
)
from mortem.web.operations.evidence import add_evidence
from mortem.web.operations.parts import add_part
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.showing import Addressee, Purpose, show_to_people
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import an_action
from tests.web.silence import Setting, Told, content, hear, overheard, readable
from tests.web.world import World, build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest

SECRET = "Quittengelee"
SURFACES = ("pages", "posts", "mail", "commands", "streams at the door", "log")


@pytest.fixture
def team(ada: User, ben: User) -> Team:
    """Return a team that Ada made; Pia, whose reviews these are, is in it."""
    now = timezone.now()
    pia = User.objects.create(name="Pia", created_at=now)
    team = Team.objects.create(name="Everybody", created_at=now)
    for user in (ada, ben, pia):
        Membership.objects.create(team=team, user=user, joined_at=now)
    return team


@pytest.fixture
def others(migration: Review, outage: Review, ada: User, ben: User) -> World:
    """Return a product full of what is not Pia's."""
    return build(migration, outage, ada, ben)


def pia() -> User:
    return User.objects.get(name="Pia")


def begin(context: str, team: Team) -> Review:
    """Return a review of Pia's own life with one of everything; by accident its row names a team."""
    by, now = pia(), timezone.now()
    review = begin_review(context=context, title=f"{SECRET} at work", by=by, at=now)
    Review.objects.filter(pk=review.pk).update(visibility=Visibility.TEAM, team=team)
    Review.objects.filter(pk=review.pk).update(
        phase="published" if context == "personal" else "watch"
    )
    review.refresh_from_db()
    me = seat_of(by, review)
    cause = add_part(
        Cause, review, by=me, at=now, text=f"{SECRET} cause", disposition=Disposition.TOP
    )
    add_part(Lesson, review, by=me, at=now, text=f"{SECRET} lesson", kind=LessonKind.LEARNED)
    add_part(
        Signal, review, by=me, at=now, question=f"{SECRET}?", next_date=now.date(), cause=cause
    )
    an_action(review, cause=cause, text=f"{SECRET} action", due_date=now.date(), owner="Ada")
    sealed = vault.seal([f"{SECRET} in a letter\n".encode()], limit=100)
    add_evidence(review, brought=[(f"{SECRET}.txt", "text/plain", sealed)], by=me, at=now)
    why = Purpose(purpose=f"{SECRET} needs advice")
    show_to_people(review, [Addressee(f"{SECRET} Mentor")], why, by=me, at=now)
    return review


def private(team: Team) -> tuple[Review, Review]:
    return begin("promotion", team), begin("personal", team)


def setting(others: World, reviews: tuple[Review, Review], ada: User, ben: User) -> Setting:
    """Return the private reviews in every address, and everybody who is not Pia."""
    ahead, back = reviews
    parts = {
        "cause_id": ahead.causes.get().pk,
        "back_cause_id": back.causes.get().pk,
        "signals": Signal.objects.get(review=ahead).pk,
        "action": ActionItem.objects.get(review=ahead).pk,
        "lesson_id": Lesson.objects.get(review=back).pk,
        "evidence_id": back.evidence.get().pk,
        "share_id": Share.objects.get(review=ahead).pk,
        "participant_id": ahead.participants.get().pk,
    }
    world = replace(others, ahead=ahead, back=back, values={**others.values, **parts})
    computer = User.objects.filter(is_local=True).first() or User.objects.create(
        name="Root", is_local=True, created_at=timezone.now()
    )
    people = {
        "who made the team": signed_in(ada),
        "a colleague": signed_in(ben),
        "whoever sits at the computer": signed_in(computer),
        "a guest": others.client("participant"),
        "nobody": Client(),
    }
    posting = ("who made the team", "whoever sits at the computer")
    return Setting(world, ahead, people, {"Pia": SECRET}, posting)


def heard(setting: Setting, surfaces: tuple[str, ...]) -> Iterator[Told]:
    for name in surfaces:
        if name == "streams at the door":
            yield from at_the_door(setting)
        else:
            yield from hear(setting, (name,))


def at_the_door(setting: Setting) -> Iterator[Told]:
    """Tell whom the door of the streams lets in."""
    for who, client in setting.people.items():
        request = RequestFactory().get("/")
        request.COOKIES = {name: one.value for name, one in client.cookies.items()}
        request.user = AnonymousUser()
        if stream._let_in(request, setting.review.pk):  # type: ignore[arg-type]
            yield Told("stream", who, SECRET.encode())


def leaks(setting: Setting, surfaces: tuple[str, ...] = SURFACES) -> set[tuple[str, str]]:
    """Return who got to read one of Pia's words, and where; what one typed oneself is none."""
    return {
        (told.who, told.where)
        for told in heard(setting, surfaces)
        if SECRET.encode() in told.content and f"q={SECRET[:6]}" not in told.where
    }


@pytest.fixture
def everything(
    others: World, team: Team, ada: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Setting]:
    monkeypatch.setenv("MORTEM_DATA", str(configured.DATA))
    made = setting(others, private(team), ada, ben)
    with overheard(made.log):
        yield made


def test_no_surface_gives_anybody_a_word_of_it(everything: Setting) -> None:
    assert leaks(everything) == set()
    back = replace(everything, review=everything.world.back)
    assert leaks(back, ("pages", "posts", "streams at the door")) == set()


def answers(setting: Setting, addresses: list[str]) -> dict[tuple[str, str], bytes]:
    """Return what everybody reads everywhere, without what is drawn anew for each page."""
    found = {}
    for who, client in setting.people.items():
        for address in addresses:
            raw = content(client.get(address))
            found[who, address] = re.sub(
                rb"[\w-]{64}|\d{2}:\d{2}(:\d{2})?|Expires[^;]*|\d{10,}", b"*", raw
            )
    return found


def test_whether_it_is_there_makes_no_difference_to_anybody_else(
    others: World, team: Team, ada: User, ben: User
) -> None:
    """Every address, read by everybody: the same bytes with it as without it, so no count tells."""
    reviews = private(team)
    there = setting(others, reviews, ada, ben)
    quiet = [one for one in [*readable(there), f"/search/?q={SECRET}"] if "/everything/" not in one]
    answers(there, quiet)  # from here on browsers have their cookies
    with_it, again = answers(there, quiet), answers(there, quiet)
    assert {key for key in again if again[key] != with_it[key]} == set()
    Review.objects.filter(pk__in=[one.pk for one in reviews]).delete()
    without = answers(there, quiet)
    assert {key for key in with_it if with_it[key] != without[key]} == set()


# ── Planted leaks ────────────────────────────────────────────────────────────────────────


def peek(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("\n".join(Review.objects.values_list("title", flat=True)))


urlpatterns = [path("peek/", peek), *urls.urlpatterns]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500


def shown_to_the_team(review: Review) -> None:
    Share.objects.filter(review=review).update(audience="team", team=review.team)


def no_longer_personal(review: Review) -> None:
    Review.objects.filter(pk=review.pk).update(context="incident")


def kept_by_the_computer(review: Review) -> None:
    Review.objects.filter(pk=review.pk).update(keeper=User.objects.get(is_local=True))


def in_a_mail(review: Review) -> None:
    send_mail("News", review.title, "mortem@localhost", ["ben@example.org"])


def in_the_log(review: Review) -> None:
    logging.getLogger("mortem").warning("%s", review.title)


@pytest.mark.parametrize(
    ("plant", "surface"),
    [
        (shown_to_the_team, "pages"),
        (shown_to_the_team, "streams at the door"),
        (no_longer_personal, "pages"),
        (kept_by_the_computer, "posts"),
        (kept_by_the_computer, "commands"),
        (in_a_mail, "mail"),
        (in_the_log, "log"),
    ],
)
def test_a_planted_leak_is_heard(
    everything: Setting, plant: Callable[[Review], None], surface: str
) -> None:
    plant(everything.review)
    assert leaks(everything, (surface,)) != set()


def test_a_planted_address_is_heard(everything: Setting) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        assert {where for _who, where in leaks(copy(everything), ("pages",))} == {"/peek/"}


def test_each_surface_has_had_a_leak() -> None:
    marks = test_a_planted_leak_is_heard.pytestmark  # type: ignore[attr-defined]
    assert {surface for _plant, surface in marks[0].args[1]} == set(SURFACES)
