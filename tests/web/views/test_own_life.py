"""What is one person's own is spoken of as one person's, and kindly (METHOD C1, C3, S5)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.core.phases import phase_names
from mortem.core.playbooks import playbook, playbooks
from mortem.core.record import Kind, LessonKind
from mortem.web import words
from mortem.web.models import ActionItem, Review, Signal
from mortem.web.operations.lessons import add_lesson
from mortem.web.operations.reviews import begin_review
from tests.web.guarding import bring, protected

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User

OWN = [book.slug for kind in Kind for book in playbooks(kind) if book.personal]
UNKIND = re.compile(
    r"\b(?:fail\w*|mitigat\w*|facilitat\w*|publish\w*|stakeholders?|pull request|top risks?|blame"
    r"|nobody yet|everybody|our|e-mail|(?:hurt|expose)s? the plan|we (?:do|act|agreed|watch|are))\b",
    re.IGNORECASE,
)


def said(client: Client, url: str) -> str:
    """Return the words of a page's main part, as a reader meets them."""
    text = client.get(url).content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    shown = re.sub(r"<input type=\"hidden\"[^>]*>|<(?!input)[^>]*>", " ", main)
    return " ".join(shown.split())


def unkind(text: str, context: str) -> list[str]:
    for own in playbook(context).often_reveals:
        text = text.replace(own, "")
    return UNKIND.findall(text)


@pytest.mark.parametrize("context", OWN)
def test_every_step_speaks_kindly_to_one(
    context: str, ada: User, ada_client: Client, now: datetime
) -> None:
    review = begin_review(context=context, title="Something of my own", by=ada, at=now)
    if review.looks_ahead:
        protected(review, 2)
    steps = phase_names(Kind(review.kind), personal=True)
    Review.objects.filter(pk=review.pk).update(phase=steps[-1])
    cold = {
        step: found
        for step in (*steps, "report", "invite", "visibility")
        if (found := unkind(said(ada_client, f"/r/{review.pk}/{step}/"), context))
    }
    assert cold == {}


@pytest.mark.parametrize("kind", ["ahead", "back"])
def test_beginning_asks_a_question_and_shows_examples(kind: str, ada_client: Client) -> None:
    asked = {"ahead": "What are you about to do?", "back": "What happened, in one sentence?"}
    shown = said(ada_client, f"/{kind}/new/")
    assert asked[kind] in shown
    books = playbooks(Kind.PREMORTEM if kind == "ahead" else Kind.POSTMORTEM)
    assert shown.count("For instance:") == len(books)


def test_a_hard_word_about_oneself_gets_the_friend_question_beside_it(
    ada: User, ada_client: Client, now: datetime
) -> None:
    story = begin_review(context="career_step", title="Not offered", by=ada, at=now)
    url = f"/r/{story.pk}/event/description/"
    ada_client.post(url, {"title": "Not offered", "answer_0": "I am so stupid."})
    question = "If a friend had written it, what would you tell them?"
    assert said(ada_client, f"/r/{story.pk}/event/").count(question) == 1
    ada_client.post(url, {"title": "Not offered", "answer_0": "I broke it."})
    assert question not in said(ada_client, f"/r/{story.pk}/event/")


def test_at_work_nobody_asks_it(ada: User, ada_client: Client, now: datetime) -> None:
    at_work = begin_review(context="incident", title="The shop was down", by=ada, at=now)
    participant = at_work.participants.get()
    Review.objects.filter(pk=at_work.pk).update(phase="lessons")
    add_lesson(at_work, kind=LessonKind.LEARNED, text="I am so stupid", by=participant, at=now)
    assert "friend" not in said(ada_client, f"/r/{at_work.pk}/lessons/")


AHEAD = ["promotion", "interview", "personal_goal"]
RULE = "If I miss two days, then I walk to the corner."


def missed(review: Review, risks: int = 1) -> Review:
    """Let twenty days go by without a look."""
    protected(review, risks)
    bring(review, "watch")
    Signal.objects.update(next_date=timezone.localdate() - timedelta(days=20))
    return review


@pytest.mark.parametrize("context", AHEAD)
def test_a_missed_look_is_the_way_back_in_and_counts_no_days(
    context: str, ada: User, ada_client: Client, now: datetime
) -> None:
    review = missed(begin_review(context=context, title="Mine", by=ada, at=now))
    for url in ("/", f"/r/{review.pk}/watch/"):
        shown = said(ada_client, url)
        assert playbook(context).restart_words in shown
        assert not re.search(r"since|20 days|nobody|in your plan", shown, re.IGNORECASE)


