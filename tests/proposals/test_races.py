"""Two people decide at once: one does, the other reads why not. Each with its negative control."""

from mws.accounts.models import User
from mws.core.refusals import Refused
from mws.ledger.models import Fund
from proposals.models import Proposal, Screening
from proposals.services import cases, council_steps, screening
from tests.cast import NOW, Cast
from tests.database import FreshDatabaseTestCase
from tests.proposals.cases import case_in, draft
from tests.rivals import on_postgresql, race


def admit(proposal_id: int, clerk_id: int) -> str:
    try:
        screening.admit_proposal(proposal_id=proposal_id, by=User.objects.get(pk=clerk_id), now=NOW)
    except Refused as refused:
        return refused.code
    return "admitted"


def submit(proposal_id: int, author_id: int) -> str:
    try:
        done = cases.submit_proposal(
            proposal_id=proposal_id, by=User.objects.get(pk=author_id), now=NOW
        )
    except Refused as refused:
        return refused.code
    return done.receipt_no or ""


def select(proposal_id: int) -> str:
    try:
        council_steps.select_proposal(
            proposal_id=proposal_id, amount_fen=4_000_000, decision="m", by=None, now=NOW
        )
    except Refused as refused:
        return refused.code
    return "selected"


class RivalTests(FreshDatabaseTestCase):
    def setUp(self):
        self.cast = Cast()
        self.round = self.cast.round()

    def test_one_of_many_clerks_takes_the_proposal_in(self):
        proposal = case_in("submitted", self.cast, self.round)
        answers = race(admit, [(proposal.pk, self.cast.clerk.pk)] * 8)
        self.assertEqual({"admitted": 1, "not_submitted": 7}, answers)
        self.assertEqual(1, Screening.objects.filter(proposal=proposal).count())

    @on_postgresql
    def test_without_the_lock_several_would(self):
        proposal = case_in("submitted", self.cast, self.round)
        answers = race(admit, [(proposal.pk, self.cast.clerk.pk)] * 8, locked=False)
        self.assertNotEqual({"admitted": 1, "not_submitted": 7}, answers)

    def test_a_double_submit_gives_one_receipt(self):
        proposal = draft(self.cast, self.round)
        answers = race(submit, [(proposal.pk, self.cast.lin.pk)] * 6)
        self.assertEqual({"MWS-2026-TY-LZ-001": 1, "not_draft": 5}, answers)

    def test_who_submits_at_once_gets_different_numbers(self):
        drafts = [draft(self.cast, self.round).pk for _ in range(8)]
        answers = race(submit, [(pk, self.cast.lin.pk) for pk in drafts])
        self.assertEqual({f"MWS-2026-TY-LZ-{n:03d}": 1 for n in range(1, 9)}, answers)

    @on_postgresql
    def test_without_the_lock_numbers_would_collide(self):
        drafts = [draft(self.cast, self.round).pk for _ in range(8)]
        answers = race(submit, [(pk, self.cast.lin.pk) for pk in drafts], locked=False)
        self.assertIn("IntegrityError", answers)

    def test_the_council_never_reserves_more_than_there_is(self):
        self.cast.fund(10_000_000)
        waiting = [case_in("on_agenda", self.cast, self.round).pk for _ in range(6)]
        answers = race(select, [(pk,) for pk in waiting])
        self.assertEqual({"selected": 2, "available_short": 4}, answers)
        fund = Fund.objects.get(community=self.cast.community)
        self.assertEqual((8_000_000, 2_000_000), (fund.reserved_fen, fund.available_fen))
        self.assertEqual(2, Proposal.objects.filter(status="selected").count())
