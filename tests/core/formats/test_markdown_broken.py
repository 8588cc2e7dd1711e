from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mortem.core.errors import BadDocument, MortemError, TooLarge
from mortem.core.formats.markdown import document, parse, render
from mortem.core.formats.markdown.front_matter import Value, read_plain
from mortem.core.formats.markdown.head_lines import show
from mortem.core.formats.markdown.yaml_head import read_yaml
from tests.core.records import TRICKY, records

if TYPE_CHECKING:
    from mortem.core.record import Record

AT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
HEAD = "---\nmortem: postmortem\n---\n"


def body(text: str) -> str:
    return f"{HEAD}# Title\n\n{text}\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "A review begins with a head between two lines of three dashes."),
        ("# Title\n", 1, 1, "A review begins with a head between two lines of three dashes."),
        (
            "---\nmortem: premortem\n",
            1,
            1,
            "The head is never closed: a line of three dashes is missing.",
        ),
        ("---\n---\n", 2, 1, "The head does not say “mortem: premortem” or “mortem: postmortem”."),
        ("---\nmortem: x\n---\n", 2, 9, "“x” is none of: premortem, postmortem."),
        (
            "---\nmortem: premortem\nversion: 2\n---\n",
            3,
            10,
            "This document says version 2; this Mortem reads version 1.",
        ),
        ("---\nmortem: premortem\ncolour: red\n---\n", 3, 9, "The head has no field “colour”."),
        ("---\nmortem: premortem\nplan: soon\n---\n", 3, 7, "“soon” is no day such as 2026-03-03."),
        (
            "---\nmortem: premortem\nphase: causes\n---\n",
            3,
            8,
            "“causes” is no phase of a premortem.",
        ),
        (
            "---\nmortem: premortem\ndeadlines:\n- {name: lunch, until: 2026-03-05 17:00 UTC}\n---\n",
            4,
            3,
            "“lunch” is no phase that could end.",
        ),
        (
            "---\nmortem: premortem\ndeadlines:\n- write\n---\n",
            4,
            3,
            "Until when? Write it as “until: 2026-03-05 17:00 UTC”.",
        ),
        (
            "---\nmortem: premortem\nzone: Mars/Base\n---\n",
            3,
            7,
            "Nobody knows a zone “Mars/Base”.",
        ),
        ("---\nmortem: premortem\nminutes: ten\n---\n", 3, 10, "“ten” is no whole number."),
        ("---\nmortem: premortem\nnear_miss: 2\n---\n", 3, 12, "“2” is neither true nor false."),
        (
            "---\nmortem: premortem\ncreated: 2026-01-01 10:00\n---\n",
            3,
            10,
            "“2026-01-01 10:00” has no zone. Add one, such as UTC or +01:00.",
        ),
        (
            "---\nmortem: premortem\nowners: Ada\n---\n",
            3,
            9,
            "A list is expected here: one line with a dash for each.",
        ),
        ("---\nmortem: premortem\nowners:\n- {id: x}\n---\n", 4, 3, "This entry has no name."),
        (
            "---\nmortem: premortem\nowners:\n- {name: A, age: 3}\n---\n",
            4,
            18,
            "“age” means nothing here.",
        ),
        (
            "---\nmortem: premortem\ntitle: [\n---\n",
            4,
            1,
            "The head is no YAML: did not find expected node content.",
        ),
        (
            "---\nmortem: premortem\na: &x [*x]\n---\n",
            3,
            8,
            "Write it out: a head knows no aliases.",
        ),
        ("---\na: " + "[" * 60_000 + "\n---\n", 2, 7, "This is nested too deeply."),
        ("---\na: 1\nmortem: premortem\na: 2\n---\n", 4, 1, "“a” is said twice."),
        (f"{HEAD}words\n", 4, 1, "This text stands in no section."),
        (f"{HEAD}# One\n\n# Two\n", 6, 1, "A review has one title."),
        (f"{HEAD}### Lost\n", 4, 1, "This heading belongs to no section."),
        (body("## Weather"), 6, 4, "A review has no section “Weather”."),
        (body("## Causes\n\n## Causes"), 8, 1, "The section “Causes” is there twice."),
        (body("## Causes\n\nwords"), 8, 1, "This text belongs to no item."),
        (body("## Causes\n\n- one\n\nwords"), 10, 1, "This text belongs to no item."),
        (body("## Summary\n\n```\ncode"), 8, 1, "This code block is never closed."),
        (body("## Causes\n\n- one *(purple)*"), 8, 9, "“purple” means nothing here."),
        (body("## Causes\n\n- one *(theme: a; theme: b)*"), 8, 9, "“theme” is said twice."),
        (body('## Causes\n\n- one *(theme: "a\\x")*'), 8, 1, '"a\\x" is no JSON string.'),
        (body("## Causes\n\n- one *(1)*"), 8, 9, "“1” is no “word” or “name: value”."),
        (
            body("## Causes\n\n- one *(cites: log)*"),
            8,
            1,
            "There is no evidence “log” in this document.",
        ),
        (
            body("## Causes\n\n- one *(outcome: maybe)*"),
            8,
            9,
            "“maybe” is none of: happened, averted, did not happen, unknown.",
        ),
        (
            body("## Causes\n\n- a <!-- id: 1 -->\n- b <!-- id: 1 -->"),
            9,
            1,
            "The identifier “1” was already used in line 8.",
        ),
        (body("## Causes\n\n- [ ] do it"), 8, 1, "This stands below no cause."),
        (
            body("## Causes\n\n- a\n  - Measure: x"),
            9,
            3,
            "“Measure” cannot stand here, or stands here twice.",
        ),
        (
            body("## Causes\n\n- a *(under: b)*"),
            8,
            1,
            "There is no cause “b”.",
        ),
        (
            body("## Actions\n\n- [ ] do *(seen by: s9)*"),
            8,
            1,
            "There is no signal “s9”.",
        ),
        (
            body("## Actions\n\n- [ ] do *(due: soon)*"),
            8,
            12,
            "“soon” is no day such as 2026-03-03.",
        ),
        (body("## Actions\n\n- [ ] do\n  - it"), 9, 3, "Nothing can hang below this item."),
        (
            body("## Signals\n\n- ok? *(every: often)*"),
            8,
            9,
            "“often” is no rhythm such as 7 days.",
        ),
        (body("## Times\n\n- Began: 2026-03-03 02:10 UTC"), 8, 1, "This is no time of the event."),
        (
            body("## Times\n\n- Started: 2026-03-03 02:10"),
            8,
            1,
            "“2026-03-03 02:10” has no zone. Add one, such as UTC or +01:00.",
        ),
        (
            body("## Times\n\n- Started: not known yet\n- Started: not known yet"),
            9,
            1,
            "“Started” is said twice.",
        ),
        (body("## Timeline\n\n- then it broke"), 8, 1, "This entry does not begin with its time."),
        (
            body("## Timeline\n\n- **2026-02-30 02:10 UTC** x"),
            8,
            1,
            "“2026-02-30 02:10 UTC” is not on any clock or calendar.",
        ),
        (body("## Evidence\n\n- log *(size: big)*"), 8, 9, "“big” is no whole number."),
        (
            body("## Lessons\n\n### What was funny\n\n- x"),
            8,
            5,
            "There is no kind of lesson “What was funny”.",
        ),
        (body("## As first written\n\n- x *(by: Ada)*"), 8, 7, "Nobody named “Ada” took part."),
        (body("## As first written\n\n- x *(became: c9)*"), 8, 1, "There is no cause “c9”."),
    ],
)
def test_what_is_broken_is_named_with_its_place(
    text: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(BadDocument) as caught:
        parse(text, at=AT)
    error = caught.value
    assert (str(error), error.line, error.column) == (message, line, column)


@pytest.mark.parametrize(
    ("clock", "message"),
    [
        (
            "2026-03-29 02:30",
            "“2026-03-29 02:30” was skipped or came twice that night. Add an offset such as +01:00.",
        ),
        (
            "2026-10-25 02:30",
            "“2026-10-25 02:30” was skipped or came twice that night. Add an offset such as +01:00.",
        ),
    ],
)
def test_an_hour_the_clocks_skipped_or_had_twice_is_asked(clock: str, message: str) -> None:
    head = "---\nmortem: postmortem\nzone: Europe/Berlin\n---\n"
    with pytest.raises(BadDocument) as caught:
        parse(f"{head}# T\n\n## Times\n\n- Started: {clock}\n", at=AT)
    assert str(caught.value) == message


def test_a_document_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LONGEST", 10)
    with pytest.raises(TooLarge):
        parse(body("## Causes"), at=AT)


@settings(suppress_health_check=list(HealthCheck))
@given(records(), st.data())
def test_a_mangled_document_is_read_or_refused_in_words(
    record: Record, data: st.DataObject
) -> None:
    text = render(record)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + data.draw(st.sampled_from(TRICKY)) + text[end:]
    try:
        again = parse(text, at=AT)
    except MortemError as error:
        assert str(error)  # noqa: PT017 - the words are what is promised
    else:
        assert parse(render(again), at=AT).title == again.title


PLAIN_WORDS = st.sampled_from(
    [
        "Ada",
        "Jun 2",
        "a@b.c",
        "x: y",
        "a:b",
        "1e3",
        "0x1",
        "é",
        "null",
        "~",
        "no",
        "2026-01-01",
        "",
        "a'b",
    ]
)


@given(
    st.dictionaries(
        st.sampled_from(["a", "b_c", "d1"]),
        PLAIN_WORDS
        | st.lists(PLAIN_WORDS, min_size=1, max_size=3)
        | st.lists(
            st.dictionaries(st.sampled_from(["n", "m"]), PLAIN_WORDS, min_size=1),
            min_size=1,
            max_size=3,
        ),
        min_size=1,
    )
)
def test_a_plain_head_means_what_yaml_says(
    fields: dict[str, str | list[str | dict[str, str]]],
) -> None:
    source = "\n".join(show(fields.items()))
    plain = read_plain(source, first=2)
    if plain is not None:
        assert flat(plain) == flat(read_yaml(source, first=2))


def flat(value: Value) -> object:
    content: object = value.content
    if isinstance(value.content, dict):
        content = {key: flat(one) for key, one in value.content.items()}
    elif isinstance(value.content, list):
        content = [flat(one) for one in value.content]
    return content, value.line, value.column
