"""What holds for every picture: it can be read, it is safe, it takes its colours from the page."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from mortem.core.calibration import Said, calibrate
from mortem.core.formats import svg
from mortem.core.formats.svg.paper import DARK, LIGHT
from mortem.core.record import (
    Asked,
    Cause,
    Confidence,
    EventTime,
    Foresight,
    Moment,
    OutcomeKind,
    Rating,
)
from mortem.core.risk import pool
from mortem.core.warning_track import Mark, Step, Track, WarningStory
from tests.core.drawing import NOON, THEMES, forests, many_causes, many_entries, parsed

if TYPE_CHECKING:
    from collections.abc import Callable

EVENT = 'Orders <b>were</b> lost & "found" \' \x07 \u202e'
SVG = "{http://www.w3.org/2000/svg}"
TIMES = (
    EventTime(moment=Moment.STARTED, at=NOON),
    EventTime(moment=Moment.DETECTED, at=NOON, until_at=NOON.replace(hour=13)),
    EventTime(moment=Moment.ENDED),
)


def ratings(causes: tuple[Cause, ...]) -> tuple[Rating, ...]:
    return tuple(
        Rating(id=f"{cause.id}{n}", cause=cause.id, plausibility=n * 7 % 101, cost=n % 5 + 1)
        for place, cause in enumerate(causes)
        for n in (place, place * 3)
    )


def why_tree(count: int, *, prefix: str = "p", standalone: bool = False) -> str:
    return svg.why_tree(many_causes(count), THEMES, EVENT, prefix=prefix, standalone=standalone)


def fishbone(count: int, *, prefix: str = "p", standalone: bool = False) -> str:
    return svg.fishbone(many_causes(count), THEMES, EVENT, prefix=prefix, standalone=standalone)


def risks(count: int, *, prefix: str = "p", standalone: bool = False) -> str:
    causes = many_causes(count)
    pooled = pool(causes, ratings(causes))
    return svg.risk_picture(causes, pooled, prefix=prefix, standalone=standalone)


def ranged_risks(count: int, *, prefix: str = "p", standalone: bool = False) -> str:
    causes = many_causes(count)
    given_ranges = [
        Rating(
            id=cause.id,
            cause=cause.id,
            plausibility=n * 7 % 101,
            cost=4 if n % 9 == 8 else None,
            cost_low=None if n % 9 == 8 else n % 4,
            cost_high=None if n % 9 == 8 else 5 + n * 31,
        )
        for n, cause in enumerate(causes)
    ]
    return svg.risk_picture(
        causes, pool(causes, given_ranges), unit="hours", prefix=prefix, standalone=standalone
    )


def narrow_risks(count: int, *, prefix: str = "p", standalone: bool = False) -> str:
    causes = many_causes(count)
    pooled = pool(causes, ratings(causes))
    return svg.risk_picture(causes, pooled, narrow=True, prefix=prefix, standalone=standalone)


def timeline(count: int, *, prefix: str = "p", standalone: bool = False) -> str:
    return svg.timeline(
        many_entries(count), TIMES, "Europe/Berlin", prefix=prefix, standalone=standalone
    )


def confidence(count: int, *, prefix: str = "p", standalone: bool = False) -> str:
    answers = [
        Confidence(id=str(place), moment=moment, percent=place * 37 % 101)
        for moment in Asked
        for place in range(count * 3 if moment is Asked.AFTER else count)
    ]
    return svg.confidence_picture(answers, prefix=prefix, standalone=standalone)


def loop(count: int, *, prefix: str = "p", standalone: bool = False) -> str:
    counts = svg.LoopCounts(plans=count, signals=count * 100, events=1, lessons=2, carried=3)
    return svg.loop_picture(counts, prefix=prefix, standalone=standalone)


def warned(count: int, *, prefix: str = "p", standalone: bool = False) -> str:
    steps, states = list(Step), list(Foresight)
    tracks = tuple(
        Track(
            cause.text,
            states[n % len(states)],
            tuple(
                Mark(steps[(n + m) % len(steps)], NOON + timedelta(hours=m * 9 - 40), "y")
                for m in range(n % 7)
            ),
        )
        for n, cause in enumerate(many_causes(count))
    )
    story = WarningStory(NOON if count % 2 else None, tracks)
    return svg.warned_picture(story, zone=UTC, prefix=prefix, standalone=standalone)


def calibration(count: int, *, prefix: str = "p", standalone: bool = False) -> str:
    ends = (OutcomeKind.HAPPENED, OutcomeKind.DID_NOT_HAPPEN, OutcomeKind.AVERTED)
    found = calibrate(Said(n * 37 % 101, ends[n % 3]) for n in range(count * 5))
    return svg.calibration_picture(found, prefix=prefix, standalone=standalone)


PICTURES = (
    *(why_tree, fishbone, risks, ranged_risks, narrow_risks),
    *(confidence, timeline, loop, warned, calibration),
)
every_picture = pytest.mark.parametrize("draw", PICTURES)


@every_picture
@pytest.mark.parametrize("count", [0, 1, 5, 60])
def test_a_picture_is_well_formed_and_names_itself(draw: Callable[..., str], count: int) -> None:
    root = parsed(draw(count))
    title, description = root[0], root[1]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "p-title p-desc"
    assert (title.tag, title.get("id")) == (f"{SVG}title", "p-title")
    assert (description.tag, description.get("id")) == (f"{SVG}desc", "p-desc")
    assert title.text
    assert description.text
    size = f"0 0 {root.get('width')} {root.get('height')}"
    assert root.get("viewBox") == size


@every_picture
def test_a_picture_in_a_page_carries_no_style_and_no_script(draw: Callable[..., str]) -> None:
    root = parsed(draw(30))
    allowed = {"svg", "title", "desc", "path", "text", "tspan"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}
    assert not {name for name in attributes if "href" in name}


@every_picture
def test_every_painted_thing_has_a_class_and_a_colour_that_agree(draw: Callable[..., str]) -> None:
    for element in parsed(draw(30)).iter():
        tones = [name.removeprefix("svg-") for name in element.get("class", "").split()]
        if element.tag in {f"{SVG}path", f"{SVG}text"}:
            assert tones
        for tone in tones:
            if tone != "picture":
                assert LIGHT[tone] == element.get("fill" if tone == "paper" else "color")


@every_picture
def test_a_standalone_picture_brings_light_dark_and_print_along(draw: Callable[..., str]) -> None:
    root = parsed(draw(5, standalone=True))
    (style,) = root.iter(f"{SVG}style")
    (ground,) = root.iter(f"{SVG}rect")
    assert ground.get("class") == "svg-paper"
    assert (ground.get("width"), ground.get("height")) == (root.get("width"), root.get("height"))
    assert style.text is not None
    light, dark, paper = re.split(r"@media [^{]*", style.text)
    assert (light.count("#"), dark.count("#"), paper.count("#")) == (len(LIGHT),) * 3
    assert DARK.keys() == LIGHT.keys()
    assert "@media (prefers-color-scheme: dark)" in style.text
    assert not re.search(r"url|@import|<|expression", style.text)


@every_picture
def test_identifiers_take_the_prefix_and_nothing_unsafe(draw: Callable[..., str]) -> None:
    ids = [e.get("id") for e in parsed(draw(3, prefix='a"<b>')).iter() if e.get("id")]
    assert ids == ["a--b--title", "a--b--desc"]
    assert len({draw(3, prefix=name) for name in ("one", "two")}) == 2
    assert parsed(draw(3, prefix="")).get("aria-labelledby") == "picture-title picture-desc"


@every_picture
def test_the_same_picture_is_drawn_twice_alike(draw: Callable[..., str]) -> None:
    assert draw(20) == draw(20)


def test_what_people_wrote_stands_in_the_picture_as_text() -> None:
    hostile = Cause(id="a", text="<script>alert('no')</script> & more", position=0)
    for picture in (
        svg.why_tree((hostile,), THEMES, EVENT),
        svg.fishbone((hostile,), THEMES, EVENT),
    ):
        words = " ".join(t.text or "" for t in parsed(picture).iter(f"{SVG}tspan"))
        assert "<script>alert('no')</script> & more" in words
        assert 'Orders <b>were</b> lost & "found" \'' in words


def test_text_from_right_to_left_starts_at_the_right() -> None:
    cause = Cause(id="a", text="لم يختبر أحد", position=0)
    texts = [
        t.get("direction") for t in parsed(svg.why_tree((cause,), (), "Event")).iter(f"{SVG}text")
    ]
    assert texts == [None, "rtl"]


def test_marks_have_a_word_beside_their_shape() -> None:
    cause = Cause(id="a", text="a", position=0, elephant=True, paper_tiger=True)
    for picture in (svg.why_tree((cause,), (), "x"), svg.fishbone((cause,), (), "x")):
        words = [t.text for t in parsed(picture).iter(f"{SVG}text") if t.text]
        assert words == ["elephant", "paper tiger"]


def test_the_caveat_of_a_risk_picture_is_in_its_description() -> None:
    description = parsed(risks(3))[1].text or ""
    assert "the distance between two cost steps means nothing" in description
    assert "nothing was multiplied" in description


def test_with_ranges_the_description_says_how_the_axis_is_read() -> None:
    alone, both = (parsed(ranged_risks(count))[1].text or "" for count in (5, 20))
    assert "on a logarithmic scale in hours" in alone
    assert "below, they are steps, which say nothing about amounts" in both


def test_words_can_be_translated() -> None:
    shouted = svg.Words.translated(lambda text: f"{text}!")
    assert shouted.elephant == "elephant!"
    cause = Cause(id="a", text="a", position=0, elephant=True)
    assert ">elephant!</text>" in svg.why_tree((cause,), (), "x", words=shouted)


@given(forests(most=8))
def test_any_causes_make_well_formed_pictures(causes: tuple[Cause, ...]) -> None:
    pooled = pool(causes, ratings(causes))
    for picture in (
        svg.why_tree(causes, THEMES, EVENT, standalone=True),
        svg.fishbone(causes, THEMES, EVENT),
        svg.risk_picture(causes, pooled),
    ):
        assert parsed(picture).get("role") == "img"
