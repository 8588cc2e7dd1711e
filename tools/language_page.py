"""The page of the language helper's rules, as they explain themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless.diagnostic import Category, Genre
from mortem.core.blameless.registry import all_rules

if TYPE_CHECKING:
    from mortem.core.blameless.rule import Rule

HEAD = """\
# Rules of the language helper

`mortem lint` looks for these. Each rule is one file in `core/blameless/rules/`; it explains itself, and one that does not, or
that does not find its own example, cannot be used. How to use it: [Look for blame in prose](../how-to/look-for-blame.md).
Why it judges as it does, and how well: [How blame is heard](../explanation/language-helper.md)."""
HEADINGS = {
    Category.BLAME: "Blame",
    Category.HINDSIGHT: "Hindsight",
    Category.ACTION: "Actions",
    Category.VAGUENESS: "Vagueness",
    Category.KINDNESS: "Kindness",
}
SECTIONS = {
    Genre.ACTION: "actions (a heading such as *Action items*, *Follow-ups*, *Next steps*)",
    Genre.CAUSE: "causes (a heading such as *Root cause*, *Contributing factors*)",
    Genre.PERSONAL: "personal reviews",
}


def language() -> str:
    """Return every rule with what it looks for, why, an example and a better wording."""
    parts = [HEAD]
    for category in Category:
        parts.append(f"## {HEADINGS[category]}")
        parts += [_rule(rule) for rule in all_rules() if rule.category is category]
    return "\n\n".join(parts)


def _rule(rule: Rule) -> str:
    lines = [f"### {rule.name}", "", rule.looks_for, "", rule.why]
    if len(rule.genres) == 1:
        lines += ["", f"Only in {SECTIONS[next(iter(rule.genres))]}."]
    lines += [
        "",
        "| | |",
        "|---|---|",
        f"| instead of | {rule.example} |",
        f"| rather | {rule.better} |",
        f"| left alone | {rule.near_miss} |",
        "",
        f"Sources: {'; '.join(rule.sources)}.",
    ]
    return "\n".join(lines)
