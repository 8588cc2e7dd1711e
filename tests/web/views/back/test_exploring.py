"""The rows of a piece of evidence: read beside the pages, settled by answers, explored, starred."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mortem.core.record import Precision, Role
from mortem.web.models import Activity, Citation, Evidence, Review, TimelineEntry
from mortem.web.operations.participants import join_review
from mortem.web.rows import works
from mortem.web.rows.piece import piece_of
from tests.web.bringing import at, bring, wait_for

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from django.test import Client

    from mortem.web.models import User

LOG = b"""2026-03-14T00:10:00Z INFO shop: order 1 taken
2026-03-14T00:11:00Z INFO shop: order 2 taken
2026-03-14T01:13:07.250Z ERROR shop: disk full password=hunter22
2026-03-14T01:13:09Z INFO shop: <script>alert(1)</script> \x1b[31mred
2026-03-14T03:00:00Z INFO shop: order 3 taken
"""
SYSLOG = b"""Mar 14 02:13:07 web1 shop[7]: disk full
Mar 14 02:14:00 web1 shop[7]: disk still full
"""


@pytest.fixture
def outage(outage: Review) -> Review:
    """Return the look back, once it has reached its evidence, in Berlin."""
    Review.objects.filter(pk=outage.pk).update(phase="evidence", zone="Europe/Berlin")
    outage.refresh_from_db()
    return outage


def texts(client: Client, evidence: Evidence, **asked: Any) -> list[str]:
    page = client.get(at(evidence), asked)
    assert page.status_code == 200
    return [row["text"] for row in page.context.get("rows", [])]


def test_what_was_brought_is_read_and_says_what_it_was_read_as(
    ada_client: Client, outage: Review
) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    page = ada_client.get(f"/r/{outage.pk}/evidence/")
    assert ": 5 rows." in page.content.decode()
    assert "names no time zone" not in page.content.decode()
    assert f'href="{at(log)}"' in page.content.decode()


def test_rows_are_shown_in_the_zone_of_the_review_and_never_run(
    ada_client: Client, outage: Review
) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    page = ada_client.get(at(log))
    rows = page.context["rows"]
    assert [row["when"] for row in rows] == [
        "01:10:00",
        "01:11:00",
        "02:13:07.250",
        "02:13:09",
        "04:00:00",
    ]
    content = page.content.decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(1)" in content
    assert "\x1b" not in content


def test_secrets_are_covered_before_anything_is_kept(
    ada_client: Client, outage: Review, data_folder: Path
) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    assert "hunter22" not in ada_client.get(at(log)).content.decode()
    assert texts(ada_client, log, q="hunter22") == []
    kept = b"".join(path.read_bytes() for path in (data_folder / "rows").iterdir())
    assert b"disk full" in kept
    assert b"hunter22" not in kept


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "order"}, 3),
        ({"q": "order -2"}, 2),
        ({"q": "-order"}, 2),
        ({"q": '"disk full"'}, 1),
        ({"q": '"full disk"'}, 0),
        ({"level": "6"}, 1),
        ({"level": "6", "q": "order"}, 0),
        ({"q": "* OR NEAR( ) text:"}, 0),
        ({"q": '"""'}, 5),
        ({"q": "'; DROP TABLE rows; --"}, 0),
        ({"level": "99", "who": "x", "kind": "-1", "from": "now", "to": "1e9"}, 5),
        ({"after": "3"}, 2),
        ({"before": "3"}, 2),
    ],
)
def test_rows_are_found_by_words_and_levels_and_odd_questions_are_answered(
    ada_client: Client, outage: Review, asked: dict[str, str], found: int
) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    assert len(texts(ada_client, log, **asked)) == found


def test_a_line_of_the_night_leads_closer_and_tells_what_was_new(
    ada_client: Client, outage: Review
) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    night = ada_client.get(at(log)).context["night"]
    assert [line["rows"] for line in night if "rows" in line] == [2, 2, 1]
    busy = next(line for line in night if line.get("grave"))
    assert busy["new"].startswith("disk full")
    assert any(line.get("silence") for line in night)
    page = ada_client.get(f"{at(log)}?{busy['query']}")
    assert [int(row["line"]) for row in page.context["rows"]] == [3, 4]
    assert [int(row["line"]) for row in page.context["first_seen"]] == [3, 4]


def test_lines_that_say_the_same_fold_and_open(ada_client: Client, outage: Review) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    kinds = ada_client.get(at(log), {"fold": "1"}).context["kinds"]
    assert [kind["times"] for kind in kinds] == [1, 1, 3]
    opened = ada_client.get(f"{at(log)}?{kinds[-1]['query']}").context["rows"]
    assert [int(row["line"]) for row in opened] == [1, 2, 5]


