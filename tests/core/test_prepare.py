"""`manage.py prepare` on a database of an older history says so, and touches nothing."""

from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder
from django.test import TestCase


class PrepareTests(TestCase):
    def test_a_database_of_before_is_named_and_left_alone(self) -> None:
        MigrationRecorder.Migration.objects.create(app="proposals", name="0014_works")
        with self.assertRaisesMessage(CommandError, "proposals.0014_works is unknown here"):
            call_command("prepare", then=["no_such_command"])

    def test_where_all_is_done_it_goes_on(self) -> None:
        MigrationRecorder.Migration.objects.create(app="some_library", name="0001_squashed_away")
        with self.assertRaisesMessage(CommandError, "no_such_command"):
            call_command("prepare", then=["no_such_command"])
