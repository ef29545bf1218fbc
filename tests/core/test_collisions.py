from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.accounts.models import User
from mws.core.collisions import ask_again
from mws.core.refusals import Refusal, Refused


class AskAgainTests(TestCase):
    def enter_twice(self, why_not) -> None:
        User.objects.create(username="first")
        with ask_again(why_not):
            User.objects.create(username="first")

    def test_the_rule_asked_again_says_why(self):
        with self.assertRaises(Refused) as raised:
            self.enter_twice(lambda: Refusal("taken", "There is one already."))
        self.assertEqual("taken", raised.exception.code)
        self.assertEqual(1, User.objects.count())

    def test_an_error_that_no_rule_explains_stays_an_error(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            self.enter_twice(lambda: None)
