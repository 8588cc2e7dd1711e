from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mortem.core.record import Mode, Role
from mortem.web.models import Review

if TYPE_CHECKING:
    from django.test import Client


def at(review: Review, path: str) -> str:
    return f"/r/{review.pk}/{path}"


def test_it_asks_one_question_at_a_time(migration: Review, ada_client: Client) -> None:
    asked = ada_client.get(at(migration, "plan/")).context["asked"]
    assert asked["name"] == "success"
    answer = ada_client.post(at(migration, "plan/success/"), {"success": "All 40,000 rows equal"})
    assert answer["Location"] == at(migration, "plan/?ask=plan_date")
    answer = ada_client.post(at(migration, "plan/plan_date/"), {"plan_date": "2199-03-03"})
    assert answer["Location"] == at(migration, "plan/?ask=hurt")
    answer = ada_client.post(at(migration, "plan/hurt/"), {"hurt": "Customers who order at night"})
    assert answer["Location"] == at(migration, "plan/?ask=none")
    migration.refresh_from_db()
    assert (migration.success, migration.plan_date) == ("All 40,000 rows equal", date(2199, 3, 3))
    assert ada_client.get(at(migration, "plan/")).context["asked"] is None


def test_a_vague_answer_is_kept_and_asked_about_once(migration: Review, ada_client: Client) -> None:
    vague = {"success": "it works fine"}
    answer = ada_client.post(at(migration, "plan/success/"), vague)
    assert answer["Location"] == at(migration, "plan/?ask=success&again=1")
    page = ada_client.get(answer["Location"])
    assert page.context["asked"]["again"]
    assert b"it works fine" in page.content
    answer = ada_client.post(at(migration, "plan/success/"), vague | {"again": "1"})
    assert answer["Location"] == at(migration, "plan/?ask=plan_date")


def test_a_vague_title_is_asked_about_first(ada_client: Client) -> None:
    begun = ada_client.post("/ahead/new/", {"context": "migration", "title": "Database migration"})
    assert ada_client.get(begun["Location"]).context["asked"]["name"] == "title"


def test_every_question_can_wait(migration: Review, ada_client: Client) -> None:
    moved = ada_client.post(at(migration, "phase/"), {"seen": "plan", "to": "imagine"})
    assert moved["Location"] == at(migration, "imagine/")


def test_what_cannot_be_kept_stays_in_the_field(migration: Review, ada_client: Client) -> None:
    answer = ada_client.post(at(migration, "plan/plan_date/"), {"plan_date": "soon"})
    assert answer.status_code == 422
    assert b'value="soon"' in answer.content
    answer = ada_client.post(at(migration, "plan/title/"), {"title": ""})
    assert answer.status_code == 422
    assert ada_client.post(at(migration, "plan/phase/"), {}).status_code == 404


def test_the_frame_says_why_names_do_not_come_back(migration: Review, ada_client: Client) -> None:
    answer = ada_client.post(at(migration, "plan/frame/"), {"minutes": "30", "mode": "anonymous"})
    assert answer.status_code == 302
    answer = ada_client.post(at(migration, "plan/frame/"), {"minutes": "30", "mode": "named"})
    assert answer.status_code == 422
    migration.refresh_from_db()
    assert (migration.minutes, migration.mode) == (30, Mode.ANONYMOUS)


def test_a_personal_plan_has_no_room(ada_client: Client) -> None:
    begun = ada_client.post(
        "/ahead/new/", {"context": "personal_goal", "title": "Run the city marathon in October"}
    )
    page = ada_client.get(begun["Location"]).content.decode()
    assert "Open the room" not in page
    assert "anonymous" not in page
    assert "Only you can see this." in page
    review = Review.objects.get()
    now = review.created_at
    reader = {"name": "Noor", "role": Role.READER, "joined_at": now, "key_hash": "noor"}
    review.participants.create(**reader)
    assert "Only you can see this." not in ada_client.get(begun["Location"]).content.decode()


def test_the_sentence_can_be_put_in_ones_own_words(migration: Review, ada_client: Client) -> None:
    ada_client.post(at(migration, "phase/"), {"seen": "plan", "to": "imagine"})
    own = {"failure_sentence": "Orders were lost. Why?", "horizon_date": "2199-06-03"}
    assert ada_client.post(at(migration, "sentence/"), own)["Location"] == at(migration, "imagine/")
    moved = ada_client.post(at(migration, "sentence/"), own | {"forward": "1"})
    assert moved["Location"] == at(migration, "write/")
    again = ada_client.post(at(migration, "sentence/"), own | {"forward": "1"})
    assert again["Location"] == at(migration, "write/")


def test_a_day_that_has_passed_is_answered_beside_the_field(
    migration: Review, ada_client: Client
) -> None:
    own = {"failure_sentence": "Orders were lost.", "horizon_date": "2001-06-03"}
    answer = ada_client.post(at(migration, "sentence/"), own)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["horizon_date"]


def test_two_people_who_move_on_at_once_both_arrive(migration: Review, ada_client: Client) -> None:
    step = {"seen": "plan", "to": "imagine"}
    first, second = (ada_client.post(at(migration, "phase/"), step) for _ in range(2))
    assert first["Location"] == second["Location"] == at(migration, "imagine/")
    back = ada_client.post(at(migration, "phase/"), {"seen": "write", "to": "reveal"})
    assert back.status_code == 409
