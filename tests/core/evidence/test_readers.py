from __future__ import annotations

import pytest

from mortem.core.evidence.recognise import READERS
from mortem.core.evidence.row import Zone
from mortem.core.record import Precision
from tests.core.evidence.bits import rows_of, source_of, times_of, unread_of

EXAMPLES = [(reader.name, example) for reader in READERS for example in reader.examples]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_every_reader_recognises_its_own_example(name: str, example: str) -> None:
    found = source_of(example).format
    assert found is not None
    assert found.name == name
    assert rows_of(example, zone="Europe/Berlin")[0].at in {
        "2026-03-01T08:30:00Z",
        "2026-03-01T09:30:00Z",
        "2026-03-01T09:30:00.250Z",
    }


def test_commits_are_told_with_their_hash_author_and_subject() -> None:
    text = (
        "commit 1234567890abcdef (HEAD -> main)\nMerge: 1 2\nAuthor:     Ada <a@example.org>\n"
        "AuthorDate: 1772357400\nCommit:     Bea <b@example.org>\nCommitDate: 1772359999\n\n"
        "    Mend the till\n\n    At length.\n\n"
        "commit fedcba0987654321\nAuthor: Bea <b@example.org>\nDate:   2026-03-01T10:00:00+01:00\n\n    Open it\n"
    )
    first, second = rows_of(text)
    assert (first.at, first.who, first.text) == (
        "2026-03-01T09:30:00Z",
        "Ada",
        "1234567890ab Mend the till",
    )
    assert (second.at, second.line) == ("2026-03-01T09:00:00Z", 12)


def test_raw_commits_have_their_time_behind_the_address() -> None:
    text = (
        "commit 1234567890abcdef\ntree 1\nauthor Ada <a@example.org> 1772357400 +0100\n"
        "committer Bea <b@example.org> 1772359999 +0100\n\n    Mend the till\n"
    )
    assert [(row.at, row.who) for row in rows_of(text)] == [("2026-03-01T09:30:00Z", "Ada")]


def test_mails_are_told_one_by_one_and_a_from_within_is_no_new_one() -> None:
    mail = (
        "From ada@example.org Sun Mar  1 09:30:00 2026\nFrom: =?utf-8?q?Zo=C3=AB?= <z@example.org>\n"
        "Date: Sun, 01 Mar 2026 09:30:00 +0100 (CET)\nSubject: down\n\nFrom here on it is slow.\n\n"
    )
    rows = rows_of(mail * 2)
    assert [row.at for row in rows] == ["2026-03-01T08:30:00Z"] * 2
    assert rows[0].who == "Zoë <z@example.org>"
    assert rows[0].text == "down\nFrom here on it is slow."


def test_a_mail_without_a_time_is_told_as_unread() -> None:
    mail = "From: a@example.org\nTo: b@example.org\nSubject: down\nDate: whenever\n\nHi.\n"
    assert [one.text for one in unread_of(mail)] == ["down\nHi."]


def test_mails_with_broken_headers_break_nothing() -> None:
    mail = (
        "From: \udcff <<<@@@>>>, ;;\nDate: Sun, 01 Mar 2026 09:30:00 +0000\nSubject: =?x-none?q?=FF?=\n"
        "Content-Type: multipart/mixed; boundary=\nContent-Transfer-Encoding: rot13\n\nbody\n"
    )
    (row,) = rows_of(mail.encode("utf-8", "surrogateescape"))
    assert row.at == "2026-03-01T09:30:00Z"


def test_a_cell_may_go_over_lines_and_leads_back_to_all_of_them() -> None:
    text = (
        'time,user,message\n2026-03-01T09:30:00Z,ada,"down\nagain"\n2026-03-01T09:31:00Z,bea,up\n'
    )
    first, second = rows_of(text)
    assert (first.text, first.who, first.line) == ("down\nagain", "ada", 2)
    assert text.encode()[first.first : first.last] == b'2026-03-01T09:30:00Z,ada,"down\nagain"\n'
    assert second.line == 4


def test_a_table_whose_days_could_be_months_is_not_read() -> None:
    assert source_of("date,message\n3/4/2026,down\n4/4/2026,up\n").format is None


