"""Where issues are kept, and which action has become one."""

from __future__ import annotations

from django.db import models

from mortem.core.issues import Project, TrackerKind

from .action_item import ActionItem
from .kept import Kept
from .part import Noun, one_of


class Tracker(Kept):
    """A repository or project that takes issues: a team's, or a person's own.

    Its token is `sealed` and never shown. `rests_until` is when it may be asked again, after it
    said that it was asked too often.
    """

    kind = models.CharField(max_length=10, choices=one_of(TrackerKind))
    server = models.CharField(max_length=500)
    name = models.CharField(max_length=500)
    sealed = models.TextField()
    rests_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.server.partition('://')[2]}/{self.name}"

    @property
    def project(self) -> Project:
        """Where it is, as a value of the core."""
        return Project(TrackerKind(self.kind), self.server, self.name)


class Issue(Noun):
    """The issue that an action has become: asked for until it has a `number`, then followed.

    `title` is what was asked for, then what stands there; `body` what is to be sent, gone once it
    was. `said_here` and `said_there` are the action's words and the title when somebody last had
    both before them, so that it shows which has changed since. `next_at` is whose turn it is and the lease of whoever took it; empty, it waits for a person.
    """

    action = models.OneToOneField(ActionItem, models.CASCADE, related_name="issue")
    tracker = models.ForeignKey(
        Tracker, models.SET_NULL, null=True, blank=True, related_name="issues"
    )
    number = models.PositiveIntegerField(null=True, blank=True)
    url = models.CharField(max_length=1100, blank=True)
    title = models.CharField(max_length=255, blank=True)
    body = models.TextField(blank=True)
    said_here = models.TextField(blank=True)
    said_there = models.CharField(max_length=255, blank=True)
    is_open = models.BooleanField(default=True)
    closed_by = models.CharField(max_length=100, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    tries = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return self.url or self.title

    @property
    def mark(self) -> str:
        """What the issue carries, so that asking twice makes one."""
        return self.pk.hex

    @property
    def changed_there(self) -> bool:
        """Whether its title is another one since somebody last had both before them."""
        return bool(self.said_there) and self.title != self.said_there

    @property
    def changed_here(self) -> bool:
        """Whether the action has other words since then."""
        return bool(self.said_there) and self.action.text != self.said_here
