"""Separation of duties: every pair of duties, and what it means for the people in the cast."""

from django.test import TestCase

from mws.accounts.permissions import Role
from proposals.models import CaseDuty, Duty
from proposals.rules.duties import INCOMPATIBLE, why_not_join
from proposals.services import approval, notices, screening
from proposals.services.duties import record_duty
from tests.cast import NOW, Cast, make_officer
from tests.proposals.cases import FINDINGS, NOTICE_OVER, case_in, check, code_of, review

OWN = {Duty.PROPOSED, Duty.ENTERED}
# row: the duty to be taken; columns: the earlier duties that stand against it.
MATRIX = {
    Duty.TOOK_IN: OWN | {Duty.SCREENED},
    Duty.SCREENED: OWN | {Duty.TOOK_IN},
    Duty.HEARD_APPEAL: OWN | {Duty.TOOK_IN, Duty.SCREENED},
    Duty.VOTED: OWN | {Duty.APPROVED, Duty.CONFIRMED},
    Duty.POSTED_NOTICE: OWN,
    Duty.REVIEWED: OWN | {Duty.TOOK_IN, Duty.SCREENED, Duty.VOTED},
    Duty.CHECKED: OWN | {Duty.VOTED},
    Duty.APPROVED: OWN
    | {Duty.TOOK_IN, Duty.SCREENED, Duty.VOTED, Duty.REVIEWED, Duty.CHECKED, Duty.CONFIRMED},
    Duty.CONTRACTED: OWN,
    Duty.REPORTED: {Duty.ACCEPTED},
    Duty.ACCEPTED: OWN | {Duty.REPORTED, Duty.CLAIMED},
    Duty.CLAIMED: {Duty.CHECKED_CLAIM, Duty.PAID},
    Duty.CHECKED_CLAIM: OWN | {Duty.TOOK_IN, Duty.SCREENED, Duty.VOTED, Duty.CLAIMED, Duty.PAID},
    Duty.PAID: OWN
    | {Duty.TOOK_IN, Duty.SCREENED, Duty.VOTED, Duty.CLAIMED, Duty.CHECKED_CLAIM, Duty.CONFIRMED},
    Duty.CONFIRMED: OWN | {Duty.VOTED, Duty.APPROVED, Duty.PAID},
    Duty.SETTLED: OWN | {Duty.TOOK_IN, Duty.SCREENED, Duty.CLAIMED, Duty.PAID},
}
# The duties that the domain keeps in different hands, whichever of them comes first.
HANDS = [
    ({Duty.TOOK_IN}, {Duty.SCREENED}),
    ({Duty.TOOK_IN, Duty.SCREENED}, {Duty.CHECKED_CLAIM, Duty.PAID, Duty.SETTLED}),
    (OWN, {Duty.TOOK_IN, Duty.SCREENED, Duty.VOTED, Duty.REVIEWED, Duty.APPROVED}),
    ({Duty.TOOK_IN, Duty.SCREENED}, {Duty.HEARD_APPEAL}),
    (OWN, {Duty.ACCEPTED, Duty.CHECKED_CLAIM, Duty.PAID, Duty.SETTLED}),
    ({Duty.REVIEWED, Duty.CHECKED}, {Duty.APPROVED}),
    ({Duty.REPORTED, Duty.CLAIMED}, {Duty.ACCEPTED}),
    ({Duty.CLAIMED}, {Duty.CHECKED_CLAIM}),
    ({Duty.CLAIMED, Duty.CHECKED_CLAIM}, {Duty.PAID}),
]
# Four accounts for the way of one yuan: who proposed, who voted, who committed, who paid.
WAY_OF_ONE_YUAN = (Duty.PROPOSED, Duty.VOTED, Duty.APPROVED, Duty.CONFIRMED)


