"""What the rules say of themselves: a list, and one rule in full."""

from __future__ import annotations

from mortem.core.blameless.registry import all_rules
from mortem.core.errors import BadInput


def rule_list() -> str:
    """Return one line for each rule."""
    return "".join(
        f"{rule.name:<20} {rule.category.value:<10} {rule.looks_for.split('. ')[0].rstrip('.')}.\n"
        for rule in all_rules()
    )


def explained(name: str) -> str:
    """Return all that one rule says of itself."""
    rule = next((rule for rule in all_rules() if rule.name == name), None)
    if rule is None:
        raise BadInput(
            "rule", "There is no rule “{rule}”. They are: mortem lint --rules", rule=name
        )
    sources = "".join(f"  {source}\n" for source in rule.sources)
    return (
        f"{rule.name} ({rule.category.value})\n\n"
        f"What it looks for\n  {rule.looks_for}\n\nWhy it hurts\n  {rule.why}\n\n"
        f"Instead of\n  {rule.example}\nrather\n  {rule.better}\n\n"
        f"Left alone\n  {rule.near_miss}\n\nSources\n{sources}"
    )
