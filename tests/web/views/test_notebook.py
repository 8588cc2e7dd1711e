"""The notebook on its pages: ten seconds, found again, taken along, and nobody else's."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from mortem.core.record import Role
from mortem.web import vault
from mortem.web.models import Evidence, Jotting, Review, User
from mortem.web.operations.erasure import erase_user
from mortem.web.operations.notebook import add_jotting
from mortem.web.operations.purging import purge_parts
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.teams import make_team
from tests.web.conftest import signed_in
from tests.web.guarding import bring, join, protected

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client


SECRET = "Zwetschgenknödel"


def jot(user: User, text: str = SECRET, **more: Any) -> Jotting:
    now = timezone.now()
    said = {"kind": "win", "date": date(2026, 3, 9), **more}
    return add_jotting(user, at=now, today=now.date(), text=text, **said)


def text_of(answer: Any) -> str:
    raw = b"".join(answer) if answer.streaming else answer.content
    return str(raw.decode())


def test_a_line_takes_a_few_words_and_one_press(ada: User, ada_client: Client) -> None:
    answer = ada_client.post("/notebook/", {"text": "Moved the queue", "then": "home"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Noted, for you alone." in text_of(answer)
    line = Jotting.objects.get()
    assert (line.user, line.kind, line.date) == (ada, "win", timezone.localdate())


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"text": " "}, "A few words are enough."),
        ({"text": "x" * 1001}, "at most 1000 characters"),
        ({"text": "x", "kind": "gossip"}, "Choose one of the four."),
        ({"text": "x", "date": "31.02.2026"}, "This is not a day."),
        ({"text": "x", "link": "javascript:alert(1)"}, "Write a whole address"),
        ({"text": "x", "link": "https://a b"}, "Write a whole address"),
        ({"text": "x", "link": "http://[x"}, "Write a whole address"),
        ({"text": "x", "link": "http:x"}, "Write a whole address"),
        ({"text": "x", "helped": "y" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_kept_is_asked_again_with_what_was_typed(
    ada_client: Client, bad: dict[str, str], told: str
) -> None:
    answer = ada_client.post("/notebook/", {"link": "https://kept.example", **bad})
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert bad.get("link", "https://kept.example").split(":")[0] in text_of(answer)
    assert not Jotting.objects.exists()


def test_lines_stand_by_month_or_by_kind_and_are_found(ada: User, ada_client: Client) -> None:
    jot(ada, "Moved the queue", helped="the night shift")
    jot(ada, "Chose the plain table", kind="decision", date=date(2026, 4, 1))
    pages = {
        query: text_of(ada_client.get(f"/notebook/?{query}"))
        for query in ("", "by=kind", "q=NIGHT", "q=zzz")
    }
    assert pages[""].index("April 2026") < pages[""].index("March 2026")
    assert pages["by=kind"].index("Win</h2>") < pages["by=kind"].index("Decision</h2>")
    assert ("Moved the queue" in pages["q=NIGHT"], "plain table" in pages["q=NIGHT"]) == (
        True,
        False,
    )
    assert "Nothing has “zzz”." in pages["q=zzz"]


def test_a_line_is_changed_put_away_brought_back_and_purged(ada: User, ada_client: Client) -> None:
    line = jot(ada)
    ada_client.post(f"/notebook/{line.pk}/", {"text": "Better words", "kind": "feedback"})
    line.refresh_from_db()
    assert (line.text, line.kind, line.date) == ("Better words", "feedback", date(2026, 3, 9))
    away = ada_client.post(f"/notebook/{line.pk}/deletion/", follow=True)
    assert "Better words" not in text_of(away)
    ada_client.post(f"/notebook/{line.pk}/restoration/")
    assert Jotting.objects.count() == 1
    ada_client.post(f"/notebook/{line.pk}/deletion/")
    purge_parts(at=timezone.now() + timedelta(days=31))
    assert not Jotting.everything.exists()


def test_files_are_for_their_owner_and_no_formula(ada: User, ada_client: Client) -> None:
    jot(ada, "=1+1", helped="@all")
    table = ada_client.get("/notebook/file/csv/")
    assert "2026-03-09,win,'=1+1,'@all," in text_of(table)
    assert "attachment" in table["Content-Disposition"]
    assert table["Cache-Control"] == "private, no-store"
    assert "**Win:** =1+1 (helped: @all)" in text_of(ada_client.get("/notebook/file/md/"))
    assert ada_client.get("/notebook/file/exe/").status_code == 404


@pytest.mark.usefixtures("migration")
def test_the_monthly_question_is_asked_only_where_it_is_wanted(
    ada: User, ada_client: Client
) -> None:
    asked = "Anything to note this month?"
    assert asked not in text_of(ada_client.get("/"))
    ada_client.post("/notebook/rhythm/", {"ask": "monthly"})
    ada.refresh_from_db()
    assert ada.notebook_date is not None
    assert 28 <= (ada.notebook_date - timezone.localdate()).days <= 31
    User.objects.filter(pk=ada.pk).update(notebook_date=timezone.localdate())
    assert asked in text_of(ada_client.get("/"))
    assert asked not in text_of(ada_client.post("/notebook/rhythm/", {"ask": "later"}, follow=True))
    User.objects.filter(pk=ada.pk).update(notebook_date=timezone.localdate())
    ada_client.post("/notebook/", {"text": "Taught Jun"})
    assert asked not in text_of(ada_client.get("/"))
    ada_client.post("/notebook/rhythm/", {"ask": "never"})
    ada.refresh_from_db()
    assert ada.notebook_date is None


@pytest.mark.parametrize("context", ["promotion", "career_step"])
def test_one_press_takes_a_copy_into_a_review(
    context: str, ada: User, ada_client: Client, now: datetime
) -> None:
    line = jot(ada)
    review = begin_review(context=context, title="Staff in autumn", by=ada, at=now)
    if review.looks_ahead:
        protected(review, 1)
        bring(review, "watch")
    else:
        Review.objects.filter(pk=review.pk).update(phase="evidence")
    page = f"/r/{review.pk}/{'watch' if review.looks_ahead else 'evidence'}/"
    assert SECRET in text_of(ada_client.get(page))
    ada_client.post(f"/r/{review.pk}/notebook/")
    kept = Evidence.objects.get(review=review)
    ada_client.post(f"/notebook/{line.pk}/", {"text": "Changed later"})
    with vault.open_sealed(kept.sha256) as copy:
        assert SECRET in copy.read().decode()
    assert SECRET in text_of(ada_client.get(f"/r/{review.pk}/evidence/{kept.pk}/"))
    assert kept.name in text_of(ada_client.get(f"/r/{review.pk}/report/"))
    assert kept.name in text_of(ada_client.get(page))
    away = ada_client.post(f"/r/{review.pk}/evidence/{kept.pk}/deletion/", follow=True)
    assert away.status_code == 200
    assert "This evidence is put away." in text_of(away)


def test_an_empty_notebook_is_not_taken_along(ada: User, ada_client: Client, now: datetime) -> None:
    review = begin_review(context="promotion", title="Staff in autumn", by=ada, at=now)
    answer = ada_client.post(f"/r/{review.pk}/notebook/")
    assert "Your notebook is empty so far." in text_of(answer)
    assert not Evidence.objects.exists()


def test_at_work_no_notebook_lies_beside_a_review(
    ada: User, ada_client: Client, migration: Review
) -> None:
    jot(ada)
    protected(migration, 1)
    assert SECRET not in text_of(ada_client.get(f"/r/{migration.pk}/protect/"))
    assert ada_client.post(f"/r/{migration.pk}/notebook/").status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.PARTICIPANT, Role.FACILITATOR])
def test_nobody_else_is_shown_a_line(role: Role, ada: User, ben: User, now: datetime) -> None:
    """Not beside a review they share, not in a list, a search, a count, an export, or by its address."""
    line = jot(ada)
    review = begin_review(context="promotion", title="Staff in autumn", by=ada, at=now)
    protected(review, 1)
    join(review, ben, role)
    team = make_team("Platform", by=ada, at=now)
    team.memberships.create(user=ben, joined_at=now)
    his = signed_in(ben)
    asked = [
        *("/", "/reviews/", "/lessons/", "/put-away/", "/you/", f"/teams/{team.pk}/", "/notebook/"),
        *(
            f"/search/?q={SECRET[:6]}",
            f"/notebook/?q={SECRET[:6]}",
            "/notebook/file/md/",
            "/notebook/file/csv/",
        ),
        *(
            f"/r/{review.pk}/{page}/"
            for page in ("protect", "plan", "report", "export/json", "export/md")
        ),
        *(f"/api/search?q={SECRET[:6]}", "/api/needs", "/api/reviews", f"/notebook/{line.pk}/"),
    ]
    assert [url for url in asked if SECRET in text_of(his.get(url))] == []
    box = zipfile.ZipFile(io.BytesIO(b"".join(his.get("/you/everything/"))))
    assert [name for name in box.namelist() if SECRET.encode() in box.read(name)] == []
    for verb in ("", "deletion/", "restoration/"):
        assert his.post(f"/notebook/{line.pk}/{verb}", {"text": "mine"}).status_code == 404
    assert his.post(f"/r/{review.pk}/notebook/").status_code in {403, 404}
    assert not Evidence.objects.exists()
    line.refresh_from_db()
    assert (line.text, line.deleted_at) == (SECRET, None)


def test_a_notebook_is_no_part_of_any_review_or_search_index(ada: User) -> None:
    line = jot(ada)
    fields = {field.name for field in Jotting._meta.get_fields()}
    assert fields.isdisjoint({"review", "team"})
    assert f"{SECRET}" in str(line)


def test_all_of_it_goes_along_and_all_of_it_goes(
    ada: User, ada_client: Client, now: datetime
) -> None:
    jot(ada)
    box = zipfile.ZipFile(io.BytesIO(b"".join(ada_client.get("/you/everything/"))))
    assert SECRET in box.read("notebook.md").decode()
    assert SECRET in box.read("notebook.csv").decode()
    erase_user(ada, at=now)
    assert not Jotting.everything.exists()
