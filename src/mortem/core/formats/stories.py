"""Stories as one Markdown page, to read through on the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.stories import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mortem.core.stories import Story


def markdown(stories: Iterable[Story], *, parts: Mapping[str, str]) -> str:
    """Return a heading for each story and its parts below; `parts` are the words for the three."""
    return "\n".join(line for story in stories for line in _story(story, parts))


def _story(story: Story, parts: Mapping[str, str]) -> list[str]:
    lines = [f"## {' '.join(story.title.split())}", ""]
    for part in PARTS:
        lines += [f"**{parts[part]}**", "", *_quoted(getattr(story, part)), ""]
    return lines


def _quoted(text: str) -> list[str]:
    """Return a text as a quotation, so that nothing in it becomes a heading of the page."""
    return [f"> {line}".rstrip() for line in text.splitlines()] or ["> …"]
