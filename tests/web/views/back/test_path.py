"""From an event to its lessons, as one person walks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from mortem.web.models import Cause, Evidence, Lesson, TimelineEntry

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import Review

LOG = b"2026-03-03T01:13:00Z db full\nnothing\n"


def test_a_look_back_is_walked_from_event_to_lessons(ada_client: Client, outage: Review) -> None:
    at = f"/r/{outage.pk}"
    told = {
        "title": "The shop was down for 47 minutes",
        "summary": "Nobody could pay.",
        "zone": "Europe/Berlin",
        "started_date": "2026-03-03",
        "started_time": "02:10",
        "detected_date": "2026-03-03",
        "detected_time": "0213",
        "go_on": "1",
    }
    answer = ada_client.post(f"{at}/event/description/", told)
    assert (answer.status_code, answer["Location"]) == (302, f"{at}/evidence/")

    answer = ada_client.post(
        f"{at}/evidence/files/", {"chosen": [SimpleUploadedFile("db.log", LOG, "text/plain")]}
    )
    assert answer.status_code == 302
    evidence = Evidence.objects.get()
    assert (evidence.size, evidence.media_type) == (len(LOG), "text/plain")

    page = ada_client.get(f"{at}/evidence/", {"cite": evidence.pk, "line": "1"})
    assert page.context["entry"]["time"].value() == "02:13"
    moment = {
        "date": "2026-03-03",
        "time": "02:13",
        "text": "The database was full",
        "kind": "fact",
        "evidence": str(evidence.pk),
        "first_line": "1",
    }
    assert ada_client.post(f"{at}/entries/", moment).status_code == 302
    entry = TimelineEntry.objects.get()
    assert entry.at.isoformat() == "2026-03-03T01:13:00+00:00"
    assert entry.citations.get().first_line == 1

    ada_client.post(f"{at}/phase/", {"seen": "evidence", "to": "causes"})
    assert ada_client.post(f"{at}/whys/", {"text": "The disk had no alarm"}).status_code == 302
    cause = Cause.objects.get()
    why = {"text": "Alarms are set up by hand", "parent": str(cause.pk)}
    assert ada_client.post(f"{at}/whys/", why).status_code == 302
    assert Cause.objects.get(parent=cause).text == "Alarms are set up by hand"
    assert ada_client.get(f"{at}/causes/").status_code == 200

    ada_client.post(f"{at}/phase/", {"seen": "causes", "to": "lessons"})
    answer = ada_client.post(f"{at}/lessons/new/", {"kind": "lucky", "text": "It was night"})
    assert answer.status_code == 302
    assert Lesson.objects.get().kind == "lucky"
    assert ada_client.get(f"{at}/lessons/").status_code == 200
