"""Pictures as SVG, each with a title, a description and a text alternative.

A picture takes its colours from the page's custom properties; with `standalone=True` it is a file
that looks right alone, in light, in dark and on paper.
"""

from __future__ import annotations

from mortem.core.formats.svg.bar import bar
from mortem.core.formats.svg.calibration import calibration_picture, calibration_text
from mortem.core.formats.svg.confidence import confidence_picture, confidence_text
from mortem.core.formats.svg.fishbone import fishbone, fishbone_text
from mortem.core.formats.svg.loop import LoopCounts, loop_picture
from mortem.core.formats.svg.outline import Outline
from mortem.core.formats.svg.readings import readings_picture, readings_text
from mortem.core.formats.svg.risks import risk_picture, risks_text
from mortem.core.formats.svg.timeline import duration_words, span_words, timeline, timeline_text
from mortem.core.formats.svg.warned import warned_picture, warned_text
from mortem.core.formats.svg.why_tree import why_tree, why_tree_text
from mortem.core.formats.svg.words import ENGLISH, Words

__all__ = [
    "ENGLISH",
    "LoopCounts",
    "Outline",
    "Words",
    "bar",
    "calibration_picture",
    "calibration_text",
    "confidence_picture",
    "confidence_text",
    "duration_words",
    "fishbone",
    "fishbone_text",
    "loop_picture",
    "readings_picture",
    "readings_text",
    "risk_picture",
    "risks_text",
    "span_words",
    "timeline",
    "timeline_text",
    "warned_picture",
    "warned_text",
    "why_tree",
    "why_tree_text",
]
