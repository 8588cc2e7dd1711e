"""Causes, themes and ways to look at a picture, shared by the tests of layouts and pictures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from mortem.core.record import Cause, Disposition, EntryKind, Precision, Theme, TimelineEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.layout import Box

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
NAMES = ("People", "Process", "Technology", "Communication", "Timing", "Energy", "Incentives")
THEMES = tuple(Theme(id=f"t{place}", name=name, position=place) for place, name in enumerate(NAMES))
SENTENCES = (
    "The reminder went to one mailbox",
    "Nobody had ever restored a backup of the orders database, and nobody had noticed that",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2,
    "データベースの復元を一度も試したことがなかったので、誰も気づかなかった",
    "🔥🔥🔥 everything was on fire 👩🏽‍🚒👨‍👩‍👧‍👦🇩🇪",
    "لم يختبر أحد استعادة النسخة الاحتياطية قبل الانتقال إلى النظام الجديد",
    "x",
    "<script>alert('no')</script> & \"quotes\" \x00\x0b \ud800 \u202e back",
    "W" * 300,
    "word " * 400,
)

_texts = st.one_of(st.sampled_from(SENTENCES), st.text(max_size=80))


@st.composite
def forests(draw: st.DrawFn, most: int = 24) -> tuple[Cause, ...]:
    """Any proper set of causes: each hangs under the event or an earlier cause."""
    causes: list[Cause] = []
    for place in range(draw(st.integers(0, most))):
        parent = draw(st.sampled_from([None, *(cause.id for cause in causes)]))
        causes.append(
            Cause(
                id=f"c{place}",
                text=draw(_texts),
                position=draw(st.integers(0, 9)),
                theme=draw(st.sampled_from([None, *(theme.id for theme in THEMES)])),
                parent=parent,
                elephant=draw(st.booleans()),
                paper_tiger=draw(st.booleans()),
                disposition=draw(st.sampled_from(Disposition)),
            )
        )
    return tuple(causes)


def many_causes(count: int) -> tuple[Cause, ...]:
    """A plausible set of any size: some branch, some have a theme of their own."""
    return tuple(
        Cause(
            id=f"c{place}",
            text=SENTENCES[place % len(SENTENCES)],
            position=place,
            theme=None if place % 3 == 2 else THEMES[place % 7].id,
            parent=f"c{place // 3}" if place % 4 else None,
            elephant=place % 5 == 1,
            paper_tiger=place % 7 == 1,
            severity_first=place % 6 == 1,
        )
        for place in range(count)
    )


def many_entries(count: int) -> tuple[TimelineEntry, ...]:
    """Facts and accounts some minutes apart, some of them uncertain and overlapping."""
    return tuple(
        TimelineEntry(
            id=f"e{place}",
            at=NOON + timedelta(minutes=place * place % 97 * 5),
            until_at=NOON + timedelta(hours=9, minutes=place) if place % 4 == 1 else None,
            precision=Precision.BETWEEN if place % 4 == 1 else Precision.MINUTE,
            text=SENTENCES[place % len(SENTENCES)],
            position=place,
            kind=EntryKind.ACCOUNT if place % 3 == 0 else EntryKind.FACT,
            attributed_to="Ada" if place % 3 == 0 else "",
        )
        for place in range(count)
    )


def overlapping(boxes: Iterable[Box]) -> list[tuple[Box, Box]]:
    """Return the pairs that cover each other by more than a rounding error."""
    shrunk = [type(b)(b.x + 0.01, b.y + 0.01, b.width - 0.02, b.height - 0.02) for b in boxes]
    shrunk.sort(key=lambda box: box.y)
    pairs: list[tuple[Box, Box]] = []
    for place, one in enumerate(shrunk):
        for other in shrunk[place + 1 :]:
            if other.y >= one.bottom:
                break
            if one.overlaps(other):
                pairs.append((one, other))
    return pairs


def outside(boxes: Iterable[Box], width: float, height: float) -> list[Box]:
    """Return the boxes that leave the paper."""
    return [b for b in boxes if b.x < 0 or b.y < 0 or b.right > width or b.bottom > height]


def parsed(picture: str) -> ET.Element:
    """Read a picture as XML; raises when it is not well-formed."""
    return ET.fromstring(picture)  # noqa: S314 - our own drawing