class MatrixTests(TestCase):
    def test_every_pair(self):
        self.assertEqual(set(MATRIX), set(Duty) - OWN)
        for duty, barred in MATRIX.items():
            for earlier in Duty:
                with self.subTest(duty=duty, earlier=earlier):
                    refusal = why_not_join(duty, {earlier})
                    expected = None
                    if earlier in barred:
                        expected = "own_case" if earlier in OWN else "same_person"
                    self.assertEqual(expected, refusal and refusal.code)

    def test_proposer_voter_committer_and_payer_are_four_accounts(self):
        for first in WAY_OF_ONE_YUAN:
            for later in WAY_OF_ONE_YUAN:
                if first != later and later != Duty.PROPOSED:
                    with self.subTest(first=first, later=later):
                        self.assertIsNotNone(why_not_join(later, {first}))

    def test_what_the_domain_keeps_in_different_hands(self):
        for earlier, later in HANDS:
            for duty in later:
                with self.subTest(duty=duty):
                    self.assertLessEqual(earlier, INCOMPATIBLE[duty])

    def test_writing_your_own_proposal_bars_nothing_of_your_own(self):
        for duty in OWN:
            self.assertIsNone(why_not_join(duty, set(OWN)))


class SamePersonTests(TestCase):
    """One person with two hats: the second step is refused, a colleague may take it."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund()

    def hat(self, user, role, place=None):
        make_officer(f"{user.username}_{role}", "同事", role, place or self.cast.community)
        membership = user.memberships.model.objects.filter(role=role).last()
        membership.pk, membership.user = None, user
        membership.save()
        del user.__dict__["hats"]

    def setUp(self):
        for user in (self.cast.clerk, self.cast.officer, self.cast.lin):
            _ = user.hats

    def test_who_took_in_does_not_screen(self):
        self.hat(self.cast.clerk, Role.COMMUNITY_SECRETARY)
        proposal = case_in("admitted", self.cast, self.round)
        act = lambda: screening.screen_proposal(  # noqa: E731
            proposal_id=proposal.pk, **FINDINGS, estimate_fen=100, by=self.cast.clerk, now=NOW
        )
        self.assertEqual("same_person", code_of(act))

    def test_nobody_takes_in_their_own_proposal(self):
        self.hat(self.cast.lin, Role.INTAKE_CLERK)
        proposal = case_in("submitted", self.cast, self.round)
        act = lambda: screening.admit_proposal(  # noqa: E731
            proposal_id=proposal.pk, by=self.cast.lin, now=NOW
        )
        self.assertEqual("own_case", code_of(act))

    def test_nobody_posts_the_notice_of_their_own_proposal(self):
        self.hat(self.cast.lin, Role.INTAKE_CLERK)
        proposal = case_in("selected", self.cast, self.round)
        act = lambda: notices.post_case_notice(  # noqa: E731
            proposal_id=proposal.pk, by=self.cast.lin, now=NOW
        )
        self.assertEqual("own_case", code_of(act))

    def test_who_reviewed_does_not_approve(self):
        self.hat(self.cast.officer, Role.SUBDISTRICT_LEADER, self.cast.subdistrict)
        proposal = case_in("in_review", self.cast, self.round)
        review(self.cast, proposal.pk)
        check(self.cast, proposal.pk)
        act = lambda by: approval.approve_proposal(  # noqa: E731
            proposal_id=proposal.pk, amount_fen=100, document_no="1", by=by, now=NOTICE_OVER
        )
        self.assertEqual("same_person", code_of(lambda: act(self.cast.officer)))
        self.assertIsNone(code_of(lambda: act(self.cast.leader)))


class RecordDutyTests(TestCase):
    def test_a_repeat_is_harmless(self):
        cast = Cast()
        case_id = case_in("draft", cast, cast.round()).case_id
        for _ in range(2):
            record_duty(case_id=case_id, person=cast.chair, duty=Duty.VOTED, now=NOW)
        self.assertEqual(1, CaseDuty.objects.filter(duty=Duty.VOTED).count())