def test_a_star_puts_a_row_on_the_timeline_with_its_line(
    ada_client: Client, outage: Review
) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    row = ada_client.get(at(log)).context["rows"][2]
    answer = ada_client.post(at(log, "moments/"), {"only": row["id"], "row": ["1", "2"]})
    entry = TimelineEntry.objects.get()
    assert (entry.at.isoformat(), entry.precision) == (
        "2026-03-14T01:13:07.250000+00:00",
        Precision.SECOND,
    )
    assert (entry.text, Citation.objects.get().first_line) == (row["text"], 3)
    page = ada_client.get(answer["Location"].partition("#")[0])
    assert page.context["landed"] == [entry.pk]
    assert page.context["rows"][2]["moment"] == entry.pk


def test_several_rows_land_together_and_are_taken_off_together(
    ada_client: Client, outage: Review
) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    answer = ada_client.post(at(log, "moments/"), {"row": ["1", "3"], "asked": "level=3&q=x"})
    assert TimelineEntry.objects.count() == 2
    assert answer["Location"].startswith(f"{at(log)}?q=x&level=3&landed=")
    landed = [str(one) for one in TimelineEntry.objects.values_list("pk", flat=True)]
    ada_client.post(at(log, "moments/deletion/"), {"entry": landed})
    assert TimelineEntry.objects.count() == 0
    assert TimelineEntry.everything.count() == 2


@pytest.mark.parametrize("chosen", [{}, {"row": ["x"]}, {"row": ["99"]}, {"row": ["1"] * 51}])
def test_nothing_chosen_and_too_much_are_told(
    ada_client: Client, outage: Review, chosen: dict[str, list[str]]
) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    assert ada_client.post(at(log, "moments/"), chosen).status_code in {400, 422}
    assert TimelineEntry.objects.count() == 0


def test_an_unknown_zone_is_asked_with_what_speaks_for_each(
    ada_client: Client, outage: Review
) -> None:
    bring(ada_client, outage, "app.log", LOG)
    chat = bring(
        ada_client, outage, "chat.log", b"2026-03-14 02:12:00 up\n2026-03-14 02:13:00 ok\n"
    )
    page = ada_client.get(at(chat))
    offers = {one.zone: one for one in page.context["state"].zones}
    assert list(offers) == ["Europe/Berlin", "UTC"]
    assert [one.meets for one in offers.values()] == ["app.log", "app.log"]
    first_at = offers["Europe/Berlin"].first_at
    assert first_at.isoformat() == "2026-03-14T01:12:00+00:00"
    assert ada_client.post(at(chat, "moments/"), {"row": ["1"]}).status_code in {400, 422}
    assert TimelineEntry.objects.count() == 0


def test_an_answer_is_kept_once_settles_the_rows_and_may_be_given_anew(
    ada_client: Client, outage: Review
) -> None:
    chat = bring(ada_client, outage, "chat.log", b"2026-03-14 02:12:00 up\n")
    before = Activity.objects.count()
    ada_client.post(at(chat, "clock/"), {"take": "zone:Europe/Berlin"})
    assert Activity.objects.count() == before + 1
    chat.refresh_from_db()
    wait_for(chat)
    page = ada_client.get(at(chat))
    assert (chat.zone, page.context["state"].asks) == ("Europe/Berlin", False)
    ada_client.post(at(chat, "clock/"), {"zone": "UTC", "year": "", "ahead": "1.5"})
    chat.refresh_from_db()
    wait_for(chat)
    ada_client.post(at(chat, "moments/"), {"row": ["1"]})
    moment = TimelineEntry.objects.get().at
    assert moment.isoformat() == "2026-03-14T02:11:58.500000+00:00"


def test_a_missing_year_is_asked_and_offered_only_where_it_fits(
    ada_client: Client, outage: Review
) -> None:
    log = bring(ada_client, outage, "syslog", SYSLOG)
    state = ada_client.get(at(log)).context["state"]
    brought = log.added_at.date()
    latest = brought.year if (brought.month, brought.day) >= (3, 13) else brought.year - 1
    assert state.years == (latest, latest - 1, latest - 2)
    ada_client.post(at(log, "clock/"), {"take": "year:2026"})
    ada_client.post(at(log, "clock/"), {"take": "zone:Europe/Berlin"})
    log.refresh_from_db()
    wait_for(log)
    assert (log.year, log.zone) == (2026, "Europe/Berlin")
    ada_client.post(at(log, "moments/"), {"row": ["1"]})
    assert TimelineEntry.objects.get().at.isoformat() == "2026-03-14T01:13:07+00:00"


@pytest.mark.parametrize(
    "said", [{"zone": "Mars/Base"}, {"year": "12"}, {"ahead": "nan"}, {"ahead": "9e99"}]
)
def test_a_clock_that_cannot_be_is_asked_again(
    ada_client: Client, outage: Review, said: dict[str, str]
) -> None:
    log = bring(ada_client, outage, "syslog", SYSLOG)
    answer = ada_client.post(at(log, "clock/"), said)
    assert answer.status_code == 422
    assert list(answer.context["clock"].errors) == list(said)
    log.refresh_from_db()
    assert (log.zone, log.year, log.ahead_ms) == ("", None, 0)


