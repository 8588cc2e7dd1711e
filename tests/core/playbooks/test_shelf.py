"""Finding a playbook, and what the loader says about a broken one."""

from __future__ import annotations

from importlib.resources import files

import pytest

from mortem.core.errors import BadInput, NotFound
from mortem.core.playbooks import Playbook, parse_playbook, playbook, playbooks
from mortem.core.record import Kind

AHEAD = [
    "code_change",
    "system_design",
    "migration",
    "launch",
    "promotion",
    "interview",
    "personal_goal",
    "custom",
]
BACK = ["bug", "incident", "project", "career_step", "personal"]


def source_of(slug: str) -> str:
    return (files("mortem.core.playbooks") / f"{slug}.toml").read_text(encoding="utf-8")


def complaint(source: str) -> tuple[str, str]:
    with pytest.raises(BadInput) as caught:
        parse_playbook("tried.toml", source)
    return caught.value.field, str(caught.value)


def changed(slug: str, old: str, new: str) -> str:
    source = source_of(slug)
    assert old in source
    return source.replace(old, new, 1)


def test_playbooks_come_in_the_order_of_the_picker() -> None:
    assert [book.slug for book in playbooks()] == AHEAD + BACK


def test_playbooks_of_one_kind() -> None:
    assert [book.slug for book in playbooks(Kind.PREMORTEM)] == AHEAD
    assert [book.slug for book in playbooks(Kind.POSTMORTEM)] == BACK


def test_orders_count_up_without_gaps() -> None:
    for kind in Kind:
        orders = [book.order for book in playbooks(kind)]
        assert orders == list(range(1, len(orders) + 1))


@pytest.mark.parametrize("book", playbooks(), ids=lambda book: book.slug)
def test_a_file_is_named_after_its_slug(book: Playbook) -> None:
    assert parse_playbook("same", source_of(book.slug)) == book


def test_playbook_by_slug() -> None:
    assert playbook("migration").name == "Migration"


def test_playbook_unknown() -> None:
    with pytest.raises(NotFound) as caught:
        playbook("wedding")
    assert str(caught.value) == "There is no context called “wedding”."
    assert caught.value.hint == f"Contexts: {', '.join(AHEAD + BACK)}."


def test_a_playbook_can_be_a_key() -> None:
    assert {playbook("bug"): 1}[playbook("bug")] == 1


def test_not_toml() -> None:
    field, message = complaint("slug = ")
    assert field == "file"
    assert message == "tried.toml: Invalid value (at end of document)"


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ('name = "Migration"\n', "", "name", "is missing"),
        ('name = "Migration"', "name = 3", "name", "needs a text, not 3"),
        ('name = "Migration"', 'name = ""', "name", "needs a text, not ''"),
        (
            'name = "Migration"',
            'name = " Migration"',
            "name",
            "begins or ends with a space: ' Migration'",
        ),
        ("order = 3", 'order = "3"', "order", "needs a whole number of 0 or more, not '3'"),
        ("order = 3", "order = -3", "order", "needs a whole number of 0 or more, not -3"),
        ("order = 3", "order = true", "order", "needs a whole number of 0 or more, not True"),
        ("personal = false", "personal = 0", "personal", "needs true or false, not 0"),
        (
            'kind = "premortem"',
            'kind = "mortem"',
            "kind",
            "is 'mortem'; it may be premortem, postmortem",
        ),
        (
            'horizon = "after_plan"',
            'horizon = ["after_plan"]',
            "horizon",
            "is ['after_plan']; it may be after_plan, on_plan, from_today",
        ),
        (
            'themes = ["People", ',
            'themes = ["People", "People", ',
            "themes",
            "says the same thing twice",
        ),
        ("order = 3", 'order = 3\ncolour = "red"', "colour", "is not a field of a playbook"),
        (
            'kind = "detect"\nstrength = "intermediate"\nexample',
            'kind = "detect"\nstrength = "strong"\nexample',
            "mitigations[1].strength",
            "is 'strong'; it may be stronger, intermediate, weaker",
        ),
        (
            'threshold = "more than 60 seconds"\n',
            "",
            "signals[3].threshold",
            "is missing",
        ),
        (
            'threshold = "more than 60 seconds"\n',
            'threshold = "more than 60 seconds"\nowner = "Jun"\n',
            "signals[3].owner",
            "is not a field of a playbook",
        ),
    ],
)
def test_a_broken_file_is_named_with_its_field(
    old: str, new: str, field: str, problem: str
) -> None:
    source = changed("migration", old, new)
    assert complaint(source) == (field, f"tried.toml: {field} {problem}")


def test_lists_and_tables_of_the_wrong_shape() -> None:
    words = changed("migration", 'themes = ["People", ', 'themes = ["", ')
    assert complaint(words)[0] == "themes"
    rows = source_of("migration").split("[[mitigations]]")[0] + '\nsignals = ["one"]'
    assert complaint(rows) == ("signals", "tried.toml: signals needs a list of tables, not ['one']")
    table = changed("migration", "order = 3", "order = 3\nkind_words = 1")
    assert complaint(table)[1] == "tried.toml: kind_words needs a table of texts, not 1"


def test_a_table_by_kind_wants_every_kind() -> None:
    source = changed("bug", 'lucky = "', 'happy = "')
    known = "went_wrong, went_right, lucky, learned, surprised, differently"
    field = "lesson_prompts.happy"
    assert complaint(source) == (field, f"tried.toml: {field} is not known; known are {known}")
    line = next(line for line in source_of("bug").splitlines() if line.startswith("lucky"))
    without = changed("bug", f"{line}\n", "")
    assert complaint(without) == ("lesson_prompts", "tried.toml: lesson_prompts lacks lucky")
