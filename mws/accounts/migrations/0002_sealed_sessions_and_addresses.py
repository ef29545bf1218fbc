from django.db import migrations, models

from mws.core.secrets import SealedEmailField, seal


def seal_addresses(apps, schema_editor):
    """Addresses that were readable. To a migration the columns are plain, so it sees what is
    stored and stores what it gives."""
    for label in [("accounts", "User"), ("account", "EmailAddress")]:
        rows = apps.get_model(*label).objects.exclude(email="")
        for row in rows.iterator():
            row.email = seal(SealedEmailField.purpose, row.email.lower())
            row.save(update_fields=["email"])


def drop_readable_sessions(apps, schema_editor):
    """Everybody signs in once more; the ids in the old tables would still be cookies."""
    for label in [("sessions", "Session"), ("usersessions", "UserSession")]:
        apps.get_model(*label).objects.all().delete()


def widen_session_key(apps, schema_editor):
    """A sealed id takes 64 characters. SQLite does not measure."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE usersessions_usersession ALTER COLUMN session_key TYPE varchar(100)"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "session_key",
                    models.CharField(max_length=100, primary_key=True, serialize=False),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="user",
            name="session_generation",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(seal_addresses, migrations.RunPython.noop),
        migrations.RunPython(drop_readable_sessions, migrations.RunPython.noop),
        migrations.RunPython(widen_session_key, migrations.RunPython.noop),
    ]
