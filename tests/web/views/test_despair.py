"""Words of despair in a review of one's own: one human line, once, for its owner, and nothing else."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.test import override_settings
from django.utils import timezone

from mortem.core.record import Role
from mortem.web.models import Review
from mortem.web.operations.entries import Told, When, add_entry
from mortem.web.operations.purging import purge
from mortem.web.operations.reviews import begin_review
from tests.web.anonymity.dump import tables
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import bring, join, protected

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User

WORDS = "I want to die."
LINE = "Please tell somebody you trust, today."


def shown(client: Client, url: str) -> str:
    return str(client.get(url).content.decode())


def story(user: User, now: datetime, *, context: str = "personal") -> Review:
    return begin_review(context=context, title="Week five", by=user, at=now)


def tell(client: Client, review: Review, **answers: str) -> None:
    client.post(f"/r/{review.pk}/event/description/", {"title": "Week five", **answers})


def test_one_line_points_to_people_and_nothing_else_is_asked(
    ada: User, ada_client: Client, now: datetime
) -> None:
    mine = story(ada, now)
    tell(ada_client, mine, answer_0=WORDS, answer_1="I don't want to live.", answer_2="It rained.")
    page = shown(ada_client, f"/r/{mine.pk}/event/")
    assert page.count(LINE) == 1
    assert "your local emergency number" in page
    assert "hard thing to say" not in page
    assert WORDS in page  # what was written stays, as it was written


def test_harsh_words_alone_keep_the_question_about_a_friend(
    ada: User, ada_client: Client, now: datetime
) -> None:
    mine = story(ada, now)
    tell(ada_client, mine, answer_0="I am so stupid.")
    page = shown(ada_client, f"/r/{mine.pk}/event/")
    assert (LINE in page, "hard thing to say" in page) == (False, True)


def test_it_answers_wherever_one_writes_of_oneself(
    ada: User, ada_client: Client, now: datetime
) -> None:
    goal = story(ada, now, context="personal_goal")
    ada_client.post(f"/r/{goal.pk}/plan/success/", {"success": WORDS})
    heard = {"plan": shown(ada_client, f"/r/{goal.pk}/plan/?ask=none")}
    bring(goal, "write")
    ada_client.post(f"/r/{goal.pk}/cards/", {"text": WORDS})
    heard["write"] = shown(ada_client, f"/r/{goal.pk}/write/")
    bring(Review.objects.get(pk=goal.pk), "reveal")
    reveal = shown(ada_client, f"/r/{goal.pk}/reveal/")
    run = story(ada, now, context="personal_goal")
    protected(run, 1)
    ada_client.post(f"/r/{run.pk}/own/protect/", {"restart": WORDS})
    heard["restart"] = shown(ada_client, f"/r/{run.pk}/protect/")
    bring(run, "watch")
    signal = run.signals.get()
    ada_client.post(
        f"/r/{run.pk}/signals/{signal.pk}/readings/", {"state": "tripped", "note": WORDS}
    )
    heard["look"] = shown(ada_client, f"/r/{run.pk}/watch/")
    heard["signal"] = shown(ada_client, f"/r/{run.pk}/signals/{signal.pk}/")
    back = story(ada, now)
    add_entry(back, Told(When(timezone.now()), WORDS), by=seat_of(ada, back), at=now)
    Review.objects.filter(pk=back.pk).update(phase="lessons")
    heard["moment"] = shown(ada_client, f"/r/{back.pk}/evidence/")
    ada_client.post(f"/r/{back.pk}/lessons/new/", {"kind": "learned", "text": WORDS})
    heard["lesson"] = shown(ada_client, f"/r/{back.pk}/lessons/")
    ada_client.post(f"/r/{back.pk}/whys/", {"text": WORDS, "kind": "factor"})
    heard["reason"] = shown(ada_client, f"/r/{back.pk}/causes/")
    assert {where: page.count(LINE) for where, page in heard.items()} == dict.fromkeys(heard, 1)
    assert "is-likely" not in reveal  # no theme is guessed for it


def test_nobody_else_is_told_that_it_was_heard(
    ada: User, ben: User, ada_client: Client, now: datetime
) -> None:
    """A mentor reads the words that are shared with them; what Mortem answered is Ada's."""
    mine = story(ada, now)
    tell(ada_client, mine, answer_0=WORDS)
    join(mine, ben, Role.READER)
    page = shown(signed_in(ben), f"/r/{mine.pk}/event/")
    assert (WORDS in page, LINE in page) == (True, False)
    for form in ("report", "export/md", "export/html", "export/json"):
        assert LINE not in shown(ada_client, f"/r/{mine.pk}/{form}/")


def test_at_work_nothing_is_heard(ada: User, ada_client: Client, now: datetime) -> None:
    at_work = begin_review(context="incident", title="The shop was down", by=ada, at=now)
    Review.objects.filter(pk=at_work.pk).update(phase="lessons")
    ada_client.post(f"/r/{at_work.pk}/lessons/new/", {"kind": "learned", "text": WORDS})
    page = shown(ada_client, f"/r/{at_work.pk}/lessons/")
    assert (WORDS in page, LINE in page) == (True, False)


def test_nothing_is_kept_counted_or_logged(ada: User, ada_client: Client, now: datetime) -> None:
    """All tables are alike, but for the words themselves, whichever words they were."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)

    def kept(text: str) -> dict[str, Any]:
        mine = story(ada, now)
        tell(ada_client, mine, answer_0=text)
        shown(ada_client, f"/r/{mine.pk}/event/")
        nouns = apps.get_app_config("web").get_models()
        rows = {model.__name__: model._default_manager.count() for model in nouns}
        verbs = list(mine.activity.values_list("verb", "data"))
        purge(Review.objects.filter(pk=mine.pk))
        return {"rows": rows, "verbs": verbs}

    try:
        assert kept("I sat by the river.") == kept(WORDS)
    finally:
        logging.getLogger().removeHandler(handler)
    assert log.getvalue() == ""
    before = tables()
    ada_client.get("/")
    assert tables() == before


@pytest.mark.parametrize("lines", [(), ("Night line, 0123 456", "Anna <b>789</b>")])
def test_an_operator_may_say_whom_to_call_and_none_is_invented(
    lines: tuple[str, ...], ada: User, ada_client: Client, now: datetime
) -> None:
    mine = story(ada, now)
    tell(ada_client, mine, answer_0=WORDS)
    with override_settings(HELP_LINES=lines):
        page = shown(ada_client, f"/r/{mine.pk}/event/")
    notice = page[page.index(LINE) :].partition("</div>")[0]
    assert notice.count("<li>") == len(lines)
    assert ("Night line, 0123 456" in notice, "Anna &lt;b&gt;789" in notice) == (bool(lines),) * 2
    assert any(letter.isdigit() for letter in notice) is bool(lines)
