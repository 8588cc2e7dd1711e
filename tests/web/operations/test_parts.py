from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mortem.core.record import LessonKind
from mortem.web.models import Lesson
from mortem.web.operations.parts import add_part, change_part, tidy
from mortem.web.operations.reviews import describe_review
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from datetime import datetime

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
