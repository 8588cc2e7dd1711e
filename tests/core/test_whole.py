"""Two reviews that hold nearly everything, in every form, letter by letter.

`python -m tests.core.test_whole` writes the forms anew; read the difference before you keep it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mortem.core import phases
from mortem.core import record as r
from mortem.core.formats import svg
from mortem.core.formats.html.page import page
from mortem.core.formats.markdown.document import parse
from mortem.core.formats.note import note
from mortem.core.formats.pdf.data import data
from mortem.core.playbooks import playbooks
from mortem.core.report import report
from mortem.core.review import missing

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE = Path(__file__).parent / "whole"
AT = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)


def record(name: str) -> r.Record:
    return parse((WHOLE / f"{name}.md").read_text(encoding="utf-8"), at=AT)


def pretty(one: object) -> str:
    return json.dumps(one, ensure_ascii=False, indent=1, default=str) + "\n"


def html(name: str) -> str:
    return page(report(record(name), at=AT, standalone=True))


def typeset(name: str) -> str:
    return pretty(json.loads(data(report(record(name), at=AT))))


def short(name: str) -> str:
    return note(record(name), today=AT.date(), address="http://mortem.test/r/1/")


def pictures() -> str:
    back = record("back")
    counts = svg.LoopCounts(plans=3, signals=5, events=2, lessons=7, carried=1)
    drawn = [svg.loop_picture(counts), svg.loop_picture(counts, standalone=True)]
    drawn.append(svg.why_tree(back.causes, back.themes, back.title))
    drawn.append(svg.timeline(back.entries, back.event_times, "Europe/Berlin"))
    outlines = [
        svg.why_tree_text(back.causes, back.title),
        *svg.timeline_text(back.entries, back.event_times, back.zone),
    ]
    return "\n".join(drawn) + pretty([asdict(one) for one in outlines])


def lacking() -> str:
    """What every kind of review asks for while it is empty."""
    asked = {}
    for kind in r.Kind:
        for book in playbooks(kind):
            last = phases.phase_names(kind)[-1]
            empty = r.Record(
                id="1", kind=kind, context=book.slug, title="It", phase=last, created_at=AT
            )
            asked[book.slug] = [asdict(one) for one in missing(empty, today=AT.date())]
    return pretty(asked)


def hollowed(name: str) -> str:
    """What a full review asks for once nobody can be reached and nothing has a date."""
    full = record(name)
    actions = tuple(
        replace(one, owner=None, due_date=None, measure="", check_date=None, strength=None)
        for one in full.actions
    )
    signals = tuple(replace(one, owner=None, next_date=None, response="") for one in full.signals)
    hollow = replace(full, actions=actions, signals=signals, owners=())
    return pretty([asdict(one) for one in missing(hollow, today=AT.date())])


FORMS: dict[str, Callable[[], str]] = {
    "ahead.html": lambda: html("ahead"),
    "back.html": lambda: html("back"),
    "ahead.pdf.json": lambda: typeset("ahead"),
    "back.pdf.json": lambda: typeset("back"),
    "ahead.note.md": lambda: short("ahead"),
    "back.note.md": lambda: short("back"),
    "pictures.txt": pictures,
    "lacking.json": lacking,
    "ahead.lacking.json": lambda: hollowed("ahead"),
    "back.lacking.json": lambda: hollowed("back"),
    "phases.json": lambda: pretty({kind: phases.phases(kind) for kind in r.Kind}),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_stays_as_it_is(form: str) -> None:
    assert FORMS[form]() == (WHOLE / form).read_text(encoding="utf-8")


def test_values_can_be_kept_in_sets_and_never_change() -> None:
    back = record("back")
    assert len({*back.causes, *back.entries, *back.actions, *back.lessons}) == (
        len(back.causes) + len(back.entries) + len(back.actions) + len(back.lessons)
    )
    with pytest.raises(AttributeError):
        back.title = "Another"  # type: ignore[misc]


def write_anew() -> None:
    for name, form in FORMS.items():
        (WHOLE / name).write_text(form(), encoding="utf-8")


if __name__ == "__main__":
    write_anew()
