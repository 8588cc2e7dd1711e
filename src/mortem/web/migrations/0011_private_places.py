
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def say_what_links_are_for(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Until now one line said for whom a link is and what for; only rooms have letters."""
    shares = apps.get_model("web", "Share").objects.filter(code_hash="")
    shares.update(audience="link", purpose=models.F("label"))


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0010_contests'),
    ]

    operations = [
        migrations.AddField(
            model_name='participant',
            name='share',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='seats', to='web.share'),
        ),
        migrations.AddField(
            model_name='share',
            name='address',
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='share',
            name='audience',
            field=models.CharField(choices=[('room', 'Room'), ('person', 'Person'), ('team', 'Team'), ('link', 'Link')], default='room', max_length=8),
        ),
        migrations.AddField(
            model_name='share',
            name='purpose',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='share',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='shown', to='web.team'),
        ),
        migrations.RunPython(say_what_links_are_for, migrations.RunPython.noop),
        migrations.CreateModel(
            name='SealedReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('salt', models.BinaryField()),
                ('iterations', models.PositiveIntegerField()),
                ('lanes', models.PositiveIntegerField()),
                ('memory_kib', models.PositiveIntegerField()),
                ('nonce', models.BinaryField()),
                ('ciphertext', models.BinaryField()),
                ('remind_date', models.DateField(blank=True, null=True)),
                ('every_days', models.PositiveSmallIntegerField(default=0)),
                ('is_reminded', models.BooleanField(default=False)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sealed_reviews', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('last_at', models.DateTimeField()),
                ('participant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='web.participant')),
                ('share', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='web.share')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='openings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-last_at', 'id'),
                'constraints': [models.UniqueConstraint(fields=('share', 'participant'), name='a_seat_opens_once'), models.UniqueConstraint(fields=('share', 'user'), name='an_account_opens_once')],
            },
        ),
    ]
