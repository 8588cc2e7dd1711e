"""Reviews that were here before there was a chain get one when the database is brought up to date."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.utils import timezone

from mortem.core.chain import BEGUN
from mortem.web.models import Activity, Review, Wording
from mortem.web.operations.causes import add_cause
from mortem.web.operations.events import describe_event
from mortem.web.queries.integrity import integrity_of
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from mortem.web.models import User

pytestmark = pytest.mark.django_db


def test_what_history_has_is_linked_and_what_stands_there_worded(outage: Review, ada: User) -> None:
    me, now = seat_of(ada, outage), timezone.now()
    describe_event(outage, summary="Orders were lost", severity=2, by=me, at=now)
    cause = add_cause(outage, text="The disk was full", by=me, at=now)
    Wording.objects.all().delete()
    Activity.objects.update(digest="")
    Review.objects.update(activity_digest="")
    assert not integrity_of(outage).holds
    import_module("mortem.web.migrations.0009_chain").begin_chains(apps, None)
    found = integrity_of(outage)
    assert (found.findings, found.count, len(found.newest)) == ((), 4, 64)
    line = Activity.objects.filter(review=outage).latest("number")
    assert (line.verb, line.actor) == (BEGUN, None)
    said = set(line.wordings.values_list("subject", "field", "text"))
    assert {
        (outage.pk, "summary", "Orders were lost"),
        (outage.pk, "severity", "2"),
        (cause.pk, "text", "The disk was full"),
    } <= said
    add_cause(outage, text="Nobody looked", by=me, at=now)
    assert integrity_of(outage).holds
