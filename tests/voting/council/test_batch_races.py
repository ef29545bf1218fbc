"""The same decisions sent by several at once: they go in one batch, and in no second."""

from collections import Counter

from mws.accounts.models import User
from mws.core.refusals import Refused
from proposals.models import Handover, HandoverCase
from proposals.services import notices
from tests.cast import NOW
from tests.database import FreshDatabaseTestCase
from tests.proposals.cases import NOTICE_OVER
from tests.rivals import on_postgresql, race
from tests.voting.council.room import Room
from voting.council import services

RIVALS = 8


def send(round_id: int, secretary_id: int, first: int, second: int) -> str:
    secretary = User.objects.get(pk=secretary_id)
    try:
        services.send_batch(
            round_id=round_id, proposal_ids=[first, second], by=secretary, now=NOTICE_OVER
        )
    except Refused as refused:
        return refused.code
    return "sent"


class SentOnceTests(FreshDatabaseTestCase):
    def setUp(self):
        room = Room()
        meeting = room.opened(present=7)
        files = room.files[:2]
        for position in (1, 2):
            motion = room.moved(meeting, position=position)
            room.vote(motion, yes=7)
            services.declare_result(motion_id=motion.pk, by=room.chair, now=NOW)
        services.close_meeting(meeting_id=meeting.pk, reason="散会", by=room.chair, now=NOW)
        services.sign_minutes(meeting_id=meeting.pk, by=room.chair, now=NOW)
        for proposal in files:
            notices.post_case_notice(proposal_id=proposal.pk, by=room.cast.clerk, now=NOW)
        notices.end_due_notices(NOTICE_OVER)
        first, second = (file.pk for file in files)
        secretary = room.cast.secretary.pk
        # Half of them name the cases the other way round; the locks follow one order all the same.
        self.rivals = [
            (room.round.pk, secretary, *((first, second) if n % 2 else (second, first)))
            for n in range(RIVALS)
        ]

    def test_one_batch_and_the_others_are_told(self):
        answers = race(send, self.rivals)
        self.assertEqual(answers, Counter({"sent": 1, "hindered": RIVALS - 1}))
        self.assertEqual((Handover.objects.count(), HandoverCase.objects.count()), (1, 2))

    @on_postgresql
    def test_without_the_locks_they_collide(self):
        """The negative control: what the lock prevents is left to the constraint, or goes twice."""
        answers = race(send, self.rivals, locked=False)
        self.assertNotEqual(answers, Counter({"sent": 1, "hindered": RIVALS - 1}))
