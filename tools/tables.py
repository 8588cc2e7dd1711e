"""What the pages of the reference share: two headings, and text that fits into a table."""

from __future__ import annotations

from mortem.core.record import Kind

SIDES = {Kind.PREMORTEM: "Looking ahead", Kind.POSTMORTEM: "Looking back"}


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def paragraphs(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())
