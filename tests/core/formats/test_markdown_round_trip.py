from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mortem.core.formats.markdown import parse, render, written
from mortem.core.formats.markdown.encoding import encode
from mortem.core.formats.markdown.text import ANSWER, ITEM, SECTION, Place
from tests.core.records import TEXTS, records

if TYPE_CHECKING:
    from mortem.core.record import Record

AT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
SLOW = settings(suppress_health_check=list(HealthCheck))


@SLOW
@given(records())
def test_everything_people_wrote_comes_back(record: Record) -> None:
    assert parse(render(record), at=AT) == written(record)


@SLOW
@given(records())
def test_a_document_written_again_is_the_same_document(record: Record) -> None:
    document = render(record)
    assert render(parse(document, at=AT)) == document


@SLOW
@given(records())
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(record: Record) -> None:
    document = "\ufeff" + render(record).replace("\n", "\r\n")
    assert parse(document, at=AT) == written(record)


@settings(deadline=None)
@given(TEXTS, st.sampled_from([ITEM, SECTION, ANSWER]))
def test_what_is_written_twice_is_written_once(text: str, place: Place) -> None:
    lines = encode(text, place)
    assert "\n" not in "".join(lines)
    assert lines[0] == lines[0].lstrip(" \t")
