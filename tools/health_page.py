"""The page of the signs that a review is turned against somebody."""

from __future__ import annotations

from mortem.core.health import FEWEST_VOICES, Sign, signs


def health() -> str:
    """Return every sign with what it shows, why it matters and what to do."""
    return "\n\n".join([HEAD, *map(_one, signs())])


HEAD = f"""\
# Signs of a weapon

A look back can be turned against somebody. These are the signs that the page *Is it fair to everybody?* looks for
(rule C5). Each is a question to those in the room, shown with the words or numbers it was read from. Only those who take part see the page; it is made
when they ask, and is not stored, exported, counted or ranked.

Signs read from a text show at any size. Signs read from what people do need {FEWEST_VOICES} people who take part."""


def _one(sign: Sign) -> str:
    read = "what people do" if sign.behaviour else "the text"
    lines = [
        f"## {sign.title}",
        f"`{sign.name}`, read from {read}.",
        f"- For instance: {sign.example}",
        f"- Why it matters: {sign.why}",
        f"- What to do: {sign.suggestion}",
    ]
    return "\n\n".join([*lines[:2], "\n".join(lines[2:])])
