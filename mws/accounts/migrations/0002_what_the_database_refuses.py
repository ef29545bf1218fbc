"""Views of sensitive data stay, nobody lives in two communities on one day, and a sealed session id
takes 64 characters, for which allauth's column is too narrow (SQLite does not measure)."""

from django.db import migrations

from mws.accounts.one_home import one_home_a_day
from mws.core.append_only import AppendOnlyTrigger, Triggers

WIDEN = "ALTER TABLE usersessions_usersession ALTER COLUMN session_key TYPE varchar(100)"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations = [
        AppendOnlyTrigger("accounts_sensitiveview"),
        one_home_a_day(),
        Triggers(postgresql=[WIDEN], sqlite=[], undo={"postgresql": [], "sqlite": []}),
    ]
