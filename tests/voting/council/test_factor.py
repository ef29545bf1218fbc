"""The second factor once more, before a member's first vote in a meeting."""

import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP
from django.test import TestCase, override_settings
from django.urls import reverse

from mws.core.clock import database_now
from mws.rounds.models import Round
from tests.accounts.sign_in import SECRET, app_code
from tests.voting.council.room import Room
from voting.models import CouncilVote, Meeting


@override_settings(MWS_STEP_UP_SECONDS=600)
class FirstVoteTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.opened(present=7)
        cls.motion = cls.room.moved(cls.meeting)
        Meeting.objects.update(opened_at=database_now())
        cls.url = reverse("voting:vote_cast", args=[cls.motion.pk])
        TOTP.activate(cls.room.members[0], SECRET)

    def vote(self, *, used_ago, value="yes"):
        """As a member whose factor was used so many seconds ago."""
        self.client.force_login(self.room.members[0])
        session = self.client.session
        for each in session[AUTHENTICATION_METHODS_SESSION_KEY]:
            each["at"] = time.time() - used_ago
        session.save()
        return self.client.post(self.url, {"value": value})

    def test_an_old_factor_is_asked_for_again_and_no_vote_is_kept(self):
        answer = self.vote(used_ago=3600)
        self.assertIn("reauthenticate", answer["Location"])
        self.assertFalse(CouncilVote.objects.exists())

    def test_what_was_posted_is_carried_out_once_the_factor_is_used(self):
        asked = self.vote(used_ago=3600)
        self.client.post(asked["Location"], {"code": app_code()})
        self.assertEqual(CouncilVote.objects.get().value, "yes")

    def test_a_factor_used_just_now_is_enough(self):
        self.vote(used_ago=60)
        self.assertEqual(CouncilVote.objects.count(), 1)

    def test_after_the_first_vote_the_member_is_not_asked_again(self):
        self.vote(used_ago=60)
        self.vote(used_ago=3600, value="no")
        self.assertEqual(CouncilVote.objects.filter(superseded_at=None).get().value, "no")

    def test_a_hand_keyed_by_the_secretary_is_no_proof_of_the_member(self):
        CouncilVote.objects.create(
            motion=self.motion, member=self.room.members[0], value="no", cast_at=database_now(),
            keyed_by=self.room.secretary,
        )  # fmt: skip
        self.assertIn("reauthenticate", self.vote(used_ago=3600)["Location"])

    def test_where_the_rules_ask_for_none_none_is_asked_for(self):
        rules = self.room.round.rules | {"vote_factor": {"value": "none", "basis": "测试"}}
        Round.objects.filter(pk=self.room.round.pk).update(rules=rules)
        self.vote(used_ago=3600)
        self.assertEqual(CouncilVote.objects.count(), 1)
