"""Every colour of a picture can be seen on its paper, and the page's style sheet knows every class."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mortem
from mortem.core.formats.svg.paper import DARK, LIGHT

SHEET = Path(mortem.__file__).parent / "web" / "static" / "css" / "pictures.css"
TEXT = ("ink", "soft", "accent")
SHAPES = ("ahead", "back", *(f"theme-{number}" for number in range(9)))


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_shapes_stand_out_from_the_paper(palette: dict[str, str]) -> None:
    paper = palette["paper"]
    assert [tone for tone in TEXT if contrast(palette[tone], paper) < 4.5] == []
    assert [tone for tone in SHAPES if contrast(palette[tone], paper) < 3] == []


def test_the_style_sheet_knows_every_class_and_the_same_theme_colours() -> None:
    css = SHEET.read_text(encoding="utf-8")
    assert sorted(set(re.findall(r"^  \.svg-([a-z0-9-]+) \{", css, re.MULTILINE))) == sorted(
        {"picture", *LIGHT}
    )
    themes = dict(re.findall(r"--(theme-\d): light-dark\(([^)]*)\)", css))
    assert themes == {
        tone: f"{LIGHT[tone]}, {DARK[tone]}" for tone in LIGHT if tone.startswith("theme-")
    }
