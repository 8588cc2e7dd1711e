from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from mortem.core.record import LessonKind
from mortem.web.models import Activity, Answer, Lesson
from mortem.web.operations.parts import add_part, change_part, delete_part, restore_part, tidy
from mortem.web.operations.reviews import describe_review
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from mortem.web.models import Review, User

AS_A_BROWSER_SENDS_IT = " one\r\ntwo\rthree\x00 "
AS_IT_IS_KEPT = "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [(AS_A_BROWSER_SENDS_IT, AS_IT_IS_KEPT), ("", ""), ("\r\n", ""), ("a\n\nb", "a\n\nb")],
)
def test_lines_end_in_one_way(sent: str, kept: str) -> None:
    assert tidy(sent) == kept


def test_a_described_review_keeps_tidy_texts(outage: Review, ada: User, now: datetime) -> None:
    me = seat_of(ada, outage)
    describe_review(outage, by=me, at=now, summary=AS_A_BROWSER_SENDS_IT)
    outage.refresh_from_db()
    assert outage.summary == AS_IT_IS_KEPT


def test_a_part_keeps_tidy_texts(outage: Review, ada: User, now: datetime) -> None:
    me = seat_of(ada, outage)
    said = {"kind": LessonKind.LUCKY, "text": AS_A_BROWSER_SENDS_IT}
    lesson = add_part(Lesson, outage, by=me, at=now, **said)
    assert lesson.text == AS_IT_IS_KEPT
    change_part(lesson, by=me, at=now, text="four\r\nfive")
    assert lesson.text == "four\nfive"


def test_what_nobody_signs_has_no_time_of_its_own(outage: Review, now: datetime) -> None:
    before = Activity.objects.get(review=outage).at
    answer = add_part(Answer, outage, by=None, at=now, question="Who knew?")
    later = now + timedelta(hours=1)
    change_part(answer, by=None, at=later, text="Nobody")
    for step in (delete_part, restore_part, delete_part):
        step(answer, by=None, at=later)
    times = set(Activity.objects.filter(review=outage).values_list("at", flat=True))
    assert times == {before}
    gone = Answer.everything.get(pk=answer.pk).deleted_at
    assert gone == datetime(2026, 3, 4, tzinfo=UTC)


def test_what_somebody_signs_has_its_time(outage: Review, ada: User, now: datetime) -> None:
    me, later = seat_of(ada, outage), now + timedelta(hours=1)
    answer = add_part(Answer, outage, by=None, at=now, question="Who knew?")
    change_part(answer, by=me, at=later, text="Nobody")
    assert Activity.objects.filter(review=outage).latest("number").at == later
