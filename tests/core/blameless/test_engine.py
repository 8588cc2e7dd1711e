from __future__ import annotations

import pytest

from mortem.core.blameless.diagnostic import Genre
from mortem.core.blameless.engine import lint, read
from mortem.core.blameless.registry import all_rules

BLAME = "The operator forgot to renew it."


def rules(text: str, genre: Genre = Genre.DOCUMENT) -> list[str]:
    return [one.rule for one in lint(text, genre)]


def words(text: str) -> list[str]:
    return [text[one.start : one.end] for one in lint(text)]


@pytest.mark.parametrize(
    "text",
    [
        f"> {BLAME}",
        f"```\n{BLAME}\n```",
        f"~~~~text\n```\n{BLAME}\n~~~~",
        f"```\n{BLAME}",
        f"Look:\n\n    {BLAME}\n",
        f"Say `{BLAME}` now.",
        f"---\ntitle: {BLAME}\n---\nText.",
        f"<!-- {BLAME} -->",
        f"<pre>\n{BLAME}\n</pre>",
        f"<blockquote><p>{BLAME}</p></blockquote>",
        f'She said "{BLAME}" to us.',
        f"She said “{BLAME}” to us.",
        f"She said «{BLAME}» to us.",
        f"She said '{BLAME}' to us.",
        "See https://wiki.example/the-operator-forgot-to-renew now.",
        "See [the page](https://wiki.example/human-error) now.",
        "<a href='x' title='the operator forgot to'>page</a>",
    ],
)
def test_what_is_not_ones_own_prose_is_skipped(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The **operator** *forgot to* renew it.",
        "The __operator__ forgot\nto renew it.",
        "The operator forgot\r\n  to renew it.",
        "- [ ] The [operator](https://people.example/7) forgot to renew it.",
        "1. Then the operator  forgot to renew it.",
        "| when | what |\n|---|---|\n| 10:02 | The operator forgot to renew it. |",
        "<td>The operator <b>forgot to</b> renew it.</td>",
        "# The operator forgot to renew it",
        "First.\n\n- one\n\n    The operator forgot to renew it.",
        "> Quoted.\n\nThe operator forgot to renew it.",
        "The operator, e.g. at night, forgot to renew it.",
        "THE OPERATOR FORGOT TO RENEW IT.",
        "\ufeffThe operator forgot to renew it.",
        "The operator\u00a0forgot to renew it\u0000.",
    ],
)
def test_markup_hides_nothing(text: str) -> None:
    assert rules(text) == ["lapse"]


def test_a_span_is_where_the_words_stand() -> None:
    assert words("İ said the **operator** forgot\n  to renew `it`.") == ["forgot\n  to"]
    assert words("We’re late. The operator should’ve waited.") == ["should’ve"]  # noqa: RUF001 - as phones write it


def test_each_finding_is_told_once_and_in_the_order_of_the_text() -> None:
    text = "Someone forgot to look. Someone forgot to look.\n\nHuman error caused it."

    assert rules(text) == ["lapse", "lapse", "human-error"]


def test_one_root_cause_is_told_once_for_a_document() -> None:
    text = "The root cause was a disk.\n\nThe root cause was a fan."

    assert rules(text) == ["single-root-cause"]


DOCUMENT = """\
# Report

Improve the weather. Poor documentation is everywhere.

## Contributing factors

- Poor documentation.

## Action items

1. Improve the documentation.
2. Add a test for a full disk.

### Later

- Retrain the operator.

## Timeline

- Improve nothing.
"""


def test_actions_and_causes_are_judged_under_their_headings_only() -> None:
    found = [(one.rule, DOCUMENT[: one.start].count("\n") + 1) for one in lint(DOCUMENT)]

    assert found == [("vague-cause", 7), ("vague-action", 11), ("action-at-person", 16)]


