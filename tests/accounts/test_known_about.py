import json

from django.core.serializers.json import DjangoJSONEncoder
from django.test import TestCase

from mws.accounts import services
from mws.core.personal import known_about
from tests.cast import Cast


class KnownAboutTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def test_it_holds_what_is_ones_own_and_nothing_of_others(self):
        services.rename_person(name="陌生人甲", by=self.cast.stranger)
        known = known_about(self.cast.stranger)
        self.assertEqual(["陌生人甲"], [row["display_name"] for row in known["accounts.User"]])
        self.assertIn("audit.AuditEvent", known)
        self.assertNotIn("accounts.Membership", known)
        self.assertNotIn("陌生人甲", _text(known_about(self.cast.clerk)))

    def test_roles_are_in_it(self):
        [role] = known_about(self.cast.auditor)["accounts.Membership"]
        self.assertEqual("auditor", role["role"])

    def test_secrets_and_ballots_are_not(self):
        known = known_about(self.cast.auditor)
        self.assertNotIn("password", known["accounts.User"][0])
        self.assertNotIn("phone_lookup", known["accounts.User"][0])
        self.assertFalse(
            {"voting.SealedBallot", "voting.BallotSlot", "accounts.Session"} & set(known)
        )


def _text(known: dict) -> str:
    return json.dumps(known, cls=DjangoJSONEncoder, ensure_ascii=False)
