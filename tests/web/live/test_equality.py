"""What is pushed is what would be fetched: after every operation, on every page that follows.

A story is played in which every verb of the history occurs. Before and after each step
the page is fetched by people who did not act. What the stream says is applied to the stale page;
then it must equal the fresh one. Regions of one's own must be announced when they changed.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from mortem.core.record import Role
from mortem.web.live import looking
from mortem.web.live.difference import HERE, Change, applied
from mortem.web.live.followers import Follower, View
from mortem.web.live.room import Group, Look
from mortem.web.models import Activity, Review
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import guest_in, join
from tests.web.live.elements import elements, same_way
from tests.web.live.story import AHEAD, BACK, Story, put_away, verbs_there_are

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from mortem.web.live.difference import Picture
    from mortem.web.live.sight import Sight
    from mortem.web.models import User

pytestmark = pytest.mark.django_db


class Watcher:
    """One browser on one page: what it shows, and what its stream has said."""

    def __init__(self, client: Client, review: Review, view: View, url: str) -> None:
        self.client, self.review, self.view, self.url = client, review, view, url
        self.sight: Sight | None = None
        look = self._look(-1)
        self.group = Group(view, look.number, look.number, look.pictures[view])
        self.follower = Follower(view, "", lambda: True)
        self.group.followers.add(self.follower)
        self.page = self._fetch()

    def _look(self, since: int) -> Look:
        found = looking.look(self.review.pk, since, (self.view,), self.sight)
        assert found is not None
        self.sight = found.sight
        return found

    def _fetch(self) -> dict[str, str]:
        return elements(self.client.get(self.url).content.decode())

    def wrong(self) -> list[str]:
        """Return what differs between the page after its messages and the page fetched now."""
        names = self.group.picture
        self.group.learn(self._look(self.group.number), self.review.pk)
        data = self._said()
        if "go" in data:
            return []
        stale, fresh = self.page, self._fetch()
        self.page = fresh
        if any(key not in stale for key in _fixed(data)):
            return []  # a piece that this page does not show yet: it fetches its regions again
        there = {name: [k for k in pieces if name or k in stale] for name, pieces in names.items()}
        change = Change(
            {key: same_way(html) for key, html in data.get("put", {}).items()},
            tuple((one[0], one[1], one[2]) for one in data.get("at", ())),
            tuple(data.get("drop", ())),
        )
        result = applied(_as_pushed(stale, there), change)
        wanted = _as_pushed(
            fresh,
            {
                name: [k for k in pieces if name != HERE or k in fresh or k in stale]
                for name, pieces in self.group.picture.items()
            },
        )
        found = [
            f"{self.url} {name}: {result.get(name)} instead of {wanted[name]}"
            for name in wanted
            if not _equal(name, result, wanted)
        ]
        return found + (
            [] if {"own", "stale"} & data.keys() else self._unannounced(stale, fresh, names)
        )

    def _said(self) -> dict[str, Any]:
        said = b"".join(self.follower._waiting).decode()
        self.follower._waiting.clear()
        messages = re.findall(r"^data: (.*)$", said, re.MULTILINE)
        assert len(messages) <= 1
        data: dict[str, Any] = json.loads(messages[0]) if messages else {}
        return data

    def _unannounced(
        self, stale: dict[str, str], fresh: dict[str, str], before: Picture
    ) -> list[str]:
        pictures = (before, self.group.picture)
        keys = {key for one in pictures for held in one.values() for key in held}
        return [
            f"{self.url} #{key}"
            for key, html in stale.items()
            if "changed from:body" in html.partition(">")[0] and key not in keys
            if _without(html, stale, keys) != _without(fresh.get(key, ""), fresh, keys)
        ]


def _fixed(data: dict[str, Any]) -> set[str]:
    return set(data.get("put", ())) - {place[0] for place in data.get("at", ())}


def _as_pushed(page: dict[str, str], there: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    """Return the pieces of a page, each without the pieces that lie in it."""
    keys = {key for held in there.values() for key in held}
    return {
        name: {key: _without(page.get(key, ""), page, keys - {key}) for key in held}
        for name, held in there.items()
    }


def _equal(name: str, result: Picture, wanted: Picture) -> bool:
    left, right = result.get(name, {}), wanted[name]
    return dict(left) == dict(right) and (name == HERE or list(left) == list(right))


def _without(html: str, page: dict[str, str], keys: set[str]) -> str:
    for key in sorted(keys & page.keys(), key=lambda key: -len(page[key])):
        html = html.replace(page[key], "") if html != page[key] else html
    return html


def watchers(review: Review, browsers: dict[Role, Client]) -> list[Watcher]:
    """Return each browser on the page of the present phase."""
    url = reverse("phase_page", args=[review.pk, review.phase])
    looks_ahead = review.looks_ahead
    page = review.phase if looks_ahead else "page"
    return [
        Watcher(client, review, View(page, review.phase if looks_ahead else "", role), url)
        for role, client in browsers.items()
    ]


@pytest.mark.parametrize("make", [AHEAD, BACK], ids=["ahead", "back"])
def test_what_is_pushed_is_what_would_be_fetched(
    migration: Review,
    outage: Review,
    ada: User,
    ben: User,
    make: Callable[[Review, Review, User, User], Story],
) -> None:
    story = make(migration, outage, ada, ben)
    review = story.review
    rae = join(review, story.another("Rae"), Role.READER)
    assert rae.user is not None
    join(review, ben)
    browsers = {
        Role.PARTICIPANT: guest_in(review, name="Jun"),
        Role.READER: signed_in(rae.user),
    }
    wrong: dict[str, list[str]] = {}
    for name, step in story.steps.items():
        review.refresh_from_db()
        watching = watchers(review, browsers)
        before = review.activity_count
        step()
        review.refresh_from_db()
        assert review.activity_count > before, f"{name} left no line in the history"
        found = [one for watcher in watching for one in watcher.wrong()]
        if found:
            wrong[name] = found
    assert wrong == {}


def test_the_stories_leave_no_verb_out(
    migration: Review, outage: Review, ada: User, ben: User
) -> None:
    for make in (AHEAD, BACK):
        story = make(migration, outage, ada, ben)
        join(story.review, ben)
        guest_in(story.review, name="Jun")
        for step in story.steps.values():
            story.review.refresh_from_db()
            step()
    put_away(migration, seat_of(ada, migration))
    told = set(Activity.objects.values_list("verb", flat=True))
    assert verbs_there_are() - told == set()