@pytest.mark.parametrize(
    ("genre", "expected"),
    [
        (Genre.ACTION, ["vague-action"]),
        (Genre.CAUSE, ["vague-cause"]),
        (Genre.ENTRY, []),
        (Genre.LESSON, []),
    ],
)
def test_a_field_says_what_kind_of_text_it_holds(genre: Genre, expected: list[str]) -> None:
    assert rules("Improve the poor documentation", genre) == expected


def test_headings_come_in_many_forms() -> None:
    for heading in ("## Follow-ups", "**Next steps**", "== Actionables ==", "To do\n-----"):
        assert rules(f"{heading}\n\n- Improve it all\n") == ["vague-action"]


def test_this_is_fine_with_a_reason() -> None:
    allowed = "<!-- mortem: allow lapse: quoted from the ticket -->"

    assert rules(f"{BLAME} {allowed}") == []
    assert rules(f"{allowed}\n{BLAME}\n\n{BLAME}") == ["lapse"]
    assert rules(f"Text.\n\n{BLAME}\n\n{allowed.replace('allow ', 'allow-file ')}") == []
    assert rules(f"{BLAME} {allowed.replace('lapse', 'human-error, *')}") == []
    assert rules(f"{BLAME} {allowed.replace('lapse', 'human-error')}") == ["lapse"]


def test_without_a_reason_nothing_is_allowed_and_it_is_said_where() -> None:
    text = f"{BLAME} <!-- mortem: allow lapse -->"
    reading = read(text)

    assert [one.rule for one in reading.diagnostics] == ["lapse"]
    assert reading.unreasoned == (text.index("<!--"),)


@pytest.mark.parametrize(
    "text",
    [
        "Der Operator hat vergessen, das Zertifikat zu erneuern, und das Team war human error faul.",
        "L'opérateur a oublié de renouveler le certificat hier soir, dit-il; human error encore.",
        "Оператор забыл обновить сертификат, human error, и всё сломалось вчера вечером снова.",
        "运维忘记更新证书 human error 导致中断",
        "المشغل نسي تجديد الشهادة human error البارحة مساء في المدينة",
    ],
)
def test_what_is_not_english_is_not_judged_and_that_is_said(text: str) -> None:
    reading = read(text)

    assert (reading.diagnostics, reading.is_english) == ((), False)


@pytest.mark.parametrize(
    "text", ["", "\n", "   ", "\x00\x01", "\u202eabc", "#", "```", "<!--", "---\n"]
)
def test_nothing_much_is_fine(text: str) -> None:
    assert read(text) == ((), True, ())


def test_in_mixed_languages_only_what_is_english_is_judged_and_that_is_said() -> None:
    german = "Der Operator war müde, und es war human error, sagten alle im Team danach noch lange."
    reading = read(f"{german}\n\n{BLAME}\n\n{german}")

    assert [one.rule for one in reading.diagnostics] == ["lapse"]
    assert not reading.is_english


@pytest.mark.parametrize("mark", ["\u202e", "\u200f", "\x07", "\u2066"])
def test_marks_of_direction_and_control_hide_nothing(mark: str) -> None:
    assert rules(f"{mark}The operator forgot to renew it.{mark}") == ["lapse"]


def test_a_field_is_read_to_its_end() -> None:
    for text in (
        "I am tired. I am so stupid.",
        "I slept\n\nI am so stupid",
        "Well; I am so stupid",
    ):
        assert "self-blame" in rules(text, Genre.PERSONAL)


def test_only_chosen_rules_speak() -> None:
    chosen = [rule for rule in all_rules() if rule.name == "human-error"]

    assert [one.rule for one in lint(f"{BLAME} Human error caused it.", rules=chosen)] == [
        "human-error"
    ]


def test_code_in_a_sentence_is_three_dots_in_the_question() -> None:
    (found,) = lint("The operator forgot to call `renew` here.")
    assert found.suggestion == "What would have made it easy to call … here?"
