"""How sure are you: asked privately, before and after, in longer reviews (METHOD P15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mortem.core.record import Asked, Role
from mortem.web.models import Confidence, Review
from mortem.web.operations.reviews import describe_review
from tests.web.guarding import (
    bring,
    facilitator,
    guest_in,
    join,
    page,
    post,
    protected,
    some_causes,
    went_to,
)

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User

BEFORE, AFTER = Asked
QUESTION = "How sure are you that this plan will work?"
AGAIN = "And now: how sure are you that this plan will work?"


@pytest.fixture
def longer(migration: Review, now: datetime) -> Review:
    """Return a look ahead of thirty minutes, before anything is imagined."""
    describe_review(migration, by=facilitator(migration), at=now, minutes=30)
    bring(migration, "imagine")
    return migration


def html_of(client: Client, review: Review, phase: str, query: str = "") -> str:
    text: str = page(client, review, phase, query).content.decode()
    return text


def say(client: Client, review: Review, moment: str, percent: object) -> Any:
    return post(client, "say_confidence", review.pk, moment=moment, percent=percent)


def asks(html: str) -> bool:
    return 'id="sure-form"' in html


class TestBefore:
    def test_it_comes_before_the_sentence(self, longer: Review, ada_client: Client) -> None:
        html = html_of(ada_client, longer, "imagine")
        assert (asks(html), QUESTION in html) == (True, True)
        assert (html.count('class="sentence"'), html.count('value="50"')) == (0, 1)

    def test_then_the_sentence_takes_over(self, longer: Review, ada_client: Client) -> None:
        assert went_to(say(ada_client, longer, BEFORE, 70)) == "imagine"
        html = html_of(ada_client, longer, "imagine")
        assert (asks(html), html.count('class="sentence"')) == (False, 1)
        assert "You said 70 % sure." in html

    def test_it_can_be_skipped_and_taken_up_again(self, longer: Review, ada_client: Client) -> None:
        skipped = html_of(ada_client, longer, "imagine", "?sure=later")
        assert (asks(skipped), skipped.count('class="sentence"')) == (False, 1)
        assert "Write down why" in skipped
        assert asks(html_of(ada_client, longer, "imagine", "?sure=again"))

    def test_the_answer_can_be_changed(self, longer: Review, ada_client: Client) -> None:
        say(ada_client, longer, BEFORE, 70)
        assert html_of(ada_client, longer, "imagine", "?sure=again").count('value="70"') == 1
        say(ada_client, longer, BEFORE, 65)
        assert list(Confidence.objects.values_list("percent", flat=True)) == [65]

    def test_fifteen_minutes_and_readers_are_not_asked(
        self, longer: Review, ada_client: Client, ben_client: Client, ben: User, now: datetime
    ) -> None:
        join(longer, ben, Role.READER)
        assert not asks(html_of(ben_client, longer, "imagine"))
        assert say(ben_client, longer, BEFORE, 70).status_code == 403
        describe_review(longer, by=facilitator(longer), at=now, minutes=15)
        assert not asks(html_of(ada_client, longer, "imagine"))

    @pytest.mark.parametrize("percent", ["", "lots", "101", "-1", "1e2"])
    def test_what_is_no_number_is_said_so(
        self, percent: str, longer: Review, ada_client: Client
    ) -> None:
        assert say(ada_client, longer, BEFORE, percent).status_code == 422
        assert Confidence.objects.count() == 0

    def test_too_late_is_told(self, longer: Review, ada_client: Client) -> None:
        bring(longer, "write")
        assert say(ada_client, longer, BEFORE, 70).status_code == 409
        assert not asks(html_of(ada_client, longer, "imagine"))

    def test_strangers_and_look_backs(
        self, longer: Review, outage: Review, ada_client: Client, ben_client: Client
    ) -> None:
        answers = [say(ben_client, longer, BEFORE, 70), say(ada_client, outage, BEFORE, 70)]
        assert [one.status_code for one in answers] == [404, 404]


class TestAfter:
    @pytest.fixture
    def guarded(self, longer: Review) -> Review:
        protected(longer)
        longer.refresh_from_db()
        return longer

    def test_it_is_asked_once_risks_are_chosen(self, guarded: Review, ada_client: Client) -> None:
        assert AGAIN in html_of(ada_client, guarded, "protect")
        assert not asks(html_of(ada_client, guarded, "protect", "?choose"))

    def test_it_shows_nothing_of_before(self, longer: Review, ada_client: Client) -> None:
        say(ada_client, longer, BEFORE, 85)
        protected(longer)
        html = html_of(ada_client, longer, "protect")
        assert (asks(html), html.count("85 %"), html.count('value="85"')) == (True, 0, 0)

    def test_once_answered_it_makes_room(self, guarded: Review, ada_client: Client) -> None:
        assert went_to(say(ada_client, guarded, AFTER, 55)) == "protect"
        html = html_of(ada_client, guarded, "protect")
        assert (asks(html), "You are 55 % sure now." in html) == (False, True)

    def test_it_can_be_skipped(self, guarded: Review, ada_client: Client) -> None:
        html = html_of(ada_client, guarded, "protect", "?sure=later")
        assert (asks(html), "Start watching" in html) == (False, True)

    def test_solo_sees_what_moved(self, longer: Review, ada_client: Client) -> None:
        say(ada_client, longer, BEFORE, 85)
        protected(longer)
        say(ada_client, longer, AFTER, 60)
        bring(longer, "watch")
        html = html_of(ada_client, longer, "watch")
        assert html.count('id="confidence-title"') == 1
        assert "Before imagining the failure: 85 % sure" in html
        assert "With the protections agreed: 60 % sure" in html


def test_without_answers_there_is_no_picture(longer: Review, ada_client: Client) -> None:
    protected(longer)
    bring(longer, "watch")
    assert "sure-shift" not in html_of(ada_client, longer, "watch")


class TestBlindness:
    """One person's 37 % and 43 % are on nobody else's page, export or answer of the API."""

    FORMS = ("json", "md", "html", "note", "zip")

    @pytest.fixture
    def answered(self, longer: Review) -> Client:
        guest = guest_in(longer)
        assert say(guest, longer, BEFORE, 37).status_code == 302
        return guest

    def told(self, client: Client, review: Review) -> dict[str, str]:
        """Return all that another person can read of the review just now."""
        start = f"/r/{review.pk}/"
        phases = ("plan", "imagine", "write", "reveal", "rate", "protect")
        paths = [f"{start}{name}/" for name in phases]
        paths += [f"{start}imagine/?sure=later", f"{start}report/", f"{start}pulse/?seen=0"]
        paths += [f"{start}export/{form}/" for form in self.FORMS]
        paths += [f"/api/reviews/{review.pk}", f"/api/reviews/{review.pk}/activity"]
        found = {}
        for path in paths:
            answer = client.get(path)
            raw = b"".join(answer) if answer.streaming else answer.content
            found[path] = raw.decode("utf-8", "replace")
        return found

    def leaks(self, client: Client, review: Review) -> list[str]:
        marks = ("37 %", "43 %", 'value="37"', 'value="43"', '"percent":', "confidence-title")
        told = self.told(client, review)
        return [path for path, text in told.items() if any(mark in text for mark in marks)]

    def test_until_the_last_answer_is_in(
        self, longer: Review, answered: Client, ada_client: Client
    ) -> None:
        assert self.leaks(ada_client, longer) == []
        protected(longer)
        say(answered, longer, AFTER, 43)
        assert self.leaks(ada_client, longer) == []
        assert self.leaks(answered, longer) == [f"/r/{longer.pk}/protect/"]

    def test_only_a_number_of_answers_shows(
        self, longer: Review, answered: Client, ada_client: Client
    ) -> None:
        said = "1 of 2 have said how sure they are."
        assert said in html_of(ada_client, longer, "imagine")
        say(answered, longer, BEFORE, 38)
        assert said in html_of(ada_client, longer, "imagine", "?sure=later")

    def test_then_all_see_how_they_are_spread_and_nobody_whose(
        self, longer: Review, answered: Client, ada_client: Client
    ) -> None:
        say(ada_client, longer, BEFORE, 90)
        protected(longer)
        say(answered, longer, AFTER, 43)
        bring(longer, "watch")
        told = self.told(ada_client, longer)
        (record, activity) = (told[f"/api/reviews/{longer.pk}{end}"] for end in ("", "/activity"))
        told = {path: told[f"/r/{longer.pk}/export/{path}/"] for path in ("json", "html", "md")}
        assert record.count('"percent"') == told["json"].count('"percent"') == 3
        seat = str(longer.participants.get(user=None).pk)
        assert seat not in record.partition('"confidences"')[2].partition("]")[0]
        assert activity.count(seat) == 0
        assert ("43 % sure" in told["html"], "43 %" in told["md"]) == (True, False)
        assert 'id="confidence-title"' in html_of(answered, longer, "watch")


def test_the_number_of_queries_does_not_grow(
    longer: Review, ada_client: Client, django_assert_max_num_queries: Any
) -> None:
    some_causes(longer, 2)
    for place in range(20):
        Confidence.objects.create(review=longer, key_hash=f"k{place}", moment=BEFORE, percent=50)
    bring(longer, "watch")
    with django_assert_max_num_queries(40):
        html_of(ada_client, longer, "watch")
