"""Around the pages of a look back: how it begins together, its agenda, its drawer, its questions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from mortem.core.record import Mode
from mortem.web.models import ActionItem, Activity, Answer, Cause, Lesson, Review, TimelineEntry
from mortem.web.operations.entries import Told, When, add_entry
from tests.web.conftest import seat_of
from tests.web.guarding import guest_in, page, post, went_to

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User

PAGES = ("event", "accounts", "evidence", "causes", "lessons")
FRAME = {"minutes": "60", "mode": "named"}


def stand(review: Review, phase: str, **more: Any) -> None:
    Review.objects.filter(pk=review.pk).update(phase=phase, **more)
    review.refresh_from_db()


@pytest.fixture
def jun(outage: Review) -> Client:
    return guest_in(outage)


def test_alone_one_opens_the_room_first(ada_client: Client, outage: Review) -> None:
    frame = page(ada_client, outage, "event").context["meeting"]
    assert (frame["together"], frame["minutes"]) == (False, 60)
    answer = post(ada_client, "begin_meeting", outage.pk, **FRAME | {"mode": "alias"}, then="room")
    assert went_to(answer) == "invite"
    outage.refresh_from_db()
    assert (outage.phase, outage.mode, outage.minutes) == ("event", "alias", 60)
    assert outage.shares.count() == 1


def test_with_others_it_begins_in_silence_and_the_clock_runs(
    ada_client: Client, jun: Client, outage: Review
) -> None:
    assert page(ada_client, outage, "event").context["meeting"]["together"]
    begun = {**FRAME, "then": "accounts", "name": "Mara"}
    answer = ada_client.post(f"/r/{outage.pk}/meeting/", begun)
    assert went_to(answer) == "accounts"
    for client in (ada_client, jun):
        agenda = page(client, outage, "accounts").context["agenda"]
        assert [(part["name"], part["minutes"], part["current"]) for part in agenda["parts"]] == [
            ("Accounts", 5, True),
            ("Timeline", 38, False),
            ("Causes", 9, False),
            ("Lessons", 8, False),
        ]
        assert 0 < agenda["time"]["left"] <= 300
    assert page(ada_client, outage, "event").context["meeting"] is None
    assert outage.participants.get(role="facilitator").name == "Mara"


def test_the_facilitator_chooses_how_the_others_see_them(
    ada_client: Client, outage: Review
) -> None:
    guest_in(outage)
    shown = page(ada_client, outage, "event").content.decode()
    assert 'id="my-name" name="name" value="Ada"' in shown
    begun = {"minutes": "60", "mode": "alias", "then": "accounts", "name": "Ada"}
    ada_client.post(f"/r/{outage.pk}/meeting/", begun)
    assert not Activity.objects.filter(review=outage, verb="participant.named").exists()
    stand(outage, "evidence", phase_ends_at=None)
    ada_client.post(f"/r/{outage.pk}/meeting/", {**begun, "name": "Lark"})
    assert outage.participants.get(role="facilitator").name == "Lark"


def test_a_page_that_is_ahead_again_goes_along_whole(jun: Client, outage: Review) -> None:
    stand(outage, "accounts")
    part = jun.get(f"/r/{outage.pk}/evidence/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, f"/r/{outage.pk}/accounts/")
    assert went_to(page(jun, outage, "evidence")) == "accounts"


def test_only_the_facilitator_frames_and_extends(jun: Client, outage: Review) -> None:
    assert page(jun, outage, "event").context["meeting"] is None
    for name in ("begin_meeting", "extend_meeting"):
        assert post(jun, name, outage.pk, **FRAME, then="accounts").status_code == 403


def test_an_unknown_frame_is_answered_in_words(ada_client: Client, outage: Review) -> None:
    answer = post(ada_client, "begin_meeting", outage.pk, minutes="7", mode="named", then="room")
    assert answer.status_code == 422
    assert "Choose 30, 60 or 90 minutes" in answer.content.decode()


def test_nobody_is_cut_off_when_the_time_is_over(ada_client: Client, outage: Review) -> None:
    guest_in(outage)
    over = timezone.now() - timedelta(minutes=3)
    stand(outage, "evidence", minutes=60, phase_ends_at=over)
    time = page(ada_client, outage, "evidence").context["agenda"]["time"]
    assert (time["left"], time["words"]) == (0, "Time is up. Take what you need.")
    told = {"text": "Still telling", "kind": "fact", "date": "2026-03-03", "time": "02:10"}
    assert post(ada_client, "add_entry", outage.pk, **told).status_code == 302
    assert went_to(post(ada_client, "extend_meeting", outage.pk, phase="evidence")) == "evidence"
    outage.refresh_from_db()
    assert outage.phase_ends_at
    left = outage.phase_ends_at - timezone.now()
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)


@pytest.mark.parametrize("phase", [name for name in PAGES if name != "accounts"])
def test_an_idea_can_be_parked_on_every_page_and_is_only_counted(
    ada_client: Client, jun: Client, outage: Review, phase: str
) -> None:
    stand(outage, "lessons")
    assert went_to(post(jun, "park_idea", outage.pk, idea="Renew it", phase=phase)) == (
        f"{phase}#drawer"
    )
    item = ActionItem.objects.get()
    assert (item.text, item.state) == ("Renew it", "idea")
    answer = page(ada_client, outage, phase)
    assert answer.context["parked"] == 1
    assert "Renew it" not in answer.content.decode()


def test_the_drawer_opens_with_the_actions(ada_client: Client, outage: Review) -> None:
    stand(outage, "causes")
    post(ada_client, "park_idea", outage.pk, idea="Renew it", phase="causes")
    refused = post(ada_client, "add_action", outage.pk, text="", state="idea")
    assert (refused.status_code, refused.context["ideas"]) == (422, [])
    stand(outage, "actions")
    assert [one.text for one in page(ada_client, outage, "actions").context["ideas"]] == [
        "Renew it"
    ]


def test_an_empty_idea_is_asked_for_in_words(ada_client: Client, outage: Review) -> None:
    assert post(ada_client, "park_idea", outage.pk, idea=" ", phase="event").status_code == 422
    assert ActionItem.objects.count() == 0


def test_a_cause_and_a_lesson_can_be_added_without_a_name(jun: Client, outage: Review) -> None:
    stand(outage, "lessons")
    post(jun, "add_back_cause", outage.pk, text="Nobody dares to ask", kind="factor", unsigned="1")
    post(jun, "add_lesson", outage.pk, kind="lucky", text="It was night", unsigned="1")
    post(jun, "add_back_cause", outage.pk, text="One memory", kind="factor")
    lines = Activity.objects.filter(review=outage, verb__in=["cause.added", "lesson.added"])
    assert [line.actor and line.actor.name for line in lines] == [None, None, "Jun"]
    assert (Cause.objects.count(), Lesson.objects.count()) == (2, 1)
    form = page(jun, outage, "causes").content.decode()
    assert "Then who wrote it is stored nowhere" in form
    assert 'name="unsigned"' in page(jun, outage, "lessons").content.decode()


def test_alone_nobody_is_offered_to_leave_the_name_out(ada_client: Client, outage: Review) -> None:
    stand(outage, "lessons")
    for phase in ("causes", "lessons"):
        assert 'name="unsigned"' not in page(ada_client, outage, phase).content.decode()


def test_in_an_anonymous_review_nothing_of_the_meeting_is_signed(
    jun: Client, outage: Review
) -> None:
    stand(outage, "lessons", mode=Mode.ANONYMOUS)
    before = outage.activity_count
    post(jun, "add_back_cause", outage.pk, text="Nobody dares to ask", kind="factor")
    post(jun, "add_lesson", outage.pk, kind="lucky", text="It was night")
    post(jun, "park_idea", outage.pk, idea="Renew it", phase="causes")
    post(jun, "ask_unknown", outage.pk, question="Who knew?", phase="causes")
    lines = Activity.objects.filter(review=outage, number__gt=before)
    assert [line.actor for line in lines] == [None] * 4
    assert 'name="unsigned"' not in page(jun, outage, "causes").content.decode()


def test_what_is_not_known_is_asked_kept_and_ticked_off(
    ada_client: Client, jun: Client, outage: Review
) -> None:
    stand(outage, "causes")
    raised = page(jun, outage, "evidence").context["unknown"]["raised"]
    assert raised == [
        "When did it begin?",
        "Which log, chat or mail would show it, and who has it?",
        "Who was there and is not here?",
        "When did somebody notice?",
    ]
    asked = post(jun, "ask_unknown", outage.pk, question=raised[0], phase="evidence")
    assert went_to(asked) == "evidence#unknown"
    unknown = page(ada_client, outage, "causes").context["unknown"]
    assert [one.question for one in unknown["open"]] == [raised[0]]
    assert raised[0] not in unknown["raised"]
    key = unknown["open"][0].pk
    settled = post(ada_client, "settle_unknown", outage.pk, key, settled="1", phase="causes")
    assert went_to(settled) == "causes#unknown"
    unknown = page(ada_client, outage, "causes").context["unknown"]
    assert [(one.question, one.text) for one in unknown["settled"]] == [
        (raised[0], "We know it now.")
    ]
    post(ada_client, "settle_unknown", outage.pk, key)
    assert Answer.objects.get().text == ""


def test_a_question_can_be_put_away_and_brought_back(ada_client: Client, outage: Review) -> None:
    stand(outage, "causes")
    post(ada_client, "ask_unknown", outage.pk, question="Who knew?")
    key = Answer.objects.get().pk
    gone = post(ada_client, "delete_unknown", outage.pk, key, phase="causes")
    assert page(ada_client, outage, "causes", f"?undo=unknown:{key}").context["undo"] == {
        "text": "This question is put away.",
        "url": f"/r/{outage.pk}/unknown/{key}/restoration/",
    }
    assert (gone.status_code, Answer.objects.count()) == (302, 0)
    post(ada_client, "restore_unknown", outage.pk, key)
    assert Answer.objects.get().question == "Who knew?"


def test_a_silent_stretch_is_told_in_the_zone_of_the_review(
    ada: User, ada_client: Client, outage: Review, now: datetime
) -> None:
    stand(outage, "evidence", zone="Europe/Berlin")
    for at in (now, now + timedelta(hours=2), now + timedelta(days=2)):
        add_entry(outage, Told(When(at), "It broke"), by=seat_of(ada, outage), at=now)
    raised = page(ada_client, outage, "evidence").context["unknown"]["raised"]
    assert raised[1] == "What happened between 3 Mar 17:00 and 5 Mar 15:00?"


def asked_about(client: Client, review: Review, entry: TimelineEntry, turn: int = 0) -> Any:
    return page(client, review, "evidence", f"?then={entry.pk}&turn={turn}").context["then"]


def test_a_moment_asks_what_its_words_ask_for(
    ada: User, jun: Client, outage: Review, now: datetime
) -> None:
    stand(outage, "evidence")
    told = Told(When(now), "Ada decided to go back")
    entry = add_entry(outage, told, by=seat_of(ada, outage), at=now)
    asked = asked_about(jun, outage, entry)
    assert asked["questions"][0] == (
        "Which other ways did you see, and what spoke for this one just then?"
    )
    assert len({q for n in range(4) for q in asked_about(jun, outage, entry, n)["questions"]}) == 8
    assert page(jun, outage, "evidence").context["then"] is None


def test_its_answer_stands_beside_the_fact_as_an_account(
    ada: User, jun: Client, outage: Review, now: datetime
) -> None:
    stand(outage, "evidence")
    entry = add_entry(outage, Told(When(now), "Ada went back"), by=seat_of(ada, outage), at=now)
    form = asked_about(jun, outage, entry)["form"]
    names = ("date", "time", "precision", "attributed_to", "kind")
    values = {name: form[name].value() for name in names}
    assert values["attributed_to"] == "Jun"
    answer = post(
        jun, "add_entry", outage.pk, **values, text="It had worked before", beside=entry.pk
    )
    assert went_to(answer) == f"evidence#moment-{entry.pk}"
    stands = TimelineEntry.objects.values_list("at", "text", "kind", "attributed_to")
    assert list(stands) == [
        (now, "Ada went back", "fact", ""),
        (now, "It had worked before", "account", "Jun"),
    ]


def test_an_answer_that_is_refused_stays_beside_its_moment(
    ada: User, ada_client: Client, outage: Review, now: datetime
) -> None:
    stand(outage, "evidence")
    entry = add_entry(outage, Told(When(now), "Ada went back"), by=seat_of(ada, outage), at=now)
    posted = {"text": "It had worked", "kind": "account", "date": "2026-03-03", "time": "14:00"}
    answer = post(ada_client, "add_entry", outage.pk, **posted, beside=entry.pk)
    assert answer.status_code == 422
    then = answer.context["then"]
    assert (then["beside"], then["form"]["text"].value()) == (entry.pk, "It had worked")
    assert list(then["form"].errors) == ["attributed_to"]
