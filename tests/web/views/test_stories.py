"""Stories on their pages: worded, practised, asked about after the interview, and nobody else's."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from mortem.core.record import Role
from mortem.web.models import Review, Story, Telling, User
from mortem.web.operations.erasure import erase_user
from mortem.web.operations.purging import purge, purge_parts
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.stories import add_story, change_story
from tests.web.conftest import signed_in
from tests.web.guarding import bring, join, protected

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

SECRET = "Zwetschgenknödel"
PARTS = {"situation": "Never tried.", "behaviour": "I tried it.", "impact": "Two hours."}


def a_story(user: User, title: str = SECRET, **parts: str) -> Story:
    story = add_story(user, title=title, at=timezone.now())
    change_story(story, title=title, answers=["pressure"], **(parts or PARTS))
    story.refresh_from_db()
    return story


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_story_is_begun_and_worded(ada: User, ada_client: Client) -> None:
    there = ada_client.post("/stories/", {"title": " The  restore "}).headers["Location"]
    ada_client.post(there, {**PARTS, "title": "The restore", "answers": ["proud", "pressure"]})
    story = Story.objects.get(user=ada)
    assert (story.title, story.behaviour, story.answers) == (
        "The restore",
        "I tried it.",
        ["pressure", "proud"],
    )
    page = text_of(ada_client.get(there))
    assert page.count(" checked") == 2
    assert "When did everything come at once" in page


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"title": " "}, "A few words are enough."),
        ({"title": "x", "situation": "x" * 4001}, "at most 4000 characters"),
        ({"title": "x", "answers": "gossip"}, "Choose from the list."),
    ],
)
def test_what_cannot_be_kept_stays_on_the_page(
    ada: User, ada_client: Client, bad: dict[str, str], told: str
) -> None:
    story = a_story(ada)
    answer = ada_client.post(f"/stories/{story.pk}/", {"impact": "Kept here", **bad})
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert "Kept here" in text_of(answer)


def test_the_shelf_begins_with_what_wants_attention(ada: User, ada_client: Client) -> None:
    ready, weak, fresh = (a_story(ada, title) for title in ("Ready", "Weak", "Fresh"))
    add_story(ada, title="Empty", at=timezone.now())
    for story, went in ((ready, "well"), (weak, "poorly")):
        ada_client.post(f"/stories/{story.pk}/tellings/", {"went": went, "note": "Too long"})
    found = ada_client.get("/stories/").context["stories"]
    assert [(one.story.title, one.standing) for one in found] == [
        ("Empty", "unfinished"),
        (fresh.title, "not_practised"),
        ("Weak", "weak"),
        ("Ready", "ready"),
    ]
    page = text_of(ada_client.get("/stories/"))
    assert ("everything come at once" in page, "hard to hear" in page) == (False, True)


def test_a_story_of_we_alone_is_asked_back(ada: User, ada_client: Client) -> None:
    story = a_story(ada, behaviour="We fixed it.")
    question = "What did you do yourself?"
    assert question in text_of(ada_client.get(f"/stories/{story.pk}/"))
    change_story(story, title="x", answers=[], behaviour="We met, I fixed it.")
    assert question not in text_of(ada_client.get(f"/stories/{story.pk}/"))


@pytest.mark.usefixtures("migration")
def test_a_day_of_practice_stands_on_today_and_counts_nothing(
    ada: User, ada_client: Client
) -> None:
    story = a_story(ada)
    past = timezone.localdate() - timedelta(days=20)
    ada_client.post(f"/stories/{story.pk}/tellings/", {"went": "well", "next_date": past})
    page = text_of(ada_client.get("/"))
    assert SECRET in page
    assert "Two minutes, told aloud." in page
    assert "since" not in page[page.index("Practise a story") :].partition("</section>")[0]
    ada_client.post(f"/stories/{story.pk}/tellings/", {"went": "well"})
    assert SECRET not in text_of(ada_client.get("/"))


def test_telling_without_an_answer_is_asked_again(ada: User, ada_client: Client) -> None:
    story = a_story(ada)
    answer = ada_client.post(f"/stories/{story.pk}/tellings/", {"note": "Kept here"})
    assert (answer.status_code, Telling.objects.count()) == (422, 0)
    assert "Choose one of the three." in text_of(answer)
    assert "Kept here" in text_of(answer)


def test_they_stand_beside_an_interview_and_are_asked_about_afterwards(
    ada: User, ada_client: Client, now: datetime
) -> None:
    story = a_story(ada)
    ahead = begin_review(context="interview", title="Lead role on Tuesday", by=ada, at=now)
    protected(ahead, 1)
    assert SECRET in text_of(ada_client.get(f"/r/{ahead.pk}/protect/"))
    bring(ahead, "watch")
    assert "not told aloud yet" in text_of(ada_client.get(f"/r/{ahead.pk}/watch/"))
    back = begin_review(context="career_step", title="After it", follows=ahead, by=ada, at=now)
    Review.objects.filter(pk=back.pk).update(phase="evidence")
    page = f"/r/{back.pk}/evidence/"
    assert "Say which story they asked for" in text_of(ada_client.get(page))
    asked = {"story": str(story.pk), "went": "partly", "note": "What it cost was missing"}
    ada_client.post(f"/r/{back.pk}/stories/", asked)
    told = Telling.objects.get()
    assert (told.review, told.in_interview, told.story) == (back, True, story)
    assert "What it cost was missing" in text_of(ada_client.get(page))
    shown = text_of(ada_client.get(f"/stories/{story.pk}/"))
    assert "in the interview" in shown
    assert ada_client.get("/stories/").context["stories"][0].standing == "weak"
    purge(Review.objects.filter(pk=back.pk))
    told.refresh_from_db()
    assert (told.review, told.in_interview) == (None, True)


@pytest.mark.parametrize("context", ["interview", "personal", "incident"])
def test_elsewhere_no_story_is_told(
    context: str, ada: User, ada_client: Client, now: datetime
) -> None:
    story = a_story(ada)
    review = begin_review(context=context, title="Another", by=ada, at=now)
    asked = {"story": str(story.pk), "went": "well"}
    assert ada_client.post(f"/r/{review.pk}/stories/", asked).status_code == 404


def test_somebody_elses_story_cannot_be_chosen(
    ada: User, ben: User, ada_client: Client, now: datetime
) -> None:
    theirs = a_story(ben)
    back = begin_review(context="career_step", title="After it", by=ada, at=now)
    answer = ada_client.post(f"/r/{back.pk}/stories/", {"story": str(theirs.pk), "went": "well"})
    assert "Choose the story, and how it went." in text_of(answer)
    assert not Telling.objects.exists()


@pytest.mark.parametrize("role", [Role.READER, Role.PARTICIPANT, Role.FACILITATOR])
def test_nobody_else_is_shown_a_story(role: Role, ada: User, ben: User, now: datetime) -> None:
    story = a_story(ada)
    review = begin_review(context="interview", title="Lead role", by=ada, at=now)
    protected(review, 1)
    join(review, ben, role)
    his = signed_in(ben)
    pages = (
        *(
            "/",
            "/stories/",
            "/reviews/",
            "/you/",
            f"/stories/{story.pk}/",
            f"/search/?q={SECRET[:6]}",
        ),
        *(f"/r/{review.pk}/{page}/" for page in ("protect", "report", "export/json", "export/md")),
    )
    assert [url for url in pages if SECRET in text_of(his.get(url))] == []
    for verb in ("", "tellings/", "deletion/", "restoration/"):
        assert (
            his.post(f"/stories/{story.pk}/{verb}", {"title": "x", "went": "well"}).status_code
            == 404
        )


def test_a_story_is_put_away_brought_back_purged_and_erased(
    ada: User, ada_client: Client, now: datetime
) -> None:
    story = a_story(ada)
    away = ada_client.post(f"/stories/{story.pk}/deletion/", follow=True)
    assert "This story is put away." in text_of(away)
    assert ada_client.get(f"/stories/{story.pk}/").status_code == 404
    ada_client.post(f"/stories/{story.pk}/restoration/")
    box = zipfile.ZipFile(io.BytesIO(ada_client.get("/you/everything/").getvalue()))
    assert SECRET in box.read("stories.md").decode()
    ada_client.post(f"/stories/{story.pk}/deletion/")
    purge_parts(at=timezone.now() + timedelta(days=31))
    assert not Story.everything.exists()
    a_story(ada)
    erase_user(ada, at=now)
    assert not Story.everything.exists()