def ask_oneself(client: Client, review: Review, phase: str, **answers: str) -> str:
    answer = client.post(f"/r/{review.pk}/own/{phase}/", answers)
    return str(answer.headers.get("Location", answer.status_code))


@pytest.mark.parametrize("context", AHEAD)
def test_a_missed_look_answers_with_the_rule_that_was_made_beforehand(
    context: str, ada: User, ada_client: Client, now: datetime
) -> None:
    review = missed(begin_review(context=context, title="Mine", by=ada, at=now), 2)
    ask_oneself(ada_client, review, "protect", restart=RULE)
    today = said(ada_client, "/")
    assert today.count(f"A pause. You planned for it: “{RULE}”") == 1
    assert today.count("One look is enough, whenever you like.") == 1
    watching = said(ada_client, f"/r/{review.pk}/watch/")
    assert "That was in your plan, and so is the way back:" in watching
    assert RULE in watching


@pytest.mark.parametrize("context", OWN)
def test_what_one_asks_oneself_is_kept_and_taken_back(
    context: str, ada: User, ada_client: Client, now: datetime
) -> None:
    review = begin_review(context=context, title="Mine", by=ada, at=now)
    (phase, *_rest) = {
        one.phase for one in playbook(context).own_questions if one.about == "next_step"
    }
    there = f"/r/{review.pk}/{phase}/#for-myself"
    assert ask_oneself(ada_client, review, phase, next_step="On Sunday, ten minutes") == there
    assert review.answers.get().text == "On Sunday, ten minutes"
    ask_oneself(ada_client, review, phase, restart=RULE)
    assert review.answers.count() == 2  # what did not come is left as it was
    assert ask_oneself(ada_client, review, phase, next_step="  ") == there
    assert [answer.text for answer in review.answers.all()] == [RULE]


def test_before_the_bad_day_is_imagined_one_sees_what_is_there(
    ada: User, ada_client: Client, now: datetime
) -> None:
    goal = begin_review(context="personal_goal", title="Run the marathon", by=ada, at=now)
    assert "What has worked before, even for a week?" in said(
        ada_client, f"/r/{goal.pk}/plan/?ask=none"
    )
    ask_oneself(ada_client, goal, "plan", went_right="Four weeks in spring")
    assert "Four weeks in spring" in said(ada_client, f"/r/{goal.pk}/report/")


def test_one_alone_is_shown_a_step_and_no_list(
    ada: User, ada_client: Client, now: datetime
) -> None:
    goal = begin_review(context="personal_goal", title="Run the marathon", by=ada, at=now)
    protected(goal, 3)
    bring(goal, "watch")
    ask_oneself(ada_client, goal, "protect", next_step="Shoes by the door tonight")
    page = ada_client.get(f"/r/{goal.pk}/watch/")
    assert [len(page.context[name]) for name in ("promised", "later")] == [1, 2]
    assert "One small step: Shoes by the door tonight" in said(ada_client, f"/r/{goal.pk}/watch/")


def test_nobody_is_asked_about_themselves_at_work(migration: Review, ada_client: Client) -> None:
    assert ask_oneself(ada_client, migration, "protect", restart=RULE) == "404"
    assert migration.answers.count() == 0


def test_a_step_of_ones_own_is_not_weighed(ada: User, ada_client: Client, now: datetime) -> None:
    goal = begin_review(context="personal_goal", title="Run the marathon", by=ada, at=now)
    protected(goal, 1)
    ActionItem.objects.update(strength="weaker")
    assert "needs remembering" not in said(ada_client, f"/r/{goal.pk}/protect/")


def test_a_personal_look_back_may_be_kept_with_a_few_words(
    ada: User, ada_client: Client, now: datetime
) -> None:
    story = begin_review(
        context="personal", title="Week five", summary="I stopped.", by=ada, at=now
    )
    Review.objects.filter(pk=story.pk).update(phase="actions")
    answer = ada_client.post(f"/r/{story.pk}/publication/")
    assert answer.url == f"/r/{story.pk}/published/"  # type: ignore[attr-defined]


def test_words_for_one_replace_only_words_that_there_are() -> None:
    for of, told in words.OWN.items():
        assert set(told) <= set(words.said(of, personal=False))
        assert words.said(of, personal=True) != words.said(of, personal=False)


def test_one_alone_is_ready_for_things() -> None:
    assert words.what_came_of_it(top=2, let_go=1, watched=0, personal=True) == (
        "Two things to be ready for, each with something to do and a look now and then."
        " One fear let go on purpose."
    )
