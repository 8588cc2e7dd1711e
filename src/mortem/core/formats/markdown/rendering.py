"""Write a review as a Markdown document that reads as one."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from mortem.core.formats.markdown import head, moments, words
from mortem.core.formats.markdown.encoding import encode, encode_line
from mortem.core.formats.markdown.projection import written
from mortem.core.formats.markdown.render_items import Lines
from mortem.core.formats.markdown.text import ANSWER, SECTION
from mortem.core.record import Kind

if TYPE_CHECKING:
    from datetime import tzinfo

    from mortem.core.record import Record


def render(record: Record) -> str:
    """The document of what people wrote in `record`, with times in its own zone; ends with a newline."""
    record = written(record)
    lines = ["---", *head.show(record), "---", "", _heading("#", record.title)]
    below = Lines(record, zone_of(record.zone))
    for heading, body in _sections(record, below):
        if body:
            lines += ["", f"## {heading}", "", *body]
    return "\n".join(lines) + "\n"


def zone_of(name: str) -> tzinfo:
    """The zone of that name, or UTC where nobody knows it."""
    return moments.zone(name) or UTC


def _sections(record: Record, below: Lines) -> list[tuple[str, list[str]]]:
    hurt = words.HURT_AHEAD if record.kind is Kind.PREMORTEM else words.HURT_BACK
    return [
        (words.SUMMARY, _text(record.summary)),
        (words.SUCCESS, _text(record.success)),
        (hurt, _text(record.hurt)),
        (words.WHERE, _text(record.where)),
        (words.SCOPE, _text(record.scope)),
        (words.FAILURE, _text(record.failure_sentence)),
        (words.TIMES, below.times()),
        (words.EVIDENCE, below.evidence()),
        (words.TIMELINE, below.timeline()),
        *below.causes(),
        (words.SINGLE_CAUSE, _text(record.single_cause_reason)),
        (words.SIGNALS, below.signals_of(None, 0)),
        (words.ACTIONS, below.actions_of(None, 0)),
        (words.LESSONS, below.lessons()),
        (words.QUESTIONS, _questions(record)),
        (words.REVERSE, below.reverse_answers()),
        (words.OVERRIDE, _text(record.override_reason)),
        (words.OUTSIDE_SUMMARY, _text(record.outside_summary)),
        (words.OUTSIDE_STORY, _text(record.outside_story)),
        (words.OUTSIDE_DOING, _text(record.outside_doing)),
        (words.CARDS, below.cards()),
    ]


def _text(text: str) -> list[str]:
    return encode(text, SECTION) if text else []


def _questions(record: Record) -> list[str]:
    lines: list[str] = []
    for answer in record.answers:
        lines += [] if not lines else [""]
        lines += [_heading("###", answer.question)]
        lines += ["", *encode(answer.text, ANSWER)] if answer.text else []
    return lines


def _heading(hashes: str, text: str) -> str:
    return f"{hashes} {encode_line(text)}" if text else hashes
