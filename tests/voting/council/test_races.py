"""Fifty members at once: each counted once, none lost, none after the result."""

import time
from collections import Counter

from django.test import Client

from mws.accounts.models import User
from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from tests.cast import NOW
from tests.client import SignedInClient
from tests.database import FreshDatabaseTestCase
from tests.rivals import race
from tests.voting.council.room import Room
from voting.council import services
from voting.models import CouncilVote, Motion

FIFTY = 50


def vote(motion_id: int, member_id: int, value: str) -> str:
    member = User.objects.get(pk=member_id)
    try:
        services.cast_vote(motion_id=motion_id, value=value, by=member, now=NOW)
    except Refused as refused:
        return refused.code
    return "voted"


def press(motion_id: int, member_id: int, value: str) -> str:
    """The button on a member's telephone."""
    telephone = SignedInClient()
    member = User.objects.get(pk=member_id)
    telephone.force_login(member)
    telephone.note_factor(member)
    answer = telephone.post(f"/council/motions/{motion_id}/vote/", {"value": value})
    return "voted" if "/meetings/" in answer.get("Location", "") else str(answer.status_code)


def declare(motion_id: int, chair_id: int) -> str:
    chair = User.objects.get(pk=chair_id)
    try:
        services.declare_result(motion_id=motion_id, reason="票数不足", by=chair, now=NOW)
    except Refused as refused:
        return refused.code
    return "declared"


def act(name: str, *arguments: int | str) -> str:
    return {"vote": vote, "declare": declare}[name](*arguments)


class FiftyAtOnceTests(FreshDatabaseTestCase):
    def setUp(self):
        self.room = Room(members=FIFTY)
        self.meeting = self.room.opened(present=FIFTY)
        self.motion = self.room.moved(self.meeting)

    def test_fifty_votes_in_one_moment_are_each_counted_once(self):
        values = ["yes"] * 26 + ["no"] * 20 + ["abstain"] * 4
        answers = race(
            vote,
            [
                (self.motion.pk, member.pk, value)
                for member, value in zip(self.room.members, values, strict=True)
            ],
        )
        self.assertEqual(answers, Counter({"voted": FIFTY}))
        motion = services.declare_result(motion_id=self.motion.pk, by=self.room.chair, now=NOW)
        figures = [motion.yes, motion.no, motion.abstain, motion.present]
        self.assertEqual(figures, [26, 20, 4, FIFTY])

    def test_fifty_telephones_at_once_and_the_wall_is_right_within_two_seconds(self):
        """Each as a request of its own through all middleware; the wall is asked as it asks."""
        values = ["yes"] * 26 + ["no"] * 20 + ["abstain"] * 4
        rows = [
            (self.motion.pk, member.pk, value)
            for member, value in zip(self.room.members, values, strict=True)
        ]
        answers = race(press, rows)
        begun = time.monotonic()
        page = Client().get(f"/council/meetings/{self.meeting.pk}/screen/live/")
        self.assertLess(time.monotonic() - begun, 2)
        self.assertEqual(answers, Counter({"voted": FIFTY}))
        shown = {code: count for code, _word, count in page.context["hall"].tally}
        self.assertEqual(shown, {"yes": 26, "no": 20, "abstain": 4, "recused": 0, "waiting": 0})
        self.assertEqual(CouncilVote.objects.filter(superseded_at=None).count(), FIFTY)
        self.assertEqual(AuditEvent.objects.filter(action="vote.cast").count(), FIFTY)

    def test_one_member_who_clicks_ten_times_has_one_vote(self):
        answers = race(vote, [(self.motion.pk, self.room.members[0].pk, "yes")] * 10)
        self.assertEqual(answers, Counter({"voted": 10}))
        self.assertEqual(CouncilVote.objects.count(), 1)

    def test_without_the_lock_the_clicks_collide(self):
        """The negative control: the constraint is left to refuse what the lock prevents."""
        clicks = [(self.motion.pk, self.room.members[0].pk, value) for value in ["yes", "no"] * 20]
        answers = race(vote, clicks, locked=False)
        self.assertEqual(CouncilVote.objects.filter(superseded_at=None).count(), 1)
        self.assertLess(answers["voted"], len(clicks))

    def test_no_vote_slips_in_beside_the_result(self):
        """26 of 50 have said yes, so the chair may declare while the others vote."""
        for member in self.room.members[:26]:
            vote(self.motion.pk, member.pk, "yes")
        rivals = [("vote", self.motion.pk, each.pk, "no") for each in self.room.members[26:]]
        rivals.insert(12, ("declare", self.motion.pk, self.room.chair.pk))
        answers = race(act, rivals)
        self.assertEqual(answers["declared"], 1)
        self.assertEqual(answers["voted"] + answers["not_open"], 24)
        motion = Motion.objects.get(pk=self.motion.pk)
        self.assertEqual(motion.no, answers["voted"])
        self.assertEqual(CouncilVote.objects.filter(value="no").count(), answers["voted"])
