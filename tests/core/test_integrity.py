"""Every way of rewriting a record shows, or is named here as one that needs a kept digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mortem.core import chain
from mortem.core.chain import Said
from mortem.core.integrity import Integrity, Now, check, find, now_in, said_in, told
from mortem.core.record import Activity, Cause, Kind, Record

AT = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
TEXTS = ("The disk was full", "Nobody looked", "The alert was off")


def linked(lines: list[Activity]) -> list[Activity]:
    """Return the lines as a sound chain."""
    before, found = "", []
    for line in lines:
        before = chain.link(line, before)
        found.append(replace(line, digest=before))
    return found


def line(number: int, text: str, subject: str = "") -> Activity:
    said = Said(subject or f"c{number}", "cause", "text", text)
    at = AT + timedelta(minutes=number)
    salt = f"{number:032}"
    words = (chain.wording(said, salt=salt),)
    return Activity(number=number, at=at, verb="cause.added", actor="p1", wordings=words)


def history() -> list[Activity]:
    return linked([line(number, text) for number, text in enumerate(TEXTS, 1)])


def today(lines: list[Activity], **changes: str) -> Now:
    """Return what the history says stands there, but for some changed texts."""
    said = {one.subject: one for each in lines for one in each.wordings}
    return Now(
        count=lines[-1].number,
        newest=lines[-1].digest,
        said=tuple(
            Said(key, one.noun, one.field, changes.get(key, one.text)) for key, one in said.items()
        ),
        whole=True,
    )


def found(result: Integrity) -> list[tuple[str, int | None]]:
    return [(one.code, one.number) for one in result.findings]


def test_a_sound_record_is_intact_to_its_newest_step() -> None:
    lines = history()
    result = check(lines, today(lines))
    assert (result.holds, result.intact, result.count) == (True, 3, 3)
    assert (result.newest, result.erased) == (lines[-1].digest, 0)


def test_an_empty_history_is_intact() -> None:
    assert check([], Now(count=0, newest="", said=(), whole=True)).holds


def test_a_changed_step_shows_where_it_is() -> None:
    lines = history()
    now = today(lines)
    lines[1] = replace(lines[1], actor="p2")
    result = check(lines, now)
    assert (found(result), result.intact) == ([("step_changed", 2)], 1)
    assert result.findings[0].message == (
        "Step 2 is not what was recorded: it was changed, moved or put in later."
    )


def test_swapped_steps_show() -> None:
    lines = history()
    first, second = lines[0], lines[1]
    lines[:2] = [replace(second, number=1), replace(first, number=2)]
    assert [code for code, _ in found(check(lines, today(history())))][:2] == ["step_changed"] * 2


def test_a_step_taken_out_shows() -> None:
    lines = history()
    now = today(lines)
    codes = found(check([lines[0], lines[2]], now))
    assert codes == [("step_missing", 2), ("text_untold", None)]


def test_several_steps_taken_out_are_one_finding() -> None:
    lines = history()
    result = check([lines[2]], replace(today(lines), said=()))
    assert result.findings[0].message == "Steps 1 to 2 are missing."


def test_a_step_taken_out_and_the_rest_renumbered_shows() -> None:
    lines = history()
    now = today([lines[0], lines[2]])
    short = [lines[0], replace(lines[2], number=2)]
    assert found(check(short, replace(now, count=2))) == [("step_changed", 2)]


def test_a_step_put_in_shows() -> None:
    lines = history()
    put_in = replace(line(4, "It was Tom"), digest="f" * 64)
    now = replace(today([*lines, put_in]), newest="f" * 64)
    assert found(check([*lines, put_in], now)) == [("step_changed", 4)]


def test_steps_cut_off_at_the_end_show_against_the_count_and_the_newest_digest() -> None:
    lines = history()
    short = lines[:2]
    assert found(check(short, replace(today(short), count=3))) == [("other_count", 3)]
    newest = lines[-1].digest
    assert found(check(short, replace(today(short), newest=newest))) == [("other_newest", 2)]


def test_a_text_that_no_step_wrote_shows_with_its_words() -> None:
    lines = history()
    result = check(lines, today(lines, c1="Tom forgot the disk"))
    assert found(result) == [("text_untold", None)]
    assert result.findings[0].message == (
        "“Tom forgot the disk” stands here, and no step of the history says so."
    )


def test_a_part_that_no_step_added_shows() -> None:
    lines = history()
    now = today(lines)
    more = Said("c9", "cause", "text", "It was Tom")
    assert found(check(lines, replace(now, said=(*now.said, more)))) == [("text_untold", None)]


def test_a_part_that_was_taken_out_shows_where_all_is_known() -> None:
    lines = history()
    now = replace(today(lines), said=today(lines).said[1:])
    assert found(check(lines, now)) == [("text_gone", 1)]
    assert check(lines, replace(now, whole=False)).holds


def test_words_kept_with_a_step_are_checked_against_their_seal() -> None:
    lines = history()
    now = today(lines, c1="It was Tom")
    words = (replace(lines[0].wordings[0], text="It was Tom"),)
    lines[0] = replace(lines[0], wordings=words)
    assert found(check(lines, now)) == [("words_changed", 1)]


def test_erased_words_keep_the_chain_and_say_how_many() -> None:
    lines = linked([line(1, "Tom forgot", "c"), line(2, "The reminder was off", "c")])
    now = today(lines)
    gone = tuple(replace(one, salt="", text="") for one in lines[0].wordings)
    result = check([replace(lines[0], wordings=gone), lines[1]], now)
    assert (result.holds, result.erased) == (True, 1)


def test_erasing_the_words_of_what_stands_there_hides_no_change() -> None:
    lines = history()
    now = today(lines, c1="It was Tom")
    gone = tuple(replace(one, salt="", text="") for one in lines[0].wordings)
    lines[0] = replace(lines[0], wordings=gone)
    assert found(check(lines, now)) == [("words_erased", 1)]


def test_a_rewriting_of_everything_shows_only_against_a_kept_digest() -> None:
    kept = history()[1].digest
    rewritten = linked([line(1, "It was Tom"), *map(line, (2, 3), TEXTS[1:])])
    assert check(rewritten, today(rewritten)).holds
    assert find(rewritten, kept) is None
    assert find(history(), kept.upper() + " ") == 2


def test_a_digest_that_a_changed_step_still_carries_is_not_found() -> None:
    lines = history()
    lines[1] = replace(lines[1], actor="p2")
    assert find(lines, lines[1].digest) is None


def record(lines: list[Activity], text: str) -> Record:
    return Record(
        id="r1",
        kind=Kind.POSTMORTEM,
        context="incident",
        title="",
        phase="causes",
        created_at=AT,
        causes=(Cause(id="c", text=text, position=0),),
        activity=tuple(lines),
    )


def test_what_leaves_has_no_words_of_parts_that_are_not_in_it() -> None:
    lines = linked([line(1, "Tom forgot", "c"), line(2, "Put away", "gone"), line(3, "Off", "c")])
    whole = record(lines, "Off")
    texts = [[one.text for one in each.wordings] for each in told(whole, earlier=True)]
    assert texts == [["Tom forgot"], [""], ["Off"]]
    shown = [[one.text for one in each.wordings] for each in told(whole, earlier=False)]
    assert shown == [[""], [""], ["Off"]]
    left = replace(whole, activity=tuple(told(whole, earlier=False)))
    untold = [one.data for one in check(left.activity, now_in(left)).findings]
    assert untold == [{"text": "no"}, {"text": "private"}]  # near miss and visibility


def test_a_record_says_every_text_that_is_covered() -> None:
    said = {(one.noun, one.field): one.text for one in said_in(record([], "Off"))}
    assert said["cause", "text"] == "Off"
    assert said["review", "visibility"] == "private"
    assert {field for noun, field in said if noun == "review"} == set(chain.COVERED["review"])
