"""What the style sheets and templates promise: contrast, weight, and nothing the policy forbids."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "src/mortem/web"
SHEETS = [path for path in (WEB / "static/css").glob("*.css") if path.stem != "pictures"]
TEMPLATES = list((WEB / "templates").rglob("*.html"))
PAIR = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in PAIR.findall((WEB / "static/css/tokens.css").read_text())
}

PAPERS = ("paper", "surface", "sunk")
MEANINGS = ("dawn", "dusk", "neutral", "kind", "warn", "danger")
TEXT = 4.5  # WCAG 2.2, 1.4.3
SHAPE = 3.0  # WCAG 2.2, 1.4.11
PAIRS = [
    *((ink, paper, TEXT) for ink in ("ink", "ink-soft", "ink-faint", "link") for paper in PAPERS),
    *((ink, paper, TEXT) for ink in MEANINGS for paper in PAPERS),
    *((ink, f"{tint}-soft", TEXT) for tint in MEANINGS for ink in ("ink", "ink-soft", tint)),
    *(("on-accent", accent, TEXT) for accent in ("dawn", "dusk", "neutral")),
    *((shape, paper, SHAPE) for shape in ("edge", "focus") for paper in PAPERS),
    ("ink", "highlight", TEXT),
    ("paper", "ink", TEXT),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 to 1, as WCAG defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_can_be_read(scheme: str) -> None:
    faint = [
        (ink, paper)
        for ink, paper, least in PAIRS
        if contrast(COLOURS[ink][scheme], COLOURS[paper][scheme]) < least
    ]
    assert faint == []


def test_what_every_page_loads_stays_light() -> None:
    base = (WEB / "templates/base.html").read_text()
    loaded = [path for path in SHEETS if f"css/{path.name}" in base]
    assert sum(path.stat().st_size for path in loaded) <= 40 * 1024


def test_what_single_pages_add_is_small() -> None:
    base = (WEB / "templates/base.html").read_text()
    added = {path.name: path.stat().st_size for path in SHEETS if f"css/{path.name}" not in base}
    assert {name: size for name, size in added.items() if size > 8 * 1024} == {}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_only_logical_properties(sheet: Path) -> None:
    """Right-to-left must come cheaply."""
    physical = r"(?:margin|padding|border)-(?:left|right|top|bottom)|text-align: (?:left|right)"
    assert (
        re.findall(
            rf"{physical}|[{{;]\s*(?:left|right|top|bottom|width|height):", sheet.read_text()
        )
        == []
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_nothing_the_content_policy_forbids(template: Path) -> None:
    forbidden = r"\sstyle=|\son[a-z]{4,}=|\shx-on|<style|<script(?![^>]*\ssrc=)|javascript:"
    assert re.findall(forbidden, template.read_text()) == []