def test_what_is_put_away_has_no_rows_and_comes_back_with_them(
    ada_client: Client, outage: Review, data_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    with django_capture_on_commit_callbacks(execute=True):
        ada_client.post(at(log, "deletion/"))
    assert list((data_folder / "rows").iterdir()) == []
    ada_client.post(at(log, "restoration/"))
    wait_for(log)
    assert len(texts(ada_client, log)) == 5


def test_reading_can_be_asked_for_and_stopped(ada_client: Client, outage: Review) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    piece_of(log).place.unlink()
    assert "Read its rows" in ada_client.get(at(log)).content.decode()
    ada_client.post(at(log, "rows/stop/"))
    ada_client.post(at(log))
    wait_for(log)
    assert len(texts(ada_client, log)) == 5


def test_rows_are_for_those_who_take_part(
    ada_client: Client, ben_client: Client, ben: User, outage: Review, now: datetime
) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    assert ben_client.get(at(log)).status_code == 404
    assert ben_client.post(at(log, "clock/"), {"take": "zone:UTC"}).status_code == 404
    join_review(outage, name="Ben", role=Role.PARTICIPANT, user=ben, browser_key="", at=now)
    assert ben_client.get(at(log)).status_code == 200


def test_a_picture_has_no_rows_and_says_so(ada_client: Client, outage: Review) -> None:
    sent = [SimpleUploadedFile("shot.png", b"\x89PNG\r\n\x1a\n\0\0", "image/png")]
    ada_client.post(f"/r/{outage.pk}/evidence/files/", {"chosen": sent})
    shot = Evidence.objects.get()
    assert works.work_on(piece_of(shot)) is None
    assert "Read its rows" not in ada_client.get(f"/r/{outage.pk}/evidence/").content.decode()
    ada_client.post(at(shot))
    wait_for(shot)
    assert "no format that Mortem reads rows from" in ada_client.get(at(shot)).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "999999999999999"},
        {"to": "999999999999999"},
        {"from": "-99999999999999"},
        {"q": "a\0b"},
        {"q": '"\0'},
    ],
)
def test_what_nobody_can_look_for_breaks_nothing(
    ada_client: Client, outage: Review, asked: dict[str, str]
) -> None:
    log = bring(ada_client, outage, "app.log", LOG)
    assert ada_client.get(at(log), asked).status_code == 200
    assert ada_client.get(f"/r/{outage.pk}/evidence/rows/", asked).status_code == 200


def test_half_a_secret_at_the_end_of_what_is_kept_is_covered(
    ada_client: Client, outage: Review, data_folder: Path
) -> None:
    begins = "2026-03-14T00:10:00Z INFO shop: "
    for gap in (1960, 1985):
        line = f"{begins}{'x' * gap} postgres://ada:hunter2hunter2@db.example/shop\n"
        log = bring(ada_client, outage, f"{gap}.log", line.encode() * 3)
        assert "hunter2" not in ada_client.get(at(log)).content.decode()
        assert "hunter2" not in ada_client.get(at(log, "")).content.decode()
    kept = b"".join(path.read_bytes() for path in (data_folder / "rows").iterdir())
    assert b"hunter2" not in kept


def test_who_speaks_is_covered_too(ada_client: Client, outage: Review) -> None:
    table = b"time,user,message\n2026-03-14T00:10:00Z,https://ada:s3cretpw@h.example/,down\n"
    log = bring(ada_client, outage, "a.csv", table)
    assert "s3cretpw" not in ada_client.get(at(log)).content.decode()


def test_entries_with_a_clock_and_no_day_are_told_and_no_year_is_asked(
    ada_client: Client, outage: Review
) -> None:
    told = bring(ada_client, outage, "night.md", b"- 09:30 the till is down\n- 09:45 it is back\n")
    page = ada_client.get(f"/r/{outage.pk}/evidence/").content.decode()
    assert "Its entries name a clock and no day." in page
    assert "which year was that" not in page
    assert "names no time zone" not in page
    assert "Day not known" in ada_client.get(at(told)).content.decode()


def test_a_zone_that_nobody_knows_is_offered_to_no_other_piece(
    ada_client: Client, outage: Review
) -> None:
    odd = bring(ada_client, outage, "odd.log", SYSLOG)
    Evidence.objects.filter(pk=odd.pk).update(zone="Mars/Olympus")
    other = SYSLOG.replace(b"disk", b"the disk")
    bring(ada_client, outage, "other.log", other)
    page = ada_client.get(f"/r/{outage.pk}/evidence/")
    assert page.status_code == 200
    assert "zone:Mars" not in page.content.decode()


def test_a_moment_made_of_a_line_knows_what_was_said_about_its_clock(
    ada_client: Client, outage: Review
) -> None:
    log = bring(ada_client, outage, "syslog", SYSLOG)
    cite = f"/r/{outage.pk}/evidence/?cite={log.pk}&line=1"
    asked = ada_client.get(cite).content.decode()
    assert "The line names no time zone." in asked
    said = {"zone": "America/New_York", "year": "2026", "ahead": "7"}
    assert ada_client.post(at(log, "clock/"), said).status_code == 302
    known = ada_client.get(cite).content.decode()
    assert "The line names no time zone." not in known
    assert 'value="2026-03-14"' in known
    assert 'value="07:13"' in known
