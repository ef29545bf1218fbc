"""`manage.py import_roll`: the roll from a file on the server."""

import io
import tempfile
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase

from mws.accounts import services
from mws.accounts.models import ResidentRoll
from mws.accounts.selectors_rolls import roll_desk
from mws.accounts.services import roll_reading
from tests.accounts.rolls import LIN, csv_text
from tests.cast import NOW, Cast


class CommandTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.place, cls.clerk = cls.cast.community, cls.cast.clerk

    def run_command(self, content, *more):
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            file.write(content)
            file.flush()
            out = io.StringIO()
            call_command(
                "import_roll", self.place.code, file.name, "--by", self.clerk.username, *more,
                stdout=out,
            )  # fmt: skip
        return out.getvalue()

    def test_it_reads_and_puts_in_force_only_when_told(self):
        out = self.run_command(csv_text().encode("gbk"))
        self.assertIn("6", out)
        self.assertEqual("ready", ResidentRoll.objects.get().state)
        services.discard_roll(roll_id=ResidentRoll.objects.get().pk, by=self.clerk, now=NOW)
        self.run_command(csv_text().encode(), "--put-in-force")
        self.assertEqual(1, ResidentRoll.objects.get(state="in_force").version)

    def test_a_bad_list_ends_with_its_lines(self):
        content = csv_text([["", "", LIN, "", "", "", ""]]).encode()
        with self.assertRaises(CommandError) as caught:
            self.run_command(content, "--put-in-force")
        self.assertIn("2", str(caught.exception))
        self.assertIsNone(roll_desk(self.place).in_force)

    def test_who_has_no_right_and_what_does_not_exist_is_said(self):
        for arguments in [
            (self.place.code, "/nowhere.csv", "--by", self.clerk.username),
            ("none", __file__, "--by", self.clerk.username),
            (self.place.code, __file__, "--by", "nobody"),
            (self.place.code, __file__, "--by", self.cast.lin.username),
        ]:
            with self.subTest(arguments=arguments), self.assertRaises(CommandError):
                call_command("import_roll", *arguments, stdout=io.StringIO())

    def test_breaking_it_off_discards_what_was_read(self):
        with (
            mock.patch.object(roll_reading._Reading, "_store", side_effect=KeyboardInterrupt),
            self.assertRaises(CommandError),
        ):
            self.run_command(csv_text().encode())
        self.assertEqual("discarded", ResidentRoll.objects.get().state)
