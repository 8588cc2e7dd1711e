"""The chain of history: digests, and the words they stand for (DESIGN, links, tokens, going away)."""

import secrets
from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from uuid import uuid4
from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from mortem.core.chain import BEGUN, Said, link, plain, when, wording
from mortem.core.record import Activity

# As they were when the chain came; later ones are worded as they are written.
PARTS = {
    "cause": ("Cause", ("text",)),
    "timeline_entry": ("TimelineEntry", ("text", "kind", "attributed_to", "when")),
    "lesson": ("Lesson", ("text",)),
    "action_item": (
        "ActionItem",
        ("text", "measure", "declined_reason", "verdict", "verdict_note"),
    ),
    "signal": ("Signal", ("question", "threshold", "response")),
    "evidence": ("Evidence", ("name", "sha256")),
}
HEADER = (
    *("title", "summary", "where", "scope", "hurt", "severity", "near_miss"),
    *("success", "failure_sentence", "single_cause_reason", "override_reason", "visibility"),
)


def begin_chains(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Link what history has, and word what stands in each review once."""
    for review in apps.get_model("web", "Review").objects.all():
        before = ""
        rows = list(review.activity.order_by("number"))
        for row in rows:
            row.digest = before = link(_line(row), before)
        apps.get_model("web", "Activity").objects.bulk_update(rows, ["digest"], batch_size=500)
        _begin(apps, review, before)


def _line(row: Any) -> Activity:
    actor = None if row.actor_id is None else str(row.actor_id)
    return Activity(number=row.number, at=row.at, verb=row.verb, actor=actor, data=row.data)


def _begin(apps: StateApps, review: Any, before: str) -> None:
    said = [one for one in _said(apps, review) if one.text]
    words = tuple(wording(one, salt=secrets.token_hex(16)) for one in said)
    line = Activity(
        number=review.activity_count + 1,
        at=timezone.now(),
        verb=BEGUN,
        data={"came_with": ""},
        wordings=words,
    )
    row = review.activity.create(
        number=line.number, at=line.at, verb=line.verb, data=line.data, digest=link(line, before)
    )
    kept = apps.get_model("web", "Wording")
    kept.objects.bulk_create(
        (kept(activity=row, **{name: getattr(one, name) for name in one.__slots__}) for one in words),
        batch_size=500,
    )
    review.activity_count, review.activity_digest = line.number, row.digest
    review.save(update_fields=["activity_count", "activity_digest"])


def _said(apps: StateApps, review: Any) -> Iterator[Said]:
    me = str(review.pk)
    yield from (Said(me, "review", name, plain(getattr(review, name))) for name in HEADER)
    for time in review.event_times.all():
        yield Said(me, "review", time.moment, when(time.at, time.until_at, time.precision))
    for noun, (model, names) in PARTS.items():
        # The historical models have no manager that leaves out what was put away.
        for row in apps.get_model("web", model).objects.filter(review=review):
            for name in names:
                yield Said(str(row.pk), noun, name, _text(row, name))


def _text(row: Any, name: str) -> str:
    if name == "when":
        return when(row.at, row.until_at, row.precision)
    return plain(getattr(row, name))


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0008_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='activity',
            name='digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='review',
            name='activity_digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.UUIDField(default=uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject', models.UUIDField(db_index=True)),
                ('noun', models.CharField(max_length=20)),
                ('field', models.CharField(max_length=30)),
                ('text', models.TextField(blank=True)),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('digest', models.CharField(max_length=64)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wordings', to='web.activity')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('activity', 'subject', 'field'), name='a_line_words_a_field_once')],
            },
        ),
        migrations.RunPython(begin_chains, migrations.RunPython.noop),
    ]
