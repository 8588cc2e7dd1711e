"""Search: one table of texts, and beside it the index of whichever database this is."""

import django.db.models.deletion
from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = [
    """CREATE VIRTUAL TABLE web_searchindex USING fts5(
        head, body, tokenize = "unicode61 remove_diacritics 0", prefix = '2 3'
    )""",
]
POSTGRESQL = [
    "ALTER TABLE web_searchentry ADD COLUMN words tsvector",
    "CREATE INDEX web_searchentry_words ON web_searchentry USING gin (words)",
]


def create_index(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def drop_index(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE web_searchindex")


class Migration(migrations.Migration):
    dependencies = [("web", "0001_start")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("thing", models.UUIDField(unique=True)),
                ("noun", models.CharField(max_length=20)),
                ("text", models.TextField()),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entries",
                        to="web.review",
                    ),
                ),
            ],
        ),
        migrations.RunPython(create_index, drop_index),
    ]
