from io import StringIO

from django.core.management import CommandError, call_command
from django.test import TestCase

from mws.demo.factors import why_not_show_code
from tests.accounts.sign_in import app_code
from tests.cast import make_user
from tests.demo.players import make_player


class CodeTests(TestCase):
    def test_the_code_is_the_one_that_the_app_would_show(self):
        make_player()
        out = StringIO()
        call_command("demo_code", "player", stdout=out)
        self.assertIn(out.getvalue().strip(), {app_code()})

    def test_refusals(self):
        for person, code in [
            (None, "not_demo_person"),
            (make_player("real", is_demo=False), "not_demo_person"),
            (make_user("resident", "居民", is_demo=True), "no_factor"),
            (make_player(), None),
        ]:
            with self.subTest(person=person):
                refusal = why_not_show_code(person)
                self.assertEqual(code, refusal and refusal.code)

    def test_nobody_of_that_name(self):
        with self.assertRaisesMessage(CommandError, "no invented person"):
            call_command("demo_code", "nobody")