def test_columns_of_w3c_are_in_utc_unless_they_are_called_local() -> None:
    text = "#Fields: date time c-ip\n2026-03-01 09:30:00 192.0.2.7\n#Fields: date-local time-local c-ip\n2026-03-01 10:30:00 192.0.2.7\n"
    first, second = rows_of(text)
    assert (first.at, second.at, second.local) == (
        "2026-03-01T09:30:00Z",
        None,
        "2026-03-01T10:30:00",
    )
    assert (first.zone, second.zone) == (Zone.UTC, Zone.UNKNOWN)


def test_columns_of_zeek_are_told_with_blanks_between() -> None:
    text = "#fields\tts\tuid\tid.orig_h\n1772357400.250000\tC7\t192.0.2.7\n"
    (row,) = rows_of(text)
    assert (row.who, row.text) == ("192.0.2.7", "C7 192.0.2.7")


def test_a_mail_that_cannot_be_taken_apart_has_nobody_where_it_names_nobody() -> None:
    mail = (
        "Date: Sun, 01 Mar 2026 09:30:00 +0000 (UTC)\nTo: b@example.org\nSubject: down\n"
        "Content-Type: text/plain; charset=none-such\n\nIt is slow.\n"
    )
    (row,) = rows_of(mail)
    assert (row.at, row.who, row.text) == ("2026-03-01T09:30:00Z", None, "down\nIt is slow.")


@pytest.mark.parametrize(
    ("entry", "at", "said"),
    [
        ("- 2026-03-01 09:30 UTC: down", "2026-03-01T09:30:00Z", "down"),
        ("* **09:30** - down", "2026-03-01T09:30:00Z", "down"),
        ("* `09:30:07` down", "2026-03-01T09:30:07Z", "down"),
        ("1. [9:30 AM] down", "2026-03-01T09:30:00Z", "down"),
        ("| 09:30 | down | Ada |", "2026-03-01T09:30:00Z", "down Ada"),
        ("| 2026-03-02 | 09:30 | down |", "2026-03-02T09:30:00Z", "down"),
        ("| 09:30 || down", "2026-03-01T09:30:00Z", "down"),
        ("- 1 March 2026 at 09:30 CET down", "2026-03-01T08:30:00Z", "down"),
    ],
)
def test_entries_of_a_written_timeline(entry: str, at: str, said: str) -> None:
    text = f"# 2026-03-01: the till\n\nAll times in UTC.\n\n{entry}\n- 23:59 end\n"
    first, _end = rows_of(text)
    assert (first.at, first.text) == (at, said)


def test_about_stays_about_and_a_span_keeps_its_end_in_its_words() -> None:
    text = "## 2026-03-01 (times in UTC)\n- ~09:30 down\n- 09:40\N{EN DASH}09:50 slow\n- around 10:00 up\n"
    about, span, later = rows_of(text)
    assert (about.precision, later.precision) == (Precision.ABOUT, Precision.ABOUT)
    assert (span.at, span.precision) == ("2026-03-01T09:40:00Z", Precision.MINUTE)
    assert span.text == "09:40\N{EN DASH}09:50: slow"


def test_a_carriage_return_in_the_middle_of_a_table_breaks_nothing() -> None:
    assert times_of("time,\rmessage\n2026-03-01T09:30:00Z,down\n") == ["2026-03-01T09:30:00Z"]
    text = "time,message\n2026-03-01T09:30:00Z,do\rwn\n2026-03-01T09:31:00Z,up\n"
    assert [row.text for row in rows_of(text)][-1] == "up"


@pytest.mark.parametrize("start", ["", "From a@example.org Sun Mar  1 09:30:00 2026\n"])
def test_a_header_nested_beyond_sense_breaks_nothing(start: str) -> None:
    mail = f"{start}From: {'(' * 3000}\nTo: b@example.org\nDate: Sun, 01 Mar 2026 09:30:00 +0000\n\nHi\n"
    assert times_of(mail) == ["2026-03-01T09:30:00Z"]


@pytest.mark.large
def test_a_cell_that_never_closes_takes_no_more_than_its_own_lines() -> None:
    text = "time,message\n" + '2026-03-01T09:30:00Z,"open\n' + "2026-03-01T09:31:00Z,up\n" * 3000
    rows = rows_of(text)
    assert rows[0].at == "2026-03-01T09:30:00Z"
    assert len(rows) > 1900
